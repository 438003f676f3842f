"""證安：匯出資料夾的獨立驗證程式。Zhengan: a verifier that stands alone, for folders exported from the ledger.

怎麼用（只需要 Python 3.9 以上，不必安裝任何東西，也不必連網）：

    python zhengan_verify.py 資料夾 --key 公鑰

「公鑰」請用從別處取得的那一把（印在稽核信件或公司網站上的），不要用資料夾裡附的：換掉整個資料夾的人也能換掉裡面的公鑰。
手上若有以前收到的檢查點，加上 --seen 檔案，程式會證明從那時到現在沒有任何一筆被改寫；
有見證者的公鑰則加上 --witness 公鑰。
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
from typing import Any

PROBLEMS = {
    "missing": ("缺少這個檔案。", "This file is missing."),
    "inserted": ("這個檔案不在清單裡，是後來放進來的。", "This file is not in the list: it was put in later."),
    "changed": ("檔案內容與匯出時不同，已被更動。", "The file is not what it was when it was exported."),
    "unreadable": ("檔案格式不正確，無法讀取。", "The file has not the form that it must have."),
    "bad_checkpoint": (
        "檢查點格式不正確，或簽章不成立。",
        "The checkpoint is malformed, or a signature does not hold.",
    ),
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
    "not_this_export": (
        "軌跡裡的匯出分錄不是這份清單的匯出。",
        "The export entered in the log is not that of this list.",
    ),
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
    "row_changed": (
        "紀錄旁的這一列（明細、附件、送核、留言）不是各分錄最後所述，已被更動、加入或拿掉。",
        "This row beside the record is not what its entries told last: it was changed, added or taken away.",
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

Point = tuple[int, int, int, int]

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


BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE_Y = 46316835694926478169428394003475163141307993866256225615783033603165251855960
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def ed25519_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """Verify a signature (RFC 8032, 5.1.7)."""
    point, s = point_from(key), int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return bytes_of(add(times(s, BASE), times(ORDER - k, point))) == signature[:32]


ED25519, COSIGNATURE, MLDSA44 = 1, 4, 6
Key = tuple[str, int, bytes, bytes]  # name, algorithm, public key, key id


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
        head: dict[str, Any] = {
            "origin": origin,
            "size": number_from(size),
            "root": from_base64(root),
            "signed": [],
            "content": content,
        }
    except ValueError as error:
        raise Problem("bad_checkpoint", place) from error
    if not origin or "" in more or len(head["root"]) != 32 or (size == "0" and head["root"] != EMPTY):
        raise Problem("bad_checkpoint", place)
    if origin != log[0][0]:
        raise Problem("other_log", place)
    by_log, by_witness = 0, 0
    known = {(key[0], key[3]): key for key in log + witnesses}
    for name, key_id, signed in signatures:
        key = known.pop((name, key_id), None)  # only the first line of a key counts
        if key is None:
            continue
        message, signature, seconds = text.encode(), signed, 0
        if key[1] == COSIGNATURE:
            signature, seconds = signed[8:], int.from_bytes(signed[:8], "big")
            message = b"cosignature/v1\ntime %d\n" % seconds + message
        if seconds >= 2**63 or not ed25519_holds(key[2], message, signature):
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


def root_of(hashes: list[bytes]) -> bytes:
    """The root over hashes, pair by pair; an odd one is carried up, which gives the splits of RFC 6962, 2.1."""
    while len(hashes) > 1:
        pairs = [node(hashes[at], hashes[at + 1]) for at in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(pairs) * 2 :]
    return hashes[0] if hashes else EMPTY


# == 3 JSON ============================================================================================================


def canonical(value: Any) -> bytes:
    """Write JSON in its one canonical form (RFC 8785), or raise ValueError."""
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False).encode()
    if isinstance(value, int) and abs(value) < 2**53:
        return str(value).encode()
    if isinstance(value, list):
        return b"[" + b",".join(map(canonical, value)) + b"]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return b"{" + b",".join(canonical(key) + b":" + canonical(value[key]) for key in keys) + b"}"
    raise ValueError("no canonical form")


def read_json(content: bytes, *shapes: str) -> Any:
    """Read canonical JSON that is an object with exactly the keys of one of the shapes, or raise ValueError."""
    try:
        value = json.loads(content)
        if canonical(value) != content:
            raise ValueError("not canonical JSON")
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(value, dict) or sorted(value) not in [sorted(shape.split()) for shape in shapes]:
        raise ValueError("not the keys that this file has")
    return value


ENTRY = "v number at happened actor name via address request act register record record_no before after payload"
RECORD = "register record record_no values rows entries evidence"
DIGEST = "[0-9a-f]{64}"
LOOSE = re.compile(  # the files that bundle.json cannot list, proven by the checkpoint
    r"(?:bundle\.json|checkpoint|keys/log\.txt|export/(?:entry\.json|payload\.json|proof\.tlog-proof)"
    r"|(?:proofs|consistency|tile)/.*)",
    re.DOTALL,
)


def read_entry(content: bytes) -> Any:
    """Read the bytes of an entry, or raise ValueError."""
    entry = read_json(content, ENTRY)
    if entry["v"] != "zhengan.entry/1":
        raise ValueError("not an entry of this version")
    return entry


def read_payload(content: bytes) -> Any:
    """Read a payload, or raise ValueError."""
    payload = read_json(content, "body salt", "disposed")
    if "salt" in payload:
        if not re.fullmatch("(?:[0-9a-f]{2}){16,}", payload["salt"]):
            raise ValueError("not a salt")
    elif type(payload["disposed"]) is not int:
        raise ValueError("not an index")
    return payload


def read_list(content: bytes) -> Any:
    """Read bundle.json, or raise ValueError."""
    listed = read_json(content, "v log made_at about files")
    for path, sha256 in listed["files"].items():
        strange = any(part in ("", ".", "..") or "\\" in part or ":" in part for part in path.split("/"))
        if strange or LOOSE.fullmatch(path) or not re.fullmatch(DIGEST, sha256):
            raise ValueError("not a file that can be listed")
    if listed["v"] != "zhengan.bundle/1":
        raise ValueError("not a list of this version")
    return listed


def read_record(content: bytes) -> Any:
    """Read a line of records.json, or raise ValueError."""
    record = read_json(content, RECORD)
    strange = [index for index in record["entries"] if type(index) is not int or index < 0]
    strange += [sha256 for sha256, _name in record["evidence"].items() if not re.fullmatch(DIGEST, sha256)]
    if strange or not isinstance(record["values"], (dict, type(None))) or not are_rows(record["rows"]):
        raise ValueError("not a record")
    return record


def are_rows(value: Any) -> bool:
    """Whether a value has the form {kind: {key: row}}."""
    return isinstance(value, dict) and all(isinstance(kind, dict) for kind in value.values())


def tell_rows(rows: dict[str, Any], payload: dict[str, Any]) -> None:
    """Bring the rows beside a record on by what a payload tells of them, or raise ValueError; null takes a row away."""
    body = payload.get("body")
    told = body.get("rows", {}) if isinstance(body, dict) else {}
    if not are_rows(told):
        raise ValueError("not rows")
    for kind, changed in told.items():
        rows[kind] = {key: row for key, row in {**rows.get(kind, {}), **changed}.items() if row is not None}


def committed(payload: dict[str, Any], value: Any) -> str:
    """What an entry holds when it committed to a value with the salt of a payload."""
    return hashlib.sha256(bytes.fromhex(payload["salt"]) + canonical(value)).hexdigest()


def texts_in(value: Any) -> set[str]:
    """All texts in a JSON value, deep down; not its keys."""
    if isinstance(value, str):
        return {value}
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(texts_in, inside))


# == 4 the folder ======================================================================================================

TILE = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Folder:
    """One pass over one folder; `verify` raises the first Problem."""

    def __init__(self, folder: Path, head: dict[str, Any], seen: list[dict[str, Any]]) -> None:
        self.folder, self.head, self.seen = folder, head, seen
        self.whole = (folder / "tile").is_dir()
        self.counts = {"records": 0, "entries": 0, "files": 0}
        self.last_bundle: tuple[int, list[bytes]] = (-1, [])

    def verify(self) -> None:
        """Verify everything."""
        self.read_list()
        self.compare_files()
        if self.whole:
            self.whole_log()
        else:
            self.beginnings()
        entries, payloads = self.indexes("entries"), self.indexes("payloads")
        for index in sorted(entries | payloads):
            if index in entries:
                self.proven(f"entries/{index}.json", f"proofs/{index}.tlog-proof", index)
            self.payload(index)
            self.counts["entries"] += not self.whole
        self.records()

    def read_list(self) -> None:
        """The list of files, which an entry of the log has committed to."""
        content = self.read("bundle.json")
        listed = self.form("bundle.json", content, read_list)
        entry = self.proven("export/entry.json", "export/proof.tlog-proof", None)
        payload = self.form("export/payload.json", self.read("export/payload.json"), read_payload)
        if "salt" not in payload or committed(payload, payload["body"]) != entry["payload"]:
            raise Problem("payload_changed", "export/payload.json")
        body = payload["body"]
        named = isinstance(body, dict) and body.get("bundle") == hashlib.sha256(content).hexdigest()
        if entry["act"] != "export" or listed["log"] != self.head["origin"] or not named:
            raise Problem("not_this_export", "bundle.json")
        self.files: dict[str, str] = listed["files"]

    def compare_files(self) -> None:
        """Every listed file is what it was, and no other lies in the folder."""
        for path in sorted(self.files):
            sha256 = hashlib.sha256()
            with self.open(path) as file:
                for chunk in iter(lambda: file.read(1 << 20), b""):
                    sha256.update(chunk)
            if sha256.hexdigest() != self.files[path]:
                raise Problem("changed", path)
            self.counts["files"] += 1
        for path in self.walk(self.folder):
            name = path.relative_to(self.folder).as_posix()
            known = self.is_tile(name) if name.startswith("tile/") else name in self.files or LOOSE.fullmatch(name)
            if path.is_symlink() or not known:
                raise Problem("inserted", name)

    def is_tile(self, name: str) -> bool:
        """Whether a file is a tile that the tree has, or had when it was smaller."""
        match = TILE.fullmatch(name)
        if not match:
            return False
        level = 0 if match[1] == "entries" else int(match[1])
        index, width = int(match[2].replace("/", "").replace("x", "")), int(match[3] or 256)
        way = tile_path(match[1], index, width)
        return way == name and level < 64 and 1 <= width <= (self.head["size"] >> 8 * level) - 256 * index

    # -- the log

    def beginnings(self) -> None:
        """Checkpoints seen earlier are beginnings of this one, as the proofs show that came along."""
        for number, old in enumerate(self.seen, 1):
            place = f"consistency/{old['size']}.txt"
            if old["size"] == 0:
                continue
            path = [] if old["size"] == self.head["size"] else self.form(place, self.read(place), hashes_from)
            roots = roots_by_path(old["size"], self.head["size"], path, old["root"])
            if roots != (old["root"], self.head["root"]):
                raise Problem("rewritten", f"--seen {number}")

    def whole_log(self) -> None:
        """All entries together have the root of the checkpoint, and had those of the earlier ones.

        The roots of full tiles (256 leaves) are kept, and the tree is built over them as over leaves. Hash tiles are
        not needed, but where they are given they must be right; when the root is not, they tell which entry differs.
        """
        above: list[bytes] = []
        roots, wrong, rest = {0: EMPTY}, "", []
        for index in range((self.head["size"] + 255) // 256):
            rest = [leaf(entry) for entry in self.bundle(index)]
            for size in {old["size"] - index * 256 for old in self.seen} & set(range(1, len(rest) + 1)):
                roots[index * 256 + size] = root_of([*above, root_of(rest[:size])])
            wrong = wrong or self.difference(0, index, rest)
            self.counts["entries"] += len(rest)
            if len(rest) == 256:
                above.append(root_of(rest))
                rest = []
        if root_of([*above, root_of(rest)] if rest else above) != self.head["root"]:
            raise Problem("not_in_log" if wrong else "root_differs", wrong or "tile/entries")
        level, hashes = 1, above
        while hashes:
            tiles = [hashes[at : at + 256] for at in range(0, len(hashes), 256)]
            for index, tile in enumerate(tiles):
                wrong = wrong or self.difference(level, index, tile)
            level, hashes = level + 1, [root_of(tile) for tile in tiles if len(tile) == 256]
        if wrong:
            raise Problem("changed", wrong.split(" ")[0])
        for number, old in enumerate(self.seen, 1):
            if roots[old["size"]] != old["root"]:
                raise Problem("rewritten", f"--seen {number}")

    def difference(self, level: int, index: int, hashes: list[bytes]) -> str:
        """Where a hash tile that is given differs from what it should be, or nothing."""
        place = tile_path(str(level), index, len(hashes))
        if not (self.folder / place).is_file():
            return ""
        content = self.read(place)
        different = [at for at, one in enumerate(hashes) if content[32 * at : 32 * at + 32] != one]
        if different or len(content) != 32 * len(hashes):
            return f"{place} #{index * 256 + (different or [0])[0]}"
        return ""

    def bundle(self, index: int) -> list[bytes]:
        """The entries of a bundle: each after its length in two bytes."""
        if self.last_bundle[0] != index:
            width = min(256, self.head["size"] - 256 * index)
            place = tile_path("entries", index, width)
            content, entries, at = self.read(place), [], 0
            for _number in range(width):
                length = int.from_bytes(content[at : at + 2], "big")
                entries.append(content[at + 2 : at + 2 + length])
                at += 2 + length
            if at != len(content):
                raise Problem("unreadable", place)
            self.last_bundle = (index, entries)
        return self.last_bundle[1]

    # -- entries and payloads

    def proven(self, entry_place: str, proof_place: str, index: int | None) -> Any:
        """An entry that its proof (C2SP tlog-proof) shows to be in the log, at that index."""
        content = self.read(entry_place)
        at, path, checkpoint = self.form(proof_place, self.read(proof_place), proof_from)
        if checkpoint != self.head["content"] or index not in (None, at) or at >= self.head["size"]:
            raise Problem("not_in_log", entry_place)
        if root_by_path(leaf(content), at, self.head["size"], path) != self.head["root"]:
            raise Problem("not_in_log", entry_place)
        return self.form(entry_place, content, read_entry)

    def entry(self, index: int) -> Any:
        """An entry that was, or will be, proven elsewhere in this pass."""
        place = f"entries/{index}.json"
        whole = self.whole and index < self.head["size"]
        return self.form(place, self.bundle(index // 256)[index % 256] if whole else self.read(place), read_entry)

    def payload(self, index: int) -> Any:
        """The payload of an entry, which is the one that it committed to, or was disposed of lawfully."""
        place = f"payloads/{index}.json"
        entry = self.entry(index)
        payload = self.form(place, self.read(place), read_payload)
        if "salt" in payload:
            if committed(payload, payload["body"]) != entry["payload"]:
                raise Problem("payload_changed", place)
        elif payload["disposed"] <= index or not self.disposed(entry, payload["disposed"]):
            raise Problem("not_disposed", place)
        return payload

    def disposed(self, entry: dict[str, Any], index: int) -> bool:
        """Whether the entry at that index is a disposal that names the entry."""
        body = self.payload(index).get("body")
        named = body.get("entries") if isinstance(body, dict) else None
        return self.entry(index)["act"] == "dispose" and isinstance(named, list) and entry["number"] in named

    # -- records

    def records(self) -> None:
        """Every record, and that all evidence belongs to one."""
        unnamed = {path for path in self.files if path.startswith("evidence/")}
        with self.open("records.json") as lines:
            for number, line in enumerate(lines, 1):
                content = line.rstrip(b",\n")  # a list in JSON with one record a line
                if content not in (b"[", b"]"):
                    unnamed -= self.record(content, f"records.json, {number}")
        if unnamed:
            raise Problem("evidence_unnamed", min(unnamed))

    def record(self, content: bytes, line: str) -> set[str]:
        """The entries are of this record and committed to what it and its rows say, and the evidence is named."""
        record = self.form(line, content, read_record)
        values, evidence = record["values"], record["evidence"]
        place = f"records.json, {record['register']} {record['record_no']}"
        texts, said, saying, previous = texts_in(values), None, None, -1
        told: dict[str, Any] = {}
        known = True
        for index in record["entries"]:
            entry, payload = self.entry(index), self.payload(index)
            same = all(entry[name] == record[name] for name in ("register", "record", "record_no"))
            if index <= previous or not same:
                raise Problem("wrong_record", f"{place}, entries/{index}.json")
            if entry["after"] is not None:
                said, saying = (entry["after"], payload) if "salt" in payload else (None, None)
            known = known and "salt" in payload
            self.form(f"payloads/{index}.json", payload, lambda payload: tell_rows(told, payload))
            texts |= texts_in(payload.get("body"))
            previous = index
        if said != (committed(saying, values) if saying and values is not None else values):
            raise Problem("record_changed", place)
        told = told if known else {}
        for kind in sorted({*told, *record["rows"]}):
            was, now = told.get(kind, {}), record["rows"].get(kind, {})
            for key in sorted({*was, *now}):
                if was.get(key) != now.get(key):
                    raise Problem("row_changed", f"{place}, {kind} {key}")
        for sha256 in evidence:
            path = f"evidence/{sha256}"
            if self.files.get(path) != sha256:
                raise Problem("changed" if path in self.files else "missing", path)
            if sha256 not in texts:
                raise Problem("evidence_unnamed", path)
        self.counts["records"] += 1
        return {f"evidence/{sha256}" for sha256 in evidence}

    # -- files

    def open(self, path: str) -> Any:
        """Open a file of the folder."""
        try:
            return (self.folder / path).open("rb")
        except OSError as error:
            raise Problem("missing", path) from error

    def read(self, path: str) -> bytes:
        """Read a file whole, when it is not too large."""
        with self.open(path) as file:
            content: bytes = file.read(2**26 + 1)
        if len(content) > 2**26:
            raise Problem("unreadable", path)
        return content

    def form(self, place: str, content: bytes, parse: Any) -> Any:
        """Read a content that has a form."""
        try:
            return parse(content)
        except (AttributeError, TypeError, ValueError) as error:
            raise Problem("unreadable", place) from error

    def indexes(self, folder: str) -> set[int]:
        """The indexes of the files in a folder."""
        there = self.folder / folder
        names = sorted(path.name for path in there.iterdir()) if there.is_dir() else []
        for name in names:
            if not re.fullmatch(r"(?:0|[1-9][0-9]{0,17})\.json", name, re.ASCII):
                raise Problem("unreadable", f"{folder}/{name}")
        return {int(name[:-5]) for name in names}

    def walk(self, folder: Path) -> Any:
        """All files below a folder, in the order of their names; a link is not followed."""
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.is_symlink():
                yield from self.walk(path)
            else:
                yield path


def tile_path(level: str, index: int, width: int) -> str:
    """Where a tile lies (C2SP tlog-tiles): 1234067 is x001/x234/067."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}" + ("" if width == 256 else f".p/{width}")


def hashes_from(content: bytes) -> list[bytes]:
    """Read lines of base64 hashes, or raise ValueError."""
    lines = content.decode("ascii").split("\n")
    hashes = [from_base64(line) for line in lines[:-1]]
    if lines[-1] or len(hashes) > 63 or any(len(one) != 32 for one in hashes):
        raise ValueError("not hashes")
    return hashes


def proof_from(content: bytes) -> tuple[int, list[bytes], bytes]:
    """Part a proof into index, path and checkpoint, or raise ValueError; extra data is passed over."""
    head, gap, checkpoint = content.partition(b"\n\n")
    lines = head.decode("ascii").split("\n")
    if lines[1:2] and lines[1].startswith("extra "):
        from_base64(lines.pop(1)[6:])
    if not gap or len(lines) < 2 or lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("index "):
        raise ValueError("not a proof")
    return number_from(lines[1][6:]), hashes_from("".join(f"{line}\n" for line in lines[2:]).encode()), checkpoint


# == the program =======================================================================================================


def say(text: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")


def keys(given: list[str], wanted: tuple[int, ...]) -> list[Key]:
    """Read keys, each given as itself or as a file with one a line; those for ML-DSA are passed over."""
    lines: list[str] = []
    for one in given:
        lines += [one] if one.count("+") >= 2 else Path(one).read_text("utf-8").splitlines()
    found = [key_from(line) for line in lines if line]
    if any(key[1] not in (*wanted, MLDSA44) for key in found):
        raise ValueError("this key is not for that")
    return [key for key in found if key[1] != MLDSA44]


def main(arguments: list[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # an old console may not have all signs
    parser = argparse.ArgumentParser(description="驗證匯出的資料夾；Verify an exported folder.")
    parser.add_argument("folder", help="資料夾；the folder")
    parser.add_argument(
        "--key", action="append", default=[], help="軌跡的公鑰，或每行一把的檔案；the log's key, or a file of them"
    )
    parser.add_argument(
        "--seen", action="append", default=[], metavar="FILE", help="先前收到的檢查點；a checkpoint seen earlier"
    )
    parser.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="見證者的公鑰；the key of a witness"
    )
    parser.add_argument(
        "--quorum", type=int, metavar="N", help="至少幾位見證者，預設為全部；how many witnesses, all by default"
    )
    given = parser.parse_args(arguments)
    folder = Path(given.folder)
    try:
        log, witnesses = (
            keys(given.key or [str(folder / "keys" / "log.txt")], (ED25519,)),
            keys(given.witness, (COSIGNATURE,)),
        )
        quorum = len(witnesses) if given.quorum is None else given.quorum
        different = len({key[2] for key in log + witnesses}) == len(log + witnesses)
        if len({key[0] for key in log}) != 1 or not different or not 0 <= quorum <= len(witnesses):
            raise ValueError("these keys do not go together, or the quorum cannot be")
        seen = [Path(one).read_bytes() for one in given.seen]
    except (OSError, ValueError) as error:
        say(f"無法開始 / Cannot begin: {error}")
        return 2
    try:
        head = open_checkpoint(read_checkpoint(folder), log, witnesses, quorum, "checkpoint")
        earlier = [open_checkpoint(one, log, [], 0, f"--seen {number}") for number, one in enumerate(seen, 1)]
        for number, old in enumerate(earlier, 1):
            if old["size"] > head["size"]:
                raise Problem("rewritten", f"--seen {number}")
        work = Folder(folder, head, earlier)
        work.verify()
    except Problem as problem:
        chinese, english = PROBLEMS[problem.code]
        say(f"✗ 不成立 / NOT PROVEN\n{problem.place}\n  {chinese}\n  {english}\n[{problem.code}] {problem.place}")
        return 1
    say(f"軌跡 / log: {head['origin']}\n簽署與見證 / signed and witnessed: {', '.join(head['signed'])}")
    say(f"檢查點 / checkpoint: {head['size']} 筆分錄 / entries, {base64.b64encode(head['root']).decode()}")
    say(
        f"驗證了 / verified: {work.counts['records']} 筆紀錄 / records, {work.counts['entries']} 筆分錄 / entries, "
        f"{work.counts['files']} 個檔案 / files"
    )
    if given.key:
        say("✓ 全部成立 / ALL PROVEN")
        return 0
    say("△ 資料夾前後一致，但沒有給公鑰，無法證明出處：請以 --key 給您從別處取得的公鑰。")
    say("  The folder is of one piece, but no key was given to prove whose it is: give it with --key.")
    return 3


def read_checkpoint(folder: Path) -> bytes:
    """Read the signed checkpoint of a folder."""
    try:
        return (folder / "checkpoint").read_bytes()
    except OSError as error:
        raise Problem("missing", "checkpoint") from error


if __name__ == "__main__":
    sys.exit(main())
