"""搜尋: one box over clauses, records, parameters and registers; only what the reader may see."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengan.catalogue import Clause, catalogue, parameters
from zhengan.faces.web.clause_words import said, status_of
from zhengan.faces.web.dates import is_chinese
from zhengan.faces.web.places import TONES, clause_url, record_url, register_url
from zhengan.faces.web.reach import actor_of, verdicts_for
from zhengan.faces.web.shown import capital
from zhengan.faces.web.views.policy import printed
from zhengan.kernel import cards
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import Card
from zhengan.kernel.register import Register, register, registers
from zhengan.ledger import clock

AT_MOST = 50
SUGGESTED = 8
FIRST = 8
AROUND = 60


@dataclass
class Hit:
    """One thing found."""

    title: str
    url: str
    ref: str = ""
    snippet: "str | SafeString" = ""
    what: str = ""
    status: str = ""
    state: str = ""
    tone: str = ""
    law: bool = False


def page(request: HttpRequest) -> HttpResponse:
    """What was found, by kind."""
    text = request.GET.get("q", "").strip()[:100]
    wanted = request.GET.get("kind", "")
    actor = actor_of(request)
    words = text.split()
    found: dict[str, tuple[str, list[Hit]]] = {}
    if words:
        verdicts = verdicts_for(actor)
        clauses = [_clause_hit(one, words, status_of(verdicts.get(one.id))) for one in _clauses(text, words, actor)]
        found = {
            "clauses": (_("Clauses"), clauses),
            "records": (_("Records"), [_record_hit(card, words) for card in _cards(words, actor, AT_MOST)]),
            "parameters": (_("Parameters"), _parameters(words, actor)),
            "registers": (_("Registers"), _registers(words, actor)),
        }
    total = sum(len(hits) for _title, hits in found.values())
    kinds = [
        {
            "title": title,
            "count": f"{len(hits)}+" if code == "records" and len(hits) == AT_MOST else len(hits),
            "url": "?" + urlencode({"q": text, "kind": code}),
            "active": wanted == code,
        }
        for code, (title, hits) in found.items()
    ]
    all_kinds = wanted not in found
    groups = [
        {
            "title": title,
            "count": len(hits),
            "hits": hits[:FIRST] if all_kinds else hits,
            "more_url": "?" + urlencode({"q": text, "kind": code}) if all_kinds and len(hits) > FIRST else "",
        }
        for code, (title, hits) in found.items()
        if hits and (all_kinds or wanted == code)
    ]
    context = {"text": text, "kinds": kinds, "groups": groups, "total": total, "all_url": "?" + urlencode({"q": text})}
    return render(request, "web/pages/search.html", context | {"all": all_kinds})


def suggest(request: HttpRequest) -> HttpResponse:
    """A few hits while typing, drawn without the frame."""
    text = request.GET.get("q", "").strip()[:100]
    words = text.split()
    hits: list[Hit] = []
    if words:
        actor = actor_of(request)
        hits += [_clause_hit(one, [], "") for one in _clauses(text, words, actor)[:4]]
        hits += [Hit(title=hit.title, url=hit.url, ref=hit.what) for hit in _registers(words, actor)[:2]]
        hits += [_record_hit(card, []) for card in _cards(words, actor, SUGGESTED - len(hits))]
    more = reverse("search") + "?" + urlencode({"q": text})
    return HttpResponse(render_to_string("web/parts/suggestions.html", {"hits": hits, "text": text, "more": more}))


def _clauses(text: str, words: list[str], actor: Actor) -> list[Clause]:
    """The clause that is cited, then those that hold all the words in number, title or text."""
    cited = catalogue().find(text)
    wanted = [word.casefold() for word in words]
    found = [
        row.clause
        for row in printed(get_language() or "", catalogue().digest)
        if row.clause is not cited and all(word in row.words for word in wanted)
    ]
    found = [cited, *found] if cited is not None else found
    return [clause for clause in found if actor.sees_clause(clause.id)]


def _clause_hit(clause: Clause, words: list[str], status: str) -> Hit:
    return Hit(
        title=said(clause),
        url=clause_url(clause.id),
        ref=clause.cite,
        snippet=marked(said(clause, "text"), words) if words else "",
        status=status,
        law=True,
    )


def _cards(words: list[str], actor: Actor, most: int) -> list[Card]:
    """Records in whose number, title or searched text all words stand; two queries at most.

    Registers of the actor's offices are searched whole, the others only for what he made or owns.
    """
    if most <= 0:
        return []
    return cards.search(cards.visible_to(actor), words, most=most)


def _record_hit(card: Card, words: list[str]) -> Hit:
    one = register(card.register)
    return Hit(
        title=card.title,
        url=record_url(one, card.no),
        ref=card.no,
        what=capital(one.one),
        snippet=marked(card.text, words) if words and card.text != card.title else "",
        state=_("Void") if card.voided else str(one.flow.label(card.state)),
        tone="bad" if card.voided else TONES[one.flow.tone(card.state)],
    )


def _parameters(words: list[str], actor: Actor) -> list[Hit]:
    wanted = [word.casefold() for word in words]
    values = parameters(clock.today())
    kept = next((one for one in registers() if one.code == "policy.parameter"), None)
    found = []
    for key, one in catalogue().parameters.items():
        if not all(word in f"{key} {one.title} {one.title_en}".casefold() for word in wanted):
            continue
        if actor.scope is not None and not any(actor.sees_clause(clause) for clause in one.clauses):
            continue
        shown = values.shown(key)
        value = (shown[0] if is_chinese() else shown[1]) if shown else _("not set")
        home = clause_url(one.clauses[0]) if one.clauses else register_url(kept) if kept else ""
        found.append(
            Hit(
                title=said(one),
                url=home,
                ref=key,
                snippet=_("today: %(value)s") % {"value": value},
                what=catalogue().cite(one.clauses),
            )
        )
    return found


def _registers(words: list[str], actor: Actor) -> list[Hit]:
    wanted = [word.casefold() for word in words]
    return [
        Hit(title=capital(one.title), url=register_url(one), what=_room(one), snippet=str(one.purpose))
        for one in registers()
        if one.may_open(actor) and all(word in f"{one.title} {one.one}".casefold() for word in wanted)
    ]


def _room(one: Register) -> str:
    return said(catalogue().rooms[one.room])


def marked(text: str, words: list[str]) -> SafeString:
    """Cut the text around the first of the words and mark all of them; everything else is escaped."""
    folded = text.casefold()
    places = [place for word in words if (place := folded.find(word.casefold())) >= 0]
    start = max(0, min(places, default=0) - AROUND)
    piece = ("…" if start else "") + text[start : start + 4 * AROUND] + ("…" if len(text) > start + 4 * AROUND else "")
    parts: list[str] = []
    rest = piece
    while rest:
        at, word = min(
            ((place, word) for word in words if (place := rest.casefold().find(word.casefold())) >= 0),
            default=(len(rest), ""),
        )
        parts.append(conditional_escape(rest[:at]))
        if word:
            parts.append(f"<mark>{conditional_escape(rest[at : at + len(word)])}</mark>")
        rest = rest[at + len(word) :]
    return mark_safe("".join(parts))  # noqa: S308 (every piece is escaped above)
