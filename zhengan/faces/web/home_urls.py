"""Addresses of the home pages: what is not a register (policy, calendar, ledger, search, settings, signing in)."""

from typing import Any

from django.urls import path

from zhengan.faces.web import converters  # noqa: F401 (registers them)
from zhengan.faces.web.views import home

urlpatterns: list[Any] = [
    path("", home.today, name="today"),
    path("policy/", home.policy, name="policy"),
    path("policy/<clause:clause>/", home.clause, name="clause"),
    path("calendar/", home.calendar, name="calendar"),
    path("ledger/", home.ledger, name="ledger"),
    path("reports/", home.reports, name="reports"),
    path("search/", home.search, name="search"),
    path("settings/", home.settings, name="settings"),
    path("sign-in/", home.sign_in, name="sign-in"),
    path("sign-out/", home.sign_out, name="sign-out"),
    path("settings/password/", home.password, name="settings-password"),
    path("report/", home.report_incident, name="incident-report"),
]
