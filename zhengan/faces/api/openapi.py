"""The description of the API (OpenAPI 3.1), made from the registers' declarations."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhengan import __version__
from zhengan.checks.status import Status
from zhengan.faces.api.clauses import FILTERS
from zhengan.faces.api.door import ANY, Call, scope
from zhengan.faces.api.schemas import (
    ATTACH,
    ATTACH_FORM,
    MOVE,
    SCHEMAS,
    VOID,
    Schema,
    an_object,
    results,
    stored,
    to_send,
)
from zhengan.faces.api.shown import welcome
from zhengan.kernel.filters import filterable
from zhengan.kernel.register import Register, registers

_JSON = "application/json"
_REFUSALS = {
    "400": ("BadRequest", "The body is no JSON, or a filter cannot be understood."),
    "401": ("NotSignedIn", "There is no session and no token that works."),
    "403": ("Refused", "The offices held do not allow this, or the CSRF token is missing. Entered in the ledger."),
    "404": ("NotFound", "There is nothing at this address."),
    "405": ("MethodNotAllowed", "The address does not take this method; see Allow."),
    "409": ("Conflict", "Not possible in this state, or somebody changed the record meanwhile."),
    "413": ("TooLarge", "The body is too large."),
    "414": ("AddressTooLong", "The address is longer than the web server takes; this answer is the web server's own."),
    "415": ("MediaType", "The body is not of a media type that is taken."),
    "422": ("Invalid", "Values are wrong; `fields` says which."),
    "500": ("Broken", "Something is broken; it has been written down."),
}
_TOLD = {"content": {_JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}}
_READ = ("400", "401", "403", "404", "405", "414", "500")
_WRITE = tuple(_REFUSALS)


@scope(ANY)
def show(_call: Call) -> Any:
    """The description, in the language of the request."""
    import json  # noqa: PLC0415 (only this address writes JSON by itself, to indent it)

    return HttpResponse(json.dumps(description(), ensure_ascii=False, indent=1), content_type=_JSON)


def description() -> Schema:
    """Return the OpenAPI document."""
    paths: Schema = {
        "/api/": {"get": _operation("index", _("Registers"), an_object(), refusals=_READ)},
        "/api/openapi.json": {"get": _operation("openapi", _("This description"), an_object(), refusals=_READ)},
        "/api/clauses/": {
            "get": _operation(
                "clauses",
                _("Clauses with their verdicts"),
                results({"$ref": "#/components/schemas/Clause"}, "total"),
                parameters=[_query(name, _clause_filter(name), many=True) for name in FILTERS],
                refusals=_READ,
            )
        },
        "/api/clauses/{clause}/": {
            "parameters": [_in_path("clause")],
            "get": _operation("clause", _("One clause"), {"$ref": "#/components/schemas/Clause"}, refusals=_READ),
        },
    }
    schemas = dict(SCHEMAS)
    for one in registers():
        paths |= _paths(one)
        schemas |= stored(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "證安 Zhengan", "version": __version__, "description": welcome()},
        "servers": [{"url": "/"}],
        "security": [{"session": []}, {"token": []}],
        "tags": [{"name": one.code, "description": str(one.purpose)} for one in registers()],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                name: {"description": text} | ({} if code == "414" else _TOLD)
                for code, (name, text) in _REFUSALS.items()
            },
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": settings.SESSION_COOKIE_NAME,
                    "description": "The session of the web face; what changes anything also sends X-CSRFToken.",
                },
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token from the settings, for the registers and acts that it names.",
                },
            },
        },
    }


# -- paths --------------------------------------------------------------------------------------------------------


def _paths(one: Register) -> Schema:
    base = f"/api/{one.path}/"
    tag = one.code
    whole = {"$ref": f"#/components/schemas/{one.code}"}
    number = _in_path("no", example=f"{one.prefix}-2026-0001")
    targets = sorted({move.target for move in one.flow.moves if not move.is_automatic})

    def operation(name: str, summary: str, answer: Schema, **more: Any) -> Schema:
        return _operation(f"{one.code}.{name}", summary, answer, tags=[tag], **more)

    moves: Schema = {
        f"{base}{{no}}/moves/{{target}}/": {
            "parameters": [number, _in_path("target", enum=targets)],
            "post": operation("move", _("Bring into another state"), whole, body=MOVE, refusals=_WRITE),
        }
    }
    return {
        base: {
            "get": operation(
                "list",
                str(one.title),
                results(whole, "total", "page", "size", "pages"),
                parameters=_filters(one),
                refusals=_READ,
            ),
            "post": operation(
                "create", _("New record"), whole, body=to_send(one, new=True), refusals=_WRITE, status="201"
            ),
        },
        f"{base}{{no}}/": {
            "parameters": [number],
            "get": operation(
                "show",
                _("One record"),
                whole,
                parameters=[_query("reveal", {"type": "string", "enum": ["1"]}), _query("reason", {"type": "string"})],
                refusals=_READ,
            ),
            "patch": operation("change", _("Change"), whole, body=to_send(one, new=False), refusals=_WRITE),
        },
        **(moves if targets else {}),
        f"{base}{{no}}/void/": {
            "parameters": [number],
            "post": operation("void", _("Void with a reason"), whole, body=VOID, refusals=_WRITE),
        },
        f"{base}{{no}}/history/": {
            "parameters": [number],
            "get": operation("history", _("History"), results({"$ref": "#/components/schemas/Entry"}), refusals=_READ),
        },
        f"{base}{{no}}/attachments/": {
            "parameters": [number],
            "get": operation(
                "attachments", _("Evidence"), results({"$ref": "#/components/schemas/Attachment"}), refusals=_READ
            ),
            "post": operation(
                "attach",
                _("Add evidence"),
                {"$ref": "#/components/schemas/Attachment"},
                body=ATTACH,
                form=ATTACH_FORM,
                refusals=_WRITE,
                status="201",
            ),
        },
    }


def _operation(  # noqa: PLR0913 (the parts of an operation)
    name: str,
    summary: str,
    answer: Schema,
    *,
    refusals: tuple[str, ...],
    status: str = "200",
    parameters: list[Schema] | None = None,
    body: Schema | None = None,
    form: Schema | None = None,
    tags: list[str] | None = None,
) -> Schema:
    made: Schema = {
        "operationId": name,
        "summary": summary,
        "responses": {
            status: {"description": summary, "content": {_JSON: {"schema": answer}}},
            **{code: {"$ref": f"#/components/responses/{_REFUSALS[code][0]}"} for code in refusals},
        },
    }
    if parameters:
        made["parameters"] = parameters
    if body is not None:
        content = {_JSON: {"schema": body}} | ({"multipart/form-data": {"schema": form}} if form else {})
        made["requestBody"] = {"required": True, "content": content}
    if tags:
        made["tags"] = tags
    return made


def _filters(one: Register) -> list[Schema]:
    names = [
        _query("q", {"type": "string", "maxLength": 200}),
        _query("ids", {"type": "string", "description": "Numbers or ids, separated by commas."}),
        _query("voided", {"type": "string", "enum": ["only", "all"]}),
        _query("order", {"type": "string", "description": "Columns, separated by commas; - in front turns the order."}),
        _query("page", {"type": "integer", "minimum": 1, "default": 1}),
        _query("size", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}),
    ]
    for name, kind, queries, codes in filterable(one):
        shapes: dict[str, Schema] = {
            "choice": {"type": "string", "enum": codes},
            "yes_no": {"type": "string", "enum": ["1", "0"]},
            "date": {"type": "string", "format": "date"},
            "number": {"type": "number"},
        }
        shape = shapes.get(kind, {"type": "string", "description": name})
        names += [_query(query, shape, many=kind in ("choice", "row")) for query in queries]
    return names


def _query(name: str, schema: Schema, *, many: bool = False) -> Schema:
    return {"name": name, "in": "query", "schema": {"type": "array", "items": schema} if many else schema}


def _in_path(name: str, **schema: Any) -> Schema:
    example = {"example": schema.pop("example")} if "example" in schema else {}
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", **schema}, **example}


def _clause_filter(name: str) -> Schema:
    return {"type": "string", "enum": [one.value for one in Status]} if name == "status" else {"type": "string"}
