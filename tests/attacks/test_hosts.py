"""Whom the server believes about who asks, and for which host; looked at on a real server where the layer matters."""

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import DisallowedHost
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.cast import Cast
from tests.program import PROGRAM, PROJECT, environment
from zhengan.faces.web.front import BehindProxy

PASSWORD = "Kx7!violet-harbour-92"
TOKEN = "zhg_planted0planted0planted0planted0planted0"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.1:80:x"])
def test_host_header(client: Client, cast: Cast, host: str, settings: Any) -> None:
    """A page never speaks of a host that is not ours, whatever the request calls us."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    for url in (reverse("sign-in"), reverse("forgotten")):
        assert client.get(url, HTTP_HOST=host).status_code == 400
    with pytest.raises(DisallowedHost):
        RequestFactory().get("/", HTTP_HOST=host).get_host()
    forwarded = client.get(reverse("today"), HTTP_HOST="localhost", HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil" not in forwarded.url


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        ([], "192.0.2.1", "10.0.0.9"),
        (["10.0.0.9"], "192.0.2.1", "192.0.2.1"),
        (["10.0.0.9"], "127.0.0.1, 192.0.2.1", "192.0.2.1"),  # what the visitor wrote himself stands before
        (["10.0.0.0/24"], "192.0.2.1, 10.0.0.3", "192.0.2.1"),
        (["10.0.0.9"], "", "10.0.0.9"),
        (["10.9.9.9"], "192.0.2.1", "10.0.0.9"),
    ],
)
def test_an_address_is_believed_of_our_own_proxies_alone(
    settings: Any, proxies: list[str], forwarded: str, seen: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=forwarded)
    BehindProxy(lambda asked: asked)(request)  # type: ignore[arg-type, return-value]
    assert request.META["REMOTE_ADDR"] == seen


def test_tls_is_believed_of_our_own_proxies_alone(settings: Any) -> None:
    for proxies, secure in (([], False), (["10.0.0.9"], True)):
        settings.PROXIES = proxies
        request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_PROTO="https")
        BehindProxy(lambda asked: asked)(request)  # type: ignore[arg-type, return-value]
        assert request.is_secure() is secure


# -- a real server -------------------------------------------------------------------------------------------------


@dataclass
class House:
    """A server of its own, and the file in which everything lies that it says."""

    port: int
    said: Path

    def ask(self, lines: str, body: bytes = b"") -> tuple[int, dict[str, str], str]:
        """Send a request as it stands, line by line; returns status, headers and body."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            line.sendall(lines.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body)
            answer = http.client.HTTPResponse(line)
            answer.begin()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An empty installation that is served."""
    home = tmp_path_factory.mktemp("house")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = home / "said.txt"
    with said.open("wb") as out:
        server = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(port)], env=environment(home), cwd=PROJECT, stdout=out, stderr=out
        )
    made = House(port, said)
    try:
        for _ in range(900):
            assert server.poll() is None, said.read_text()
            try:
                made.ask(f"GET /sign-in/ HTTP/1.1\nHost: 127.0.0.1:{port}\nConnection: close")
                break
            except OSError:
                time.sleep(0.1)
        yield made
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1@evil.example", "evil.example:80", "", "a\tb"])
def test_host_header_on_a_real_server(house: House, host: str) -> None:
    """The answer is a refusal that does not repeat the name."""
    status, headers, text = house.ask(f"GET /sign-in/ HTTP/1.1\nHost: {host}\nConnection: close")
    assert status == 400
    assert "evil" not in text + str(headers)


def test_host_header_twice_or_in_the_address(house: House) -> None:
    """Two hosts are none, and the host of an absolute address is no way around the list."""
    here = f"127.0.0.1:{house.port}"
    for lines in (
        f"GET /sign-in/ HTTP/1.1\nHost: {here}\nHost: evil.example\nConnection: close",
        f"GET http://evil.example/ HTTP/1.1\nHost: {here}\nConnection: close",
        f"GET / HTTP/1.1\nHost: {here}\nX-Forwarded-Host: evil.example\nConnection: close",
    ):
        _status, headers, text = house.ask(lines)
        assert "evil.example" not in text + str(headers), lines


@pytest.mark.parametrize(
    "path",
    ["/i18n/setlang/?next=/%0d%0aSet-Cookie:%20session=planted", "/sign-in/?next=/%0d%0aSet-Cookie:%20session=planted",
     "/policy%0d%0aSet-Cookie:%20session=planted", "/sign-in/%E5%98%8A%E5%98%8DSet-Cookie:%20session=planted"],
)  # fmt: skip
def test_header_injection(house: House, path: str) -> None:
    """Line ends in an address become no header of the answer."""
    status, headers, _text = house.ask(f"GET {path} HTTP/1.1\nHost: 127.0.0.1:{house.port}\nConnection: close")
    assert status < 500
    assert "planted" not in headers.get("set-cookie", "")


def test_request_smuggling(house: House) -> None:
    """A request that says its length in two ways is not answered as two."""
    here = f"127.0.0.1:{house.port}"
    lines = f"POST /sign-in/ HTTP/1.1\nHost: {here}\nContent-Length: 4\nTransfer-Encoding: chunked\nConnection: close"
    status, _headers, _text = house.ask(lines, b"0\r\n\r\nGET /log/checkpoint HTTP/1.1\r\n\r\n")
    assert status in (400, 403)


def test_token_or_password_in_the_log(house: House) -> None:
    """What is secret in a request stands in nothing that the server says, whatever goes wrong with it."""
    here = f"Host: 127.0.0.1:{house.port}\nConnection: close"
    form = f"username=a203&password={PASSWORD}".encode()
    kind = f"Content-Type: application/x-www-form-urlencoded\nContent-Length: {len(form)}"
    answers = [
        house.ask(f"GET /api/ HTTP/1.1\n{here}\nAuthorization: Bearer {TOKEN}"),
        house.ask(f"POST /api/organization/unit/ HTTP/1.1\n{here}\nAuthorization: Bearer {TOKEN}\nContent-Length: 0"),
        house.ask(f"GET / HTTP/1.1\n{here}\nCookie: session={TOKEN}"),
        house.ask(f"GET /calendar/feed/{TOKEN}.ics HTTP/1.1\n{here}"),
        house.ask(f"GET /api/?token={TOKEN} HTTP/1.1\n{here}"),
        house.ask(f"POST /sign-in/ HTTP/1.1\n{here}\n{kind}", form),
    ]
    assert [status for status, _headers, _text in answers] == [401, 401, 302, 404, 401, 403]
    said = house.said.read_text()
    assert "/api/" in said, "the log is one that says something"
    assert PASSWORD not in said
    assert TOKEN not in said, [line for line in said.splitlines() if TOKEN in line]


def test_token_in_a_url(cast: Cast) -> None:
    """A token in an address opens nothing: addresses end in logs and histories."""
    answer = cast.client("hr").post(reverse("tokens"), {"name": "x"})
    assert answer.status_code in (200, 400)
    for name in ("token", "access_token", "api_key", "session", "sessionid", "key"):
        assert Client().get("/api/", {name: TOKEN}).status_code == 401
