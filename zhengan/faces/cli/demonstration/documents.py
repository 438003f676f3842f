"""The firm's own rules: one document for nearly every topic of the policy, approved, announced, and revised in time."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from zhengan.catalogue import catalogue
from zhengan.checks import waivers
from zhengan.faces.cli.demonstration import cast, firm, story, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts
from zhengan.kernel.acts import fill_lines, sign

# Topics whose document stands from the beginning; the others follow in five batches.
FIRST = (
    "security_policy", "management_rules", "incident_reporting", "operations", "email_use", "classification", "discipline",
    "duties_split", "personal_data", "privileged_account", "software_control", "continuity_procedure", "system_document",
)  # fmt: skip
BATCHES = (318, 290, 247, 205, 126)
PROCEDURES = {"incident_reporting", "asset_change", "disposal", "token_custody", "password_reset", "evidence", "report_control", "media_handling", "restore_test", "operations", "capacity", "certificate_delivery", "software_control", "continuity_procedure", "ddos"}  # fmt: skip
WRITERS = {
    "personal_data": "周文凱", "vendor_liability": "周文凱", "discipline": "吳佩芸", "duties_split": "吳佩芸",
    "disposal": "宋志明", "certificate_delivery": "郭怡廷", "api_service": "郭怡廷", "service_quality": "郭怡廷",
    "social_official": "郭怡廷", "report_control": "潘惠玲",
}  # fmt: skip
BY_IT = {"operations", "capacity", "restore_test", "software_control", "system_document", "program_access", "asset_change", "media_handling", "continuity_procedure", "continuity_plan", "ddos", "remote_access", "mobile_company", "mobile_own"}  # fmt: skip
MANUALS = ("ORD", "APP", "BKO", "CLR", "RSK", "STM", "SGN", "OPN")
# Whose revisions everybody signs for in person, and how many of the staff have done so: every third, every ninth.
SIGNED = {"email_use": 3, "security_policy": 9}
FIRST_EDITION = "1.0"
# So many days after it was published, what the intranet knows of who has read a notice is taken over.
READ_AFTER = 12


def plan(stage: Stage) -> None:
    """Plan every document: written, submitted, approved a day later, announced the day after."""
    for number, batch in enumerate(_batches()):
        day = stage.day(392) if number == 0 else stage.day(BATCHES[number - 1])
        stage.plan(stage.at(day, 14, 0), partial(write, stage, list(batch)))
    for number, topic in enumerate(FIRST):
        day = stage.day(118 - 7 * number)
        stage.plan(stage.at(day, 14, 20), partial(_revise, stage, topic))
    stage.plan(stage.at(stage.day(12), 15, 30), lambda: _draft_next(stage))
    stage.plan(stage.at(stage.day(96), 16, 0), lambda: _waive(stage))


def _batches() -> Iterator[list[dict[str, Any]]]:
    """Yield the documents batch by batch: topic, number, title, writer, system."""
    topics = [
        one for code, one in catalogue().topics.items() if code not in ("other", "cloud_offer", *story.MISSING_TOPICS)
    ]
    single = [one for one in topics if one.code != "access_policy"]
    later: list[dict[str, Any]] = []
    first: list[dict[str, Any]] = []
    for number, topic in enumerate(single):
        row = {
            "topic": topic.code,
            "doc_no": f"IS-{number + 1:03}",
            "title": topic.title,
            "writer": _writer(topic.code),
        }
        (first if topic.code in FIRST else later).append(row)
    codes = [row["code"] for row in firm.table() if row["code"] not in story.WITHOUT_ACCESS_POLICY]
    for number, code in enumerate(codes):
        later.append({"topic": "access_policy", "doc_no": f"IS-A{number + 1:02}", "title": "存取控制政策", "writer": "林雅婷", "system": code})  # fmt: skip
    for number, code in enumerate(MANUALS):
        later.append({"topic": "system_document", "doc_no": f"IS-M{number + 1:02}", "title": "系統文件與操作手冊", "writer": "王建民", "system": code})  # fmt: skip
    yield first
    for n in range(len(BATCHES)):
        yield later[n :: len(BATCHES)]


def _writer(topic: str) -> str:
    return WRITERS.get(topic) or ("王建民" if topic in BY_IT else "林雅婷")


def _revised(stage: Stage, topic: str) -> dict[str, Any]:
    former = stage.documents[topic]
    return {
        "topic": topic, "doc_no": former.doc_no, "title": former.title, "writer": _writer(topic), "edition": "1.1",
        "change_summary": "年度評估：配合組織調整及主管機關函令修訂權責與附表。",
    }  # fmt: skip


def _values(stage: Stage, row: dict[str, Any], today: date) -> dict[str, Any]:
    topic, system = row["topic"], stage.systems.get(row.get("system", ""))
    author = stage.named[row["writer"]]
    title = f"{system.name}{row['title']}" if system else row["title"]
    lasts = 190 if topic == story.PAST_REVIEW else 365
    return {
        "doc_no": row["doc_no"],
        "title": title,
        "doc_type": _kind(topic),
        "topic": topic,
        "edition": row.get("edition", FIRST_EDITION),
        "body": body_of(topic, title),
        "covered_points": _points(topic),
        "owner_unit": author.unit,
        "author": author,
        "change_summary": row.get("change_summary", "初版。"),
        "effective_on": trading.next_trading(today),
        "next_review_due": trading.next_trading(today) + timedelta(days=lasts),
        "info_system": system,
    }


def _kind(topic: str) -> str:
    if topic in ("security_policy", "access_policy"):
        return "policy" if topic == "security_policy" else "rule"
    if topic in ("system_document", "continuity_plan", "classification", "service_quality"):
        return {"system_document": "manual", "continuity_plan": "plan"}.get(topic, "standard")
    return "procedure" if topic in PROCEDURES else "rule"


def _points(topic: str) -> tuple[str, ...]:
    book = catalogue()
    clauses = [book.clause(one) for one in book.topics[topic].clauses]
    if topic == "security_policy":
        return tuple(clause.id for clause in book.clauses.values() if clause.id.startswith("2.1."))
    return tuple(dict.fromkeys(point for clause in clauses for point in (clause.id, *clause.children)))


def body_of(topic: str, title: str) -> str:
    """Return the wording of a document: its purpose, what the policy says about it, who does what, and its records."""
    book = catalogue()
    if topic == "security_policy":
        return (book.folder / "policy.md").read_text(encoding="utf-8")
    demands = [book.clause(point) for point in _points(topic)]
    lines = [f"一、目的：為落實本公司資訊安全政策，特訂定「{title}」（以下簡稱本辦法）。", "二、依據："]
    lines += [f"　　資訊安全政策 {clause.cite}：{clause.text.strip()}" for clause in demands]
    lines += [
        "三、範圍：本公司各單位、分公司及受託處理本公司資訊業務之廠商。",
        "四、權責：主管單位負責訂定與檢討；資訊部負責技術控管；資訊安全室負責督導；稽核室每年查核一次。",
        "五、作業程序：各項作業應先申請、經非申請人之主管核准後執行，執行結果由第三人確認並留存紀錄。",
    ]
    if topic == "classification":
        lines += [
            "　　機密性：加密存放、專人保管、傳送及攜出須經主管核准、銷毀須會同。",
            "　　敏感性（含個人資料）：限業務需要者存取、對外提供須遮罩、攜出須登記。",
            "　　一般性：得於公司內部公開，仍不得任意對外散布。",
        ]
    lines.append("六、紀錄保存：依本辦法產生之紀錄至少保存五年。本辦法經核定後施行，修訂時亦同。")
    return "\n".join(lines)


# -- acts -------------------------------------------------------------------------------------------------------------


def write(stage: Stage, rows: list[dict[str, Any]]) -> None:
    """Write and submit; each writer his own."""
    today = stage.now.date()
    drafts: list[Any] = []
    for writer in dict.fromkeys(row["writer"] for row in rows):
        own = [_values(stage, row, today) for row in rows if row["writer"] == writer]
        drafts += acts.move_many(
            stage.create_many("policy.policy_document", own, by=stage.by(writer), source="manual"),
            "submitted",
            by=stage.by(writer),
        )
    stage.plan(stage.at(trading.next_trading(today), 10, 0), lambda: _approve(stage, drafts))


def _revise(stage: Stage, topic: str) -> None:
    write(stage, [_revised(stage, topic)])


def _approve(stage: Stage, drafts: list[Any]) -> None:
    policies = [one for one in drafts if one.doc_type == "policy"]
    acts.move_many([one for one in drafts if one not in policies], "approved", by=stage.by("簡宏達"))
    acts.move_many(policies, "approved", by=stage.by("劉明德"))
    for one in drafts:
        one.refresh_from_db()
        stage.documents[f"{one.topic} {one.info_system.code}" if one.info_system else one.topic] = one
    day = trading.next_trading(stage.now.date())
    stage.plan(stage.at(day, 9, 30), lambda: _announce(stage, drafts))


def _announce(stage: Stage, drafts: list[Any]) -> None:
    rows = [
        {
            "subject": f"公告：「{one.title}」{one.edition} 版自 {one.effective_on} 起施行",
            "kind": "document",
            "audience": ("staff",),
            "channel": ("intranet", "email"),
            "body": f"主旨：{one.title}業經核定，請各單位同仁遵行。修訂摘要：{one.change_summary}",
            "document": one,
            "requires_receipt": True,
        }
        for one in drafts
    ]
    notices = stage.create_many("policy.notice", rows, by=stage.by("江承翰"), source="manual")
    notices = acts.move_many(notices, "submitted", by=stage.by("江承翰"))
    stage.plan(stage.now + timedelta(hours=4), lambda: _publish(stage, notices))


def _publish(stage: Stage, notices: list[Any]) -> None:
    for notice in acts.move_many(notices, "published", by=stage.by("周文凱")):
        if notice.document.edition != FIRST_EDITION and notice.document.topic in SIGNED:
            _plan_signing(stage, notice)
        else:
            stage.plan(stage.now + timedelta(days=READ_AFTER), partial(_read, stage, notice))


def _read(stage: Stage, notice: Any) -> None:
    """Take over from the intranet when each person opened the notice; one in forty has not, but nobody of the cast."""
    known = {stage.named[one.name].no for one in cast.CAST}
    opened = {
        row.pk: {"read_at": notice.published_at + timedelta(days=number % 9, minutes=23 * (number % 17))}
        for number, row in enumerate(notice.receipts.order_by("pk"))
        if number % 40 != notice.pk % 40 or row.recipient in known
    }
    fill_lines(notice, "receipts", opened, by=stage.system)


def _plan_signing(stage: Stage, notice: Any) -> None:
    """A part of the staff signs within two weeks, a few each half hour; of the policy's last version fewer so far."""
    people = [person for no, person in stage.people.items() if no not in stage.gone]
    day = stage.now.date()
    for number, person in enumerate(people[:: SIGNED[notice.document.topic]]):
        if number % 40 == 0:
            day = trading.next_trading(day)
        moment = stage.at(day, 9 + number % 40 // 5, 11 * (number % 5))
        stage.plan(moment, partial(_sign, stage, notice, person))


def _sign(stage: Stage, notice: Any, person: Any) -> None:
    if person.staff_no not in stage.gone:
        sign(notice, by=stage.by_person(person))


def _draft_next(stage: Stage) -> None:
    """The head of security asks for a new policy; it waits for the president."""
    values = _values(stage, _revised(stage, "security_policy") | {"edition": "1.2"}, stage.now.date())
    values["effective_on"] = stage.today + timedelta(days=14)
    values["next_review_due"] = stage.today + timedelta(days=379)
    values["change_summary"] = "配合雲端服務與遠端辦公增修第九章、第十三章。"
    draft = stage.create("policy.policy_document", values, by=stage.by("林雅婷"))
    acts.move(draft, "submitted", by=stage.by("林雅婷"))


def _waive(stage: Stage) -> None:
    """One clause does not apply: asked for by the head of security, approved by compliance."""
    asked = waivers.ask(
        story.NOT_APPLICABLE,
        reason="本公司未對外提供雲端運算服務，45 個系統均無對外提供雲端服務者。",
        valid_until=stage.now.date() + timedelta(days=364),
        by=stage.by("林雅婷"),
    )
    after = trading.next_trading(stage.now.date())
    stage.plan(stage.at(after, 10, 40), lambda: waivers.approve(asked, by=stage.by("周文凱")))
