"""The policy page: the firm's own text as a readable document, with a verdict beside every clause."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengan.catalogue import Clause, catalogue
from zhengan.checks.algebra import SOON
from zhengan.checks.declare import Kind, kind_of
from zhengan.checks.models import ClauseVerdict, Snapshot
from zhengan.faces.web.clause_words import (
    ORDER,
    STATUS_WORDS,
    bar_label,
    bar_parts,
    office,
    printed_number,
    said,
    sentence,
    status_of,
    tally,
)
from zhengan.faces.web.dates import is_chinese, show_date, show_distance
from zhengan.faces.web.reach import actor_of, verdicts_for
from zhengan.kernel.actor import Actor
from zhengan.ledger import clock

TREND_WEEKS = 52
# Statuses that time or work still has to turn.
NOT_IN_ORDER = ("not_met", "attention", "no_data")


@dataclass(frozen=True)
class Printed:
    """What never changes about a clause on the page, in one tongue."""

    clause: Clause
    id: str
    number: str
    title: str
    text: str
    lead: str
    other: str
    depth: int
    owner: str
    url: str
    drawer: str
    is_heading: bool
    words: str


@cache
def printed(language: str, digest: str) -> tuple[Printed, ...]:
    """The whole document, made once for each tongue and edition."""
    del language, digest  # they are what the cache goes by
    return tuple(_row(clause) for clause in catalogue().clauses.values())


def _row(clause: Clause) -> Printed:
    text = said(clause, "text")
    is_heading = "heading" in clause.kind
    first, _break, rest = text.partition("\n")
    if clause.parent is None and not is_heading:  # a chapter of one sentence: our short title stands above it
        first, rest, is_heading = said(clause), text, True
    return Printed(
        clause=clause,
        id=clause.id,
        number=printed_number(clause),
        title="" if text.startswith(said(clause)) else said(clause),
        text=first if is_heading else text,
        lead=rest.strip() if is_heading else "",
        other="" if is_chinese() else clause.text,
        depth=clause.depth - 1,
        owner=office(clause.owner),
        url=reverse("clause", args=[clause.id]),
        drawer=reverse("clause-drawer", args=[clause.id]),
        is_heading=is_heading,
        words=" ".join(
            part
            for part in (clause.id, clause.ref, clause.cite, clause.title, clause.title_en, clause.text, clause.text_en)
            if part
        ).casefold(),
    )


@cache
def chips(language: str) -> dict[str, SafeString]:
    """The chip of every status, drawn once: a page shows three hundred of them."""
    del language
    return {
        status: SafeString(render_to_string("web/components/verdict.html", {"status": status}).strip())
        for status in ORDER
    }


@dataclass(frozen=True)
class Wanted:
    """What the reader narrowed the document to; the address says it all."""

    status: str = ""
    chapter: str = ""
    owner: str = ""
    room: str = ""
    q: str = ""
    both: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Take what is understood, leave out the rest."""
        book = catalogue()
        known = {
            "status": (*ORDER, "open"),
            "chapter": tuple(one.id for one in book.chapters),
            "owner": (*book.roles, "me"),
            "room": tuple(book.rooms),
        }
        found = {name: query.get(name, "") for name in known}
        return cls(
            **{name: value if value in known[name] else "" for name, value in found.items()},
            q=query.get("q", "").strip()[:100],
            both=query.get("text") == "both",
        )

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.status or self.chapter or self.owner or self.room or self.q)

    def query(self, **changes: str) -> str:
        """Return the address's query with changes."""
        kept = {"status": self.status, "chapter": self.chapter, "owner": self.owner, "room": self.room, "q": self.q}
        kept |= {"text": "both" if self.both else ""} | changes
        return "?" + urlencode({name: value for name, value in kept.items() if value})

    def keeps(self, row: Printed, status: str, offices: frozenset[str]) -> bool:
        """Whether a clause is wanted."""
        if self.status == "open" and status not in NOT_IN_ORDER:
            return False
        if self.status not in ("", "open") and status != self.status:
            return False
        if self.owner and not (row.clause.owner in offices if self.owner == "me" else row.clause.owner == self.owner):
            return False
        return (
            (not self.chapter or row.clause.chapter == self.chapter)
            and (not self.room or row.clause.room == self.room)
            and (not self.q or self.q.casefold() in row.words)
        )


def page(request: HttpRequest) -> HttpResponse:
    """The whole policy in one page."""
    wanted = Wanted.of(request.GET)
    actor = actor_of(request)
    verdicts = verdicts_for(actor)
    chapters = _chapters(verdicts, wanted, actor)
    counts = tally(verdicts.values())
    shown = sum(chapter["shown"] for chapter in chapters)
    return render(
        request,
        "web/pages/policy.html",
        {
            "document": said(catalogue(), "document"),
            "edition": said_edition(),
            "revisions": catalogue().editions,
            "total": len(verdicts),
            "judged_at": max((one.judged_at for one in verdicts.values()), default=None),
            "strip": _strip(verdicts, wanted),
            "counts": [
                {
                    "status": status,
                    "count": counts[status],
                    "url": wanted.query(status="" if wanted.status == status else status),
                    "active": wanted.status == status,
                }
                for status in ORDER
            ],
            "all_count": sum(counts.values()),
            "all_url": wanted.query(status=""),
            "wanted": wanted,
            "filter_chips": _filter_chips(wanted),
            "facets": _facets(wanted, actor),
            "hidden": [
                {"name": name, "value": value}
                for name, value in (
                    ("status", wanted.status),
                    ("chapter", wanted.chapter),
                    ("owner", wanted.owner),
                    ("room", wanted.room),
                )
                if value
            ],
            "chapters": [chapter for chapter in chapters if chapter["shown"]],
            "shown": shown,
            "trend": trend(counts) if actor.scope is None else None,
            "both_url": wanted.query(text="" if wanted.both else "both"),
            "chinese": is_chinese(),
        },
    )


def paper(request: HttpRequest) -> HttpResponse:
    """The policy as it is printed: the text, and if wanted the verdicts, as a document."""
    return render(
        request,
        "web/pages/policy_print.html",
        {
            "document": said(catalogue(), "document"),
            "rows": _printed_for(actor_of(request)),
            "edition": said_edition(),
            "revisions": catalogue().editions,
            "printed_at": clock.now(),
            "printed_by": request.user,
            "approved_by": catalogue().approved_by,
            "chinese": is_chinese(),
            "unnumbered": catalogue().unnumbered,
        },
    )


def _printed_for(actor: Actor) -> list[Printed]:
    return [row for row in printed(get_language() or "", catalogue().digest) if actor.sees_clause(row.id)]


def said_edition() -> str:
    """Which edition this is, in words."""
    return _("Edition of %(day)s, approved by the president") % {"day": show_date(catalogue().edition.effective_on)}


def trend(counts: dict[str, int]) -> dict[str, Any] | None:
    """How many clauses were not in order, week by week up to today; None before there are two points."""
    today = clock.today()
    weeks = [today - timedelta(days=7 * back) for back in range(TREND_WEEKS, 0, -1)]
    summed_up = [clause.id for clause in catalogue().clauses.values() if kind_of(clause) is Kind.ROLLUP]
    unjudged = [clause.id for clause in catalogue().clauses.values() if kind_of(clause) is Kind.NOT_YET]
    found = dict(
        Snapshot.objects.filter(day__in=weeks)
        .values_list("day")
        .annotate(n=Count("pk", filter=Q(status__in=NOT_IN_ORDER) & ~Q(clause__in=summed_up + unjudged)))
        .order_by("day")
    )
    if not found:
        return None
    points = [(day, found[day]) for day in weeks if day in found]
    points.append((today, sum(counts[status] for status in NOT_IN_ORDER)))
    values = [value for _day, value in points]
    return {
        "values": values,
        "max": max(*values, 1),
        "first": values[0],
        "last": values[-1],
        "since": points[0][0],
        "label": _("%(first)s on %(day)s, %(last)s today")
        % {"first": values[0], "day": show_date(points[0][0]), "last": values[-1]},
    }


def _chapters(verdicts: dict[str, ClauseVerdict], wanted: Wanted, actor: Actor) -> list[dict[str, Any]]:
    """The document by chapters; a heading stays when something under it is wanted."""
    rows = _printed_for(actor)
    today = clock.today()
    chinese = is_chinese()
    status = {row.id: status_of(verdicts.get(row.id)) for row in rows}
    keep = {row.id for row in rows if not wanted.narrows or wanted.keeps(row, status[row.id], actor.offices)}
    if wanted.narrows:
        keep -= {row.id for row in rows if row.is_heading and kind_of(row.clause) is Kind.ROLLUP and not wanted.q}
    above = {parent.id for one in keep for parent in catalogue().ancestors_of(one)}
    drawn = chips(get_language() or "")
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        chip = drawn[status[row.id]]
        if row.depth == 0:
            found[row.id] = {"row": row, "chip": chip, "clauses": [], "shown": int(row.id in keep)}
            own = verdicts.get(row.id)
            found[row.id]["said"] = sentence(own) if own is not None and own.kind != Kind.ROLLUP else ""
            continue
        if row.id not in keep and row.id not in above:
            continue
        chapter = found[row.clause.chapter]
        chapter["shown"] += row.id in keep
        verdict = verdicts.get(row.id)
        line = {"row": row, "chip": chip, "said": "", "due": "", "tone": "", "note": ""}
        if verdict is not None and verdict.kind != Kind.ROLLUP:
            line["said"] = verdict.sentence_zh if chinese else verdict.sentence_en
            line |= _due(verdict.due_on, today)
        chapter["clauses"].append(line)
    return list(found.values())


def _due(day: date | None, today: date) -> dict[str, str]:
    if day is None:
        return {}
    tone = "bad" if day < today else "warn" if day < today + SOON else ""
    return {"due": show_date(day), "tone": tone, "note": show_distance(day, on=today) if tone else ""}


def _strip(verdicts: dict[str, ClauseVerdict], wanted: Wanted) -> list[dict[str, Any]]:
    """The chapters side by side with their counts."""
    by_chapter: dict[str, list[ClauseVerdict]] = defaultdict(list)
    for verdict in verdicts.values():
        by_chapter[verdict.clause.partition(".")[0]].append(verdict)
    found = []
    for chapter in catalogue().chapters:
        if chapter.id not in by_chapter:
            continue
        counts = tally(by_chapter[chapter.id])
        found.append(
            {
                "no": chapter.ref.removesuffix("、") if is_chinese() else chapter.id,
                "title": said(chapter),
                "url": f"#c{chapter.id}" if not wanted.narrows else wanted.query(chapter=chapter.id),
                "active": wanted.chapter == chapter.id,
                "parts": bar_parts(counts),
                "label": bar_label(counts),
                "bad": counts["not_met"],
                "warn": counts["attention"],
                "total": sum(counts.values()),
            }
        )
    return found


def _filter_chips(wanted: Wanted) -> list[dict[str, str]]:
    book = catalogue()
    found = []
    if wanted.status == "open":
        found.append((_("Verdict"), _("not in order"), "status"))
    elif wanted.status:
        found.append((_("Verdict"), str(STATUS_WORDS[wanted.status]), "status"))
    if wanted.chapter:
        found.append((_("Chapter"), said(book.clauses[wanted.chapter]), "chapter"))
    if wanted.owner:
        found.append((_("Responsible"), _("my offices") if wanted.owner == "me" else office(wanted.owner), "owner"))
    if wanted.room:
        found.append((_("Room"), said(book.rooms[wanted.room]), "room"))
    if wanted.q:
        found.append((_("Text"), wanted.q, "q"))
    return [{"title": title, "value": value, "remove_url": wanted.query(**{name: ""})} for title, value, name in found]


def _facets(wanted: Wanted, actor: Actor) -> list[dict[str, Any]]:
    book = catalogue()
    options = {
        "owner": (
            _("Responsible"),
            [("me", _("My offices")), *((code, office(code)) for code in book.roles if _owns(code))],
        ),
        "room": (_("Room"), [(code, said(room)) for code, room in book.rooms.items()]),
        "chapter": (
            _("Chapter"),
            [(one.id, f"{one.ref}{said(one)}") for one in book.chapters if actor.sees_clause(one.id)],
        ),
    }
    return [
        {
            "title": title,
            "name": name,
            "options": [
                {"title": text, "url": wanted.query(**{name: value}), "active": getattr(wanted, name) == value}
                for value, text in choices
            ],
        }
        for name, (title, choices) in options.items()
        if not getattr(wanted, name)
    ]


@cache
def _owns(office_code: str) -> bool:
    return any(clause.owner == office_code for clause in catalogue().clauses.values())
