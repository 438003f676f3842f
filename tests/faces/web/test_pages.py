"""Every register shows its list, a record and the form for a new one to its officers, in both tongues."""

import re

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.grown import grown
from zhengan.catalogue import catalogue
from zhengan.faces.web.places import record_url, register_url, room_url
from zhengan.identity.models import User
from zhengan.kernel.register import registers

CHINESE = re.compile(r"[㐀-鿿]")
CODES = [one.code for one in registers()]


def officer(cast: Cast, code: str) -> str:
    """Somebody of the cast who may write this register; the first reader where nobody of the cast may."""
    one = next(one for one in registers() if one.code == code)
    for offices in (one.makers, one.readers):
        for name in cast.names:
            if cast.actor(name).holds(*(set(offices) - {"all_staff"})):
                return name
    raise AssertionError(f"nobody may see {code}")


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("code", CODES)
def test_a_register_shows_list_record_and_form(cast: Cast, code: str, language: str):
    one = next(one for one in registers() if one.code == code)
    (record,) = grown(one, 1, maker=cast.user("president"))
    name = officer(cast, code)
    User.objects.filter(pk=cast.user(name).pk).update(language=language)
    client = cast.client(name)
    shown = client.get(register_url(one))
    assert shown.status_code == 200
    assert f'lang="{"zh-Hant-TW" if language == "zh-hant" else "en"}"' in shown.text
    assert record.no in shown.text or record_url(one, record.no) in shown.text
    for tab in ("content", "evidence", "trail", "talk"):
        assert client.get(f"{record_url(one, record.no)}?tab={tab}").status_code == 200, tab
    assert client.get(record_url(one, record.no, "print")).status_code == 200
    if one.may_create(cast.actor(name)):
        assert client.get(register_url(one, "new")).status_code == 200
    else:
        assert client.get(register_url(one, "new")).status_code == 403


@pytest.mark.parametrize("room", list(catalogue().rooms))
def test_a_room_shows_its_registers_and_clauses(cast: Cast, room: str):
    shown = cast.client("ciso").get(room_url(room))
    assert shown.status_code == 200
    for one in registers():
        if one.room == room:
            assert register_url(one) in shown.text


def test_a_page_that_is_not_there_says_so(cast: Cast):
    client = cast.client("ciso")
    for url in ("/assets/no-such-register/", "/assets/info-system/SYS-2026-9999/", "/nowhere/"):
        shown = client.get(url)
        assert shown.status_code == 404
        assert "找不到" in shown.text


def test_nothing_is_shown_to_who_is_not_signed_in(client, db):
    shown = client.get("/assets/info-system/")
    assert shown.status_code == 302
    assert shown.headers["Location"].startswith(reverse("sign-in"))


def test_who_must_change_the_password_sees_nothing_else(cast: Cast):
    client = cast.client("ciso")
    User.objects.filter(pk=cast.user("ciso").pk).update(must_change_password=True)
    shown = client.get("/assets/info-system/")
    assert shown.headers["Location"] == reverse("settings-password")
    assert client.get(reverse("settings-password")).status_code == 200


def test_years_of_the_republic_are_a_matter_of_preference(cast: Cast, trading):
    client = cast.client("it_manager")
    assert "2026-03-01" in client.get(record_url(trading.register, trading.no)).text
    User.objects.filter(pk=cast.user("it_manager").pk).update(years="roc")
    shown = client.get(record_url(trading.register, trading.no)).text
    assert "115-03-01" in shown
    assert "2026-03-01" not in shown
    assert "115年11月20日（五）" in shown


def test_language_and_look_are_kept_with_the_account(cast: Cast):
    client = cast.client("ciso")
    back = client.post(reverse("set-language"), {"language": "en", "next": "/assets/"})
    assert back.headers["Location"] == "/assets/"
    assert "Information assets" in client.get("/assets/").text
    client.post(reverse("set-theme"), {"theme": "dark", "next": "/"})
    assert 'data-theme="dark"' in client.get("/assets/").text
    away = client.post(reverse("set-language"), {"language": "en", "next": "https://evil.test/"})
    assert away.headers["Location"] == "/"


def test_the_rail_shows_only_what_is_open(cast: Cast):
    for name, sees in (("ciso", True), ("contractor", False)):
        shown = cast.client(name).get(reverse("notices")).text
        assert ("/assets/info-system/" in shown) is sees


def test_pages_carry_a_strict_policy_for_content_and_no_inline_code(cast: Cast, trading):
    client = cast.client("it_manager")
    for url in (register_url(trading.register), record_url(trading.register, trading.no)):
        shown = client.get(url)
        assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
        assert not re.search(r"<[^>]+ (?:style|onclick|onsubmit|onchange)=", shown.text)
        assert not re.search(r"<script(?![^>]*src=)", shown.text)


def test_a_broken_page_says_so_in_both_tongues(rf):
    from zhengan.faces.web.errors import broken

    shown = broken(rf.get("/"))
    assert shown.status_code == 500
    assert "系統發生錯誤" in shown.content.decode()
    assert "Something broke" in shown.content.decode()
