"""What an act costs: number, checks, card, ledger entry and touch, against a bare INSERT of the same row."""

from itertools import count

from django.db import connection, transaction

from bench.measure import ratio
from zhengan.kernel import acts, guard
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.ledger import clock

A_HUNDRED = 100


def run() -> None:
    units = register("organization.unit")
    system = Actor.system()
    running = count()

    def values() -> dict[str, str]:
        return {"code": f"BENCH{next(running)}", "name": "測試單位", "kind": "branch"}

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

    ratio("100 records, an act each", one_by_one, bare, floor_name="bare INSERTs")
    ratio("100 records in one act", together, bare, floor_name="bare INSERTs")
    connection.close()
