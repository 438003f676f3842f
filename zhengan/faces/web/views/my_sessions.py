"""My sessions: on which devices I am signed in, and ending them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhengan.faces.web.reach import actor_of
from zhengan.identity import sessions
from zhengan.identity.keeping import Session
from zhengan.kernel.accounts import ending
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

RECENT = 12
OF_SIGNING_IN = ("sign_in", "sign_in_failed", "sign_in_cut", "password", "proved", "code_used")


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """List them, with the last sign-ins; end one, or all others."""
    actor = actor_of(request)
    key = request.session.session_key or ""
    mine = Session.objects.filter(user=actor.user, ends_at__gt=clock.now()).order_by("-seen_at")
    if request.method == "POST":
        if request.POST.get("act") == "others":
            ending.end_others(by=actor, session=key)
            messages.success(request, _("All other sessions are ended."))
        elif (one := mine.filter(pk=request.POST.get("session", "")).first()) is not None:
            ending.end_session(one, by=actor)
            messages.success(request, _("The session is ended."))
        return HttpResponseRedirect(reverse("my-sessions"))
    here = sessions.digest(key)
    recent = Entry.objects.filter(act__in=OF_SIGNING_IN, record_no=actor.user.username).order_by("-pk")[:RECENT]
    rows = [{"one": one, "here": one.pk == here} for one in mine]
    return render(request, "web/pages/sessions.html", {"rows": rows, "recent": recent, "others": len(rows) > 1})
