"""From parts to a verdict: partial evidence, force of the wording, headings, statements."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.checks.answering import answered
from tests.checks.rows import (
    TODAY,
    ago,
    asset,
    document,
    parameter,
    person,
    policy_review,
    row,
    statement,
    system,
    training,
)
from zhengan.catalogue import Period, catalogue
from zhengan.checks import declare, verdict
from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import Kind, NotYet
from zhengan.checks.populations import document_in_force
from zhengan.checks.reading import records
from zhengan.checks.status import Status
from zhengan.checks.verdict import Judging, judge

DAY = timedelta(days=1)


# -- from parts to a verdict --------------------------------------------------------------------------------------


def in_part(clause: str, judging: Any) -> Any:
    """Let a clause be judged by what is seen so far, while it waits for a scan and for the undertakings."""
    return answered(clause, judging, waits_for=("sensor:scan", "undertaking"))


def mail_rules(on: date, _p: Any) -> Part:
    """The rules on e-mail are in force."""
    return document_in_force("email_use", on=on)


@pytest.mark.django_db
def test_what_is_not_all_to_be_seen_is_never_met() -> None:
    document("email_use")
    with in_part("9.6.6", mail_rules):
        (found,) = judge(["9.6.6"], on=TODAY)
    assert (found.kind, found.status) == (Kind.NOT_YET, Status.NO_DATA)
    assert found.sentence["zh-hant"].startswith("目前可見：「電子郵件使用安全規定」文件已施行。")
    assert "切結與協議" in found.sentence["zh-hant"]
    assert found.sentence["en"].startswith("So far: A document on")
    assert [part["status"] for part in found.parts] == ["met"]


@pytest.mark.django_db
def test_a_breach_among_what_can_be_seen_is_a_breach() -> None:
    with in_part("9.6.6", mail_rules):
        (found,) = judge(["9.6.6"], on=TODAY)
    assert (found.kind, found.status) == (Kind.NOT_YET, Status.NOT_MET)
    assert "其餘尚無法判定" in found.sentence["zh-hant"]


@pytest.mark.django_db
def test_what_is_seen_so_far_turns_on_its_day() -> None:
    asset(last_verified_on=ago(10))

    def verified(on: date, _p: Any) -> Part:
        return each(records("assets.asset")).must_be_fresh(
            "last_verified_on", every=Period("P1Y"), on=on, holds="a.", fails="b."
        )

    with in_part("5.2.3", verified):
        (found,) = judge(["5.2.3"], on=TODAY)
        assert found.status is Status.NO_DATA
        assert found.course == ((ago(-356), Status.NOT_MET),)
        assert judge(["5.2.3"], on=found.turns_on)[0].status is Status.NOT_MET
        assert judge(["5.2.3"], on=found.turns_on - DAY)[0].status is Status.NO_DATA


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("clause", "status", "course"),
    [
        ("13.4.5", Status.ATTENTION, ()),  # 宜
        ("3.4", Status.MET, ()),  # 得
        ("13.2.2", Status.NOT_MET, ()),  # 應
    ],
)
def test_the_force_of_the_wording_softens_a_breach(clause: str, status: Status, course) -> None:
    with answered(clause, lambda on, _p: document_in_force("iot", on=on)):
        (found,) = judge([clause], on=TODAY)
    assert (found.status, found.course) == (status, course)


@pytest.mark.django_db
@pytest.mark.parametrize(("clause", "then"), [("13.4.5", Status.ATTENTION), ("13.2.2", Status.NOT_MET)])
def test_a_recommendation_turns_only_once(clause: str, then: Status) -> None:
    system(tier_reviewed_on=ago(350))

    def judging(on, p):
        return each(records("assets.info_system")).must_be_fresh(
            "tier_reviewed_on", every=Period("P1Y"), on=on, holds="a.", fails="b."
        )

    with answered(clause, judging):
        (found,) = judge([clause], on=TODAY)
    assert found.status is Status.ATTENTION
    assert [status for _day, status in found.course] == ([] if then is Status.ATTENTION else [then])


@pytest.mark.django_db
def test_population_and_exceptions_come_from_one_part() -> None:
    """A number must fit its sentence: of two broken conditions the one with most exceptions leads."""
    one = system()
    asset(info_system=one)
    asset(owner=person(state="left"))
    asset(owner=person(state="left"))
    system()
    (found,) = judge(["5.2.1"], on=TODAY)
    assert (found.population, found.exceptions) == (3, 2)
    assert "1 個未登錄資產" in found.sentence["zh-hant"]
    assert "2 項缺名稱" in found.sentence["zh-hant"]


@pytest.mark.django_db
def test_a_heading_with_a_duty_of_its_own_takes_in_its_children() -> None:
    run = Judging(TODAY)
    ten = run.verdict("10")  # 10.3.1 under it lacks a document
    assert ten.kind is Kind.CHECK
    assert ten.status is Status.NOT_MET
    assert "本項下" in ten.sentence["zh-hant"]
    document("incident_reporting")
    two = Judging(TODAY).verdict("2.1.4")
    assert two.kind is Kind.CHECK
    assert two.status is Status.NO_DATA  # its own duty is met, no incident shows the rest
    assert two.reads >= {"incidents.incident", "policy.policy_document"}


@pytest.mark.django_db
def test_a_heading_that_does_not_apply_asks_no_children() -> None:
    statement("13.2.3", "not_applicable")
    assert judge(["13.2.3"], on=TODAY)[0].status is Status.NOT_APPLICABLE


@pytest.mark.django_db
def test_a_heading_names_at_most_five_children() -> None:
    rolled = Judging(TODAY)._rollup(catalogue().clause("2.1.3"))  # ten children, none of which has data
    assert rolled.exceptions == 10
    assert rolled.sentence["en"].count("2.1.3.") == 5
    assert "2.1.3.5…" in rolled.sentence["en"]
    assert "二（一）3.(5)…" in rolled.sentence["zh-hant"]


@pytest.mark.django_db
def test_the_course_of_a_heading_is_the_worst_of_its_children() -> None:
    system(tier_reviewed_on=ago(20))
    policy_review("system_tier", reviewed_on=ago(20))
    run = Judging(TODAY)
    tiers = run.verdict("5.3.5")
    section = run.verdict("5.3")
    assert tiers.turns_on == ago(-315)  # then a review is due within 30 days
    assert section.status is Status.NOT_MET
    assert section.course == ()


@pytest.mark.django_db
def test_a_reason_can_be_given_for_what_cannot_be_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    clause = catalogue().clause("7.2.1")
    monkeypatch.delitem(declare._checks, "7.2.1")
    monkeypatch.setitem(
        declare._not_yet, "7.2.1", NotYet(clause="7.2.1", waits_for=("sensor:scan", "data_change"), reason="")
    )
    (found,) = judge(["7.2.1"], on=TODAY)
    assert verdict.waits_for(clause) == ("sensor:scan", "data_change")
    assert "sensor:scan" in found.sentence["en"]
    monkeypatch.setitem(declare._not_yet, "7.2.1", NotYet(clause="7.2.1", waits_for=(), reason="等候感測器。"))
    assert judge(["7.2.1"], on=TODAY)[0].sentence["zh-hant"] == "等候感測器。"
    assert verdict.waits_for(clause) == ()


def test_not_yet_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(declare._checks, "7.2.1")
    try:
        declare.not_yet("7.2.1", waits_for=("sensor:scan",))
        assert declare.not_yet_of("7.2.1") == NotYet(clause="7.2.1", waits_for=("sensor:scan",), reason="")
        with pytest.raises(declare.TwiceAnswered):
            declare.not_yet("7.2.1")
    finally:
        declare._not_yet.pop("7.2.1", None)


@pytest.mark.django_db
def test_a_check_that_asks_for_nothing_proves_nothing() -> None:
    with answered("5.1.1", lambda _on, _p: []):
        (found,) = judge(["5.1.1"], on=TODAY)
    assert found.status is Status.NO_DATA


# -- statements ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "until", "status", "turns_on"),
    [
        ("holds", ago(-300), Status.MET, ago(-270)),
        ("holds", ago(-20), Status.ATTENTION, ago(-21)),
        ("holds", ago(1), Status.NO_DATA, None),
        ("fails", ago(-300), Status.NOT_MET, ago(-301)),
        ("not_applicable", ago(-300), Status.NOT_APPLICABLE, ago(-301)),
    ],
)
def test_a_statement_counts_until_its_day(answer: str, until, status: Status, turns_on) -> None:
    statement("6.1.4", answer, valid_until=until)
    (found,) = judge(["6.1.4"], on=TODAY)
    # 6.1.4 says 儘可能: what does not hold asks for attention
    assert found.status is (Status.ATTENTION if status is Status.NOT_MET else status)
    assert found.turns_on == turns_on
    if turns_on:
        assert judge(["6.1.4"], on=turns_on - DAY)[0].status is found.status
        assert judge(["6.1.4"], on=turns_on)[0].status is not found.status


@pytest.mark.django_db
def test_a_statement_says_what_should_back_it(monkeypatch: pytest.MonkeyPatch) -> None:
    statement("6.1.4", "holds")
    assert "本條僅依聲明判定" not in judge(["6.1.4"], on=TODAY)[0].sentence["zh-hant"]
    monkeypatch.setattr(verdict, "waits_for", lambda clause: clause.evidence)
    (found,) = judge(["6.1.4"], on=TODAY)
    assert found.kind is Kind.ATTESTATION
    assert "本條僅依聲明判定：尚無「安全區與管制區、檢查紀錄」登記簿。" in found.sentence["zh-hant"]


def branch():
    return row("organization.unit", kind="branch", state="active")


@pytest.mark.django_db
def test_every_business_place_has_to_state() -> None:
    taipei, tainan = branch(), branch()
    statement("8.5.2", "holds", unit=taipei)
    statement("8.5.2", "holds")
    (found,) = judge(["8.5.2"], on=TODAY)
    assert (found.status, found.population, found.exceptions) == (Status.NO_DATA, 2, 1)
    statement("8.5.2", "holds", unit=tainan)
    assert judge(["8.5.2"], on=TODAY)[0].status is Status.MET
    statement("8.5.2", "fails", unit=tainan, attested_on=ago(20))
    (failed,) = judge(["8.5.2"], on=TODAY)
    assert (failed.status, failed.population, failed.exceptions) == (Status.NOT_MET, 2, 1)
    statement("8.5.2", "not_applicable", unit=tainan, attested_on=ago(10))
    assert judge(["8.5.2"], on=TODAY)[0].status is Status.MET
    statement("8.5.2", "not_applicable", unit=taipei, attested_on=ago(10))
    assert judge(["8.5.2"], on=TODAY)[0].status is Status.NOT_APPLICABLE


@pytest.mark.django_db
def test_a_firm_of_one_place_states_for_itself() -> None:
    statement("8.5.2", "holds")
    assert judge(["8.5.2"], on=TODAY)[0].status is Status.MET


# -- a year of training -------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2026, 3, 31), Status.MET),  # no quarter is over yet
        (date(2026, 4, 1), Status.ATTENTION),  # a quarter of the hours should be there
        (date(2026, 12, 31), Status.ATTENTION),
        (date(2027, 1, 1), Status.NOT_MET),  # the closed year
    ],
)
def test_hours_are_asked_for_quarter_by_quarter(on: date, status: Status) -> None:
    parameter("grade-hours", "3", effective_on=date(2025, 1, 1))
    training("awareness", person(joined_on=date(2026, 1, 1)), held_on=date(2026, 1, 5), hours=0)
    person(joined_on=date(2026, 1, 1))
    assert judge(["4.4"], on=on)[0].status is status


# -- counting -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_check_meets_a_row_twice() -> None:
    """A population is counted in one pass, so no rule may follow a key backwards: each of many rows would count."""
    for one in declare.declared():
        made = one.judge(TODAY, verdict.Watched(TODAY))
        for part in (made,) if isinstance(made, Part) else made:
            for rows in (part.population, part.exceptions):
                keys = [getattr(join, "join_field", None) for join in rows.query.alias_map.values()]
                assert not [key for key in keys if key is not None and (key.one_to_many or key.many_to_many)], one
