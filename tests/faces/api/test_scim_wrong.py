"""What comes in over SCIM and is wrong: refused in SCIM's own words, and nothing of it is kept."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.faces.api.provider import ENTERPRISE, PATCH, SCIM, USER, Caller, connected, count, is_wrong, person, user
from zhengan.identity.models import OfficeHeld, User
from zhengan.ledger import clock

VALUE, SYNTAX, PATH = "invalidValue", "invalidSyntax", "invalidPath"

# -- what is wrong ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        'userName co "a"', 'userName eq "a" or userName eq "b"', "userName eq a", 'userName eq "a', "userName pr", "eq",
        'password eq "x"', 'userName eq "a" and', 'not (userName eq "a")', 'emails[type eq "work"].value eq "a"',
        'userName eq "a" title eq "b"', 'userName eq "\\u0000"', 'userName eq "\\x"', 'user__username eq "a"',
        'userName eq "a"and id eq "b"', "userName eq " + '"' * 5001,
    ],
)  # fmt: skip
def test_a_filter_that_is_not_understood_is_refused(scim: Caller, text: str) -> None:
    is_wrong(scim("GET", "Users", filter=text), 400, "invalidFilter")


def test_filters_that_are_understood(cast: Cast, scim: Caller) -> None:
    key = scim.enter()
    for text, hits in {
        'USERNAME EQ "Z999"': 1, f'{USER}:userName eq "z999"': 1, 'externalId eq "ext-z999"': 1,
        'externalId eq "EXT-z999"': 0,
        f'id eq "{key}" and userName eq "z999"': 1, 'id eq "x" and userName eq "z999"': 0,
        'userName eq "\\u007a999"': 1, 'userName eq "svc-scim"': 0, 'userName eq "system"': 0, 'userName eq "%"': 0,
    }.items():  # fmt: skip
        assert scim("GET", "Users", filter=text).json()["totalResults"] == hits, text
    assert scim("GET", "Users").json()["totalResults"] == len(cast.names) + 1


def test_pages_and_parts(cast: Cast, scim: Caller) -> None:
    everybody, size, start = [], 7, 1
    while start <= len(cast.names):
        page = scim("GET", "Users", startIndex=str(start), count=str(size), attributes="userName").json()
        assert page["totalResults"] == len(cast.names)
        assert {name for row in page["Resources"] for name in row} == {"schemas", "id", "userName"}
        everybody += [row["userName"] for row in page["Resources"]]
        start += size
    assert len(set(everybody)) == len(everybody) == len(cast.names)
    assert scim("GET", "Users", count="0").json()["Resources"] == []
    assert scim("GET", "Users", startIndex="-5", count="-1").json()["startIndex"] == 1
    assert scim("GET", "Users", startIndex="999999999").json()["Resources"] == []
    assert ENTERPRISE not in scim("GET", "Users", excludedAttributes=ENTERPRISE).json()["Resources"][0]
    is_wrong(scim("GET", "Users", startIndex="one"), 400, VALUE)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"userName": ""}, VALUE), ({"userName": None}, VALUE), ({"userName": 7}, VALUE),
        ({"userName": "z" * 21}, VALUE), ({"displayName": "新" * 61}, VALUE),
        ({"displayName": ""}, VALUE), ({"title": ["x"]}, VALUE), ({"title": "x" * 61}, VALUE),
        ({"externalId": "x" * 256}, VALUE), ({"active": "perhaps"}, VALUE), ({"active": None}, VALUE),
        ({"emails": [{"value": "no address"}]}, VALUE), ({ENTERPRISE: {"department": "火星部"}}, VALUE),
        ({ENTERPRISE: {}}, VALUE), ({"password": "x"}, VALUE),
        ({"PassWord": ""}, VALUE),
        ({f"{USER}:password": "x"}, VALUE), ({USER: {"password": "x"}}, VALUE),
        ({ENTERPRISE: {"department": "資訊部", "employeeNumber": "A001"}}, VALUE),
        ({"title": "\0"}, SYNTAX), ({"x y": 1}, PATH),
    ],
)  # fmt: skip
def test_nobody_is_entered_by_what_is_wrong(scim: Caller, said: dict[str, Any], kind: str) -> None:
    people, before = User.objects.count(), count()
    is_wrong(scim("POST", "Users", user(**said)), 400, kind)
    assert (User.objects.count(), count()) == (people, before)


@pytest.mark.parametrize(
    ("operations", "kind"),
    [
        ([], SYNTAX), ({}, SYNTAX), ([1], SYNTAX), ([{"op": "move", "path": "title"}], SYNTAX),
        ([{"op": "remove"}], "noTarget"), ([{"op": "add", "value": "x"}], VALUE),
        ([{"op": "replace", "path": "title[", "value": "x"}], PATH),
        ([{"op": "replace", "path": 'emails[type eq "work"', "value": "x"}], PATH),
        ([{"op": "replace", "path": "password", "value": "x"}], VALUE),
        ([{"op": "add", "value": {"password": "x"}}], VALUE),
        ([{"op": "replace", "path": "userName", "value": "a001"}], "mutability"),
        ([{"op": "replace", "path": "title", "value": "主任"},
          {"op": "replace", "path": "displayName", "value": "新" * 99}],
         VALUE),
        ([{"op": "replace", "path": "active", "value": {"x": 1}}], ""),
    ],
)  # fmt: skip
def test_a_patch_that_is_wrong_changes_nothing(scim: Caller, operations: Any, kind: str) -> None:
    key = scim.enter()
    before = count()
    answer = scim("PATCH", f"Users/{key}", {"schemas": [PATCH], "Operations": operations})
    if kind:
        is_wrong(answer, 400, kind)
    assert (count(), person("z999").job_title, person("z999").state) == (before, "工程師", "active")


@pytest.mark.parametrize(
    ("body", "media", "status", "kind"),
    [
        ("{", SCIM, 400, SYNTAX), ("[]", SCIM, 400, SYNTAX), ("", SCIM, 415, ""),
        ('{"userName": "\\ud800"}', SCIM, 400, SYNTAX), (b"\xff", SCIM, 400, SYNTAX),
        ("[" * 100000, SCIM, 400, SYNTAX), ("{}", "text/plain", 415, ""),
        ("userName=x", "application/x-www-form-urlencoded", 415, ""), (" " * 4_300_000, SCIM, 413, ""),
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused(scim: Caller, body: Any, media: str, status: int, kind: str) -> None:
    is_wrong(scim("POST", "Users", body, media=media), status, kind)
    assert scim("POST", "Users", user(), media="application/json").status_code == 201


@pytest.mark.parametrize("key", ["x", "PSN-2026-9999", "1", "%00", "..", "PSN-2026-0001%0A"])
def test_an_unknown_id_is_nobody(scim: Caller, key: str) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = scim(method, f"Users/{key}", user() | {"Operations": [{"op": "add", "path": "title", "value": "x"}]})
        is_wrong(answer, 404)


def test_only_what_the_schemas_name_is_taken(cast: Cast, scim: Caller) -> None:
    """Nothing that is sent beside it reaches a column, however it is spelled."""
    more = {
        "kind": "officer", "state": "left", "no": "PSN-1", "grade": "head", "unit_function": "audit",
        "is_active": False,
        "offices": ["president"], "user": 1, "supervisor": 1, "maker": 1, "joined_on": "2001-01-01",
        "roles": ["president"],
        "entitlements": [{"value": "president"}], "groups": [{"value": "zhengan-operators"}], "userType": "president",
        "id": cast.people["hr"].no, "meta": {"created": "2001-01-01"}, "staff_no": "A001",
        ENTERPRISE: {"department": "資訊部", "supervisor": "x", "manager": {"value": cast.people["president"].no}},
    }  # fmt: skip
    key = scim.enter(**more)
    said = [{"op": "replace", "path": name, "value": value} for name, value in more.items() if name != ENTERPRISE]
    assert scim.patch(f"Users/{key}", *said).status_code == 200
    one = person("z999")
    assert key == one.no != cast.people["hr"].no
    assert (one.kind, one.state, one.grade, one.unit_function, one.supervisor) == (
        "employee",
        "active",
        "staff",
        "it",
        None,
    )
    assert (one.joined_on, one.staff_no) == (clock.today(), "Z999")
    assert not OfficeHeld.objects.filter(user=one.user).exists()


@pytest.mark.parametrize("login", ["system", "SVC-SCIM", "svc-scim", "a001"])
def test_no_account_is_taken_over_by_its_name(scim: Caller, login: str) -> None:
    User.objects.system()
    is_wrong(scim("POST", "Users", user(login)), 409, "uniqueness")
    assert person("svc-scim") is None


def test_a_wrong_mapping_brings_nobody_in(cast: Cast, tmp_path: Path, settings: Any) -> None:
    scim = connected(cast, tmp_path, settings, {"units": ["x"]})
    is_wrong(scim("POST", "Users", user()), 409)
    assert scim("GET", "Users").status_code == 200


def test_it_answers_in_the_language_asked_for(scim: Caller) -> None:
    assert is_wrong(scim("GET", "Users/x"), 404) != ""
    answer = Client().get(
        "/scim/v2/Users/x", headers={"Authorization": f"Bearer {scim.secret}", "Accept-Language": "en"}
    )
    assert is_wrong(answer, 404) == "There is no user x."
