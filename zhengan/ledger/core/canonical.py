"""Canonical bytes: one and only one byte string for a payload, so that a digest means something.

Rules kept here (RFC 8785, JSON Canonicalization Scheme, for the value types that payloads use):

1. Object keys are sorted by their UTF-16 code units.
2. No white space between tokens; strings escape only what JSON demands; text is UTF-8.
3. Numbers are integers within +-(2**53 - 1). Floats are refused: a payload carries decimals as text.
"""

import hashlib
import json
from typing import NoReturn, TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """The value has no canonical form (a float, a huge integer, a key that is no text)."""


def canonical(value: Json) -> bytes:
    """Return the canonical bytes of a JSON value.

    Raises NotCanonical for floats, integers beyond 2**53 - 1, keys that are not text and unknown types.
    """
    try:
        text = _encode(value)
        # Read back, it must be the same value: so no key was turned into text, and no number is a float or too large.
        same = json.loads(text, parse_float=_refuse, parse_int=_whole_number) == value
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("text holds a lone surrogate") from error
    except (TypeError, ValueError) as error:  # NotCanonical is a ValueError, and what the encoder raises is too
        raise NotCanonical(str(error)) from error
    if not same:
        raise NotCanonical("the value is not what its JSON says: a key is not text, or a list is none")
    # Beyond the basic plane (four bytes in UTF-8), the order of characters is not that of UTF-16 code units.
    if any(lead in content for lead in _FOUR_BYTES):
        content = _encode_as_sorted(_sorted(value)).encode("utf-8")
    return content


def digest(value: Json, salt: bytes = b"") -> str:
    """Return the SHA-256, in hex, of the salt followed by the canonical bytes of the value."""
    return hashlib.sha256(salt + canonical(value)).hexdigest()


_FOUR_BYTES = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")
_encode_as_sorted = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode


def _refuse(number: str) -> NoReturn:
    raise NotCanonical(f"a float: {number}")


def _whole_number(number: str) -> int:
    value = int(number)
    if abs(value) > LARGEST:
        raise NotCanonical(f"integer out of range: {number}")
    return value


def _sorted(value: Json) -> Json:
    """Return the value with all keys in the order of their UTF-16 code units."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list):
        return [_sorted(one) for one in value]
    return value
