"""Examples of security requirements: analysed before the design, approved, in proportion."""

from tests.checks.examples import MET, NO_DATA, NOT_MET, example
from tests.checks.rows import ago, change, contract, line, project, system


@example("10", MET)
def analysed_before_design() -> None:
    project()
    project(kind="package", state="verified")
    project(state="draft", design_started_on=ago(-5))


@example("10", NOT_MET, exceptions=2)
def begun_without_analysis() -> None:
    project(kind="package", design_started_on=ago(61))
    project(state="submitted")


for _clause in ("10.1.1", "10.4.1"):

    @example(_clause, MET)
    def specified() -> None:
        one = project(kind="new")
        change(info_system=one.info_system, enhancement=True)
        change()

    @example(_clause, NOT_MET, exceptions=2)
    def not_specified() -> None:
        project(state="submitted")
        late = project(design_started_on=ago(61))
        change(info_system=late.info_system, enhancement=True)

    @example(_clause, NOT_MET, exceptions=1)
    def enhanced_without_requirements() -> None:
        project()
        change(info_system=system(), enhancement=True)


@example("10.1.2", MET)
def package_analysed() -> None:
    one = project(kind="package", info_system=system(built_by="package"))
    contract("license", info_system=one.info_system, signed_on=ago(40))
    contract("license", info_system=system(built_by="package"), signed_on=ago(300))
    contract("license", info_system=system(built_by="in_house"), signed_on=ago(30))


@example("10.1.2", NOT_MET, exceptions=2)
def package_not_analysed() -> None:
    project(kind="package", info_system=system(built_by="package"))
    contract("license", info_system=system(built_by="package"), signed_on=ago(40))
    late = project(kind="package", info_system=system(built_by="package"), analysed_on=ago(20))
    contract("license", info_system=late.info_system, signed_on=ago(40))


@example("10.1.2", NO_DATA)
def only_old_packages() -> None:
    contract("license", info_system=system(built_by="package"), signed_on=ago(300))


@example("10.1.3", MET)
def in_proportion() -> None:
    line(project(), "requirements", adopted=False, reason="由人工覆核替代")


@example("10.1.3", NOT_MET, exceptions=1)
def harm_not_said() -> None:
    project(harm_if_missing="")
    project(state="draft", harm_if_missing="")


@example("10.1.3", NOT_MET, exceptions=1)
def not_adopted_without_reason() -> None:
    line(project(), "requirements", adopted=False)
