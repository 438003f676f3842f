"""Holds the addresses of the home pages: each shows its frame only, until its own page takes the place."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST


def _frame_only(request: HttpRequest, title: str) -> HttpResponse:
    return render(request, "web/pages/frame_only.html", {"title": title})


def today(request: HttpRequest) -> HttpResponse:
    return _frame_only(request, _("Today"))


def policy(request: HttpRequest) -> HttpResponse:
    return _frame_only(request, _("Policy"))


def clause(request: HttpRequest, clause: str) -> HttpResponse:
    return _frame_only(request, clause)


def calendar(request: HttpRequest) -> HttpResponse:
    return _frame_only(request, _("Calendar"))


def ledger(request: HttpRequest) -> HttpResponse:
    return _frame_only(request, _("Ledger"))


def reports(request: HttpRequest) -> HttpResponse:
    return _frame_only(request, _("Reports"))


def search(request: HttpRequest) -> HttpResponse:
    return _frame_only(request, _("Search"))


def settings(request: HttpRequest) -> HttpResponse:
    return _frame_only(request, _("Settings"))


def password(request: HttpRequest) -> HttpResponse:
    return _frame_only(request, _("Settings"))


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    return render(request, "web/base_plain.html")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("sign-in"))


@login_not_required
def report_incident(request: HttpRequest) -> HttpResponse:
    return render(request, "web/base_plain.html")
