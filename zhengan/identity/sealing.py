"""Sealing: secrets that the database holds are encrypted under a key that lies outside of it.

The key is made on first use in `ZHENGAN_HOME/factors.key` (mode 0600) and is in no backup: who has the database, or a
backup of it, has no second factor of anybody. Several keys, one a line, are tried in turn; the first encrypts.
"""

import contextlib
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(ValueError):
    """The key under which this was sealed is not here."""


def seal(secret: bytes) -> bytes:
    """Encrypt (AES-128-CBC with HMAC-SHA256, as Fernet has it)."""
    return MultiFernet([Fernet(key) for key in _keys()]).encrypt(secret)


def unseal(sealed: bytes) -> bytes:
    """Decrypt. Raises Unreadable."""
    try:
        return MultiFernet([Fernet(key) for key in _keys()]).decrypt(sealed)
    except InvalidToken as error:
        raise Unreadable("sealed under another key") from error


def keyed_digests(text: str) -> list[str]:
    """Return the keyed digests of a text, hex, under each key: the first is the one to keep."""
    return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in _keys()]


def _path() -> Path:
    return Path(settings.HOME) / "factors.key"


def _keys() -> list[bytes]:
    path = _path()
    if not path.exists():
        # Written whole under another name first: two processes that begin together end up with one key.
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(mine)
        mine.unlink()
    return path.read_bytes().split()
