"""Publishing of mobile apps: what a release is compared with, and what must be there before it goes out."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _now

from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.rooms.development import app_tests

RELEASE = "development.mobile_app_release"
# Nothing that the policy calls major was changed, and no permission: one agreement is enough.
PLAIN = Q(first_release=False, permissions_changed=False, major_items=("none",))


def is_major(release: Any) -> bool:
    """Whether something was changed that the policy calls major."""
    return tuple(release.major_items) != ("none",)


def not_agreeable(record: Any) -> str | None:
    """Security agrees to permissions only when the duty to inform was considered (10.4.11.1)."""
    return None if record.notice_duty_assessed else _now("Assess the duty to inform first (10.4.11.1).")


def not_tested(record: Any) -> str | None:
    """A valid test for this kind of change is there (10.4.11.3)."""
    valid = valid_tests(record)
    if not valid.exists():
        return _now("No reviewed test of this app that was passed within a year is there (10.4.11.3).")
    if record.investor_facing and not valid.filter(app_tests.BY_LAB).exists():
        return _now("An app for investors needs the test of an accredited laboratory every year (10.4.11.3).")
    if record.investor_facing and not record.first_release and is_major(record):
        own = valid.filter(app_tests.OF_CHANGES, mobile_app_release=record)
        if not own.exists():
            return _now("The major items that changed need a test of this release by OWASP Mobile (10.4.11.3).")
    return None


def not_plain(record: Any) -> str | None:
    """Without the two agreements only what changes neither permissions nor major items (10.4.11.1)."""
    if record.first_release or record.permissions_changed or is_major(record):
        return _now(
            "A first release, changed permissions or major items need security and compliance to agree (10.4.11.1)."
        )
    return not_tested(record)


def compare(record: Any) -> None:
    """Compare the permissions with those of the version that was published last; nobody types whether they differ."""
    last = (
        register(RELEASE)
        .record.objects.live()
        .in_state("published", "withdrawn")
        .filter(info_system=record.info_system, platform=record.platform)
        .exclude(pk=record.pk)
        .order_by("-published_on", "-pk")
        .first()
    )
    record.first_release = last is None
    record.permissions_changed = last is not None and set(last.permissions) != set(record.permissions)


def valid_tests(record: Any) -> Any:
    """Return the tests of the last year that were passed, reviewed, and speak for this app on this platform."""
    today = clock.today()
    return app_tests.passed(register(app_tests.TEST).record.objects.live(), record.platform).filter(
        Q(valid_until=None) | Q(valid_until__gte=today),
        info_system=record.info_system,
        tested_on__gte=app_tests.YEAR.before(today),
    )


def take_over_what_is_shown(release: Any) -> None:
    """Enter in a release what the tests that count for it have shown."""
    shown = {item for test in valid_tests(release) for item in test.items_shown}
    for item in app_tests.Item.values:
        setattr(release, app_tests.field(item), item in shown)
