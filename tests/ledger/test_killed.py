"""Whoever is killed, whenever: what was acknowledged is in the log exactly once, and the log holds."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

from tests.run import PROJECT

# Each round kills four writers and a sequencer in the middle of their work; ZHENGAN_ROUNDS=200 takes its time.
ROUNDS = int(os.environ.get("ZHENGAN_ROUNDS", "25"))


def test_what_was_acknowledged_is_there_once_whatever_is_killed(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.ledger.killing", f"--rounds={ROUNDS}", "--seed=2026"),
            *(("--postgres",) if connection.vendor == "postgresql" else ()),
        ],
        cwd=PROJECT,
        env=environment | {"ZHENGAN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zhengan.site.settings"},
        capture_output=True,
        text=True,
        timeout=60 * ROUNDS,
        check=False,
    )
    assert done.stdout, done.stderr
    account = json.loads(done.stdout.splitlines()[-1])
    assert account["troubles"] == []
    assert done.returncode == 0, done.stderr
    assert account["rounds"] == ROUNDS
    assert account["acts"] > ROUNDS  # or it would have shown nothing
