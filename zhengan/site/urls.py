"""All addresses: the web face at the root, the API under /api/, provisioning of people under /scim/."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("zhengan.faces.api.urls")),
    path("scim/v2/", include("zhengan.faces.api.scim.urls")),
    path("", include("zhengan.faces.web.urls")),
]

handler403 = "zhengan.faces.web.errors.refused"
handler404 = "zhengan.faces.web.errors.not_found"
handler500 = "zhengan.faces.web.errors.broken"
