"""Tests of mobile apps as evidence: what a test can show and for which clause, and which tests count for a release."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period

TEST = "development.security_test"
# How long a test of an app speaks for it; the policy itself says so (10.4.11.3.a).
YEAR = Period("P1Y")
# A test counts once its report was reviewed (10.4.11.3.b).
COUNTED = ("reviewed", "closed")


class Item(models.TextChoices):
    """What a test of an app can show. A release has a field `ITEM_tested` for each."""

    ENCRYPTION = "encryption", _("Data is encrypted on its way and where it lies")
    MASKING = "masking", _("Data is masked when shown")
    ROOT_WARNING = "root_warning", _("Warns on a compromised device")


# The clause that asks for each item; register and checks derive from this table.
CLAUSE = {
    Item.ENCRYPTION: "10.4.11.2.a",
    Item.MASKING: "10.4.11.2.a",
    Item.ROOT_WARNING: "10.4.11.2.b",
}


def field(item: str) -> str:
    """The field of a release that says whether the item was shown."""
    return f"{item}_tested"


def passed(tests: Any, platform: Any) -> Any:
    """Narrow tests to those of apps that were passed and reviewed; one that names a release speaks for its platform."""
    return tests.in_state(*COUNTED).filter(
        Q(mobile_app_release=None) | Q(mobile_app_release__platform=platform), kind="mobile_app", result="pass"
    )


def not_comparable(record: Any) -> str | None:
    """The review of a laboratory's report holds what was tested against what was to be tested (10.4.11.3.b)."""
    if record.performed_by != "lab":
        return None
    if record.items_expected is None or record.items_tested is None:
        return _now("Say how many items were to be tested, and how many were (10.4.11.3).")
    if not record.review_note.strip():
        return _now("The review of a laboratory's report says what was compared (10.4.11.3).")
    return None


# A test of the baseline by an accredited laboratory (10.4.11.3.a).
BY_LAB = Q(performed_by="lab", lab_accredited=True, standard="mas")
# A test of what changed, by whomever (10.4.11.3.a).
OF_CHANGES = Q(standard="owasp_mobile")
