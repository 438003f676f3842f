"""The ledger as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Entries and their payloads."""

    name = "zhengan.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
