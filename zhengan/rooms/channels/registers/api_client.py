"""Clients of the API: each application, judged by the written criteria, with limits, keys, review and end."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock

# What an application is judged by; a new one starts with these (9.8).
CRITERIA = (
    _("Identity, account and contract are confirmed"),
    _("Program tested in the simulated environment"),
    _("Limits of orders and messages are understood"),
    _("Keys and certificates are kept safe"),
)
# Signs that a name is masked.
MASKS = "○〇*＊"
# What has to be there before the client may connect.
FOR_CONNECTING = ("key_issued_on", "key_expires_on", "stop_switch_tested_on")


def _criterion_unmet(record: Any) -> str | None:
    """No application is approved with a criterion that is not met (9.8)."""
    lines = record.criteria.all()
    unmet = [line.item for line in lines if not line.met]
    if not lines or unmet:
        return _now("Not every criterion is met: %(items)s (9.8).") % {"items": "、".join(unmet) or "—"}
    return None


def _key_run_out(record: Any) -> str | None:
    """Nobody connects again with a key that has run out."""
    if record.key_expires_on is None or record.key_expires_on < clock.today():
        return _now("The key has run out; issue a new one first.")
    return None


class ApiClient(Record):
    """One customer who uses the API."""

    customer = models.CharField(_("customer"), max_length=40, help_text=_("Masked, e.g. A○B."))
    applied_on = models.DateField(_("applied on"))
    purpose = models.CharField(_("what the API is used for"), max_length=120)
    risk_notice_signed_on = models.DateField(_("notice of risks signed on"))
    ip_allowlist = Many(_("addresses admitted"), help_text=_("One address or network in each line."))
    rate_limit = models.PositiveIntegerField(_("limit of messages"), help_text=_("Per second."))
    certificate_login = models.BooleanField(_("signs in with a certificate"), default=False)
    key_issued_on = models.DateField(_("key issued on"), null=True, blank=True)
    key_expires_on = models.DateField(_("key valid until"), null=True, blank=True)
    stop_switch_tested_on = models.DateField(_("stop switch tested on"), null=True, blank=True)
    approved_on = models.DateField(_("application approved on"), null=True, blank=True)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)

    flow = Flow(
        initial="applied",
        moves=(
            Move(source="applied", target="assessed", by=("business_owner",)),
            Move(
                source="assessed",
                target="approved",
                by=("compliance", "ciso"),
                not_same_as=("maker",),
                stamp={"approved_on": "today"},
                when=_criterion_unmet,
            ),
            Move(source="assessed", target="applied", by=("business_owner",), reason=True, label=_("Send back")),
            Move(source="assessed", target="rejected", by=("business_owner",), reason=True),
            Move(source="approved", target="active", by=("system",), when=_key_run_out),
            Move(source="active", target="suspended", by=("business_owner",), reason=True),
            Move(source="active", target="suspended", by=("system",), on="key_expires_on", past=True),
            Move(source="suspended", target="active", by=("business_owner",), reason=True, when=_key_run_out),
            Move(source="active", target="ended", by=("business_owner",), reason=True),
            Move(source="suspended", target="ended", by=("business_owner",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("client of the API")
        constraints = [
            models.CheckConstraint(
                condition=Q(key_issued_on=None) | Q(key_expires_on=None) | Q(key_expires_on__gte=F("key_issued_on")),
                name="apiclient_key",
            ),
            models.CheckConstraint(
                condition=~Q(state="active")
                | Q(approved_on__isnull=False, key_expires_on__isnull=False, stop_switch_tested_on__isnull=False),
                name="apiclient_connected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.purpose}"


class ApiCriterion(Line):
    """One criterion by which the application is judged."""

    record = models.ForeignKey(ApiClient, models.CASCADE, related_name="criteria")
    item = models.CharField(_("criterion"), max_length=120)
    met = models.BooleanField(_("criterion met"), default=False)
    evidence = models.CharField(_("shown by"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self) -> str:
        return self.item


class ApiClients(Register):
    """Clients of the API."""

    code = "channels.api_client"
    record = ApiClient
    prefix = "API"
    title = _("Clients of the API service")
    one = _("client of the API")
    purpose = _(
        "Each customer's application for the API: approved by the written criteria, with limits, keys, review and end."
    )
    columns = ("no", "customer", "purpose", "applied_on", "key_expires_on", "reviewed_on", "state")
    search = ("customer", "purpose")
    filters = ("state", "applied_on", "key_expires_on")
    sections = (
        (_("Application"), ("customer", "applied_on", "purpose", "risk_notice_signed_on", "approved_on")),
        (_("Limits"), ("ip_allowlist", "rate_limit", "certificate_login")),
        (_("Keys and stopping"), ("key_issued_on", "key_expires_on", "stop_switch_tested_on", "reviewed_on")),
    )
    makers = ("business_owner", "customer_service")
    dated = "applied_on"
    due = "key_expires_on"
    keep = "P5Y"
    stays_open = (*FOR_CONNECTING, "reviewed_on")

    def first_lines(self, record: Any, actor: Actor) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """An application is judged by the written criteria."""
        return {"criteria": [{"item": str(item)} for item in CRITERIA]}

    def validate(self, record: Any, lines: Any) -> None:
        """The name is masked, addresses are addresses, and days are not to come."""
        wrong: dict[str, Any] = {}
        if not set(record.customer) & set(MASKS):
            wrong["customer"] = _now("Mask the name of the customer, e.g. A○B.")
        if bad := [one for one in record.ip_allowlist if not _is_network(one)]:
            wrong["ip_allowlist"] = _now("This is no address or network: %(value)s.") % {"value": bad[0]}
        for name in ("applied_on", "risk_notice_signed_on", "key_issued_on", "stop_switch_tested_on", "reviewed_on"):
            day = getattr(record, name)
            if day is not None and day > clock.today():
                wrong[name] = _now("That day is still to come.")
        if record.key_issued_on and record.key_expires_on and record.key_expires_on < record.key_issued_on:
            wrong["key_expires_on"] = _now("The last day lies before the first.")
        if wrong:
            raise ValidationError(wrong)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """A client that was approved connects once the key is issued and the stop switch was tested."""
        ready = all(getattr(record, name) for name in FOR_CONNECTING)
        if record.state == "approved" and not record.is_void and ready and _key_run_out(record) is None:
            acts.move(record, "active", by=Actor.system())
            record.refresh_from_db()


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
