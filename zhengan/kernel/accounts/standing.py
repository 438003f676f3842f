"""Who may act on whose account: always a second person, never one and the same for both factors."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from zhengan.identity.models import User
from zhengan.identity.offices import ACCOUNT_OFFICES, PRIVILEGED, offices_of
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

# So long the one who issued a password must not take off the second factor of the same person, and the other way.
APART = timedelta(days=30)
_OTHER = {"password_issue": "factor_reset", "factor_reset": "password_issue"}


def may_see(user: User, actor: Actor) -> bool:
    """Whether the actor looks after this account: by office, or as the person's supervisor."""
    return actor.holds(*ACCOUNT_OFFICES) or supervises(actor, user)


def supervises(actor: Actor, user: User) -> bool:
    """Whether the actor is the person's supervisor."""
    person = getattr(user, "person", None)
    return bool(person and person.supervisor and person.supervisor.user_id == actor.user.pk)


def demand_second_person(user: User, *, by: Actor, act: str) -> None:
    """Raise Refused unless the actor is another person who may do this to the account.

    Human resources cannot open an account that is in use and holds privileged offices; nobody does both halves: the
    password and the second factor of one person.
    """
    if by.is_system:
        return
    if by.user.pk == user.pk:
        raise _refusal(_("Nobody confirms his own identity: a second person does."), user, act)
    if not may_see(user, by):
        raise _refusal(_("Your offices do not allow this."), user, act)
    in_use = user.password_changed_at is not None
    only_hr = not by.holds(*(set(ACCOUNT_OFFICES) - {"hr"})) and not supervises(by, user)
    if in_use and only_hr and (act == "factor_reset" or offices_of(user, on=clock.today()) & PRIVILEGED):
        raise _refusal(_("This account has offices of its own; the system administrator does this."), user, act)
    other = _OTHER.get(act)
    if other and _did(by, other, user):
        raise _refusal(
            _("You did the other half within 30 days; nobody opens both the password and the second factor."), user, act
        )


def _did(by: Actor, act: str, user: User) -> bool:
    return Entry.objects.filter(
        Q(act=act), actor_id=by.user.pk, record_no=user.username, at__gt=clock.now() - APART
    ).exists()


def _refusal(message: str, user: User, act: str) -> Refused:
    return Refused(message, record_no=user.username, act=act)
