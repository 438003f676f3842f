"""Snapshots: the rights that a recertification freezes, and whether the accounts show what was decided on them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.plain import plain
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json


class Subject(models.TextChoices):
    """What is reviewed."""

    ACCOUNTS = "accounts", _("User rights")
    PRIVILEGED = "privileged", _("Privileged accounts")
    DOOR = "door", _("Door rights")
    FIREWALL = "firewall", _("Firewall rules")
    REMOTE = "remote", _("Remote access")
    SOCIAL = "social", _("Social media rights")
    API = "api", _("API clients")


# What is frozen from the imported accounts, by subject. Of a system that opens doors, the accounts are its cards.
ACCOUNTS = {
    Subject.ACCOUNTS.value: Q(),
    Subject.PRIVILEGED.value: Q(is_admin=True) | Q(kind="privileged"),
    Subject.DOOR.value: Q(),
}

_SHOWN = ("item_ref", "item", "rights", "last_used_on", "idle_days")


def take(record: Any) -> list[dict[str, Any]]:
    """Return a line for every enabled account of the system, the longest unused first; or for every firewall rule."""
    if record.subject == Subject.FIREWALL:
        return [_rule_line(rule) for rule in _rules().in_state("active").order_by("rule_no")]
    wanted = ACCOUNTS.get(record.subject)
    if wanted is None or record.info_system is None:
        return []
    accounts = _accounts().filter(wanted, info_system=record.info_system, enabled=True).select_related("person")
    rows = [_line(account) for account in accounts.order_by("login")]
    return sorted(rows, key=lambda row: (row["idle_days"] is not None, -(row["idle_days"] or 0)))


def demand(record: Any) -> None:
    """Raise ValidationError where nothing can be frozen."""
    if record.subject in ACCOUNTS and record.info_system is None:
        raise ValidationError({"info_system": _now("Say which system.")})
    if record.decider_id is None:
        raise ValidationError({"decider": _now("Say who decides.")})
    if record.item_count == 0:
        raise ValidationError({"__all__": _now("There is nothing to review: import the accounts first.")})


def frozen(row: dict[str, Any]) -> Json:
    """Return what the digest of a snapshot commits to for one line."""
    return {name: plain(row[name]) for name in _SHOWN}


def outstanding(record: Any) -> list[Any]:
    """Return the lines decided for change or revocation that the accounts do not show yet; two queries."""
    rows = list(record.lines.filter(decision__in=("change", "revoke")))
    named = [row.item_ref for row in rows]
    if record.subject == Subject.FIREWALL:
        in_use = {rule.no: rule for rule in _rules().in_state("active").filter(no__in=named)}
        return [row for row in rows if row.item_ref in in_use and not _changed(in_use[row.item_ref], row)]
    accounts = {account.no: account for account in _accounts().filter(no__in=named)}
    return [row for row in rows if row.item_ref in accounts and not _shows(accounts[row.item_ref], row)]


def _accounts() -> Any:
    return register("access.account").record.objects.live()


def _rules() -> Any:
    return register("network.firewall_rule").record.objects.live()


def _rule_line(rule: Any) -> dict[str, Any]:
    """A rule, when it was last hit, and for how long it has not been."""
    used = rule.last_hit_on or rule.first_seen_at.astimezone(clock.TAIPEI).date()
    return {
        "item_ref": rule.no,
        "item": str(rule)[:120],
        "holder": None,
        "rights": _opening(rule),
        "last_used_on": rule.last_hit_on,
        "idle_days": max((clock.today() - used).days, 0),
    }


def _opening(rule: Any) -> str:
    return f"{rule.source_address} → {rule.destination_address} {rule.service} {rule.action}"


def _changed(rule: Any, row: Any) -> bool:
    return row.decision == "change" and _opening(rule) != row.rights


def _line(account: Any) -> dict[str, Any]:
    used = account.last_login_on or account.created_on
    return {
        "item_ref": account.no,
        "item": f"{account.login} {account.person or ''}".strip(),
        "holder": account.person,
        "rights": _rights(account),
        "last_used_on": account.last_login_on,
        "idle_days": None if used is None else max((clock.today() - used).days, 0),
    }


def _rights(account: Any) -> str:
    return "、".join([*account.roles, *(["admin"] if account.is_admin else [])])


def _shows(account: Any, row: Any) -> bool:
    return not account.enabled or (row.decision == "change" and _rights(account) != row.rights)
