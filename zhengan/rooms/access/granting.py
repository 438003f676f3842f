"""Granting rights: what a request of each kind has to say, and whether the right that was asked for can be seen."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.kernel.sweeps import sweep

REQUEST = "access.access_request"
GRANTED = ("approved", "executed", "closed")


class Kind(models.TextChoices):
    """What is asked for."""

    CREATE = "create", _("New account")
    CHANGE = "change", _("Change of rights")
    DISABLE = "disable", _("Withdrawal of rights")
    PRIVILEGED = "privileged", _("Highest rights")
    REMOTE = "remote", _("Remote access")
    DOOR = "door", _("Door right")
    OUTSOURCED = "outsourced", _("Rights of an outsourced person")
    SOCIAL = "social", _("Social media account")
    NETWORK = "network", _("Use of the internal network")


# Whose outcome shows in the imported accounts of the system.
_IN_ACCOUNTS = (Kind.CREATE, Kind.CHANGE, Kind.PRIVILEGED, Kind.REMOTE)
_NEEDS_SYSTEM = (*_IN_ACCOUNTS, Kind.DISABLE)


def missing(record: Any) -> dict[str, str]:
    """Return by field what a request of this kind lacks; empty where it is whole."""
    wrong: dict[str, str] = {}
    outside = record.person.kind == "outsourced"
    if record.kind in _NEEDS_SYSTEM and record.info_system is None:
        wrong["info_system"] = _now("Say which system.")
    if record.kind == Kind.DOOR and record.secure_area is None:
        wrong["secure_area"] = _now("Say which area.")
    if record.kind == Kind.CHANGE and not record.rights_before:
        wrong["rights_before"] = _now("Say what the rights have been so far.")
    if record.kind == Kind.NETWORK and outside and record.isolation not in ("relay", "separate", "vlan"):
        wrong["isolation"] = _now("People from outside use the internal network only behind a measure (7.1.3.5).")
    if outside and record.kind != Kind.DISABLE and record.valid_until is None:
        wrong["valid_until"] = _now("Rights of outsourced people have an end (7.1.3.4).")
    return wrong


def refused(record: Any) -> str | None:
    """Object where somebody who has not signed to keep secrets is to get a right (4.1), or one that lasts too long."""
    signed = register("organization.undertaking").record.objects.live().in_state("signed")
    if record.kind != Kind.DISABLE and not signed.filter(person=record.person, kind="confidentiality").exists():
        return _now("%(person)s has not signed the confidentiality undertaking (4.1).") % {"person": record.person}
    return outlasts(record)


def outlasts(record: Any) -> str | None:
    """Object where a right of an outsourced person would outlast the contract (7.1.3.4)."""
    ends = record.person.contract_end_on
    if record.kind != Kind.DISABLE and record.valid_until and ends and record.valid_until > ends:
        return _now("The right would outlast the contract of this person, which ends on %(day)s (7.1.3.4).") % {
            "day": ends
        }
    return None


def without_request(account: Any) -> str | None:
    """Object where an account is to be enabled again without a request that was approved for it (7.1.3.2)."""
    request = register(REQUEST).record.objects.live().in_state(*GRANTED).filter(no=account.access_request).first()
    if (
        request is not None
        and request.person_id == account.person_id
        and request.info_system_id in (None, account.info_system_id)
    ):
        return None
    return _now("No approved access request of this number is for this person and system (7.1.3.2).")


def not_shown(record: Any) -> str | None:
    """Object while what was carried out cannot be seen: in the imported accounts, or among the door rights."""
    if _shows(record):
        return None
    return _now("Not yet seen: neither the imported accounts nor the door rights show what was carried out.")


@sweep("granted_rights", every=timedelta(minutes=10))
def close_shown() -> int:
    """Close every request whose right shows as it was approved; returns how many."""
    waiting = register(REQUEST).record.objects.live().in_state("executed").select_related("person")
    shown = [record for record in waiting if _shows(record)]
    for record in shown:
        acts.move(record, "closed", by=Actor.system())
    return len(shown)


def _shows(record: Any) -> bool:
    if record.kind == Kind.DOOR:
        rights: Any = register("facilities.secure_area").lines["permissions"].objects
        return bool(rights.filter(record=record.secure_area, person=record.person, revoked_on=None).exists())
    if record.kind not in _NEEDS_SYSTEM:
        return False  # nothing reports rights of that kind yet
    accounts = register("access.account").record.objects.live()
    enabled = accounts.filter(person=record.person, info_system=record.info_system, enabled=True)
    if record.kind == Kind.DISABLE:
        return not enabled.exists()
    granted = Q()
    for right in record.rights_after.split("、"):
        granted &= Q(roles__has=right.strip())
    fresh = enabled.filter(imported_at__gte=record.executed_at)
    return bool(fresh.filter(granted | Q(access_request=record.no)).exists())
