"""Writing, changing, correcting, voiding records; evidence, discussion and trail."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import make
from tests.cast import Cast, proven
from tests.faces.web.conftest import SYSTEM
from zhengan.faces.web.places import record_url, register_url
from zhengan.faces.web.views import edit
from zhengan.kernel import acts
from zhengan.kernel.models import Attachment, Comment, Notification
from zhengan.kernel.register import register, registers
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


def typed(cast: Cast, **more: object) -> dict[str, object]:
    """What a person would type for a new system."""
    return {
        **SYSTEM,
        "tier_reviewed_on": "115-03-01",
        "code": "ACCT",
        "name": "帳務系統",
        "business_owner": cast.business_owner.no,
        "maintainer": cast.developer.no,
    } | more


def course(cast: Cast, **more: object) -> dict[str, object]:
    """What a person would type for a new course, with two rows for people, one of them left empty."""
    return {
        "title": "資安宣導",
        "kind": "awareness",
        "provider": "資安處",
        "held_on": "2026-10-01",
        "hours": "3",
        "attendees-TOTAL_FORMS": "2",
        "attendees-INITIAL_FORMS": "0",
        "attendees-0-person": cast.employee.no,
        "attendees-0-hours": "3",
    } | more


def test_a_record_is_written_from_the_form(cast: Cast):
    one = register("assets.info_system")
    answer = cast.client("it_manager").post(register_url(one, "new"), typed(cast))
    made = one.record.objects.get(code="ACCT")
    assert answer.headers["Location"] == record_url(one, made.no)
    assert made.maker_id == cast.user("it_manager").pk
    assert made.tier_reviewed_on == date(2026, 3, 1)
    assert Entry.objects.filter(act="create", record_no=made.no, via="web").exists()


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(cast: Cast):
    one = register("assets.info_system")
    answer = cast.client("it_manager").post(register_url(one, "new"), typed(cast, name="", tier_reason="理由在此"))
    assert answer.status_code == 400
    assert 'href="#id_name"' in answer.text
    assert "理由在此" in answer.text
    assert not one.record.objects.exists()


def test_the_address_fills_in_a_new_form(cast: Cast):
    shown = cast.client("it_manager").get(register_url(register("assets.info_system"), "new") + "?name=風控系統&odd=1")
    assert 'value="風控系統"' in shown.text


def test_evidence_can_come_with_a_new_record(cast: Cast):
    one = register("assets.info_system")
    file = SimpleUploadedFile("架構圖.pdf", b"%PDF-1.7 nothing")
    cast.client("it_manager").post(register_url(one, "new"), typed(cast, evidence_files=file))
    made = one.record.objects.get(code="ACCT")
    assert Attachment.objects.get(record_id=made.pk, register=one.code).name == "架構圖.pdf"


def test_child_rows_are_written_and_another_can_be_asked_for_without_script(cast: Cast):
    one = register("organization.training")
    client = cast.client("hr")
    asked = client.post(register_url(one, "new"), course(cast, title="", add_line="attendees"))
    assert asked.status_code == 200
    assert 'name="attendees-2-person"' in asked.text
    assert "has-error" not in asked.text
    assert not one.record.objects.exists()
    sent = client.post(register_url(one, "new"), course(cast))
    assert sent.status_code == 302, sent.context["form"].lines["attendees"].errors
    made = one.record.objects.get()
    assert [row.person for row in made.attendees.all()] == [cast.employee]


def test_a_wrong_child_row_is_pointed_at(cast: Cast):
    one = register("organization.training")
    answer = cast.client("hr").post(register_url(one, "new"), course(cast, **{"attendees-0-person": "PSN-1900-0001"}))
    assert answer.status_code == 400
    assert "PSN-1900-0001" in answer.text
    assert not one.record.objects.exists()


def test_a_change_is_kept_with_before_and_after(cast: Cast, trading):
    one = trading.register
    client = cast.client("it_manager")
    answer = client.post(
        record_url(one, trading.no, "edit"), typed(cast, code="TRADE", name="網路下單", version=trading.version)
    )
    assert answer.status_code == 302
    trail = client.get(f"{record_url(one, trading.no)}?tab=trail").text
    assert "<del>網路下單系統</del>" in trail
    assert "<ins>網路下單</ins>" in trail
    assert "修改" in trail


def test_what_nobody_would_choose_any_more_may_stay_but_not_be_chosen(cast: Cast, trading):
    left, other = make.person(cast, name="離職甲"), make.person(cast, name="離職乙")
    acts.change(trading, {"maintainer": left}, by=cast.actor("it_manager"))
    for person in (left, other):
        acts.move(person, "left", by=cast.actor("hr"), values={"left_on": clock.today()})
    trading.refresh_from_db()
    client, page = cast.client("it_manager"), record_url(trading.register, trading.no, "edit")
    assert left.no in client.get(page).text
    data = typed(cast, code="TRADE", name="改名", version=trading.version)
    assert client.post(page, data | {"maintainer": other.no}).status_code == 400
    assert client.post(page, data | {"maintainer": f"{left.no} {left.name}"}).status_code == 302
    trading.refresh_from_db()
    assert (trading.name, trading.maintainer) == ("改名", left)


def test_the_file_that_is_there_is_named_and_stays(cast: Cast):
    check = make.sanitization(cast, state="draft")
    page = record_url(check.register, check.no, "edit")
    client = cast.client("system_admin")
    assert "certificate.pdf" in client.get(page).text
    data = {
        "asset": check.asset.no, "storage_serial": "WD-0002", "reason": "disposal", "method": "destroy",
        "classification_found": "general", "version": check.version, "checked_by": check.checked_by.no,
        "checked_on": check.checked_on,
    }  # fmt: skip
    assert client.post(page, data).status_code == 302
    check.refresh_from_db()
    assert (check.storage_serial, check.certificate.name) == ("WD-0002", "certificate.pdf")


def test_a_change_on_an_older_version_is_not_accepted(cast: Cast, trading):
    acts.change(trading, {"name": "先改"}, by=cast.actor("it_manager"))
    answer = cast.client("it_manager").post(
        record_url(trading.register, trading.no, "edit"), typed(cast, code="TRADE", name="後改", version=1)
    )
    assert answer.status_code == 409
    trading.refresh_from_db()
    assert trading.name == "先改"


def test_a_complete_record_is_corrected_with_a_reason(cast: Cast, trading):
    done = acts.move(trading, "active", by=cast.actor("business_owner"))
    client = cast.client("it_manager")
    data = typed(cast, code="TRADE", name="更正後", version=done.version)
    refused = client.post(record_url(done.register, done.no, "edit"), data)
    assert refused.status_code == 400
    assert "id_correction_reason" in refused.text
    assert (
        client.post(record_url(done.register, done.no, "edit"), data | {"correction_reason": "登錯"}).status_code == 302
    )
    entry = Entry.objects.get(act="correct", record_no=done.no)
    assert entry.payload.body["reason"] == "登錯"


def test_no_field_is_posted_under_a_name_that_the_page_itself_posts():
    """Otherwise the reason of a correction would overwrite a field, or the field the reason."""
    taken = {edit.CORRECTION, edit.EVIDENCE, "then", "add_line"}
    found = {one.code: taken & {field.name for field in one.record._meta.fields} for one in registers()}
    assert not any(found.values()), found


def test_a_voided_record_stays_struck_through(cast: Cast, trading):
    one = trading.register
    client = cast.client("it_manager")
    assert client.post(record_url(one, trading.no, "void"), {"reason": " "}).status_code == 400
    client.post(record_url(one, trading.no, "void"), {"reason": "重複登錄"})
    shown = client.get(record_url(one, trading.no)).text
    assert "重複登錄" in shown
    assert "struck" in shown
    assert client.get(record_url(one, trading.no, "edit")).status_code == 409
    assert trading.no not in client.get(register_url(one)).text


def test_evidence_is_served_inert(cast: Cast, trading):
    one = trading.register
    client = cast.client("it_manager")
    files = [
        SimpleUploadedFile("<b>報告</b>.html", b"<script>alert(1)</script>", content_type="text/html"),
        SimpleUploadedFile("照片.png", b"\x89PNG"),
    ]
    client.post(record_url(one, trading.no, "attach"), {"files": files, "note": "檢測", "valid_until": "2027-01-31"})
    first, second = Attachment.objects.order_by("pk")
    assert (first.valid_until, second.note) == (date(2027, 1, 31), "檢測")
    served = client.get(record_url(one, trading.no, "evidence", first.pk))
    assert b"".join(served.streaming_content) == b"<script>alert(1)</script>"
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served.headers["Content-Security-Policy"]
    other = acts.create(one, typed_values(cast), by=cast.actor("it_manager"))
    assert client.get(record_url(one, other.no, "evidence", first.pk)).status_code == 404


def typed_values(cast: Cast) -> dict[str, object]:
    return SYSTEM | {
        "code": "OTHER",
        "name": "別的",
        "business_owner": cast.business_owner,
        "maintainer": cast.developer,
    }


def test_a_wrong_day_or_no_file_adds_nothing(cast: Cast, trading):
    client = cast.client("it_manager")
    url = record_url(trading.register, trading.no, "attach")
    for data in (
        {},
        {"files": SimpleUploadedFile("a.txt", b"x"), "valid_until": "somewhen"},
        {"files": SimpleUploadedFile("empty.txt", b"")},
    ):
        assert client.post(url, data).status_code in (400, 409)
    assert not Attachment.objects.exists()


def test_who_is_mentioned_is_told(cast: Cast, trading):
    one = trading.register
    text = f"@劉冠廷 請看 {trading.no}，也請 @{cast.user('auditor').username} 看"
    cast.client("it_manager").post(record_url(one, trading.no, "talk"), {"text": text})
    told = set(Notification.objects.values_list("user__name", flat=True))
    assert told == {"劉冠廷", "許家豪"}
    client = cast.client("developer")
    notice = Notification.objects.get(user=cast.user("developer"))
    assert "unread" in client.get("/notices/").text
    followed = client.post("/notices/", {"read": notice.pk})
    assert followed.headers["Location"] == f"{record_url(one, trading.no)}?tab=talk"
    shown = cast.client("it_manager").get(f"{record_url(one, trading.no)}?tab=talk").text
    assert f'<a href="{record_url(one, trading.no)}">{trading.no}</a>' in shown


def test_a_remark_is_text_and_nothing_else(cast: Cast, trading):
    client = cast.client("it_manager")
    client.post(record_url(trading.register, trading.no, "talk"), {"text": "<script>alert(1)</script>"})
    assert Comment.objects.count() == 1
    assert "<script>alert" not in client.get(f"{record_url(trading.register, trading.no)}?tab=talk").text


def test_a_printed_record_has_seal_boxes_and_is_entered_in_the_ledger(cast: Cast, trading):
    shown = cast.client("it_manager").get(record_url(trading.register, trading.no, "print")).text
    assert 'class="seals"' in shown
    assert acts.submission_digest(trading)[:16] in shown
    assert Entry.objects.filter(act="print", record_no=trading.no).count() == 1


def test_links_lead_from_record_to_record(cast: Cast, change, trading):
    shown = cast.client("it_manager").get(record_url(change.register, change.no)).text
    assert record_url(trading.register, trading.no) in shown
    assert record_url(cast.business_owner.register, cast.business_owner.no) in shown


def test_only_the_pages_own_site_may_send_forms(cast: Cast, trading):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.user("it_manager"))
    proven(strict)
    page = strict.get(record_url(trading.register, trading.no, "void"))
    token = page.cookies["csrftoken"].value
    sent = {"reason": "重複", "csrfmiddlewaretoken": token}
    assert strict.post(record_url(trading.register, trading.no, "void"), sent).status_code == 302
