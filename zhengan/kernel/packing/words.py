"""Words of a pack: labels and values in both tongues at once, days with 民國 years beside, acts as people say them."""

import contextlib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.dateparse import parse_date, parse_datetime, parse_duration
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json

ROC_OFFSET = 1911
ACTS = {
    "create": gettext_lazy("recorded it"),
    "change": gettext_lazy("changed it"),
    "correct": gettext_lazy("corrected it"),
    "void": gettext_lazy("voided it"),
    "attach": gettext_lazy("added evidence"),
    "comment": gettext_lazy("wrote a comment"),
    "import": gettext_lazy("imported a change"),
    "add": gettext_lazy("added lines"),
    "fill": gettext_lazy("filled in lines"),
}


def pair(say: Callable[[], object]) -> tuple[str, str]:
    """Return what is said in Chinese and in English."""
    found = []
    for language in ("zh-hant", "en"):
        with translation.override(language):
            found.append(str(say()))
    return found[0], found[1]


def two(said: Callable[[], object] | tuple[str, str]) -> SafeString:
    """Return both tongues for a page, the English smaller; what is the same in both is said once."""
    chinese, english = said if isinstance(said, tuple) else pair(said)
    if chinese == english:
        return format_html("{}", chinese)
    return format_html('<span>{}</span> <span class="en" lang="en">{}</span>', chinese, english)


def day(value: date | None) -> str:
    """Return `2026-07-01（民國115年）`."""
    return "" if value is None else f"{value:%Y-%m-%d}{_roc(value)}"


def moment(value: datetime | None) -> str:
    """Return `2026-07-01 14:05:09（民國115年）` in Taipei."""
    if value is None:
        return ""
    local = value.astimezone(clock.TAIPEI)
    return f"{local:%Y-%m-%d %H:%M:%S}{_roc(local)}"


def _roc(value: date) -> str:
    return f"（民國{value.year - ROC_OFFSET}年）" if value.year > ROC_OFFSET else ""


def label(field: "models.Field[Any, Any]") -> SafeString:
    """Return the label of a field in both tongues."""
    return two(lambda: _capital(field.verbose_name))


def told(value: Json, field: "models.Field[Any, Any] | None" = None) -> SafeString:
    """Return a plain value (of a record, a payload, a submission) in words of both tongues."""
    return two(lambda: said(value, field))


def act(code: str, register: Register) -> SafeString:
    """Return what was done; of a move, from which state into which."""
    kind, _colon, rest = code.partition(":")
    if kind == "move":
        states = register.flow.states
        source, _dash, target = rest.partition("-")
        if source in states and target in states:
            return two(lambda: f"{register.flow.label(source)} → {register.flow.label(target)}")
    return two(lambda: ACTS.get(kind, code))


def said(value: Json, field: "models.Field[Any, Any] | None") -> str:
    """Return a plain value in words of the active language."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        if "text" in value:
            return str(value["text"])
        return _joined(f"{name}: {said(one, None)}" for name, one in value.items())
    if isinstance(value, list):
        return _joined(said(one, field) for one in value)
    if field is not None and field.flatchoices:
        return str({str(code): text for code, text in field.flatchoices}.get(str(value), value))
    return _parsed(str(value), field)


def _parsed(text: str, field: "models.Field[Any, Any] | None") -> str:
    """Days, times and durations as people write them; the rest as it is."""
    with contextlib.suppress(ValueError):
        if isinstance(field, models.DateTimeField) and (at := parse_datetime(text)):
            return moment(at)
        if isinstance(field, models.DateField) and (on := parse_date(text)):
            return day(on)
        if isinstance(field, models.DurationField) and (length := parse_duration(text)):
            return str(length)
    return text


def _joined(parts: Iterable[str]) -> str:
    return "、".join(part for part in parts if part)


def _capital(text: Any) -> str:
    word = str(text)
    return word[:1].upper() + word[1:]
