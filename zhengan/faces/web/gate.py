"""The gate: who may try to sign in, who is let in, and the demonstration cast; each try is entered in the ledger."""

import hashlib
import ipaddress
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from zhengan.catalogue import parameters
from zhengan.faces.web.dates import is_chinese
from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.credentials import credential
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.models import Entry

# How long a connection that was cut stays cut (policy 7.3.5 says that it is cut, not for how long).
CUT_FOR = timedelta(minutes=15)
# A login that is tried from many addresses is cut for all of them after so many times the policy's limit.
FROM_ANYWHERE = 5

SIGNED_IN, FAILED, SIGNED_OUT, CUT = "sign_in", "sign_in_failed", "sign_out", "sign_in_cut"
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST")


@dataclass(frozen=True)
class Member:
    """One person of the demonstration cast, and what to try as that person."""

    username: str
    name: str
    title: str
    try_this: str


def try_password(request: HttpRequest, *, username: str, password: str) -> User | None:
    """Sign in with login and password; None for whatever reason it did not succeed, so that nobody can tell which.

    After `failed-logins-max` wrong tries in a row (parameter; policy 7.3.5, 9.3.3) further ones are not even looked at.
    """
    known = User.objects.called(username).first()
    name = known.username if known else _unknown(username)
    address = _address(request)
    if _is_cut(name, address):
        _note(request, CUT, name)
        logout(request)
        return None
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        _note(request, FAILED, name)
        return None
    _let_in(request, user, renewed=known is not None and known.password != user.password)
    return user


def try_as(request: HttpRequest, username: str) -> User | None:
    """Step into the shoes of one of the demonstration cast; None unless this is allowed here."""
    if username not in {member.username for member in cast(request)}:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        return None
    if user.must_change_password:  # the cast has no passwords to change
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    _let_in(request, user)
    return user


def leave(request: HttpRequest) -> None:
    """Sign out."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        acts.note(SIGNED_OUT, by=actor, record_no=actor.user.username)
    logout(request)


def cast(request: HttpRequest) -> list[Member]:
    """The demonstration cast, offered in demonstration mode to this very computer and to nobody else."""
    if not settings.DEMONSTRATION or not _is_here(request):
        return []
    try:
        rows: list[dict[str, Any]] = json.loads((Path(settings.HOME) / "demonstration").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    said = "try_zh" if is_chinese() else "try_en"
    title = "title" if is_chinese() else "title_en"
    return [
        Member(row["username"], row["name"], row.get(title) or row.get("title", ""), row.get(said, "")) for row in rows
    ]


def back_to(request: HttpRequest, wanted: str) -> str:
    """Return where to go next: the address asked for if it is a path of our own, otherwise nothing."""
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own and safe else ""


def is_cut(request: HttpRequest, username: str) -> bool:
    """Whether tries of this login from this address are cut at the moment; the same for logins that do not exist."""
    known = User.objects.called(username).first()
    return _is_cut(known.username if known else _unknown(username), _address(request))


def _is_cut(name: str, address: str) -> bool:
    most = parameters(clock.today()).int("failed-logins-max")
    tries = list(
        Entry.objects.filter(act__in=(SIGNED_IN, FAILED), record_no=name, at__gte=clock.now() - CUT_FOR)
        .order_by("-pk")
        .values_list("act", "address")[: most * FROM_ANYWHERE]
    )
    row = 0
    for act, _where in tries:
        if act == SIGNED_IN:
            break
        row += 1
    failures = tries[:row]
    return sum(where == address for _act, where in failures) >= most or len(failures) >= most * FROM_ANYWHERE


def _let_in(request: HttpRequest, user: User, *, renewed: bool = False) -> None:
    """Let a user in; `renewed` where his password was hashed anew for it, which the ledger is told."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if not settings.DEMONSTRATION and _is_too_old(user):
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])
    body: dict[str, Json] = {"rows": credential(user)} if renewed else {}
    acts.note(SIGNED_IN, by=Actor.of(user, via="web", address=_address(request)), record_no=user.username, body=body)


def _is_too_old(user: User) -> bool:
    """Whether the password has reached the age at which the policy has it changed (7.3.6, 9.3.2)."""
    if user.password_changed_at is None:
        return False
    changed_on = user.password_changed_at.astimezone(clock.TAIPEI).date()
    today = clock.today()
    return parameters(today).period("password-max-age").after(changed_on) <= today


def _note(request: HttpRequest, act: str, name: str) -> None:
    """The software notes it: who really tried is exactly what is not known."""
    acts.note(act, by=replace(Actor.system(via="web"), address=_address(request)), record_no=name)


def _unknown(username: str) -> str:
    """What an unknown login is called in the ledger: people type passwords there by mistake."""
    return f"?{hashlib.sha256(username.casefold().encode()).hexdigest()[:16]}"


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _is_here(request: HttpRequest) -> bool:
    if any(request.META.get(name) for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(_address(request)).is_loopback
    except ValueError:
        return False
