"""Examples of patches: every class of machine in its cycle, grave weaknesses in time."""

from tests.checks.examples import ATTENTION, MET, NO_DATA, NOT_MET, example
from tests.checks.rows import ago, asset, patch


def machines(*subtypes: str) -> None:
    for subtype in subtypes:
        asset(category="hardware", subtype=subtype)


@example("9.1.2", MET)
def every_class_patched() -> None:
    machines("server", "pc", "portable", "firewall", "other")
    patch("server", "pc", "portable")
    patch("network", severity="critical", due_on=ago(12))


@example("9.1.2", NOT_MET, exceptions=3)
def classes_never_or_long_ago_or_not_verified() -> None:
    machines("server", "pc", "pc", "public_pc", "network_device")
    patch("server", "network")
    patch("pc", verified=40)
    patch("public_pc", state="deployed", checked_at=None)


@example("9.1.2", NOT_MET, exceptions=3)
def grave_ones_left_or_late() -> None:
    machines("server")
    patch("server")
    patch("server", severity="high", state="deployed", done_count=4, due_on=ago(1))
    patch("server", severity="critical", due_on=ago(13))
    patch("server", severity="critical", state="approved", deployed_on=None, done_count=0, due_on=ago(3))
    patch("server", severity="high", state="approved", deployed_on=None, done_count=0, due_on=ago(0))
    patch("server", severity="high", state="excepted", done_count=0, due_on=ago(3), exception="EXC-2026-0001")


@example("9.1.2", ATTENTION)
def soon_to_be_patched_again() -> None:
    machines("server")
    patch("server", verified=27)


@example("9.1.2", NO_DATA)
def no_machine() -> None:
    machines("other")
