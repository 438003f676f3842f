"""Credentials: made at random, handed over to whom they are for, by a procedure."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, start_of, there_is
from zhengan.checks.declare import check
from zhengan.checks.populations import DOCUMENT, document_in_force, online_ordering, systems
from zhengan.checks.reading import note, records
from zhengan.checks.settings import settings_in_order
from zhengan.checks.status import Status
from zhengan.rooms.access.handing import PASSWORDS, RESETS, SLIPS, Kind

ISSUE = "access.credential_issue"
YEAR = Period("P1Y")
# Who it is was confirmed before it was handed over.
CONFIRMED_BEFORE = Q(identity_checked_at__isnull=False, identity_checked_at__lte=F("delivered_at"))


def handed_over(on: date, *kinds: str) -> QuerySet[Any]:
    """Credentials of these kinds that were handed over within a year."""
    issued = records(ISSUE).in_state("issued", "activated", "expired")
    return issued.filter(kind__in=kinds, delivered_at__date__range=(YEAR.before(on), on))


@check("7.3.3", "8.3.6")
def forgotten_passwords_need_an_identity(on: date, p: Any) -> list[Part]:
    """A procedure is in force; before every reset of a year somebody confirmed the identity, who stands for it."""
    return [
        document_in_force("password_reset", on=on),
        each(handed_over(on, *RESETS))
        .must(
            CONFIRMED_BEFORE & Q(identity_checked_by__isnull=False) & ~Q(identity_method=""),
            holds=_("Before all %(population)s resets of passwords within 12 months the identity was confirmed."),
            fails=_(
                "Before %(exceptions)s of %(population)s resets of passwords within 12 months nobody confirmed the "
                "identity."
            ),
        )
        .when_empty(Status.NO_DATA, _("No reset of a password is recorded within 12 months.")),
    ]


@check("7.3.4", "9.3.1")
def first_passwords_are_random(on: date, p: Any) -> list[Part]:
    """Every password handed over within a year was made at random, and the systems were found to make them so."""
    return [
        each(handed_over(on, *PASSWORDS))
        .must(
            Q(random=True),
            holds=_("All %(population)s passwords handed over within 12 months were made at random."),
            fails=_("%(exceptions)s of %(population)s passwords handed over within 12 months were not made at random."),
        )
        .when_empty(Status.NO_DATA, _("No password was handed over within 12 months.")),
        *settings_in_order("7.3.4", on=on, p=p),
    ]


@check("7.3.8", besides=("attestation",), unless_stated=True)
def password_slips_are_electronic(on: date, p: Any) -> Part:
    """Customers' trading passwords were handed over by e-slips within a year; or it is stated that all is on paper."""
    return there_is(
        handed_over(on, *SLIPS),
        holds=_("%(population)s e-slips were handed over within 12 months."),
        fails=_("No e-slip was handed over within 12 months."),
    ).when_empty(Status.NO_DATA, _("No e-slip was handed over within 12 months; state it where all is on paper."))


@check("7.3.8.1", unless_stated=True)
def general_slips_go_both_ways(on: date, p: Any) -> list[Part]:
    """Every general e-slip of a year went encrypted to the mailbox, its OTP to the phone; the logs of it are sealed."""
    slips = handed_over(on, Kind.SLIP_GENERAL)
    sealed = records("logs.evidence_archive", "logs.log_source").in_state("sealed", "released")
    return [
        _of_slips(
            each(slips).must(
                Q(otp_sent_at__isnull=False, otp_phone_registered=True)
                & Q(slip_sent_at__isnull=False, slip_encrypted=True, slip_email_registered=True),
                holds=_(
                    "All %(population)s general e-slips went to the registered phone and, encrypted, to the mailbox."
                ),
                fails=_("%(exceptions)s of %(population)s general e-slips lack the OTP or the encrypted slip."),
            ),
            handed_over(on, Kind.SLIP_CUSTOM),
        ),
        _of_slips(
            each(systems().filter(Exists(slips.filter(info_system=OuterRef("pk"))))).must(
                Q(
                    Exists(
                        sealed.filter(log_source__info_system=OuterRef("pk"), covers_to__gte=start_of(YEAR.before(on)))
                    )
                ),
                holds=_("The logs of all %(population)s systems that send general e-slips are sealed."),
                fails=_(
                    "The logs of %(exceptions)s of %(population)s systems that send general e-slips are not sealed."
                ),
            ),
            handed_over(on, Kind.SLIP_CUSTOM),
        ),
    ]


@check("7.3.8.2", unless_stated=True)
def custom_slips_follow_a_procedure(on: date, p: Any) -> list[Part]:
    """Where slips are handed over in the firm's own way, a procedure is in force, followed, with the person known."""
    note(DOCUMENT)
    custom = handed_over(on, Kind.SLIP_CUSTOM)
    followed = _of_slips(
        each(custom).must(
            CONFIRMED_BEFORE
            & Q(identity_checked_by__isnull=False, procedure__topic="custom_password_slip")
            & ~Q(identity_method=""),
            holds=_("All %(population)s custom e-slips followed the procedure, to a person who was recognised."),
            fails=_("%(exceptions)s of %(population)s custom e-slips did not follow the procedure."),
        ),
        handed_over(on, Kind.SLIP_GENERAL),
    )
    return [followed, document_in_force("custom_password_slip", on=on)] if custom.exists() else [followed]


@check("9.5.1")
def certificates_reach_their_owner(on: date, p: Any) -> list[Part]:
    """Where customers order over the internet: a procedure is in force, and nobody got a certificate unrecognised."""
    ordering = online_ordering()
    if not ordering.population.exists():
        return [ordering]
    return [
        ordering,
        document_in_force("certificate_delivery", on=on),
        each(handed_over(on, Kind.CERTIFICATE))
        .must(
            CONFIRMED_BEFORE & ~Q(identity_method=""),
            holds=_("All %(population)s certificates of 12 months were handed over to a person who was recognised."),
            fails=_("%(exceptions)s of %(population)s certificates were handed over without knowing to whom."),
        )
        .when_empty(Status.NO_DATA, _("No certificate was handed over within 12 months.")),
    ]


def _of_slips(part: Part, other_way: QuerySet[Any]) -> Part:
    """Where slips are handed over in the other way alone, the clause does not apply; otherwise nobody knows."""
    return part.asking_when_empty(
        lambda: (
            Status.NOT_APPLICABLE if other_way.exists() else Status.NO_DATA,
            _("No e-slip is handed over in this way."),
        )
    )
