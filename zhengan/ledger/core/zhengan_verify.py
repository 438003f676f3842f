"""證安：匯出資料夾的獨立驗證程式。Zhengan: a verifier that stands alone, for folders exported from the ledger.

怎麼用（只需要 Python 3.9 以上，不必安裝任何東西，也不必連網）：

    python zhengan_verify.py 資料夾 --key 公鑰

「公鑰」請用從別處取得的那一把（印在稽核信件或公司網站上的），不要用資料夾裡附的：換掉整個資料夾的人也能換掉裡面的公鑰。
手上若有以前收到的檢查點，加上 --seen 檔案，程式會證明從那時到現在沒有任何一筆被改寫；有見證者的公鑰則加上 --witness 公鑰。
程式由上往下檢查，遇到第一個不對的地方就說明是哪一個檔案、哪一筆，並以 1 結束；全部成立時以 0 結束。
這支程式本身也請從別處取得，並比對它的 SHA-256。它全部的內容就在這個檔案裡，可以從頭讀到尾。

How to use it (Python 3.9 or newer and nothing else: no installation, no network):

    python zhengan_verify.py FOLDER --key KEY

Give the KEY that you got elsewhere (in the auditor's mail, on the firm's web site), not the one in the folder: whoever
exchanges a folder can exchange the key in it too. With --seen FILE, a checkpoint that you received earlier, it proves
that nothing was rewritten since; with --witness KEY, that others saw the same. It looks from the top down and names the
first place that is wrong (exit code 1); when all holds it ends with 0. Code 2: called in a wrong way; 3: all is of one
piece, but no key was given. Get this program itself from elsewhere too, and compare its SHA-256. All of it is in this
one file, to be read from the beginning to the end:

  1 signatures   Ed25519 (RFC 8032), signed notes and cosignatures (C2SP); ML-DSA signatures are passed over
  2 trees        Merkle trees as in RFC 6962
  3 JSON         the canonical form of RFC 8785, for objects, lists, texts, whole numbers
  4 the folder   bundle.json lists every file and was itself entered in the log; entries are in the tree, payloads and
                 records are what entries committed to, evidence is what payloads and records name
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, Iterator  # noqa: UP035 (Python 3.9)

PROBLEMS = {
    "missing": ("缺少這個檔案。", "This file is missing."),
    "inserted": ("這個檔案不在清單裡，是後來放進來的。", "This file is not in the list: it was put in later."),
    "changed": ("檔案內容與匯出時不同，已被更動。", "The file is not what it was when it was exported."),
    "unreadable": ("檔案格式不正確，無法讀取。", "The file has not the form that it must have."),
    "bad_checkpoint": ("檢查點格式不正確，或簽章不成立。", "The checkpoint is malformed, or a signature does not hold."),
    "other_log": ("這是另一個軌跡的檢查點。", "This is the checkpoint of another log."),
    "not_signed": ("檢查點不是由您給的公鑰簽署。", "The checkpoint is not signed by the key that you gave."),
    "not_witnessed": ("見證者的副署不足。", "Too few of the witnesses cosigned the checkpoint."),
    "rewritten": (
        "先前看過的檢查點不是這個軌跡的開頭：過去被改寫了。",
        "The checkpoint seen earlier is not the beginning of this log: the past was rewritten.",
    ),
    "not_in_log": (
        "這筆分錄不在檢查點證明的軌跡裡，已被更動、插入或換位。",
        "This entry is not in the log that the checkpoint proves: it was changed, inserted or moved.",
    ),
    "root_differs": (
        "由全部分錄算出的根與檢查點不同，分錄已被更動。",
        "The root of all entries is not that of the checkpoint: entries were changed.",
    ),
    "not_this_export": ("軌跡裡的匯出分錄不是這份清單的匯出。", "The export entered in the log is not that of this list."),
    "payload_changed": (
        "內容與分錄承諾的摘要不符，已被更動。",
        "The content is not what the entry committed to: it was changed.",
    ),
    "not_disposed": (
        "內容不在，也沒有處分該內容的分錄。",
        "The content is not there, and no entry tells of its disposal.",
    ),
    "wrong_record": ("分錄不屬於這筆紀錄，或次序不對。", "The entry is not of this record, or out of order."),
    "record_changed": (
        "紀錄的內容不是最後一筆分錄所承諾的，已被更動。",
        "The record does not say what its last entry committed to: it was changed.",
    ),
    "evidence_unnamed": (
        "沒有任何分錄提到這個佐證檔案，是後來放進來的。",
        "No entry names this evidence file: it was put in later.",
    ),
}


class Problem(Exception):
    """The first bad place."""

    def __init__(self, code: str, place: str) -> None:
        super().__init__(code, place)
        self.code, self.place = code, place


# == 1 signatures ======================================================================================================
# Ed25519 as in RFC 8032, section 5.1, with points as (X, Y, Z, T): x = X/Z, y = Y/Z, x*y = T/Z.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def add(one: Point, two: Point) -> Point:
    """Add two points."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """Multiply a point."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def point_from(content: bytes) -> Point | None:
    """Read a point (RFC 8032, 5.1.3), or None when the bytes are none."""
    number = int.from_bytes(content, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if y >= P or (x * x - square) % P or (not x and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def bytes_of(point: Point) -> bytes:
    """Write a point (RFC 8032, 5.1.2)."""
    inverse = pow(point[2], P - 2, P)
    return (point[1] * inverse % P | (point[0] * inverse % P & 1) << 255).to_bytes(32, "little")


BASE = point_from((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """Verify a signature (RFC 8032, 5.1.7)."""
    point, s = point_from(key), int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return bytes_of(add(times(s, BASE), times(ORDER - k, point))) == signature[:32]


ED25519, COSIGNATURE, MLDSA44 = 1, 4, 6
Key = tuple  # (name, algorithm, public key, key id)


def from_base64(text: str) -> bytes:
    """Decode base64 that is written in its one right way, or raise ValueError."""
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if base64.b64encode(content).decode() != text:
        raise ValueError("not base64")
    return content


def key_from(text: str) -> Key:
    """Read "<name>+<id>+<base64>" (C2SP signed-note), or raise ValueError."""
    name, key_id, encoded = text.split("+", 2)
    content = from_base64(encoded)
    found = hashlib.sha256(name.encode() + b"\n" + content).digest()[:4]
    if not is_name(name) or found.hex() != key_id or len(content) != {1: 33, 4: 33, 6: 1313}.get(content[0]):
        raise ValueError("not a verifier key")
    return name, content[0], content[1:], found


def is_name(text: str) -> bool:
    """Whether a text can be the name of a key."""
    return bool(text) and "+" not in text and not any(sign.isspace() or sign < " " for sign in text)


def open_note(content: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Part a signed note into its text and signatures (name, key id, rest), or raise ValueError."""
    text, gap, below = content.decode().rpartition("\n\n")
    lines = below.split("\n")
    if not gap or lines.pop() or not 1 <= len(lines) <= 100 or len(content) > 1 << 20:
        raise ValueError("not a signed note")
    if any(sign < " " and sign != "\n" for sign in text):
        raise ValueError("a control character")
    signatures = []
    for line in lines:
        name, _space, encoded = line[2:].partition(" ")
        signature = from_base64(encoded)
        if line[:2] != "— " or not is_name(name) or len(signature) < 5:
            raise ValueError("not a signature line")
        signatures.append((name, signature[:4], signature[4:]))
    return text + "\n", signatures


def number_from(text: str) -> int:
    """Read a decimal below 2**63 without leading zeros, or raise ValueError."""
    if not re.fullmatch("0|[1-9][0-9]{0,18}", text, re.ASCII) or int(text) >= 2**63:
        raise ValueError("not a number")
    return int(text)


def open_checkpoint(content: bytes, log: list[Key], witnesses: list[Key], quorum: int, place: str) -> dict[str, Any]:
    """Verify a checkpoint (C2SP tlog-checkpoint, tlog-cosignature); returns origin, size, root, and who signed."""
    try:
        text, signatures = open_note(content)
        origin, size, root, *more = text[:-1].split("\n")
        head = {"origin": origin, "size": number_from(size), "root": from_base64(root), "signed": [], "content": content}
    except ValueError as error:
        raise Problem("bad_checkpoint", place) from error
    if not origin or "" in more or len(head["root"]) != 32 or (size == "0" and head["root"] != EMPTY):
        raise Problem("bad_checkpoint", place)
    if origin != log[0][0]:
        raise Problem("other_log", place)
    by_log, by_witness = 0, 0
    known = {(key[0], key[3]): key for key in log + witnesses}
    for name, key_id, signature in signatures:
        key = known.pop((name, key_id), None)  # only the first line of a key counts
        if key is None:
            continue
        message = text.encode()
        if key[1] == COSIGNATURE:
            seconds, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = b"cosignature/v1\ntime %d\n" % seconds + message
            if seconds >= 2**63:
                raise Problem("bad_checkpoint", place)
        if not ed25519_holds(key[2], message, signature):
            raise Problem("bad_checkpoint", place)
        head["signed"].append(name)
        by_log, by_witness = by_log + (key in log), by_witness + (key in witnesses)
    if not by_log:
        raise Problem("not_signed", place)
    if by_witness < quorum:
        raise Problem("not_witnessed", place)
    return head


# == 2 trees ===========================================================================================================

EMPTY = hashlib.sha256(b"").digest()


def leaf(entry: bytes) -> bytes:
    """Hash an entry (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\0" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two smaller than a size."""
    return 1 << (size - 1).bit_length() - 1


def root_by_path(hashed: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root to which an audit path leads (the definition of RFC 6962, 2.1.1, read backwards), or None."""
    if size == 1 or not path:
        return hashed if size == 1 and not path else None
    half = split(size)
    if index < half:
        below = root_by_path(hashed, index, half, path[:-1])
        return below and node(below, path[-1])
    below = root_by_path(hashed, index - half, size - half, path[:-1])
    return below and node(path[-1], below)


def roots_by_path(first: int, size: int, path: list[bytes], old: bytes | None) -> tuple[bytes, bytes] | None:
    """The roots of `first` and `size` leaves to which a consistency proof leads (2.1.2, read backwards), or None.

    `old` is the root of the first tree as long as all of it lies on the left, else None: then the path has it.
    """
    if first == size:
        if old is not None:
            return None if path else (old, old)
        return (path[0], path[0]) if len(path) == 1 else None
    if not path:
        return None
    half = split(size)
    if first <= half:
        below = roots_by_path(first, half, path[:-1], old)
        return below and (below[0], node(below[1], path[-1]))
    below = roots_by_path(first - half, size - half, path[:-1], None)
    return below and (node(path[-1], below[0]), node(path[-1], below[1]))


class Tree:
    """A tree that grows leaf by leaf and keeps only the roots of its perfect subtrees."""

    def __init__(self) -> None:
        self.size, self.roots = 0, []  # type: int, list[bytes]

    def append(self, hashed: bytes) -> None:
        """Add the hash of one leaf."""
        number = self.size
        while number & 1:
            hashed, number = node(self.roots.pop(), hashed), number >> 1
        self.roots.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        total = b""
        for one in reversed(self.roots):
            total = node(one, total) if total else one
        return total or EMPTY
