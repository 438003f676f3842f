"""The schemas of the API's description: a record as it is shown and as it is sent, and what every register shares."""

from typing import Any

from django.db import models

from zhengan.checks.status import Status
from zhengan.kernel.fields import Many
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.register import Register

Schema = dict[str, Any]


def stored(one: Register) -> Schema:
    """A record of the register as it is shown, by its code."""
    lines = {
        name: {
            "type": "array",
            "items": an_object(
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
                "values": an_object({field.name: _shape(field) for field in one.fields}),
                "lines": an_object(lines),
                "moves": {"type": "array", "items": an_object()},
                "submission": {"type": ["object", "null"]},
            },
        }
    }


def to_send(one: Register, *, new: bool) -> Schema:
    """What is sent to write a record; of a new one, with the fields that must be there."""
    entries = one.entries
    values = an_object({field.name: _shape(field, sent=True) for field in entries})
    needed = [field.name for field in entries if not field.blank and not field.has_default()]
    if new and needed:
        values["required"] = needed
    lines = {
        name: {
            "type": "array",
            "items": an_object(
                {"id": {"type": "integer"}} | {field.name: _shape(field, sent=True) for field in one.line_fields(name)}
            ),
        }
        for name in one.lines
        if name not in one.made_lines
    }
    made = an_object({"values": values} | ({"lines": an_object(lines)} if lines else {}))
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


def an_object(properties: Schema | None = None) -> Schema:
    """An object, with what it has where that is said."""
    return {"type": "object", **({"properties": properties} if properties else {})}


def results(item: Schema, *counts: str) -> Schema:
    """A list of such items, with these counts beside it."""
    made = an_object({"results": {"type": "array", "items": item}, **{name: {"type": "integer"} for name in counts}})
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
_TONGUES = an_object({"zh": _MAYBE, "en": _MAYBE})
_ROW = an_object({"id": {"type": "integer"}, "no": _TEXT, "text": _TEXT, "sha256": _TEXT})
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
        "verdict": an_object(
            {"status": {"type": "string", "enum": [one.value for one in Status]}, "kind": _TEXT, "sentence": _TONGUES}
        ),
    },
}
MOVE: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "version": {"type": "integer"},
        "submitted": {"type": "string", "description": "Digest of the submission that is approved."},
        "reason": _TEXT,
        "values": {"type": "object"},
    },
}
VOID: Schema = {
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
ATTACH: Schema = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"$ref": "#/components/schemas/File"}, **_TOLD},
}
ATTACH_FORM: Schema = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}, **_TOLD},
}

# What every register shares.
SCHEMAS: Schema = {
    "Error": _ERROR,
    "Row": _ROW,
    "File": _FILE,
    "Clause": _CLAUSE,
    "Entry": an_object(),
    "Attachment": an_object(),
}
