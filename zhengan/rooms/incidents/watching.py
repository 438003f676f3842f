"""Watching: who looks at each kind of alert, and the alerts that the product raises about itself (7.3.5, 10.2.4)."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.identity.offices import holders
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

ALERT = "incidents.alert"
# What happened before this long ago is history, not an alert.
FRESH = timedelta(days=1)


class AlertKind(models.TextChoices):
    """What was seen."""

    PAGE_CHANGED = "page_changed", _("Page changed")
    PROGRAM_CHANGED = "program_changed", _("Program changed")
    UNKNOWN_DEVICE = "unknown_device", _("Unknown device")
    PHISHING_SITE = "phishing_site", _("Phishing site")
    BAD_LINK = "bad_link", _("Bad link")
    FAKE_APP = "fake_app", _("Fake app")
    SOCIAL_POST = "social_post", _("Improper post")
    SOCIAL_EVENT = "social_event", _("Odd event on social media")
    MALWARE = "malware", _("Malware found")
    FAILED_LOGINS = "failed_logins", _("Burst of failed sign-ins")
    LOG_GAP = "log_gap", _("Gap in a log")
    HASH_MISMATCH = "hash_mismatch", _("Digest does not match")
    ROGUE_INTERNET = "rogue_internet", _("Way out to the internet")
    DEVICE_COMPROMISED = "device_compromised", _("Compromised device")
    RULE_CHANGED = "rule_changed", _("Rule changed")


# The office that looks at it where nobody is named; security looks at the rest.
_LOOKED_AT_BY = {
    AlertKind.UNKNOWN_DEVICE: "network_admin",
    AlertKind.ROGUE_INTERNET: "network_admin",
    AlertKind.RULE_CHANGED: "network_admin",
    AlertKind.PAGE_CHANGED: "system_admin",
    AlertKind.PROGRAM_CHANGED: "system_admin",
    AlertKind.HASH_MISMATCH: "system_admin",
    AlertKind.MALWARE: "system_admin",
    AlertKind.LOG_GAP: "system_admin",
}
# What the ledger tells of, and the alert it becomes.
_OF_THE_PRODUCT = {"sign_in_cut": AlertKind.FAILED_LOGINS, "integrity_alarm": AlertKind.HASH_MISMATCH}


def looks_at(kind: str) -> Any:
    """Return the person who looks at an alert of this kind; None where nobody holds the office."""
    office = _LOOKED_AT_BY.get(AlertKind(kind), "security_officer")
    users = sorted(holders(office, on=clock.today()), key=lambda user: user.pk)
    return next((user.person for user in users if hasattr(user, "person")), None)


@sweep("alerts", every=timedelta(minutes=1))
def raise_alerts() -> int:
    """Make an alert of each sign-in that was cut off and each alarm of integrity, once; returns how many."""
    alerts = register(ALERT)
    records: Any = alerts.record.objects
    made = 0
    for act, kind in _OF_THE_PRODUCT.items():
        known = records.filter(kind=kind, source="sensor").order_by("-detected_at")
        last = known.values_list("detected_at", flat=True).first()
        since = max(filter(None, (last, clock.now() - FRESH)))
        rows: list[tuple[dict[str, Any], dict[str, Any]]] = [
            ({"kind": kind, "subject": entry.record_no or entry.actor_name or act, "detected_at": entry.at}, {})
            for entry in Entry.objects.filter(act=act, at__gt=since).order_by("pk")
        ]
        if rows:
            made += len(acts.create_many(alerts, rows, by=Actor.system(), source="sensor"))
    return made
