"""Operation log: one page a day, site and shift, verified by a supervisor who is neither operator nor his deputy."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock

LOGS = register("operations.operation_log")


def test_verifying_stamps_the_supervisor_and_the_time(cast):
    page = make.operation_log(cast)
    assert (page.supervisor, page.verified_at) == (cast.it_manager, clock.now())


def test_the_page_is_the_operator_s_own_unless_said_otherwise(cast):
    page = acts.create(LOGS, {"log_date": clock.today(), "site": "台北"}, by=cast.actor("operator"))
    assert page.operator == cast.operator


def test_an_operator_with_the_office_to_verify_still_does_not_verify_his_own(cast):
    page = make.operation_log(cast, operator=cast.it_manager, state="submitted")
    with pytest.raises(Refused):
        acts.move(page, "verified", by=cast.actor("it_manager"))
    assert acts.move(page, "verified", by=cast.actor("business_owner")).state == "verified"


def test_the_database_refuses_an_operator_who_verified(cast):
    page = make.operation_log(cast)
    for column in ("supervisor_id = operator_id", "checker_id = maker_id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE operations_operationlog SET {column} WHERE id = %s", [page.pk])  # noqa: S608


def test_the_appointed_supervisor_of_operations_verifies_without_another_office(cast):
    make.appointment(cast, "operations_supervisor", cast.employee)
    page = make.operation_log(cast, state="submitted")
    assert page.supervisor == cast.employee
    assert acts.move(page, "verified", by=cast.actor("employee")).supervisor == cast.employee


def test_other_people_without_office_do_not(cast):
    page = make.operation_log(cast, state="submitted")
    with pytest.raises(Refused):
        acts.move(page, "verified", by=cast.actor("employee"))


def test_the_deputy_of_the_operator_does_not_verify(cast):
    make.appointment(cast, "operator", cast.operator, deputy=cast.it_manager)
    page = make.operation_log(cast, state="submitted")
    with pytest.raises(ValidationError) as refused:
        acts.move(page, "verified", by=cast.actor("it_manager"))
    assert "supervisor" in refused.value.message_dict
    assert acts.move(page, "verified", by=cast.actor("business_owner")).state == "verified"


def test_the_operator_cannot_write_the_supervisor_in(cast):
    with pytest.raises(ValidationError):
        make.operation_log(cast, supervisor=cast.it_manager)


def test_there_is_one_page_for_a_day_site_and_shift(cast):
    page = make.operation_log(cast, state="draft")
    with pytest.raises(ValidationError):
        make.operation_log(cast)
    make.operation_log(cast, shift="night")
    acts.void(page, by=cast.actor("operator"), reason="誤植")
    make.operation_log(cast)


def test_no_page_is_written_ahead(cast):
    with pytest.raises(ValidationError) as refused:
        make.operation_log(cast, log_date=clock.today() + timedelta(days=1))
    assert "log_date" in refused.value.message_dict


def test_an_empty_page_is_not_submitted(cast):
    page = acts.create(LOGS, {"log_date": clock.today(), "site": "台北"}, by=cast.actor("operator"))
    with pytest.raises(NotPossible):
        acts.move(page, "submitted", by=cast.actor("operator"))


@pytest.mark.parametrize("result", ["failed", "skipped"])
def test_what_did_not_go_as_planned_is_explained(cast, result):
    job = {"time": clock.now(), "job": "備份", "result": result}
    with pytest.raises(ValidationError):
        make.operation_log(cast, jobs=[job])
    make.operation_log(cast, jobs=[job | {"note": "磁帶滿，已更換重跑。"}])


def test_sent_back_with_a_reason_it_can_be_mended(cast):
    page = make.operation_log(cast, state="submitted")
    with pytest.raises(NotPossible):
        acts.change(page, {"unusual": "無"}, by=cast.actor("operator"))
    page = acts.move(page, "draft", by=cast.actor("it_manager"), reason="漏記")
    assert acts.change(page, {"unusual": "無"}, by=cast.actor("operator")).unusual == "無"
