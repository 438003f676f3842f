"""The procedure: kinds and levels of incidents, the steps that each goes through, and a time-line that only grows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of incident it is."""

    MALWARE = "malware", _("Malware")
    INTRUSION = "intrusion", _("Intrusion")
    DDOS = "ddos", _("DDoS")
    LEAK = "leak", _("Data leak")
    TAMPER = "tamper", _("Tampering")
    WEAKNESS = "weakness", _("Weakness")
    PHISHING = "phishing", _("Phishing")
    OUTAGE = "outage", _("Outage")
    LOSS = "loss", _("Loss")
    SOCIAL = "social", _("Social media")
    OTHER = "other", _("Other")


class Severity(models.TextChoices):
    """How heavy it is: level 1 is the lightest."""

    S1 = "s1", _("Level 1")
    S2 = "s2", _("Level 2")
    S3 = "s3", _("Level 3")
    S4 = "s4", _("Level 4")


class Steps(models.TextChoices):
    """The steps of the emergency procedure (2.1.4)."""

    REPORT = "report", _("Report")
    TELL = "tell", _("Tell IT and the supervisor")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    CONTAIN = "contain", _("Contain")
    RECOVER = "recover", _("Recover")
    REVIEW = "review", _("Review")


# The step of the procedure that a step of the flow carries out.
STEP_OF = {
    "acknowledged": Steps.ACKNOWLEDGE.value,
    "contained": Steps.CONTAIN.value,
    "recovered": Steps.RECOVER.value,
    "reviewed": Steps.REVIEW.value,
}
