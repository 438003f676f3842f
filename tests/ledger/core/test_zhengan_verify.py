"""The verifier that stands alone: its Ed25519, trees and JSON against the RFCs and against the core's."""

import ast
import hashlib
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.core.test_canonical import values
from tests.ledger.core.test_cosignature import REAL_LOG, VECTORS, WITNESSES
from tests.ledger.core.test_merkle import naive_root, reader, some_leaves
from tests.ledger.core.test_note import FOO, PETER
from zhengan.ledger.core import merkle, tiles, zhengan_verify
from zhengan.ledger.core.canonical import canonical
from zhengan.ledger.core.zhengan_verify import (
    ORDER,
    Problem,
    ed25519_holds,
    key_from,
    open_checkpoint,
    root_by_path,
    root_of,
    roots_by_path,
)

# RFC 8032, section 7.1: secret key, message, signature of TEST 1, TEST 2, TEST 3 and TEST SHA(abc).
RFC8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
            "655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
            "b00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
            "c027beceea1ec40a"
        ),
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17a"
            "d9bef1177331a704"
        ),
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC8032)
def test_the_vectors_of_rfc_8032(secret, public, message, signature):
    secret, public, message, signature = map(bytes.fromhex, (secret, public, message, signature))
    assert Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw() == public
    assert ed25519_holds(public, message, signature)
    assert not ed25519_holds(public, message + b"x", signature)
    for at in range(64):
        spoiled = bytearray(signature)
        spoiled[at] ^= 1 << at % 8
        assert not ed25519_holds(public, message, bytes(spoiled))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 1023))
@settings(max_examples=40)
def test_it_agrees_with_openssl(secret, message, bit):
    private = Ed25519PrivateKey.from_private_bytes(secret)
    public = private.public_key().public_bytes_raw()
    content = bytearray(private.sign(message) + public)
    assert ed25519_holds(public, message, bytes(content[:64]))
    content[bit % 96 if bit >= 768 else bit // 8] ^= 1 << bit % 8
    signature, key = bytes(content[:64]), bytes(content[64:])
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        holds = True
    except (InvalidSignature, ValueError):
        holds = False
    assert ed25519_holds(key, message, signature) == holds


def test_signatures_of_another_form_do_not_hold():
    _secret, public, message, signature = (bytes.fromhex(text) for text in RFC8032[1])
    s = int.from_bytes(signature[32:], "little")
    assert not ed25519_holds(public, message, signature[:32] + (s + ORDER).to_bytes(32, "little"))
    assert not ed25519_holds(public, message, signature + b"\0")
    assert not ed25519_holds(public, message, signature[:63])
    for key in (
        (2).to_bytes(32, "little"),  # not on the curve
        (2**255 - 19 + 3).to_bytes(32, "little"),  # y is not below the prime
        (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 with a sign
    ):
        assert not ed25519_holds(key, message, signature)


# -- notes -------------------------------------------------------------------------------------------------------------


def test_a_real_checkpoint_with_real_witnesses():
    log = key_from(REAL_LOG)
    content = (VECTORS / "checkpoint-ed25519.txt").read_bytes()
    head = open_checkpoint(content, [log], [key_from(text) for text in WITNESSES], 4, "checkpoint")
    assert (head["size"], len(head["signed"])) == (1432088532, 5)


def test_keys():
    assert key_from(PETER)[0] == "PeterNeumann"
    assert key_from(FOO)[1] == 1
    for text in (
        "",
        "a+b",
        "a+00000000+AA==",
        PETER[:-4],
        PETER.replace("c7", "c8"),
        PETER.replace("x", "é"),
    ):
        with pytest.raises(ValueError, match=r"."):
            key_from(text)


LOG = key_from("example.com/behind-the-sofa+" + hashlib.sha256(
    b"example.com/behind-the-sofa\n\1" + bytes.fromhex(RFC8032[0][1])).hexdigest()[:8] + "+"
    + zhengan_verify.base64.b64encode(b"\1" + bytes.fromhex(RFC8032[0][1])).decode())  # fmt: skip
BODY = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
LINE = (
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="
)


@pytest.mark.parametrize(
    "content",
    [
        f"{BODY}{LINE}\n",
        f"{BODY}\n{LINE}",
        f"{BODY}\n{LINE}\n" + f"{LINE}\n" * 100,
        f"{BODY}\n{LINE[:40]}\n",
        f"{BODY}\n-{LINE[1:]}\n",
        f"{BODY}\n{LINE.replace('behind', 'be+hind')}\n",
        f"{BODY}\n{LINE[:-2]}\n",
        f"{BODY}\n{LINE.split(maxsplit=1)[0]} log AAAAAA==\n",
        f"{BODY.replace('example', 'exa	mple')}\n{LINE}\n",
        f"{BODY.replace('20852163', '020')}\n{LINE}\n",
        f"{BODY.replace('20852163', str(2**63))}\n{LINE}\n",
        f"{BODY.replace('20852163', '0')}\n{LINE}\n",
        f"{BODY.replace('CsUY', '')}\n{LINE}\n",
        f"{BODY}x\n\ny\n\n{LINE}\n",
        f"\n{BODY}\n{LINE}\n",
        f"text\n\n{LINE}\n",
        "x" * 2**20 + f"\n\n{LINE}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(content):
    with pytest.raises(Problem) as problem:
        open_checkpoint(content.encode(), [LOG], [], 0, "checkpoint")
    assert problem.value.code == "bad_checkpoint"


def test_the_checkpoint_of_the_specification_is_read_but_not_signed_by_another_key():
    with pytest.raises(Problem) as problem:
        open_checkpoint(f"{BODY}\n{LINE}\n".encode(), [LOG], [], 0, "checkpoint")
    assert problem.value.code == "not_signed"


# -- trees and JSON ----------------------------------------------------------------------------------------------------


@given(st.integers(0, 300))
def test_roots_are_those_of_the_definition(size):
    leaves = some_leaves(size)
    assert root_of(leaves) == naive_root(leaves)


@given(st.data())
def test_it_judges_inclusion_as_the_core_does(data):
    size = data.draw(st.integers(1, 60))
    index = data.draw(st.integers(0, size - 1))
    leaves = some_leaves(size)
    root = naive_root(leaves)
    path = merkle.inclusion_proof(index, size, reader(leaves))
    assert root_by_path(leaves[index], index, size, path) == root
    for wrong in ([*path, bytes(32)], path[:-1], path[1:], [bytes(32), *path[1:]]):
        if wrong != path:
            assert root_by_path(leaves[index], index, size, wrong) != root


@given(st.data())
def test_it_judges_consistency_as_the_core_does(data):
    size = data.draw(st.integers(1, 60))
    first = data.draw(st.integers(1, size))
    leaves = some_leaves(size)
    roots = naive_root(leaves[:first]), naive_root(leaves)
    path = merkle.consistency_proof(first, size, reader(leaves))
    assert roots_by_path(first, size, path, roots[0]) == roots
    for wrong in ([*path, bytes(32)], path[:-1], path[1:], [bytes(32), *path[1:]]):
        if wrong != path:
            assert roots_by_path(first, size, wrong, roots[0]) != roots


@given(values)
def test_its_json_is_that_of_the_core(value):
    assert zhengan_verify.canonical(value) == canonical(value)


@pytest.mark.parametrize("value", [1.5, 2**53, object()])
def test_it_refuses_what_has_no_canonical_form(value):
    with pytest.raises(ValueError, match="no canonical form"):
        zhengan_verify.canonical(value)


def test_it_refuses_json_of_another_form():
    for content in (b'{"a": 1}', b"[]", b'{"b":1}', b"[" * 100_000, b"?"):
        with pytest.raises(ValueError, match=r"."):
            zhengan_verify.read_json(content, "a")


@pytest.mark.parametrize(
    ("parse", "content"),
    [
        (zhengan_verify.read_payload, b'{"body":1,"salt":"00"}'),
        (zhengan_verify.read_payload, b'{"disposed":"1"}'),
        (zhengan_verify.read_list, canonical({"v": "2", "log": "", "made_at": "", "about": {}, "files": {}})),
        (
            zhengan_verify.read_list,
            canonical({"v": "2", "log": "", "made_at": "", "about": {}, "files": {"../a": ""}}),
        ),
        (zhengan_verify.read_entry, canonical(dict.fromkeys(zhengan_verify.ENTRY.split()))),
        (zhengan_verify.proof_from, b"c2sp.org/tlog-proof@v1\n\n"),
        (zhengan_verify.hashes_from, b"eA==\n"),
        (zhengan_verify.proof_from, b"c2sp.org/tlog-proof@v1\nextra eB==\nindex 7\n\ncheckpoint\n"),
    ],
)
def test_it_refuses_files_of_another_form(parse, content):
    with pytest.raises(ValueError, match=r"."):
        parse(content)


def test_it_reads_proofs_with_extra_data():
    content = b"c2sp.org/tlog-proof@v1\nextra eA==\nindex 7\n\ncheckpoint\n"
    assert zhengan_verify.proof_from(content) == (7, [], b"checkpoint\n")


@given(st.integers(0, 10**9), st.integers(1, 256))
def test_it_finds_tiles_where_the_core_does(index, width):
    assert zhengan_verify.tile_path("3", index, width) == tiles.Tile(3, index, width).path


# -- what it is --------------------------------------------------------------------------------------------------------


def test_it_needs_nothing_but_python():
    tree = ast.parse(Path(zhengan_verify.__file__).read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert not names & {"socket", "urllib", "http", "subprocess", "ctypes"}


def test_it_can_be_read_by_python_3_9():
    ast.parse(Path(zhengan_verify.__file__).read_text("utf-8"), feature_version=(3, 9))
