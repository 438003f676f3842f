"""The door of SCIM: tokens of programs that may provision and nothing else, and errors as RFC 7644, 3.12 has them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase, JsonResponse

from zhengan.faces.api.door import ApiError, Call, Handler, Manner, endpoint, scope
from zhengan.identity.tokens import Act
from zhengan.kernel.accounts.provisioning import PERSON, provisioner
from zhengan.kernel.actor import Actor

MEDIA = "application/scim+json"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
# What SCIM calls the outcomes of this product; its own words (RFC 7644, table 9) are told as they are.
TYPES = {"invalid": "invalidValue", "json": "invalidSyntax", "body": "invalidSyntax", "conflict": "uniqueness"} | {
    word: word
    for word in (
        "invalidFilter",
        "uniqueness",
        "mutability",
        "invalidSyntax",
        "invalidPath",
        "noTarget",
        "invalidValue",
    )
}
ATTRIBUTES = {"staff_no": "userName", "email": "emails", "job_title": "title", "unit": "department"}

provisioning = scope(Act.PROVISION, PERSON)


def address(**methods: Handler) -> Callable[..., HttpResponseBase]:
    """Make the view of an address of SCIM."""
    return endpoint(_MANNER, **methods)


def provider(call: Call) -> Actor:
    """Return who brings people in by this call."""
    return provisioner(call.actor)


def wrong(kind: str, message: Any) -> ApiError:
    """Return the error for something that cannot be taken; `kind` is SCIM's word for it."""
    return ApiError(400, kind, message)


def _told(error: ApiError) -> HttpResponseBase:
    fields = [f"{ATTRIBUTES.get(name, name)}: {' '.join(said)}" for name, said in error.fields.items()]
    status = 400 if error.status == 422 else error.status
    body = {"schemas": [ERROR], "status": str(status), "detail": " ".join([error.message, *fields])}
    if error.code in TYPES:
        body["scimType"] = TYPES[error.code]
    answer = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False}, content_type=MEDIA)
    if error.allow:
        answer.headers["Allow"] = error.allow
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="zhengan"'
    return answer


_MANNER = Manner(told=_told, takes=frozenset({MEDIA, "application/json"}), sends=MEDIA, by_session=False)
