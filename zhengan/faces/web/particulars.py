"""What an act told beside the fields it changed: reason, file, count, filter, key; each with its name."""

from typing import Any

from django.utils.translation import gettext as _

from zhengan.faces.web.places import role_title
from zhengan.kernel.states import STATES
from zhengan.ledger.models import Entry

# Told elsewhere on the page: what changed, and how the ledger is told of rows.
_ELSEWHERE = frozenset({"before", "after", "row", "rows", "lines", "added", "evidence"})
_MONO = frozenset({"submission", "file", "sha256", "digest", "key", "statement", "path", "filter", "filters"})
_LONGEST = 4000


def of(entry: Entry) -> list[dict[str, Any]]:
    """Return the particulars of an entry's payload as facts."""
    body: dict[str, Any] = entry.payload.body or {}
    facts = []
    for name, value in body.items():
        if name in ("from", "to") and entry.act.startswith("move:"):
            continue  # the words of the act say it
        text = _text(name, value)
        if text and not (name in _ELSEWHERE and isinstance(value, dict | list)):
            title = NAMES[name]() if name in NAMES else name
            facts.append({"title": title, "text": text, "mono": name in _MONO})
    return facts


def _text(name: str, value: Any) -> str:
    if name == "office":
        return role_title(str(value))
    if name in ("from", "to") and value in STATES:
        return str(STATES[value][0])
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return ", ".join(str(one) for one in value)[:_LONGEST]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)[:_LONGEST] if isinstance(value, str | int) else ""


# Functions, so that each is said in the tongue of whoever reads.
NAMES = {
    "reason": lambda: _("Reason"),
    "text": lambda: _("Text"),
    "name": lambda: _("Name"),
    "note": lambda: _("Note"),
    "sha256": lambda: "SHA-256",
    "from": lambda: _("From"),
    "to": lambda: _("To"),
    "until": lambda: _("Until"),
    "submission": lambda: _("Digest of what was submitted"),
    "fields": lambda: _("Fields"),
    "path": lambda: _("Address"),
    "act": lambda: _("Act"),
    "kind": lambda: _("Kind"),
    "count": lambda: _("How many"),
    "rows": lambda: _("Rows"),
    "filter": lambda: _("Filters"),
    "filters": lambda: _("Filters"),
    "report": lambda: _("Report"),
    "file": lambda: _("File"),
    "added": lambda: _("Added"),
    "source": lambda: _("Source"),
    "listed": lambda: _("Days listed"),
    "changed": lambda: _("Days changed"),
    "digest": lambda: _("Digest"),
    "office": lambda: _("Office"),
    "president": lambda: _("President"),
    "key": lambda: _("Public key"),
    "statement": lambda: _("Statement"),
    "made_at": lambda: _("Made"),
    "entries": lambda: _("Entries"),
}
