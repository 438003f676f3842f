"""Notices: published by a second person, received by everybody, signed by each for himself."""

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.acts import add_lines, fill_lines, sign
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

NOTICES = register("policy.notice")


def test_publication_is_stamped_and_asks_every_active_person(cast):
    acts.move(cast.contractor, "suspended", by=cast.actor("hr"), reason="。")
    notice = make.notice(cast, requires_receipt=True)
    assert notice.published_at == clock.now()
    recipients = set(notice.receipts.values_list("recipient", flat=True))
    assert recipients == {cast.people[name].no for name in cast.names} - {cast.contractor.no}
    assert set(notice.receipts.values_list("delivered_at", flat=True)) == {clock.now()}


def test_without_receipt_nobody_is_asked(cast):
    assert not make.notice(cast).receipts.exists()


def test_the_plain_employee_signs_his_own_receipt_once(cast):
    notice = make.notice(cast, requires_receipt=True)
    employee = cast.actor("employee")
    NOTICES.acknowledge(notice, employee)
    row = notice.receipts.get(recipient=cast.employee.no)
    assert (row.read_at, row.signed_at) == (clock.now(), clock.now())
    assert notice.receipts.exclude(signed_at=None).count() == 1
    entry = Entry.objects.filter(act="fill:receipts").get()
    assert entry.actor_id == employee.user.pk
    assert entry.payload.body["lines"][0]["line"] == cast.employee.no
    with pytest.raises(NotPossible):
        sign(notice, by=employee)


def test_nobody_signs_for_somebody_else(cast):
    notice = make.notice(cast, requires_receipt=True)
    other = notice.receipts.get(recipient=cast.operator.no)
    for name in ("employee", "ciso"):
        with pytest.raises(Refused):
            fill_lines(notice, "receipts", {other.pk: {}}, by=cast.actor(name))
    other.refresh_from_db()
    assert other.signed_at is None


def test_nobody_chooses_the_time_he_signed_at(cast):
    notice = make.notice(cast, requires_receipt=True)
    row = notice.receipts.get(recipient=cast.employee.no)
    with pytest.raises(ValidationError):
        fill_lines(notice, "receipts", {row.pk: {"signed_at": clock.now()}}, by=cast.actor("employee"))


def test_receipts_are_made_by_the_software_alone(cast):
    notice = make.notice(cast, state="draft")
    rows = [{"recipient": cast.employee.no}]
    with pytest.raises(NotPossible):
        add_lines(notice, "receipts", rows, by=cast.actor("security_officer"))
    with pytest.raises(NotPossible):
        acts.change(notice, {}, by=cast.actor("security_officer"), lines={"receipts": rows})


def test_a_withdrawn_notice_waits_for_no_signature(cast):
    notice = make.notice(cast, requires_receipt=True)
    notice = acts.move(notice, "withdrawn", by=cast.actor("ciso"), reason="已更新")
    with pytest.raises(NotPossible):
        sign(notice, by=cast.actor("employee"))


def test_who_wrote_it_does_not_publish_it(cast):
    notice = acts.create(
        NOTICES,
        {"subject": "。", "kind": "other", "audience": ("staff",), "channel": ("email",), "body": "。"},
        by=cast.actor("ciso"),
    )
    notice = acts.move(notice, "submitted", by=cast.actor("ciso"))
    with pytest.raises(Refused):
        acts.move(notice, "published", by=cast.actor("ciso"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "document"}, "document"),
        ({"kind": "regulation"}, "received_on"),
        ({"audience": ("customer",), "requires_receipt": True}, "requires_receipt"),
    ],
)
def test_what_is_missing_is_told_by_field(cast, values, field):
    with pytest.raises(ValidationError) as refused:
        make.notice(cast, **values)
    assert field in refused.value.message_dict


def test_everybody_sees_what_was_published_to_staff(cast):
    seen = make.notice(cast)
    make.notice(cast, state="draft")
    make.notice(cast, audience=("customer",))
    assert list(NOTICES.visible_to(NOTICES.record.objects.all(), cast.actor("employee"))) == [seen]
