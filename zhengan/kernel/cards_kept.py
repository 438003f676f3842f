"""Cards compared with the records that they stand for: what a search or a list shows is what the record says.

Cards are told to no ledger, being made of records, which are. So they need only say what would be filed now. Where a
register files words of another record (the name of a person beside a login), those may have changed since by a lawful
act; of such a text only the words of the record itself are looked for.
"""

import copy
from collections.abc import Iterator
from typing import Any

from django.utils import translation

from zhengan.kernel import cards
from zhengan.kernel.models import Card
from zhengan.kernel.reconciling import AT_ONCE, UNREADABLE, one_moment
from zhengan.kernel.register import Register, registers
from zhengan.ledger.trouble import Trouble

_SAME = ("no", "state", "awaiting", "maker_id", "owner_id", "due_on", "dated_on", "voided")
_TONGUES = ("zh-hant", "en")  # a title may hold the label of a choice, in the tongue of whoever acted


def cards_not_so() -> Iterator[Trouble]:
    """Yield the cards that are missing, left over, or say otherwise than their records."""
    for register in registers():
        after = 0
        while keys := _next(register, after):
            after = keys[-1]
            if _compare(register, keys):  # acts go on meanwhile: what seems wrong is looked at once more
                with one_moment():
                    yield from _compare(register, keys)


def _next(register: Register, after: int) -> list[int]:
    there = register.record.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    filed = Card.objects.filter(register=register.code, record_id__gt=after).order_by("record_id")
    return sorted({*there[:AT_ONCE], *filed.values_list("record_id", flat=True)[:AT_ONCE]})[:AT_ONCE]


def _compare(register: Register, keys: list[int]) -> list[Trouble]:
    filed = {one.record_id: one for one in Card.objects.filter(register=register.code, record_id__in=keys)}
    found = []
    try:
        records = list(register.record.objects.select_related(*register.joins).filter(pk__in=keys).order_by("pk"))
    except UNREADABLE:  # which of them it is, the comparison of the records says
        middle = len(keys) // 2
        return _compare(register, keys[:middle]) + _compare(register, keys[middle:]) if middle else []
    for record in records:
        card = filed.pop(record.pk, None)
        if card is None:
            found.append(Trouble("card_missing", record.no))
        elif differing := _differing(register, record, card):
            found.append(Trouble("card_changed", record.no, ", ".join(differing)))
    found += [Trouble("card_left", card.no) for _key, card in sorted(filed.items())]
    return found


def _differing(register: Register, record: Any, card: Card) -> list[str]:
    wanted = cards.card_of(register, record)
    found = [name for name in _SAME if getattr(card, name) != getattr(wanted, name)]
    if not _is_title(record, card.title):
        found.append("title")
    if card.text != wanted.text and not (
        any("__" in name for name in register.search)
        and all(str(getattr(record, name) or "") in card.text for name in register.search if "__" not in name)
    ):
        found.append("text")
    return found


def _is_title(record: Any, title: str) -> bool:
    """Whether the record may have been called that: in either tongue, or by the name of another record."""
    for tongue in _TONGUES:
        with translation.override(tongue):
            if str(record)[:200] == title:
                return True
    return _is_called_after_another(record)


def _is_called_after_another(record: Any) -> bool:
    alone = copy.copy(record)
    alone._state = copy.copy(record._state)
    alone._state.fields_cache = {field.name: None for field in record._meta.fields if field.is_relation}
    try:
        return str(alone) != str(record)
    except (AttributeError, TypeError):
        return True
