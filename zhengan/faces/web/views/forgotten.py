"""Forgotten password: asked for here by anybody, answered by a second person who makes sure who it is (7.3.3)."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from zhengan.identity import strength, tries
from zhengan.kernel.accounts import passwords


class ForgottenForm(forms.Form):
    """Who has forgotten it."""

    username = forms.CharField(
        label=_("Login"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


@login_not_required
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Ask; the answer is the same whether there is such a login or not."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source, limits = tries.Source(tries.ASKING, strength.address_of(request)), tries.Limits.today()
        if tries.locked_until(source, limits):
            form.add_error(None, _("You have asked often enough; the request is with those who decide. Ask them."))
            return render(request, "web/pages/forgotten.html", {"form": form}, status=429)
        tries.failed(source, limits)
        passwords.ask(form.cleaned_data["username"], address=strength.address_of(request))
        return render(request, "web/pages/forgotten.html", {"asked": True})
    return render(request, "web/pages/forgotten.html", {"form": form}, status=400 if request.method == "POST" else 200)
