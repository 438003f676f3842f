"""One entry of the ledger: who, from where, when, what it changed, its place in the tree and the proof of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhengan.faces.web import entries, particulars, trail
from zhengan.faces.web.dates import show_date, show_time
from zhengan.faces.web.reach import actor_of
from zhengan.faces.web.sifting import closed_to, reads_all
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, OutOfScope, Refused
from zhengan.kernel.register import Register, registers
from zhengan.ledger import keys
from zhengan.ledger.core.merkle import leaf_hash
from zhengan.ledger.core.proof import SUFFIX
from zhengan.ledger.models import Entry
from zhengan.ledger.proving import Proven, prove

_NOT_YOURS = gettext_lazy("This act is not yours, and the whole trail is open to audit and security alone.")


@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that the ledger holds of one act, as far as it is the reader's business."""
    actor = actor_of(request)
    entry, one = _reach(number, actor)
    whole = _is_whole(entry, actor)
    proven = prove(entry)
    payload = getattr(entry, "payload", None)
    told = trail.history([entry], one, actor)[0] if one is not None else {}
    return render(
        request,
        "web/pages/entry.html",
        {
            "entry": entry,
            "title": f"{entry.actor_name} {trail.act_words(entry, one)}",
            "crumbs": [{"title": _("Ledger"), "url": reverse("ledger")}, {"title": f"#{entry.pk}"}],
            "facts": _facts(entry, one, actor, whole=whole),
            "late": entries.late_of(entry),
            "told": told,
            "particulars": particulars.of(entry) if payload is not None and payload.body else [],
            "disposed": payload.disposed_by if payload is not None else None,
            "missing": payload is None,
            "digests": [
                {"title": _("Payload"), "text": entry.digest},
                {"title": _("Record before"), "text": entry.before},
                {"title": _("Record after"), "text": entry.after},
                {"title": _("Leaf hash"), "text": leaf_hash(proven.leaf).hex() if proven.leaf else ""},
            ],
            "proven": proven,
            "path": len(proven.proof.path) if proven.proof is not None else 0,
            "whole": whole,
            "keys": [str(key) for key in keys.verifiers(retired=False)] if whole else [],
        },
    )


@require_safe
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """The proof that the signed log has this entry, as a C2SP tlog-proof."""
    entry, proven = _provable(request, number)
    if proven.proof is None:
        raise NotPossible(proven.trouble or _("No signed checkpoint holds this entry yet; look again in a moment."))
    return _file(bytes(proven.proof), "text/plain; charset=utf-8", f"entry-{entry.pk}{SUFFIX}")


@require_safe
def content(request: HttpRequest, number: int) -> HttpResponse:
    """The bytes of the entry, as the tree holds them."""
    entry, proven = _provable(request, number)
    if not proven.leaf:
        raise NotPossible(proven.trouble)
    return _file(proven.leaf, "application/json", f"entry-{entry.pk}.json")


def _provable(request: HttpRequest, number: int) -> tuple[Entry, Proven]:
    actor = actor_of(request)
    entry, _one = _reach(number, actor)
    if not _is_whole(entry, actor):
        raise _refused(entry)
    return entry, prove(entry)


def _reach(number: int, actor: Actor) -> tuple[Entry, Register | None]:
    """The entry and its register. Raises Http404, Refused.

    One's own acts, those on a record that one may see, and to readers of the whole trail those of their registers.
    """
    entry = Entry.objects.filter(pk=number).select_related("payload").first()
    if entry is None:
        raise Http404(f"no entry {number}")
    one = next((one for one in registers() if one.code == entry.register), None)
    if _is_whole(entry, actor) or (one is not None and _sees(one, entry, actor)):
        return entry, one
    if actor.scope is not None:
        raise OutOfScope(_NOT_YOURS, register=entry.register, record_no=entry.record_no, act="ledger")
    raise _refused(entry)


def _is_whole(entry: Entry, actor: Actor) -> bool:
    """Whether the reader may see also from where the act came, and the bytes that say so."""
    if entry.actor_id == actor.user.pk:
        return actor.scope is None or entry.act != "refused"
    return reads_all(actor) and entry.register not in closed_to(actor)


def _sees(one: Register, entry: Entry, actor: Actor) -> bool:
    if entry.record_id is None:
        return False
    return bool(one.visible_to(one.record.objects.filter(pk=entry.record_id), actor).exists())


def _refused(entry: Entry) -> Refused:
    return Refused(_NOT_YOURS, register=entry.register, record_no=entry.record_no, act="ledger")


def _facts(entry: Entry, one: Register | None, actor: Actor, *, whole: bool) -> list[dict[str, Any]]:
    where = f"{entries.via_of(entry)} · {entry.address}" if whole and entry.address else entries.via_of(entry)
    about = entries.subject(entry, one, actor)
    facts = [
        {"title": _("Who"), "text": entry.actor_name},
        {"title": _("By way of"), "text": where},
        {"title": _("Recorded"), "text": show_time(entry.at), "sub": entry.at.isoformat(timespec="milliseconds")},
        {"title": _("Happened on"), "text": show_date(entry.event_on)} if entry.event_on else None,
        {
            "title": _("Act"),
            "state": {"word": trail.act_words(entry, one), "tone": entries.tone_of(entry)},
            "sub": entry.act,
        },
        {"title": _("Register"), "text": title} if (title := entries.register_title(entry, one)) else None,
        {"title": _("About"), **about} if entry.record_no else None,
        {"title": _("Request"), "text": entry.request_id, "mono": True} if whole else None,
    ]
    return [fact for fact in facts if fact is not None]


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
