"""Bringing people in from the directory: shown before anything is written, through acts, and nobody is taken out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.cast import Cast
from tests.directory.server import GROUPS, PASSWORD, PEOPLE, Directory
from zhengan.faces.cli.main import run
from zhengan.identity.models import OfficeHeld, User
from zhengan.identity.offices import offices_of
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def bring(cast: Cast, *words: str, who: str = "hr") -> int:
    return run(["--language", "en", "directory", "import", "--as", cast.user(who).username, *words])


def person(staff_no: str) -> Any:
    return register("organization.person").record.objects.filter(staff_no=staff_no).first()


def test_differences_are_shown_and_nothing_is_written(directory: Directory, cast: Cast, capsys: Any):
    with directory.admin() as admin:
        admin.modify(f"uid=a203,{PEOPLE}", {"title": [("MODIFY_REPLACE", ["資深營業員"])]})
    before = Entry.objects.count()
    assert bring(cast, "--dry-run") == 0
    told = capsys.readouterr().out
    assert "Z999" in told
    assert "營業員 → 資深營業員" in told
    assert "A104" in told, "who is not in the directory is told as gone"
    assert "V301" not in told, "somebody from outside need not be in the firm's directory"
    assert Entry.objects.count() == before
    assert person("Z999") is None
    assert not User.objects.called("z999").exists()


def test_new_and_changed_people_come_in_by_acts_and_the_gone_stay(directory: Directory, cast: Cast):
    with directory.admin() as admin:
        admin.modify(f"uid=a203,{PEOPLE}", {"title": [("MODIFY_REPLACE", ["資深營業員"])]})
    assert bring(cast) == 0
    new = person("Z999")
    assert (new.name, new.unit.code, new.unit_function, new.job_title) == ("新同事", "I10", "it", "工程師")
    assert person("A203").job_title == "資深營業員"
    assert person("A104").state == "active"
    entry = Entry.objects.get(act="import_file")
    assert (entry.register, entry.actor_id) == ("organization.person", cast.user("hr").pk)


def test_who_was_brought_in_signs_in_and_has_the_offices_of_his_groups(directory: Directory, cast: Cast):
    assert Client().post(reverse("sign-in"), {"username": "z999", "password": PASSWORD}).status_code == 400
    bring(cast)
    user = User.objects.called("z999").get()
    assert offices_of(user, on=clock.today()) == {"all_staff", "system_admin"}
    assert OfficeHeld.objects.get(user=user).source == "directory"
    assert Client().post(reverse("sign-in"), {"username": "z999", "password": PASSWORD}).status_code == 302
    assert not user.has_usable_password()


def test_the_second_time_there_is_nothing_to_do(directory: Directory, cast: Cast):
    bring(cast)
    count = Entry.objects.filter(act__in=("create", "import", "directory_offices")).count()
    assert bring(cast) == 0
    assert Entry.objects.filter(act__in=("create", "import", "directory_offices")).count() == count


def test_only_who_may_enter_people_brings_them_in(directory: Directory, cast: Cast):
    assert bring(cast, who="employee") == 3
    assert person("Z999") is None
    assert Entry.objects.filter(act="refused").count() == 1


def test_a_unit_that_nobody_knows_is_said_and_left_out(directory: Directory, cast: Cast, capsys: Any):
    with directory.admin() as admin:
        admin.modify(f"uid=z999,{PEOPLE}", {"departmentNumber": [("MODIFY_REPLACE", ["火星部"])]})
    assert bring(cast) == 0
    assert "unknown unit: 火星部" in capsys.readouterr().out
    assert person("Z999") is None


def test_a_directory_that_is_away_or_empty_changes_nothing(
    directory: Directory, cast: Cast, settings: Any, capsys: Any
):
    settings.LDAP_PEOPLE = GROUPS
    assert bring(cast) == 1
    assert "tells of nobody" in capsys.readouterr().err
    settings.LDAP_PEOPLE = PEOPLE
    directory.stop()
    assert bring(cast) == 1
    assert person("Z999") is None


def test_the_connection_can_be_looked_at(directory: Directory, settings: Any, capsys: Any):
    assert run(["directory", "check"]) == 0
    assert "3 人" in capsys.readouterr().out
    directory.stop()
    assert run(["directory", "check"]) == 1
    settings.LDAP_URL = ""
    assert run(["directory", "check"]) == 1
    assert bring_nothing_without_a_directory() == 1


def bring_nothing_without_a_directory() -> int:
    return run(["--language", "en", "directory", "import", "--dry-run", "--as", "a601"])
