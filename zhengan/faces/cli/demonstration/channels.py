"""Channels to customers: clients of the API, a year of service quality, and the official pages on social media."""

from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from zhengan.faces.cli.demonstration import premises, story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts
from zhengan.rooms.channels.registers.api_client import CRITERIA

CLIENT, METRIC, ACCOUNT, REQUEST = (
    "channels.api_client", "channels.service_metric", "channels.social_account", "access.access_request",
)  # fmt: skip
OWNER, COMPLIANCE, MEASURES, HEAD_OF_IT = "郭怡廷", "周文凱", "余光明", "王建民"
SECURITY, EXECUTOR = "林雅婷", "曾偉倫"

# applied so many days ago, masked name, address, reviewed so many days ago
_CLIENTS = (
    (story.NOT_REVIEWED_CLIENT_AGO, "陳○豪", "203.0.113.21", 0),
    (310, "林○君", "203.0.113.54", 12),
    (205, "宏○投資", "198.51.100.0/28", 12),
    (4, "吳○達", "203.0.113.90", 0),
)
# The standard came into force so many days ago; the figures from before were on paper and entered at once.
KEPT_SINCE = 112
# dimension, figure, standard, reached with, what is usual
_FIGURES = (
    ("security", "未經憑證簽章之委託筆數", 0, "at_most", 0),
    ("stability", "交易時段系統可用率（%）", "99.9", "at_least", "99.97"),
    ("service", "客服電話二十秒內接聽率（%）", 80, "at_least", 86),
)
# Months back in which a figure was missed, and why; of the newest nobody has said anything yet.
_MISSED = {("stability", 7): ("99.7", "電信線路中斷，已改雙路由。"), ("service", 1): (74, "")}
_PAGES = (
    ("Facebook", "https://www.facebook.com/rijin.example"),
    ("LINE", "https://page.line.me/rijin.example"),
    ("YouTube", "https://www.youtube.com/@rijin.example"),
)
_LOOKED_AT = (("證券商名稱", "顯示全名"), ("聯絡方式", "顯示客服電話"), ("官方標章", "有平台認證標章"))


def plan(stage: Stage) -> None:
    """Plan the applications, the months, and the life of the pages."""
    for number, row in enumerate(_CLIENTS):
        stage.plan(stage.at(stage.day(row[0]), 10, 50), partial(_apply, stage, number))
    for first in _months(stage):
        stage.plan(stage.at(max(first, stage.day(KEPT_SINCE)), 11, 25), partial(_measure, stage, first))
    stage.plan(stage.at(stage.day(312), 13, 15), lambda: _open_pages(stage))


# -- the API ----------------------------------------------------------------------------------------------------------


def _apply(stage: Stage, number: int) -> None:
    """Enter an application; the newest one was assessed and still fails a criterion."""
    _ago, name, address, reviewed = _CLIENTS[number]
    today = stage.now.date()
    values = {
        "customer": name, "applied_on": today, "purpose": "程式下單", "risk_notice_signed_on": today,
        "ip_allowlist": (address,), "rate_limit": 20, "certificate_login": True,
    }  # fmt: skip
    waiting = number == len(_CLIENTS) - 1
    items = [str(item) for item in CRITERIA]
    lines = [
        {"item": item, "met": not (waiting and place == 1), "evidence": "申請文件及測試報告"}
        for place, item in enumerate(items)
    ]
    made = stage.create(CLIENT, values, by=stage.by(MEASURES), lines={"criteria": lines})
    made = acts.move(made, "assessed", by=stage.by(OWNER))
    if waiting:
        return
    stage.plan(stage.now + timedelta(days=1), partial(_connect, stage, made))
    # What was tested and looked at a second time; of one client that was forgotten.
    if reviewed:
        stage.plan(stage.at(stage.day(reviewed), 11, 5), partial(_look_again, stage, made.no))
    elif today < stage.day(300):
        stage.plan(stage.at(stage.day(30), 11, 5), partial(_only_stop, stage, made.no))


def _connect(stage: Stage, made: Any) -> None:
    made = acts.move(made, "approved", by=stage.by(COMPLIANCE))
    today = stage.now.date()
    issued = {"key_issued_on": today, "key_expires_on": today + timedelta(days=730), "stop_switch_tested_on": today}
    acts.change(made, issued, by=stage.by(MEASURES))


def _look_again(stage: Stage, no: str) -> None:
    made, today = the(CLIENT).record.objects.get(no=no), stage.now.date()
    acts.change(made, {"stop_switch_tested_on": today, "reviewed_on": today}, by=stage.by(MEASURES))


def _only_stop(stage: Stage, no: str) -> None:
    made = the(CLIENT).record.objects.get(no=no)
    acts.change(made, {"stop_switch_tested_on": stage.now.date()}, by=stage.by(MEASURES))


# -- the quality of service -------------------------------------------------------------------------------------------


def _months(stage: Stage) -> list[date]:
    """The first days of this month and the eleven before: each asks for the figures of the month that is over."""
    first = stage.today.replace(day=1)
    found = []
    for _number in range(12):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def _measure(stage: Stage, first: date) -> None:
    """Enter the figures of the month before that day."""
    last = first - timedelta(days=1)
    ago = 12 * (stage.today.year - last.year) + stage.today.month - last.month
    common = {
        "info_system": stage.systems["ORD"], "period": f"{last:%Y-%m}", "standard": stage.documents["service_quality"],
    }  # fmt: skip
    reached: list[tuple[Any, str]] = []
    missed: list[tuple[Any, str]] = []
    for dimension, metric, target, better, usual in _FIGURES:
        actual, why = _MISSED.get((dimension, ago), (usual, ""))
        row = {"dimension": dimension, "metric": metric, "target": target, "better": better, "actual": actual}
        made = stage.create(METRIC, common | row, by=stage.by(MEASURES))
        (reached if made.ok else missed).append((made, why))
    acts.move_many([made for made, _why in reached], "accepted", by=stage.by(OWNER))
    for made, why in missed:
        if why:
            explained = acts.move(made, "explained", by=stage.by(HEAD_OF_IT), values={"explanation": why})
            acts.move(explained, "accepted", by=stage.by(OWNER))


# -- social media -----------------------------------------------------------------------------------------------------


def _open_pages(stage: Stage) -> None:
    """Rights are asked for, the pages entered and approved; then posts, looks at the prompts, and a review."""
    asked = [
        {"kind": "social", "person": stage.named[who], "rights_after": "官方社群帳號", "reason": "經營官方社群。"}
        for who in (MEASURES, OWNER)
    ]
    requests = stage.create_many(REQUEST, asked, by=stage.by(SECURITY), source="manual")
    for target, who in (("submitted", SECURITY), ("approved", HEAD_OF_IT), ("executed", EXECUTOR)):
        requests = acts.move_many(requests, target, by=stage.by(who))
    day = stage.now.date()
    rights = [
        {"person": stage.named[who], "role": role, "granted_on": day}
        for who, role in ((MEASURES, "draft"), (OWNER, "publish"))
    ]
    rows = [
        (
            {
                "platform": platform, "page_url": address, "official": True, "firm_name_shown": True,
                "contact_shown": True, "link_on_site": True, "exit_prompt": True, "manager": stage.named[MEASURES],
                "privacy_policy_hash": sha256(platform.encode()).hexdigest(), "privacy_reviewed_on": day,
            },
            {"rights": rights},
        )
        for platform, address in _PAGES
    ]  # fmt: skip
    made = acts.create_many(the(ACCOUNT), rows, by=stage.by(MEASURES), source="manual")
    pages = [one.no for one in acts.move_many(made, "active", by=stage.by(COMPLIANCE))]
    for number, no in enumerate(pages):
        stage.plan(stage.at(stage.day(90 - number), 13, 25), partial(_change, stage, no, _reviewed))
        stage.plan(stage.at(stage.day(2), 13, 30 + number), partial(_change, stage, no, _looked_at))
        stage.plan(stage.at(stage.day(20 + number), 13, 35), partial(_post, stage, no))
    stage.plan(stage.at(stage.day(41), 13, 45), partial(_change, stage, pages[-1], _new_policy))
    stage.plan(stage.at(stage.day(25), 13, 55), lambda: premises.walk(stage, "social_page", OWNER, _LOOKED_AT, pages))


def _reviewed(stage: Stage) -> dict[str, Any]:
    return {"privacy_reviewed_on": stage.now.date()}


def _looked_at(stage: Stage) -> dict[str, Any]:
    return {"exit_prompt_checked_at": stage.now}


def _new_policy(_stage: Stage) -> dict[str, Any]:
    """The platform published a new privacy policy; nobody has read it since."""
    return {"privacy_policy_hash": sha256(b"new").hexdigest()}


def _change(stage: Stage, no: str, values: Any) -> None:
    acts.change(the(ACCOUNT).record.objects.get(no=no), values(stage), by=stage.by(MEASURES))


def _post(stage: Stage, no: str) -> None:
    post = {
        "posted_at": stage.now, "drafted_by": stage.named[MEASURES], "approved_by": stage.named[OWNER],
        "content": "提醒您：本公司不會以通訊軟體要求提供密碼或匯款，請認明官方帳號。",
    }  # fmt: skip
    acts.add_lines(the(ACCOUNT).record.objects.get(no=no), "posts", [post], by=stage.by(MEASURES))
