"""How clauses, verdicts and offices are put into words and counts, the same way on every page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Clause, catalogue
from zhengan.checks.declare import Kind
from zhengan.checks.models import ClauseVerdict
from zhengan.faces.web.dates import is_chinese

# From the one that hurts most to the one that says nothing; bars and filters always keep this order.
ORDER = ("not_met", "attention", "no_data", "waiting", "met", "not_applicable")
WAITING = "waiting"

STATUS_WORDS: dict[str, Promise] = {
    "not_met": _("Not met"),
    "attention": _("Attention"),
    "no_data": _("No data"),
    "waiting": _("Waiting"),
    "met": _("Met"),
    "not_applicable": _("Not applicable"),
}

# The catalogue's titles are the policy's own and long; a column needs the word people use.
SHORT_OFFICES: dict[str, Promise] = {
    "board": _("Board"),
    "chairperson": _("Chairperson"),
    "president": _("President"),
    "committee": _("Committee"),
    "ciso": _("Head of security"),
    "security_officer": _("Security officer"),
    "it_manager": _("Head of IT"),
    "system_admin": _("Systems"),
    "network_admin": _("Network"),
    "operator": _("Operators"),
    "developer": _("Developers"),
    "chief_auditor": _("Head of audit"),
    "auditor": _("Audit"),
    "compliance": _("Compliance"),
    "hr": _("HR"),
    "general_affairs": _("General affairs"),
    "business_owner": _("Business"),
    "customer_service": _("Customer service"),
    "all_staff": _("Everybody"),
}


def said(row: Any, name: str = "title") -> str:
    """Return a catalogue row's words in the reader's tongue; the Chinese where there is no English."""
    chinese: str = getattr(row, name) or ""
    return chinese if is_chinese() else getattr(row, f"{name}_en") or chinese


def office(code: str) -> str:
    """Return the short name of an office."""
    return str(SHORT_OFFICES.get(code) or said(catalogue().roles[code]))


def sentence(verdict: ClauseVerdict) -> str:
    """Return what the verdict says, in the reader's tongue."""
    return verdict.sentence_zh if is_chinese() else verdict.sentence_en


def status_of(verdict: ClauseVerdict | None) -> str:
    """Return the status as it is shown: a clause that nothing judges yet waits, which is not the same as no data."""
    if verdict is None:
        return "no_data"
    if verdict.kind == Kind.NOT_YET and verdict.status == "no_data":
        return WAITING
    return verdict.status


def printed_number(clause: Clause) -> str:
    """Return the last part of the printed number: “(6)” of 七、（一）3.(6)."""
    parent = catalogue().clauses[clause.parent] if clause.parent else None
    own = clause.ref.removeprefix(parent.ref) if parent else clause.ref
    return own or clause.ref


def tally(verdicts: Iterable[ClauseVerdict]) -> dict[str, int]:
    """Count verdicts by the status shown; headings that only sum up their children are left out."""
    counts = dict.fromkeys(ORDER, 0)
    for one in verdicts:
        if one.kind != Kind.ROLLUP:
            counts[status_of(one)] += 1
    return counts


def bar_parts(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the parts of a stacked bar in thousandths, rounded so that they add up to the whole."""
    total = sum(counts.values()) or 1
    exact = {status: counts.get(status, 0) * 1000 / total for status in ORDER}
    shares = {status: int(share) for status, share in exact.items()}
    missing = 1000 - sum(shares.values()) if sum(counts.values()) else 0
    for status in sorted(ORDER, key=lambda status: shares[status] - exact[status])[:missing]:
        shares[status] += 1
    parts = []
    offset = 0
    for status in ORDER:
        parts.append({"status": status, "count": counts.get(status, 0), "share": shares[status], "offset": offset})
        offset += shares[status]
    return parts


def bar_label(counts: Mapping[str, int]) -> str:
    """Return the same numbers in words, for those who do not see the bar."""
    return ", ".join(f"{STATUS_WORDS[status]} {counts[status]}" for status in ORDER if counts.get(status))
