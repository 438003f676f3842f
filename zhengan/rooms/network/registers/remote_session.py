"""Remote sessions: every connection from outside to systems inside, by which grant, why, and reviewed by another."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.identity.offices import holders
from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.notifying import notify
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.network import matching

SUPERVISORS = ("it_manager", "business_owner")
TOLD = ("security_officer", "network_admin")


class RemoteSession(Record):
    """One connection."""

    login = models.CharField(_("login"), max_length=80)
    person = link(
        "organization.Person",
        _("who connected"),
        optional=True,
        help_text=_("Empty: whoever has the account of that login."),
    )
    supplier = link("suppliers.Supplier", _("supplier"), optional=True)
    access_request = link(
        "access.AccessRequest",
        _("allowed by request"),
        optional=True,
        help_text=_("Empty: the approved request of that person that was valid then."),
    )
    started_at = models.DateTimeField(_("connected at"))
    ended_at = models.DateTimeField(_("disconnected at"), null=True, blank=True)
    source_ip = models.GenericIPAddressField(_("from address"))
    info_system = link("assets.InfoSystem", _("system reached"))
    is_admin = models.BooleanField(_("as administrator"), default=False)
    mfa = models.BooleanField(_("multi-factor"), default=False)
    purpose = models.CharField(_("reason for connecting"), max_length=200, blank=True)
    work_record = link("operations.MaintenanceRecord", _("maintenance done"), optional=True)
    reviewed_by = link("organization.Person", _("reviewed by supervisor"), optional=True)
    reviewed_at = models.DateTimeField(_("reviewed by supervisor at"), null=True, blank=True)

    flow = Flow(
        initial="recorded",
        moves=(
            Move(
                source="recorded",
                target="explained",
                by=("named",),
                named="person",
                asks=("purpose",),
                needs=("purpose",),
            ),
            Move(
                source="explained",
                target="reviewed",
                by=SUPERVISORS,
                not_same_as=("person",),
                stamp={"reviewed_by": "person", "reviewed_at": "now"},
            ),
            Move(source="explained", target="recorded", by=SUPERVISORS, reason=True, label=_("Send back")),
            Move(
                source="recorded",
                target="reviewed",
                by=SUPERVISORS,
                not_same_as=("person",),
                asks=("purpose",),
                needs=("purpose",),
                stamp={"reviewed_by": "person", "reviewed_at": "now"},
            ),
        ),
    )

    class Meta:
        verbose_name = _("remote session")
        constraints = [
            models.UniqueConstraint(
                fields=["login", "started_at"],
                condition=Q(voided_at=None),
                name="network_session_once",
                violation_error_message=_("This session is entered already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="remotesession_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state="reviewed")
                | ~Q(purpose="") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="remotesession_reviewed_by",
            ),
        ]
        indexes = [models.Index(fields=["state", "started_at"], name="network_session_state_idx")]

    def __str__(self) -> str:
        return f"{self.login} {self.started_at.astimezone(clock.TAIPEI):%Y-%m-%d %H:%M}"


class RemoteSessions(Register):
    """Remote sessions."""

    code = "network.remote_session"
    record = RemoteSession
    prefix = "RSN"
    title = _("Remote sessions")
    one = _("remote session")
    purpose = _(
        "Every connection from outside to systems inside: who, by which grant, from where, what for, with a second "
        "factor or not, reviewed by the supervisor."
    )
    columns = ("login", "person", "info_system", "started_at", "is_admin", "mfa", "access_request", "state")
    search = ("login", "source_ip", "purpose")
    filters = ("state", "info_system", "is_admin", "mfa", "person", "started_at")
    sections = (
        (_("Session"), ("login", "person", "supplier", "info_system", "source_ip", "started_at", "ended_at")),
        (_("Security"), ("is_admin", "mfa", "access_request")),
        (_("Why"), ("purpose", "work_record")),
        (_("Review"), ("reviewed_by", "reviewed_at")),
    )
    makers = ("network_admin", "system_admin")
    key = ("login", "started_at")
    dated = "started_at"
    owner = "person"
    keep = "P3Y"

    def compute(self, record: Any) -> None:
        """Who it was and what allowed it are found, where nobody says so."""
        if record.started_at is None or record.info_system_id is None or record.state != "recorded":
            return
        if record.person is None and record.supplier is None:
            record.person = matching.person_of(record)
        if record.access_request is None:
            record.access_request = matching.grant_of(record)

    def validate(self, record: Any, lines: Any) -> None:
        """Times that have been, in order; a grant for access from outside."""
        wrong: dict[str, Any] = {}
        for name in ("started_at", "ended_at"):
            if (moment := getattr(record, name)) is not None and moment > clock.now():
                wrong[name] = _now("That time is still to come.")
        if record.ended_at is not None and record.ended_at < record.started_at:
            wrong["ended_at"] = _now("That time lies before the start.")
        request = record.access_request
        if request is not None and (request.kind != "remote" or request.state not in matching.APPROVED):
            wrong["access_request"] = _now("That is no approved request for access from outside (9.1.8).")
        if wrong:
            raise ValidationError(wrong)

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """An administrator from outside without a second factor is told of at once (8.2.5)."""
        if act == "create" and record.is_admin and not record.mfa:
            told = {user for office in TOLD for user in holders(office, on=clock.today())}
            notify(told, _("Administrator from outside without a second factor: %(login)s"), about=record, login=record)
