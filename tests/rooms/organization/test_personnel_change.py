"""Personnel changes: each line done by the office that has the thing in hand, nothing complete while one is open."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.due_moves import carry_out
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import Notification
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.rooms.organization.checklists import DONE_BY, ITEMS, TAKEN_BACK, ChangeKind, Item

CHANGES = register("organization.personnel_change").record.objects


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_the_checklist_follows_from_the_kind_and_begins_at_once(cast, kind):
    change = make.personnel_change(cast, cast.employee, kind=kind, to_unit=cast.units["it"])
    assert (change.state, change.notified_at) == ("in_progress", clock.now())
    assert [row.item for row in change.items.order_by("pk")] == [one.value for one in ITEMS[kind]]


def test_every_item_has_an_office_that_does_it_and_every_leaving_takes_back_what_the_policy_names():
    assert set(DONE_BY) == set(Item)
    for kind in (ChangeKind.LEAVE, ChangeKind.CONTRACT_END):
        assert set(TAKEN_BACK) <= set(ITEMS[kind])


def test_the_offices_concerned_are_told(cast):
    change = make.personnel_change(cast, cast.employee)
    told = set(Notification.objects.filter(record_no=change.no).values_list("user__person__name", flat=True))
    assert {cast.system_admin.name, cast.general_affairs.name, cast.hr.name} <= told
    assert cast.developer.name not in told


@pytest.mark.parametrize("open_item", ITEMS[ChangeKind.LEAVE])
def test_nothing_is_complete_while_a_line_is_open(cast, open_item):
    """The policy names four of them (4.2); the others apply unless somebody says why not."""
    change = make.personnel_change(cast, cast.employee)
    for name in ("system_admin", "general_affairs", "hr"):
        by = cast.actor(name)
        rows = [row for row in change.items.all() if by.holds(*DONE_BY[Item(row.item)]) and row.item != open_item]
        if rows:
            acts.fill_lines(change, "items", {row.pk: {"evidence": "已辦理"} for row in rows}, by=by)
    change.refresh_from_db()
    with pytest.raises(NotPossible) as refused:
        acts.move(change, "completed", by=cast.actor("hr"))
    assert str(Item(open_item).label) in str(refused.value)


@pytest.mark.parametrize("item", list(Item))
@pytest.mark.parametrize("name", ["hr", "system_admin", "general_affairs", "security_officer", "employee"])
def test_a_line_is_done_only_by_the_offices_that_have_the_thing_in_hand(cast, item, name):
    kind = next(kind for kind, items in ITEMS.items() if item in items)
    change = make.personnel_change(cast, cast.developer, kind=kind, to_unit=cast.units["it"])
    row = change.items.get(item=item)
    if item == Item.UNDERTAKING_SIGNED:
        make.undertaking(cast, cast.developer)
    by = cast.actor(name)
    if by.holds(*DONE_BY[item]):
        acts.fill_lines(change, "items", {row.pk: {"evidence": "收據"}}, by=by)
        row.refresh_from_db()
        assert (row.done_by, row.done_at) == (cast.people[name], clock.now())
    else:
        with pytest.raises(Refused):
            acts.fill_lines(change, "items", {row.pk: {"evidence": "收據"}}, by=by)


def test_who_did_it_and_when_is_nothing_to_type(cast):
    change = make.personnel_change(cast, cast.employee)
    row = change.items.get(item=Item.ACCOUNT_DISABLED)
    for values in ({"done_by": cast.hr}, {"done_at": clock.now() - timedelta(days=3)}):
        with pytest.raises(ValidationError):
            acts.fill_lines(change, "items", {row.pk: values | {"evidence": "x"}}, by=cast.actor("system_admin"))


def test_a_line_says_what_shows_it(cast):
    change = make.personnel_change(cast, cast.employee)
    row = change.items.get(item=Item.ACCOUNT_DISABLED)
    with pytest.raises(ValidationError):
        acts.fill_lines(change, "items", {row.pk: {"evidence": " "}}, by=cast.actor("system_admin"))


@pytest.mark.parametrize("item", TAKEN_BACK)
def test_nobody_leaves_without_what_the_policy_names(cast, item):
    change = make.personnel_change(cast, cast.employee)
    row = change.items.get(item=item)
    name = next(one for one in ("system_admin", "general_affairs", "hr") if cast.actor(one).holds(*DONE_BY[item]))
    with pytest.raises(ValidationError):
        acts.fill_lines(change, "items", {row.pk: {"required": False, "evidence": "無"}}, by=cast.actor(name))


def test_what_does_not_apply_needs_a_reason_and_holds_nothing_up(cast):
    change = make.personnel_change(cast, cast.employee)
    row = change.items.get(item=Item.DEVICE_WIPED)
    admin = cast.actor("system_admin")
    acts.fill_lines(change, "items", {row.pk: {"required": False, "evidence": "未配發公務手機"}}, by=admin)
    row.refresh_from_db()
    assert (row.required, row.done_by, row.done_at) == (False, None, None)


def test_signed_is_not_ticked_before_it_is(cast):
    change = make.personnel_change(cast, cast.employee, kind="join")
    row = change.items.get(item=Item.UNDERTAKING_SIGNED)
    with pytest.raises(ValidationError):
        acts.fill_lines(change, "items", {row.pk: {"evidence": "已簽"}}, by=cast.actor("hr"))
    make.undertaking(cast, cast.employee)
    assert acts.fill_lines(change, "items", {row.pk: {"evidence": "已簽"}}, by=cast.actor("hr"))


def test_neither_who_entered_it_nor_who_leaves_confirms(cast):
    change = make.personnel_change(cast, cast.security_officer, state="completed")
    for name in ("hr", "security_officer"):
        with pytest.raises(Refused):
            acts.move(change, "confirmed", by=cast.actor(name))
    change = acts.move(change, "confirmed", by=cast.actor("auditor"))
    row = change.items.first()
    with pytest.raises((Refused, NotPossible)):
        acts.fill_lines(change, "items", {row.pk: {"evidence": "事後補登"}}, by=cast.actor("system_admin"))


def test_the_account_of_who_leaves_ends_with_the_day(cast):
    """Entered ahead, nobody has to remember it (4.2)."""
    last = clock.today() + timedelta(days=5)
    make.personnel_change(cast, cast.employee, effective_on=last)
    cast.employee.refresh_from_db()
    assert cast.employee.left_on == last
    for days, active in ((5, True), (6, False)):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            carry_out(clock.today())
        assert cast.user("employee").is_active is active
    assert CHANGES.filter(person=cast.employee).count() == 1


def test_who_is_recorded_as_gone_without_a_checklist_gets_one(cast):
    acts.move(cast.employee, "left", by=cast.actor("hr"), values={"left_on": clock.today()})
    change = CHANGES.get()
    assert (change.person, change.kind, change.effective_on) == (cast.employee, "leave", clock.today())


def test_the_end_of_a_contract_opens_one(cast):
    ends = cast.contractor.contract_end_on
    with clock.standing_at(datetime.combine(ends + timedelta(days=1), clock.now().time(), tzinfo=clock.TAIPEI)):
        carry_out(clock.today())
    change = CHANGES.get()
    assert (change.person, change.kind, change.effective_on) == (cast.contractor, "contract_end", ends)


def test_who_moves_to_another_unit_gets_one(cast):
    acts.change(cast.employee, {"unit": cast.units["audit"]}, by=cast.actor("hr"), reason="調任")
    change = CHANGES.get()
    assert (change.kind, change.to_unit) == ("transfer", cast.units["audit"])
    acts.change(cast.employee, {"job_title": "專員"}, by=cast.actor("hr"))
    assert CHANGES.count() == 1


def test_who_moves_moves_somewhere(cast):
    with pytest.raises(ValidationError):
        make.personnel_change(cast, cast.employee, kind="transfer")
