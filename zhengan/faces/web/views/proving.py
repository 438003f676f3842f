"""Step-up: before what weighs heavily, show again who you are."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhengan.faces.web import gate
from zhengan.faces.web.gate import Outcome
from zhengan.faces.web.reach import actor_of
from zhengan.faces.web.views.signing_in import CUT_OFF, CodeForm, ask_second
from zhengan.identity import factors


class PasswordOnlyForm(forms.Form):
    """The present password."""

    password = forms.CharField(
        label=gettext_lazy("Present password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


@never_cache
@sensitive_post_parameters("password", "code")
def page(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, or for the password of who has none; then back to where it was needed."""
    user = actor_of(request).user
    wanted = gate.back_to(request, request.POST.get("next", "") or request.GET.get("next", ""))
    has_second = factors.has_any(user)
    form: Any = CodeForm() if has_second else PasswordOnlyForm()
    status, wrong = 200, False
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        if not answer:
            form = type(form)(request.POST)
        status = 400
        if answer or form.is_valid():
            given = {} if answer else form.cleaned_data
            outcome = gate.try_proof(
                request, user, password=given.get("password", ""), typed=given.get("code", ""), answer=answer
            )
            if outcome is Outcome.IN:
                messages.success(request, _("Thank you; now do it once more."))
                return HttpResponseRedirect(wanted or reverse("today"))
            if outcome is Outcome.CUT:
                messages.error(request, str(CUT_OFF))
                return HttpResponseRedirect(reverse("sign-in"))
            wrong = True
    if has_second:
        return ask_second(request, user, form, status=status, wrong=wrong, next=wanted, again=True)
    context = {"form": form, "next": wanted, "again": True, "wrong": wrong, "name": user.name}
    return render(request, "web/pages/second.html", context, status=status)
