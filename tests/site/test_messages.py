"""Translations are compiled once, anew when they change, and a broken one is named."""

import gettext
import os
from pathlib import Path

import pytest

from zhengan.site import messages

CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Ledger"\nmsgstr "{}"\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "rooms" / "one" / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE.format("軌跡"), "utf-8")
    return path


def test_what_is_compiled_can_be_read_by_gettext(tmp_path: Path, source: Path) -> None:
    assert messages.compile_messages(root=tmp_path) == [source]
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Ledger") == "軌跡"


def test_only_what_changed_is_compiled_again(tmp_path: Path, source: Path) -> None:
    messages.compile_messages(root=tmp_path)
    assert messages.compile_messages(root=tmp_path) == []
    later = source.with_suffix(".mo").stat().st_mtime + 1
    source.write_text(CATALOGUE.format("帳本"), "utf-8")
    os.utime(source, (later, later))
    assert messages.compile_messages(root=tmp_path) == [source]


def test_a_broken_catalogue_is_named_and_leaves_the_old_one(tmp_path: Path, source: Path) -> None:
    messages.compile_messages(root=tmp_path)
    before = source.with_suffix(".mo").read_bytes()
    later = source.with_suffix(".mo").stat().st_mtime + 1
    source.write_text("nonsense\n", "utf-8")
    os.utime(source, (later, later))
    with pytest.raises(OSError, match=r"django\.po"):
        messages.compile_messages(root=tmp_path)
    assert source.with_suffix(".mo").read_bytes() == before


def test_the_command_says_what_it_did(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(messages.compile_messages, "__kwdefaults__", {"root": tmp_path})
    messages.main()
    assert capsys.readouterr().out == "Compiled 1 translation catalogue\n"
    messages.main()
    assert capsys.readouterr().out == ""
    source.with_suffix(".mo").unlink()
    source.write_text("nonsense\n", "utf-8")
    with pytest.raises(SystemExit, match=r"cannot be compiled: .*django\.po"):
        messages.main()
