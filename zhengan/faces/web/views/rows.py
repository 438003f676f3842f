"""The rows behind a number of a verdict: on to the register's list, or a plain list where they are no records."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhengan.faces.web import shown
from zhengan.faces.web.behind import Behind, part_behind
from zhengan.faces.web.paging import paged
from zhengan.faces.web.places import clause_url
from zhengan.faces.web.reach import actor_of
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import STAFF_OFFICES


def page(request: HttpRequest, clause: str, part: int) -> HttpResponse:
    """Show the rows of one part of a clause's check."""
    actor = actor_of(request)
    found = part_behind(clause, part, actor, population=request.GET.get("rows") == "population")
    if found.register is not None:
        return HttpResponseRedirect(found.url())
    # Rows that are no records have no day, so that they lie in nobody's period.
    if actor.scope is not None or not actor.holds(*STAFF_OFFICES):
        raise Refused(_("Your offices do not allow you to see this register."), act="read")
    rows, pages = paged(request, found.rows.order_by("pk"))
    fields = [field for field in found.rows.model._meta.fields if not field.is_relation]
    context = {
        "found": found,
        "title": shown.clause_title(clause),
        "crumbs": [
            {"title": pgettext("page", "Policy"), "url": reverse("policy")},
            {"title": found.clause.cite, "url": clause_url(clause)},
            {"title": _kind(found)},
        ],
        "kind": _kind(found),
        "columns": [{"key": field.name, "title": shown.capital(field.verbose_name)} for field in fields],
        "rows": [{"id": row.pk, "cells": [_cell(row, field) for field in fields]} for row in rows],
        "page": pages,
        "other_url": found.url(population=not found.population),
        "other": _("The rows that break the rule") if found.population else _("The whole population"),
    }
    return render(request, "web/pages/rows.html", context)


def _kind(found: Behind) -> str:
    return _("The whole population") if found.population else _("The rows that break the rule")


def _cell(row: Any, field: Any) -> dict[str, Any]:
    value = getattr(row, field.name)
    return {"kind": "tick", "on": value} if isinstance(value, bool) else {"text": shown.words(value, field)}
