"""The API as a Django app, for its translations."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Translations of the API."""

    name = "zhengan.faces.api"
    label = "api"
