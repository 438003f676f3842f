"""What is asked for: which records make up a pack, and whether this person may carry them out of the building."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.days import between, midnight
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import Register, registers
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.models import Entry

# Whose work it is to take evidence out of the house (docs/decisions/0012).
OFFICES = ("chief_auditor", "auditor", "ciso", "security_officer")
AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Front:
    """What the first page says: pairs are Chinese and English; `numbers` are sentences with population, exceptions."""

    title: tuple[str, str]
    text: tuple[str, str] = ("", "")
    status: tuple[str, str] = ("", "")
    sentence: tuple[str, str] = ("", "")
    numbers: tuple[tuple[str, str, int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Packed:
    """What was made: how many records and evidence files, the checkpoint, and in plain words what is not as it should.

    `missing` names evidence files that the store has no more, `pdf` says why there is none (empty when there is one).
    """

    records: int
    evidence: int
    size: int
    missing: tuple[str, ...] = ()
    pdf: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A clause with those below it and a period (both days included), or one record.

    `among` narrows a register that is evidence for several clauses, or adds one, by its code.
    """

    front: Front
    clauses: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    record: Any = None
    among: Mapping[str, Q] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.first > self.last:
            raise NotPossible(_("The period ends before it begins."))

    @property
    def about(self) -> dict[str, Json]:
        """What was asked for, as the list of files and the ledger say it."""
        if self.record is not None:
            return {"record": self.record.no}
        return {"clause": self.clauses[0], "from": str(self.first), "to": str(self.last)}

    @property
    def subject(self) -> dict[str, str]:
        """Where the act of export stands in the ledger."""
        if self.record is not None:
            return {"register": self.record.register.code, "record_no": self.record.no}
        return {"register": "clause", "record_no": self.clauses[0]}

    def registers(self) -> list[Register]:
        """The registers that are looked through."""
        if self.record is not None:
            return [self.record.register]
        wanted = set(self.clauses)
        return [one for one in registers() if wanted & {*one.clauses} or one.code in self.among]

    def records(self, register: Register) -> Any:
        """The records of a register that are asked for: an act on them, or their day, lies in the period."""
        records = register.record.objects.order_by("pk")
        if self.record is not None:
            return records.filter(pk=self.record.pk)
        acted = self._acts(register).filter(record_id=OuterRef("pk"))
        return records.filter(self.among.get(register.code, Q()), Exists(acted) | self._dated(register))

    def keys(self, register: Register) -> Iterator[list[int]]:
        """Yield the keys of these records in pieces; last those that are there no more, but were told of."""
        keys = self.records(register).values_list("pk", flat=True).iterator(chunk_size=2000)
        yield from _pieces(keys)
        if self.record is None and register.code not in self.among:
            there = register.record.objects.filter(pk=OuterRef("record_id"))
            gone = self._acts(register).filter(~Exists(there), record_id__isnull=False).order_by("record_id")
            yield from _pieces(gone.values_list("record_id", flat=True).distinct().iterator(chunk_size=2000))

    def _acts(self, register: Register) -> Any:
        found = Entry.objects.filter(register=register.code)
        if self.first is not None:
            found = found.filter(at__gte=midnight(self.first))
        if self.last is not None:
            found = found.filter(at__lt=midnight(self.last + timedelta(days=1)))
        return found

    def _dated(self, register: Register) -> Q:
        """Whether the day on which it happened lies in the period."""
        if not register.dated:
            return Q(pk__in=())
        return between(register.record, register.dated, self.first, self.last)


def demand(asked: Asked, by: Actor) -> None:
    """Raise Refused unless this person may carry all that is asked for out of the house, NotPossible for nothing."""
    if not (by.is_system or by.holds(*OFFICES)):
        raise _refused(asked, _("Only audit and information security may take evidence packs."))
    if by.scope is not None and not all(by.scope.has_clause(clause) for clause in asked.clauses):
        raise _refused(asked, _("These clauses lie outside your scope."))
    some = False
    for register in asked.registers():
        if not any(True for _keys in asked.keys(register)):
            continue
        some = True
        if not by.is_system:
            _demand_register(asked, register, by)
    if not some:
        raise NotPossible(_("No record for this clause falls into the period. Nothing was written."))


def _demand_register(asked: Asked, register: Register, by: Actor) -> None:
    """A pack holds records whole: who may not see a part of them may not have it."""
    records = asked.records(register)
    if records.exclude(pk__in=register.visible_to(register.record.objects.all(), by).order_by().values("pk")).exists():
        raise _refused(asked, _("“%(register)s” holds records that you may not see.") % {"register": register.title})
    known = register.revealed_to(by)
    hidden = {name for name in (*register.confidential, *register.personal) if name not in known}
    if hidden:
        titles = [str(field.verbose_name) for name, field in register.named_fields if name in hidden]
        told = _("“%(register)s” holds confidential fields that you may not see: %(fields)s.")
        raise _refused(asked, told % {"register": register.title, "fields": ", ".join(titles)})


def _refused(asked: Asked, message: str) -> Refused:
    return Refused(message, act="export", **asked.subject)


def _pieces(keys: Iterator[int]) -> Iterator[list[int]]:
    piece: list[int] = []
    for key in keys:
        piece.append(key)
        if len(piece) == AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece
