"""What the ledger costs and how fast it is: acts with and without it, the sequencer, proofs, verification, memory.

With and without run in turns in one run, so that a busy neighbour weighs on both. On PostgreSQL the CPU of the server's
process counts as well. What many clients do at once stands in `bench.ledger_clients`, on a server of its own.
"""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from zhengan.identity.models import OfficeHeld
from zhengan.kernel.acts import changing, creating, lines, moving, writing
from zhengan.kernel.register import register
from zhengan.kernel.state import Before
from zhengan.ledger import checkpoints, clock, sequencer
from zhengan.ledger.append import Teller, Telling, append
from zhengan.ledger.core import merkle
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.entry import Entry
from zhengan.ledger.core.note import Ed25519Signer, sign
from zhengan.ledger.core.proof import Proof
from zhengan.ledger.core.tiles import Edge, Tile, TileReader, bundles_between, format_bundle
from zhengan.ledger.leaves import head
from zhengan.ledger.models import Entry as EntryRow
from zhengan.ledger.models import Leaf

TELLER = Teller(actor_id=1, actor_name="王建民", via="web", address="10.1.2.3", request_id="0" * 36)
TICKS = os.sysconf("SC_CLK_TCK")
running = count(int(time.time()) * 1000)


def run() -> None:
    """Everything, one line each."""
    settings.ALLOWED_HOSTS = ["*"]
    whole_acts()
    if connection.vendor == "sqlite":
        bare_transactions()
    sequencing()
    latency()
    proof_among_ten_million()
    offline_check()
    memory()


def cpu() -> float:
    """CPU seconds of this process, and of the server's process that works for it."""
    spent = time.process_time()
    if connection.vendor == "postgresql":
        fields = Path(f"/proc/{_backend()}/stat").read_text().rpartition(")")[2].split()
        spent += (int(fields[11]) + int(fields[12])) / TICKS
    return spent


def _backend() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def in_turns(works: dict[str, Callable[[], object]], *, times: int = 9) -> dict[str, float]:
    """Return the median CPU seconds of each work; they run in turns."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for number in range(times + 1):
        for name, work in works.items():
            start = cpu()
            work()
            if number:  # the first fills caches
                spent[name].append(cpu() - start)
    return {name: median(found) for name, found in spent.items()}


def line(name: str, found: str, target: str) -> None:
    """Print one figure."""
    print(f"  {name:<52} {found:<44} {target}", flush=True)


# -- acts -------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def without_ledger() -> Iterator[None]:
    """No entry is appended, and no state is worked out."""
    nothing: dict[str, Any] = {}
    with contextlib.ExitStack() as patches:
        for module, name, made in (
            (writing, "append", lambda *_a, **_k: []),
            (writing, "state", lambda _row: nothing),
            (writing, "changed", lambda *_a: nothing),
            (creating, "rows_of", lambda *_a, **_k: nothing),
            (changing, "rows_of", lambda *_a, **_k: nothing),
            (lines, "rows_of", lambda *_a, **_k: nothing),
            (moving, "rows_of", lambda *_a, **_k: nothing),
            (Before, "state", nothing),
        ):
            patches.enter_context(mock.patch.object(module, name, made))
        yield


def whole_acts() -> None:
    """From the form to the commit, as a browser asks for it."""
    client, who = Client(), OfficeHeld.objects.filter(office="system_admin", user__is_active=True).first()
    assert who is not None
    who.user.must_change_password = False
    who.user.save(update_fields=["must_change_password"])
    client.force_login(who.user)
    assets = register("assets.asset")
    one: Any = assets.record.objects.live().order_by("pk").first()
    person = one.custodian.no
    typed = {
        "name": "測試主機", "category": "hardware", "subtype": "server", "owner": person, "custodian": person,
        "unit": one.custodian.unit.no, "classification": "confidential", "confidentiality": "3", "integrity": "3",
        "availability": "3",
    }  # fmt: skip
    made: list[str] = []

    def create() -> None:
        for _ in range(20):
            client.cookies.pop("messages", None)  # read by the page that a browser would go on to
            answer = client.post("/assets/asset/new/", typed | {"asset_no": f"BL-{next(running)}"})
            assert answer.status_code == 302, answer.content.decode().partition("<main")[2][:6000]
            made.append(answer.headers["Location"])
            assert made[-1].startswith("/assets/asset/AST-"), made[-1]

    def change() -> None:
        for _ in range(20):
            place = made[-1]
            no = place.rstrip("/").rsplit("/", 1)[-1]
            record = assets.record.objects.get(no=no)
            client.cookies.pop("messages", None)
            classified = {"classified_by": record.classified_by.no, "classified_on": record.classified_on}
            said = classified | {
                "asset_no": record.asset_no,
                "name": f"主機 {next(running)}",
                "version": record.version,
            }
            answer = client.post(f"{place}edit/", typed | said | {"reason": "量測"})
            assert answer.status_code == 302, answer.content.decode().partition("<main")[2][:6000]

    for name, work in (("create", create), ("change", change)):

        def without(work: Callable[[], None] = work) -> None:
            with without_ledger():
                work()

        found = in_turns({"with": work, "without": without})
        dearer = found["with"] / found["without"] - 1
        line(
            f"whole act, {name}: form to commit",
            f"{found['with'] * 50:.2f} ms, without {found['without'] * 50:.2f} ms: {dearer:+.1%}",
            "at most +15 %",
        )


def bare_transactions() -> None:
    """On SQLite: one row and its commit, alone, with the statements of an entry and no Python, and with the ledger."""
    table = register("assets.asset").record._meta.db_table
    names = [field.column for field in register("assets.asset").record._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_row")
        cursor.execute(f"CREATE TABLE bench_row AS SELECT * FROM {table} LIMIT 1")
        cursor.execute(f"SELECT * FROM {table} LIMIT 1")
        values = cursor.fetchone()
    statement = f"INSERT INTO bench_row VALUES ({', '.join(['%s'] * len(names))})"
    state = {name: f"{value}" for name, value in zip(names, values, strict=True)}
    entry = (
        "INSERT INTO ledger_entry (at, actor_id, actor_name, via, address, request_id, act, register, record_no, "
        "before, after, digest) VALUES ('2026-11-19', 1, %s, 'web', '10.1.2.3', '', 'create', 'bench', '', '', %s, %s)"
    )
    payload = "INSERT INTO ledger_payload (entry_id, salt, body) VALUES (last_insert_rowid(), %s, %s)"
    body = json.dumps({"after": state})
    rates: dict[str, list[float]] = {"alone": [], "statements": [], "ours": []}

    def business(told: str) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                if told == "statements":
                    cursor.execute(entry, ["王建民", "0" * 64, "0" * 64])
                    cursor.execute(payload, [b"0" * 16, body])
            if told == "ours":
                append(
                    [Telling(act="create", register="bench", after=state, body={"after": state})],
                    by=TELLER,
                    at=clock.now(),
                )

    for _ in range(9):
        for name, found in rates.items():
            start = time.perf_counter()
            for _one in range(100):
                business(name)
            found.append(100 / (time.perf_counter() - start))
    alone, statements, ours = (median(rates[name]) for name in ("alone", "statements", "ours"))
    found = f"{ours:.0f}/s, alone {alone:.0f}/s: {ours / alone:.0%}; statements alone {statements / alone:.0%}"
    line("bare transactions, one writer", found, "at least 85 %")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_row")


# -- sequencer --------------------------------------------------------------------------------------------------------


def fill(entries: int) -> None:
    """Append entries of a usual size."""
    state = {f"column {number}": f"value {number}" for number in range(20)}
    for start in range(0, entries, 5000):
        some = min(5000, entries - start)
        told = [
            Telling(
                act="create", register="assets.asset", record_no="AST-2026-0001", after=state, body={"after": state}
            )
            for _ in range(some)
        ]
        with transaction.atomic():
            append(told, by=TELLER, at=clock.now())


def sequencing() -> None:
    """Entries that wait get their places."""
    sequencer.step()
    rates = []
    for _ in range(3):
        fill(20_000)
        start = cpu()
        assert sequencer.integrate() == 20_000
        rates.append(20_000 / (cpu() - start))
    checkpoints.sign()
    line("sequencer", f"{median(rates):,.0f} entries per CPU second", "at least 10,000")


def latency() -> None:
    """How long after its commit an act is in a checkpoint, while others write without a pause."""
    stop = threading.Event()
    waits: list[float] = []
    thread = threading.Thread(target=sequencer.run_for_ever, args=(stop,), daemon=True)
    thread.start()
    committed: list[tuple[int, float]] = []

    def look() -> None:
        signed = head().noted_size
        at = time.perf_counter()
        numbers = [number for number, _since in committed]
        placed = dict(Leaf.objects.filter(entry_id__in=numbers).values_list("entry_id", "index"))
        done = [(number, since) for number, since in committed if placed.get(number, signed) < signed]
        waits.extend(at - since for _number, since in done)
        for one in done:
            committed.remove(one)

    until = time.perf_counter() + 20
    while time.perf_counter() < until:
        with transaction.atomic():
            (entry,) = append([Telling(act="sign_in", body={"n": 1})], by=TELLER, at=clock.now())
        committed.append((entry.pk, time.perf_counter()))
        if len(committed) % 10 == 0:
            look()
        time.sleep(0.005)
    time.sleep(1.5)
    look()
    stop.set()
    thread.join()
    waits.sort()
    assert not committed
    line(
        f"commit to checkpoint, {len(waits)} acts under load",
        f"p50 {waits[len(waits) // 2]:.2f} s, p99 {waits[len(waits) * 99 // 100]:.2f} s",
        "p99 within 1 s",
    )


# -- proofs and verification ------------------------------------------------------------------------------------------


def proof_among_ten_million() -> None:
    """One inclusion proof from the tiles of ten million entries; each proof reads all its tiles anew."""
    size, leaf = 10_000_000, hashlib.sha256(b"leaf").digest()
    # All leaves are the same, so that all full tiles of a level are too; only the partial ones are kept one by one.
    nodes = [leaf]
    for _level in range(3):
        nodes.append(merkle.root_of([nodes[-1]] * 256))
    partial = {
        Tile(level, (size >> 8 * level) // 256, width).path: nodes[level] * width
        for level in range(3)
        if (width := (size >> 8 * level) % 256)
    }

    def read(path: str) -> bytes | None:
        tile = Tile.parse(path)
        return partial.get(path) if tile.width < 256 else nodes[tile.level] * 256

    root = Edge.read(size, read).root()
    signer = Ed25519Signer("bench.example/log", Ed25519PrivateKey.generate())
    note = bytes(sign(Checkpoint("bench.example/log", size, root).text, signer))
    spent, sizes = [], []
    for index in range(7, size, 99_991):
        start = time.process_time()
        path = merkle.inclusion_proof(index, size, TileReader(size, read))
        spent.append(time.process_time() - start)
        sizes.append(len(bytes(Proof(index=index, path=tuple(path), checkpoint=note))))
        merkle.verify_inclusion(leaf, index, size, root, path)
    line(
        "proof of one among 10,000,000, nothing in memory",
        f"{median(spent) * 1000:.2f} ms, {max(sizes)} bytes with its checkpoint",
        "under 10 ms and 3 KB",
    )


OFFLINE = """
import sys, time
from pathlib import Path
from zhengan.ledger.core import note, verify, zhengan_verify
from zhengan.ledger.core.trust import Trust

folder, key = Path(sys.argv[1]), Path(sys.argv[2]).read_text()
content = (folder / "checkpoint").read_bytes()
start = time.process_time()
ours = verify.Verification(folder, Trust((note.VerifierKey.parse(key),)))
ours._head = ours._checkpoint(content, "checkpoint", ours.trust).checkpoint
ours._whole_log([])
between = time.process_time()
head = zhengan_verify.open_checkpoint(content, [zhengan_verify.key_from(key)], [], 0, "checkpoint")
alone = zhengan_verify.Folder(folder, head, [])
alone.whole_log()
print(ours.counts["entries"], between - start, alone.counts["entries"], time.process_time() - between)
"""


def offline_check() -> None:
    """All entries of a log of a million, from its folder: by our verifier, and by the one that stands alone."""
    size, origin = 1_000_000, "bench.example/log"
    entry = bytes(
        Entry(number=1, at="2026-11-19T00:00:00.000000Z", actor=7, name="王小明", via="web", act="change",
              register="assets.asset", record=7, record_no="AST-2026-0001", payload="0" * 64)
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder, edge = Path(name) / "log", Edge()
        for tile in bundles_between(0, size):
            numbers = range(tile.index * 256, tile.index * 256 + tile.width)
            entries = [entry.replace(b'"number":1,', b'"number":%d,' % number) for number in numbers]
            path = folder / tile.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(format_bundle(entries))
            edge.add([merkle.leaf_hash(one) for one in entries])
        signer = Ed25519Signer(origin, Ed25519PrivateKey.generate())
        (folder / "checkpoint").write_bytes(bytes(sign(Checkpoint(origin, size, edge.root()).text, signer)))
        key = Path(name) / "key"
        key.write_text(str(signer.verifier))
        ours, spent, theirs, alone = python(OFFLINE, folder, key)
    assert int(ours) == int(theirs) == size
    line(
        "offline check of 1,000,000 entries", f"{float(spent):.2f} CPU s, alone {float(alone):.2f} CPU s", "within 3 s"
    )


def python(program: str, *arguments: object) -> list[str]:
    """Run a small program in a process of its own; returns the words that it printed."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


VERIFY = """
import resource, sys, time, django
django.setup()
from zhengan.ledger.verification import verify_tree
from zhengan.kernel import reconciling
start = time.process_time()
found = [*verify_tree(), *reconciling.reconcile(), *reconciling.payloads_of_notes()]
from zhengan.ledger.models import Entry
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(Entry.objects.count(), time.process_time() - start, peak, len(found))
"""


def memory() -> None:
    """The running system verified at two sizes: how many entries per CPU second, and how much memory."""
    said = []
    for size in (20_000, 200_000):
        fill(max(0, size - EntryRow.objects.count()))
        sequencer.step()
        told = python(VERIFY)
        said.append((int(told[0]), float(told[1]), int(told[2]) / 1024))
    for entries, spent, megabytes in said:
        line(f"verification of {entries:,} entries", f"{entries / spent:,.0f} per CPU second, {megabytes:.0f} MB", "")
    line("memory of a verification, ten times the entries", f"{said[1][2] / said[0][2] - 1:+.0%}", "constant")
