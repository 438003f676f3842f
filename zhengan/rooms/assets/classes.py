"""Classes of assets, and the security class that ratings and data demand of one."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The five classes of assets (5.1.1)."""

    SOFTWARE = "software", _("Software")
    HARDWARE = "hardware", _("Hardware")
    ELECTRONIC = "electronic", _("Electronic")
    DOCUMENT = "document", _("Document")
    PERSONNEL = "personnel", _("Personnel")


class Subtype(models.TextChoices):
    """What it is, for what the policy demands of one sort (5.2.2)."""

    SERVER = "server", _("Server")
    PC = "pc", _("Personal computer")
    PORTABLE = "portable", _("Portable computer")
    PUBLIC_PC = "public_pc", _("Public computer")
    NETWORK_DEVICE = "network_device", _("Network device")
    FIREWALL = "firewall", _("Firewall device")
    STORAGE = "storage", _("Storage")
    OS = "os", _("Operating system")
    APPLICATION = "application", _("Application program")
    TOOL = "tool", _("Tool")
    DATABASE = "database", _("Data base")
    MANUAL = "manual", _("Manual")
    TRADING_TERMINAL = "trading_terminal", _("Trading terminal")
    OTHER = "other", _("Other")


class Classification(models.TextChoices):
    """The three security classes (5.3.3)."""

    CONFIDENTIAL = "confidential", _("Confidential")
    SENSITIVE = "sensitive", _("Sensitive")
    GENERAL = "general", _("General")


class Rating(models.IntegerChoices):
    """How much confidentiality, integrity or availability matter (5.3.2)."""

    LOW = 1, _("1 low")
    MEDIUM = 2, _("2 medium")
    HIGH = 3, _("3 high")


class LicenseBasis(models.TextChoices):
    """By what right software is used (10.4.3)."""

    PURCHASED = "purchased", _("Purchased")
    SUBSCRIPTION = "subscription", _("Subscription")
    OPEN_SOURCE = "open_source", _("Open source")
    FREE = "free", _("Free")
    IN_HOUSE = "in_house", _("In-house")


_RANK = {Classification.GENERAL: 1, Classification.SENSITIVE: 2, Classification.CONFIDENTIAL: 3}


def demanded_class(asset: Any) -> Classification:
    """Return the lowest class allowed: by the highest of the ratings, and sensitive where there are personal data."""
    rank = max(asset.confidentiality, asset.integrity, asset.availability)
    if asset.info_system and asset.info_system.holds_personal_data:
        rank = max(rank, _RANK[Classification.SENSITIVE])
    return next(one for one, its in _RANK.items() if its == rank)


def is_lower(one: str, other: str) -> bool:
    """Whether one class protects less than the other."""
    return _RANK[Classification(one)] < _RANK[Classification(other)]


def too_low(asset: Any) -> str | None:
    """Why the class that an asset was given is too low for it; a remark may say why it is so all the same."""
    demanded = demanded_class(asset)
    if not is_lower(asset.classification, demanded) or asset.remark.strip():
        return None
    return _now(
        "The ratings, or the personal data of the system, demand at least “%(class)s” (5.3.2, 5.3.3); for a lower "
        "class give the reason as a remark."
    ) % {"class": demanded.label}


def stores_something(asset: Any) -> str | None:
    """Why people do not dispose of it by themselves (6.1.7)."""
    if asset.has_storage:
        return _now("What stores data is disposed of once a witness has confirmed its erasure (6.1.7).")
    return None
