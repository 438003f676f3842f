"""What the record of a person is to say as somebody outside tells of him: one way for LDAP and for SCIM."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from zhengan.identity.directory.mapping import DirectoryMapping
from zhengan.identity.directory.member import Member
from zhengan.kernel.register import register
from zhengan.ledger import clock


class Compared(NamedTuple):
    """The values that differ from the record (all of them for somebody new), or why that cannot be said."""

    values: dict[str, Any]
    unclear: str = ""


def units() -> dict[str, Any]:
    """Return the units by code."""
    return {unit.code: unit for unit in register("organization.unit").record.objects.live()}


def compared(member: Member, person: Any, *, told: DirectoryMapping, units: dict[str, Any]) -> Compared:
    """Compare with the person's record, or with None for somebody new. What is not told is left as it is.

    Whoever has left is not changed from outside.
    """
    code, function = told.units.get(member.unit, (member.unit, ""))
    unit = units.get(code)
    said: dict[str, Any] = {"name": member.name, "email": member.email, "job_title": member.title, "unit": unit}
    values = {name: value for name, value in said.items() if value}
    unknown = Compared({}, _("unknown unit: %(unit)s") % {"unit": member.unit or "–"})
    if person is None:
        if unit is None or not function:
            return unknown
        more = {"staff_no": member.login.upper(), "unit_function": function, "grade": told.grade}
        return Compared({"job_title": "–"} | values | more | {"joined_on": clock.today(), "kind": "employee"})
    if member.unit and unit is None:
        return unknown
    if person.state == "left":
        return Compared({})
    changed = {name: value for name, value in values.items() if getattr(person, name) != value}
    if function and "unit" in changed:
        changed["unit_function"] = function
    return Compared(changed)
