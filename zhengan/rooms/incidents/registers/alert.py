"""Alerts: what a sensor or a person saw that somebody must look at, and what was done about it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.notifying import notify
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.incidents.watching import AlertKind, looks_at


def _not_explained(record: Any) -> str | None:
    """Whoever says that a change was approved, or that it became an incident, shows which."""
    if record.action == Alert.Action.EXPLAINED and record.change_request is None and record.release is None:
        return _now("Say which approved change, or which release, explains it.")
    if record.action == Alert.Action.INCIDENT and record.incident is None:
        return _now("Say which incident it became.")
    return None


class Alert(Record):
    """One thing seen."""

    Kind = AlertKind

    class Action(models.TextChoices):
        BLOCKED = "blocked", _("Blocked")
        REMOVED = "removed", _("Taken down")
        RESTORED = "restored", _("Restored")
        REGISTERED = "registered", _("Entered in the inventory")
        EXPLAINED = "explained", _("Approved change")
        FALSE_ALARM = "false_alarm", _("False alarm")
        INCIDENT = "incident", _("Became an incident")

    kind = models.CharField(_("kind of alert"), max_length=20, choices=AlertKind.choices)
    security_control = Reference(_("seen by"), blank=True, help_text=_("Record number of the control that saw it."))
    info_system = link("assets.InfoSystem", _("system concerned"), optional=True)
    subject = models.CharField(_("what it is about"), max_length=200)
    detected_at = models.DateTimeField(_("detected at"))
    notified_to = link(
        "organization.Person", _("who looks at it"), optional=True, help_text=_("Empty: whoever answers for this kind.")
    )
    notified_at = models.DateTimeField(_("was told at"), null=True, blank=True)
    handled_by = link("organization.Person", _("handled by"), optional=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    action = models.CharField(_("what was done"), max_length=12, choices=Action.choices, blank=True)
    change_request = link("development.ChangeRequest", _("change that explains it"), optional=True)
    release = link("development.Release", _("release that explains it"), optional=True)
    notice = link("policy.Notice", _("warning to customers"), optional=True)
    incident = link("incidents.Incident", _("incident it became"), optional=True)

    flow = Flow(
        initial="new",
        moves=(
            Move(source="new", target="notified", by=("system",), needs=("notified_to",), stamp={"notified_at": "now"}),
            Move(
                source="notified",
                target="handling",
                by=("named",),
                named="notified_to",
                stamp={"handled_by": "person"},
                label=_("Take it up"),
            ),
            Move(
                source="handling",
                target="closed",
                by=("named", "security_officer"),
                named="handled_by",
                asks=("action", "change_request", "release", "notice", "incident"),
                needs=("action",),
                when=_not_explained,
                stamp={"handled_at": "now"},
            ),
            # Nothing was there: said at once, with the reason.
            Move(
                source="notified",
                target="closed",
                by=("named",),
                named="notified_to",
                reason=True,
                stamp={"handled_by": "person", "handled_at": "now"},
                label=_("False alarm"),
            ),
        ),
    )

    class Meta:
        verbose_name = _("alert")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(handled_at__isnull=False) & ~Q(action=""), name="alert_closed_how"
            ),
            models.CheckConstraint(
                condition=Q(handled_at=None) | Q(handled_at__gte=F("detected_at")), name="alert_seen_before_handled"
            ),
        ]
        indexes = [models.Index(fields=["kind", "detected_at"], name="incidents_alert_kind_idx")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"[:80]


class Alerts(Register):
    """Alerts."""

    code = "incidents.alert"
    record = Alert
    prefix = "ALR"
    title = _("Alerts")
    one = _("alert")
    purpose = _("What a sensor or a person saw that somebody must look at, who was told when, and what was done.")
    columns = ("no", "kind", "subject", "info_system", "detected_at", "notified_to", "action", "state")
    search = ("subject",)
    filters = ("state", "kind", "action", "info_system", "notified_to", "detected_at")
    sections = (
        (_("What was seen"), ("kind", "subject", "info_system", "security_control", "detected_at")),
        (_("Who was told"), ("notified_to", "notified_at")),
        (_("What became of it"), ("action", "handled_by", "handled_at")),
        (_("What it led to"), ("change_request", "release", "notice", "incident")),
    )
    makers = ("security_officer", "system_admin", "network_admin", "operator", "customer_service", "it_manager")
    dated = "detected_at"
    owner = "notified_to"
    keep = "P3Y"
    stays_open = ("notice", "incident")

    def prepare(self, record: Any, actor: Actor) -> None:
        """Where nobody is named, whoever answers for this kind looks at it."""
        if record.notified_to_id is None:
            record.notified_to = looks_at(record.kind)

    def validate(self, record: Any, lines: Any) -> None:
        """Nothing is seen before it happens."""
        if record.detected_at > clock.now():
            raise ValidationError({"detected_at": _now("That moment is still to come.")})

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """What was nothing is closed as that."""
        if move.code == "notified-closed":
            record.action = Alert.Action.FALSE_ALARM

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Whoever looks at it is told in the same act."""
        if act not in ("create", "import") or record.state != "new" or record.notified_to is None:
            return
        acts.move(record, "notified", by=Actor.system())
        record.refresh_from_db()
        notify([record.notified_to.user], _("Alert %(no)s: %(what)s"), about=record, no=record.no, what=record)
