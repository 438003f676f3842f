"""Addresses of the home pages: what is not a register (policy, calendar, ledger, search, settings, signing in)."""

from typing import Any

from django.urls import path

from zhengan.faces.web import converters  # noqa: F401 (registers them)
from zhengan.faces.web.views import (
    calendar,
    clause,
    entry,
    integrity,
    keeping,
    ledger,
    log,
    pack,
    policy,
    preferences,
    report_incident,
    reports,
    search,
    signing_in,
    today,
)

urlpatterns: list[Any] = [
    path("", today.page, name="today"),
    path("policy/", policy.page, name="policy"),
    path("policy/print/", policy.paper, name="policy-print"),
    path("policy/<clause:clause>/", clause.page, name="clause"),
    path("policy/<clause:clause>/drawer/", clause.drawer, name="clause-drawer"),
    path("policy/<clause:clause>/talk/", clause.say, name="clause-comment"),
    path("policy/<clause:clause>/waive/", clause.waive, name="clause-waive"),
    path("policy/<clause:clause>/pack/", pack.page, name="clause-pack"),
    path("calendar/", calendar.page, name="calendar"),
    path("calendar/feed/<str:token>.ics", calendar.feed, name="calendar-feed"),
    path("ledger/", ledger.page, name="ledger"),
    path("ledger/integrity/", integrity.panel, name="ledger-integrity"),
    path("ledger/verify/", integrity.verify, name="ledger-verify"),
    path("ledger/<int:number>/", entry.page, name="ledger-entry"),
    path("ledger/<int:number>/proof/", entry.proof, name="ledger-proof"),
    path("ledger/<int:number>/content/", entry.content, name="ledger-content"),
    path("keeping/", keeping.page, name="keeping"),
    path("log/checkpoint", log.checkpoint, name="log-checkpoint"),
    path("log/<path:path>", log.tile, name="log-tile"),
    path("search/", search.page, name="search"),
    path("search/suggest/", search.suggest, name="search-suggest"),
    path("reports/", reports.page, name="reports"),
    path("reports/clauses/", reports.clauses, name="report-clauses"),
    path("settings/", preferences.page, name="settings"),
    path("settings/password/", preferences.password, name="settings-password"),
    path("settings/feed/", preferences.feed, name="settings-feed"),
    path("settings/trading-days/", preferences.trading_days, name="trading-days"),
    path("settings/mail/", preferences.mail_log, name="mail-log"),
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/as/", signing_in.sign_in_as, name="sign-in-as"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("report/", report_incident.page, name="incident-report"),
    path("report/thanks/", report_incident.thanks, name="incident-thanks"),
]
