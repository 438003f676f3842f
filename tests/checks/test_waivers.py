"""What does not apply: asked for by one, approved by another, for a year at most, and judged so at once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.cast import Cast
from tests.checks.rows import ago
from zhengan.catalogue import UnknownClause
from zhengan.checks import verdicts, waivers
from zhengan.checks.models import NotApplicable
from zhengan.checks.verdict import judge
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

UNTIL = ago(-300)
WHY = "本公司未設物聯網設備"


def asked(cast: Cast, clause: str = "13.4") -> NotApplicable:
    return waivers.ask(clause, reason=WHY, valid_until=UNTIL, by=cast.actor("security_officer"))


def status(clause: str) -> str:
    return verdicts.current([clause])[clause].status


def test_an_approved_waiver_makes_the_clause_and_all_under_it_not_applicable(cast: Cast) -> None:
    waiver = asked(cast)
    assert status("13.4") == "not_met"
    waivers.approve(waiver, by=cast.actor("ciso"))
    assert status("13.4") == status("13.4.1") == "not_applicable"
    assert status("13.3.1") == "not_met"
    said = verdicts.current(["13.4"])["13.4"]
    assert WHY in said.sentence_zh
    assert (said.due_on, said.turns_on) == (UNTIL, date.fromordinal(UNTIL.toordinal() + 1))
    waivers.end(waiver, by=cast.actor("ciso"), reason="已採購")
    assert status("13.4") == "not_met"
    assert list(Entry.objects.filter(record_no="13.4").order_by("pk").values_list("act", flat=True)) == [
        "waiver_ask",
        "waiver_approve",
        "waiver_end",
    ]


def test_a_waiver_ends_with_its_last_day(cast: Cast) -> None:
    waivers.approve(asked(cast), by=cast.actor("ciso"))
    assert judge(["13.4"], on=UNTIL)[0].status == "not_applicable"
    assert judge(["13.4"], on=ago(-301))[0].status == "not_met"


def test_nobody_approves_what_he_asked_for(cast: Cast) -> None:
    waiver = waivers.ask("13.4", reason=WHY, valid_until=UNTIL, by=cast.actor("ciso"))
    with pytest.raises(Refused):
        waivers.approve(waiver, by=cast.actor("ciso"))
    with pytest.raises(IntegrityError), transaction.atomic():
        NotApplicable.objects.filter(pk=waiver.pk).update(approved_by=waiver.asked_by, approved_at=clock.now())
    waivers.approve(waiver, by=cast.actor("president"))


def test_offices_bind(cast: Cast) -> None:
    with pytest.raises(Refused):
        waivers.ask("13.4", reason=WHY, valid_until=UNTIL, by=cast.actor("employee"))
    waiver = asked(cast)
    with pytest.raises(Refused):
        waivers.approve(waiver, by=cast.actor("security_officer"))
    with pytest.raises(Refused):
        waivers.end(waiver, by=cast.actor("operator"), reason="x")


@pytest.mark.parametrize("until", [ago(0), ago(-366)])
def test_no_longer_than_a_year_and_not_for_the_past(cast: Cast, until: date) -> None:
    with pytest.raises(NotPossible):
        waivers.ask("13.4", reason=WHY, valid_until=until, by=cast.actor("ciso"))


def test_reasons_are_given(cast: Cast) -> None:
    with pytest.raises(NotPossible):
        waivers.ask("13.4", reason=" ", valid_until=UNTIL, by=cast.actor("ciso"))
    with pytest.raises(NotPossible):
        waivers.end(asked(cast), by=cast.actor("ciso"), reason="")
    with pytest.raises(UnknownClause):
        waivers.ask("99.9", reason=WHY, valid_until=UNTIL, by=cast.actor("ciso"))


def test_each_step_is_taken_once(cast: Cast) -> None:
    waiver = asked(cast)
    with pytest.raises(NotPossible):
        asked(cast)
    waivers.approve(waiver, by=cast.actor("ciso"))
    with pytest.raises(NotPossible):
        waivers.approve(waiver, by=cast.actor("president"))
    waivers.end(waiver, by=cast.actor("ciso"), reason="x")
    with pytest.raises(NotPossible):
        waivers.end(waiver, by=cast.actor("ciso"), reason="x")
    assert list(waivers.open_waivers()) == []
    assert list(waivers.open_waivers("13.4")) == []


def test_what_was_asked_for_too_long_ago_cannot_be_approved(cast: Cast) -> None:
    waiver = asked(cast)
    NotApplicable.objects.filter(pk=waiver.pk).update(valid_until=ago(1))
    with pytest.raises(NotPossible):
        waivers.approve(waiver, by=cast.actor("ciso"))
