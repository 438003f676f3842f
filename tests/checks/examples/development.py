"""Examples of the development room: changes, manuals, apps."""

from tests.checks.examples import MET, NOT_APPLICABLE, NOT_MET, example
from tests.checks.rows import ago, at, change, document, office, person, settings, system, zone


@example("8.4.1", MET)
def apart() -> None:
    system(test_environment="T1", production_environment="P1")
    zone("test")
    settings("assets.info_system", ("separation",))


@example("8.4.1", NOT_MET)
def apart_in_no_zone() -> None:
    system(test_environment="T1", production_environment="P1")
    zone("test", state="planned")


@example("8.4.1", NOT_MET, exceptions=1)
def together() -> None:
    system(test_environment="p1", production_environment="P1")


@example("8.4.1", NOT_APPLICABLE)
def no_tests() -> None:
    system()


@example("8.4.2", MET)
def documents_followed() -> None:
    change(documents_needed=True, documents_updated_on=ago(1), updated_documents=document("system_document"))
    change(documents_needed=True, implemented_at=at(ago(10)))


@example("8.4.2", NOT_MET, exceptions=3)
def documents_did_not_follow() -> None:
    change(documents_needed=True, documents_updated_on=ago(0), updated_documents=document("system_document"))
    change(documents_needed=True, documents_updated_on=ago(1))
    change(documents_needed=True)


@example("10.4.6", MET)
def manual_in_force() -> None:
    one = system()
    document("system_document", doc_type="manual", info_system=one, effective_on=ago(5))
    change(info_system=one, documents_needed=True)


@example("10.4.6", MET)
def manual_for_all() -> None:
    system()
    document("system_document", doc_type="manual")


@example("10.4.6", NOT_MET, exceptions=1)
def manual_older_than_the_change() -> None:
    one = system()
    document("system_document", doc_type="manual", info_system=one, effective_on=ago(50))
    change(info_system=one, documents_needed=True)


@example("10.4.6", NOT_MET, exceptions=1)
def manual_overdue() -> None:
    document("system_document", doc_type="manual", info_system=system(), next_review_due=ago(1))


@example("10.4.7", MET)
def maintained() -> None:
    maintainer = person()
    office("maintainer", person=maintainer, subject_ref=system(maintainer=maintainer).no)


@example("10.4.7", NOT_MET, exceptions=1)
def maintained_without_appointment() -> None:
    maintainer = person()
    system(maintainer=maintainer)
    office("maintainer", person=maintainer, subject_ref="SYS-1999-0001")


for clause in (
    "10.4.11.1.a",
    "10.4.11.1.b",
    "10.4.11.1.c",
    "10.4.11.1.d",
    "10.4.11.2.a",
    "10.4.11.2.b",
    "10.4.11.3.a",
):

    @example(clause, NOT_APPLICABLE)
    def without_an_app() -> None:
        system(kind="website")
