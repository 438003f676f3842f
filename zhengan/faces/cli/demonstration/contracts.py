"""Suppliers and their contracts: one for each system made by others, those of the machines, and two that ran out."""

from datetime import date, timedelta
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts, evidence
from zhengan.rooms.suppliers.terms import Term, demanded

SUPPLIER, CONTRACT = "suppliers.supplier", "suppliers.contract"
PURCHASER, APPROVER = "宋志明", "王建民"

# name, kinds, tier, on the exchange's list
_FIRMS = (
    ("鼎瀚資訊", "software outsourcer", "high", False),
    ("宏宇軟體", "software outsourcer", "high", False),
    ("誠品系統整合", "outsourcer consultant", "medium", False),
    (story.OUTSOURCER_WITHOUT_CONTRACT, "outsourcer", "medium", False),
    ("聯策套裝軟體", "software", "medium", False),
    ("群安資安科技", "software consultant", "medium", False),
    ("雲岳雲端服務", "cloud", "high", False),
    ("久揚電腦", "hardware", "low", False),
    ("全訊網路", "hardware", "low", False),
    ("時價資訊", "market_data", "medium", True),
)
_MADE_BY = {
    "outsourced": ("鼎瀚資訊", "宏宇軟體", "誠品系統整合"),
    "package": ("聯策套裝軟體", "群安資安科技"),
    "cloud": ("雲岳雲端服務",),
}
_KIND = {"outsourced": "outsourcing", "package": "license", "cloud": "cloud_use"}
# What is maintained, by subtype of the machine; the firewalls' contract ran out.
MAINTAINED = {
    "server": ("伺服器維護契約", "久揚電腦"),
    "storage": ("儲存及磁帶設備維護契約", "久揚電腦"),
    "network_device": ("網路設備維護契約", "全訊網路"),
    "firewall": (story.CONTRACT_RUN_OUT, "全訊網路"),
    "application": ("應用系統主機維護契約", "久揚電腦"),
}


def plan(stage: Stage) -> None:
    """Plan the entry of all of them on the first day, the yearly look at the firms, and the day two contracts end."""
    day = stage.start
    stage.plan(stage.at(day, 11, 10), lambda: _firms(stage))
    stage.plan(stage.at(day, 11, 30), lambda: _contracts(stage))
    stage.plan(stage.at(stage.day(120), 15, 20), lambda: _look_again(stage))
    stage.plan(stage.at(stage.day(story.RUN_OUT_AGO) + timedelta(days=1), 0, 5), lambda: _run_out(stage))
    stage.plan(stage.at(stage.day(9), 11, 20), lambda: _renewal(stage))


def _firms(stage: Stage) -> None:
    rows = [
        {
            "name": name, "tax_id": f"{24680000 + 137 * number}", "kind": tuple(kinds.split()), "risk_tier": tier,
            "handles_personal_data": "outsourcer" in kinds and tier == "high", "exchange_contracted": listed,
            "contact": f"業務窗口 02-2700-{1100 + number}",
            "selection_note": "經三家比價及資安能力評估後選定。" if tier == "high" else "",
            "evaluated_on": stage.start - timedelta(days=20),
        }
        for number, (name, kinds, tier, listed) in enumerate(_FIRMS)
    ]  # fmt: skip
    made = stage.create_many(SUPPLIER, rows, by=stage.by(PURCHASER), source="manual")
    for firm in acts.move_many(made, "active", by=stage.by(APPROVER)):
        stage.firms[firm.name] = firm


def _contracts(stage: Stage) -> None:
    """For every system made by others, but two, and for the machines."""
    paper = evidence.keep_bytes("契約書掃描檔（示範）\n".encode(), name="契約書.txt")
    rows: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for number, system in enumerate(stage.systems.values()):
        if system.built_by in _KIND and system.code not in story.WITHOUT_CODE_TERMS:
            firms = _MADE_BY[system.built_by]
            kind, firm = _KIND[system.built_by], firms[number % len(firms)]
            rows.append(_one(stage, kind, f"{system.name}契約", firm, paper, system=system, more=(Term.CODE_SECURITY,)))
    rows += [_one(stage, "maintenance", title, firm, paper) for title, firm in MAINTAINED.values()]
    rows.append(_one(stage, "market_data", "行情資訊使用契約", "時價資訊", paper, system=stage.systems["WEB"]))
    rows.append(_one(stage, "outsourcing", "客戶問卷作業委外契約", story.OUTSOURCER_WITHOUT_CONTRACT, paper))
    made = acts.create_many(the(CONTRACT), rows, by=stage.by(PURCHASER), source="manual")
    acts.move_many(made, "submitted", by=stage.by(PURCHASER))
    approved = acts.move_many(made, "approved", by=stage.by(APPROVER))
    for contract in approved:
        stage.contracts[contract.title] = contract
    begins = stage.start + timedelta(days=1)
    stage.plan(stage.at(begins, 0, 5), lambda: acts.move_many(approved, "in_force", by=stage.system))


def _one(
    stage: Stage, kind: str, title: str, firm: str, paper: Any, *, system: Any = None, more: tuple[Term, ...] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a contract with the terms it needs; two of them end within the year."""
    short = title in (story.CONTRACT_RUN_OUT, "客戶問卷作業委外契約")
    values = {
        "supplier": stage.firms[firm], "kind": kind, "title": title, "scope": "依契約附件所列範圍提供服務。",
        "info_system": system, "personal_data": bool(system and system.holds_personal_data),
        "owner": system.maintainer if system else stage.named[APPROVER],
        "signed_on": stage.start - timedelta(days=30), "start_on": stage.start + timedelta(days=1),
        "end_on": stage.day(story.RUN_OUT_AGO) if short else stage.start + timedelta(days=1095), "file": paper,
    }  # fmt: skip
    terms = (*demanded(kind, personal_data=bool(system and system.holds_personal_data)), *more)
    return values, {
        "terms": [
            {"term": term.value, "present": True, "article": f"第 {number} 條"} for number, term in enumerate(terms, 5)
        ]
    }


def _look_again(stage: Stage) -> None:
    """The yearly evaluation of the firms of high risk, and a look at the list of the exchange."""
    for firm in stage.firms.values():
        if firm.risk_tier == "high" or firm.exchange_contracted:
            acts.change(firm, {"evaluated_on": stage.now.date()}, by=stage.by(PURCHASER))


def _run_out(stage: Stage) -> None:
    for contract in stage.contracts.values():
        if contract.end_on < stage.now.date():
            acts.move(contract, "expired", by=stage.system)


def _renewal(stage: Stage) -> None:
    """The renewal of the outsourcing was submitted without the right to audit, and so waits."""
    paper = evidence.keep_bytes("續約草案（示範）\n".encode(), name="續約草案.txt")
    values, lines = _one(stage, "outsourcing", "客戶問卷作業委外續約", story.OUTSOURCER_WITHOUT_CONTRACT, paper)
    days: dict[str, date] = {"signed_on": stage.now.date(), "start_on": stage.now.date()}
    lines["terms"][1] |= {"present": False, "article": ""}
    renewed = stage.create(CONTRACT, values | days, by=stage.by(PURCHASER), lines=lines)
    acts.move(renewed, "submitted", by=stage.by(PURCHASER))
