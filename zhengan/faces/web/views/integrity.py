"""驗證: how the log stands, and the button that has all of it verified."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhengan.faces.web import integrity_panel
from zhengan.faces.web.reach import actor_of
from zhengan.faces.web.sifting import reads_all
from zhengan.kernel import acts, integrity
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused


@never_cache
@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """The panel alone, which asks for itself again while a verification runs; by address it is part of the page."""
    actor = _reader(request)
    if not getattr(request, "htmx", False):
        return _back()
    return render(request, "web/parts/integrity.html", {"panel": integrity_panel.panel(actor)})


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Have everything verified in the background, as an act; one that runs already is not begun again."""
    actor = _reader(request)
    if integrity.running() is None:
        acts.note("verify", by=actor)
        integrity.start(by=actor.user.name)
    else:
        messages.info(request, _("A verification is under way already."))
    return _back()


def _back() -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('ledger')}#integrity")


def _reader(request: HttpRequest) -> Actor:
    """The actor, who must be a reader of the whole trail. Raises Refused."""
    actor = actor_of(request)
    if not reads_all(actor):
        raise Refused(_("Your offices do not allow this."), act="verify")
    return actor
