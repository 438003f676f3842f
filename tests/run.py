"""The door of the tests: code checks, the suite on SQLite and on PostgreSQL, coverage, and a real browser.

Every section runs whatever became of the one before. The end names what failed, and the last line counts it all:
`N passed, N failed`. The exit code is 0 only when something was tested and nothing failed.
"""

import argparse
import atexit
import contextlib
import itertools
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
CACHE = PROJECT / ".cache"
SECTIONS = ("check", "sqlite", "postgres", "browser", "loops")
# Two run beside each other, each with what it begins with; of the rest each takes the next when it is free.
FIRST, BESIDE, SHARED = SECTIONS[:2], SECTIONS[2:3], SECTIONS[3:]
SETTINGS = "zhengan.site.settings"
FOUND_NOTHING = 5  # pytest's exit code


@dataclass
class Tally:
    """What came out so far: how many passed and failed, how many were tests that ran, and the names of what failed."""

    passed: int = 0
    failed: int = 0
    tests: int = 0
    broken: list[str] = field(default_factory=list)

    def count(self, *, name: str, passed: bool) -> None:
        """Count one step that either passes or fails."""
        self.passed += passed
        self.failed += not passed
        if not passed:
            self.broken.append(name)


def headline(text: str) -> None:
    """Print a line that can be found in a long log."""
    print(f"\n=== {text} {'=' * max(3, 110 - len(text))}", flush=True)


def python(*arguments: str, environment: dict[str, str]) -> int:
    """Run this Python with the arguments, its output going where ours goes; give back its exit code."""
    return subprocess.run([sys.executable, *arguments], cwd=PROJECT, env=environment, check=False).returncode


# --- check ----------------------------------------------------------------------------------------------------------

IMPORT_LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# What must hold before anything is run: a name, and the arguments for Python.
CHECKS = (
    ("style", ("-m", "ruff", "check", "--quiet", ".")),
    ("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    (
        "floors",
        ("-c", "from importlinter.cli import lint_imports_command as run; run()", "--cache-dir", ".cache/imports"),
    ),
    ("django", ("-m", "django", "check", "--fail-level", "WARNING")),
    ("migrations", ("-m", "django", "makemigrations", "--check", "--dry-run")),
    ("templates", ("-m", "djlint", "--lint", "--quiet", "zhengan")),
    ("types", ("-m", "mypy", "--no-error-summary")),
    # Skipped is what ruff judges line by line, with reasons: S104, S108, S303, S308, S310, S608, S610.
    ("bandit", ("-m", "bandit", "-q", "-r", "zhengan", "-ll", "--skip", "B104,B108,B303,B308,B310,B608,B610,B703")),
    ("secrets", ("tests/no_secrets.py",)),
    ("advisories", ("tests/advisories.py",)),
)
TALKATIVE = {"advisories"}  # what they say is to be read even when they pass


def check(tally: Tally, environment: dict[str, str]) -> None:
    """Read the code without running the tests."""
    for name, arguments in CHECKS:
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, *arguments], cwd=PROJECT, env=environment, check=False, capture_output=True, text=True
        )
        passed = done.returncode == 0
        print(f"{'ok  ' if passed else 'FAIL'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
        if not passed or name in TALKATIVE:
            print(done.stdout + done.stderr, end="", flush=True)
        tally.count(name=f"check: {name}", passed=passed)


# --- tests ----------------------------------------------------------------------------------------------------------


def suite(tally: Tally, name: str, runner: list[str], arguments: list[str], environment: dict[str, str]) -> None:
    """Run pytest once and add up what it reports; a run that dies without a report, or tests nothing, has failed."""
    report = CACHE / f"{name}.xml"
    report.unlink(missing_ok=True)
    code = python(*runner, f"--junitxml={report}", *arguments, environment=environment)
    if not report.exists():
        tally.count(name=f"{name}: pytest ended with {code} and without a report", passed=False)
        return
    totals = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for one in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314  written by pytest a moment ago
        totals = {key: value + int(one.get(key, 0)) for key, value in totals.items()}
    failed = totals["failures"] + totals["errors"]
    executed = totals["tests"] - totals["skipped"]
    tally.passed += max(0, executed - failed)
    tally.failed += failed
    tally.tests += executed
    narrowed = arguments and code == FOUND_NOTHING  # "-k word" may well match nothing in one section
    if failed:
        tally.broken.append(f"{name}: {failed} failed")
    elif (code or not executed) and not narrowed:
        tally.count(name=f"{name}: pytest ended with {code} after {executed} tests", passed=False)


# Loops over all offices and over days, through code that other tests have measured: without measuring, and on SQLite
# alone: nothing in them asks more of an engine than the tests of the same pages and acts do on both. The budgets are
# held on PostgreSQL, where they were broken before.
LOOPS = (
    "tests/house/test_matrix.py",
    "tests/house/test_tutorial.py",
    "tests/faces/cli/test_demonstration_days.py",
)
BUDGETS = "tests/house/test_query_budget.py"


def without(*paths: str) -> list[str]:
    """Tell pytest to leave these out, and the browser's tests, which have their own section."""
    return [f"--ignore={path}" for path in ("tests/browser", *paths)]


def sqlite(tally: Tally, arguments: list[str], environment: dict[str, str]) -> None:
    """Run the suite on SQLite, measuring coverage when it is the whole suite."""
    if arguments:
        suite(tally, "sqlite", ["-m", "pytest", *without()], arguments, environment)
        return
    shutil.rmtree(CACHE / "coverage", ignore_errors=True)
    (CACHE / "coverage").mkdir(parents=True)
    suite(tally, "sqlite", ["-m", "coverage", "run", "-m", "pytest", *without(*LOOPS, BUDGETS)], [], environment)
    headline("coverage")
    coverage(tally, environment)


def loops(tally: Tally, arguments: list[str], environment: dict[str, str]) -> None:
    """Run the loops; what was narrowed down has run them with the rest."""
    if not arguments:
        suite(tally, "loops", ["-m", "pytest", *LOOPS], [], environment)


def coverage(tally: Tally, environment: dict[str, str]) -> None:
    """Hold what the SQLite run measured against the floors in pyproject.toml, and show what is below them."""
    report = CACHE / "coverage.json"
    python("-m", "coverage", "combine", "--quiet", environment=environment)
    if python("-m", "coverage", "json", "--quiet", "-o", str(report), environment=environment):
        tally.count(name="coverage: nothing was measured", passed=False)
        return
    floors: dict[str, float] = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["zhengan"][
        "coverage"
    ]
    files = json.loads(report.read_text("utf-8"))["files"]
    rest = dict(files)
    for folder, floor in floors.items():
        if folder == "elsewhere":
            continue
        inside = {path: rest.pop(path) for path in files if path.startswith(f"{folder}/")}
        hold(tally, folder, floor, inside)
    hold(tally, "elsewhere", floors["elsewhere"], rest)


def hold(tally: Tally, name: str, floor: float, files: dict[str, dict[str, Any]]) -> None:
    """Count one floor as held or not: the share of lines and branches together that ran."""
    done = sum(f["summary"]["covered_lines"] + f["summary"]["covered_branches"] for f in files.values())
    all_ = sum(f["summary"]["num_statements"] + f["summary"]["num_branches"] for f in files.values())
    share = 100 * done / all_ if all_ else 0.0
    held = done >= all_ * floor / 100 and bool(files)
    print(f"{'ok  ' if held else 'FAIL'} {name}: {share:.2f} % of lines and branches (floor {floor} %)")
    if not held:
        for path, f in sorted(files.items(), key=lambda item: item[1]["summary"]["percent_covered"]):
            lines = [str(n) for n in f["missing_lines"]] + [f"{a}->{b}" for a, b in f["missing_branches"]]
            if lines:
                print(f"     {path}: {', '.join(lines[:20])}{' ...' if len(lines) > 20 else ''}")
    tally.count(name=f"coverage: {name}", passed=held)


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


class NoPostgres(Exception):
    """A PostgreSQL server could not be started; the message says why."""


def postgres_bin() -> Path:
    """Return the folder of PostgreSQL's programs: as told, on the path, or the newest that Debian installed."""
    if told := os.environ.get("POSTGRES_BIN"):
        return Path(told)
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not installed:
        raise NoPostgres("no initdb was found: install PostgreSQL, or set POSTGRES_BIN")
    return installed[-1]


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


NOT_DURABLE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@dataclass
class Postgres:
    """A PostgreSQL server of one's own on loopback. It refuses to run as root, so root hands it to user `postgres`."""

    home: Path
    options: str
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def url(self) -> str:
        """Its DATABASE_URL."""
        return f"postgresql://zhengan:{self.password}@127.0.0.1:{self.port}/zhengan"

    def make(self) -> None:
        """Make its files."""
        secret = self.home / "secret"
        secret.write_text(self.password)
        if os.geteuid() == 0:
            for path in (self.home, secret):
                shutil.chown(path, "postgres", "postgres")
        self._call("initdb", "--username=zhengan", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8",
                   "--locale=C.UTF-8", "--no-sync", "--no-instructions")  # fmt: skip

    def start(self) -> None:
        """Start it, recovering what it held when it was stopped at once."""
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories='{self.home}' "
            f"-c max_connections=50 {self.options}"
        )
        self._call("pg_ctl", "start", "--wait", "--timeout=60", f"--log={self.home / 'log'}", f"--options={options}")

    def stop(self) -> None:
        """Stop it at once, as if it had been killed."""
        self._call("pg_ctl", "stop", "--mode=immediate")

    def _call(self, program: str, *arguments: str) -> None:
        as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*as_owner, str(postgres_bin() / program), "-D", str(self.home / "data"), *arguments],
            cwd=self.home, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        if done.returncode:
            log = self.home / "log"
            said = log.read_text("utf-8", "replace") if log.exists() else ""
            raise NoPostgres(f"{program} failed\n{done.stdout}{said}")


@contextlib.contextmanager
def throwaway_postgres(options: str = NOT_DURABLE) -> Iterator[Postgres]:
    """Have a PostgreSQL server while the block runs; nothing of it is left at the end, however that comes."""
    home = Path(tempfile.mkdtemp(prefix="zhengan-pg-"))
    try:
        server = Postgres(home, options)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def postgres(tally: Tally, arguments: list[str], environment: dict[str, str]) -> None:
    """Run the same suite on a real PostgreSQL."""
    try:
        with throwaway_postgres() as server:
            suite(
                tally, "postgres", ["-m", "pytest", *without(*(() if arguments else LOOPS))], arguments,
                environment | {"DATABASE_URL": server.url},
            )  # fmt: skip
    except NoPostgres as error:
        print(f"PostgreSQL: {error}")
        tally.count(name="postgres: no server", passed=False)


class Beside:
    """Sections run by this same program beside the others: two engines test on two cores at once.

    What it prints is kept and shown in its turn; it ends with us, whatever happens.
    """

    def __init__(self, names: Sequence[str], claims: Path, arguments: list[str]) -> None:
        self.name = " and ".join(names)
        self.log = CACHE / "beside.log"
        only = [word for name in names for word in ("--only", name)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, __file__, *only, "--claims", claims, "--", *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        atexit.register(self.end)

    def end(self) -> None:
        """Stop it if it still runs."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def take_in(self, tally: Tally) -> None:
        """Wait for it, show what it printed and count what it counted."""
        code = self.process.wait()
        text = self.log.read_text("utf-8", errors="replace")
        print(text, flush=True)
        counted = re.findall(r"^(\d+) passed, (\d+) failed$", text, re.MULTILINE)
        if not counted:
            tally.count(name=f"{self.name}: it ended with {code} and counted nothing", passed=False)
            return
        passed, failed = map(int, counted[-1])
        tally.passed += passed
        tally.failed += failed
        tally.tests += passed + failed
        if code or failed:
            tally.broken.append(f"{self.name}: {failed} failed, it ended with {code}")


# --- browser --------------------------------------------------------------------------------------------------------


def browser(tally: Tally, arguments: list[str], environment: dict[str, str]) -> None:
    """Run the tests that a person would do by hand, in a real Chromium on SQLite."""
    told = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(told).exists():
        tally.count(name=f"browser: no Chromium at {told}", passed=False)
        return
    # The browser's driver keeps an event loop in the thread of the test, which Django would take for asynchronous code.
    own = {"CHROMIUM": told, "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    suite(tally, "browser", ["-m", "pytest", "tests/browser"], arguments, environment | own)


# --- the whole ------------------------------------------------------------------------------------------------------


def claimed(folder: Path | None) -> Iterator[str]:
    """Yield the sections that nobody else has taken, each once it is taken: whoever makes its file has it."""
    if folder is None:
        return
    for name in SHARED:
        with contextlib.suppress(FileExistsError):
            (folder / name).touch(exist_ok=False)
            yield name


def main() -> int:
    """Run the sections that were asked for, and tell how it went."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=SECTIONS, action="append", help="run this section instead of all")
    parser.add_argument("--claims", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs="*", help="handed on to pytest (after --)")
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped, too

    CACHE.mkdir(exist_ok=True)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="zhengan-tests-") as home:
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith("ZHENGAN_")}
        environment |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "ZHENGAN_HOME": home}
        claims, beside = told.claims, None
        if not told.only:
            claims = Path(home) / "claims"
            claims.mkdir()
            beside = Beside(BESIDE, claims, told.arguments)
        for name in itertools.chain(told.only or FIRST, claimed(claims)):
            started = time.monotonic()
            headline(name)
            if name == "check":
                check(tally, environment)
            else:
                section = {"sqlite": sqlite, "postgres": postgres, "browser": browser, "loops": loops}[name]
                section(tally, told.arguments, environment)
            print(f"--- {name}: {time.monotonic() - started:.1f} s", flush=True)
        if beside is not None:
            beside.take_in(tally)

    if tally.tests == 0 and told.only != ["check"]:
        tally.count(name="no test was executed", passed=False)
    headline("FAILED" if tally.broken else "passed")
    for line in tally.broken:
        print(f"FAILED {line}")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
