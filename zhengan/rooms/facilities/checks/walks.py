"""Inspections as evidence: which are approved, what they looked at, and how the last one ended."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.lookups import Exact

from zhengan.checks.reading import records

INSPECTION = "facilities.inspection"


def approved(template: str) -> Any:
    """Approved inspections by one checklist."""
    return records(INSPECTION).in_state("approved").filter(template=template)


def of_areas(template: str) -> Any:
    """Approved inspections, with the key of the area they looked at as `_subject`."""
    return _with_subject(template, "facilities.secure_area")


def of_systems(template: str) -> Any:
    """Approved inspections, with the key of the information system they looked at as `_subject`."""
    return _with_subject(template, "assets.info_system")


def passed_last(template: str) -> Q:
    """Whether the last approved inspection of the record (by its number) found everything in order."""
    newest = approved(template).filter(subject_ref=OuterRef("no")).order_by("-inspected_on", "-pk")
    return Q(Exact(Subquery(newest.values("result")[:1]), Value("pass")))


def with_findings(prefix: str = "") -> Q:
    """A line that is in order, or became a finding."""
    return Q(**{f"{prefix}ok": True}) | Q(**{f"{prefix}finding__isnull": False})


def _with_subject(template: str, code: str) -> Any:
    subject = records(code).filter(no=OuterRef("subject_ref"))
    return approved(template).annotate(_subject=Subquery(subject.values("pk")[:1]))
