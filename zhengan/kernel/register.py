"""Register: what kind of record, and how it is shown, moved, approved and imported."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhengan.catalogue import catalogue
from zhengan.identity.scope import Scope
from zhengan.kernel.days import within
from zhengan.kernel.errors import OutOfScope, Refused
from zhengan.kernel.flow import MAKER, NAMED, Flow, Move
from zhengan.kernel.record import Line, Record, RecordSet

if TYPE_CHECKING:
    from zhengan.kernel.actor import Actor

# Offices that see a register unless it says otherwise: everybody who runs, supervises or audits.
STAFF_OFFICES = (
    "board",
    "chairperson",
    "president",
    "committee",
    "ciso",
    "security_officer",
    "it_manager",
    "system_admin",
    "network_admin",
    "operator",
    "developer",
    "chief_auditor",
    "auditor",
    "compliance",
    "hr",
    "general_affairs",
    "business_owner",
)


class UnknownRegister(LookupError):
    """No register has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no register {code!r}")


class Register:
    """One kind of record. Subclass it beside the model; defining the subclass registers it.

    code          `room.name`, for ever: the ledger writes it down
    record        the model
    prefix        of the record numbers, e.g. `SYS`
    title         what a list of them is called; `one` a single one
    purpose       one sentence for the page and the reference
    columns       of the list; a field, or a method of the record; `search` what free text looks in
    filters       fields offered as filters
    order         what the list is sorted by where nobody asks otherwise; by default the newest first
    sections      of form and page: (heading, fields); fields not named anywhere are appended
    makers        offices that may add and change; `readers` those that may see (makers always may)
    is_named      other records name its records and cannot be written without: whoever writes may choose any of them
    key           natural key for imports: an existing row with the same key is updated
    dated         the field with the day it happened; `due` the one with the day it is due; `owner` whose task it is
    keep          how long the record is kept, ISO 8601, counted from `keep_from` (a date field) or from its end
    confidential  fields that only some offices may see, and the offices
    personal      fields (of child rows `lines.field`) that readers see masked, and the offices that may ask for them
    computed      fields that the software fills in; nobody types them (what a move stamps is computed anyhow)
    stays_open    fields that may still be filled in after approval without being a correction; of child rows one field
                  (`lines.field`), or the rows altogether (`lines`)
    fills         child rows that only the software adds and people fill in place: (name of the lines, open fields)
    typed         those of them that people write themselves all the same, until the record is approved
    settled       fields that, once the record is approved, only another register's acts change: (its code, fields)
    labels        fields on the label that is stuck on the thing, besides number and name; none: no label is printed
    gone_state    state of a record that a later import no longer has; `gone_within` the field that an import covers
    """

    code: ClassVar[str]
    record: ClassVar[type[Record]]
    prefix: ClassVar[str]
    title: ClassVar[str | Promise]
    one: ClassVar[str | Promise]
    purpose: ClassVar[str | Promise]
    columns: ClassVar[Sequence[str]]
    search: ClassVar[Sequence[str]] = ()
    filters: ClassVar[Sequence[str]] = ()
    order: ClassVar[Sequence[str]] = ()
    sections: ClassVar[Sequence[tuple[str | Promise, Sequence[str]]]] = ()
    makers: ClassVar[Sequence[str]] = ()
    readers: ClassVar[Sequence[str]] = STAFF_OFFICES
    is_named: ClassVar[bool] = False
    key: ClassVar[Sequence[str]] = ()
    dated: ClassVar[str] = ""
    due: ClassVar[str] = ""
    owner: ClassVar[str] = ""
    keep: ClassVar[str] = "P5Y"
    keep_from: ClassVar[str] = ""
    confidential: ClassVar[Mapping[str, Sequence[str]]] = {}
    personal: ClassVar[Mapping[str, Sequence[str]]] = {}
    computed: ClassVar[Sequence[str]] = ()
    stays_open: ClassVar[Sequence[str]] = ()
    fills: ClassVar[Mapping[str, Sequence[str]]] = {}
    typed: ClassVar[Sequence[str]] = ()
    settled: ClassVar[Mapping[str, Sequence[str]]] = {}
    labels: ClassVar[Sequence[str]] = ()
    gone_state: ClassVar[str] = ""
    gone_within: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Enter the register under its code."""
        super().__init_subclass__(**kwargs)
        register = cls()
        if cls.code in _registers:
            raise ValueError(f"two registers have the code {cls.code}")
        _registers[cls.code] = register
        cls.record.register = register

    # -- the address, derived -------------------------------------------------------------------------------------

    @property
    def room(self) -> str:
        """The room's code."""
        return self.code.partition(".")[0]

    @property
    def name(self) -> str:
        """The name inside the room; also the name in the catalogue's `evidence`."""
        return self.code.partition(".")[2]

    @property
    def path(self) -> str:
        """The address on every face: `assets/info-system`."""
        return f"{self.room}/{self.name.replace('_', '-')}"

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that this register is evidence for, in the order of the policy."""
        return tuple(clause.id for clause in catalogue().clauses.values() if self.name in clause.evidence)

    # -- what it is made of, derived ------------------------------------------------------------------------------

    @property
    def flow(self) -> Flow:
        """The states of its records."""
        return self.record.flow

    @cached_property
    def fields(self) -> "tuple[models.Field[Any, Any], ...]":
        """What a record says, in the order of the sections; `entries` are those that people type."""
        own = [field for field in self.record._meta.fields if field.editable and not field.primary_key]
        by_name = {field.name: field for field in own}
        ordered = [name for _heading, names in self.sections for name in names]
        # The common remark closes every form.
        rest = sorted(by_name, key=lambda name: name == "remark")
        return tuple(by_name[name] for name in dict.fromkeys([*ordered, *rest]))

    @cached_property
    def entries(self) -> "tuple[models.Field[Any, Any], ...]":
        """The fields that people fill in: neither computed nor stamped by a move."""
        stamped = {name for move in self.flow.moves for name in move.stamp} | set(self.computed)
        return tuple(field for field in self.fields if field.name not in stamped)

    @cached_property
    def lines(self) -> "Mapping[str, type[Line]]":
        """The kinds of child rows, by the name of the relation."""
        return {
            relation.related_name: relation.related_model
            for relation in self.record._meta.related_objects
            if relation.related_name
            and isinstance(relation.related_model, type)
            and issubclass(relation.related_model, Line)
            and relation.field.name == "record"
        }

    @cached_property
    def made_lines(self) -> frozenset[str]:
        """The kinds of child rows that only the software adds."""
        return frozenset(self.fills) - frozenset(self.typed)

    def line_fields(self, name: str) -> "tuple[models.Field[Any, Any], ...]":
        """The fields of one kind of child row."""
        model = self.lines[name]
        return tuple(
            field for field in model._meta.fields if field.editable and not field.primary_key and field.name != "record"
        )

    @cached_property
    def named_fields(self) -> "tuple[tuple[str, models.Field[Any, Any]], ...]":
        """The fields with their names, those of child rows as `lines.field`."""
        own = [(field.name, field) for field in self.fields]
        return (*own, *((f"{name}.{field.name}", field) for name in self.lines for field in self.line_fields(name)))

    @cached_property
    def joins(self) -> tuple[str, ...]:
        """The foreign keys that a list or a text of the record follows, to be fetched in one query."""
        return tuple(field.name for field in self.record._meta.fields if field.is_relation)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The joins, and what the texts of the records they lead to follow in turn."""
        found = []
        for name in self.joins:
            target = self.record._meta.get_field(name).related_model
            found += [name, *(f"{name}__{other}" for other in getattr(target, "told_with", ()))]
        return tuple(found)

    @cached_property
    def points(self) -> tuple[str, ...]:
        """The foreign keys among the fields that people fill in: what an act needs to say what a record says."""
        return tuple(field.name for field in self.fields if field.is_relation)

    @cached_property
    def others(self) -> "frozenset[type[models.Model]]":
        """What the fields that people fill in point to, in the record and in its lines."""
        fields = [*self.fields, *(field for name in self.lines for field in self.line_fields(name))]
        return frozenset(field.related_model for field in fields if field.is_relation)  # type: ignore[misc]

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The fields that name a person (a record that is also a user) and that everybody may see."""
        user = self.record._meta.get_field("maker").related_model
        found = []
        for field in self.record._meta.fields:
            other = field.related_model
            if field.name in self.confidential or not isinstance(other, type) or not issubclass(other, Record):
                continue
            if any(one.name == "user" and one.related_model is user for one in other._meta.fields):
                found.append(field.name)
        return tuple(found)

    # -- who may, by what is declared -------------------------------------------------------------------------------

    def may_read(self, actor: "Actor") -> bool:
        """Whether the actor's offices open the register to him; to somebody from outside only inside his chapters."""
        return actor.is_system or (actor.holds(*self.readers, *self.makers) and self._is_within(actor.scope))

    def may_make(self, actor: "Actor") -> bool:
        """Whether the actor's offices let him write records; somebody from outside only inside his chapters."""
        return actor.is_system or (actor.holds(*self.makers) and self._is_within(actor.scope))

    def revealed_to(self, actor: "Actor") -> list[str]:
        """Return the confidential and personal fields that the actor may have shown to him, by a recorded act."""
        covered = {**self.confidential, **self.personal}
        return [name for name, offices in covered.items() if actor.is_system or actor.holds(*offices)]

    def deny(self, no: str, actor: "Actor") -> None:
        """Raise Refused where there is a record of that number, which this actor was not shown; return where none is.

        To somebody from outside it is OutOfScope, whatever his offices: the faces answer as if there were nothing.
        """
        if not self.record.objects.filter(no=no).exists():
            return
        kind = Refused if actor.scope is None else OutOfScope
        raise kind(_("Your offices do not allow you to see this record."), register=self.code, record_no=no, act="read")

    def _is_within(self, scope: Scope | None) -> bool:
        return scope is None or any(scope.has_clause(clause) for clause in self.clauses)

    # -- hooks: override where attributes are not enough ----------------------------------------------------------

    def may_create(self, actor: "Actor") -> bool:
        """Whether the actor may add a record."""
        return self.may_make(actor)

    def may_fill(self, actor: "Actor") -> bool:
        """Whether forms of this register may be this actor's: to write, or because a step asks him something."""
        asking = {office for move in self.flow.moves if move.asks for office in move.by}
        concerned = bool({MAKER, NAMED} & asking) and self.own(self.record.objects.all(), actor).exists()
        asked = actor.holds(*asking) and self._is_within(actor.scope)
        return self.may_create(actor) or self.may_make(actor) or asked or concerned

    def may_open(self, actor: "Actor") -> bool:
        """Whether the list is this actor's business: by office, or because everybody has rows of his own."""
        return self.may_read(actor) or type(self).own is not Register.own

    def demand_open(self, actor: "Actor") -> None:
        """Raise Refused unless the actor may see the list, if only for a row in which he is named."""
        if not self.may_open(actor) and not self.own(self.record.objects.all(), actor).exists():
            raise Refused(_("Your offices do not allow you to see this register."), register=self.code, act="read")

    def visible_to(self, records: RecordSet, actor: "Actor") -> RecordSet:
        """Narrow the records to those the actor may see; deny by default (policy 7.1.3.3).

        The one place that every face reads through. Who sees all gets the same query set back.
        """
        if not self.may_read(actor):
            return self.own(records, actor)
        if actor.scope is None:
            return records
        mine = self.own(self.record.objects.all(), actor).order_by().values("pk")
        return records.filter(within(self.record, self.dated, actor.scope) | Q(pk__in=mine))

    def own(self, records: RecordSet, actor: "Actor") -> RecordSet:
        """Return the records that a person without office may see: the ones he made, or is named in."""
        mine = Q(maker=actor.user)
        for name in self.people:
            mine |= Q(**{f"{name}__user": actor.user})
        return records.filter(mine)

    def choosable(self, records: RecordSet) -> RecordSet:
        """Narrow the live records to those that other records may newly point to."""
        return records

    def validate(self, record: Any, lines: "Mapping[str, Sequence[Mapping[str, Any]]] | None") -> None:
        """Raise ValidationError (by field) where the content breaks a rule; `lines` is None when they do not change."""

    def prepare(self, record: Any, actor: "Actor") -> None:
        """Fill what can be known before a record is first written."""

    def compute(self, record: Any) -> None:
        """Renew what follows from what the record says (computed fields, the state), each time it was filled in."""

    def turned(self, now: datetime) -> "Mapping[str, Iterable[Any]]":
        """Return the records that by this time are in another state, although nobody said so, by that state."""
        return {}

    def moving(self, record: Any, move: Move, actor: "Actor") -> None:
        """Fill what follows from a move (days, counts), before its conditions are asked."""

    def first_lines(self, record: Any, actor: "Actor") -> "Mapping[str, Sequence[Mapping[str, Any]]]":
        """Return the child rows of a new record where none are given; may fill in what it computes from them."""
        return {}

    def why_not_fill(self, record: Any, row: Any, actor: "Actor") -> str | None:
        """Return why this actor may not fill in this child row now, or None."""
        return _("Your offices do not allow this.")

    def to_sign(self, record: Any, actor: "Actor") -> tuple[str, Line] | None:
        """Return the child row (with the name of its lines) that this actor has still to sign with one press."""
        return None

    def filling(self, record: Any, row: Any, values: "Mapping[str, Any]", actor: "Actor") -> "Mapping[str, Any]":
        """Return what is written when a child row is filled in: the values, and what the software adds.

        Raises ValidationError (by field) where the values are wrong.
        """
        return values

    def filled(self, record: Any) -> None:
        """Renew what the software computes from the child rows, after some were filled in."""

    def import_row(self, record: Any, actor: "Actor") -> None:
        """Fit a record, new or known, to what an import says of it, before it is written."""

    def vanish(self, record: Any) -> None:
        """Fit a record that a later import no longer has, on its way to `gone_state`."""

    def after_import(self, actor: "Actor") -> None:
        """Carry out, once and inside the import's transaction, what a whole import entails."""

    def after(self, record: Any, act: str, actor: "Actor") -> None:
        """Carry out, inside the act's transaction, what the act entails elsewhere."""

    def text_of(self, record: Any) -> str:
        """The text that a search finds the record by."""
        found = []
        for name in self.search:
            value = record
            for step in name.split("__"):
                value = getattr(value, step, None)
            found.append(str(value or ""))
        return " ".join(found)


_registers: dict[str, Register] = {}


def register(code: str) -> Register:
    """Return the register of that code. Raises UnknownRegister."""
    try:
        return _registers[code]
    except KeyError:
        raise UnknownRegister(code) from None


def registers() -> tuple[Register, ...]:
    """Return all registers, in the order of rooms, then of definition."""
    rooms = list(catalogue().rooms)
    return tuple(sorted(_registers.values(), key=lambda one: rooms.index(one.room)))


def registers_of(room: str) -> tuple[Register, ...]:
    """Return the registers of one room."""
    return tuple(one for one in registers() if one.room == room)


def by_prefix(no: str) -> Register | None:
    """Return the register that a record number belongs to."""
    prefix = no.partition("-")[0]
    return next((one for one in _registers.values() if one.prefix == prefix), None)


def known(codes: Iterable[str]) -> list[Register]:
    """Return the registers among these codes that exist in this edition of the product."""
    return [_registers[code] for code in codes if code in _registers]
