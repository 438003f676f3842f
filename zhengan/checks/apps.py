"""Checks as a Django app."""

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    """Verdicts, duties and the runner."""

    name = "zhengan.checks"
    label = "checks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every act mark the verdicts that depend on it as out of date."""
        from zhengan.checks import reminding, sweeping, verdicts, waivers  # noqa: F401 (importing declares what recurs)
        from zhengan.kernel import acts

        acts.listeners.append(verdicts.touch)
