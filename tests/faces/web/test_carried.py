"""Files chosen in a form that has an error: kept and sent along, for this person and this page alone."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import make
from tests.cast import Cast
from zhengan.faces.web.places import record_url
from zhengan.kernel.models import Attachment, Evidence
from zhengan.kernel.register import register

NEW = "/organization/training/new/"
TRAININGS = register("organization.training").record.objects


def pdf(name: str, content: bytes = b"%PDF-1.4 slides") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def typed(cast: Cast, **more: object) -> dict[str, object]:
    return {
        "title": "社交工程演練",
        "kind": "awareness",
        "provider": "資訊安全室",
        "held_on": "2026-11-02",
        "hours": "2",
        "attendees-TOTAL_FORMS": "1",
        "attendees-INITIAL_FORMS": "0",
        "attendees-0-person": cast.employee.no,
        "attendees-0-hours": "2",
    } | more


def carried(text: str) -> dict[str, str]:
    """The references that a page carries, by the name of their file."""
    found = re.findall(r'name="carried" value="([^"]+)" checked>.*?<span>([^<]+)</span>', text, re.DOTALL)
    return {name: token for token, name in found}


@pytest.fixture
def client(cast: Cast) -> Client:
    return cast.client("hr")


@pytest.fixture
def tokens(cast: Cast, client: Client) -> dict[str, str]:
    """What the form carries after it was sent with three files and without a title."""
    files = {
        "material": pdf("簡報.pdf"),
        "attendees-0-certificate": pdf("證書.pdf", b"%PDF-1.4 certificate"),
        "evidence_files": [pdf("簽到.pdf", b"%PDF-1.4 list"), pdf("照片.pdf", b"%PDF-1.4 picture")],
    }
    failed = client.post(NEW, typed(cast, title="") | files)
    assert failed.status_code == 400
    return carried(failed.text)


def test_nothing_chosen_is_lost(cast: Cast, client: Client, tokens: dict[str, str]):
    assert set(tokens) == {"簡報.pdf", "證書.pdf", "簽到.pdf", "照片.pdf"}
    again = client.post(NEW, typed(cast, hours="many", carried=list(tokens.values())))
    assert set(carried(again.text)) == set(tokens), "a second error loses nothing either"
    done = client.post(NEW, typed(cast, carried=list(carried(again.text).values())))
    assert done.status_code == 302, done.text
    training = TRAININGS.get()
    assert training.material.name == "簡報.pdf"
    assert training.attendees.get().certificate.name == "證書.pdf"
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["照片.pdf", "簽到.pdf"]


def test_another_row_loses_no_file(cast: Cast, client: Client):
    """Without script, another child row is a request of its own."""
    shown = client.post(NEW, typed(cast, add_line="attendees", material=pdf("簡報.pdf")))
    assert shown.status_code == 200
    assert set(carried(shown.text)) == {"簡報.pdf"}


def test_unticked_or_replaced_is_left_out(cast: Cast, client: Client, tokens: dict[str, str]):
    wanted = [tokens[name] for name in ("簡報.pdf", "簽到.pdf")]
    done = client.post(NEW, typed(cast, carried=wanted, material=pdf("新簡報.pdf", b"%PDF-1.4 newer")))
    assert done.status_code == 302, done.text
    training = TRAININGS.get()
    assert training.material.name == "新簡報.pdf"
    assert training.attendees.get().certificate is None
    assert list(Attachment.objects.values_list("name", flat=True)) == ["簽到.pdf"]


def test_a_reference_is_for_one_person_and_one_page(cast: Cast, tokens: dict[str, str]):
    """Somebody else's file, or one sent to another page, cannot be brought into a record by its reference."""
    everything = list(tokens.values())
    assert cast.client("other_hr").post(NEW, typed(cast, carried=everything)).status_code == 302
    training = TRAININGS.get()
    assert training.material is None
    assert not Attachment.objects.exists()
    page = f"/organization/training/{training.no}/edit/"
    cast.client("hr").post(page, typed(cast, carried=everything, version=str(training.version), reason="更正"))
    training.refresh_from_db()
    assert training.material is None


@pytest.mark.parametrize("token", ["", "x", "x:y:z", "a" * 5000])
def test_odd_references_are_passed_over(cast: Cast, client: Client, token: str):
    assert client.post(NEW, typed(cast, carried=token)).status_code == 302
    assert not Attachment.objects.exists()


def test_a_report_keeps_the_pictures_of_whoever_is_signed_in(cast: Cast):
    """And of a stranger nothing is stored before his report is."""
    said = {"description": "可疑郵件", "happened_at": "2026-11-20T09:30", "contact": "", "name": ""}
    inside = cast.client("employee")
    tokens = carried(inside.post("/report/", said | {"files": pdf("截圖.pdf")}).text)
    assert set(tokens) == {"截圖.pdf"}
    done = inside.post("/report/", said | {"name": "曾雅文", "carried": list(tokens.values())})
    assert done.status_code == 302, done.text
    assert [one.name for one in Attachment.objects.all()] == ["截圖.pdf"]
    kept = Evidence.objects.count()
    stranger = Client().post("/report/", said | {"files": pdf("外部.pdf", b"%PDF-1.4 other")})
    assert stranger.status_code == 400
    assert carried(stranger.text) == {}
    assert Evidence.objects.count() == kept


def test_evidence_with_an_impossible_date_keeps_the_file_that_was_chosen(cast: Cast) -> None:
    record = make.training(cast, [cast.employee])
    client, url = cast.client("hr"), record_url(record.register, record.no, "attach")
    attached = Attachment.objects.filter(record_id=record.pk, register=record.register.code)
    sent = {"files": [pdf("sheet.pdf")], "note": "簽到表", "valid_until": "2027-02-31"}
    again = client.post(url, sent)
    assert again.status_code == 400
    assert "「2027-02-31」不是日期" in again.text
    assert 'value="簽到表"' in again.text
    assert attached.count() == 0
    token = carried(again.text)["sheet.pdf"]
    assert client.post(url, {"carried": [token], "note": "簽到表", "valid_until": "2027-02-28"}).status_code == 302
    assert [(one.name, one.note) for one in attached] == [("sheet.pdf", "簽到表")]
