"""軌跡: who did what, when, to which record; every act of the house in order."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhengan.catalogue import catalogue
from zhengan.faces.web.clause_words import said
from zhengan.faces.web.dates import show_date, show_time
from zhengan.faces.web.places import clause_url, number_url
from zhengan.faces.web.reach import actor_of, may_open
from zhengan.faces.web.shown import capital
from zhengan.faces.web.trail import ACT_WORDS, act_words
from zhengan.kernel.actor import Actor
from zhengan.kernel.dates import parse_date
from zhengan.kernel.filter_kinds import is_id
from zhengan.kernel.register import STAFF_OFFICES, Register, registers
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

PER_PAGE = 50
# Who may read the whole trail; everybody else reads his own acts.
READERS = (
    "ciso",
    "security_officer",
    "chief_auditor",
    "auditor",
    "president",
    "chairperson",
    "compliance",
    "it_manager",
)
TONES = {
    "refused": "bad",
    "sign_in_failed": "warn",
    "sign_in_cut": "bad",
    "void": "bad",
    "correct": "warn",
    "read": "warn",
    "export": "warn",
}
# Acts offered as a filter; a move is one kind whatever its states.
OFFERED = ("create", "change", "correct", "move", "void", "attach", "comment", "import", "export", "read", "refused")
SIGNING = ("sign_in", "sign_in_failed", "sign_out")


def page(request: HttpRequest) -> HttpResponse:
    """The acts, newest first, page by page; the next page begins below the last number seen."""
    actor = actor_of(request)
    reads_all = actor.holds(*READERS)
    wanted = _wanted(request)
    by_code = {one.code: one for one in registers()}
    entries = _entries(actor, wanted, by_code)
    rows = list(entries.order_by("-pk")[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    older = f"?{urlencode({**wanted, 'before': shown[-1].pk})}" if len(rows) > PER_PAGE else ""
    newest = f"?{urlencode({name: value for name, value in wanted.items() if name != 'before'})}"
    return render(
        request,
        "web/pages/ledger.html",
        {
            "columns": _columns(),
            "rows": [_row(entry, by_code, actor) for entry in shown],
            "older": older,
            "newest": newest if "before" in wanted else "",
            "first": shown[0].pk if shown else None,
            "last": shown[-1].pk if shown else None,
            "wanted": wanted,
            "reads_all": reads_all,
            "acts": [
                (code, ACT_WORDS[code]() if code in ACT_WORDS else _("moved it")) for code in (*OFFERED, *SIGNING)
            ],
            "registers": [
                ("clause", _("Clauses")),
                *((one.code, capital(one.title)) for one in registers() if may_open(one, actor)),
            ],
            "narrowed": bool(set(wanted) - {"before"}),
        },
    )


def _wanted(request: HttpRequest) -> dict[str, str]:
    """The filters that say something."""
    found = {
        name: request.GET.get(name, "").strip()[:80]
        for name in ("who", "register", "act", "no", "from", "to", "before")
    }
    if not is_id(found["before"]):
        found["before"] = ""
    for name in ("from", "to"):
        if found[name] and _day(found[name]) is None:
            found[name] = ""
    return {name: value for name, value in found.items() if value}


def _entries(actor: Actor, wanted: dict[str, str], by_code: dict[str, Register]) -> Any:
    entries = Entry.objects.all()
    if not actor.holds(*READERS):
        entries = entries.filter(actor_id=actor.user.pk)
    else:
        # Registers that are not this reader's business stay out of his trail as well.
        closed = [code for code, one in by_code.items() if not actor.holds(*one.readers, *one.makers)]
        entries = entries.exclude(register__in=closed) if closed else entries
    if "who" in wanted:
        entries = entries.filter(actor_name__icontains=wanted["who"])
    if "register" in wanted:
        entries = entries.filter(register=wanted["register"])
    if act := wanted.get("act"):
        entries = entries.filter(act__startswith="move:") if act == "move" else entries.filter(act=act)
    if no := wanted.get("no"):
        entries = entries.filter(record_no=no if wanted.get("register") == "clause" else no.upper())
    if day := _day(wanted.get("from", "")):
        entries = entries.filter(at__gte=_midnight(day))
    if day := _day(wanted.get("to", "")):
        entries = entries.filter(at__lt=_midnight(day + timedelta(days=1)))
    if "before" in wanted:
        entries = entries.filter(pk__lt=int(wanted["before"]))
    return entries


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.TAIPEI)


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "leaf", "title": _("Leaf"), "rank": 2},
        {"key": "at", "title": _("Time"), "rank": 1},
        {"key": "who", "title": _("Who"), "rank": 1, "main": True},
        {"key": "act", "title": _("Act"), "rank": 1},
        {"key": "register", "title": _("Register"), "rank": 2},
        {"key": "no", "title": _("Record"), "rank": 1},
        {"key": "via", "title": _("By way of"), "rank": 3},
        {"key": "digest", "title": _("Digest"), "rank": 3},
    ]


def _row(entry: Entry, by_code: dict[str, Register], actor: Actor) -> dict[str, Any]:
    one = by_code.get(entry.register)
    late = ""
    if entry.event_on is not None and entry.event_on != entry.at.astimezone(clock.TAIPEI).date():
        late = _("for %(day)s") % {"day": show_date(entry.event_on)}
    tone = TONES.get(entry.act) or ("ok" if entry.act.startswith("move:") else "mute")
    return {
        "id": entry.pk,
        "cells": [
            {"text": f"#{entry.pk}", "mono": True},
            {"text": show_time(entry.at), "sub": late},
            {"text": entry.actor_name},
            {"kind": "state", "text": act_words(entry, one), "tone": tone},
            {"text": _register_title(entry, one)},
            _subject(entry, one, actor),
            {"text": _VIA.get(entry.via, lambda: entry.via)(), "sub": entry.address},
            {"text": f"{entry.digest[:8]}…{entry.digest[-4:]}", "mono": True},
        ],
    }


def _register_title(entry: Entry, one: Register | None) -> str:
    if one is not None:
        return capital(one.title)
    return (
        _("Clauses")
        if entry.register == "clause"
        else _("Trading calendar")
        if entry.register == "trading_days"
        else ""
    )


def _subject(entry: Entry, one: Register | None, actor: Actor) -> dict[str, Any]:
    """The record, linked where the reader may open it; a clause with its title."""
    if entry.register == "clause" and entry.record_no in catalogue().clauses:
        clause = catalogue().clause(entry.record_no)
        return {"text": clause.cite, "url": clause_url(clause.id), "sub": said(clause)}
    may_see = one is not None and actor.holds(*STAFF_OFFICES)
    return {"text": entry.record_no, "url": number_url(entry.record_no) if may_see else "", "mono": True}


_VIA = {
    "web": lambda: _("web"),
    "api": lambda: "API",
    "cli": lambda: _("command line"),
    "sensor": lambda: _("sensor"),
    "system": lambda: _("the system itself"),
}
