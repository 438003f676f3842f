"""Evidence: files attached to a record, and files as fields; served inert, as downloads."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zhengan.faces.web import carried
from zhengan.faces.web.once import once
from zhengan.faces.web.places import record_url
from zhengan.faces.web.reach import actor_of, may_attach, reach_record
from zhengan.faces.web.views.record import evidence_again
from zhengan.kernel import acts, evidence
from zhengan.kernel.dates import parse_date
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.models import Attachment, Evidence, EvidenceField


@require_POST
def attach(request: HttpRequest, room: str, name: str, no: str) -> HttpResponse:
    """Add files to a record, with a note and the day until which they prove something."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    if not may_attach(record, actor):
        raise Refused(
            _("Your offices do not allow this."), register=record.register.code, record_no=record.no, act="attach"
        )
    sent = carried.files_of(request, many=("files",))
    files = sent.getlist("files")
    if not files:
        raise NotPossible(_("Choose a file first."))
    empty = [file.name for file in files if not file.size]
    if empty:
        raise NotPossible(_("“%(name)s” is empty.") % {"name": empty[0]})
    if any(file.size > evidence.AT_MOST for file in files):
        raise NotPossible(_("The file is larger than %(limit)d MB.") % {"limit": evidence.AT_MOST // 1024**2})
    until = request.POST.get("valid_until", "").strip()
    try:
        valid_until = parse_date(until) if until else None
    except ValueError:
        error = _("“%(value)s” is no date.") % {"value": until[:40]}
        again = carried.shown(request, sent).get("files", [])
        return evidence_again(request, record, actor, error=error, carried=again)
    note = request.POST.get("note", "").strip()[:300]

    def work() -> str:
        for file in files:
            acts.attach(record, file, by=actor, note=note, valid_until=valid_until)
        told = ngettext("%(n)s file added.", "%(n)s files added.", len(files)) % {"n": len(files)}
        messages.success(request, told)
        return f"{record_url(record.register, record.no)}?tab=evidence"

    return once(request, work)


@require_GET
def download(request: HttpRequest, room: str, name: str, no: str, pk: int) -> FileResponse:
    """Hand out an attached file."""
    record = reach_record(room, name, no, actor_of(request))
    found = (
        Attachment.objects.filter(pk=pk, register=record.register.code, record_id=record.pk)
        .select_related("evidence")
        .first()
    )
    if found is None:
        raise Http404("no such file on this record")
    return served(found.evidence, found.name)


@require_GET
def field_file(request: HttpRequest, room: str, name: str, no: str, field: str) -> FileResponse:
    """Hand out the file in a field of the record, if the actor may see the field."""
    actor = actor_of(request)
    record = reach_record(room, name, no, actor)
    visible = {one.name: one for one in visible_fields(record.register, actor)}
    kept = getattr(record, field) if isinstance(visible.get(field), EvidenceField) else None
    if kept is None:
        raise Http404("no file in this field")
    if field in record.register.confidential:
        acts.note("read", by=actor, register=record.register.code, record_no=record.no, body={"fields": field})
    return served(kept, kept.name)


def served(kept: Evidence, name: str) -> FileResponse:
    """The content as a download that no browser runs: never shown in place, of no guessed type, in a sandbox."""
    response = FileResponse(evidence.read(kept), as_attachment=True, filename=name, content_type=kept.kind)
    response.headers["Content-Length"] = str(kept.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
