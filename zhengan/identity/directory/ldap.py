"""The one place that speaks LDAP: always over TLS with the certificate verified, never following referrals.

`ldaps://` is TLS from the first byte, `ldap://` changes to TLS (StartTLS) before anything else is said; there is no
setting for neither. What people type reaches a filter escaped only. RFC 4511, 4513, 4515.
"""

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from ldap3 import BASE, NONE, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException
from ldap3.utils.conv import escape_filter_chars

from zhengan.identity.directory.member import Member

SECONDS = 5  # for connecting, and for each answer
PAGE = 500  # people told at a time
LONGEST_LOGIN, LONGEST_PASSWORD = 60, 256
# What cannot stand in a name: looked for like anybody else, so that an unknown login takes as long as a known one.
_NOBODY = "zhengan-nobody"


class Trusted(Tls):
    """TLS as Python's own library does it by default: authority, dates and the server's name are verified."""

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:  # noqa: FBT001, FBT002 (ldap3 calls it so)
        """Change the connection to TLS, or close it."""
        context = ssl.create_default_context(cafile=self.ca_certs_file)
        plain = connection.socket
        try:
            connection.socket = context.wrap_socket(plain, server_hostname=connection.server.host)
        except OSError:
            plain.close()
            raise


class Away(Exception):
    """The directory cannot be asked: not reached, not trusted, or it does not know us."""


def is_configured() -> bool:
    """Whether the firm has named a directory."""
    return bool(settings.LDAP_URL)


def proven(login: str, password: str) -> Member | None:
    """Return the member of that login if the password is his, otherwise nothing. Raises Away.

    An empty password is refused here: to a directory it means to sign in as nobody, which succeeds (RFC 4513, 5.1.2).
    """
    if not password or len(password) > LONGEST_PASSWORD or "\0" in password:
        return None
    with _connected(settings.LDAP_BIND_DN, settings.LDAP_BIND_PASSWORD) as service:
        member = _found(service, login)
    dn = member.dn if member else f"cn={_NOBODY},{settings.LDAP_PEOPLE}"
    try:
        with _connected(dn, password):
            return member
    except _NotLetIn:
        return None


def found(login: str) -> Member | None:
    """Return the member of that login: exactly one, or nothing. Raises Away."""
    with _as_service() as service:
        return _found(service, login)


def everybody() -> list[Member]:
    """Return all people, by login. Raises Away."""
    with _as_service() as service:
        told = _people(service, settings.LDAP_FILTER)
    return sorted(told, key=lambda one: one.login)


def groups_of(dn: str, groups: Iterable[str]) -> frozenset[str]:
    """Return those of the groups (by their names, DN) that the member is in. Raises Away."""
    mine = escape_filter_chars(dn)
    wanted = f"(|(member={mine})(uniqueMember={mine}))"
    with _as_service() as service:
        return frozenset(group for group in groups if _search(service, group, wanted, BASE))


def missing(groups: Iterable[str]) -> list[str]:
    """Return those of the groups that the directory does not have. Raises Away."""
    with _as_service() as service:
        return [group for group in groups if not _search(service, group, "(objectClass=*)", BASE)]


class _NotLetIn(Away):
    """Name or password is not right."""


@contextmanager
def _as_service() -> Iterator[Connection]:
    with _connected(settings.LDAP_BIND_DN, settings.LDAP_BIND_PASSWORD) as connection:
        yield connection


@contextmanager
def _connected(dn: str, password: str) -> Iterator[Connection]:
    parts = urlsplit(settings.LDAP_URL)
    is_tls = parts.scheme == "ldaps"
    try:
        server = Server(
            parts.hostname,
            port=parts.port or (636 if is_tls else 389),
            use_ssl=is_tls,
            tls=Trusted(validate=ssl.CERT_REQUIRED, ca_certs_file=settings.LDAP_CA or None),
            get_info=NONE,
            connect_timeout=SECONDS,
        )
        connection = Connection(
            server, dn, password, read_only=True, auto_referrals=False, receive_timeout=SECONDS, check_names=False
        )
    except LDAPException as error:
        raise Away(str(error)) from error
    try:
        connection.open()
        if not is_tls and not connection.start_tls():
            raise Away("StartTLS is refused")
        if not _bound(connection):
            raise _NotLetIn(str(connection.result.get("description", "")))
        yield connection
    except (LDAPException, OSError) as error:
        raise Away(str(error)) from error
    finally:
        opened = connection.socket
        if connection.bound:
            with suppress(LDAPException):
                connection.unbind()
        if opened is not None:  # one that was never let in is left open otherwise
            opened.close()


def _bound(connection: Connection) -> bool:
    return bool(connection.bind()) and connection.result.get("result") == 0


def _found(service: Connection, login: str) -> Member | None:
    known = login if 0 < len(login) <= LONGEST_LOGIN else _NOBODY
    wanted = f"(&{settings.LDAP_FILTER}({settings.LDAP_LOGIN}={escape_filter_chars(known)}))"
    told = _people(service, wanted)
    # Directories compare more loosely than this product does (spaces, widths of letters): here it has to be that login.
    return told[0] if len(told) == 1 and told[0].login == login.lower() else None


def _people(service: Connection, wanted: str) -> list[Member]:
    names = {"login": settings.LDAP_LOGIN, **settings.LDAP_ATTRIBUTES}
    rows = _search(service, settings.LDAP_PEOPLE, wanted, SUBTREE, [*names.values()])
    return [
        Member(dn=row["dn"], **{name: _first(row["attributes"], attribute) for name, attribute in names.items()})
        for row in rows
    ]


def _search(service: Connection, base: str, wanted: str, scope: str, attributes: Iterable[str] = ()) -> list[Any]:
    rows: list[Any] = []
    cookie: Any = None
    while True:
        # Asked in pages: Active Directory tells at most 1000 entries at once.
        service.search(
            base, wanted, scope, attributes=list(attributes) or ["1.1"], paged_size=PAGE, paged_cookie=cookie
        )
        code = service.result["result"]
        if code == 32:  # there is no such entry
            return rows
        if code != 0:
            raise Away(f"{base}: {service.result['description']}")
        rows += [row for row in service.response if row["type"] == "searchResEntry"]
        controls = service.result.get("controls") or {}
        cookie = controls.get("1.2.840.113556.1.4.319", {}).get("value", {}).get("cookie")
        if not cookie:
            return rows


def _first(attributes: Any, name: str) -> str:
    value = attributes.get(name) or ""
    text = value[0] if isinstance(value, list) else value
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return text.lower() if name == settings.LDAP_LOGIN else text.strip()
