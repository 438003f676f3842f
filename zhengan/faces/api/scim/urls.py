"""The addresses of SCIM, below /scim/v2/."""

from django.urls import re_path

from zhengan.faces.api.scim import about, groups, users
from zhengan.faces.api.scim.door import address

urlpatterns = [
    re_path(r"^ServiceProviderConfig/?$", address(GET=about.configuration), name="scim"),
    re_path(r"^ResourceTypes/?$", address(GET=about.kinds), name="scim-kinds"),
    re_path(r"^ResourceTypes/(?P<key>[^/]+)/?$", address(GET=about.kind), name="scim-kind"),
    re_path(r"^Schemas/?$", address(GET=about.schemas), name="scim-schemas"),
    re_path(r"^Schemas/(?P<key>[^/]+)/?$", address(GET=about.schema), name="scim-schema"),
    re_path(r"^Users/?$", address(GET=users.find, POST=users.enter), name="scim-users"),
    re_path(
        r"^Users/(?P<no>[^/]+)/?$",
        address(GET=users.show, PUT=users.replace, PATCH=users.patch, DELETE=users.take_out),
        name="scim-user",
    ),
    re_path(r"^Groups/?$", address(GET=groups.find, POST=groups.enter), name="scim-groups"),
    re_path(
        r"^Groups/(?P<key>[^/]+)/?$",
        address(GET=groups.show, PUT=groups.replace, PATCH=groups.patch, DELETE=groups.take_out),
        name="scim-group",
    ),
    re_path(
        r"^.*$",
        address(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"), about.nothing)),
        name="scim-nothing",
    ),
]
