"""Log sources: every log that the firm must keep, what its lines carry, for how long, and who reads it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import DateTimeField, ExpressionWrapper, F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period, parameters
from zhengan.identity.offices import holders
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.notifying import notify
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.ledger import clock

# The next line of a log was to be there at that time.
EXPECTED_AT = ExpressionWrapper(F("last_received_at") + F("expected_interval"), output_field=DateTimeField())


class LogSource(Record):
    """One log of one system or device."""

    class Kind(models.TextChoices):
        OS = "os", _("Operating system")
        APPLICATION = "application", _("Application program")
        DATABASE = "database", _("Data base")
        FIREWALL = "firewall", _("Firewall device")
        VPN = "vpn", _("Remote access")
        CONSOLE = "console", _("System console")
        DOOR = "door", _("Door system")
        WEB = "web", _("Website")
        SIGNING = "signing", _("Signing and filing")
        MOBILE_API = "mobile_api", _("Mobile app")

    name = models.CharField(_("name of the log"), max_length=80)
    info_system = link("assets.InfoSystem", _("system"), optional=True)
    kind = models.CharField(_("kind of log"), max_length=12, choices=Kind.choices)
    important = models.BooleanField(_("of an important system"), default=False)
    has_user_id = models.BooleanField(_("tells the user"), default=False)
    has_login_time = models.BooleanField(_("tells day and time"), default=False)
    has_terminal = models.BooleanField(_("tells terminal or address"), default=False)
    clock_synced = models.BooleanField(_("clock synchronised"), default=False)
    retention_months = models.PositiveIntegerField(
        _("months to keep"), help_text=_("At least as long as the policy says (7.4.3, 9.2.3).")
    )
    retention_basis = models.CharField(
        _("kept so long because"), max_length=120, blank=True, help_text=_("The business record that it belongs to.")
    )
    backup_kept = models.BooleanField(_("a second copy is kept"), default=False)
    expected_interval = models.DurationField(
        _("a line at least every"), help_text=_("Days hours:minutes:seconds, e.g. 1 00:00:00.")
    )
    last_received_at = models.DateTimeField(_("last line at"), null=True, blank=True)
    oldest_held_on = models.DateField(_("oldest line of"), null=True, blank=True)
    started_on = models.DateField(_("kept since"))
    reviewer = link("organization.Person", _("reader of the log"))
    review_interval = models.DurationField(
        _("read at least every"), help_text=_("Days hours:minutes:seconds, e.g. 7 00:00:00.")
    )
    access_restricted = models.BooleanField(_("closed to others"), default=False)

    flow = Flow(
        initial="planned",
        moves=(
            Move(source="planned", target="active", by=("it_manager", "security_officer"), not_same_as=("maker",)),
            Move(source="active", target="silent", by=("system",)),
            Move(source="silent", target="active", by=("system",)),
            Move(source="active", target="retired", by=("it_manager", "security_officer"), reason=True),
            Move(source="silent", target="retired", by=("it_manager", "security_officer"), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("log source")
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(voided_at=None),
                name="logs_source_name_once",
                violation_error_message=_("A log of this name is entered already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LogSources(Register):
    """Log sources."""

    code = "logs.log_source"
    record = LogSource
    prefix = "LGS"
    title = _("Log sources")
    one = _("log source")
    purpose = _(
        "Every log that the firm must keep: of which system, what its lines tell, how long it is kept, when the last "
        "line came, and who reads it; one that falls silent shows by itself."
    )
    columns = ("name", "info_system", "kind", "important", "last_received_at", "reviewer", "state")
    search = ("name",)
    filters = ("state", "info_system", "kind", "important", "reviewer")
    sections = (
        (_("Log"), ("name", "info_system", "kind", "important", "started_on")),
        (_("What a line tells"), ("has_user_id", "has_login_time", "has_terminal", "clock_synced")),
        (_("Keeping"), ("retention_months", "retention_basis", "backup_kept", "access_restricted", "oldest_held_on")),
        (_("Coming in"), ("expected_interval", "last_received_at")),
        (_("Reading"), ("reviewer", "review_interval")),
    )
    makers = ("system_admin", "network_admin", "security_officer")
    key = ("name",)
    owner = "reviewer"
    keep = "P3Y"
    stays_open = ("last_received_at", "oldest_held_on")

    def choosable(self, records: RecordSet) -> RecordSet:
        """What is kept now."""
        return records.in_state("active", "silent")

    def compute(self, record: Any) -> None:
        """A line that came in ends the silence."""
        last, every = record.last_received_at, record.expected_interval
        if record.state == "silent" and last is not None and every is not None and last + every >= clock.now():
            record.state = "active"

    def turned(self, now: datetime) -> Mapping[str, Any]:
        """What should have told something by now is silent."""
        kept = LogSource.objects.live().active().annotate(_expected=EXPECTED_AT)
        return {"silent": kept.filter(Q(_expected__lt=now) | Q(last_received_at=None))}

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Tell whoever looks after the log that it is silent."""
        if act == "move:active-silent":
            told = set(holders("system_admin", on=clock.today())) | {record.reviewer.user}
            notify(told, _("The log is silent: %(name)s"), about=record, name=record.name)

    def validate(self, record: Any, lines: Any) -> None:
        """Kept as long as the policy says; read as often, where the system is important."""
        wrong: dict[str, Any] = {}
        firewall = record.kind == LogSource.Kind.FIREWALL
        held = parameters(clock.today())
        least = held.period("firewall-log-retention" if firewall else "log-retention")
        if not record.retention_months or not least.at_most(Period(f"P{record.retention_months}M")):
            wrong["retention_months"] = _now("The policy wants it kept longer (7.4.3, 9.2.3).")
        for name in ("expected_interval", "review_interval"):
            if getattr(record, name).total_seconds() <= 0:
                wrong[name] = _now("An interval is longer than nothing.")
        often = held.period("log-review-interval").longest()
        if record.important and record.review_interval.total_seconds() > often:
            wrong["review_interval"] = _now("Logs of important systems are read more often (7.4.2).")
        if record.last_received_at is not None and record.last_received_at > clock.now():
            wrong["last_received_at"] = _now("That time is still to come.")
        if wrong:
            raise ValidationError(wrong)
