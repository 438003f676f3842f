"""One clause: text, verdict with the rows behind it, evidence, duty, parameters, questions, history, discussion."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from zhengan.catalogue import Clause, Parameters, catalogue, parameters, shown_value
from zhengan.checks import waivers
from zhengan.checks.declare import Kind, kind_of
from zhengan.checks.models import ClauseVerdict
from zhengan.checks.verdicts import current
from zhengan.faces.web.clause_acts import Told, about_clause
from zhengan.faces.web.clause_parts import parts_shown, registers_of
from zhengan.faces.web.clause_time import days_kept, duty_line, history
from zhengan.faces.web.clause_words import office, printed_number, said, sentence, status_of
from zhengan.faces.web.dates import is_chinese, show_date, show_time
from zhengan.faces.web.places import clause_url, record_url, register_url, role_title, room_title, with_query
from zhengan.faces.web.reach import actor_of, reach_clause
from zhengan.identity.models import OfficeHeld
from zhengan.identity.offices import ALL_STAFF
from zhengan.kernel import acts, cards
from zhengan.kernel.accounts.proof import demand_proof
from zhengan.kernel.actor import Actor
from zhengan.kernel.dates import parse_date
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.models import Card
from zhengan.kernel.packing import OFFICES
from zhengan.kernel.register import Register, register, registers
from zhengan.ledger import clock

CARDS_SHOWN, OF_ONE_KIND = 24, 4


def page(request: HttpRequest, clause: str) -> HttpResponse:
    """The clause as a page of its own."""
    actor = actor_of(request)
    one = reach_clause(clause, actor)
    return render(request, "web/pages/clause.html", _context(one, actor) | _around(one, actor))


def drawer(request: HttpRequest, clause: str) -> HttpResponse:
    """The same beside the policy; drawn without the frame."""
    actor = actor_of(request)
    one = reach_clause(clause, actor)
    context = _context(one, actor) | {
        "csrf_token": get_token(request),
        "close_url": f"{reverse('policy')}#c{one.id}",
    }
    return HttpResponse(render_to_string("web/pages/clause_drawer.html", context))


@require_POST
def say(request: HttpRequest, clause: str) -> HttpResponse:
    """Add a remark to the discussion of a clause."""
    actor = actor_of(request)
    one = reach_clause(clause, actor)
    acts.comment(by=actor, text=request.POST.get("text", ""), clause=one.id)
    return HttpResponseRedirect(f"{clause_url(one.id)}#talk")


@require_POST
def waive(request: HttpRequest, clause: str) -> HttpResponse:
    """Ask that the clause be taken as not applicable; approve that; or end it."""
    actor = actor_of(request)
    one = reach_clause(clause, actor)
    act = request.POST.get("act", "")
    reason = request.POST.get("reason", "")
    standing = waivers.open_waivers(one.id).first()
    if act == "ask":
        try:
            until = parse_date(request.POST.get("until", ""))
        except ValueError:
            raise NotPossible(_("Say until which day.")) from None
        waivers.ask(one.id, reason=reason, valid_until=until, by=actor)
        messages.success(request, _("Asked for. It counts once another person has approved it."))
    elif standing is None:
        raise NotPossible(_("There is nothing to decide any more."))
    elif act == "approve":
        demand_proof(actor, act="waiver_approve", record_no=one.id)
        waivers.approve(standing, by=actor)
        messages.success(
            request, _("Approved: the clause does not apply until %(day)s.") % {"day": show_date(standing.valid_until)}
        )
    else:
        waivers.end(standing, by=actor, reason=reason)
        messages.success(request, _("Ended: the clause is judged again."))
    return HttpResponseRedirect(clause_url(one.id))


def _context(clause: Clause, actor: Actor) -> dict[str, Any]:
    today = clock.today()
    verdicts = current([clause.id, *clause.children])
    verdict = verdicts.get(clause.id)
    values = parameters(today)
    told = about_clause(clause.id)
    days = days_kept(clause, today)
    return {
        "clause": clause,
        "number": printed_number(clause),
        "title": said(clause),
        "text": said(clause, "text"),
        "other": "" if is_chinese() else clause.text,
        "asks": said(clause, "asks") if clause.asks else "",
        "status": status_of(verdict),
        "verdict": verdict,
        "sentence": sentence(verdict) if verdict else "",
        "kind": kind_of(clause),
        "waits": kind_of(clause) is Kind.NOT_YET,
        "force": said(catalogue().forces[clause.force]),
        "parts": parts_shown(clause, verdict, values, actor, today),
        "period": _period(clause),
        "owner": role_title(clause.owner),
        "owner_short": office(clause.owner),
        "holders": _holders(clause.owner, today),
        "room": room_title(clause.room),
        "evidence": _evidence(clause, actor),
        "parameters": _parameters(clause, values, actor),
        "children": [_child(child, verdicts) for child in catalogue().children_of(clause.id)],
        "same_as": _linked([clause.same_as] if clause.same_as else [], actor),
        "see": _linked(clause.see, actor),
        "note": "" if is_chinese() else clause.note or "",
        "history": history(days, told.history, waits=kind_of(clause) is Kind.NOT_YET),
        "duty": duty_line(clause, verdict, days, today),
        "comments": told.comments,
        "waiver": _waiver(clause, told, actor),
        "pack": _pack(actor, today),
        "chinese": is_chinese(),
        "actions": _actions(clause, actor),
        "deadline": clause.deadline or "",
        "retention": _in_words(clause.retention),
    }


def _around(clause: Clause, actor: Actor) -> dict[str, Any]:
    """What only the full page shows: where the clause stands."""
    ordered = [one for one in catalogue().clauses.values() if actor.sees_clause(one.id)]
    at = ordered.index(clause)
    return {
        "crumbs": [
            {"title": pgettext("page", "Policy"), "url": reverse("policy")},
            *(
                {
                    "title": _numbered(above),
                    "url": clause_url(above.id),
                }
                for above in catalogue().ancestors_of(clause.id)
            ),
            {"title": clause.cite},
        ],
        "before": _linked([ordered[at - 1].id], actor)[0] if at else None,
        "after": _linked([ordered[at + 1].id], actor)[0] if at + 1 < len(ordered) else None,
        "place": "policy",
    }


def _numbered(clause: Clause) -> str:
    """A clause as a step of the breadcrumb: its printed number and our title."""
    number = clause.ref if clause.parent is None else printed_number(clause)
    return f"{number}{'' if is_chinese() else ' '}{said(clause)}"


def _evidence(clause: Clause, actor: Actor) -> list[dict[str, Any]]:
    """Per kind of record that proves the clause: its list, its newest records, and whether this actor may add one."""
    known = registers_of(clause)
    open_to = [one for one in known if one.may_read(actor)]
    newest: dict[str, list[dict[str, Any]]] = {one.code: [] for one in open_to}
    if open_to:
        # The newest of each register, by an index, and of those the newest: not all of all, sorted.
        wanted = Q(pk__in=[])
        for open_one in open_to:
            about = _about(open_one, clause) & cards.within(open_one, actor)
            wanted |= Q(
                pk__in=Card.objects.filter(about, voided=False).order_by("-changed_at").values("pk")[:CARDS_SHOWN]
            )
        for card in Card.objects.filter(wanted).select_related("maker").order_by("-changed_at")[:CARDS_SHOWN]:
            owner = register(card.register)
            if len(newest[card.register]) == OF_ONE_KIND:
                continue
            newest[card.register].append(
                {
                    "title": card.title,
                    "no": card.no,
                    "url": record_url(owner, card.no),
                    "at": show_time(card.changed_at),
                    "who": card.maker.name,
                    "state": owner.flow.label(card.state),
                    "tone": owner.flow.tone(card.state),
                }
            )
    planned = catalogue().registers
    found: list[dict[str, Any]] = []
    for name in clause.evidence:
        one = next((each for each in known if each.name == name), None)
        found.append(
            {
                "title": one.title if one else said(planned[name]),
                "url": register_url(one) if one is not None and one in open_to else "",
                "room": f"room-{one.room if one else planned[name].room}",
                "cards": newest.get(one.code, []) if one else [],
                "exists": one is not None,
                "new_url": register_url(one, "new") if one is not None and one.may_create(actor) else "",
            }
        )
    return found


def _about(one: Register, clause: Clause) -> Q:
    """The cards of a register that speak of the clause: all of them, unless its records say what they are about."""
    names = {field.name for field in one.fields}
    rows: Any = one.record.objects
    if "clause" in names:
        rows = rows.filter(clause=clause.id)
    elif "topic" in names and (topics := [code for code, topic in _topics() if clause.id in topic.clauses]):
        rows = rows.filter(topic__in=topics)
    elif one.code == "policy.parameter":
        rows = rows.filter(key__in=clause.parameters)
    else:
        return Q(register=one.code)
    return Q(register=one.code, record_id__in=rows.values("pk"))


def _topics() -> Any:
    return catalogue().topics.items()


def _actions(clause: Clause, actor: Actor) -> list[dict[str, str]]:
    """What this actor can start for the clause, the likeliest first."""
    found = []
    known = registers_of(clause)
    if kind_of(clause) is Kind.ATTESTATION:
        known = [*(one for one in registers() if one.code == "assurance.attestation"), *known]
    for one in dict.fromkeys(known):
        if one.may_create(actor):
            names = {field.name for field in one.entries}
            url = register_url(one, "new")
            found.append(
                {
                    "text": _("New %(what)s") % {"what": one.one},
                    "url": with_query(url, clause=clause.id) if "clause" in names else url,
                }
            )
    return found


def _parameters(clause: Clause, values: Parameters, actor: Actor) -> list[dict[str, Any]]:
    """The numbers of the clause as they count today, with the floor of the policy and the way to change them."""
    kept = next((one for one in registers() if one.code == "policy.parameter"), None)
    found = []
    for key in clause.parameters:
        parameter = catalogue().parameter(key)
        shown = values.shown(key)
        floor = ""
        if parameter.limit is not None:
            words = {"value": parameter.limit.value, "cites": catalogue().cite(parameter.limit.clauses)}
            limit = _("the policy allows no less than %(value)s (%(cites)s)")
            if parameter.limit.op == "<=":
                limit = _("the policy allows no more than %(value)s (%(cites)s)")
            floor = limit % (words | {"value": _limit_value(parameter)})
        scoped = values.scoped(key) if parameter.scoped_by else {}
        may_propose = kept is not None and kept.may_create(actor)
        found.append(
            {
                "title": said(parameter),
                "code": key,
                "value": (shown[0] if is_chinese() else shown[1]) if shown else _("not set"),
                "scoped": [{"scope": scope, "value": str(value)} for scope, value in scoped.items()],
                "floor": floor or _("left to the firm by the policy"),
                "url": with_query(register_url(kept), q=key) if kept else "",
                "propose_url": with_query(register_url(kept, "new"), key=key, clause=clause.id)
                if may_propose and kept
                else "",
            }
        )
    return found


def _limit_value(parameter: Any) -> str:
    chinese, english = shown_value(parameter, parameter.limit.value)
    return chinese if is_chinese() else english


def _holders(owner: str, today: date) -> list[str]:
    if owner == ALL_STAFF:
        return []
    held = OfficeHeld.objects.filter(office=owner, from_on__lte=today, user__is_active=True).select_related("user")
    return list(dict.fromkeys(one.user.name for one in held if one.to_on is None or one.to_on >= today))


def _waiver(clause: Clause, told: Told, actor: Actor) -> dict[str, Any]:
    """The statement that the clause does not apply: asked for, approved, or to be asked for."""
    one = waivers.open_waivers(clause.id).first() if told.has_waiver else None
    return {
        "one": one,
        "asked": one is not None and one.approved_at is None,
        "may_ask": one is None and actor.holds(*waivers.ASKERS),
        "may_approve": one is not None
        and one.approved_at is None
        and actor.holds(*waivers.APPROVERS)
        and one.asked_by_id != actor.user.pk,
        "may_end": one is not None and actor.holds(*waivers.APPROVERS, *waivers.ASKERS),
        "until": waivers.LONGEST.after(clock.today()),
    }


def _pack(actor: Actor, today: date) -> dict[str, date] | None:
    """The quarter before this one, to begin with, for those who may take the evidence out of the house."""
    if not actor.holds(*OFFICES):
        return None
    this = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    last = this - timedelta(days=1)
    return {"first": last.replace(month=last.month - 2, day=1), "last": last}


def _period(clause: Clause) -> dict[str, str] | None:
    if clause.period is None:
        return None
    return {
        "every": _("every %(period)s") % {"period": _in_words(clause.period)},
        "source": _("as the policy says") if clause.period_source == "policy" else _("chosen by the firm"),
    }


def _in_words(period: Any) -> str:
    if period is None:
        return ""
    return str(period.zh() if is_chinese() else period.en())


def _child(child: Clause, verdicts: dict[str, ClauseVerdict]) -> dict[str, Any]:
    return {
        "ref": printed_number(child),
        "title": said(child),
        "url": clause_url(child.id),
        "drawer": reverse("clause-drawer", args=[child.id]),
        "status": status_of(verdicts.get(child.id)),
    }


def _linked(identifiers: Any, actor: Actor) -> list[dict[str, str]]:
    book = catalogue()
    return [
        {"ref": book.clauses[one].cite, "title": said(book.clauses[one]), "url": clause_url(one)}
        for one in identifiers
        if actor.sees_clause(one)
    ]
