"""Accounts, for those who look after them and for supervisors: one-time passwords, lost second factors."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from zhengan.faces.web.dates import show_time
from zhengan.faces.web.paging import paged
from zhengan.faces.web.places import record_url
from zhengan.faces.web.reach import actor_of
from zhengan.identity import tries
from zhengan.identity.keeping import Factor, PasswordRequest, Session, Try
from zhengan.identity.models import User
from zhengan.identity.offices import ACCOUNT_OFFICES
from zhengan.kernel.accounts import ending, passwords
from zhengan.kernel.accounts import factors as second
from zhengan.kernel.accounts.proof import demand_proof
from zhengan.kernel.accounts.standing import may_see
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock


class IssueForm(forms.Form):
    """How the identity was confirmed, before a one-time password is issued."""

    method = forms.ChoiceField(
        label=gettext_lazy("How did you make sure who it is?"),
        choices=PasswordRequest.Method.choices,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=gettext_lazy("What you checked"),
        max_length=200,
        help_text=gettext_lazy("For example: employee card shown at the counter; called back at extension 2210."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """All accounts, open requests first."""
    actor = actor_of(request)
    everybody = actor.holds(*ACCOUNT_OFFICES)
    users = User.objects.filter(person__isnull=False)
    if not everybody:
        users = users.filter(person__supervisor__user=actor.user)
        if not users.exists():
            raise Refused(_("Your offices do not allow this."), act="accounts")
    asked = Exists(PasswordRequest.objects.filter(user=OuterRef("pk"), state=PasswordRequest.State.OPEN))
    wanted = request.GET.get("q", "").strip()[:60]
    if wanted:
        users = users.filter(Q(username__icontains=wanted) | Q(name__icontains=wanted))
    found = users.annotate(
        asked=asked, seconds=Count("factors", filter=Q(factors__confirmed=True), distinct=True)
    ).order_by("-asked", "username")
    rows, pages = paged(request, found)
    titles = (_("Login"), _("Name"), _("State"), _("Password"), _("Second factor"))
    return render(
        request,
        "web/pages/accounts.html",
        {
            "columns": [{"key": f"c{number}", "title": title} for number, title in enumerate(titles)],
            "rows": [_row(one) for one in rows],
            "page": pages,
            "wanted": wanted,
        },
    )


@never_cache
def account(request: HttpRequest, login: str) -> HttpResponse:
    """One account: what waits, and what can be done."""
    actor = actor_of(request)
    user = User.objects.called(login).filter(person__isnull=False).select_related("person__supervisor").first()
    if user is None or not may_see(user, actor):
        if user is not None or not actor.holds(*ACCOUNT_OFFICES):
            raise Refused(_("Your offices do not allow this."), act="accounts")
        raise Http404("no such account")
    if request.method != "POST":
        return _account(request, user, actor, IssueForm())
    act = request.POST.get("act", "")
    if act == "issue":
        return _issue(request, user, actor)
    demand_proof(actor, act=act, record_no=user.username)
    reason = request.POST.get("reason", "")
    if act == "refuse":
        passwords.refuse(user, by=actor, reason=reason)
        messages.success(request, _("Turned down; the person is told."))
    elif act == "factors":
        count = second.reset(user, by=actor, reason=reason)
        messages.success(request, _("%(n)s second factors taken off; the person is told.") % {"n": count})
    elif act == "sessions":
        messages.success(request, _("%(n)s sessions ended.") % {"n": ending.end_of(user, by=actor)})
    else:
        raise NotPossible(_("There is no such act."))
    return HttpResponseRedirect(reverse("account", args=[user.username]))


def _issue(request: HttpRequest, user: User, actor: Actor) -> HttpResponse:
    """Issue a one-time password and show it, this once, to the one who made sure who it is."""
    demand_proof(actor, act="password_issue", record_no=user.username)
    form = IssueForm(request.POST)
    if user.password_changed_at is None:
        form.fields["method"].required = form.fields["remark"].required = False
    if not form.is_valid():
        return _account(request, user, actor, form, status=400)
    given = form.cleaned_data
    shown = passwords.issue(user, by=actor, method=given["method"], remark=given["remark"])
    user.refresh_from_db()
    return _account(request, user, actor, IssueForm(), shown=shown)


def _account(
    request: HttpRequest, user: User, actor: Actor, form: IssueForm, *, shown: str = "", status: int = 200
) -> HttpResponse:
    person: Any = user.person
    context = {
        "user_": user,
        "person": person,
        "person_url": record_url(person.register, person.no),
        "form": form,
        "shown": shown,
        "until": user.one_time_until,
        "request_": PasswordRequest.objects.filter(user=user, state=PasswordRequest.State.OPEN).first(),
        "factors": Factor.objects.filter(user=user, confirmed=True),
        "sessions": Session.objects.filter(user=user, ends_at__gt=clock.now()).count(),
        "failures": Try.objects.filter(login=user.username, at__gt=clock.now() - tries.Limits.today().lock).count(),
        "first": user.password_changed_at is None,
        "self": actor.user.pk == user.pk,
    }
    return render(request, "web/pages/account.html", context, status=status)


def _row(one: Any) -> dict[str, Any]:
    state = {"kind": "state", "text": _("may sign in"), "tone": "ok"}
    if one.asked:
        state = {"kind": "state", "text": _("asks for a password"), "tone": "warn"}
    elif not one.is_active:
        state = {"kind": "state", "text": _("closed"), "tone": ""}
    elif one.password_changed_at is None and one.one_time_until is None:
        state = {"kind": "state", "text": _("no password yet"), "tone": "warn"}
    return {
        "id": one.pk,
        "url": reverse("account", args=[one.username]),
        "cells": [
            {"text": one.username, "mono": True, "url": reverse("account", args=[one.username])},
            {"text": one.name},
            state,
            {"text": show_time(one.password_changed_at) if one.password_changed_at else "–"},
            {"text": one.seconds or "–"},
        ],
    }
