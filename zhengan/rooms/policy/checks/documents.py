"""Documents: the policy itself, the rules under it, and what they have to cover."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, there_is, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, documents, reviewed, reviews
from zhengan.checks.reading import note, records
from zhengan.checks.status import Status
from zhengan.checks.wording import Both
from zhengan.identity.models import OfficeHeld

POLICY, OBLIGATION = "policy.policy_document", "policy.obligation"
YEAR = Period("P1Y")
# A version that an evaluation called for is to be there after so long.
CHANGED_WITHIN = Period("P3M")
# The rules that 1.1 rests on, as it prints them.
CITED = (
    Both("建立證券商資通安全檢查機制", "Establishing Information Security Inspection Mechanisms for Securities Firms"),
    Both("電腦處理個人資料保護法", "Computer-Processed Personal Data Protection Act"),
)


@check("1.1")
def policy_stands(on: date, p: Any) -> list[Part]:
    """The policy is in force, and each rule that it cites was compared within a year and bears the name cited."""
    found = [document_in_force("security_policy", on=on)]
    for rule in CITED:
        rows = records(OBLIGATION).in_force().filter(Q(source_title=rule.zh()) | Q(former_title=rule.zh()))
        found += [
            there_is_recent(
                rows,
                when="last_checked_on",
                every=YEAR,
                on=on,
                holds=_("“%(cited)s” was compared within 12 months."),
                fails=_("“%(cited)s”, which the policy cites, is not entered or was not compared within 12 months."),
                soon=_("“%(cited)s” must soon be compared again."),
                cited=rule,
            ),
            each(rows.filter(former_title=rule.zh()))
            .must(
                Q(source_title=rule.zh()),
                holds=_("“%(cited)s” still bears that name."),
                fails=_("The policy cites “%(cited)s” by a former name."),
                cited=rule,
            )
            .advised()
            .when_empty(Status.NOT_APPLICABLE, _("“%(cited)s” still bears that name.")),
        ]
    return found


@check("2.1.1")
def policy_protects_every_asset(on: date, p: Any) -> list[Part]:
    """The policy covers the clause, every asset is rated for three properties, every risk says what it touches."""
    return [
        document_in_force("security_policy", on=on, covers=("2.1.1",)),
        each(records("assets.asset").active()).must(
            Q(confidentiality__gt=0, integrity__gt=0, availability__gt=0),
            holds=_("All %(population)s assets in use are rated for confidentiality, integrity and availability."),
            fails=_("%(exceptions)s of %(population)s assets in use lack a rating."),
        ),
        each(records("assurance.risk").exclude(state__in=("identified", "closed")))
        .must(
            ~Q(property=()),
            holds=_("All %(population)s risks say which of the four properties they touch."),
            fails=_("%(exceptions)s of %(population)s risks do not say which of the four properties they touch."),
        )
        .when_empty(Status.NO_DATA, _("No risk is assessed.")),
    ]


@check("2.2.2")
def rules_are_evaluated(on: date, p: Any) -> list[Part]:
    """Every document under the policy was evaluated within a year, and a change that was called for was made."""
    rules = records(POLICY).in_force().exclude(topic="security_policy")
    changing = reviews("management_rules").filter(conclusion="change", reviewed_on__lt=CHANGED_WITHIN.before(on))
    return [
        each(rules.filter(effective_on__lt=YEAR.before(on)))
        .must_recur(
            reviews("management_rules"),
            by="subject_ref",
            to="no",
            done="reviewed_on",
            every=YEAR,
            on=on,
            holds=_("All %(population)s documents older than 12 months were evaluated within 12 months."),
            fails=_(
                "%(exceptions)s of %(population)s documents older than 12 months were not evaluated within 12 months."
            ),
            soon=_("%(warnings)s of %(population)s documents older than 12 months must soon be evaluated again."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No document is older than 12 months.")),
        each(changing)
        .must(
            Q(resulting_document__isnull=False),
            holds=_("All %(population)s evaluations that called for a change led to a new version."),
            fails=_("%(exceptions)s of %(population)s evaluations that called for a change led to no new version."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No evaluation called for a change.")),
        each(rules)
        .must_not_be_past(
            "next_review_due",
            on=on,
            holds=_("None of %(population)s documents under the policy is past its evaluation."),
            fails=_("%(exceptions)s of %(population)s documents under the policy are past their evaluation."),
            soon=_("%(warnings)s of %(population)s documents under the policy are to be evaluated within 30 days."),
        )
        .no_duty(),
    ]


@check("2.2.4")
def policy_is_evaluated_yearly(on: date, p: Any) -> list[Part]:
    """The policy was evaluated within a year with grounds, conclusion and report; outside rules were compared since."""
    done = reviews("policy").filter(reviewed_on__lte=on).order_by("-reviewed_on", "-pk")
    days = list(done.values_list("reviewed_on", flat=True)[:2])
    since = days[1] if len(days) > 1 else YEAR.before(on)
    return [
        reviewed("policy", every=YEAR, on=on),
        each(done.filter(reviewed_on__in=days[:1]))
        .must(
            ~Q(inputs="") & ~Q(conclusion="") & Q(report__isnull=False),
            holds=_("The last evaluation says what it rests on and what it concludes, with a report."),
            fails=_("The last evaluation does not say what it rests on or what it concludes, or has no report."),
        )
        .when_empty(Status.NOT_MET, _("The policy was never evaluated.")),
        each(records(OBLIGATION).in_force())
        .must(
            Q(last_checked_on__gte=since),
            holds=_("All %(population)s outside rules were compared since %(since)s."),
            fails=_("%(exceptions)s of %(population)s outside rules were not compared since %(since)s."),
            since=since,
        )
        .when_empty(Status.NO_DATA, _("No outside rule is entered.")),
    ]


@check("2.2.5", besides=("policy_document",))
def policy_is_evaluated_independently(on: date, p: Any) -> Part:
    """The last evaluation of the policy was by somebody who did not write it, or by a body from outside."""
    done = reviews("policy", "organization.person").filter(reviewed_on__lte=on)
    newest = done.order_by("-reviewed_on", "-pk").values("pk")[:1]
    return (
        each(done.filter(pk__in=list(newest.values_list("pk", flat=True))))
        .must(
            Q(independent=True) | Q(performed_by="external", report__isnull=False),
            holds=_("The last evaluation of the policy was independent."),
            fails=_("The last evaluation of the policy was not independent."),
        )
        .when_empty(Status.NO_DATA, _("The policy was never evaluated."))
    )


@check("14")
def policy_is_approved_by_the_president(on: date, p: Any) -> list[Part]:
    """The policy in force was approved by the president of that day, not later than it took effect."""
    note("organization.person", "organization.appointment")
    president = OfficeHeld.objects.filter(
        Q(to_on=None) | Q(to_on__gte=OuterRef("approved_on")),
        office="president",
        user=OuterRef("approved_by__user"),
        from_on__lte=OuterRef("approved_on"),
    )
    in_force = documents("security_policy", on)
    return [
        there_is(in_force, holds=_("The policy is in force."), fails=_("No policy is in force.")),
        each(in_force).must(
            Q(Exists(president)) & Q(approved_on__lte=F("effective_on")),
            holds=_("The policy was approved by the president before it took effect."),
            fails=_(
                "The policy in force was not approved by who was president on that day, or only after it took effect."
            ),
        ),
        each(
            records(POLICY).filter(
                topic="security_policy", state__in=("in_force", "superseded"), supersedes__isnull=False
            )
        )
        .must(
            Q(supersedes__voided_at=None),
            holds=_("All %(population)s earlier versions of the policy are kept."),
            fails=_("%(exceptions)s of %(population)s earlier versions of the policy were voided."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("The policy in force is the first version.")),
    ]
