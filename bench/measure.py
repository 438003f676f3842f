"""Measuring: the least CPU of several runs, as a ratio to a floor run beside it, and held against a target.

Milliseconds on a shared machine say little: the same work takes twice as long while a neighbour is busy. So every
figure is also given as it would be on a quiet core, on which the reference loop (200,000 squares) takes 12 ms; the
loop runs right before and after the work. Targets are held against that figure, and against ratios as they are.
"""

import time
from collections.abc import Callable
from pathlib import Path

QUIET = 0.012
Work = Callable[[], object]

held = True  # whether every target so far was met


def cpu(work: Work, *, runs: int = 5) -> float:
    """Return the least CPU seconds of this process in several runs; the first, which fills caches, does not count.

    One run alone is for work so long that nothing is left to fill.
    """
    if runs > 1:
        work()
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def reference() -> float:
    """Return what the reference loop costs just now, in CPU seconds."""

    def squares() -> int:
        found = 0
        for number in range(200_000):
            found += number * number
        return found

    return cpu(squares, runs=3)


def measure(
    name: str,
    work: Work,
    *,
    floor: Work | None = None,
    floor_name: str = "",
    at_most_ms: float | None = None,
    at_most_ratio: float | None = None,
    runs: int = 5,
) -> float:
    """Print one line: CPU, CPU on a quiet core, targets and whether they are met, ratio; return the CPU."""
    before = reference()
    cost = cpu(work, runs=runs)
    least = cpu(floor, runs=runs) if floor is not None else None
    quiet = cost * QUIET / ((before + reference()) / 2)
    targets = []
    if at_most_ms is not None:
        targets.append(_against(quiet * 1000, at_most_ms, f"{at_most_ms:g} ms"))
    ratio = ""
    if least is not None:
        found = cost / max(least, 1e-9)
        ratio = f"{found:6.2f} x {floor_name}"
        if at_most_ratio is not None:
            targets.append(_against(found, at_most_ratio, f"{at_most_ratio:g} x"))
    print(f"  {name:<46} {cost * 1000:9.1f} ms  {quiet * 1000:9.1f} quiet  {' '.join(targets):<24} {ratio}", flush=True)
    return cost


def weigh(name: str, work: Work, *, at_most_mb: float) -> float:
    """Print by how many MB the work raises the memory of this process at its peak, held against the target."""
    # Linux forgets the peak so far when it is told to; elsewhere the growth over all that ran before is what is left.
    forget = Path("/proc/self/clear_refs")
    if forget.exists():
        forget.write_text("5")
    before = _peak()
    work()
    grown = _peak() - before
    print(f"  {name:<46} {grown:9.1f} MB  {_against(grown, at_most_mb, f'{at_most_mb:g} MB')}", flush=True)
    return grown


def _peak() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system does not tell the peak of memory")


def _against(found: float, most: float, said: str) -> str:
    global held  # noqa: PLW0603 (one verdict over all that is measured)
    held = held and found <= most
    return f"[{'ok' if found <= most else 'OVER'} <= {said}]"
