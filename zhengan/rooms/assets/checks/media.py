"""Media: labelled, lying where fire and hands do not reach them, handed over between two people, erased at the end."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import PERSON, document_in_force, nothing_of_the_kind
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.rooms.assets.checks.changes import SANITIZATION

MEDIA, INSPECTION = "assets.media", "facilities.inspection"
CLASSED = ("confidential", "sensitive")
INSIDE = ("computer_centre", "same_building")


def kept() -> QuerySet[Any]:
    """Media that are not destroyed."""
    return records(MEDIA).exclude(state="destroyed")


def newest_walk(template: str, *, by_unit: bool = False) -> QuerySet[Any]:
    """The newest approved inspection by a checklist, or the newest of each unit."""
    approved = records(INSPECTION).in_state("approved").filter(template=template)
    same = approved.filter(unit=OuterRef("unit")) if by_unit else approved
    return approved.filter(pk=Subquery(same.order_by("-inspected_on", "-pk").values("pk")[:1]))


@check("6.2.4.3")
def sensitive_paper_and_media_are_locked_away(on: date, p: Any) -> list[Part]:
    """Every medium classed above general lies under lock, and the last clear-desk walk of each unit found no lack."""
    nothing = _("No clear-desk walk was approved yet.")
    return [
        nothing_of_the_kind(
            records(MEDIA),
            each(kept().filter(classification__in=CLASSED)).must(
                Q(locked=True),
                holds=_("All %(population)s confidential or sensitive media lie under lock."),
                fails=_("%(exceptions)s of %(population)s confidential or sensitive media do not lie under lock."),
            ),
            _("No medium is classed confidential or sensitive."),
        ),
        each(newest_walk("clear_desk", by_unit=True))
        .must(
            Q(result="pass"),
            holds=_("The last clear-desk walks of all %(population)s units found nothing open."),
            fails=_("The last clear-desk walks of %(exceptions)s of %(population)s units found something open."),
        )
        .when_empty(Status.NO_DATA, nothing),
    ]


@check("7.6.2", "8.6.2")
def media_in_the_building_are_safe_from_fire(on: date, p: Any) -> Part:
    """Whatever is kept in the building of the computer centre lies in a fireproof room, or safe from fire and quake."""
    return nothing_of_the_kind(
        records(MEDIA),
        each(kept().filter(site__in=INSIDE)).must(
            Q(fireproof_room=True) | Q(fireproof=True, quakeproof=True),
            holds=_("All %(population)s media in the building of the computer centre are safe from fire and quake."),
            fails=_("%(exceptions)s of %(population)s media in the building are not safe from fire and quake."),
        ),
        _("All media lie at another site."),
    )


@check("7.6.3", "8.6.3")
def media_are_labelled(on: date, p: Any) -> list[Part]:
    """Every medium has the name of its data and the day until which they are kept; the last stock-taking agreed."""
    return [
        each(kept()).must(
            ~Q(label_no="") & ~Q(content_name="") & Q(keep_until__isnull=False),
            holds=_("All %(population)s media have a label with the name of the data and until when they are kept."),
            fails=_("%(exceptions)s of %(population)s media lack the name of the data or until when they are kept."),
        ),
        each(newest_walk("media_stock"))
        .must(
            Q(result="pass"),
            holds=_("The last stock-taking of media found every label right."),
            fails=_("The last stock-taking of media found labels that are not right."),
        )
        .when_empty(Status.NO_DATA, _("No stock-taking of media was approved yet.")),
    ]


@check("7.6.4", "8.6.4")
def confidential_media_are_handled_by_procedure(on: date, p: Any) -> list[Part]:
    """A procedure is in force; classed media are encrypted or locked, handed over between two, destroyed as erased."""
    erased = records(SANITIZATION).in_state("witnessed").filter(medium=OuterRef("pk"))
    moved = lines(MEDIA, "movements", PERSON).filter(record__classification__in=CLASSED)
    none = _("No medium is classed confidential or sensitive.")
    return [
        document_in_force("media_handling", on=on),
        nothing_of_the_kind(
            records(MEDIA),
            each(kept().filter(classification__in=CLASSED)).must(
                Q(encrypted=True) | Q(locked=True),
                holds=_("All %(population)s confidential or sensitive media are encrypted or under lock."),
                fails=_("%(exceptions)s of %(population)s confidential or sensitive media are neither."),
            ),
            none,
        ),
        each(moved)
        .must(
            ~Q(handed_by=F("received_by")) & Q(taken_over_at__isnull=False),
            holds=_("All %(population)s hand-overs of such media were signed for by the receiver."),
            fails=_("%(exceptions)s of %(population)s hand-overs of such media were not signed for by the receiver."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No such medium was handed over.")),
        each(records(MEDIA).in_state("destroyed"))
        .must(
            Q(Exists(erased)),
            holds=_("All %(population)s media destroyed were erased before a witness."),
            fails=_("%(exceptions)s of %(population)s media destroyed were not erased before a witness."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No medium was destroyed.")),
    ]
