"""Checklists of who leaves: each office does its part on the last day, but once; and of the last who joined."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import firm, outsourced, story, trading
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.rooms.organization.checklists import DONE_BY, Item

CHANGE = "organization.personnel_change"
PERSONNEL, SECURITY = "吳佩芸", "江承翰"
OFFICES = ("張志豪", "宋志明", PERSONNEL)
# What is said of each item; devices and tokens apply to few.
_PROOF = {
    Item.ACCOUNT_DISABLED: "已於 AD 及各系統停用", Item.PASS_RETURNED: "停車證收回", Item.CARD_RETURNED: "門禁卡收回並停權",
    Item.ID_RETURNED: "識別證收回截角", Item.DUTY_HANDED_OVER: "交接清冊經主管簽收",
    Item.UNDERTAKING_SIGNED: "線上簽署", Item.TRAINING_ASSIGNED: "已排新進人員訓練",
}  # fmt: skip
_NOT_NEEDED = "未配發"
# The last two who joined have their checklist here; of those before them it is on paper.
JOINED = (10,)


def plan(stage: Stage) -> None:
    """Plan the checklist of everybody who leaves, of the engagement that ended, and of the last who came."""
    for leaver in story.leavers(stage):
        stage.plan(stage.at(leaver.left_on, 14, 0), partial(_announce, stage, leaver))
    for one in outsourced.ended():
        stage.plan(stage.at(stage.day(-one.ends_in), 17, 10), lambda: _all(stage, _opened()))
    for number in JOINED:
        stage.plan(stage.at(stage.day(370 - number * 33), 9, 40), partial(_welcome, stage))


def _announce(stage: Stage, leaver: story.Leaver) -> None:
    """Human resources enter the last day; in the afternoon all is taken back, one card on the day after."""
    values = {"person": story.person_of(stage, leaver), "kind": "leave", "effective_on": leaver.left_on}
    change = stage.create(CHANGE, values, by=stage.by(PERSONNEL))
    late = Item.CARD_RETURNED if leaver.left_on == stage.day(story.CARD_LATE_AGO) else None
    stage.plan(stage.at(leaver.left_on, 16, 40), lambda: _all(stage, change, but=late))


def _welcome(stage: Stage) -> None:
    today = stage.now.date()
    for one in firm.active(stage):
        if one.joined_on == today:
            change = stage.create(
                CHANGE, {"person": one, "kind": "join", "effective_on": today}, by=stage.by(PERSONNEL)
            )
            stage.plan(stage.at(today + timedelta(days=14), 10, 20), partial(_all, stage, change))


def _opened() -> Any:
    """The checklist that the software opened when the engagement ended."""
    return the(CHANGE).record.objects.in_state("in_progress").filter(kind="contract_end").latest("pk")


def _all(stage: Stage, change: Any, *, but: Item | None = None) -> None:
    """Every office does its part, and security confirms it on the next trading day."""
    for who in OFFICES:
        _part(change, stage.by(who), but)
    after = trading.next_trading(stage.now.date())

    def complete() -> None:
        if but is not None:
            for who in OFFICES:
                _part(change, stage.by(who), None)
        acts.move(change, "completed", by=stage.by(PERSONNEL))
        acts.move(change, "confirmed", by=stage.by(SECURITY))

    stage.plan(stage.at(after, 10, 30), complete)


def _part(change: Any, by: Actor, but: Item | None) -> None:
    rows = [
        row for row in change.items.all() if not row.evidence and row.item != but and by.holds(*DONE_BY[Item(row.item)])
    ]
    done = {
        row.pk: {"evidence": _PROOF.get(Item(row.item), _NOT_NEEDED), "required": Item(row.item) in _PROOF}
        for row in rows
    }
    if done:
        acts.fill_lines(change, "items", done, by=by)
