"""Backup and restore: what was kept comes back whole, and anything less is said."""

import json
import shutil
import sqlite3
import tarfile
from contextlib import closing

import pytest

from tests.program import python, zhengan

MAKE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from zhengan.kernel import acts, evidence
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from django.core.files.base import ContentFile
system = Actor.system()
unit = acts.create(register("organization.unit"), {"code": "IT", "name": "資訊部", "kind": "headquarters"}, by=system)
acts.attach(unit, ContentFile("組織圖".encode(), name="chart.txt"), by=system)
"""


@pytest.fixture
def home(tmp_path):
    python(tmp_path / "home", MAKE)
    return tmp_path / "home"


@pytest.fixture
def archive(home, tmp_path):
    file = tmp_path / "backup.tar"
    done = zhengan(home, "backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


def test_everything_comes_back_and_is_verified(archive, tmp_path):
    other = tmp_path / "other"
    done = zhengan(other, "restore", str(archive), "--verify")
    assert done.returncode == 0, done.stdout + done.stderr
    with closing(sqlite3.connect(other / "zhengan.sqlite3")) as database:
        assert database.execute("SELECT name FROM organization_unit").fetchall() == [("資訊部",)]
    (kept,) = [path for path in (other / "evidence").rglob("*") if path.is_file()]
    assert kept.read_text() == "組織圖"


def test_the_archive_holds_no_keys_and_is_private(archive):
    with tarfile.open(archive) as members:
        assert not [name for name in members.getnames() if "key" in name]
    assert archive.stat().st_mode & 0o077 == 0


def test_an_existing_file_is_not_overwritten(home, archive):
    before = archive.read_bytes()
    assert zhengan(home, "backup", str(archive)).returncode != 0
    assert archive.read_bytes() == before


def test_an_installation_with_data_is_not_overwritten(home, archive):
    done = zhengan(home, "restore", str(archive))
    assert done.returncode != 0
    assert "空的" in done.stderr + done.stdout


def test_a_changed_member_is_named_and_nothing_is_restored(archive, tmp_path):
    scratch = tmp_path / "scratch"
    with tarfile.open(archive) as members:
        members.extractall(scratch, filter="data")
    (victim,) = [path for path in (scratch / "evidence").rglob("*") if path.is_file()]
    victim.chmod(0o600)
    victim.write_text("別的內容")
    forged = tmp_path / "forged.tar"
    with tarfile.open(forged, "w") as members:
        for path in sorted(scratch.rglob("*")):
            members.add(path, arcname=path.relative_to(scratch).as_posix(), recursive=False)
    other = tmp_path / "other"
    done = zhengan(other, "restore", str(forged), "--verify")
    assert done.returncode != 0
    assert victim.name in done.stderr + done.stdout
    assert not (other / "evidence").exists()


def test_a_changed_row_is_found_by_verify(home, archive, tmp_path):
    other = tmp_path / "other"
    scratch = tmp_path / "scratch"
    with tarfile.open(archive) as members:
        members.extractall(scratch, filter="data")
    with closing(sqlite3.connect(scratch / "database.sqlite3")) as database:
        database.execute("DROP TRIGGER ledger_payload_kept")  # whoever has the file can do that
        database.execute("UPDATE ledger_payload SET body = replace(body, 'IT', 'XX')")
        database.commit()
    manifest = json.loads((scratch / "manifest.json").read_text())
    import hashlib

    changed = (scratch / "database.sqlite3").read_bytes()
    manifest["members"]["database.sqlite3"]["sha256"] = hashlib.sha256(changed).hexdigest()
    (scratch / "manifest.json").write_text(json.dumps(manifest))
    forged = tmp_path / "forged.tar"
    with tarfile.open(forged, "w") as members:
        for path in sorted(scratch.rglob("*")):
            members.add(path, arcname=path.relative_to(scratch).as_posix(), recursive=False)
    done = zhengan(other, "restore", str(forged), "--verify")
    assert done.returncode != 0
    assert "分錄" in done.stderr + done.stdout


def test_what_is_no_archive_is_refused(tmp_path):
    file = tmp_path / "x.tar"
    file.write_text("no archive")
    done = zhengan(tmp_path / "other", "restore", str(file))
    assert done.returncode != 0
    assert "備份檔" in done.stderr + done.stdout
    shutil.rmtree(tmp_path / "other", ignore_errors=True)
