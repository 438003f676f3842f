"""Rules of access: the documents that say who may do what, and how passwords and tokens are kept."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import (
    document_for_each_system,
    document_in_force,
    documents,
    office_is_held,
)
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status


@check("7", waits_for=("access_rule",))
def every_system_has_a_known_access_policy(on: date, p: Any) -> list[Part]:
    """Every system in use has an access policy in force, and every such document was made known and read."""
    receipts = lines("policy.notice", "receipts").filter(record=OuterRef("pk"))
    read = receipts.filter(Q(read_at__isnull=False) | Q(signed_at__isnull=False))
    told = (
        records("policy.notice").in_state("published", "withdrawn").filter(document=OuterRef("pk")).filter(Exists(read))
    )
    return [
        document_for_each_system("access_policy", on=on),
        each(documents("access_policy", on))
        .must(
            Q(Exists(told)),
            holds=_("All %(population)s access policies in force were made known and read."),
            fails=_(
                "%(exceptions)s of %(population)s access policies in force were not made known, or nobody has read "
                "them."
            ),
        )
        .when_empty(Status.NOT_MET, _("No access policy is in force.")),
    ]


@check("7.1.3.1", "8.3.1", waits_for=("access_rule",))
def access_to_programs_is_written_down(on: date, p: Any) -> Part:
    """Every system in use has a written control of the access to its programs."""
    return document_for_each_system("program_access", on=on)


@check("7.2.4", waits_for=("signing_token",))
def tokens_have_a_procedure_and_a_custodian(on: date, p: Any) -> list[Part]:
    """A procedure for signing tokens is in force and somebody is appointed to keep them."""
    return [document_in_force("token_custody", on=on), office_is_held("token_custodian", on=on)]
