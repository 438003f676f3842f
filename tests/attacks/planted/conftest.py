"""A firm in which somebody typed an attack into every field that there is, and a listener that must hear nothing."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from tests import cast as people
from tests.attacks import hostile
from tests.conftest import NOW
from zhengan.checks import verdicts
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import Card
from zhengan.kernel.register import Register, registers
from zhengan.ledger import clock


@dataclass
class Listener:
    """A web server on this machine that answers everything and remembers who came."""

    address: str
    heard: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """Whoever fetches an address of it is seen."""

    class Handler(BaseHTTPRequestHandler):
        def handle(self) -> None:
            made.heard.append(str(self.client_address))
            super().handle()

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        do_POST = do_HEAD = do_GET  # noqa: N815 (the names that the library looks for)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Listener(f"http://127.0.0.1:{server.server_port}/")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class Firm:
    """The people, and one hostile record of every register; `by_rule` are those that the rules let pass."""

    cast: people.Cast
    records: dict[str, Any]
    by_rule: frozenset[str]
    browsers: dict[str, Client]
    officers: dict[str, str]

    def browser(self, one: Register) -> Client:
        """The browser of somebody who writes the register; of a reader where nobody does."""
        return self.browsers[self.officers[one.code]]


@pytest.fixture(scope="package")
def _planted(django_db_setup: None, django_db_blocker: Any, listener: Listener) -> Iterator[Firm]:
    """Written once for all tests of this folder, and taken back after the last."""
    with django_db_blocker.unblock(), clock.standing_at(NOW), transaction.atomic():
        cast = people.found_again()
        records, passed = {}, set()
        for one in registers():
            record, by_rule = hostile.written(one, address=listener.address)
            acts.attach(record, ContentFile(hostile.SVG, name=hostile.FILE), by=Actor.system(), note=hostile.TEXT)
            acts.comment(by=cast.actor("president"), text=hostile.TEXT, record=record)
            records[one.code] = record
            passed |= {one.code} if by_rule else set()
        Card.objects.filter(register__in=records).update(due_on=clock.today())
        verdicts.judge_everything()
        actors = {name: cast.actor(name) for name in cast.names}
        officers = {one.code: _officer(one, actors) for one in registers()}
        browsers = {name: cast.client(name) for name in {*officers.values()}}
        yield Firm(cast, records, frozenset(passed), browsers, officers)
        transaction.set_rollback(True)


@pytest.fixture
def firm(_planted: Firm, db: None) -> Firm:
    """The firm; what a test does to it is taken back after the test."""
    return _planted


def _officer(one: Register, actors: dict[str, Actor]) -> str:
    wanted = [set(one.makers) - {"all_staff"}, set(one.readers)]
    return next(name for offices in wanted for name, actor in actors.items() if actor.holds(*offices))
