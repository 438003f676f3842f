"""What a continuity plan must have in it before it goes any further (11.1.2, 11.1.3, 11.1.4)."""

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.checks.wording import listed

# What the policy demands of a plan besides its lines (11.1.3).
CONTENTS = ("emergency_procedure", "recovery_procedure", "test_procedure", "training_plan")
# What befalls systems, data, people and facilities must have been thought over (11.1.2).
FORESEEN = ("system", "data", "people", "facility")


class Scenario(models.TextChoices):
    """What may happen."""

    DISASTER = "disaster", _("Natural disaster")
    SYSTEM = "system", _("Failure of a system")
    DATA = "data", _("Loss of data")
    PEOPLE = "people", _("Accident to people")
    FACILITY = "facility", _("Failure of facilities")
    ATTACK = "attack", _("Attack")


class Procedure(models.TextChoices):
    """What people have a part in."""

    EMERGENCY = "emergency", _("Emergency")
    RECOVERY = "recovery", _("Recovery")
    TEST = "test", _("Test of the plan")


def lacking(record: Any) -> str | None:
    """Say what of the demanded contents the plan does not have, or None."""
    absent = [str(record._meta.get_field(name).verbose_name) for name in CONTENTS if not getattr(record, name).strip()]
    foreseen = set(record.impacts.values_list("scenario", flat=True))
    absent += [
        _now("impact of: %(scenario)s") % {"scenario": Scenario(one).label} for one in FORESEEN if one not in foreseen
    ]
    manned = set(record.roles.values_list("procedure", flat=True))
    absent += [_now("people for: %(procedure)s") % {"procedure": one.label} for one in Procedure if one not in manned]
    if not absent:
        return None
    return _now("The policy demands what this plan does not have: %(contents)s.") % {
        "contents": listed(absent, get_language() or "")
    }
