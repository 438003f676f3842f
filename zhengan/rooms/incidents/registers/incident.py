"""Security incidents: from the first report or suspicion to the lesson learnt."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.only_added import only_added
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.incidents import clocks, telling
from zhengan.rooms.incidents.procedure import STEP_OF, Kind, Severity, Steps


class Incident(Record):
    """One incident, or a suspicion of one."""

    Kind, Severity, Steps = Kind, Severity, Steps

    reported_by = link("organization.Person", _("reported by"), optional=True)
    reporter_name = models.CharField(
        _("name of the reporter"), max_length=60, blank=True, help_text=_("Somebody outside, or who told you.")
    )
    reporter_contact = models.CharField(_("how to reach the reporter"), max_length=120, blank=True)
    discovered_at = models.DateTimeField(_("discovered at"))
    reported_at = models.DateTimeField(_("reported at"))
    suspected = models.BooleanField(_("suspected"), default=False, help_text=_("A suspicion is enough to report."))
    kind = models.CharField(_("kind of incident"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    severity = models.CharField(
        _("severity level"),
        max_length=12,
        choices=Severity.choices,
        default=Severity.S1,
        help_text=_("Level 1 is the lightest, level 4 the heaviest."),
    )
    info_system = link("assets.InfoSystem", _("system"), optional=True)
    description = models.TextField(_("what happened"))
    it_notified_at = models.DateTimeField(_("IT told at"), null=True, blank=True)
    supervisor_notified_at = models.DateTimeField(_("supervisor notified at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    procedure_steps = Many(_("procedure steps"), choices=Steps.choices, blank=True)
    contained_at = models.DateTimeField(_("contained at"), null=True, blank=True)
    recovered_at = models.DateTimeField(_("recovered at"), null=True, blank=True)
    personal_data = models.BooleanField(_("personal data involved"), default=False)
    external_due_at = models.DateTimeField(
        _("external due at"),
        null=True,
        blank=True,
        help_text=_("Empty, with personal data: 72 hours after the discovery."),
    )
    external_reported_at = models.DateTimeField(_("external reported at"), null=True, blank=True)
    root_cause = models.TextField(_("cause"), blank=True)
    lesson = models.TextField(_("lesson"), blank=True)
    finding = link("assurance.Finding", _("improvement followed in"), optional=True)

    flow = Flow(
        initial="reported",
        moves=(
            Move(
                source="reported",
                target="acknowledged",
                by=("system_admin", "security_officer"),
                stamp={"acknowledged_at": "now"},
            ),
            Move(
                source="acknowledged",
                target="contained",
                by=("system_admin", "security_officer"),
                stamp={"contained_at": "now"},
            ),
            Move(source="contained", target="recovered", by=("system_admin",), stamp={"recovered_at": "now"}),
            # Cause and lesson are written with this step, by somebody else than who entered the incident; what is
            # approved, with all that was written, is the closing.
            Move(
                source="recovered",
                target="reviewed",
                by=("security_officer",),
                not_same_as=("maker",),
                approval=False,
                asks=("root_cause", "lesson"),
                needs=("root_cause", "lesson"),
            ),
            Move(
                source="reviewed", target="closed", by=("ciso",), not_same_as=("maker",), needs=("root_cause", "lesson")
            ),
            Move(source="reviewed", target="recovered", by=("ciso",), reason=True, label=_("Send back")),
            Move(source="acknowledged", target="false_alarm", by=("security_officer",), reason=True),
        ),
    )

    class Meta:
        verbose_name = _("incident")

    def __str__(self) -> str:
        return self.description[:80]

    @property
    def clocks(self) -> list[clocks.Clock]:
        """What has to happen by when: report, acknowledgement and, where it applies, the report to outside."""
        return clocks.of(self)

    def due_date(self) -> Any:
        """The report to outside is due until it is made."""
        return None if self.external_reported_at else self.external_due_at


class Step(Line):
    """One thing done about an incident."""

    record = models.ForeignKey(Incident, models.CASCADE, related_name="timeline")
    at = models.DateTimeField(_("time of step"))
    by = link("organization.Person", _("done by"))
    action = models.CharField(_("action"), max_length=200)

    class Meta(Line.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("timeline")

    def __str__(self) -> str:
        return self.action


class Incidents(Register):
    """Security incidents."""

    code = "incidents.incident"
    record = Incident
    prefix = "INC"
    title = _("Security incidents")
    one = _("incident")
    purpose = _("From the first report or suspicion to the lesson learnt.")
    columns = ("no", "discovered_at", "kind", "severity", "info_system", "reporter_name", "description", "state")
    search = ("description", "root_cause", "reporter_name")
    filters = ("state", "kind", "severity", "info_system", "personal_data", "discovered_at")
    sections = (
        (_("What happened"), ("description", "kind", "info_system", "discovered_at", "suspected")),
        (_("Report"), ("reported_by", "reporter_name", "reporter_contact", "reported_at")),
        (_("Told"), ("it_notified_at", "supervisor_notified_at")),
        (_("Handling"), ("severity", "acknowledged_at", "contained_at", "recovered_at", "procedure_steps")),
        (_("Report to outside"), ("personal_data", "external_due_at", "external_reported_at")),
        (_("Review"), ("root_cause", "lesson", "finding")),
    )
    makers = ("system_admin", "security_officer", "it_manager", "ciso")
    personal = {"reporter_contact": (*makers, "auditor", "chief_auditor")}
    dated = "discovered_at"
    due = "external_due_at"
    keep = "P5Y"
    computed = ("reported_by", "reported_at", "it_notified_at", "supervisor_notified_at", "procedure_steps")
    stays_open = ("external_reported_at", "finding")

    def may_create(self, actor: Actor) -> bool:
        """Everybody reports: the report cannot be switched off by office (2.1.4.1)."""
        return actor.is_system or actor.user.is_active

    def prepare(self, record: Any, actor: Actor) -> None:
        """The server says when it was reported, by whom, and who is told."""
        record.reported_by = actor.person
        record.reported_at = clock.now()
        told = telling.recipients(record)
        record.it_notified_at = clock.now() if told.it else None
        record.supervisor_notified_at = clock.now() if told.supervisors else None
        record.procedure_steps = ("report", "tell") if told.it and told.supervisors else ("report",)
        clocks.set_external(record)

    def validate(self, record: Any, lines: Any) -> None:
        """Nothing is discovered in the future; the time-line is only added to (2.1.4.2)."""
        if record.discovered_at > clock.now():
            raise ValidationError({"discovered_at": _now("That moment is still to come.")})
        clocks.set_external(record)
        if lines is not None and not only_added(record, "timeline", lines.get("timeline")):
            raise ValidationError({"__all__": _now("The time-line is only added to, never changed.")})

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """A step of the flow is a step of the procedure."""
        step = STEP_OF.get(move.target)
        if step and step not in record.procedure_steps:
            record.procedure_steps = (*record.procedure_steps, step)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Tell IT and the supervisor in the same transaction; the reporter does not choose whom (11.4)."""
        if act == "create":
            telling.tell(record)
