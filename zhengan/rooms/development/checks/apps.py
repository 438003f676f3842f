"""Mobile apps: what every published release has to show, from one table, and the tests that it needs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import DAY, Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import PERSON, nothing_of_the_kind, system_kinds_in_use
from zhengan.checks.reading import records
from zhengan.checks.status import Status
from zhengan.checks.wording import Both
from zhengan.rooms.development.app_tests import BY_LAB, CLAUSE, COUNTED, OF_CHANGES, TEST, YEAR, Item, field, passed

RELEASE = "development.mobile_app_release"
NOTHING_PUBLISHED = _("No release of an app is recorded as published.")
# Where an app may be had: stores that are trusted, and the website of the firm.
TRUSTED = ("app_store", "google_play", "official_site")


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What a clause demands of every published release; `of` narrows the releases that it is demanded of."""

    clause: str
    says: str
    rule: Q
    holds: Promise
    fails: Promise
    of: Q | None = None
    besides: Callable[[Part], Part] | None = None
    tested: bool = False


def _shown(clause: str) -> Q:
    """Every item of the clause was shown by a test."""
    return Q(**{field(item): True for item in Item if CLAUSE[item] == clause})


def _logs_are_closed(apps: Part) -> Part:
    """Every app has a log that is kept and closed to others."""
    logs = records("logs.log_source").in_state("active", "silent").filter(kind="mobile_api", access_restricted=True)
    return each(apps.population).must(
        Q(Exists(logs.filter(info_system=OuterRef("pk")))),
        holds=_("The logs of all %(population)s apps are kept and closed to others."),
        fails=_("The logs of %(exceptions)s of %(population)s apps are not kept, or not closed to others."),
    )


DEMANDS = (
    Demand(
        clause="10.4.11.1.a",
        says="Every published release is in a trusted place and says what it accesses, by which permissions, and why.",
        rule=Q(store__in=TRUSTED) & ~Q(sensitive_data="") & ~Q(permissions=()) & ~Q(purpose_text=""),
        holds=_("All %(population)s published releases are in a trusted place and say what they access and why."),
        fails=_(
            "%(exceptions)s of %(population)s published releases are in no trusted place, or do not say what they "
            "access and why."
        ),
    ),
    Demand(
        clause="10.4.11.1.b",
        says="Every published release was listed on the website within a day.",
        rule=Q(_listed__lte=DAY),
        holds=_("All %(population)s published releases were on the website with name, version and address in a day."),
        fails=_("%(exceptions)s of %(population)s published releases were not on the website within a day."),
    ),
    Demand(
        clause="10.4.11.1.d",
        says="Every first release or change of permissions was agreed to by security and compliance before.",
        of=Q(first_release=True) | Q(permissions_changed=True),
        rule=~Q(permission_reasons="")
        & Q(
            notice_duty_assessed=True,
            security_agreed_on__lte=F("published_on"),
            compliance_agreed_on__lte=F("published_on"),
        )
        & ~Q(security_agreed_by=F("compliance_agreed_by")),
        holds=_("All %(population)s first releases or new permissions were agreed to by security and compliance."),
        fails=_(
            "%(exceptions)s of %(population)s first releases or new permissions were not agreed to beforehand by "
            "security and compliance."
        ),
    ),
    Demand(
        clause="10.4.11.2.a",
        says="For every published release a test has shown that data is encrypted, and masked when shown.",
        rule=_shown("10.4.11.2.a"),
        tested=True,
        besides=_logs_are_closed,
        holds=_("For all %(population)s published releases a test has shown encryption and masking."),
        fails=_("For %(exceptions)s of %(population)s published releases no test has shown encryption and masking."),
    ),
    Demand(
        clause="10.4.11.2.b",
        says="For every published release a test has shown that it warns on a compromised device.",
        rule=_shown("10.4.11.2.b"),
        tested=True,
        holds=_("For all %(population)s published releases a test has shown the warning on compromised devices."),
        fails=_("For %(exceptions)s of %(population)s published releases no test has shown that warning."),
    ),
)


def published() -> Any:
    """Releases that are out, each with the time until it was listed as `_listed`."""
    took = ExpressionWrapper(F("listed_on_site_on") - F("published_on"), output_field=DurationField())
    return records(RELEASE).in_state("published").annotate(_listed=took)


def _tested() -> Q:
    """A test of the app on the platform was passed and reviewed before the release went out."""
    tests = passed(records(TEST), OuterRef("platform"))
    return Q(Exists(tests.filter(info_system=OuterRef("info_system"), tested_on__lte=OuterRef("published_on"))))


def _where_apps(parts: Iterable[Part]) -> list[Part]:
    """The parts, where the firm has an app at all."""
    apps = system_kinds_in_use("mobile_app", what=Both("行動應用程式", "mobile app"))
    return [apps, *parts] if apps.population.exists() else [apps]


def _judged(demand: Demand) -> None:
    """Let the clause of the demand be judged by it."""

    def judge(on: date, p: Any) -> list[Part]:
        part = each(published().filter(demand.of or Q())).must(
            demand.rule & _tested() if demand.tested else demand.rule, holds=demand.holds, fails=demand.fails
        )
        none = Status.MET if demand.of is not None and published().exists() else Status.NO_DATA
        part = part.when_empty(none, NOTHING_PUBLISHED if none is Status.NO_DATA else demand.holds)
        apps, *parts = _where_apps([part])
        return [apps, *parts, demand.besides(apps)] if parts and demand.besides else [apps, *parts]

    judge.__name__ = f"releases_of_apps_{demand.clause}"
    judge.__doc__ = demand.says
    check(demand.clause)(judge)


for _demand in DEMANDS:
    _judged(_demand)


@check("10.4.11.3.a", besides=("supplier",))
def apps_for_investors_are_tested(on: date, p: Any) -> list[Part]:
    """Every app for investors passed a laboratory's test within a year and before it came out, and tests of changes."""
    out = published().filter(investor_facing=True)
    tests = passed(records(TEST), OuterRef("platform")).filter(info_system=OuterRef("info_system"))
    before = tests.filter(tested_on__lte=OuterRef("published_on"))
    newer = out.filter(
        info_system=OuterRef("info_system"), platform=OuterRef("platform"), published_on__gt=OuterRef("published_on")
    )
    yearly = each(out.filter(~Exists(newer))).must(
        Q(Exists(tests.filter(BY_LAB, tested_on__range=(YEAR.before(on), on)))),
        holds=_("All %(population)s apps for investors passed a laboratory's test within 12 months."),
        fails=_("%(exceptions)s of %(population)s apps for investors passed no laboratory's test in 12 months."),
    )
    if not out.exists():
        if published().exists():
            return [yearly.when_empty(Status.NOT_APPLICABLE, _("No app that is out is for investors."))]
        return _where_apps([yearly.when_empty(Status.NO_DATA, NOTHING_PUBLISHED)])
    changed = out.filter(first_release=False).exclude(major_items=("none",))
    none = _("No release of this sort is out.")
    return [
        yearly,
        each(out.filter(first_release=True))
        .must(
            Q(Exists(before.filter(BY_LAB))),
            holds=_("All %(population)s apps for investors passed a laboratory's test before their first release."),
            fails=_("%(exceptions)s of %(population)s apps for investors came out before a laboratory's test."),
        )
        .when_empty(Status.MET, none),
        each(changed)
        .must(
            Q(Exists(before.filter(OF_CHANGES, mobile_app_release=OuterRef("pk")))),
            holds=_("All %(population)s releases with major changes were tested for them before they came out."),
            fails=_("%(exceptions)s of %(population)s releases with major changes were not tested for them before."),
        )
        .when_empty(Status.MET, none),
    ]


@check("10.4.11.3.b")
def reports_of_laboratories_are_reviewed(on: date, p: Any) -> Part:
    """Every report of a laboratory was reviewed by another person, item by item, or says what was not tested."""
    tests = records(TEST, PERSON)
    return nothing_of_the_kind(
        tests,
        each(tests.filter(performed_by="lab").exclude(state__in=("planned", "tested"))).must(
            Q(state__in=COUNTED, reviewer__isnull=False, reviewed_on__isnull=False)
            & ~Q(review_note="")
            & ~Q(reviewer__user=F("maker")),
            holds=_("All %(population)s reports of laboratories were reviewed by another person."),
            fails=_("%(exceptions)s of %(population)s reports of laboratories were not reviewed by another person."),
        ),
        _("No laboratory has tested anything."),
    )
