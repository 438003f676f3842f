"""Rows of the room `development` that many examples need."""

from typing import Any

from tests.checks.rows.assets import system
from tests.checks.rows.organization import person
from tests.checks.rows.writing import ago, at, file, line, row


def change(**values: Any) -> Any:
    """A change that was approved and then made, by three people."""
    return row(
        "development.change_request",
        **{
            "state": "verified",
            "kind": "application",
            "approver": person(),
            "approved_at": at(ago(12)),
            "implementer": person(),
            "implemented_at": at(ago(11)),
            **values,
        },
    )


def release(**values: Any) -> Any:
    """A release ten days ago, for a change that was approved before, found as it was released."""
    return row(
        "development.release",
        **{
            "state": "released",
            "form": "object",
            "library": "/app",
            "sha256": "a" * 64,
            "signature": "x",
            "released_at": at(ago(10)),
            "deployed_sha256": "a" * 64,
            "deployed_checked_at": at(ago(5)),
            "change_request": values.get("change_request") or change(),
            **values,
        },
    )


def data_copy(**values: Any) -> Any:
    """A copy of masked personal data whose test ended ten days ago, deleted on that day and confirmed."""
    return row(
        "development.test_data_copy",
        **{
            "state": "verified",
            "personal_data": True,
            "masked": True,
            "test_ends_on": ago(10),
            "network_zone": "NZ-T",
            "approver": person(),
            "approved_at": at(ago(30)),
            "copied_by": person(),
            "copied_at": at(ago(20)),
            "deleter": person(),
            "deleted_at": at(ago(10), 18),
            "verified_by": person(),
            **values,
        },
    )


def security_test(**values: Any) -> Any:
    """A scan for weaknesses ten days ago, reviewed by another person."""
    return row(
        "development.security_test",
        **{
            "state": "reviewed",
            "kind": "vulnerability_scan",
            "standard": "cve",
            "performed_by": "internal",
            "tested_on": ago(10),
            "result": "pass",
            "report": file(),
            "reviewer": person(),
            "reviewed_on": ago(9),
            "review_note": "相符",
            **values,
        },
    )


def lab_test(app: Any, **values: Any) -> Any:
    """A test of an app by an accredited laboratory, a hundred days ago."""
    return security_test(
        **{
            "info_system": app,
            "kind": "mobile_app",
            "standard": "mas",
            "performed_by": "lab",
            "lab": row("suppliers.supplier", state="active"),
            "lab_accredited": True,
            "tested_on": ago(100),
            **values,
        }
    )


def app_release(app: Any, **values: Any) -> Any:
    """The first release of an app for investors, ninety days ago, as the policy wants it."""
    return row(
        "development.mobile_app_release",
        **{
            "state": "published",
            "info_system": app,
            "platform": "android",
            "store": "google_play",
            "investor_facing": True,
            "first_release": True,
            "permissions": ("INTERNET",),
            "major_items": ("none",),
            "notice_duty_assessed": True,
            "security_agreed_by": person(),
            "security_agreed_on": ago(92),
            "compliance_agreed_by": person(),
            "compliance_agreed_on": ago(91),
            "encryption_tested": True,
            "masking_tested": True,
            "root_warning_tested": True,
            "published_on": ago(90),
            "listed_on_site_on": ago(89),
            **values,
        },
    )


def weakness(**values: Any) -> Any:
    """A high weakness of a system, fixed and tested again."""
    return row(
        "development.vulnerability",
        **{
            "state": "verified",
            "category": "component",
            "severity": "high",
            "info_system": values["info_system"] if "info_system" in values else system(),
            "found_on": ago(40),
            "due_on": ago(10),
            "assessment": "x",
            "treatment": "patch",
            "fixed_on": ago(20),
            "fixed_by": person(),
            "retested_on": ago(15),
            **values,
        },
    )


def project(*categories: str, tested: bool = True, **values: Any) -> Any:
    """A project that was analysed before its design and approved, with a requirement in each category."""
    made = row(
        "development.security_requirement",
        **{
            "state": "approved",
            "kind": "enhancement",
            "analysed_on": ago(60),
            "design_started_on": ago(50),
            "asset_value": 3,
            "verifier": person(),
            **values,
        },
    )
    for category in categories or ("input",):
        line(made, "requirements", category=category, test_ok=tested, test_ref="SCT-2026-0001")
    return made
