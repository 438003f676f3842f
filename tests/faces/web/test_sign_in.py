"""Signing in: nobody learns what was wrong, tries are cut as the policy says, and the cast is offered at home alone."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.credentials import credential
from zhengan.kernel.reconciling import rows_alone
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

PASSWORD = "correct-horse-9"


@pytest.fixture
def known(cast: Cast) -> User:
    """The employee, with a password."""
    user = cast.user("employee")
    user.set_password(PASSWORD)
    user.password_changed_at = NOW - timedelta(days=10)
    user.save()
    return user


@pytest.fixture
def demonstration(settings, tmp_path: Path, cast: Cast) -> list[str]:
    """Demonstration mode with two people to choose from."""
    rows = [
        {
            "username": cast.user(name).username,
            "name": cast.user(name).name,
            "title": "職稱",
            "try_zh": f"試試{name}",
            "try_en": f"try {name}",
        }
        for name in ("employee", "ciso")
    ]
    (tmp_path / "demonstration").write_text(json.dumps(rows), encoding="utf-8")
    settings.HOME = tmp_path
    settings.DEMONSTRATION = True
    return [row["username"] for row in rows]


def sign_in(client: Client, username: str, password: str, **more: str):
    return client.post(reverse("sign-in"), {"username": username, "password": password, **more})


def acts_of(username: str) -> list[str]:
    return list(Entry.objects.filter(record_no=username).order_by("pk").values_list("act", flat=True))


def test_the_right_password_opens_today_and_is_an_act(client: Client, known: User):
    answer = sign_in(client, known.username.upper(), PASSWORD)
    assert answer.status_code == 302
    assert answer.url == reverse("today")
    assert acts_of(known.username) == ["sign_in"]
    assert client.get(reverse("today")).status_code == 200


def test_a_wrong_password_and_an_unknown_login_are_answered_alike(client: Client, known: User):
    wrong = sign_in(client, known.username, "nonsense-1")
    unknown = sign_in(Client(), "nobody", "nonsense-1")
    assert (wrong.status_code, unknown.status_code) == (400, 400)
    assert "帳號或密碼不正確" in wrong.text
    assert wrong.text.replace(known.username, "X").count("alert") == unknown.text.replace("nobody", "X").count("alert")
    assert "帳號或密碼不正確" in unknown.text
    assert acts_of(known.username) == ["sign_in_failed"]


def test_an_unknown_login_is_not_written_down_as_typed(client: Client, known: User):
    """People type their password into the wrong field."""
    sign_in(client, "my-secret-password", "x")
    entry = Entry.objects.get(act="sign_in_failed")
    assert "secret" not in entry.record_no
    assert "secret" not in json.dumps(entry.payload.body)


def test_after_three_wrong_tries_the_right_password_is_not_looked_at(client: Client, known: User):
    for _ in range(3):
        assert sign_in(client, known.username, "nonsense-1").status_code in (400, 429)
    cut = sign_in(client, known.username, PASSWORD)
    assert cut.status_code == 429
    assert "7.3.5" in cut.text or "七（三）5" in cut.text
    assert client.get(reverse("today")).status_code == 302
    with clock.standing_at(NOW + timedelta(minutes=16)):
        assert sign_in(client, known.username, PASSWORD).status_code == 302


def test_unknown_logins_are_cut_alike(client: Client, cast: Cast):
    answers = [sign_in(client, "nobody", "nonsense-1").status_code for _ in range(4)]
    assert answers[-1] == 429


def test_a_success_in_between_begins_the_count_again(client: Client, known: User):
    for _ in range(2):
        sign_in(client, known.username, "nonsense-1")
    assert sign_in(client, known.username, PASSWORD).status_code == 302
    other = Client()
    assert sign_in(other, known.username, "nonsense-1").status_code == 400
    assert sign_in(other, known.username, PASSWORD).status_code == 302


def test_another_address_is_not_cut_by_three_tries(client: Client, known: User):
    for _ in range(3):
        client.post(reverse("sign-in"), {"username": known.username, "password": "x"}, REMOTE_ADDR="192.0.2.7")
    assert sign_in(Client(), known.username, PASSWORD).status_code == 302


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"])
def test_next_leads_to_own_pages_only(client: Client, known: User, wanted: str):
    assert sign_in(client, known.username, PASSWORD, next=wanted).url == reverse("today")


def test_next_leads_on(client: Client, known: User):
    assert sign_in(client, known.username, PASSWORD, next="/policy/7.1.3.6/").url == "/policy/7.1.3.6/"


def test_everything_but_a_few_pages_asks_to_sign_in(client: Client, cast: Cast):
    for name in ("today", "policy", "calendar", "ledger", "search", "reports", "settings", "mail-log", "trading-days"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302, name
        assert answer.url.startswith(reverse("sign-in")), name
    for name in ("sign-in", "incident-report", "incident-thanks"):
        assert client.get(reverse(name)).status_code == 200, name


def test_who_has_left_cannot_sign_in(client: Client, known: User):
    User.objects.filter(pk=known.pk).update(is_active=False)
    assert sign_in(client, known.username, PASSWORD).status_code == 400


@pytest.mark.parametrize("address", ["today", "policy", "calendar", "ledger", "settings", "notices", "search"])
def test_every_page_has_a_way_to_sign_out(cast: Cast, judged: None, address: str):
    """Whoever leaves his desk finds it without looking for it, in the menu beside every page."""
    page = cast.client("it_manager").get(reverse(address)).text
    menu = page.partition('<nav class="rail"')[2].partition("</nav>")[0]
    assert f'<form class="rail-out" method="post" action="{reverse("sign-out")}">' in menu
    assert "csrfmiddlewaretoken" in menu


def test_signing_out_is_an_act_and_ends_the_session(cast: Cast):
    client = cast.client("employee")
    assert client.get(reverse("sign-out")).status_code == 302  # a link alone signs nobody out
    assert "_auth_user_id" in client.session
    assert client.post(reverse("sign-out")).url == reverse("sign-in")
    assert client.get(reverse("today")).status_code == 302
    assert acts_of(cast.user("employee").username)[-1] == "sign_out"


def test_a_first_sign_in_leads_to_a_new_password(client: Client, known: User):
    User.objects.filter(pk=known.pk).update(must_change_password=True)
    sign_in(client, known.username, PASSWORD)
    assert client.get(reverse("policy")).url == reverse("settings-password")
    assert client.get(reverse("settings-password")).status_code == 200


def test_a_password_past_its_age_has_to_be_changed(client: Client, known: User):
    User.objects.filter(pk=known.pk).update(password_changed_at=NOW - timedelta(days=93))
    sign_in(client, known.username, PASSWORD)
    assert client.get(reverse("today")).url == reverse("settings-password")


def test_a_shorter_age_in_force_acts_at_the_next_sign_in(client: Client, cast: Cast, known: User):
    sign_in(client, known.username, PASSWORD)
    assert client.get(reverse("today")).status_code == 200
    make.parameter(cast, "password-max-age", "P7D")
    sign_in(Client(), known.username, PASSWORD)
    assert client.get(reverse("today")).url == reverse("settings-password")


def test_the_language_can_be_chosen_before(client: Client, cast: Cast):
    client.post(reverse("set-language"), {"language": "en", "next": reverse("sign-in")})
    assert "Sign in" in client.get(reverse("sign-in")).text
    client.post(reverse("set-language"), {"language": "zh-hant", "next": reverse("sign-in")})
    assert "登入" in client.get(reverse("sign-in")).text


# -- the demonstration cast -----------------------------------------------------------------------------------------


def test_the_cast_is_offered_and_signs_in_at_home(client: Client, cast: Cast, demonstration: list[str]):
    assert "試試employee" in client.get(reverse("sign-in")).text
    assert client.post(reverse("sign-in-as"), {"as": demonstration[0]}).url == reverse("today")
    assert client.get(reverse("today")).status_code == 200
    assert acts_of(demonstration[0]) == ["sign_in"]


@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "10.0.0.2"},
        {"REMOTE_ADDR": "::ffff:192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
    ],
)
def test_the_cast_is_neither_offered_nor_let_in_from_elsewhere(
    client: Client, cast: Cast, demonstration: list[str], where: dict[str, str]
):
    assert "試試employee" not in client.get(reverse("sign-in"), **where).text
    assert client.post(reverse("sign-in-as"), {"as": demonstration[0]}, **where).url == reverse("sign-in")
    assert client.get(reverse("today")).status_code == 302
    assert not acts_of(demonstration[0])


def test_without_demonstration_mode_nobody_steps_into_shoes(
    client: Client, cast: Cast, demonstration: list[str], settings
):
    settings.DEMONSTRATION = False
    assert "試試employee" not in client.get(reverse("sign-in")).text
    assert client.post(reverse("sign-in-as"), {"as": demonstration[0]}).url == reverse("sign-in")
    assert client.get(reverse("today")).status_code == 302


def test_the_cast_need_no_password_of_their_own(client: Client, cast: Cast, demonstration: list[str]):
    User.objects.filter(username=demonstration[0]).update(must_change_password=True)
    client.post(reverse("sign-in-as"), {"as": demonstration[0]})
    assert client.get(reverse("today")).status_code == 200


def test_only_the_cast_can_be_stepped_into(client: Client, cast: Cast, demonstration: list[str]):
    other = cast.user("president").username
    client.post(reverse("sign-in-as"), {"as": other})
    assert client.get(reverse("today")).status_code == 302
    assert not acts_of(other)


def test_a_broken_cast_file_offers_nobody(client: Client, cast: Cast, demonstration: list[str], settings):
    (settings.HOME / "demonstration").write_text("not json", encoding="utf-8")
    assert client.get(reverse("sign-in")).status_code == 200
    client.post(reverse("sign-in-as"), {"as": demonstration[0]})
    assert client.get(reverse("today")).status_code == 302


def test_a_password_that_is_hashed_anew_at_sign_in_is_told_to_the_ledger(client: Client, known: User):
    """Else the next verification would take the stronger hash for a password exchanged around the program."""
    weak = Argon2PasswordHasher()
    weak.time_cost = 1
    known.password = weak.encode(PASSWORD, weak.salt())
    known.save()
    with transaction.atomic():
        acts.note("password", by=Actor.system(), record_no=known.username, body={"rows": credential(known)})
    assert list(rows_alone()) == []
    assert sign_in(client, known.username, PASSWORD).status_code == 302
    assert User.objects.get(pk=known.pk).password != known.password
    assert list(rows_alone()) == []
