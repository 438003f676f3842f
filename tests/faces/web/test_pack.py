"""The evidence pack of a clause as a download: whole, proven, and only for those who may."""

import io
import zipfile
from pathlib import Path

from django.test import Client

from tests import make
from tests.cast import Cast
from zhengan.ledger import keys
from zhengan.ledger.core import verify
from zhengan.ledger.models import Entry

PERIOD = {"from": "2026-10-01", "to": "2026-12-31"}
CLAUSE = "9.6.9"
ADDRESS = f"/policy/{CLAUSE}/pack/"


def test_an_auditor_downloads_a_folder_that_verifies(cast: Cast, tmp_path: Path) -> None:
    make.training(cast, [cast.operator])
    client: Client = cast.client("auditor")
    assert ADDRESS in client.get(f"/policy/{CLAUSE}/").text
    answer = client.post(ADDRESS, PERIOD)
    name = f"zhengan-{CLAUSE}-2026-10-01-2026-12-31"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.zip"'
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    assert verify.main([str(tmp_path / name), "--key", str(keys.verifiers()[0])]) == 0


def test_others_are_not_offered_it_and_refused(cast: Cast) -> None:
    make.training(cast, [cast.operator])
    client = cast.client("operator")
    assert ADDRESS not in client.get(f"/policy/{CLAUSE}/").text
    assert client.post(ADDRESS, PERIOD).status_code == 403
    entry = Entry.objects.get(act="refused")
    assert (entry.register, entry.record_no) == ("clause", CLAUSE)


def test_what_cannot_be_made_is_said(cast: Cast) -> None:
    client = cast.client("auditor")
    before = Entry.objects.count()
    for period in ({}, {"from": "?", "to": "2026-12-31"}, PERIOD, {"from": "2026-12-31", "to": "2026-10-01"}):
        assert 400 <= client.post(ADDRESS, period).status_code < 500
    assert client.post("/policy/99.9/pack/", PERIOD).status_code == 404
    assert client.get(ADDRESS).status_code == 302  # back to where the form is
    assert Entry.objects.count() == before
