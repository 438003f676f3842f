"""Access requests: every right that is granted, changed or withdrawn, asked for, approved and carried out by three."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record, RecordSet
from zhengan.kernel.register import Register
from zhengan.rooms.access import granting

_APPROVERS = ("business_owner", "it_manager")


class AccessRequest(Record):
    """One right of one person."""

    Kind = granting.Kind

    class Isolation(models.TextChoices):
        RELAY = "relay", _("Relay")
        SEPARATE = "separate", _("Separate network")
        VLAN = "vlan", _("Virtual network")
        NONE = "none", _("Does not apply")

    kind = models.CharField(_("kind of request"), max_length=12, choices=granting.Kind.choices)
    person = link("organization.Person", _("person who gets the right"))
    info_system = link("assets.InfoSystem", _("system"), optional=True)
    secure_area = link("facilities.SecureArea", _("area"), optional=True)
    rights_before = models.CharField(_("rights so far"), max_length=200, blank=True)
    rights_after = models.CharField(_("rights asked for"), max_length=200)
    isolation = models.CharField(
        _("network measure"),
        max_length=12,
        choices=Isolation.choices,
        blank=True,
        help_text=_("For people from outside on the internal network (7.1.3.5)."),
    )
    reason = models.TextField(_("reason for the request"))
    valid_until = models.DateField(_("right valid until"), null=True, blank=True)
    approver = link("organization.Person", _("approver"), optional=True)
    approved_at = models.DateTimeField(_("request approved at"), null=True, blank=True)
    executed_by = link("organization.Person", _("carried out by"), optional=True)
    executed_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    personnel_change = Reference(
        _("personnel change"), blank=True, help_text=_("Record number of the change that calls for it (7.1.3.2).")
    )

    told_with = ("person",)
    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(
                source="submitted",
                target="approved",
                by=_APPROVERS,
                not_same_as=("maker", "person"),
                stamp={"approver": "person", "approved_at": "now"},
                when=granting.refused,
            ),
            Move(source="submitted", target="rejected", by=_APPROVERS, reason=True),
            # The third person: neither who asked nor who approved.
            Move(
                source="approved",
                target="executed",
                by=("system_admin", "network_admin", "general_affairs"),
                not_same_as=("maker", "approver"),
                approval=False,
                stamp={"executed_by": "person", "executed_at": "now"},
            ),
            Move(source="executed", target="closed", by=("system",), when=granting.not_shown),
        ),
    )

    class Meta:
        verbose_name = _("request for access")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("executed", "closed"))
                | Q(executed_by__isnull=False, executed_at__isnull=False),
                name="accessrequest_executed_by",
            ),
            models.CheckConstraint(
                condition=Q(executed_at=None) | Q(executed_at__gte=F("approved_at")),
                name="accessrequest_approved_before",
            ),
        ]
        indexes = [models.Index(fields=["kind", "state"], name="access_request_kind_idx")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person}"


class AccessRequests(Register):
    """Access requests."""

    code = "access.access_request"
    record = AccessRequest
    prefix = "ARQ"
    title = _("Access requests")
    one = _("request for access")
    purpose = _(
        "Every right that is granted, changed or withdrawn: asked for by one, approved by a second, carried out by a "
        "third."
    )
    columns = ("no", "kind", "person", "info_system", "rights_after", "valid_until", "executed_at", "state")
    search = ("person__name", "rights_after", "reason")
    filters = ("state", "kind", "info_system", "valid_until")
    sections = (
        (_("Right"), ("kind", "person", "info_system", "secure_area", "rights_before", "rights_after", "valid_until")),
        (_("Why it is needed"), ("reason", "isolation", "personnel_change")),
        (_("Consent and execution"), ("approver", "approved_at", "executed_by", "executed_at")),
    )
    makers = (
        "business_owner",
        "it_manager",
        "system_admin",
        "network_admin",
        "developer",
        "security_officer",
        "hr",
        "general_affairs",
        "customer_service",
    )
    dated = "executed_at"
    due = "valid_until"
    owner = "person"
    keep = "P5Y"

    def choosable(self, records: RecordSet) -> RecordSet:
        """Not what was turned down."""
        return records.exclude(state="rejected")

    def validate(self, record: Any, lines: Any) -> None:
        """Each kind says what it needs: a system, a door, a network measure, an end."""
        wrong = granting.missing(record)
        if wrong:
            raise ValidationError(wrong)

    def after_import(self, actor: Actor) -> None:
        """What a helpdesk tells of may have been carried out already."""
        granting.close_shown()
