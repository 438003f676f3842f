"""New records, changes, corrections with a reason, voiding; child rows with and without script."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhengan.faces.web import carried, shown
from zhengan.faces.web.filling import soften_blank
from zhengan.faces.web.meanwhile import meanwhile
from zhengan.faces.web.once import once
from zhengan.faces.web.places import record_url, register_url, room_title, room_url
from zhengan.faces.web.reach import actor_of, may_write, reach_record, reach_register
from zhengan.kernel import acts, revealing
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, OutOfDate, Refused
from zhengan.kernel.filter_kinds import is_id
from zhengan.kernel.forms import RecordForm
from zhengan.kernel.register import Register

# The input that takes evidence for a new record.
EVIDENCE = "evidence_files"
# Named apart from the fields of registers, some of which are called `reason`.
CORRECTION = "correction_reason"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, room: str, name: str) -> HttpResponse:
    """Write a new record; what the address names is filled in already."""
    actor = actor_of(request)
    one = reach_register(room, name)
    if not may_write(one, actor):
        raise Refused(_("Your offices do not allow you to add records here."), register=one.code, act="write")
    data = _with_added_line(request, one)
    files = carried.files_of(request, many=(EVIDENCE,))
    form = RecordForm(one, actor=actor, data=data, files=files or None, initial=_given(request, one))
    if request.method == "POST" and not _adding_line(request) and form.is_valid():
        try:
            return once(request, lambda: _create(request, one, form, actor, files.getlist(EVIDENCE)))
        except ValidationError as error:
            form.add_errors(error)
    return _page(request, one, form, actor, record=None, files=files)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, room: str, name: str, no: str) -> HttpResponse:
    """Change a record; where it is complete this is a correction with a reason."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    one: Register = record.register
    if not one.may_make(actor):
        raise Refused(_("Your offices do not allow this."), register=one.code, record_no=record.no, act="write")
    if request.method == "GET":
        _demand_open(record)
    if request.method == "GET":
        # The form shows what the page covers.
        revealing.reveal(record, actor, reason=_("to change the record"))
    data = _with_added_line(request, one)
    files = carried.files_of(request)
    form = RecordForm(one, actor=actor, record=record, data=data, files=files or None)
    reason_error, status = "", 400
    if request.method == "POST" and not _adding_line(request) and form.is_valid():
        try:
            _demand_open(record)
            return once(request, lambda: _save(request, record, form, actor))
        except ValidationError as error:
            form.add_errors(error)
        except OutOfDate:
            record = reach_record(room, name, no, actor)
            form, status = meanwhile(record, form, data=request.POST, seen=_version(request) or 0, actor=actor), 409
        except NotPossible as error:
            reason_error = str(error.message)
    return _page(request, one, form, actor, record=record, reason_error=reason_error, status=status, files=files)


def _demand_open(record: Any) -> None:
    """Raise NotPossible where the content cannot be changed now."""
    if record.is_void:
        raise NotPossible(_("The record is void."))
    if record.state in record.flow.awaiting_approval:
        raise NotPossible(_("The record waits for approval and is frozen until it is decided or sent back."))


def _save(request: HttpRequest, record: Any, form: RecordForm, actor: Actor) -> str:
    """Write what was changed. Returns the address of the record."""
    acts.change(
        record,
        form.values,
        by=actor,
        lines=_changed_lines(form),
        version=_version(request),
        reason=request.POST.get(CORRECTION, ""),
    )
    messages.success(request, _("Saved."))
    return record_url(record.register, record.no)


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, room: str, name: str, no: str) -> HttpResponse:
    """Void a record with a reason; the page asks for it."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    one: Register = record.register
    if not one.may_make(actor):
        raise Refused(_("Your offices do not allow this."), register=one.code, record_no=record.no, act="void")
    if record.is_void:
        raise NotPossible(_("The record is void."))
    address = record_url(one, record.no)
    error = ""
    if request.method == "POST":
        if request.POST.get("reason", "").strip():
            acts.void(record, by=actor, reason=request.POST["reason"].strip())
            messages.success(request, _("%(no)s is void.") % {"no": record.no})
            return HttpResponseRedirect(address)
        error = _("Say why the record is void.")
    context = {
        "register": one,
        "record": record,
        "title": _("Void %(no)s?") % {"no": record.no},
        "crumbs": _crumbs(one, record),
        "text": _("The record is not deleted: it stays, struck through, with your reason."),
        "confirm": _("Void it"),
        "tone": "danger",
        "reason": "required",
        "error": error,
        "reason_text": request.POST.get("reason", ""),
        "back": address,
    }
    return render(request, "web/pages/ask.html", context, status=400 if error else 200)


def _create(request: HttpRequest, one: Register, form: RecordForm, actor: Actor, files: list[Any]) -> str:
    """Write the record, its evidence and, if asked, hand it in: all or nothing. Returns its address."""
    with transaction.atomic():
        record = acts.create(one, form.values, by=actor, lines=form.line_values)
        for file in files:
            acts.attach(record, file, by=actor)
        target = request.POST.get("then", "")
        if target:
            record = acts.move(record, target, by=actor)
    messages.success(request, _("Recorded as %(no)s.") % {"no": record.no})
    return record_url(one, record.no)


def _forget_errors(form: RecordForm) -> None:
    """Who only asks for another row has not finished: nothing is wrong yet."""
    form.form._errors = ErrorDict()  # type: ignore[attr-defined]  # noqa: SLF001 (Django has no other way to leave a bound form unjudged)
    for rows in form.lines.values():
        rows._errors = [ErrorDict() for _row in rows.forms]  # noqa: SLF001
        rows._non_form_errors = ErrorList()  # noqa: SLF001
        for row in rows.forms:
            row._errors = ErrorDict()  # noqa: SLF001


def _soften_blanks(form: RecordForm) -> None:
    for one in (*_forms(form), *(rows.empty_form for rows in form.lines.values())):
        for field in one.fields.values():
            soften_blank(field)


def _forms(form: RecordForm) -> list[Any]:
    """The form of the record and those of its child rows."""
    return [form.form, *(row for rows in form.lines.values() for row in rows.forms)]


def _changed_lines(form: RecordForm) -> dict[str, Any] | None:
    """The kinds of child rows that were touched; None when none was, so that this alone is no correction."""
    return {name: rows for name, rows in form.line_values.items() if form.lines[name].has_changed()} or None


def _page(
    request: HttpRequest,
    one: Register,
    form: RecordForm,
    actor: Actor,
    *,
    record: Any,
    files: "MultiValueDict[str, Any]",
    reason_error: str = "",
    status: int = 400,
) -> HttpResponse:
    correction = record is not None and not one.flow.is_editable(record.state)
    _soften_blanks(form)
    there = carried.shown(request, files)
    for some in _forms(form):
        carried.fill_in(some, there)
    if _adding_line(request):
        _forget_errors(form)
    context = {
        "register": one,
        "record": record,
        "title": str(record) if record is not None else _("New %(one)s") % {"one": one.one},
        "crumbs": _crumbs(one, record),
        "form": form,
        "sections": [
            {"title": heading, "fields": [{"field": field, "wide": _is_wide(field)} for field in fields]}
            for heading, fields in form.sections
        ],
        "lines": [
            {"formset": rows, "title": shown.capital(one.lines[name]._meta.verbose_name_plural)}
            for name, rows in form.lines.items()
        ],
        "carried": there.get(EVIDENCE, []),
        "correction": correction,
        "reason_needed": correction and not one.stays_open,
        "reason": request.POST.get(CORRECTION, ""),
        "reason_error": reason_error,
        "version": form.form.data.get("version", record.version) if record is not None else "",
        "then": _then(one, actor) if record is None else None,
        "back": record_url(one, record.no) if record is not None else register_url(one),
        "failed": request.method == "POST" and not _adding_line(request),
    }
    return render(request, "web/pages/edit.html", context, status=status if context["failed"] else 200)


def _crumbs(one: Register, record: Any) -> list[dict[str, Any]]:
    crumbs: list[dict[str, Any]] = [
        {"title": room_title(one.room), "url": room_url(one.room)},
        {"title": one.title, "url": register_url(one)},
    ]
    crumbs.append(
        {"title": record.no, "url": record_url(one, record.no)} if record is not None else {"title": _("New")}
    )
    return crumbs


def _is_wide(field: Any) -> bool:
    """Whether a field takes a full row of the form."""
    widget = field.field.widget
    return type(widget).__name__ in ("Textarea", "CheckboxSelectMultiple")


def _then(one: Register, actor: Actor) -> dict[str, Any] | None:
    """The step that a new record can take at once: handing it in, where that asks nothing."""
    for move in one.flow.leaving(one.flow.initial):
        simple = not (move.asks or move.reason or move.is_approval or move.is_automatic)
        if simple and ("maker" in move.by or actor.holds(*move.by)) and one.flow.tone(move.target) == "wait":
            return {"target": move.target, "text": move.verb}
    return None


def _given(request: HttpRequest, one: Register) -> dict[str, Any]:
    """Values that the address fills in."""
    names = {field.name for field in one.fields}
    return {name: value for name, value in request.GET.items() if name in names}


def _adding_line(request: HttpRequest) -> bool:
    return bool(request.POST.get("add_line"))


def _with_added_line(request: HttpRequest, one: Register) -> QueryDict | None:
    """The posted data, with one more empty row where that was asked for."""
    if request.method != "POST":
        return None
    asked = request.POST.get("add_line", "")
    if asked not in one.lines:
        return request.POST
    data = request.POST.copy()
    key = f"{asked}-TOTAL_FORMS"
    count = data.get(key, "0")
    data[key] = str(int(count) + 1 if is_id(count) else 1)
    return data


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if is_id(given) else None
