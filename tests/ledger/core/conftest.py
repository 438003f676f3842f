"""Two bundles, one of records with their proofs and one of a whole log, and both verifiers run over a folder."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ledger.core.making import sample
from zhengan.ledger.core import verify, zhengan_verify


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> dict[bool, Path]:
    """A bundle of records with their proofs, and one with the whole log."""
    folders = {whole: tmp_path_factory.mktemp("made") for whole in (False, True)}
    for whole, folder in folders.items():
        sample().write(folder, whole=whole)
    return folders


@pytest.fixture
def copy(made, tmp_path) -> Callable[..., Path]:
    def copied(*, whole=False):
        return shutil.copytree(made[whole], tmp_path / "bundle", symlinks=True)

    return copied


@pytest.fixture
def both(capsys):
    """Run both verifiers; they must say the same: the code they end with, and "[code] place" of the problem."""

    def run(folder, *options) -> tuple[int, str]:
        said = []
        for program in (verify, zhengan_verify):
            code = program.main([str(folder), *map(str, options)])
            lines = capsys.readouterr().out.splitlines()
            said.append((code, next((line for line in lines if line.startswith("[")), "")))
        assert said[0] == said[1]
        return said[0]

    return run
