"""A year of training: forty courses with their attendance, planned a week ahead and confirmed by human resources."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import cast, firm, story, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

Choose = Callable[[Stage], list[Any]]
ACADEMY = "日進證券教育訓練中心"
SFI = "證券暨期貨市場發展基金會"
IIAC = "資訊工業策進會"


@dataclass(frozen=True, kw_only=True)
class Course:
    """One course: when, what, how long, and who attends."""

    held_on: date
    title: str
    kind: str
    hours: str
    who: Choose
    topics: tuple[str, ...] = ()
    provider: str = ACADEMY
    assessed: bool = True
    everybody: bool = False


def plan(stage: Stage) -> None:
    """Plan every course: entered a week before, attendance on the day, confirmed the trading day after."""
    for course in courses(stage):
        if course.held_on >= trading.on_or_before(stage.today - timedelta(days=1)):
            continue
        entered = max(stage.start, stage.day((stage.today - course.held_on).days + 7))
        stage.plan(stage.at(entered, 14, 0), partial(_enter, stage, course))


def courses(stage: Stage) -> list[Course]:
    """Return the courses of the year; those that count for the calendar year lie in it."""
    found: list[Course] = []
    sessions = (
        ("總公司一", ("GMO", "AUD", "LGL", "RMD", "ISO", "ITD", "DEV", "OPS", "NET", "BRD")),
        ("總公司二", ("BKD", "ECD", "PTD", "UWD", "FID", "INT")),
        ("總公司三", ("WMD", "CLR", "FIN", "ACC", "HRD", "GAD", "CSD")),
        ("北區", ("B01", "B02", "B03", "B04")),
        ("中區", ("B05", "B06", "B07")),
        ("南區及東區", ("B08", "B09", "B10", "B11")),
    )
    for n, (place, units) in enumerate(sessions):
        found.append(
            Course(
                held_on=_this_year(stage, 250 - 3 * n), title=f"資訊安全政策與法令宣導（{place}）", kind="awareness", hours="1.5",
                who=_of_units(units), topics=("policy", "law"),
            )
        )  # fmt: skip
        found.append(
            Course(
                held_on=_this_year(stage, 75 - 3 * n), title=f"資訊作業程序與正確使用（{place}）", kind="awareness", hours="1.5",
                who=_of_units(units), topics=("procedure", "proper_use"),
            )
        )  # fmt: skip
    for n in range(firm.JOINERS // 2):
        joined = stage.day(370 - n * 33)
        found.append(
            Course(
                held_on=stage.day(370 - n * 33 - 4), title=f"新進人員資訊安全訓練（第 {n + 1} 梯）", kind="awareness", hours="6",
                who=_joined_on(joined),
                topics=("policy", "law", "procedure", "proper_use"),
            )
        )  # fmt: skip
    it, iso = _of_units(("DEV", "OPS", "NET", "ITD")), _of_units(("ISO",))
    found += [
        Course(held_on=_this_year(stage, 230), title="應用程式安全開發實務", kind="secure_coding", hours="6", who=_of_units(("DEV", "ECD")), provider=IIAC),
        Course(held_on=_this_year(stage, 160), title="系統及網路安全維運", kind="functional", hours="6", who=it, provider=IIAC),
        Course(held_on=_this_year(stage, 52), title="勒索軟體應變實作", kind="functional", hours="6", who=it, provider=IIAC),
        Course(held_on=_this_year(stage, 205), title="資通安全專業證照課程：ISO/IEC 27001 主導稽核員", kind="professional", hours="40", who=iso, provider=SFI),
        Course(held_on=_this_year(stage, 110), title="證券商資通安全專責人員研習", kind="professional", hours="12", who=iso, provider=SFI),
        Course(held_on=stage.day(300), title="資安事件鑑識與證據保全", kind="professional", hours="12", who=iso, provider=SFI),
        Course(held_on=_this_year(stage, 140), title="營運持續計畫演練前講習", kind="continuity", hours="3", who=_of_units(("OPS", "NET", "CLR", "BKD")), assessed=False),
        Course(held_on=stage.day(320), title="營運持續計畫教育訓練", kind="continuity", hours="2", who=_of_units(("OPS", "CLR", "CSD")), assessed=False),
        Course(held_on=_this_year(stage, 95), title="視訊監控及門禁等物聯網設備安全", kind="iot", hours="2", who=_of_units(("NET", "GAD")), assessed=False),
        Course(held_on=_this_year(stage, 120), title="社交工程演練補強課程", kind="remedial", hours="1", who=_some(19), topics=("proper_use",)),
        Course(held_on=stage.day(285), title="社交工程演練補強課程", kind="remedial", hours="1", who=_some(23), topics=("proper_use",)),
        Course(held_on=_this_year(stage, 40), title="個人資料保護法修正重點", kind="awareness", hours="2", who=_of_units(("LGL", "CSD", "ECD", "HRD")), topics=("law",), assessed=False),
        Course(held_on=stage.day(345), title="年度資訊安全線上複訓", kind="awareness", hours="1", who=firm.active, topics=("policy",), everybody=True),
        Course(held_on=stage.day(340), title="核心系統轉換資安注意事項", kind="awareness", hours="1", who=_of_units(("CLR", "BKD", "ITD")), topics=("procedure",), assessed=False),
        Course(held_on=_this_year(stage, 30), title="弱點管理與修補實務", kind="functional", hours="3", who=_of_units(("OPS", "NET")), provider=IIAC),
        Course(held_on=_this_year(stage, 180), title="分公司資安聯絡人講習", kind="awareness", hours="2", who=_heads, topics=("policy", "procedure"), assessed=False),
        Course(held_on=_this_year(stage, 20), title="電腦稽核實務", kind="professional", hours="6", who=_of_units(("AUD",)), provider=SFI),
        Course(held_on=stage.day(4), title="年終關帳作業資安提醒", kind="awareness", hours="1", who=_of_units(("ACC", "FIN", "CLR")), topics=("procedure",), assessed=False),
    ]  # fmt: skip
    return found


def counted_year(today: date) -> int:
    """The calendar year whose hours count on a day: until March the last one, as the checks have it."""
    return today.year if today.month > 3 else today.year - 1


def _this_year(stage: Stage, ago: int) -> date:
    """Return the day so long ago, held within the calendar year whose hours are counted: until March the last one."""
    year = counted_year(stage.today)
    first, last = trading.next_trading(date(year, 1, 2)), trading.on_or_before(date(year, 12, 20))
    return min(max(first, stage.day(ago)), last)


def _of_units(codes: tuple[str, ...]) -> Choose:
    return lambda stage: [one for one in firm.active(stage) if one.unit.code in codes]


def _joined_on(day: date) -> Choose:
    return lambda stage: [one for one in firm.active(stage) if one.joined_on == day]


def _some(count: int) -> Choose:
    return lambda stage: stage.random.sample(firm.active(stage), count)


def _heads(stage: Stage) -> list[Any]:
    return [head for code, head in stage.heads.items() if code.startswith(("B0", "B1"))]


def short_of_hours(stage: Stage) -> list[Any]:
    """The eleven who miss every course but the one online; one of the cast is among them. Chosen once, of those who stay."""
    if not stage.short:
        leaving = {story.person_of(stage, leaver).pk for leaver in story.leavers(stage)}
        staff = [
            one
            for one in firm.active(stage)
            if one.unit.code in ("B02", "B03", "B05", "B08", "B09", "BKD", "WMD")
            and one.grade == "一般職員"
            and one.name not in cast.NAMES
            and one.joined_on < stage.start
            and one.pk not in leaving
        ]
        others = story.SHORT_OF_TRAINING - 1
        stage.short = [stage.named["何家瑋"], *staff[:: len(staff) // others][:others]]
    return stage.short


def _enter(stage: Stage, course: Course) -> None:
    training = stage.create(
        "organization.training",
        {
            "title": course.title, "kind": course.kind, "topics": course.topics, "provider": course.provider,
            "held_on": course.held_on, "hours": Decimal(course.hours), "assessed": course.assessed,
        },
        by=stage.by("林雅婷"),
    )  # fmt: skip
    stage.plan(stage.at(course.held_on, 17, 40), lambda: _hold(stage, course, training))
    after = trading.next_trading(course.held_on)
    stage.plan(stage.at(after, 11, 20), lambda: stage.reach(training, "confirmed", by=stage.by("吳佩芸")))


def _hold(stage: Stage, course: Course, training: Any) -> None:
    rows = []
    missing = set() if course.everybody else {one.pk for one in short_of_hours(stage)}
    for person in course.who(stage):
        if person.pk in missing:
            continue
        hours = (
            Decimal(3) if course.hours == "6" and course.kind == "awareness" and person.grade != "資訊專業" else None
        )
        score = Decimal(stage.random.randint(14, 20) * 5) if course.assessed else None
        rows.append({"person": person, "hours": hours or Decimal(course.hours), "score": score, "passed": True})
    if rows:
        acts.change(training, {}, by=stage.by("林雅婷"), lines={"attendees": rows})
        acts.move(training, "held", by=stage.by("林雅婷"))
