"""Addresses that people may write down: the server shows them and never goes there (SSRF)."""

import urllib.request
from pathlib import Path

from django.db import models

from tests.attacks.live import content_of
from tests.attacks.planted.conftest import Firm, Listener
from zhengan.checks import packs
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel import sweeps
from zhengan.kernel.register import Register, registers


def addresses_of(one: Register) -> list[str]:
    """The columns of a register, and of its child rows, that hold an address."""
    fields = [*one.fields, *(field for name in one.lines for field in one.line_fields(name))]
    return [field.name for field in fields if isinstance(field, models.URLField)]


def test_ssrf_in_every_url_field(firm: Firm, listener: Listener, tmp_path: Path) -> None:
    """Read, searched, exported, packed as PDF, swept: nobody came to the address that stands in the records."""
    found = [one for one in registers() if addresses_of(one)]
    assert found
    for one in found:
        record, browser = firm.records[one.code], firm.browser(one)
        for name in addresses_of(one):
            if hasattr(record, name):
                assert getattr(record, name).startswith(listener.address)
        for address in (register_url(one), record_url(one, record.no), record_url(one, record.no, "edit"),
                        record_url(one, record.no, "print"), f"{register_url(one)}export.xlsx"):  # fmt: skip
            answer = browser.get(address)
            assert answer.status_code == 200
            assert content_of(answer)
    made = packs.of_record(record.no, folder=tmp_path / "pack", by=firm.cast.actor("auditor"))
    assert made.pdf == "", made.pdf
    done = sweeps.run_due()
    assert len(done) > 5
    assert listener.heard == []


def test_the_listener_hears_whoever_comes(listener: Listener) -> None:
    """So that the test above does not hold because nobody listens."""
    with urllib.request.urlopen(listener.address) as answer:  # noqa: S310 (loopback)
        assert answer.status == 200
    assert listener.heard
    listener.heard.clear()
