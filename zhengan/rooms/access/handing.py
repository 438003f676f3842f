"""Handing over credentials: what each kind has to have before it leaves the house."""

import re
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.ledger import clock


class Kind(models.TextChoices):
    """What is handed over."""

    STAFF_INITIAL = "staff_initial", _("First password of staff")
    STAFF_RESET = "staff_reset", _("New password of staff")
    CUSTOMER_RESET = "customer_reset", _("New password of a customer")
    SLIP_GENERAL = "slip_general", _("General e-slip")
    SLIP_CUSTOM = "slip_custom", _("Custom e-slip")
    CERTIFICATE = "certificate", _("Order certificate")
    MFA = "mfa", _("Second factor")


RESETS = (Kind.STAFF_RESET, Kind.CUSTOMER_RESET)
RESET = Q(kind__in=RESETS)
SLIPS = (Kind.SLIP_GENERAL, Kind.SLIP_CUSTOM)
PASSWORDS = (Kind.STAFF_INITIAL, *RESETS, *SLIPS)
OF_CUSTOMERS = (Kind.CUSTOMER_RESET, *SLIPS, Kind.CERTIFICATE)

_IDENTITY_NUMBER = re.compile(r"[A-Za-z][A-Da-d12]\d{8}")
# One thing after the other.
_ORDER = ("identity_checked_at", "delivered_at", "first_changed_at")


def no_reset(record: Any) -> str | None:
    """Object to what is no reset: that is confirmed by whoever serves the person."""
    return None if record.kind in RESETS else _now("This is no reset.")


def is_reset(record: Any) -> str | None:
    """Object to a reset: there somebody else than who took the request confirms the identity (7.3.3)."""
    return _now("A reset needs a second person who confirms the identity (7.3.3).") if record.kind in RESETS else None


def not_as_demanded(record: Any) -> str | None:
    """Object where the policy demands more of this kind before it is handed over (7.3.4, 7.3.8.1, 7.3.8.2)."""
    if record.kind in PASSWORDS and not record.random:
        return _now("First passwords are made at random, with nothing of the person in them (7.3.4).")
    if record.kind == Kind.SLIP_GENERAL and not _both_legs(record):
        return _now(
            "A general e-slip needs both legs: OTP to the registered phone, encrypted slip to the registered mailbox "
            "(7.3.8.1)."
        )
    if record.kind == Kind.SLIP_CUSTOM and not _by_own_procedure(record):
        return _now("A custom e-slip follows a procedure on it that is in force (7.3.8.2).")
    return None


def out_of_order(record: Any) -> dict[str, str]:
    """Return by field what is wrong: a customer told by name or number, times that are to come or not in order."""
    wrong: dict[str, str] = {}
    if record.kind in OF_CUSTOMERS and ("*" not in record.recipient or _IDENTITY_NUMBER.search(record.recipient)):
        wrong["recipient"] = _now("Customers stand here by their masked number alone.")
    last = None
    for name in _ORDER:
        moment = getattr(record, name)
        if moment is None:
            continue
        if moment > clock.now():
            wrong[name] = _now("That time is still to come.")
        elif last is not None and moment < last:
            wrong[name] = _now("That lies before what it follows.")
        last = moment
    return wrong


def _both_legs(record: Any) -> bool:
    phone = record.otp_sent_at is not None and record.otp_phone_registered
    return bool(phone and record.slip_sent_at is not None and record.slip_encrypted and record.slip_email_registered)


def _by_own_procedure(record: Any) -> bool:
    procedure = record.procedure
    return procedure is not None and procedure.topic == "custom_password_slip" and procedure.state == "in_force"
