"""Examples of the continuity room: standby."""

from tests.checks.examples import MET, NOT_MET, example
from tests.checks.rows import (
    system,
)


@example("11.5", MET)
def standby_named() -> None:
    system(kind="host_link", standby="SYS-1")


@example("11.5", NOT_MET, exceptions=1)
def standby_not_named() -> None:
    system(kind="online_trading")
