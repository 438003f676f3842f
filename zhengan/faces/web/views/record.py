"""The page of one record: content, evidence, trail, discussion; its state, its approval, its clauses."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhengan.faces.web import deciding, path, shown, trail
from zhengan.faces.web.chips import chips
from zhengan.faces.web.contents import about, contents
from zhengan.faces.web.dates import show_date, show_time
from zhengan.faces.web.files import files_of, shown_files
from zhengan.faces.web.places import TONES, record_url, register_url, room_title, room_url
from zhengan.faces.web.reach import actor_of, may_attach, reach_record
from zhengan.faces.web.views.talk import comments_of
from zhengan.kernel import revealing
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import Register

TABS = ("content", "evidence", "trail", "talk")


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, room: str, name: str, no: str) -> HttpResponse:
    """Show the record; a POST asks to see what is covered, says why, and is itself recorded."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    one: Register = record.register
    asked = request.method == "POST"
    reveal = asked and revealing.reveal(record, actor, reason=request.POST.get("reason", ""))
    tab = request.GET.get("tab", "content")
    tab = tab if tab in TABS else "content"
    entries = trail.acts_of(one, record, with_payload=tab == "trail")
    context = head(record, actor, entries) | {"tab": tab, "tabs": _tabs(record, tab, len(entries))}
    context |= _content(request, record, actor, reveal=reveal) if tab == "content" else {}
    context["reason_missing"] = asked and not reveal
    if tab == "evidence":
        context["files"] = shown_files(one, record, files_of(one, record))
        context["may_attach"] = may_attach(record, actor)
    if tab == "trail":
        context["history"] = trail.history(entries, one, actor)
    if tab == "talk":
        context["comments"] = comments_of(record)
    return render(request, "web/pages/record.html", context, status=400 if context["reason_missing"] else 200)


def evidence_again(
    request: HttpRequest, record: Any, actor: Actor, *, error: str, carried: list[dict[str, str]]
) -> HttpResponse:
    """Show the evidence once more, with what was wrong about what was to be added, and the files it came with."""
    one: Register = record.register
    entries = trail.acts_of(one, record, with_payload=False)
    context = head(record, actor, entries) | {
        "tab": "evidence",
        "tabs": _tabs(record, "evidence", len(entries)),
        "files": shown_files(one, record, files_of(one, record)),
        "may_attach": True,
        "attach_error": error,
        "carried": carried,
        "note": request.POST.get("note", "")[:300],
    }
    return render(request, "web/pages/record.html", context, status=400)


def head(record: Any, actor: Actor, entries: list[Any]) -> dict[str, Any]:
    """What every page of a record shows above its content."""
    one: Register = record.register
    may_change = not record.is_void and one.may_make(actor)
    frozen = record.state in one.flow.awaiting_approval
    return {
        "register": one,
        "record": record,
        "slug": one.name.replace("_", "-"),
        "title": str(record),
        "crumbs": [
            {"title": room_title(one.room), "url": room_url(one.room)},
            {"title": one.title, "url": register_url(one)},
            {"title": record.no},
        ],
        "state": {"word": record.state_label, "tone": TONES[record.state_tone]},
        "steps": path.steps(record, entries),
        "buttons": deciding.buttons(record, actor),
        "closed_moves": deciding.closed_moves(record, actor),
        "may_edit": may_change and not frozen,
        "is_correction": not one.flow.is_editable(record.state),
        "may_void": may_change,
        "late": _due(record),
        "voided": _("Voided %(at)s: %(reason)s") % {"at": show_time(record.voided_at), "reason": record.void_reason}
        if record.is_void
        else "",
    }


def _due(record: Any) -> dict[str, Any] | None:
    due = record.due_date()
    if due is None or record.state in record.flow.final or record.is_void:
        return None
    look = shown.due_look(due)
    return {"text": show_date(due), "note": look.get("note", ""), "tone": look.get("tone", "")}


def _tabs(record: Any, tab: str, trail_count: int) -> list[dict[str, Any]]:
    counts = {"evidence": record.files_count, "trail": trail_count, "talk": record.talk_count}
    titles = {
        "content": _("Content"),
        "evidence": _("Evidence"),
        "trail": _("Trail"),
        "talk": _("Discussion"),
    }
    address = record_url(record.register, record.no)
    return [
        {
            "title": titles[name],
            "url": address if name == "content" else f"{address}?tab={name}",
            "active": name == tab,
            "count": counts.get(name),
        }
        for name in TABS
    ]


def _content(request: HttpRequest, record: Any, actor: Actor, *, reveal: bool) -> dict[str, Any]:
    one: Register = record.register
    found: dict[str, Any] = contents(record, actor, reveal=reveal, pages=_pages(request, one)) | {
        "clauses": chips(one.clauses, actor),
        "about": about(record),
        "to_sign": not record.is_void and one.to_sign(record, actor) is not None,
    }
    if record.state in one.flow.awaiting_approval and not record.is_void:
        submissions = deciding.submissions_of(record)
        found["approval"] = deciding.panel(record, actor, submissions)
        found["difference"] = deciding.difference(record, actor, submissions)
    return found


def _pages(request: HttpRequest, one: Register) -> dict[str, int]:
    """Which page of child rows the address asks for."""
    asked = {name: request.GET.get(f"lines-{name}", "") for name in one.lines}
    return {name: max(1, int(page)) for name, page in asked.items() if page.isdecimal() and len(page) < 6}
