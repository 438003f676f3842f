"""Changes of the inventory: approved before, entered after, and no data leaving with what leaves."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, start_of
from zhengan.checks.declare import check
from zhengan.checks.populations import PERSON, document_in_force, nothing_of_the_kind
from zhengan.checks.reading import records
from zhengan.ledger.clock import TAIPEI
from zhengan.rooms.assets.changing import CHECKED_FOR, LEAVING, ChangeKind

ASSET, CHANGE, SANITIZATION = "assets.asset", "assets.asset_change", "assets.sanitization"
YEAR = Period("P1Y")
ERASING = ("remove", "overwrite", "destroy", "crypto_erase")


def carried_out(*joined: str) -> QuerySet[Any]:
    """Changes that were carried out."""
    return records(CHANGE, *joined).in_state("done", "closed")


def sanitized(*states: str) -> QuerySet[Any]:
    """Checks of storage in one of these states."""
    return records(SANITIZATION).in_state(*states)


@check("5.1.4")
def changes_of_assets_are_approved_and_entered(on: date, p: Any) -> list[Part]:
    """A procedure is in force, changes of a year were approved and entered, and nothing was put aside without one."""
    aside = records(ASSET).in_state("repair", "retired", "disposed")
    asked = carried_out().filter(asset=OuterRef("pk"))
    of_the_state = (Q(state="repair") & Exists(asked.filter(kind=ChangeKind.REPAIR, returned_at=None))) | (
        Q(state__in=("retired", "disposed")) & Exists(asked.filter(kind=ChangeKind.RETIRE))
    )
    return [
        document_in_force("asset_change", on=on),
        each(carried_out().filter(applied_to_inventory_at__gte=start_of(YEAR.before(on)))).must(
            Q(checked_at__lte=F("applied_to_inventory_at")),
            holds=_("All %(population)s changes of assets of the last 12 months were approved, then entered."),
            fails=_("%(exceptions)s of %(population)s changes of assets of the last 12 months were not approved."),
        ),
        nothing_of_the_kind(
            records(ASSET),
            each(aside).must(
                Q(of_the_state),
                holds=_("All %(population)s assets in repair or out of use got there by an approved change."),
                fails=_("%(exceptions)s of %(population)s assets in repair or out of use got there without a change."),
            ),
            _("No asset is in repair or out of use."),
        ),
    ]


@check("6.1.5")
def storage_is_checked_before_it_leaves(on: date, p: Any) -> Part:
    """Every device with storage that was repaired or taken out of use was checked before, by a named person."""
    changes = carried_out(ASSET)
    rule = Q()
    for kind, reasons in CHECKED_FOR.items():
        made = sanitized("approved", "executed", "witnessed").filter(
            asset=OuterRef("asset"), reason__in=reasons, checked_on__lte=OuterRef("_left")
        )
        rule |= Q(kind=kind) & Q(Exists(made))
    leaving = changes.filter(kind__in=LEAVING, asset__has_storage=True)
    return nothing_of_the_kind(
        records(CHANGE),
        each(leaving.annotate(_left=TruncDate("applied_to_inventory_at", tzinfo=TAIPEI))).must(
            rule,
            holds=_("The storage of all %(population)s devices repaired or taken out of use was checked before."),
            fails=_(
                "The storage of %(exceptions)s of %(population)s devices repaired or taken out of use was not checked "
                "before."
            ),
        ),
        _("No device with storage was repaired or taken out of use."),
    )


@check("6.1.7")
def disposed_devices_keep_no_data(on: date, p: Any) -> list[Part]:
    """A procedure is in force, and every disposed device with storage was erased beyond restoring before a witness."""
    erased = sanitized("witnessed").filter(
        asset=OuterRef("pk"), reason="disposal", method__in=ERASING, license_removed=True, irrecoverable=True
    )
    return [
        document_in_force("disposal", on=on),
        nothing_of_the_kind(
            records(ASSET),
            each(records(ASSET).in_state("disposed").filter(has_storage=True)).must(
                Q(Exists(erased)),
                holds=_("All %(population)s devices disposed of were erased beyond restoring before a witness."),
                fails=_("%(exceptions)s of %(population)s devices disposed of were not erased before a witness."),
            ),
            _("No device with storage was disposed of."),
        ),
    ]


@check("6.2.5")
def nothing_leaves_without_permission(on: date, p: Any) -> Part:
    """Whatever was taken out was approved before by another than who asked, and is back in time."""
    out = carried_out(PERSON).filter(kind=ChangeKind.TAKE_OUT)
    return nothing_of_the_kind(
        records(CHANGE),
        each(out).must(
            Q(checked_at__lte=F("out_at"))
            & ~Q(checker=F("requested_by__user"))
            & (Q(returned_at__isnull=False) | Q(return_due__gte=on)),
            holds=_("All %(population)s things taken out were approved before by another person, and came back."),
            fails=_(
                "%(exceptions)s of %(population)s things taken out were not approved before by another person, or are "
                "not back in time."
            ),
        ),
        _("Nothing was taken out of the office."),
    )
