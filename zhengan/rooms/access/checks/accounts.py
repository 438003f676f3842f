"""Accounts: one person each, a way to prove it, nothing left to those who are gone or idle, fresh passwords."""

from datetime import date, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, at_least, each, earliest_in_time
from zhengan.checks.declare import check
from zhengan.checks.populations import PERSON, SYSTEM, enabled_accounts, exceptions, is_here, systems
from zhengan.checks.reading import lines, note, records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI

ACCOUNT, REVIEW = "access.account", "access.recertification"
OF_ONE_PERSON = ("personal", "privileged", "outsourced")
OF_NOBODY = ("shared", "service")
HALF_YEAR = Period("P6M")
YEAR = Period("P1Y")
IMPORT_EVERY = Period("P35D")


def used_accounts() -> QuerySet[Any]:
    """Enabled accounts on systems in use.

    Said by what is left out: the few systems out of use are looked up once, and the accounts are read in one pass,
    where a join would visit them system by system, each one apart.
    """
    note(SYSTEM)
    out_of_use = records(SYSTEM).model.objects.exclude(state="active", voided_at=None)
    return enabled_accounts().exclude(info_system__in=out_of_use.values("pk"))


def shared_by_leave(on: date) -> Q:
    """An account of nobody that an approved exception allows: for itself, or for all of its system."""
    held = exceptions("shared_account", on=on).filter(
        Q(subject_ref=OuterRef("no")) | Q(subject_ref=OuterRef("info_system__no"))
    )
    return Q(Exists(held))


@check("7.1.1")
def every_account_leads_to_a_person(on: date, p: Any) -> list[Part]:
    """Every account of a person belongs to one who is here; every shared one has a custodian and an exception."""
    return [
        each(used_accounts().filter(kind__in=OF_ONE_PERSON)).must(
            is_here(on, "person__"),
            holds=_(
                "All %(population)s enabled personal, privileged and outsourced accounts belong to a person who is "
                "with the firm."
            ),
            fails=_(
                "%(exceptions)s of %(population)s enabled personal, privileged and outsourced accounts belong to "
                "nobody who is with the firm."
            ),
        ),
        each(used_accounts().filter(kind__in=OF_NOBODY))
        .must(
            is_here(on, "custodian__") & shared_by_leave(on),
            holds=_(
                "All %(population)s enabled shared and service accounts have a custodian who is with the firm, and an "
                "approved exception."
            ),
            fails=_(
                "%(exceptions)s of %(population)s enabled shared and service accounts have no custodian who is with "
                "the firm, or no approved exception."
            ),
        )
        .when_empty(Status.NOT_APPLICABLE, _("There are no shared or service accounts.")),
    ]


@check("7.1.2")
def every_account_is_authenticated(on: date, p: Any) -> list[Part]:
    """No enabled account is without authentication, and every system had its accounts imported within 35 days."""
    return [
        each(used_accounts()).must_not(
            Q(auth_method="none"),
            holds=_("All %(population)s enabled accounts are authenticated."),
            fails=_("%(exceptions)s of %(population)s enabled accounts are not authenticated."),
        ),
        each(systems())
        .must_recur(
            records(ACCOUNT),
            by="info_system",
            done="imported_at",
            every=IMPORT_EVERY,
            on=on,
            holds=_("The accounts of all %(population)s systems in use were imported within 35 days."),
            fails=_(
                "The accounts of %(exceptions)s of %(population)s systems in use were not imported within 35 days."
            ),
            soon=_("The accounts of %(warnings)s of %(population)s systems in use must soon be imported again."),
        )
        .no_duty(),
    ]


@check("7.1.3.2", "8.3.4")
def rights_follow_people_in_time(on: date, p: Any) -> list[Part]:
    """Nobody who left keeps an enabled account beyond the time set; each move and approved change is followed in it."""
    note(PERSON)
    within = p.period("rights-update-within")
    decided = granted_requests().filter(kind__in=("change", "disable"), approved_at__date__lt=within.before(on))
    late = ExpressionWrapper(F("approved_at") + timedelta(seconds=within.shortest()), output_field=DateTimeField())
    return [
        each(enabled_accounts().filter(person__isnull=False)).must_not(
            Q(person__left_on__lt=within.before(on)),
            holds=_("None of %(population)s enabled accounts belongs to a person who left more than %(within)s ago."),
            fails=_(
                "%(exceptions)s of %(population)s enabled accounts belong to people who left more than %(within)s ago."
            ),
            within=within,
        ),
        each(decided)
        .must(
            Q(executed_at__lte=late),
            holds=_("All %(population)s approved changes of rights were carried out within %(within)s."),
            fails=_("%(exceptions)s of %(population)s approved changes of rights were not carried out in %(within)s."),
            within=within,
        )
        .when_empty(Status.NO_DATA, _("No change of rights was asked for.")),
        _moves_are_followed(within, on=on),
    ]


def _moves_are_followed(within: Period, *, on: date) -> Part:
    """Of everybody who moved, went for long or left within a year, a request for the rights was carried out in time."""
    moves = records("organization.personnel_change").filter(
        kind__in=("transfer", "long_leave", "leave"), effective_on__range=(YEAR.before(on), within.before(on))
    )
    # Days are taken off the time, so that both engines compare a day with a day.
    in_time = (
        granted_requests()
        .filter(kind__in=("change", "disable"), person=OuterRef("person"))
        .annotate(
            _from=TruncDate(
                ExpressionWrapper(F("executed_at") - at_least(within), output_field=DateTimeField()), tzinfo=TAIPEI
            )
        )
        .filter(_from__lte=OuterRef("effective_on"), executed_at__gte=OuterRef("notified_at"))
    )
    return (
        each(moves)
        .must(
            Q(Exists(in_time)),
            holds=_("The rights of all %(population)s people who moved or left followed within %(within)s."),
            fails=_("The rights of %(exceptions)s of %(population)s people who moved or left did not follow in time."),
            within=within,
        )
        .when_empty(Status.NOT_APPLICABLE, _("Nobody moved or left within 12 months."))
    )


@check("7.1.3.4", besides=("personnel_change",))
def outsourced_rights_end_with_the_contract(on: date, p: Any) -> list[Part]:
    """Outsourced people have accounts by request only, until the end of the contract, and none stays enabled after."""
    note(PERSON)
    within = p.period("immediate-tolerance")
    theirs = enabled_accounts().filter(person__kind="outsourced")
    asked = granted_requests().filter(
        Q(info_system=None) | Q(info_system=OuterRef("info_system")),
        kind__in=("create", "outsourced", "remote", "privileged"),
        person=OuterRef("person"),
        valid_until__lte=OuterRef("person__contract_end_on"),
    )
    nobody = _("No outsourced person has an enabled account.")
    return [
        each(theirs)
        .must(
            Q(person__contract_end_on__gte=within.before(on)),
            holds=_("All %(population)s enabled accounts of outsourced people are within their contract."),
            fails=_(
                "%(exceptions)s of %(population)s enabled accounts of outsourced people outlast the contract, or no "
                "end of it is known."
            ),
        )
        .when_empty(Status.NO_DATA, nobody),
        each(theirs)
        .must(
            Q(Exists(asked)),
            holds=_("All %(population)s of them rest on an approved request that ends with the contract."),
            fails=_("%(exceptions)s of %(population)s of them rest on no approved request within the contract."),
        )
        .when_empty(Status.NO_DATA, nobody),
    ]


@check("7.1.3.5")
def people_on_site_are_trained_and_kept_apart(on: date, p: Any) -> list[Part]:
    """Everybody on site from outside signed, was trained within a year, and uses the network behind a measure."""
    since = earliest_in_time(Period("P1Y"), on)
    attended = lines("organization.training", "attendees").filter(
        person=OuterRef("pk"), record__state="confirmed", record__held_on__range=(since, on)
    )
    everybody = records(PERSON).filter(is_here(on))
    on_site = everybody.filter(on_site=True).exclude(kind__in=("employee", "officer"))
    asked = granted_requests().filter(kind="network", person__in=on_site.values("pk"))
    status = Status.NOT_APPLICABLE if everybody.exists() else Status.NO_DATA
    signed = records("organization.undertaking").in_state("signed").filter(person=OuterRef("pk"))
    return [
        each(on_site)
        .must(
            Q(Exists(signed)),
            holds=_("All %(population)s outsourced people on site have signed an undertaking."),
            fails=_("%(exceptions)s of %(population)s outsourced people on site have signed no undertaking."),
        )
        .when_empty(status, _("No outsourced person is on site.")),
        each(on_site)
        .must(
            Q(Exists(attended)),
            holds=_("All %(population)s outsourced people on site attended a training within 12 months."),
            fails=_(
                "%(exceptions)s of %(population)s outsourced people on site attended no training within 12 months."
            ),
        )
        .when_empty(status, _("No outsourced person is on site.")),
        each(asked)
        .must(
            Q(isolation__in=("relay", "separate")),
            holds=_("All %(population)s of their requests to use the network are behind a relay or a network apart."),
            fails=_(
                "%(exceptions)s of %(population)s of their requests to use the network are not behind a relay or a "
                "network apart."
            ),
        )
        .when_empty(status, _("None of them uses the internal network.")),
    ]


def granted_requests() -> QuerySet[Any]:
    """Access requests that were approved."""
    return records("access.access_request").in_state("approved", "executed", "closed")


@check("7.1.3.6")
def idle_rights_are_reviewed(on: date, p: Any) -> list[Part]:
    """Every system had its user rights reviewed within six months; no idle account stays without a reason."""
    idle = timedelta(days=p.days("idle-account-days"))
    reviews = records(REVIEW).in_state("executed").filter(subject="accounts", decided_count=F("item_count"))
    kept = (
        lines(REVIEW, "lines")
        .filter(
            record__in=reviews.filter(completed_on__range=(earliest_in_time(HALF_YEAR, on), on)).values("pk"),
            decision="keep",
        )
        .exclude(reason="")
    )
    idle_ones = (
        used_accounts()
        .exclude(kind="customer")
        .filter(Q(last_login_on__lt=on - idle) | Q(last_login_on=None, created_on__lt=on - idle))
    )
    return [
        each(systems()).must_recur(
            reviews,
            by="info_system",
            done="completed_on",
            planned="due_on",
            every=HALF_YEAR,
            on=on,
            holds=_("All %(population)s systems in use had their user rights reviewed within 6 months."),
            fails=_(
                "%(exceptions)s of %(population)s systems in use did not have their user rights reviewed within 6 "
                "months."
            ),
            soon=_(
                "%(warnings)s of %(population)s systems in use must have their user rights reviewed within 30 days."
            ),
        ),
        each(idle_ones)
        .must(
            Q(no__in=kept.values("item_ref")),
            holds=_(
                "All %(population)s accounts idle for more than %(days)s days were decided to be kept, with a reason."
            ),
            fails=_(
                "%(exceptions)s of %(population)s accounts idle for more than %(days)s days stay enabled without a "
                "reasoned decision."
            ),
            days=idle.days,
        )
        .asking_when_empty(_nobody_idle),
    ]


def _nobody_idle() -> tuple[Status, Any]:
    """No idle account is good, if accounts are known at all."""
    if records(ACCOUNT).exists():
        return Status.MET, _("No enabled account is idle.")
    return Status.NO_DATA, _("No account is known yet.")
