"""Actor: who acts, holding which offices, over which face."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from zhengan.identity.models import User
from zhengan.identity.offices import offices_of
from zhengan.identity.scope import Scope
from zhengan.ledger import clock
from zhengan.ledger.append import Teller


@dataclass(frozen=True)
class Actor:
    """The person (or the software) behind an act; `via` is web, api, cli, sensor or system."""

    user: User
    offices: frozenset[str]
    via: str
    address: str = ""
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    is_system: bool = False
    scope: Scope | None = None  # how far somebody from outside sees; None: as far as his offices reach
    proved_at: datetime | None = None  # when the person last showed who he is, over a browser or the API

    @classmethod
    def of(cls, user: User, *, via: str, address: str = "", proved_at: datetime | None = None) -> "Actor":
        """Return the actor for a user with the offices held today."""
        return cls(
            user=user,
            offices=offices_of(user, on=clock.today()),
            via=via,
            scope=user.scope,
            address=address,
            proved_at=proved_at,
        )

    @classmethod
    def system(cls, *, via: str = "system") -> "Actor":
        """Return the software itself as actor."""
        return cls(user=User.objects.system(), offices=frozenset(), via=via, is_system=True)

    @property
    def itself(self) -> "Actor":
        """The actor himself, also when asked through what stands for him until he is needed."""
        return self

    def at(self, address: str) -> "Actor":
        """Return the same actor at an address."""
        return replace(self, address=address)

    def holds(self, *offices: str) -> bool:
        """Whether one of the offices is held."""
        return not self.offices.isdisjoint(offices)

    def sees_clause(self, clause: str) -> bool:
        """Whether a clause of the policy (its id) is the actor's business: to staff and the software all of it is."""
        return self.scope is None or self.scope.has_clause(clause)

    @cached_property
    def person(self) -> Any:
        """The row in the people register that belongs to the user, or None (the software has none)."""
        return getattr(self.user, "person", None)

    @property
    def teller(self) -> Teller:
        """The actor as the ledger writes it down."""
        return Teller(
            actor_id=self.user.pk,
            actor_name=self.user.name,
            via=self.via,
            address=self.address,
            request_id=self.request_id,
        )
