"""Entries: the one byte string of an act that becomes a leaf of the tree, and how it is read back.

Rules kept here:

1. An entry is a JSON object in canonical form (RFC 8785) with exactly the fields of `Entry` and the tag of its
   version; no other bytes mean the same entry. A version, once written, is readable for ever: a new field is a new tag.
2. Times are RFC 3339 in UTC with six digits after the second, or a date alone for an event of which only the day is
   known; "at" is the server's time.
3. `before`, `after` and `payload` are SHA-256 over a salt and the canonical form of what the record said before and
   after the act, and of the act's body. The salt (16 bytes or more, one for the three) is kept with the payload and
   goes with it when the law wants the payload disposed of; nobody can then find the content by guessing.
4. An entry has at most 65,535 bytes, the most that an entry bundle holds.
"""

import calendar
import json
import re
from dataclasses import dataclass, fields
from typing import Any, Self

from zhengan.ledger.core.canonical import Json, NotCanonical, canonical, digest
from zhengan.ledger.core.tiles import LONGEST_ENTRY

TAG = "zhengan.entry/1"
SHORTEST_SALT = 16

_DAY = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-([0-9]{2})")
_MOMENT = re.compile(rf"{_DAY.pattern}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{{6}}Z")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class EntryRefused(ValueError):
    """The bytes or values are not those of an entry."""


def commitment(value: Json, salt: bytes) -> str:
    """Return the salted digest that an entry holds (rule 3). Raises EntryRefused for a short salt, NotCanonical."""
    if len(salt) < SHORTEST_SALT:
        raise EntryRefused(f"a salt has {SHORTEST_SALT} bytes or more")
    return digest(value, salt)


def read_json(content: bytes) -> Any:
    """Read JSON that must be in canonical form. Raises EntryRefused."""
    try:
        value = json.loads(content)
        same = canonical(value) == content
    except (ValueError, RecursionError) as error:  # NotCanonical is a ValueError
        raise EntryRefused(f"not canonical JSON: {error}") from error
    if not same:
        raise EntryRefused("not canonical JSON")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act: who, from where, when, what, on which record, and what it committed to."""

    number: int  # of the act in the database that wrote it; an index in the tree is given later
    at: str  # when the server recorded it
    happened: str = ""  # when it happened, where that is another time
    actor: int | None = None  # None is the software itself
    name: str = ""
    via: str = ""  # web, api, cli
    address: str = ""
    request: str = ""  # what joins the entry to the logs of the web server
    act: str
    register: str = ""
    record: int | None = None
    record_no: str = ""
    before: str | None = None
    after: str | None = None
    payload: str

    def __post_init__(self) -> None:
        for name, kind in _KINDS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, kind):  # a bool is an int, and not one that is meant
                raise EntryRefused(f"{name} cannot be {value!r}")
        if self.number < 0 or not self.act:
            raise EntryRefused("an entry has a number and an act")
        if not _is_moment(self.at) or (self.happened and not _is_moment(self.happened) and not _is_day(self.happened)):
            raise EntryRefused(f"not a time in UTC: {self.at!r}, {self.happened!r}")
        for one in (self.before, self.after, self.payload):
            if one is not None and not _DIGEST.fullmatch(one):
                raise EntryRefused(f"not a SHA-256 in hexadecimal: {one!r}")

    def __bytes__(self) -> bytes:
        """The bytes of the leaf. Raises EntryRefused when they are too many or a value has no canonical form."""
        try:
            content = canonical({"v": TAG, **{name: getattr(self, name) for name in _KINDS}})
        except NotCanonical as error:
            raise EntryRefused(str(error)) from error
        if len(content) > LONGEST_ENTRY:
            raise EntryRefused(f"the entry has {len(content)} bytes, more than {LONGEST_ENTRY}")
        return content

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read the bytes of a leaf. Raises EntryRefused."""
        if len(content) > LONGEST_ENTRY:
            raise EntryRefused(f"the entry has {len(content)} bytes, more than {LONGEST_ENTRY}")
        value = read_json(content)
        if not isinstance(value, dict) or value.pop("v", None) != TAG:
            raise EntryRefused("not an entry of a known version")
        if value.keys() != _KINDS.keys():
            raise EntryRefused(f"not the fields of {TAG}: {', '.join(sorted(value.keys() ^ _KINDS.keys()))}")
        return cls(**value)


_KINDS: dict[str, Any] = {field.name: field.type for field in fields(Entry)}


def _is_day(text: str) -> bool:
    match = _DAY.fullmatch(text)
    return match is not None and _day_exists(match)


def _is_moment(text: str) -> bool:
    match = _MOMENT.fullmatch(text)
    return match is not None and _day_exists(match)


def _day_exists(match: re.Match[str]) -> bool:
    year, month, day = (int(match.group(number)) for number in (1, 2, 3))
    return year >= 1 and 1 <= day <= calendar.monthrange(year, month)[1]
