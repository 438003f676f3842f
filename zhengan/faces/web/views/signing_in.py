"""Signing in and out; in demonstration mode also stepping into somebody's shoes."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhengan.faces.web import gate
from zhengan.faces.web.cast import cast
from zhengan.faces.web.context import firm
from zhengan.faces.web.gate import Outcome
from zhengan.identity import passkeys
from zhengan.identity.keeping import Factor
from zhengan.identity.models import User

CUT_OFF = _("Too many wrong tries: the connection was cut (clause 7.3.5). Try again later, or ask for a new password.")


class SignInForm(forms.Form):
    """Login and password."""

    username = forms.CharField(
        label=_("Login"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True, "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The code of an authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Six digits from the authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignIn(View):
    """The page with the two fields."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it, or go on where somebody is signed in already."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(gate.back_to(request, request.GET.get("next", "")) or reverse("today"))
        return self._show(request, SignInForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Try; a failure says nothing about what was wrong."""
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=400)
        given = form.cleaned_data
        outcome = gate.try_password(request, username=given["username"], password=given["password"])
        wanted = gate.back_to(request, request.POST.get("next", ""))
        if outcome is Outcome.IN:
            return gate.mark(request, HttpResponseRedirect(wanted or reverse("today")))
        if outcome is Outcome.HALF:
            request.session["next"] = wanted
            return HttpResponseRedirect(reverse("sign-in-second"))
        form.add_error(None, CUT_OFF if outcome is Outcome.CUT else _("Login or password is not right."))
        return self._show(request, form, status=429 if outcome is Outcome.CUT else 400)

    def _show(self, request: HttpRequest, form: SignInForm, *, status: int = 200) -> HttpResponse:
        asked = request.POST.get("next", "") or request.GET.get("next", "")
        context = {
            "form": form,
            "next": gate.back_to(request, asked),
            "cast": cast(request),
            "firm_long": firm(short=False),
        }
        return render(request, "web/pages/sign_in.html", context, status=status)


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("code")], name="dispatch")
class Second(View):
    """The second factor, after the right password and before anything else."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for it."""
        user = gate.half(request)
        if user is None:
            return HttpResponseRedirect(reverse("sign-in"))
        return ask_second(request, user, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Try it."""
        user = gate.half(request)
        if user is None:
            return HttpResponseRedirect(reverse("sign-in"))
        answer = request.POST.get("answer", "")
        form = CodeForm(request.POST if not answer else None)
        if not answer and not form.is_valid():
            return ask_second(request, user, form, status=400)
        wanted = request.session.get("next", "")
        outcome = gate.try_second(request, user, typed=request.POST.get("code", ""), answer=answer)
        if outcome is Outcome.IN:
            return gate.mark(request, HttpResponseRedirect(gate.back_to(request, wanted) or reverse("today")))
        if outcome is Outcome.CUT:
            sign_in = SignInForm({"username": user.username})
            sign_in.errors.clear()
            sign_in.add_error(None, CUT_OFF)
            context = {"form": sign_in, "cast": cast(request), "firm_long": firm(short=False)}
            return render(request, "web/pages/sign_in.html", context, status=429)
        return ask_second(request, user, form, status=400, wrong=True)


def ask_second(
    request: HttpRequest, user: User, form: CodeForm, *, status: int = 200, wrong: bool = False, **more: Any
) -> HttpResponse:
    """The page that asks for a second factor: a passkey where there is one, a code otherwise."""
    kinds = set(Factor.objects.filter(user=user, confirmed=True).values_list("kind", flat=True))
    options = None
    if Factor.Kind.PASSKEY in kinds and passkeys.is_possible(request):
        options, request.session[gate.PASSKEY] = passkeys.begin_using(request, user)
    context = {"form": form, "options": options, "wrong": wrong, "name": user.name, **more}
    return render(request, "web/pages/second.html", context, status=status)


@login_not_required
@never_cache
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Demonstration only: take a part of the cast."""
    user = gate.try_as(request, request.POST.get("as", ""))
    if user is None:
        return HttpResponseRedirect(reverse("sign-in"))
    return HttpResponseRedirect(gate.back_to(request, request.POST.get("next", "")) or reverse("today"))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the browser is told to forget what it kept of the pages."""
    gate.leave(request)
    response = HttpResponseRedirect(reverse("sign-in"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
