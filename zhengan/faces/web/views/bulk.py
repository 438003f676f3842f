"""One step for many records: a preview of what is possible and what is refused and why, then each by its own act."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from zhengan.faces.web.places import TONES, joined, record_url, register_url, room_title, room_url
from zhengan.faces.web.reach import actor_of, reach_list
from zhengan.kernel import acts
from zhengan.kernel.accounts.proof import ProofNeeded
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.filter_kinds import is_id
from zhengan.kernel.flow import Move, asked
from zhengan.kernel.forms import RecordForm
from zhengan.kernel.register import Register

# One request does not go on for minutes; whoever needs more uses an import or the command line.
AT_MOST = 500


@dataclass(frozen=True)
class Candidate:
    """A ticked record: the move it can take, or why not."""

    record: Any
    move: Move | None
    why: str


@require_POST
def page(request: HttpRequest, room: str, name: str) -> HttpResponse:
    """Show the preview; on `confirm` carry it out."""
    actor = actor_of(request)
    one, visible = reach_list(room, name, actor)
    target = request.POST.get("act", "")
    if target not in one.flow.states:
        raise Http404(f"no state {target}")
    keys = [int(key) for key in request.POST.getlist("row") if is_id(key)][:AT_MOST]
    if not keys:
        raise NotPossible(_("Tick at least one row first."))
    records = list(visible.select_related(*one.joins).filter(pk__in=keys).order_by("pk"))
    candidates = [_candidate(record, target, actor) for record in records]
    able = [one_row for one_row in candidates if one_row.move is not None]
    asks = asked(row.move for row in able if row.move is not None)
    confirmed = request.POST.get("confirm") == "1"
    form = None
    if asks:
        form = RecordForm(one, actor=actor, data=request.POST if confirmed else None, only=asks)
    reason = request.POST.get("reason", "").strip()
    needs_reason = any(row.move is not None and row.move.reason for row in able)
    error = _("A reason is needed for this step.") if confirmed and needs_reason and not reason else ""
    if confirmed and able and not error and (form is None or form.is_valid()):
        return _carry_out(request, one, able, target, actor, form, reason)
    context = {
        "register": one,
        "title": _("%(verb)s: %(title)s") % {"verb": _verb(one, target), "title": one.title},
        "crumbs": [
            {"title": room_title(one.room), "url": room_url(one.room)},
            {"title": one.title, "url": register_url(one)},
            {"title": _verb(one, target)},
        ],
        "target": target,
        "verb": _verb(one, target),
        "state": one.flow.label(target),
        "tone": "danger" if one.flow.tone(target) == "bad" else "primary",
        "able": [_shown(row) for row in able],
        "unable": [_shown(row) for row in candidates if row.move is None],
        "form": form,
        "reason": "required" if needs_reason else "optional",
        "reason_text": reason,
        "error": error,
        "back": register_url(one),
    }
    return render(request, "web/pages/bulk.html", context, status=400 if confirmed else 200)


def _candidate(record: Any, target: str, actor: Actor) -> Candidate:
    found = next((move for move in acts.open_moves(record, actor) if move.target == target), None)
    if found is not None:
        objection = found.when(record) if found.when is not None and not found.asks else None
        missing = [name for name in found.needs if name not in found.asks and getattr(record, name) in (None, "", ())]
        if objection:
            return Candidate(record, None, str(objection))
        if missing and not set(missing) <= set(found.stamp):
            labels = [str(record._meta.get_field(name).verbose_name) for name in missing if name not in found.stamp]
            return Candidate(record, None, _("First fill in: %(fields)s.") % {"fields": joined(labels)})
        return Candidate(record, found, "")
    if record.is_void:
        return Candidate(record, None, _("The record is void."))
    candidates = record.flow.between(record.state, target)
    if not candidates:
        why = _("From “%(source)s” there is no step to “%(target)s”.") % {
            "source": record.state_label,
            "target": record.flow.label(target),
        }
        return Candidate(record, None, why)
    return Candidate(record, None, acts.why_not(record, candidates[0], actor) or "")


def _shown(row: Candidate) -> dict[str, Any]:
    record = row.record
    return {
        "id": record.pk,
        "no": record.no,
        "url": record_url(record.register, record.no),
        "title": str(record),
        "state": record.state_label,
        "tone": TONES[record.state_tone],
        "why": row.why,
    }


def _verb(one: Register, target: str) -> str:
    return str(next(move.verb for move in one.flow.moves if move.target == target))


def _carry_out(
    request: HttpRequest,
    one: Register,
    able: list[Candidate],
    target: str,
    actor: Actor,
    form: RecordForm | None,
    reason: str,
) -> HttpResponse:
    """Each record by its own act: what is refused in the end is told, and does not undo the others."""
    done = 0
    for row in able:
        try:
            acts.move(row.record, target, by=actor, values=form.values if form else None, reason=reason)
        except ProofNeeded:
            raise
        except ValidationError as error:
            messages.error(request, f"{row.record.no}: {' '.join(error.messages)}")
        except (NotPossible, Refused) as error:
            messages.error(request, f"{row.record.no}: {error.message}")
        else:
            done += 1
    if done:
        told = ngettext("%(n)s record is now “%(state)s”.", "%(n)s records are now “%(state)s”.", done)
        messages.success(request, told % {"n": done, "state": one.flow.label(target)})
    return HttpResponseRedirect(register_url(one))
