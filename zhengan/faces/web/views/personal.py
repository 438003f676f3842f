"""Tongue and look: kept with the account, and in cookies for who is not signed in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhengan.identity.models import User

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device."""
    wanted = request.POST.get("theme", "")
    chosen = wanted if wanted in User.Theme.values else User.Theme.AUTO.value
    return _keep(request, settings.THEME_COOKIE_NAME, chosen, theme=chosen)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """One of the tongues of the product."""
    wanted = request.POST.get("language", "")
    known = {code for code, _name in settings.LANGUAGES}
    chosen = wanted if wanted in known else settings.LANGUAGE_CODE
    return _keep(request, settings.LANGUAGE_COOKIE_NAME, chosen, language=chosen)


def _keep(request: HttpRequest, cookie: str, value: str, **fields: str) -> HttpResponse:
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(**fields)
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    response.set_cookie(
        cookie,
        value,
        max_age=YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=cookie != settings.THEME_COOKIE_NAME,
    )
    return response
