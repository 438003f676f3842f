"""The pages for what goes wrong: refused, not found, broken."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from zhengan.faces.web.middleware import missing_page, record_refusal, refusal_page

_BROKEN = Path(__file__).parent / "templates/web/errors/broken.html"


def refused(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    """403, and a line in the ledger."""
    message = getattr(exception, "message", None) or _("Your offices do not allow this.")
    if exception is not None:
        record_refusal(request, exception)
    return refusal_page(request, message)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from our own page (CSRF)."""
    return render(request, "web/errors/forged.html", {"reason": reason}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django calls it so)
    """404."""
    return missing_page(request)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django calls it so)
    """500: says so in both tongues, without touching database, session or translation."""
    return HttpResponse(_BROKEN.read_bytes(), status=500)
