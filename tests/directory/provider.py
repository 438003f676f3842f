"""An OpenID provider on loopback that speaks HTTP, holds a real key and is as strict as one should be.

What it says in an ID token can be twisted, for attacks.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from zhengan.ledger import clock

CLIENT, SECRET = "zhengan", "client-secret-1"


class Provider:
    """The running provider; `who` is signed in there."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.twist: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.now = int(clock.now().timestamp())  # of the thread whose clock stands
        self.document: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.get(self)

            def do_POST(self) -> None:
                provider.post(self)

            def log_message(self, *_given: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    def get(self, call: Any) -> None:
        parts = urlsplit(call.path)
        if parts.path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            told = {"issuer": self.issuer} | {name: self.issuer + path for name, path in names.items()}
            self.answer(call, 200, told | self.document)
        elif parts.path == "/keys":
            self.answer(call, 200, {"keys": [self.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            assert asked["code_challenge_method"] == "S256"
            assert asked["response_type"] == "code"
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            call.send_response(302)
            back = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
            call.send_header("Location", f"{asked['redirect_uri']}?{back}")
            call.end_headers()
        else:
            self.answer(call, 404, {})

    def post(self, call: Any) -> None:
        form = dict(parse_qsl(call.rfile.read(int(call.headers["Content-Length"])).decode()))
        asked = self.codes.pop(form.get("code", ""), None)  # each code is good once
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form.get("redirect_uri")
            or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET)
        ):
            self.answer(call, 400, {"error": "invalid_grant"})
            return
        now = self.now
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "1",
            "preferred_username": self.who,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        told = {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(self.twist(claims))}
        self.answer(call, 200, told)

    @staticmethod
    def answer(call: Any, status: int, told: dict[str, Any]) -> None:
        content = json.dumps(told).encode()
        call.send_response(status)
        call.send_header("Content-Type", "application/json")
        call.send_header("Content-Length", str(len(content)))
        call.end_headers()
        call.wfile.write(content)
