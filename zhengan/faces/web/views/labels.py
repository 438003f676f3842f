"""Labels for things: number, name and what the register adds, and a code by which a phone opens the record."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhengan.faces.web import shown
from zhengan.faces.web.context import firm
from zhengan.faces.web.drawing import qr
from zhengan.faces.web.places import record_url
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.filters import Narrowed
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.register import Register

# Ten sheets of 24; a longer list is narrowed first.
LABELS_AT_MOST = 240


def sheet(request: HttpRequest, one: Register, actor: Actor, found: Narrowed) -> HttpResponse:
    """The labels of what the list shows; that they were printed is entered in the ledger."""
    records = list(found.queryset[: LABELS_AT_MOST + 1])
    printed = records[:LABELS_AT_MOST]
    acts.note("print", by=actor, register=one.code, body={"rows": len(printed), "filters": found.query, "labels": True})
    seen = {field.name for field in visible_fields(one, actor)}
    names = [name for name in one.labels if name in seen]
    context = {
        "title": one.title,
        "firm": firm(short=True),
        "labels": [_label(request, one, record, names) for record in printed],
        "cut": len(records) > LABELS_AT_MOST,
    }
    return render(request, "web/pages/labels.html", context)


def _label(request: HttpRequest, one: Register, record: Any, names: list[str]) -> dict[str, Any]:
    return {
        "no": record.no,
        "name": str(record),
        "facts": [
            {"title": shown.title_of(one, name), "text": shown.cell(record, name, one).get("text", "")}
            for name in names
        ],
        "code": qr(request.build_absolute_uri(record_url(one, record.no))),
    }
