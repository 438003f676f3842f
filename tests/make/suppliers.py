"""Makers of the records of the room `suppliers`."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from tests.make.making import made, running, until
from zhengan.kernel import evidence
from zhengan.ledger import clock


def supplier(cast: Cast, *, state: str = "active", **values: Any) -> Any:
    """A software house of medium risk."""
    standard = {
        "name": f"廠商{next(running)}",
        "kind": ("software", "outsourcer"),
        "risk_tier": "medium",
        "contact": "02-2700-1100",
    }
    return made(
        "suppliers.supplier",
        standard | values,
        by=cast.actor("general_affairs"),
        moves=until(state, ("active", cast.actor("it_manager")), ("ended", cast.actor("it_manager"))),
    )


def contract(cast: Cast, *terms: str, state: str = "in_force", **values: Any) -> Any:
    """An outsourcing contract that began a month ago, in which these terms are laid down."""
    today = clock.today()
    standard = {
        "kind": "outsourcing",
        "title": "系統開發委外契約",
        "scope": "下單系統之開發與維護。",
        "owner": cast.business_owner,
        "signed_on": today - timedelta(days=40),
        "start_on": today - timedelta(days=30),
        "end_on": today + timedelta(days=300),
        "file": evidence.keep_bytes(b"contract", name="contract.pdf"),
    }
    given = standard | values
    given.setdefault("supplier", None)
    given["supplier"] = given["supplier"] or supplier(cast)
    rows = [{"term": term, "present": True, "article": "1"} for term in terms]
    maker = cast.actor("general_affairs")
    return made(
        "suppliers.contract",
        given,
        by=maker,
        lines={"terms": rows},
        moves=until(state, ("submitted", maker), ("approved", cast.actor("it_manager")), ("in_force", maker)),
    )
