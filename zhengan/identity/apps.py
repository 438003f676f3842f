"""Identity as a Django app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Users and the offices they hold."""

    name = "zhengan.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have what the firm says of its directory looked over."""
        from zhengan.identity.directory import checks  # noqa: F401 (importing declares them)
