"""Mobile devices and connected things: admitted, updated, watched, and clean before they go to somebody else."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period, catalogue
from zhengan.checks.alerts import alerts, closed
from zhengan.checks.algebra import Part, each, start_of, there_is
from zhengan.checks.declare import check
from zhengan.checks.mechanisms import operates
from zhengan.checks.populations import (
    PERSON,
    by_exception,
    document_in_force,
    excepted,
    is_here,
    nothing_of_the_kind,
    reviewed,
)
from zhengan.checks.reading import lines, records
from zhengan.checks.settings import settings_in_order

MOBILE, IOT, TRAINING = "assets.mobile_device", "assets.iot_device", "organization.training"
UPDATED_WITHIN, SEEN_WITHIN = timedelta(days=90), timedelta(days=30)
YEAR = Period("P1Y")
NO_DEVICE = _("No such device is used.")


def mobile(ownership: str, *joined: str) -> QuerySet[Any]:
    """Devices of the company, or people's own, that are in use."""
    return records(MOBILE, *joined).in_state("in_use").filter(ownership=ownership)


def things(*joined: str) -> QuerySet[Any]:
    """Connected things in use."""
    return records(IOT, *joined).active()


@check("13.3.1.1")
def company_devices_are_looked_after(on: date, p: Any) -> list[Part]:
    """The rules cover the life of a device, and each was approved by another, is up to date, seen, and here to stay."""
    fresh = Q(updated_on__gte=on - UPDATED_WITHIN, last_seen_at__gte=start_of(on - SEEN_WITHIN))
    return [
        document_in_force("mobile_company", on=on, covers=("13.3.1.1",)),
        nothing_of_the_kind(
            records(MOBILE),
            each(mobile("company", PERSON)).must(
                Q(checker__isnull=False) & ~Q(checker=F("holder__user")),
                holds=_("All %(population)s company devices were approved by somebody other than their holder."),
                fails=_("%(exceptions)s of %(population)s company devices were not approved by somebody else."),
            ),
            NO_DEVICE,
        ),
        nothing_of_the_kind(
            records(MOBILE),
            each(mobile("company", PERSON)).must(
                fresh & is_here(on, "holder__"),
                holds=_(
                    "All %(population)s company devices are up to date, were seen, and are with people still here."
                ),
                fails=_(
                    "%(exceptions)s of %(population)s company devices were not updated within 90 days, not seen within "
                    "30 days, or were not returned by who left."
                ),
            ),
            NO_DEVICE,
        ),
    ]


@check("13.3.1.2")
def devices_are_clean_for_the_next_holder(on: date, p: Any) -> list[Part]:
    """Every company device that changed hands, came back or whose holder moved was set up anew, or wiped, since."""
    moved = records(MOBILE).filter(ownership="company").exclude(holder_changed_on=None, returned_on=None)
    since = Q(reset_on__gte=F("holder_changed_on")) | Q(holder_changed_on=None)
    clean = Q(wiped_on__gte=F("returned_on")) | Q(reset_on__gte=F("returned_on")) | Q(returned_on=None)
    changes = records("organization.personnel_change").filter(
        kind__in=("transfer", "leave", "contract_end"), effective_on__lt=on, person=OuterRef("holder")
    )
    return [
        nothing_of_the_kind(
            records(MOBILE),
            each(moved).must(
                since & clean,
                holds=_(
                    "All %(population)s company devices that changed hands or came back were wiped or set up anew."
                ),
                fails=_(
                    "%(exceptions)s of %(population)s company devices that changed hands or came back were not wiped."
                ),
            ),
            _("No company device has changed hands or come back."),
        ),
        nothing_of_the_kind(
            records(MOBILE),
            each(mobile("company").filter(Exists(changes))).must_not(
                Q(Exists(changes.filter(effective_on__gt=OuterRef("reset_on")))) | Q(reset_on=None),
                holds=_("All %(population)s company devices whose holder moved or left were set up anew since."),
                fails=_(
                    "%(exceptions)s of %(population)s company devices whose holder moved or left were not set up anew."
                ),
            ),
            _("No holder of a company device has moved or left."),
        ),
    ]


@check("13.3.1.3")
def only_admitted_apps_are_installed(on: date, p: Any) -> list[Part]:
    """There is a list of admitted apps, and device management finds no other app and no broken device."""
    return [
        there_is(
            records("assets.asset").in_state("active", "repair").filter(approved_for_mobile=True),
            holds=_("%(population)s programs are admitted on mobile devices."),
            fails=_("No program is admitted on mobile devices: the list is empty."),
        ),
        nothing_of_the_kind(
            records(MOBILE),
            each(mobile("company")).must(
                Q(enrolled=True, unapproved_apps=0, jailbroken=False),
                holds=_("All %(population)s company devices are managed and hold admitted apps only."),
                fails=_("%(exceptions)s of %(population)s company devices are not managed, or hold other apps."),
            ),
            NO_DEVICE,
        ),
    ]


@check("13.3.2.1")
def own_devices_have_a_purpose(on: date, p: Any) -> Part:
    """Every own device in use says what it is used for, and was approved by somebody else."""
    return nothing_of_the_kind(
        records(MOBILE),
        each(mobile("own", PERSON)).must(
            ~Q(purpose="") & Q(checker__isnull=False) & ~Q(checker=F("holder__user")),
            holds=_("All %(population)s own devices admitted say what for, and were approved by somebody else."),
            fails=_("%(exceptions)s of %(population)s own devices admitted do not say what for, or nobody approved."),
        ),
        _("No own device is admitted."),
    )


@check("13.3.2.2")
def own_devices_have_an_agreement(on: date, p: Any) -> Part:
    """Every own device in use names the agreement that its holder signed, on restrictions and liability."""
    agreed = (
        records("organization.undertaking")
        .in_state("signed")
        .filter(
            kind="byod",
            covers_restrictions=True,
            covers_liability=True,
            no=OuterRef("agreement"),
            person=OuterRef("holder"),
        )
    )
    return nothing_of_the_kind(
        records(MOBILE),
        each(mobile("own")).must(
            Q(Exists(agreed)),
            holds=_("All %(population)s own devices admitted have the agreement that their holder signed."),
            fails=_("%(exceptions)s of %(population)s own devices admitted have no agreement signed by their holder."),
        ),
        _("No own device is admitted."),
    )


@check("13.3.2.3")
def own_devices_give_no_way_out(on: date, p: Any) -> list[Part]:
    """Private internet is blocked on computers, no own device gives a way out, and each alert on it was handled."""
    no_way_out = nothing_of_the_kind(
        records(MOBILE),
        each(mobile("own")).must(
            Q(hotspot_blocked=True),
            holds=_("None of the %(population)s own devices admitted gives equipment inside a way to the internet."),
            fails=_("%(exceptions)s of %(population)s own devices admitted may give equipment a way to the internet."),
        ),
        _("No own device is admitted."),
    )
    return [operates("internet_block", on=on), no_way_out, closed(alerts(on, "rogue_internet"), on=on)]


@check("13.4")
def things_have_rules(on: date, p: Any) -> Part:
    """Rules on the internet of things are in force and cover what the policy asks for."""
    return document_in_force("iot", on=on, covers=catalogue().clause("13.4").children)


@check("13.4.1")
def things_are_listed_and_their_passwords_changed(on: date, p: Any) -> list[Part]:
    """The first password of every thing was changed, its entry verified within a year, and the list reviewed."""
    return [
        each(things()).must(
            Q(password_changed_on__isnull=False),
            holds=_("The first passwords of all %(population)s connected things were changed."),
            fails=_("The first passwords of %(exceptions)s of %(population)s connected things were not changed."),
        ),
        each(things()).must_be_fresh(
            "last_verified_on",
            every=YEAR,
            on=on,
            holds=_("The entries of all %(population)s connected things were verified within 12 months."),
            fails=_("The entries of %(exceptions)s of %(population)s connected things were not verified in 12 months."),
            soon=_("The entries of %(warnings)s of %(population)s connected things must soon be verified again."),
        ),
        reviewed("iot_inventory", every=YEAR, on=on),
    ]


@check("13.4.2")
def things_are_updated_or_compensated(on: date, p: Any) -> list[Part]:
    """Every thing was updated within a year, unless an approved exception runs for it; a known weakness needs one."""
    compensated = excepted("iot_no_update", on=on) | by_exception("iot_no_update", on=on)
    weak = records("development.vulnerability").in_state("open", "assessed").filter(iot_device=OuterRef("pk"))
    return [
        each(things().exclude(compensated)).must_be_fresh(
            "updated_on",
            every=YEAR,
            on=on,
            holds=_("All %(population)s connected things not compensated were updated within 12 months."),
            fails=_("%(exceptions)s of %(population)s connected things not compensated were not updated in 12 months."),
            soon=_("%(warnings)s of %(population)s connected things must soon be updated again."),
        ),
        each(things()).must(
            compensated | Q(update_supported=True, known_weakness=False) & ~Q(Exists(weak)),
            holds=_("All %(population)s connected things can be updated and have no weakness, or are compensated."),
            fails=_(
                "%(exceptions)s of %(population)s connected things cannot be updated or have a known weakness, and no "
                "approved exception runs for them."
            ),
        ),
    ]


@check("13.4.3")
def things_offer_nothing_needless(on: date, p: Any) -> list[Part]:
    """Needless services of every thing were closed, and found to be, within a year, and none has a public address."""
    return [
        each(things()).must_be_fresh(
            "services_closed_on",
            every=YEAR,
            on=on,
            holds=_("Needless services of all %(population)s connected things were found closed within 12 months."),
            fails=_("Needless services of %(exceptions)s of %(population)s connected things were not found closed."),
            soon=_("Needless services of %(warnings)s of %(population)s connected things must soon be looked at."),
        ),
        each(things()).must(
            Q(public_ip=False) | ~Q(exception=""),
            holds=_("None of the %(population)s connected things has a public address without compensating control."),
            fails=_("%(exceptions)s of %(population)s connected things have a public address."),
        ),
        *settings_in_order("13.4.3", on=on, p=p),
    ]


@check("13.4.5")
def labelled_things_are_preferred(on: date, p: Any) -> Part:
    """Every thing has the security label, or it says why one without was bought."""
    return (
        each(things())
        .must(
            Q(security_label=True) | ~Q(label_missing_reason=""),
            holds=_("All %(population)s connected things have the security label, or say why not."),
            fails=_("%(exceptions)s of %(population)s connected things have no security label and do not say why."),
        )
        .advised()
    )


@check("13.4.6")
def keepers_of_things_are_trained(on: date, p: Any) -> Part:
    """Everybody in charge of a thing attended a course on things within the interval set."""
    every = p.period("iot-training-interval")
    keepers = records(PERSON).active().filter(Exists(things().filter(custodian=OuterRef("pk"))))
    attended = lines(TRAINING, "attendees").filter(record__state="confirmed", record__kind="iot")
    return each(keepers).must_recur(
        attended,
        by="person",
        done="record__held_on",
        every=every,
        on=on,
        holds=_("All %(population)s people in charge of connected things were trained within %(interval)s."),
        fails=_("%(exceptions)s of %(population)s people in charge of connected things were not trained so."),
        soon=_("%(warnings)s of %(population)s people in charge of connected things must soon be trained again."),
        interval=every,
    )
