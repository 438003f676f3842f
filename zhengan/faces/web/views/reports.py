"""報告: what is printed for people outside the system, first of all the state of every clause."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhengan.catalogue import catalogue
from zhengan.checks.declare import Kind
from zhengan.faces.web.clause_words import (
    ORDER,
    STATUS_WORDS,
    bar_label,
    bar_parts,
    office,
    said,
    sentence,
    status_of,
    tally,
)
from zhengan.faces.web.dates import is_chinese, show_date
from zhengan.faces.web.reach import actor_of, verdicts_for
from zhengan.faces.web.views.policy import said_edition
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import STAFF_OFFICES
from zhengan.ledger import clock


def page(request: HttpRequest) -> HttpResponse:
    """The reports there are."""
    verdicts = verdicts_for(_reader(request))
    chapters = []
    for chapter in catalogue().chapters:
        if chapter.id not in verdicts:
            continue
        counts = tally(one for one in verdicts.values() if one.clause.partition(".")[0] == chapter.id)
        chapters.append(
            {
                "id": chapter.id,
                "no": chapter.ref.removesuffix("、") if is_chinese() else chapter.id,
                "title": said(chapter),
                "parts": bar_parts(counts),
                "label": bar_label(counts),
                "bad": counts["not_met"],
                "total": sum(counts.values()),
            }
        )
    return render(
        request,
        "web/pages/reports.html",
        {"chapters": chapters, "document": said(catalogue(), "document"), "chinese": is_chinese()},
    )


def clauses(request: HttpRequest) -> HttpResponse:
    """Every clause with its verdict, on A4: the whole policy or one chapter, exceptions first or in its order."""
    actor = _reader(request)
    book = catalogue()
    chapter = request.GET.get("chapter", "")
    chapter = chapter if chapter in book.clauses and book.clauses[chapter].parent is None else ""
    in_order = request.GET.get("order") == "policy"
    verdicts = [
        one
        for one in verdicts_for(actor).values()
        if one.kind != Kind.ROLLUP and (not chapter or one.clause.partition(".")[0] == chapter)
    ]
    verdicts.sort(key=lambda one: (0 if in_order else ORDER.index(status_of(one)), book.clauses[one.clause].order))
    counts = tally(verdicts)
    acts.note("print", by=actor, register="clause", record_no=chapter, body={"report": "clauses"})
    groups: list[dict[str, Any]] = []
    for one in verdicts:
        status = status_of(one)
        key = book.clauses[one.clause].chapter if in_order else status
        if not groups or groups[-1]["key"] != key:
            title = f"{book.clauses[key].ref}{said(book.clauses[key])}" if in_order else str(STATUS_WORDS[key])
            groups.append({"key": key, "title": title, "rows": []})
        clause = book.clauses[one.clause]
        groups[-1]["rows"].append(
            {
                "no": clause.cite,
                "title": said(clause),
                "status": status,
                "word": STATUS_WORDS[status],
                "sentence": sentence(one),
                "owner": office(clause.owner),
                "due": show_date(one.due_on),
            }
        )
    what = f"{book.clauses[chapter].ref}{said(book.clauses[chapter])}" if chapter else said(book, "document")
    context = {
        "title": _("Clause report"),
        "what": what,
        "groups": groups,
        "counts": [{"word": STATUS_WORDS[status], "n": counts[status]} for status in ORDER if counts[status]],
        "total": sum(counts.values()),
        "printed_at": clock.now(),
        "printed_by": request.user,
        "edition": said_edition(),
        "digest": book.digest,
    }
    return render(request, "web/pages/report_clauses.html", context)


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.holds(*STAFF_OFFICES):
        raise Refused(_("Your offices do not allow this."), register="clause", act="report")
    return actor
