"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Everything that all registers share."""

    name = "zhengan.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the start-up checks that refuse a wrong declaration."""
        from zhengan.kernel import declarations, due_moves, integrity, log_departures, mail, turning  # noqa: F401 (importing declares checks and sweeps)
