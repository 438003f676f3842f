"""The numbers of the policy as they stand on one date: the firm's approved values over the defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias, cast

from zhengan.catalogue.book import Catalogue
from zhengan.catalogue.editions import catalogue
from zhengan.catalogue.errors import NotAValue, NotSet, SofterThanLimit, UnknownParameter, WrongUnit
from zhengan.catalogue.model import Parameter
from zhengan.catalogue.periods import Period
from zhengan.catalogue.units import UNITS, Value, keeps, show

Dated: TypeAlias = tuple[str, str | None, str, date]
"""One approved value: key, scope (None or "" for all), value as written, the day from which it counts."""

Provider: TypeAlias = Callable[[date], Iterable[Dated]]

# Methods below bear the names of units, which inside the class would hide the type.
_Int: TypeAlias = int


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that the provider gave and that does not count, since it is none or softer than the policy allows."""

    key: str
    scope: str | None
    value: str
    effective_on: date
    reason: NotAValue | SofterThanLimit | UnknownParameter


class Parameters:
    """All parameters on one date, `on`. Made by `parameters(on)`.

    Readers raise UnknownParameter (no such key), NotSet (no default and none set) and WrongUnit (asked for in a unit
    it is not kept in). A `scope` (a grade, a system) falls back to the value without one.
    """

    __slots__ = ("_book", "_values", "on", "refused")

    def __init__(self, *, on: date, book: Catalogue, dated: Iterable[Dated] = ()) -> None:
        self.on = on
        self._book = book
        self._values: dict[tuple[str, str], str] = {}
        refused = []
        # Oldest first, so that what is written last is the newest; of two of one day the later given.
        for key, scope, value, effective_on in sorted(dated, key=lambda row: row[3]):
            if effective_on > on:
                continue
            try:
                check_value(key, value, book=book)
            except (NotAValue, SofterThanLimit, UnknownParameter) as reason:
                # Whatever way it came in, a floor stays a floor: the value before it goes on counting.
                refused.append(Refused(key, scope or None, value, effective_on, reason))
            else:
                self._values[key, scope or ""] = value
        self.refused = tuple(refused)

    # --- as written ---

    def raw(self, key: str, *, scope: str | None = None) -> str | None:
        """The value as written, None when unset. Raises UnknownParameter."""
        default = self._book.parameter(key).value
        return self._values.get((key, scope or ""), self._values.get((key, ""), default))

    def shown(self, key: str, *, scope: str | None = None) -> tuple[str, str] | None:
        """The value for people, in Chinese and English: ("3 個月", "3 months"), ("8 字元", "8 characters")."""
        written = self.raw(key, scope=scope)
        return None if written is None else shown_value(self._book.parameter(key), written)

    # --- by unit ---

    def int(self, key: str, *, scope: str | None = None) -> _Int:
        """A whole number above zero, in the parameter's `measure`."""
        return cast(_Int, self._typed(key, scope, "int"))

    def percent(self, key: str, *, scope: str | None = None) -> Decimal:
        """A percentage, 0 to 100."""
        return cast(Decimal, self._typed(key, scope, "percent"))

    def hours(self, key: str, *, scope: str | None = None) -> Decimal:
        """A number of hours, in the parameter's `measure` (per year)."""
        return cast(Decimal, self._typed(key, scope, "hours"))

    def period(self, key: str, *, scope: str | None = None) -> Period:
        """A length of time."""
        return cast(Period, self._typed(key, scope, "duration"))

    def version(self, key: str, *, scope: str | None = None) -> tuple[_Int, ...]:
        """A version as numbers to compare, without zeros at the end: (1, 2)."""
        return cast("tuple[_Int, ...]", self._typed(key, scope, "version"))

    def text(self, key: str, *, scope: str | None = None) -> str:
        """A text, a tier ("1" to "4") or a version as written."""
        self._typed(key, scope, "text", "tier", "version")
        return str(self.raw(key, scope=scope))

    def days(self, key: str, *, scope: str | None = None) -> _Int:
        """A number of days: a parameter counted in days, or a length of time that is a whole number of them."""
        if self._book.parameter(key).measure_en == "days":
            return self.int(key, scope=scope)
        period = self.period(key, scope=scope)
        if period.months or period.seconds % 86400:
            raise WrongUnit(zh=f"參數「{key}」為 {period.zh()}，不是整數日", en=f"{key} is {period.en()}: no days")
        return period.seconds // 86400

    def scoped(self, key: str) -> dict[str, Value]:
        """The values set for single scopes, by scope; the one for all others is read without a scope."""
        unit = UNITS[self._book.parameter(key).unit]
        return {scope: unit.read(value) for (one, scope), value in self._values.items() if one == key and scope}

    def _typed(self, key: str, scope: str | None, *units: str) -> Value:
        parameter = self._book.parameter(key)
        if parameter.unit not in units:
            raise WrongUnit(
                zh=f"參數「{key}」的單位是 {parameter.unit}，不能以 {units[0]} 讀取",
                en=f"{key} is kept as {parameter.unit} and cannot be read as {units[0]}",
            )
        written = self.raw(key, scope=scope)
        if written is None:
            raise NotSet(zh=f"尚未設定「{parameter.title}」", en=f"{parameter.title_en} has not been set")
        return UNITS[parameter.unit].read(written)


def shown_value(parameter: Parameter, written: str) -> tuple[str, str]:
    """A value of that parameter for people, with what it counts, in Chinese and English."""
    zh, en = show(parameter.unit, written)
    return (f"{zh} {parameter.measure or ''}".rstrip(), f"{en} {parameter.measure_en or ''}".rstrip())


def check_value(key: str, value: object, *, book: Catalogue | None = None) -> None:
    """Whether a firm may set a parameter to this value (text, or anything whose `str` is how it would be written).

    Raises UnknownParameter, NotAValue (not of the unit) or SofterThanLimit (naming the limit and the clauses that fix
    it). `book` is the default catalogue unless given.
    """
    held = book or catalogue()
    parameter = held.parameter(key)
    unit, written = UNITS[parameter.unit], str(value)
    try:
        typed = unit.read(written)
    except ValueError:
        raise NotAValue(
            zh=f"{parameter.title}須為{unit.zh}，不能是「{written}」",
            en=f"{parameter.title_en} must be {unit.en}, not {written!r}",
        ) from None
    limit = parameter.limit
    if limit is None or keeps(typed, limit.op, unit.read(limit.value)):
        return
    word_zh, word_en = unit.less if limit.op == ">=" else unit.more
    shown_zh, shown_en = show(parameter.unit, limit.value)
    why_zh = why_en = ""
    if not keeps(unit.read(limit.value), limit.op, typed):
        # Neither is always the longer: without the reason, 90 days for 3 months would look like a fault of ours.
        own_zh, own_en = show(parameter.unit, written)
        why_zh, why_en = f"；有些月份 {own_zh}{word_zh} {shown_zh}", f": {own_en} can be {word_en} {shown_en}"
    raise SofterThanLimit(
        zh=f"{parameter.title}不得{word_zh} {shown_zh}（{held.cite(limit.clauses)}）{why_zh}",
        en=f"{parameter.title_en} must not be {word_en} {shown_en} ({', '.join(limit.clauses)}){why_en}",
        clauses=limit.clauses,
    )


_registered: list[Provider] = []  # one or none: a list, so that registering needs no global statement


def set_provider(provider: Provider | None) -> None:
    """Register where approved values come from: called with a date, gives (key, scope, value, effective_on) rows.

    It may give more than counts: values not yet in force and older ones are sorted out here. None takes it away.
    """
    _registered[:] = [provider] if provider else []


def parameters(on: date, *, book: Catalogue | None = None) -> Parameters:
    """All parameters as they stand on a date: for each the provider's newest value in force, else the default."""
    dated = [row for provider in _registered for row in provider(on)]
    return Parameters(on=on, book=book or catalogue(), dated=dated)
