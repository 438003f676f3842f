"""Zhengan in a process of its own, as an installation runs it."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PROGRAM = Path(sys.executable).with_name("zhengan")


def environment(home: Path, **more: str) -> dict[str, str]:
    """The least that a program needs; where the tests are measured, also what has it measured."""
    measuring = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    least = {"ZHENGAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zhengan.site.settings"}
    return least | {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | measuring | more


def zhengan(home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run `zhengan` to its end on the data in `home`."""
    return subprocess.run(
        [PROGRAM, *words], env=environment(home, **more), cwd=PROJECT,
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip


def python(home: Path, code: str, **more: str) -> str:
    """Run Python on the data in `home`; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(home, **more), cwd=PROJECT,
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
