"""Groups over SCIM 2.0: offices by what the firm has declared and nothing else, given and ended at once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from tests.faces.api.provider import ADMINS, GROUP, MAP, PATCH, Caller, is_wrong, person, user, write_map
from zhengan.identity.directory.mapping import WrongMapping, read
from zhengan.identity.models import OfficeHeld
from zhengan.identity.offices import offices_of
from zhengan.identity.provisioned import ProvisionedGroup
from zhengan.kernel import acts, sweeps
from zhengan.ledger import clock
from zhengan.ledger.models import Entry
from zhengan.rooms.organization.effective import offices_not_given

OPERATORS = "Zhengan-Operators"


def not_given() -> list[str]:
    """Offices that nothing gives; the cast's own come from nothing, which is another matter."""
    OfficeHeld.objects.exclude(source="scim").delete()
    return [one.place for one in offices_not_given()]


def now(login: str = "z999") -> set[str]:
    return set(offices_of(person(login).user, on=clock.today())) - {"all_staff"}


def members(scim: Caller, key: str) -> set[str]:
    return {one["value"] for one in scim("GET", f"Groups/{key}").json()["members"]}


def told(act: str = "scim_group") -> Any:
    return Entry.objects.filter(act=act).order_by("-pk").first()


# -- Entra ID and Okta -------------------------------------------------------------------------------------------------


def test_the_requests_of_entra_id(scim: Caller) -> None:
    one, other = scim.enter(), scim.enter("z998")
    asked = {"excludedAttributes": "members", "filter": f'displayName eq "{OPERATORS}"'}
    assert scim("GET", "Groups", **asked).json()["totalResults"] == 0
    made = scim("POST", "Groups", {
        "schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "externalId": "0db508eb-91e2-46e4-809c-30dcbda0c685", "displayName": OPERATORS,
        "meta": {"resourceType": "Group"},
    })  # fmt: skip
    assert (made.status_code, made.json()["members"]) == (201, [])
    key = made.json()["id"]
    assert "members" not in scim("GET", "Groups", **asked).json()["Resources"][0]
    assert "members" not in scim("GET", f"Groups/{key}", excludedAttributes="members").json()

    added = scim.patch(f"Groups/{key}", {"op": "Add", "path": "members", "value": [{"$ref": None, "value": one}]})
    assert (added.status_code, added.content) == (204, b"")
    assert (now(), now("z998"), members(scim, key)) == ({"operator"}, set(), {one})
    scim.patch(f"Groups/{key}", {"op": "Add", "path": "members", "value": [{"$ref": None, "value": other}]})
    removed = scim.patch(f"Groups/{key}", {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": one}]})
    assert removed.status_code == 204
    assert (now(), now("z998")) == (set(), {"operator"})
    assert scim.patch(f"Groups/{key}", {"op": "Remove", "path": f'members[value eq "{other}"]'}).status_code == 204
    assert (now("z998"), members(scim, key)) == (set(), set())
    renamed = scim.patch(f"Groups/{key}", {"op": "Replace", "path": "displayName", "value": "其他"})
    assert (renamed.status_code, scim("GET", f"Groups/{key}").json()["displayName"]) == (204, "其他")
    assert scim("DELETE", f"Groups/{key}").status_code == 204
    is_wrong(scim("GET", f"Groups/{key}"), 404)


def test_the_requests_of_okta(scim: Caller) -> None:
    one, other = scim.enter(), scim.enter("z998")
    assert scim("GET", "Groups", startIndex="1", count="100").json()["Resources"] == []
    key = scim.group(OPERATORS)
    added = [{"op": "add", "path": "members", "value": [{"value": one, "display": "z999"}]},
             {"op": "add", "path": "members", "value": [{"value": other, "display": "z998"}]},
             {"op": "remove", "path": f'members[value eq "{one}"]'}]  # fmt: skip
    assert scim.patch(f"Groups/{key}", *added).status_code == 204
    assert (now(), now("z998")) == (set(), {"operator"})
    named = {"op": "replace", "value": {"id": key, "displayName": OPERATORS}}
    assert scim.patch(f"Groups/{key}", named).status_code == 204
    whole = {"schemas": [GROUP], "id": key, "displayName": OPERATORS, "members": [{"value": one}]}
    assert scim("PUT", f"Groups/{key}", whole).json()["members"][0]["display"] == "新同事"
    assert (now(), now("z998")) == ({"operator"}, set())
    assert scim.patch(f"Groups/{key}", {"op": "replace", "path": "members", "value": [{"value": other}]})
    assert members(scim, key) == {other}
    assert scim("PUT", f"Groups/{key}", {"schemas": [GROUP], "displayName": OPERATORS}).json()["members"] == []
    assert now("z998") == set()


def test_each_change_is_told_and_the_same_again_is_not(scim: Caller) -> None:
    one = scim.enter()
    key = scim.group(OPERATORS)
    before = Entry.objects.count()
    for _ in range(2):
        assert (
            scim.patch(f"Groups/{key}", {"op": "Add", "path": "members", "value": [{"value": one}]}).status_code == 204
        )
    assert Entry.objects.count() == before + 2
    entry = told()
    assert (entry.via, entry.payload.body["joined"], entry.payload.body["name"]) == ("scim", ["z999"], OPERATORS)
    assert told("scim_offices").payload.body["offices"] == {"operator": OPERATORS}
    assert not_given() == []


# -- what gives an office, and until when -----------------------------------------------------------------------------


def test_a_group_that_the_firm_has_not_declared_gives_nothing(scim: Caller) -> None:
    scim.group("president", scim.enter())
    scim.group("system_admin", person("z999").no)
    assert now() == set()
    assert told("scim_offices") is None


def test_a_high_office_is_given_where_the_firm_says_so_and_by_the_id_of_the_group(scim: Caller) -> None:
    scim.group("管理員", scim.enter(), externalId=ADMINS.upper())
    assert now() == {"system_admin"}
    with pytest.raises(WrongMapping, match="given by appointment"):
        read({"groups": [{"scim": "x", "offices": ["system_admin"]}]})
    with pytest.raises(WrongMapping, match="or there are two"):
        read({"groups": [{"scim": "x", "group": "cn=x", "offices": ["operator"]}]})


@pytest.mark.parametrize("said", [{"displayName": OPERATORS}, {"externalId": ADMINS}])
def test_no_group_becomes_one_that_gives_offices_by_another_name(scim: Caller, said: dict[str, str]) -> None:
    key = scim.group("行銷部", scim.enter())
    is_wrong(scim.patch(f"Groups/{key}", {"op": "replace", "value": said}), 409)
    is_wrong(scim("PUT", f"Groups/{key}", {"displayName": "行銷部", "members": []} | said), 409)
    assert (now(), ProvisionedGroup.objects.get().name) == (set(), "行銷部")
    assert members(scim, key) == {person("z999").no}


def test_it_ends_with_the_group_its_name_the_person_and_the_declaration(
    scim: Caller, tmp_path: Path, settings: Any
) -> None:
    one = scim.enter()
    key = scim.group(OPERATORS, one)
    assert now() == {"operator"}
    scim.patch(f"Users/{one}", {"op": "replace", "path": "active", "value": False})
    assert not OfficeHeld.objects.filter(source="scim", to_on__gte=clock.today()).exists()
    scim.patch(f"Users/{one}", {"op": "replace", "path": "active", "value": True})
    assert now() == {"operator"}
    scim.patch(f"Groups/{key}", {"op": "replace", "path": "displayName", "value": "其他"})
    assert now() == set()
    scim("DELETE", f"Groups/{key}")
    key = scim.group(OPERATORS, one)
    assert now() == {"operator"}
    scim("DELETE", f"Groups/{key}")
    assert now() == set()
    scim.group(OPERATORS, one)
    write_map(tmp_path, settings, MAP | {"groups": []})
    assert sweeps.run_due(only="directory") == {"directory": 1}
    assert now() == set()


def test_who_is_taken_out_is_in_no_group_any_more(scim: Caller) -> None:
    one = scim.enter()
    key = scim.group(OPERATORS, one)
    scim("DELETE", f"Users/{one}")
    assert members(scim, key) == set()
    assert told().payload.body["left"] == ["z999"]
    scim.enter()
    assert now() == set()


def test_a_declaration_that_comes_later_counts_within_the_minute(scim: Caller, tmp_path: Path, settings: Any) -> None:
    scim.group("auditors", scim.enter())
    assert now() == set()
    more = {"scim": "Auditors", "offices": ["auditor"], "instead_of_appointment": True}
    write_map(tmp_path, settings, MAP | {"groups": [*MAP["groups"], more]})
    with clock.standing_at(NOW + timedelta(seconds=60)):
        assert sweeps.run_due()["directory"] == 1
    assert now() == {"auditor"}


def test_it_is_held_until_tomorrow_and_each_look_puts_that_off(scim: Caller) -> None:
    scim.group(OPERATORS, scim.enter())
    for day in (1, 2, 9):  # after a week in which nobody looked, too
        with clock.standing_at(NOW + timedelta(days=day)):
            assert (now() == set()) == (day == 9)
            sweeps.run_due(only="directory")
            assert now() == {"operator"}
            assert not_given() == []
    with clock.standing_at(NOW + timedelta(days=12)):
        assert now() == set()


def test_looking_again_changes_nothing(scim: Caller) -> None:
    scim.group(OPERATORS, scim.enter())
    before = Entry.objects.count()
    assert sweeps.run_due(only="directory") == {"directory": 0}
    assert Entry.objects.count() == before


def test_a_row_written_around_the_product_is_found(scim: Caller) -> None:
    scim.group(OPERATORS, scim.enter())
    OfficeHeld.objects.filter(source="scim").update(office="president")
    assert not_given() == ["z999 president"]


def test_an_appointment_is_not_touched_by_groups(cast: Cast, scim: Caller) -> None:
    one = make.person(cast)
    make.appointment(cast, "operator", one, state="in_force")
    key = scim.group(OPERATORS, one.no)
    scim("DELETE", f"Groups/{key}")
    assert "operator" in offices_of(one.user, on=clock.today())


def test_whom_human_resources_suspend_has_nothing_by_his_group(cast: Cast, scim: Caller) -> None:
    scim.group(OPERATORS, scim.enter())
    acts.move(person("z999"), "suspended", by=cast.actor("hr"), reason="調查中")
    assert now() == set()
    sweeps.run_due(only="directory")
    assert not OfficeHeld.objects.filter(source="scim", to_on__gte=clock.today()).exists()


# -- what is wrong ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "status", "kind"),
    [
        ({"displayName": ""}, 400, "invalidValue"), ({"displayName": None}, 400, "invalidValue"),
        ({"displayName": "x" * 256}, 400, "invalidValue"), ({"externalId": 7}, 400, "invalidValue"),
        ({"externalId": "x" * 256}, 400, "invalidValue"), ({"displayName": "THERE"}, 409, "uniqueness"),
        ({"members": [{"value": "PSN-2026-9999"}]}, 400, "invalidValue"), ({"members": "z999"}, 400, "invalidValue"),
        ({"members": [{"value": 1}]}, 400, "invalidValue"), ({"members": [{"display": "z999"}]}, 400, "invalidValue"),
    ],
)  # fmt: skip
def test_no_group_is_made_of_what_is_wrong(scim: Caller, said: dict[str, Any], status: int, kind: str) -> None:
    there = scim.group("there")
    before = Entry.objects.count()
    is_wrong(scim("POST", "Groups", {"schemas": [GROUP], "displayName": "new"} | said), status, kind)
    assert [str(one.pk) for one in ProvisionedGroup.objects.all()] == [there]
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ({"op": "add", "path": "members", "value": [{"value": "nobody"}]}, "invalidValue"),
        ({"op": "add", "path": "members", "value": "z999"}, "invalidValue"),
        ({"op": "add", "path": 'members[value eq "x"]', "value": [{"value": "x"}]}, "invalidPath"),
        ({"op": "remove", "path": 'members[display eq "x"]'}, "invalidFilter"),
        ({"op": "remove", "path": "displayName"}, "mutability"),
        ({"op": "replace", "path": "displayName", "value": 1}, "invalidValue"),
        ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
        ({"op": "remove"}, "noTarget"), ({"op": "replace", "path": "mem bers"}, "invalidPath"),
    ],
)  # fmt: skip
def test_a_patch_with_one_wrong_operation_changes_nothing(scim: Caller, operation: Any, kind: str) -> None:
    one = scim.enter()
    key = scim.group(OPERATORS)
    good = {"op": "add", "path": "members", "value": [{"value": one}]}
    is_wrong(scim.patch(f"Groups/{key}", good, operation), 400, kind)
    assert (now(), members(scim, key)) == (set(), set())


def test_whom_the_provider_took_out_and_who_never_was_is_not_put_in_but_may_be_taken_out(scim: Caller) -> None:
    one = scim.enter()
    key = scim.group(OPERATORS, one)
    scim("DELETE", f"Users/{one}")
    is_wrong(
        scim.patch(f"Groups/{key}", {"op": "add", "path": "members", "value": [{"value": one}]}), 400, "invalidValue"
    )
    for gone in (one, "nobody"):
        answer = scim.patch(f"Groups/{key}", {"op": "remove", "path": "members", "value": [{"value": gone}]})
        assert answer.status_code == 204


@pytest.mark.parametrize("key", ["x", "1", "00000000-0000-0000-0000-000000000000", "%00"])
def test_an_unknown_id_is_no_group(scim: Caller, key: str) -> None:
    body = {"displayName": "x", "schemas": [PATCH], "Operations": [{"op": "add", "path": "displayName", "value": "x"}]}
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        is_wrong(scim(method, f"Groups/{key}", body), 404)


def test_filters_of_groups(scim: Caller) -> None:
    one = scim.enter()
    key = scim.group(OPERATORS, one, externalId="g-1")
    scim.group("other", one)
    for text, hits in {
        f'displayName eq "{OPERATORS.upper()}"': 1, 'externalId eq "g-1"': 1, f'id eq "{key}"': 1, 'id eq "x"': 0,
        f'id eq "{key}" and members eq "{one}"': 1, f'members.value eq "{one}"': 2, 'members eq "x"': 0,
    }.items():  # fmt: skip
        assert scim("GET", "Groups", filter=text).json()["totalResults"] == hits, text
    is_wrong(scim("GET", "Groups", filter='displayName sw "z"'), 400, "invalidFilter")


def test_a_list_costs_the_same_however_many_there_are(scim: Caller, django_assert_max_num_queries: Any) -> None:
    for number in range(4):
        scim.group(f"g{number}", scim.enter(f"z{number}"), person("z0").no)
    with django_assert_max_num_queries(10):
        assert len(scim("GET", "Groups").json()["Resources"]) == 4
    with django_assert_max_num_queries(10):
        scim("GET", "Users")


def test_a_group_of_nobody_known_here_leaves_other_people_alone(scim: Caller) -> None:
    """What a provider says of its own users alone counts: whom it has not named is in none of its groups."""
    scim.group(OPERATORS, scim.enter())
    assert {one.user.username for one in OfficeHeld.objects.filter(source="scim").select_related("user")} == {"z999"}
    assert scim("POST", "Users", user("z998")).status_code == 201
    assert now("z998") == set()
