"""What people did about a clause: its discussion and its history, told from the ledger in one query."""

from dataclasses import dataclass, field
from typing import Any

from zhengan.faces.web.dates import show_time
from zhengan.faces.web.trail import act_words
from zhengan.ledger.models import Entry

SUBJECT = "clause"
AT_MOST = 60
WAIVER_ACTS = ("waiver_ask", "waiver_approve", "waiver_end")


@dataclass
class Told:
    """The remarks, oldest first as a talk is read, and the other acts as the history component takes them."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    has_waiver: bool = False


def about_clause(clause: str) -> Told:
    """Read what was entered about a clause. A payload may have been disposed of; the entry then stands alone."""
    told = Told()
    entries = Entry.objects.filter(register=SUBJECT, record_no=clause).select_related("payload").order_by("-pk")
    for entry in entries[:AT_MOST]:
        payload = getattr(entry, "payload", None)
        body: dict[str, Any] = (payload.body or {}) if payload is not None else {}
        who = {"who": entry.actor_name, "initials": entry.actor_name[-2:], "at": show_time(entry.at)}
        if entry.act == "comment":
            told.comments.insert(0, who | {"text": body.get("text", "")})
            continue
        if entry.act in WAIVER_ACTS and not any(one["waiver"] for one in told.history):
            told.has_waiver = entry.act != "waiver_end"
        told.history.append(
            who
            | {
                "sort": show_time(entry.at),
                "act": act_words(entry, None),
                "waiver": entry.act in WAIVER_ACTS,
                "reason": body.get("reason", ""),
                "leaf": entry.pk,
                "leaf_url": "",
            }
        )
    return told
