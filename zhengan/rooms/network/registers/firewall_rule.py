"""Firewall rules: the rule set as the devices tell it, each rule tied to the request that made it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock

ANY = ("any", "all", "*", "0.0.0.0/0", "::/0")
# Zones that a rule open to everything must not join (9.1.5).
APART = ({"test", "production"}, {"internet", "production"})
APPROVED = ("approved", "implemented", "verified", "closed")


class FirewallRule(Record):
    """One rule of one firewall."""

    class Action(models.TextChoices):
        ALLOW = "allow", _("Allow")
        DENY = "deny", _("Deny")

    device = link("assets.Asset", _("firewall device"))
    rule_no = models.CharField(_("rule number"), max_length=40)
    source_address = models.CharField(_("from address"), max_length=200)
    destination_address = models.CharField(_("to address"), max_length=200)
    service = models.CharField(_("service"), max_length=120)
    action = models.CharField(_("action of the rule"), max_length=12, choices=Action.choices)
    from_zone = link("network.NetworkZone", _("from zone"))
    to_zone = link("network.NetworkZone", _("to zone"))
    any_any = models.BooleanField(_("open to everything"), default=False)
    log_enabled = models.BooleanField(_("logged"), default=True)
    change_request = link(
        "development.ChangeRequest",
        _("made by request"),
        optional=True,
        help_text=_("The approved change of the firewall (9.2.5)."),
    )
    first_seen_at = models.DateTimeField(_("first seen at"), null=True, blank=True)
    expires_on = models.DateField(
        _("temporary until"), null=True, blank=True, help_text=_("The rule ends with that day by itself.")
    )
    last_hit_on = models.DateField(_("last hit on"), null=True, blank=True)
    imported_at = models.DateTimeField(_("imported at"))

    flow = Flow(
        initial="active",
        moves=(
            Move(source="active", target="disabled", by=("system",), on="expires_on", past=True),
            Move(source="disabled", target="active", by=("system",)),
            Move(source="active", target="removed", by=("system",)),
            Move(source="disabled", target="removed", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("firewall rule")
        constraints = [models.UniqueConstraint(fields=["device", "rule_no"], name="network_rule_once")]
        indexes = [models.Index(fields=["state", "action"], name="network_rule_state_idx")]

    def __str__(self) -> str:
        return f"{self.rule_no} {self.source_address} → {self.destination_address} {self.service}"[:200]


class FirewallRules(Register):
    """Firewall rules."""

    code = "network.firewall_rule"
    record = FirewallRule
    prefix = "FWR"
    title = _("Firewall rules")
    one = _("firewall rule")
    purpose = _("The rule set as the firewalls tell it, each rule tied to the approved request that made it.")
    columns = ("rule_no", "source_address", "destination_address", "service", "action", "expires_on", "state")
    search = ("rule_no", "source_address", "destination_address", "service")
    filters = ("state", "device", "action", "any_any", "expires_on")
    sections = (
        (_("Rule"), ("device", "rule_no", "from_zone", "source_address", "to_zone", "destination_address")),
        (_("What it lets through"), ("service", "action", "any_any", "log_enabled")),
        (_("Why it is there"), ("change_request", "expires_on")),
        (_("As imported"), ("first_seen_at", "last_hit_on", "imported_at")),
    )
    makers = ("network_admin", "security_officer")
    key = ("device", "rule_no")
    due = "expires_on"
    keep = "P5Y"
    computed = ("any_any", "first_seen_at", "imported_at")
    gone_state = "removed"
    gone_within = "device"

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what the device no longer has."""
        return records.exclude(state="removed")

    def prepare(self, record: Any, actor: Actor) -> None:
        """A new rule was first seen now."""
        self._see(record)

    def validate(self, record: Any, lines: Any) -> None:
        """By hand nothing is let through that nobody approved, nor all of it between zones that are kept apart."""
        wrong: dict[str, Any] = {}
        lets_through = record.action == FirewallRule.Action.ALLOW and record.state == "active"
        if record.source == Record.Source.MANUAL and lets_through:
            change = record.change_request
            if change is None or change.kind != "firewall" or change.state not in APPROVED:
                wrong["change_request"] = _now("What lets through needs an approved change of the firewall (9.2.5).")
            if record.any_any and {record.from_zone.kind, record.to_zone.kind} in APART:
                wrong["service"] = _now("Between these zones a rule names addresses and services (9.1.5).")
        if wrong:
            raise ValidationError(wrong)

    def import_row(self, record: Any, actor: Actor) -> None:
        """Follow the device: what it has is active, whoever thought that it had ended. Checks judge the rest."""
        self._see(record)
        record.state = "active"

    def _see(self, record: Any) -> None:
        record.imported_at = clock.now()
        record.first_seen_at = record.first_seen_at or record.imported_at
        addresses = (record.source_address, record.destination_address)
        wide = all(address.strip().lower() in ANY for address in addresses)
        record.any_any = wide or record.service.strip().lower() in ANY
