"""The tutorial is true: what it says, done word for word in a copy of the project, makes a register and a check.

Every code block of docs/tutorial.md goes into the file that is named last before it.
"""

import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).with_name("zhengan")
TUTORIAL = (PROJECT / "docs" / "tutorial.md").read_text("utf-8")
BLOCK = re.compile(r"^(?P<indent> *)```\w+\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"`((?:zhengan|tests)/[\w/.]+\.\w+|CHANGELOG\.md)`")
# What is built from what is written, and caches.
MADE = ("__pycache__", ".cache", ".hypothesis", "*.mo", "*.egg-info")

ROOM = "zhengan/rooms/facilities"
WORDS = f"{ROOM}/locale/zh_Hant/LC_MESSAGES/django.po"
REGISTER = {
    f"{ROOM}/registers/cabinet_key.py",
    f"{ROOM}/migrations/0003_cabinetkey.py",
    WORDS,
    "tests/rooms/facilities/test_cabinet_key.py",
    "docs/reference/facilities/cabinet-key.md",
    "docs/reference/README.md",
    "CHANGELOG.md",
}
PREMISES = f"{ROOM}/checks/premises.py"
CHECK = {f"{ROOM}/checks/keys.py", PREMISES, WORDS, "tests/checks/examples/keys.py", "docs/reference/clauses.md"}


@dataclass(frozen=True)
class Copy:
    """A copy of the project in which the tutorial is followed."""

    root: Path

    def follow(self, chapter: str) -> None:
        """Write what a chapter says, and have made what it says is made."""
        text = TUTORIAL.partition(f"\n## {chapter}\n")[2].partition("\n## ")[0]
        for block in BLOCK.finditer(text):
            (*_, path) = PATH.findall(text[: block.start()])
            self.write(path, textwrap.dedent(block["text"]))
        self.run("-m", "zhengan.site.messages")
        if "makemigrations" in text:
            self.run(str(PROGRAM), "makemigrations")
            self.run("-m", "ruff", "check", "--fix-only", "--quiet", ROOM)
            self.run("-m", "ruff", "format", "--quiet", ROOM)
        self.run(str(PROGRAM), "reference", "docs/reference")

    def write(self, path: str, text: str) -> None:
        """A new file; more words; or a line of the changelog."""
        target = self.root / path
        if path == "CHANGELOG.md":
            text = target.read_text("utf-8").replace("### Added\n", f"### Added\n{text}", 1)
        elif target.exists():
            text = f"{target.read_text('utf-8').rstrip()}\n\n{text}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")

    def run(self, *arguments: str) -> str:
        """Run Python on the copy; what it prints is told when it fails."""
        environment = {
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(self.root),
            "ZHENGAN_HOME": str(self.root / ".cache" / "home"), "DJANGO_SETTINGS_MODULE": "zhengan.site.settings",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.root, env=environment,
            capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout

    def holds(self, *tests: str, about: str) -> int:
        """Run the tests that are about something; returns how many there were."""
        told = self.run("-m", "pytest", "-q", *tests, "-k", about)
        passed = re.search(r"(\d+) passed", told)
        assert passed, told[-2000:]
        return int(passed[1])

    def files(self) -> dict[str, bytes]:
        """Every file that is written by somebody."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and not any(parent.match(made) for parent in (path, *path.parents) for made in MADE)
        }


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    root = tmp_path_factory.mktemp("project")
    for name in ("zhengan", "tests", "docs", "requirements"):
        shutil.copytree(PROJECT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "CHANGELOG.md", "Makefile"):
        shutil.copy(PROJECT / name, root / name)
    return Copy(root)


@pytest.fixture(scope="module")
def before(copy: Copy) -> dict[str, bytes]:
    """The files before anything of the tutorial was done."""
    return copy.files()


@pytest.fixture(scope="module")
def with_register(copy: Copy, before: dict[str, bytes]) -> dict[str, bytes]:
    """The files once the register is there."""
    assert before
    copy.follow("The register")
    return copy.files()


def touched(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """The files that came, went or say something else."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def sound(copy: Copy) -> None:
    """What is checked before any test runs holds of what was written by hand and of what was made."""
    copy.run("-m", "django", "check", "--fail-level", "WARNING")
    copy.run("-m", "django", "makemigrations", "--check", "--dry-run")
    copy.run("-m", "ruff", "check", "--quiet", ROOM, "tests/rooms/facilities")
    copy.run("-m", "ruff", "format", "--check", "--quiet", ROOM, "tests/rooms/facilities")


def test_a_register_is_one_file_with_its_test_its_words_and_what_is_made(
    copy: Copy, before: dict[str, bytes], with_register: dict[str, bytes]
) -> None:
    assert touched(before, with_register) == REGISTER
    sound(copy)
    generic = copy.holds("tests/house", "tests/faces/api", about="cabinet_key")
    assert generic >= 10
    copy.holds("tests/house/test_translations.py", "tests/house/test_reference.py", about="test")
    assert copy.holds("tests/rooms/facilities", about="cabinet_key") == 1


def test_a_check_is_one_function_with_its_words_and_examples(copy: Copy, with_register: dict[str, bytes]) -> None:
    premises = copy.root / PREMISES
    text = premises.read_text("utf-8")
    stated = 'attested("6.1.4")\n'
    assert stated in text
    premises.write_text(text.replace(stated, "").replace("import attested, check", "import check"), "utf-8")
    copy.follow("A check")
    assert touched(with_register, copy.files()) == CHECK
    sound(copy)
    copy.holds("tests/house/test_clauses.py", "tests/checks/test_examples.py", about="6.1.4 or keys_are_held")
    copy.holds("tests/house/test_translations.py", "tests/house/test_reference.py", about="test")
