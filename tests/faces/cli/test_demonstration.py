"""The demonstration firm: whole, the same each time, honest, and out of order exactly where its story says so."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import translation

from tests.story import nothing_else_is_wrong, shows
from zhengan.checks import verdicts
from zhengan.checks.models import ClauseVerdict, Snapshot
from zhengan.checks.status import Status
from zhengan.faces.cli.demonstration import account_export, bulk, cast, journals, loading, outsourced, story, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.identity.models import User
from zhengan.kernel import acts, cards, spreadsheet
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts import fill_lines
from zhengan.kernel.models import Card, Submission
from zhengan.kernel.plain import content
from zhengan.kernel.register import register, registers
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=clock.TAIPEI)


def said() -> list[Any]:
    """All that the records say, by number, with texts in the place of keys."""

    def texts(value: Any) -> Any:
        if isinstance(value, dict):
            return value.get("text", {key: texts(one) for key, one in value.items()})
        return value

    return [
        (record.no, record.state, record.made_at, record.maker.username, texts(content(record)))
        for one in registers()
        for record in one.record.objects.select_related(*one.joins).order_by("no")
    ]


@pytest.fixture(scope="module")
def firm(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """The firm; on SQLite loaded twice, the first time only to be compared with the second."""
    told: dict[str, Any] = {"lines": []}
    with django_db_blocker.unblock(), clock.standing_at(NOW), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "HOME", tmp_path_factory.mktemp("demonstration"))
        patch.setattr(loading, "SNAPSHOTS", 1)
        if connection.vendor == "sqlite":
            with translation.override("zh-hant"), transaction.atomic():
                loading.play(Stage(today=clock.today()))
                told["first"] = said()
                transaction.set_rollback(True)
        with transaction.atomic():
            told["code"] = loading.load(echo=told["lines"].append)
            with translation.override("zh-hant"):
                told["second"] = said()
            verdicts.refresh()
            connection.check_constraints()  # once for the load; otherwise PostgreSQL checks it after each test anew
            yield told
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _standing(firm: dict[str, Any], db: None) -> None:
    """Each test looks at the one firm; what it changes is rolled back to it."""


def by(name: str) -> Actor:
    return Actor.of(User.objects.get(person__name=name), via="web")


def records(code: str) -> Any:
    return register(code).record.objects


def test_it_loads(firm: dict[str, Any]) -> None:
    assert firm["code"] == 0


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a year takes its time to play: the second is spared")
def test_two_loads_are_the_same(firm: dict[str, Any]) -> None:
    assert len(firm["first"]) == len(firm["second"])
    assert firm["first"] == firm["second"]


def test_it_is_as_large_as_the_policy_assumes() -> None:
    people = records("organization.person")
    from_outside = people.filter(kind="outsourced")
    assert people.active().exclude(kind="outsourced").count() == cast.STAFF
    assert from_outside.active().count() == len(outsourced.PEOPLE) - len(outsourced.ended())
    assert from_outside.exclude(contract_end_on=None).count() == len(outsourced.PEOPLE)
    assert not records("access.account").filter(person__in=from_outside.in_state("left"), enabled=True).exists()
    assert records("organization.unit").filter(kind="branch").count() == 11
    assert records("assets.info_system").active().count() == 45
    assert records("assets.asset").active().count() == 2501  # one of them back from repair
    assert 5900 <= records("access.account").count() <= 6100
    assert records("development.change_request").count() >= 120
    assert records("assurance.finding").count() == 63  # one of them raised by an inspection, two by an audit
    assert records("incidents.incident").count() == 25
    assert records("organization.training").count() >= 40
    assert records("policy.policy_document").count() >= 60
    executed = (
        records("access.recertification").in_state("executed").filter(completed_on__gte=NOW.date() - timedelta(181))
    )
    assert executed.values("info_system").distinct().count() == 42
    days = trading.trading_days(NOW.date() - timedelta(days=365), NOW.date() - timedelta(days=1))
    pages = Counter(records("operations.operation_log").filter(log_date__in=days).values_list("log_date", flat=True))
    assert set(pages.values()) == {2}
    assert len(set(days) - set(pages)) == len(story.LOG_GAPS)


@pytest.mark.parametrize(
    ("clause", "flaw"),
    [(clause, flaw) for flaw in story.FLAWS for clause in flaw.clauses],
    ids=[f"{clause}-{flaw.count}" for flaw in story.FLAWS for clause in flaw.clauses],
)
def test_every_planned_flaw_shows_and_no_more_of_it(clause: str, flaw: story.Flaw) -> None:
    shows(clause, flaw, on=NOW.date())


def test_what_can_be_judged_is_in_order_but_for_the_story() -> None:
    nothing_else_is_wrong()


def test_all_five_statuses_show() -> None:
    assert set(ClauseVerdict.objects.values_list("status", flat=True)) == {one.value for one in Status}


def test_the_sentence_on_access_reviews_counts_the_systems() -> None:
    verdict = ClauseVerdict.objects.get(clause="7.1.3.6")
    assert re.match(r"45 個\D*3 個", verdict.sentence_zh)
    assert [part["status"] for part in verdict.parts].count("not_met") == 1


def test_nobody_approved_his_own_work_and_nothing_lies_ahead() -> None:
    for one in registers():
        assert not one.record.objects.filter(checker__isnull=False, checker=F("maker")).exists(), one.code
        assert not one.record.objects.filter(made_at__gte=NOW).exists(), one.code
    assert not Entry.objects.filter(at__gte=NOW).exists()
    assert not Submission.objects.filter(decided_at__gte=NOW).exists()
    moments = list(Entry.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)


def test_every_record_has_its_card_and_its_trail() -> None:
    for one in registers():
        assert Card.objects.filter(register=one.code).count() == one.record.objects.count(), one.code
        told = Entry.objects.filter(register=one.code, act="create").values("record_id").distinct().count()
        assert told == one.record.objects.count(), one.code


def test_the_cast_can_be_stepped_into_and_has_no_password() -> None:
    rows = json.loads((settings.HOME / "demonstration").read_text(encoding="utf-8"))
    assert [row["name"] for row in rows] == [one.name for one in cast.CAST]
    for row in rows:
        assert set(row) == {"username", "name", "title", "title_en", "try_zh", "try_en"}
        assert all(row.values())
        user = User.objects.get(username=row["username"])
        assert user.is_active
        assert not user.has_usable_password()
    assert by("林雅婷").holds("security_officer")
    assert by("劉明德").holds("president")
    assert by("何家瑋").offices == {"all_staff"}


def test_a_second_run_leaves_it_alone(firm: dict[str, Any]) -> None:
    told: list[str] = []
    entries = Entry.objects.count()
    assert loading.load(echo=told.append) == 0
    assert len(told) == 1
    assert Entry.objects.count() == entries


def test_data_without_the_mark_is_somebody_elses(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    told: list[str] = []
    assert loading.load(echo=told.append) == 1
    assert str(tmp_path) in " ".join(told)
    assert not (tmp_path / "demonstration").exists()


def test_the_trend_was_judged_in_its_time() -> None:
    (day,) = set(Snapshot.objects.exclude(day=NOW.date()).values_list("day", flat=True))
    assert day == date(2026, 10, 31)
    assert Snapshot.objects.get(day=day, clause="2.1.4.1").status == Status.NOT_MET


def test_the_three_reviews_done_and_the_next_export_imported_the_clause_is_met() -> None:
    """The journey that the cast offers, without the browser: decide, approve, import, met."""
    systems = records("assets.info_system")
    for code in story.OVERDUE:
        system = systems.get(code=code)
        campaign = records("access.recertification").in_state("deciding").filter(info_system=system).first()
        if campaign is None:
            campaign = acts.create(
                register("access.recertification"), {"subject": "accounts", "info_system": system}, by=by("江承翰")
            )
        gone = set(records("organization.person").in_state("left").values_list("pk", flat=True))
        decided = {
            line.pk: {"decision": "revoke", "reason": "已離職"}
            if line.holder_id in gone
            else {"decision": "keep", "reason": "業務需要"}
            for line in campaign.lines.all()
        }
        own = {line.pk for line in campaign.lines.filter(holder=campaign.decider)}
        owner = by(campaign.decider.name)
        fill_lines(campaign, "lines", {key: value for key, value in decided.items() if key not in own}, by=owner)
        fill_lines(campaign, "lines", {key: value for key, value in decided.items() if key in own}, by=by("簡宏達"))
        acts.move(campaign, "submitted", by=owner)
        acts.move(campaign, "approved", by=by("林雅婷"))
        _import(account_export(code))
    verdicts.refresh()
    verdict = ClauseVerdict.objects.get(clause="7.1.3.6")
    assert verdict.status == Status.MET, verdict.sentence_zh


def _import(file: bytes) -> None:
    """Bring the next export in as the system administrator does, as the whole list of the system."""
    preview = spreadsheet.read(register("access.account"), by("張志豪"), file, name="accounts.csv", complete=True)
    assert not preview.errors
    assert not preview.new
    spreadsheet.carry_out(preview, actor=by("張志豪"))


def test_the_export_is_a_table_of_the_accounts_of_the_system() -> None:
    rows = list(csv.reader(io.StringIO(account_export("WEB").decode("utf-8-sig"))))
    accounts = records("access.account").filter(info_system__code="WEB")
    assert len(rows) == accounts.count() + 1
    with pytest.raises(LookupError):
        account_export("NO SUCH SYSTEM")


def test_the_calendar_is_that_of_the_exchange() -> None:
    assert not trading.is_trading(date(2026, 2, 17))
    assert trading.is_trading(date(2026, 2, 23))
    assert len(trading.trading_days(date(2026, 1, 1), date(2026, 12, 31))) == 243
    assert trading.next_trading(date(2026, 12, 31)) == date(2027, 1, 4)


def test_a_larger_firm_is_more_of_the_same(firm: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What benchmarks add is written by acts, in force, and of the grades for which the policy sets hours."""
    monkeypatch.setattr(cast, "STAFF", 3)
    monkeypatch.setattr(bulk, "ASSETS", 4)
    monkeypatch.setattr(journals, "FIRST", 7)
    before = Entry.objects.count()
    with clock.standing_at(NOW), translation.override("zh-hant"):
        bulk.enlarge(3, today=NOW.date(), echo=lambda _line: None)
    people = register("organization.person").record.objects.filter(staff_no__startswith="T0")
    assert people.count() == 6
    assert {one.grade for one in people} <= set(cast.GRADES)
    accounts = register("access.account").record.objects.filter(person__in=people)
    assert accounts.count() == 6 * 17
    assets = register("assets.asset").record.objects.filter(asset_no__startswith="BX-")
    assert [one.state for one in assets] == ["active"] * 8
    pages = register("operations.operation_log").record.objects.filter(site__regex=" [23]$")
    assert {one.state for one in pages} == {"verified"}
    added = people.count() + accounts.count() + assets.count() + pages.count()
    assert Entry.objects.count() > before + added
    for record in (*people, *accounts, *assets, *pages):
        assert record.no in {card.no for card in cards.search(Card.objects.all(), [record.no], most=9)}
