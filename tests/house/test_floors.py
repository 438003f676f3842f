"""The ledger's core is pure: a verifier that somebody copies out of the building must need nothing of this system."""

import ast
import sys
from pathlib import Path

import pytest

import zhengan

CORE = Path(zhengan.__file__).parent / "ledger" / "core"
ALLOWED = {"cryptography", "zhengan.ledger.core"}
MEDDLING = {
    "datetime",
    "logging",
    "os",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "time",
    "uuid",
}  # clock, chance, world
PROGRAM = "verify.py"  # reads files and prints, being a program of its own


def imports(path: Path) -> set[str]:
    """The modules that a file imports, with relative ones spelled out."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("zhengan.ledger.core" if node.level else str(node.module))
    return found


@pytest.mark.parametrize("path", sorted(CORE.rglob("*.py")), ids=lambda path: path.stem)
def test_the_ledgers_core_needs_only_python_and_cryptography(path: Path) -> None:
    foreign = {
        name
        for name in imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(name == allowed or name.startswith(f"{allowed}.") for allowed in ALLOWED)
    }
    assert not foreign


@pytest.mark.parametrize("path", sorted(CORE.rglob("*.py")), ids=lambda path: path.stem)
def test_the_ledgers_core_asks_neither_clock_nor_chance(path: Path) -> None:
    if path.name != PROGRAM:
        assert not {name.partition(".")[0] for name in imports(path)} & MEDDLING
