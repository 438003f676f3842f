"""Secrets in files: fails where a file of the project seems to hold a key, a token or a password."""

import sys
from collections.abc import Iterable
from pathlib import Path

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings

PROJECT = Path(__file__).resolve().parent.parent
FOLDERS = ("zhengan", "tests", "bench", "docs")
NO_TEXT = {".pyc", ".mo", ".po", ".png", ".woff2"}

# Files in which something looks like a secret and is none, or which nobody needs to look into, and why.
NO_SECRETS = {
    "tests/ledger/core/": "keys, digests and signatures of published test vectors",
    "tests/house/test_act_codes.py": "passwords of people who do not exist",
    "tests/faces/web/": "passwords of people who do not exist",
    "tests/attacks/": "passwords and tokens of people who do not exist",
    "zhengan/rooms/policy/topics.py": "the words of the policy for passwords",
    "zhengan/rooms/policy/registers/notice.py": "the words of the policy for passwords",
    "zhengan/rooms/access/registers/account.py": "the name of a field",
    "zhengan/rooms/operations/registers/config_baseline.py": "the name of a kind of setting",
    "zhengan/identity/passwords.py": "the alphabet of the words a person is given",
    "zhengan/kernel/accounts/standing.py": "the name of a field",
    "zhengan/catalogue/data/": "the policy's text",
    "docs/asvs.md": "names of tests",
    "docs/reference/": "made from the declarations",
    "tests/directory/": "passwords of people who do not exist",
    "tests/identity/": "passwords of people who do not exist",
    "tests/browser/": "passwords of people who do not exist",
    "tests/kernel/test_accounts.py": "a token of nobody",
    "tests/faces/api/test_tokens.py": "a token of nobody",
    "zhengan/faces/cli/backup.py": "the name of an environment variable",
    "docs/how-to/production.md": "an address with the word password in it",
}


def files() -> list[Path]:
    """Everything that people wrote: the folders of the project, and the files at its top."""
    found = [path for name in FOLDERS for path in (PROJECT / name).rglob("*") if path.is_file()]
    found += [path for path in PROJECT.iterdir() if path.is_file()]
    return [path for path in found if path.suffix not in NO_TEXT and path.parent.name != "migrations"]


def found(paths: Iterable[Path]) -> list[str]:
    """What looks like a secret: file, line and what it looks like."""
    with default_settings():
        return [f"{path}:{one.line_number} {one.type}" for path in paths for one in scan_file(str(path))]


def main() -> int:
    """Scan all that is not known to hold none; 1 where something was found."""
    known = tuple(str(PROJECT / name) for name in NO_SECRETS)
    secrets = found(path for path in files() if not str(path).startswith(known))
    print("\n".join(secrets), end="\n" if secrets else "")
    return 1 if secrets else 0


if __name__ == "__main__":
    sys.exit(main())
