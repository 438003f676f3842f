"""Child rows that people fill in where they stand: decisions of a recertification, signatures under a notice."""

from tests import make
from tests.cast import Cast
from zhengan.faces.web.places import record_url
from zhengan.kernel import acts


def campaign(cast: Cast):
    system = make.info_system(cast)
    make.account(cast, system, login="one", person=cast.operator)
    make.account(cast, system, login="two", person=cast.developer)
    return make.recertification(cast, system, state="deciding")


def undecided(cast: Cast):
    from zhengan.kernel.register import register

    system = make.info_system(cast)
    make.account(cast, system, login="one", person=cast.operator)
    make.account(cast, system, login="two", person=cast.developer)
    values = {"subject": "accounts", "info_system": system, "decider": cast.business_owner}
    record = acts.create(register("access.recertification"), values, by=cast.actor("security_officer"))
    record.refresh_from_db()
    return record


def test_the_owner_decides_line_by_line_on_the_page(cast: Cast):
    record = undecided(cast)
    one = record.register
    client = cast.client("business_owner")
    shown = client.get(record_url(one, record.no)).text
    rows = list(record.lines.order_by("pk"))
    for row in rows:
        assert f'name="row-{row.pk}-decision"' in shown
    sent = {"version": record.version, f"row-{rows[0].pk}-decision": "revoke", f"row-{rows[0].pk}-reason": "已調職"}
    sent |= {f"row-{rows[1].pk}-decision": "", f"row-{rows[1].pk}-reason": ""}
    client.post(record_url(one, record.no, "line-act", "lines"), sent)
    rows[0].refresh_from_db()
    rows[1].refresh_from_db()
    assert (rows[0].decision, rows[0].reason, rows[0].decided_by) == ("revoke", "已調職", cast.business_owner)
    assert rows[1].decision == ""
    assert "填寫明細" in client.get(f"{record_url(one, record.no)}?tab=trail").text


def test_a_decision_that_breaks_the_rule_is_told_and_nothing_written(cast: Cast):
    record = undecided(cast)
    row = record.lines.first()
    client = cast.client("business_owner")
    sent = {"version": record.version, f"row-{row.pk}-decision": "revoke", f"row-{row.pk}-reason": ""}
    told = client.post(record_url(record.register, record.no, "line-act", "lines"), sent, follow=True)
    row.refresh_from_db()
    assert row.decision == ""
    assert 'class="msg error"' in told.text


def test_who_is_not_the_owner_gets_no_fields_and_is_refused(cast: Cast):
    record = undecided(cast)
    row = record.lines.first()
    client = cast.client("ciso")
    assert "row-" not in client.get(record_url(record.register, record.no)).text
    sent = {"version": record.version, f"row-{row.pk}-decision": "keep", f"row-{row.pk}-reason": "x"}
    answer = client.post(record_url(record.register, record.no, "line-act", "lines"), sent)
    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.decision == ""


def test_a_notice_is_signed_once_by_each_for_himself(cast: Cast):
    notice = make.notice(cast, requires_receipt=True)
    client = cast.client("employee")
    address = record_url(notice.register, notice.no)
    assert record_url(notice.register, notice.no, "sign") in client.get(address).text
    client.post(record_url(notice.register, notice.no, "sign"))
    signed = notice.receipts.filter(signed_at__isnull=False)
    assert [row.recipient for row in signed] == [cast.employee.no]
    assert record_url(notice.register, notice.no, "sign") not in client.get(address).text
    assert client.post(record_url(notice.register, notice.no, "sign")).status_code == 409


def test_lines_that_nobody_fills_in_have_no_address(cast: Cast):
    record = undecided(cast)
    client = cast.client("business_owner")
    assert client.post(record_url(record.register, record.no, "line-act", "nothing"), {}).status_code == 404
    assert client.post(record_url(record.register, record.no, "line-act", "lines"), {}).status_code == 409


def test_confidential_fields_are_shown_on_demand_and_the_look_is_recorded(cast: Cast):
    from zhengan.ledger.models import Entry

    finding = make.finding(cast)
    one = finding.register
    name = next(name for name in cast.names if cast.actor(name).holds(*one.confidential["discipline"]))
    who = next(iter(one.confidential))
    assert who
    acts.change(finding, {"person_involved": cast.employee}, by=cast.actor(name)) if cast.actor(name).holds(
        *one.makers
    ) else None
    client = cast.client(name)
    shown = client.get(record_url(one, finding.no)).text
    assert "顯示機密欄位" in shown
    assert not Entry.objects.filter(act="read", record_no=finding.no).exists()
    address = f"{record_url(one, finding.no)}?tab=content"
    assert client.post(address, {"reason": "  "}).status_code == 400
    assert not Entry.objects.filter(act="read", record_no=finding.no).exists()
    revealed = client.post(address, {"reason": "人評會要看"})
    assert revealed.status_code == 200
    assert "顯示機密欄位" not in revealed.text
    (entry,) = Entry.objects.filter(act="read", record_no=finding.no).select_related("payload")
    assert entry.payload.body["reason"] == "人評會要看"
