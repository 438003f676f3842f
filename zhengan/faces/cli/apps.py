"""The command line as a Django app, for its translations."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """Translations of the command line."""

    name = "zhengan.faces.cli"
    label = "cli"
