"""Signing in by the firm's OpenID provider: authorization code with PKCE, state and nonce; the ID token is verified.

OpenID Connect Core 1.0 (3.1), RFC 7636 (PKCE), RFC 9207 (the answer names its issuer). JOSE is joserfc's work.
"""

import base64
import hashlib
import ipaddress
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from zhengan.ledger import clock
from zhengan.ledger.staying import opener

# Signatures with the provider's public key. What is not named here (none, HMAC) is not believed.
ALGORITHMS = ["RS256", "PS256", "ES256", "ES384"]
SECONDS = 5
LARGEST = 256 * 1024  # bytes of an answer
SKEW = 60  # seconds that clocks may differ
LASTS = 600  # seconds from the button to the answer


class NotProven(Exception):
    """The provider did not prove who it is; says why, for the log of the server alone."""


@dataclass(frozen=True)
class Asked:
    """What the session keeps while somebody is at the provider."""

    state: str
    nonce: str
    verifier: str
    at: float

    @classmethod
    def fresh(cls) -> "Asked":
        """Return three new secrets."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
        return cls(state, nonce, verifier, clock.now().timestamp())

    def plain(self) -> dict[str, Any]:
        """Return it as a session keeps it."""
        return asdict(self)


def is_configured() -> bool:
    """Whether the firm has named a provider."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT)


def address(asked: Asked, *, back: str) -> str:
    """Return where to send the browser. Raises NotProven."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    told = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT,
        "redirect_uri": back,
        "scope": "openid profile",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    begin = _place(_provider(), "authorization_endpoint")
    return f"{begin}{'&' if urlsplit(begin).query else '?'}{urlencode(told)}"


def login(asked: Asked, answer: Mapping[str, str], *, back: str) -> str:
    """Return the login that the provider proves. Raises NotProven."""
    if not secrets.compare_digest(answer.get("state", "").encode(), asked.state.encode()):
        raise NotProven("another state")
    if clock.now().timestamp() > asked.at + LASTS:
        raise NotProven("too late")
    if answer.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:
        raise NotProven("answered by another issuer")
    if answer.get("error") or not answer.get("code"):
        raise NotProven(f"no code: {answer.get('error', '')[:80]}")
    provider = _provider()
    told = _told(
        _place(provider, "token_endpoint"),
        {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": back,
            "client_id": settings.OIDC_CLIENT,
            "client_secret": settings.OIDC_SECRET,
            "code_verifier": asked.verifier,
        },
    )
    claims = _verified(str(told.get("id_token", "")), _told(_place(provider, "jwks_uri")), nonce=asked.nonce)
    name = claims.get(settings.OIDC_CLAIM)
    if not isinstance(name, str) or not name:
        raise NotProven(f"no claim {settings.OIDC_CLAIM}")
    return name


def _verified(token: str, keys: dict[str, Any], *, nonce: str) -> dict[str, Any]:
    """Return what the ID token claims, once everything about it is right (OpenID Connect Core, 3.1.3.7)."""
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotProven(f"signature: {error}") from error
    now = clock.now().timestamp()
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    until, made = claims.get("exp"), claims.get("iat")
    if claims.get("iss") != settings.OIDC_ISSUER:
        raise NotProven("another issuer")
    if settings.OIDC_CLIENT not in audiences or (len(audiences) > 1 and claims.get("azp") != settings.OIDC_CLIENT):
        raise NotProven("made for somebody else")
    if claims.get("azp", settings.OIDC_CLIENT) != settings.OIDC_CLIENT:
        raise NotProven("made for somebody else")
    if not isinstance(until, (int, float)) or now > until + SKEW:
        raise NotProven("expired")
    if not isinstance(made, (int, float)) or made > now + SKEW:
        raise NotProven("made in the future")
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotProven("another nonce")
    return claims


def _provider() -> dict[str, Any]:
    told = _told(f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != settings.OIDC_ISSUER:
        raise NotProven("the provider calls itself otherwise")
    return told


def _place(provider: dict[str, Any], name: str) -> str:
    """Return an address that the provider names: over TLS, or on this machine."""
    place = str(provider.get(name, ""))
    if not _is_safe(place):
        raise NotProven(f"{name} is not https")
    return place


def _is_safe(place: str) -> bool:
    parts = urlsplit(place)
    if parts.scheme == "https":
        return bool(parts.hostname)
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _told(place: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    if not _is_safe(place):
        raise NotProven("not https")
    data = urlencode(form).encode() if form else None
    request = Request(place, data=data, headers={"Accept": "application/json"})  # noqa: S310 (looked at above)
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            told = json.loads(answer.read(LARGEST))
    except (URLError, OSError, ValueError) as error:
        raise NotProven(f"{place}: {error}") from error
    if not isinstance(told, dict):
        raise NotProven(f"{place}: not an object")
    return told
