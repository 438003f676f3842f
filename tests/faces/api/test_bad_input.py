"""Bad input over the API: told by field, in the tongue that was asked for, and nothing written."""

from typing import Any

import pytest

from tests import make
from tests.cast import Cast
from tests.faces.api.calling import send, told
from zhengan.kernel import acts
from zhengan.ledger.models import Entry

# the body, the field that is named, what is said
WRONG: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "no such day": ({"values": {"joined_on": "2026-13-45"}}, "joined_on", "不是日期", "is no date"),
    "too long": ({"values": {"job_title": "長" * 300}}, "job_title", "目前為 300 個字", "it has 300"),
    "unknown code": ({"values": {"kind": "moon"}}, "kind", "moon", "not one of the available choices"),
    "unknown record": ({"values": {"unit": "Z99"}}, "unit", "查無「Z99」", "“Z99” is not known"),
    "unknown field": ({"values": {"nonsense": 1}}, "nonsense", "未知欄位", "Unknown field"),
    "misspelt part": ({"value": {}}, "value", "未知欄位", "Unknown field"),
    "of the wrong kind": ({"values": {"name": ["a"]}}, "name", "只能填一個值", "A single value is needed here"),
    "needed": ({"values": {"name": ""}}, "name", "必須", "This field is required"),
}


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_bad_value_is_told_by_field(cast: Cast, wrong: tuple[dict[str, Any], str, str, str], language: str) -> None:
    body, field, zh, en = wrong
    before = Entry.objects.count()
    url = f"/api/organization/person/{cast.employee.no}/"
    answer = send(cast.client("hr"), "PATCH", url, body | {"version": 1}, **{"Accept-Language": language})
    assert answer.status_code == 422
    assert (zh if language == "zh-hant" else en) in told(answer)["fields"][field][0]
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hant", "已有他人變更此紀錄"), ("en", "Somebody changed this record")]
)
def test_the_second_of_two_is_told_what_the_first_changed(cast: Cast, language: str, words: str) -> None:
    course = make.training(cast, [cast.employee], state="planned")
    acts.change(course, {"title": "先改", "hours": 4}, by=cast.actor("other_hr"))
    url = f"/api/organization/training/{course.no}/"
    body = {"version": course.version, "values": {"title": "後改"}}
    answer = send(cast.client("hr"), "PATCH", url, body, **{"Accept-Language": language})
    assert answer.status_code == 409
    assert words in told(answer)["message"]
    assert told(answer)["fields"] == {"title": ["資安宣導 → 先改"], "hours": ["3 → 4"]}
    course.refresh_from_db()
    assert course.title == "先改"


def test_the_same_request_twice_makes_no_second_record_of_one_key(cast: Cast) -> None:
    body = {"values": {"code": "B1", "name": "甲", "kind": "branch"}}
    answers = [send(cast.client("hr"), "POST", "/api/organization/unit/", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 422]
    assert told(answers[1])["fields"].keys() == {"code"}
