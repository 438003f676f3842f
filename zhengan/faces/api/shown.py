"""Records and registers as the API shows them: what the kernel tells, with addresses."""

from typing import Any

from django.utils.translation import gettext as _

from zhengan.kernel import told
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import Register


def address(register: Register, no: str = "") -> str:
    """The address of a register, or of one record."""
    return f"/api/{register.path}/{no}/" if no else f"/api/{register.path}/"


def row(record: Any, actor: Actor) -> dict[str, Any]:
    """A record as lists show it."""
    return {"url": address(record.register, record.no)} | told.row(record, actor)


def whole(record: Any, actor: Actor, *, reveal: bool = False) -> dict[str, Any]:
    """A record with all that belongs to it."""
    return {"url": address(record.register, record.no)} | told.whole(record, actor, reveal=reveal)


def register_card(one: Register, actor: Actor) -> dict[str, Any]:
    """A register, and whether the actor may add to it."""
    return {
        "code": one.code,
        "url": address(one),
        "title": str(one.title),
        "purpose": str(one.purpose),
        "clauses": list(one.clauses),
        "may_create": one.may_create(actor),
        "states": [{"code": code, "label": str(label)} for code, label in one.flow.choices],
    }


def welcome() -> str:
    """What the API says about itself."""
    return _("JSON over the registers of the security policy; described in /api/openapi.json.")
