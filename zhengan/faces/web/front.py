"""The front: what every answer says to the browser, and whom to believe about who asks."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

_PERMISSIONS = ", ".join(
    f"{one}=()" for one in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
)


class BehindProxy:
    """Takes the visitor's address and TLS from the web server in front, and from nobody else.

    `X-Forwarded-For` is read from its end: the last address that is no proxy of ours. What a visitor wrote into the
    header himself stands before it and counts for nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set it before anybody looks."""
        ours = [ipaddress.ip_network(one) for one in settings.PROXIES]
        if ours and _is_of(request.META.get("REMOTE_ADDR", ""), ours):
            said = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
            strange = [one for one in said if not _is_of(one, ours)]
            if strange:
                request.META["REMOTE_ADDR"] = strange[-1][:64]
            if request.META.get("HTTP_X_FORWARDED_PROTO") == "https":
                request.META["wsgi.url_scheme"] = "https"
                request.environ["wsgi.url_scheme"] = "https"  # type: ignore[attr-defined]
        return self.get_response(request)


class Headers:
    """No page is kept by a browser or proxy unless it says so itself, and none uses what it does not need; no TRACE."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add what is missing."""
        response = HttpResponseNotAllowed(()) if request.method == "TRACE" else self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _is_of(address: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in one for one in networks)
