"""Identity as a Django app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Users and the offices they hold."""

    name = "zhengan.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
