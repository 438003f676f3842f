"""Every clause has one answer, every answer has its examples, and nothing is taken for proof that is none."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import zhengan
from tests.checks.examples import NOT_APPLICABLE, NOT_MET, all_examples
from tests.checks.rows import TODAY, system
from zhengan.catalogue import catalogue
from zhengan.checks import declare
from zhengan.checks.declare import Check, Kind, attested_of, check_of, declared, kind_of, not_yet_of
from zhengan.checks.reading import CALENDAR
from zhengan.checks.status import Status
from zhengan.checks.verdict import Judging, waits_for
from zhengan.kernel.register import registers

CLAUSES = list(catalogue().clauses.values())
EXISTING = {one.name: one for one in registers()}
CHECKS = declared()
JUDGES = list(dict.fromkeys(one.judge for one in CHECKS))
# A query more or less must not break the house; ten times as many would mean a loop over rows.
MOST_QUERIES = 24


def name(check: Check) -> str:
    return "+".join(check.clauses)


def test_there_are_313_clauses() -> None:
    assert len(CLAUSES) == 313


@pytest.mark.parametrize("clause", CLAUSES, ids=[one.id for one in CLAUSES])
def test_every_clause_has_exactly_one_answer(clause) -> None:
    given = [
        found for found in (check_of(clause.id), attested_of(clause.id), not_yet_of(clause.id)) if found is not None
    ]
    assert len(given) <= 1
    kind = kind_of(clause)
    if kind is Kind.ROLLUP:
        assert clause.children
        assert not clause.evidence
    if kind is Kind.NOT_YET:
        assert waits_for(clause), f"{clause.id} waits for nothing: judge it, or say why it cannot be judged"


@pytest.mark.parametrize("check", CHECKS, ids=name)
def test_a_check_reads_or_waits_for_all_evidence_that_its_clauses_demand(check: Check) -> None:
    for clause in check.clauses:
        evidence = set(catalogue().clause(clause).evidence)
        missing = evidence - set(EXISTING)
        assert missing <= set(check.waits_for) | set(check.besides), f"{clause} is silent about {missing}"
        unknown = {one for one in check.waits_for if not one.startswith("sensor:")} - evidence
        assert not unknown, f"{clause} waits for {unknown}, which it does not demand"
        come = set(check.waits_for) & set(EXISTING)
        assert not come, f"{clause} still waits for {come}, which exists now: read it"
        assert set(check.besides) <= evidence


@pytest.mark.parametrize("check", CHECKS, ids=name)
def test_a_check_says_in_a_sentence_when_its_clauses_are_met(check: Check) -> None:
    assert check.says.endswith(".")
    assert "\n" not in check.says


@pytest.mark.parametrize("check", CHECKS, ids=name)
def test_a_check_lives_in_the_room_of_a_clause_or_of_what_it_reads(check: Check) -> None:
    room = check.judge.__module__.split(".")[2]
    rooms = {catalogue().clause(clause).room for clause in check.clauses}
    rooms |= {register.room for clause in check.clauses for register in registers() if clause in register.clauses}
    assert room in rooms


@pytest.mark.parametrize("clause", [one for one in CLAUSES if one.same_as], ids=lambda one: one.id)
def test_a_clause_that_repeats_another_is_judged_by_the_same_check(clause) -> None:
    here, there = check_of(clause.id), check_of(clause.same_as)
    if clause.id == "9.6.6":  # asks for the filtering of mail as well (catalogue, `check`)
        assert here is not there
    else:
        assert (here and here.judge) is (there and there.judge)


@pytest.mark.parametrize("judge", JUDGES, ids=lambda one: one.__name__)
def test_every_check_has_a_firm_that_keeps_the_clause_and_one_that_does_not(judge) -> None:
    clauses = [clause for one in CHECKS if one.judge is judge for clause in one.clauses]
    seen = defaultdict(set)
    for example in all_examples():
        for clause in clauses:
            if example.clause == clause:
                seen[clause].add(example.seen)
    shown = set().union(*(seen[clause] for clause in clauses))
    assert Status.MET in shown
    # A check that only asks whether the clause concerns the firm has nothing to be broken.
    assert shown & ({NOT_MET, NOT_APPLICABLE} if judge.__name__.startswith("firms_with") else {NOT_MET, Status.NO_DATA})


def test_an_example_is_of_a_clause_that_has_a_check() -> None:
    assert {example.clause for example in all_examples()} <= {clause for one in CHECKS for clause in one.clauses}


@pytest.mark.django_db
def test_nothing_is_no_proof() -> None:
    """The empty firm keeps no clause: every verdict is no data, or a breach where a thing is demanded and not there."""
    run = Judging(TODAY)
    wrong = {one.id: run.verdict(one.id).status for one in CLAUSES}
    assert set(wrong.values()) <= {Status.NO_DATA, Status.NOT_MET}, wrong


@pytest.mark.django_db
def test_a_firm_of_a_single_system_keeps_no_clause_for_lack_of_anything_else() -> None:
    system(tier_reviewed_on=TODAY)
    run = Judging(TODAY)
    met = {one.id for one in CLAUSES if run.verdict(one.id).status is Status.MET}
    assert met == set()


@pytest.mark.django_db
@pytest.mark.parametrize("clause", CLAUSES, ids=[one.id for one in CLAUSES])
def test_every_verdict_is_a_whole_sentence_in_both_tongues(clause) -> None:
    verdict = Judging(TODAY).verdict(clause.id)
    assert verdict.sentence["zh-hant"].endswith("。")
    assert verdict.sentence["en"].endswith(".")
    assert not re.search(r"[A-Za-z]{4}", verdict.sentence["zh-hant"].replace("DDoS", "")), "English was left over"
    assert not re.search(r"[\u4e00-\u9fff]", verdict.sentence["en"]), "Chinese was left over"
    assert "failed" not in verdict.sentence["en"]


def _tables() -> dict[str, str]:
    found = {}
    for register in registers():
        found[register.record._meta.db_table] = register.code
        for model in register.lines.values():
            found[model._meta.db_table] = register.code
    found["kernel_tradingday"] = CALENDAR
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("example", all_examples(), ids=[one.id for one in all_examples()])
def test_a_check_notes_all_that_it_reads_and_asks_few_questions(example) -> None:
    """Otherwise an act could leave a verdict as it was, or a check could load a table row by row."""
    example.build()
    run = Judging(TODAY)
    check = check_of(example.clause)
    assert check is not None
    with CaptureQueriesContext(connection) as asked:
        counted, reads = run._seen(check.judge, lambda: run._carry_out(check))
    tables = _tables()
    read = {tables[table] for one in asked for table in re.findall(r'"(\w+)"', one["sql"]) if table in tables}
    assert read <= reads, f"not noted: {read - reads}"
    assert len(asked) <= MOST_QUERIES, [one["sql"][:200] for one in asked]
    assert all("failed" not in str(one.sentence) for one in counted)


def test_no_check_reads_the_clock() -> None:
    """The day is handed in: a verdict can be asked for any day."""
    for path in Path(zhengan.__file__).parent.glob("rooms/*/checks/*.py"):
        assert not re.search(r"clock\.(now|today)|date\.today|datetime\.now|timezone\.now", path.read_text("utf-8")), (
            path
        )


def test_two_answers_to_one_clause_stop_the_start() -> None:
    taken = CHECKS[0].clauses[0]
    with pytest.raises(declare.TwiceAnswered, match=taken):
        declare.check(taken)(JUDGES[0])
    with pytest.raises(declare.TwiceAnswered):
        declare.attested(taken)
    with pytest.raises(declare.TwiceAnswered):
        declare.not_yet(taken)
