"""Makers of the records of the room `continuity`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.assets import info_system
from tests.make.making import made, running, until
from tests.make.policy import document
from zhengan.kernel import evidence
from zhengan.ledger import clock

SCENARIOS = ("system", "data", "people", "facility")
PROCEDURES = ("emergency", "recovery", "test")


def plan(
    cast: Cast,
    *,
    state: str = "in_force",
    scenarios: Sequence[str] = SCENARIOS,
    procedures: Sequence[str] = PROCEDURES,
    **values: Any,
) -> Any:
    """A whole plan, written by security, handed in by the developer as controller of changes, approved by IT."""
    standard = {
        "plan_no": f"BC-{next(running)}",
        "edition": "1.0",
        "process": "受託買賣",
        "owner": cast.ciso,
        "change_controller": cast.developer,
        "rto": timedelta(hours=4),
        "rpo": timedelta(hours=1),
        "emergency_procedure": "通報並啟動應變小組。",
        "recovery_procedure": "切換至備援機房。",
        "test_procedure": "每年桌面推演及切換。",
        "training_plan": "每年一次。",
        "update_trigger": "yearly",
    }
    given = standard | values
    given["info_system"] = given.get("info_system") or info_system(cast)
    given["document"] = given.get("document") or document(cast, topic="continuity_plan")
    impacts = [{"scenario": one, "cause": "accident", "impact": "停止受託", "mitigation": "備援"} for one in scenarios]
    roles = [{"person": cast.operator, "procedure": one, "duty": "聯絡", "phone": "02-2700-1100"} for one in procedures]
    controller = cast.actor("developer")
    return made(
        "continuity.continuity_plan",
        given,
        by=cast.actor("security_officer"),
        lines={"impacts": impacts, "roles": roles},
        moves=until(state, ("submitted", controller), ("approved", cast.actor("it_manager")), ("in_force", controller)),
    )


def drill(
    cast: Cast,
    *outcomes: tuple[Any, str],
    state: str = "approved",
    lessons: Sequence[tuple[str, Any]] = (),
    **values: Any,
) -> Any:
    """An exercise led by the system administrator, with its participants and lessons, approved by the head of IT."""
    leader = cast.actor("system_admin")
    standard = {
        "kind": "social_engineering",
        "leader": cast.system_admin,
        "planned_on": clock.today(),
        "held_on": clock.today(),
        "scenario": "冒名人資通知調薪。",
        "recovery_minutes": 30,
        "result": "ok",
        "report": evidence.keep_bytes(b"report", name="report.pdf"),
    }
    due = clock.today() + timedelta(days=30)
    return made(
        "continuity.drill",
        standard | values,
        by=leader,
        lines={
            "participants": [{"person": person, "outcome": outcome} for person, outcome in outcomes],
            "lessons": [{"lesson": lesson, "owner": owner, "due_on": due} for lesson, owner in lessons],
        },
        moves=until(state, ("held", leader), ("reported", leader), ("approved", cast.actor("it_manager"))),
    )
