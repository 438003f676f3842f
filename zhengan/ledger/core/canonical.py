"""Canonical bytes: one and only one byte string for a payload, so that a digest means something.

Rules kept here (RFC 8785, JSON Canonicalization Scheme, for the value types that payloads use):

1. Object keys are sorted by their UTF-16 code units.
2. No white space between tokens; strings escape only what JSON demands; text is UTF-8.
3. Numbers are integers within +-(2**53 - 1). Floats are refused: a payload carries decimals as text.
"""

import hashlib
from json.encoder import encode_basestring
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """The value has no canonical form (a float, a huge integer, a key that is no text)."""


def canonical(value: Json) -> bytes:
    """Return the canonical bytes of a JSON value.

    Raises NotCanonical for floats, integers beyond 2**53 - 1, keys that are not text and unknown types.
    """
    try:
        return _encode(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("text holds a lone surrogate") from error


def digest(value: Json, salt: bytes = b"") -> str:
    """Return the SHA-256, in hex, of the salt followed by the canonical bytes of the value."""
    return hashlib.sha256(salt + canonical(value)).hexdigest()


def _encode(value: object) -> str:
    """Encode by type, the most frequent first: nearly everything is text, null or an object with plain keys."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, dict):
        try:
            plain = all(map(str.isascii, value))
        except TypeError:
            wrong = next(key for key in value if not isinstance(key, str))
            raise NotCanonical(f"key is not text: {wrong!r}") from None
        # Among ASCII keys the order of characters is the order of UTF-16 code units.
        keys = sorted(value) if plain else sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join([f"{encode_basestring(key)}:{_encode(value[key])}" for key in keys]) + "}"
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical(f"integer out of range: {value}")
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join([_encode(item) for item in value]) + "]"
    raise NotCanonical(f"no canonical form for {type(value).__name__}")
