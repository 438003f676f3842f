"""Notices of the year: awareness each month, new rules posted the same day, and reminders to customers."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import cast
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts
from zhengan.kernel.acts import sign

_AWARENESS = (
    "辨識釣魚郵件的五個徵兆", "離開座位請鎖定螢幕", "勿使用私人雲端硬碟傳送公務資料", "行動裝置遺失請立即通報", "密碼不共用、不張貼",
    "社群媒體發文請留意客戶資料", "年節期間加強防範勒索軟體", "可疑連結請轉寄資安信箱", "遠端工作請使用公司 VPN", "視訊會議畫面勿外流",
    "隨身碟使用前須先掃描", "機敏文件列印後請立即取回", "冒名主管電話詐騙提醒",
)  # fmt: skip
_RULES = (
    "證交所函轉證券商辦理資通安全檢查機制修正重點", "金管會函釋個人資料外洩通報時限", "證券商公會修正網路下單自律規範",
    "集保結算所資訊安全作業應行注意事項修正", "建立證券商資通安全檢查機制附表修正",
)  # fmt: skip


def plan(stage: Stage) -> None:
    """Plan the notices; who writes one never publishes it."""
    for number, subject in enumerate(_AWARENESS):
        kind = "threat" if "勒索" in subject else "phishing" if "釣魚" in subject else "awareness"
        _plan(
            stage,
            384 - 30 * number,
            "葉婉如",
            "周文凱",
            _row(f"資安宣導：{subject}", kind, ("staff",), ("intranet", "email")),
        )
    for number in range(5):
        row = _row("提醒您定期更新交易密碼，切勿告知他人", "password", ("customer",), ("website", "app"))
        _plan(stage, 362 - 84 * number, "余光明", "周文凱", row)
    row = _row("防範假冒日進證券之投資群組及釣魚網站", "phishing", ("customer", "public"), ("website", "app", "sms"))
    _plan(stage, 140, "余光明", "周文凱", row)
    for number, subject in enumerate(_RULES):
        row = _row(f"法令通知：{subject}", "regulation", ("staff",), ("board", "intranet")) | {"requires_receipt": True}
        _plan(stage, 330 - 63 * number, "周文凱", "余光明", row)


def _row(subject: str, kind: str, audience: tuple[str, ...], channel: tuple[str, ...]) -> dict[str, Any]:
    return {
        "subject": subject,
        "kind": kind,
        "audience": audience,
        "channel": channel,
        "body": f"各位同仁（客戶）您好：\n{subject}。請詳閱並配合辦理，如有疑問請洽資訊安全室。",
    }


def _plan(stage: Stage, ago: int, writer: str, publisher: str, row: dict[str, Any]) -> None:
    day = stage.day(ago)
    stage.plan(stage.at(day, 9, 50), lambda: _write(stage, writer, publisher, row))


def _write(stage: Stage, writer: str, publisher: str, row: dict[str, Any]) -> None:
    more = {"received_on": stage.now.date()} if row["kind"] == "regulation" else {}
    notice = stage.create("policy.notice", row | more, by=stage.by(writer))
    acts.move(notice, "submitted", by=stage.by(writer))
    stage.plan(stage.now + timedelta(hours=2), lambda: _publish(stage, notice, publisher))


def _publish(stage: Stage, notice: Any, publisher: str) -> None:
    """New rules are signed for the same afternoon, by the heads of the branches and the cast."""
    notice = acts.move(notice, "published", by=stage.by(publisher))
    if not notice.requires_receipt:
        return
    heads = [head for code, head in stage.heads.items() if code.startswith("B") and code != "BRD"]
    people = {one.pk: one for one in (*heads, *(stage.named[member.name] for member in cast.CAST))}
    for number, person in enumerate(people.values()):
        moment = stage.now + timedelta(hours=2, minutes=5 * number)
        stage.plan(moment, partial(_sign, stage, notice, person))


def _sign(stage: Stage, notice: Any, person: Any) -> None:
    if person.staff_no not in stage.gone:
        sign(notice, by=stage.by_person(person))
