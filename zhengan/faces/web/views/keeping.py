"""保存與銷毀: what is past its term, who asks to dispose of it and who approves, and what is held back and why."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from zhengan.faces.web.dates import show_date, show_time
from zhengan.faces.web.once import once
from zhengan.faces.web.places import record_url
from zhengan.faces.web.reach import actor_of
from zhengan.faces.web.shown import capital
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts import disposing
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import Disposal, LegalHold
from zhengan.kernel.register import Register, registers
from zhengan.ledger import clock

SHOWN = 200  # records that one request can name


def may_see(actor: Actor) -> bool:
    """Whether the page is this actor's business: by an office that decides, or one that keeps records."""
    return bool(_registers(actor))


@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Show what is past its term, what was asked, what is held; or carry out one of the acts about it."""
    actor = actor_of(request)
    if not may_see(actor):
        raise Refused(_("Your offices do not allow this."), act="dispose_ask")
    error = ""
    if request.method == "POST":
        try:
            return once(request, lambda: _ACTS[request.POST.get("act", "")](request, actor))
        except KeyError:
            error = _("This act is not known.")
        except NotPossible as impossible:
            error = str(impossible.message)
    return render(request, "web/pages/keeping.html", _context(request, actor, error), status=400 if error else 200)


def _context(request: HttpRequest, actor: Actor, error: str) -> dict[str, Any]:
    known = {one.code: one for one in _registers(actor)}
    holds = list(LegalHold.objects.filter(lifted_at=None).select_related("by").order_by("-at"))
    wanted = known.get(request.POST.get("register", "") or request.GET.get("register", ""))
    asked = Disposal.objects.filter(approved_at=None, refused_at=None, register__in=known).select_related("asked_by")
    return {
        "error": error,
        "reason": request.POST.get("reason", ""),
        "asked": [_asked(one, known[one.register], actor) for one in asked.order_by("asked_at")],
        "past": _past(known, holds),
        "chosen": _chosen(wanted, actor) if wanted else None,
        "holds": [_hold(one, known.get(one.register)) for one in holds if one.register in known],
        "may_hold": actor.holds(*disposing.HOLDERS),
        "registers": [(one.code, capital(one.title)) for one in known.values()],
    }


def _registers(actor: Actor) -> list[Register]:
    decides = actor.holds(*disposing.APPROVERS, *disposing.HOLDERS)
    return [one for one in registers() if decides or (one.makers and actor.holds(*one.makers))]


def _past(known: dict[str, Register], holds: list[LegalHold]) -> list[dict[str, Any]]:
    """How many records of each register are past their term, since when; all registers in one query."""
    counted = [
        one.record.objects.filter(retain_until__lt=clock.today())
        .order_by()
        .annotate(which=Value(code))
        .values("which")
        .annotate(n=Count("pk"), oldest=Min("retain_until"))
        for code, one in known.items()
    ]
    whole = {one.register for one in holds if not one.record_no}
    return [
        {
            "title": capital(known[row["which"]].title),
            "n": row["n"],
            "oldest": show_date(row["oldest"]),
            "held": row["which"] in whole,
            "url": f"?register={row['which']}#chosen",
        }
        for row in counted[0].union(*counted[1:], all=True)
        if row["n"]
    ]


def _chosen(one: Register, actor: Actor) -> dict[str, Any]:
    due = list(disposing.due(one).select_related(*one.joins)[: SHOWN + 1])
    return {
        "code": one.code,
        "title": capital(one.title),
        "keep": one.keep,
        "may_ask": bool(one.makers) and one.may_make(actor),
        "more": len(due) > SHOWN,
        "records": [
            {
                "no": record.no,
                "title": str(record),
                "until": show_date(record.retain_until),
                "url": record_url(one, record.no),
            }
            for record in due[:SHOWN]
        ],
    }


def _asked(one: Disposal, of: Register, actor: Actor) -> dict[str, Any]:
    approver = actor.holds(*disposing.APPROVERS)
    return {
        "pk": one.pk,
        "title": capital(of.title),
        "n": len(one.numbers),
        "records": [{"no": no, "url": record_url(of, no)} for no in one.numbers],
        "reason": one.reason,
        "who": one.asked_by.name,
        "at": show_time(one.asked_at),
        "own": approver and one.asked_by_id == actor.user.pk,
        "may_approve": approver and one.asked_by_id != actor.user.pk,
        "may_refuse": approver,
    }


def _hold(one: LegalHold, of: Register | None) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "title": capital(of.title) if of is not None else one.register,
        "no": one.record_no,
        "url": record_url(of, one.record_no) if of is not None and one.record_no else "",
        "reason": one.reason,
        "who": one.by.name,
        "at": show_time(one.at),
    }


# -- acts: each returns where it leads ------------------------------------------------------------------------------


def _ask(request: HttpRequest, actor: Actor) -> str:
    one = _register(request, actor)
    records = list(one.record.objects.filter(no__in=request.POST.getlist("no")[:SHOWN]).order_by("pk"))
    asked = acts.ask_disposal(records, by=actor, reason=request.POST.get("reason", ""))
    n = len(asked.numbers)
    messages.success(
        request,
        ngettext(
            "Asked to dispose of %(n)d record; another person has to approve.",
            "Asked to dispose of %(n)d records; another person has to approve.",
            n,
        )
        % {"n": n},
    )
    return reverse("keeping")


def _approve(request: HttpRequest, actor: Actor) -> str:
    asked = _disposal(request)
    acts.approve_disposal(asked, by=actor)
    n = len(asked.numbers)
    messages.success(request, ngettext("%(n)d record disposed of.", "%(n)d records disposed of.", n) % {"n": n})
    return reverse("keeping")


def _refuse(request: HttpRequest, actor: Actor) -> str:
    acts.refuse_disposal(_disposal(request), by=actor, reason=request.POST.get("reason", ""))
    messages.success(request, _("Turned down: the records stay."))
    return reverse("keeping")


def _keep_back(request: HttpRequest, actor: Actor) -> str:
    acts.hold(
        _register(request, actor),
        by=actor,
        reason=request.POST.get("reason", ""),
        record_no=request.POST.get("record_no", "").strip(),
    )
    messages.success(request, _("Held back from disposal until the hold is lifted."))
    return f"{reverse('keeping')}#holds"


def _lift(request: HttpRequest, actor: Actor) -> str:
    held = get_object_or_404(LegalHold, pk=_number(request), lifted_at=None)
    acts.lift(held, by=actor, reason=request.POST.get("reason", ""))
    messages.success(request, _("The hold is lifted."))
    return f"{reverse('keeping')}#holds"


_ACTS: dict[str, Callable[[HttpRequest, Actor], str]] = {
    "ask": _ask,
    "approve": _approve,
    "refuse": _refuse,
    "hold": _keep_back,
    "lift": _lift,
}


def _register(request: HttpRequest, actor: Actor) -> Register:
    for one in _registers(actor):
        if one.code == request.POST.get("register"):
            return one
    raise NotPossible(_("Choose a register."))


def _disposal(request: HttpRequest) -> Disposal:
    return get_object_or_404(Disposal, pk=_number(request))


def _number(request: HttpRequest) -> int:
    told = request.POST.get("pk", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0
