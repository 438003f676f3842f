"""Security requirements: the least set that a system's tier, data and exposure demand (10.1.3), from one table."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What a requirement is about."""

    IDENTITY = "identity", _("Proof of who it is")
    RIGHTS = "rights", _("Control of rights")
    INPUT = "input", _("Checks of input")
    PROCESSING = "processing", _("Correct processing")
    OUTPUT = "output", _("Control of output")
    ENCRYPTION = "encryption", _("Encryption")
    INTEGRITY = "integrity", _("Integrity of data")
    LOG = "log", _("Audit log")
    BACKUP = "backup", _("Backup and standby")
    PRIVACY = "privacy", _("Personal data")
    INJECTION = "injection", _("Defence against injection")
    MOBILE = "mobile", _("Security of mobile devices")


ALWAYS = (Category.IDENTITY, Category.RIGHTS, Category.INPUT, Category.LOG)
# What is demanded besides, by a fact of the system: (field, value), and the categories.
DEMANDED_BY = (
    (("tier", "core"), (Category.PROCESSING, Category.BACKUP, Category.INJECTION)),
    (("internet_facing", True), (Category.INJECTION,)),
    (("holds_sensitive_data", True), (Category.ENCRYPTION, Category.INTEGRITY)),
    (("holds_personal_data", True), (Category.PRIVACY, Category.OUTPUT)),
    (("kind", "mobile_app"), (Category.MOBILE,)),
)


def demanded(system: Any) -> tuple[Category, ...]:
    """Return the categories in which a system of this tier, data and exposure needs a requirement."""
    return tuple(dict.fromkeys((*ALWAYS, *_besides(system))))


def _besides(system: Any) -> Iterator[Category]:
    for (name, value), categories in DEMANDED_BY:
        if getattr(system, name) == value:
            yield from categories
