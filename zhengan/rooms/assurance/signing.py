"""Signing the yearly declaration: four offices under one frozen text, in which order what may happen, and why not."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.kernel.fields import link
from zhengan.kernel.flow import Move
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import digest

DISCLOSED_WITHIN = Period("P3M")
# Who signs (2.2.6), by office; each has a field for who and one for when.
SIGNERS = ("ciso", "chairperson", "president", "chief_auditor")
SIGNED_BY = tuple(f"{office}_signed_by" for office in SIGNERS)


def text_of(record: Any) -> str:
    """Return the digest of what is declared: the thing that four people sign."""
    return digest(
        {
            "fiscal_year": record.fiscal_year,
            "fiscal_year_end": record.fiscal_year_end.isoformat(),
            "body": record.body,
            "matters_noted": record.matters_noted,
        }
    )


def altered(record: Any) -> "str | Promise | None":
    """Why nobody may sign or go on: the text is not the one that was frozen; or None."""
    return None if text_of(record) == record.text_digest else _("The text is not the one that was frozen to be signed.")


def too_early(record: Any) -> "str | Promise | None":
    """Why it may not be laid before the signers: its year is not over; or None."""
    return None if record.fiscal_year_end < clock.today() else _("The year that is declared is not over yet.")


def _signed_already(office: str) -> "Callable[[Any], str | Promise | None]":
    def refused(record: Any) -> "str | Promise | None":
        if not type(record).objects.filter(pk=record.pk, **{f"{office}_signed_by": None}).exists():
            return _("This office has signed already.")
        return altered(record)

    return refused


def unsigned(record: Any) -> "str | Promise | None":
    """Why it is not signed: somebody has not signed yet; or None."""
    signed = all(getattr(record, name) for name in SIGNED_BY)
    return altered(record) if signed else _("Not all four have signed yet.")


def not_after_signing(record: Any) -> "str | Promise | None":
    """Why the board may not have passed it on that day: it comes after all four; or None."""
    if record.board_passed_on is None:  # asked before the day is given
        return None
    last = max(getattr(record, f"{office}_signed_at") for office in SIGNERS)
    if not last.astimezone(clock.TAIPEI).date() <= record.board_passed_on <= clock.today():
        return _("The board passes what all four have signed, and not on a day to come.")
    return altered(record)


def not_after_board(record: Any) -> "str | Promise | None":
    """Why it may not have been disclosed on that day: that comes after the board; or None."""
    if record.disclosed_on is None:
        return None
    if not record.board_passed_on <= record.disclosed_on <= clock.today():
        return _("What the board has passed is disclosed after that, and not on a day to come.")
    return altered(record)


def signature(office: str) -> Move:
    """One signature: by whoever holds the office, who has signed for no other one."""
    return Move(
        source="signing",
        target="signing",
        by=(office,),
        not_same_as=SIGNED_BY,
        approval=False,
        stamp={f"{office}_signed_by": "person", f"{office}_signed_at": "now"},
        where=Q(**{f"{office}_signed_by": None}),
        when=_signed_already(office),
        proof=True,
        label=_("Sign the declaration"),
    )


def signer(title: Any) -> Any:
    """The field with the person who signed."""
    return link("organization.Person", title, optional=True)


def signed_at(title: Any) -> Any:
    """The field with the time of a signature."""
    return models.DateTimeField(title, null=True, blank=True)
