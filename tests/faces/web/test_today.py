"""Today: exactly what waits for me, mine to do with the late ones first, my people; plain pages for plain people."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from zhengan.checks.models import Snapshot
from zhengan.checks.verdicts import current
from zhengan.faces.web.desk import desk_of, group_of, waiting
from zhengan.faces.web.views import today as today_view
from zhengan.kernel import acts, guard
from zhengan.kernel.actor import Actor
from zhengan.kernel.acts import fill_lines
from zhengan.kernel.models import Card, Notification
from zhengan.kernel.register import register, registers
from zhengan.rooms.organization.registers.person import Person

TODAY = NOW.date()


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """A firm in which many things wait for many people."""
    system = make.info_system(cast, name="網路下單系統")
    make.info_system(cast, state="draft", name="風控系統")
    make.account(cast, system)
    make.recertification(cast, system, state="submitted")
    for name in ("it_manager", "ciso", "operator"):
        make.appointment(cast, "system_owner", getattr(cast, name), state="proposed")
    make.parameter(cast, "idle-account-days", "120", state="proposed")
    make.document(cast, state="submitted")
    make.document(cast, state="submitted", doc_type="policy", topic="security_policy")
    make.notice(cast, state="submitted")
    make.attestation(cast, "6.1.4", state="attested")
    make.finding(cast, state="done")
    make.operation_log(cast, state="submitted")
    for state in ("submitted", "approved", "implemented"):
        make.change_request(cast, system, state=state)
    return cast


def by_hand(cast: Cast, name: str) -> set[str]:
    """What waits for a person's signature, found by asking the kernel about every record there is."""
    actor = cast.actor(name)
    found = set()
    for one in registers():
        for record in one.record.objects.live().select_related(*one.joins):
            for move in one.flow.leaving(record.state):
                may = move.is_approval and acts.why_not(record, move, actor) is None
                fits = move.when is None or not move.when(record)
                if may and fits and one.flow.tone(move.target) != "bad":
                    found.add(record.no)
    return found


def test_what_waits_for_me_is_what_the_kernel_lets_me_approve(busy: Cast):
    for name in busy.names:
        listed = {card.no for card in desk_of(busy.actor(name)).to_sign}
        assert listed == by_hand(busy, name), name


def test_the_number_in_the_rail_is_that_of_the_list(busy: Cast):
    for name in busy.names:
        actor = busy.actor(name)
        assert sum(waiting(actor).values()) == len(desk_of(actor).to_sign), name
    assert sum(waiting(busy.actor("it_manager")).values()) > 0


def test_nobody_finds_his_own_work_to_sign(busy: Cast):
    for name in busy.names:
        actor = busy.actor(name)
        made = {card.no for card in desk_of(actor).to_sign if card.maker_id == actor.user.pk}
        assert not made, name


def test_a_policy_waits_for_the_president_alone(cast: Cast):
    policy = make.document(cast, state="submitted", doc_type="policy", topic="security_policy")
    procedure = make.document(cast, state="submitted")
    assert {card.no for card in desk_of(cast.actor("president")).to_sign} == {policy.no}
    assert {card.no for card in desk_of(cast.actor("ciso")).to_sign} == {procedure.no}


def test_a_signature_is_one_click_away(busy: Cast):
    """Each card leads to a page with the two buttons."""
    for name in ("it_manager", "ciso", "president", "hr", "compliance", "security_officer"):
        client = busy.client(name)
        text = client.get(reverse("today")).text
        links = re.findall(r'<a class="btn small" href="([^"]+)">檢視並決定', text)
        assert len(links) == len(desk_of(busy.actor(name)).to_sign), name
        for link in links:
            page = client.get(link)
            assert page.status_code == 200, link
            # A frozen request has its two buttons there; what is not frozen is approved by a step of its own.
            frozen = link.endswith("#approval")
            acts_there = r"<[^>]*id=\"approval\".*?value=\"approve\"" if frozen else r"(href|action)=\"[^\"]*/move/"
            assert re.search(acts_there, page.text, re.DOTALL), link


def test_an_address_that_only_takes_forms_leads_to_the_form(busy: Cast):
    """Whoever signs in again after a form was sent too late comes back to it, not to an empty page."""
    change = register("development.change_request").record.objects.in_state("submitted").get()
    client = busy.client("it_manager")
    page = f"/development/change-request/{change.no}/"
    for last, where in (("decide/", page), ("talk/", f"{page}?tab=talk"), ("evidence/", f"{page}?tab=evidence")):
        assert client.get(page + last).headers["Location"] == where
    assert client.get("/policy/7.1.3.6/talk/").headers["Location"] == "/policy/7.1.3.6/"
    assert client.get("/sign-out/").headers["Location"] == "/"
    assert client.get("/settings/feed/").headers["Location"] == "/settings/"


def test_mine_to_do_has_the_late_ones_first(cast: Cast):
    soon = make.finding(cast, due_on=TODAY + timedelta(days=3), description="甲案")
    late = make.finding(cast, due_on=TODAY - timedelta(days=2), description="乙案")
    make.finding(cast, due_on=TODAY + timedelta(days=200), description="丙案")
    text = cast.client("it_manager").get(reverse("today")).text
    assert text.index(late.description) < text.index(soon.description)
    assert "逾期 2 日" in text
    assert "丙案" not in text


@pytest.mark.parametrize(
    ("days", "group"), [(-1, "overdue"), (0, "today"), (1, "week"), (7, "week"), (8, "later"), (None, "later")]
)
def test_days_fall_into_groups(days, group):
    day = None if days is None else TODAY + timedelta(days=days)
    assert group_of(day, on=TODAY) == group


def test_duties_of_my_offices_are_mine_to_do(cast: Cast):
    make.info_system(cast, name="網路下單系統")
    assert current()["7.1.3.6"].status == "not_met"
    text = cast.client("system_admin").get(reverse("today")).text
    assert "半年權限審查" in text
    assert "系統管理應辦事項" in text


def test_clauses_of_my_offices_that_are_not_in_order_need_my_attention(cast: Cast):
    make.info_system(cast)
    text = cast.client("system_admin").get(reverse("today")).text
    assert "需要注意" in text
    assert "/policy/7.1.3.6/" in text
    assert "整體政策" not in text


def test_overseers_see_the_whole_and_what_turned(cast: Cast):
    verdicts = current()
    Snapshot.objects.bulk_create(
        [
            Snapshot(
                day=TODAY - timedelta(days=5), clause=one.clause, status="met" if one.clause == "7.3.1" else one.status
            )
            for one in verdicts.values()
        ]
    )
    text = cast.client("ciso").get(reverse("today")).text
    assert "整體政策" in text
    if verdicts["7.3.1"].kind != "not_yet" and verdicts["7.3.1"].status != "met":
        assert "本週轉變" in text


def test_mail_that_does_not_arrive_shows_to_officers(cast: Cast):
    Notification.objects.create(
        user=cast.user("employee"),
        kind="incident",
        title="x",
        url="/",
        at=NOW - timedelta(hours=1),
        mail=True,
    )
    assert reverse("mail-log") in cast.client("security_officer").get(reverse("today")).text
    assert reverse("mail-log") not in cast.client("developer").get(reverse("today")).text


def test_a_supervisor_sees_what_waits_with_his_people(cast: Cast):
    acts.change(cast.it_manager, {"supervisor": cast.ciso}, by=cast.actor("hr"), reason="組織調整")
    make.finding(cast, due_on=TODAY - timedelta(days=2))
    text = cast.client("ciso").get(reverse("today")).text
    assert "我的同仁" in text
    assert cast.user("it_manager").name in text
    assert "我的同仁" not in cast.client("auditor").get(reverse("today")).text
    assert Person.objects.filter(supervisor=cast.ciso).count() == 1


def test_a_plain_employee_finds_notices_training_and_the_report(cast: Cast):
    make.notice(cast, requires_receipt=True, subject="新密碼規定")
    make.training(cast, [cast.employee], hours=2)
    text = cast.client("employee").get(reverse("today")).text
    assert "新密碼規定" in text
    assert "閱讀並簽名" in text
    assert ">2<" in text
    assert "3 小時" in text
    assert reverse("incident-report") in text
    assert "等我簽核" not in text


@pytest.mark.parametrize("name", ["employee", "ciso", "president", "auditor", "contractor"])
def test_an_empty_desk_says_what_to_do_next(cast: Cast, name: str):
    answer = cast.client(name).get(reverse("today"))
    assert answer.status_code == 200
    assert "沒有到期事項" in answer.text or "我的工作" in answer.text


def test_it_costs_the_same_queries_with_any_number_of_rows(cast: Cast, django_assert_max_num_queries):
    """Twelve; and one more for each register whose approval depends on what a record says."""
    system = make.info_system(cast)
    make.document(cast, state="submitted")
    for name, most in (("ciso", 13), ("it_manager", 11), ("operator", 10), ("employee", 9)):
        client = cast.client(name)
        client.get(reverse("today"))
        with django_assert_max_num_queries(most):
            client.get(reverse("today"))
    for _ in range(4):
        make.document(cast, state="submitted")
        make.change_request(cast, system, state="submitted")
        make.finding(cast)
    for name, most in (("ciso", 13), ("it_manager", 12), ("operator", 10), ("employee", 9)):
        client = cast.client(name)
        client.get(reverse("today"))
        with django_assert_max_num_queries(most):
            client.get(reverse("today"))


def test_cards_of_unknown_registers_do_not_break_it(cast: Cast):
    """A register that a later edition no longer has."""
    card = Card.objects.first()
    assert card is not None
    Card.objects.create(
        register="gone.register",
        record_id=1,
        no="GON-2026-0001",
        title="x",
        state="open",
        maker=cast.user("hr"),
        owner=cast.user("operator"),
        due_on=TODAY,
        changed_at=NOW,
    )
    assert cast.client("operator").get(reverse("today")).status_code == 200
    assert register("organization.person").code == "organization.person"


def test_only_what_is_in_force_and_unread_is_to_be_signed(cast: Cast):
    document = make.document(cast)
    notice = make.notice(cast, kind="document", document=document, subject="公告：新規定", requires_receipt=True)
    client = cast.client("employee")
    assert "公告：新規定" in client.get(reverse("today")).text
    row = notice.receipts.get(recipient=cast.employee.no)
    with transaction.atomic():
        fill_lines(notice, "receipts", {row.pk: {"read_at": NOW}}, by=Actor.system())
        assert "公告：新規定" not in client.get(reverse("today")).text
        transaction.set_rollback(True)
    assert "公告：新規定" in client.get(reverse("today")).text
    with guard.writing():
        type(document).objects.filter(pk=document.pk).update(state="superseded")
    assert "公告：新規定" not in client.get(reverse("today")).text


def test_overseers_are_told_of_clauses_that_are_nobody_s_in_particular(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    """A clause that the whole staff answers for stands on the desks of those who look after the whole, and no other."""
    monkeypatch.setattr(today_view, "TELLING", 400)
    make.incident(cast, discovered_at=NOW - timedelta(days=3))
    assert current()["2.1.4.1"].status == "not_met"
    assert "/policy/2.1.4.1/" in cast.client("president").get(reverse("today")).text
    assert "/policy/2.1.4.1/" not in cast.client("operator").get(reverse("today")).text
