"""A program that kills: writers and a sequencer at work on a database of their own, ended by `kill -9` again and again.

It stands apart from the tests' own process and database, so that what is killed is real: processes with connections of
their own, a database on disk. Writers tell each act through a pipe once its transaction was committed. After every
round the database is looked over by a process that begins anew.

    python -m tests.ledger.killing --rounds 25 --seed 1     (ZHENGAN_HOME, DATABASE_URL say where)

The last line printed is the account, as JSON; the exit code is 1 when something did not hold.
"""

import argparse
import contextlib
import json
import os
import random
import select
import signal
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

WRITERS = 4
PATIENCE = 20.0  # seconds in which the acts of a round are waited for; a crowded machine is slow


@dataclass
class Account:
    """What was done, and what did not hold."""

    rounds: int = 0
    acts: int = 0
    entries: int = 0
    unacknowledged: int = 0
    restarts: int = 0
    troubles: list[str] = field(default_factory=list)


# -- the processes ------------------------------------------------------------------------------------------------


def forked(work: Callable[[], None]) -> int:
    """Carry on in a new process that never comes back; it shares no connection with this one."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException:  # noqa: BLE001 (the database may be killed first; whatever it is, the process just ends)
        if os.environ.get("ZHENGAN_SHOW"):
            traceback.print_exc()
    finally:
        os._exit(0)


def write_for_ever(pipe: int, seed: int, cast: Any) -> None:
    """Carry out acts of many kinds, one after the other, each told through the pipe once it is committed."""
    chance = random.Random(seed)
    by = {name: cast.actor(name) for name in ("hr", "other_hr", "system_admin", "security_officer", "ciso")}
    while True:
        request = str(uuid.UUID(int=chance.getrandbits(128)))
        kind = chance.choice(KINDS)
        with contextlib.suppress(*EXPECTED()):
            if kind(chance, cast, {name: replace(one, request_id=request) for name, one in by.items()}):
                os.write(pipe, f"{request}\n".encode())


def EXPECTED() -> tuple[type[Exception], ...]:  # noqa: N802 (a constant that needs Django first)
    """What two writers who take the same record are told; they take another one."""
    from django.core.exceptions import ValidationError

    from zhengan.kernel.errors import NotPossible, OutOfDate, Refused

    return (NotPossible, OutOfDate, Refused, ValidationError)


def sequence_for_ever() -> None:
    """Integrate and sign without a pause."""
    from zhengan.ledger import checkpoints, sequencer

    parent = os.getppid()
    while os.getppid() == parent:
        with contextlib.suppress(checkpoints.NotSigned):
            sequencer.step()
        time.sleep(0.002)


# -- the acts -----------------------------------------------------------------------------------------------------


def _any(code: str, chance: random.Random, **conditions: Any) -> Any:
    from zhengan.kernel.register import register

    found = register(code).record.objects.filter(**conditions).order_by("-pk")[:30]
    return chance.choice(rows) if (rows := list(found)) else None


def create(chance: random.Random, cast: Any, by: dict[str, Any]) -> bool:
    """A course with two who attended."""
    from zhengan.kernel import acts
    from zhengan.kernel.register import register
    from zhengan.ledger import clock

    values = {
        "title": f"資安宣導 {chance.random()}",
        "kind": "awareness",
        "topics": ("policy",),
        "provider": "資訊安全處",
        "held_on": clock.today() - timedelta(days=30),
        "hours": 3,
    }
    attendees = [{"person": one, "hours": 3, "passed": True} for one in (cast.employee, cast.operator)]
    acts.create(register("organization.training"), values, by=by["hr"], lines={"attendees": attendees})
    return True


def change(chance: random.Random, cast: Any, by: dict[str, Any]) -> bool:
    """Another provider, and one who attended less."""
    from zhengan.kernel import acts

    one = _any("organization.training", chance, state="planned")
    if one is None:
        return False
    lines = {"attendees": [{"person": cast.developer, "hours": chance.randrange(1, 4), "passed": True}]}
    acts.change(one, {"provider": f"講師 {chance.random()}"}, by=by["hr"], lines=lines, version=one.version)
    return True


def move(chance: random.Random, cast: Any, by: dict[str, Any]) -> bool:
    """A course was held, or is confirmed."""
    from zhengan.kernel import acts

    one = _any("organization.training", chance, state__in=["planned", "held"])
    if one is None:
        return False
    target, name = ("held", "hr") if one.state == "planned" else ("confirmed", "other_hr")
    acts.move(one, target, by=by[name], version=one.version)
    return True


def submit(chance: random.Random, cast: Any, by: dict[str, Any]) -> bool:
    """A notice is written, submitted, or published."""
    from zhengan.kernel import acts
    from zhengan.kernel.register import register

    one = _any("policy.notice", chance, state__in=["draft", "submitted"])
    if one is None or chance.random() < 0.3:
        values = {"subject": "提醒", "kind": "awareness", "audience": ("staff",), "channel": ("email",), "body": "文"}
        acts.create(register("policy.notice"), values, by=by["security_officer"])
    elif one.state == "draft":
        acts.move(one, "submitted", by=by["security_officer"])
    else:
        acts.move(one, "published", by=by["ciso"])
    return True


def attach(chance: random.Random, cast: Any, by: dict[str, Any]) -> bool:
    """A file is added to a course."""
    from django.core.files.base import ContentFile

    from zhengan.kernel import acts

    one = _any("organization.training", chance)
    if one is None:
        return False
    acts.attach(one, ContentFile(chance.randbytes(50_000), name="photo.png"), by=by["hr"])
    return True


def remark(chance: random.Random, cast: Any, by: dict[str, Any]) -> bool:
    """A remark on a course."""
    from zhengan.kernel import acts

    one = _any("organization.training", chance)
    if one is None:
        return False
    acts.comment(by=by["hr"], text="請補簽到表。", record=one)
    return True


KINDS = (create, create, change, move, move, submit, submit, attach, remark)


# -- one round ----------------------------------------------------------------------------------------------------


def killed_round(chance: random.Random, cast: Any, server: Any) -> tuple[list[str], bool]:
    """Let everybody work, kill everybody at some moment; returns what was acknowledged, and whether the server too."""
    reading, writing = os.pipe()
    seeds = [chance.getrandbits(60) for _ in range(WRITERS)]
    pids = [forked(lambda seed=seed: write_for_ever(writing, seed, cast)) for seed in seeds]
    pids += [forked(sequence_for_ever) for _ in range(chance.choice((1, 1, 2)))]
    os.close(writing)
    told, wanted = b"", chance.randrange(1, 20)
    until = time.monotonic() + PATIENCE
    while told.count(b"\n") < wanted and (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([reading], [], [], left)
        if not ready or not (some := os.read(reading, 65536)):
            break
        told += some
    time.sleep(chance.random() * 0.02)
    with_server = server is not None and chance.random() < 0.2
    if with_server and chance.random() < 0.5:
        server.stop()
    chance.shuffle(pids)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    for pid in pids:
        os.waitpid(pid, 0)
    while some := os.read(reading, 65536):
        told += some
    os.close(reading)
    if with_server:
        with contextlib.suppress(Exception):  # it is down already, where it was stopped under them
            server.stop()
        server.start()
    return told.decode().split(), with_server


def everybody_gone() -> None:
    """On PostgreSQL, wait until the server has noticed that its clients are dead."""
    from django.db import connection

    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    while connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.005)


def troubles(acknowledged: list[str], last_note: bytes, before: int) -> Iterator[str]:
    """Yield what does not hold after a round; `before` is the number of the last entry before it."""
    from django.db.models import Count

    from zhengan.kernel import integrity
    from zhengan.ledger import apart, checkpoints, keys, sequencer
    from zhengan.ledger.core.checkpoint import Checkpoint
    from zhengan.ledger.core.merkle import verify_consistency
    from zhengan.ledger.core.note import Note
    from zhengan.ledger.models import Entry, Leaf

    everybody_gone()
    kept = apart.last(keys.origin())
    sequencer.integrate()
    now = Checkpoint.parse(Note.parse(checkpoints.sign()).text)
    for note in (last_note, kept):
        if note:
            former = Checkpoint.parse(Note.parse(note).text)
            path = checkpoints.consistency(former.size, now.size)
            verify_consistency(former.size, former.root, now.size, now.root, path)
    fresh = Entry.objects.filter(pk__gt=before)
    times = dict(fresh.values_list("request_id").annotate(Count("pk")))
    placed = dict(fresh.filter(pk__in=Leaf.objects.values("entry_id")).values_list("request_id").annotate(Count("pk")))
    for request in acknowledged:
        if times.get(request) != 1 or placed.get(request) != 1:
            yield f"{request}: {times.get(request)} entries, {placed.get(request)} places"
    if len(set(acknowledged)) != len(acknowledged):
        yield "one act was acknowledged twice"
    places = list(Leaf.objects.order_by("index").values_list("index", "entry_id"))
    if [index for index, _entry in places] != list(range(now.size)):
        yield "the places are not dense"
    if sorted(entry for _index, entry in places) != list(Entry.objects.order_by("pk").values_list("pk", flat=True)):
        yield "not every entry has one place"
    seen = [("last round", last_note)] if last_note else []
    run = integrity.verify(by="killing", seen=seen)
    yield from (f"{one['code']} {one['place']} {one['detail']}" for one in run.troubles)


def kill_again_and_again(rounds: int, seed: int, server: Any) -> Account:
    """Play the rounds; stops at the first in which something does not hold."""
    from tests import cast as people
    from tests import make
    from zhengan.identity.models import OfficeHeld
    from zhengan.kernel import acts
    from zhengan.kernel.actor import Actor
    from zhengan.ledger import apart, clock, keys
    from zhengan.ledger.models import Entry

    cast = people.found()
    acts.note("found", by=Actor.system(), body={})
    OfficeHeld.objects.update(source="found", from_on=clock.today(), to_on=clock.today() + timedelta(days=30))
    make.training(cast, [cast.employee], state="planned")
    account, chance, note = Account(), random.Random(seed), b""
    for number in range(rounds):
        before = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
        acknowledged, restarted = killed_round(chance, cast, server)
        found = list(troubles(acknowledged, note, before))
        note = apart.last(keys.origin()) or b""
        account.rounds += 1
        account.restarts += restarted
        account.acts += len(acknowledged)
        fresh = Entry.objects.filter(pk__gt=before).count()
        account.unacknowledged += fresh - len(acknowledged)
        account.entries += fresh
        if os.environ.get("ZHENGAN_SHOW"):
            sys.stderr.write(f"{vars(account)}\n")
        if found:
            account.troubles = [f"round {number} of seed {seed}: {one}" for one in found[:20]]
            break
    return account


def main() -> int:
    """Set up, play, and print the account."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="on a server of its own, which is killed too")
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped, too
    with contextlib.ExitStack() as until_the_end:
        server = None
        if told.postgres:
            from tests.run import throwaway_postgres

            server = until_the_end.enter_context(throwaway_postgres(options=""))
            _make_database(server)
            os.environ["DATABASE_URL"] = server.url
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        account = kill_again_and_again(told.rounds, told.seed, server)
        from django.db import connections

        connections.close_all()
    sys.stdout.write(f"{json.dumps(vars(account))}\n")
    return 1 if account.troubles else 0


def _make_database(server: Any) -> None:
    import psycopg

    with psycopg.connect(f"{server.url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE zhengan")


if __name__ == "__main__":
    assert Path(os.environ["ZHENGAN_HOME"]).is_dir()
    sys.exit(main())
