"""The populations that checks of several rooms are held against: people, offices, systems, accounts, documents."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period, catalogue
from zhengan.checks.algebra import Part, Say, each, there_is, there_is_recent
from zhengan.checks.reading import note, records
from zhengan.checks.status import Status
from zhengan.checks.wording import Both

PERSON, SYSTEM, DOCUMENT, ZONE = (
    "organization.person",
    "assets.info_system",
    "policy.policy_document",
    "network.network_zone",
)
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


def office_is_held(role: str, *, on: date) -> Part:
    """Somebody who is here holds the office."""
    return there_is(
        in_office(on, role),
        holds=_("%(population)s people hold the office “%(office)s”."),
        fails=_("Nobody holds the office “%(office)s”."),
        office=office_word(role),
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


def network_zones(*kinds: str) -> Rows:
    """Zones of the network in use, of these kinds or of all."""
    found = records(ZONE).active()
    return found.filter(kind__in=kinds) if kinds else found


def lies_in(zones: Rows) -> Q:
    """Rows whose `network_zone` names one of these zones: by its number, its code or its name."""
    told = OuterRef("network_zone")
    return Q(Exists(zones.filter(no=told))) | Q(Exists(zones.filter(code=told))) | Q(Exists(zones.filter(name=told)))


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


def excepted(*kinds: str, on: Any) -> Q:
    """A row of which an exception of one of these kinds names the number, approved for that day."""
    return Q(Exists(exceptions(*kinds, on=on).filter(subject_ref=OuterRef("no"))))


def by_exception(kind: str, *, on: Any) -> Q:
    """A row that names an exception of this kind, approved for that day (a date, or a column of the row)."""
    return Q(Exists(exceptions(kind, on=on).filter(no=OuterRef("exception"))))


def exceptions(*kinds: str, on: Any) -> Rows:
    """Exceptions that hold on that day; one that ran out since held until then."""
    approved = records("assurance.exception").in_state("approved", "expired")
    return approved.filter(kind__in=kinds, valid_from__lte=on, valid_until__gte=on)


def reviews(subject: str, *joined: str) -> Rows:
    """Approved reviews of a subject."""
    return records("policy.review", *joined).in_state("approved").filter(subject=subject)


def reviewed(subject: str, *, every: Period, on: date) -> Part:
    """The subject as a whole was reviewed within the interval, and that approved."""
    subjects = dict(records("policy.review").model._meta.get_field("subject").flatchoices)
    return there_is_recent(
        reviews(subject),
        when="reviewed_on",
        every=every,
        on=on,
        holds=_("“%(subject)s” was reviewed within %(interval)s."),
        fails=_("“%(subject)s” was not reviewed within %(interval)s."),
        soon=_("“%(subject)s” must soon be reviewed again (every %(interval)s)."),
        subject=subjects[subject],
        interval=every,
    )


def rule_rested_on(clause: str, **wanted: Any) -> Part:
    """A rule from outside that the clause answers is entered and in force."""
    return there_is(
        records("policy.obligation").in_force().filter(mapped_clauses__has=clause, **wanted),
        holds=_("The outside rules that this answers are entered."),
        fails=_("No outside rule that this answers is entered."),
    )
