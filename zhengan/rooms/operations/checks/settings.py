"""Settings: the clauses that are answered by what was found against the baseline alone (`zhengan.checks.settings`)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhengan.checks.algebra import Part
from zhengan.checks.declare import check
from zhengan.checks.populations import online_ordering
from zhengan.checks.settings import settings_in_order


@check("7.3.2", "8.3.3")
def passwords_are_stored_scrambled(on: date, p: Any) -> Sequence[Part]:
    """The way in which every system in use stores passwords was found in order within a year."""
    return settings_in_order("7.3.2", on=on, p=p)


@check("7.3.5", "9.3.3", besides=("alert",))
def wrong_passwords_cut_the_connection(on: date, p: Any) -> Sequence[Part]:
    """The number of wrong passwords that every system in use allows was found in order within a year."""
    return settings_in_order("7.3.5", on=on, p=p)


@check("7.5.3")
def personal_data_reach_customers_encrypted(on: date, p: Any) -> Sequence[Part]:
    """The encryption of every address at which customers see personal data was found in order within a week."""
    return settings_in_order("7.5.3", on=on, p=p)


@check("9.4")
def orders_are_encrypted(on: date, p: Any) -> Sequence[Part]:
    """The encryption of every order system was found in order within a week; none without such orders."""
    ordering = online_ordering()
    return [ordering, *settings_in_order("9.4", on=on, p=p)] if ordering.population.exists() else [ordering]
