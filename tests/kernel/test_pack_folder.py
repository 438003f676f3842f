"""The folder of a pack is there whole or not at all, however the writing ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from zhengan.kernel.errors import NotPossible
from zhengan.kernel.packing.folder import Folder


def test_it_is_in_its_place_only_when_all_is_written(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "pack"
    with Folder(place) as folder:
        folder.write("evidence/a", b"content")
        assert not place.exists()
    assert (place / "evidence" / "a").read_bytes() == b"content"
    assert [one.name for one in place.parent.iterdir()] == ["pack"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_goes_wrong_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    def goes_wrong() -> None:
        with Folder(tmp_path / "pack") as folder:
            folder.write("a", b"content")
            raise error

    with pytest.raises(error):
        goes_wrong()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    with pytest.raises(NotPossible):
        Folder(tmp_path / "pack")

    def comes_late() -> None:
        with Folder(tmp_path / "other") as folder:
            folder.write("a", b"content")
            (tmp_path / "other").mkdir()

    with pytest.raises(NotPossible):
        comes_late()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["other", "pack"]
    assert list((tmp_path / "other").iterdir()) == []


def test_a_process_that_is_killed_leaves_no_half_pack(tmp_path: Path) -> None:
    killed = (
        "import os, signal, sys; from pathlib import Path; import django; django.setup(); "
        "from zhengan.kernel.packing.folder import Folder; folder = Folder(Path(sys.argv[1])).__enter__(); "
        "folder.write('a', b'content'); os.kill(os.getpid(), signal.SIGTERM)"
    )
    done = subprocess.run([sys.executable, "-c", killed, str(tmp_path / "pack")], check=False)
    assert done.returncode == -15
    assert not (tmp_path / "pack").exists()
