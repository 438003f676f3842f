"""軌跡: who did what, when, to which record; every act of the house in order."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhengan.catalogue import Clause
from zhengan.faces.web import entries, integrity_panel
from zhengan.faces.web.clause_words import said
from zhengan.faces.web.dates import show_time
from zhengan.faces.web.places import clause_url
from zhengan.faces.web.reach import actor_of
from zhengan.faces.web.shown import capital
from zhengan.faces.web.sifting import NAMESAKES, Sifted, reads_all, sift
from zhengan.faces.web.trail import ACT_WORDS, act_words
from zhengan.faces.web.views import keeping
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import Register, registers
from zhengan.ledger.models import Entry, Leaf

PER_PAGE = 50
# Acts offered as a filter, by what they are about; moves, added and filled lines are one kind each.
RECORDS = ("create", "change", "correct", "move", "add", "fill", "attach", "comment", "void", "import", "import_file")
LEAVING = ("read", "print", "export", "backup", "restore", "refused")
SIGNING = ("sign_in", "sign_in_failed", "sign_in_cut", "sign_out", "proved", "code_used", "session_end")
ACCOUNTS = (
    *("password", "password_ask", "password_issue", "password_refuse"),
    *("directory_offices", "factor_add", "factor_remove", "factor_reset", "codes_made"),
    *("scim_offices", "scim_person", "scim_group"),
    *("token_made", "token_revoked", "token_refused", "service_made", "service_end"),
)
RULES = ("waiver_ask", "waiver_approve", "waiver_end", "calendar_import", "found", "feed_made", "feed_revoked")
LOG = ("verify", "integrity_alarm", "ledger_trouble", "key_make", "key_rotate", "key_replace", "key_reopen")
KEEPING = ("dispose_ask", "dispose_refuse", "dispose", "hold", "hold_lift")


def page(request: HttpRequest) -> HttpResponse:
    """The acts, newest first, page by page; the next page begins below the last number seen."""
    actor = actor_of(request)
    by_code = {one.code: one for one in registers()}
    found = sift(request.GET.dict(), actor, count=PER_PAGE + 1)
    wanted, shown = found.wanted, found.entries[:PER_PAGE]
    places = dict(Leaf.objects.filter(entry_id__in=[one.pk for one in shown]).values_list("entry_id", "index"))
    older = f"?{urlencode({**wanted, 'before': shown[-1].pk})}" if len(found.entries) > PER_PAGE else ""
    newest = f"?{urlencode({name: value for name, value in wanted.items() if name != 'before'})}"
    return render(
        request,
        "web/pages/ledger.html",
        {
            "panel": integrity_panel.panel(actor) if reads_all(actor) else None,
            "columns": _columns(),
            "rows": [_row(entry, places.get(entry.pk), by_code.get(entry.register), actor) for entry in shown],
            "older": older,
            "newest": newest if "before" in wanted else "",
            "first": shown[0].pk if shown else None,
            "last": shown[-1].pk if shown else None,
            "wanted": wanted,
            "reads_all": reads_all(actor),
            "may_keep": keeping.may_see(actor),
            "notes": _notes(found),
            "acts": _offered(),
            "registers": [
                ("clause", _("Clauses")),
                *((one.code, capital(one.title)) for one in registers() if one.may_open(actor)),
            ],
            "narrowed": bool(set(wanted) - {"before"}),
        },
    )


def _offered() -> list[tuple[str, list[tuple[str, str]]]]:
    groups = (
        (_("Records"), RECORDS),
        (_("Reading and taking out"), LEAVING),
        (_("Signing in"), SIGNING),
        (_("Passwords, second factors, tokens"), ACCOUNTS),
        (_("Rules"), RULES),
        (_("Keeping and disposing"), KEEPING),
        (_("The log itself"), LOG),
    )
    return [(title, [(code, ACT_WORDS[code]()) for code in codes]) for title, codes in groups]


def _notes(found: Sifted) -> list[dict[str, Any]]:
    """How names and clauses were understood, where that is not plain."""
    notes: list[dict[str, Any]] = []
    if len(found.people) > 1:
        many = len(found.people) > NAMESAKES
        text = _("Many people may be meant; shown are the acts of:") if many else _("Several people may be meant:")
        people = [
            {"text": one.name, "url": f"?{urlencode({**found.wanted, 'who': one.username})}"} for one in found.people
        ]
        notes.append({"text": text, "links": people})
    if found.clause is not None:
        notes.append({"text": _clause_note(found.clause), "links": [_clause_link(found.clause)]})
    return notes


def _clause_note(clause: Clause) -> str:
    if clause.is_leaf:
        return _("On records that are evidence for this clause, and on the clause itself:")
    return _("On records that are evidence for the clauses under this heading, and on these clauses:")


def _clause_link(clause: Clause) -> dict[str, Any]:
    return {"text": f"{clause.cite} {said(clause)}", "url": clause_url(clause.id)}


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "entry", "title": _("Entry"), "rank": 1},
        {"key": "at", "title": _("Time"), "rank": 1},
        {"key": "who", "title": _("Who"), "rank": 1, "main": True},
        {"key": "act", "title": _("Act"), "rank": 1},
        {"key": "register", "title": _("Register"), "rank": 2},
        {"key": "no", "title": _("Record"), "rank": 1},
        {"key": "via", "title": _("By way of"), "rank": 3},
        {"key": "leaf", "title": _("Leaf"), "rank": 2, "num": True},
    ]


def _row(entry: Entry, place: int | None, one: Register | None, actor: Actor) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "cells": [
            {"text": f"#{entry.pk}", "mono": True, "url": entries.url_of(entry.pk)},
            {"text": show_time(entry.at), "sub": entries.late_of(entry)},
            {"text": entry.actor_name},
            {"kind": "state", "text": act_words(entry, one), "tone": entries.tone_of(entry)},
            {"text": entries.register_title(entry, one)},
            entries.subject(entry, one, actor),
            {"text": entries.via_of(entry), "sub": entry.address},
            {"text": _("waits"), "tone": "mute"} if place is None else {"text": place, "mono": True},
        ],
    }
