"""What a sign-in costs tells nobody who is there."""

import statistics
import time
from collections.abc import Callable

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from zhengan.identity.models import User


def test_user_enumeration_by_timing(cast: Cast) -> None:
    """Wrong passwords of known, closed and unknown logins cost the same.

    CPU time of the process, because the hash works in threads of its own; samples of all kinds in turn, so that a busy
    machine is busy for all; compared by medians, which a few odd samples do not move.
    """
    User.objects.update(password=make_password("Kx7!violet-harbour-92"))
    User.objects.filter(pk=cast.user("auditor").pk).update(is_active=False)
    User.objects.filter(pk=cast.user("operator").pk).update(password="!")  # of the directory: none is kept here
    open_ones = [cast.user(name).username for name in cast.names if name not in ("auditor", "operator")]
    kinds: dict[str, Callable[[int], str]] = {
        "known": lambda number: open_ones[number % len(open_ones)],
        "closed": lambda _number: cast.user("auditor").username,
        "without password": lambda _number: cast.user("operator").username,
        "unknown": lambda number: f"nobody{number}",
    }
    spent: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(9):
        for place, (kind, login) in enumerate(kinds.items()):
            begun = time.process_time()
            Client().post(
                reverse("sign-in"),
                {"username": login(number), "password": "wrong-Password-1"},
                REMOTE_ADDR=f"198.51.{place}.{number}",
            )
            spent[kind].append(time.process_time() - begun)
    middle = {kind: statistics.median(found) for kind, found in spent.items()}
    assert max(middle.values()) / min(middle.values()) < 1.25, middle
