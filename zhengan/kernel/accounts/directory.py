"""Offices that groups outside give: those of the directory, and those that the identity provider sends by SCIM.

The directory is asked at each sign-in and each minute; what the provider sends counts at once. Either way an office is
gone with the group, and held until tomorrow only; each look puts that off: while nobody looks, it runs out.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from zhengan.identity import offices
from zhengan.identity.directory import ldap
from zhengan.identity.directory.mapping import DirectoryMapping, WrongMapping, mapping
from zhengan.identity.models import OfficeHeld, User
from zhengan.identity.provisioned import ProvisionedGroup
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import note
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.models import Entry

log = logging.getLogger(__name__)

SOURCE, SCIM = "directory", "scim"
# What the ledger calls it, by where the groups are.
ACTS = {SOURCE: "directory_offices", SCIM: "scim_offices"}
RUNS_OUT = timedelta(days=1)
ROUND = timedelta(seconds=30)


def follow(user: User, *, dn: str | None) -> bool:
    """Give and withdraw what the groups of that member say (None: he is there no more); true where something changed.

    A mapping that is wrong gives nothing. Raises ldap.Away.
    """
    told = _mapping()
    groups = ldap.groups_of(dn, told.offices) if dn and told.offices else frozenset()
    return _hold(user, {(office, group) for group in groups for office in told.offices[group]}, source=SOURCE)


def follow_groups(user: User) -> bool:
    """The same of the groups that the provider has sent: who may not sign in now has nothing by them."""
    told = _mapping()
    groups: Iterable[ProvisionedGroup] = user.provisioned_groups.all() if user.is_active and told.scim else ()
    return _hold(user, {(office, str(group)) for group in groups for office in _given(told, group)}, source=SCIM)


def gives(group: ProvisionedGroup) -> bool:
    """Whether the firm has declared that this group gives an office."""
    return bool(_given(_mapping(), group))


def is_declared(words: Iterable[str]) -> bool:
    """Whether the firm's mapping calls a group by one of these words."""
    return not _mapping().scim.keys().isdisjoint(words)


def follow_at_sign_in(user: User, *, dn: str) -> None:
    """The same at a sign-in, which a directory that goes away in between does not stop: what was given runs out."""
    try:
        follow(user, dn=dn)
    except ldap.Away:
        log.exception("the directory cannot be asked for groups")


def was_told(held: OfficeHeld) -> bool:
    """Whether the ledger's last word on this user's groups gives the office, and no longer than it may be held."""
    given = _last_told(held.user, source=held.source)
    return held.office in given and held.to_on is not None and held.to_on - clock.today() <= RUNS_OUT


@sweep("directory", every=ROUND)
def look() -> int:
    """Look again at everybody who holds an office by a group, or should; returns how many were changed."""
    return _look_at_directory() + sum(follow_groups(user) for user in _concerned_by_groups())


def _look_at_directory() -> int:
    if not ldap.is_configured():
        return 0
    done = 0
    for user in User.objects.filter(pk__in=_in_force(SOURCE).values("user")):
        try:
            member = ldap.found(user.username)
            done += follow(user, dn=member.dn if member else None)
        except ldap.Away:
            log.exception("the directory cannot be asked")
            break
    return done


def _concerned_by_groups() -> QuerySet[User]:
    concerned = Q(pk__in=_in_force(SCIM).values("user"))
    told = _mapping()
    if told.scim:
        named = ProvisionedGroup.objects.alias(_name=Lower("name"), _id=Lower("external_id")).filter(
            Q(_name__in=told.scim) | Q(_id__in=told.scim)
        )
        concerned |= Q(pk__in=named.values("members"), is_active=True)
    return User.objects.filter(concerned)


def _given(told: DirectoryMapping, group: ProvisionedGroup) -> frozenset[str]:
    return frozenset(office for word in group.words for office in told.scim.get(word, ()))


def _mapping() -> DirectoryMapping:
    try:
        return mapping()
    except WrongMapping:
        log.exception("the mapping of groups to offices is wrong: no group gives anything")
        return DirectoryMapping()


def _in_force(source: str) -> QuerySet[OfficeHeld]:
    return OfficeHeld.objects.filter(source=source, to_on__gte=clock.today())


@transaction.atomic
def _hold(user: User, wanted: set[tuple[str, str]], *, source: str) -> bool:
    """Let the user hold exactly these by the groups of that source, each until it is looked at again."""
    today = clock.today()
    given: dict[str, Json] = {}
    for office, group in sorted(wanted):
        given.setdefault(office, group)
    held = {one.office: one for one in _in_force(source).filter(user=user)}
    is_changed = set(held) != set(given) or _last_told(user, source=source) != given
    if is_changed:
        note(
            "scim_offices" if source == SCIM else "directory_offices",
            by=Actor.system(),
            record_no=user.username,
            body={"offices": given},
        )
    for office in held.keys() - given.keys():
        held[office].to_on = today - timedelta(days=1)
        held[office].save(update_fields=["to_on"])
    for office in given:
        until = today + RUNS_OUT
        if office not in held:
            offices.grant(user, office, from_on=today, to_on=until, source=source)
        elif held[office].to_on != until:
            held[office].to_on = until
            held[office].save(update_fields=["to_on"])
    return is_changed


def _last_told(user: User, *, source: str) -> dict[str, Json]:
    """Return what the ledger told last of the offices that groups there give this user: the group by office."""
    told = (
        Entry.objects.filter(act=ACTS[source], record_no=user.username)
        .select_related("payload")
        .order_by("-pk")
        .first()
    )
    given = (told.payload.body or {}).get("offices") if told and told.payload else None
    return given if isinstance(given, dict) else {}
