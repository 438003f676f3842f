"""The list of a register: filters, columns, sorting, saved views, bulk acts, export of what is seen."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhengan.catalogue import catalogue
from zhengan.faces.web import shown
from zhengan.faces.web.behind import Behind, behind
from zhengan.faces.web.context import firm
from zhengan.faces.web.dates import show_date, show_time
from zhengan.faces.web.paging import paged
from zhengan.faces.web.places import clause_url, record_url, register_url, room_title, room_url
from zhengan.faces.web.reach import actor_of, may_write, reach_list
from zhengan.faces.web.views import labels
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.filters import Narrowed, narrowed
from zhengan.kernel.flow import MAKER
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.joining import join
from zhengan.kernel.models import SavedView
from zhengan.kernel.prepared import SOMEBODY, Statement, asked, statement
from zhengan.kernel.register import Register
from zhengan.ledger import clock

# Filter options beyond this many are no choice any more.
OPTIONS_AT_MOST = 100
# A longer list is exported, not printed.
PRINTED_AT_MOST = 500
# Parts of the query that are not filters and are kept when filters change.
KEPT = ("cols", "clause", "part", "rows", "order")
# Columns that every record has and that the chooser offers after the register's own.
COMMON = ("no", "state", "maker", "made_at", "checker", "checked_at", "retain_until", "source")


def page(request: HttpRequest, room: str, name: str) -> HttpResponse:
    """Show the list, narrowed to what the address says."""
    actor = actor_of(request)
    one, _visible = reach_list(room, name, actor)
    source = behind(one, request.GET, actor)
    found = narrowed(one, actor, request.GET, within=source.rows if source else None)
    columns = chosen_columns(one, actor, request.GET)
    if request.GET.get("print") == "1":
        return _paper(request, one, actor, found, columns)
    if request.GET.get("print") == "labels" and one.labels:
        return labels.sheet(request, one, actor, found)
    shown_page, pages = paged(request, found.queryset.select_related(None))
    rows = list(shown_page)
    join(rows, _followed(one, columns))
    kept = kept_query(request.GET)
    context = {
        "register": one,
        "slug": name,
        "clauses": [
            {"cite": catalogue().clause(clause).cite, "url": clause_url(clause)}
            for clause in one.clauses
            if actor.sees_clause(clause)
        ],
        "title": one.title,
        "crumbs": [{"title": room_title(one.room), "url": room_url(one.room)}, {"title": one.title}],
        "source": _source(source, one) if source else None,
        "columns": [_column(one, column, found, kept, columns) for column in columns],
        "rows": [_row(record, columns, one) for record in rows],
        "page": pages,
        "filters": _filters(request, one, actor, found, kept, pages["total"]),
        "bulk": _bulk(rows, actor),
        "bulk_url": register_url(one, "bulk"),
        "problems": found.problems,
        "is_empty": not pages["total"] or pages["total"] == "0",
        "is_narrowed": bool(found.chips) or source is not None,
        "may_write": may_write(one, actor),
        "export_personal": bool(one.personal.keys() & one.revealed_to(actor)),
        "may_import": one.may_make(actor),
        "query": request.GET.urlencode(),
    }
    return render(request, "web/pages/list.html", context)


def _followed(one: Register, columns: Sequence[str]) -> tuple[str, ...]:
    """The foreign keys that the list follows: those it shows, and those that say who may make a move."""
    asked = {name for move in one.flow.moves for name in (move.named, *move.not_same_as)}
    return tuple(name for name in one.joins if name in columns or name in asked - {MAKER})


def _paper(request: HttpRequest, one: Register, actor: Actor, found: Narrowed, columns: list[str]) -> HttpResponse:
    """What is seen, on paper; that it was printed is entered in the ledger."""
    records = list(found.queryset[: PRINTED_AT_MOST + 1])
    rows = [_row(record, columns, one) for record in records[:PRINTED_AT_MOST]]
    acts.note("print", by=actor, register=one.code, body={"rows": len(rows), "filters": found.query})
    context = {
        "title": one.title,
        "firm": firm(short=False),
        "clause": catalogue().cite(one.clauses[:4]) if one.clauses else "",
        "chips": found.chips,
        "columns": [
            {"title": shown.title_of(one, name), "num": shown.is_number(shown.field_of(one, name))} for name in columns
        ],
        "rows": rows,
        "count": len(rows),
        "cut": len(records) > PRINTED_AT_MOST,
        "landscape": len(columns) > 6,
        "printed_at": show_time(clock.now()),
        "printed_by": actor.user.name,
    }
    return render(request, "web/pages/list_paper.html", context)


def all_columns(one: Register, actor: Actor) -> list[str]:
    """Everything a list of this register can show to this actor: its columns, other fields, then the common ones."""
    visible = {field.name for field in visible_fields(one, actor)}
    own = [name for name in one.columns if name in visible or name not in {field.name for field in one.fields}]
    return list(dict.fromkeys([*own, *(field.name for field in one.fields if field.name in visible), *COMMON]))


def chosen_columns(one: Register, actor: Actor, query: QueryDict) -> list[str]:
    """The columns the address asks for (`cols`), or those of the register."""
    offered = all_columns(one, actor)
    asked = [name for part in query.getlist("cols") for name in part.split(",")]
    wanted = [name for name in offered if name in asked] or [name for name in offered if name in one.columns]
    first = "no" if "no" in wanted else wanted[0]
    return [first, *(name for name in wanted if name != first)]


def kept_query(query: QueryDict) -> QueryDict:
    """The part of the query that stays when a filter changes."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if name in query:
            kept.setlist(name, query.getlist(name))
    return kept


def _with_kept(query: str, kept: QueryDict, *, without: tuple[str, ...] = ()) -> str:
    """A query string with the kept parts that it lacks."""
    whole = QueryDict(query, mutable=True)
    for name, values in kept.lists():
        if name not in whole and name not in without:
            whole.setlist(name, values)
    return f"?{whole.urlencode()}"


def _column(one: Register, name: str, found: Narrowed, kept: QueryDict, columns: list[str]) -> dict[str, Any]:
    field = shown.field_of(one, name)
    order = found.order[0] if found.order else ""
    place = columns.index(name)
    return {
        "key": name,
        "title": shown.title_of(one, name),
        "sort_url": _with_kept(found.order_query(name), kept, without=("order",)) if found.may_order(name) else "",
        "sorted": {name: "asc", f"-{name}": "desc"}.get(order, ""),
        "num": shown.is_number(field),
        "rank": 1 if place < 4 or name == "state" else 2 if place < 7 else 3,
        "main": name == _main(one, columns),
    }


def _main(one: Register, columns: list[str]) -> str:
    """The column that names a row: what a search looks in first, otherwise the second."""
    return next((name for name in columns if name in one.search), columns[min(1, len(columns) - 1)])


def _cell(record: Any, name: str, one: Register, *, first: bool, main: bool) -> dict[str, Any]:
    found = shown.cell(record, name, one, link=first)
    if main and not first and "kind" not in found and found["text"]:
        found["url"] = record_url(one, record.no)
    return found


def _row(record: Any, columns: list[str], one: Register) -> dict[str, Any]:
    main = _main(one, columns)
    return {
        "id": record.pk,
        "title": str(record),
        "voided": record.is_void,
        "cells": [_cell(record, name, one, first=place == 0, main=name == main) for place, name in enumerate(columns)],
    }


def _bulk(rows: Any, actor: Actor) -> list[dict[str, Any]]:
    """The moves that are open for at least one of the rows on this page."""
    found: dict[str, dict[str, Any]] = {}
    for record in rows:
        for move in acts.open_moves(record, actor):
            found.setdefault(move.target, {"value": move.target, "title": move.verb})
    return list(found.values())


def _filters(
    request: HttpRequest, one: Register, actor: Actor, found: Narrowed, kept: QueryDict, total: str
) -> dict[str, Any]:
    chips = [
        {"title": chip.label, "value": chip.value, "remove_url": _with_kept(chip.remove_query, kept)}
        for chip in found.chips
    ]
    shown_now = chosen_columns(one, actor, request.GET)
    now = QueryDict(_with_kept(found.query, kept)[1:])
    return {
        "views": _views(request, one),
        "save_url": f"{register_url(one, 'saved-views')}?{request.GET.urlencode()}",
        "chips": chips,
        "facets": [facet for facet in (_facet(field, now) for field in found.fields) if facet],
        "hidden": _hidden(now, "q", "page"),
        "hidden_for_columns": _hidden(now, "cols", "page"),
        "q": request.GET.get("q", ""),
        "clear_url": _with_kept("", kept),
        "columns": [
            {"key": name, "title": shown.title_of(one, name), "shown": name in shown_now}
            for name in all_columns(one, actor)
        ],
        "total": ngettext("%(n)s record", "%(n)s records", 2 if total != "1" else 1) % {"n": total},
    }


def _hidden(asked: QueryDict, *without: str) -> list[dict[str, str]]:
    """What a small form must keep of what is asked."""
    return [{"name": name, "value": value} for name, values in asked.lists() if name not in without for value in values]


def _facet(field: Any, now: QueryDict) -> dict[str, Any] | None:
    """One filter on offer: links for choices, a small form for days and numbers."""
    title = shown.capital(field.label)
    if field.kind in ("date", "number"):
        values = [*field.value, "", ""]
        ends = {"from": values[0], "to": values[1]}
        hidden = _hidden(now, *field.names, "page")
        return {"title": title, "name": field.name, "range": field.names, "kind": field.kind, "hidden": hidden} | ends
    if field.kind == "text":
        return None
    options = list(field.options())[:OPTIONS_AT_MOST]
    if not options:
        return None
    toggled = _toggled(now, field.names[0])
    return {
        "title": title,
        "name": field.name,
        "options": [{"title": text, "active": value in field.value, "url": toggled(value)} for value, text in options],
    }


def _toggled(now: QueryDict, name: str) -> Callable[[str], str]:
    """The address with one more value of a filter, or without it where it is there."""
    present = now.getlist(name)
    more = f"?{now.urlencode()}{'&' if now else ''}{quote_plus(name)}="
    rest = dict(now.lists())

    def url(value: str) -> str:
        if value not in present:
            return f"{more}{quote_plus(value)}"
        return "?" + urlencode(rest | {name: [one for one in present if one != value]}, doseq=True)

    return url


def _views(request: HttpRequest, one: Register) -> list[dict[str, Any]]:
    address = register_url(one)
    now = urlencode({name: values for name, values in request.GET.lists() if name != "page"}, doseq=True)
    mine = asked(_saved(one.code), actor_of(request).user)
    views = [{"title": name, "url": f"{address}?{query}", "active": query == now} for name, query in mine]
    return [{"title": _("All"), "url": address, "active": not now}, *views]


@cache
def _saved(code: str) -> Statement:
    views = SavedView.objects.filter(user=SOMEBODY, register=code)
    return statement(views.order_by("name").values_list("name", "query"))


def _source(source: Behind, one: Register) -> dict[str, Any]:
    """What the list is narrowed to when it shows the rows behind a number of a verdict."""
    kind = _("The whole population") if source.population else _("The rows that break the rule")
    return {
        "cite": source.clause.cite,
        "title": shown.clause_title(source.clause.id),
        "url": clause_url(source.clause.id),
        "kind": kind,
        "on": show_date(source.on),
        "all_url": register_url(one),
        "other_url": source.url(population=not source.population),
        "population": source.population,
    }
