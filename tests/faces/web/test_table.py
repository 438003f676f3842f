"""Tables: what a record says is never markup, and a page read from either end holds the same rows."""

import pytest
from django.db.models import F
from django.utils import translation

from tests.cast import Cast
from tests.grown import grown
from zhengan.faces.web import table
from zhengan.faces.web.paging import Pages
from zhengan.kernel.register import register

NASTY = "<b>\"'&"
SAFE = "&lt;b&gt;&quot;&#x27;&amp;"


@pytest.mark.parametrize(
    "cell",
    [
        {"text": NASTY},
        {"text": NASTY, "url": NASTY},
        {"text": NASTY, "tone": NASTY},
        {"text": NASTY, "kind": "person"},
        {"text": NASTY, "kind": "state", "tone": "ok"},
        {"text": "x", "note": NASTY, "tone": NASTY},
        {"text": "x", "sub": NASTY, "mono": True},
    ],
)
def test_nothing_a_record_says_becomes_markup(cell):
    columns = [{"title": NASTY, "num": True, "main": True, "rank": 2, "hidden": True}]
    row = {"id": 1, "title": NASTY, "voided": True, "tone": "bad", "current": True, "cells": [cell]}
    drawn = table.body(columns, [row], selectable=True)
    assert NASTY not in drawn
    assert SAFE in drawn.replace("&#39;", "&#x27;")
    for options in (
        table.options([{"title": NASTY, "url": NASTY, "active": True, "count": NASTY}]),
        table.column_boxes([{"key": NASTY, "title": NASTY, "shown": True, "fixed": True}]),
    ):
        assert NASTY not in options


def test_cells_look_as_they_are_meant():
    columns = [{"title": "x"}]

    def drawn(cell) -> str:
        return table.body(columns, [{"id": 1, "cells": [cell]}], selectable=False)

    assert "–" in drawn({"text": ""})
    assert "–" in drawn({"kind": "tick", "on": False})
    with translation.override("zh-hant"):
        assert "是" in drawn({"kind": "tick", "on": True})
        assert "符合" in drawn({"kind": "verdict", "status": "met"})
    assert '<a href="/x/">y</a>' in drawn({"text": "y", "url": "/x/"})


@pytest.mark.parametrize("order", [("-pk",), ("name", "pk"), (F("email").desc(nulls_last=True), "-pk")])
def test_a_page_holds_the_same_rows_from_whichever_end_it_is_read(cast: Cast, order):
    grown(register("organization.unit"), 23, maker=cast.user("president"))
    rows = register("organization.unit" if order == ("-pk",) else "organization.person").record.objects.order_by(*order)
    pages = Pages(rows, 4)
    expected = list(rows)
    assert [row for number in pages.page_range for row in pages.page(number)] == expected
    assert len(pages.page(pages.num_pages)) == len(expected) - 4 * (pages.num_pages - 1)
