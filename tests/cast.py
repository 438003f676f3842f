"""The cast: the people of a small broker, one for each office, a second where two have to differ.

Their offices are entered straight into the effective table, so that a test does not begin with the paper trail of
eighteen appointments; that an appointment gives the same offices is shown in tests/rooms/organization.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.test import Client

from zhengan.identity import offices, sessions, strength
from zhengan.identity.models import User
from zhengan.kernel import acts, card_index
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import Card
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry, Pending
from zhengan.ledger.rows import insert

JOINED_ON = date(2020, 1, 2)
UNITS = {
    "board": ("B00", "董事會"),
    "president_office": ("P00", "總經理室"),
    "it": ("I10", "資訊部"),
    "security": ("S10", "資訊安全處"),
    "brokerage": ("B10", "經紀部"),
    "audit": ("A10", "稽核室"),
    "compliance": ("C10", "法令遵循室"),
    "administration": ("G10", "管理部"),
}


@dataclass(frozen=True)
class Part:
    """One person of the cast before he exists."""

    staff_no: str
    name: str
    unit: str
    function: str
    job_title: str
    offices: tuple[str, ...] = ()
    kind: str = "employee"
    grade: str = "staff"


# What somebody from outside must have: an end, and what he may see.
OUTSIDE = {
    "contract_end_on": date(2027, 6, 30),
    "scope_from_on": JOINED_ON,
    "scope_to_on": date(2027, 6, 30),
    "scope_chapters": "7 8 10",
}

PARTS = {
    "chairperson": Part("A001", "黃國棟", "board", "business", "董事長", ("board", "chairperson"), "officer", "head"),
    "president": Part(
        "A002", "周文彬", "president_office", "business", "總經理", ("president", "committee"), "officer", "head"
    ),
    "ciso": Part("A003", "吳淑芬", "security", "security", "資安長", ("ciso", "committee"), "officer", "head"),
    "security_officer": Part("A101", "林雅婷", "security", "security", "資安專員", ("security_officer",)),
    "it_manager": Part("A102", "王建民", "it", "it", "資訊部經理", ("it_manager", "committee"), grade="manager"),
    "operator": Part("A103", "陳怡君", "it", "it", "電腦操作員", ("operator",)),
    "system_admin": Part("A104", "李志豪", "it", "it", "系統管理師", ("system_admin",)),
    "network_admin": Part("A105", "蔡宗翰", "it", "it", "網路管理師", ("network_admin",)),
    "developer": Part("A106", "劉冠廷", "it", "it", "系統工程師", ("developer",)),
    "business_owner": Part(
        "A201", "張美玲", "brokerage", "business", "經紀部經理", ("business_owner",), grade="manager"
    ),
    "customer_service": Part("A202", "賴怡如", "brokerage", "business", "客服專員", ("customer_service",)),
    "employee": Part("A203", "曾雅文", "brokerage", "business", "營業員"),
    "contractor": Part("V301", "方志明", "it", "it", "委外工程師", kind="outsourced"),
    "chief_auditor": Part("A401", "郭素珍", "audit", "audit", "稽核主管", ("chief_auditor",), grade="manager"),
    "auditor": Part("A402", "許家豪", "audit", "audit", "電腦稽核", ("auditor",)),
    "compliance": Part("A501", "鄭淑惠", "compliance", "compliance", "法遵主管", ("compliance",), grade="manager"),
    "hr": Part("A601", "楊惠君", "administration", "support", "人資專員", ("hr",)),
    "other_hr": Part("A602", "何佳穎", "administration", "support", "人資主管", ("hr",), grade="manager"),
    "general_affairs": Part("A603", "謝明哲", "administration", "support", "總務專員", ("general_affairs",)),
}


class Cast:
    """The people, each as the record of the person: `cast.it_manager`; and as actor: `cast.actor("it_manager")`."""

    def __init__(self, people: dict[str, Any], units: dict[str, Any]) -> None:
        self.people = people
        self.units = units

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def actor(self, name: str, *, via: str = "web") -> Actor:
        """Return the actor, with the offices held at this moment."""
        return Actor.of(self.user(name), via=via, proved_at=clock.now())

    def user(self, name: str) -> User:
        """Return the account as it stands in the database now."""
        return User.objects.get(pk=self.people[name].user_id)

    def client(self, name: str) -> Client:
        """Return a browser in which the person has signed in."""
        client = Client()
        client.force_login(self.user(name), backend=settings.AUTHENTICATION_BACKENDS[0])
        proven(client)
        return client

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All parts of the cast."""
        return tuple(self.people)


def proven(client: Client, *, second: bool = True) -> None:
    """Let the session be one whose owner has just shown who he is, with a second factor, and that goes on for long."""
    session = client.session
    now = clock.now()
    shown = {strength.PROVED: now.isoformat()} | ({strength.SECOND: now.isoformat()} if second else {})
    session.update(shown | {sessions.ENDS: (now + timedelta(days=3650)).isoformat(), sessions.IDLE: 0})
    session.save()


_kept: dict[datetime, list[list[models.Model]]] = {}


def found_again() -> Cast:
    """The people as `found` enters them; entered once for each time of day, then copied row by row.

    Thousands of tests begin with them, and the acts that enter them take longer than most of these tests.
    """
    now = clock.now()
    if Entry.objects.exists():
        return found()
    if now not in _kept:
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in _tables()}
        cast = found()
        _kept[now] = [
            [row for row in model._base_manager.order_by("pk") if row.pk not in known]
            for model, known in before.items()
        ]
        return cast
    with transaction.atomic():  # who points to whom is looked at when all are there
        for rows in filter(None, _kept[now]):
            insert(rows)
            if isinstance(rows[0], Card):
                card_index.put((card.pk, card.no, card.title, card.text) for card in rows)
    units = {unit.code: unit for unit in register("organization.unit").record.objects.all()}
    persons = {one.staff_no: one for one in register("organization.person").record.objects.select_related("unit")}
    return Cast(
        {name: persons[part.staff_no] for name, part in PARTS.items()},
        {name: units[code] for name, (code, _name) in UNITS.items()},
    )


def _tables() -> list[type[models.Model]]:
    """All tables, parents before children, but the queue that the database fills by itself."""
    return [model for model in apps.get_models() if model is not Pending]


def found() -> Cast:
    """Enter the units and the people, and give them their offices."""
    by = Actor.system()
    made = acts.create_many(
        register("organization.unit"),
        [({"code": code, "name": name, "kind": "headquarters"}, {}) for code, name in UNITS.values()],
        by=by,
        source="manual",
    )
    units = dict(zip(UNITS, made, strict=True))
    persons = acts.create_many(
        register("organization.person"),
        [
            (
                {
                    "staff_no": part.staff_no,
                    "name": part.name,
                    "kind": part.kind,
                    "email": f"{part.staff_no.lower()}@broker.example",
                    "unit": units[part.unit],
                    "unit_function": part.function,
                    "job_title": part.job_title,
                    "grade": part.grade,
                    "uses_it": True,
                    "joined_on": JOINED_ON,
                }
                | (OUTSIDE if part.kind == "outsourced" else {}),
                {},
            )
            for part in PARTS.values()
        ],
        by=by,
        source="manual",
    )
    people = dict(zip(PARTS, persons, strict=True))
    for name, part in PARTS.items():
        for office in part.offices:
            offices.grant(people[name].user, office, from_on=JOINED_ON, to_on=None, source="")
    User.objects.filter(person__isnull=False).update(must_change_password=False, password_changed_at=clock.now())
    return Cast(people, units)
