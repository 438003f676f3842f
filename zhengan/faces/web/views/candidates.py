"""Records that a field of a form may point to, for who goes on typing a number or a name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from zhengan.faces.web.reach import actor_of, reach_register
from zhengan.kernel.candidates import Candidates
from zhengan.kernel.errors import Refused


def page(request: HttpRequest, room: str, name: str, other_room: str, other_name: str) -> HttpResponse:
    """Some of the other register's records that say all that was typed, as options without the frame."""
    actor = actor_of(request)
    one, other = reach_register(room, name), reach_register(other_room, other_name)
    if other.record not in one.others:
        raise Http404(f"{one.code} points to no {other.code}")
    if not one.may_fill(actor):
        raise Refused(_("Your offices do not allow you to add records here."), register=one.code, act="write")
    text = request.GET.get("q", "").strip()[:100]
    options = Candidates(actor).matching(other.record, text) if text else []
    return HttpResponse(render_to_string("web/parts/options.html", {"options": options}))
