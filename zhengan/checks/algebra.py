"""The algebra of checks: a population and its exceptions, compiled to SQL.

A check says `each(population).must(...)` and gets a Part: two lazy queries (the rows judged, the rows that break the
rule), the words for both outcomes, and the day on which time alone will turn it (`counting` asks for the numbers).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate
from django.db.models.lookups import LessThanOrEqual
from django.utils.functional import Promise

from zhengan.catalogue import Period
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI

Rows = QuerySet[Any]
Condition = Q | Combinable
Say = str | Promise
Course = tuple[tuple[date, Status], ...]

SOON = timedelta(days=30)
DAY = timedelta(days=1)
SINCE = "_since"  # the day from which a row counts; the annotation that every Term reads


@dataclass(frozen=True, kw_only=True)
class Term:
    """How long the rows stay in order: `lasts` from their day `_since`, or until that very day when nothing is given.

    notice   how long before the end attention is asked, if at all
    newest   one row is enough, the newest decides; otherwise the oldest of all
    is_duty  its end is the day on which the clause wants the thing done again (and not merely a date in a document)
    """

    lasts: Period | None
    notice: timedelta | None
    newest: bool = False
    is_duty: bool = True


@dataclass(frozen=True, kw_only=True)
class Part:
    """One judged condition.

    breaks              what is true of a row that breaks the rule; None where no single row can
    warns               what is true of a row that soon will
    holds, fails, soon  sentences; they may use %(population)s %(exceptions)s %(warnings)s and what `words` adds
    breach              what an exception means: not_met, or attention for a recommendation
    empty               what an empty population means; nothing is not proof, so no_data unless the check says why
    term                when time alone will turn it
    holds_together      for a condition on all rows at once: whether it holds
    """

    population: Rows
    breaks: Condition | None = None
    warns: Condition | None = None
    holds: Say
    fails: Say
    soon: Say = ""
    nothing: Say = ""
    words: Mapping[str, object] = field(default_factory=dict)
    breach: Status = Status.NOT_MET
    empty: Status = Status.NO_DATA
    asked_when_empty: "Callable[[], tuple[Status, Say]] | None" = None
    term: Term | None = None
    holds_together: bool | None = None
    due_on: date | None = None
    course: Course = ()

    @property
    def exceptions(self) -> Rows:
        """The rows that break the rule; lazy."""
        return self.population.none() if self.breaks is None else self.population.filter(self.breaks)

    def advised(self) -> "Part":
        """Return the part as a recommendation (宜): a lack asks for attention and is no breach."""
        return replace(self, breach=Status.ATTENTION)

    def tolerating(self, rate: Decimal) -> "Part":
        """Return the part as a breach only below that share (percent) in order; above it the rest asks for attention.

        Asks the database for both numbers.
        """
        behind, all_of_them = self.exceptions.count(), self.population.count()
        return self.advised() if behind * 100 <= (100 - rate) * all_of_them else self

    def when_empty(self, status: Status, nothing: Say) -> "Part":
        """Return the part with another meaning of an empty population, and the reason in words."""
        return replace(self, empty=status, nothing=nothing)

    def asking_when_empty(self, meaning: "Callable[[], tuple[Status, Say]]") -> "Part":
        """Return the part with a meaning of an empty population that is asked only when it is empty: it may query."""
        return replace(self, asked_when_empty=meaning)

    def of_nothing(self) -> tuple[Status, Say]:
        """What an empty population means, and the words for it."""
        return self.asked_when_empty() if self.asked_when_empty else (self.empty, self.nothing or self.fails)

    def no_duty(self) -> "Part":
        """Return the part without a due date of its own: its day turns the verdict, and asks for nothing by itself."""
        return replace(self, term=replace(self.term, is_duty=False)) if self.term else self

    def calm(self) -> "Part":
        """Return the part without attention ahead of time: among many rows one is always about to run out."""
        return replace(self, warns=None, term=replace(self.term, notice=None)) if self.term else self


@dataclass(frozen=True)
class Each:
    """A population that a rule is held against."""

    population: Rows

    def must(self, rule: Q, *, holds: Say, fails: Say, **words: object) -> Part:
        """Every row satisfies the rule; a row where the rule is unknown (empty fields) is an exception."""
        return Part(
            population=self.population,
            breaks=_unless(rule),
            holds=holds,
            fails=fails,
            words=words,
        )

    def must_not(self, rule: Q, *, holds: Say, fails: Say, **words: object) -> Part:
        """No row satisfies the rule."""
        return Part(
            population=self.population,
            breaks=rule,
            holds=holds,
            fails=fails,
            words=words,
        )

    def must_have(self, others: Rows, *, by: str, to: str = "pk", holds: Say, fails: Say, **words: object) -> Part:
        """Every row has at least one of the others pointing to it by the field `by`: to its key, or its number `to`."""
        return Part(
            population=self.population,
            breaks=~Exists(others.filter(**{by: OuterRef(to)})),
            holds=holds,
            fails=fails,
            words=words,
        )

    def must_recur(  # noqa: PLR0913 (every one of them is a word of the rule)
        self,
        others: Rows,
        *,
        by: str,
        to: str = "pk",
        done: str,
        every: Period,
        on: date,
        planned: str = "",
        holds: Say,
        fails: Say,
        soon: Say = "",
        **words: object,
    ) -> Part:
        """Every row has one of the others whose day `done` reaches, with one more period, to `on`.

        The period counts from the day `planned` where that is given and filled, so that doing a thing late does not
        move the next one; but not from a plan later than the doing by more than the notice, which would stretch the
        period at will. Attention when the newest runs out within the notice of 30 days (a third of a short period).
        """
        # The newest is found first and its day then: one conversion for each row judged, not for each other.
        counted = _planned(others, done, planned, notice=notice_of(every)) if planned else F(done)
        newest = (
            others.filter(**{by: OuterRef(to), f"{done}__isnull": False})
            .order_by(counted.desc())
            .annotate(_day=counted if planned else _day(others, done))
            .values("_day")
        )
        judged = self.population.annotate(**{SINCE: Subquery(newest[:1], output_field=DateField())})
        return _aging(judged, every=every, on=on, holds=holds, fails=fails, soon=soon, words=words)

    def must_be_fresh(
        self, when: str, *, every: Period, on: date, holds: Say, fails: Say, soon: Say = "", **words: object
    ) -> Part:
        """Every row's own day `when` reaches, with one more period, to `on`."""
        judged = self.population.annotate(**{SINCE: _day(self.population, when)})
        return _aging(judged, every=every, on=on, holds=holds, fails=fails, soon=soon, words=words)

    def must_not_be_past(self, when: str, *, on: date, holds: Say, fails: Say, soon: Say = "", **words: object) -> Part:
        """Every row's own day `when` is set and not before `on`; attention in the last 30 days."""
        judged = self.population.annotate(**{SINCE: _day(self.population, when)})
        return Part(
            population=judged,
            breaks=Q(**{SINCE: None}) | Q(**{f"{SINCE}__lt": on}),
            warns=Q(**{f"{SINCE}__gte": on, f"{SINCE}__lte": on + SOON}),
            holds=holds,
            fails=fails,
            soon=soon or holds,
            words=words,
            term=Term(lasts=None, notice=SOON),
        )


def each(population: Rows) -> Each:
    """Start a rule over a population."""
    return Each(population)


def there_is(wanted: Rows, *, holds: Say, fails: Say, **words: object) -> Part:
    """At least one such row exists. Its absence is a breach, because the clause demands the thing itself."""
    return Part(
        population=wanted,
        holds=holds,
        fails=fails,
        words=words,
        empty=Status.NOT_MET,
    )


def there_is_recent(
    wanted: Rows, *, when: str, every: Period, on: date, holds: Say, fails: Say, soon: Say = "", **words: object
) -> Part:
    """At least one row's day `when` reaches, with one more period, to `on`; its absence is a breach."""
    judged = wanted.annotate(**{SINCE: _day(wanted, when)}).filter(
        **{f"{SINCE}__gte": earliest_in_time(every, on), f"{SINCE}__lte": on}
    )
    return Part(
        population=judged,
        holds=holds,
        fails=fails,
        soon=soon or holds,
        words=words,
        empty=Status.NOT_MET,
        term=Term(lasts=every, notice=notice_of(every), newest=True),
    )


def together(rows: Rows, *, hold: bool, holds: Say, fails: Say, **words: object) -> Part:
    """The rows as a whole satisfy a condition that was asked already (they cover something, are at least so many)."""
    return Part(
        population=rows,
        holds=holds,
        fails=fails,
        words=words,
        empty=Status.NOT_MET,
        holds_together=hold,
    )


def notice_of(every: Period) -> timedelta:
    """How long before its end a period asks for attention: 30 days, or a third of a short one."""
    return min(SOON, timedelta(days=every.shortest() // 86400 // 3))


def earliest_in_time(every: Period, on: date) -> date:
    """The earliest day from which the period reaches to `on`; exact where months differ in length."""
    day = every.before(on)
    while every.after(day) < on:
        day += DAY
    while every.after(day - DAY) >= on:
        day -= DAY
    return day


def at_least(period: Period) -> timedelta:
    """The shortest that a period can be, for arithmetic on times in the database: a month is 28 days there."""
    return timedelta(seconds=period.shortest())


def lasted(first: str, then: str) -> Any:
    """The time between two times of a row; both engines do the arithmetic."""
    return ExpressionWrapper(F(then) - F(first), output_field=DurationField())


def start_of(day: date) -> datetime:
    """The moment a day begins in Taipei, for comparing with fields that hold a time."""
    return datetime.combine(day, time.min, TAIPEI)


def _unless(rule: Condition) -> Case:
    """What is true of every row that does not satisfy the rule, also where the rule is unknown.

    SQL's NOT leaves the unknown out, and taking the satisfying rows away from the population as a second query leaves
    a planner to guess how two large sets meet; a case is worked out row by row, on one pass.
    """
    return Case(When(rule, then=Value(value=False)), default=Value(value=True), output_field=BooleanField())


def _aging(
    judged: Rows, *, every: Period, on: date, holds: Say, fails: Say, soon: Say, words: Mapping[str, object]
) -> Part:
    notice = notice_of(every)
    oldest, ageing = earliest_in_time(every, on), earliest_in_time(every, on + notice + DAY)
    return Part(
        population=judged,
        breaks=Q(**{SINCE: None}) | Q(**{f"{SINCE}__lt": oldest}),
        warns=Q(**{f"{SINCE}__gte": oldest, f"{SINCE}__lt": ageing}),
        holds=holds,
        fails=fails,
        soon=soon or holds,
        words=words,
        term=Term(lasts=every, notice=notice),
    )


def _day(rows: Rows, name: str) -> Any:
    """The day of a field, in Taipei where the field holds a time."""
    if name in rows.query.annotations:
        return F(name)
    model: type[Model] = rows.model
    *path, last = name.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return TruncDate(name, tzinfo=TAIPEI) if isinstance(model._meta.get_field(last), DateTimeField) else F(name)


def _planned(rows: Rows, done: str, planned: str, *, notice: timedelta) -> Any:
    ahead = ExpressionWrapper(F(planned) - F(done), output_field=DurationField())
    return Case(
        When(Q(**{f"{planned}__isnull": False}) & LessThanOrEqual(ahead, notice), then=_day(rows, planned)),
        default=_day(rows, done),
        output_field=DateField(),
    )
