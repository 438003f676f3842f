"""Training: awareness for all every year, hours by grade, and more for those dedicated to security."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, earliest_in_time, together
from zhengan.checks.declare import check
from zhengan.checks.populations import STAFF, in_office, office_is_held, people
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.checks.wording import Both, listed

TRAINING = "organization.training"
SETTLING_IN = timedelta(days=90)
YEAR = Period("P1Y")


@check("4.3")
def all_staff_is_made_aware(on: date, p: Any) -> list[Part]:
    """Everybody on the staff attended awareness training within a year, and its courses covered all four topics."""
    since = earliest_in_time(YEAR, on)
    courses = records(TRAINING).in_state("confirmed").filter(kind="awareness", held_on__range=(since, on))
    attended = lines(TRAINING, "attendees").filter(hours__gt=0, record__in=courses.values("pk"), person=OuterRef("pk"))
    topics = {topic for found in courses.values_list("topics", flat=True) for topic in found}
    every = dict(records(TRAINING).model.Topics.choices)
    lacking = [code for code in every if code not in topics]
    return [
        each(people(on).filter(kind__in=STAFF)).must(
            Q(Exists(attended)),
            holds=_("All %(population)s people on the staff attended awareness training within 12 months."),
            fails=_(
                "%(exceptions)s of %(population)s people on the staff attended no awareness training within 12 months."
            ),
        ),
        together(
            courses,
            hold=not lacking,
            holds=_(
                "The %(population)s awareness courses of the last 12 months covered policy, law, procedures and "
                "proper use."
            ),
            fails=_("The %(population)s awareness courses of the last 12 months did not cover: %(lacking)s."),
            lacking=Topics(lacking),
        ).when_empty(Status.NOT_MET, _("No awareness course was held within 12 months.")),
    ]


@check("4.4")
def hours_of_every_grade_are_reached(on: date, p: Any) -> list[Part]:
    """Hours are set for every grade in use, and everybody reaches those of his grade in each calendar year."""
    set_hours = records("policy.parameter").in_force().filter(key="grade-hours", effective_on__lte=on)
    for_all = set_hours.filter(scope="").exists()
    everybody = people(on)
    # p knows the values, with the limit of the policy applied; the register says whether one was set.
    own = p.scoped("grade-hours")
    needs = {p.hours("grade-hours"): ~Q(grade__in=list(own))}
    for need in set(own.values()):
        same = Q(grade__in=[grade for grade, hours in own.items() if hours == need])
        needs[need] = needs.get(need, Q(pk__in=())) | same
    return [
        each(everybody).must(
            Q(pk__isnull=False) if for_all else Q(grade__in=set_hours.values("scope")),
            holds=_("The training hours of every grade in use are set."),
            fails=_("%(exceptions)s of %(population)s people are of a grade whose training hours were not set."),
        ),
        *hours_of_the_year(everybody, needs, on=on, what=Both("應受訓練", "training")),
    ]


@check("3.3")
def dedicated_people_are_trained(on: date, p: Any) -> list[Part]:
    """Security has as many people as the firm's tier demands, who reach their hours with a test; so do all others."""
    dedicated = in_office(on, "security_staff", "security_head")
    inside = people(on).filter(pk__in=dedicated.values("person"))
    others = people(on).filter(uses_it=True).exclude(pk__in=dedicated.values("person"))
    demanded = (
        records("policy.obligation")
        .in_force()
        .filter(kind="tier_item", mapped_clauses__has="3.3", demands__isnull=False)
    )
    return [
        office_is_held("security_staff", on=on),
        office_is_held("security_head", on=on),
        each(demanded)
        .must(
            Q(demands__lte=inside.count()),
            holds=_("%(people)s people are dedicated to security, as many as the firm's tier demands."),
            fails=_("%(people)s people are dedicated to security, fewer than the firm's tier demands."),
            people=inside.count(),
        )
        .when_empty(Status.NO_DATA, _("How many people the firm's tier demands is not entered.")),
        *hours_of_the_year(
            inside,
            {p.hours("security-staff-hours"): Q()},
            on=on,
            what=Both(
                "資安專責人員應受並通過評量之專業訓練",
                "professional training, with a test passed, of those dedicated to security",
            ),
            kinds=("professional", "functional"),
            passed=True,
        ),
        *hours_of_the_year(
            others,
            {p.hours("awareness-hours"): Q()},
            on=on,
            what=Both("資訊系統使用人員應受之資安宣導", "awareness training of users of systems"),
            kinds=("awareness",),
        ),
    ]


def hours_of_the_year(
    who: QuerySet[Any],
    needs: Mapping[Decimal, Q],
    *,
    on: date,
    what: Both,
    kinds: tuple[str, ...] = (),
    passed: bool = False,
) -> list[Part]:
    """Hours reached in the calendar year: the closed year is judged, the running one is projected.

    `needs` says which hours whom bind. Of the running year so many quarters' share must be reached, counting courses
    that are planned with the person in them; less gives attention. The closed year is a breach; it is judged when the
    books reach back over it, and for people who were here all of it.
    """
    this_year, last_year = date(on.year, 1, 1), date(on.year - 1, 1, 1)
    attended = lines(TRAINING, "attendees").filter(record__kind__in=kinds) if kinds else lines(TRAINING, "attendees")
    counts = Q(record__state="confirmed", passed=True) if passed else Q(record__state="confirmed")
    ahead = Q(record__state__in=("planned", "held"))
    running = attended.filter(
        counts & Q(record__held_on__lte=on) | ahead, record__held_on__range=(this_year, date(on.year, 12, 31))
    )
    closed = attended.filter(counts, record__held_on__range=(last_year, date(on.year - 1, 12, 31)))
    share = Decimal((on.month - 1) // 3) / 4
    parts = [
        each(who)
        .must(
            Q(joined_on__gt=on - SETTLING_IN) | reached(running, needs, share),
            holds=_("All %(population)s people have, or are on the way to, the hours of this year: %(what)s."),
            fails=_("%(exceptions)s of %(population)s people are behind with the hours of this year: %(what)s."),
            what=what,
        )
        .advised()
    ]
    opened = records(TRAINING).in_state("confirmed").aggregate(_first=Min("held_on"))["_first"]
    if opened is not None and opened < Period("P3M").after(last_year):
        parts.append(
            each(who.filter(joined_on__lte=last_year))
            .must(
                reached(closed, needs, Decimal(1)),
                holds=_("All %(population)s people reached the hours of %(year)s: %(what)s."),
                fails=_("%(exceptions)s of %(population)s people did not reach the hours of %(year)s: %(what)s."),
                what=what,
                year=on.year - 1,
            )
            .when_empty(Status.NOT_APPLICABLE, _("Nobody of them was here in all of %(year)s: %(what)s."))
        )
    return parts


def reached(attended: QuerySet[Any], needs: Mapping[Decimal, Q], share: Decimal) -> Q:
    """The people whose hours add up to that share of what binds them; asked once for each number of hours, not each."""
    if share == 0:
        return Q(pk__isnull=False)
    found = Q(pk__in=())
    for need, bound in needs.items():
        enough = attended.order_by().values("person").annotate(_hours=Sum("hours")).filter(_hours__gte=need * share)
        found |= bound & Q(pk__in=enough.values("person"))
    return found


class Topics:
    """Topics of courses, as people call them."""

    def __init__(self, codes: list[str]) -> None:
        labels = dict(records(TRAINING).model.Topics.choices)
        self._labels = [labels[code] for code in codes]

    def zh(self) -> str:
        """In Chinese."""
        return listed((str(label) for label in self._labels), "zh-hant")

    def en(self) -> str:
        """In English."""
        return listed((str(label) for label in self._labels), "en")
