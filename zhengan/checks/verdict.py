"""Judging: from parts to a verdict, from leaves to headings. Pure reading; nothing is stored here."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Clause, catalogue
from zhengan.checks.algebra import DAY, Course, Part
from zhengan.checks.counting import Counted, count, course_from
from zhengan.checks.declare import Attested, Check, Judge, Kind, attested_of, check_of, kind_of, not_yet_of
from zhengan.checks.models import NotApplicable
from zhengan.checks.reading import CLAUSES, Watched, reading
from zhengan.checks.statements import as_stated, stated_by_places, told
from zhengan.checks.status import Status, worst
from zhengan.checks.wording import ZH, in_both, joined, listed, sentences
from zhengan.kernel.register import registers

logger = logging.getLogger(__name__)

Seen = tuple[tuple[Counted, ...], frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was found about a clause, on a day. `course` is how the status goes on if nothing happens."""

    clause: str
    kind: Kind
    status: Status
    sentence: dict[str, str]
    population: int | None = None
    exceptions: int | None = None
    parts: tuple[dict[str, Any], ...] = ()
    reads: frozenset[str] = frozenset()
    due_on: date | None = None
    course: Course = ()

    @property
    def turns_on(self) -> date | None:
        """The first day on which time alone makes another status of it."""
        return self.course[0][0] if self.course else None


@dataclass
class Judging:
    """One run over clauses for one day: a check that answers several clauses is carried out once."""

    on: date
    _found: dict[str, Verdict] = field(default_factory=dict)
    _counted: dict[Judge, Seen] = field(default_factory=dict)
    _waived: dict[str, NotApplicable] | None = None

    def verdict(self, clause_id: str) -> Verdict:
        """Return the verdict on a clause; headings ask their children. Raises UnknownClause."""
        if clause_id not in self._found:
            self._found[clause_id] = self._judge(catalogue().clause(clause_id))
        return self._found[clause_id]

    def _judge(self, clause: Clause) -> Verdict:
        waived = self._waiver(clause)
        if waived is not None:
            return _waived(clause, waived)
        kind = kind_of(clause)
        if kind is Kind.ROLLUP:
            return self._rollup(clause)
        own = self._own(clause, kind)
        return self._with_children(clause, own) if clause.children else own

    def _own(self, clause: Clause, kind: Kind) -> Verdict:
        check = check_of(clause.id)
        if check is not None and check.unless_stated:
            counted, reads = self._seen(as_stated, lambda: (as_stated(clause.id, on=self.on),))
            if counted[0].status is Status.NOT_APPLICABLE:
                return self._combined(clause, kind, counted, reads)
            own = self._checked(clause, kind, check)
            return replace(own, reads=own.reads | reads)
        if check is not None:
            return self._checked(clause, kind, check)
        attested = attested_of(clause.id)
        if attested is not None:
            return self._stated(clause, kind, attested)
        return self._combined(clause, kind, (_waiting(clause),), frozenset())

    def _checked(self, clause: Clause, kind: Kind, check: Check) -> Verdict:
        if check.judge not in self._counted:
            self._counted[check.judge] = self._seen(check.judge, lambda: self._carry_out(check))
        counted, reads = self._counted[check.judge]
        if not counted:
            return self._combined(clause, kind, (_waiting(clause),), reads)
        verdict = self._combined(clause, kind, counted, reads)
        if not check.is_partial or verdict.status is Status.NOT_APPLICABLE:
            return verdict
        return _so_far(verdict, self._combined(clause, kind, (_waiting(clause, rest=True),), reads))

    def _carry_out(self, check: Check) -> tuple[Counted, ...]:
        return tuple(count(part, on=self.on) for part in _parts(check, on=self.on))

    def _stated(self, clause: Clause, kind: Kind, attested: Attested) -> Verdict:
        """Met while a statement that it holds is valid; where each place has to state it, while all of them do."""

        def ask() -> tuple[Counted, ...]:
            parts = stated_by_places(clause.id, on=self.on) if attested.each_place else []
            return tuple(count(part, on=self.on) for part in parts) or (as_stated(clause.id, on=self.on),)

        verdict = self._combined(clause, kind, *self._seen(as_stated, ask))
        missing = waits_for(clause)
        if not missing or verdict.status is not Status.MET:
            return verdict
        backing = in_both(
            lambda language: joined(
                [
                    verdict.sentence[language],
                    str(_("It is judged from the attestation alone: %(what)s is not kept here yet."))
                    % {"what": listed((_title(name, language) for name in missing), language)},
                ],
                language,
            )
        )
        return replace(verdict, sentence=backing)

    def _seen(self, what: Any, ask: Any) -> Seen:
        """Ask the database, noting what is read. A fault in one check must not take the others down.

        Within a transaction a savepoint keeps it usable on PostgreSQL when a query fails; without one there is no need.
        """
        with reading() as reads:
            try:
                with transaction.atomic() if connection.in_atomic_block else nullcontext():
                    counted = ask()
            except Exception as error:
                logger.exception("the check %s failed", getattr(what, "__qualname__", what))
                # Nobody knows what it would have read: any act may mend it.
                reads.update(one.code for one in registers())
                counted = (
                    told(
                        Status.NO_DATA,
                        _(
                            "The check itself failed (%(error)s). This is a fault of the software and says nothing"
                            " about the firm."
                        ),
                        {"error": f"{type(error).__name__}: {error}"[:200]},
                    ),
                )
        return counted, frozenset(reads)

    def _combined(self, clause: Clause, kind: Kind, counted: tuple[Counted, ...], reads: frozenset[str]) -> Verdict:
        softened = tuple(_soften(one, clause) for one in counted)
        status = worst(one.status for one in softened)
        telling = [one for one in softened if one.status is status]
        # A number must fit its sentence: population and exceptions come from one part, the one with most to say.
        leading = max(telling, key=lambda one: (one.exceptions, one.warnings, one.population))
        return Verdict(
            clause=clause.id,
            kind=kind,
            status=status,
            sentence=sentences(telling),
            population=leading.population,
            exceptions=leading.exceptions,
            parts=tuple(_kept(one) for one in softened),
            reads=reads,
            due_on=_first(one.due_on for one in softened),
            course=_course([(one.status, one.course) for one in softened], on=self.on),
        )

    def _rollup(self, clause: Clause) -> Verdict:
        children = [self.verdict(child) for child in clause.children]
        status = worst(child.status for child in children)
        bad = [child for child in children if child.status is status]
        sentence = in_both(
            lambda language: (
                str(_ROLLED_UP[status])
                % {
                    "all": len(children),
                    "some": len(bad),
                    "cites": listed((_cited(one.clause, language) for one in bad[:5]), language)
                    + ("…" if len(bad) > 5 else ""),
                }
            )
        )
        return Verdict(
            clause=clause.id,
            kind=Kind.ROLLUP,
            status=status,
            sentence=sentence,
            population=len(children),
            exceptions=0 if status in (Status.MET, Status.NOT_APPLICABLE) else len(bad),
            reads=frozenset().union(*(child.reads for child in children)),
            due_on=_first(child.due_on for child in children),
            course=_course([(child.status, child.course) for child in children], on=self.on),
        )

    def _with_children(self, clause: Clause, own: Verdict) -> Verdict:
        """A heading with a duty of its own is the worse of that duty and its children; which is told first."""
        children = self._rollup(clause)
        if own.status is Status.NOT_APPLICABLE:
            return own
        status = worst([own.status, children.status])
        leading = own if own.status is status else children
        return replace(
            own,
            status=status,
            sentence=leading.sentence,
            population=leading.population,
            exceptions=leading.exceptions,
            reads=own.reads | children.reads,
            due_on=own.due_on,
            course=_course([(own.status, own.course), (children.status, children.course)], on=self.on),
        )

    def _waiver(self, clause: Clause) -> NotApplicable | None:
        """The waiver of the clause or of a heading above it: what does not apply does not apply in detail either."""
        if self._waived is None:
            self._waived = {
                one.clause: one
                for one in NotApplicable.objects.filter(
                    approved_at__isnull=False, ended_at=None, valid_until__gte=self.on
                ).select_related("approved_by")
            }
        above = (clause, *reversed(catalogue().ancestors_of(clause.id)))
        return next((self._waived[one.id] for one in above if one.id in self._waived), None)


_ROLLED_UP = {
    Status.MET: _("All %(all)s clauses under this heading are met."),
    Status.ATTENTION: _("%(some)s of %(all)s clauses under this heading need attention: %(cites)s."),
    Status.NOT_MET: _("%(some)s of %(all)s clauses under this heading are not met: %(cites)s."),
    Status.NO_DATA: _("%(some)s of %(all)s clauses under this heading have no data: %(cites)s."),
    Status.NOT_APPLICABLE: _("None of the %(all)s clauses under this heading applies."),
}


def judge(clauses: Iterable[str], *, on: date) -> list[Verdict]:
    """Judge clauses for a day, from the records as they are now."""
    run = Judging(on)
    return [run.verdict(clause) for clause in clauses]


def parts_of(clause_id: str, *, on: date) -> Sequence[Part]:
    """Return the lazy parts of a clause's check, for a page that lists the rows behind a number."""
    check = check_of(clause_id)
    if check is not None:
        return _parts(check, on=on)
    attested = attested_of(clause_id)
    return stated_by_places(clause_id, on=on) if attested is not None and attested.each_place else ()


def waits_for(clause: Clause) -> tuple[str, ...]:
    """Return what a clause that cannot be judged yet waits for: names of registers (as in the catalogue) or sensors."""
    check = check_of(clause.id)
    if check is not None:
        return check.waits_for
    said = not_yet_of(clause.id)
    if said is not None and said.waits_for:
        return said.waits_for
    existing = {register.name for register in registers()}
    return tuple(name for name in clause.evidence if name not in existing)


def _parts(check: Check, *, on: date) -> Sequence[Part]:
    found = check.judge(on, Watched(on))
    return (found,) if isinstance(found, Part) else tuple(found)


def _so_far(seen: Verdict, waiting: Verdict) -> Verdict:
    """What can be seen of a clause whose evidence is not all here: a breach is a breach, all else is no data yet."""
    if seen.status is Status.NOT_MET:
        return replace(
            seen,
            sentence=in_both(lambda language: joined([seen.sentence[language], waiting.sentence[language]], language)),
        )
    told_so_far = in_both(
        lambda language: joined(
            [
                str(_("So far: %(seen)s"))
                % {"seen": joined((part["zh" if language == ZH else "en"] for part in seen.parts), language)},
                waiting.sentence[language],
            ],
            language,
        )
    )
    course = course_from(
        Status.NO_DATA, [(day, worst((status, Status.NO_DATA))) for day, status in seen.course], on=date.min
    )
    return replace(seen, status=Status.NO_DATA, sentence=told_so_far, course=course)


def _soften(counted: Counted, clause: Clause) -> Counted:
    """A recommendation (宜) that is not followed asks for attention; a permission (得) is never breached."""
    soft = {"should": Status.ATTENTION, "may": Status.MET}.get(clause.force)
    if soft is None:
        return counted

    def softer(status: Status) -> Status:
        return soft if status is Status.NOT_MET else status

    status = softer(counted.status)
    steps = [(day, softer(then)) for day, then in counted.course]
    return replace(counted, status=status, course=course_from(status, steps, on=date.min))


def _course(courses: Sequence[tuple[Status, Course]], *, on: date) -> Course:
    """How the worst of several goes on: at each day on which one of them turns, the worst of all."""
    days = sorted({day for _now, course in courses for day, _then in course})
    steps = [(day, worst(_status_on(day, now, course) for now, course in courses)) for day in days]
    return course_from(worst(now for now, _course in courses), steps, on=on)


def _status_on(day: date, now: Status, course: Course) -> Status:
    reached = [status for turn, status in course if turn <= day]
    return reached[-1] if reached else now


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def _kept(counted: Counted) -> dict[str, Any]:
    said = sentences([counted])
    return {
        "status": counted.status.value,
        "population": counted.population,
        "exceptions": counted.exceptions,
        "warnings": counted.warnings,
        "zh": said[ZH],
        "en": said["en"],
    }


@dataclass(frozen=True)
class _Titles:
    """Names of registers and sensors, as people call them."""

    names: tuple[str, ...]

    def zh(self) -> str:
        return listed((_title(name, "zh-hant") for name in self.names), "zh-hant")

    def en(self) -> str:
        return listed((_title(name, "en") for name in self.names), "en")


def _waiting(clause: Clause, *, rest: bool = False) -> Counted:
    """What a clause waits for; `rest` where something of it was judged, which is told before."""
    said = not_yet_of(clause.id)
    if said is not None and said.reason:
        return told(Status.NO_DATA, said.reason)
    sentence = (
        _("The rest cannot be judged yet: it waits for %(what)s.")
        if rest
        else _("Cannot be judged yet: waits for %(what)s.")
    )
    return told(Status.NO_DATA, sentence, {"what": _Titles(waits_for(clause))})


def _cited(clause: str, language: str) -> str:
    return catalogue().clause(clause).cite if language == ZH else clause


def _title(name: str, language: str) -> str:
    planned = catalogue().registers.get(name)
    if planned is None:
        return name
    return planned.title if language == ZH else planned.title_en


def _waived(clause: Clause, waived: NotApplicable) -> Verdict:
    words = {"reason": waived.reason, "who": str(waived.approved_by), "until": waived.valid_until}
    sentence = _("Does not apply: %(reason)s (approved by %(who)s, until %(until)s).")
    return Verdict(
        clause=clause.id,
        kind=kind_of(clause),
        status=Status.NOT_APPLICABLE,
        sentence=in_both(lambda _language: str(sentence) % words),
        reads=frozenset({CLAUSES}),
        due_on=waived.valid_until,
        course=((waived.valid_until + DAY, Status.NO_DATA),),
    )
