"""Signing in by the firm's OpenID provider: there with a secret that the session keeps, and back."""

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhengan.faces.web import gate
from zhengan.faces.web.gate import Outcome
from zhengan.faces.web.views.signing_in import CUT_OFF
from zhengan.identity.directory import oidc

log = logging.getLogger(__name__)

ASKED = "oidc"


@login_not_required
@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    if not oidc.is_configured():
        return HttpResponseRedirect(reverse("sign-in"))
    asked = oidc.Asked.fresh()
    try:
        address = oidc.address(asked, back=_back())
    except oidc.NotProven:
        log.exception("the provider cannot be asked")
        messages.error(request, _("Single sign-on is not available now."))
        return HttpResponseRedirect(reverse("sign-in"))
    request.session[ASKED] = asked.plain()
    request.session["next"] = gate.back_to(request, request.GET.get("next", ""))
    return HttpResponseRedirect(address)


@login_not_required
@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer, once; whatever is wrong with it is told to nobody but the server's log."""
    kept = request.session.pop(ASKED, None)
    wanted = request.session.get("next", "")
    if not kept or not oidc.is_configured():
        return HttpResponseRedirect(reverse("sign-in"))
    try:
        login = oidc.login(oidc.Asked(**kept), request.GET.dict(), back=_back())
    except oidc.NotProven:
        log.exception("single sign-on failed")
        login = ""
    outcome = gate.try_provider(request, login)
    if outcome is Outcome.IN:
        return gate.mark(request, HttpResponseRedirect(gate.back_to(request, wanted) or reverse("today")))
    if outcome is Outcome.HALF:
        return HttpResponseRedirect(reverse("sign-in-second"))
    cut = outcome is Outcome.CUT
    messages.error(request, CUT_OFF if cut else _("Single sign-on did not succeed, or this product does not know you."))
    return HttpResponseRedirect(reverse("sign-in"))


def _back() -> str:
    """Return the one address that the provider may send people back to: never what a request calls this host."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('sso-back')}"
