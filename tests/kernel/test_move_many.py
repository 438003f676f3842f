"""Moving many: refuses exactly what moving one refuses, writes exactly what moving one writes, all or none."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.cast import Cast
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, NotWhatWasSubmitted, Refused
from zhengan.kernel.models import Card, Submission
from zhengan.ledger.models import Entry

pytestmark = pytest.mark.django_db

Case = Callable[[Cast], tuple[Any, str, Actor, str]]


def a_draft_to_submit(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.document(cast, state="draft"), "submitted", cast.actor("security_officer"), ""


def a_submission_to_approve(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.notice(cast, state="submitted"), "published", cast.actor("ciso"), ""


def an_approval_without_submission(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.asset(cast, state="draft"), "active", cast.actor("it_manager"), ""


def a_step_with_a_reason(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.info_system(cast), "retired", cast.actor("business_owner"), "停用"


def sending_back(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.notice(cast, state="submitted"), "draft", cast.actor("ciso"), "請補附件"


def lines_of_a_course(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.training(cast, [cast.employee], state="held"), "confirmed", cast.actor("other_hr"), ""


def no_reason(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.info_system(cast), "retired", cast.actor("business_owner"), " "


def no_office(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.asset(cast, state="draft"), "active", cast.actor("operator"), ""


def own_work(cast: Cast) -> tuple[Any, str, Actor, str]:
    by = cast.actor("ciso")
    author = make.made("policy.notice", NOTICE, by=by, moves=[("submitted", by)])
    return author, "published", by, ""


def named_in_it(cast: Cast) -> tuple[Any, str, Actor, str]:
    return (
        make.appointment(cast, "log_reviewer", cast.president, state="proposed"),
        "in_force",
        cast.actor("president"),
        "",
    )


def no_such_step(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.asset(cast, state="draft"), "disposed", cast.actor("it_manager"), ""


def a_condition_not_met(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.training(cast, [], state="planned"), "held", cast.actor("hr"), ""


def a_field_missing(cast: Cast) -> tuple[Any, str, Actor, str]:
    return make.person(cast), "left", cast.actor("hr"), ""


def a_void_record(cast: Cast) -> tuple[Any, str, Actor, str]:
    record = make.asset(cast, state="draft")
    return acts.void(record, by=cast.actor("system_admin"), reason="重複"), "active", cast.actor("it_manager"), ""


def edited_around_the_program(cast: Cast) -> tuple[Any, str, Actor, str]:
    record = make.notice(cast, state="submitted")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {record._meta.db_table} SET subject = 'other' WHERE id = %s", [record.pk])  # noqa: S608
    return record, "published", cast.actor("ciso"), ""


NOTICE = {"subject": "公告", "kind": "awareness", "audience": ("staff",), "channel": ("email",), "body": "內容"}
DONE = (
    a_draft_to_submit,
    a_submission_to_approve,
    an_approval_without_submission,
    a_step_with_a_reason,
    sending_back,
    lines_of_a_course,
)
REFUSED = (
    no_reason,
    no_office,
    own_work,
    named_in_it,
    no_such_step,
    a_condition_not_met,
    a_field_missing,
    a_void_record,
    edited_around_the_program,
)


def attempt(move: Callable[[], Any]) -> tuple[type[Exception], str] | None:
    """Say what a move raises, without the numbers that differ from record to record."""
    try:
        move()
    except (NotPossible, NotWhatWasSubmitted, Refused, ValidationError) as error:
        return type(error), str(error)
    return None


def left_behind(record: Any) -> dict[str, Any]:
    """Everything a move writes about a record, without keys, numbers and digests that are its own."""
    record = type(record).objects.get(pk=record.pk)
    # Names that the makers count up, and what belongs to this row alone.
    own = {"id", "no", "asset_no", "code", "doc_no", "staff_no", "name", "title", "email", "user"}
    last = Entry.objects.filter(register=record.register.code, record_id=record.pk).order_by("-pk")[0]
    body = dict(last.payload.body)
    beside = [
        {name: value for name, value in row.items() if name not in {"record_id", "digest"}}
        for rows in body.pop("rows", {}).values()
        for row in rows.values()
    ]
    submission = Submission.objects.filter(register=record.register.code, record_id=record.pk).order_by("-pk").first()
    card = Card.objects.get(no=record.no)
    return {
        "row": {f.name: getattr(record, f.attname) for f in record._meta.concrete_fields if f.name not in own},
        "act": (last.act, last.actor_id, last.event_on, body.pop("submission", None) is not None, body, beside),
        "asked": submission
        and (
            submission.outcome,
            submission.approved,
            submission.decided_by,
            submission.decided_at,
            submission.reason,
            submission.version,
            submission.body["lines"],
            submission.digest == acts.submission_digest(record),
        ),
        "card": (card.state, card.awaiting, card.due_on, card.changed_at),
    }


@pytest.mark.parametrize("case", DONE, ids=lambda case: case.__name__)
def test_writes_what_a_single_move_writes(case: Case, cast: Cast) -> None:
    one, target, by, reason = case(cast)
    others = [case(cast)[0], case(cast)[0]]
    assert attempt(lambda: acts.move(one, target, by=by, reason=reason)) is None
    moved = acts.move_many(others, target, by=by, reason=reason)
    assert [record.pk for record in moved] == [record.pk for record in others]
    for other in others:
        assert left_behind(other) == left_behind(one)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.__name__)
def test_refuses_what_a_single_move_refuses(case: Case, cast: Cast) -> None:
    one, target, by, reason = case(cast)
    other = case(cast)[0]
    entries = Entry.objects.count()
    refusal = attempt(lambda: acts.move(one, target, by=by, reason=reason))
    assert refusal is not None
    assert attempt(lambda: acts.move_many([other], target, by=by, reason=reason)) == refusal
    assert Entry.objects.count() == entries


def test_one_that_is_refused_stops_them_all(cast: Cast) -> None:
    good, bad = make.asset(cast, state="draft"), make.asset(cast)
    with pytest.raises(NotPossible):
        acts.move_many([good, bad], "active", by=cast.actor("it_manager"))
    good.refresh_from_db()
    assert good.state == "draft"
    assert Card.objects.get(no=good.no).state == "draft"


def test_the_number_of_statements_does_not_grow(cast: Cast) -> None:
    def statements(count: int) -> int:
        pages = [make.notice(cast, state="submitted") for _number in range(count)]
        with CaptureQueriesContext(connection) as asked:
            acts.move_many(pages, "published", by=cast.actor("ciso"))
        return len(asked)

    assert statements(2) == statements(20)


def test_nothing_to_move_is_no_act(cast: Cast) -> None:
    entries = Entry.objects.count()
    assert acts.move_many([], "active", by=cast.actor("it_manager")) == []
    assert Entry.objects.count() == entries
