"""What a list is asked with: a filter of `attribute eq "value"` joined by `and`, paging, and the attributes wanted.

RFC 7644, 3.4.2. Every other filter is refused as invalid: an answer that is larger than asked would be a wrong one.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhengan.faces.api.door import Call
from zhengan.faces.api.scim.door import wrong

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
COUNT, COUNT_AT_MOST = 100, 200
_TERM = re.compile(
    r'\s*([A-Za-z][\w.:$-]*)\s+([A-Za-z]+)\s+("(?:[^"\\]|\\.)*"|true|false)(?:\s+and(?=\s)|\s*$)', re.IGNORECASE
)


def terms(text: str, known: Collection[str]) -> list[tuple[str, str]]:
    """Return the attributes (in small letters, without the schema's name) and the values that they are to have.

    Raises ApiError (invalidFilter).
    """
    found: list[tuple[str, str]] = []
    at = 0
    while not found or at < len(text):
        term = _TERM.match(text, at)
        if term is None:
            raise wrong("invalidFilter", _("This filter is not understood."))
        name, operator = term[1].rpartition(":")[2].lower(), term[2].lower()
        if operator != "eq" or name not in known:
            say = _("Only eq is known, for: %(names)s.") % {"names": ", ".join(sorted(known))}
            raise wrong("invalidFilter", say)
        found.append((name, _text(term[3])))
        at = term.end()
    return found


def _text(written: str) -> str:
    try:
        value = json.loads(written)
    except ValueError as error:
        raise wrong("invalidFilter", _("This is not valid JSON.")) from error
    text = value if isinstance(value, str) else written
    if "\0" in text or not text.isprintable():
        raise wrong("invalidFilter", _("The text holds a character that cannot be stored."))
    return text


def listing(call: Call, found: QuerySet[Any], shown: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Return a page of what was found. Raises ApiError (invalidValue)."""
    start = max(1, _whole(call, "startIndex", 1))
    count = min(max(0, _whole(call, "count", COUNT)), COUNT_AT_MOST)
    total = found.count()
    rows = [shown(one) for one in found[start - 1 : start - 1 + count]] if count and start <= total else []
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(rows),
        "Resources": [wanted(call, row) for row in rows],
    }


def _whole(call: Call, name: str, default: int) -> int:
    text = call.request.GET.get(name, "") or str(default)
    if re.fullmatch(r"-?[0-9]{1,9}", text) is None:
        raise wrong("invalidValue", _("%(name)s is a whole number.") % {"name": name})
    return int(text)


def excludes(call: Call, name: str) -> bool:
    """Whether the answer is wanted without this attribute."""
    said = _names(call, "attributes")
    return name in _names(call, "excludedAttributes") or bool(said and name not in said)


def wanted(call: Call, resource: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not wanted (`attributes`, `excludedAttributes`); id and schemas are always told."""
    return {
        name: value for name, value in resource.items() if name in ("id", "schemas") or not excludes(call, name.lower())
    }


def _names(call: Call, parameter: str) -> frozenset[str]:
    """The attributes named there, in small letters: of a part of one (`name.formatted`) the whole one."""
    told = (one.strip().lower() for one in call.request.GET.get(parameter, "").split(","))
    return frozenset(_root(one) for one in told if one)


def _root(name: str) -> str:
    if not name.startswith("urn:"):
        return name.partition(".")[0]
    schema, _colon, attribute = name.rpartition(":")
    if schema.endswith((":core:2.0:user", ":core:2.0:group")):
        return attribute.partition(".")[0]
    return name if name.endswith(":user") else schema


def place(kind: str, key: object) -> str:
    """Return the address of a resource."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/scim/v2/{kind}/{key}"
