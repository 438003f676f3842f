"""Comparing what was found with what the baseline expects; what cannot be read is not as expected."""

from decimal import Decimal
from typing import Any

from zhengan.catalogue import catalogue
from zhengan.catalogue.units import UNITS, keeps
from zhengan.rooms.operations.registers.config_baseline import LIMITED, ConfigBaseline, Measure

Operator = ConfigBaseline.Operator
_SIDES = {Operator.GE: ">=", Operator.LE: "<="}


def is_as_expected(item: Any, observed: str) -> bool:
    """Whether a value found satisfies an item of the baseline; empty means that the thing was not there."""
    found = observed.strip()
    if item.operator == Operator.ABSENT:
        return not found
    if item.operator == Operator.IN:
        return found.casefold() in {one.strip().casefold() for one in item.expected.replace("、", ",").split(",")}
    try:
        read = _reader(item.measure)
        value, expected = read(found), read(item.expected.strip())
        if item.operator == Operator.EQ:
            return bool(value == expected)
        return keeps(value, _SIDES[item.operator], expected)
    except (ValueError, ArithmeticError):
        return item.operator == Operator.EQ and found.casefold() == item.expected.strip().casefold()


def _reader(measure: str) -> Any:
    """Read a value by the unit of the policy's limit, or as a number where there is none."""
    if measure in LIMITED:
        return UNITS[catalogue().parameter(LIMITED[Measure(measure)][0]).unit].read
    return Decimal
