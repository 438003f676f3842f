"""Known weaknesses of the locked packages: fails for any that is known, says plainly what could not be asked.

The advisories stand in a database on the network. Without it nothing is known, and the line says that nothing was
audited; it does not fail, because a machine without a network must be able to check everything else.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
LOCKS = ("runtime", "dev")
PATIENCE = 90  # seconds


def audit(lock: Path) -> dict[str, Any] | None:
    """What pip-audit reports of a lock; None where it could not reach its database."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(
            [*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        report: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return report


def verdict(report: dict[str, Any] | None) -> tuple[list[str], int, int]:
    """Return what is weak, how many packages were audited, and how many could not be."""
    found = report["dependencies"] if report else []
    asked = [one for one in found if "skip_reason" not in one]
    weak = [f"{one['name']} {one['version']}: {each['id']}" for one in asked for each in one["vulns"]]
    return weak, len(asked), len(found) - len(asked)


def main() -> int:
    """Audit both locks; 1 where a package has a known weakness."""
    weak: list[str] = []
    for name in LOCKS:
        found, asked, not_asked = verdict(audit(PROJECT / "requirements" / f"{name}.lock"))
        weak += found
        if not asked:
            print(f"{name}.lock: NOT AUDITED, the database of advisories could not be reached")
        else:
            print(f"{name}.lock: {asked} packages audited, {not_asked} unknown to the database")
    print("\n".join(weak), end="\n" if weak else "")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
