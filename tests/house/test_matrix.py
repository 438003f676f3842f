"""Every office, every register, every act, over browser, API and command line: allowed exactly where declared.

What is declared is said once: `readers` and `makers` of the register, `by` of its moves, and the person's own records.
One person holds one office after the other; another made the record, so that nobody is let in as its maker. The API is
asked for every office; browser and command line for the first of all offices of which the same is declared.
"""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.cast import Cast
from tests.conftest import NOW
from tests.grown import grown
from zhengan.catalogue import catalogue
from zhengan.faces.cli.exits import REFUSED
from zhengan.faces.cli.main import run
from zhengan.faces.web.places import record_url, register_url
from zhengan.identity.models import OfficeHeld
from zhengan.kernel.actor import Actor
from zhengan.kernel.flow import MAKER, NAMED
from zhengan.kernel.register import Register, register, registers

OFFICES = ["", *(office for office in catalogue().roles if office != "all_staff")]
CODES = [one.code for one in registers()]


@dataclass(frozen=True)
class Scene:
    """A register with one record of somebody else, and a person with a browser and a shell."""

    one: Register
    record: Any
    client: Client
    login: str
    actor: Actor

    def sees(self) -> bool:
        """Whether the record is his to see by what is declared."""
        return self.one.visible_to(self.one.record.objects.filter(pk=self.record.pk), self.actor).exists()

    def opens(self) -> bool:
        """Whether the register's list is: by office, because everybody has rows of his own, or because he has one."""
        by_office = self.actor.holds(*self.one.readers, *self.one.makers)
        has_own = self.one.own(self.one.record.objects.all(), self.actor).exists()
        return by_office or has_own or type(self.one).own is not Register.own

    def writes(self) -> bool:
        return self.actor.holds(*self.one.makers)

    def creates(self) -> bool:
        return self.one.may_create(self.actor)

    def moves(self, target: str) -> bool:
        steps = self.one.flow.between(self.record.state, target)
        return any(self.actor.holds(*step.by) or {MAKER, NAMED} & set(step.by) for step in steps)


def api(scene: Scene, method: str, path: str, body: Any = None) -> bool:
    """Whether the API lets him."""
    answer = scene.client.generic(
        method, f"/api/{scene.one.path}/{path}", json.dumps(body or {}), content_type="application/json"
    )
    assert answer.status_code < 500
    assert answer.status_code not in (401, 404, 405), (method, path, answer.status_code)
    return answer.status_code != 403 or answer.json()["error"]["code"] == "proof"


def page(scene: Scene, address: str) -> bool:
    """Whether a page is shown."""
    answer = scene.client.get(address)
    assert answer.status_code in (200, 302, 403, 409), (address, answer.status_code)
    return answer.status_code != 403


def command(scene: Scene, *words: str) -> bool:
    """Whether the command line lets him; a wrong or missing value is no refusal."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            code = run([scene.one.room, scene.one.name.replace("_", "-"), *words, "--as", scene.login])
        except SystemExit as error:
            code = int(error.code or 0)
    return code != REFUSED


# Each act: what is declared of it, and how it is done over each face.
ACTS: dict[str, tuple[Callable[[Scene], bool], dict[str, Callable[[Scene], bool]]]] = {
    "list": (
        Scene.opens,
        {
            "web": lambda scene: page(scene, register_url(scene.one)),
            "api": lambda scene: api(scene, "GET", ""),
            "cli": lambda scene: command(scene, "list"),
        },
    ),
    "show": (
        Scene.sees,
        {
            "web": lambda scene: page(scene, record_url(scene.one, scene.record.no)),
            "api": lambda scene: api(scene, "GET", f"{scene.record.no}/"),
            "cli": lambda scene: command(scene, "show", scene.record.no),
        },
    ),
    "history": (Scene.sees, {"api": lambda scene: api(scene, "GET", f"{scene.record.no}/history/")}),
    "attachments": (Scene.sees, {"api": lambda scene: api(scene, "GET", f"{scene.record.no}/attachments/")}),
    "create": (
        Scene.creates,
        {
            "web": lambda scene: page(scene, register_url(scene.one, "new")),
            "api": lambda scene: api(scene, "POST", ""),
            "cli": lambda scene: command(scene, "add"),
        },
    ),
    "change": (
        Scene.writes,
        {
            "web": lambda scene: page(scene, record_url(scene.one, scene.record.no, "edit")),
            "api": lambda scene: api(scene, "PATCH", f"{scene.record.no}/"),
        },
    ),
    "import": (Scene.writes, {"web": lambda scene: page(scene, register_url(scene.one, "import"))}),
}


# Told by the same rule as the record itself, which the API is asked for by every office.
LIKE_SHOW = ("history", "attachments")


@pytest.fixture(params=CODES)
def stage(request: pytest.FixtureRequest, cast: Cast, judged: None) -> tuple[Register, Any, Cast]:
    one = register(request.param)
    (record,) = grown(one, 1, maker=cast.user("president"))
    return one, record, cast


def scenes(stage: tuple[Register, Any, Cast]) -> Iterator[tuple[str, Scene]]:
    """The same person with each office alone, and with none."""
    one, record, cast = stage
    client, user = cast.client("employee"), cast.user("employee")
    for office in OFFICES:
        OfficeHeld.objects.filter(user=user).delete()
        if office:
            OfficeHeld.objects.create(user=user, office=office, from_on=NOW.date())
        yield office, Scene(one, record, client, user.username, Actor.of(cast.user("employee"), via="web"))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the database has no part in it")
def test_every_office_may_exactly_what_is_declared(stage: tuple[Register, Any, Cast]) -> None:
    wrong = []
    allowed = refused = 0
    seen = set()
    for office, scene in scenes(stage):
        kind = tuple(declared(scene) for declared, _faces in ACTS.values())
        for (act, (_declared, faces)), expected in zip(ACTS.items(), kind, strict=True):
            for face, do in faces.items():
                if kind in seen and (face != "api" or act in LIKE_SHOW):
                    continue
                with undone():
                    found = do(scene)
                allowed += found
                refused += not found
                if found != expected:
                    wrong.append(f"{office or 'no office'}: {act} over {face}: {found}, declared {expected}")
        seen.add(kind)
    assert not wrong, "\n".join(wrong)
    assert allowed, "some office may something"
    assert refused, "and none may everything"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the database has no part in it")
def test_no_office_moves_a_record_that_the_flow_does_not_let_it(stage: tuple[Register, Any, Cast]) -> None:
    one, record, _cast = stage
    targets = dict.fromkeys(move.target for move in one.flow.leaving(record.state) if not move.is_automatic)
    seen = set()
    for office, scene in scenes(stage):
        kind = tuple(scene.moves(target) for target in targets)
        for target in targets:
            if not scene.moves(target):
                with undone():
                    assert not api(scene, "POST", f"{record.no}/moves/{target}/", {"reason": "測試"}), (office, target)
                if kind in seen:
                    continue
                with undone():
                    words = ("move", record.no, target, "--reason", "測試")
                    assert not command(scene, *words), (office, target)
        seen.add(kind)
        if not scene.writes():
            with undone():
                assert not api(scene, "POST", f"{record.no}/void/", {"reason": "測試"}), office


class undone:  # noqa: N801 (reads as what it does)
    """What happens inside is undone: the next one finds the same record."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            transaction.set_rollback(True)
        self.block.__exit__(*error)
        assert connection.in_atomic_block
