"""What every request carries: the reader's tongue, time and look, and the actor; and what becomes of refusals."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from zhengan.faces.web import dates
from zhengan.identity import strength
from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.accounts.proof import ProofNeeded
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, OutOfDate, OutOfScope, Refused
from zhengan.ledger import clock

# Pages on which a second factor is taken up, by whose offices need one.
TAKING_UP = frozenset({"second-factor", "second-factor-app", "second-factor-passkey", "recovery-codes", "prove"})
# Pages that a person with an expired password may still see.
ALWAYS_OPEN = frozenset(
    {"settings-password", "sign-out", "sign-in", "set-language", "set-theme", "incident-report", "incident-thanks"}
)


class NoNul:
    """Takes the character NUL out of addresses: no text can hold it, and PostgreSQL would refuse the whole query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the query string without it, before anybody else reads it."""
        written = request.META.get("QUERY_STRING", "")
        if "%00" in written or "\x00" in written:
            request.META["QUERY_STRING"] = written.replace("%00", "").replace("\x00", "")
        return self.get_response(request)


class PersonalSettings:
    """Language, years, time zone and look: from the account, or from cookies for who is not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set them for this request and take them back after it."""
        user = request.user
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
        years = User.Years.COMMON.value
        if isinstance(user, User) and user.is_authenticated:
            chosen, theme, years = user.language, user.theme, user.years
        known = {code for code, _name in settings.LANGUAGES}
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        dates.use_years(years)
        request.theme = theme if theme in ("light", "dark") else ""  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(clock.TAIPEI):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response


class Acting:
    """Gives the request its actor, and turns what the kernel refuses into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor; it is looked up when first asked for."""
        user = request.user
        request.actor = None  # type: ignore[attr-defined]
        if isinstance(user, User) and user.is_authenticated:
            address = strength.address_of(request)
            request.actor = SimpleLazyObject(  # type: ignore[attr-defined]
                lambda: Actor.of(user, via="web", address=address, proved_at=strength.proved_at(request))
            )
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            return instead(request) or response
        return response

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Send whoever owes a new password or a second factor to the page for that; the API says so itself.

        A form with the character NUL is not looked at: no text can hold it, and PostgreSQL would refuse the whole act.
        """
        user = request.user
        if getattr(view, "is_api", False):
            return None
        if any("\0" in text for name, texts in request.POST.lists() for text in (name, *texts)):
            return impossible_page(request, NotPossible(_("The text holds a character that cannot be stored.")))
        if not (isinstance(user, User) and user.is_authenticated):
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in ALWAYS_OPEN:
            return None
        if user.must_change_password:
            return HttpResponseRedirect(reverse("settings-password"))
        if name not in TAKING_UP and strength.lacks_second(request, request.actor.offices):  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("second-factor"))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show a refusal (and enter it in the ledger), or why something is not possible now."""
        if isinstance(error, ProofNeeded):
            return prove_first(request, error)
        if isinstance(error, Refused):
            record_refusal(request, error)
            if isinstance(error, OutOfScope):
                return missing_page(request)
            return refusal_page(request, error.message)
        if isinstance(error, NotPossible):
            return impossible_page(request, error)
        return None


def prove_first(request: HttpRequest, error: ProofNeeded) -> HttpResponse:
    """To the page where a person shows again who he is, and from there back to where he was."""
    back = request.get_full_path()
    if request.method != "GET":
        came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
        back = f"{came_from.path}?{came_from.query}" if came_from.netloc == request.get_host() else reverse("today")
    messages.warning(request, str(error.message))
    return HttpResponseRedirect(f"{reverse('prove')}?{urlencode({'next': back.rstrip('?')})}")


def instead(request: HttpRequest) -> HttpResponse | None:
    """Where to go from an address that only takes what a form sends: the page that has the form.

    Such an address is asked for when a session ran out while somebody filled in the form and then signed in again.
    """
    match = request.resolver_match
    if match is None or getattr(match.func, "is_api", False):
        return None
    given = match.kwargs
    if {"room", "name", "no"} <= given.keys():
        tab = {"attach": "?tab=evidence", "talk": "?tab=talk"}.get(match.url_name or "", "")
        return HttpResponseRedirect(reverse("record", args=[given["room"], given["name"], given["no"]]) + tab)
    if "clause" in given:
        return HttpResponseRedirect(reverse("clause", args=[given["clause"]]))
    return HttpResponseRedirect(reverse("settings" if "settings" in request.path else "today"))


def record_refusal(request: HttpRequest, error: PermissionDenied) -> None:
    """Enter a failed permission in the ledger: it is an act too."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    body = {"path": request.path[:200], "act": getattr(error, "act", ""), "reason": str(getattr(error, "message", ""))}
    acts.note(
        "refused",
        by=actor,
        register=getattr(error, "register", ""),
        record_no=getattr(error, "record_no", ""),
        body=body,
    )


def missing_page(request: HttpRequest) -> HttpResponse:
    """The page that says that there is nothing here."""
    return render(request, "web/errors/not_found.html", {"path": request.path}, status=404)


def refusal_page(request: HttpRequest, message: Any) -> HttpResponse:
    """The page that says that this is not allowed, and why."""
    return render(request, "web/errors/refused.html", {"message": message}, status=403)


def impossible_page(request: HttpRequest, error: NotPossible) -> HttpResponse:
    """Back to where the person came from with a message, or a page of its own when that is unknown."""
    back = request.META.get("HTTP_REFERER", "")
    known = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    if known and request.method == "POST" and not isinstance(error, OutOfDate):
        messages.error(request, str(error.message))
        return HttpResponseRedirect(back)
    return render(
        request,
        "web/errors/impossible.html",
        {"message": error.message, "out_of_date": isinstance(error, OutOfDate), "back": back if known else ""},
        status=409,
    )
