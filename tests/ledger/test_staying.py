"""Whoever is asked over HTTP cannot send us on to somebody else."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError

import pytest

from zhengan.ledger.staying import STAYING


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("data", [None, b"secret"])
def test_a_redirect_is_not_followed(status: int, data: bytes | None) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status if self.path == "/" else 200)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 (the name that http.server looks for)

        def log_message(self, *_given: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        with pytest.raises(HTTPError) as refused:
            STAYING.open(f"http://127.0.0.1:{server.server_port}/", data=data, timeout=5)
        refused.value.close()
        server.shutdown()
    assert asked == ["/"]
