"""The evidence store: files addressed by the SHA-256 of their content, kept through Django's storage API."""

import hashlib
import mimetypes
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages

from zhengan.kernel.models import Evidence
from zhengan.ledger import clock

CHUNK = 1024 * 1024
AT_MOST = 20 * 1024 * 1024  # bytes of one file that a person or a program sends


def is_upload(value: Any) -> bool:
    """Whether a value is a file that still has to be kept."""
    return isinstance(value, File)


def plain_name(said: str) -> str:
    """Return a file's name as it is kept: no path, nothing that cannot be printed, at most 200 characters."""
    last = PurePosixPath(said.replace("\\", "/")).name
    printed = "".join(letter for letter in last if letter.isprintable())[:200]
    return printed if printed.strip(". ") else "file"


def keep(file: "File[Any]") -> Evidence:
    """Keep a file and return its row; the same content is stored once, under the first name it came with."""
    sha256 = hashlib.sha256()
    size = 0
    for chunk in file.chunks(CHUNK):
        sha256.update(chunk)
        size += len(chunk)
    digest = sha256.hexdigest()
    store = storages["evidence"]
    path = path_of(digest)
    if not store.exists(path):
        file.seek(0)
        store.save(path, file)
    name = plain_name(file.name or "")
    kept, _made = Evidence.objects.get_or_create(
        sha256=digest,
        defaults={
            "size": size,
            "name": name,
            "kind": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "added_at": clock.now(),
        },
    )
    return kept


def keep_bytes(content: bytes, *, name: str) -> Evidence:
    """Keep bytes under a file name."""
    return keep(ContentFile(content, name=name))


def read(evidence: Evidence) -> "IO[Any]":
    """Open the stored content."""
    return storages["evidence"].open(path_of(evidence.sha256))


def path_of(digest: str) -> str:
    """Return where in the store a content lies."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"
