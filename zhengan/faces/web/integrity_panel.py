"""The integrity panel: until where the log is signed, witnessed and verified, what waits, and what does not hold."""

from datetime import timedelta
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Max, Min, OuterRef, Subquery, Value
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhengan.faces.web.dates import show_duration, show_time
from zhengan.faces.web.entries import url_of
from zhengan.faces.web.sifting import reads_all
from zhengan.kernel import integrity
from zhengan.kernel.actor import Actor
from zhengan.ledger import apart, clock, leaves, unsigned
from zhengan.ledger.core.note import Note, NoteRefused
from zhengan.ledger.models import Departure, Entry, Head, Leaf, Pending, Verification

# An entry that waits longer than this for its place says that the sequencer is not at work.
LATE = timedelta(seconds=10)
PLACES = 12  # shown of those that checkpoints left to


def panel(actor: Actor) -> dict[str, Any]:
    """Return what the panel shows to a reader of the whole trail; four queries."""
    runs = list(Verification.objects.annotate(last=_last_entry("size")).order_by("-pk")[:2])
    alive = clock.now() - integrity.DEAD_AFTER
    now = runs[0] if runs and runs[0].ended_at is None else None
    under_way = now if now is not None and now.seen_at >= alive else None
    ended = next((one for one in runs if one.ended_at is not None), None)
    return {
        "may_verify": reads_all(actor),
        "running": _running(under_way) if under_way is not None else None,
        "broken_off": show_time(now.started_at) if now is not None and under_way is None else "",
        "ended": _ended(ended) if ended is not None else None,
        "seal": _seal(ended),
        "troubles": [_trouble(one) for one in ended.troubles] if ended is not None else [],
        "more": max(0, ended.count - len(ended.troubles)) if ended is not None else 0,
        "signed": _signed(),
        "witnesses": witnesses(),
    }


def witnesses() -> list[dict[str, Any]]:
    """Where checkpoints went and who saw them: {"who", "kind", "size", "at", "tone"}, the newest of each place."""
    newest = Departure.objects.order_by().values("kind", "place").annotate(newest=Max("pk")).values("newest")
    return [
        {
            "who": _name_of(one),
            "kind": one.get_kind_display(),
            "size": localize(one.size),
            "at": show_time(one.stated_at or one.at),
            "tone": "bad" if one.trouble else "ok",
        }
        for one in Departure.objects.filter(pk__in=newest).order_by("kind", "place")[:PLACES]
    ]


def _name_of(departure: Departure) -> str:
    """What says enough of a place: a witness by its name, a folder by its own, a service by its host."""
    match departure.kind:
        case Departure.Kind.WITNESS:
            return departure.place.partition("+")[0]
        case Departure.Kind.DROP:
            return PurePath(departure.place).name
        case Departure.Kind.STAMP:
            return urlsplit(departure.place).hostname or departure.place
        case _:
            return departure.place


def _last_entry(size: str) -> Subquery:
    """The number of the last entry in a tree of that size."""
    return Subquery(Leaf.objects.filter(index=OuterRef(size) - 1).values("entry_id")[:1])


def _signed() -> dict[str, Any]:
    """The checkpoint that was signed last, and what came after it; one query."""
    head = (
        Head.objects.filter(pk=1)
        .annotate(
            last=_last_entry("noted_size"),
            waiting=Subquery(_over_all(Pending, Count("pk"))),
            oldest=Subquery(Entry.objects.filter(pk__in=_over_all(Pending, Min("pk"))).values("at")),
        )
        .first()
    )
    if head is None:
        leaves.head()  # made when it is first asked for
        return _signed()
    lag = clock.now() - head.oldest if head.oldest is not None else None
    return {
        "size": localize(head.noted_size),
        "last": head.last,
        "last_url": url_of(head.last) if head.last is not None else "",
        "at": show_time(head.signed_at),
        "keys": _keys(bytes(head.note)),
        "unsigned": localize(head.size - head.noted_size) if head.size > head.noted_size else "",
        "waiting": localize(head.waiting) if head.waiting else "",
        "lag": show_duration(_coarse(lag)) if lag is not None else "",
        "late": lag is not None and lag > LATE,
        "trouble": unsigned.words(head.trouble),
        "url": reverse("log-checkpoint"),
        "together": apart.is_on_the_disk_of_the_database(),
    }


def _coarse(length: timedelta) -> timedelta:
    """A length of time without what nobody wants to know of it."""
    step = next((step for step in (timedelta(days=1), timedelta(minutes=1)) if length > step), timedelta(seconds=1))
    return length // step * step


def _over_all(model: Any, aggregate: Any) -> Any:
    """An aggregate over a whole table, as a query with one value."""
    return model.objects.order_by().annotate(whole=Value(1)).values("whole").annotate(n=aggregate).values("n")


def _keys(note: bytes) -> list[str]:
    """The ids of the keys that signed, as C2SP signed-note writes them."""
    try:
        return [f"{one.name}+{one.key_id.hex()}" for one in Note.parse(note).signatures]
    except NoteRefused:
        return []


def _running(run: Verification) -> dict[str, Any]:
    counted = run.stage in ("tree", "records")
    number = integrity.STAGES.index(run.stage) + 1 if run.stage in integrity.STAGES else 0
    return {
        "stage": _STAGES[run.stage]() if number else _("beginning"),
        "number": number,
        "stages": len(integrity.STAGES),
        "done": run.done if counted else None,
        "total": run.total,
        "since": show_time(run.started_at),
        "by": by_words(run.by),
        "found": run.count,
        "shown": f"{localize(run.done)} / {localize(run.total)}" if counted else "",
    }


def _ended(run: Any) -> dict[str, Any]:
    return {
        "at": show_time(run.ended_at),
        "by": by_words(run.by),
        "took": show_duration(_coarse(run.ended_at - run.started_at)),
        "size": localize(run.size),
        "last": run.last,
        "last_url": url_of(run.last) if run.last is not None else "",
        "records": localize(run.records),
        "files": localize(run.files),
        "count": run.count,
    }


def _seal(ended: Verification | None) -> dict[str, str]:
    """One sentence, and how it looks."""
    if ended is None:
        return {"tone": "na", "icon": "shield", "text": _("Not verified yet")}
    if ended.count:
        text = ngettext("%(n)s place does not hold", "%(n)s places do not hold", ended.count) % {"n": ended.count}
        return {"tone": "bad", "icon": "room-incidents", "text": text}
    return {"tone": "ok", "icon": "shield", "text": _("All of it holds")}


def _trouble(one: dict[str, Any]) -> dict[str, Any]:
    number = one.get("entry")
    return {
        "words": integrity.words(one),
        "place": one.get("place", "").removeprefix(f"#{number}").strip(),
        "detail": one.get("detail", ""),
        "entry": number,
        "url": url_of(number) if isinstance(number, int) else "",
    }


def by_words(by: str) -> str:
    """Who had it verified; the house itself does so every day."""
    return {"": _("the daily run"), "cli": _("command line")}.get(by, by)


# Functions, so that each is said in the tongue of whoever reads.
_STAGES = {
    "tree": lambda: _("the tree of entries and its checkpoints"),
    "records": lambda: _("records against what the log was told"),
    "acts": lambda: _("what all other acts told, and what was submitted"),
    "evidence": lambda: _("evidence files"),
    "derived": lambda: _("offices held"),
}
