"""Tokens of the API and the service accounts that have nothing else: made, revoked, ended; each an entry."""

import ipaddress
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhengan.catalogue import catalogue
from zhengan.identity import offices
from zhengan.identity.models import User
from zhengan.identity.tokens import LONGEST, Act, Token, fresh, revoke_all
from zhengan.kernel.accounts.proof import demand_proof
from zhengan.kernel.accounts.standing import demand_second_person
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import note
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import registers
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json

# What is no register, and yet may be read: the clauses and their verdicts.
CLAUSES = "clauses"
# A program decides nothing: what moves a record is the step of a person (7.1.1).
OF_A_SERVICE = frozenset({Act.READ, Act.CREATE, Act.CHANGE, Act.ATTACH, Act.PROVISION})
# People are brought in by the firm's identity provider, which is a program; people have their own ways.
OF_A_PERSON = frozenset(Act) - {Act.PROVISION}
# Offices that open doors to others, and those of a body, are held by people alone.
_NEVER = offices.PRIVILEGED | {"board", "committee", offices.ALL_STAFF}


def known_registers() -> list[str]:
    """The codes that a token can name."""
    return [CLAUSES, *(one.code for one in registers())]


def issue(
    user: User,
    *,
    by: Actor,
    name: str,
    registers: Collection[str],
    acts: Collection[str],
    until: date,
    networks: Sequence[str] = (),
) -> str:
    """Make a token, valid to the end of that day; returns it, and it is never shown again.

    Raises ValidationError by field, Refused for another person's account, ProofNeeded.
    """
    if not (by.is_system or by.via == "cli" or by.user.pk == user.pk):
        raise Refused(_("Everybody makes his own tokens."), act="token_made", record_no=user.username)
    if Act.PROVISION in acts and not (by.is_system or by.holds("hr")):
        raise Refused(
            _("Human resources alone let a program bring people in."), act="token_made", record_no=user.username
        )
    demand_proof(by, act="token_made", record_no=user.username)
    now = clock.now()
    expires_at = datetime.combine(until + timedelta(days=1), time(), tzinfo=clock.TAIPEI)
    wrong = _wrong(user, name=name, registers=registers, acts=acts)
    if not now < expires_at <= now + LONGEST:
        wrong["until"] = _("A token ends after today and within a year.")
    kept = []
    for one in networks:
        try:
            kept.append(str(ipaddress.ip_network(one)))
        except ValueError:
            wrong["networks"] = _("“%(value)s” is no address and no network.") % {"value": one[:60]}
    if wrong:
        raise ValidationError(wrong)
    secret, digest, hint = fresh()
    with transaction.atomic():
        token = Token.objects.create(
            user=user, name=name.strip(), digest=digest, hint=hint, registers=sorted(registers), acts=sorted(acts),
            networks=kept, made_at=now, expires_at=expires_at,
        )  # fmt: skip
        note("token_made", by=by, record_no=user.username, body={
            "token": token.pk, "name": token.name, "registers": token.registers, "acts": token.acts,
            "networks": token.networks, "until": until.isoformat(),
        })  # fmt: skip
    return secret


def _wrong(user: User, *, name: str, registers: Collection[str], acts: Collection[str]) -> dict[str, str]:
    wrong = {}
    if not 0 < len(name.strip()) <= 60:
        wrong["name"] = _("Say what uses it, in at most 60 characters.")
    if not registers or not set(registers) <= set(known_registers()):
        wrong["registers"] = _("Choose the registers that it is for.")
    if not acts or not set(acts) <= set(Act.values):
        wrong["acts"] = _("Choose what it may do.")
    elif user.answered_for_by_id is not None and not set(acts) <= OF_A_SERVICE:
        wrong["acts"] = _("A program decides nothing: it may read, add, change and attach.")
    elif user.answered_for_by_id is None and not set(acts) <= OF_A_PERSON:
        wrong["acts"] = _("Bringing people in is for the account of a program.")
    return wrong


def revoke(token: Token, *, by: Actor) -> None:
    """Revoke one of one's own tokens, or as one who looks after accounts somebody else's. Raises Refused."""
    if token.user_id != by.user.pk:
        demand_second_person(token.user, by=by, act="token_revoked")
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
            note("token_revoked", by=by, record_no=token.user.username, body={"token": token.pk, "name": token.name})


def make_service(login: str, *, by: Actor, name: str, owner: User, held: Collection[str], until: date) -> User:
    """Make an account of a program: no password, one who answers for it, an end; offices where it reads registers.

    Raises ValidationError, NotPossible.
    """
    wrong = sorted(one for one in held if one not in catalogue().roles or one in _NEVER)
    if wrong:
        raise ValidationError({"office": _("No office for a program: %(offices)s") % {"offices": "、".join(wrong)}})
    if owner.answered_for_by_id is not None or not owner.is_active or getattr(owner, "person", None) is None:
        raise NotPossible(_("A person who may sign in answers for a service."))
    if User.objects.called(login).exists():
        raise NotPossible(_("There is a login of that name."))
    today = clock.today()
    if not today <= until <= today + LONGEST:
        raise ValidationError({"until": _("A service ends after today and within a year.")})
    with transaction.atomic():
        user = User(username=login, name=name, answered_for_by=owner, must_change_password=False, until_on=until)
        user.set_unusable_password()
        user.full_clean()
        user.save()
        for office in sorted(held):
            offices.grant(user, office, from_on=today, to_on=until, source=f"service:{login}")
        body: dict[str, Json] = {"name": name, "owner": owner.username, "until": until.isoformat()}
        body["offices"] = [*sorted(held)]
        note("service_made", by=by, record_no=login, body=body)
    return user


def end_service(user: User, *, by: Actor) -> None:
    """End a service: its tokens and offices stop this minute. Raises NotPossible for a person."""
    if user.answered_for_by_id is None:
        raise NotPossible(_("This is no service."))
    with transaction.atomic():
        revoke_all(user)
        offices.withdraw_from(user, to_on=clock.today() - timedelta(days=1))
        User.objects.filter(pk=user.pk).update(is_active=False)
        note("service_end", by=by, record_no=user.username)
