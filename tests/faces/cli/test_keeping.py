"""`zhengan keeping`: two people dispose of what is past its term; what is held stays; refusals are entered."""

import pytest

from tests import make
from tests.cast import Cast
from zhengan.faces.cli.main import run
from zhengan.kernel.models import Disposal, LegalHold
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

LATER = clock.datetime(2040, 1, 1, tzinfo=clock.TAIPEI)


def keeping(*arguments: str) -> int:
    with clock.standing_at(LATER):
        return run(["--language", "en", "keeping", *arguments])


def test_two_people_dispose_of_what_is_past_its_term(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    hr, ciso = cast.user("hr").username, cast.user("ciso").username
    record = make.training(cast, [cast.employee])
    assert keeping("list") == 0
    assert "organization.training" in capsys.readouterr().out
    assert keeping("hold", "organization.training", "--no", record.no, "--reason", "lawsuit", "--as", ciso) == 0
    assert keeping("ask", "organization.training", "--reason", "over", "--as", hr) == 1  # nothing is free to go
    assert keeping("list") == 0
    assert "lawsuit" in capsys.readouterr().out
    assert keeping("lift", str(LegalHold.objects.get().pk), "--reason", "over", "--as", ciso) == 0
    assert keeping("ask", "organization.training", "--reason", "over", "--as", hr) == 0
    number = str(Disposal.objects.get().pk)
    assert keeping("approve", number, "--as", hr) == 3
    assert Entry.objects.filter(act="refused", via="cli").count() == 1
    assert keeping("approve", number, "--as", ciso) == 0
    assert not register("organization.training").record.objects.exists()
    assert keeping("approve", number, "--as", ciso) == 1  # decided already


def test_what_is_asked_can_be_turned_down(cast: Cast) -> None:
    make.training(cast, [cast.employee])
    assert keeping("ask", "organization.training", "--reason", "over", "--as", cast.user("hr").username) == 0
    number = str(Disposal.objects.get().pk)
    assert keeping("refuse", number, "--reason", "needed", "--as", cast.user("ciso").username) == 0
    assert register("organization.training").record.objects.exists()


@pytest.mark.parametrize(
    "told",
    [("ask", "nothing", "--as"), ("approve", "99", "--as"), ("lift", "99", "--reason", "x", "--as")],
    ids=["no register", "no request", "no hold"],
)
def test_what_is_not_there_is_said(cast: Cast, told: tuple[str, ...]) -> None:
    assert keeping(*told, cast.user("ciso").username) == 2
