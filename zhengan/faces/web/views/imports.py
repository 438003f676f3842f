"""Bringing in a sheet: upload, look at what would change, carry out exactly that; nothing is written on an error."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhengan.faces.web.once import once
from zhengan.faces.web.places import record_url, register_url, room_title, room_url
from zhengan.faces.web.reach import actor_of, reach_register
from zhengan.kernel import spreadsheet
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, OutOfDate, Refused
from zhengan.kernel.register import Register

ROWS_SHOWN = 50
ERRORS_SHOWN = 200
LASTS = timedelta(days=1)  # between looking at a sheet and carrying it out


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, room: str, name: str) -> HttpResponse:
    """The three steps on one address."""
    actor = actor_of(request)
    one = reach_register(room, name)
    if not one.may_make(actor):
        raise Refused(_("Your offices do not allow you to add records here."), register=one.code, act="import")
    context: dict[str, Any] = {
        "register": one,
        "slug": name,
        "title": _("Import: %(title)s") % {"title": one.title},
        "crumbs": [
            {"title": room_title(one.room), "url": room_url(one.room)},
            {"title": one.title, "url": register_url(one)},
            {"title": _("Import")},
        ],
        "back": register_url(one),
        "may_be_complete": bool(one.gone_state),
    }
    if request.method == "GET":
        return render(request, "web/pages/import.html", context)
    try:
        preview = _preview(request, one, actor)
        if request.POST.get("confirm") == "1" and preview.can_be_carried_out:
            return once(request, lambda: _carry_out(request, one, actor, preview))
    except spreadsheet.Unreadable as error:
        return render(request, "web/pages/import.html", context | {"error": str(error.message)}, status=400)
    except OutOfDate as error:
        context["error"] = str(error.message)
        preview = _preview(request, one, actor)
    except (spreadsheet.ImportRefused, NotPossible) as error:
        context["error"] = str(error.message)
        preview = _preview(request, one, actor)
    context |= _shown(preview, one, request)
    status = 200 if preview.can_be_carried_out and "error" not in context else 400
    return render(request, "web/pages/import.html", context, status=status)


def _preview(request: HttpRequest, one: Register, actor: Actor) -> Any:
    """Read the upload, or the file kept from the step before."""
    mapping = {
        key.removeprefix("map-"): str(value) for key, value in request.POST.items() if key.startswith("map-")
    } or None
    complete = request.POST.get("complete") == "1"
    reference = request.POST.get("file", "")
    if reference:
        digest = _referred_to(request, reference)
        return spreadsheet.preview_from_evidence(one, actor, digest, mapping=mapping or None, complete=complete)
    upload = request.FILES.get("sheet")
    if upload is None:
        raise spreadsheet.Unreadable(_("Choose a file first."))
    kept = spreadsheet.keep_file(one, actor, upload)
    return spreadsheet.preview_from_evidence(one, actor, kept, mapping=mapping or None, complete=complete)


def _reference(request: HttpRequest, sha256: str) -> str:
    """Return the name of a file that this person uploaded here, as the form brings it back."""
    return signing.dumps(sha256, salt=_salt(request))


def _referred_to(request: HttpRequest, reference: str) -> str:
    """Return the digest of a file that this person uploaded here; nobody brings in another. Raises Unreadable."""
    try:
        return str(signing.loads(reference, salt=_salt(request), max_age=LASTS))
    except signing.BadSignature:
        raise spreadsheet.Unreadable(_("The file is not there any more; choose it again.")) from None


def _salt(request: HttpRequest) -> str:
    return f"import {actor_of(request).user.pk} {request.path}"


def _carry_out(request: HttpRequest, one: Register, actor: Actor, preview: Any) -> str:
    counts = spreadsheet.carry_out(
        preview, actor=actor, digest=request.POST.get("digest"), reason=request.POST.get("reason", "").strip()
    )
    messages.success(
        request,
        _("Imported: %(added)s new, %(changed)s changed, %(gone)s gone.")
        % {"added": counts.added, "changed": counts.changed, "gone": counts.gone},
    )
    return register_url(one)


def _shown(preview: Any, one: Register, request: HttpRequest) -> dict[str, Any]:
    return {
        "preview": preview,
        "file": _reference(request, preview.sha256),
        "complete": request.POST.get("complete") == "1",
        "new_rows": preview.new[:ROWS_SHOWN],
        "new_more": max(0, len(preview.new) - ROWS_SHOWN),
        "changed_rows": [
            {"row": row, "url": record_url(one, row.record.no), "no": row.record.no, "title": str(row.record)}
            for row in preview.changed[:ROWS_SHOWN]
        ],
        "changed_more": max(0, len(preview.changed) - ROWS_SHOWN),
        "gone_rows": [
            {"url": record_url(one, record.no), "no": record.no, "title": str(record)}
            for record in preview.gone[:ROWS_SHOWN]
        ],
        "gone_more": max(0, len(preview.gone) - ROWS_SHOWN),
        "gone_state": one.flow.label(one.gone_state) if one.gone_state else "",
        "errors": preview.errors[:ERRORS_SHOWN],
        "has_sheets": any(error.sheet for error in preview.errors),
        "errors_more": max(0, len(preview.errors) - ERRORS_SHOWN),
        "counts": {
            "new": len(preview.new),
            "changed": len(preview.changed),
            "unchanged": preview.unchanged,
            "gone": len(preview.gone),
            "errors": len(preview.errors),
        },
    }
