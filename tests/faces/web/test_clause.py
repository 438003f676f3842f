"""One clause: verdict with the rows behind it, evidence, parameters, history, discussion, and what can be started."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from zhengan.catalogue import catalogue
from zhengan.checks.declare import kind_of
from zhengan.checks.models import NotApplicable, Snapshot
from zhengan.checks.verdicts import current
from zhengan.faces.web.places import clause_url, record_url
from zhengan.identity.models import User
from zhengan.ledger.models import Entry

CLAUSE = "7.1.3.6"


def test_every_clause_has_its_drawer(cast: Cast):
    client = cast.client("ciso")
    for clause in catalogue().clauses.values():
        drawer = client.get(reverse("clause-drawer", args=[clause.id]))
        assert drawer.status_code == 200, clause.id
        assert clause.cite in drawer.text
    assert "<html" not in drawer.text
    assert "data-drawer-close" in drawer.text
    assert f"/policy/#c{clause.id}" in drawer.text


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_a_clause_has_its_page(cast: Cast, language: str):
    """One clause of each way of being judged, and headings, a chapter, a misprinted one."""
    User.objects.filter(pk=cast.user("ciso").pk).update(language=language)
    client = cast.client("ciso")
    kinds = {(kind_of(one), one.is_leaf, one.misnumbered, one.depth): one for one in catalogue().clauses.values()}
    for clause in kinds.values():
        page = client.get(clause_url(clause.id))
        assert page.status_code == 200, clause.id
        assert clause.cite in page.text
        assert clause.text.partition("\n")[0][:20] in page.text or language == "en"


def test_an_unknown_clause_is_not_found(cast: Cast):
    assert cast.client("ciso").get("/policy/99.1/").status_code == 404
    assert cast.client("ciso").get("/policy/99.1/drawer/").status_code == 404


def test_the_rows_that_break_it_are_linked_and_can_be_acted_on(cast: Cast):
    system = make.info_system(cast, name="網路下單系統")
    text = cast.client("security_officer").get(clause_url(CLAUSE)).text
    assert "網路下單系統" in text
    assert record_url(system.register, system.no) in text
    assert f"/access/recertification/new/?info_system={system.no}" in text
    assert reverse("clause-rows", args=[CLAUSE, 0]) in text
    assert f"{reverse('clause-rows', args=[CLAUSE, 0])}?rows=population" in text


def test_who_may_not_start_it_is_not_offered_it(cast: Cast):
    make.info_system(cast)
    assert "/access/recertification/new/" not in cast.client("auditor").get(clause_url(CLAUSE)).text


def test_the_newest_evidence_is_shown_to_its_readers_only(cast: Cast):
    system = make.info_system(cast, name="網路下單系統")
    make.account(cast, system)
    campaign = make.recertification(cast, system)
    assert campaign.no in cast.client("auditor").get(clause_url(CLAUSE)).text
    assert campaign.no not in cast.client("employee").get(clause_url(CLAUSE)).text


def test_parameters_show_todays_value_the_floor_and_the_way_to_change(cast: Cast):
    client = cast.client("security_officer")
    text = client.get(clause_url("7.3.6")).text
    assert "8 字元" in text
    assert "政策下限 6 字元" in text
    assert "key=password-min-length" in text
    make.parameter(cast, "password-min-length", "12")
    assert "12 字元" in client.get(clause_url("7.3.6")).text
    assert "/policy/parameter/new/" not in cast.client("auditor").get(clause_url("7.3.6")).text


def test_who_answers_for_it_is_named(cast: Cast):
    text = cast.client("auditor").get(clause_url(CLAUSE)).text
    assert cast.user("system_admin").name in text
    User.objects.filter(pk=cast.user("system_admin").pk).update(is_active=False)
    assert "目前無人擔任此職務" in cast.client("auditor").get(clause_url(CLAUSE)).text


def test_turns_of_the_verdict_are_its_history(cast: Cast):
    for back, status in ((30, "met"), (20, "not_met"), (10, "met")):
        Snapshot.objects.create(day=NOW.date() - timedelta(days=back), clause=CLAUSE, status=status)
    text = cast.client("auditor").get(clause_url(CLAUSE)).text
    assert "由「符合」轉為「不符合」" in text
    assert "由「不符合」轉為「符合」" in text
    assert "2026-10-31" in text


def test_a_comment_is_kept_and_shown(cast: Cast):
    client = cast.client("auditor")
    answer = client.post(reverse("clause-comment", args=[CLAUSE]), {"text": "請附 <b>名單</b>"})
    assert answer.url == f"{clause_url(CLAUSE)}#talk"
    text = cast.client("employee").get(clause_url(CLAUSE)).text
    assert "請附 &lt;b&gt;名單&lt;/b&gt;" in text
    entry = Entry.objects.get(act="comment")
    assert (entry.register, entry.record_no) == ("clause", CLAUSE)


def test_an_empty_comment_is_refused(cast: Cast):
    client = cast.client("auditor")
    client.post(reverse("clause-comment", args=[CLAUSE]), {"text": "  "})
    assert not Entry.objects.filter(act="comment").exists()


def test_not_applicable_takes_two_people_and_can_be_ended(cast: Cast):
    url = reverse("clause-waive", args=[CLAUSE])
    ciso, compliance = cast.client("ciso"), cast.client("compliance")
    assert "申請本條對公司不適用" in ciso.get(clause_url(CLAUSE)).text
    ciso.post(url, {"act": "ask", "reason": "無此系統", "until": "2027-05-01"})
    assert "等候另一人核准" in ciso.get(clause_url(CLAUSE)).text
    assert 'value="approve"' not in ciso.get(clause_url(CLAUSE)).text
    assert ciso.post(url, {"act": "approve"}).status_code == 403
    assert current()[CLAUSE].status != "not_applicable"
    assert 'value="approve"' in compliance.get(clause_url(CLAUSE)).text
    compliance.post(url, {"act": "approve"})
    assert current()[CLAUSE].status == "not_applicable"
    shown = compliance.get(clause_url(CLAUSE)).text
    assert "v-not_applicable" in shown
    assert "無此系統" in shown
    ciso.post(url, {"act": "end", "reason": "導入新系統"})
    assert current()[CLAUSE].status != "not_applicable"
    assert NotApplicable.objects.get().ended_at is not None


def test_who_holds_no_office_is_not_offered_a_waiver_and_is_refused(cast: Cast):
    client = cast.client("employee")
    assert "clause-waive" not in client.get(clause_url(CLAUSE)).text
    url = reverse("clause-waive", args=[CLAUSE])
    assert client.post(url, {"act": "ask", "reason": "x", "until": "2027-01-01"}).status_code == 403
    assert not NotApplicable.objects.exists()


@pytest.mark.parametrize("until", ["", "x", "2020-01-01", "2099-01-01"])
def test_an_odd_day_asks_for_nothing(cast: Cast, until: str):
    url = reverse("clause-waive", args=[CLAUSE])
    answer = cast.client("ciso").post(url, {"act": "ask", "reason": "x", "until": until})
    assert answer.status_code in (302, 409)
    assert not NotApplicable.objects.exists()


def test_the_past_periods_show_how_it_stood(cast: Cast):
    for back in (200, 20):
        Snapshot.objects.create(day=NOW.date() - timedelta(days=back), clause=CLAUSE, status="met")
    text = cast.client("auditor").get(clause_url(CLAUSE)).text
    boxes = re.findall(r"<b>(\d{4}-\d\d-\d\d)</b>", text)
    assert boxes == ["2026-05-20"]


def test_sub_day_and_daily_periods_are_no_error(cast: Cast):
    short = [
        one.id
        for one in catalogue().clauses.values()
        if one.period and one.period.at_most(catalogue().clause(CLAUSE).period)
    ]
    Snapshot.objects.bulk_create([Snapshot(day=date(2026, 11, 19), clause=one, status="met") for one in short])
    client = cast.client("auditor")
    assert {client.get(clause_url(one)).status_code for one in short} == {200}


def test_its_queries_do_not_grow_with_rows(cast: Cast, django_assert_max_num_queries):
    client = cast.client("security_officer")
    drawer = reverse("clause-drawer", args=[CLAUSE])
    client.get(drawer)
    with django_assert_max_num_queries(12):
        client.get(drawer)
    for _ in range(4):
        system = make.info_system(cast)
        make.account(cast, system, last_login_on=date(2026, 1, 1))
        make.recertification(cast, system)
        make.info_system(cast)
    client.get(drawer)
    with django_assert_max_num_queries(12):
        client.get(drawer)
    # The page of its own carries the frame as well.
    with django_assert_max_num_queries(14):
        client.get(clause_url(CLAUSE))


def test_evidence_is_what_speaks_of_the_clause(cast: Cast):
    """Of parameters, findings and documents only those about the clause; of registers that name none, the newest."""
    other = make.parameter(cast, "idle-account-days", "60", state="proposed")
    hours = make.parameter(cast, "grade-hours", "6", scope="staff", state="proposed")
    finding = make.finding(cast, clause="12.2")
    client = cast.client("ciso")
    shown = client.get(clause_url("4.4")).text
    assert hours.no in shown
    assert other.no not in shown
    assert finding.no in client.get(clause_url("12.2")).text
    elsewhere = next(one for one in catalogue().clauses.values() if "finding" in one.evidence and one.id != "12.2")
    assert finding.no not in client.get(clause_url(elsewhere.id)).text
