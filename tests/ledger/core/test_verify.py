"""The two verifiers: a good bundle is proven by both, and what they are told is taken seriously."""

import io
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.ledger.core import making
from tests.ledger.core.making import LOG, LOG_AFTER, WITNESSES, sample
from zhengan.ledger.core import problems, verify, zhengan_verify
from zhengan.ledger.core.note import Ed25519Signer

KEY = str(LOG.verifier)


@pytest.mark.parametrize("whole", [False, True])
def test_a_good_bundle_is_proven(made, both, whole):
    assert both(made[whole], "--key", KEY) == (0, "")


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("size", [0, 5, 256, None])
def test_a_checkpoint_seen_earlier_is_shown_to_be_the_beginning(made, both, tmp_path, whole, size):
    seen = tmp_path / "seen"
    log = sample()
    log.write(tmp_path / "again", whole=whole)
    seen.write_bytes(log.log.checkpoint(size))
    assert both(made[whole], "--key", KEY, "--seen", seen) == (0, "")


def test_without_a_key_it_says_only_that_the_folder_is_of_one_piece(made, both):
    assert both(made[False]) == (3, "")


def test_keys_may_come_in_a_file_and_witnesses_are_counted(made, both, tmp_path, capsys):
    file = tmp_path / "keys"
    file.write_text(f"{KEY}\n\n{LOG_AFTER.verifier}\n")
    witnesses = [option for one in WITNESSES for option in ("--witness", one.verifier)]
    assert both(made[False], "--key", file, *witnesses) == (0, "")
    assert verify.main([str(made[False]), "--key", KEY, *map(str, witnesses)]) == 0
    assert "witness.example/1 2025-11-20 02:00:00 UTC" in capsys.readouterr().out


def test_a_witness_who_did_not_cosign_is_missed_unless_the_quorum_does_not_need_it(made, both):
    absent = making.Ed25519Cosigner("witness.example/3", making.ed25519("third"), 0).verifier
    options = ("--key", KEY, "--witness", WITNESSES[0].verifier, "--witness", absent)
    assert both(made[False], *options) == (1, "[not_witnessed] checkpoint")
    assert both(made[False], *options, "--quorum", 1) == (0, "")


@pytest.mark.parametrize(
    "options",
    [
        ["--key", "no such file"],
        ["--key", "a+b+c"],
        ["--key", KEY, "--quorum", "1"],
        ["--key", KEY, "--seen", "no such file"],
        ["--key", WITNESSES[0].verifier],
        ["--key", KEY, "--witness", KEY],
        ["--key", KEY, "--witness", WITNESSES[0].verifier, "--witness", WITNESSES[0].verifier],
        ["--key", KEY, "--key", Ed25519Signer("another.example/log", making.ed25519("other")).verifier],
    ],
)
def test_what_was_asked_for_wrongly_is_said(made, both, options):
    assert both(made[False], *options) == (2, "")


def test_the_standalone_verifier_knows_no_mldsa_key_and_the_other_does(made, capsys):
    arguments = [str(made[False]), "--key", str(LOG_AFTER.verifier)]
    assert verify.main(arguments) == 0
    assert zhengan_verify.main(arguments) == 2


def test_the_standalone_verifier_is_one_file_that_runs_alone(made, copy, tmp_path):
    alone = shutil.copy(zhengan_verify.__file__, tmp_path)
    folder = copy()
    command = [sys.executable, "-I", "-S", "-B", alone, folder, "--key", KEY]
    good = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert good.returncode == 0, good.stderr
    next((folder / "evidence").iterdir()).write_bytes(b"?")
    bad = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, env={"PYTHONUTF8": "1"})
    assert bad.returncode == 1
    assert "檔案內容與匯出時不同，已被更動。" in bad.stdout.decode()


def test_the_packaged_verifier_runs_as_a_module(made):
    command = [sys.executable, "-m", "zhengan.ledger.core.verify", made[False], "--key", KEY]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("program", [verify, zhengan_verify])
def test_it_can_write_elsewhere_than_to_a_console(made, monkeypatch, program):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert program.main([str(made[False]), "--key", KEY]) == 0
    assert "287 筆分錄 / entries" in out.getvalue()


def test_both_say_the_same_in_both_tongues():
    assert problems.PROBLEMS == zhengan_verify.PROBLEMS


def test_a_witness_may_say_any_time(tmp_path, capsys):
    made = sample()
    late = replace(WITNESSES[0], at=(1 << 63) - 1)
    made.signers = (LOG, late)
    made.write(tmp_path / "bundle", whole=False)
    assert verify.main([str(tmp_path / "bundle"), "--key", KEY, "--witness", str(late.verifier)]) == 0
    assert "9999-12-31 23:59:59" in capsys.readouterr().out
