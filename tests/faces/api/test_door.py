"""The door of the API: who comes in, in which language, and no input that breaks it."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.cast import Cast, proven
from tests.faces.api.calling import UNITS, send, told
from zhengan.kernel.register import register


@pytest.mark.parametrize("url", ["/api/", UNITS, "/api/clauses/", "/api/openapi.json", "/api/nowhere/"])
def test_anonymous_people_get_401_in_json(db: None, url: str) -> None:
    answer = Client().get(url)
    assert answer.status_code == 401
    assert told(answer)["code"] == "not_signed_in"
    assert answer.headers["WWW-Authenticate"]


def test_a_session_without_csrf_token_cannot_write(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.user("hr"))
    proven(client)
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
