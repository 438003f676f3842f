"""What judging costs: all clauses from the records, against the very same statements sent through a bare cursor.

Three clauses are also held against the least SQL that a person would write for them.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

from bench.measure import measure, weigh
from zhengan.checks import verdicts
from zhengan.checks.models import ClauseVerdict, Touch
from zhengan.checks.verdict import judge
from zhengan.kernel.register import register
from zhengan.ledger import clock

LARGE = 100_000
# What a person would write: one pass, nothing asked twice.
BY_HAND = {
    "7.3.7": """
        SELECT COUNT(*), SUM(CASE WHEN a.default_name THEN 1 ELSE 0 END)
        FROM access_account a JOIN assets_infosystem s ON s.id = a.info_system_id
        WHERE a.voided_at IS NULL AND a.enabled AND a.state <> 'removed' AND s.state = 'active' AND s.voided_at IS NULL
    """,
    "5.2.3": """
        SELECT COUNT(*), SUM(CASE WHEN last_verified_on >= '2026-01-01' THEN 0 ELSE 1 END), MIN(last_verified_on)
        FROM assets_asset WHERE voided_at IS NULL AND state IN ('active', 'repair')
    """,
    "5.1.2": """
        SELECT COUNT(*), SUM(CASE WHEN a.classified_on IS NOT NULL AND (a.classified_by_id = a.owner_id
            OR a.classified_by_id = s.business_owner_id) THEN 0 ELSE 1 END)
        FROM assets_asset a LEFT JOIN assets_infosystem s ON s.id = a.info_system_id
        WHERE a.voided_at IS NULL AND a.state IN ('active', 'repair')
    """,
}


def run() -> None:
    verdicts.refresh()
    statements = recorded(verdicts.judge_everything)
    accounts = register("access.account").record.objects.count()
    print(f"  {len(statements)} statements")
    measure(
        "all clauses",
        verdicts.judge_everything,
        floor=lambda: replay(statements),
        floor_name="the same statements, bare",
        at_most_ms=10_000,
        at_most_ratio=1.5,
        runs=1 if accounts > LARGE else 3,
    )
    weigh("all clauses", verdicts.judge_everything, at_most_mb=500)
    for clause, text in BY_HAND.items():
        measure(
            f"clause {clause}",
            lambda clause=clause: judge([clause], on=clock.today()),
            floor=lambda text=text: replay([(text, ())]),
            floor_name="SQL by hand",
            runs=3,
        )

    def after_an_act() -> None:
        Touch.objects.create(register="organization.unit")
        verdicts.refresh()

    measure("again after one act on units", after_an_act, runs=3)
    measure(
        "look at all verdicts, nothing out of date",
        verdicts.current,
        floor=lambda: list(ClauseVerdict.objects.all()),
        floor_name="reading the rows",
    )


def recorded(work: Callable[[], object]) -> list[tuple[str, Any]]:
    """Carry out the work; return the statements that only read, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(execute: Any, text: str, values: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 (Django calls it so)
        if text.lstrip().upper().startswith("SELECT"):
            found.append((text, values))
        return execute(text, values, many, context)

    with connection.execute_wrapper(note):
        work()
    return found


def replay(statements: list[tuple[str, Any]]) -> None:
    """Send statements through a bare cursor and fetch what they return."""
    with connection.cursor() as cursor:
        for text, values in statements:
            cursor.execute(text.removesuffix(" FOR UPDATE"), values)
            cursor.fetchall()
