"""Journey C: somebody without account reports from a phone in under a minute; IT and supervisors are told at once."""

import socket
import time
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from playwright.sync_api import expect

from tests.browser.conftest import Firm


class Box(Message):
    """Keeps what arrives."""

    def __init__(self):
        super().__init__()
        self.arrived = []

    def handle_message(self, message):
        self.arrived.append(message_from_bytes(message.as_bytes()))


@pytest.fixture
def smtp():
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def firm_with_mail(demonstration, tmp_path, smtp):
    import shutil

    home = tmp_path / "home"
    shutil.copytree(demonstration, home)
    running = Firm(home, ZHENGAN_SMTP_HOST="127.0.0.1", ZHENGAN_SMTP_PORT=str(smtp.port))
    yield running
    running.stop()


def told_of(smtp, no):
    return [message for message in smtp.arrived if message["X-Zhengan-Record"] == no]


def test_a_stranger_reports_in_under_a_minute(firm_with_mail, smtp, visit):
    phone = visit(firm_with_mail, phone=True)
    page = phone.page
    started = time.monotonic()
    page.goto("/report/")
    page.locator("textarea[name=description]").fill("網路下單登入後畫面跳到奇怪的網址，要求再輸入一次密碼。")
    page.locator("input[name=kind][value=phishing]").check(force=True)
    page.locator("input[name=name]").fill("陳小姐")
    page.get_by_role("button", name="送出通報").click()
    page.wait_for_url("**/report/thanks/**")
    assert time.monotonic() - started < 60
    no = page.locator("text=/INC-\\d+-\\d+/").first.inner_text()
    no = no[no.index("INC-") :].split()[0].strip("。，")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the phone"

    end = time.monotonic() + 120  # the house may have other mail to send first
    while time.monotonic() < end and not told_of(smtp, no):
        time.sleep(0.2)
    assert told_of(smtp, no), "nobody was told by mail"

    admin = visit(firm_with_mail)
    admin.signed_in("張志豪")
    admin.page.goto(f"/incidents/incident/{no}/")
    expect(admin.page.get_by_text("陳小姐").first).to_be_visible()
    expect(admin.page.get_by_text("受理").first).to_be_visible()
    admin.page.goto("/notices/")
    expect(admin.page.get_by_text(no).first).to_be_visible()
