"""What tests, weaknesses and requirements show of a system, for the checks that ask for it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from zhengan.checks.reading import lines, records
from zhengan.rooms.development.app_tests import COUNTED, TEST

WEAKNESS, REQUIREMENT = "development.vulnerability", "development.security_requirement"


def tests(*kinds: str) -> Any:
    """Tests of these kinds whose report was reviewed."""
    return records(TEST).in_state(*COUNTED).filter(kind__in=kinds)


def weaknesses() -> Any:
    """All weaknesses."""
    return records(WEAKNESS)


def requirements(*categories: str) -> Any:
    """Requirements of these categories, of approved projects, whose test was passed."""
    return lines(REQUIREMENT, "requirements").filter(
        record__state__in=("approved", "verified"), category__in=categories, adopted=True, test_ok=True
    )


def has_tested(category: str) -> Q:
    """A system has a requirement of the category whose test was passed."""
    return Q(Exists(requirements(category).filter(record__info_system=OuterRef("pk"))))
