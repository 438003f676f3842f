"""The API: the same rules as everywhere, every outcome in JSON, and no input that breaks it."""

import base64
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from openapi_spec_validator import validate

from tests import make
from tests.cast import Cast
from tests.samples import sample
from zhengan.faces.api.openapi import description
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import Register, register, registers
from zhengan.ledger.models import Entry

UNITS = "/api/organization/unit/"


def send(client: Client, method: str, url: str, body: Any = None, **headers: str) -> Any:
    content = body if isinstance(body, (bytes, str)) else json.dumps(body or {})
    return client.generic(method, url, content, content_type="application/json", headers=headers)


def told(answer: Any) -> dict[str, Any]:
    return answer.json()["error"]


# -- who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/api/", UNITS, "/api/clauses/", "/api/openapi.json", "/api/nowhere/"])
def test_anonymous_people_get_401_in_json(db: None, url: str) -> None:
    answer = Client().get(url)
    assert answer.status_code == 401
    assert told(answer)["code"] == "not_signed_in"
    assert answer.headers["WWW-Authenticate"]


def test_a_session_without_csrf_token_cannot_write(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.user("hr"))
    body = {"values": {"code": "B1", "name": "甲", "kind": "branch"}}
    assert told(send(client, "POST", UNITS, body))["code"] == "csrf"
    token = "a" * 32
    client.cookies["csrftoken"] = token
    assert send(client, "POST", UNITS, body, **{"X-CSRFToken": token}).status_code == 201
    assert client.get(UNITS).status_code == 200


def test_a_password_that_has_to_be_changed_comes_first(cast: Cast) -> None:
    user = cast.user("hr")
    user.must_change_password = True
    user.save()
    answer = cast.client("hr").get(UNITS)
    assert (answer.status_code, told(answer)["code"]) == (403, "password")


def test_the_language_is_that_of_the_request_else_of_the_person(cast: Cast) -> None:
    client = cast.client("hr")
    english = client.get("/api/nowhere/", headers={"Accept-Language": "en"})
    chinese = client.get("/api/nowhere/")
    assert told(english)["message"] == "There is nothing at this address."
    assert told(chinese)["message"] != told(english)["message"]
    assert chinese.headers["Content-Language"] == "zh-hant"


# -- reading ------------------------------------------------------------------------------------------------------


def test_the_index_lists_what_one_may_open(cast: Cast) -> None:
    everything = {one["code"]: one for one in cast.client("ciso").get("/api/").json()["registers"]}
    assert set(everything) == {one.code for one in registers()}
    few = {one["code"] for one in cast.client("employee").get("/api/").json()["registers"]}
    assert "access.account" not in few
    assert everything["organization.unit"]["may_create"] is False
    assert cast.client("hr").get(everything["organization.unit"]["url"]).status_code == 200


def test_a_list_in_pages_with_filters_as_in_the_web(cast: Cast) -> None:
    client = cast.client("hr")
    first = client.get(f"{UNITS}?size=3&order=code").json()
    assert (first["total"], first["pages"], len(first["results"])) == (len(cast.units), 3, 3)
    last = client.get(f"{UNITS}?size=3&order=code&page=3").json()
    assert len(last["results"]) == len(cast.units) - 6
    assert client.get(f"{UNITS}?page=99").json()["results"] == []
    (only,) = client.get(f"{UNITS}?q=資訊部").json()["results"]
    assert only["values"]["code"] == "I10"
    assert client.get(f"{UNITS}?size=100000").json()["size"] == 200


@pytest.mark.parametrize(
    "query", ["kind=moon", "nonsense=1", "page=0", "page=x", "size=-1", "order=password", "page=٣"]
)
def test_a_filter_that_means_nothing_is_an_error(cast: Cast, query: str) -> None:
    answer = cast.client("hr").get(f"{UNITS}?{query}")
    assert (answer.status_code, told(answer)["code"]) == (400, "filter")


@pytest.mark.parametrize("one", registers(), ids=lambda one: one.code)
def test_a_list_takes_few_queries_however_many_rows(one: Register, cast: Cast) -> None:
    client = cast.client("ciso")
    if not cast.actor("ciso").holds(*one.readers, *one.makers):
        pytest.skip("not for this office")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/api/{one.path}/").status_code == 200
        return len(found)

    sample(one)
    few = queries()
    for _ in range(4):
        sample(one)
    assert queries() == few <= 12


def test_one_record_with_lines_moves_and_submission(cast: Cast) -> None:
    course = make.training(cast, [cast.employee], state="held")
    found = cast.client("other_hr").get(f"/api/organization/training/{course.no}/").json()
    assert found["values"]["hours"] == "3"
    assert found["lines"]["attendees"][0]["person"] == {
        "id": cast.employee.pk, "no": cast.employee.no, "text": "曾雅文"
    }  # fmt: skip
    (confirm,) = [move for move in found["moves"] if move["target"] == "confirmed"]
    assert confirm["is_approval"] is True
    assert len(found["submission"]["digest"]) == 64


def test_nobody_reads_what_is_not_his_and_the_try_is_recorded(cast: Cast) -> None:
    account = make.account(cast, make.info_system(cast))
    client = cast.client("customer_service")
    answer = client.get(f"/api/access/account/{account.no}/")
    assert (answer.status_code, told(answer)["code"]) == (403, "refused")
    entry = Entry.objects.get(act="refused")
    assert (entry.record_no, entry.via, entry.actor_id) == (account.no, "api", cast.user("customer_service").pk)
    assert client.get("/api/access/account/ACC-2026-9999/").status_code == 404


def test_confidential_fields_are_shown_on_request_to_who_may_and_that_is_an_act(cast: Cast) -> None:
    finding = make.finding(cast)
    url = f"/api/assurance/finding/{finding.no}/"
    hidden = set(finding.register.confidential)
    client = cast.client("ciso")
    assert not hidden & set(client.get(url).json()["values"])
    assert hidden <= set(client.get(f"{url}?reveal=1").json()["values"])
    assert Entry.objects.get(act="read").record_no == finding.no
    seeing = [office for names in finding.register.confidential.values() for office in names]
    reader = next(
        name
        for name in cast.names
        if cast.actor(name).holds(*finding.register.readers) and not cast.actor(name).holds(*seeing)
    )
    assert not hidden & set(cast.client(reader).get(f"{url}?reveal=1").json()["values"])
    body = json.dumps(client.get(f"{url}history/").json())
    assert not any(f'"{name}"' in body for name in hidden)


def test_history_newest_first(cast: Cast) -> None:
    course = make.training(cast, [cast.employee], state="held")
    found = cast.client("hr").get(f"/api/organization/training/{course.no}/history/").json()["results"]
    assert [one["act"] for one in found] == ["move:planned-held", "create"]
    assert found[1]["body"]["after"]["title"] == "資安宣導"


# -- writing ------------------------------------------------------------------------------------------------------


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


# -- odd input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 415), (b"{", 400), (b"[]", 400), (b"1", 400), (b'"x"', 400), (b"null", 400), (b"\xff\xfe", 400),
        (b'{"values": {"name": "\\ud800"}}', 400), (b'{"values": {"name": "a\\u0000b"}}', 400), (b"[" * 200_000, 400),
        (b'{"values": {"name": NaN}}', 400), (b'{"x": ' + b"9" * 5000 + b"}", 400), (b'{"values": []}', 422),
        (b'{"values": 1}', 422), (b'{"lines": {"x": 1}}', 422), (b'{"values": {"code": {"a": 1}}}', 422),
        (b'{"values": {"code": [1]}}', 422), (b'{"values": {"parent": {"id": {}}}}', 422),
        (b'{"values": {"parent": {"id": [1]}}}', 422), (b'{"values": {"parent": 99999999999999999999}}', 422),
        (b'{"values": {"code": "' + b"x" * 5000 + b'"}}', 422), (b'{"other": 1}', 422), (b'{"values": {"": 1}}', 422),
    ],
)  # fmt: skip
def test_odd_bodies_are_told_never_broken(cast: Cast, body: bytes, status: int) -> None:
    answer = send(cast.client("hr"), "POST", UNITS, body)
    assert answer.status_code == status, answer.content
    assert told(answer)["message"]


def test_other_media_types_methods_addresses_and_sizes(cast: Cast) -> None:
    client = cast.client("hr")
    assert client.post(UNITS, {"a": 1}).status_code == 415
    assert send(client, "POST", UNITS, b"{" + b" " * (4 * 1024 * 1024 + 1) + b"}").status_code == 413
    answer = send(client, "DELETE", UNITS)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
    assert client.head(UNITS).status_code == 200
    for url in ("/api/organization/nothing/", "/api/assets/info_system/", "/api/x", "/api/organization/unit/UNT-1/",
                "/api/organization/unit/%00/", "/api/clauses/99.9/"):  # fmt: skip
        assert client.get(url).status_code == 404, url
    broken = client.generic("POST", f"{UNITS}{cast.units['it'].no}/attachments/", b"x",
                            content_type="multipart/form-data; boundary=")  # fmt: skip
    assert broken.status_code == 400


def test_what_breaks_is_told_without_details(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhengan.faces.api.views.narrowed", lambda *_args: 1 / 0)
    answer = cast.client("hr").get(UNITS)
    assert (answer.status_code, told(answer)["code"]) == (500, "broken")
    assert "ZeroDivision" not in answer.content.decode()


_JSON = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_no_json_breaks_it(cast: Cast, data: some.DataObject) -> None:
    one = register("organization.training")
    client = cast.client("hr")
    values = data.draw(some.dictionaries(some.sampled_from([field.name for field in one.fields]), _JSON, max_size=5))
    lines = data.draw(
        some.lists(some.dictionaries(some.sampled_from(["id", "person", "hours", "score"]), _JSON), max_size=2)
    )
    answer = send(client, "POST", f"/api/{one.path}/", {"values": values, "lines": {"attendees": lines}})
    assert answer.status_code in (201, 400, 422), (values, lines)


# -- clauses and description --------------------------------------------------------------------------------------


def test_clauses_with_verdicts(cast: Cast) -> None:
    client = cast.client("employee")
    everything = client.get("/api/clauses/").json()
    assert everything["total"] > 300
    some_status = everything["results"][0]["verdict"]["status"]
    narrowed = client.get(f"/api/clauses/?status={some_status}&chapter=7").json()["results"]
    assert all(one["id"].startswith("7") and one["verdict"]["status"] == some_status for one in narrowed)
    one = client.get("/api/clauses/7.1.3.6/").json()
    assert client.get("/api/clauses/七（一）3.(6)/").json()["id"] == one["id"] == "7.1.3.6"
    assert one["verdict"]["sentence"]["zh"]
    assert "access.account" in {register["code"] for register in one["evidence"]}
    assert client.get("/api/clauses/?status=perfect").status_code == 400
    assert client.get("/api/clauses/?colour=red").status_code == 400


def test_the_description_is_valid_and_knows_every_register(cast: Cast) -> None:
    found = cast.client("employee").get("/api/openapi.json").json()
    validate(found)
    for one in registers():
        assert f"/api/{one.path}/" in found["paths"]
        assert found["components"]["schemas"][one.code]["properties"]["state"]["enum"] == list(one.flow.states)
    for path in found["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                assert {"401", "403", "500"} <= set(operation["responses"])


def test_what_is_sent_back_is_as_described(cast: Cast, system: Actor) -> None:
    from jsonschema import Draft202012Validator

    found = description()
    client = cast.client("ciso")
    for one in registers():
        if not cast.actor("ciso").holds(*one.readers, *one.makers):
            continue
        record = sample(one)
        shown = client.get(f"/api/{one.path}/{record.no}/").json()
        schema = {"$ref": f"#/components/schemas/{one.code}", "components": found["components"]}
        assert [error.message for error in Draft202012Validator(schema).iter_errors(shown)] == []
