"""Signing in and out; in demonstration mode also stepping into somebody's shoes."""

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
from zhengan.faces.web.context import firm


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
        username = form.cleaned_data["username"]
        user = gate.try_password(request, username=username, password=form.cleaned_data["password"])
        if user is None:
            if gate.is_cut(request, username):
                form.add_error(None, _("Too many wrong tries: the connection was cut (clause 7.3.5). Try again later."))
                return self._show(request, form, status=429)
            form.add_error(None, _("Login or password is not right."))
            return self._show(request, form, status=400)
        return HttpResponseRedirect(gate.back_to(request, request.POST.get("next", "")) or reverse("today"))

    def _show(self, request: HttpRequest, form: SignInForm, *, status: int = 200) -> HttpResponse:
        asked = request.POST.get("next", "") or request.GET.get("next", "")
        context = {
            "form": form,
            "next": gate.back_to(request, asked),
            "cast": gate.cast(request),
            "firm_long": firm(short=False),
        }
        return render(request, "web/pages/sign_in.html", context, status=status)


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
    """Leave."""
    gate.leave(request)
    return HttpResponseRedirect(reverse("sign-in"))
