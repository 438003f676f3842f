"""Offices by groups of the directory: what the firm has declared and nothing else, gone the same minute."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from ldap3 import MODIFY_ADD, MODIFY_DELETE

from tests.cast import Cast
from tests.conftest import NOW
from tests.directory.conftest import MAP, write_map
from tests.directory.server import ADMINS, GROUPS, OPERATORS, PASSWORD, PEOPLE, Directory
from zhengan.identity.directory.mapping import WrongMapping, read
from zhengan.identity.models import OfficeHeld
from zhengan.identity.offices import offices_of
from zhengan.kernel import sweeps
from zhengan.kernel.actor import Actor
from zhengan.ledger import clock
from zhengan.ledger.models import Entry
from zhengan.rooms.organization.effective import offices_not_given


@pytest.fixture
def member(directory: Directory, cast: Cast) -> Any:
    """The employee, signed in by the directory."""
    user = cast.user("employee")
    OfficeHeld.objects.exclude(user=user).delete()  # the cast's own offices come from nothing, which is another matter
    assert Client().post(reverse("sign-in"), {"username": user.username, "password": PASSWORD}).status_code == 302
    return user


def now(user: Any) -> frozenset[str]:
    return offices_of(user, on=clock.today())


def change(directory: Directory, group: str, user: Any, how: str) -> None:
    with directory.admin() as admin:
        admin.modify(group, {"member": [(how, [f"uid={user.username},{PEOPLE}"])]})


def test_a_group_gives_its_office_at_the_sign_in(member: Any):
    assert now(member) == {"all_staff", "operator"}
    held = OfficeHeld.objects.get(user=member)
    assert held.source == "directory"
    entry = Entry.objects.get(act="directory_offices")
    assert entry.record_no == member.username
    assert entry.payload.body["offices"] == {"operator": OPERATORS.lower()}
    assert list(offices_not_given()) == []


def test_it_shows_where_the_office_comes_from(member: Any, cast: Cast):
    assert "目錄群組" in cast.client("employee").get(reverse("settings")).text


def test_gone_from_the_group_the_office_is_gone_within_the_minute(directory: Directory, member: Any):
    change(directory, ADMINS, member, MODIFY_ADD)
    with directory.admin() as admin:
        admin.delete(OPERATORS)
    with clock.standing_at(NOW + timedelta(seconds=60)):
        assert sweeps.run_due()["directory"] == 1
        assert now(member) == {"all_staff", "system_admin"}


def test_gone_from_the_directory_too(directory: Directory, member: Any):
    with directory.admin() as admin:
        admin.delete(f"uid={member.username},{PEOPLE}")
    sweeps.run_due(only="directory")
    assert now(member) == {"all_staff"}
    assert Entry.objects.filter(act="directory_offices").latest("pk").payload.body["offices"] == {}


def test_nothing_changed_is_no_act(directory: Directory, member: Any):
    assert sweeps.run_due(only="directory") == {"directory": 0}
    assert Entry.objects.filter(act="directory_offices").count() == 1


def test_while_the_directory_is_away_offices_run_out(directory: Directory, member: Any):
    directory.stop()
    sweeps.run_due(only="directory")
    assert "operator" in now(member)
    with clock.standing_at(NOW + timedelta(days=2)):
        sweeps.run_due(only="directory")
        assert now(member) == {"all_staff"}


def test_each_look_puts_the_end_off(directory: Directory, member: Any):
    for day in range(1, 4):
        with clock.standing_at(NOW + timedelta(days=day)):
            sweeps.run_due(only="directory")
            assert "operator" in now(member)
            assert list(offices_not_given()) == []


def test_a_row_written_around_the_product_is_found(member: Any):
    OfficeHeld.objects.filter(user=member).update(office="president")
    assert [one.place for one in offices_not_given()] == [f"{member.username} president"]


def test_a_row_that_ends_later_than_it_may_is_found(member: Any):
    OfficeHeld.objects.filter(user=member).update(to_on=NOW.date() + timedelta(days=30))
    assert list(offices_not_given())


def test_an_office_by_appointment_is_not_touched_by_groups(directory: Directory, cast: Cast):
    operator = cast.user("operator")
    Client().post(reverse("sign-in"), {"username": operator.username, "password": PASSWORD})
    assert "operator" in now(operator)
    assert not Entry.objects.filter(act="directory_offices").exists()


def test_the_actor_of_the_next_request_has_lost_it(directory: Directory, member: Any):
    with directory.admin() as admin:
        admin.modify(OPERATORS, {"member": [(MODIFY_ADD, [f"uid=z999,{PEOPLE}"])]})
    change(directory, OPERATORS, member, MODIFY_DELETE)
    sweeps.run_due(only="directory")
    assert not Actor.of(member, via="web").holds("operator")


# -- the declaration --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"groups": [{"group": "cn=x", "offices": ["king"]}]}, "there is no office king"),
        ({"groups": [{"group": "cn=x", "offices": ["all_staff"]}]}, "there is no office all_staff"),
        ({"groups": [{"group": "cn=x", "offices": ["president"]}]}, "president is given by appointment"),
        (
            {"groups": [{"group": "cn=x", "offices": ["hr"], "instead_of_appointment": "true"}]},
            "hr is given by appointment",
        ),
        ({"groups": [{"offices": ["operator"]}]}, "a group is missing"),
        ({"groups": [{"group": "cn=x"}]}, "gives no office"),
        ({"groups": [{"group": "cn=x", "offices": "operator"}]}, "a list is needed"),
        ({"groups": [{"group": "cn=x", "ofices": ["operator"], "offices": ["operator"]}]}, "unknown word: ofices"),
        ({"groups": [{"group": one, "offices": ["operator"]} for one in ("cn=x", "CN=X")]}, "stands twice"),
        ({"group": []}, "unknown word: group"),
        ({"units": {"x": {"unit": "I10", "function": "king"}}}, "unit and function"),
        ({"units": ["x"]}, "a table is needed"),
        (None, "no groups"),
    ],
)
def test_a_wrong_declaration_says_what_is_wrong(told: Any, problem: str):
    with pytest.raises(WrongMapping, match=problem):
        read(told)


def test_a_high_office_by_a_group_has_to_be_said(directory: Directory):
    assert read(MAP).offices[ADMINS.lower()] == {"system_admin"}


def test_a_wrong_declaration_gives_nothing_to_anybody(directory: Directory, member: Any, settings: Any, tmp_path: Path):
    write_map(tmp_path, {"groups": [*MAP["groups"], {"group": "cn=x", "offices": ["king"]}]})
    sweeps.run_due(only="directory")
    assert now(member) == {"all_staff"}


def test_mistakes_stop_the_start_by_name(directory: Directory, settings: Any, tmp_path: Path):
    call_command("check")
    write_map(tmp_path, {"groups": [{"group": f"cn=nobody,{GROUPS}", "offices": ["operator"]}]})
    with pytest.raises(SystemCheckError, match="cn=nobody"):
        call_command("check")
    write_map(tmp_path, {"groups": [{"group": OPERATORS, "offices": ["king"]}]})
    with pytest.raises(SystemCheckError, match="there is no office king"):
        call_command("check")
    settings.DIRECTORY_MAP, settings.LDAP_URL, settings.LDAP_PEOPLE = "", "http://localhost", ""
    with translation.override("en"), pytest.raises(SystemCheckError, match=r"(?s)ZHENGAN_LDAP_PEOPLE.*ldaps://"):
        call_command("check")


def test_a_directory_that_is_away_does_not_stop_a_start(directory: Directory):
    directory.stop()
    call_command("check")


def test_without_a_file_no_group_gives_anything(directory: Directory, member: Any, settings: Any):
    settings.DIRECTORY_MAP = ""
    sweeps.run_due(only="directory")
    assert now(member) == {"all_staff"}
