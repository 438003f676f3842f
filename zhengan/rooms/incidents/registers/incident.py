"""Security incidents: from the first report or suspicion to the lesson learnt."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Many
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register


class Incident(Record):
    """One incident, or a suspicion of one."""

    class Kind(models.TextChoices):
        MALWARE = "malware", _("Malware")
        INTRUSION = "intrusion", _("Intrusion")
        DDOS = "ddos", _("DDoS")
        LEAK = "leak", _("Data leak")
        TAMPER = "tamper", _("Tampering")
        WEAKNESS = "weakness", _("Weakness")
        PHISHING = "phishing", _("Phishing")
        OUTAGE = "outage", _("Outage")
        LOSS = "loss", _("Loss")
        SOCIAL = "social", _("Social media")
        OTHER = "other", _("Other")

    class Severity(models.TextChoices):
        S1 = "s1", _("Level 1")
        S2 = "s2", _("Level 2")
        S3 = "s3", _("Level 3")
        S4 = "s4", _("Level 4")

    reported_by = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("reported by"), related_name="+", null=True, blank=True)
    reporter_name = models.CharField(_("name of the reporter"), max_length=60, blank=True)
    reporter_contact = models.CharField(_("how to reach the reporter"), max_length=120, blank=True)
    discovered_at = models.DateTimeField(_("discovered at"))
    reported_at = models.DateTimeField(_("reported at"))
    suspected = models.BooleanField(_("suspected"), default=False)
    kind = models.CharField(_("kind of incident"), max_length=12, choices=Kind.choices)
    severity = models.CharField(_("severity level"), max_length=12, choices=Severity.choices, default=Severity.S1)
    info_system = models.ForeignKey("assets.InfoSystem", models.PROTECT, verbose_name=_("system"), related_name="+", null=True, blank=True)
    description = models.TextField(_("what happened"))
    it_notified_at = models.DateTimeField(_("IT told at"), null=True, blank=True)
    supervisor_notified_at = models.DateTimeField(_("supervisor notified at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    procedure_steps = Many(_("procedure steps"), blank=True)
    contained_at = models.DateTimeField(_("contained at"), null=True, blank=True)
    recovered_at = models.DateTimeField(_("recovered at"), null=True, blank=True)
    personal_data = models.BooleanField(_("personal data involved"), default=False)
    external_due_at = models.DateTimeField(_("external due at"), null=True, blank=True)
    external_reported_at = models.DateTimeField(_("external reported at"), null=True, blank=True)
    root_cause = models.TextField(_("cause"), blank=True)
    lesson = models.TextField(_("lesson"), blank=True)
    finding = models.ForeignKey("assurance.Finding", models.PROTECT, verbose_name=_("improvement followed in"), related_name="+", null=True, blank=True)

    flow = Flow(
        initial="reported",
        moves=(
            Move(source="reported", target="acknowledged", by=("system_admin", "security_officer",)),
            Move(source="acknowledged", target="contained", by=("system_admin", "security_officer",)),
            Move(source="contained", target="recovered", by=("system_admin",)),
            Move(source="recovered", target="reviewed", by=("security_officer",), not_same_as=("maker",)),
            Move(source="reviewed", target="closed", by=("ciso",), not_same_as=("maker",)),
            Move(source="acknowledged", target="false_alarm", by=("security_officer",)),
        ),
    )

    class Meta:
        verbose_name = _("incident")

    def __str__(self) -> str:
        return self.description[:80]


class Step(Line):
    """One thing done about an incident."""

    record = models.ForeignKey(Incident, models.CASCADE, related_name="timeline")
    at = models.DateTimeField(_("time of step"))
    by = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("done by"), related_name="+")
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
    filters = ("state", "kind", "severity", "info_system", "discovered_at")
    makers = ("system_admin", "security_officer", "it_manager", "ciso")
    dated = "discovered_at"
    keep = "P5Y"
