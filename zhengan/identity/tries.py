"""Wrong tries, and who is kept out by them: a stranger's never keep out a device that its owner has signed in from.

Three counts, each over the time of the parameter `login-lock-time` (decision 0015):

- one login from one source: after `failed-logins-max` in a row that source is locked for that login (7.3.5, 9.3.3);
- one login from anywhere unknown: after five times as many, all unknown sources are locked for that login;
- one address, whatever the login: after ten times as many, that address is locked for unknown devices.

A source is the device, where it shows the mark of an earlier sign-in to that login, otherwise the address.

One try at each login, each from another address, reaches none of these. Nothing can be locked then but the whole firm;
so many within the time of the lock are an alarm instead (`are_many`).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zhengan.catalogue import parameters
from zhengan.identity.keeping import Try
from zhengan.ledger import clock

FROM_ANYWHERE = 5
FROM_ONE_ADDRESS = 10
FROM_EVERYWHERE = 20
# Asking for a new password costs an address the same as trying; it is counted beside the logins.
ASKING = "?asking"


@dataclass(frozen=True)
class Source:
    """Where a try comes from: a login as it is counted, an address, and the device's mark (or nothing)."""

    login: str
    address: str
    device: str = ""


@dataclass(frozen=True)
class Limits:
    """Today's numbers."""

    most: int
    lock: timedelta

    @classmethod
    def today(cls) -> "Limits":
        """Read the parameters."""
        now = parameters(clock.today())
        return cls(now.int("failed-logins-max"), now.period("login-lock-time").as_timedelta())


def unknown(login: str) -> str:
    """What a login that nobody has is called: people type passwords there by mistake."""
    return f"?{hashlib.sha256(login.casefold().encode()).hexdigest()[:16]}"


def locked_until(source: Source, limits: Limits) -> datetime | None:
    """Return until when tries from there are not looked at, or None."""
    since = clock.now() - limits.lock
    reached = [_reached(_own(source, since), limits.most)]
    if not source.device:
        strange = Try.objects.filter(at__gt=since, device="")
        reached.append(_reached(strange.filter(login=source.login), limits.most * FROM_ANYWHERE))
        reached.append(_reached(strange.filter(address=source.address), limits.most * FROM_ONE_ADDRESS))
    ends = [one + limits.lock for one in reached if one is not None]
    return max(ends, default=None)


def failed(source: Source, limits: Limits) -> bool:
    """Write a wrong try down; true when it is the one that locks."""
    before = locked_until(source, limits)
    Try.objects.create(at=clock.now(), login=source.login, address=source.address, device=source.device)
    return before is None and locked_until(source, limits) is not None


def are_many(limits: Limits) -> int:
    """Return how many tries of unknown devices failed lately, over all logins, where they are too many; otherwise 0."""
    strange = Try.objects.filter(at__gt=clock.now() - limits.lock, device="").exclude(login=ASKING)
    found = strange.count()
    return found if found >= limits.most * FROM_EVERYWHERE else 0


def succeeded(source: Source) -> None:
    """Begin the count of this source again."""
    Try.objects.filter(_is_own(source)).delete()


def forgive(login: str) -> int:
    """Open a login again, for whoever has shown who he is; returns how many tries are forgotten."""
    return Try.objects.filter(login=login).delete()[0]


def clear(limits: Limits) -> int:
    """Forget what counts no more."""
    return Try.objects.filter(at__lte=clock.now() - limits.lock).delete()[0]


def _own(source: Source, since: datetime) -> QuerySet[Try]:
    return Try.objects.filter(_is_own(source), at__gt=since)


def _is_own(source: Source) -> Q:
    where = Q(device=source.device) if source.device else Q(device="", address=source.address)
    return where & Q(login=source.login)


def _reached(tries: QuerySet[Try], most: int) -> datetime | None:
    """Return when the last of so many tries was made, or None where there were fewer."""
    times = list(tries.order_by("-at").values_list("at", flat=True)[:most])
    return times[0] if len(times) >= most else None
