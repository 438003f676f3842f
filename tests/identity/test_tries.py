"""Wrong tries: three lock their own source; a stranger, however many there are of him, locks no known device out."""

from datetime import timedelta

import pytest

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from zhengan.identity import devices, tries
from zhengan.identity.keeping import Try
from zhengan.ledger import clock

KNOWN = tries.Source("a203", "10.0.0.5", "mark")


def strange(number: int, login: str = "a203") -> tries.Source:
    return tries.Source(login, f"192.0.2.{number}")


@pytest.fixture
def limits(cast: Cast) -> tries.Limits:
    return tries.Limits.today()


def test_the_third_locks_and_says_so_once(limits: tries.Limits):
    assert [tries.failed(strange(1), limits) for _ in range(4)] == [False, False, True, False]
    assert tries.locked_until(strange(1), limits) == NOW + limits.lock
    assert tries.locked_until(strange(2), limits) is None


def test_the_lock_ends_by_itself_by_the_parameter(cast: Cast, limits: tries.Limits):
    for _ in range(3):
        tries.failed(strange(1), limits)
    with clock.standing_at(NOW + timedelta(minutes=14)):
        assert tries.locked_until(strange(1), limits)
    with clock.standing_at(NOW + timedelta(minutes=16)):
        assert not tries.locked_until(strange(1), limits)
    make.parameter(cast, "login-lock-time", "PT1H")
    with clock.standing_at(NOW + timedelta(minutes=16)):
        assert tries.locked_until(strange(1), tries.Limits.today())


def test_many_strangers_lock_strangers_and_not_the_known_device(limits: tries.Limits):
    for number in range(15):
        tries.failed(strange(number), limits)
    assert tries.locked_until(strange(99), limits)
    assert tries.locked_until(KNOWN, limits) is None
    assert tries.locked_until(strange(99, "a204"), limits) is None


def test_one_address_that_tries_everybody_is_locked_for_all_but_known_devices(limits: tries.Limits):
    for number in range(30):
        tries.failed(tries.Source(f"a{number}", "192.0.2.1"), limits)
    assert tries.locked_until(strange(1, "somebody"), limits)
    assert tries.locked_until(tries.Source("a203", "192.0.2.1", "mark"), limits) is None
    assert tries.locked_until(strange(2, "somebody"), limits) is None


def test_a_known_device_is_locked_by_its_own(limits: tries.Limits):
    for _ in range(3):
        tries.failed(KNOWN, limits)
    assert tries.locked_until(KNOWN, limits)


def test_success_begins_again_for_its_own_source_alone(limits: tries.Limits):
    for source in (KNOWN, strange(1)):
        tries.failed(source, limits)
    tries.succeeded(KNOWN)
    assert [one.address for one in Try.objects.all()] == ["192.0.2.1"]


def test_who_has_shown_who_he_is_gets_his_login_back(limits: tries.Limits):
    for number in range(15):
        tries.failed(strange(number), limits)
    tries.forgive("a203")
    assert tries.locked_until(strange(99), limits) is None


def test_what_counts_no_more_is_cleared(limits: tries.Limits):
    tries.failed(strange(1), limits)
    with clock.standing_at(NOW + timedelta(hours=1)):
        assert tries.clear(limits) == 1


def test_a_mark_is_signed_and_belongs_to_one_login(settings):
    cookie = devices.marked("", 7)
    assert devices.mark_of(cookie, 7)
    assert not devices.mark_of(cookie, 8)
    assert not devices.mark_of(cookie[:-2] + "xx", 7)
    assert not devices.mark_of("nonsense", 7)
    assert not devices.mark_of(cookie, None)
    again = devices.marked(cookie, 8)
    assert devices.mark_of(again, 7) == devices.mark_of(cookie, 7)
    for user in range(100, 120):
        again = devices.marked(again, user)
    assert len(devices.marks(again)) == devices.AT_MOST
    settings.SECRET_KEY = "another"
    assert not devices.marks(cookie)
