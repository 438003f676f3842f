"""The algebra of checks: a population and its exceptions, compiled to SQL.

A check says `each(population).must(...)` and gets a Part: two lazy queries (the rows judged, the rows that break the
rule), the words for both outcomes, and the day on which time alone will turn it. No row is loaded to be counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateField, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise

from zhengan.catalogue import Period
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI

Say = "str | Promise"
SOON = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One judged condition.

    holds, fails, soon  sentences; they may use %(population)s %(exceptions)s %(warnings)s and what `words` adds
    breach              what an exception means: not_met, or attention for a recommendation
    empty               what an empty population means; nothing is not proof, so no_data unless the check says why
    due_on, turns_on    filled in when the part is counted
    """

    population: "QuerySet[Any]"
    exceptions: "QuerySet[Any]"
    warnings: "QuerySet[Any] | None" = None
    holds: "str | Promise"
    fails: "str | Promise"
    soon: "str | Promise" = ""
    nothing: "str | Promise" = ""
    words: Mapping[str, object] = field(default_factory=dict)
    breach: Status = Status.NOT_MET
    empty: Status = Status.NO_DATA
    due: "QuerySet[Any] | date | None" = None
    turns: "QuerySet[Any] | date | None" = None
    lasts: Period | None = None
    wants_one: bool = False

    def advised(self) -> "Part":
        """Return the part as a recommendation (宜): a lack asks for attention and is no breach."""
        return replace(self, breach=Status.ATTENTION)

    def when_empty(self, status: Status, nothing: "str | Promise") -> "Part":
        """Return the part with another meaning of an empty population, and the reason in words."""
        return replace(self, empty=status, nothing=nothing)


@dataclass(frozen=True)
class Each:
    """A population that a rule is held against."""

    population: "QuerySet[Any]"

    def must(self, rule: Q, *, holds: "str | Promise", fails: "str | Promise", **words: object) -> Part:
        """Every row satisfies the rule; a row where the rule is unknown (empty fields) is an exception."""
        return Part(
            population=self.population,
            exceptions=self.population.exclude(pk__in=self.population.filter(rule).values("pk")),
            holds=holds,
            fails=fails,
            words=words,
        )

    def must_not(self, rule: Q, *, holds: "str | Promise", fails: "str | Promise", **words: object) -> Part:
        """No row satisfies the rule."""
        return Part(
            population=self.population,
            exceptions=self.population.filter(rule),
            holds=holds,
            fails=fails,
            words=words,
        )

    def must_have(
        self, others: "QuerySet[Any]", *, by: str, holds: "str | Promise", fails: "str | Promise", **words: object
    ) -> Part:
        """Every row has at least one of the others pointing to it by the field `by`."""
        return Part(
            population=self.population,
            exceptions=self.population.filter(~Exists(others.filter(**{by: OuterRef("pk")}))),
            holds=holds,
            fails=fails,
            words=words,
        )

    def must_recur(
        self,
        others: "QuerySet[Any]",
        *,
        by: str,
        done: str,
        every: Period,
        on: date,
        holds: "str | Promise",
        fails: "str | Promise",
        soon: "str | Promise" = "",
        **words: object,
    ) -> Part:
        """Every row has one of the others whose day `done` lies within the period that ends on `on`.

        Attention when the newest runs out within 30 days; the part turns the day after the oldest of the newest does.
        """
        newest = others.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(_m=Max(done)).values("_m")
        judged = self.population.annotate(_newest=Subquery(newest, output_field=DateField()))
        return _aging(judged, "_newest", every=every, on=on, holds=holds, fails=fails, soon=soon, words=words)

    def must_be_fresh(
        self,
        when: str,
        *,
        every: Period,
        on: date,
        holds: "str | Promise",
        fails: "str | Promise",
        soon: "str | Promise" = "",
        **words: object,
    ) -> Part:
        """Every row's own day `when` lies within the period that ends on `on`."""
        judged = self.population.annotate(_newest=F(when))
        return _aging(judged, "_newest", every=every, on=on, holds=holds, fails=fails, soon=soon, words=words)

    def must_not_be_past(
        self, when: str, *, on: date, holds: "str | Promise", fails: "str | Promise", soon: "str | Promise" = "", **words: object
    ) -> Part:
        """Every row's own day `when` is set and not before `on`; attention in the last 30 days."""
        return Part(
            population=self.population,
            exceptions=self.population.filter(Q(**{when: None}) | Q(**{f"{when}__lt": on})),
            warnings=self.population.filter(**{f"{when}__gte": on, f"{when}__lt": on + SOON}),
            holds=holds,
            fails=fails,
            soon=soon or holds,
            words=words,
            due=self.population.filter(**{f"{when}__gte": on}).annotate(_newest=F(when)),
        )


def each(population: "QuerySet[Any]") -> Each:
    """Start a rule over a population."""
    return Each(population)


def there_is(wanted: "QuerySet[Any]", *, holds: "str | Promise", fails: "str | Promise", **words: object) -> Part:
    """At least one such row exists. Its absence is a breach, because the clause demands the thing itself."""
    return Part(
        population=wanted,
        exceptions=wanted.none(),
        holds=holds,
        fails=fails,
        words=words,
        empty=Status.NOT_MET,
        wants_one=True,
    )


def _aging(
    judged: "QuerySet[Any]",
    name: str,
    *,
    every: Period,
    on: date,
    holds: "str | Promise",
    fails: "str | Promise",
    soon: "str | Promise",
    words: Mapping[str, object],
) -> Part:
    oldest = every.before(on)
    # The warning window is 30 days, or the last third of a short period.
    window = min(SOON, (on - oldest) / 3)
    return Part(
        population=judged,
        exceptions=judged.filter(Q(**{name: None}) | Q(**{f"{name}__lt": oldest})),
        warnings=judged.filter(**{f"{name}__gte": oldest, f"{name}__lt": oldest + window}),
        holds=holds,
        fails=fails,
        soon=soon or holds,
        words=words,
        due=judged.filter(**{f"{name}__gte": oldest}),
        lasts=every,
    )


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A part with its numbers: what the verdict keeps of it."""

    status: Status
    population: int
    exceptions: int
    warnings: int
    sentence: "str | Promise"
    words: Mapping[str, object]
    due_on: date | None
    turns_on: date | None


def count(part: Part, *, on: date) -> Counted:
    """Ask the database for the numbers of a part: at most four counting queries, no row loaded."""
    population = part.population.count()
    if population == 0:
        status = part.empty
        sentence = part.nothing or (part.fails if part.wants_one else part.fails)
        words = {**part.words, "population": 0, "exceptions": 0, "warnings": 0}
        return Counted(
            status=status, population=0, exceptions=0, warnings=0, sentence=sentence, words=words, due_on=None, turns_on=None
        )
    exceptions = 0 if part.wants_one else part.exceptions.count()
    warnings = part.warnings.count() if part.warnings is not None else 0
    words = {**part.words, "population": population, "exceptions": exceptions, "warnings": warnings}
    if exceptions:
        status, sentence = part.breach, part.fails
    elif warnings:
        status, sentence = Status.ATTENTION, part.soon
    else:
        status, sentence = Status.MET, part.holds
    due_on = _first_end(part, on=on)
    turns_on = due_on + timedelta(days=1) if due_on and not exceptions else None
    if due_on and status is Status.MET:
        turns_on = max(on + timedelta(days=1), due_on - _window(part, on=on) + timedelta(days=1))
    return Counted(
        status=status,
        population=population,
        exceptions=exceptions,
        warnings=warnings,
        sentence=sentence,
        words=words,
        due_on=due_on,
        turns_on=turns_on,
    )


def _window(part: Part, *, on: date) -> timedelta:
    return min(SOON, (on - part.lasts.before(on)) / 3) if part.lasts else SOON


def _first_end(part: Part, *, on: date) -> date | None:
    """The day on which the first of the rows now in order runs out."""
    if part.due is None or isinstance(part.due, date):
        return part.due
    first = part.due.aggregate(_first=Min("_newest"))["_first"]
    if first is None:
        return None
    day = first.astimezone(TAIPEI).date() if isinstance(first, datetime) else first
    return part.lasts.after(day) if part.lasts else day
