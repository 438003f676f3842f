"""Measuring: best CPU seconds of several runs, printed as a ratio to the floor."""

import time
from collections.abc import Callable


def best(work: Callable[[], object], *, runs: int = 5) -> float:
    """Return the least CPU seconds of several runs; the first, which fills caches, does not count."""
    work()
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def ratio(
    name: str, work: Callable[[], object], floor: Callable[[], object], *, floor_name: str, runs: int = 5
) -> float:
    """Print and return how many times the floor the work costs."""
    cost, least = best(work, runs=runs), best(floor, runs=runs)
    found = cost / max(least, 1e-9)
    print(f"  {name:<44} {cost * 1000:9.2f} ms   {found:7.1f} x {floor_name} ({least * 1000:.2f} ms)")
    return found
