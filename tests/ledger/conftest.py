"""What the tests of the ledger's app share: acts to enter, and checkpoints read back."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import transaction

from zhengan.ledger.append import Teller, Telling, append
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.note import Note

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
WHO = Teller(actor_id=7, actor_name="王小明", via="web", address="192.0.2.7", request_id="r-1")


def enter(count: int = 1, *, act: str = "view") -> list[int]:
    """Enter acts that change no record; returns their numbers."""
    with transaction.atomic():
        told = [Telling(act=act, body={"page": number}) for number in range(count)]
        return [entry.pk for entry in append(told, by=WHO, at=AT)]


def read(signed: bytes) -> Checkpoint:
    """What a signed checkpoint says."""
    return Checkpoint.parse(Note.parse(signed).text)


@pytest.fixture
def acts(db: None) -> Callable[..., list[int]]:
    """Enter acts."""
    return enter
