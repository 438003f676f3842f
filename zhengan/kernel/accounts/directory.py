"""Offices that groups of the directory give: taken over at each sign-in, looked at each minute, gone with the group.

They are held until tomorrow only, and each look puts that off: while the directory cannot be asked they run out.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from zhengan.identity import offices
from zhengan.identity.directory import ldap
from zhengan.identity.directory.mapping import DirectoryMapping, WrongMapping, mapping
from zhengan.identity.models import OfficeHeld, User
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts.writing import note
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.models import Entry

log = logging.getLogger(__name__)

ACT = "directory_offices"
SOURCE = "directory"
RUNS_OUT = timedelta(days=1)
ROUND = timedelta(seconds=30)


def follow(user: User, *, dn: str | None) -> bool:
    """Give and withdraw what the groups of that member say (None: he is there no more); true where something changed.

    A mapping that is wrong gives nothing. Raises ldap.Away.
    """
    told = _mapping()
    groups = ldap.groups_of(dn, told.offices) if dn and told.offices else frozenset()
    return _hold(user, {(office, group) for group in groups for office in told.offices[group]})


def follow_at_sign_in(user: User, *, dn: str) -> None:
    """The same at a sign-in, which a directory that goes away in between does not stop: what was given runs out."""
    try:
        follow(user, dn=dn)
    except ldap.Away:
        log.exception("the directory cannot be asked for groups")


def was_told(held: OfficeHeld) -> bool:
    """Whether the ledger's last word on this user's groups gives the office, and no longer than it may be held."""
    given = _last_told(held.user)
    return held.office in given and held.to_on is not None and held.to_on - clock.today() <= RUNS_OUT


@sweep("directory", every=ROUND)
def look() -> int:
    """Look again at everybody who holds an office by a group; returns how many were changed."""
    if not ldap.is_configured():
        return 0
    holders = User.objects.filter(pk__in=_in_force().values("user"))
    done = 0
    for user in holders:
        try:
            member = ldap.found(user.username)
            done += follow(user, dn=member.dn if member else None)
        except ldap.Away:
            log.exception("the directory cannot be asked")
            break
    return done


def _mapping() -> DirectoryMapping:
    try:
        return mapping()
    except WrongMapping:
        log.exception("the mapping of groups to offices is wrong: no group gives anything")
        return DirectoryMapping()


def _in_force() -> QuerySet[OfficeHeld]:
    return OfficeHeld.objects.filter(source=SOURCE, to_on__gte=clock.today())


@transaction.atomic
def _hold(user: User, wanted: set[tuple[str, str]]) -> bool:
    """Let the user hold exactly these by the directory, each until it is looked at again."""
    today = clock.today()
    given: dict[str, Json] = {}
    for office, group in sorted(wanted):
        given.setdefault(office, group)
    held = {one.office: one for one in _in_force().filter(user=user)}
    is_changed = set(held) != set(given) or _last_told(user) != given
    if is_changed:
        note(ACT, by=Actor.system(), record_no=user.username, body={"offices": given})
    for office in held.keys() - given.keys():
        held[office].to_on = today - timedelta(days=1)
        held[office].save(update_fields=["to_on"])
    for office in given:
        until = today + RUNS_OUT
        if office not in held:
            offices.grant(user, office, from_on=today, to_on=until, source=SOURCE)
        elif held[office].to_on != until:
            held[office].to_on = until
            held[office].save(update_fields=["to_on"])
    return is_changed


def _last_told(user: User) -> dict[str, Json]:
    """Return what the ledger told last of the offices that groups give this user: the group by office."""
    told = Entry.objects.filter(act=ACT, record_no=user.username).select_related("payload").order_by("-pk").first()
    given = (told.payload.body or {}).get("offices") if told and told.payload else None
    return given if isinstance(given, dict) else {}
