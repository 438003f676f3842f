"""Examples of the suppliers room: code and cloud of others."""

from tests.checks.examples import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import (
    document,
    statement,
    system,
)


@example("10.4.10.5", MET)
def foreign_code() -> None:
    system(source_available=False)


@example("10.4.10.5", NOT_APPLICABLE)
def own_code() -> None:
    system(source_available=True)


@example("13.1.1", MET)
def cloud_ruled() -> None:
    system(built_by="cloud")
    document("cloud_use")


@example("13.1.1", NOT_MET)
def cloud_not_ruled() -> None:
    system(built_by="cloud")


@example("13.1.1", NO_DATA)
def no_cloud_and_not_stated() -> None:
    system()


@example("13.1.1", NOT_APPLICABLE)
def no_cloud_and_stated() -> None:
    system()
    statement("13.1.1", "not_applicable")


@example("13.1.2", MET)
def offered_cloud_ruled() -> None:
    system(offered_as_cloud=True)
    document("cloud_offer")


@example("13.1.2", NOT_MET)
def offered_cloud_not_ruled() -> None:
    system(offered_as_cloud=True)


@example("13.1.2", NOT_APPLICABLE)
def no_cloud_offered() -> None:
    system()
