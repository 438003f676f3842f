"""`make bench`: all benchmarks, or those named, on a demonstration firm made for the purpose.

ARGS="judging pages" chooses; ARGS="--times 10" makes the firm that many times as large.
"""

import argparse
import os
import tempfile
from importlib import import_module

BENCHMARKS = ("acts", "importing", "judging", "ledger", "pages")


def main() -> None:
    """Make the firm in a scratch folder (or in DATABASE_URL's empty database) and run."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", help=f"which of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--times", type=int, default=1, help="size of the firm")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["ZHENGAN_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengan.site.settings")
        import django

        django.setup()
        from zhengan.faces.cli import demonstration

        demonstration.load(times=options.times, echo=lambda *_: None)
        for name in options.names or BENCHMARKS:
            print(f"\n{name} (firm x {options.times})")
            import_module(f"bench.{name}").run()


main()
