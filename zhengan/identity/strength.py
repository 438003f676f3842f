"""How strongly the owner of a session has shown who he is, when, and from where."""

import ipaddress
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from zhengan.identity.offices import needs_second_factor
from zhengan.ledger import clock

# What the session remembers: the last proof of any kind, the last second factor, stepping into somebody's shoes.
PROVED, SECOND, CAST = "proved_at", "second_at", "cast"
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST")


def address_of(request: HttpRequest) -> str:
    """The address of the visitor."""
    return str(request.META.get("REMOTE_ADDR", ""))


def is_here(request: HttpRequest) -> bool:
    """Whether the request comes from this very computer and passed no proxy."""
    if any(request.META.get(name) for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(address_of(request)).is_loopback
    except ValueError:
        return False


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from the firm's own networks."""
    try:
        address = ipaddress.ip_address(address_of(request))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(one) for one in settings.LOCAL_NETWORKS)


def is_cast(request: HttpRequest) -> bool:
    """Whether this is the demonstration's cast, at home: it has no passwords and no second factors to show."""
    return bool(settings.DEMONSTRATION and request.session.get(CAST) and is_here(request))


def proved_at(request: HttpRequest) -> datetime | None:
    """Return when the owner of the session last showed who he is."""
    if is_cast(request):
        return clock.now()
    written = request.session.get(PROVED)
    return datetime.fromisoformat(written) if written else None


def lacks_second(request: HttpRequest, offices: frozenset[str]) -> bool:
    """Whether the session was opened with a password alone by somebody of whom more is wanted."""
    if request.session.get(SECOND) or is_cast(request):
        return False
    return needs_second_factor(offices, local=is_local(request))
