"""Second factors: the published vectors, each code once, secrets sealed under a key outside the database."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.cast import Cast
from tests.conftest import NOW
from zhengan.identity import factors, sealing
from zhengan.identity.keeping import Factor, RecoveryCode
from zhengan.ledger import clock

SECRET = b"12345678901234567890"


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def app(cast: Cast) -> Factor:
    factor = factors.begin_app(cast.user("auditor"))
    factor.secret, factor.confirmed = sealing.seal(SECRET), True
    factor.save()
    return factor


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_vectors_of_rfc_6238(cast: Cast, second: int, code: str):
    """Appendix B, SHA-1, the last six of eight digits."""
    factor = app(cast)
    with clock.standing_at(datetime.fromtimestamp(second, UTC)):
        assert factors.is_right(factor, code)


def test_a_code_is_taken_once(cast: Cast):
    factor = app(cast)
    code = factors.code_at(factor, int(NOW.timestamp()) // 30)
    assert factors.app_takes(factor.user, f" {code[:3]} {code[3:]}")
    assert not factors.app_takes(factor.user, code)


@pytest.mark.parametrize(("late", "taken"), [(-61, False), (-30, True), (30, True), (61, False)])
def test_a_clock_may_be_off_by_a_step(cast: Cast, late: int, taken: bool):
    factor = app(cast)
    code = factors.code_at(factor, int((NOW + timedelta(seconds=late)).timestamp()) // 30)
    assert factors.app_takes(factor.user, code) is taken


def test_an_app_counts_once_it_is_confirmed(cast: Cast):
    factor = factors.begin_app(cast.user("auditor"))
    assert not factors.has_any(factor.user)
    assert not factors.app_takes(factor.user, factors.code_at(factor, int(NOW.timestamp()) // 30))


def test_the_database_holds_no_secret(cast: Cast):
    factor = app(cast)
    codes = factors.new_codes(factor.user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM identity_factor")
        sealed = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT digest FROM identity_recoverycode")
        digests = {row[0] for row in cursor.fetchall()}
    assert SECRET not in sealed
    assert not digests & {one.replace("-", "") for one in codes}
    (sealing._path()).unlink()
    with pytest.raises(sealing.Unreadable):  # whoever has the database alone
        sealing.unseal(sealed)


def test_the_key_is_its_owners_alone_and_can_be_changed(cast: Cast):
    factor = app(cast)
    path = sealing._path()
    assert path.stat().st_mode & 0o777 == 0o600
    old = path.read_bytes()
    path.unlink()
    sealing.seal(b"x")
    path.write_bytes(path.read_bytes() + old)
    assert sealing.unseal(bytes(factor.secret)) == SECRET


def test_two_processes_that_begin_together_have_one_key(tmp_path: Path):
    program = (
        "import django; django.setup();"
        "from zhengan.identity import sealing; import json; print(json.dumps([k.decode() for k in sealing._keys()]))"
    )
    env = {"ZHENGAN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zhengan.site.settings", "PATH": "/usr/bin"}
    runs = [subprocess.Popen([sys.executable, "-c", program], env=env, stdout=subprocess.PIPE) for _ in range(2)]
    assert len({json.dumps(json.loads(run.communicate(timeout=60)[0])) for run in runs}) == 1


def test_recovery_codes_open_once_however_they_are_typed(cast: Cast):
    user = cast.user("auditor")
    codes = factors.new_codes(user)
    assert len(codes) == len(set(codes)) == factors.CODES
    assert factors.code_takes(user, codes[0].lower().replace("-", " "))
    assert not factors.code_takes(user, codes[0])
    assert factors.codes_left(user) == factors.CODES - 1
    assert not factors.code_takes(cast.user("employee"), codes[1])
    factors.new_codes(user)
    assert not factors.code_takes(user, codes[1])
    assert RecoveryCode.objects.filter(user=user).count() == factors.CODES
