"""Configuration checks: what was found on one target for one item of the baseline, until it is fixed or excepted."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, by_prefix
from zhengan.ledger import clock
from zhengan.rooms.operations.comparing import is_as_expected

# What has settings: its record number names the target of a check.
TARGETS = ("assets.asset", "assets.info_system", "assets.iot_device")


class ConfigCheck(Record):
    """The last that a scanner, an export or a probe saw of one setting of one target."""

    target = Reference(_("what was checked"), help_text=_("Record number of the asset, system or connected thing."))
    baseline = link("operations.ConfigBaseline", _("item of the baseline"))
    observed = models.CharField(
        _("value found"), max_length=200, blank=True, help_text=_("Empty: not there. An age as a period, e.g. P90D.")
    )
    found_at = models.DateTimeField(_("found at"))
    tool = models.CharField(_("found by"), max_length=60, help_text=_("Scanner, export or probe."))
    exception = Reference(_("exception"), blank=True, help_text=_("Record number of the exception approved."))
    ok = models.BooleanField(_("as expected"), default=True)
    failing_since = models.DateTimeField(_("not as expected since"), null=True, blank=True)
    fixed_at = models.DateTimeField(_("fixed at"), null=True, blank=True)
    known_value = models.CharField(_("value known"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("found changed at"), null=True, blank=True)

    flow = Flow(
        initial="ok",
        moves=(
            Move(source="ok", target="failed", by=("system",)),
            Move(source="failed", target="fixed", by=("system",)),
            Move(source="fixed", target="failed", by=("system",)),
            Move(
                source="failed",
                target="excepted",
                by=("ciso",),
                approval=False,
                not_same_as=("maker",),
                asks=("exception",),
                needs=("exception",),
            ),
            Move(source="excepted", target="fixed", by=("system",)),
            Move(source="excepted", target="failed", by=("ciso",), reason=True, label=_("End the exception")),
        ),
    )

    class Meta:
        verbose_name = _("configuration check")
        constraints = [
            models.UniqueConstraint(
                fields=["target", "baseline"],
                condition=models.Q(voided_at=None),
                name="operations_configcheck_once",
                violation_error_message=_("This setting of the target is entered already; a new check renews it."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("ok", "fixed"), ok=True)
                | models.Q(state="failed", ok=False)
                | models.Q(state="excepted", ok=False) & ~models.Q(exception=""),
                name="configcheck_state_follows_what_was_found",
            ),
        ]
        indexes = [models.Index(fields=["baseline", "state", "found_at"], name="operations_configcheck_idx")]

    def __str__(self) -> str:
        return f"{self.target} {self.baseline}"[:200]


class ConfigChecks(Register):
    """Configuration checks."""

    code = "operations.config_check"
    record = ConfigCheck
    prefix = "CFC"
    title = _("Configuration checks")
    one = _("configuration check")
    purpose = _(
        "What a scanner, an export or a probe found on one target for one item of the baseline; the software compares, "
        "and what is not as expected stays until it is fixed or excepted."
    )
    columns = ("target", "baseline", "observed", "ok", "found_at", "failing_since", "state")
    search = ("target", "observed", "tool")
    filters = ("state", "baseline", "ok", "found_at")
    sections = (
        (_("What was found"), ("target", "baseline", "observed", "found_at", "tool")),
        (_("Against the baseline"), ("ok", "failing_since", "fixed_at", "exception")),
        (_("Changes"), ("known_value", "changed_at")),
    )
    makers = ("system_admin", "network_admin", "security_officer")
    key = ("target", "baseline")
    dated = "found_at"
    keep = "P3Y"
    keep_from = "found_at"
    computed = ("ok", "failing_since", "fixed_at", "known_value", "changed_at")
    stays_open = ("observed", "found_at", "tool", *computed)

    def compute(self, record: Any) -> None:
        """Compare; note since when it fails, when it was fixed or found to be another; the state follows."""
        if record.baseline_id is None or record.found_at is None:
            return
        good = is_as_expected(record.baseline, record.observed)
        if record.pk is not None and record.observed != record.known_value:
            record.changed_at = record.found_at
        record.known_value = record.observed
        if good and not record.ok:
            record.fixed_at, record.failing_since = record.found_at, None
        elif not good and record.ok:
            record.failing_since, record.fixed_at = record.found_at, None
        record.ok = good
        record.state = _following(record)

    def validate(self, record: Any, lines: Any) -> None:
        """A target that exists, a time that has been."""
        wrong: dict[str, Any] = {}
        found = by_prefix(record.target)
        if found is None or found.code not in TARGETS:
            wrong["target"] = _now("Only assets, systems and connected things have settings; give the number of one.")
        if record.found_at > clock.now():
            wrong["found_at"] = _now("That time is still to come.")
        if wrong:
            raise ValidationError(wrong)


def _following(record: Any) -> str:
    """The state that follows from what was found; an exception covers what still fails."""
    if record.ok:
        return "ok" if record.state == "ok" else "fixed"
    return "excepted" if record.state == "excepted" else "failed"
