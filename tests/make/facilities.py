"""Makers of the records of the room `facilities`."""

from typing import Any

from tests.cast import Cast
from tests.make.making import made, running, until
from tests.make.suppliers import supplier
from zhengan.ledger import clock


def area(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A machine room with a door system."""
    standard = {
        "code": f"A{next(running)}",
        "name": "電腦機房",
        "kind": "machine_room",
        "restricted": True,
        "level": "high",
        "boundary": "水泥隔間，單一出入口。",
        "door_system": True,
        "anti_theft": "保全連線",
        "site_risks_considered": ("flood", "fire", "quake", "man_made", "neighbours"),
        "manager": cast.general_affairs,
    }
    return made(
        "facilities.secure_area",
        standard | values,
        by=cast.actor("general_affairs"),
        moves=until(state, ("active", cast.actor("it_manager"))),
    )


def entry(cast: Cast, *, state: str = "booked", **values: Any) -> Any:
    """An engineer, summoned by the system administrator for a firm and escorted."""
    operator = cast.actor("operator")
    standard = {
        "visitor_name": "王工程師",
        "visitor_kind": "engineer",
        "badge_no": "V-001",
        "purpose": "更換硬碟",
        "summoned_by": cast.system_admin,
        "escort": cast.developer,
    }
    given = standard | values
    given["area"] = given.get("area") or area(cast)
    given["supplier"] = given["supplier"] if "supplier" in given else supplier(cast)
    return made(
        "facilities.area_entry",
        given,
        by=operator,
        moves=until(state, ("authorised", cast.actor("it_manager")), ("inside", operator)),
    )


def inspection(cast: Cast, *items: tuple[str, bool], state: str = "approved", **values: Any) -> Any:
    """A walk by the system administrator; each item with whether it was in order."""
    standard = {"template": "machine_room", "inspected_on": clock.today(), "inspector": cast.system_admin}
    rows = [{"item": item, "expected": "符合", "observed": "所見", "ok": ok} for item, ok in items]
    inspector = cast.actor("system_admin")
    return made(
        "facilities.inspection",
        standard | values,
        by=inspector,
        lines={"lines": rows},
        moves=until(state, ("done", inspector), ("approved", cast.actor("it_manager"))),
    )
