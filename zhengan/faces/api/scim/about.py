"""What this product can do of SCIM: its configuration, its kinds of resources, and the attributes that it takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhengan.faces.api.door import ANY, ApiError, Call, scope
from zhengan.faces.api.scim.asking import COUNT_AT_MOST, LIST, place
from zhengan.faces.api.scim.door import provisioning
from zhengan.faces.api.scim.groups import GROUP
from zhengan.faces.api.scim.said import ENTERPRISE, USER

_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:"


@provisioning
def configuration(call: Call) -> Any:
    """What is there and what is not (RFC 7643, 5)."""
    _demand_no_filter(call)
    return {
        "schemas": [f"{_SCHEMA}ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": COUNT_AT_MOST},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": False},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "OAuth Bearer Token",
                "description": _("A token of the account of a program, for bringing people in."),
                "primary": True,
            }
        ],
        "meta": {"resourceType": "ServiceProviderConfig", "location": place("ServiceProviderConfig", "").rstrip("/")},
    }


@provisioning
def kinds(call: Call) -> Any:
    """Users and groups."""
    _demand_no_filter(call)
    return _list([_kind(name) for name in _KINDS])


@provisioning
def kind(_call: Call, key: str) -> Any:
    """One of them."""
    if key not in _KINDS:
        raise _nothing()
    return _kind(key)


@provisioning
def schemas(call: Call) -> Any:
    """All attributes that are taken or told."""
    _demand_no_filter(call)
    return _list([_schema(name) for name in _ATTRIBUTES])


@provisioning
def schema(_call: Call, key: str) -> Any:
    """Those of one schema."""
    if key not in _ATTRIBUTES:
        raise _nothing()
    return _schema(key)


@scope(ANY)
def nothing(_call: Call, **_parts: Any) -> Any:
    """Every address that is not known."""
    raise _nothing()


def _attribute(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    told = {"name": name, "type": kind, "multiValued": False, "description": "", "required": False, "caseExact": False}
    return told | {"mutability": "readWrite", "returned": "default", "uniqueness": "none"} | more


_KINDS: Mapping[str, dict[str, Any]] = {
    "User": {
        "endpoint": "/Users",
        "schema": USER,
        "schemaExtensions": [{"schema": ENTERPRISE, "required": False}],
    },
    "Group": {"endpoint": "/Groups", "schema": GROUP},
}
_EXTERNAL = _attribute("externalId", caseExact=True)
_ATTRIBUTES: Mapping[str, tuple[str, Sequence[dict[str, Any]]]] = {
    USER: (
        "User",
        [
            _attribute("userName", required=True, mutability="immutable", uniqueness="server"),
            _EXTERNAL,
            _attribute(
                "name",
                "complex",
                subAttributes=[
                    _attribute("formatted"),
                    _attribute("familyName", mutability="writeOnly", returned="never"),
                    _attribute("givenName", mutability="writeOnly", returned="never"),
                ],
            ),
            _attribute("displayName"),
            _attribute("title"),
            _attribute("active", "boolean"),
            _attribute(
                "emails",
                "complex",
                multiValued=True,
                subAttributes=[_attribute("value"), _attribute("type"), _attribute("primary", "boolean")],
            ),
        ],
    ),
    ENTERPRISE: (
        "EnterpriseUser",
        [_attribute("employeeNumber", mutability="immutable"), _attribute("department")],
    ),
    GROUP: (
        "Group",
        [
            _attribute("displayName", required=True, uniqueness="server"),
            _EXTERNAL,
            _attribute(
                "members",
                "complex",
                multiValued=True,
                subAttributes=[
                    _attribute("value", mutability="immutable", caseExact=True),
                    _attribute("$ref", "reference", mutability="immutable", referenceTypes=["User"]),
                    _attribute("type", mutability="immutable", canonicalValues=["User"]),
                    _attribute("display", mutability="readOnly"),
                ],
            ),
        ],
    ),
}


def _kind(name: str) -> dict[str, Any]:
    at = {"resourceType": "ResourceType", "location": place("ResourceTypes", name)}
    return {"schemas": [f"{_SCHEMA}ResourceType"], "id": name, "name": name} | _KINDS[name] | {"meta": at}


def _schema(key: str) -> dict[str, Any]:
    name, attributes = _ATTRIBUTES[key]
    at = {"resourceType": "Schema", "location": place("Schemas", key)}
    return {"schemas": [f"{_SCHEMA}Schema"], "id": key, "name": name, "attributes": [*attributes], "meta": at}


def _list(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schemas": [LIST],
        "totalResults": len(rows),
        "startIndex": 1,
        "itemsPerPage": len(rows),
        "Resources": [*rows],
    }


def _demand_no_filter(call: Call) -> None:
    """RFC 7644, 4: a filter here is answered with 403."""
    if "filter" in call.request.GET:
        raise ApiError(403, "refused", _("These lists have no filter."))


def _nothing() -> ApiError:
    return ApiError(404, "not_found", _("There is nothing at this address."))
