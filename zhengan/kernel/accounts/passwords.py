"""Passwords: issued once by a second person, chosen by oneself, asked for when forgotten (policy 7.3)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zhengan.catalogue import parameters
from zhengan.identity import passwords, sessions, tries
from zhengan.identity.keeping import FormerPassword, PasswordRequest
from zhengan.identity.models import User
from zhengan.identity.offices import ACCOUNT_OFFICES, holders
from zhengan.kernel.accounts.standing import demand_second_person
from zhengan.kernel.accounts.telling import tell
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import note
from zhengan.kernel.credentials import credential
from zhengan.kernel.errors import NotPossible
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json

# How many former hashes are kept at most, whatever the parameter says.
KEPT = 24
# How often what has ended is cleared away.
ROUND = timedelta(minutes=5)


def issue(user: User, *, by: Actor, method: str = "", remark: str = "") -> str:
    """Give the account a random password for one sign-in, and return it: it is shown once, to the one who issues it.

    `method` says how the identity was confirmed (`PasswordRequest.Method`); it may be left out for an account that was
    never in use. Sessions end, the login is open again, the person is told by mail. Raises Refused, NotPossible.
    """
    demand_second_person(user, by=by, act="password_issue")
    in_use = user.password_changed_at is not None
    if in_use and method not in PasswordRequest.Method.values:
        raise NotPossible(_("Say how you made sure who it is (clause 7.3.3)."))
    made = passwords.one_time()
    with transaction.atomic():
        _keep(user)
        user.set_password(made)
        user.must_change_password = True
        user.one_time_until = clock.now() + parameters(clock.today()).period("one-time-password-life").as_timedelta()
        user.save(update_fields=["password", "must_change_password", "one_time_until"])
        sessions.end_all(user.pk)
        tries.forgive(user.username)
        _decide(user, PasswordRequest.State.CONFIRMED, by=by, method=method, remark=remark)
        body: dict[str, Json] = {"method": method, "remark": remark, "first": not in_use, "rows": credential(user)}
        note("password_issue", by=by, record_no=user.username, body=body)
        tell([user], lambda: _("A one-time password was issued for your account."), url="/settings/")
    return made


def choose(user: User, new: str, *, by: Actor, session: str = "") -> None:
    """Take a password that its owner chose (checked already); all his sessions end but the one of that key."""
    with transaction.atomic():
        _keep(user)
        user.set_password(new)
        user.must_change_password = False
        user.one_time_until = None
        user.password_changed_at = clock.now()
        user.save(update_fields=["password", "must_change_password", "one_time_until", "password_changed_at"])
        sessions.end_all(user.pk, but=session)
        note("password", by=by, record_no=user.username, body={"rows": credential(user)})
        tell([user], lambda: _("Your password was changed."), url="/settings/sessions/")


def ask(login: str, *, address: str) -> None:
    """Somebody says that he has forgotten the password of that login; whether it exists is told to nobody.

    Those who look after accounts and the supervisor are told, once while the request is open.
    """
    user = User.objects.called(login).filter(is_active=True, person__isnull=False).first()
    name = user.username if user else tries.unknown(login)
    by = Actor.system(via="web").at(address)
    with transaction.atomic():
        note("password_ask", by=by, record_no=name)
        if user is None or PasswordRequest.objects.filter(user=user, state=PasswordRequest.State.OPEN).exists():
            return
        PasswordRequest.objects.create(user=user, at=clock.now(), address=address)
        to = {one for office in ACCOUNT_OFFICES for one in holders(office, on=clock.today())} - {user}
        if supervisor := getattr(user, "person").supervisor:  # noqa: B009 (the room above gives it)
            to.add(supervisor.user)
        about = user.name
        tell(
            sorted(to, key=lambda one: one.pk),
            lambda: _("%(name)s asks for a new password; make sure who it is.") % {"name": about},
            url=f"/accounts/{user.username}/",
        )
        tell([user], lambda: _("A new password was asked for in your name."), url="/settings/sessions/")


def refuse(user: User, *, by: Actor, reason: str) -> None:
    """Turn the request down: it was not the person. Raises Refused, NotPossible."""
    demand_second_person(user, by=by, act="password_refuse")
    if not reason.strip():
        raise NotPossible(_("Say why."))
    with transaction.atomic():
        if not _decide(user, PasswordRequest.State.REFUSED, by=by, remark=reason.strip()[:200]):
            raise NotPossible(_("Nobody asks for a new password any more."))
        note("password_refuse", by=by, record_no=user.username, body={"reason": reason.strip()[:200]})
        tell([user], lambda: _("The request for a new password in your name was turned down."), url="/settings/")


def days_left(user: User) -> int | None:
    """Return in how many days the password expires, once that is near enough to be told; otherwise None."""
    due = passwords.due_on(user)
    if due is None:
        return None
    today = clock.today()
    warning = parameters(today).period("password-warning-time")
    return (due - today).days if warning.before(due) <= today else None


def lapse() -> int:
    """Requests that nobody decided within a week are closed; returns how many."""
    old = PasswordRequest.objects.filter(state=PasswordRequest.State.OPEN, at__lt=clock.now() - timedelta(days=7))
    return old.update(state=PasswordRequest.State.REFUSED, remark="-", decided_at=clock.now())


def _keep(user: User) -> None:
    if user.has_usable_password():
        FormerPassword.objects.create(user=user, password=user.password, at=clock.now())
        old = FormerPassword.objects.filter(user=user).order_by("-at", "-pk").values_list("pk", flat=True)[KEPT:]
        FormerPassword.objects.filter(pk__in=list(old)).delete()


def _decide(user: User, state: str, *, by: Actor, method: str = "", remark: str = "") -> int:
    """Close the open request, if there is one; an account never in use is confirmed by the papers of joining."""
    how = method or PasswordRequest.Method.FACE
    return PasswordRequest.objects.filter(user=user, state=PasswordRequest.State.OPEN).update(
        state=state,
        method=how if state == PasswordRequest.State.CONFIRMED else "",
        remark=remark[:200],
        decided_by=by.user,
        decided_at=clock.now(),
    )
