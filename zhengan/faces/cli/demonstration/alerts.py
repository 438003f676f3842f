"""A year of alerts: devices, pages, sites and programs; each looked into, two of them too slowly, one not yet."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import premises, story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts

ALERT = "incidents.alert"
SECURITY, NETWORK, ADMIN = "林雅婷", "黃冠宇", "張志豪"
NOTICE_AGO, CONTENT_AGO = 140, (42, 12)
_CONTENT = (("客戶個資與帳號", "網頁未出現"), ("內部文件及標示", "網頁未出現"), ("推介用語", "符合推介辦法"))


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One alert: how many days ago, what, who looks at it, how many hours until it is closed, and with what."""

    ago: int
    kind: str
    subject: str
    who: str
    action: str = ""
    hours: float = 3
    system: str = ""
    led_to: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


_WARNING = {"notice": ("policy.notice", {"kind": "phishing", "audience__has": "customer"})}
_SEEN = (
    Seen(ago=188, kind="unknown_device", subject="10.40.3.77 業務單位自購無線分享器", who=NETWORK, action="removed"),
    Seen(ago=155, kind="malware", subject="B03 櫃台電腦隨身碟", who=ADMIN, action="blocked", hours=1),
    Seen(ago=143, kind="bad_link", subject="rijin-event.example 抽獎連結", who=SECURITY, action="blocked", hours=80, led_to=_WARNING),
    Seen(ago=NOTICE_AGO, kind="phishing_site", subject="rijin-securities.example 假冒登入頁", who=SECURITY, action="removed", hours=5, led_to=_WARNING),
    Seen(ago=120, kind="fake_app", subject="第三方商店「日進投資」", who=SECURITY),
    Seen(ago=94, kind="page_changed", subject="網路下單公告頁", who=ADMIN, action="explained", system="ORD", led_to={"change_request": ("development.change_request", {"info_system__code": "ORD"})}),
    Seen(ago=70, kind="unknown_device", subject="10.40.6.12 會議室投影設備", who=NETWORK, action="registered", hours=51),
    Seen(ago=52, kind="social_post", subject="粉絲專頁留言冒稱營業員報明牌", who=SECURITY, action="removed", hours=2),
    Seen(ago=36, kind="failed_logins", subject="VPN 帳號連續登入失敗", who=SECURITY, action="blocked", system="VPN"),
    Seen(ago=27, kind="page_changed", subject="官網活動頁附檔含客戶名單", who=ADMIN, action="removed", hours=2, system="WEB", led_to={"incident": ("incidents.incident", {"kind": "leak"})}),
    Seen(ago=19, kind="rogue_internet", subject="B08 桌機連線手機熱點", who=NETWORK, action="blocked", hours=4),
    Seen(ago=story.ALTERED_AGO, kind="hash_mismatch", subject="電子對帳單系統設定檔", who=ADMIN, action="restored", system="STM"),
    Seen(ago=4, kind="rule_changed", subject="測試區連至辦公區 tcp/445", who=NETWORK, system="FWL"),
)  # fmt: skip


def plan(stage: Stage) -> None:
    """Plan what is seen through the year, and the monthly look at the content of the website."""
    for one in _SEEN:
        stage.plan(stage.at(stage.day(one.ago), 9, 5), partial(_see, stage, one))
    for ago in CONTENT_AGO:
        stage.plan(
            stage.at(stage.day(ago), 16, 50),
            lambda: premises.walk(stage, "website_content", "周文凱", _CONTENT, [stage.systems["WEB"].no]),
        )


def _see(stage: Stage, one: Seen) -> None:
    """Entered by the operator on duty; a fake app turns out to be nothing, a changed rule is still looked into."""
    values = {
        "kind": one.kind, "subject": one.subject, "detected_at": stage.now - timedelta(minutes=5),
        "notified_to": stage.named[one.who], "info_system": stage.systems.get(one.system),
    }  # fmt: skip
    alert = stage.create(ALERT, values, by=stage.by("陳怡君"))
    if one.kind == "fake_app":
        why = "同名之國外軟體，與本公司無關。"
        stage.plan(stage.now + timedelta(hours=4), lambda: acts.move(alert, "closed", by=stage.by(one.who), reason=why))
        return
    stage.plan(stage.now + timedelta(minutes=20), lambda: acts.move(alert, "handling", by=stage.by(one.who)))
    if one.action:
        at = stage.now + timedelta(hours=one.hours)
        if "notice" in one.led_to:  # closed with the warning, hence not before it is out
            at = max(at, stage.at(stage.day(NOTICE_AGO), 14, 30))
        stage.plan(at, partial(_close, stage, one, alert))


def _close(stage: Stage, one: Seen, alert: Any) -> None:
    given: dict[str, Any] = {"action": one.action}
    for name, (code, which) in one.led_to.items():
        found: Any = the(code).record.objects.filter(**which)
        given[name] = found.latest("pk")
    acts.move(alert, "closed", by=stage.by(one.who), values=given)
