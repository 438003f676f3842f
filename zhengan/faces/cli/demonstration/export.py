"""The next account export of a system: what its administrator would bring in after a review was carried out."""

import csv
import io
from typing import Any

from django.utils import translation

from zhengan.kernel.register import register
from zhengan.ledger import clock

_FIELDS = (
    "info_system", "login", "person", "custodian", "kind", "enabled", "is_admin", "auth_method", "mfa", "roles", "created_on",
    "last_login_on", "password_changed_on",
)  # fmt: skip
_YES_NO = {True: "是", False: "否"}


def account_export(system: str) -> bytes:
    """Return the accounts of a system (by its code) as CSV, with the decisions of its newest review carried out.

    Raises LookupError when there is no such system.
    """
    systems: Any = register("assets.info_system").record.objects
    owner = systems.filter(code=system).first()
    if owner is None:
        raise LookupError(system)
    campaigns: Any = register("access.recertification").record.objects
    newest = campaigns.live().filter(info_system=owner, subject="accounts").order_by("-as_of", "-pk").first()
    revoked = set(newest.lines.filter(decision="revoke").values_list("item_ref", flat=True)) if newest else set()
    accounts: Any = register("access.account").record
    rows = accounts.objects.live().filter(info_system=owner).select_related("person", "custodian")
    out = io.StringIO()
    writer = csv.writer(out)
    with translation.override("zh-hant"):
        writer.writerow([str(accounts._meta.get_field(name).verbose_name) for name in _FIELDS])
        for account in rows.order_by("login"):
            writer.writerow([_cell(account, name, owner, revoked=account.no in revoked) for name in _FIELDS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(account: Any, name: str, system: Any, *, revoked: bool) -> str:
    if name == "info_system":
        return str(system.code)
    value = getattr(account, name)
    if name == "enabled":
        return _YES_NO[bool(value) and not revoked]
    if name == "last_login_on" and account.enabled and not revoked and account.kind != "service":
        return (clock.today() if value and (clock.today() - value).days < 60 else value or "").__str__()
    if isinstance(value, bool):
        return _YES_NO[value]
    if name in ("person", "custodian"):
        return value.staff_no if value else ""
    if name in ("kind", "auth_method"):
        return str(getattr(account, f"get_{name}_display")())
    return "|".join(value) if isinstance(value, tuple) else str(value or "")
