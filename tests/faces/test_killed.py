"""A server that is killed (kill -9) in the middle of a large import has written all of it or nothing.

A real server in a process of its own, on SQLite, and on PostgreSQL when DATABASE_URL names one; killed at moments drawn
from a seed, started again, and looked at from a third process.
"""

import contextlib
import json
import os
import random
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from psycopg import sql

from tests.program import PROGRAM, PROJECT, environment, python

ROWS = 2500
ROUNDS = 6
SEED = 20261120
IMPORT = "/organization/unit/import/"
TOKEN = "k" * 32

FOUND = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests import cast
print(cast.found().client("hr").cookies["session"].value)
"""

LOOK = """
import hashlib, json, django; django.setup()
from collections import Counter
from django.conf import settings
from django.db import connection
from zhengan.faces.cli.backup import _counts, verify
from zhengan.kernel.models import Card
from zhengan.kernel.register import register
from zhengan.ledger.models import Entry
units = register("organization.unit").record.objects.filter(source="import")
numbers = units.values("no")
files = [one for one in (settings.HOME / "evidence").rglob("*") if one.is_file() and not one.name.startswith(".")]
with connection.cursor() as cursor:
    healthy = connection.vendor != "sqlite" or cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)
print(json.dumps({
    "units": Counter(code.split("-")[0] for code in units.values_list("code", flat=True)),
    "cards": Card.objects.filter(register="organization.unit", no__in=numbers).count(),
    "created": Entry.objects.filter(act="create", record_no__in=numbers).count(),
    "files": Entry.objects.filter(act="import_file").count(),
    "torn": [one.name for one in files if hashlib.sha256(one.read_bytes()).hexdigest() != one.name],
    # The cast holds its offices without appointments.
    "wrong": [line for line in verify({"tables": _counts()}) if "職務" not in line],
    "healthy": healthy,
}))
"""


class House:
    """One installation: its folder, its database, and the server that runs on it."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.more = {"DATABASE_URL": database} if database else {}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.session = self.ask(FOUND).strip()

    def ask(self, code: str) -> str:
        """What a program of its own says about the installation."""
        return python(self.folder, code, **self.more)

    def start(self) -> "subprocess.Popen[bytes]":
        """A server that answers."""
        server = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(self.port)], env=environment(self.folder, **self.more),
            cwd=PROJECT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(600):
            assert server.poll() is None, "the server did not start"
            try:
                self.send("/sign-in/")
                return server
            except OSError:
                time.sleep(0.1)
        kill(server)
        raise AssertionError("the server never answered")

    def send(self, path: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> str:
        """Ask for a page, or post to it, in the name of human resources."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=body,
            headers={
                "Content-Type": kind,
                "Cookie": f"session={self.session}; csrftoken={TOKEN}",
                "X-CSRFToken": TOKEN,
            },
        )
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            return str(answer.read().decode())

    def preview(self, prefix: str) -> bytes:
        """Post a sheet of new units; returns what confirms exactly that."""
        rows = "\r\n".join(f"{prefix}-{number:05d},分公司{number},branch" for number in range(ROWS))
        sheet = f"code,name,kind\r\n{rows}\r\n".encode()
        upload = encode_multipart(BOUNDARY, {"sheet": Upload(sheet, f"{prefix}.csv")})
        page = self.send(IMPORT, upload, MULTIPART_CONTENT)
        told = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("file", "digest")}
        assert all(told.values()), page[:2000]
        return urlencode({"confirm": "1"} | {name: found[1] for name, found in told.items() if found}).encode()


class Upload:
    """A file as Django's encoder of forms takes it."""

    content_type = "text/csv"

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name = content, name

    def read(self) -> bytes:
        return self.content


def kill(server: "subprocess.Popen[bytes]") -> None:
    """kill -9, the server and its workers at once."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield House(tmp_path / "home", "")
        return
    name = f"killed_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield House(tmp_path / "home", urlsplit(url)._replace(path=f"/{name}").geturl())
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_an_import_whose_server_is_killed_is_there_whole_or_not_at_all(house: House) -> None:
    server = house.start()
    try:
        confirm = house.preview("R0")
        started = time.monotonic()
        house.send(IMPORT, confirm)
        takes = time.monotonic() - started
        moments = random.Random(SEED)
        for number in range(1, ROUNDS + 1):
            posted = threading.Thread(target=unheard, args=(house, house.preview(f"R{number}")))
            posted.start()
            time.sleep(takes * moments.uniform(0.2, 1.0))
            kill(server)
            posted.join()
            server = house.start()
        house.send(IMPORT, house.preview("R9"))  # what was left behind does not stop the next one
        server.terminate()
        assert server.wait(timeout=60) == 0
    finally:
        if server.poll() is None:
            kill(server)
    seen: dict[str, Any] = json.loads(house.ask(LOOK))
    assert set(seen["units"].values()) == {ROWS}, seen["units"]
    assert {"R0", "R9"} <= set(seen["units"])
    whole = len(seen["units"])
    assert whole < ROUNDS + 2, "no import was interrupted: the moments are wrong"
    assert (seen["cards"], seen["created"], seen["files"]) == (whole * ROWS, whole * ROWS, whole)
    assert (seen["torn"], seen["wrong"], seen["healthy"]) == ([], [], True)


def unheard(house: House, confirm: bytes) -> None:
    """Post, and do not mind that nobody answers."""
    with contextlib.suppress(OSError, HTTPException):
        house.send(IMPORT, confirm)
