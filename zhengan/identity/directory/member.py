"""Somebody as the firm's directory or identity provider tells of him, whatever protocol it speaks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """Somebody outside; what is not told is empty. `dn` is his name in LDAP, where he comes from there."""

    login: str
    name: str = ""
    email: str = ""
    unit: str = ""
    title: str = ""
    dn: str = ""

    @property
    def is_silent(self) -> bool:
        """Whether nothing is told of him but who he is."""
        return not (self.name or self.email or self.unit or self.title)
