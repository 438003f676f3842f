"""The yearly declaration: a frozen text, four signatures by four accounts, the board, disclosure (2.2.6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from tests.checks.rows import at, person, row
from zhengan.checks.status import Status
from zhengan.checks.verdict import Judging
from zhengan.faces.web.places import record_url
from zhengan.identity import offices
from zhengan.kernel import acts, evidence, guard
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

SIGNERS = ("ciso", "chairperson", "president", "chief_auditor")
YEAR = date(2025, 12, 31)


def test_it_goes_from_draft_to_disclosure_and_each_step_is_in_the_trail(cast):
    done = make.declaration(cast, state="disclosed")
    assert done.state == "disclosed"
    assert {getattr(done, f"{office}_signed_by").pk for office in SIGNERS} == {
        getattr(cast, office).pk for office in SIGNERS
    }
    assert done.disclosure_due == date(2026, 3, 31)
    signed = Entry.objects.filter(register="assurance.declaration", act="move:signing-signing")
    assert signed.count() == 4


@pytest.mark.parametrize("last", SIGNERS)
def test_it_is_signed_with_the_fourth_signature_whatever_the_order(cast, last):
    others = tuple(one for one in SIGNERS if one != last)
    waiting = make.declaration(cast, state="signing", signed_by=others[::-1])
    assert waiting.state == "signing"
    assert acts.move(waiting, "signing", by=cast.actor(last)).state == "signed"


@pytest.mark.parametrize("office", SIGNERS)
@pytest.mark.parametrize("other", SIGNERS)
def test_one_account_never_signs_for_two_offices(cast, office, other):
    """Even where an account holds both offices, one signature is all it has."""
    if office != other:
        offices.grant(getattr(cast, office).user, other, from_on=clock.today(), to_on=None, source="")
    signing = make.declaration(cast, state="signing", signed_by=(office,))
    with pytest.raises(Refused):
        acts.move(signing, "signing", by=cast.actor(office))
    signing.refresh_from_db()
    assert [name for name in SIGNERS if getattr(signing, f"{name}_signed_by")] != list(SIGNERS)
    assert sum(getattr(signing, f"{name}_signed_at") is not None for name in SIGNERS) == 1


def test_the_database_refuses_one_person_in_two_places(cast):
    signing = make.declaration(cast, state="signing", signed_by=("ciso",))
    with pytest.raises(IntegrityError), transaction.atomic(), guard.writing():
        type(signing).objects.filter(pk=signing.pk).update(president_signed_by=cast.ciso)


@pytest.mark.parametrize("state", ["draft", "signing", "signed", "board_passed", "disclosed"])
def test_its_page_shows_each_of_them_what_is_his_to_do(cast, judged, state):
    record = make.declaration(cast, state=state)
    signs = {}
    for name in (*SIGNERS, "compliance", "auditor"):
        page = cast.client(name).get(record_url(record.register, record.no))
        assert page.status_code == 200
        signs[name] = "/move/signing/" in page.text
        waits = record.no in cast.client(name).get("/").text
        assert waits == ((state == "signing" and name in SIGNERS) or (state == "signed" and name == "chairperson")), (
            name
        )
    wanted = {"draft": {"ciso"}, "signing": set(SIGNERS)}
    assert {name for name, offered in signs.items() if offered} == wanted.get(state, set())


def test_a_second_holder_of_an_office_does_not_sign_over_the_first(cast):
    offices.grant(cast.compliance.user, "president", from_on=clock.today(), to_on=None, source="")
    signing = make.declaration(cast, state="signing", signed_by=("president",))
    with pytest.raises(NotPossible):
        acts.move(signing, "signing", by=cast.actor("compliance"))
    signing.refresh_from_db()
    assert signing.president_signed_by == cast.president


@pytest.mark.parametrize("name", ["security_officer", "it_manager", "auditor", "employee"])
def test_nobody_else_signs(cast, name):
    with pytest.raises(Refused):
        acts.move(make.declaration(cast, state="signing"), "signing", by=cast.actor(name))


@pytest.mark.parametrize(
    "changed",
    [{"body": "一切良好。"}, {"matters_noted": "無"}, {"fiscal_year": 2024}, {"fiscal_year_end": date(2024, 12, 31)}],
    ids=lambda changed: next(iter(changed)),
)
@pytest.mark.parametrize("state", ["signing", "signed", "board_passed", "disclosed"])
def test_the_frozen_text_is_never_changed(cast, state, changed):
    record = make.declaration(cast, state=state)
    with pytest.raises((ValidationError, NotPossible)):
        acts.change(record, changed, by=cast.actor("security_officer"), reason="更正")


def test_a_text_altered_past_the_acts_is_not_signed(cast):
    signing = make.declaration(cast, state="signing", signed_by=("ciso",))
    with guard.writing():
        type(signing).objects.filter(pk=signing.pk).update(body="一切良好。")
    with pytest.raises((NotPossible, ValidationError)):
        acts.move(signing, "signing", by=cast.actor("president"))


def test_taken_back_it_loses_every_signature_and_may_be_redrafted(cast):
    signing = make.declaration(cast, state="signing", signed_by=("ciso", "president"))
    with pytest.raises(NotPossible):
        acts.move(signing, "draft", by=cast.actor("chairperson"))
    draft = acts.move(signing, "draft", by=cast.actor("chairperson"), reason="應敘明委外稽核結果")
    assert not any(getattr(draft, f"{office}_signed_{what}") for office in SIGNERS for what in ("by", "at"))
    draft = acts.change(draft, {"body": "委外稽核缺失兩件。"}, by=cast.actor("security_officer"))
    again = acts.move(draft, "signing", by=cast.actor("ciso"))
    assert acts.move(again, "signing", by=cast.actor("president")).president_signed_by == cast.president


def test_a_year_that_is_not_over_is_not_declared(cast):
    early = make.declaration(cast, fiscal_year=2026, fiscal_year_end=date(2026, 12, 31))
    with pytest.raises(NotPossible):
        acts.move(early, "signing", by=cast.actor("ciso"))


@pytest.mark.parametrize("days", [-1, 1], ids=["before the last signature", "to come"])
def test_the_board_comes_after_the_signatures(cast, days):
    signed = make.declaration(cast, state="signed")
    with pytest.raises(NotPossible):
        acts.move(
            signed,
            "board_passed",
            by=cast.actor("chairperson"),
            values={"board_passed_on": clock.today() + timedelta(days=days)},
        )


def test_the_board_does_not_pass_what_nobody_signed(cast):
    for state in ("draft", "signing"):
        with pytest.raises(NotPossible):
            acts.move(
                make.declaration(cast, state=state, fiscal_year=2000 + len(state)),
                "board_passed",
                by=cast.actor("chairperson"),
                values={"board_passed_on": clock.today()},
            )


@pytest.mark.parametrize("given", ["day", "file", "too early", "to come"])
def test_it_is_disclosed_after_the_board_with_proof(cast, given):
    passed = make.declaration(cast, state="board_passed")
    receipt = evidence.keep_bytes(b"MOPS", name="receipt.txt")
    days = {"too early": -1, "to come": 1}
    values = {"disclosed_on": clock.today() + timedelta(days=days.get(given, 0)), "disclosure_receipt": receipt}
    values.pop({"day": "disclosure_receipt", "file": "disclosed_on"}.get(given, ""), None)
    with pytest.raises((NotPossible, ValidationError)):
        acts.move(passed, "disclosed", by=cast.actor("compliance"), values=values)


def test_there_is_one_declaration_for_a_year_unless_it_was_voided(cast):
    first = make.declaration(cast)
    with pytest.raises(ValidationError):
        make.declaration(cast)
    acts.void(first, by=cast.actor("security_officer"), reason="年度誤植")
    assert make.declaration(cast).pk != first.pk


def test_without_a_text_it_is_drafted_from_the_records_of_the_year(cast, judged):
    discovered = datetime(2025, 7, 1, tzinfo=UTC)
    row("incidents.incident", discovered_at=discovered, reported_at=discovered)
    row("incidents.incident", discovered_at=datetime(2024, 7, 1, tzinfo=UTC), reported_at=discovered)
    row("assurance.finding", state="planned")
    text = make.declaration(cast, body="").body
    assert "114 年度" in text
    assert "1 件資安事件" in text
    assert "1 件缺失" in text
    assert "二（二）6" in text, "this very clause is not met yet"


def declared(**values):
    """The declaration on 2025, signed, passed and disclosed in March 2026 unless something else is said."""
    people = {f"{office}_signed_by": person() for office in SIGNERS}
    times = {f"{office}_signed_at": at(date(2026, 3, 2)) for office in SIGNERS}
    days = {"board_passed_on": date(2026, 3, 20), "disclosed_on": date(2026, 3, 31)}
    standard = {"fiscal_year": 2025, "fiscal_year_end": YEAR, "disclosure_due": date(2026, 3, 31), "state": "disclosed"}
    return row("assurance.declaration", **{**standard, **people, **times, **days, **values})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "done", "seen", "due", "turns"),
    [
        (date(2026, 1, 1), False, Status.ATTENTION, date(2026, 3, 31), date(2026, 4, 1)),
        (date(2026, 3, 31), False, Status.ATTENTION, date(2026, 3, 31), date(2026, 4, 1)),
        (date(2026, 4, 1), False, Status.NOT_MET, date(2026, 3, 31), date(2027, 1, 1)),
        (date(2026, 3, 31), True, Status.MET, date(2027, 3, 31), date(2027, 1, 1)),
        (date(2026, 12, 31), True, Status.MET, date(2027, 3, 31), date(2027, 1, 1)),
        (date(2027, 1, 1), True, Status.ATTENTION, date(2027, 3, 31), date(2027, 4, 1)),
    ],
)
def test_the_verdict_follows_the_day(on, done, seen, due, turns):
    if done:
        declared()
    verdict = Judging(on).verdict("2.2.6")
    assert (verdict.status, verdict.due_on, verdict.turns_on) == (seen, due, turns)
    assert Judging(turns).verdict("2.2.6").status is dict(verdict.course)[turns]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "board_passed"},
        {"president_signed_at": None},
        {"chief_auditor_signed_by": None},
        {"ciso_signed_at": at(date(2026, 3, 21))},
        {"board_passed_on": date(2026, 4, 1), "disclosed_on": date(2026, 3, 30)},
        {"disclosed_on": date(2026, 4, 1)},
        {"fiscal_year": 2024},
    ],
    ids="+".join,
)
def test_what_is_out_of_order_or_late_is_not_met(wrong):
    declared(**wrong)
    assert Judging(date(2026, 11, 20)).verdict("2.2.6").status is Status.NOT_MET
    assert register("assurance.declaration").record.objects.exists()
