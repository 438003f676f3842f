"""Start-up checks: a wrong declaration of a register is refused with an id and a hint."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist

from zhengan.catalogue import Period, catalogue
from zhengan.kernel.flow import MAKER, NAMED, SYSTEM, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, registers

_STAMPED = ("no", "state", "made_at", "checked_at", "maker", "checker")


@register("zhengan")
def declarations_are_right(**_kwargs: Any) -> list[CheckMessage]:
    """Look over every register."""
    found = list(registers())
    return [*(message for one in found for message in problems(one)), *_same_numbers(found)]


def _same_numbers(found: Sequence[Register]) -> Iterator[CheckMessage]:
    """Yield registers whose record numbers would be those of another one."""
    first: dict[str, Register] = {}
    for one in found:
        other = first.setdefault(one.prefix, one)
        if other is not one:
            hint = "Record numbers are unique over all registers: take another prefix."
            yield _wrong(one, 14, f"its prefix {one.prefix!r} is that of {other.code}", hint)


def problems(one: Register) -> Iterator[CheckMessage]:
    """Yield what is wrong with the declaration of one register."""
    yield from _address_problems(one)
    record: Any = one.record
    if not issubclass(record, Record):
        yield _wrong(one, 3, "its record is no Record", "Let the model inherit zhengan.kernel.record.Record.")
        return
    yield from _field_problems(one)
    yield from _office_problems(one)
    yield from _personal_problems(one)
    for move in one.flow.moves:
        yield from _move_problems(one, move)


def _wrong(one: Register, number: int, text: str, hint: str) -> Error:
    return Error(f"{one.code}: {text}", hint=hint, obj=type(one), id=f"zhengan.E{number:03d}")


def _address_problems(one: Register) -> Iterator[Error]:
    address = type(one).__module__
    if address.startswith("zhengan.") and address != f"zhengan.rooms.{one.room}.registers.{one.name}":
        hint = "The code and the file are one address: rooms/<room>/registers/<name>.py"
        yield _wrong(one, 1, f"declared in {address}", hint)
    if one.room not in catalogue().rooms:
        yield _wrong(one, 2, f"unknown room {one.room!r}", "Rooms are those of the catalogue.")
    try:
        Period(one.keep)
    except ValueError:
        yield _wrong(one, 9, f"keep is {one.keep!r}", "Write an ISO 8601 period such as P5Y.")


def _field_problems(one: Register) -> Iterator[Error]:
    named = {attribute: getattr(one, attribute) for attribute in ("search", "filters", "order", "key", "labels")}
    for attribute, names in (*named.items(), *(("settled", names) for names in one.settled.values())):
        for name in names:
            if not _is_field(one, name):
                yield _wrong(one, 4, f"{attribute} names {name!r}, which is no field", "Name a field of the record.")
    for name in one.columns:
        if not _is_field(one, name) and not hasattr(one.record, name):
            yield _wrong(one, 5, f"columns name {name!r}", "Name a field, a property or a method of the record.")
    for heading, names in one.sections:
        for name in names:
            if not _is_field(one, name):
                yield _wrong(one, 6, f"section {heading!s} names {name!r}", "Name a field that people fill in.")
    for attribute in ("dated", "due", "owner", "keep_from"):
        name = getattr(one, attribute)
        if name and not _is_field(one, name):
            yield _wrong(one, 7, f"{attribute} is {name!r}", "Name a field of the record.")


def _office_problems(one: Register) -> Iterator[Error]:
    covered = [*one.confidential.values(), *one.personal.values()]
    for office in (*one.makers, *one.readers, *(office for offices in covered for office in offices)):
        if office not in catalogue().roles:
            yield _wrong(one, 8, f"unknown office {office!r}", "Offices are the roles of the catalogue.")


def _personal_problems(one: Register) -> Iterator[Error]:
    known = {name for name, _field in one.named_fields}
    used = {*one.search, *one.filters, *one.order, *one.labels, *one.columns}
    for name, offices in one.personal.items():
        if name not in known:
            yield _wrong(one, 15, f"personal names {name!r}, which is no field", "Name a field, or `lines.field`.")
        if name in used:
            hint = "Search, filter and order would tell it letter by letter."
            yield _wrong(one, 16, f"the personal field {name!r} is searched, filtered or listed", hint)
        if not set(one.makers) <= set(offices):
            hint = "Whoever writes a field knows it: name the makers too."
            yield _wrong(one, 17, f"not all makers may know the personal field {name!r}", hint)


def _move_problems(one: Register, move: Move) -> Iterator[Error]:
    for office in move.by:
        if office not in catalogue().roles and office not in (MAKER, NAMED, SYSTEM):
            hint = "Use a role code, maker, named or system."
            yield _wrong(one, 11, f"{move.code} is open to unknown office {office!r}", hint)
    if NAMED in move.by and not _is_field(one, move.named):
        yield _wrong(one, 12, f"{move.code}: named={move.named!r}", "Say which field holds the person.")
    for name in (*move.not_same_as, *move.stamp, *move.needs, *move.asks, *((move.on,) if move.on else ())):
        if name not in _STAMPED and not _is_field(one, name):
            yield _wrong(one, 13, f"{move.code} names {name!r}, which is no field", "Name a field of the record.")


def _is_field(one: Register, path: str) -> bool:
    """Whether the path (`field`, or `relation__field`) leads to a field."""
    model: Any = one.record
    try:
        for name in path.split("__"):
            model = model._meta.get_field(name).related_model
    except (FieldDoesNotExist, AttributeError):
        return False
    return True
