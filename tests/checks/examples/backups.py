"""Examples of backups: around changes, at the other place, restored."""

from datetime import timedelta
from typing import Any

from tests.checks.examples import MET, NO_DATA, NOT_MET, example
from tests.checks.rows import ago, at, backup, change, document, person, row, system


def changed(before: Any, after: Any, **values: Any) -> None:
    change(pre_backup=before.no, post_backup=after.no, implemented_at=at(ago(11), 12), **values)


@example("8.2.2", MET)
def backed_up() -> None:
    one = system()
    changed(backup(one, days_ago=12), backup(one, days_ago=10), info_system=one)


@example("8.2.2", NOT_MET, exceptions=1)
def backed_up_before_only() -> None:
    one = system()
    change(pre_backup=backup(one, days_ago=12).no, info_system=one)


@example("8.2.2", NOT_MET, exceptions=4)
def backed_up_for_nothing() -> None:
    one, other = system(), system()
    before, after = backup(one, days_ago=12), backup(one, days_ago=10)
    changed(after, before, info_system=one)
    changed(before, backup(other, days_ago=10), info_system=one)
    changed(before, backup(one, "post_change", 10, state="failed", result="failed"), info_system=one)
    change(pre_backup="BKP-1", post_backup="BKP-2", info_system=one)


def copied(of: Any, kind: str, days_ago: int = 3, **values: Any) -> None:
    backup(of, kind, days_ago, **{"other_site_at": at(ago(days_ago), 10), **values})


@example("7.6.1", MET)
def copied_elsewhere() -> None:
    one = system(tier="core")
    system(tier="non_core")
    copied(one, "software")
    copied(one, "document")


@example("7.6.1", NOT_MET, exceptions=3)
def copied_too_long_ago_or_not_at_all_or_not_elsewhere() -> None:
    for number in range(4):
        one = system(tier="core")
        copied(one, "document")
        if number < 2:
            copied(one, "software", 3 if number else 40)
    copied(one, "software", other_site_at=None)


@example("7.6.1", NOT_MET, exceptions=1)
def documents_copied_too_long_ago() -> None:
    one = system(tier="core")
    copied(one, "software")
    copied(one, "document", 40)


@example("7.6.1", NO_DATA)
def no_core_system() -> None:
    system(tier="non_core")


def restored(of: Any, days_ago: int = 30, **values: Any) -> None:
    run = backup(of, days_ago=days_ago + 1)
    good = {"result": "ok", "integrity_ok": True, "environment_ok": True, "minutes": 60, "tester": person()}
    given = {"info_system": of, "backup_run": run, "state": "approved", "tested_on": ago(days_ago), **good, **values}
    row("operations.restore_test", **given)


def to_restore() -> Any:
    return system(tier="core", rto=timedelta(hours=2))


@example("7.6.5", MET)
def restored_in_time() -> None:
    document("restore_test")
    system(tier="non_core")
    restored(to_restore())
    restored(to_restore(), minutes=120)


@example("7.6.5", NOT_MET, exceptions=6)
def restored_too_slowly_too_long_ago_or_not_well() -> None:
    document("restore_test")
    restored(to_restore(), minutes=121)
    restored(to_restore(), days_ago=200)
    restored(to_restore(), environment_ok=False)
    restored(to_restore(), result="failed")
    restored(to_restore(), state="tested")
    to_restore()


@example("7.6.5", NOT_MET)
def restored_without_a_procedure() -> None:
    restored(to_restore())
