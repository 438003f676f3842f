"""Room: a Django app that finds its own registers and checks; any error in one of them stops the start."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class Room(AppConfig):
    """Base of the fifteen rooms: `registers/*.py` are its models, `checks/*.py` judge its clauses."""

    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """Import the registers at the moment Django collects models."""
        super().import_models()
        self._import_all("registers")

    def ready(self) -> None:
        """Import the checks once all registers are known."""
        self._import_all("checks")

    def _import_all(self, folder: str) -> None:
        paths = [f"{path}/{folder}" for path in import_module(self.name).__path__]
        for found in iter_modules(paths):
            import_module(f"{self.name}.{folder}.{found.name}")
