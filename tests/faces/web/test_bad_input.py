"""Bad input on the pages: a clear error in the reader's tongue at the row or field, nothing written, nothing lost."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Cast
from tests.faces.bad import BAD, Bad
from tests.faces.web.test_records import typed
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel import evidence
from zhengan.kernel.forms import UploadField
from zhengan.kernel.models import Attachment
from zhengan.kernel.register import register
from zhengan.ledger.models import Entry

PEOPLE, SYSTEMS = register("organization.person"), register("assets.info_system")


def speaking(cast: Cast, name: str, language: str) -> Client:
    """The browser of somebody who reads that tongue."""
    user = cast.user(name)
    user.language = language
    user.save()
    return cast.client(name)


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_sheet_is_told_and_writes_nothing(cast: Cast, bad: Bad, language: str) -> None:
    before = Entry.objects.count(), list(PEOPLE.record.objects.values_list("pk", "version"))
    answer = speaking(cast, "hr", language).post(
        register_url(PEOPLE, "import"), {"sheet": SimpleUploadedFile("人員.xlsx", bad.content)}
    )
    assert answer.status_code == 400
    assert (bad.zh if language == "zh-hant" else bad.en) in answer.text
    if bad.row:
        places = [(one.row, one.column) for one in answer.context["errors"]]
        assert (bad.row, bad.column) in places or (not bad.column and {row for row, _column in places} == {bad.row})
    assert 'name="confirm"' not in answer.text
    assert (Entry.objects.count(), list(PEOPLE.record.objects.values_list("pk", "version"))) == before


# field, what is typed, what is said about it
WRONG = {
    "no such day": ("tier_reviewed_on", "115/2/30", "「115/2/30」不是日期", "“115/2/30” is no date"),
    "too long": ("name", "長" * 300, "目前為 300 個字", "it has 300"),
    "unknown code": ("kind", "moon", "moon 不是一個可用的選項", "moon is not one of the available choices"),
    "unknown record": ("business_owner", "PSN-1", "查無「PSN-1」", "“PSN-1” is not known"),
    "no length of time": ("rto", "x", "輸入有效的時間長", "Enter a valid duration"),
    "no address": ("url", "javascript:alert(1)", "輸入有效的 URL", "Enter a valid URL"),
}


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_bad_field_is_told_at_the_field(cast: Cast, wrong: tuple[str, str, str, str], language: str) -> None:
    field, value, zh, en = wrong
    more: dict[str, Any] = {"tier_reason": "打了很久的理由"} | {field: value}
    answer = speaking(cast, "it_manager", language).post(register_url(SYSTEMS, "new"), typed(cast, **more))
    assert answer.status_code == 400
    assert f'href="#id_{field}"' in answer.text
    assert (zh if language == "zh-hant" else en) in answer.text
    assert "打了很久的理由" in answer.text
    assert not SYSTEMS.record.objects.exists()


@pytest.mark.parametrize("query", ["kind=moon", "page=0", "page=x", "order=password", "q=%00", "columns=moon", "x=y"])
def test_an_address_that_means_nothing_is_still_a_page(cast: Cast, query: str) -> None:
    assert cast.client("it_manager").get(f"{register_url(SYSTEMS)}?{query}").status_code == 200


@pytest.mark.parametrize(
    "data", [{"version": "x"}, {"version": "²"}, {"version": "9" * 5000}, {"attendees-TOTAL_FORMS": "x"}, {"\0": "\0"}]
)
def test_a_form_that_was_tampered_with_breaks_nothing(cast: Cast, trading: Any, data: dict[str, str]) -> None:
    answer = cast.client("it_manager").post(
        record_url(trading.register, trading.no, "edit"), typed(cast, code="TRADE") | data
    )
    assert answer.status_code in (302, 400, 409)


@pytest.mark.parametrize(
    ("where", "field"), [("talk", "text"), ("void", "reason"), ("edit", "reason"), ("evidence", "note")]
)
def test_a_nul_in_a_form_is_told_and_writes_nothing(cast: Cast, trading: Any, where: str, field: str) -> None:
    before = Entry.objects.count()
    data = {field: "a\0b", "files": SimpleUploadedFile("a.txt", b"a")}
    address = record_url(trading.register, trading.no)
    answer = cast.client("it_manager").post(
        f"{address}{where}/", data, headers={"referer": f"http://testserver{address}"}
    )
    assert answer.status_code in (302, 409)
    assert Entry.objects.count() == before


def test_a_file_that_is_too_large_is_told_and_not_kept(
    cast: Cast, trading: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "AT_MOST", 9)
    page = record_url(trading.register, trading.no, "attach")
    answer = cast.client("it_manager").post(page, {"files": SimpleUploadedFile("a.txt", b"0123456789")})
    assert answer.status_code == 409
    assert not Attachment.objects.exists()
    assert cast.client("it_manager").post(page, {"files": SimpleUploadedFile("a.txt", b"012345678")}).status_code == 302
    with pytest.raises(ValidationError):
        UploadField().clean(SimpleUploadedFile("a.txt", b"0123456789"))
