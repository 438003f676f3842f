"""Evidence packs: what they hold, who may take them, and that both verifiers believe them and nothing else."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.cast import Cast
from zhengan.catalogue import catalogue
from zhengan.checks import packs
from zhengan.kernel import acts, evidence
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.packing import Packed, paper, words
from zhengan.ledger import checkpoints, keys, sequencer, triggers
from zhengan.ledger.core import verify, zhengan_verify
from zhengan.ledger.core.note import Ed25519Signer
from zhengan.ledger.models import Entry, Payload

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
TRAINING = "9.6.9"


@pytest.fixture(autouse=True)
def _judged(judged: None) -> None:
    """The first page needs verdicts; nobody waits here for 313 of them."""


@pytest.fixture
def no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests do without the PDF, which takes longest."""
    monkeypatch.setattr(paper, "RECORDS_AT_MOST", 0)


@pytest.fixture
def course(cast: Cast) -> Any:
    """A course with two people, confirmed, and its sign-in sheet."""
    record = make.training(cast, [cast.operator, cast.developer])
    acts.attach(record, ContentFile("簽到：陳怡君、劉冠廷".encode(), name="簽到表.txt"), by=cast.actor("hr"))
    acts.comment(by=cast.actor("auditor"), text="抽樣一筆", record=record)
    return record


def packed(cast: Cast, folder: Path, *, clause: str = TRAINING, by: str = "auditor", **more: Any) -> Packed:
    asked = {"first": FIRST, "last": LAST, **more}
    return packs.of_clause(catalogue().clause(clause), folder=folder, by=cast.actor(by), **asked)


@pytest.fixture
def verdict(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run both verifiers with the log's key; they must say the same."""

    def run(folder: Path, *options: Any) -> tuple[int, str]:
        said = []
        for program in (verify, zhengan_verify):
            key = [option for one in keys.verifiers() for option in ("--key", str(one))]
            code = program.main([str(folder), *key, *map(str, options)])
            lines = capsys.readouterr().out.splitlines()
            said.append((code, next((line for line in lines if line.startswith("[")), "")))
        assert said[0] == said[1]
        return said[0]

    return run


def records_of(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "records.json").read_text("utf-8"))
    return found


def around(sql: str, *values: Any) -> None:
    """Write around the program, as somebody with the database's password can."""
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    triggers.make(connection)


def test_an_auditor_takes_a_quarter_home_and_one_byte_is_missed(cast: Cast, course: Any, tmp_path: Path) -> None:
    """The journey: exported, carried to a machine with nothing but Python, verified, tampered with, found out."""
    made = packed(cast, tmp_path / "pack")
    assert (made.records, made.evidence, made.missing, made.pdf) == (1, 2, (), "")
    home = shutil.copytree(tmp_path / "pack", tmp_path / "home")
    alone = shutil.copy(zhengan_verify.__file__, tmp_path / "verifier.py")
    (key,) = keys.verifiers()
    commands = [
        [sys.executable, "-I", "-S", "-B", str(alone), str(home), "--key", str(key)],
        [sys.executable, "-m", "zhengan.ledger.core.verify", str(home), "--key", str(key)],
    ]

    def run(command: list[str]) -> tuple[int, str]:
        done = subprocess.run(command, capture_output=True, check=False, env={"PYTHONUTF8": "1", "PYTHONPATH": "."})
        return done.returncode, done.stdout.decode()

    for command in commands:
        code, out = run(command)
        assert code == 0, out
        assert "全部成立 / ALL PROVEN" in out
    (sheet,) = [path for path in (home / "evidence").iterdir() if "簽到".encode() in path.read_bytes()]
    content = bytearray(sheet.read_bytes())
    content[-1] ^= 1
    sheet.write_bytes(content)
    for command in commands:
        code, out = run(command)
        assert code == 1
        assert f"evidence/{sheet.name}\n  檔案內容與匯出時不同，已被更動。" in out


def test_what_lies_in_a_pack(cast: Cast, course: Any, tmp_path: Path, verdict: Any) -> None:
    folder = tmp_path / "pack"
    packed(cast, folder)
    (record,) = records_of(folder)
    assert record["record_no"] == course.no
    assert record["values"]["title"] == course.title
    assert set(record["rows"]) == {"attendees", "kernel.attachment", "kernel.comment", "kernel.submission"}
    assert len(record["entries"]) == Entry.objects.filter(register=course.register.code, record_id=course.pk).count()
    assert "簽到表.txt" in record["evidence"].values()
    entry = Entry.objects.get(act="export")
    about = {name: entry.payload.body[name] for name in ("clause", "from", "to", "records")}
    assert about == {"clause": TRAINING, "from": "2026-10-01", "to": "2026-12-31", "records": 1}
    assert (entry.register, entry.record_no) == ("clause", TRAINING)
    assert (folder / "pack.pdf").read_bytes().startswith(b"%PDF-")
    front = (folder / "index.html").read_text("utf-8")
    assert catalogue().clause(TRAINING).title in front
    assert course.no in front
    page = (folder / f"records/training-{course.no}.html").read_text("utf-8")
    for said in ("簽到表.txt", "劉冠廷", "（民國115年）", "Training", "抽樣一筆", next(iter(record["evidence"]))):
        assert said in page
    assert "<script" not in page + front
    assert verdict(folder) == (0, "")


def test_only_what_belongs_to_the_period_is_packed(cast: Cast, tmp_path: Path, no_paper: None, verdict: Any) -> None:
    """An act in the period, or the day on which it happened; and what is below a heading."""
    dated = make.training(cast, [cast.operator], held_on=date(2026, 3, 2))
    assert packed(cast, tmp_path / "acted", clause="9.6").records >= 1
    assert packed(cast, tmp_path / "dated", first=date(2026, 3, 2), last=date(2026, 3, 2)).records == 1
    with pytest.raises(NotPossible):
        packed(cast, tmp_path / "other", first=date(2026, 4, 1), last=date(2026, 6, 30))
    assert dated.no in [one["record_no"] for one in records_of(tmp_path / "acted")]
    assert verdict(tmp_path / "acted") == verdict(tmp_path / "dated") == (0, "")


def test_an_attested_clause_has_the_statements_about_it(cast: Cast, tmp_path: Path, no_paper: None) -> None:
    said = make.attestation(cast, "6.1.4")
    make.attestation(cast, "8.5.2")
    packed(cast, tmp_path / "pack", clause="6.1.4")
    assert said.no in [one["record_no"] for one in records_of(tmp_path / "pack")]
    assert len([one for one in records_of(tmp_path / "pack") if one["register"] == "assurance.attestation"]) == 1


def test_one_record_is_proven_by_its_number(
    cast: Cast, course: Any, tmp_path: Path, no_paper: None, verdict: Any
) -> None:
    made = packs.of_record(course.no, folder=tmp_path / "pack", by=cast.actor("ciso"))
    assert made.records == 1
    assert Entry.objects.get(act="export").record_no == course.no
    assert verdict(tmp_path / "pack") == (0, "")
    for no in ("NONE-2026-0001", "TRN-1900-0001"):
        with pytest.raises(NotPossible):
            packs.of_record(no, folder=tmp_path / "none", by=cast.actor("ciso"))


def test_nothing_is_written_where_nothing_is_found_or_something_is(
    cast: Cast, course: Any, tmp_path: Path, no_paper: None
) -> None:
    before = Entry.objects.count()
    with pytest.raises(NotPossible, match=r"."):
        packed(cast, tmp_path / "pack", first=date(2020, 4, 1), last=date(2020, 6, 30))
    with pytest.raises(NotPossible, match=r"."):
        packed(cast, tmp_path / "pack", first=LAST, last=FIRST)
    assert not (tmp_path / "pack").exists()
    (tmp_path / "there").mkdir()
    with pytest.raises(NotPossible, match="there"):
        packed(cast, tmp_path / "there")
    assert not list((tmp_path / "there").iterdir())
    assert Entry.objects.count() == before


def test_who_may_not_take_it(cast: Cast, course: Any, tmp_path: Path, no_paper: None) -> None:
    for name in ("operator", "hr", "president", "employee"):
        with pytest.raises(Refused) as refused:
            packed(cast, tmp_path / "pack", by=name)
        assert refused.value.act == "export"
    make.finding(cast)
    with pytest.raises(Refused, match="紀律處理"):
        packed(cast, tmp_path / "pack", clause="12.2", by="security_officer")
    assert not (tmp_path / "pack").exists()
    assert packed(cast, tmp_path / "pack", clause="12.2", by="chief_auditor").records == 1


def test_records_that_a_register_hides_are_not_carried_out(
    cast: Cast, course: Any, tmp_path: Path, no_paper: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course.register, "visible_to", lambda records, _actor: records.none())
    with pytest.raises(Refused):
        packed(cast, tmp_path / "pack")


def test_a_log_that_cannot_sign_leaves_no_folder(cast: Cast, course: Any, tmp_path: Path, no_paper: None) -> None:
    sequencer.step()
    keys.path_of("ed25519").chmod(0o644)
    with pytest.raises(NotPossible):
        packed(cast, tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def test_a_checkpoint_seen_earlier_is_shown_to_be_the_beginning(
    cast: Cast, course: Any, tmp_path: Path, no_paper: None, verdict: Any
) -> None:
    sequencer.integrate()
    note = checkpoints.sign()
    seen = tmp_path / "seen"
    seen.write_bytes(note)
    acts.comment(by=cast.actor("auditor"), text="之後", record=course)
    packed(cast, tmp_path / "pack", seen=[note])
    assert verdict(tmp_path / "pack", "--seen", seen) == (0, "")
    for wrong in (b"?", note.replace(keys.origin().encode(), b"other")):
        with pytest.raises(NotPossible):
            packed(cast, tmp_path / "wrong", seen=[wrong])


def test_a_log_shorter_than_a_checkpoint_seen_earlier_is_not_exported(
    cast: Cast, course: Any, tmp_path: Path, no_paper: None
) -> None:
    from zhengan.ledger.core.checkpoint import Checkpoint
    from zhengan.ledger.core.note import sign

    sequencer.step()
    (signer,) = keys.signers()
    assert isinstance(signer, Ed25519Signer)
    longer = bytes(sign(Checkpoint(keys.origin(), 10_000, bytes(32)).text, signer))
    with pytest.raises(NotPossible):
        packed(cast, tmp_path / "pack", seen=[longer])


def test_keys_that_were_exchanged_come_with_the_statement(
    cast: Cast, course: Any, tmp_path: Path, no_paper: None, verdict: Any
) -> None:
    sequencer.step()
    keys.rotate()
    packed(cast, tmp_path / "pack")
    assert "zhengan key hand-over" in (tmp_path / "pack/keys/hand-over-1.txt").read_text("utf-8")
    assert len((tmp_path / "pack/keys/log.txt").read_text("utf-8").splitlines()) == 2
    assert verdict(tmp_path / "pack") == (0, "")


@pytest.mark.parametrize("last", [False, True])
def test_a_payload_that_was_disposed_of_leaves_its_proof(
    cast: Cast, course: Any, tmp_path: Path, no_paper: None, verdict: Any, last: bool
) -> None:
    """The act that disposed of it comes along; of a record whose last state is gone nothing is said."""
    entries = list(Entry.objects.filter(register=course.register.code, record_id=course.pk).order_by("pk"))
    gone = entries if last else entries[:1]
    numbers = [entry.pk for entry in gone]
    disposal = acts.note("dispose", by=cast.actor("hr"), body={"entries": numbers})
    Payload.objects.dispose(numbers, by_entry=disposal.pk)
    packed(cast, tmp_path / "pack")
    (record,) = records_of(tmp_path / "pack")
    assert record["rows"] == {}
    assert (record["values"] is None) is last
    page = (tmp_path / f"pack/records/training-{course.no}.html").read_text("utf-8")
    assert "處分" in page
    assert verdict(tmp_path / "pack") == (0, "")


def test_what_was_changed_around_the_program_is_packed_as_it_is_and_named(
    cast: Cast, course: Any, tmp_path: Path, no_paper: None, verdict: Any
) -> None:
    table = course._meta.db_table
    around(f"UPDATE {table} SET provider = %s WHERE id = %s", "別處", course.pk)  # noqa: S608
    packed(cast, tmp_path / "record")
    place = f"records.json, organization.training {course.no}"
    assert verdict(tmp_path / "record") == (1, f"[record_changed] {place}")
    around(f"UPDATE {table} SET provider = %s WHERE id = %s", course.provider, course.pk)  # noqa: S608
    row = course.attendees.order_by("pk").first()
    around(f"UPDATE {row._meta.db_table} SET passed = %s WHERE id = %s", False, row.pk)  # noqa: S608
    packed(cast, tmp_path / "row")
    assert verdict(tmp_path / "row") == (1, f"[row_changed] {place}, attendees {row.pk}")


def test_a_record_taken_out_of_its_table_is_missed(
    cast: Cast, course: Any, tmp_path: Path, no_paper: None, verdict: Any
) -> None:
    for model in (*course.register.lines.values(), type(course)):
        column = "id" if model is type(course) else "record_id"
        around(f"DELETE FROM {model._meta.db_table} WHERE {column} = %s", course.pk)  # noqa: S608
    packed(cast, tmp_path / "pack")
    assert verdict(tmp_path / "pack") == (1, f"[record_changed] records.json, organization.training {course.no}")


def test_an_evidence_file_that_is_gone_is_told_and_named(
    cast: Cast, course: Any, tmp_path: Path, no_paper: None, verdict: Any
) -> None:
    acts.attach(course, ContentFile(b"only here", name="gone.txt"), by=cast.actor("hr"))
    kept = evidence.keep_bytes(b"only here", name="gone.txt")
    storages["evidence"].delete(evidence.path_of(kept.sha256))
    made = packed(cast, tmp_path / "pack")
    assert made.missing == (f"{course.no} gone.txt",)
    assert "gone.txt" in (tmp_path / "pack/index.html").read_text("utf-8")
    assert verdict(tmp_path / "pack") == (1, f"[missing] evidence/{kept.sha256}")


def test_without_the_libraries_there_is_no_pdf_and_the_first_page_says_why(
    cast: Cast, course: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdict: Any
) -> None:
    paper.missing.cache_clear()
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "weasyprint", None)
        made = packed(cast, tmp_path / "library")
    paper.missing.cache_clear()
    assert "Pango" in made.pdf
    assert made.pdf in (tmp_path / "library/index.html").read_text("utf-8")
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        assert "字型" in packed(cast, tmp_path / "font").pdf
    paper.missing.cache_clear()
    monkeypatch.setattr(paper, "RECORDS_AT_MOST", 0)
    assert "0" in packed(cast, tmp_path / "many").pdf
    for name in ("library", "font", "many"):
        assert not (tmp_path / name / "pack.pdf").exists()
        assert verdict(tmp_path / name) == (0, "")


def test_the_pages_fetch_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a record says may look like an address; nobody is to see that it was printed."""
    with pytest.raises(ValueError, match="not fetched"):
        paper._nothing("https://elsewhere.example/x.png")


@given(st.dates(min_value=date(1912, 1, 1)))
def test_days_have_their_roc_year_beside(day: date) -> None:
    assert words.day(day) == f"{day.isoformat()}（民國{day.year - 1911}年）"


def test_days_before_the_republic_and_none() -> None:
    assert words.day(date(1911, 12, 31)) == "1911-12-31"
    assert words.day(None) == words.moment(None) == ""
