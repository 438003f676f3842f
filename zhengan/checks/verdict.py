"""Judging: from parts to a verdict, from leaves to headings. Pure reading; nothing is stored here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Clause, catalogue
from zhengan.catalogue.planned import planned_registers
from zhengan.checks.algebra import Counted, Part, count
from zhengan.checks.declare import Check, Kind, check_of, kind_of, not_yet_of
from zhengan.checks.models import NotApplicable
from zhengan.checks.reading import Watched, reading, records
from zhengan.checks.status import Status, worst
from zhengan.kernel.register import registers

LANGUAGES = ("zh-hant", "en")
ATTESTATIONS = "assurance.attestation"
CLAUSES = "clause"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was found about a clause, on a day."""

    clause: str
    kind: Kind
    status: Status
    sentence: dict[str, str]
    population: int | None = None
    exceptions: int | None = None
    parts: tuple[dict[str, Any], ...] = ()
    reads: frozenset[str] = frozenset()
    due_on: date | None = None
    turns_on: date | None = None


@dataclass
class Judging:
    """One run over clauses for one day: a check that answers several clauses is carried out once."""

    on: date
    _found: dict[str, Verdict] = field(default_factory=dict)
    _counted: dict[Check, tuple[tuple[Counted, ...], frozenset[str]]] = field(default_factory=dict)
    _waived: dict[str, NotApplicable] | None = None

    def verdict(self, clause_id: str) -> Verdict:
        """Return the verdict on a clause; headings ask their children. Raises UnknownClause."""
        if clause_id not in self._found:
            self._found[clause_id] = self._judge(catalogue().clause(clause_id))
        return self._found[clause_id]

    def _judge(self, clause: Clause) -> Verdict:
        waived = self._waiver(clause.id)
        if waived is not None:
            return _waived(clause, waived)
        kind = kind_of(clause)
        if kind is Kind.ROLLUP:
            return self._rollup(clause)
        if kind is Kind.ATTESTATION:
            return self._combined(clause, kind, *self._attestation(clause))
        if kind is Kind.NOT_YET:
            return _waiting(clause)
        check = check_of(clause.id)
        assert check is not None
        own = self._combined(clause, kind, *self._carry_out(check))
        return self._with_children(clause, own) if check.and_children else own

    def _carry_out(self, check: Check) -> tuple[tuple[Counted, ...], frozenset[str]]:
        if check not in self._counted:
            with reading() as reads:
                found = check.judge(self.on, Watched(self.on))
                parts: Sequence[Part] = (found,) if isinstance(found, Part) else tuple(found)
                counted = tuple(count(part, on=self.on) for part in parts)
            self._counted[check] = (counted, frozenset(reads))
        return self._counted[check]

    def _attestation(self, clause: Clause) -> tuple[tuple[Counted, ...], frozenset[str]]:
        """Met while a countersigned (or at least attested) statement that it holds is valid."""
        with reading() as reads:
            stated = (
                records(ATTESTATIONS)
                .filter(clause=clause.id, state__in=("attested", "countersigned"), attested_on__lte=self.on)
                .order_by("-attested_on", "-pk")
                .values_list("answer", "valid_until", "attested_by__name", "attested_on")
                .first()
            )
        if stated is None:
            counted = _plain(Status.NO_DATA, _("Nobody has stated yet whether this holds."))
        else:
            answer, until, who, when = stated
            words = {"who": who, "when": when, "until": until}
            if until < self.on:
                counted = _plain(Status.NO_DATA, _("The statement by %(who)s of %(when)s ran out on %(until)s."), words)
            elif answer == "holds":
                counted = _plain(
                    Status.MET, _("%(who)s stated on %(when)s that it holds, until %(until)s."), words, due_on=until
                )
            elif answer == "not_applicable":
                counted = _plain(
                    Status.NOT_APPLICABLE, _("%(who)s stated on %(when)s that it does not apply."), words, due_on=until
                )
            else:
                counted = _plain(Status.NOT_MET, _("%(who)s stated on %(when)s that it does not hold."), words)
        return (counted,), frozenset(reads)

    def _combined(
        self, clause: Clause, kind: Kind, counted: tuple[Counted, ...], reads: frozenset[str]
    ) -> Verdict:
        softened = tuple(_soften(one, clause) for one in counted)
        status = worst(one.status for one in softened)
        telling = [one for one in softened if one.status is status] or list(softened)
        return Verdict(
            clause=clause.id,
            kind=kind,
            status=status,
            sentence=_say(telling),
            population=max((one.population for one in telling), default=0),
            exceptions=sum(one.exceptions for one in telling),
            parts=tuple(_kept(one) for one in softened),
            reads=reads,
            due_on=min((one.due_on for one in softened if one.due_on), default=None),
            turns_on=min((one.turns_on for one in softened if one.turns_on), default=None),
        )

    def _rollup(self, clause: Clause) -> Verdict:
        children = [self.verdict(child) for child in clause.children]
        status = worst(child.status for child in children)
        bad = [child for child in children if child.status is status]
        sentence = {}
        for language in LANGUAGES:
            with translation.override(language):
                cites = "、".join(catalogue().clause(one.clause).cite for one in bad[:5])
                sentence[language] = str(_ROLLED_UP[status]) % {"all": len(children), "some": len(bad), "cites": cites}
        return Verdict(
            clause=clause.id,
            kind=Kind.ROLLUP,
            status=status,
            sentence=sentence,
            population=len(children),
            exceptions=0 if status in (Status.MET, Status.NOT_APPLICABLE) else len(bad),
            reads=frozenset().union(*(child.reads for child in children)),
            due_on=min((child.due_on for child in children if child.due_on), default=None),
            turns_on=min((child.turns_on for child in children if child.turns_on), default=None),
        )

    def _with_children(self, clause: Clause, own: Verdict) -> Verdict:
        children = self._rollup(clause)
        if not clause.children:
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
            due_on=min(filter(None, (own.due_on, children.due_on)), default=None),
            turns_on=min(filter(None, (own.turns_on, children.turns_on)), default=None),
        )

    def _waiver(self, clause: str) -> NotApplicable | None:
        if self._waived is None:
            self._waived = {
                one.clause: one
                for one in NotApplicable.objects.filter(
                    approved_at__isnull=False, ended_at=None, valid_until__gte=self.on
                ).select_related("approved_by")
            }
        return self._waived.get(clause)


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
    if check is None:
        return ()
    found = check.judge(on, Watched(on))
    return (found,) if isinstance(found, Part) else tuple(found)


def waits_for(clause: Clause) -> tuple[str, ...]:
    """Return what a clause that cannot be judged yet waits for: names of registers (as in the catalogue) or sensors."""
    said = not_yet_of(clause.id)
    if said is not None and said.waits_for:
        return said.waits_for
    existing = {register.name for register in registers()}
    return tuple(name for name in clause.evidence if name not in existing)


def _soften(counted: Counted, clause: Clause) -> Counted:
    """A recommendation (宜) that is not followed asks for attention; a permission (得) is never breached."""
    if counted.status is Status.NOT_MET and clause.force == "should":
        return replace(counted, status=Status.ATTENTION)
    if counted.status is Status.NOT_MET and clause.force == "may":
        return replace(counted, status=Status.MET)
    return counted


def _plain(
    status: Status, sentence: Any, words: dict[str, object] | None = None, due_on: date | None = None
) -> Counted:
    return Counted(
        status=status,
        population=0 if status is Status.NO_DATA else 1,
        exceptions=1 if status is Status.NOT_MET else 0,
        warnings=0,
        sentence=sentence,
        words=words or {},
        due_on=due_on,
        turns_on=due_on + timedelta(days=1) if due_on else None,
    )


def _say(counted: Iterable[Counted]) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            separator = "；" if language == "zh-hant" else " "
            found[language] = separator.join(dict.fromkeys(_sentence(one, language) for one in counted))
    return found


def _sentence(counted: Counted, language: str) -> str:
    words = {
        name: getattr(value, "zh" if language == "zh-hant" else "en")()
        if hasattr(value, "zh") and callable(value.zh)
        else value
        for name, value in counted.words.items()
    }
    return str(counted.sentence) % words


def _kept(counted: Counted) -> dict[str, Any]:
    return {
        "status": counted.status.value,
        "population": counted.population,
        "exceptions": counted.exceptions,
        "warnings": counted.warnings,
        "zh": _say([counted])["zh-hant"],
        "en": _say([counted])["en"],
    }


def _waiting(clause: Clause) -> Verdict:
    said = not_yet_of(clause.id)
    sentence = {}
    for language in LANGUAGES:
        with translation.override(language):
            if said is not None and said.reason:
                sentence[language] = str(said.reason)
            else:
                titles = [_title(name, language) for name in waits_for(clause)]
                joined = ("、" if language == "zh-hant" else ", ").join(titles)
                sentence[language] = str(_("Cannot be judged yet: waits for %(what)s.")) % {"what": joined}
    return Verdict(
        clause=clause.id,
        kind=Kind.NOT_YET,
        status=Status.NO_DATA,
        sentence=sentence,
    )


def _title(name: str, language: str) -> str:
    planned = planned_registers().get(name)
    if planned is None:
        return name
    return planned.title if language == "zh-hant" else planned.title_en


def _waived(clause: Clause, waived: NotApplicable) -> Verdict:
    words = {"reason": waived.reason, "who": str(waived.approved_by), "until": waived.valid_until}
    sentence = {}
    for language in LANGUAGES:
        with translation.override(language):
            sentence[language] = (
                str(_("Does not apply: %(reason)s (approved by %(who)s, until %(until)s).")) % words
            )
    return Verdict(
        clause=clause.id,
        kind=kind_of(clause),
        status=Status.NOT_APPLICABLE,
        sentence=sentence,
        reads=frozenset({CLAUSES}),
        due_on=waived.valid_until,
        turns_on=waived.valid_until + timedelta(days=1),
    )
