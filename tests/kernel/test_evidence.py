"""Evidence files: one content is kept once, and whole; a file that was half written when the power went is none."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from zhengan.kernel import evidence
from zhengan.kernel.models import Evidence


class Interrupted(ContentFile):
    """A file that is read to its end once; the second time, when it is written, reading stops in the middle."""

    reads = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[Any]:
        self.reads += 1
        content = self.read()
        yield content[:10]
        if self.reads > 1:
            raise InterruptedError
        self.seek(0)
        yield content[10:]


@pytest.fixture
def content() -> bytes:
    """What nobody has kept yet."""
    return f"content {uuid4()}".encode()


def path(content: bytes) -> Path:
    digest = hashlib.sha256(content).hexdigest()
    return Path(settings.HOME) / "evidence" / digest[:2] / digest[2:4] / digest


def read(kept: Evidence) -> bytes:
    with evidence.read(kept) as file:
        return bytes(file.read())


def test_what_was_half_written_is_not_taken_for_the_file(db: None, content: bytes) -> None:
    with pytest.raises(InterruptedError):
        evidence.keep(Interrupted(content, name="a.txt"))
    assert not path(content).exists()
    assert not Evidence.objects.exists()
    assert read(evidence.keep_bytes(content, name="a.txt")) == content


def test_the_same_content_is_kept_once_under_its_first_name(db: None, content: bytes) -> None:
    one = evidence.keep_bytes(content, name="first.txt")
    other = evidence.keep_bytes(content, name="second.txt")
    assert (other, other.name) == (one, "first.txt")
    assert path(content).read_bytes() == content
    assert path(content).stat().st_mode & 0o777 == 0o400


def test_two_who_keep_the_same_content_at_once_leave_one_file(db: None, content: bytes) -> None:
    class Meanwhile(ContentFile):
        """While this is written, somebody else keeps the same."""

        reads = 0

        def chunks(self, chunk_size: int | None = None) -> Iterator[Any]:
            self.reads += 1
            if self.reads == 2:
                evidence.keep_bytes(content, name="other.txt")
            yield content

    assert read(evidence.keep(Meanwhile(content, name="mine.txt"))) == content
    assert [file.name for file in path(content).parent.iterdir()] == [path(content).name]


def test_a_full_disk_leaves_nothing_behind(db: None, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        evidence.keep_bytes(content, name="a.txt")
    assert list(path(content).parent.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "kept"), [("C:\\Users\\me\\圖.png", "圖.png"), ("../../etc/passwd", "passwd"), ("x" * 300, "x" * 200)]
)
def test_a_name_is_a_name_and_no_path(db: None, content: bytes, given: str, kept: str) -> None:
    file = ContentFile(content)
    file.name = given
    assert evidence.keep(file).name == kept
