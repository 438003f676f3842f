"""A record on paper: the printed form with seal boxes, who printed it, and the digest of what it says."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhengan.catalogue import catalogue
from zhengan.faces.web import deciding, shown, trail
from zhengan.faces.web.contents import contents
from zhengan.faces.web.context import firm
from zhengan.faces.web.dates import show_time
from zhengan.faces.web.files import files_of, shown_files
from zhengan.faces.web.places import role_titles
from zhengan.faces.web.reach import actor_of, reach_record
from zhengan.kernel import acts
from zhengan.kernel.flow import MAKER, NAMED, SYSTEM
from zhengan.kernel.register import Register
from zhengan.ledger import clock


@require_GET
def page(request: HttpRequest, room: str, name: str, no: str) -> HttpResponse:
    """Show the sheet; that it was printed is entered in the ledger."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    one: Register = record.register
    entries = trail.acts_of(one, record)
    digest = acts.submission_digest(record)
    acts.note(
        "print", by=actor, register=one.code, record_no=record.no, body={"version": record.version, "digest": digest}
    )
    context = contents(record, actor, all_rows=True) | {
        "record": record,
        "firm": firm(short=False),
        "title": shown.capital(one.one),
        "no": record.no,
        "clause": catalogue().cite(one.clauses[:4]) if one.clauses else "",
        "printed_at": show_time(clock.now()),
        "printed_by": actor.user.name,
        "files": shown_files(one, record, files_of(one, record)),
        "boxes": _boxes(record, entries),
        "digest": digest,
        "leaf": entries[0].pk if entries else "",
        "watermark": _("VOID") if record.is_void else "",
        "state": record.state_label,
    }
    return render(request, "web/pages/paper.html", context)


def _boxes(record: Any, entries: list[Any]) -> list[dict[str, Any]]:
    """A box for who wrote it and one for each approval of the flow; filled where it was given electronically."""
    flow = record.flow
    latest: dict[str, Any] = {}
    for entry in reversed(entries):
        if entry.act.startswith("move:"):
            latest[entry.act.removeprefix("move:")] = entry
    boxes = [{"title": _("Recorded by"), "who": record.maker.name, "at": show_time(record.made_at)}]
    seen: set[str] = set()
    for move in flow.moves:
        if not move.is_approval or deciding.is_refusal(record, move) or move.target in seen:
            continue
        seen.add(move.target)
        offices = {
            office
            for other in flow.moves
            if other.target == move.target and other.is_approval
            for office in other.by
            if office not in (MAKER, NAMED, SYSTEM)
        }
        entry = next(
            (latest[other.code] for other in flow.moves if other.target == move.target and other.code in latest), None
        )
        boxes.append(
            {
                "title": role_titles(offices) if len(offices) == 1 else str(flow.label(move.target)),
                "who": entry.actor_name if entry else "",
                "at": show_time(entry.at) if entry else "",
                "digest": entry.digest[:8] if entry else "",
            }
        )
    return boxes
