"""Examples of the continuity room: standby."""

from tests.checks.examples import MET, NOT_MET, example
from tests.checks.rows import document, mechanism, system


@example("11.5", MET)
def standby_named() -> None:
    system(kind="host_link", standby=mechanism("standby").no)


@example("11.5", NOT_MET, exceptions=3)
def standby_that_does_not_work() -> None:
    system(kind="host_link", standby=mechanism("standby").no)
    system(kind="host_link", standby=mechanism("standby", test_ok=False, state="degraded").no)
    system(kind="host_link", standby=mechanism("relay").no)
    system(kind="host_link", standby="SYS-1")


@example("11.6", MET)
def ddos_ruled_and_stopped() -> None:
    document("ddos")
    exposed = system(internet_facing=True, important=True)
    mechanism("ddos", info_system=exposed)


@example("11.6", NOT_MET, exceptions=1)
def ddos_not_stopped_everywhere() -> None:
    document("ddos")
    mechanism("ddos", info_system=system(internet_facing=True, important=True))
    system(internet_facing=True, important=True)


@example("11.6", NOT_MET)
def ddos_stopped_without_procedure() -> None:
    system(internet_facing=True, important=True)
    mechanism("ddos")


@example("11.5", NOT_MET, exceptions=1)
def standby_not_named() -> None:
    system(kind="online_trading")
