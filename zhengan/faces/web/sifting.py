"""Sifting the acts: what the ledger page is asked for, as entries, newest first, each filter through an index.

A filter that means several values (a clause has several registers, a name several people) is read as one stream for
each value, the newest few of each, and these are put together: no engine reads `IN` in the order of the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import Q

from zhengan.catalogue import Clause, catalogue
from zhengan.identity.models import User
from zhengan.kernel.actor import Actor
from zhengan.kernel.dates import parse_date
from zhengan.kernel.register import registers
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

# Who may read the whole trail; everybody else reads his own acts.
READERS = (
    "ciso",
    "security_officer",
    "chief_auditor",
    "auditor",
    "president",
    "chairperson",
    "compliance",
    "it_manager",
)
NAMES = ("who", "register", "clause", "act", "no", "from", "to", "before")
# Acts whose code says more after a colon: of which states, of which lines.
KINDS = ("move", "add", "fill")
NAMESAKES = 10


def reads_all(actor: Actor) -> bool:
    """Whether the whole trail is open to the actor; to nobody from outside it is."""
    return actor.scope is None and actor.holds(*READERS)


def closed_to(actor: Actor) -> list[str]:
    """The registers that are not this reader's business; their acts stay out of his trail as well."""
    return [one.code for one in registers() if not one.may_read(actor)]


def _sifts_others(actor: Actor) -> bool:
    return actor.holds(*READERS)


def _open_to(actor: Actor) -> Q:
    """One's own acts; to an auditor from outside also those on the records and the clauses that he sees."""
    found = Q(actor_id=actor.user.pk)
    if actor.scope is not None:
        found &= ~Q(act="refused")  # that a try was entered would tell him that there is something
    if not _sifts_others(actor):
        return found
    for one in registers():
        if one.may_read(actor):
            seen = one.visible_to(one.record.objects.all(), actor).order_by().values("pk")
            found |= Q(register=one.code, record_id__in=seen)
    clauses = [clause for clause in catalogue().clauses if actor.sees_clause(clause)]
    return found | Q(register="clause", record_no__in=clauses)


@dataclass
class Sifted:
    """What was asked for, as it was understood, and the entries: one more than asked for where more follow."""

    wanted: dict[str, str]
    entries: list[Entry] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    clause: Clause | None = None


def sift(query: Mapping[str, str], actor: Actor, *, count: int) -> Sifted:
    """Return the newest entries that the query asks for, of those that the actor may read; three queries at most."""
    found = Sifted(_wanted(query))
    wanted = found.wanted
    entries = Entry.objects.all()
    if not reads_all(actor):
        entries = entries.filter(_open_to(actor))
        if not _sifts_others(actor):
            wanted.pop("who", None)
    elif closed := closed_to(actor):
        entries = entries.exclude(register__in=closed)
    if "who" in wanted:
        found.people = _people(wanted["who"])
    if "clause" in wanted:
        found.clause = catalogue().find(wanted["clause"]) or catalogue().clauses.get(wanted["clause"])
    if ("who" in wanted and not found.people) or ("clause" in wanted and found.clause is None):
        return found
    streams = _streams(found)
    if not streams:
        return found
    entries = entries.filter(*_conditions(wanted))
    if len(streams) == 1:
        found.entries = list(entries.filter(streams[0]).order_by("-pk")[:count])
    else:
        found.entries = _newest([entries.filter(one) for one in streams], count)
    return found


def _wanted(query: Mapping[str, str]) -> dict[str, str]:
    """The filters that say something."""
    found = {name: query.get(name, "").strip()[:80] for name in NAMES}
    if not (found["before"].isdecimal() and len(found["before"]) < 19):
        found["before"] = ""
    for name in ("from", "to"):
        if found[name] and _day(found[name]) is None:
            found[name] = ""
    return {name: value for name, value in found.items() if value}


def _people(text: str) -> list[User]:
    """Whom a login or (part of) a name may mean; one more than NAMESAKES where there are more."""
    found = list(
        User.objects.filter(Q(username__iexact=text) | Q(name__icontains=text)).order_by("name", "pk")[: NAMESAKES + 1]
    )
    exact = [one for one in found if one.username.casefold() == text.casefold()]
    return exact or found


def _streams(found: Sifted) -> list[Q]:
    """One condition for each stream; they have no entry in common. None: nothing can match.

    The streams are those of the narrowest filter (people, then subjects, then acts); the others are asked inside.
    """
    wanted = found.wanted
    act = wanted.get("act", "")
    filters: list[list[Q]] = []
    if found.people:
        filters.append([Q(actor_id=one.pk) for one in found.people])
    if found.clause is not None:
        filters.append(_of_clause(found.clause, wanted.get("register")))
    elif "register" in wanted:
        filters.append([Q(register=wanted["register"])])
    if act in KINDS:
        filters.append([Q(act=code) for code in _codes() if code.partition(":")[0] == act])
    elif act:
        filters.append([Q(act=act)])
    if not all(filters):
        return []
    first, *rest = filters or [[Q()]]
    inside = [reduce(or_, conditions) for conditions in rest]
    return [reduce(and_, inside, one) for one in first]


def _of_clause(clause: Clause, register: str | None) -> list[Q]:
    """The acts of a clause, or of all under a heading: on records that are evidence for it, and on itself."""
    below = {clause.id, *(leaf.id for leaf in catalogue().leaves_of(clause.id))}
    codes = [one.code for one in registers() if below.intersection(one.clauses)]
    about = [Q(register=code) for code in codes if register in (None, code)]
    if register in (None, "clause"):
        about.append(Q(register="clause", record_no__in=sorted(below)))
    return about


def _conditions(wanted: Mapping[str, str]) -> list[Q]:
    found = []
    if no := wanted.get("no"):
        # A record's number is written in capitals, a login and a clause as they are.
        found.append(Q(record_no__in=sorted({no, no.upper()})))
    if day := _day(wanted.get("from", "")):
        found.append(Q(at__gte=_midnight(day)))
    if day := _day(wanted.get("to", "")):
        found.append(Q(at__lt=_midnight(day + timedelta(days=1))))
    if "before" in wanted:
        found.append(Q(pk__lt=int(wanted["before"])))
    return found


def _newest(streams: Sequence[Any], count: int) -> list[Entry]:
    """Put streams together, in one query that reads no more than the newest few of each."""
    parts, given = [], []
    for number, one in enumerate(streams):
        sql, parameters = one.order_by("-pk")[:count].query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS stream_{number}")  # noqa: S608 (made by the ORM, with parameters)
        given += parameters
    return list(Entry.objects.raw(f"{' UNION ALL '.join(parts)} ORDER BY id DESC LIMIT {count}", given))


def _codes() -> list[str]:
    """The act codes that were ever entered, by leaps through their index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE entered(act) AS (SELECT MIN(act) FROM ledger_entry UNION ALL "
            "SELECT (SELECT MIN(act) FROM ledger_entry WHERE act > entered.act) FROM entered WHERE act IS NOT NULL) "
            "SELECT act FROM entered WHERE act IS NOT NULL"
        )
        return [act for (act,) in cursor.fetchall()]


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.TAIPEI)
