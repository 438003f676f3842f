"""The numbers of a part: how many rows, how many break the rule, and how its status goes on if nothing happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Aggregate, Case, Count, IntegerField, Max, Min, Sum, Value, When

from zhengan.checks.algebra import DAY, SINCE, Condition, Course, Part, Say
from zhengan.checks.status import Status


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A part with its numbers: what the verdict keeps of it. `course` is how the status goes on if nothing happens."""

    status: Status
    population: int
    exceptions: int
    warnings: int
    sentence: Say
    words: Mapping[str, object]
    due_on: date | None
    course: Course

    @property
    def turns_on(self) -> date | None:
        """The first day on which time alone makes another status of it."""
        return self.course[0][0] if self.course else None


def count(part: Part, *, on: date) -> Counted:
    """Ask the database for the numbers of a part: one pass over the population, no row loaded."""
    population, exceptions, warnings, end = _numbers(part)
    if population == 0:
        return _counted(part, *part.of_nothing(), due_on=part.due_on, course=part.course)
    if part.term is not None and part.term.newest:
        warnings = int(end is not None and part.term.notice is not None and end <= on + part.term.notice)
    if exceptions or part.holds_together is False:
        status, sentence = part.breach, part.fails
    elif warnings:
        status, sentence = Status.ATTENTION, part.soon
    else:
        status, sentence = Status.MET, part.holds
    steps: list[tuple[date, Status]] = []
    if part.term is not None and end is not None and not exceptions:
        if part.term.notice is not None:
            steps.append((end - part.term.notice, Status.ATTENTION))
        steps.append((end + DAY, part.of_nothing()[0] if part.term.newest else part.breach))
    return _counted(
        part,
        status,
        sentence,
        population=population,
        exceptions=exceptions,
        warnings=warnings,
        due_on=end if part.term is not None and part.term.is_duty else part.due_on,
        course=part.course or course_from(status, steps, on=on),
    )


def course_from(status: Status, steps: list[tuple[date, Status]], *, on: date) -> Course:
    """The steps after `on` that really change the status."""
    course = []
    for day, then in steps:
        if day > on and then is not status:
            course.append((day, then))
            status = then
    return tuple(course)


def _counted(
    part: Part,
    status: Status,
    sentence: Say,
    *,
    population: int = 0,
    exceptions: int = 0,
    warnings: int = 0,
    due_on: date | None = None,
    course: Course = (),
) -> Counted:
    return Counted(
        status=status,
        population=population,
        exceptions=exceptions,
        warnings=warnings,
        sentence=sentence,
        words={**part.words, "population": population, "exceptions": exceptions, "warnings": warnings},
        due_on=due_on,
        course=course,
    )


def _numbers(part: Part) -> tuple[int, int, int, date | None]:
    """Population, exceptions, warnings, and the day on which the first row runs out (for `newest`, the last)."""
    # A firm keeps some registers empty for long. Their rows are not worth the SQL that tells them apart.
    if not part.population.model._base_manager.exists():
        return 0, 0, 0, None
    conditions = {"_breaking": part.breaks, "_warning": part.warns}
    marks = {name: _mark(condition) for name, condition in conditions.items() if condition is not None}
    asked: dict[str, Aggregate] = {"_all": Count("*")} | {f"{name}_all": Sum(name, default=0) for name in marks}
    term = part.term
    if term is not None:
        asked["_edge"] = Max(SINCE) if term.newest else Min(SINCE)
    found = part.population.order_by().annotate(**marks).aggregate(**asked)
    edge: date | None = found.get("_edge")
    end = edge if edge is None or term is None or term.lasts is None else term.lasts.after(edge)
    return found["_all"], found.get("_breaking_all", 0), found.get("_warning_all", 0), end


def _mark(condition: Condition) -> Case:
    """1 for a row of which the condition is true, 0 for any other."""
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
