"""Outside rules, entered at the beginning and compared again; and the yearly reviews, of the policy above all."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts, evidence

OBLIGATION, REVIEW = "policy.obligation", "policy.review"
OFFICER, COMPLIANCE, CISO = "林雅婷", "周文凱", "簡宏達"
EXCHANGE, FSC = "臺灣證券交易所股份有限公司", "金融監督管理委員會"

# kind, present name, former name, authority, item, what it demands, how many, clauses
_RULES: tuple[tuple[str, str, str, str, str, str, int | None, str], ...] = (
    ("exchange", "建立證券商資通安全檢查機制", "", EXCHANGE, "", "依機制訂定政策並辦理各項檢查。", None, "2.2.7 5.3.1"),
    (
        "statute",
        "個人資料保護法",
        "電腦處理個人資料保護法",
        "個人資料保護委員會",
        "",
        "採行適當之安全措施。",
        None,
        "7.2.6 7.2.7",
    ),
    (
        "regulation",
        "金融監督管理委員會指定非公務機關個人資料檔案安全維護辦法",
        "",
        FSC,
        "",
        "訂定安全維護計畫。",
        None,
        "7.2.6",
    ),
    (
        "exchange",
        "證券商受理客戶使用應用程式介面服務作業規範",
        "",
        EXCHANGE,
        "",
        "訂定申請、核可及控管措施。",
        None,
        "9.8",
    ),
    ("exchange", "成交回報機敏資訊隱匿原則", "", EXCHANGE, "", "以郵件回報成交須隱匿姓名及帳號。", None, "7.5.4"),
    ("tier_item", "分級防護應辦事項附表", "", EXCHANGE, "資安專責人力", "配置資安專責主管及人員。", 2, "3.3"),
    ("tier_item", "分級防護應辦事項附表", "", EXCHANGE, "核心系統導入管理系統", "取得第三方驗證。", None, "2.2.7"),
    ("tier_item", "分級防護應辦事項附表", "", EXCHANGE, "弱點掃描", "核心系統定期掃描並修補。", None, "9.1.2"),
)
# Of which the item has been behind since so many days.
_BEHIND, _BEHIND_SINCE = "核心系統導入管理系統", 16

# so many days ago, what, reviewer, on what it rests
_REVIEWS = (
    (371, "policy", "周文凱", "法令、技術與業務均無重大變動。"),
    (250, "manpower", "林雅婷", "專責三人，分工足以因應。"),
    (210, "classification", "江承翰", "三級分類仍屬適當。"),
    (185, "cloud", "王建民", "服務水準均達契約所定。"),
    (140, "asset_inventory", "王建民", "全部資產已由保管人確認。"),
    (135, "system_tier", "王建民", "四十五個系統分級無須調整。"),
    (110, "service_quality", "郭怡廷", "下單成功率與反應時間均達標準。"),
    (75, "iot_inventory", "黃冠宇", "清冊與掃描結果相符。"),
    (66, "plan_effectiveness", "江承翰", "十個領域中七項達成。"),
    (61, "policy", "周文凱", "參酌檢查機制修正、雲端服務及新設備。"),
)


def plan(stage: Stage) -> None:
    """Plan the rules, their comparison, and each review."""
    stage.plan(stage.at(stage.day(390), 11, 10), lambda: _enter(stage))
    for ago, what, who, rests_on in _REVIEWS:
        stage.plan(stage.at(stage.day(ago), 13, 40), partial(_review, stage, what, who, rests_on))


def _enter(stage: Stage) -> None:
    today = stage.now.date()
    rows = [
        {
            "kind": kind, "source_title": name, "former_title": former, "authority": authority, "article": article,
            "tier": "2" if kind == "tier_item" else "", "requirement": demand, "demands": number,
            "last_checked_on": today, "mapped_clauses": tuple(clauses.split()), "owner": stage.named[COMPLIANCE],
            "status": "partly" if article == _BEHIND else "met",
            "due_on": stage.day(_BEHIND_SINCE) if article == _BEHIND else None,
            "how_met": "驗證作業辦理中。" if article == _BEHIND else "已訂定相關辦法並據以執行。",
        }
        for kind, name, former, authority, article, demand, number, clauses in _RULES
    ]  # fmt: skip
    made = stage.create_many(OBLIGATION, rows, by=stage.by(OFFICER), source="manual")
    acts.move_many(made, "assessed", by=stage.by(COMPLIANCE))
    ruled = acts.move_many(made, "in_force", by=stage.by(CISO))
    stage.plan(stage.at(stage.day(100), 14, 50), lambda: _compare(stage, ruled))


def _compare(stage: Stage, ruled: list[Any]) -> None:
    for rule in ruled:
        acts.change(rule, {"last_checked_on": stage.now.date()}, by=stage.by(COMPLIANCE))


def _review(stage: Stage, what: str, who: str, rests_on: str) -> None:
    today = stage.now.date()
    paper = evidence.keep_bytes(f"檢討報告：{rests_on}\n".encode(), name="檢討報告.txt")
    given = {"subject": what, "reviewer": stage.named[who], "performed_by": "internal", "report": paper}
    made = stage.create(REVIEW, given, by=stage.by(OFFICER))
    acts.move(made, "in_progress", by=stage.by(who))
    values = {
        "inputs": rests_on, "conclusion": "adequate", "reviewed_on": today, "next_due": today + timedelta(days=365),
    }  # fmt: skip
    acts.move(made, "submitted", by=stage.by(who), values=values)
    stage.plan(stage.at(trading.next_trading(today), 16, 40), lambda: acts.move(made, "approved", by=stage.by(CISO)))
