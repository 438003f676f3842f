"""The page of one record: content, evidence, trail, discussion; its state, its approval, its clauses."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhengan.faces.web import deciding, filling, path, shown, trail
from zhengan.faces.web.chips import chips
from zhengan.faces.web.dates import show_date, show_time
from zhengan.faces.web.files import files_of, shown_files
from zhengan.faces.web.places import TONES, record_url, register_url, room_title, room_url
from zhengan.faces.web.reach import actor_of, may_attach, reach_record
from zhengan.faces.web.views.talk import comments_of
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.register import Register

TABS = ("content", "evidence", "trail", "talk")


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, room: str, name: str, no: str) -> HttpResponse:
    """Show the record; a POST asks to see confidential fields, and is itself recorded."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    one: Register = record.register
    reveal = request.method == "POST"
    if reveal:
        names = [field.name for field in visible_fields(one, actor) if field.name in one.confidential]
        acts.note("read", by=actor, register=one.code, record_no=record.no, body={"fields": ", ".join(names)})
    tab = request.GET.get("tab", "content")
    tab = tab if tab in TABS else "content"
    entries = trail.acts_of(one, record, with_payload=tab == "trail")
    context = head(record, actor, entries) | {"tab": tab, "tabs": _tabs(record, tab, len(entries))}
    context |= _content(record, actor, reveal=reveal) if tab == "content" else {}
    if tab == "evidence":
        context["files"] = shown_files(one, record, files_of(one, record))
        context["may_attach"] = may_attach(record, actor)
    if tab == "trail":
        context["history"] = trail.history(entries, one, actor)
    if tab == "talk":
        context["comments"] = comments_of(record)
    return render(request, "web/pages/record.html", context)


def head(record: Any, actor: Actor, entries: list[Any]) -> dict[str, Any]:
    """What every page of a record shows above its content."""
    one: Register = record.register
    may_change = not record.is_void and actor.holds(*one.makers)
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


def _content(record: Any, actor: Actor, *, reveal: bool) -> dict[str, Any]:
    one: Register = record.register
    parts = sections(record, actor, reveal=reveal)
    found: dict[str, Any] = {
        "sections": [part for part in parts if part["facts"]],
        "empty": [title for part in parts for title in part["empty"]],
        "has_hidden": not reveal and any(field.name in one.confidential for field in visible_fields(one, actor)),
        "lines": lines(record, actor),
        "clauses": chips(one.clauses),
        "about": about(record),
        "to_sign": not record.is_void and one.to_sign(record, actor) is not None,
    }
    if record.state in one.flow.awaiting_approval and not record.is_void:
        submissions = deciding.submissions_of(record)
        found["approval"] = deciding.panel(record, actor, submissions)
        found["difference"] = deciding.difference(record, actor, submissions)
    return found


def sections(record: Any, actor: Actor, *, reveal: bool) -> list[dict[str, Any]]:
    """The facts by section; confidential ones stay covered until they are asked for."""
    one: Register = record.register
    visible = {field.name: field for field in visible_fields(one, actor)}
    named = {name for _heading, names in one.sections for name in names}
    parts: list[tuple[Any, list[str]]] = [(heading, list(names)) for heading, names in one.sections]
    rest = [name for name in visible if name not in named and name != "remark"]
    parts.append(("", [*rest, *(["remark"] if "remark" not in named and record.remark else [])]))
    found = []
    for heading, names in parts:
        facts = [_fact(record, visible[name], reveal=reveal) for name in names if name in visible]
        filled = [fact for fact in facts if fact["text"] != ""]
        empty = [fact["title"] for fact in facts if fact["text"] == ""]
        if facts:
            found.append({"title": heading, "facts": filled, "empty": empty})
    return found


def _fact(record: Any, field: Any, *, reveal: bool) -> dict[str, Any]:
    one: Register = record.register
    if field.name in one.confidential and not reveal:
        value = getattr(record, field.name)
        covered = "••••••" if value not in (None, "", ()) else ""
        return {"title": shown.capital(field.verbose_name), "text": covered, "tone": "mute"}
    url = record_url(one, record.no, "field-file", field.name) if isinstance(field, EvidenceField) else ""
    return shown.fact(record, field, url=url)


def lines(record: Any, actor: Actor) -> list[dict[str, Any]]:
    """The child rows of the record as tables; one query for each kind."""
    one: Register = record.register
    found = []
    for name, model in one.lines.items():
        fields = one.line_fields(name)
        joins = [field.name for field in fields if field.is_relation]
        rows = getattr(record, name).all()
        rows = list(rows.select_related(*joins) if joins else rows)
        filled = (
            filling.bound_rows(record, name, rows, actor)
            if name in one.fills
            else [{"cells": shown.line_cells(row, fields), "mine": False} for row in rows]
        )
        found.append(
            {
                "name": name,
                "title": shown.capital(model._meta.verbose_name_plural),
                "columns": [{"title": shown.capital(f.verbose_name), "num": shown.is_number(f)} for f in fields],
                "rows": filled,
                "count": len(rows),
                "fill_url": record_url(one, record.no, "line-act", name) if any(row["mine"] for row in filled) else "",
            }
        )
    return found


def about(record: Any) -> list[dict[str, Any]]:
    """Who wrote and who approved it, where it came from, how long it is kept."""
    facts: list[dict[str, Any]] = [
        {"title": _("Recorded by"), "text": f"{record.maker.name} {show_time(record.made_at)}"},
    ]
    if record.checker is not None:
        facts.append({"title": _("Approved by"), "text": f"{record.checker.name} {show_time(record.checked_at)}"})
    facts.append({"title": _("Source"), "text": record.get_source_display()})
    if record.source_file:
        facts[-1]["sub"] = f"SHA-256 {record.source_file[:16]}…"
    if record.retain_until:
        facts.append({"title": _("Kept until"), "text": show_date(record.retain_until)})
    return facts
