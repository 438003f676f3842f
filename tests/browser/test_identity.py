"""Signing in with a real browser: first password, wrong tries, app, passkey, forgotten password, expiry, sessions."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Firm, zhengan

PASSWORD = "Kx7!violet-harbour-92"
FRESH = "Another-7!meadow-stone"


@pytest.fixture(scope="module")
def founded(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """An installation with its first two people, and the passwords that were shown once."""
    home = tmp_path_factory.mktemp("founded")
    done = zhengan(home, "init", "--president", "A001=王大明", "--hr", "A002=李小美", LANG="zh_TW.UTF-8")
    assert done.returncode == 0, done.stdout + done.stderr
    shown = dict(re.findall(r"(a00\d)\b.*?(\S{4}-\S{4}-\S{4}-\S{4})", done.stdout))
    assert len(shown) == 2, done.stdout
    return home, shown


@pytest.fixture
def plain(founded, tmp_path):
    """A server of that installation, with one more person who holds no office."""
    import shutil

    source, shown = founded
    home = tmp_path / "home"
    shutil.copytree(source, home)
    add_person(home)
    running = Firm(home)
    running.url = running.url.replace("127.0.0.1", "localhost")  # passkeys need a name
    yield running, dict(shown)
    running.stop()


PROGRAM = """
import os, sys; os.environ["DJANGO_SETTINGS_MODULE"] = "zhengan.site.settings"
import django; django.setup()
from datetime import date
from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
unit = register("organization.unit").record.objects.get()
acts.create(register("organization.person"), {"staff_no": "B100", "name": "陳小文", "kind": "employee", "unit": unit,
    "unit_function": "business", "job_title": "營業員", "grade": "staff", "joined_on": date(2026, 1, 5)},
    by=Actor.system())
"""


def add_person(home: Path) -> None:
    environment = {"ZHENGAN_HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True, timeout=120, capture_output=True)


def issue(firm: Firm, login: str, by: str = "a002") -> str:
    done = firm.cli("account", "password", login, "--as", by, "--method", "face", "--remark", "查驗證件")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("帳號").fill(login)
    page.get_by_label("密碼", exact=False).first.fill(password)
    page.get_by_role("button", name="登入", exact=True).click()


def choose(page: Page, old: str, new: str) -> None:
    expect(page).to_have_url(re.compile("/settings/password/"))
    page.locator("#id_current").fill(old)
    page.locator("#id_new").fill(new)
    page.locator("#id_again").fill(new)
    page.get_by_role("button", name="變更密碼").click()


def readable(page: Page) -> None:
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert not found, found


def employee(visit, firm: Firm) -> Page:
    """The person without office, signed in with a password of his own."""
    page = visit(firm).page
    first = issue(firm, "b100")
    sign_in(page, "b100", first)
    choose(page, first, PASSWORD)
    expect(page).to_have_url(re.compile(r":\d+/$"))
    return page


def test_a_first_sign_in_changes_the_password_before_anything_else(plain, visit):
    firm, _shown = plain
    page = visit(firm).page
    first = issue(firm, "b100")
    sign_in(page, "b100", first)
    page.goto("/policy/")
    expect(page).to_have_url(re.compile("/settings/password/"))
    readable(page)
    choose(page, first, "Password1")
    expect(page.get_by_role("alert").first).to_contain_text("20,000")
    choose(page, first, PASSWORD)
    expect(page).to_have_url(re.compile(r":\d+/$"))
    other = visit(firm).page
    sign_in(other, "b100", first)  # it opens once
    expect(other.get_by_role("alert")).to_contain_text("不正確")


def test_three_wrong_passwords_cut_the_connection(plain, visit):
    firm, _shown = plain
    visitor = visit(firm)
    page = visitor.page
    for _ in range(3):
        sign_in(page, "b100", "wrong-1")
    expect(page.get_by_role("alert")).to_contain_text("七（三）5")
    readable(page)
    visitor.trouble[:] = [line for line in visitor.trouble if "429" not in line]  # the browser has logged the cut
    sign_in(page, "b100", issue(firm, "b100"))
    expect(page.get_by_role("alert")).to_have_count(0)  # identity confirmed: the login is open again


def code_of(secret: str) -> str:
    """What an authenticator app shows, by a reading of RFC 6238 of our own."""
    import base64
    import hmac
    import struct
    import time

    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def test_an_app_is_taken_up_where_the_offices_want_it_and_then_asked_for(plain, visit):
    firm, shown = plain
    page = visit(firm).page
    sign_in(page, "a002", shown["a002"])
    choose(page, shown["a002"], PASSWORD)
    expect(page).to_have_url(re.compile("/settings/second-factor/"))
    readable(page)
    page.get_by_role("link", name="啟用驗證程式").click()
    expect(page.locator("figure svg")).to_be_visible()
    readable(page)
    secret = page.locator(".secret code").inner_text()
    page.get_by_label("裝置名稱").fill("我的手機")
    page.get_by_label("驗證碼").fill(code_of(secret))
    page.get_by_role("button", name="使用此驗證程式").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    readable(page)
    page.get_by_role("link", name="已妥善保存").click()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    other = visit(firm).page
    sign_in(other, "a002", PASSWORD)
    expect(other).to_have_url(re.compile("/sign-in/second/"))
    readable(other)
    other.get_by_label("驗證碼").fill(codes[0])
    other.get_by_role("button", name="繼續").click()
    expect(other).to_have_url(re.compile(r":\d+/$"))


def test_a_passkey_is_taken_up_and_opens(plain, visit):
    firm, _shown = plain
    page = employee(visit, firm)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/settings/second-factor/")
    page.get_by_label("裝置名稱").fill("筆電")
    page.get_by_role("button", name="啟用通行密鑰").click()
    expect(page.locator(".codes code")).to_have_count(10)
    page.goto("/settings/")
    page.get_by_role("button", name="登出").first.click()
    sign_in(page, "b100", PASSWORD)
    expect(page).to_have_url(re.compile("/sign-in/second/"))
    page.get_by_role("button", name="使用通行密鑰").click()
    expect(page).to_have_url(re.compile(r":\d+/$"))


def test_a_forgotten_password_needs_a_second_person(plain, visit):
    firm, shown = plain
    employee(visit, firm)
    person = visit(firm).page
    person.goto("/sign-in/")
    person.get_by_role("link", name="忘記密碼").click()
    readable(person)
    person.get_by_label("帳號").fill("b100")
    person.get_by_role("button", name="申請重設密碼").click()
    expect(person.get_by_role("status")).to_contain_text("若有此帳號")
    officer = visit(firm).page
    sign_in(officer, "a002", shown["a002"])
    choose(officer, shown["a002"], PASSWORD)
    officer.get_by_role("link", name="啟用驗證程式").click()
    officer.get_by_label("驗證碼").fill(code_of(officer.locator(".secret code").inner_text()))
    officer.get_by_role("button", name="使用此驗證程式").click()
    officer.goto("/accounts/")
    readable(officer)
    expect(officer.locator("tbody tr").first).to_contain_text("b100")
    officer.get_by_role("link", name="b100").click()
    officer.get_by_label("回撥人事資料所載電話").check()
    officer.get_by_label("確認內容").fill("回撥分機 2210")
    officer.get_by_role("button", name="身分已確認").click()
    once = officer.locator(".secret code").inner_text()
    readable(officer)
    sign_in(person, "b100", once)
    choose(person, once, FRESH)
    expect(person).to_have_url(re.compile(r":\d+/$"))


def test_an_old_password_is_warned_of_and_then_changed(plain, visit):
    firm, _shown = plain
    page = employee(visit, firm)

    def aged(days: int) -> None:
        with closing(sqlite3.connect(firm.home / "zhengan.sqlite3", timeout=20)) as rows, rows:
            rows.execute(
                "UPDATE identity_user SET password_changed_at = datetime('now', ?) WHERE username = 'b100'",
                (f"-{days} days",),
            )

    aged(87)
    page = visit(firm).page
    sign_in(page, "b100", PASSWORD)
    expect(page.get_by_text("日後到期")).to_be_visible()
    aged(120)
    page = visit(firm).page
    sign_in(page, "b100", PASSWORD)
    choose(page, PASSWORD, FRESH)
    expect(page).to_have_url(re.compile(r":\d+/$"))


def test_sessions_are_listed_and_ended(plain, visit):
    firm, _shown = plain
    page = employee(visit, firm)
    other = visit(firm, phone=True).page
    sign_in(other, "b100", PASSWORD)
    page.goto("/settings/sessions/")
    readable(page)
    expect(page.get_by_text("目前使用")).to_be_visible()
    page.get_by_role("button", name=re.compile("^結束 ")).click()
    other.goto("/policy/")
    expect(other).to_have_url(re.compile("/sign-in/"))
