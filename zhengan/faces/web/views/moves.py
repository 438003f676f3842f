"""Moving a record: one step with what it asks, the decision on a frozen request, and filling in child rows."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhengan.faces.web import carried, deciding, filling
from zhengan.faces.web.places import record_url, register_url, room_title, room_url
from zhengan.faces.web.reach import actor_of, reach_record
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, OutOfDate, Refused
from zhengan.kernel.filter_kinds import is_id
from zhengan.kernel.flow import Move
from zhengan.kernel.forms import RecordForm, move_form
from zhengan.kernel.register import Register


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, room: str, name: str, no: str, target: str) -> HttpResponse:
    """Take one step; the page asks for what the step needs."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    one: Register = record.register
    if target not in one.flow.states:
        raise Http404(f"no state {target}")
    step = _step(record, target, actor)
    files = carried.files_of(request)
    form = move_form(record, step, actor=actor, data=request.POST or None, files=files or None)
    error = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            moved = _carry_out(request, record, target, actor, form)
        except ValidationError as refused:
            error = _add(form, refused)
        except (OutOfDate, Refused):
            raise
        except NotPossible as refused:
            error = str(refused.message)
        else:
            messages.success(request, _done(moved))
            return HttpResponseRedirect(record_url(one, record.no))
    if form is not None:
        carried.fill_in(form.form, carried.shown(request, files))
    context = {
        "register": one,
        "record": record,
        "title": f"{step.verb}: {record}",
        "crumbs": _crumbs(record),
        "text": _("From “%(source)s” to “%(target)s”.")
        % {"source": record.state_label, "target": one.flow.label(target)},
        "confirm": step.verb,
        "tone": "danger" if one.flow.tone(target) == "bad" else "primary",
        "reason": "required" if step.reason else "optional",
        "reason_text": request.POST.get("reason", ""),
        "form": form,
        "error": error,
        "digest": _digest(request, record, step),
        "version": request.POST.get("version", record.version),
        "back": record_url(one, record.no),
    }
    return render(request, "web/pages/ask.html", context, status=400 if request.method == "POST" else 200)


@require_POST
def decide(request: HttpRequest, room: str, name: str, no: str) -> HttpResponse:
    """Approve exactly the frozen request that was shown, or send it back with a reason."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    address = record_url(record.register, record.no)
    approving = request.POST.get("act") == "approve"
    approve, refuse = deciding.pair(record, actor)
    step = approve if approving else refuse
    if step is None:
        approvals = [one for one in record.flow.leaving(record.state) if one.is_approval]
        if not approvals:
            raise NotPossible(_("Nothing waits for a decision here any more."))
        why = acts.why_not(record, approvals[0], actor) or _("Your offices do not allow this step.")
        raise Refused(why, register=record.register.code, record_no=record.no, act="decide")
    if approving and step.asks:
        return HttpResponseRedirect(record_url(record.register, record.no, "move", step.target))
    reason = request.POST.get("reason", "").strip()
    if not approving and not reason:
        messages.error(request, _("Say why you send it back; the reason is kept."))
        return HttpResponseRedirect(f"{address}#approval")
    try:
        moved = acts.move(
            record,
            step.target,
            by=actor,
            reason=reason,
            submitted=request.POST.get("digest", ""),
            version=_version(request),
        )
    except ValidationError as refused:
        raise NotPossible(" ".join(refused.messages)) from None
    messages.success(request, _done(moved))
    return HttpResponseRedirect(address)


@require_POST
def lines(request: HttpRequest, room: str, name: str, no: str, act: str) -> HttpResponse:
    """Fill in child rows that are the actor's to fill in (decisions, receipts, signatures)."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    one: Register = record.register
    if act not in one.fills:
        raise Http404(f"no lines {act} to fill in")
    given, problems = filling.given(record, act, request.POST)
    if not given and not problems:
        raise NotPossible(_("Nothing was filled in."))
    if not problems:
        try:
            acts.fill_lines(record, act, given, by=actor, version=_version(request))
        except ValidationError as refused:
            problems = list(refused.messages)
    for problem in problems:
        messages.error(request, problem)
    if not problems:
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(record_url(one, record.no))


@require_POST
def sign(request: HttpRequest, room: str, name: str, no: str) -> HttpResponse:
    """Sign the child row that waits for this person (a notice read, a hand-over taken)."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    acts.sign(record, by=actor)
    messages.success(request, _("Signed."))
    return HttpResponseRedirect(record_url(record.register, record.no))


def _step(record: Any, target: str, actor: Actor) -> Move:
    """The move to the target that is open to the actor. Raises Refused, NotPossible."""
    found = next((one for one in acts.open_moves(record, actor) if one.target == target), None)
    if found is not None:
        return found
    candidates = record.flow.between(record.state, target)
    if not candidates or record.is_void:
        raise NotPossible(
            _("From “%(source)s” there is no step to “%(target)s”.")
            % {"source": record.state_label, "target": record.flow.label(target)}
        )
    why = acts.why_not(record, candidates[0], actor) or _("Your offices do not allow this step.")
    code = f"move:{candidates[0].code}"
    raise Refused(why, register=record.register.code, record_no=record.no, act=code)


def _carry_out(request: HttpRequest, record: Any, target: str, actor: Actor, form: RecordForm | None) -> Any:
    return acts.move(
        record,
        target,
        by=actor,
        values=form.values if form is not None else None,
        reason=request.POST.get("reason", "").strip(),
        submitted=request.POST.get("digest") or None,
        version=_version(request),
    )


def _digest(request: HttpRequest, record: Any, step: Move) -> str:
    """The digest of the request that an approval approves: the one this page shows."""
    if not step.is_approval:
        return ""
    if "digest" in request.POST:
        return request.POST["digest"]
    submission = acts.open_submission(record)
    return submission.digest if submission else ""


def _add(form: RecordForm | None, error: ValidationError) -> str:
    """Put errors at the fields of the form; what has no field here is said above."""
    if form is None:
        return " ".join(_said(error))
    form.add_errors(error)
    return ""


def _said(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [
        f"{name}: {message}" if name != "__all__" else message
        for name, told in error.message_dict.items()
        for message in told
    ]


def _done(record: Any) -> str:
    return _("%(no)s is now “%(state)s”.") % {"no": record.no, "state": record.state_label}


def _crumbs(record: Any) -> list[dict[str, Any]]:
    one: Register = record.register
    return [
        {"title": room_title(one.room), "url": room_url(one.room)},
        {"title": one.title, "url": register_url(one)},
        {"title": record.no, "url": record_url(one, record.no)},
    ]


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if is_id(given) else None
