"""`zhengan backup` and `zhengan restore`: one file with database, evidence and a manifest that lets it be verified.

The file is a tar archive: `manifest.json` first (version, engine, SHA-256 and size of every member, rows of every
table), then the database, then the evidence files. Keys are not in it: the secret that signs sessions is made anew.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from zhengan import __version__
from zhengan.faces.cli.acting import nobody_named
from zhengan.kernel import acts, integrity
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

MANIFEST = "manifest.json"
CHUNK = 1024 * 1024


class NotRestored(RuntimeError):
    """The archive cannot be restored, or is not what it says."""


def backup(target: Path) -> dict[str, Any]:
    """Write a consistent copy of database and evidence to a new file; returns its manifest. Never overwrites.

    It is an act, which stands in the copy itself.
    """
    if target.exists():
        raise FileExistsError(f"檔案已存在。 The file exists already: {target}")
    acts.note("backup", by=nobody_named(), body={"file": target.name})
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        name, database = _dump(Path(scratch))
        members = {name: database}
        store = _evidence_folder()
        # Evidence is only ever added: files that arrive after the dump are surplus, none can be missing.
        for path in sorted(store.rglob("*")) if store.exists() else ():
            if path.is_file() and not path.name.startswith("."):  # half-written, by somebody who is at it or was killed
                members[f"evidence/{path.relative_to(store).as_posix()}"] = path
        manifest = {
            "product": "zhengan",
            "version": __version__,
            "engine": connection.vendor,
            "made_at": clock.now().isoformat(),
            "tables": _counts(),
            "members": {key: {"sha256": _sha256(path), "size": path.stat().st_size} for key, path in members.items()},
        }
        draft = Path(scratch) / "draft.tar"
        with tarfile.open(draft, "w") as archive:
            text = json.dumps(manifest, indent=1, sort_keys=True).encode()
            info = tarfile.TarInfo(MANIFEST)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
            for key, path in members.items():
                archive.add(path, arcname=key, recursive=False)
        draft.chmod(0o600)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        # A link refuses an existing file, where a rename would overwrite it.
        os.link(draft, target)
    return manifest


def restore(source: Path) -> dict[str, Any]:
    """Restore an archive into the present, empty installation. Raises NotRestored; nothing is written then."""
    if _has_data():
        raise NotRestored(
            "這個資料夾已有資料，只能還原到空的資料夾。 This installation is not empty; restore into an empty one."
        )
    with tempfile.TemporaryDirectory(dir=settings.HOME) as scratch:
        manifest = _unpack(source, Path(scratch))
        if manifest["engine"] != connection.vendor:
            raise NotRestored(f"備份來自 {manifest['engine']}，目前是 {connection.vendor}。 The engines differ.")
        _load(Path(scratch))
        kept = Path(scratch) / "evidence"
        if kept.exists():
            shutil.copytree(kept, _evidence_folder(), dirs_exist_ok=True)
    return manifest


def verify(manifest: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the restored installation: missing rows, and whatever the ledger does not bear out."""
    for table, count in _counts().items():
        told = manifest["tables"].get(table)
        if told != count:
            yield f"{table}: {count} 列，備份時為 {told}。 {count} rows, {told} when backed up."
    for trouble in integrity.verify_copy():
        yield f"{trouble}"


def _dump(folder: Path) -> tuple[str, Path]:
    if connection.vendor == "sqlite":
        path = folder / "database.sqlite3"
        with closing(sqlite3.connect(str(_database()["NAME"]))) as live, closing(sqlite3.connect(path)) as copy:
            live.backup(copy)
        return path.name, path
    path = folder / "database.dump"
    _postgres("pg_dump", "--format=custom", "--no-owner", "--file", str(path))
    return path.name, path


def _load(folder: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        live = Path(str(_database()["NAME"]))
        for leftover in (live, live.with_name(live.name + "-wal"), live.with_name(live.name + "-shm")):
            leftover.unlink(missing_ok=True)
        shutil.copyfile(folder / "database.sqlite3", live)
        live.chmod(0o600)
        return
    connection.close()
    _postgres(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        "--dbname",
        str(_database()["NAME"]),
        str(folder / "database.dump"),
    )


def _postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by environment, never on the command line."""
    if shutil.which(program) is None:
        raise NotRestored(f"找不到 {program}，請安裝 postgresql-client。 {program} is not installed.")
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {key: str(_database()[name]) for key, name in names.items() if _database()[name]}
    environment = dict(os.environ) | given
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotRestored(f"{program}: {done.stderr.strip()}")


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack and compare every member with the manifest before anything is touched."""
    try:
        # As it was written, not compressed: what is unpacked is no larger than the archive.
        with tarfile.open(source, "r:") as archive:
            _demand_plain_files(archive)
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise NotRestored(f"無法讀取備份檔：{error}。 The archive cannot be read.") from error
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told = manifest["members"]
    except (OSError, ValueError, KeyError) as error:
        raise NotRestored("備份檔沒有可讀的清單。 The archive has no readable manifest.") from error
    found = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    for name in sorted(told.keys() | found.keys()):
        if name not in found or name not in told or _sha256(found[name]) != told[name]["sha256"]:
            raise NotRestored(f"備份檔中的 {name} 缺少、多餘或被改過。 {name} is missing, surplus or changed.")
    return manifest


def _demand_plain_files(archive: tarfile.TarFile) -> None:
    """Raise TarError unless all members are folders, or files whose content is in the archive."""
    for member in archive:
        if not (member.isfile() or member.isdir()) or member.issparse():
            raise tarfile.SpecialFileError(member)


def _has_data() -> bool:
    if not connection.introspection.table_names():
        return False
    return Entry._meta.db_table in connection.introspection.table_names() and Entry.objects.exists()


def _counts() -> dict[str, int]:
    """Rows of every table of the product; sessions come and go and are left out."""
    return {
        model._meta.db_table: model._default_manager.count()
        for model in apps.get_models()
        if model.__module__.startswith("zhengan.")
    }


def _database() -> dict[str, Any]:
    found: dict[str, Any] = settings.DATABASES["default"]
    return found


def _evidence_folder() -> Path:
    storages: Any = settings.STORAGES
    return Path(storages["evidence"]["OPTIONS"]["location"])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
