"""Examples of the development room: releases, their libraries, and what runs."""

from typing import Any

from tests.checks.examples import MET, NO_DATA, NOT_MET, example
from tests.checks.rows import ago, at, change, document, exception, line, office, person, release, system


def by_releaser(**values: Any) -> Any:
    releaser = person()
    office("release_manager", person=releaser)
    document("software_control")
    return release(releaser=releaser, **values)


@example("10.1.4", MET)
def security_program_approved_before() -> None:
    release(security_program=True, change_request=change(kind="security_program"))


@example("10.1.4", NOT_MET, exceptions=2)
def security_program_changed_first() -> None:
    change(kind="security_program", approved_at=at(ago(10)))
    change(kind="security_program", approver=None, approved_at=None)


@example("10.1.4", NOT_MET, exceptions=2)
def security_program_released_first() -> None:
    release(security_program=True)
    release(security_program=True, change_request=change(kind="security_program"), released_at=at(ago(13)))


@example("10.3.1", MET)
def released_by_the_appointed() -> None:
    by_releaser()
    by_releaser(state="rolled_back", deployed_sha256="", deployed_checked_at=None)


@example("10.3.1", NOT_MET, exceptions=3)
def released_by_others() -> None:
    by_releaser(released_at=at(ago(13)))
    release(releaser=person())
    office("release_manager", person=(left := person()), to_on=ago(11))
    release(releaser=left)


@example("10.3.1", NOT_MET, exceptions=2)
def something_else_runs() -> None:
    by_releaser(deployed_sha256="b" * 64)
    by_releaser(deployed_sha256="")


@example("10.3.1", NOT_MET, exceptions=2)
def not_compared_for_long() -> None:
    by_releaser(deployed_checked_at=at(ago(40)))
    by_releaser(deployed_checked_at=None)


@example("10.3.2", MET)
def object_code_runs() -> None:
    one = system()
    release(info_system=one, form="source", released_at=at(ago(20)))
    release(info_system=one)
    release(form="script", exception=exception("source_code").no)
    release(form="config")


@example("10.3.2", NOT_MET, exceptions=2)
def source_runs() -> None:
    one = system()
    release(info_system=one, form="source")
    release(info_system=one, state="rolled_back", released_at=at(ago(5)))
    release(form="script", exception=exception("source_code", valid_until=ago(1)).no)


@example("10.4.5", MET)
def maintained_with_leave() -> None:
    release()
    change(state="draft", approver=None, approved_at=None, implementer=None, implemented_at=None)


@example("10.4.5", NOT_MET, exceptions=2)
def maintained_without_leave() -> None:
    change(approved_at=at(ago(10)))
    change(approver=None, approved_at=None)


@example("10.4.5", NOT_MET, exceptions=2)
def released_without_leave() -> None:
    release(released_at=at(ago(13)))
    one = change(state="approved", approver=None, approved_at=None, implementer=None, implemented_at=None)
    release(change_request=one)


@example("10.4.10.2", MET)
def signed_and_the_same() -> None:
    release()


@example("10.4.10.2", NOT_MET, exceptions=1)
def not_signed() -> None:
    release(signature="")


@example("10.4.10.2", NOT_MET, exceptions=1)
def altered_in_production() -> None:
    release(deployed_sha256="b" * 64)


OWN = {"built_by": "in_house"}
NEWER = {"version": "1.0", "latest_version": "1.1"}


@example("10.4.10.3", MET)
def builds_made_ready() -> None:
    one = release(info_system=system(**OWN))
    line(one, "components", **NEWER, latest_seen_on=ago(60), update_ready_on=ago(40))
    line(one, "components", **NEWER, latest_seen_on=ago(10))
    line(one, "components", version="1.1", latest_version="1.1", latest_seen_on=ago(300))
    release(info_system=system(built_by="package"))


@example("10.4.10.3", MET)
def nothing_newer() -> None:
    line(release(info_system=system(**OWN)), "components", version="1.0")


@example("10.4.10.3", NOT_MET, exceptions=3)
def builds_late() -> None:
    one = release(info_system=system(**OWN))
    line(one, "components", **NEWER, latest_seen_on=ago(60), update_ready_on=ago(20))
    line(one, "components", **NEWER, latest_seen_on=ago(31))
    line(one, "components", **NEWER, latest_seen_on=None)


@example("10.4.10.3", NOT_MET, exceptions=1)
def libraries_not_named() -> None:
    release(info_system=system(**OWN))


@example("10.4.10.3", NO_DATA)
def only_packages() -> None:
    release(info_system=system(built_by="package"))
