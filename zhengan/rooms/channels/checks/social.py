"""Official social media pages: recognisable, warned of, watched, and posted to by people who may."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.alerts import alerts, handled
from zhengan.checks.algebra import Part, each, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.populations import is_here, nothing_of_the_kind, reviewed
from zhengan.checks.reading import lines, records

ACCOUNT = "channels.social_account"
WEEK, QUARTER, YEAR = Period("P7D"), Period("P3M"), Period("P1Y")
NO_PAGE = _("No official page is run.")


def pages() -> Any:
    """Official pages that are run."""
    return records(ACCOUNT).active()


def _where_pages(*parts: Part) -> list[Part]:
    """Where pages are entered, but none is run any more, the clause does not apply."""
    return [nothing_of_the_kind(records(ACCOUNT), part, NO_PAGE) for part in parts]


@check("13.2.3.1", unless_stated=True)
def privacy_policies_of_platforms_are_reviewed(on: date, p: Any) -> list[Part]:
    """The privacy policy behind every page was reviewed within a year, and after its last change."""
    return _where_pages(
        each(pages()).must_be_fresh(
            "privacy_reviewed_on",
            every=YEAR,
            on=on,
            holds=_("The privacy policies behind all %(population)s official pages were reviewed within 12 months."),
            fails=_("The privacy policies behind %(exceptions)s of %(population)s pages were not reviewed in a year."),
            soon=_("The privacy policies behind %(warnings)s of %(population)s pages must soon be reviewed again."),
        ),
        each(pages()).must(
            Q(privacy_policy_changed_on=None) | Q(privacy_reviewed_on__gte=F("privacy_policy_changed_on")),
            holds=_("The privacy policies behind all %(population)s pages were reviewed since their last change."),
            fails=_(
                "The privacy policies behind %(exceptions)s of %(population)s pages changed and were not reviewed."
            ),
        ),
        reviewed("social_privacy", every=YEAR, on=on),
        there_is_recent(
            records("assurance.risk").in_state("assessed", "approved", "monitored").filter(category="social_media"),
            when="assessed_on",
            every=YEAR,
            on=on,
            holds=_("%(population)s risks of social media were assessed within 12 months."),
            fails=_("No risk of social media was assessed within 12 months."),
            soon=_("The risks of social media must soon be assessed again."),
        ),
    )


@check("13.2.3.2", besides=("security_control",), unless_stated=True)
def leaving_the_website_is_told(on: date, p: Any) -> list[Part]:
    """For every page linked from the website a prompt stands between, seen within a week."""
    linked = each(pages().filter(link_on_site=True))
    return _where_pages(
        linked.must(
            Q(exit_prompt=True),
            holds=_("Before all %(population)s pages linked from the website a prompt says that one leaves it."),
            fails=_("Before %(exceptions)s of %(population)s pages linked from the website no prompt stands."),
        ),
        linked.must_be_fresh(
            "exit_prompt_checked_at",
            every=WEEK,
            on=on,
            holds=_("The prompts before all %(population)s pages were seen within a week."),
            fails=_("The prompts before %(exceptions)s of %(population)s pages were not seen within a week."),
        ).calm(),
    )


@check("13.2.3.3", unless_stated=True)
def pages_show_whose_they_are(on: date, p: Any) -> list[Part]:
    """Every page shows the firm and how to reach it, and was inspected within three months."""
    subject = records(ACCOUNT).filter(no=OuterRef("subject_ref"))
    inspected = (
        records("facilities.inspection")
        .in_state("approved")
        .filter(template="social_page")
        .annotate(_subject=Subquery(subject.values("pk")[:1]))
    )
    return _where_pages(
        each(pages()).must(
            Q(official=True, firm_name_shown=True, contact_shown=True),
            holds=_("All %(population)s official pages show the firm and how to reach it."),
            fails=_("%(exceptions)s of %(population)s official pages do not show the firm or how to reach it."),
        ),
        each(pages()).must_recur(
            inspected,
            by="_subject",
            done="inspected_on",
            every=QUARTER,
            on=on,
            holds=_("All %(population)s official pages were inspected within three months."),
            fails=_("%(exceptions)s of %(population)s official pages were not inspected within three months."),
            soon=_("%(warnings)s of %(population)s official pages must soon be inspected again."),
        ),
    )


@check("13.2.3.4", besides=("incident",), unless_stated=True)
def posts_are_controlled(on: date, p: Any) -> list[Part]:
    """Rights are of people who are here and were granted them on request; every post was approved by another."""
    asked = records("access.access_request").in_state("executed", "closed").filter(kind="social")
    rights = lines(ACCOUNT, "rights").filter(record__state="active", revoked_on=None)
    return _where_pages(
        each(rights).must(
            is_here(on, "person__") & Q(Exists(asked.filter(person=OuterRef("person")))),
            holds=_("All %(population)s rights on official pages are of people who are here and asked for them."),
            fails=_("%(exceptions)s of %(population)s rights on official pages are of leavers, or were not asked for."),
        ),
        each(lines(ACCOUNT, "posts")).must_not(
            Q(approved_by=F("drafted_by")),
            holds=_("All %(population)s posts were approved by somebody else than their author."),
            fails=_("%(exceptions)s of %(population)s posts were approved by their author."),
        ),
        handled(alerts(on, "social_post", "social_event"), p.period("immediate-tolerance"), on=on),
    )
