"""Kept verdicts: never older than the last act nor than the day, whatever goes wrong in one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from tests.cast import Cast
from tests.checks.rows import TODAY, ago, asset, at, document, finding, office, person, row, statement, system
from zhengan.catalogue import UnknownClause, catalogue
from zhengan.checks import declare, verdict, verdicts
from zhengan.checks.declare import Check, Kind, NotYet
from zhengan.checks.models import ClauseVerdict, JudgeLock, Snapshot, Touch
from zhengan.checks.populations import document_in_force
from zhengan.checks.status import Status
from zhengan.checks.verdict import Judging, judge, parts_of
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register
from zhengan.ledger import clock

DAY = timedelta(days=1)


@contextmanager
def answered(clause: str, judging, **how) -> Iterator[None]:
    """Let a clause be judged by this for a while."""
    before = declare._checks.get(clause)
    declare._checks[clause] = Check(
        **{
            "judge": judging,
            "clauses": (clause,),
            "waits_for": (),
            "besides": (),
            "unless_stated": False,
            "says": "It holds.",
            **how,
        }
    )
    try:
        yield
    finally:
        if before is None:
            del declare._checks[clause]
        else:
            declare._checks[clause] = before


# -- never older than the last act --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nothing_out_of_date_costs_two_queries(django_assert_num_queries) -> None:
    assert verdicts.refresh() == 313
    with django_assert_num_queries(2):
        assert len(verdicts.current()) == 313
    with django_assert_num_queries(2):
        assert set(verdicts.current(["7.1", "7.1.3.6"])) == {"7.1", "7.1.3.6"}


def test_an_act_turns_what_reads_its_register_and_nothing_else(cast: Cast) -> None:
    verdicts.refresh()
    before = ClauseVerdict.objects.get(pk="5.1.1").judged_at
    with clock.standing_at(at(TODAY, 11)):
        acts.create(
            register("organization.unit"),
            {"code": "K10", "name": "高雄分公司", "kind": "branch"},
            by=cast.actor("hr"),
        )
        judged = verdicts.refresh()
        assert 0 < judged < 40
        now = verdicts.current()
    assert now["8.5.2"].judged_at > before
    assert now["5.1.1"].judged_at == before
    assert not Touch.objects.exists()


@pytest.mark.django_db
def test_a_new_day_turns_everything() -> None:
    system(tier_reviewed_on=TODAY)
    verdicts.refresh()
    kept = verdicts.current()["5.3.5"]
    assert kept.status == "no_data"
    assert kept.turns_on == ago(-366)
    with clock.standing_at(at(kept.turns_on)):
        assert verdicts.refresh() == 313
        assert verdicts.current()["5.3.5"].status == "not_met"


@pytest.mark.django_db
def test_another_policy_or_other_checks_turn_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts.refresh()
    ClauseVerdict.objects.create(
        clause="99.9", kind="check", status="met", judged_on=TODAY, judged_at=at(TODAY), sentence_zh="", sentence_en=""
    )
    monkeypatch.setattr(verdicts, "_fingerprint", lambda: "another")
    assert verdicts.refresh() == 313
    assert verdicts.refresh() == 0
    assert not ClauseVerdict.objects.filter(pk="99.9").exists()
    assert JudgeLock.objects.get().judged_by == "another"


@pytest.mark.django_db
def test_an_act_that_comes_while_it_is_judged_is_judged_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not seen is not taken away: the touch of the later act stays."""
    verdicts.refresh()
    verdicts.touch(frozenset({"assets.asset"}))
    store = verdicts._store

    def meanwhile(clauses: list[str], *, on) -> None:
        store(clauses, on=on)
        verdicts.touch(frozenset({"access.account"}))

    monkeypatch.setattr(verdicts, "_store", meanwhile)
    verdicts.refresh()
    assert list(Touch.objects.values_list("register", flat=True)) == ["access.account"]


@pytest.mark.django_db
def test_a_failed_judgement_leaves_the_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts.refresh()
    verdicts.touch(frozenset({"assets.asset"}))

    def broken(clauses: list[str], *, on) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(verdicts, "_store", broken)
    with pytest.raises(RuntimeError):
        verdicts.refresh()
    assert Touch.objects.count() == 1


@pytest.mark.django_db
def test_everything_can_be_judged_anew() -> None:
    verdicts.refresh()
    assert verdicts.judge_everything() == 313


def test_the_document_itself_turns_its_clause(cast: Cast) -> None:
    assert verdicts.current(["3.5"])["3.5"].status == "not_met"
    document("duties_split")
    verdicts.touch(frozenset({"policy.policy_document"}))
    assert verdicts.current(["3.5"])["3.5"].status == "no_data"


# -- faults -------------------------------------------------------------------------------------------------------


def broken_in_python(on, p):
    raise ZeroDivisionError("division by zero")


def broken_in_sql(on, p) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select * from no_such_table")


@pytest.mark.django_db
@pytest.mark.parametrize("judging", [broken_in_python, broken_in_sql])
def test_a_fault_in_one_check_takes_no_other_down(judging, caplog: pytest.LogCaptureFixture) -> None:
    with answered("5.1.1", judging):
        kept = verdicts.current()
    assert len(kept) == 313
    assert kept["5.1.1"].status == "no_data"
    assert "軟體問題" in kept["5.1.1"].sentence_zh
    assert "fault of the software" in kept["5.1.1"].sentence_en
    assert kept["5.1.2"].status == "no_data"
    assert judging.__name__ in caplog.text


# -- from parts to a verdict --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_not_all_to_be_seen_is_never_met() -> None:
    document("email_use")
    (found,) = judge(["9.6.6"], on=TODAY)
    assert (found.kind, found.status) == (Kind.NOT_YET, Status.NO_DATA)
    assert found.sentence["zh-hant"].startswith("目前可見：「電子郵件使用安全規定」文件已施行。")
    assert "資安防護機制" in found.sentence["zh-hant"]
    assert found.sentence["en"].startswith("So far: A document on")
    assert [part["status"] for part in found.parts] == ["met"]


@pytest.mark.django_db
def test_a_breach_among_what_can_be_seen_is_a_breach() -> None:
    (found,) = judge(["9.6.6"], on=TODAY)
    assert (found.kind, found.status) == (Kind.NOT_YET, Status.NOT_MET)
    assert "其餘尚無法判定" in found.sentence["zh-hant"]


@pytest.mark.django_db
def test_what_is_seen_so_far_turns_on_its_day() -> None:
    asset(last_verified_on=ago(10))
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
    from zhengan.catalogue import Period
    from zhengan.checks.algebra import each
    from zhengan.checks.reading import records

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
    ten = run.verdict("10")  # waits for requirements; 10.3.1 under it lacks a document
    assert ten.kind is Kind.NOT_YET
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
    office("plan_change_controller", to_on=ago(-5))
    system(tier_reviewed_on=ago(20))
    run = Judging(TODAY)
    tiers = run.verdict("5.3.5")
    section = run.verdict("5.3")
    assert tiers.turns_on == ago(-346)
    assert section.status is Status.NOT_MET
    assert section.course == ()


@pytest.mark.django_db
def test_a_reason_can_be_given_for_what_cannot_be_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    clause = catalogue().clause("7.2.1")
    monkeypatch.setitem(
        declare._not_yet, "7.2.1", NotYet(clause="7.2.1", waits_for=("sensor:scan", "data_change"), reason="")
    )
    (found,) = judge(["7.2.1"], on=TODAY)
    assert verdict.waits_for(clause) == ("sensor:scan", "data_change")
    assert "sensor:scan" in found.sentence["en"]
    monkeypatch.setitem(declare._not_yet, "7.2.1", NotYet(clause="7.2.1", waits_for=(), reason="等候感測器。"))
    assert judge(["7.2.1"], on=TODAY)[0].sentence["zh-hant"] == "等候感測器。"
    assert verdict.waits_for(clause) == ("data_change", "access_rule")


def test_not_yet_is_said_once() -> None:
    try:
        declare.not_yet("7.2.1", waits_for=("sensor:scan",))
        assert declare.not_yet_of("7.2.1") == NotYet(clause="7.2.1", waits_for=("sensor:scan",), reason="")
        with pytest.raises(declare.TwiceAnswered):
            declare.not_yet("7.2.1")
    finally:
        declare._not_yet.pop("7.2.1", None)


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
def test_a_statement_says_what_should_back_it() -> None:
    statement("6.1.4", "holds")
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


# -- pages and reports --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_gets_the_rows_behind_a_number() -> None:
    bad = finding(due_on=ago(3))
    part = parts_of("12.2", on=TODAY)[0]
    assert isinstance(part.exceptions, QuerySet)
    assert list(part.exceptions) == [bad]
    assert len(parts_of("5.1.1", on=TODAY)) == 1
    assert parts_of("6.1.4", on=TODAY) == ()
    assert parts_of("7.1", on=TODAY) == ()
    assert parts_of("8.5.2", on=TODAY) == []
    branch()
    assert len(parts_of("8.5.2", on=TODAY)) == 2


@pytest.mark.django_db
def test_the_report_is_plain_and_in_the_order_of_the_policy() -> None:
    system(tier_reviewed_on=ago(20))
    rows = verdicts.report()
    assert [one["clause"] for one in rows] == list(catalogue().clauses)
    (one,) = verdicts.report(clause="5.3.5")
    assert one == {
        "clause": "5.3.5",
        "cite": "五（三）5",
        "kind": "not_yet",
        "status": "no_data",
        "population": 1,
        "exceptions": 0,
        "sentence_zh": "目前可見：1 個使用中系統均已分級並載明理由。1 個使用中系統均於 12 個月內檢視分級。"
        "其餘尚無法判定：等候「定期檢討與評估」登記簿。",
        "sentence_en": "So far: All 1 systems in use have a tier with its reason. The tiers of all 1 systems in use "
        "were reviewed within 12 months. The rest cannot be judged yet: it waits for Periodic reviews and evaluations.",
        "due_on": ago(-345).isoformat(),
        "turns_on": ago(-346).isoformat(),
    }
    with pytest.raises(UnknownClause):
        verdicts.report(clause="99")


@pytest.mark.django_db
def test_a_report_for_another_day_is_judged_and_not_kept() -> None:
    system(tier_reviewed_on=ago(20))
    (one,) = verdicts.report(clause="5.3.5", on=ago(-400))
    assert one["status"] == "not_met"
    assert not ClauseVerdict.objects.exists()


@pytest.mark.django_db
def test_a_later_snapshot_of_the_day_replaces_the_earlier() -> None:
    verdicts.take_snapshot(TODAY)
    document("duties_split")
    verdicts.touch(frozenset({"policy.policy_document"}))
    verdicts.take_snapshot(TODAY)
    assert Snapshot.objects.count() == 313
    assert Snapshot.objects.get(clause="3.5").status == "no_data"
    assert str(Snapshot.objects.get(clause="3.5")) == "2026-11-20 3.5 no_data"


@pytest.mark.django_db
def test_rows_say_what_they_are(system: Actor) -> None:
    from zhengan.checks.models import NotApplicable

    verdicts.refresh()
    verdicts.touch(frozenset({"clause"}))
    assert str(ClauseVerdict.objects.get(pk="14")) == "14 not_met"
    assert str(Touch.objects.get()) == "clause"
    assert str(JudgeLock.objects.get()) == "judged on 2026-11-20"
    assert str(NotApplicable(clause="14")) == "14 not applicable"


@pytest.mark.django_db
def test_the_sweeps_judge_and_keep_the_day() -> None:
    from zhengan.checks import sweeping

    assert sweeping.judge_again() == 313
    assert sweeping.judge_again() == 0
    assert sweeping.keep_snapshot() == 1
    assert Snapshot.objects.filter(day=TODAY).count() == 313
