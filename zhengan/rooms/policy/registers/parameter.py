"""Approved parameters: the numbers the policy leaves to the firm or limits: approved, dated, never softer than it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import NotAValue, SofterThanLimit, catalogue, check_value, set_provider, shown_value
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock


def _in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _title(one: Any) -> str:
    found: str = one.title if _in_chinese() else one.title_en
    return found


def keys() -> list[tuple[str, Any]]:
    """Return the parameters of the policy with their titles, in the tongue of whoever looks, to choose from."""
    in_tongue = lazy(_title, str)
    return [(one.key, in_tongue(one)) for one in catalogue().parameters.values()]


class Parameter(Record):
    """One approved value of one parameter of the policy."""

    key = models.CharField(_("parameter code"), max_length=60, choices=keys)
    scope = models.CharField(
        _("applies to"), max_length=60, blank=True, help_text=_("A grade, a system; empty: everything.")
    )
    value = models.CharField(
        _("value"),
        max_length=60,
        help_text=_("As the policy writes it: a number, or a length of time such as P3M, P90D, PT30M."),
    )
    unit = models.CharField(_("unit of measure"), max_length=40, blank=True)
    policy_limit = models.CharField(_("policy limit"), max_length=120, blank=True)
    clause = models.CharField(_("clause relied on"), max_length=20)
    reason = models.TextField(_("reason for the value"))
    effective_on = models.DateField(_("effective on"))

    flow = Flow(
        initial="proposed",
        moves=(
            Move(source="proposed", target="approved", by=("ciso",), not_same_as=("maker",), proof=True),
            Move(source="approved", target="in_force", by=("system",), on="effective_on"),
            Move(source="in_force", target="superseded", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("parameter")
        indexes = [models.Index(fields=["state", "effective_on"], name="policy_parameter_force_idx")]

    def __str__(self) -> str:
        scope = f" ({self.scope})" if self.scope else ""
        return f"{self.get_key_display()}{scope} {self.shown()}"

    @admin.display(description=_("value"))
    def shown(self) -> str:
        """The value in words: 3 months, 8 characters."""
        return shown_value(catalogue().parameter(self.key), self.value)[0 if _in_chinese() else 1]


class ApprovedParameters(Register):
    """Approved parameters."""

    code = "policy.parameter"
    record = Parameter
    prefix = "PRM"
    title = _("Approved parameters")
    one = _("parameter")
    purpose = _(
        "Every number the policy leaves to the firm or states as a limit: approved, dated, never softer than the "
        "limit of the policy."
    )
    columns = ("key", "scope", "shown", "policy_limit", "clause", "effective_on", "state")
    search = ("key", "reason")
    filters = ("state", "key", "effective_on")
    sections = (
        (_("Value"), ("key", "scope", "value", "unit", "effective_on")),
        (_("Grounds"), ("reason", "clause", "policy_limit")),
    )
    makers = ("ciso", "security_officer", "it_manager")
    dated = "effective_on"
    keep = "P5Y"
    computed = ("unit", "policy_limit", "clause")

    def prepare(self, record: Any, actor: Actor) -> None:
        """Take unit, limit and clause from the policy itself."""
        _describe(record)

    def validate(self, record: Any, lines: Any) -> None:
        """A value is of the parameter's unit and never softer than the limit printed in the policy."""
        try:
            check_value(record.key, record.value)
        except (NotAValue, SofterThanLimit) as problem:
            raise ValidationError({"value": problem.zh if _in_chinese() else problem.en}) from problem
        if record.scope and not catalogue().parameter(record.key).scoped_by:
            raise ValidationError({"scope": _now("This parameter holds for everything.")})
        _describe(record)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """What is approved on or after its day acts in the same minute; the value before it is history."""
        if record.state == "approved" and record.effective_on <= clock.today():
            acts.move(record, "in_force", by=Actor.system())
            record.refresh_from_db()
        elif act == "move:approved-in_force":
            same = Parameter.objects.live().in_force().filter(key=record.key, scope=record.scope)
            for older in list(same.order_by("effective_on", "pk"))[:-1]:
                acts.move(older, "superseded", by=Actor.system())

    def text_of(self, record: Any) -> str:
        """Found by its code and by its titles in both tongues."""
        parameter = catalogue().parameter(record.key)
        return f"{record.key} {parameter.title} {parameter.title_en} {record.reason}"


def _describe(record: Parameter) -> None:
    """Fill in what follows from the key; an unknown one is refused as a choice."""
    parameter = catalogue().parameters.get(record.key)
    if parameter is None:
        return
    record.unit = parameter.unit
    record.clause = parameter.clauses[0]
    record.policy_limit = f"{parameter.limit.op} {parameter.limit.value}" if parameter.limit else ""


def approved_values(on: date) -> Iterator[tuple[str, str, str, date]]:
    """Give the catalogue every approved value whose day has come, the superseded ones for the days before; one query.

    An approved value counts from its day on even while the sweep that puts it in force is late.
    """
    rows = Parameter.objects.live().filter(state__in=("approved", "in_force", "superseded"), effective_on__lte=on)
    yield from rows.order_by("effective_on", "pk").values_list("key", "scope", "value", "effective_on")


set_provider(approved_values)
