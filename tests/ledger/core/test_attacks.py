"""Attacks on a bundle: both verifiers find each of them, and name the same first bad place."""

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ledger.core import making
from tests.ledger.core.making import LOG, sample
from zhengan.ledger.core import note, verify
from zhengan.ledger.core.note import Ed25519Signer

Attack = Callable[[Path], None]
KEY = str(LOG.verifier)

# -- attacks on the folder ---------------------------------------------------------------------------------------------


def flip(path: Path, at: int = -2) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def flips(path: str, at: int = -2) -> Attack:
    return lambda folder: flip(folder / path, at)


def removes(path: str) -> Attack:
    return lambda folder: (folder / path).unlink()


def writes(path: str, content: bytes = b"?") -> Attack:
    def attack(folder):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)

    return attack


def swaps(one: str, two: str) -> Attack:
    def attack(folder):
        first, second = (folder / one).read_bytes(), (folder / two).read_bytes()
        (folder / one).write_bytes(second)
        (folder / two).write_bytes(first)

    return attack


def replaces(path: str, old: str, new: str) -> Attack:
    def attack(folder):
        content = (folder / path).read_bytes()
        assert old.encode() in content
        (folder / path).write_bytes(content.replace(old.encode(), new.encode()))

    return attack


def resigns(signer: Ed25519Signer) -> Attack:
    """The checkpoint signed anew, in all places where it stands."""

    def attack(folder):
        signed = note.Note.parse((folder / "checkpoint").read_bytes())
        for path in [folder / "checkpoint", *folder.rglob("*.tlog-proof")]:
            content = path.read_bytes()
            again = bytes(note.sign(signed.text, signer))
            path.write_bytes(content.replace(bytes(signed), again))

    return attack


def links(path: str) -> Attack:
    def attack(folder):
        kept = (folder / path).rename(folder.parent / "kept")
        (folder / path).symlink_to(kept)

    return attack


def numbered(attacks):
    return [pytest.param(*one, id=f"{number} {one[1][:40]}") for number, one in enumerate(attacks)]


EVIDENCE = f"evidence/{min(sample().evidence)}"
ANYWHERE: list[tuple[Attack, str]] = [
    (flips("checkpoint", 3), "[other_log] checkpoint"),
    (flips("checkpoint", len(making.ORIGIN) + 2), "[bad_checkpoint] checkpoint"),  # its size
    (replaces("checkpoint", "— ledger", "— nobody"), "[not_signed] checkpoint"),
    (removes("checkpoint"), "[missing] checkpoint"),
    (writes("checkpoint", b"\xff"), "[bad_checkpoint] checkpoint"),
    (resigns(Ed25519Signer(making.ORIGIN, making.ed25519("thief"))), "[not_signed] checkpoint"),
    (resigns(Ed25519Signer("other.example/log", making.ed25519("log"))), "[not_signed] checkpoint"),
    (removes("bundle.json"), "[missing] bundle.json"),
    (flips("bundle.json"), "[unreadable] bundle.json"),
    (replaces("bundle.json", "7.1.3.6", "7.1.3.7"), "[not_this_export] bundle.json"),
    (flips("export/entry.json", 20), "[not_in_log] export/entry.json"),
    (flips("export/proof.tlog-proof", 40), "[not_in_log] export/entry.json"),
    (flips("export/proof.tlog-proof", 0), "[unreadable] export/proof.tlog-proof"),
    (removes("export/payload.json"), "[missing] export/payload.json"),
    (replaces("export/payload.json", '"salt":"', '"salt":"00'), "[payload_changed] export/payload.json"),
    (writes("export/payload.json", b"{}"), "[unreadable] export/payload.json"),
    (writes("export/payload.json", b'{"disposed":999}'), "[payload_changed] export/payload.json"),
    (flips("records.html"), "[changed] records.html"),
    (flips("records.json", 30), "[changed] records.json"),
    (removes("records.json"), "[missing] records.json"),
    (removes("說明.txt"), "[missing] 說明.txt"),
    (writes("更多.txt"), "[inserted] 更多.txt"),
    (writes("keys/more.txt"), "[inserted] keys/more.txt"),
    (writes("evidence/later.pdf"), "[inserted] evidence/later.pdf"),
    (flips(EVIDENCE), f"[changed] {EVIDENCE}"),
    (removes(EVIDENCE), f"[missing] {EVIDENCE}"),
    (swaps(*(f"evidence/{one}" for one in sorted(sample().evidence))), f"[changed] {EVIDENCE}"),
    (links(EVIDENCE), f"[inserted] {EVIDENCE}"),
    (flips("payloads/41.json", 12), "[changed] payloads/41.json"),
    (swaps("payloads/40.json", "payloads/41.json"), "[changed] payloads/40.json"),
]
WITH_PROOFS: list[tuple[Attack, str]] = [
    (flips("entries/40.json", 30), "[changed] entries/40.json"),
    (swaps("entries/40.json", "entries/41.json"), "[changed] entries/40.json"),
    (removes("entries/41.json"), "[missing] entries/41.json"),
    (writes("entries/39.json"), "[inserted] entries/39.json"),
    (removes("proofs/41.tlog-proof"), "[missing] proofs/41.tlog-proof"),
    (flips("proofs/41.tlog-proof", 0), "[unreadable] proofs/41.tlog-proof"),
    (flips("proofs/41.tlog-proof", 40), "[not_in_log] entries/41.json"),
    (flips("proofs/41.tlog-proof", -10), "[not_in_log] entries/41.json"),  # its checkpoint
    (swaps("proofs/40.tlog-proof", "proofs/41.tlog-proof"), "[not_in_log] entries/40.json"),
    (replaces("proofs/40.tlog-proof", "index 40", "index 41"), "[not_in_log] entries/40.json"),
    (replaces("proofs/40.tlog-proof", "index 40", "index 999"), "[not_in_log] entries/40.json"),
]
LAST = "tile/entries/001.p/31"
WITH_TILES: list[tuple[Attack, str]] = [
    (flips("tile/entries/000", 60), "[not_in_log] tile/0/000 #0"),
    (flips("tile/0/000", 32 * 7), "[changed] tile/0/000"),
    (flips("tile/1/000.p/1"), "[changed] tile/1/000.p/1"),
    (removes("tile/entries/000"), "[missing] tile/entries/000"),
    (removes(LAST), f"[missing] {LAST}"),
    (flips(LAST, 1), f"[unreadable] {LAST}"),
    (lambda folder: (folder / LAST).write_bytes((folder / LAST).read_bytes()[:-1]), f"[unreadable] {LAST}"),
    (lambda folder: (folder / LAST).write_bytes((folder / LAST).read_bytes() + b"\0\0"), f"[unreadable] {LAST}"),
    (writes("tile/entries/002"), "[inserted] tile/entries/002"),
    (writes("tile/entries/2"), "[inserted] tile/entries/2"),
    (writes("tile/0/x000/000"), "[inserted] tile/0/x000/000"),
]


@pytest.mark.parametrize(("attack", "found"), numbered(ANYWHERE + WITH_PROOFS))
def test_each_attack_is_found_where_it_is(copy, both, attack, found):
    folder = copy()
    attack(folder)
    assert both(folder, "--key", KEY) == (1, found)


@pytest.mark.parametrize(("attack", "found"), numbered(ANYWHERE + WITH_TILES))
def test_each_attack_on_a_whole_log_is_found_where_it_is(copy, both, attack, found):
    folder = copy(whole=True)
    attack(folder)
    assert both(folder, "--key", KEY) == (1, found)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with a bit turned, an end cut off, a byte put in, a piece repeated, or two bytes exchanged."""
    spoiled, at = bytearray(content), chance.randrange(len(content))
    other = chance.randrange(len(content))
    match chance.randrange(5):
        case 0:
            spoiled[at] ^= 1 << chance.randrange(8)
        case 1:
            del spoiled[at:]
        case 2:
            spoiled.insert(at, chance.randrange(256))
        case 3:
            spoiled += content[at:]
        case _:
            spoiled[at], spoiled[other] = spoiled[other], spoiled[at]
    return bytes(spoiled)


@pytest.mark.parametrize("whole", [False, True])
def test_any_damage_to_any_file_that_proves_something_is_found(copy, both, whole):
    folder, chance = copy(whole=whole), random.Random()
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [path for path in files if path.parent.name not in {"keys", "consistency"}]  # only looked at when needed
    for _number in range(60):
        path = chance.choice(files)
        content = path.read_bytes()
        spoiled = damaged(content, chance)
        path.write_bytes(spoiled)
        code, found = both(folder, "--key", KEY)
        assert code == (spoiled != content), (path, spoiled)
        assert bool(found) == (spoiled != content)
        path.write_bytes(content)


def test_entries_swapped_in_a_whole_log_without_hash_tiles_are_found(copy, both):
    folder = copy(whole=True)
    shutil.rmtree(folder / "tile/0")
    shutil.rmtree(folder / "tile/1")
    assert both(folder, "--key", KEY) == (0, "")
    flip(folder / "tile/entries/000", 60)
    assert both(folder, "--key", KEY) == (1, "[root_differs] tile/entries")


def test_without_a_key_a_checkpoint_by_a_thief_and_his_key_is_of_one_piece_only(copy, both):
    folder = copy()
    thief = Ed25519Signer(making.ORIGIN, making.ed25519("thief"))
    resigns(thief)(folder)
    (folder / "keys/log.txt").write_text(f"{thief.verifier}\n")
    assert both(folder) == (3, "")
    assert both(folder, "--key", KEY) == (1, "[not_signed] checkpoint")


def test_a_folder_without_anything_cannot_be_begun_with(tmp_path, both):
    assert both(tmp_path) == (2, "")
    assert both(tmp_path, "--key", KEY) == (1, "[missing] checkpoint")


def test_a_file_that_is_too_large_to_be_read_whole_is_refused(copy, both):
    folder = copy()
    with (folder / "bundle.json").open("r+b") as file:
        file.truncate(verify.LARGEST + 1)
    assert both(folder, "--key", KEY) == (1, "[unreadable] bundle.json")


# -- a log that was rewritten with the stolen key ----------------------------------------------------------------------


@pytest.mark.parametrize("whole", [False, True])
def test_a_tree_made_anew_with_the_stolen_key_is_found_by_a_checkpoint_seen_earlier(tmp_path, both, whole):
    honest, forged = sample(), sample()
    forged.log.entries[3] = replace(forged.log.entries[3], name="別人")
    seen = []
    for number, size in enumerate((5, 256, None)):
        seen.append(tmp_path / f"seen {number}")
        seen[-1].write_bytes(honest.log.checkpoint(size))
    forged.seen = (5, 256, len(honest.log.entries))
    folder = tmp_path / "forged"
    forged.write(folder, whole=whole)
    assert both(folder, "--key", KEY) == (0, "")
    for one in seen:
        assert both(folder, "--key", KEY, "--seen", one) == (1, "[rewritten] --seen 1")
    good = tmp_path / "good"
    good.write_bytes(forged.log.checkpoint(5))
    assert both(folder, "--key", KEY, "--seen", good, "--seen", seen[1]) == (1, "[rewritten] --seen 2")


def test_newest_entries_that_were_cut_off_are_found_by_a_checkpoint_seen_earlier(tmp_path, both, made):
    longer = sample()
    longer.write(tmp_path / "longer", whole=False)
    longer.log.act("sign_in")
    seen = tmp_path / "seen"
    seen.write_bytes(longer.log.checkpoint())
    assert both(made[False], "--key", KEY, "--seen", seen) == (1, "[rewritten] --seen 1")


def test_two_trees_of_one_size_are_found(tmp_path, both, made):
    other = sample()
    other.log.entries[3] = replace(other.log.entries[3], name="別人")
    other.write(tmp_path / "other", whole=False)
    seen = tmp_path / "seen"
    seen.write_bytes(other.log.checkpoint())
    for whole in (False, True):
        assert both(made[whole], "--key", KEY, "--seen", seen) == (1, "[rewritten] --seen 1")


def test_a_checkpoint_seen_earlier_that_is_none_is_refused(tmp_path, both, made):
    seen = tmp_path / "seen"
    seen.write_bytes(b"?")
    assert both(made[False], "--key", KEY, "--seen", seen) == (1, "[bad_checkpoint] --seen 1")


@pytest.mark.parametrize(
    ("content", "found"),
    [(None, "[missing] consistency/5.txt"), (b"?\n", "[unreadable] consistency/5.txt"), (b"", "[rewritten] --seen 1")],
)
def test_a_missing_or_bad_proof_of_the_beginning_is_found(tmp_path, both, copy, content, found):
    folder, seen = copy(), tmp_path / "seen"
    seen.write_bytes(sample().log.checkpoint(5))
    path = folder / "consistency/5.txt"
    path.unlink() if content is None else path.write_bytes(content)
    assert both(folder, "--key", KEY, "--seen", seen) == (1, found)
