"""Maintenance records: what a firm did to which device under which contract, checked together with somebody of IT."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock


class MaintenanceRecord(Record):
    """One visit, or one session from outside."""

    class Kind(models.TextChoices):
        PREVENTIVE = "preventive", _("Preventive")
        REPAIR = "repair", _("Repair")
        UPGRADE = "upgrade", _("Upgrade")
        REMOTE = "remote", _("Maintenance from outside")

    asset = link("assets.Asset", _("device maintained"))
    supplier = link(
        "suppliers.Supplier", _("supplier firm"), blank=True, help_text=_("Empty: the one of the contract.")
    )
    contract = link(
        "suppliers.Contract",
        _("maintenance contract"),
        blank=True,
        help_text=_("Empty: the one that the inventory names for the device."),
    )
    kind = models.CharField(_("kind of maintenance"), max_length=12, choices=Kind.choices)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    engineer = models.CharField(_("engineer"), max_length=60)
    work = models.TextField(_("what is done"))
    next_due_on = models.DateField(
        _("next maintenance by"),
        null=True,
        blank=True,
        help_text=_("By the contract's schedule; needed for preventive maintenance."),
    )
    joint_checker = link("organization.Person", _("checked together by"), optional=True)
    joint_checked_at = models.DateTimeField(_("checked together at"), null=True, blank=True)
    area_entry = link("facilities.AreaEntry", _("entry of the engineer"), optional=True)
    remote_session = Reference(_("remote session"), blank=True, help_text=_("Record number of the session."))

    told_with = ("asset",)
    flow = Flow(
        initial="opened",
        moves=(
            Move(source="opened", target="done", by=("system_admin",), asks=("ended_at",), needs=("ended_at",)),
            # Signing that the work was looked at together is the record itself; the head of IT approves it.
            Move(
                source="done",
                target="jointly_checked",
                by=("system_admin", "network_admin"),
                stamp={"joint_checker": "person", "joint_checked_at": "now"},
            ),
            Move(
                source="jointly_checked",
                target="closed",
                by=("it_manager",),
                not_same_as=("maker", "joint_checker"),
            ),
            Move(source="jointly_checked", target="done", by=("it_manager",), reason=True, label=_("Send back")),
        ),
    )

    class Meta:
        verbose_name = _("maintenance record")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("opened", "done"))
                | Q(joint_checker__isnull=False, joint_checked_at__isnull=False, joint_checked_at__gte=F("ended_at")),
                name="maintenancerecord_checked_together",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="maintenancerecord_start_before_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset} {self.get_kind_display()}"


class MaintenanceRecords(Register):
    """Maintenance records."""

    code = "operations.maintenance_record"
    record = MaintenanceRecord
    prefix = "MNT"
    title = _("Maintenance records")
    one = _("maintenance record")
    purpose = _(
        "What the firm in charge did to which device under which contract, and who of IT checked the work with it."
    )
    columns = ("no", "asset", "engineer", "kind", "started_at", "ended_at", "joint_checker", "state")
    search = ("asset__name", "engineer", "work")
    filters = ("state", "kind", "supplier", "started_at")
    sections = (
        (_("Device and contract"), ("asset", "contract", "supplier", "kind")),
        (_("Work"), ("engineer", "started_at", "ended_at", "work", "next_due_on")),
        (_("Access of the engineer"), ("area_entry", "remote_session")),
        (_("Joint check"), ("joint_checker", "joint_checked_at")),
    )
    makers = ("system_admin", "network_admin", "operator")
    dated = "started_at"
    due = "next_due_on"
    owner = "joint_checker"
    keep = "P5Y"

    def prepare(self, record: Any, actor: Actor) -> None:
        """The inventory knows the contract of a device, and the contract its firm."""
        if record.contract_id is None and record.asset_id is not None and record.asset.maintenance_contract:
            contracts = register("suppliers.contract").record.objects.live().select_related("supplier")
            record.contract = contracts.filter(no=record.asset.maintenance_contract).first()
        if record.supplier_id is None and record.contract_id is not None:
            record.supplier = record.contract.supplier

    def validate(self, record: Any, lines: Any) -> None:
        """A contract on maintenance that ran on that day, a way in, times in order."""
        wrong: dict[str, Any] = {}
        day = record.started_at.astimezone(clock.TAIPEI).date()
        contract = record.contract
        if contract.supplier_id != record.supplier_id:
            wrong["supplier"] = _now("The contract is with another firm.")
        ran = contract.state in ("in_force", "expired") and contract.start_on <= day <= contract.end_on
        if contract.kind != "maintenance" or not ran:
            wrong["contract"] = _now("On that day no maintenance contract of this number was in force (8.1.1).")
        if record.ended_at is not None and not record.started_at <= record.ended_at <= clock.now():
            wrong["ended_at"] = _now("The end lies before the start, or is still to come.")
        if record.kind == MaintenanceRecord.Kind.REMOTE and not record.remote_session:
            wrong["remote_session"] = _now("Maintenance from outside names its session (9.1.8).")
        if record.kind == MaintenanceRecord.Kind.PREVENTIVE and record.next_due_on is None:
            wrong["next_due_on"] = _now("Say by when the contract asks for the next maintenance.")
        if wrong:
            raise ValidationError(wrong)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Who checks together with the firm is of IT (8.1.1)."""
        if move.target == "jointly_checked" and getattr(actor.person, "unit_function", "") != "it":
            raise Refused(
                _now("The work is checked together by somebody of IT (8.1.1)."),
                register=self.code,
                record_no=record.no,
                act=f"move:{move.code}",
            )

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """The entry of the engineer says for which maintenance he came (6.2.2.2)."""
        entry = record.area_entry if record.area_entry_id else None
        if entry is not None and not record.is_void and not entry.maintenance:
            acts.change(entry, {"maintenance": record.no}, by=Actor.system())
