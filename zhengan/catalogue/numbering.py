"""How clauses are numbered: the id 7.1.3.6, the printed 七、（一）3.(6), and the short form that people write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
_NUMERAL = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ID = re.compile(r"[1-9][0-9]?(\.[1-9][0-9]?)*(\.[a-z])?")
_REF = re.compile(rf"({_NUMERAL})、(?:（({_NUMERAL})）)?(?:([1-9][0-9]?)\.)?(?:\(([1-9][0-9]?)\))?(?:([a-z])\.)?")
# What people write between and around numbers; anything else means that it is no citation.
_TOKEN = re.compile(rf"({_NUMERAL}|[0-9]+|[a-z])|[\s.,()\[\]〔〕、。,．‧・·:;\-_/§第章節條點項款目之]")


def is_id(text: str) -> bool:
    """Whether the text has the shape of an id: numbers, perhaps one letter at the end, joined by dots."""
    return _ID.fullmatch(text) is not None


def sort_key(identifier: str) -> tuple[int, ...]:
    """The id as numbers, a letter as its place in the alphabet, so that ids sort in the order of print."""
    return tuple(int(part) if part.isdecimal() else ord(part) - ord("a") + 1 for part in identifier.split("."))


def parent_id(identifier: str) -> str | None:
    """The id above, None for a chapter."""
    return identifier.rpartition(".")[0] or None


def ref_to_id(ref: str) -> str | None:
    """The id that a printed number such as 七、（一）3.(6) stands for; None when it is not written so."""
    found = _REF.fullmatch(ref)
    if not found:
        return None
    return ".".join(_plain(part) for part in found.groups() if part)


def cite(ref: str) -> str:
    """The short form of a printed number: 七、（一）3.(6) -> 七（一）3.(6), 三、2. -> 三、2, 十二、 -> 十二."""
    return ref.replace("、（", "（").rstrip("、.")


def join_cites(cites: Iterable[str]) -> str:
    """Several short forms in a row, set apart by 、 or, where one of them has it inside, by ；."""
    several = tuple(cites)
    return ("；" if any("、" in one for one in several) else "、").join(several)


def written_id(text: str) -> str | None:
    """The id that a citation in any common way of writing means; None when the text is no citation.

    七、（一）3.(6), 七（一）3(6), 七(一)3.(6), ７.１.３.６, 7-1-3-6 and 第七章（一）3（6） are all 7.1.3.6. Whether
    such a clause exists is not asked.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    parts: list[str] = []
    at = 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if not found:
            return None
        if found[1]:
            parts.append(_plain(found[1]))
        at = found.end()
    return ".".join(parts) or None


def _plain(part: str) -> str:
    """A printed part of a number in ASCII: 十一 -> 11, 06 -> 6, a -> a."""
    if part.isascii():
        return part.lstrip("0") or "0"
    tens, ten, ones = part.rpartition("十")
    # 十四 is 14 and 二十 is 20: nothing before 十 is one ten, nothing behind it no ones
    return str((_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0))
