"""What a person was told: newest first; opening the page marks nothing, a button does."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhengan.faces.web.paging import paged
from zhengan.faces.web.reach import actor_of
from zhengan.kernel.filter_kinds import is_id
from zhengan.kernel.models import Notification
from zhengan.ledger import clock


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """List the person's notices; a POST marks all, or one (`read`), as read and follows it."""
    actor = actor_of(request)
    mine = Notification.objects.filter(user=actor.user.pk)
    if request.method == "POST":
        one = request.POST.get("read", "")
        chosen = mine.filter(pk=int(one)) if is_id(one) else mine
        chosen.filter(read_at=None).update(read_at=clock.now())
        found = chosen.first() if is_id(one) else None
        local = found is not None and found.url.startswith("/") and not found.url.startswith("//")
        return HttpResponseRedirect(found.url if found is not None and local else request.path)
    rows, pages = paged(request, mine.order_by("-pk"))
    return render(request, "web/pages/notices.html", {"title": _("Notices"), "notices": list(rows), "page": pages})
