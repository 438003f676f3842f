"""`make bench`: all benchmarks, or those named, on a demonstration firm that is made once for each size and kept.

ARGS="judging pages" chooses; ARGS="--times 100" takes the firm of 600,000 accounts; DATABASE_URL takes PostgreSQL.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

BENCHMARKS = ("judging", "lists", "pages", "searching", "acts", "ledger", "importing", "exporting")
PROJECT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Make the firm where it is not there yet, run, and return 1 where a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", help=f"which of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--times", type=int, default=1, help="size of the firm")
    parser.add_argument("--home", type=Path, default=PROJECT / ".cache" / "bench", help="where the firms are kept")
    options = parser.parse_args()
    engine = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    home = options.home / f"{engine}-x{options.times}"
    home.mkdir(parents=True, exist_ok=True)
    os.environ["ZHENGAN_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengan.site.settings")
    import django

    django.setup()
    from zhengan.faces.cli import demonstration

    if demonstration.load(times=options.times):
        return 1
    from bench import measure

    for name in options.names or BENCHMARKS:
        print(f"\n{name} (firm x {options.times}, {engine})", flush=True)
        import_module(f"bench.{name}").run()
    return 0 if measure.held else 1


if __name__ == "__main__":
    sys.exit(main())
