"""Servers that the firm has us ask: none of them sends us anywhere else (SSRF), and there is none but those named."""

import ast
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.ledger.conftest import enter
from tests.ledger.core.making import ed25519
from zhengan.identity.directory import oidc
from zhengan.ledger import departures, keys, sequencer
from zhengan.ledger.witness import Witness

PACKAGE = Path(__file__).resolve().parents[2] / "zhengan"
SECRET = b"of a service inside"
# Every module that opens a connection to somewhere, and what it may be told by.
GOES_OUT = {
    "identity/directory/ldap.py": "ldap3: LDAP_URL of the settings; referrals are not followed",
    "identity/directory/oidc.py": "OIDC_ISSUER of the settings, and what that issuer names, over TLS",
    "ledger/departures.py": "witnesses and time-stamps of the settings",
    "ledger/staying.py": "the one opener, which follows nothing",
    "kernel/log_departures.py": "the same mail server, to the auditor of the settings",
    "kernel/mail.py": "the mail server of the settings",
}
WAYS_OUT = ("urllib.request", "http.client", "socket", "smtplib", "ftplib", "ldap3", "requests", "httpx", "urllib3",
            "django.core.mail", "zhengan.ledger.staying", "asyncio", "xmlrpc")  # fmt: skip
# They listen, or name this machine, and go nowhere.
LISTENS = {"faces/cli/serve.py", "ledger/sequencer.py"}


@pytest.fixture
def elsewhere() -> Iterator[list[str]]:
    """A server that sends everybody on, to a service that only this machine can reach; who came there is told."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/inside"):
                heard.append(f"{self.command} {self.path}")
                self.send_response(200)
                self.end_headers()
                self.wfile.write(SECRET)
                return
            status = int(self.path.strip("/").split("/")[0])
            self.send_response(status)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_address[1]}/inside")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 (the name that the library looks for)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        heard.append(f"http://127.0.0.1:{server.server_port}")
        yield heard
        server.shutdown()
        thread.join()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_ssrf_by_a_witness_or_a_time_stamp_that_sends_us_on(elsewhere: list[str], tmp_path: Path, status: int) -> None:
    """Whoever cosigns or stamps cannot have us ask inside the firm's network, and see the answer in the log."""
    enter(1)
    sequencer.step()
    address = f"{elsewhere[0]}/{status}"
    witness = Witness("w.example/1", ed25519("w"), keys.verifiers(), tmp_path / "seen", clock=lambda: 0)
    roots = tmp_path / "roots.pem"
    roots.write_bytes(b"")
    for made in (departures.to_witness(witness.verifier, address), departures.stamp(address, roots)):
        assert made is not None
        assert made.trouble
        assert SECRET.decode() not in made.trouble
    assert elsewhere[1:] == []


@pytest.mark.parametrize("status", [301, 302, 307])
def test_ssrf_by_an_openid_provider_that_sends_us_on(elsewhere: list[str], settings: object, status: int) -> None:
    """A provider that was taken over does not turn this server into its hand inside."""
    settings.OIDC_ISSUER, settings.OIDC_CLIENT = f"{elsewhere[0]}/{status}", "zhengan"  # type: ignore[attr-defined]
    with pytest.raises(oidc.NotProven):
        oidc.address(oidc.Asked.fresh(), back="http://testserver/")
    assert elsewhere[1:] == []


def test_ssrf_no_other_module_goes_out() -> None:
    """Read from the code: whoever adds a way out has to say here by whose word it goes."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name == way or name.startswith(f"{way}.") for name in names for way in WAYS_OUT):
                found.add(path.relative_to(PACKAGE).as_posix())
    assert found - LISTENS == set(GOES_OUT)
