"""Passwords and second factors of accounts: changed at first, renewed in time, none that a maker set, two factors."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each, start_of, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.populations import SYSTEM, excepted
from zhengan.checks.reading import note, records
from zhengan.checks.settings import settings_in_order
from zhengan.checks.status import Status
from zhengan.rooms.access.checks.accounts import YEAR, used_accounts


@check("7.3.1", "8.3.2")
def first_password_is_changed(on: date, p: Any) -> list[Part]:
    """Systems force the first change; none in use kept its first password, and those handed over were changed."""
    handed = records("access.credential_issue").in_state("issued", "activated", "expired")
    return [
        each(used_accounts().filter(auth_method="password", last_login_on__isnull=False)).must_not(
            Q(last_login_on__gt=F("created_on"))
            & (Q(password_changed_on=None) | Q(password_changed_on=F("created_on"))),
            holds=_("None of %(population)s accounts in use still has its first password."),
            fails=_("%(exceptions)s of %(population)s accounts in use still have their first password."),
        ),
        each(handed.filter(kind__in=("staff_initial", "staff_reset"), expires_on__lt=on))
        .must(
            Q(first_changed_at__isnull=False) | Q(state="expired"),
            holds=_("All %(population)s passwords handed over to staff were changed at first use, or ran out unused."),
            fails=_("%(exceptions)s of %(population)s passwords handed over to staff were not changed in time."),
        )
        .when_empty(Status.NO_DATA, _("No password handed over to staff is recorded.")),
        *settings_in_order("7.3.1", on=on, p=p),
    ]


def passwords_are_fresh(accounts: QuerySet[Any], *, on: date, p: Any) -> Part:
    """Every enabled account with a password changed it within the greatest age allowed."""
    age = p.period("password-max-age")
    return (
        each(accounts.filter(auth_method__in=("password", "mfa")).exclude(kind="customer"))
        .must_be_fresh(
            "password_changed_on",
            every=age,
            on=on,
            holds=_("The passwords of all %(population)s accounts that are no customer's were changed within %(age)s."),
            fails=_(
                "The passwords of %(exceptions)s of %(population)s accounts that are no customer's are older than "
                "%(age)s."
            ),
            soon=_(
                "The passwords of %(warnings)s of %(population)s accounts that are no customer's must soon be "
                "changed (every %(age)s)."
            ),
            age=age,
        )
        .calm()
        .no_duty()
    )


@check("7.3.6")
def passwords_are_renewed(on: date, p: Any) -> list[Part]:
    """Systems demand good passwords, all but customers change theirs in time, and customers are reminded to."""
    every = p.period("password-reminder-interval")
    reminders = (
        records("policy.notice")
        .in_state("published", "withdrawn")
        .filter(kind="password", audience__has="customer", published_at__isnull=False)
    )
    return [
        passwords_are_fresh(used_accounts(), on=on, p=p),
        there_is_recent(
            reminders,
            when="published_at",
            every=every,
            on=on,
            holds=_("Customers were reminded within %(interval)s to change their passwords."),
            fails=_("Customers were not reminded within %(interval)s to change their passwords."),
            soon=_("Customers must soon be reminded again to change their passwords (every %(interval)s)."),
            interval=every,
        ),
        *settings_in_order("7.3.6", on=on, p=p),
    ]


@check("9.3.2")
def network_passwords_are_renewed(on: date, p: Any) -> list[Part]:
    """Network and directory demand long, mixed passwords, and those of their accounts are changed in time."""
    note(SYSTEM)
    return [
        passwords_are_fresh(used_accounts().filter(info_system__kind="infrastructure"), on=on, p=p),
        *settings_in_order("9.3.2", on=on, p=p),
    ]


@check("7.3.7", "8.3.7")
def no_default_account_is_enabled(on: date, p: Any) -> list[Part]:
    """No enabled account has a default name without an exception; devices and systems were found without such."""
    return [
        each(used_accounts()).must_not(
            Q(default_name=True) & ~excepted("baseline", "shared_account", on=on),
            holds=_("None of %(population)s enabled accounts has a default name without an exception."),
            fails=_("%(exceptions)s of %(population)s enabled accounts have a default name without an exception."),
        ),
        *settings_in_order("7.3.7", on=on, p=p),
    ]


@check("8.2.5", besides=("config_check",))
def administrators_use_a_second_factor(on: date, p: Any) -> list[Part]:
    """Administrators' accounts on important systems that the internet reaches have a second factor, and used it."""
    exposed = used_accounts().filter(is_admin=True, info_system__important=True, info_system__internet_facing=True)
    sessions = records("network.remote_session", SYSTEM)
    return [
        each(exposed)
        .must(
            Q(mfa=True),
            holds=_(
                "All %(population)s administrators' accounts on important systems facing the internet have a second "
                "factor."
            ),
            fails=_(
                "%(exceptions)s of %(population)s administrators' accounts on important systems facing the internet "
                "have no second factor."
            ),
        )
        .when_empty(
            Status.NO_DATA, _("No administrator's account is known on an important system facing the internet.")
        ),
        each(sessions.filter(is_admin=True, info_system__important=True, started_at__gte=start_of(YEAR.before(on))))
        .must(
            Q(mfa=True),
            holds=_("All %(population)s sessions of administrators from outside of 12 months had a second factor."),
            fails=_("%(exceptions)s of %(population)s sessions of administrators from outside had no second factor."),
        )
        .asking_when_empty(
            lambda: (
                Status.MET if sessions.exists() else Status.NO_DATA,
                _("No session of an administrator from outside is recorded."),
            )
        ),
    ]
