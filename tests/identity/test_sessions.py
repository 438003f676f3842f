"""Sessions: found by a digest, tied to a user, ended by idleness, by their longest time, and at once when told."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY

from tests.cast import Cast
from tests.conftest import NOW
from zhengan.identity import sessions
from zhengan.identity.keeping import Session
from zhengan.identity.sessions import SessionStore
from zhengan.ledger import clock


@pytest.fixture
def store(cast: Cast) -> SessionStore:
    made = SessionStore()
    made[SESSION_KEY] = str(cast.user("auditor").pk)
    made[sessions.ADDRESS] = "192.0.2.7"
    made.save()
    return made


def again(store: SessionStore) -> dict:
    return dict(SessionStore(store.session_key).items())


def test_the_table_does_not_hold_the_key(store: SessionStore):
    row = Session.objects.get()
    assert row.pk == sessions.digest(store.session_key or "")
    assert store.session_key not in (row.pk, row.data)
    assert row.address == "192.0.2.7"


def test_idleness_ends_it(store: SessionStore):
    with clock.standing_at(NOW + timedelta(minutes=14)):
        assert again(store)
    with clock.standing_at(NOW + timedelta(minutes=28)):  # the look before was a use
        assert again(store)
    with clock.standing_at(NOW + timedelta(minutes=44)):
        assert not again(store)
    assert not Session.objects.exists()


def test_nothing_puts_off_the_longest_time(store: SessionStore):
    for minutes in range(10, 600, 10):
        with clock.standing_at(NOW + timedelta(minutes=minutes)):
            found = SessionStore(store.session_key)
            assert found.get(SESSION_KEY)
            found["x"] = minutes
            found.save()
    with clock.standing_at(NOW + timedelta(minutes=601)):
        assert not again(store)


def test_a_new_key_goes_on_with_the_beginning(store: SessionStore):
    with clock.standing_at(NOW + timedelta(minutes=10)):
        old = store.session_key
        store.cycle_key()
        assert store.session_key != old
        assert not SessionStore(old).get(SESSION_KEY)
    assert Session.objects.get().begun_at == NOW


def test_a_session_that_was_ended_is_not_written_back(store: SessionStore):
    late = SessionStore(store.session_key)
    late["x"] = 1
    sessions.end_all(int(store[SESSION_KEY]))
    with pytest.raises(sessions.UpdateError):
        late.save()
    assert not Session.objects.exists()


def test_all_but_one_are_ended(cast: Cast, store: SessionStore):
    other = SessionStore()
    other[SESSION_KEY] = store[SESSION_KEY]
    other.save()
    assert sessions.end_all(int(store[SESSION_KEY]), but=store.session_key or "") == 1
    assert again(store)
    assert not again(other)


def test_an_unknown_key_is_not_taken_over(db: None):
    """Whoever plants a key gets another one."""
    planted = SessionStore("a" * 32)
    planted["x"] = 1
    planted.save()
    assert planted.session_key != "a" * 32


def test_ended_ones_are_cleared(store: SessionStore):
    with clock.standing_at(NOW + timedelta(days=1)):
        assert sessions.clear_ended() == 1
    SessionStore.clear_expired()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
         "Chrome · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1",
         "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Linux"),
        ("curl/8.0", ""),
    ],
)  # fmt: skip
def test_a_browser_in_words(agent: str, words: str):
    assert sessions.words_of(agent) == words
