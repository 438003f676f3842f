"""Dependencies are named once, pinned by hash, and every one has its reason written down."""

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
RUNTIME = [*DECLARED["project"]["dependencies"], *DECLARED["dependency-groups"]["build"]]
DEVELOPMENT = DECLARED["dependency-groups"]["dev"]


def normal(requirement: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def pins(lock: str) -> dict[str, str]:
    """What a lock holds: each package's name, and all that is said of it."""
    text = (PROJECT / "requirements" / f"{lock}.lock").read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    return {normal(entry): entry for entry in entries}


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_a_lock_pins_every_package_by_hash_and_names_no_address(lock: str) -> None:
    for name, entry in pins(lock).items():
        assert re.match(r"\S+==\S+ ", entry), name
        assert "--hash=sha256:" in entry, name
        assert "://" not in entry, name


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_a_lock_holds_for_every_python_and_machine(lock: str) -> None:
    """A lock that was resolved from one machine's own files would know of those alone: a wheel, and no source."""
    alone = [name for name, entry in pins(lock).items() if entry.count("--hash=sha256:") < 2]
    assert not alone


@pytest.mark.parametrize(("lock", "wanted"), [("runtime", RUNTIME), ("dev", [*RUNTIME, *DEVELOPMENT])])
def test_what_is_declared_is_locked(lock: str, wanted: list[str]) -> None:
    assert {normal(one) for one in wanted} <= set(pins(lock))


def test_development_runs_on_what_production_runs_on() -> None:
    runtime, development = ({entry.split()[0] for entry in pins(lock).values()} for lock in ("runtime", "dev"))
    assert runtime <= development


@pytest.mark.parametrize("requirement", [*RUNTIME, *DEVELOPMENT])
def test_every_dependency_has_its_reason(requirement: str) -> None:
    record = (PROJECT / "docs" / "decisions" / "0002-dependencies.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in record.splitlines() if line.startswith("|")]
    names = {normal(name.strip()) for cell in rows for name in cell.split(",") if name.strip(" -")}
    assert normal(requirement) in names
