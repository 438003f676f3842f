"""My tokens: what programs show the API in my name; each is shown once, has an end, and can be revoked."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhengan.faces.web.reach import actor_of
from zhengan.faces.web.shown import capital
from zhengan.identity.tokens import Act, Token
from zhengan.kernel.accounts import tokens
from zhengan.kernel.accounts.proof import demand_proof
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import registers
from zhengan.ledger import clock

USUAL = timedelta(days=90)


class TokenForm(forms.Form):
    """What the token is for, what it may do, from where and how long."""

    name = forms.CharField(
        label=gettext_lazy("What uses it"),
        max_length=60,
        help_text=gettext_lazy("For example: nightly export of assets to the warehouse."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    registers = forms.MultipleChoiceField(label=gettext_lazy("Registers"), widget=forms.CheckboxSelectMultiple)
    acts = forms.MultipleChoiceField(
        label=gettext_lazy("May"),
        choices=[(act, label) for act, label in Act.choices if act in tokens.OF_A_PERSON],
        initial=[Act.READ],
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(label=gettext_lazy("Works until"), widget=forms.DateInput(attrs={"type": "date"}))
    networks = forms.CharField(
        label=gettext_lazy("Only from"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "Addresses or networks, separated by spaces: 10.1.2.3 10.8.0.0/24. Empty: from anywhere."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data, initial={"until": clock.today() + USUAL})
        mine = [(one.code, capital(str(one.title))) for one in registers() if one.may_open(actor)]
        self.fields["registers"].choices = [(tokens.CLAUSES, _("Clauses and verdicts")), *mine]  # type: ignore[attr-defined]


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """List them, and make one."""
    actor = actor_of(request)
    if request.method != "POST":
        return _page(request, actor, TokenForm(actor))
    demand_proof(actor, act="token_made", record_no=actor.user.username)
    form = TokenForm(actor, request.POST)
    if not form.is_valid():
        return _page(request, actor, form, status=400)
    given = form.cleaned_data | {"networks": form.cleaned_data["networks"].replace(",", " ").split()}
    try:
        secret = tokens.issue(actor.user, by=actor, **given)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, actor, form, status=400)
    return _page(request, actor, TokenForm(actor), secret=secret)


@never_cache
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of them."""
    actor = actor_of(request)
    token = Token.objects.filter(pk=pk, user=actor.user).first()
    if token is None:
        raise Http404("no such token of this person")
    tokens.revoke(token, by=actor)
    messages.success(request, _("The token no longer works."))
    return HttpResponseRedirect(reverse("tokens"))


def _page(request: HttpRequest, actor: Actor, form: TokenForm, *, secret: str = "", status: int = 200) -> HttpResponse:
    titles = {one.code: capital(str(one.title)) for one in registers()} | {tokens.CLAUSES: _("Clauses and verdicts")}
    rows = [
        {
            "one": one,
            "open": one.is_open(),
            "registers": "、".join(titles.get(code, code) for code in one.registers),
            "acts": "、".join(str(Act(act).label) for act in one.acts),
            "networks": "、".join(one.networks),
        }
        for one in Token.objects.filter(user=actor.user).order_by("-pk")[:50]
    ]
    return render(request, "web/pages/tokens.html", {"form": form, "rows": rows, "secret": secret}, status=status)
