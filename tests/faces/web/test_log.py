"""The log for other programs: tiles and checkpoint over HTTP, read by a program that this project did not write."""

import pytest
from django.conf import settings

from tests.cast import Cast
from zhengan.kernel import acts
from zhengan.ledger import keys, sequencer
from zhengan.ledger.core.merkle import leaf_hash
from zhengan.ledger.core.tiles import parse_bundle, parse_tile
from zhengan.ledger.leaves import COLUMNS, leaf_of
from zhengan.ledger.models import Entry, Leaf


@pytest.fixture
def http(live_server):
    """What tlog-scales reads the log with; closed in the end, so that no thread of the server stays with it."""
    made = pytest.importorskip("tlog_scales.backend").HttpBackend(f"{live_server.url}/log")
    yield made
    made.session.close()


BUNDLE, HASHES = "/log/tile/entries/000", "/log/tile/0/000"


def grow(cast: Cast, count: int) -> int:
    """Enter so many acts more and sign; returns the size of the log."""
    by = cast.actor("auditor")
    for number in range(count):
        acts.comment(by=by, text=f"{number}", clause="7.1.3.6")
    sequencer.step()
    return Leaf.objects.count()


@pytest.fixture
def public(settings):
    settings.LEDGER_PUBLIC = True


def test_it_is_closed_to_strangers_and_to_whoever_holds_no_staff_office(cast: Cast, client):
    grow(cast, 300)
    for path in ("/log/checkpoint", HASHES, BUNDLE, "/log/nonsense"):
        assert client.get(path).status_code == 403
        assert cast.client("employee").get(path).status_code == 403
    assert Entry.objects.filter(act="refused", actor_id=cast.user("employee").pk).count() == 4


def test_staff_reads_the_tree_and_readers_of_the_trail_the_entries(cast: Cast):
    grow(cast, 300)
    developer, auditor = cast.client("developer"), cast.client("auditor")
    for path in ("/log/checkpoint", HASHES):
        assert developer.get(path).status_code == 200
    assert developer.get(BUNDLE).status_code == 403
    assert auditor.get(BUNDLE).status_code == 200


@pytest.mark.usefixtures("public")
def test_open_to_everybody_never_means_the_entries(cast: Cast, client):
    grow(cast, 300)
    assert client.get("/log/checkpoint").status_code == 200
    assert client.get(HASHES).status_code == 200
    assert client.get(BUNDLE).status_code == 403


def test_types_and_how_long_they_may_be_kept(cast: Cast, settings):
    size = grow(cast, 300)
    client = cast.client("auditor")
    note = client.get("/log/checkpoint")
    assert note.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert note.headers["Cache-Control"] == "no-cache"
    for path, kept in {
        HASHES: "private, max-age=31536000, immutable",
        BUNDLE: "private, max-age=31536000, immutable",
        f"/log/tile/0/001.p/{size - 256}": "private, no-cache",
        f"/log/tile/entries/001.p/{size - 256}": "private, no-cache",
    }.items():
        answer = client.get(path)
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Cache-Control"] == kept
    settings.LEDGER_PUBLIC = True
    assert client.get(HASHES).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(BUNDLE).headers["Cache-Control"].startswith("private")
    assert len(parse_tile(client.get(HASHES).content, width=256)) == 256
    assert len(parse_bundle(client.get(BUNDLE).content, width=256)) == 256


@pytest.mark.parametrize(
    "path",
    ["/log/tile/0/1", "/log/tile/0/001", "/log/tile/9/000", "/log/tile/0/000.p/0", "/log/tile/0/000.p/256",
     "/log/tile/entries/x001/000", "/log/tile/entries/001.p/255", "/log/tile/0/000/", "/log/entries/000",
     "/log/tile/-1/000", "/log/tile/00/000", "/log/tile/../../etc/passwd"],
)  # fmt: skip
def test_what_is_no_tile_of_this_tree_is_not_found(cast: Cast, path: str):
    grow(cast, 1)
    assert cast.client("auditor").get(path).status_code == 404


def test_before_anything_is_signed_there_is_no_checkpoint(cast: Cast):
    assert cast.client("auditor").get("/log/checkpoint").status_code == 404


def test_it_is_only_read(cast: Cast):
    assert cast.client("auditor").post("/log/checkpoint").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_an_independent_client_follows_a_growing_log_over_http(cast: Cast, http):
    """tlog-scales, signed in as the auditor, fetches checkpoint, tiles and entries, and they belong together.

    Every checkpoint that it saw earlier must be a beginning of the next one, over HTTP and by its own reckoning.
    """
    reading = pytest.importorskip("tlog_scales.reader")
    signing = pytest.importorskip("tlog_scales.signing")
    name = settings.SESSION_COOKIE_NAME
    http.session.cookies.set(name, cast.client("auditor").cookies[name].value)
    seen = []
    for count in (200, 90, 300):
        size = grow(cast, count)
        reader = reading.TilesReader(http)
        head = reader.get_checkpoint()
        (key,) = keys.verifiers()
        head.verify(signing.Vkey.from_string(str(key)))
        assert (head.size, reader.calculate_root_hash()) == (size, head.root_hash)
        for old, root in seen:
            reader.get_consistency_proof(old, size).check(root, head.root_hash)
        for index in (0, size // 2, size - 1):
            entry = reader.get_entry(index)
            number = Leaf.objects.get(index=index).entry_id
            assert entry == bytes(leaf_of(Entry.objects.filter(pk=number).values_list(*COLUMNS).get()))
            reader.get_inclusion_proof(index, size).check(leaf_hash(entry), head.root_hash)
        seen.append((size, head.root_hash))


@pytest.mark.usefixtures("public")
@pytest.mark.django_db(transaction=True)
def test_an_independent_client_without_a_name_gets_hashes_and_no_entry(cast: Cast, http):
    reading = pytest.importorskip("tlog_scales.reader")
    size = grow(cast, 300)
    reader = reading.TilesReader(http)
    assert reader.get_checkpoint().size == size
    assert reader.calculate_root_hash() == reader.get_checkpoint().root_hash
    assert http.get("tile", "entries", "000") is None
