"""Log reviews: somebody named looked at a log for a stretch of time, said what he saw, and a supervisor verified it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock


def _cannot_judge(record: Any) -> Promise | None:
    """Nobody alone reviews a time in which he used the highest rights on the system himself (7.4.2)."""
    if record.period_to > clock.now():
        return _("The time to look at is not over yet.")
    if record.second_reviewer_id is not None:
        return None
    uses = (
        register("access.privileged_use")
        .record.objects.live()
        .filter(
            Q(ended_at=None) | Q(ended_at__gte=record.period_from),
            user=record.reviewer_id,
            info_system=record.log_source.info_system_id,
            started_at__lte=record.period_to,
        )
    )
    return _("You used the highest rights then: it needs a second reader (7.4.2).") if uses.exists() else None


class LogReview(Record):
    """One look at one log."""

    class Kind(models.TextChoices):
        AUDIT = "audit", _("Audit trail")
        CONSOLE = "console", _("System console")
        FIREWALL = "firewall", _("Firewall device")
        REMOTE = "remote", _("Remote access")
        PRIVILEGED = "privileged", _("Highest rights")

    class Conclusion(models.TextChoices):
        NORMAL = "normal", _("Normal")
        UNUSUAL = "unusual", _("Unusual")

    log_source = link("logs.LogSource", _("log source"))
    kind = models.CharField(_("kind of review"), max_length=12, choices=Kind.choices)
    period_from = models.DateTimeField(_("lines from"))
    period_to = models.DateTimeField(_("lines until"))
    event_count = models.PositiveIntegerField(_("lines looked at"), null=True, blank=True)
    unusual = models.TextField(_("what was unusual"), blank=True, help_text=_("Where nothing was, say so."))
    conclusion = models.CharField(_("conclusion on the log"), max_length=12, choices=Conclusion.choices, blank=True)
    reviewer = link("organization.Person", _("reader of the log"))
    second_reviewer = link(
        "organization.Person",
        _("second reader"),
        optional=True,
        help_text=_("Where the reader used the highest rights himself (7.4.2)."),
    )
    reviewed_at = models.DateTimeField(_("read at"), null=True, blank=True)
    supervisor = link("organization.Person", _("verified by"), optional=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    incident = link("incidents.Incident", _("incident"), optional=True)

    flow = Flow(
        initial="due",
        moves=(
            Move(
                source="due",
                target="reviewed",
                by=("named",),
                named="reviewer",
                asks=("event_count", "unusual", "conclusion"),
                needs=("unusual", "conclusion"),
                stamp={"reviewed_at": "now"},
                when=_cannot_judge,
            ),
            Move(
                source="reviewed",
                target="verified",
                by=("it_manager", "business_owner"),
                not_same_as=("reviewer",),
                stamp={"supervisor": "person", "verified_at": "now"},
            ),
            Move(source="reviewed", target="due", by=("it_manager",), reason=True, label=_("Send back")),
        ),
    )

    class Meta:
        verbose_name = _("log review")
        constraints = [
            models.UniqueConstraint(
                fields=["log_source", "kind", "period_from"],
                condition=Q(voided_at=None),
                name="logs_review_once",
                violation_error_message=_("This stretch of the log is on the list already."),
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="logreview_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(second_reviewer=None) | ~Q(second_reviewer=F("reviewer")),
                name="logreview_second_is_another",
                violation_error_message=_("The second reader is another person."),
            ),
            models.CheckConstraint(
                condition=Q(state="due") | Q(reviewed_at__isnull=False) & ~Q(unusual="") & ~Q(conclusion=""),
                name="logreview_says_what_was_seen",
            ),
        ]
        indexes = [models.Index(fields=["log_source", "period_to"], name="logs_review_period_idx")]

    def __str__(self) -> str:
        day = self.period_to.astimezone(clock.TAIPEI)
        return f"{self.log_source} {day:%Y-%m-%d}"


class LogReviews(Register):
    """Log reviews."""

    code = "logs.log_review"
    record = LogReview
    prefix = "LGR"
    title = _("Log reviews")
    one = _("log review")
    purpose = _(
        "Somebody named looked at a log for a stretch of time and said what he saw; a supervisor verified it. What is "
        "unusual becomes an incident."
    )
    columns = ("log_source", "kind", "period_from", "period_to", "reviewer", "conclusion", "supervisor", "state")
    search = ("log_source__name", "unusual")
    filters = ("state", "log_source", "kind", "conclusion", "reviewer", "period_to")
    sections = (
        (_("What is read"), ("log_source", "kind", "period_from", "period_to", "reviewer", "second_reviewer")),
        (_("What the reading showed"), ("event_count", "conclusion", "unusual", "incident", "reviewed_at")),
        (_("Verification"), ("supervisor", "verified_at")),
    )
    makers = ("system_admin", "security_officer", "it_manager")
    key = ("log_source", "kind", "period_from")
    dated = "period_to"
    owner = "reviewer"
    keep = "P3Y"
    computed = ("incident",)

    def validate(self, record: Any, lines: Any) -> None:
        """A stretch of time with a beginning before its end."""
        if record.period_to <= record.period_from:
            raise ValidationError({"period_to": _now("The end comes after the beginning.")})

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """What is unusual is reported as an incident at once."""
        unusual = record.conclusion == LogReview.Conclusion.UNUSUAL
        if move.code == "due-reviewed" and unusual and record.incident is None and record.unusual:
            values = {
                "discovered_at": clock.now(),
                "suspected": True,
                "info_system": record.log_source.info_system,
                "description": f"{record.no} {record.log_source}：{record.unusual}",
            }
            record.incident = acts.create(register("incidents.incident"), values, by=actor)
