"""The planned mixture of good and bad: what goes wrong in the demonstration's year, each with a sentence why.

Flaws live in the records alone; no verdict is ever set. A test holds every line of this table against what the checks find.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhengan.faces.cli.demonstration import cast

if TYPE_CHECKING:
    from zhengan.faces.cli.demonstration.stage import Stage


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """Something that is not in order: where it shows, how many rows, and the sentence that tells it.

    `count` is what the clause's own condition finds; none of a demanded document is no row, hence 0. `attention`: what
    is behind in a calendar year still running, and not met once that year is over (see `trainings`). `soon`: what runs
    out within a month. `advised`: what asks for attention and is no breach.
    """

    clauses: tuple[str, ...]
    count: int
    zh: str
    attention: bool = False
    soon: bool = False
    advised: bool = False


FLAWS = (
    Flaw(
        clauses=("7.1.3.6",),
        count=3,
        zh="程式交易 API、公司官方網站、電子簽署及憑證系統逾半年未完成權限審查：業務單位忙於改版，資安室催辦兩次。",
    ),
    Flaw(
        clauses=("7.7.2", "8.3.9"),
        count=3,
        zh="操作日誌缺兩日：一日機房停電檢修，一日操作人員請假無人代理；另有一頁拖了四個營業日主管才核驗。",
    ),
    Flaw(
        clauses=("4.2", "7.1.1", "7.1.3.2", "8.3.4"),
        count=4,
        zh="四位離職同仁的帳號還開著，其中兩個在權限審查逾期的系統。",
    ),
    Flaw(
        clauses=("7.1.3.2", "8.3.4"),
        count=1,
        zh="一件權限變更核准後，系統管理師請假，隔了三天才執行。",
    ),
    Flaw(
        clauses=("8.2.3",),
        count=1,
        zh="備份管理系統的最高權限帳號前幾天夜裡登入過一次，沒有使用單：搶修後忘了補。",
    ),
    Flaw(
        clauses=("7.3.3", "8.3.6"),
        count=1,
        zh="客服電話系統有一次密碼重設，匯入紀錄看不出是誰核對了身分。",
    ),
    Flaw(clauses=("7.3.8.1",), count=1, zh="一份電子密碼條寄出時簡訊平台故障，沒有送 OTP 到客戶手機。"),
    Flaw(clauses=("7.2.1",), count=1, zh="帳務系統的維護紀錄裡有一筆手續費率修改，沒有申請也沒有核可。"),
    Flaw(clauses=("7.2.4",), count=1, zh="年度清點時，公文電子交換的憑證卡在休假同仁的抽屜裡，沒點到。"),
    Flaw(clauses=("9.2.5",), count=1, zh="防火牆匯入的規則裡，有一條測試區連到辦公區檔案伺服器的，沒有人申請過。"),
    Flaw(
        clauses=("3.3", "4.4"),
        count=11,
        attention=True,
        zh="十一位同仁錯過今年的資安宣導，時數落後，多在分公司；何家瑋也在其中。",
    ),
    Flaw(
        clauses=("6.1.4",),
        count=1,
        soon=True,
        zh="行政管理部對纜線安全的年度聲明再三週多到期，還沒有重新聲明。",
    ),
    Flaw(
        clauses=("9.1.4",),
        count=1,
        zh="一部核心交換器的保管人鍾文豪已離職：其餘設備都移交了，這一部漏了。",
    ),
    Flaw(clauses=("8.4.2", "10.4.8.2"), count=1, zh="一件下單系統的變更，隔了兩個月才更新系統文件。"),
    Flaw(
        clauses=("10.3.1", "10.4.10.2"),
        count=1,
        zh="電子對帳單系統的現場程式與更新時的雜湊值不符：有人直接在主機上改了設定檔。",
    ),
    Flaw(clauses=("10.4.10.3",), count=1, zh="行動下單 App 引用的函式庫早有新版，三十天內沒有備妥更新版本。"),
    Flaw(clauses=("10",), count=1, zh="債券交易系統改版套裝軟體先下單採購，兩週後才補做安全需求分析。"),
    Flaw(
        clauses=("10.4.9",),
        count=1,
        zh="固定資產管理系統漏了這半年的弱點掃描；虛擬化平台的重大弱點因三部主機未修補而逾期。",
    ),
    Flaw(clauses=("10.4.11.1.b",), count=1, zh="行動下單 iOS 3.1.0 版上架五天後才在官網列示。"),
    Flaw(clauses=("10.3.4",), count=1, zh="結算交割系統的測試資料，測試完畢三天後才刪除。"),
    Flaw(clauses=("2.1.4.1",), count=1, zh="一件弱點隔了一天才通報資訊人員。"),
    Flaw(
        clauses=("1.1",),
        count=1,
        advised=True,
        zh="政策引用的「電腦處理個人資料保護法」早已更名，政策文字還沒有跟著修。",
    ),
    Flaw(clauses=("2.2.7",), count=1, zh="核心系統導入管理系統一項只做到部分，過了應完成日。"),
    Flaw(clauses=("13.2.2",), count=0, zh="員工社群使用的風險只評估了資料外洩與社交工程，漏了惡意程式攻擊。"),
    Flaw(clauses=("12.2",), count=2, zh="兩件稽核缺失逾期未改善。"),
    Flaw(clauses=("2.2.2",), count=1, zh="容量評估程序過了檢視日沒有重新檢視。"),
    Flaw(
        clauses=("13.2.1", "13.2.1.1", "13.2.1.2", "13.4", "10.2.2"),
        count=0,
        zh="社群媒體使用規範、物聯網規範與資料正確性驗證程序都還沒有訂。",
    ),
    Flaw(
        clauses=("2.2.3",),
        count=2,
        zh="資訊安全政策與電子郵件使用規定兩則公告要求親自簽收，簽收的還沒到齊；其餘公告的閱讀由內部網站記錄。",
    ),
    Flaw(clauses=("9.6.5",), count=1, zh="電子郵件使用規定的公告，三分之二的同仁還沒有簽收。"),
    Flaw(clauses=("7",), count=2, zh="承銷業務與債券交易兩個系統還沒有訂存取控制政策。"),
    Flaw(clauses=("8.1.1",), count=10, zh="防火牆維護契約到期三週多還沒續約，十部防火牆沒有生效中的維護契約。"),
    Flaw(
        clauses=("10.4.4",),
        count=1,
        zh="卓群市調的委外契約到期，續約草案少了稽核權條款，送審後核准不了。",
    ),
    Flaw(
        clauses=("10.4.10.5",),
        count=2,
        zh="承銷業務與債券交易兩個套裝系統的契約沒有程式安全條款，提供者也沒有提出聲明。",
    ),
    Flaw(clauses=("6.2.2.1",), count=1, zh="前兩天進機房換硬碟的工程師離開時沒有簽出。"),
    Flaw(clauses=("7.2.3", "10.2.3"), count=1, zh="自營部位管理系統的加密漏了檢查。"),
    Flaw(clauses=("7.6.1", "8.6.1"), count=1, zh="集保連線系統的文件清冊上次抄錄後沒有送到異地。"),
    Flaw(
        clauses=("7.6.5", "8.6.5"),
        count=2,
        zh="線上開戶系統半年多沒有做回存測試；電話錄音系統回存花了一百五十五分鐘，超過兩小時的復原目標。",
    ),
    Flaw(clauses=("9.1.2",), count=1, zh="虛擬化平台一件重大更新還有三部主機沒有修補，已過期限。"),
    Flaw(clauses=("7.8", "8.7"), count=1, zh="即時報價系統尖峰用到九成容量，擴充計畫過了期限還沒有完成。"),
    Flaw(clauses=("7.9", "8.8"), count=1, zh="信用交易系統沒有通過今年的壓力測試，還沒有重測。"),
    Flaw(clauses=("7.5.1",), count=2, zh="融資融券維持率報表有兩天沒有產生，排程失敗後無人處理。"),
    Flaw(clauses=("8.2.4",), count=0, zh="網路設備的密碼基準送審中，還沒有生效。"),
    Flaw(clauses=("6.2.4.1", "8.2.4"), count=590, zh="個人電腦的組態檢測才從總公司六十部開始，其餘還沒有納入。"),
    Flaw(clauses=("7.3.7", "8.3.7"), count=76, zh="交換器等網路設備還沒有納入預設帳號及管理存取的檢測。"),
    Flaw(clauses=("7.3.2", "8.3.3"), count=1, zh="文件管理系統還以 MD5 儲存密碼。"),
    Flaw(clauses=("7.3.5", "9.3.3"), count=1, zh="自營部位管理系統的密碼錯五次才鎖定。"),
    Flaw(clauses=("7.5.3", "9.4"), count=1, zh="複委託系統的網站還接受 TLS 1.1。"),
    Flaw(clauses=("9.1.7",), count=1, zh="一部伺服器開著 Telnet 服務。"),
    Flaw(clauses=("13.4.3",), count=1, zh="停止更新的那部網路攝影機開著 Telnet。"),
    Flaw(clauses=("9.5.2",), count=1, zh="程式交易 API 還沒有檢查過未經認證的下單會不會被擋下。"),
    Flaw(clauses=("9.6.1", "9.6.2"), count=21, zh="二十部攜帶型電腦外借兩週沒有連線，另有一部伺服器漏裝防毒。"),
    Flaw(clauses=("7.4.1",), count=19, zh="紀錄收集剛開始，還有十九套重要系統沒有納入。"),
    Flaw(clauses=("9.1.8",), count=1, zh="張志豪夜間遠端搶修備份系統，事前沒有申請。"),
    Flaw(clauses=("9.7.2",), count=1, zh="複委託系統的網頁還沒有納入異動偵測。"),
    Flaw(clauses=("11.5",), count=1, zh="集保連線的備援主機切換測試沒有成功，還在查。"),
    Flaw(clauses=("9.6.3",), count=1, zh="一部伺服器漏裝防毒。"),
    Flaw(clauses=("7.4.2",), count=1, zh="線上開戶的稽核日誌三週多沒有人檢視。"),
    Flaw(clauses=("6.2.5",), count=1, zh="曾偉倫攜出的筆記型電腦過了歸還日還沒有帶回來。"),
    Flaw(clauses=("7.6.2", "8.6.2"), count=1, zh="主機組態備份磁帶放在總公司同棟，沒有放進防火房間或防火防震櫃。"),
    Flaw(clauses=("13.3.1.1",), count=1, zh="一支公務手機逾九十日沒有更新。"),
    Flaw(clauses=("13.4.2",), count=1, zh="一部網路攝影機原廠停止更新且有已知弱點，還沒有訂補償性管控。"),
    Flaw(clauses=("9.8",), count=1, zh="一位程式交易客戶核准一年多，還沒有做過年度檢視。"),
    Flaw(clauses=("9.9",), count=1, zh="上個月客服電話接聽率未達標準，客服還沒有說明原因。"),
    Flaw(clauses=("13.2.3.1",), count=1, zh="YouTube 的隱私政策上個月異動，還沒有檢視。"),
    Flaw(clauses=("4.1",), count=3, zh="嘉義分公司三位同仁的保密切結書紙本找不到，請他們重簽還沒有簽。"),
    Flaw(
        clauses=("4.1",),
        count=5,
        zh="兩位新進同仁拖到第十二天才簽保密切結書；連同紙本找不到的三位，五位看不出在到職七日內簽署。",
    ),
    Flaw(clauses=("4.2",), count=1, zh="一位離職同仁的門禁卡隔天才收回。"),
    Flaw(clauses=("9.1.9",), count=1, zh="會議室一部投影設備接上內部網路，隔了兩天才查明登記。"),
    Flaw(clauses=("9.6.8",), count=1, zh="一個假冒抽獎連結三天後才提醒客戶。"),
    Flaw(clauses=("9.2.5",), count=1, zh="沒人申請的防火牆規則查到以後，告警四天還沒有結案。"),
    Flaw(clauses=("11",), count=2, zh="資料庫管理平台與特權帳號管理系統是核心系統，還沒有營運持續計畫。"),
    Flaw(clauses=("11.1.3", "11.2"), count=1, zh="洗錢防制名單比對系統的營運持續計畫訂了以後還沒有演練。"),
    Flaw(clauses=("11.5",), count=1, zh="集保連線系統切換備援花了一百五十五分鐘，超過兩小時的復原目標。"),
    Flaw(clauses=("7.2.6",), count=2, zh="承銷業務與員工入口網站兩個系統存有個資，還沒有登錄個人資料檔案。"),
    Flaw(clauses=("9.2.6",), count=0, zh="防火牆規則的年度檢視仍在紙本進行，系統裡沒有紀錄。"),
)

# A change of rights was carried out so many days after it was approved.
RIGHTS_LATE = 3
# The system on which a privileged account was used without a slip.
USED_WITHOUT_CONSENT = "BKP"
# Of the months back: when an e-slip went without OTP, and when nobody stood for a customer's identity.
SLIP_WITHOUT_OTP, RESET_BY_NOBODY = 2, 4

# The token that was not there when tokens were counted.
NOT_COUNTED = "TK-03"

# A rule that a firewall has and nobody asked for.
RULE_NOBODY_ASKED_FOR = ("NZ-TST", "10.30.1.0/24", "NZ-OFC", "10.40.9.9", "tcp/445", "allow")

# Systems whose last review of rights lies more than six months back, and how many days.
OVERDUE = {"API": 214, "WEB": 226, "SGN": 207}
# Of the overdue ones, the review that was opened again and waits for its owner.
REOPENED = "API"

# Systems without an access policy.
WITHOUT_ACCESS_POLICY = ("UND", "BND")

MISSING_TOPICS = ("social_use", "iot", "data_verification")
PAST_REVIEW = "capacity"

# Trading days back from the last one on which a page is missing, or was verified late.
LOG_GAPS = (38, 143)
LOG_LATE = 71
SHORT_OF_TRAINING = 11
# The window of changes of which one was followed by its documents two months late.
LATE_WINDOW = 15

CONTRACT_RUN_OUT = "防火牆維護契約"
OUTSOURCER_WITHOUT_CONTRACT = "卓群市調"
# Two contracts ended so many days ago.
RUN_OUT_AGO = 24
# Systems made by others whose contracts say nothing on the security of the code.
WITHOUT_CODE_TERMS = ("UND", "BND")
ENCRYPTION_NOT_LOOKED_AT = "PTD"
# An engineer who came so many days ago never signed out.
STILL_INSIDE_AGO = 2
# One night the backup of a system failed and was run again; of another it failed last night and waits.
BACKUP_RERUN, BACKUP_FAILED = "STM", "OPN"
# The backup of a system was restored too long ago, that of another too slowly.
RESTORED_LONG_AGO, RESTORED_TOO_SLOWLY = "OPN", "REC"
# The documents of a system were copied, and stayed in the house.
COPY_NOT_ELSEWHERE = "CUS"
# The plan to expand a system is overdue; another did not pass its stress test.
EXPANSION_OVERDUE, STRESS_NOT_PASSED = "QTE", "CRD"
# A report was not produced on two days, so many trading days back.
REPORT_MISSING, REPORT_MISSING_AGO = "CRD030", (5, 12)

# Carried out so many days ago and not back.
TAKEN_OUT_AGO = 21
NOT_FIREPROOF = "BK-008"
NOT_UPDATED_PHONE = "MD-006"
WEAK_CAMERA = "IOT-005"

# The system of which production was altered, found so many days ago, and the one whose library was not renewed.
ALTERED_IN_PRODUCTION, ALTERED_AGO = "STM", 10
LIBRARY_NOT_RENEWED = "APP"

# What the scan found amiss: the system, the item, the value; the server with a service too many. The scan reaches
# the computers of head office alone, and so many of them.
SETTINGS_FOUND = {("PTD", "AP-LK-01"): "5", ("DOC", "AP-ST-01"): "MD5", ("SUB", "WB-TL-01"): "1.1"}
SERVER_WITH_TELNET = "伺服器 077"
COMPUTERS_SCANNED = 60

# The log that nobody read of late, and the one that told nothing for days.
LOG_NOT_READ, LOG_SILENT = "線上開戶稽核日誌", "門禁系統紀錄"

# A session from outside that nobody had asked for, so many days ago; the standby that did not come up in its test.
UNASKED_SESSION_AGO, STANDBY_FAILED = 16, "DR-CUS"

# Portables that were away, for so many days, and a server that has no malware protection.
PORTABLES_AWAY, PORTABLES_AWAY_FOR = 20, 14
SERVER_WITHOUT_PROTECTION = "伺服器 021"

# The system whose real data was copied bare, under an exception.
REAL_DATA = "CRD"
# The system that was left out of the scans, and the one whose package was bought before it was analysed.
NOT_SCANNED, ANALYSED_TOO_LATE = "FAS", "BND"
# The weakness behind the update that some servers were left out of.
LEFT_BEHIND_AGO = 45
# A version of the app was listed on the website so many days after it was published.
LISTED_LATE = 5

# The client of the API who was approved so many days ago and never reviewed.
NOT_REVIEWED_CLIENT_AGO = 385

# The copy of real data, asked for so many days ago, that was deleted three days late.
DELETED_LATE_AGO = 63

# How many papers are missing, the group of joiners who signed on the twelfth day, and whose card came back late.
PAPERS_LOST, SIGNED_LATE, CARD_LATE_AGO = 3, 6, 44
# Core systems without a continuity plan, the plan that nobody tested, and the host that was switched too slowly.
WITHOUT_PLAN, PLAN_NOT_TESTED, SWITCHED_TOO_SLOWLY = ("DBM", "PAM"), "AML", "CUS"
# Systems with personal data that no file tells of.
WITHOUT_DATA_FILE = ("UND", "POR")

FORGOTTEN_ASSET = "核心交換器 C2"
NOT_APPLICABLE = "13.1.2"
# What may ask for attention in the first months of a year, because its day is still ahead.
AHEAD = ("2.2.6",)


@dataclass(frozen=True)
class Leaver:
    """Somebody who leaves: how many days ago, from which unit, and the systems where the account was forgotten."""

    left_on: date
    unit: str
    kept: tuple[str, ...] = ()
    name: str = ""


# days ago, unit, system with a forgotten account, name where it matters
LEAVERS = (
    (352, "BKD", "", ""), (331, "B03", "", ""), (298, "CSD", "", ""), (270, "DEV", "", ""), (243, "B08", "", ""),
    (201, "WMD", "", ""), (174, "B05", "", ""), (150, "UWD", "", ""), (121, "B11", "", ""), (96, "CLR", "", ""),
    (68, "ECD", "API", ""), (61, "OPS", "", "鍾文豪"), (44, "BKD", "CRM", ""), (33, "ECD", "WEB", ""), (17, "B02", "EML", ""),
)  # fmt: skip


def leavers(stage: "Stage") -> list[Leaver]:
    """Return who leaves, oldest first."""
    return [Leaver(stage.day(ago), unit, tuple(kept.split()), name) for ago, unit, kept, name in LEAVERS]


def person_of(stage: "Stage", leaver: Leaver) -> Any:
    """Return the person: the one named, or, of those in the unit since before the story, another one for each leaver."""
    if leaver.name:
        return stage.named[leaver.name]
    earlier = [
        one for one in leavers(stage) if one.unit == leaver.unit and not one.name and one.left_on < leaver.left_on
    ]
    heads = {head.pk for head in stage.heads.values()}
    there = [
        person
        for person in stage.people.values()
        if person.unit.code == leaver.unit
        and person.joined_on < stage.start
        and person.kind == "employee"
        and person.name not in cast.NAMES
        and person.pk not in heads
    ]
    return there[-1 - len(earlier)]
