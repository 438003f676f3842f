"""Attacks on the sign-in, each by its name."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, proven
from tests.conftest import NOW
from zhengan.faces import web
from zhengan.identity.models import User
from zhengan.kernel.models import Notification
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

PASSWORD = "Kx7!violet-harbour-92"


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    """What is tried here does not hang on how slow the hash is; test_timing.py looks at that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def victim(cast: Cast) -> User:
    user = cast.user("employee")
    user.set_password(PASSWORD)
    user.password_changed_at = NOW - timedelta(days=10)
    user.save()
    return user


def attempt(client: Client, login: str, password: str, address: str = "127.0.0.1"):
    return client.post(reverse("sign-in"), {"username": login, "password": password}, REMOTE_ADDR=address)


def test_session_fixation(client: Client, victim: User):
    """A key that was planted before signing in is worth nothing after it."""
    client.post(reverse("set-language"), {"language": "en"})
    client.cookies["session"] = "planted0planted0planted0planted0"
    attempt(client, victim.username, PASSWORD)
    mine = client.cookies["session"].value
    assert mine != "planted0planted0planted0planted0"
    thief = Client()
    thief.cookies["session"] = "planted0planted0planted0planted0"
    assert thief.get(reverse("today")).status_code == 302
    proven(client)
    assert client.get(reverse("today")).status_code == 200


def test_user_enumeration_by_words(victim: User, cast: Cast):
    """Known, unknown, closed and expired logins are answered with the same page, also when they are cut."""
    User.objects.filter(pk=cast.user("auditor").pk).update(is_active=False)
    User.objects.filter(pk=cast.user("operator").pk).update(one_time_until=NOW - timedelta(days=1))
    logins = [victim.username, "nobody", cast.user("auditor").username, cast.user("operator").username]
    pages = []
    for place, login in enumerate(logins):
        client = Client()
        answers = [attempt(client, login, "wrong-1", f"203.0.113.{place}") for _ in range(3)]
        pages.append([(one.status_code, without_token(one.text).replace(login, "LOGIN")) for one in answers])
    assert pages[1:] == pages[:-1]


def without_token(text: str) -> str:
    head, _mark, rest = text.partition('name="csrfmiddlewaretoken" value="')
    if not rest:
        return text.replace(text.partition('X-CSRFToken":"')[2][:64], "")
    return head.replace(head.partition('X-CSRFToken":"')[2][:64], "") + without_token(rest[64:])


def test_password_spraying(cast: Cast):
    """One password for many logins from one address: the address is cut, and those who watch are told once."""
    client = Client()
    answers = [attempt(client, f"a{number}", "Winter-2026", "203.0.113.5").status_code for number in range(32)]
    assert answers[:29] == [400] * 29
    assert answers[29:] == [429] * 3
    assert Notification.objects.filter(user=cast.user("security_officer"), kind="incident").count() == 1
    assert Entry.objects.filter(act="sign_in_cut").count() == 1


def test_password_spraying_from_everywhere(cast: Cast):
    """One password, each login once, each time from another address: nothing can be cut, so somebody is told, once."""
    officer = cast.user("security_officer")
    for number in range(62):
        assert attempt(Client(), f"a{number}", "Winter-2026", f"203.0.{number}.7").status_code == 400
        alarms = Notification.objects.filter(user=officer, kind="incident", mail=True).count()
        assert alarms == (number >= 59), number
    assert not Entry.objects.filter(act="sign_in_cut").exists()


def test_user_enumeration_by_asking_for_a_password(cast: Cast):
    """Whoever asks for a new password learns nothing about who is there."""
    pages = []
    for number, login in enumerate((cast.user("employee").username, "nobody", cast.user("auditor").username)):
        answer = Client().post(reverse("forgotten"), {"username": login}, REMOTE_ADDR=f"203.0.113.{number}")
        pages.append((answer.status_code, without_token(answer.text).replace(login, "LOGIN")))
    assert pages[1:] == pages[:-1]


def test_lock_out_abuse(victim: User):
    """A stranger with a thousand addresses shuts out strangers, never the browser that its owner has signed in from."""
    mine = Client()
    attempt(mine, victim.username, PASSWORD)
    mine.post(reverse("sign-out"))
    for number in range(40):
        attempt(Client(), victim.username, "wrong-1", f"198.51.100.{number}")
    assert attempt(Client(), victim.username, PASSWORD, "198.51.100.200").status_code == 429
    assert attempt(mine, victim.username, PASSWORD, "198.51.100.201").status_code == 302
    with clock.standing_at(NOW + timedelta(minutes=16)):
        assert attempt(Client(), victim.username, PASSWORD, "198.51.100.200").status_code == 302


def test_a_stolen_mark_of_a_device_is_cut_like_anybody(victim: User):
    mine = Client()
    attempt(mine, victim.username, PASSWORD)
    thief = Client()
    thief.cookies["known"] = mine.cookies["known"].value
    answers = [attempt(thief, victim.username, "wrong-1", f"198.51.100.{n}").status_code for n in range(4)]
    assert answers == [400, 400, 429, 429]


def test_the_third_wrong_password_ends_the_session_and_raises_the_alarm(victim: User, cast: Cast):
    client = Client()
    attempt(client, victim.username, PASSWORD)
    for _ in range(3):
        answer = client.post(
            reverse("settings-password"), {"current": "wrong", "new": "Another-7!meadow", "again": "Another-7!meadow"}
        )
    assert answer.url == reverse("sign-in")
    assert client.get(reverse("today")).status_code == 302
    assert Notification.objects.filter(user=victim, kind="incident", mail=True).exists()
    assert Notification.objects.filter(user=cast.user("security_officer"), kind="incident", mail=True).exists()


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "http:evil",
     "javascript:alert(1)",
     "/%09/evil.example", "///evil.example", "https:/evil.example", " https://evil.example"],
)  # fmt: skip
def test_open_redirect(victim: User, wanted: str):
    for answer in (
        Client().post(reverse("sign-in"), {"username": victim.username, "password": PASSWORD, "next": wanted}),
        Client().post(reverse("set-language"), {"language": "en", "next": wanted}),
    ):
        assert "evil" not in answer.url.partition("?")[0] or answer.url.startswith("/%09")


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, victim: User, settings):
    settings.SESSION_COOKIE_SECURE = True
    attempt(client, victim.username, PASSWORD)
    for name in ("session", "known"):
        cookie = client.cookies[name]
        assert cookie["httponly"], name
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name


def test_no_password_or_code_is_written_down(victim: User):
    client = Client()
    attempt(client, victim.username, "A-wrong-secret-1")
    attempt(client, victim.username, PASSWORD)
    written = "".join(str(one.payload.body) + one.record_no for one in Entry.objects.select_related("payload"))
    assert "A-wrong-secret-1" not in written
    assert PASSWORD not in written


def test_an_address_cannot_forge_a_line_of_the_log(client: Client, victim: User, caplog: pytest.LogCaptureFixture):
    client.force_login(victim)
    client.get("/nowhere%0a2026-01-01T00:00:00+0800%20ERROR%20forged/")
    assert "forged" in caplog.text
    assert "\n2026-01-01" not in caplog.text


def test_the_script_keeps_nothing_but_chosen_columns():
    script = (Path(web.__file__).parent / "static" / "zhengan" / "zhengan.js").read_text("utf-8")
    assert re.findall(r"(\w+)Storage\.setItem\((\w+)", script) == [("local", "columnsKey")]
    assert not re.search(r"sessionStorage|indexedDB|postMessage|\beval\(", script)
