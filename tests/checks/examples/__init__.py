"""Examples for checks: for every check one firm that keeps the clause and one that breaks it.

An example builds rows and says what is to be seen. Of a check that still waits for evidence the seen is what its
parts show; the clause itself then stays without data. The empty firm is everybody's third example.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from zhengan.checks.status import Status

MET, ATTENTION, NOT_MET = Status.MET, Status.ATTENTION, Status.NOT_MET
NOT_APPLICABLE, NO_DATA = Status.NOT_APPLICABLE, Status.NO_DATA


@dataclass(frozen=True)
class Example:
    """One firm and what a check sees there; `exceptions` where the number is worth saying."""

    clause: str
    seen: Status
    build: Callable[[], object]
    exceptions: int | None

    @property
    def id(self) -> str:
        return f"{self.clause}-{self.seen.value}-{self.build.__name__}"


EXAMPLES: list[Example] = []


def example(
    clause: str, seen: Status, *, exceptions: int | None = None
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Declare an example of a clause."""

    def declare(build: Callable[[], object]) -> Callable[[], object]:
        EXAMPLES.append(Example(clause=clause, seen=seen, build=build, exceptions=exceptions))
        return build

    return declare


def all_examples() -> list[Example]:
    """Return the examples of all rooms."""
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        import_module(f"tests.checks.examples.{path.stem}")
    return EXAMPLES
