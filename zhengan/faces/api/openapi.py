"""The description of the API (OpenAPI 3.1), made from the registers' declarations."""

from typing import Any

from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhengan import __version__
from zhengan.checks.status import Status
from zhengan.faces.api.clauses import FILTERS
from zhengan.faces.api.door import Call
from zhengan.faces.api.shown import welcome
from zhengan.kernel.fields import Many
from zhengan.kernel.filters import filterable
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.register import Register, registers

Schema = dict[str, Any]
_JSON = "application/json"
_REFUSALS = {
    "400": ("BadRequest", "The body is no JSON, or a filter cannot be understood."),
    "401": ("NotSignedIn", "There is no session."),
    "403": ("Refused", "The offices held do not allow this, or the CSRF token is missing. Entered in the ledger."),
    "404": ("NotFound", "There is nothing at this address."),
    "405": ("MethodNotAllowed", "The address does not take this method; see Allow."),
    "409": ("Conflict", "Not possible in this state, or somebody changed the record meanwhile."),
    "413": ("TooLarge", "The body is too large."),
    "415": ("MediaType", "The body is not of a media type that is taken."),
    "422": ("Invalid", "Values are wrong; `fields` says which."),
    "500": ("Broken", "Something is broken; it has been written down."),
}
_READ = ("400", "401", "403", "404", "405", "500")
_WRITE = tuple(_REFUSALS)


def show(_call: Call) -> Any:
    """The description, in the language of the request."""
    import json  # noqa: PLC0415 (only this address writes JSON by itself, to indent it)

    return HttpResponse(json.dumps(description(), ensure_ascii=False, indent=1), content_type=_JSON)


def description() -> Schema:
    """Return the OpenAPI document."""
    paths: Schema = {
        "/api/": {"get": _operation("index", _("Registers"), _object(), refusals=_READ)},
        "/api/openapi.json": {"get": _operation("openapi", _("This description"), _object(), refusals=_READ)},
        "/api/clauses/": {
            "get": _operation(
                "clauses",
                _("Clauses with their verdicts"),
                _results({"$ref": "#/components/schemas/Clause"}, "total"),
                parameters=[_query(name, _clause_filter(name), many=True) for name in FILTERS],
                refusals=_READ,
            )
        },
        "/api/clauses/{clause}/": {
            "parameters": [_in_path("clause")],
            "get": _operation("clause", _("One clause"), {"$ref": "#/components/schemas/Clause"}, refusals=_READ),
        },
    }
    schemas: Schema = {
        "Error": _ERROR,
        "Row": _ROW,
        "File": _FILE,
        "Clause": _CLAUSE,
        "Entry": _object(),
        "Attachment": _object(),
    }
    for one in registers():
        paths |= _paths(one)
        schemas |= _schemas(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "證安 Zhengan", "version": __version__, "description": welcome()},
        "servers": [{"url": "/"}],
        "security": [{"session": []}],
        "tags": [{"name": one.code, "description": str(one.purpose)} for one in registers()],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                name: {"description": text, "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}}
                for name, text in _REFUSALS.values()
            },
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "sessionid",
                    "description": "The session of the web face; what changes anything also sends X-CSRFToken.",
                }
            },
        },
    }


# -- paths --------------------------------------------------------------------------------------------------------


def _paths(one: Register) -> Schema:
    base = f"/api/{one.path}/"
    tag = one.code
    stored = {"$ref": f"#/components/schemas/{one.code}"}
    number = _in_path("no", example=f"{one.prefix}-2026-0001")
    targets = sorted({move.target for move in one.flow.moves if not move.is_automatic})

    def operation(name: str, summary: str, answer: Schema, **more: Any) -> Schema:
        return _operation(f"{one.code}.{name}", summary, answer, tags=[tag], **more)

    moves: Schema = {
        f"{base}{{no}}/moves/{{target}}/": {
            "parameters": [number, _in_path("target", enum=targets)],
            "post": operation("move", _("Bring into another state"), stored, body=_MOVE, refusals=_WRITE),
        }
    }
    return {
        base: {
            "get": operation(
                "list",
                str(one.title),
                _results(stored, "total", "page", "size", "pages"),
                parameters=_filters(one),
                refusals=_READ,
            ),
            "post": operation(
                "create", _("New record"), stored, body=_input(one, new=True), refusals=_WRITE, status="201"
            ),
        },
        f"{base}{{no}}/": {
            "parameters": [number],
            "get": operation(
                "show",
                _("One record"),
                stored,
                parameters=[_query("reveal", {"type": "string", "enum": ["1"]})],
                refusals=_READ,
            ),
            "patch": operation("change", _("Change"), stored, body=_input(one, new=False), refusals=_WRITE),
        },
        **(moves if targets else {}),
        f"{base}{{no}}/void/": {
            "parameters": [number],
            "post": operation("void", _("Void with a reason"), stored, body=_VOID, refusals=_WRITE),
        },
        f"{base}{{no}}/history/": {
            "parameters": [number],
            "get": operation("history", _("History"), _results({"$ref": "#/components/schemas/Entry"}), refusals=_READ),
        },
        f"{base}{{no}}/attachments/": {
            "parameters": [number],
            "get": operation(
                "attachments", _("Evidence"), _results({"$ref": "#/components/schemas/Attachment"}), refusals=_READ
            ),
            "post": operation(
                "attach",
                _("Add evidence"),
                {"$ref": "#/components/schemas/Attachment"},
                body=_ATTACH,
                form=_ATTACH_FORM,
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


# -- schemas ------------------------------------------------------------------------------------------------------


def _schemas(one: Register) -> Schema:
    lines = {
        name: {
            "type": "array",
            "items": _object(
                {"id": {"type": "integer"}} | {field.name: _shape(field) for field in one.line_fields(name)}
            ),
        }
        for name in one.lines
    }
    return {
        one.code: {
            "type": "object",
            "title": str(one.one),
            "required": ["no", "id", "state", "version", "values"],
            "properties": {
                **_HEAD,
                "state": {"type": "string", "enum": list(one.flow.states)},
                "values": _object({field.name: _shape(field) for field in one.fields}),
                "lines": _object(lines),
                "moves": {"type": "array", "items": _object()},
                "submission": {"type": ["object", "null"]},
            },
        }
    }


def _input(one: Register, *, new: bool) -> Schema:
    """What is sent to write a record; of a new one, with the fields that must be there."""
    entries = one.entries
    values = _object({field.name: _shape(field, sent=True) for field in entries})
    needed = [field.name for field in entries if not field.blank and not field.has_default()]
    if new and needed:
        values["required"] = needed
    lines = {
        name: {
            "type": "array",
            "items": _object(
                {"id": {"type": "integer"}} | {field.name: _shape(field, sent=True) for field in one.line_fields(name)}
            ),
        }
        for name in one.lines
        if name not in one.fills
    }
    made = _object({"values": values} | ({"lines": _object(lines)} if lines else {}))
    made["additionalProperties"] = False
    if new:
        made["required"] = ["values"]
    else:
        made["properties"] |= {"version": {"type": "integer"}, "reason": {"type": "string"}}
        made["required"] = ["version"]
    return made


def _shape(field: Any, *, sent: bool = False) -> Schema:
    """The schema of a field's value, as it is shown or as it is sent."""
    made = _kind(field, sent=sent)
    made["title"] = str(field.verbose_name)
    if field.help_text:
        made["description"] = str(field.help_text)
    if field.null and "type" in made and isinstance(made["type"], str):
        made["type"] = [made["type"], "null"]
    return made


def _kind(field: Any, *, sent: bool) -> Schema:
    codes = [str(code) for code, _label in field.flatchoices if code not in (None, "")]
    if codes and isinstance(field, models.IntegerField):
        return {"type": "integer", "enum": [int(code) for code in codes]}
    if isinstance(field, Many):
        return {"type": "array", "items": {"type": "string", **({"enum": codes} if codes else {})}}
    if codes:
        return {"type": "string", "enum": [*codes, *([""] if field.blank else [])]}
    if isinstance(field, EvidenceField):
        return {"anyOf": [{"$ref": f"#/components/schemas/{'File' if sent else 'Row'}"}, {"type": "null"}]}
    if field.is_relation:
        ways = [{"$ref": "#/components/schemas/Row"}, {"type": "null"}]
        return {"anyOf": [{"type": "string"}, *ways] if sent else ways}
    for kind, shape in _SHAPES:
        if isinstance(field, kind):
            return dict(shape)
    return {"type": "string", **({"maxLength": field.max_length} if field.max_length else {})}


def _object(properties: Schema | None = None) -> Schema:
    return {"type": "object", **({"properties": properties} if properties else {})}


def _results(item: Schema, *counts: str) -> Schema:
    made = _object({"results": {"type": "array", "items": item}, **{name: {"type": "integer"} for name in counts}})
    made["required"] = ["results", *counts]
    return made


_SHAPES: tuple[tuple[type, Schema], ...] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.TimeField, {"type": "string", "format": "time"}),
    (models.DurationField, {"type": "string", "format": "duration"}),
    (models.DecimalField, {"type": "string", "format": "decimal"}),
    (models.IntegerField, {"type": "integer"}),
)
_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_TONGUES = _object({"zh": _MAYBE, "en": _MAYBE})
_ROW = _object({"id": {"type": "integer"}, "no": _TEXT, "text": _TEXT, "sha256": _TEXT})
_FILE: Schema = {
    "type": "object",
    "properties": {"name": _TEXT, "base64": {"type": "string", "contentEncoding": "base64"}},
    "required": ["name", "base64"],
}
_ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields"],
            "properties": {
                "code": _TEXT,
                "message": _TEXT,
                "fields": {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}},
            },
        }
    },
}
_HEAD: Schema = {
    "no": _TEXT,
    "id": {"type": "integer"},
    "register": _TEXT,
    "url": _TEXT,
    "text": _TEXT,
    "state": _TEXT,
    "state_label": _TEXT,
    "version": {"type": "integer"},
    "maker": {"$ref": "#/components/schemas/Row"},
    "made_at": {"type": "string", "format": "date-time"},
    "checker": {"anyOf": [{"$ref": "#/components/schemas/Row"}, {"type": "null"}]},
    "checked_at": {"type": ["string", "null"], "format": "date-time"},
    "source": {"type": "string", "enum": ["manual", "import", "sensor"]},
    "retain_until": {"type": ["string", "null"], "format": "date"},
    "voided_at": {"type": ["string", "null"], "format": "date-time"},
    "void_reason": _TEXT,
}
_CLAUSE: Schema = {
    "type": "object",
    "required": ["id", "cite", "verdict"],
    "properties": {
        "id": _TEXT,
        "url": _TEXT,
        "cite": _TEXT,
        "ref": _TEXT,
        "title": _TONGUES,
        "text": _TONGUES,
        "force": _TEXT,
        "owner": _TEXT,
        "room": _TEXT,
        "parent": _MAYBE,
        "period": _MAYBE,
        "verdict": _object(
            {"status": {"type": "string", "enum": [one.value for one in Status]}, "kind": _TEXT, "sentence": _TONGUES}
        ),
    },
}
_MOVE: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "version": {"type": "integer"},
        "submitted": {"type": "string", "description": "Digest of the submission that is approved."},
        "reason": _TEXT,
        "values": {"type": "object"},
    },
}
_VOID: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reason"],
    "properties": {"version": {"type": "integer"}, "reason": _TEXT},
}
_TOLD: Schema = {
    "name": {"type": "string", "maxLength": 200},
    "note": {"type": "string", "maxLength": 300},
    "valid_until": {"type": "string", "format": "date"},
}
_ATTACH: Schema = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"$ref": "#/components/schemas/File"}, **_TOLD},
}
_ATTACH_FORM: Schema = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}, **_TOLD},
}
