"""More of the same for benchmarks: people, assets, accounts and journals, a thousand rows at a time."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any

from django.db import transaction

from zhengan.faces.cli.demonstration import cast, journals, trading
from zhengan.faces.cli.demonstration.stage import SEED
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.ledger import clock

CHUNK = 1000
ASSETS = 2500


def enlarge(times: int, *, today: date, echo: Callable[[str], None]) -> None:
    """Add `times` - 1 further firms' worth of rows; each thousand is a transaction, so memory stays bounded."""
    more = times - 1
    people: Any = register("organization.person").record.objects
    by_name = {one.name: one for one in people.filter(name__in=cast.NAMES).select_related("user")}
    actors = {
        name: Actor.of(by_name[name].user, via="cli") for name in ("吳佩芸", "林雅婷", "張志豪", "王建民", "陳怡君")
    }
    dice = Random(SEED + 1)
    places: Any = register("organization.unit").record.objects
    units = list(places.filter(kind="branch"))
    systems = list(register("assets.info_system").record.objects.order_by("pk"))
    owner = by_name["王建民"]
    for number, rows in enumerate(_chunks(_people(more, units, dice, today), CHUNK)):
        with transaction.atomic():
            made = acts.create_many(register("organization.person"), rows, by=actors["吳佩芸"])
            _train(made, number, today, actors)
            accounts = [row for person in made for row in _accounts(person, systems, dice, today)]
            for some in _chunks(iter(accounts), CHUNK):
                acts.create_many(register("access.account"), some, by=actors["張志豪"])
        echo(f"  {(number + 1) * CHUNK:>8}")
    for rows in _chunks(_assets(more, owner, by_name["張志豪"], units, today), CHUNK):
        with transaction.atomic():
            made = acts.create_many(register("assets.asset"), rows, by=actors["張志豪"])
            acts.move_many(made, "active", by=actors["王建民"])
    for rows in _chunks(_pages(more, today), CHUNK):
        with transaction.atomic():
            made = acts.create_many(register("operations.operation_log"), rows, by=actors["陳怡君"])
            acts.move_many(made, "submitted", by=actors["陳怡君"])
            acts.move_many(made, "verified", by=actors["王建民"])


def _chunks(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, size)):
        yield chunk


def _people(more: int, units: list[Any], dice: Random, today: date) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    names = cast.names(dice)
    for number in range(more * cast.STAFF):
        yield (
            {
                "staff_no": f"T{number:07}", "name": next(names), "kind": "employee", "unit": units[number % len(units)],
                "unit_function": "business", "job_title": "營業員", "grade": "一般職員", "uses_it": True,
                "joined_on": today - timedelta(days=400 + number % 3000),
            },
            {},
        )  # fmt: skip


def _train(people: list[Any], number: int, today: date, actors: dict[str, Actor]) -> None:
    held_on = trading.on_or_before(today - timedelta(days=20))
    training = acts.create(
        register("organization.training"),
        {
            "title": f"資訊安全線上課程（加開第 {number + 1} 班）", "kind": "awareness", "provider": "日進證券教育訓練中心",
            "topics": ("policy", "law", "procedure", "proper_use"), "held_on": held_on, "hours": Decimal(3),
        },
        by=actors["林雅婷"],
        lines={"attendees": [{"person": person, "hours": Decimal(3), "passed": True} for person in people]},
    )  # fmt: skip
    acts.move(training, "held", by=actors["林雅婷"])
    acts.move(training, "confirmed", by=actors["吳佩芸"])


def _accounts(
    person: Any, systems: list[Any], dice: Random, today: date
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for system in dice.sample(systems, 17):
        yield (
            {
                "info_system": system, "login": person.staff_no.lower(), "person": person, "kind": "personal", "enabled": True,
                "auth_method": "sso", "roles": ("查詢",), "created_on": person.joined_on,
                "last_login_on": today - timedelta(days=dice.randrange(30)),
            },
            {},
        )  # fmt: skip


def _assets(
    more: int, owner: Any, custodian: Any, units: list[Any], today: date
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    day = trading.on_or_before(today - timedelta(days=40))
    for number in range(more * ASSETS):
        yield (
            {
                "asset_no": f"BX-{number:07}", "name": f"個人電腦 {number:07}", "category": "hardware", "subtype": "pc", "owner": owner,
                "custodian": custodian, "unit": units[number % len(units)], "classification": "general", "confidentiality": 1,
                "integrity": 1, "availability": 1, "classified_by": owner, "classified_on": day, "last_verified_on": day,
                "handling": "一般保管，廢棄時刪除或銷毀", "property_no": f"FB{number:07}", "boot_password": True,
            },
            {},
        )  # fmt: skip


def _pages(more: int, today: date) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Further shifts and sites, entered after the event."""
    procedure = register("policy.policy_document").record.objects.in_force().filter(topic="operations").first()
    days = trading.trading_days(today - timedelta(days=journals.FIRST), today - timedelta(days=1))
    for number in range(more):
        for site in journals.SITES:
            for day in days:
                at = clock.now().replace(year=day.year, month=day.month, day=day.day)
                job = {"time": at, "job": "巡檢", "procedure": procedure, "step_done": True, "result": "ok"}
                values = {"log_date": day, "site": f"{site} {number + 2}", "shift": "day", "unusual": ""}
                yield values, {"jobs": [job] * 5}
