"""Second factors: taken up and laid down by their owner, taken off by a second person when they are lost."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhengan.identity import factors, sessions
from zhengan.identity.keeping import Factor, RecoveryCode
from zhengan.identity.models import User
from zhengan.identity.offices import needs_second_factor
from zhengan.kernel.accounts.proof import demand_proof
from zhengan.kernel.accounts.standing import demand_second_person
from zhengan.kernel.accounts.telling import tell
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import note
from zhengan.kernel.errors import NotPossible
from zhengan.ledger import clock

PAGE = "/settings/second-factor/"


def confirm_app(factor: Factor, typed: str, *, name: str, by: Actor) -> bool:
    """Take up an authenticator app whose owner shows that it works; false when the code is not right."""
    demand_proof(by, act="factor_add")
    with transaction.atomic():
        if not factors.is_right(factor, typed):
            return False
        factor.refresh_from_db()  # the step that was taken
        _take_up(factor, name or _("Authenticator app"), by=by)
    return True


def add_passkey(data: bytes, credential: str, count: int, *, name: str, by: Actor) -> Factor:
    """Take up a passkey. Raises NotPossible when somebody has it already."""
    demand_proof(by, act="factor_add")
    if Factor.objects.filter(credential=credential).exists():
        raise NotPossible(_("This passkey is in use already."))
    kind = Factor.Kind.PASSKEY
    with transaction.atomic():
        factor = Factor(user=by.user, kind=kind, secret=data, credential=credential, last=count, made_at=clock.now())
        _take_up(factor, name or _("Passkey"), by=by)
    return factor


def remove(factor: Factor, *, by: Actor) -> None:
    """Lay down one's own; the last one not while the offices need one. Raises ProofNeeded, NotPossible."""
    demand_proof(by, act="factor_remove")
    others = Factor.objects.filter(user=by.user, confirmed=True).exclude(pk=factor.pk)
    if needs_second_factor(by.offices, local=True) and not others.exists():
        raise NotPossible(_("Your offices need a second factor: take up another one first (clause 8.2.5)."))
    with transaction.atomic():
        left = others.exists()
        note("factor_remove", by=by, record_no=by.user.username, body={"kind": factor.kind, "name": factor.name})
        factor.delete()
        if not left:
            RecoveryCode.objects.filter(user=by.user).delete()
        tell([by.user], lambda: _("A second factor of your account was removed."), url=PAGE)


def make_codes(*, by: Actor) -> list[str]:
    """Return new recovery codes, which are shown this once; the old ones stop."""
    demand_proof(by, act="codes_made")
    with transaction.atomic():
        made = factors.new_codes(by.user)
        note("codes_made", by=by, record_no=by.user.username)
    return made


def reset(user: User, *, by: Actor, reason: str) -> int:
    """Take off all second factors of somebody who lost them; returns how many. Raises Refused, NotPossible."""
    demand_second_person(user, by=by, act="factor_reset")
    demand_proof(by, act="factor_reset")
    if not reason.strip():
        raise NotPossible(_("Say how you made sure who it is (clause 7.3.3)."))
    with transaction.atomic():
        count = Factor.objects.filter(user=user).delete()[0]
        RecoveryCode.objects.filter(user=user).delete()
        sessions.end_all(user.pk)
        note("factor_reset", by=by, record_no=user.username, body={"reason": reason.strip(), "count": count})
        tell([user], lambda: _("Your second factors were taken off by %(name)s.") % {"name": by.user.name}, url=PAGE)
    return count


def _take_up(factor: Factor, name: str, *, by: Actor) -> None:
    factor.name, factor.confirmed, factor.used_at = name[:60], True, clock.now()
    factor.save()
    note("factor_add", by=by, record_no=by.user.username, body={"kind": factor.kind, "name": factor.name})
    tell([by.user], lambda: _("A second factor was added to your account."), url=PAGE)
