"""What an act costs: number, checks, card, ledger entry and touch, against a bare INSERT of the same row."""

import time
from itertools import count
from typing import Any

from django.db import connection, transaction

from bench.measure import measure
from bench.visiting import Visitor
from zhengan.kernel import acts, guard
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.ledger import clock

A_HUNDRED = 100


def run() -> None:
    units = register("organization.unit")
    system = Actor.system()
    running = count(int(time.time()) * 1000)  # a firm that is kept has met the numbers before
    place = register("organization.unit").record.objects.order_by("pk").first()

    def values() -> dict[str, Any]:
        return {"code": f"B{next(running)}", "name": "測試單位", "kind": "branch"}

    def one_by_one() -> None:
        for _ in range(A_HUNDRED):
            acts.create(units, values(), by=system)

    def together() -> None:
        acts.create_many(units, [(values(), {}) for _ in range(A_HUNDRED)], by=system)

    def bare() -> None:
        for _ in range(A_HUNDRED):
            with transaction.atomic(), guard.writing():
                units.record(
                    no=f"X-{next(running)}", state="active", maker=system.user, made_at=clock.now(), **values()
                ).save(force_insert=True)

    measure("100 records, an act each", one_by_one, floor=bare, floor_name="bare INSERTs", runs=3)
    measure("100 records in one act", together, floor=bare, floor_name="bare INSERTs", runs=3)

    officer = Visitor("it_manager")
    asset: Any = register("assets.asset").record.objects.filter(state="active").order_by("pk").first()
    actor = Actor.of(officer.user, via="web")
    wanted = {
        "name": "個人電腦", "category": "hardware", "subtype": "pc", "owner": asset.owner, "custodian": asset.custodian,
        "unit": asset.unit or place, "classification": "general", "confidentiality": 1, "integrity": 1,
        "availability": 1, "handling": "一般保管",
    }  # fmt: skip
    assets = register("assets.asset")

    def create() -> None:
        acts.create(assets, wanted | {"asset_no": f"BN-{next(running)}"}, by=actor)

    def change() -> None:
        acts.change(asset, {"remark": f"第 {next(running)} 次"}, by=actor, reason="測量")

    measure("creating an asset", create, at_most_ms=15)
    measure("correcting an asset", change, at_most_ms=15)
    connection.close()
