"""Asset changes and removal from premises: nothing of the inventory changes, and nothing leaves, without approval."""

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
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register, known
from zhengan.ledger import clock
from zhengan.rooms.assets.changing import COMING_BACK, GAINS, ChangeKind, applied, objection
from zhengan.rooms.assets.classes import Classification, demanded_class, is_lower

_COMES_BACK = Q(kind__in=COMING_BACK)


def _does_not_come_back(record: Any) -> str | None:
    return None if record.kind in COMING_BACK else _now("This does not come back; it is closed by itself.")


class AssetChange(Record):
    """One request to change the inventory, or to take something out of the office."""

    Kind = ChangeKind

    class What(models.TextChoices):
        EQUIPMENT = "equipment", _("Equipment")
        DATA = "data", _("Data")
        SOFTWARE = "software", _("Software")

    asset = link("assets.Asset", _("asset"))
    kind = models.CharField(_("kind of asset change"), max_length=12, choices=ChangeKind.choices)
    what = models.CharField(_("what leaves"), max_length=12, choices=What.choices, blank=True)
    reason = models.TextField(_("reason for the change"))
    requested_by = link("organization.Person", _("change requested by"), blank=True, help_text=_("Empty: yourself."))
    new_owner = link("organization.Person", _("new owner"), optional=True)
    new_custodian = link("organization.Person", _("new custodian"), optional=True)
    new_unit = link("organization.Unit", _("new unit"), optional=True)
    new_classification = models.CharField(
        _("new security class"), max_length=12, choices=Classification.choices, blank=True
    )
    new_area = Reference(_("new secure area"), blank=True, help_text=_("Record number of the area."))
    from_location = models.CharField(_("from where"), max_length=120, blank=True)
    to_location = models.CharField(_("to where"), max_length=120, blank=True)
    encrypted = models.BooleanField(_("data are encrypted"), default=False)
    out_at = models.DateTimeField(_("left at"), null=True, blank=True)
    return_due = models.DateField(_("to be returned by"), null=True, blank=True)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    applied_to_inventory_at = models.DateTimeField(_("entered in the inventory at"), null=True, blank=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(
                source="submitted",
                target="approved",
                by=("business_owner", "it_manager"),
                not_same_as=("maker", "requested_by"),
            ),
            Move(source="submitted", target="rejected", by=("business_owner", "it_manager"), reason=True),
            Move(
                source="approved",
                target="done",
                by=("general_affairs", "system_admin"),
                stamp={"applied_to_inventory_at": "now"},
                when=objection,
                label=_("Carry out"),
            ),
            Move(
                source="done",
                target="closed",
                by=("general_affairs", "system_admin"),
                where=_COMES_BACK,
                when=_does_not_come_back,
                asks=("returned_at",),
                needs=("returned_at",),
                label=_("Record the return"),
            ),
            Move(source="done", target="closed", by=("system",)),
        ),
    )

    class Meta:
        verbose_name = _("asset change")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("done", "closed")) | ~_COMES_BACK | Q(out_at__isnull=False),
                name="assetchange_left_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~_COMES_BACK | Q(returned_at__gte=F("out_at")),
                name="assetchange_back_after_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asset}"


class AssetChanges(Register):
    """Asset changes and removal from premises."""

    code = "assets.asset_change"
    record = AssetChange
    prefix = "ACH"
    title = _("Asset changes and removal")
    one = _("asset change")
    purpose = _("Request and approval for every change of the inventory and for whatever leaves, until it is back.")
    columns = ("no", "asset", "kind", "requested_by", "out_at", "return_due", "returned_at", "state")
    search = ("asset__name", "asset__asset_no", "reason", "to_location")
    filters = ("state", "kind", "asset", "requested_by", "return_due")
    sections = (
        (_("Change asked for"), ("asset", "kind", "reason", "requested_by")),
        (_("What it is to become"), ("new_owner", "new_custodian", "new_unit", "new_classification", "new_area")),
        (_("Leaving the office"), ("what", "encrypted", "from_location", "to_location", "return_due")),
        (_("Carried out"), ("out_at", "returned_at", "applied_to_inventory_at")),
    )
    makers = ("business_owner", "it_manager", "system_admin", "general_affairs", "network_admin", "operator")
    dated = "out_at"
    due = "return_due"
    owner = "requested_by"
    keep = "P3Y"
    computed = ("out_at",)

    def may_create(self, actor: Actor) -> bool:
        """Everybody asks before he takes something along (6.2.5)."""
        return actor.is_system or actor.user.is_active

    def prepare(self, record: Any, actor: Actor) -> None:
        """Whoever writes it asks for himself; what is asked for starts where it stands."""
        if record.requested_by_id is None:
            record.requested_by = actor.person
        record.from_location = record.from_location or record.asset.secure_area

    def validate(self, record: Any, lines: Any) -> None:
        """A change says what changes; what leaves says what, where to and until when; times are possible."""
        wrong: dict[str, Any] = {}
        if record.kind in GAINS and not any(getattr(record, name) for name in GAINS[record.kind]):
            wrong[GAINS[record.kind][0]] = _now("Say what it is to become.")
        if record.kind in COMING_BACK:
            needed = ("to_location", "return_due", *(("what",) if record.kind == ChangeKind.TAKE_OUT else ()))
            wrong |= {name: _now("Say where it goes, and until when.") for name in needed if not getattr(record, name)}
        lower = record.new_classification and is_lower(record.new_classification, demanded_class(record.asset))
        if lower and not record.asset.remark.strip():
            wrong["new_classification"] = _now("Its ratings demand more; the inventory gives no reason for less.")
        if record.new_area and not _is_area(record.new_area):
            wrong["new_area"] = _now("There is no such area.")
        if record.returned_at is not None and record.returned_at > clock.now():
            wrong["returned_at"] = _now("That time is still to come.")
        elif record.returned_at is not None and (record.out_at is None or record.returned_at < record.out_at):
            wrong["returned_at"] = _now("Nothing comes back before it has left.")
        if wrong:
            raise ValidationError(wrong)

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """What leaves, leaves now."""
        if move.target == "done" and record.kind in COMING_BACK:
            record.out_at = clock.now()

    def after(self, record: Any, act: str, actor: Actor) -> None:
        """Enter what was approved in the inventory; close what does not come back."""
        if act not in ("move:approved-done", "move:done-closed"):
            return
        applied(record)
        if record.state == "done" and record.kind not in COMING_BACK:
            acts.move(record, "closed", by=Actor.system())
            record.refresh_from_db()


def _is_area(no: str) -> bool:
    return any(one.record.objects.live().filter(no=no).exists() for one in known(["facilities.secure_area"]))
