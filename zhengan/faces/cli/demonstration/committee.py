"""The committee: three meetings of the year under the president, and what became of their resolutions."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import trading
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts, evidence

MEETING = "organization.committee_meeting"
SECRETARY, CHAIR, ABSENT = "林雅婷", "劉明德", "潘惠玲"
# days ago, agenda, and each resolution with who carries it out
MEETINGS: tuple[tuple[int, tuple[str, ...], tuple[tuple[str, str], ...]], ...] = (
    (312, ("construction", "policy", "plan"), (("虛擬化平台於年度內完成汰換。", "張志豪"),)),
    (205, ("responsibility", "audit", "incidents"), (("各單位指定資安聯絡人並公告名單。", "郭怡廷"),)),
    (88, ("construction", "policy", "resources", "risk"), (("編列端點偵測預算。", "王建民"), ("修訂社群媒體規範。", "郭怡廷"))),
)  # fmt: skip


def plan(stage: Stage) -> None:
    """Plan the meetings, their minutes and the president's approval."""
    for ago, topics, resolutions in MEETINGS:
        stage.plan(stage.at(stage.day(ago), 9, 15), partial(_call, stage, topics, resolutions))


def _call(stage: Stage, topics: tuple[str, ...], resolutions: tuple[tuple[str, str], ...]) -> None:
    """Held the same day, minuted two days later, approved after that."""
    day = stage.now.date()
    values = {"held_on": day, "kind": "regular", "chair": stage.named[CHAIR], "topics": topics}
    meeting = stage.create(MEETING, values, by=stage.by(SECRETARY))
    after = trading.next_trading(trading.next_trading(day))

    def held() -> None:
        acts.move(meeting, "held", by=stage.by(SECRETARY))

    def minuted() -> None:
        members = [row.person for row in meeting.attendees.order_by("pk")]
        attended: list[dict[str, Any]] = [{"person": one, "present": one.name != ABSENT} for one in members]
        decided = [{"text": text, "owner": stage.named[who], "due_on": _due(stage, day)} for text, who in resolutions]
        lines = {"attendees": attended, "resolutions": decided}
        acts.change(meeting, {}, by=stage.by(SECRETARY), lines=lines)
        paper = evidence.keep_bytes("會議紀錄（示範）\n".encode(), name="會議紀錄.txt")
        acts.move(meeting, "minuted", by=stage.by(SECRETARY), values={"minutes": paper})

    stage.plan(stage.at(day, 17, 20), held)
    stage.plan(stage.at(after, 11, 35), minuted)
    stage.plan(stage.at(trading.next_trading(after), 14, 45), partial(_approve, stage, meeting))


def _due(stage: Stage, day: date) -> date:
    """Two months; of the last meeting it is still to come."""
    due = day + timedelta(days=60)
    return due if due < stage.day(60) else stage.today + timedelta(days=25)


def _approve(stage: Stage, meeting: Any) -> None:
    """Once approved, each resolution is a finding; those of earlier meetings are carried out and verified."""
    acts.move(meeting, "approved", by=stage.by(CHAIR))
    day = stage.now.date()
    findings: Any = the("assurance.finding").record.objects
    for found in findings.filter(source_ref=meeting.no).order_by("pk"):
        stage.plan(stage.at(trading.next_trading(day), 10, 5), partial(_plan, stage, found))
        if found.due_on < stage.today:
            stage.plan(stage.at(trading.on_or_before(day + timedelta(days=40)), 11, 5), partial(_do, stage, found))


def _plan(stage: Stage, found: Any) -> None:
    given = {"root_cause": "委員會決議。", "improvement": "依決議編列時程辦理。"}
    acts.move(found, "planned", by=stage.by(found.owner.name), values=given)


def _do(stage: Stage, found: Any) -> None:
    acts.move(found, "done", by=stage.by(found.owner.name))
    acts.move(found, "verified", by=stage.by("許家豪"))
