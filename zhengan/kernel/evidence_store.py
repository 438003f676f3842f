"""The evidence store on disk: a file is there whole or not at all, whatever stops the writing of it."""

import os
import uuid
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Files are written aside, brought to the disk, and given their name in one step.

    The name is the digest of the content (`evidence.path_of`): what has the name already is the same. What a killed
    process leaves aside begins with a dot; nothing reads it.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return the name itself: two who keep the same content at once keep one file."""
        return name

    def _save(self, name: str, content: "File[Any] | IO[Any]") -> str:
        target = Path(self.path(name))
        dotted = str(Path(name).with_name(f".{uuid.uuid4().hex}"))
        aside = Path(self.path(super()._save(dotted, content)))  # type: ignore[misc]  # the stubs leave it out
        try:
            _to_disk(aside)
            aside.replace(target)
        except OSError:
            aside.unlink(missing_ok=True)
            raise
        _to_disk(target.parent)
        return name


def _to_disk(path: Path) -> None:
    """Have the system write out what it holds of a file or folder: the row that names it must not outlive it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
