"""The web face as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and translations of the web face."""

    name = "zhengan.faces.web"
    label = "web"
