"""Kept verdicts: never older than the last act nor than the day, whatever goes wrong in one of them."""

from collections.abc import Callable
from contextvars import copy_context
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from tests.cast import Cast
from tests.checks.answering import answered
from tests.checks.rows import TODAY, ago, at, document, finding, policy_review, row, system
from zhengan.catalogue import UnknownClause, catalogue
from zhengan.checks import verdicts
from zhengan.checks.models import ClauseVerdict, JudgeLock, Snapshot, Touch
from zhengan.checks.verdict import Judging, Verdict, judge, parts_of
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register, registers
from zhengan.ledger import clock

DAY = timedelta(days=1)


# -- never older than the last act --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nothing_out_of_date_costs_one_query(django_assert_num_queries) -> None:
    assert verdicts.refresh() == 313
    with django_assert_num_queries(1):
        assert len(verdicts.current()) == 313
    with django_assert_num_queries(1):
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
    policy_review("system_tier", reviewed_on=TODAY)
    verdicts.refresh()
    kept = verdicts.current()["5.3.5"]
    assert kept.status == "met"
    assert kept.turns_on == ago(-335)
    with clock.standing_at(at(kept.turns_on)):
        assert verdicts.refresh() == 313
        assert verdicts.current()["5.3.5"].status == "attention"


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


def disturbed(monkeypatch: pytest.MonkeyPatch, disturb: Callable[[], object]) -> None:
    """Let something happen once, when the first clause of the next judgement has been judged."""

    class Disturbed(Judging):
        def verdict(self, clause: str) -> Verdict:
            found = super().verdict(clause)
            if not done:
                done.append(clause)
                disturb()
            return found

    done: list[str] = []
    monkeypatch.setattr(verdicts, "Judging", Disturbed)


@pytest.mark.django_db
def test_an_act_that_comes_while_it_is_judged_is_judged_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not seen is not taken away: the touch of the later act stays."""
    verdicts.refresh()
    verdicts.touch(frozenset({"assets.asset"}))
    disturbed(monkeypatch, lambda: verdicts.touch(frozenset({"access.account"})))
    verdicts.refresh()
    assert list(Touch.objects.values_list("register", flat=True)) == ["access.account"]


def test_an_act_after_its_register_was_read_is_in_the_next_verdict(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The verdict that did not see the unit is kept, but never passed off as one of now."""
    verdicts.refresh()
    before = ClauseVerdict.objects.get(pk="8.5.2").population or 0

    def founded() -> None:
        values = {"code": "K10", "name": "高雄分公司", "kind": "branch"}
        acts.create(register("organization.unit"), values, by=cast.actor("hr"))

    verdicts.touch(frozenset({"organization.unit"}))
    disturbed(monkeypatch, founded)
    verdicts.refresh()
    assert Touch.objects.exists()
    assert verdicts.current()["8.5.2"].population == before + 1
    assert not Touch.objects.exists()


def test_a_judgement_that_was_overtaken_is_not_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act and a whole judgement come in between: what the slower one found is older, and it looks again."""
    verdicts.refresh()
    before = ClauseVerdict.objects.get(pk="8.5.2").population or 0
    verdicts.touch(frozenset({"organization.unit"}))
    turn = JudgeLock.objects.get().turn

    def overtaken() -> None:
        values = {"code": "K10", "name": "高雄分公司", "kind": "branch"}
        acts.create(register("organization.unit"), values, by=cast.actor("hr"))
        verdicts.judge_everything()

    disturbed(monkeypatch, overtaken)
    assert verdicts.refresh() == 0
    assert JudgeLock.objects.get().turn == turn + 1
    assert ClauseVerdict.objects.get(pk="8.5.2").population == before + 1
    assert not Touch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_it_is_judged() -> None:
    """What reads may take long; only what writes is in a transaction, which on SQLite keeps all others from writing."""
    within: list[tuple[str, bool]] = []

    def note(execute, text, values, many, context):
        within.append((text.split()[0], connection.in_atomic_block))
        return execute(text, values, many, context)

    with connection.execute_wrapper(note):
        verdicts.judge_everything()
    begun = [inside for _verb, inside in within].index(True)
    assert begun > 200, "the statements of the judgement come before the transaction"
    assert all(inside for _verb, inside in within[begun:])
    verbs = [verb for verb, _inside in within[:begun]]
    assert set(verbs) <= {"SELECT", "BEGIN"}
    assert verbs.count("BEGIN") <= 1, "that of the transaction which writes"


@pytest.mark.django_db
def test_a_failed_judgement_leaves_the_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts.refresh()
    verdicts.touch(frozenset({"assets.asset"}))

    def broken() -> None:
        raise RuntimeError("disk full")

    disturbed(monkeypatch, broken)
    with pytest.raises(RuntimeError):
        verdicts.refresh()
    assert Touch.objects.count() == 1


@pytest.mark.django_db
def test_everything_can_be_judged_anew() -> None:
    verdicts.refresh()
    assert verdicts.judge_everything() == 313


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time: the test above shows the order")
@pytest.mark.django_db(transaction=True)
def test_acts_and_judges_at_the_same_time_leave_nothing_out_of_date() -> None:
    """Three people enter branches while two look at the verdicts; at the end the kept are those judged anew."""
    by = Actor.system()
    verdicts.refresh()
    wrong: list[Exception] = []

    def write(number: int) -> None:
        for turn in range(4):
            values = {"code": f"K{number}{turn}", "name": f"分公司{number}{turn}", "kind": "branch"}
            acts.create(register("organization.unit"), values, by=by)

    def look(_number: int) -> None:
        for _turn in range(4):
            verdicts.current()

    def guarded(work, number: int) -> None:
        try:
            work(number)
        except Exception as error:  # noqa: BLE001 (whatever it is, the test must hear of it)
            wrong.append(error)
        finally:
            connections.close_all()

    # The standing clock belongs to the context of the test; each thread gets a copy.
    threads = [
        Thread(target=copy_context().run, args=(guarded, work, number)) for work in (write, look) for number in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    kept = verdicts.current()
    assert not Touch.objects.exists()
    assert kept["8.5.2"].population == 12
    fresh = {one.clause: one.status.value for one in judge(catalogue().clauses, on=clock.today())}
    assert {clause: one.status for clause, one in kept.items()} == fresh


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
    assert set(kept["5.1.1"].reads) == {one.code for one in registers()}, "any act may mend it"


# -- pages and reports --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_gets_the_rows_behind_a_number() -> None:
    bad = finding(due_on=ago(3))
    part = next(one for one in parts_of("12.2", on=TODAY) if one.population.model is type(bad))
    assert isinstance(part.exceptions, QuerySet)
    assert list(part.exceptions) == [bad]
    assert len(parts_of("5.1.1", on=TODAY)) == 1
    assert parts_of("6.1.4", on=TODAY) == ()
    assert parts_of("7.1", on=TODAY) == ()
    assert parts_of("8.5.2", on=TODAY) == []
    row("organization.unit", kind="branch", state="active")
    assert len(parts_of("8.5.2", on=TODAY)) == 2


@pytest.mark.django_db
def test_the_report_is_plain_and_in_the_order_of_the_policy() -> None:
    system(tier_reviewed_on=ago(20))
    policy_review("system_tier", reviewed_on=ago(20))
    rows = verdicts.report()
    assert [one["clause"] for one in rows] == list(catalogue().clauses)
    (one,) = verdicts.report(clause="5.3.5")
    assert one == {
        "clause": "5.3.5",
        "cite": "五（三）5",
        "kind": "check",
        "status": "met",
        "population": 1,
        "exceptions": 0,
        "sentence_zh": "1 個使用中系統均已分級並載明理由。1 個使用中系統均於 12 個月內檢視分級。"
        "「系統分級」於 1 年內辦理檢討。",
        "sentence_en": "All 1 systems in use have a tier with its reason. The tiers of all 1 systems in use "
        "were reviewed within 12 months. “Tiering of systems” was reviewed within 1 year.",
        "due_on": ago(-345).isoformat(),
        "turns_on": ago(-315).isoformat(),  # then a review is due within 30 days
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
