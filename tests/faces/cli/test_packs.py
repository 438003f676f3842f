"""`zhengan ledger export` and `prove`: in somebody's name, with exit codes that tell, and what was made."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import translation

from tests import make
from tests.cast import Cast
from zhengan.faces.cli.main import run
from zhengan.kernel import acts, evidence
from zhengan.kernel.packing import paper
from zhengan.ledger import checkpoints, keys, sequencer
from zhengan.ledger.core import verify
from zhengan.ledger.models import Entry

OK, FAILED, USAGE, REFUSED = 0, 1, 2, 3
EXPORT = ("ledger", "export", "--clause", "9.6.9", "--from", "2026-10-01", "--to", "2026-12-31")


@pytest.fixture(autouse=True)
def _tongue(judged: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("ZHENGAN_USER", raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setattr(paper, "RECORDS_AT_MOST", 0)
    language = translation.get_language()
    yield
    translation.activate(language or "zh-hant")


def test_a_clause_and_a_record_are_packed(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = make.training(cast, [cast.operator])
    sequencer.integrate()
    seen = tmp_path / "seen"
    seen.write_bytes(checkpoints.sign())
    assert run([*EXPORT, "--as", "a402", "--seen", str(seen), str(tmp_path / "clause")]) == OK
    told = capsys.readouterr().out
    assert "1 records" in told
    assert str(keys.verifiers()[0]) in told
    assert run(["ledger", "prove", record.no.lower(), "--as", "a402", str(tmp_path / "record")]) == OK
    key = ["--key", str(keys.verifiers()[0])]
    assert verify.main([str(tmp_path / "clause"), *key, "--seen", str(seen)]) == OK
    assert verify.main([str(tmp_path / "record"), *key]) == OK


def test_a_file_that_is_gone_is_told(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = make.training(cast, [cast.operator])
    attached = acts.attach(record, ContentFile(b"will be gone", name="gone.txt"), by=cast.actor("hr"))
    storages["evidence"].delete(evidence.path_of(attached.evidence.sha256))
    assert run([*EXPORT, "--as", "a402", str(tmp_path / "pack")]) == OK
    assert f"{record.no} gone.txt" in capsys.readouterr().err


def test_what_is_wrong_refused_or_not_possible_ends_so(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make.training(cast, [cast.operator])
    folder = str(tmp_path / "pack")
    assert run([*EXPORT, folder]) == USAGE
    assert run([*EXPORT[:3], "99.9", *EXPORT[4:], "--as", "a402", folder]) == USAGE
    assert run([*EXPORT[:-1], "soon", "--as", "a402", folder]) == USAGE
    assert run([*EXPORT, "--as", "a103", folder]) == REFUSED
    assert Entry.objects.filter(act="refused", record_no="9.6.9").count() == 1
    assert run([*EXPORT, "--as", "a402", "--seen", str(tmp_path / "none"), folder]) == FAILED
    assert run([*EXPORT, "--as", "a402", str(tmp_path)]) == FAILED
    assert "is there already" in capsys.readouterr().err
    assert not (tmp_path / "pack").exists()
