"""Writing through the API: the same rules as everywhere; what is wrong is told by field."""

import base64

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make
from tests.cast import Cast
from tests.faces.api.calling import UNITS, send, told
from zhengan.ledger.models import Entry


def test_create_with_lines(cast: Cast) -> None:
    body = {
        "values": {
            "title": "新課程", "kind": "awareness", "topics": ["policy"], "provider": "資安處", "held_on": "109.12.21",
            "hours": "2.5", "assessed": True,
        },
        "lines": {"attendees": [{"person": {"no": cast.employee.no}, "hours": 2}, {"person": {"id": cast.auditor.pk}}]},
    }  # fmt: skip
    answer = send(cast.client("hr"), "POST", "/api/organization/training/", body)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["values"]["held_on"], made["values"]["topics"]) == ("2020-12-21", ["policy"])
    assert [line["hours"] for line in made["lines"]["attendees"]] == ["2", "2.5"]
    assert Entry.objects.get(act="create", record_no=made["no"]).via == "api"


def test_wrong_values_are_told_by_field_and_nothing_is_written(cast: Cast) -> None:
    before = Entry.objects.count()
    body = {"values": {"title": "", "kind": "moon", "held_on": "20/1/1", "hours": "x", "nonsense": 1},
            "lines": {"attendees": [{"person": "nobody"}], "other": []}}  # fmt: skip
    answer = send(cast.client("hr"), "POST", "/api/organization/training/", body)
    assert answer.status_code == 422
    assert {"title", "kind", "held_on", "hours", "provider", "nonsense"} <= set(told(answer)["fields"])
    body["values"] = {"title": "甲", "kind": "awareness", "provider": "乙", "held_on": "2026-01-01", "hours": 2}
    fields = told(send(cast.client("hr"), "POST", "/api/organization/training/", body))["fields"]
    assert set(fields) == {"attendees[0].person", "other"}
    assert Entry.objects.count() == before


def test_who_may_not_write_is_refused_and_recorded(cast: Cast) -> None:
    answer = send(cast.client("auditor"), "POST", UNITS, {"values": {}})
    assert answer.status_code == 403
    assert Entry.objects.get(act="refused").register == "organization.unit"
    unit = cast.units["it"]
    assert send(cast.client("auditor"), "PATCH", f"{UNITS}{unit.no}/", {"version": 1}).status_code == 403


def test_a_change_is_based_on_a_version(cast: Cast) -> None:
    client, url = cast.client("hr"), f"{UNITS}{cast.units['it'].no}/"
    assert told(send(client, "PATCH", url, {"values": {"name": "資訊處"}}))["fields"].keys() == {"version"}
    changed = send(client, "PATCH", url, {"version": 1, "values": {"name": "資訊處"}})
    assert (changed.status_code, changed.json()["version"], changed.json()["values"]["code"]) == (200, 2, "I10")
    late = send(client, "PATCH", url, {"version": 1, "values": {"name": "晚了"}})
    assert (late.status_code, told(late)["code"]) == (409, "out_of_date")


def test_lines_are_replaced_and_a_line_keeps_what_is_not_given(cast: Cast) -> None:
    course = make.training(cast, [cast.employee, cast.operator], state="planned")
    first = course.attendees.first()
    url = f"/api/organization/training/{course.no}/"
    body = {"version": course.version, "lines": {"attendees": [{"id": first.pk, "score": "88"}]}}
    answer = send(cast.client("hr"), "PATCH", url, body)
    assert answer.status_code == 200, answer.content
    (line,) = answer.json()["lines"]["attendees"]
    assert (line["id"], line["score"], line["hours"]) == (first.pk, "88", "3")
    body = {"version": course.version + 1, "lines": {"attendees": [{"id": 987654}]}}
    assert told(send(cast.client("hr"), "PATCH", url, body))["fields"].keys() == {"attendees[0].id"}


def test_nobody_approves_his_own_work(cast: Cast) -> None:
    course = make.training(cast, [cast.employee], state="held")
    url = f"/api/organization/training/{course.no}/"
    own = send(cast.client("hr"), "POST", f"{url}moves/confirmed/", {"version": course.version})
    assert own.status_code == 403
    assert Entry.objects.get(act="refused").record_no == course.no
    seen = cast.client("other_hr").get(url).json()
    wrong = send(cast.client("other_hr"), "POST", f"{url}moves/confirmed/", {"submitted": "0" * 64})
    assert (wrong.status_code, told(wrong)["code"]) == (409, "not_what_was_submitted")
    done = send(
        cast.client("other_hr"), "POST", f"{url}moves/confirmed/",
        {"submitted": seen["submission"]["digest"], "version": seen["version"]},
    )  # fmt: skip
    assert (done.status_code, done.json()["state"], done.json()["checker"]["text"]) == (200, "confirmed", "何佳穎")


def test_a_move_that_asks_for_a_reason_and_one_that_is_none(cast: Cast) -> None:
    url = f"{UNITS}{cast.units['it'].no}/"
    client = cast.client("hr")
    assert told(send(client, "POST", f"{url}moves/retired/"))["code"] == "not_possible"
    assert told(send(client, "POST", f"{url}moves/moon/"))["code"] == "not_possible"
    assert told(send(client, "POST", f"{url}moves/retired/", {"reason": 5}))["fields"].keys() == {"reason"}
    assert told(send(client, "POST", f"{url}moves/retired/", {"values": {"x": 1}, "reason": "r"}))["fields"].keys() == {
        "x"
    }
    assert send(client, "POST", f"{url}moves/retired/", {"reason": "併入"}).json()["state"] == "retired"


def test_void_with_a_reason(cast: Cast) -> None:
    client, url = cast.client("hr"), f"{UNITS}{cast.units['it'].no}/"
    assert told(send(client, "POST", f"{url}void/", {"reason": " "}))["code"] == "not_possible"
    assert told(send(client, "POST", f"{url}void/", {"reason": "x", "version": 9}))["code"] == "out_of_date"
    assert send(client, "POST", f"{url}void/", {"reason": "錯"}).json()["void_reason"] == "錯"
    assert client.get(f"{UNITS}?voided=only").json()["total"] == 1


def test_attachments_both_ways(cast: Cast) -> None:
    client, url = cast.client("hr"), f"{UNITS}{cast.units['it'].no}/attachments/"
    upload = SimpleUploadedFile("圖.png", b"png", content_type="image/png")
    one = client.post(url, {"file": upload, "note": "註", "valid_until": "116.1.1"})
    assert (one.status_code, one.json()["valid_until"]) == (201, "2027-01-01")
    two = send(
        client, "POST", url, {"file": {"name": "a.txt", "base64": base64.b64encode(b"text").decode()}, "name": "甲"}
    )
    assert (two.status_code, two.json()["size"]) == (201, 4)
    assert [file["name"] for file in client.get(url).json()["results"]] == ["圖.png", "甲"]
    for body in ({}, {"file": {"name": "a", "base64": "!"}}, {"file": {"name": "a", "base64": ""}}, {"file": "x"},
                 {"file": {"name": "a", "base64": "YQ=="}, "note": "x" * 301, "valid_until": "soon"}):  # fmt: skip
        assert send(client, "POST", url, body).status_code == 422
    assert send(cast.client("auditor"), "POST", url, {"file": {"name": "a", "base64": "YQ=="}}).status_code == 403


def test_a_file_as_a_field(cast: Cast) -> None:
    body = {"values": {"title": "甲", "kind": "awareness", "provider": "乙", "held_on": "2026-01-01", "hours": 2,
                       "material": {"name": "講義.pdf", "base64": "YQ=="}}}  # fmt: skip
    answer = send(cast.client("hr"), "POST", "/api/organization/training/", body)
    assert answer.json()["values"]["material"]["text"] == "講義.pdf"
    body["values"]["material"] = "sha"
    assert told(send(cast.client("hr"), "POST", "/api/organization/training/", body))["fields"].keys() == {"material"}
