"""Start-up checks: a wrong declaration of a register is refused with an id and a hint."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist

from zhengan.catalogue import Period, catalogue
from zhengan.kernel.flow import MAKER, NAMED, SYSTEM
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, registers

_STAMPED = ("no", "state", "made_at", "checked_at", "maker", "checker")


@register("zhengan")
def declarations_are_right(**_kwargs: Any) -> list[CheckMessage]:
    """Look over every register."""
    return [message for one in registers() for message in problems(one)]


def problems(one: Register) -> Iterator[CheckMessage]:
    """Yield what is wrong with the declaration of one register."""

    def wrong(number: int, text: str, hint: str) -> Error:
        return Error(f"{one.code}: {text}", hint=hint, obj=type(one), id=f"zhengan.E{number:03d}")

    address = f"{type(one).__module__}"
    if address.startswith("zhengan.") and address != f"zhengan.rooms.{one.room}.registers.{one.name}":
        yield wrong(
            1, f"declared in {address}", "The code and the file are one address: rooms/<room>/registers/<name>.py"
        )
    if one.room not in catalogue().rooms:
        yield wrong(2, f"unknown room {one.room!r}", "Rooms are those of the catalogue.")
    if not issubclass(one.record, Record):
        yield wrong(3, "its record is no Record", "Let the model inherit zhengan.kernel.record.Record.")
        return
    for attribute in ("search", "filters", "key"):
        for name in getattr(one, attribute):
            if not _is_field(one, name):
                yield wrong(4, f"{attribute} names {name!r}, which is no field", "Name a field of the record.")
    for name in one.columns:
        if not _is_field(one, name) and not hasattr(one.record, name):
            yield wrong(5, f"columns name {name!r}", "Name a field, a property or a method of the record.")
    for heading, names in one.sections:
        for name in names:
            if not _is_field(one, name):
                yield wrong(6, f"section {heading!s} names {name!r}", "Name a field that people fill in.")
    for attribute in ("dated", "due", "owner", "keep_from"):
        name = getattr(one, attribute)
        if name and not _is_field(one, name):
            yield wrong(7, f"{attribute} is {name!r}", "Name a field of the record.")
    for office in (*one.makers, *one.readers, *(office for names in one.confidential.values() for office in names)):
        if office not in catalogue().roles:
            yield wrong(8, f"unknown office {office!r}", "Offices are the roles of the catalogue.")
    try:
        Period(one.keep)
    except ValueError:
        yield wrong(9, f"keep is {one.keep!r}", "Write an ISO 8601 period such as P5Y.")
    for move in one.flow.moves:
        yield from _move_problems(one, move, wrong)


def _move_problems(one: Register, move: Any, wrong: Any) -> Iterator[CheckMessage]:
    for office in move.by:
        if office not in catalogue().roles and office not in (MAKER, NAMED, SYSTEM):
            yield wrong(
                11, f"{move.code} is open to unknown office {office!r}", "Use a role code, maker, named or system."
            )
    if NAMED in move.by and not _is_field(one, move.named):
        yield wrong(12, f"{move.code}: named={move.named!r}", "Say which field holds the person.")
    for name in (*move.not_same_as, *move.stamp, *move.needs, *move.asks, *((move.on,) if move.on else ())):
        if name not in _STAMPED and not _is_field(one, name):
            yield wrong(13, f"{move.code} names {name!r}, which is no field", "Name a field of the record.")


def _is_field(one: Register, path: str) -> bool:
    """Whether the path (`field`, or `relation__field`) leads to a field."""
    model: Any = one.record
    try:
        for name in path.split("__"):
            model = model._meta.get_field(name).related_model
    except (FieldDoesNotExist, AttributeError):
        return False
    return True
