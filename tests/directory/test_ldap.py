"""Signing in by the firm's directory: a real server, verified TLS, and no way around the product's own rules."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.conftest import NOW
from tests.directory.server import OPERATORS, PASSWORD, PEOPLE, Directory, make, person
from zhengan.identity import factors
from zhengan.identity.directory import ldap
from zhengan.identity.models import User
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


def sign_in(username: str, password: str, client: Client | None = None) -> Any:
    return (client or Client()).post(reverse("sign-in"), {"username": username, "password": password})


def acts_of(username: str) -> list[str]:
    return list(Entry.objects.filter(record_no=username).order_by("pk").values_list("act", flat=True))


@pytest.mark.parametrize("way", ["url", "url_starttls"])
def test_the_directorys_password_opens_and_is_an_act(directory: Directory, cast: Cast, settings: Any, way: str):
    settings.LDAP_URL = getattr(directory, way)
    client, login = Client(), cast.user("employee").username
    assert sign_in(login.upper(), PASSWORD, client).url == reverse("today")
    assert client.get(reverse("today")).status_code == 200
    assert acts_of(login)[-1] == "sign_in"
    assert Entry.objects.filter(act="sign_in").get().payload.body["how"] == "directory"


@pytest.mark.parametrize("password", ["", "wrong", "\0", f"{PASSWORD}\0", "x" * 300, "*"])
def test_no_other_password_does(directory: Directory, cast: Cast, password: str):
    # A form with NUL in it is refused before anybody asks what it says.
    assert sign_in(cast.user("employee").username, password).status_code == (409 if "\0" in password else 400)
    assert ldap.proven(cast.user("employee").username, password) is None


def test_the_directory_itself_would_take_an_empty_password(directory: Directory, cast: Cast):
    """So it is we who refuse it: an unauthenticated bind succeeds with many servers."""
    assert ldap.proven(cast.user("employee").username, "") is None
    assert ldap.proven(cast.user("employee").username, PASSWORD) is not None


@pytest.mark.parametrize(
    "login",
    [
        "*",
        "a20*",
        "a203)(uid=*",
        "*)(objectClass=*",
        "a203)(|(uid=*",
        "\\2a",
        "a203\\00",
        " a203",
        "a203 ",
        "（ａ２０３）",
        "",
    ],
)
def test_a_login_cannot_change_the_question(directory: Directory, login: str):
    assert ldap.found(login) is None
    assert ldap.proven(login, PASSWORD) is None


def test_who_is_only_in_the_directory_is_not_let_in(directory: Directory):
    assert ldap.proven("z999", PASSWORD) is not None
    assert sign_in("z999", PASSWORD).status_code == 400
    assert not User.objects.called("z999").exists()
    assert Entry.objects.filter(act="sign_in_failed").count() == 1


def test_passwords_of_strangers_are_never_tried_against_the_directory(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
):
    asked = []
    proven = ldap.proven
    monkeypatch.setattr(ldap, "proven", lambda login, password: asked.append(login) or proven(login, password))
    sign_in("z999", PASSWORD)
    assert asked == [""]


@pytest.mark.parametrize("change", [{"is_active": False}, {"until_on": (NOW - timedelta(days=1)).date()}])
def test_who_may_not_sign_in_here_does_not_by_the_directory(directory: Directory, cast: Cast, change: dict[str, Any]):
    login = cast.user("employee").username
    User.objects.filter(username=login).update(**change)
    assert sign_in(login, PASSWORD).status_code == 400


def test_three_wrong_tries_cut_here_too(directory: Directory, cast: Cast):
    login = cast.user("employee").username
    for _ in range(3):
        sign_in(login, "wrong")
    assert sign_in(login, PASSWORD).status_code == 429
    with clock.standing_at(NOW + timedelta(minutes=16)):
        assert sign_in(login, PASSWORD).status_code == 302


def test_the_second_factor_is_asked_for(directory: Directory, cast: Cast):
    user, client = cast.user("employee"), Client()
    app = factors.begin_app(user)
    type(app).objects.filter(pk=app.pk).update(confirmed=True)
    assert sign_in(user.username, PASSWORD, client).url == reverse("sign-in-second")
    assert client.get(reverse("today")).status_code == 302
    code = factors.code_at(app, int(clock.now().timestamp()) // factors.STEP)
    assert client.post(reverse("sign-in-second"), {"code": code}).url == reverse("today")


def test_a_password_of_the_directory_is_no_second_factor(directory: Directory, cast: Cast):
    """The system administrator needs one; the directory's password alone leads to taking one up."""
    user, client = cast.user("system_admin"), Client()
    with directory.admin() as admin:
        admin.add(f"uid={user.username},{PEOPLE}", "inetOrgPerson",
                  {"cn": "李志豪", "sn": "李", "userPassword": PASSWORD})  # fmt: skip
    sign_in(user.username, PASSWORD, client)
    assert client.get(reverse("policy")).url == reverse("second-factor")


def test_afterwards_the_password_of_before_opens_nothing(directory: Directory, cast: Cast):
    user = cast.user("employee")
    user.set_password("former-Password-3")
    user.save()
    assert sign_in(user.username, "former-Password-3").status_code == 302
    assert sign_in(user.username, PASSWORD).status_code == 302
    assert sign_in(user.username, "former-Password-3").status_code == 400


def test_who_weighs_heavily_shows_the_directorys_password_again(directory: Directory, cast: Cast):
    client, login = Client(), cast.user("employee").username
    sign_in(login, PASSWORD, client)
    assert client.post(reverse("prove"), {"password": "wrong"}).status_code == 400
    assert client.post(reverse("prove"), {"password": PASSWORD}).status_code == 302
    assert acts_of(login)[-1] == "proved"


# -- the connection ---------------------------------------------------------------------------------------------------


def test_a_certificate_of_an_unknown_authority_is_not_believed(directory: Directory, cast: Cast, settings: Any):
    settings.LDAP_CA = ""
    for settings.LDAP_URL in (directory.url, directory.url_starttls):
        with pytest.raises(ldap.Away, match=r"(?i)certificate"):
            ldap.found(cast.user("employee").username)
    assert sign_in(cast.user("employee").username, PASSWORD).status_code == 400


def test_a_certificate_for_another_name_is_not_believed(
    directory: Directory, cast: Cast, settings: Any, tmp_path: Path
):
    other = make(tmp_path / "other", person("a203", "曾雅文"), name="ldap.elsewhere.example")
    other.start()
    try:
        settings.LDAP_CA = str(other.folder / "ca.pem")
        for settings.LDAP_URL in (other.url, other.url_starttls):
            with pytest.raises(ldap.Away, match=r"(?i)match|certificate"):
                ldap.found("a203")
    finally:
        other.stop()


def test_a_directory_that_is_away_lets_nobody_in_and_local_accounts_go_on(directory: Directory, cast: Cast):
    directory.stop()
    assert sign_in(cast.user("employee").username, PASSWORD).status_code == 400
    emergency = cast.user("ciso")
    emergency.set_password("emergency-Password-3")
    emergency.save()
    assert sign_in(emergency.username, "emergency-Password-3").status_code == 302


def test_without_a_directory_nothing_is_asked(directory: Directory, cast: Cast, settings: Any):
    settings.LDAP_URL = ""
    assert sign_in(cast.user("employee").username, PASSWORD).status_code == 400


def test_two_people_of_one_login_are_nobody(directory: Directory, cast: Cast):
    login = cast.user("employee").username
    with directory.admin() as admin:
        admin.add(f"cn=twin,{PEOPLE}", "inetOrgPerson", {"uid": login, "sn": "x", "userPassword": PASSWORD})
    assert ldap.found(login) is None


def test_more_people_than_one_page_are_all_told(directory: Directory, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ldap, "PAGE", 2)
    assert [one.login for one in ldap.everybody()] == ["a103", "a203", "z999"]
    assert ldap.groups_of(f"uid=a203,{PEOPLE}", [OPERATORS.lower()]) == {OPERATORS.lower()}
