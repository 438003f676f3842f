"""The populations that checks of several rooms are held against: people, offices, systems, accounts, documents."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period, catalogue
from zhengan.checks.algebra import DAY, Part, Say, each, start_of, there_is
from zhengan.checks.reading import note, records
from zhengan.checks.status import Status
from zhengan.checks.wording import Both

PERSON, SYSTEM, DOCUMENT = "organization.person", "assets.info_system", "policy.policy_document"
STAFF = ("employee", "temporary", "officer")
ORDERING = ("online_trading", "mobile_app", "api")

Rows = QuerySet[Any]


def people(on: date) -> Rows:
    """Everybody who is with the firm on that day, staff or outsourced."""
    return records(PERSON).filter(is_here(on))


def is_here(on: date, prefix: str = "") -> Q:
    """A person (reached by a foreign key, when `prefix` ends in __) who is with the firm and may hold rights."""
    note(PERSON)
    return Q(**{f"{prefix}voided_at": None, f"{prefix}state": "active", f"{prefix}joined_on__lte": on}) & (
        Q(**{f"{prefix}left_on": None}) | Q(**{f"{prefix}left_on__gte": on})
    )


def in_office(on: date, *roles: str) -> Rows:
    """Appointments to one of these offices, in force on that day, of people who are here."""
    return (
        records("organization.appointment", PERSON)
        .in_force()
        .filter(is_here(on, "person__"), role__in=roles, from_on__lte=on)
        .filter(Q(to_on=None) | Q(to_on__gte=on))
    )


def office_is_held(role: str, *, on: date, with_deputy: bool = False) -> Part:
    """Somebody who is here holds the office (and has a deputy who is here)."""
    held = in_office(on, role)
    word = office_word(role)
    if with_deputy:
        return there_is(
            held.filter(is_here(on, "deputy__")),
            holds=_("%(population)s people hold the office “%(office)s”, with a deputy."),
            fails=_("Nobody with a deputy holds the office “%(office)s”."),
            office=word,
        )
    return there_is(
        held,
        holds=_("%(population)s people hold the office “%(office)s”."),
        fails=_("Nobody holds the office “%(office)s”."),
        office=word,
    )


def office_word(role: str) -> object:
    """What the office is called, in the tongue of the sentence."""
    choices = dict(records("organization.appointment").model._meta.get_field("role").flatchoices)
    return choices[role]


def systems() -> Rows:
    """Information systems in use."""
    return records(SYSTEM).active()


def core_systems() -> Rows:
    """Core systems in use."""
    return systems().filter(tier="core")


def system_kinds_in_use(*kinds: str, what: object) -> Part:
    """Whether the firm runs such systems at all: where it runs systems but none of these, the clause does not apply."""
    running = systems()
    return there_is(
        running.filter(kind__in=kinds),
        holds=_("%(population)s systems in use are of this kind: %(what)s."),
        fails=_("No system in use is of this kind: %(what)s."),
        what=what,
    ).when_empty(
        Status.NOT_APPLICABLE if running.exists() else Status.NO_DATA,
        _("No system in use is of this kind: %(what)s."),
    )


def online_ordering() -> Part:
    """Whether customers can order over the internet."""
    return system_kinds_in_use(*ORDERING, what=Both("網際網路下單", "ordering over the internet"))


def enabled_accounts() -> Rows:
    """Accounts that can be used: enabled when last imported, and not removed since."""
    return records("access.account").filter(enabled=True).exclude(state="removed")


def documents(topic: str, on: date) -> Rows:
    """Documents of a topic that are in force on that day."""
    return records(DOCUMENT).in_force().filter(topic=topic, effective_on__lte=on)


def topic_word(topic: str) -> Both:
    """What the topic of a document is called."""
    found = catalogue().topics[topic]
    return Both(found.title, found.title_en)


def document_in_force(topic: str, *, on: date, covers: Iterable[str] = (), missing: Status = Status.NOT_MET) -> Part:
    """A document of the topic is in force, and covers the points that the clauses ask for."""
    wanted = documents(topic, on)
    points = tuple(covers)
    for point in points:
        wanted = wanted.filter(covered_points__has=point)
    if points:
        cites = Both("、".join(catalogue().clause(point).cite for point in points), ", ".join(points))
        return there_is(
            wanted,
            holds=_("A document on “%(topic)s” that covers %(points)s is in force."),
            fails=_("No document on “%(topic)s” that covers %(points)s is in force."),
            topic=topic_word(topic),
            points=cites,
        ).when_empty(missing, _("No document on “%(topic)s” that covers %(points)s is in force."))
    return there_is(
        wanted,
        holds=_("A document on “%(topic)s” is in force."),
        fails=_("No document on “%(topic)s” is in force."),
        topic=topic_word(topic),
    ).when_empty(missing, _("No document on “%(topic)s” is in force."))


def document_up_to_date(topic: str, *, on: date) -> Sequence[Part]:
    """A document of the topic is in force, and none of them is past the day on which it was to be reviewed."""
    return (
        document_in_force(topic, on=on),
        each(documents(topic, on))
        .must_not_be_past(
            "next_review_due",
            on=on,
            holds=_("%(population)s documents on “%(topic)s” are not yet due for review."),
            fails=_("%(exceptions)s of %(population)s documents on “%(topic)s” are past their review date."),
            soon=_("%(warnings)s of %(population)s documents on “%(topic)s” are due for review within 30 days."),
            topic=topic_word(topic),
        )
        .no_duty()
        .when_empty(Status.NOT_MET, _("No document on “%(topic)s” is in force.")),
    )


def document_for_each_system(topic: str, *, on: date, **more: Any) -> Part:
    """Every system in use has a document of the topic: its own, or one that names no system and so is for all."""
    found = documents(topic, on).filter(**more)
    return each(systems()).must(
        Q(Exists(found.filter(info_system=OuterRef("pk")))) | Q(Exists(found.filter(info_system=None))),
        holds=_("All %(population)s systems in use have a document on “%(topic)s” in force."),
        fails=_("%(exceptions)s of %(population)s systems in use have no document on “%(topic)s” in force."),
        topic=topic_word(topic),
    )


def nothing_of_the_kind(known: Rows, part: Part, words: Say) -> Part:
    """Where such records are kept but none of this kind, the clause does not apply; otherwise nobody knows."""
    return part.asking_when_empty(lambda: (Status.NOT_APPLICABLE if known.exists() else Status.NO_DATA, words))


def open_findings_in_time(*clauses: str, on: date) -> Part:
    """No finding about these clauses is open past its day; where none was ever raised there is nothing to follow up."""
    raised = records("assurance.finding").filter(clause__in=clauses)
    return (
        each(raised)
        .must_not(
            Q(state__in=("open", "planned", "done"), due_on__lt=on),
            holds=_("None of %(population)s findings on this is open past its day."),
            fails=_("%(exceptions)s of %(population)s findings on this are open past their day."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No finding was raised on this."))
    )


def alerts_are_closed(kind: str, *, on: date) -> Part:
    """Every alert of the kind within a year that is older than a day is closed."""
    seen = records("incidents.alert").filter(
        kind=kind, detected_at__gte=start_of(Period("P1Y").before(on)), detected_at__lt=start_of(on - DAY)
    )
    return (
        each(seen)
        .must(
            Q(state="closed"),
            holds=_("All %(population)s alerts on this that are older than a day are closed."),
            fails=_("%(exceptions)s of %(population)s alerts on this are still open after a day."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No such alert was raised within 12 months."))
    )
