"""The fuzz of the whole API at a real server: `make fuzz MINUTES=10`.

A throwaway firm is made and served on loopback; every operation of our own description is struck in turn, three
quarters of the time with a token that may do much, then with one that may do little; the order is of chance (the seed
repeats it). The exit code is 0 only when no answer was a 5xx or other than described, and no request broke.
"""

import argparse
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any, Self

from run import free_port

PROJECT = Path(__file__).resolve().parents[1]
PROGRAM = Path(sys.executable).with_name("zhengan")
EXAMPLES = 2  # of right and of wrong requests each, before it is the next operation's turn
STARTED_WITHIN = 90  # seconds
ERROR = re.compile(r" (ERROR|CRITICAL) (django|zhengan\.faces)\b")
SHOWN = 40  # failures of each token
SHARE = 0.75  # of the time, for the token that may do much


def main() -> int:
    """Make the firm, serve it, strike; tell what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped, too
    with tempfile.TemporaryDirectory(prefix="zhengan-fuzz-") as home:
        log = Path(home) / "log"
        firm, description = _firm(home)
        with log.open("w") as out, _Server(home, out) as server:
            try:
                passed = _strike(firm, description, server.address, told.minutes * 60, told.seed)
            except OSError as error:  # requests' errors of connection are such
                passed = False
                print(f"FAILED the server does not answer (its end: {server.process.poll()}): {error}")
        lines = log.read_text("utf-8", "replace").split("\n")
    if not passed:
        print("\n".join(["the last that the server said:", *lines[-20:]]))
    # Sweeps say that made-up records cannot move by themselves; here what the API says is looked at.
    broken = [place for place, line in enumerate(lines) if ERROR.search(line)]
    for place in broken[:5]:
        print("\n".join(["", "the server said:", *lines[place : place + 40]]))
    used, of_server = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"seed {told.seed}; {used} MB of memory here, {of_server} MB in the server; {len(broken)} errors in its log")
    return 0 if passed and not broken else 1


def _firm(home: str) -> tuple[Any, dict[str, Any]]:
    """Make the firm in a database of its own; its tokens, and what our API says of itself."""
    os.environ |= {"ZHENGAN_HOME": home, "DJANGO_SETTINGS_MODULE": "zhengan.site.settings"}
    os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(PROJECT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.fuzzing import found_firm
    from zhengan.faces.api.openapi import description

    call_command("migrate", verbosity=0, interactive=False)
    firm = found_firm()
    connection.close()
    return firm, description()


class _Server:
    """`zhengan serve` on a free port; ended when the block ends."""

    def __init__(self, home: str, log: IO[str]) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(self.port)], stdout=log, stderr=subprocess.STDOUT, env=dict(os.environ)
        )

    def __enter__(self) -> Self:
        end = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/sign-in/", timeout=5):  # noqa: S310 (loopback)
                    return self
            except (urllib.error.URLError, TimeoutError):
                time.sleep(0.2)
        self.__exit__()
        raise RuntimeError("the server did not start")

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def _strike(firm: Any, description: dict[str, Any], address: str, seconds: float, seed: int) -> bool:
    from tests.fuzzing import BOTH, Fuzz, over_http

    schema = over_http(address, description)
    began, failures = time.monotonic(), 0
    # Who may do little is refused whatever he sends, right or wrong.
    for name, token, modes, share in (("much", firm.much, BOTH, SHARE), ("little", firm.little, BOTH[:1], 1.0)):
        fuzz = Fuzz(schema, token, firm, seed=seed, modes=modes)
        operations, turns = fuzz.operations(), 0
        try:
            while time.monotonic() < began + share * seconds:
                fuzz.strike(operations[turns % len(operations)], examples=EXAMPLES)
                turns += 1
        finally:
            statuses = ", ".join(f"{code}: {count}" for code, count in sorted(fuzz.statuses.items()))
            rounds = turns / len(operations)
            print(f"may do {name}: {fuzz.requests} requests, {rounds:.2f} rounds of {len(operations)} operations")
            print(f"  answers {statuses}; {len(fuzz.found)} failures", flush=True)
            for where, what in list(fuzz.found.items())[:SHOWN]:
                print(f"FAILED {where}\n{what[:3000]}\n", flush=True)
        failures += len(fuzz.found)
    return not failures


if __name__ == "__main__":
    sys.exit(main())
