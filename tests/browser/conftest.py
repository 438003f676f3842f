"""A real browser against the real program: `zhengan demo` once, then a copy of that folder and a server per journey."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

PROGRAM = Path(sys.executable).with_name("zhengan")
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def zhengan(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return subprocess.run(
        [PROGRAM, *arguments],
        env=env | {"ZHENGAN_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


class Firm:
    """One installation with the demonstration firm, served on a port of its own."""

    def __init__(self, home: Path, **environment: str):
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment
        env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [PROGRAM, "serve"],
            env=env | {"ZHENGAN_HOME": str(home), "PORT": str(self.port)} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.wait()

    def wait(self, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/sign-in/", timeout=5) as answer:  # noqa: S310 (loopback)
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(f"the server did not answer: {self.process.stdout.read() if self.process.poll() else ''}")

    def cli(self, *arguments: str) -> subprocess.CompletedProcess:
        return zhengan(self.home, *arguments, **self.environment)

    def clause(self, clause: str) -> dict:
        done = self.cli("check", "--json", "--clause", clause)
        found = json.loads(done.stdout)
        return next(row for row in found if row["clause"] == clause)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=15)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("demonstration")
    done = zhengan(home, "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    zhengan(home, "check")  # each copy begins with the verdicts instead of judging for itself
    return home


@pytest.fixture
def firm(demonstration, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(demonstration, home)
    running = Firm(home)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def quiet_firm(demonstration, tmp_path_factory):
    """One server for all tests that only look."""
    home = tmp_path_factory.mktemp("quiet") / "home"
    shutil.copytree(demonstration, home)
    running = Firm(home)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


class Visitor:
    """Somebody at a browser; every console error and every request that leaves the machine fails the test."""

    def __init__(
        self, browser: Browser, firm: Firm, *, phone: bool = False, language: str = "zh-Hant", dark: bool = False
    ):
        self.firm = firm
        self.context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            locale=language,
            color_scheme="dark" if dark else "light",
            base_url=firm.url,
            has_touch=phone,
            is_mobile=phone,
        )
        self.page: Page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", lambda message: message.type == "error" and self.trouble.append(message.text))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on(
            "request",
            lambda request: (
                request.url.startswith((firm.url, "data:", "blob:"))
                or self.trouble.append(f"left the machine: {request.url}")
            ),
        )

    def signed_in(self, name: str) -> Page:
        """Sign in as one of the cast, as the demonstration offers it."""
        self.page.goto("/sign-in/")
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_url(f"{self.firm.url}/")
        return self.page


@pytest.fixture
def visit(browser, request):
    """Open a browser for somebody: `visit(firm, phone=True)`."""
    visitors: list[Visitor] = []

    def open_one(firm: Firm, **options) -> Visitor:
        visitors.append(Visitor(browser, firm, **options))
        return visitors[-1]

    yield open_one
    shots = os.environ.get("SHOTS")
    for number, visitor in enumerate(visitors):
        if shots:
            visitor.page.screenshot(path=f"{shots}/{request.node.name}-{number}.png", full_page=True)
        trouble = visitor.trouble
        visitor.context.close()
        # A refusal is answered with 403, a conflict with 409, a form with errors with 400; the browser logs each.
        real = [line for line in trouble if not any(code in line for code in ("400", "403", "409"))]
        assert not real, real
