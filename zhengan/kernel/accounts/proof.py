"""Proof: what weighs heavily is done only shortly after the person has shown again who he is (step-up).

A move of a flow says so by `proof=True`; other acts ask for it here. Whoever acts over a browser or the API must have
given password or second factor within the parameter `proof-time`; the software itself, and a shell on the server, have
nothing to show. A token is no proof of a person: what asks for one is out of its reach.
"""

from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import parameters
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.ledger import clock

FACES = ("web", "api", "token")


class ProofNeeded(Refused):
    """Show again who you are, then do it once more; no refusal in the sense of the ledger."""


def is_proven(by: Actor) -> bool:
    """Whether the actor has shown recently enough who he is."""
    if by.is_system or by.via not in FACES:
        return True
    if by.proved_at is None:
        return False
    return clock.now() < by.proved_at + parameters(clock.today()).period("proof-time").as_timedelta()


def demand_proof(by: Actor, *, act: str, register: str = "", record_no: str = "") -> None:
    """Raise ProofNeeded unless the actor has."""
    if not is_proven(by):
        message = _("This weighs heavily: show once more who you are, then do it again.")
        raise ProofNeeded(message, act=act, register=register, record_no=record_no)
