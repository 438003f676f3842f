"""Entries of the ledger as people read them: how an act looks, where it came from, what it was about."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhengan.catalogue import catalogue
from zhengan.faces.web.clause_words import said
from zhengan.faces.web.dates import show_date
from zhengan.faces.web.places import clause_url, number_url
from zhengan.faces.web.shown import capital
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import STAFF_OFFICES, Register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

_TONES = {
    "refused": "bad",
    "sign_in_failed": "warn",
    "sign_in_cut": "bad",
    "void": "bad",
    "correct": "warn",
    "read": "warn",
    "export": "warn",
    "backup": "warn",
    "restore": "bad",
    "dispose": "warn",
    "key_replace": "bad",
    "token_made": "warn",
    "service_made": "warn",
    "token_refused": "bad",
    "integrity_alarm": "bad",
}
_VIA = {
    "web": lambda: _("web"),
    "api": lambda: "API",
    "token": lambda: _("API, by token"),
    "scim": lambda: "SCIM",
    "cli": lambda: _("command line"),
    "sensor": lambda: _("sensor"),
    "system": lambda: _("the system itself"),
}


def url_of(number: int) -> str:
    """The page of an entry."""
    return reverse("ledger-entry", args=[number])


def tone_of(entry: Entry) -> str:
    """How the act looks: what takes away, fails or opens stands out, and so do steps forward."""
    return _TONES.get(entry.act) or ("ok" if entry.act.startswith("move:") else "mute")


def via_of(entry: Entry) -> str:
    """Over which face the act came, in words."""
    return _VIA.get(entry.via, lambda: entry.via)()


def late_of(entry: Entry) -> str:
    """The day of the event, where it is another than the day of recording."""
    if entry.event_on is None or entry.event_on == entry.at.astimezone(clock.TAIPEI).date():
        return ""
    return _("for %(day)s") % {"day": show_date(entry.event_on)}


def register_title(entry: Entry, one: Register | None) -> str:
    """What the act was about in general: a register, the clauses, the calendar; nothing for signing in and the like."""
    if one is not None:
        return capital(one.title)
    return {"clause": _("Clauses"), "trading_days": _("Trading calendar")}.get(entry.register, "")


def subject(entry: Entry, one: Register | None, actor: Actor) -> dict[str, Any]:
    """The record, linked where the reader may open it; a clause with its title."""
    if entry.register == "clause" and entry.record_no in catalogue().clauses:
        clause = catalogue().clause(entry.record_no)
        return {"text": clause.cite, "url": clause_url(clause.id), "sub": said(clause)}
    may_see = one is not None and actor.holds(*STAFF_OFFICES)
    return {"text": entry.record_no, "url": number_url(entry.record_no) if may_see else "", "mono": True}
