"""Personal data files: one for each system with personal data but two, confirmed and audited within the year."""

from datetime import timedelta
from typing import Any

from zhengan.faces.cli.demonstration import story
from zhengan.faces.cli.demonstration.stage import Stage, the
from zhengan.kernel import acts

FILE = "privacy.personal_data_file"
COMPLIANCE, MAKER = "周文凱", "林雅婷"
ENTERED_AGO, AUDITED_AGO = 160, 58
OF_STAFF = ("HRM", "ELN", "AD", "EML", "POR")
ABROAD = ("EML",)


def plan(stage: Stage) -> None:
    """Plan their entry by security, and the audit of the year, whose day is written into each."""
    stage.plan(stage.at(stage.day(ENTERED_AGO), 11, 15), lambda: _enter(stage))
    stage.plan(stage.at(stage.day(AUDITED_AGO), 15, 25), lambda: _audited(stage))


def _enter(stage: Stage) -> None:
    zones: Any = the("network.network_zone").record.objects
    zone = zones.get(code="NZ-INT")
    systems = [
        one for one in stage.systems.values() if one.holds_personal_data and one.code not in story.WITHOUT_DATA_FILE
    ]
    rows = [_file(stage, system, zone) for system in systems]
    made = stage.create_many(FILE, rows, by=stage.by(MAKER), source="manual")
    acts.move_many(made, "active", by=stage.by(COMPLIANCE))


def _file(stage: Stage, system: Any, zone: Any) -> dict[str, Any]:
    staff = system.code in OF_STAFF
    contract = stage.contracts.get(f"{system.name}契約")
    abroad = system.code in ABROAD
    return {
        "name": f"{system.name}{'員工' if staff else '客戶'}資料檔",
        "purpose": "人事管理" if staff else "證券、期貨、證券投資信託及顧問相關業務",
        "legal_basis": "與當事人有契約或類似契約之關係",
        "subjects": ("staff",) if staff else ("customer",),
        "data_fields": ("姓名", "身分證統一編號", "聯絡方式") if staff else ("姓名", "身分證統一編號", "帳號", "交易資料"),
        "info_system": system, "network_zone": zone, "storage": system.production_environment,
        "manager": system.business_owner, "retention_rule": "契約關係終止後保存五年", "recipients": "主管機關依法調閱",
        "cross_border": abroad, "countries": "新加坡" if abroad else "", "contract": contract,
        "uses_vendor": contract is not None, "confirmed_on": stage.now.date(),
    }  # fmt: skip


def _audited(stage: Stage) -> None:
    """Internal audit looked at all of them."""
    for file in the(FILE).record.objects.active():
        acts.change(file, {"last_audited_on": stage.now.date() - timedelta(days=1)}, by=stage.by("許家豪"))
