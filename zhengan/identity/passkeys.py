"""Passkeys (WebAuthn): bound to the name under which this installation is reached, so that no other page gets one.

What travels is JSON as browsers make it (`toJSON` of the credential); the state between asking and answering is kept in
the session.
"""

import json
from typing import Any

from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from zhengan.identity.keeping import Factor
from zhengan.identity.models import User
from zhengan.ledger import clock

VERIFIED = UserVerificationRequirement.PREFERRED


class NotAccepted(ValueError):
    """What the browser sent is no passkey of this user for this page."""


def is_possible(request: HttpRequest) -> bool:
    """Whether passkeys work here at all: under a name, and over TLS or at localhost."""
    host = _host(request)
    return (request.is_secure() or host == "localhost") and not host.replace(".", "").isdigit() and ":" not in host


def begin_making(request: HttpRequest, user: User) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the browser is asked, and the state to keep."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=f"zhengan-{user.pk}".encode(), name=user.username, display_name=user.name),
        credentials=[AttestedCredentialData(bytes(one.secret)) for one in _of(user)],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=VERIFIED,
    )
    return _plain(options), state


def made(request: HttpRequest, state: dict[str, Any], answer: str) -> tuple[bytes, str, int]:
    """Return credential data, credential id and count of signatures. Raises NotAccepted."""
    try:
        response = RegistrationResponse.from_dict(json.loads(answer))
        data = _server(request).register_complete(state, response)
        credential = data.credential_data
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotAccepted(str(error)) from error
    if credential is None:
        raise NotAccepted("no credential")
    return bytes(credential), websafe_encode(credential.credential_id), data.counter


def begin_using(request: HttpRequest, user: User) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the browser is asked, and the state to keep."""
    credentials = [AttestedCredentialData(bytes(one.secret)) for one in _of(user)]
    options, state = _server(request).authenticate_begin(credentials, user_verification=VERIFIED)
    return _plain(options), state


def used(request: HttpRequest, user: User, state: dict[str, Any], answer: str) -> Factor:
    """Return the passkey that signed. Raises NotAccepted, also when its count of signatures went back (a copy)."""
    mine = list(_of(user))
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        credentials = [AttestedCredentialData(bytes(one.secret)) for one in mine]
        found = _server(request).authenticate_complete(state, credentials, response)
        count = response.response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotAccepted(str(error)) from error
    factor = next(one for one in mine if one.credential == websafe_encode(found.credential_id))
    if count and count <= factor.last:
        raise NotAccepted("the count of signatures went back")
    Factor.objects.filter(pk=factor.pk).update(last=count, used_at=clock.now())
    return factor


def _of(user: User) -> Any:
    return Factor.objects.filter(user=user, kind=Factor.Kind.PASSKEY, confirmed=True).order_by("pk")


def _server(request: HttpRequest) -> Fido2Server:
    origin = f"{'https' if request.is_secure() else 'http'}://{request.get_host()}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=_host(request), name="證安"), verify_origin=lambda given: given == origin
    )


def _host(request: HttpRequest) -> str:
    return request.get_host().rpartition(":")[0] if ":" in request.get_host()[-6:] else request.get_host()


def _plain(options: Any) -> dict[str, Any]:
    """The options as JSON of the browser's own `parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON`."""
    found = json.loads(json.dumps(dict(options), default=_encoded))
    key: dict[str, Any] = found["publicKey"]
    return key


def _encoded(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray)):
        return websafe_encode(bytes(value))
    return dict(value)
