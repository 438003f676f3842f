"""Controls: the mechanisms in place, each verified every month; and who came in from outside, explained and reviewed."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story, trading
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts

CONTROL, SESSION, REQUEST = "network.security_control", "network.remote_session", "access.access_request"
CUSTODIAN, DEPUTY, HEAD_OF_IT, SECURITY = "黃冠宇", "曾偉倫", "王建民", "林雅婷"
ENTERED, TESTED = 28, 6
MONTH = timedelta(days=31)

# kind, name, brand, system, what it covers
_MECHANISMS = (
    ("firewall", "外部防火牆", "Fortinet", "", "網際網路與對外服務區之間"),
    ("firewall", "內部防火牆", "Palo Alto", "", "對外服務區、營運區及辦公區之間"),
    ("waf", "網站應用防火牆", "F5", "ORD", "網路下單網站"),
    ("mail_filter", "郵件過濾閘道", "Cisco", "", "全公司進出郵件，含惡意程式掃描"),
    ("nac", "設備接入管制", "Aruba", "", "總公司及分公司有線、無線網路"),
    ("ddos", "流量清洗服務", "中華電信", "", "對外服務之全部線路"),
    ("tamper_watch", "下單網頁異動偵測", "自行開發", "ORD", "下單網頁及程式"),
    ("phishing_watch", "釣魚網站偵測服務", "TWCERT", "", "公司名稱及商標之近似網域"),
    ("fake_app_watch", "偽冒應用程式偵測服務", "TWCERT", "", "兩大應用程式商店"),
    ("integrity", "檔案完整性監控", "Tripwire", "", "核心系統主機"),
    ("internet_block", "端點網路管制", "Ivanti", "", "全公司個人電腦"),
    ("standby", "DR-ORD", "Dell", "ORD", "網路下單系統備援主機"),
    ("standby", "DR-HST", "Dell", "HST", "主機連線備援主機"),
    ("standby", "DR-CUS", "Dell", "CUS", "集保連線備援主機"),
    ("standby", "DR-SUB", "Dell", "SUB", "複委託系統備援主機"),
)  # fmt: skip
# who, which system, when asked for, the days on which he came in
_FROM_OUTSIDE = (
    ("曾偉倫", "VMH", "虛擬化平台夜間維護", (88, 60, 39, 12)),
    ("黃冠宇", "FWL", "防火牆夜間維護", (74, 46, 9)),
)  # fmt: skip
ASKED_AGO = 95


def plan(stage: Stage) -> None:
    """Plan the mechanisms with one failed test, the requests for access from outside, and the sessions."""
    stage.plan(stage.at(stage.day(ENTERED), 14, 10), lambda: _mechanisms(stage))
    stage.plan(stage.at(stage.day(TESTED), 21, 30), lambda: _failed_test(stage))
    stage.plan(stage.at(stage.day(ASKED_AGO), 10, 5), lambda: _asked(stage))
    for who, code, purpose, days in _FROM_OUTSIDE:
        for ago in days:
            stage.plan(stage.at(stage.day(ago), 22, 40), partial(_came_in, stage, who, code, purpose))
    stage.plan(stage.at(stage.day(story.UNASKED_SESSION_AGO), 23, 20), lambda: _unasked(stage))


def _mechanisms(stage: Stage) -> None:
    hour = stage.now - timedelta(minutes=30)
    common = {
        "custodian": stage.named[CUSTODIAN], "deputy": stage.named[DEPUTY], "heartbeat_interval": MONTH,
        "last_verified_at": hour, "verified_by": "test", "test_ok": True,
    }  # fmt: skip
    rows = [
        common
        | {
            "kind": kind, "name": name, "brand": brand, "covers": covers,
            "info_system": stage.systems[code] if code else None,
            "detections_30d": 1840 if kind == "mail_filter" else None,
        }
        for kind, name, brand, code, covers in _MECHANISMS
    ]  # fmt: skip
    made = stage.create_many(CONTROL, rows, by=stage.by(CUSTODIAN), source="manual")
    web = common | {"kind": "web_control", "name": "上網管制閘道", "brand": "Blue Coat", "covers": "辦公區及營運區上網"}
    known: Any = the("network.network_zone").record.objects
    zones = [{"zone": zone} for zone in known.filter(kind__in=("office", "production"))]
    made.append(stage.create(CONTROL, web, by=stage.by(CUSTODIAN), lines={"zones": zones}))
    acts.move_many(made, "operating", by=stage.by(HEAD_OF_IT))
    for control in made:
        if control.kind == "standby":
            acts.change(
                control.info_system,
                {"standby": control.no},
                by=stage.by(HEAD_OF_IT),
                reason="備援主機已登錄為防護機制。",
            )


def _failed_test(stage: Stage) -> None:
    """A standby did not come up in its test."""
    known: Any = the(CONTROL).record.objects
    control = known.get(name=story.STANDBY_FAILED)
    failed = {"test_ok": False, "last_verified_at": stage.now - timedelta(minutes=10)}
    acts.change(control, failed, by=stage.by(CUSTODIAN))


def _asked(stage: Stage) -> None:
    rows = [
        {
            "kind": "remote", "person": stage.named[who], "info_system": stage.systems[code],
            "rights_after": "夜間遠端維護", "reason": purpose,
        }
        for who, code, purpose, _days in _FROM_OUTSIDE
    ]  # fmt: skip
    made = stage.create_many(REQUEST, rows, by=stage.by(SECURITY), source="manual")
    acts.move_many(made, "submitted", by=stage.by(SECURITY))
    acts.move_many(made, "approved", by=stage.by(HEAD_OF_IT))
    carried_out = stage.at(trading.next_trading(stage.now.date()), 9, 30)
    stage.plan(carried_out, lambda: acts.move_many(made, "executed", by=stage.by("張志豪")))


def _came_in(stage: Stage, who: str, code: str, purpose: str) -> None:
    """The gateway tells of a session; he explains it the next day, his supervisor looks at it in the same week."""
    made = _session(stage, who, code)
    day = trading.next_trading(stage.now.date())
    explain = partial(acts.move, made, "explained", by=stage.by(who), values={"purpose": purpose})
    stage.plan(stage.at(day, 9, 15), explain)
    stage.plan(
        stage.at(trading.next_trading(day), 17, 20), partial(acts.move, made, "reviewed", by=stage.by(HEAD_OF_IT))
    )


def _unasked(stage: Stage) -> None:
    """Somebody came in to a system for which nobody had asked."""
    made = _session(stage, "張志豪", "BKP")
    values = {"purpose": "備份失敗搶修"}
    stage.plan(stage.at(trading.next_trading(stage.now.date()), 9, 40), partial(
        acts.move, made, "explained", by=stage.by("張志豪"), values=values
    ))  # fmt: skip


def _session(stage: Stage, who: str, code: str) -> Any:
    started = stage.now - timedelta(minutes=35)
    row = {
        "login": stage.named[who].staff_no.lower(), "person": stage.named[who], "info_system": stage.systems[code],
        "started_at": started, "ended_at": stage.now, "source_ip": "203.0.113.24", "is_admin": True, "mfa": True,
    }  # fmt: skip
    (made,) = stage.create_many(
        SESSION, [row], by=stage.by(CUSTODIAN, via="cli"), source="import", source_file="4" * 64
    )
    return made
