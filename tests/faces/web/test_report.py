"""The public incident report: anybody, at once, with pictures; and the reports for paper."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.conftest import NOW
from zhengan.catalogue import catalogue
from zhengan.identity.models import SYSTEM
from zhengan.kernel.models import Attachment, Notification
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
SAID = {
    "description": "郵件附件開啟後畫面全黑",
    "kind": "malware",
    "happened_at": "2026-11-20T09:40",
    "system": "會計部電腦 A12",
    "name": "王小明",
    "contact": "分機 123",
}


def incidents():
    return register("incidents.incident").record.objects


def send(client: Client, **more):
    return client.post(reverse("incident-report"), SAID | more)


def test_anybody_reports_without_account_and_learns_the_number(client: Client, cast: Cast):
    answer = send(client)
    assert answer.url == reverse("incident-thanks")
    incident = incidents().get()
    assert incident.description.startswith("郵件附件開啟後畫面全黑")
    assert "會計部電腦 A12" in incident.description
    assert (incident.kind, incident.reporter_name, incident.reporter_contact) == ("malware", "王小明", "分機 123")
    assert incident.discovered_at == NOW - timedelta(minutes=20)
    assert incident.reported_at == NOW
    assert incident.suspected
    assert incident.maker.username == SYSTEM
    thanks = client.get(reverse("incident-thanks")).text
    assert incident.no in thanks
    assert "不要關機" in thanks
    assert "保留畫面" in thanks


def test_it_and_the_supervisor_are_told_the_same_moment(client: Client, cast: Cast):
    send(client)
    told = {notice.user_id for notice in Notification.objects.filter(kind="incident", mail=True)}
    for name in ("system_admin", "security_officer", "it_manager"):
        assert cast.user(name).pk in told, name
    thanks = client.get(reverse("incident-thanks")).text
    assert "3 人" in thanks
    assert cast.user("system_admin").name not in thanks
    assert "2026-11-20 10:30" in thanks


def test_who_is_signed_in_reports_in_his_own_name_and_sees_who_was_told(cast: Cast):
    client = cast.client("employee")
    form = client.get(reverse("incident-report")).text
    assert cast.user("employee").name in form
    send(client)
    incident = incidents().get()
    assert incident.reported_by == cast.employee
    assert incident.maker == cast.user("employee")
    thanks = client.get(reverse("incident-thanks")).text
    assert cast.user("system_admin").name in thanks
    assert f"/incidents/incident/{incident.no}/" in thanks


def test_personal_data_starts_the_clock_of_the_authority(client: Client, cast: Cast):
    send(client, personal_data="on")
    assert incidents().get().personal_data
    assert "應通報" in client.get(reverse("incident-thanks")).text or incidents().get().external_due_at is not None


def test_little_is_compulsory(client: Client, cast: Cast):
    client.post(reverse("incident-report"), {"description": "怪怪的", "happened_at": "2026-11-20T09:59", "name": "林"})
    incident = incidents().get()
    assert incident.kind == "other"
    assert incident.reporter_contact == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"description": ""},
        {"name": ""},
        {"happened_at": ""},
        {"happened_at": "2026-11-21T10:00"},
        {"happened_at": "x"},
        {"kind": "nonsense"},
        {"description": "x" * 5000},
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client, cast: Cast, wrong: dict[str, str]):
    answer = send(client, **wrong)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert SAID["contact"] in answer.text
    assert not incidents().exists()


def test_pictures_become_evidence(client: Client, cast: Cast):
    files = [SimpleUploadedFile("screen.png", PNG), SimpleUploadedFile("mail.pdf", b"%PDF-1.7 x")]
    send(client, files=files)
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["mail.pdf", "screen.png"]
    assert Attachment.objects.first().record_id == incidents().get().pk


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("virus.exe", b"MZ\x90\x00" + b"0" * 40),
        SimpleUploadedFile("page.png", b"<script>alert(1)</script>"),
        SimpleUploadedFile("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("large.png", PNG + b"0" * (10 * 1024 * 1024)),
    ],
)
def test_other_files_are_refused_by_what_is_in_them(client: Client, cast: Cast, file: SimpleUploadedFile):
    file.seek(0)
    assert send(client, files=[file]).status_code == 400
    assert not incidents().exists()


def test_too_many_files_are_refused(client: Client, cast: Cast):
    files = [SimpleUploadedFile(f"{number}.png", PNG) for number in range(6)]
    assert send(client, files=files).status_code == 400


def test_a_program_that_fills_every_field_reports_nothing(client: Client, cast: Cast):
    assert send(client, website="https://spam.example").url == reverse("incident-thanks")
    assert not incidents().exists()
    assert client.get(reverse("incident-thanks")).status_code == 200


def test_ten_reports_an_hour_from_one_address(client: Client, cast: Cast):
    for _ in range(10):
        assert client.post(reverse("incident-report"), SAID, REMOTE_ADDR="192.0.2.9").status_code == 302
    assert client.post(reverse("incident-report"), SAID, REMOTE_ADDR="192.0.2.9").status_code == 429
    assert client.post(reverse("incident-report"), SAID, REMOTE_ADDR="192.0.2.8").status_code == 302
    with clock.standing_at(NOW + timedelta(minutes=61)):
        assert client.post(reverse("incident-report"), SAID, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_who_is_signed_in_is_not_counted(cast: Cast):
    client = cast.client("operator")
    assert {send(client).status_code for _ in range(11)} == {302}


def test_the_act_carries_the_address(client: Client, cast: Cast):
    client.post(reverse("incident-report"), SAID, REMOTE_ADDR="192.0.2.7")
    entry = Entry.objects.get(act="create", register="incidents.incident")
    assert (entry.via, entry.address) == ("web", "192.0.2.7")


def test_nobody_elses_number_is_told(client: Client, cast: Cast):
    send(client)
    assert incidents().get().no not in Client().get(reverse("incident-thanks")).text


def test_it_is_there_in_both_tongues(client: Client, cast: Cast):
    assert "通報資安事件" in client.get(reverse("incident-report")).text
    client.post(reverse("set-language"), {"language": "en", "next": "/"})
    assert "Report an incident" in client.get(reverse("incident-report")).text


def test_a_form_from_elsewhere_is_refused(cast: Cast):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("incident-report"), SAID).status_code == 403
    assert not incidents().exists()


# -- reports on paper -------------------------------------------------------------------------------------------------


def test_the_clause_report_has_the_exceptions_first_and_is_an_act(cast: Cast):
    client = cast.client("chief_auditor")
    text = client.get(reverse("report-clauses")).text
    assert text.index("不符合") < text.index("尚無資料")
    assert "資訊安全政策" in text
    entry = Entry.objects.get(act="print")
    assert (entry.register, entry.actor_id) == ("clause", cast.user("chief_auditor").pk)


def test_one_chapter_in_the_order_of_the_policy(cast: Cast):
    text = cast.client("chief_auditor").get(reverse("report-clauses") + "?chapter=7&order=policy").text
    cites = [one.cite for one in catalogue().clauses.values() if one.chapter == "7" and one.is_leaf]
    places = [text.index(f">{cite}<") for cite in cites]
    assert places == sorted(places)
    assert f">{catalogue().clause('8.1.1').cite}<" not in text


def test_reports_are_for_staff(cast: Cast):
    assert cast.client("employee").get(reverse("reports")).status_code == 403
    assert cast.client("employee").get(reverse("report-clauses")).status_code == 403
    assert cast.client("president").get(reverse("reports")).status_code == 200


@pytest.mark.parametrize("query", ["?chapter=x", "?chapter=7.1", "?order=x"])
def test_odd_addresses_report_the_whole(cast: Cast, query: str):
    text = cast.client("ciso").get(reverse("report-clauses") + query).text
    assert "八（一）1" in text
