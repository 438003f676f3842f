"""The gate: who may try to sign in, who is let in, and how strongly; each try is entered in the ledger."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhengan.catalogue import parameters
from zhengan.faces.web.cast import cast
from zhengan.identity import devices, factors, passkeys, passwords, sessions, strength, tries
from zhengan.identity.directory.backend import only_one_password
from zhengan.identity.models import User
from zhengan.identity.signing_in import PasswordBackend
from zhengan.kernel import acts
from zhengan.kernel.accounts import directory
from zhengan.kernel.accounts import passwords as account
from zhengan.kernel.accounts.telling import tell, watchers
from zhengan.kernel.actor import Actor
from zhengan.kernel.credentials import credential
from zhengan.kernel.models import Notification
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json

SIGNED_IN, FAILED, SIGNED_OUT, CUT, PROVED = "sign_in", "sign_in_failed", "sign_out", "sign_in_cut", "proved"
CODE_USED = "code_used"
MANY = "/ledger/?act=sign_in_failed"
# Between password and second factor.
HALF, PASSKEY = "half", "passkey"
HALF_FOR = timedelta(minutes=5)
# Proofs that are a first factor alone.
FIRST = frozenset({"password", "directory", "oidc"})


class Outcome(Enum):
    """What became of a try."""

    IN = "in"  # signed in
    HALF = "half"  # the password was right; now the second factor
    WRONG = "wrong"  # nobody learns what was wrong
    CUT = "cut"  # not looked at, or the one too many


def try_password(request: HttpRequest, *, username: str, password: str) -> Outcome:
    """Sign in with login and password.

    After `failed-logins-max` wrong tries in a row (parameter; policy 7.3.5, 9.3.3) further ones are not even looked at.
    """
    known = User.objects.called(username).first()
    source = source_of(request, known, username)
    limits = tries.Limits.today()
    if tries.locked_until(source, limits):
        logout(request)
        return Outcome.CUT
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        return failed(request, source, known, limits)
    renewed = known is not None and known.password != user.password  # hashed anew, as stronger settings ask
    member = getattr(user, "member", None)  # the directory's word, where it was the one that knew the password
    if member is not None:
        directory.follow_at_sign_in(user, dn=member.dn)
    return first_shown(request, user, how="directory" if member else "password", renewed=renewed)


def first_shown(request: HttpRequest, user: User, *, how: str, renewed: bool = False) -> Outcome:
    """Go on after the first proof, whatever it was: to the second factor of whoever has one, otherwise in."""
    if factors.has_any(user):
        request.session.cycle_key()
        request.session[HALF] = {"user": user.pk, "at": clock.now().isoformat(), "renewed": renewed}
        return Outcome.HALF
    tries.succeeded(source_of(request, user, user.username))
    _let_in(request, user, how=how, renewed=renewed)
    return Outcome.IN


def try_provider(request: HttpRequest, username: str) -> Outcome:
    """Sign in whom the firm's OpenID provider has proven ("": nobody); only who is known here and may sign in today.

    Nothing is guessed in this way, so it adds nothing to the count of wrong tries; a login that is cut stays cut.
    """
    known = User.objects.called(username).filter(person__isnull=False).first() if username else None
    source = source_of(request, known, username)
    user = PasswordBackend().get_user(known.pk) if known else None
    if user is None:
        _note(request, FAILED, source.login)
        return Outcome.WRONG
    if tries.locked_until(source, tries.Limits.today()):
        _note(request, FAILED, source.login)
        return Outcome.CUT
    if not user.has_usable_password():  # he owes no change of a password that he does not have
        only_one_password(user)
    return first_shown(request, user, how="oidc")


def half(request: HttpRequest) -> User | None:
    """Whoever has given the right password just now and owes the second factor."""
    kept: dict[str, Any] = request.session.get(HALF) or {}
    if not kept or clock.now() > datetime.fromisoformat(kept["at"]) + HALF_FOR:
        return None
    return User.objects.filter(pk=kept["user"], is_active=True).first()


def try_second(request: HttpRequest, user: User, *, typed: str = "", answer: str = "") -> Outcome:
    """Finish signing in with a code that was typed, or with what a passkey answered."""
    source = source_of(request, user, user.username)
    limits = tries.Limits.today()
    if tries.locked_until(source, limits):
        request.session.flush()
        return Outcome.CUT
    how = _second(request, user, typed=typed, answer=answer)
    if not how:
        outcome = failed(request, source, user, limits)
        if outcome is Outcome.CUT:
            request.session.flush()
        return outcome
    tries.succeeded(source)
    renewed = bool(request.session.pop(HALF, {}).get("renewed"))
    _let_in(request, user, how=how, renewed=renewed)
    return Outcome.IN


def try_proof(request: HttpRequest, user: User, *, password: str = "", typed: str = "", answer: str = "") -> Outcome:
    """Show again who one is: by second factor where there is one, otherwise by password. Wrong ones count as tries."""
    source = source_of(request, user, user.username)
    limits = tries.Limits.today()
    if tries.locked_until(source, limits):
        logout(request)
        return Outcome.CUT
    how = ""
    if factors.has_any(user):
        how = _second(request, user, typed=typed, answer=answer)
    elif password and authenticate(request, username=user.username, password=password) == user:
        how = "password"
    if not how:
        return failed(request, source, user, limits)
    tries.succeeded(source)
    request.session.cycle_key()
    prove(request, second=how != "password")
    acts.note(PROVED, by=_actor(request, user), record_no=user.username, body={"how": how})
    return Outcome.IN


def prove(request: HttpRequest, *, second: bool) -> None:
    """Let the session remember that its owner has just shown who he is."""
    now = clock.now().isoformat()
    request.session[strength.PROVED] = now
    if second:
        request.session[strength.SECOND] = now


def failed(request: HttpRequest, source: tries.Source, known: User | None, limits: tries.Limits) -> Outcome:
    """Count a wrong try; the last of the row ends the session, locks and raises the alarm (7.3.5)."""
    _note(request, FAILED, source.login)
    cut = tries.failed(source, limits)
    _tell_of_many(limits)
    if not cut:
        return Outcome.WRONG
    _note(request, CUT, source.login)
    who, address = (known.name if known else _("an unknown login")), source.address
    told = [*watchers(), *([known] if known else [])]
    tell(
        dict.fromkeys(told),
        lambda: _("Too many wrong sign-ins: %(who)s, from %(address)s.") % {"who": who, "address": address},
        url="/ledger/?act=sign_in_cut",
        alarm=True,
    )
    logout(request)
    return Outcome.CUT


def _tell_of_many(limits: tries.Limits) -> None:
    """Raise the alarm, once in the time of the lock, where wrong tries come from everywhere and no source is cut."""
    many = tries.are_many(limits)
    told = Notification.objects.filter(url=MANY, kind=Notification.Kind.INCIDENT, at__gt=clock.now() - limits.lock)
    if many and not told.exists():
        tell(
            watchers(),
            lambda: _("%(n)s wrong sign-ins from unknown devices within a short time.") % {"n": many},
            url=MANY,
            alarm=True,
        )


def source_of(request: HttpRequest, known: User | None, username: str) -> tries.Source:
    """Where a try of this login comes from."""
    name = known.username if known else tries.unknown(username)
    mark = devices.mark_of(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), known.pk if known else None)
    return tries.Source(name, strength.address_of(request), mark)


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
    _let_in(request, user, how="cast")
    return user


def leave(request: HttpRequest) -> None:
    """Sign out."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        acts.note(SIGNED_OUT, by=actor, record_no=actor.user.username)
    logout(request)


def mark(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Leave the mark of a known device with the browser of whoever has just signed in."""
    if isinstance(request.user, User):
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            devices.marked(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), request.user.pk),
            max_age=devices.LASTS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def back_to(request: HttpRequest, wanted: str) -> str:
    """Return where to go next: the address asked for if it is a path of our own, otherwise nothing."""
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own and safe else ""


def _second(request: HttpRequest, user: User, *, typed: str, answer: str) -> str:
    """Return which second factor was right, or nothing."""
    if answer:
        state = request.session.pop(PASSKEY, None)
        if not state:
            return ""
        try:
            passkeys.used(request, user, state, answer)
        except passkeys.NotAccepted:
            return ""
        return "passkey"
    if factors.app_takes(user, typed):
        return "totp"
    if factors.code_takes(user, typed):
        left = factors.codes_left(user)
        acts.note(CODE_USED, by=_actor(request, user), record_no=user.username, body={"left": left})
        tell([user], lambda: _("A recovery code was used; %(n)s are left.") % {"n": left}, url="/settings/sessions/")
        return "code"
    return ""


def _let_in(request: HttpRequest, user: User, *, how: str, renewed: bool = False) -> None:
    """Let a user in; `renewed` where his password was hashed anew for it, which the ledger is told."""
    is_known = bool(devices.mark_of(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), user.pk))
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    now, limits = clock.now(), parameters(clock.today())
    device = sessions.words_of(request.headers.get("User-Agent", ""))
    request.session.update(
        {
            sessions.BEGUN: now.isoformat(),
            sessions.ENDS: (now + limits.period("session-longest-time").as_timedelta()).isoformat(),
            # The cast of the demonstration is looked at with breaks.
            sessions.IDLE: 0 if how == "cast" else limits.period("session-idle-time").as_timedelta().total_seconds(),
            sessions.ADDRESS: strength.address_of(request),
            sessions.DEVICE: device,
        }
    )
    body: dict[str, Json] = {"how": how, "device": device} | ({"rows": credential(user)} if renewed else {})
    acts.note(SIGNED_IN, by=_actor(request, user), record_no=user.username, body=body)
    if how == "cast":
        request.session[strength.CAST] = True
        return
    prove(request, second=how not in FIRST)
    due = passwords.due_on(user)
    if due is not None and due <= clock.today() and not settings.DEMONSTRATION:
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])
    elif (left := account.days_left(user)) is not None:
        messages.warning(
            request,
            ngettext("Your password expires in %(n)d day.", "Your password expires in %(n)d days.", left) % {"n": left},
        )
    if not is_known and user.password_changed_at is not None:
        _tell_of_new_device(request, user, device)


def _tell_of_new_device(request: HttpRequest, user: User, device: str) -> None:
    address = strength.address_of(request)
    tell(
        [user],
        lambda: _("Signed in from a new device: %(device)s, %(address)s.") % {"device": device, "address": address},
        url="/settings/sessions/",
    )


def _actor(request: HttpRequest, user: User) -> Actor:
    return Actor.of(user, via="web", address=strength.address_of(request))


def _note(request: HttpRequest, act: str, name: str) -> None:
    """The software notes it: who really tried is exactly what is not known."""
    acts.note(act, by=replace(Actor.system(via="web"), address=strength.address_of(request)), record_no=name)
