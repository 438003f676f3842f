"""Ending: sessions one by one, and everything at once for somebody who leaves, moves or is shut out."""

from django.db import transaction

from zhengan.identity import sessions, tokens, tries
from zhengan.identity.keeping import PasswordRequest, Session
from zhengan.identity.models import User
from zhengan.kernel.accounts import passwords
from zhengan.kernel.accounts.standing import demand_second_person
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import note
from zhengan.kernel.models import CalendarToken
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json


def end_session(session: Session, *, by: Actor) -> None:
    """End one of one's own sessions."""
    body: dict[str, Json] = {"device": session.device, "address": session.address}
    with transaction.atomic():
        session.delete()
        note("session_end", by=by, record_no=by.user.username, body=body)


def end_others(*, by: Actor, session: str) -> int:
    """End all of one's own sessions but the one of that key."""
    with transaction.atomic():
        count = sessions.end_all(by.user.pk, but=session)
        note("session_end", by=by, record_no=by.user.username, body={"count": count})
    return count


def end_of(user: User, *, by: Actor) -> int:
    """End all sessions of somebody else. Raises Refused."""
    demand_second_person(user, by=by, act="session_end")
    with transaction.atomic():
        count = sessions.end_all(user.pk)
        note("session_end", by=by, record_no=user.username, body={"count": count})
    return count


def cut_off(user: User) -> None:
    """End sessions, tokens, calendar addresses and requests of a user, within the act that ends or changes rights."""
    sessions.end_all(user.pk)
    tokens.revoke_all(user)
    CalendarToken.objects.filter(user=user, revoked_at=None).update(revoked_at=clock.now())
    PasswordRequest.objects.filter(user=user, state=PasswordRequest.State.OPEN).delete()


@sweep("accounts", every=passwords.ROUND)
def clear() -> int:
    """Clear away what has ended: sessions, tries that count no more, requests that nobody decided."""
    return sessions.clear_ended() + tries.clear(tries.Limits.today()) + passwords.lapse()
