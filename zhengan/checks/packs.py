"""Evidence packs of clauses: the records that prove a clause in a period, under its verdict of today."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.db.models import Q
from django.utils.translation import gettext as _

from zhengan.catalogue import Clause, catalogue
from zhengan.checks.declare import Kind, kind_of
from zhengan.checks.models import STATUSES, ClauseVerdict
from zhengan.checks.statements import ATTESTATIONS
from zhengan.checks.verdicts import current
from zhengan.checks.wording import in_both
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.packing import Asked, Front, Packed, pack
from zhengan.kernel.register import by_prefix


def of_clause(
    clause: Clause, *, first: date, last: date, folder: Path, by: Actor, seen: Sequence[bytes] = ()
) -> Packed:
    """Pack the records that prove a clause, or those below a heading, in a period (both days included).

    Raises Refused, NotPossible; see `zhengan.kernel.packing.pack`.
    """
    book = catalogue()
    clauses = [clause]
    for one in clauses:
        clauses += book.children_of(one.id)
    stated = [one.id for one in clauses if kind_of(one) is Kind.ATTESTATION]
    asked = Asked(
        front=_front(clause),
        clauses=tuple(one.id for one in clauses),
        first=first,
        last=last,
        among={ATTESTATIONS: Q(clause__in=stated)} if stated else {},
    )
    return pack(asked, folder=folder, by=by, seen=seen)


def of_record(no: str, *, folder: Path, by: Actor, seen: Sequence[bytes] = ()) -> Packed:
    """Pack one record. Raises Refused, NotPossible."""
    register = by_prefix(no)
    record = register.record.objects.filter(no=no).first() if register is not None else None
    if record is None:
        raise NotPossible(_("There is no record “%(no)s”.") % {"no": no})
    title = f"{no} {record}"
    return pack(Asked(front=Front(title=(title, title)), record=record), folder=folder, by=by, seen=seen)


def _front(clause: Clause) -> Front:
    verdict = current([clause.id])[clause.id]
    return Front(
        title=(f"{clause.cite} {clause.title}", f"{clause.id} {clause.title_en}"),
        text=(clause.text, clause.text_en or ""),
        status=_status(verdict),
        sentence=(verdict.sentence_zh, verdict.sentence_en),
        numbers=tuple((part["zh"], part["en"], part["population"], part["exceptions"]) for part in verdict.parts),
    )


def _status(verdict: ClauseVerdict) -> tuple[str, str]:
    said = in_both(lambda _language: str(dict(STATUSES)[verdict.status]))
    return said["zh-hant"], said["en"]
