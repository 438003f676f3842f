"""The addresses of the API."""

from django.urls import path, re_path

from zhengan.faces.api import clauses, openapi, views
from zhengan.faces.api.door import endpoint

_RECORD = "<str:room>/<str:name>/<str:no>/"

urlpatterns = [
    path("", endpoint(GET=views.index), name="api"),
    path("openapi.json", endpoint(GET=openapi.show), name="api-openapi"),
    path("clauses/", endpoint(GET=clauses.listing), name="api-clauses"),
    path("clauses/<str:clause>/", endpoint(GET=clauses.show), name="api-clause"),
    path("<str:room>/<str:name>/", endpoint(GET=views.listing, POST=views.create), name="api-list"),
    path(_RECORD, endpoint(GET=views.show, PATCH=views.change), name="api-record"),
    path(f"{_RECORD}moves/<str:target>/", endpoint(POST=views.move), name="api-move"),
    path(f"{_RECORD}void/", endpoint(POST=views.void), name="api-void"),
    path(f"{_RECORD}history/", endpoint(GET=views.history), name="api-history"),
    path(f"{_RECORD}attachments/", endpoint(GET=views.attachments, POST=views.attach), name="api-attachments"),
    re_path(
        r"^.*$",
        endpoint(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"), views.nothing)),
        name="api-nothing",
    ),
]
