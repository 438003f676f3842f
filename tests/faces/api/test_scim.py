"""People over SCIM 2.0: what Entra ID and Okta really send, and what must never work, whatever is sent."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tests.cast import Cast
from tests.directory.provider import CLIENT, SECRET, Provider
from tests.directory.test_oidc import is_in, there
from tests.faces.api.provider import ENTERPRISE, SCIM, USER, Caller, count, is_wrong, person, user, write_map
from tests.faces.api.test_tokens import issued
from zhengan.faces.api.scim import urls
from zhengan.identity.models import User
from zhengan.identity.offices import offices_of
from zhengan.kernel import acts, reconciling
from zhengan.kernel.accounts import ending
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


# -- what it says of itself -------------------------------------------------------------------------------------------


def test_it_says_what_it_can_and_nothing_more(scim: Caller) -> None:
    told = scim("GET", "ServiceProviderConfig").json()
    can = {name for name, one in told.items() if isinstance(one, dict) and one.get("supported")}
    assert can == {"patch", "filter"}
    kinds = scim("GET", "ResourceTypes").json()
    assert [one["endpoint"] for one in kinds["Resources"]] == ["/Users", "/Groups"]
    assert scim("GET", "ResourceTypes/User").json()["schema"] == USER
    for one in scim("GET", "Schemas").json()["Resources"]:
        assert scim("GET", f"Schemas/{one['id']}").json() == one
    assert scim("GET", "Schemas", filter='id eq "x"').status_code == 403
    for path in ("Schemas/urn:x", "ResourceTypes/Me", "Me", "Bulk", "Users/x/y"):
        is_wrong(scim("GET", path), 404)
    assert scim("PUT", "Users").headers["Allow"] == "GET, POST"


def test_what_it_tells_of_a_person_stands_in_the_schemas(scim: Caller) -> None:
    told = scim("GET", f"Users/{scim.enter()}").json()
    schemas = scim("GET", "Schemas").json()["Resources"]
    declared = {one["id"]: {attribute["name"] for attribute in one["attributes"]} for one in schemas}
    assert set(told) - {"schemas", "id", "meta", ENTERPRISE} <= declared[USER]
    assert set(told[ENTERPRISE]) == declared[ENTERPRISE]


# -- who may ----------------------------------------------------------------------------------------------------------


def test_every_address_is_for_provisioning_alone() -> None:
    """No handler is open to a token of another scope; the one of unknown addresses tells nothing."""
    for pattern in urls.urlpatterns:
        for handler in pattern.callback.methods.values():
            wanted = ("", "") if pattern.name == "scim-nothing" else ("provision", "organization.person")
            assert handler.scope == wanted, pattern


@pytest.mark.parametrize("path", ["Users", "Groups", "ServiceProviderConfig", "Schemas", "ResourceTypes", "Nothing"])
def test_without_a_token_that_works_there_is_nothing(cast: Cast, scim: Caller, path: str) -> None:
    is_wrong(Caller("zhengan_wrong")("GET", path), 401)
    answer = cast.client("hr").get(f"/scim/v2/{path}")  # who is signed in is no program
    is_wrong(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_of_another_scope_is_refused_and_told(cast: Cast, scim: Caller) -> None:
    other = Caller(
        issued(cast, registers=["organization.person"], acts=["read", "create", "change"])["Authorization"][7:]
    )
    is_wrong(other("POST", "Users", user()), 403)
    assert person("z999") is None
    assert Entry.objects.filter(act="refused", via="token").exists()


def test_the_scope_opens_nothing_else(scim: Caller) -> None:
    headers = {"Authorization": f"Bearer {scim.secret}"}
    for path in ("organization/person/", "organization/unit/", "clauses/"):
        assert Client().get(f"/api/{path}", headers=headers).status_code == 403


def test_it_ends_with_whoever_answers_for_it(cast: Cast, scim: Caller) -> None:
    ending.cut_off(cast.user("hr"))
    is_wrong(scim("GET", "Users"), 401)


# -- Entra ID and Okta -------------------------------------------------------------------------------------------------


def test_the_requests_of_entra_id(scim: Caller) -> None:
    tried = scim("GET", "Users", filter=f'userName eq "{uuid4()}"')
    assert tried.json() == {"schemas": [LIST], "totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": []}
    made = scim("POST", "Users", {
        "schemas": [USER, ENTERPRISE], "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef", "userName": "Z999",
        "active": True, "addresses": [{"primary": False, "type": "work", "country": "TW"}],
        "emails": [{"primary": True, "type": "work", "value": "z999@broker.example"}],
        "meta": {"resourceType": "User"}, "displayName": "新同事", "title": "工程師", "roles": [],
        "name": {"formatted": "同事 新", "familyName": "新", "givenName": "同事"},
        ENTERPRISE: {"employeeNumber": "Z999", "department": "資訊部", "manager": {"value": "x"}},
    })  # fmt: skip
    assert made.status_code == 201
    told = made.json()
    assert made.headers["Content-Type"] == SCIM
    assert (told["userName"], told["externalId"], told["active"]) == (
        "z999",
        "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
        True,
    )
    one = person("z999")
    assert (one.no, one.name, one.staff_no, one.unit.code, one.unit_function, one.kind) == (
        told["id"], "新同事", "Z999", "I10", "it", "employee",
    )  # fmt: skip
    found = scim("GET", "Users", filter='userName eq "Z999"').json()
    assert [row["id"] for row in found["Resources"]] == [told["id"]]

    changed = scim.patch(
        f"Users/{told['id']}",
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "new@broker.example"},
        {"op": "Add", "path": 'emails[type eq "other"].value', "value": "private@mail.example"},
        {"op": "Replace", "path": "displayName", "value": "王新"},
        {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "0912"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "營業部"},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "PSN-2026-0001"},
        {"op": "Replace", "value": {"title": "營業員", "name.familyName": "王", f"{ENTERPRISE}:costCenter": "7"}},
    )
    assert changed.status_code == 200
    one = person("z999")
    assert (one.email, one.name, one.unit.code, one.unit_function, one.job_title) == (
        "new@broker.example", "王新", "B10", "business", "營業員",
    )  # fmt: skip
    assert changed.json()[ENTERPRISE]["department"] == "營業部"

    for value, is_active in ((False, False), (True, True), ("False", False), ("True", True)):
        told = scim.patch(f"Users/{one.no}", {"op": "Replace", "path": "active", "value": value}).json()
        assert (told["active"], person("z999").state) == (is_active, "active" if is_active else "suspended")
    assert scim("DELETE", f"Users/{one.no}").status_code == 204
    is_wrong(scim("GET", f"Users/{one.no}"), 404)
    assert scim("GET", "Users", filter='userName eq "z999"').json()["totalResults"] == 0
    assert person("z999").state == "suspended", "nobody is deleted"


def test_the_requests_of_okta(scim: Caller) -> None:
    scim.enter("z998")
    asked = {"filter": 'userName eq "z999"', "startIndex": "1", "count": "100"}
    assert scim("GET", "Users", **asked).json()["totalResults"] == 0
    whole = {
        "schemas": [USER], "userName": "z999", "name": {"givenName": "新", "familyName": "王"}, "title": "工程師",
        "emails": [{"primary": True, "value": "z999@broker.example", "type": "work"}], "displayName": "王新",
        "locale": "zh-TW", "externalId": "00ujl29u0le5T6Aj10h7", "groups": [], "active": True,
        ENTERPRISE: {"department": "資訊部"},
    }  # fmt: skip
    key = scim("POST", "Users", whole).json()["id"]
    read = scim("GET", f"Users/{key}").json()
    assert scim("PUT", f"Users/{key}", read | {"displayName": "王小新", "title": "資深工程師"}).status_code == 200
    assert (person("z999").name, person("z999").job_title) == ("王小新", "資深工程師")
    off = scim.patch(f"Users/{key}", {"op": "replace", "value": {"active": False}})
    assert (off.status_code, off.json()["active"]) == (200, False)
    on = scim.patch(f"Users/{key}", {"op": "replace", "value": {"active": True}})
    assert on.json()["active"]
    assert scim("GET", "Users", startIndex="1", count="2").json()["itemsPerPage"] == 2


def test_the_same_again_is_no_act(scim: Caller) -> None:
    key = scim.enter()
    before, version = count(), person("z999").version
    is_wrong(scim("POST", "Users", user()), 409, "uniqueness")
    assert scim("PUT", f"Users/{key}", user()).status_code == 200
    assert scim.patch(f"Users/{key}", {"op": "Replace", "path": "title", "value": "工程師"}).status_code == 200
    assert scim.patch(f"Users/{key}", {"op": "Replace", "path": "active", "value": True}).status_code == 200
    assert (count(), person("z999").version) == (before, version)


def test_each_change_is_an_act_of_the_program_and_the_ledger_agrees(scim: Caller) -> None:
    key = scim.enter()
    scim.patch(f"Users/{key}", {"op": "replace", "path": "title", "value": "主任"})
    scim.patch(f"Users/{key}", {"op": "replace", "path": "active", "value": False})
    scim("DELETE", f"Users/{key}")
    told = Entry.objects.filter(record_no=key).order_by("pk")
    service = User.objects.get(username="svc-scim")
    assert {(one.actor_id, one.via) for one in told} == {(service.pk, "scim")}
    assert [one.act for one in told] == ["create", "scim_person", "import", "move:active-suspended", "scim_person"]
    assert list(reconciling.reconcile()) == []


# -- shutting out -----------------------------------------------------------------------------------------------------


def test_shutting_out_ends_sessions_tokens_and_rights_at_once(cast: Cast, scim: Caller) -> None:
    who = cast.user("operator")
    client, token = cast.client("operator"), issued(cast, "operator")
    assert client.get(reverse("settings")).status_code == 200
    scim.patch(f"Users/{person(who.username).no}", {"op": "Replace", "path": "active", "value": "False"})
    assert client.get(reverse("settings")).status_code == 302
    assert Client().get("/api/", headers=token).status_code == 401
    assert offices_of(cast.user("operator"), on=clock.today()) == frozenset()


@pytest.mark.parametrize(
    "beside",
    [{ENTERPRISE: {"department": "火星部"}}, {"userName": "renamed"}, {"externalId": "x" * 999}, {"title": "x" * 999}],
)
def test_nothing_beside_it_keeps_anybody_in(
    scim: Caller, tmp_path: Path, settings: Any, beside: dict[str, Any]
) -> None:
    key = scim.enter()
    write_map(tmp_path, settings, {"units": ["a mapping that is wrong"]})
    assert scim("PUT", f"Users/{key}", user(active=False, **beside)).json()["active"] is False
    assert (person("z999").state, person("z999").unit.code) == ("suspended", "I10")
    assert scim.patch(f"Users/{key}", {"op": "replace", "path": "active", "value": True}).json()["active"]


def test_what_a_person_has_suspended_the_provider_does_not_let_in(cast: Cast, scim: Caller) -> None:
    """The provider lifts what it did itself; even where it did so before and human resources did it since."""
    key = scim.enter()
    scim.patch(f"Users/{key}", {"op": "replace", "path": "active", "value": False})
    acts.move(person("z999"), "active", by=cast.actor("hr"), reason="復職")
    acts.move(person("z999"), "suspended", by=cast.actor("hr"), reason="調查中")
    told = scim("PUT", f"Users/{key}", user(title="主任")).json()
    assert (told["active"], told["title"]) == (False, "主任")
    assert person("z999").state == "suspended"


def test_who_has_left_is_changed_and_let_back_by_human_resources_alone(cast: Cast, scim: Caller) -> None:
    key = scim.enter()
    acts.move(person("z999"), "left", by=cast.actor("hr"), values={"left_on": clock.today()})
    assert scim("PUT", f"Users/{key}", user(title="主任")).json()["active"] is False
    assert person("z999").job_title == "工程師"
    scim("DELETE", f"Users/{key}")
    is_wrong(scim("POST", "Users", user()), 409)
    assert person("z999").state == "left"


def test_who_was_taken_out_comes_back_as_himself(scim: Caller) -> None:
    key = scim.enter()
    scim("DELETE", f"Users/{key}")
    is_wrong(scim("DELETE", f"Users/{key}"), 404)
    assert scim.enter(title="主任") == key
    assert (person("z999").state, person("z999").job_title) == ("active", "主任")


def test_somebody_may_be_entered_shut_out(scim: Caller) -> None:
    scim.enter(active=False)
    assert not User.objects.get(username="z999").is_active


@pytest.mark.parametrize("meanwhile", [True, False])
def test_another_unit_is_a_move_and_ends_what_was_held(cast: Cast, scim: Caller, meanwhile: bool) -> None:
    """Whoever comes back from a suspension does not come back into what he held in another unit."""
    one = make.person(cast)
    make.appointment(cast, "operator", one, state="in_force")
    assert "operator" in offices_of(one.user, on=clock.today())
    scim.patch(f"Users/{one.no}", {"op": "Replace", "path": "active", "value": not meanwhile})
    department = "營業部" if one.unit.code == "I10" else "資訊部"
    scim.patch(f"Users/{one.no}", {"op": "Replace", "path": f"{ENTERPRISE}:department", "value": department})
    scim.patch(f"Users/{one.no}", {"op": "Replace", "path": "active", "value": True})
    assert offices_of(User.objects.get(pk=one.user_id), on=clock.today()) == {"all_staff"}


# -- end to end -------------------------------------------------------------------------------------------------------


def test_who_was_brought_in_signs_in_with_the_provider_until_he_is_shut_out(
    scim: Caller, judged: None, settings: Any
) -> None:
    """By a provider that really speaks OpenID; with a password of his own here he gets nowhere, for he has none."""
    provider = Provider("z999")
    settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = provider.issuer, CLIENT, SECRET
    settings.PUBLIC_URL = "http://testserver"
    try:
        stranger, client, later = Client(), Client(), Client()
        stranger.get(there(stranger))
        assert not is_in(stranger)
        key = scim.enter()
        client.get(there(client))
        assert is_in(client)
        assert not User.objects.get(username="z999").has_usable_password()
        scim.patch(f"Users/{key}", {"op": "Replace", "path": "active", "value": False})
        assert not is_in(client), "the session ends at once"
        later.get(there(later))
        assert not is_in(later)
    finally:
        provider.stop()
