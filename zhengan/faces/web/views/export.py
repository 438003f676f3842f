"""What is seen, as a file: Excel or CSV; and the empty template for an import."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhengan.faces.web.behind import behind
from zhengan.faces.web.reach import actor_of, may_write, reach_list
from zhengan.kernel.accounts.proof import demand_proof
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.filters import narrowed
from zhengan.kernel.spreadsheet import export
from zhengan.kernel.spreadsheet import template as empty_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, room: str, name: str, kind: str) -> FileResponse:
    """Hand out the records that the address asks for; personal fields only to a POST that says what for.

    The export is entered in the ledger, with the reason.
    """
    if kind not in ("xlsx", "csv"):
        raise Http404("xlsx or csv")
    actor = actor_of(request)
    one, _visible = reach_list(room, name, actor)
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST" and not reason:
        raise NotPossible(_("Say what you need it for."))
    if one.confidential or reason:
        demand_proof(actor, act="export", register=one.code)
    source = behind(one, request.GET, actor)
    found = narrowed(one, actor, request.GET, within=source.rows if source else None)
    made = export(
        one,
        actor,
        found.queryset,
        kind="xlsx" if kind == "xlsx" else "csv",
        language=get_language() or "zh-hant",
        filters=request.GET.urlencode(),
        reason=reason,
    )
    response = FileResponse(made.content, as_attachment=True, filename=made.name, content_type=made.content_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_GET
def template(request: HttpRequest, room: str, name: str) -> HttpResponse:
    """Hand out the empty sheet with drop-downs and notes."""
    actor = actor_of(request)
    one, _visible = reach_list(room, name, actor)
    if not may_write(one, actor):
        raise Refused(_("Your offices do not allow you to add records here."), register=one.code, act="write")
    content = empty_template(one, actor, language=get_language() or "zh-hant")
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{one.name}-template.xlsx"'
    return response
