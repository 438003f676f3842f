"""My second factors: an authenticator app with its QR code, passkeys, recovery codes shown once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhengan.faces.web import gate
from zhengan.faces.web.context import firm
from zhengan.faces.web.drawing import qr
from zhengan.faces.web.reach import actor_of
from zhengan.identity import factors, passkeys, strength
from zhengan.identity.keeping import Factor
from zhengan.kernel.accounts import factors as account
from zhengan.kernel.accounts.proof import demand_proof
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible

MAKING = "passkey_making"


class AppForm(forms.Form):
    """The first code of an app, which shows that it has the secret."""

    name = forms.CharField(label=gettext_lazy("Name of the device"), max_length=60, required=False)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """What there is, and what can be added."""
    return _page(request, actor_of(request))


@never_cache
def app(request: HttpRequest) -> HttpResponse:
    """Take up an authenticator app: the code is scanned or typed, then shown to work."""
    actor = actor_of(request)
    demand_proof(actor, act="factor_add")
    form = AppForm(request.POST or None)
    factor = factors.waiting_app(actor.user)
    if request.method == "POST" and factor is not None and form.is_valid():
        if account.confirm_app(factor, form.cleaned_data["code"], name=form.cleaned_data["name"], by=actor):
            return _taken_up(request, actor)
        form.add_error("code", _("This code is not right now; look whether the clock of the device is."))
    if request.method != "POST" or factor is None:
        factor = factors.begin_app(actor.user)
    secret = factors.secret_of(factor)
    context = {
        "form": form,
        "qr": qr(factors.address_of(factor, f"Zhengan {firm()}")),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return render(request, "web/pages/second_app.html", context, status=400 if form.errors else 200)


@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Take up the passkey that the browser has made."""
    actor = actor_of(request)
    demand_proof(actor, act="factor_add")
    state = request.session.pop(MAKING, None)
    if not state:
        raise NotPossible(_("The page was too old; try again."))
    try:
        data, credential, count = passkeys.made(request, state, request.POST.get("answer", ""))
    except passkeys.NotAccepted:
        raise NotPossible(_("The passkey could not be used.")) from None
    account.add_passkey(data, credential, count, name=request.POST.get("name", "").strip()[:60], by=actor)
    return _taken_up(request, actor)


@never_cache
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown this once; the old ones stop."""
    actor = actor_of(request)
    if not factors.has_any(actor.user):
        raise NotPossible(_("Recovery codes go with a second factor; take one up first."))
    return render(request, "web/pages/recovery_codes.html", {"codes": account.make_codes(by=actor)})


@never_cache
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay one down."""
    actor = actor_of(request)
    factor = Factor.objects.filter(pk=pk, user=actor.user, confirmed=True).first()
    if factor is None:
        raise Http404("no such factor of this person")
    account.remove(factor, by=actor)
    messages.success(request, _("Removed."))
    return HttpResponseRedirect(reverse("second-factor"))


def _taken_up(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The session counts as opened with a second factor; with the first one come recovery codes."""
    request.session.cycle_key()
    gate.prove(request, second=True)
    messages.success(request, _("The second factor is in use from now on."))
    if factors.codes_left(actor.user):
        return HttpResponseRedirect(reverse("second-factor"))
    return render(request, "web/pages/recovery_codes.html", {"codes": account.make_codes(by=actor)})


def _page(request: HttpRequest, actor: Actor) -> HttpResponse:
    mine = Factor.objects.filter(user=actor.user, confirmed=True).order_by("made_at")
    possible = passkeys.is_possible(request)
    options: dict[str, Any] | None = None
    if possible:
        options, request.session[MAKING] = passkeys.begin_making(request, actor.user)
    context = {
        "factors": mine,
        "options": options,
        "codes_left": factors.codes_left(actor.user),
        "forced": strength.lacks_second(request, actor.offices),
    }
    return render(request, "web/pages/second_factor.html", context)
