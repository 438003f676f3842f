"""A small firm with a year's worth of acts, and what the owner of its database can do to a copy of it.

The owner drops the triggers and writes plain SQL; he writes into the folder of evidence files; some of the attacks have
the private key too, and the place where the last checkpoint is kept apart.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, models
from django.test import override_settings

from tests import cast as people
from tests import make
from zhengan.checks import trading, waivers
from zhengan.identity.models import OfficeHeld
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.credentials import credential
from zhengan.kernel.models import Evidence
from zhengan.kernel.register import register
from zhengan.kernel.state import put_together, state
from zhengan.ledger import checkpoints, clock, keys, sequencer, triggers
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.cosignature import Ed25519Cosigner
from zhengan.ledger.core.entry import commitment
from zhengan.ledger.core.merkle import leaf_hash
from zhengan.ledger.core.note import Note, sign
from zhengan.ledger.core.tiles import Edge
from zhengan.ledger.leaves import in_order, leaf_of
from zhengan.ledger.models import Entry, Head, Leaf, Payload, Tile

Seen = list[tuple[str, bytes]]
SIGN_INS = 230  # so many that the tree has a full tile and a partial one


@dataclass
class Firm:
    """The firm as it stands before anybody attacks: its people, some of its records, what was seen of its log."""

    folder: Path
    cast: people.Cast
    seen: Seen = field(default_factory=list)
    records: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["records"][name]
        except KeyError:
            raise AttributeError(name) from None


def places(folder: Path) -> dict[str, Any]:
    """Where keys, last checkpoint and evidence of one copy lie, as settings."""
    evidence = settings.STORAGES["evidence"]
    return {
        "LEDGER_KEYS": folder / "ledger",
        "LEDGER_APART": folder / "apart" / "last.sqlite3",
        "STORAGES": settings.STORAGES
        | {"evidence": evidence | {"OPTIONS": evidence["OPTIONS"] | {"location": folder / "evidence"}}},
    }


def copied(firm: Firm, folder: Path) -> dict[str, Any]:
    """Copy all files of the firm into a folder; returns the settings that look there."""
    shutil.copytree(firm.folder, folder, dirs_exist_ok=True)
    return places(folder)


def seen_now(firm: Firm, name: str) -> None:
    """Sign the log as it stands, and keep the checkpoint as somebody outside does."""
    sequencer.integrate()
    firm.seen.append((name, checkpoints.sign()))


def founded(folder: Path) -> Firm:
    """Let the firm live: records of many registers, approvals, evidence, remarks, sign-ins; five checkpoints seen."""
    with override_settings(**places(folder)):
        cast = people.found()
        today = clock.today()
        acts.note("found", by=Actor.system(), body={})
        OfficeHeld.objects.update(source="found", from_on=today, to_on=today + timedelta(days=30))
        _choose_password(cast)
        trading.import_calendar("date,note\n2026-10-09,國慶日補假\n", source="TWSE", by=Actor.system())
        firm = Firm(folder, cast)
        _first_quarter(firm)
        seen_now(firm, "auditor, first")
        acts.tell([acts.writing.Telling(act="sign_in", body={"nth": n}) for n in range(SIGN_INS)], by=Actor.system())
        seen_now(firm, "auditor, second")
        _second_quarter(firm)
        seen_now(firm, "auditor, third")
        _third_quarter(firm)
        sequencer.integrate()
        note = Note.parse(checkpoints.sign())
        witness = Ed25519Cosigner("witness.example", Ed25519PrivateKey.generate(), at=1_800_000_000)
        firm.seen.append(("witness", bytes(note.signed_also(witness.sign(note.text)))))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # what is still to be checked would keep triggers from being dropped
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return firm


def _choose_password(cast: people.Cast) -> None:
    user = cast.user("system_admin")
    user.set_password("a-long-enough-password-1")
    user.password_changed_at = clock.now() - timedelta(days=10)
    user.save()
    acts.note("password", by=Actor.system(), record_no=user.username, body={"rows": credential(user)})


def _first_quarter(firm: Firm) -> None:
    cast, kept = firm.cast, firm.records
    kept["oms"] = make.info_system(cast, code="OMS", name="下單系統")
    kept["crm"] = make.info_system(cast, code="CRM", name="客戶系統")
    kept["server"] = make.asset(cast)
    kept["laptop"] = make.asset(cast, name="筆記型電腦")
    kept["procedure"] = make.document(cast)
    kept["plan"] = make.document(cast, title="持續營運計畫")
    kept["finding"] = make.finding(cast, state="planned")


def _second_quarter(firm: Firm) -> None:
    cast, kept = firm.cast, firm.records
    kept["training"] = make.training(cast, [cast.employee, cast.operator, cast.developer])
    kept["journal"] = make.operation_log(cast)
    kept["trader"] = make.account(cast, firm.oms)
    kept["leaver"] = make.account(cast, firm.oms, login="leaver")
    officer, admin = cast.actor("security_officer"), cast.actor("system_admin")
    kept["photo"] = acts.attach(firm.finding, ContentFile(b"a photo", name="photo.png"), by=cast.actor("auditor"))
    kept["scan"] = acts.attach(firm.server, ContentFile(b"a scan", name="scan.pdf"), by=admin)
    kept["other_scan"] = acts.attach(firm.server, ContentFile(b"another scan", name="scan-2.pdf"), by=admin)
    kept["remark"] = acts.comment(by=officer, text="請補附照片。", record=firm.finding)
    kept["clause_remark"] = acts.comment(by=officer, text="本條下季抽查。", clause="7.1.3.6")
    kept["waiver"] = waivers.ask(
        "9.2.3", reason="無此業務。", valid_until=clock.today() + timedelta(days=90), by=officer
    )
    acts.note("export", by=officer, register="access.account", body={"count": 2, "kind": "xlsx", "filter": ""})


def _third_quarter(firm: Firm) -> None:
    cast, kept = firm.cast, firm.records
    kept["recertification"] = make.recertification(cast, firm.oms, state="submitted")
    kept["notice"] = make.notice(cast)
    kept["draft"] = make.notice(cast, state="submitted", subject="停機通知")
    kept["change"] = make.change_request(cast, firm.oms, state="implemented")
    kept["incident"] = make.incident(cast)
    kept["unit"] = acts.create(
        register("organization.unit"), {"code": "T10", "name": "台中分公司", "kind": "branch"}, by=Actor.system()
    )
    kept["appointment"] = make.appointment(cast, "security_staff", cast.employee, from_on=clock.today())
    kept["statement"] = make.attestation(cast, "6.1.1", state="attested")
    acts.change(firm.server, {"name": "撮合主機"}, by=cast.actor("system_admin"), reason="更名。")
    acts.tell([acts.writing.Telling(act="sign_in", body={"late": n}) for n in range(10)], by=Actor.system())


# -- what the owner of the database can do ------------------------------------------------------------------------


class Owner:
    """Whoever owns database and disk: no trigger and no constraint is in his way."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        triggers.drop(connection)
        for statement in triggers._MAKE[connection.vendor]():  # the program goes on, so its queue does
            if "ledger_queue" in statement:
                self.sql(statement, changes=False)
        if connection.vendor == "postgresql":
            self.sql("SET CONSTRAINTS ALL DEFERRED", changes=False)

    def sql(self, statement: str, *values: Any, changes: bool = True) -> None:
        """Run one statement, which has to change something."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            assert cursor.rowcount > 0 or not changes, f"the attack changed nothing: {statement}"

    def write(self, row: models.Model | type[models.Model], key: Any = None, **columns: Any) -> None:
        """Write columns of a row, past model and act. Values are prepared as their fields do."""
        model = row if isinstance(row, type) else type(row)
        key = row.pk if key is None else key  # type: ignore[union-attr]
        found = models.QuerySet(model=model).filter(pk=key)
        assert found.update(**columns) == 1, "the attack changed nothing"

    def copy(self, row: models.Model, **columns: Any) -> Any:
        """Put in one more row like this one."""
        model = type(row)
        fresh = models.QuerySet(model=model).get(pk=row.pk)
        for name, value in columns.items():
            setattr(fresh, name, value)
        fresh.pk = columns.get("pk")
        models.QuerySet(model=model).bulk_create([fresh])
        return fresh

    def delete(self, model: type[models.Model], column: str, *keys: Any) -> None:
        """Delete rows by the value of a column."""
        for key in keys:
            self.sql(f"DELETE FROM {model._meta.db_table} WHERE {column} = %s", key)  # noqa: S608 (names alone)

    def rebuild(self) -> None:
        """Make leaves' hashes, tiles and head anew from the entries as they are now."""
        count = Leaf.objects.count()
        edge = Edge()
        tiles = list(edge.extend(leaf_hash(bytes(leaf_of(row))) for _index, row in in_order(0, count) if row))
        tiles += edge.partials()
        Tile.objects.all().delete()
        Tile.objects.bulk_create([Tile(level=one.level, index=one.index, hashes=content) for one, content in tiles])
        Head.objects.filter(pk=1).update(size=edge.size, root=edge.root())

    def sign(self, *, apart: bool) -> None:
        """Sign the tree as it stands with the key at hand, also in the place apart where that can be reached."""
        head = Head.objects.get(pk=1)
        note = bytes(sign(Checkpoint(keys.origin(), head.size, bytes(head.root)).text, *keys.signers()))
        Head.objects.filter(pk=1).update(note=note, noted_size=head.size)
        if apart:
            with closing(sqlite3.connect(settings.LEDGER_APART)) as store, store:
                assert store.execute("UPDATE last SET note = ?", (note,)).rowcount == 1

    def tell_anew(self, entry: Entry, change: Callable[[dict[str, Any]], None], **columns: Any) -> None:
        """Let an entry (the one that wrote its record) tell another story, with all commitments made to fit."""
        payload = Payload.objects.get(entry_id=entry.pk)
        body, salt = payload.body, bytes(payload.salt)
        change(body)
        said: dict[str, Any] = {}
        one = register(entry.register)
        put_together(one, said, body)
        record = models.QuerySet(model=one.record).get(pk=entry.record_id)
        assert said == state(record), "the story is to fit the record"
        self.write(Payload, entry.pk, body=body)
        self.write(Entry, entry.pk, digest=commitment(body, salt), after=commitment(said, salt), **columns)

    def swap(self, model: type[models.Model], first: Any, second: Any, *columns: str) -> None:
        """Exchange columns between two rows."""
        rows = {
            row["pk"]: row for row in models.QuerySet(model=model).filter(pk__in=[first, second]).values("pk", *columns)
        }
        unlike = {name: value for name, value in rows[first].items() if rows[second][name] != value}
        assert unlike, "the rows say the same"
        for key, other in ((first, second), (second, first)):
            self.write(model, key, **{name: rows[other][name] for name in columns})

    def file(self, attachment: Any) -> Path:
        """Return the file of an attachment, made writable."""
        digest = Evidence.objects.get(pk=attachment.evidence_id).sha256
        path = Path(settings.STORAGES["evidence"]["OPTIONS"]["location"], digest[:2], digest[2:4], digest)
        path.chmod(0o600)
        return path

    def cut_off(self, entries: Sequence[Entry]) -> None:
        """Take the newest entries away, with all that tells of them in the tree."""
        numbers = [one.pk for one in entries]
        self.delete(Payload, "entry_id", *numbers)
        self.delete(Leaf, "entry_id", *numbers)
        self.delete(Entry, "id", *numbers)
        self.rebuild()


def last_entry(record: Any, act: str = "") -> Entry:
    """Return the last entry of a record."""
    found = Entry.objects.filter(register=record.register.code, record_id=record.pk).order_by("-pk")
    entry = (found.filter(act=act) if act else found).first()
    assert entry is not None
    return entry


def sha256(content: bytes) -> str:
    """Return the digest under which a file lies in the store."""
    return hashlib.sha256(content).hexdigest()


def place_of(entry: Entry) -> str:
    """Return how a verification names an entry."""
    return f"#{entry.pk} {entry.record_no}".strip()
