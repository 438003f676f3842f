"""Who may not, does not: refusals are shown plainly and entered in the ledger."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.grown import grown
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel import acts
from zhengan.kernel.register import register, registers
from zhengan.ledger.models import Entry


def refusals() -> list[Entry]:
    return list(Entry.objects.filter(act="refused").order_by("pk"))


@pytest.mark.parametrize("code", [one.code for one in registers()])
def test_an_employee_without_office_sees_a_record_only_where_the_register_says_so(cast: Cast, code: str):
    one = register(code)
    (record,) = grown(one, 1, maker=cast.user("president"))
    his = one.visible_to(one.record.objects.filter(pk=record.pk), cast.actor("employee")).exists()
    client = cast.client("employee")
    assert client.get(record_url(one, record.no)).status_code == (200 if his else 403)
    listed = client.get(register_url(one))
    assert (record_url(one, record.no) in listed.text) is his
    if not his:
        entry = refusals()[0]
        assert (entry.register, entry.record_no, entry.actor_id) == (code, record.no, cast.user("employee").pk)


def test_most_registers_are_closed_to_an_employee_without_office(cast: Cast):
    """So that the test above does not hold because everything is open."""
    actor = cast.actor("employee")
    closed = [one.code for one in registers() if not actor.holds(*one.readers, *one.makers)]
    assert len(closed) > len(registers()) / 2


def test_an_employee_cannot_write_import_or_attach(cast: Cast, trading):
    client = cast.client("employee")
    one = trading.register
    before = len(refusals())
    for name in ("new", "import"):
        assert client.get(register_url(one, name)).status_code == 403
        assert client.post(register_url(one, name), {"code": "X"}).status_code == 403
    for name in ("edit", "void", "attach", "talk", "decide"):
        assert client.post(record_url(one, trading.no, name), {"reason": "x", "text": "x"}).status_code == 403
    assert len(refusals()) == before + 9
    trading.refresh_from_db()
    assert trading.version == 1


def test_a_reader_cannot_change_what_he_reads(cast: Cast, trading):
    client = cast.client("auditor")
    one = trading.register
    assert client.get(record_url(one, trading.no)).status_code == 200
    assert record_url(one, trading.no, "edit") not in client.get(record_url(one, trading.no)).text
    assert client.get(record_url(one, trading.no, "edit")).status_code == 403
    assert client.post(record_url(one, trading.no, "edit"), {"name": "別名"}).status_code == 403
    trading.refresh_from_db()
    assert trading.name == "網路下單系統"


def test_nobody_approves_his_own_work(cast: Cast, trading):
    """The business owner made it and could approve it by office; his own record he cannot."""
    made = acts.change(trading, {"name": "新名"}, by=cast.actor("it_manager"))
    client = cast.client("it_manager")
    address = record_url(made.register, made.no)
    shown = client.get(address).text
    assert "move/active" not in shown
    assert "不得" in shown or "自己" in shown
    refused = client.post(record_url(made.register, made.no, "move", "active"), {"version": made.version})
    assert refused.status_code == 403
    assert refusals()[-1].record_no == made.no
    made.refresh_from_db()
    assert made.state == "planned"


def test_a_form_from_elsewhere_is_not_accepted(cast: Cast, trading):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.user("it_manager"))
    answer = client.post(record_url(trading.register, trading.no, "void"), {"reason": "x"})
    assert answer.status_code == 403
    assert "並非由本頁送出" in answer.text
    trading.refresh_from_db()
    assert not trading.is_void


def test_who_lost_the_office_loses_the_page_at_once(cast: Cast, trading):
    from zhengan.identity.models import OfficeHeld

    client = cast.client("auditor")
    assert client.get(record_url(trading.register, trading.no)).status_code == 200
    OfficeHeld.objects.filter(user=cast.user("auditor")).delete()
    assert client.get(record_url(trading.register, trading.no)).status_code == 403
