"""The history of a record from its ledger entries, with before and after in words."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhengan.faces.web import shown
from zhengan.faces.web.dates import show_date, show_time
from zhengan.kernel.actor import Actor
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.masking import is_personal
from zhengan.kernel.prepared import SOMETHING, Rows
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

# A longer history is paged by the ledger page.
AT_MOST = 300
_TONES = {"void": "bad", "refused": "bad", "correct": "warn", "export": "warn", "read": "warn"}


def acts_of(one: Register, record: Any, *, with_payload: bool = False) -> list[Entry]:
    """The record's entries, newest first; one query."""
    return _entries(one.code, with_payload)({SOMETHING: record.pk})


@cache
def _entries(code: str, with_payload: bool) -> Rows:  # noqa: FBT001 (cached by position)
    found = Entry.objects.filter(register=code, record_id=SOMETHING).order_by("-pk")
    return Rows((found.select_related("payload") if with_payload else found)[:AT_MOST])


def history(entries: Iterable[Entry], one: Register, actor: Actor) -> list[dict[str, Any]]:
    """The entries as the history component wants them; confidential fields stay out of sight."""
    visible = {field.name for field in visible_fields(one, actor)}
    return [_line(entry, one, visible) for entry in entries]


def act_words(entry: Entry, one: Register | None) -> str:
    """What was done, in words."""
    act = entry.act
    if act.startswith("move:") and one is not None:
        source, _dash, target = act.removeprefix("move:").partition("-")
        states = one.flow.states
        if source in states and target in states:
            return f"{one.flow.label(source)} → {one.flow.label(target)}"
    return ACT_WORDS.get(act.partition(":")[0], lambda: act)()


def _line(entry: Entry, one: Register, visible: set[str]) -> dict[str, Any]:
    payload = getattr(entry, "payload", None)
    body: dict[str, Any] = (payload.body or {}) if payload is not None else {}
    return {
        "at": show_time(entry.at),
        "late": _late(entry),
        "who": entry.actor_name,
        "initials": entry.actor_name[-2:],
        "act": act_words(entry, one),
        "reason": body.get("reason", "") or (body.get("text", "") if entry.act == "comment" else ""),
        "changes": changes(one, body.get("before") or {}, body.get("after") or {}, visible, new=entry.act == "create")
        + _filled(one, entry.act, body),
        "files": [{"title": body["name"], "url": "?tab=evidence"}] if entry.act == "attach" and "name" in body else [],
        "leaf": entry.pk,
        "leaf_url": reverse("ledger-entry", args=[entry.pk]),
        "tone": _TONES.get(entry.act, ""),
    }


def _filled(one: Register, act: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Child rows that were added (`add:name`) or filled in (`fill:name`)."""
    kind, _colon, name = act.partition(":")
    if name not in one.lines:
        return []
    title = shown.capital(one.lines[name]._meta.verbose_name)
    if kind == "add":
        return [
            {"title": title, "before": "", "after": line_text(one, name, row), "new": True} for row in body["added"]
        ]
    fields = {field.name: field for field in one.line_fields(name)}
    return [
        {
            "title": f"{row.get('line', '')} {shown.capital(fields[key].verbose_name)}",
            "before": shown.told(row["before"].get(key), fields[key]),
            "after": shown.told(value, fields[key]),
        }
        for row in body.get("lines", ())
        for key, value in row["after"].items()
        if key in fields
    ]


def _late(entry: Entry) -> str:
    """Event time beside server time where they are not the same day."""
    if entry.event_on is None or entry.act != "create":
        return ""
    recorded = entry.at.astimezone(clock.TAIPEI).date()
    if entry.event_on >= recorded:
        return ""
    return _("Happened on %(day)s, recorded later.") % {"day": show_date(entry.event_on)}


def changes(
    one: Register,
    before: dict[str, Any],
    after: dict[str, Any],
    visible: set[str],
    *,
    new: bool = False,
) -> list[dict[str, Any]]:
    """Differences between two contents, by field and child row, with labels and words."""
    found: list[dict[str, Any]] = []
    fields = {field.name: field for field in one.fields}
    ordered = [name for name in fields if name in after or name in before]
    for name in ordered:
        if name not in visible:
            continue
        field = fields[name]
        old, fresh = shown.told(before.get(name), field), shown.told(after.get(name), field)
        if (new and not fresh) or (old == fresh and not (is_personal(field) and before.get(name) != after.get(name))):
            continue
        if new and after.get(name) is False:
            continue
        line = {"title": shown.capital(field.verbose_name), "before": old, "after": fresh}
        found.append(line | {"new": new})
    for name in one.lines:
        if name in before or name in after:
            lines = _line_changes(one, name, before.get(name) or [], after.get(name) or [])
            found += [line | {"new": new} for line in lines]
    return found


def _line_changes(one: Register, name: str, before: Sequence[Any], after: Sequence[Any]) -> list[dict[str, Any]]:
    """Child rows are told apart by their whole content: what is not there before is new, what is gone was taken out."""
    model = one.lines[name]
    title = shown.capital(model._meta.verbose_name)
    old = [line_text(one, name, row) for row in before]
    fresh = [line_text(one, name, row) for row in after]
    found = []
    for place in range(max(len(old), len(fresh))):
        was = old[place] if place < len(old) else ""
        is_now = fresh[place] if place < len(fresh) else ""
        if was != is_now:
            found.append({"title": f"{title} {place + 1}", "before": was, "after": is_now, "child": True})
    return found


def line_text(one: Register, name: str, row: Any) -> str:
    """A child row of the frozen JSON in one line."""
    if not isinstance(row, dict):
        return str(row)
    fields = {field.name: field for field in one.line_fields(name)}
    parts = []
    for key, value in row.items():
        text = shown.told(value, fields.get(key))
        if isinstance(value, bool):
            text = shown.capital(fields[key].verbose_name) if value and key in fields else ""
        if text:
            parts.append(text)
    return " · ".join(parts)


# Functions, so that each is said in the tongue of whoever reads.
ACT_WORDS = {
    "create": lambda: _("recorded it"),
    "change": lambda: _("changed it"),
    "correct": lambda: _("corrected it"),
    "void": lambda: _("voided it"),
    "attach": lambda: _("added evidence"),
    "comment": lambda: _("wrote a comment"),
    "import": lambda: _("imported a change"),
    "import_file": lambda: _("imported a file"),
    "add": lambda: _("added lines"),
    "fill": lambda: _("filled in lines"),
    "read": lambda: _("looked at confidential or personal fields"),
    "print": lambda: _("printed it"),
    "export": lambda: _("exported records"),
    "refused": lambda: _("was refused"),
    "sign_in": lambda: _("signed in"),
    "sign_in_failed": lambda: _("failed to sign in"),
    "sign_in_cut": lambda: _("was cut off after wrong tries"),
    "sign_out": lambda: _("signed out"),
    "password": lambda: _("changed the password"),
    "proved": lambda: _("showed once more who it is"),
    "password_issue": lambda: _("issued a one-time password"),
    "password_ask": lambda: _("asked for a new password"),
    "password_refuse": lambda: _("turned down the request for a password"),
    "factor_add": lambda: _("took up a second factor"),
    "factor_remove": lambda: _("laid down a second factor"),
    "factor_reset": lambda: _("took off the second factors"),
    "codes_made": lambda: _("made recovery codes"),
    "code_used": lambda: _("used a recovery code"),
    "directory_offices": lambda: _("took over offices from the directory"),
    "scim_offices": lambda: _("took over offices from the identity provider"),
    "scim_person": lambda: _("took over what the identity provider calls a person"),
    "scim_group": lambda: _("took over a group of the identity provider"),
    "session_end": lambda: _("ended sessions"),
    "token_made": lambda: _("made a token of the API"),
    "token_revoked": lambda: _("revoked a token of the API"),
    "token_refused": lambda: _("showed a token that no longer works"),
    "service_made": lambda: _("made an account of a program"),
    "service_end": lambda: _("ended an account of a program"),
    "calendar_import": lambda: _("imported the trading calendar"),
    "feed_made": lambda: _("made a calendar address"),
    "feed_revoked": lambda: _("revoked a calendar address"),
    "waiver_ask": lambda: _("asked to take the clause as not applicable"),
    "waiver_approve": lambda: _("approved that the clause does not apply"),
    "waiver_end": lambda: _("had the clause judged again"),
    "move": lambda: _("moved it"),
    "found": lambda: _("founded the installation"),
    "backup": lambda: _("took a backup"),
    "restore": lambda: _("restored a backup"),
    "verify": lambda: _("had the log verified"),
    "integrity_alarm": lambda: _("raised the integrity alarm"),
    "key_make": lambda: _("made a key of the log"),
    "key_rotate": lambda: _("exchanged a key of the log"),
    "key_replace": lambda: _("replaced a lost key of the log"),
    "key_reopen": lambda: _("had the log go on under a new name"),
    "ledger_trouble": lambda: _("reported that the log cannot be signed"),
    "dispose_ask": lambda: _("asked to dispose of records"),
    "dispose_refuse": lambda: _("refused to dispose of records"),
    "hold": lambda: _("put under a legal hold"),
    "hold_lift": lambda: _("lifted a legal hold"),
    "dispose": lambda: _("disposed of records"),
}
