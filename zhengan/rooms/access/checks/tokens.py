"""Tokens that sign for the firm: kept by who is appointed to it, counted, valid, and back the next day."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import DAY, Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import DOCUMENT, document_in_force, documents, in_office, is_here, office_is_held
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI

SIGNING = "access.signing_token"
YEAR = Period("P1Y")


@check("7.2.4")
def tokens_are_kept_and_every_use_is_written_down(on: date, p: Any) -> list[Part]:
    """A procedure is in force; tokens are kept by who is appointed, counted within a year, valid, and come back."""
    tokens = records(SIGNING, DOCUMENT).in_state("in_custody", "lent")
    appointed = in_office(on, "token_custodian").filter(person=OuterRef("custodian"))
    # The version that it was registered under may be history: the document itself is in force.
    procedure = documents("token_custody", on).filter(doc_no=OuterRef("procedure__doc_no"))
    out = lines(SIGNING, "uses").annotate(_day=TruncDate("used_at", tzinfo=TAIPEI))
    return [
        document_in_force("token_custody", on=on),
        office_is_held("token_custodian", on=on),
        each(tokens).must(
            Q(Exists(appointed), Exists(procedure)) & is_here(on, "custodian__") & ~Q(storage=""),
            holds=_("All %(population)s signing tokens are kept by the procedure, by who is appointed to it."),
            fails=_("%(exceptions)s of %(population)s signing tokens are not kept by the procedure and its custodian."),
        ),
        each(tokens).must_be_fresh(
            "last_stocktaken_on",
            every=YEAR,
            on=on,
            holds=_("All %(population)s signing tokens were counted within 12 months."),
            fails=_("%(exceptions)s of %(population)s signing tokens were not counted within 12 months."),
            soon=_("%(warnings)s of %(population)s signing tokens must soon be counted again."),
        ),
        each(tokens)
        .must_not_be_past(
            "valid_until",
            on=on,
            holds=_("All %(population)s signing tokens are valid."),
            fails=_("%(exceptions)s of %(population)s signing tokens have run out."),
            soon=_("%(warnings)s of %(population)s signing tokens run out within 30 days."),
        )
        .no_duty(),
        each(out.filter(record__state__in=("in_custody", "lent")))
        .must_not(
            Q(returned_at=None, _day__lt=on - DAY),
            holds=_("All %(population)s uses of signing tokens came to an end within a day."),
            fails=_("In %(exceptions)s of %(population)s uses the token has not come back for more than a day."),
        )
        .when_empty(Status.NO_DATA, _("No use of a signing token is recorded.")),
    ]
