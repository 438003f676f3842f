"""Copies of real data for tests: asked for, approved, counted, and deleted when the test is over."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move, Stamp
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.development import real_data

_APPROVAL: Mapping[str, Stamp] = {"approver": "person", "approved_at": "now"}


class TestDataCopy(Record):
    """One copy of real data to a test system."""

    info_system = link("assets.InfoSystem", _("system"))
    data_kind = models.CharField(_("data copied"), max_length=120)
    personal_data = models.BooleanField(_("contains personal data"), default=False)
    masked = models.BooleanField(_("masked"), default=False)
    reason = models.TextField(_("why real data is needed"))
    environment = models.CharField(_("environment of the test"), max_length=80)
    network_zone = Reference(_("network zone"), help_text=_("Number or name of the zone that the test system is in."))
    rows = models.PositiveIntegerField(_("number of rows"))
    test_ends_on = models.DateField(_("test ends on"))
    exception = Reference(_("exception for real data"), blank=True)
    agreed_by = link("organization.Person", _("agreed by security"), optional=True)
    approver = link("organization.Person", _("approver"), optional=True)
    approved_at = models.DateTimeField(_("approval time"), null=True, blank=True)
    copied_by = link("organization.Person", _("copied by"), optional=True)
    copied_at = models.DateTimeField(_("copied at"), null=True, blank=True)
    deleter = link("organization.Person", _("deleted by"), optional=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    deletion_proof = models.CharField(_("proof of deletion"), max_length=200, blank=True)
    verified_by = link("organization.Person", _("deletion confirmed by"), optional=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("developer",)),
            Move(
                source="submitted",
                target="approved",
                by=("business_owner", "security_officer"),
                not_same_as=("maker",),
                stamp=_APPROVAL,
                where=~real_data.BARE,
                when=real_data.needs_both,
            ),
            Move(
                source="submitted",
                target="security_agreed",
                by=("security_officer",),
                not_same_as=("maker",),
                stamp={"agreed_by": "person"},
                where=real_data.BARE,
                when=real_data.not_for_security,
            ),
            Move(
                source="security_agreed",
                target="approved",
                by=("business_owner",),
                not_same_as=("maker", "agreed_by"),
                stamp=_APPROVAL,
                when=real_data.overdue,
            ),
            Move(
                source="submitted",
                target="rejected",
                by=("business_owner", "security_officer"),
                not_same_as=("maker",),
                approval=False,
                reason=True,
                label=_("Reject"),
            ),
            Move(
                source="security_agreed",
                target="rejected",
                by=("business_owner",),
                not_same_as=("maker",),
                approval=False,
                reason=True,
                label=_("Reject"),
            ),
            # Doing what others approved, by somebody else than who asked for it.
            Move(
                source="approved",
                target="copied",
                by=("system_admin",),
                not_same_as=("maker",),
                approval=False,
                stamp={"copied_by": "person", "copied_at": "now"},
                asks=("rows",),
            ),
            Move(
                source="copied",
                target="deleted",
                by=("system_admin",),
                stamp={"deleter": "person", "deleted_at": "now"},
                asks=("deletion_proof",),
                needs=("deletion_proof",),
            ),
            Move(
                source="deleted",
                target="verified",
                by=("security_officer", "auditor"),
                not_same_as=("deleter",),
                stamp={"verified_by": "person"},
            ),
        ),
    )

    class Meta:
        verbose_name = _("copy of real data")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("copied", "deleted", "verified"))
                | ~real_data.BARE
                | Q(agreed_by__isnull=False),
                name="testdatacopy_bare_agreed",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(deleted_at__gte=F("copied_at")), name="testdatacopy_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.data_kind} {self.environment}"


class TestDataCopies(Register):
    """Copies of real data."""

    code = "development.test_data_copy"
    record = TestDataCopy
    prefix = "TDC"
    title = _("Real data used in tests")
    one = _("copy of real data")
    purpose = _(
        "Each copy of real data to a test system: approved, masked or not, counted; and its deletion when the test is "
        "over."
    )
    columns = ("no", "info_system", "data_kind", "personal_data", "masked", "rows", "test_ends_on", "state")
    search = ("data_kind", "environment", "reason")
    filters = ("state", "info_system", "personal_data", "masked", "test_ends_on")
    sections = (
        (_("The data"), ("info_system", "data_kind", "personal_data", "masked", "rows", "reason")),
        (_("The test"), ("environment", "network_zone", "test_ends_on", "exception")),
        (_("Consent"), ("agreed_by", "approver", "approved_at")),
        (
            _("Copying and deleting"),
            ("copied_by", "copied_at", "deleter", "deleted_at", "deletion_proof", "verified_by"),
        ),
    )
    makers = ("developer",)
    dated = "copied_at"
    due = "test_ends_on"
    owner = "copied_by"
    keep = "P5Y"

    def validate(self, record: Any, lines: Any) -> None:
        """A test ends after it is asked for; a production environment is none for tests."""
        wrong: dict[str, Any] = {}
        if record.state == "draft" and record.test_ends_on < clock.today():
            wrong["test_ends_on"] = _now("That day is over.")
        production = record.info_system.production_environment
        if production and record.environment.strip().casefold() == production.strip().casefold():
            wrong["environment"] = _now("That is the production environment of the system.")
        if wrong:
            raise ValidationError(wrong)
