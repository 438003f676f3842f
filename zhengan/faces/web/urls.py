"""Addresses of the web face: fixed pages first, then every room and register by their codes."""

from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from zhengan.faces.web import converters  # noqa: F401 (registers them)
from zhengan.faces.web.views import (
    bulk,
    candidates,
    edit,
    evidence,
    export,
    imports,
    listing,
    moves,
    notices,
    paper,
    personal,
    record,
    room,
    rows,
    saved,
    talk,
)

personal_urls: list[Any] = [
    path("theme/", personal.theme, name="set-theme"),
    path("i18n/setlang/", personal.language, name="set-language"),
    path("notices/", notices.page, name="notices"),
]

of_record: list[Any] = [
    path("", record.page, name="record"),
    path("edit/", edit.change, name="edit"),
    path("void/", edit.void, name="void"),
    path("decide/", moves.decide, name="decide"),
    path("move/<slug:target>/", moves.move, name="move"),
    path("sign/", moves.sign, name="sign"),
    path("lines/<slug:act>/", moves.lines, name="line-act"),
    path("evidence/", evidence.attach, name="attach"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
    path("file/<slug:field>/", evidence.field_file, name="field-file"),
    path("talk/", talk.say, name="talk"),
    path("print/", paper.page, name="print"),
]

of_register: list[Any] = [
    path("", listing.page, name="list"),
    path("new/", edit.new, name="new"),
    path("import/", imports.page, name="import"),
    path("template.xlsx", export.template, name="template"),
    path("export.<slug:kind>", export.page, name="export"),
    path("bulk/", bulk.page, name="bulk"),
    path("views/", saved.page, name="saved-views"),
    path("candidates/<room:other_room>/<name:other_name>/", candidates.page, name="candidates"),
    path("<no:no>/", include(of_record)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("zhengan.faces.web.home_urls")),
    *personal_urls,
    path("policy/<clause:clause>/rows/<int:part>/", rows.page, name="clause-rows"),
    path("<room:room>/", room.page, name="room"),
    path("<room:room>/registers/", room.page, name="room-registers"),
    path("<room:room>/<name:name>/", include(of_register)),
]
