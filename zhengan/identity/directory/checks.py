"""What the firm says of its directory is looked over at each start: a mistake stops it, by name."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register
from django.utils.translation import gettext as _

from zhengan.identity.directory import ldap
from zhengan.identity.directory.mapping import WrongMapping, mapping


@register()
def directory(**_given: Any) -> list[Error]:
    """Say what is wrong: the mapping, the address, what must stand beside it, groups that the directory has not."""
    wrong: list[str] = []
    groups: list[str] = []
    try:
        groups = list(mapping().offices)
    except WrongMapping as error:
        wrong += [f"ZHENGAN_DIRECTORY_MAP: {problem}" for problem in error.problems]
    if ldap.is_configured():
        wrong += _of_ldap() or _unknown_groups(groups)
    return [Error(message, id="zhengan.directory") for message in wrong]


def _of_ldap() -> list[str]:
    wrong = []
    parts = urlsplit(settings.LDAP_URL)
    if parts.scheme not in ("ldap", "ldaps") or not parts.hostname:
        wrong.append(_("ZHENGAN_LDAP_URL must be ldaps://server or ldap://server."))
    return wrong + [
        _("%(name)s is missing.") % {"name": name}
        for name, value in {
            "ZHENGAN_LDAP_BIND_DN": settings.LDAP_BIND_DN,
            "ZHENGAN_LDAP_BIND_PASSWORD": settings.LDAP_BIND_PASSWORD,
            "ZHENGAN_LDAP_PEOPLE": settings.LDAP_PEOPLE,
        }.items()
        if not value
    ]


def _unknown_groups(groups: list[str]) -> list[str]:
    """A directory that is away now does not stop a start; its groups are looked at when it is back."""
    try:
        return [_("The directory has no group %(dn)s.") % {"dn": dn} for dn in ldap.missing(groups)]
    except ldap.Away:
        return []
