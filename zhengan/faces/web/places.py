"""Where things are on the web face: addresses of rooms, registers, records and clauses, and how states look."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from zhengan.catalogue import catalogue
from zhengan.faces.web.dates import is_chinese
from zhengan.kernel.register import Register, by_prefix

# The kernel's tones as the components of the face name them.
TONES = {"quiet": "mute", "wait": "info", "good": "ok", "warn": "warn", "bad": "bad"}
NUMBER = re.compile(r"\b[A-Z][A-Z0-9]{1,5}-\d{4}-\d{4,}\b")
SOME_NUMBER = "AA-0000-0000"


def room_title(code: str) -> str:
    """The room's name in the reader's tongue."""
    room = catalogue().rooms[code]
    return room.title if is_chinese() else room.title_en


def role_title(code: str) -> str:
    """The office's name in the reader's tongue."""
    role = catalogue().roles.get(code)
    if role is None:
        return code
    return role.title if is_chinese() else role.title_en


def role_titles(codes: Any) -> str:
    """Several offices, in the order of the catalogue, as one text."""
    ordered = [code for code in catalogue().roles if code in set(codes)]
    return joined(role_title(code) for code in ordered)


def joined(parts: Iterable[object]) -> str:
    """Several words as one text, in the way of the reader's tongue."""
    return ("、" if is_chinese() else ", ").join(str(part) for part in parts)


def room_url(code: str) -> str:
    """The page of a room; the policy room's own address is the policy itself."""
    return _address("room-registers", code) if code == "policy" else _address("room", code)


def register_url(register: Register, name: str = "list") -> str:
    """The list of a register, or another page of it (`new`, `import`, ...)."""
    return _address(name, register.room, register.name.replace("_", "-"))


def record_url(register: Register, no: str, name: str = "record", *more: Any) -> str:
    """A record's page, or another page of it (`edit`, `print`, ...)."""
    if more or not NUMBER.fullmatch(no):
        return reverse(name, args=[register.room, register.name.replace("_", "-"), no, *more])
    return _address(name, register.room, register.name.replace("_", "-"), SOME_NUMBER).replace(SOME_NUMBER, no)


def number_url(no: str) -> str:
    """The page of the record of that number; empty when no register owns it."""
    owner = by_prefix(no) if NUMBER.fullmatch(no) else None
    return record_url(owner, no) if owner else ""


def clause_url(clause: str) -> str:
    """The page of a clause."""
    return _address("clause", clause)


@cache
def _address(name: str, *args: str) -> str:
    """An address of the fixed few; a page asks for hundreds."""
    return reverse(name, args=args)


def link_numbers(text: str) -> SafeString:
    """Escape a text and turn the record numbers in it into links."""
    parts: list[str] = []
    end = 0
    for found in NUMBER.finditer(text):
        url = number_url(found.group())
        parts.append(conditional_escape(text[end : found.start()]))
        parts.append(format_html('<a href="{}">{}</a>', url, found.group()) if url else found.group())
        end = found.end()
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 (every part is escaped above)


def with_query(url: str, **values: str) -> str:
    """Append a query string."""
    return url + "?" + "&".join(f"{name}={quote(value)}" for name, value in values.items())
