"""The people of the demonstration firm: a cast with names to remember, and some others drawn from common names."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody with a part in the year: who it is, to what it is appointed, and what to try in its place."""

    staff_no: str
    name: str
    title: str
    unit: str
    grade: str
    function: str
    duties: tuple[str, ...] = ()
    title_en: str = ""
    try_zh: str = ""
    try_en: str = ""

    @property
    def username(self) -> str:
        """The login: the staff number in small letters."""
        return self.staff_no.lower()


CAST = (
    Member(
        staff_no="R0418",
        name="林雅婷",
        title="資安專責主管",
        title_en="Head of security",
        unit="ISO",
        grade="單位主管",
        function="security",
        duties=("security_head", "committee_member"),
        try_zh="打開「政策」，看第七章為什麼不符合，點數字看是哪幾筆，再到使用者權限審查把逾期的三個系統辦完。",
        try_en="Open the policy, see why chapter seven is not met, follow the number to its rows, then finish the three overdue access reviews.",
    ),
    Member(
        staff_no="R0032",
        name="簡宏達",
        title="副總經理兼資訊安全長",
        title_en="Deputy president and CISO",
        unit="GMO",
        grade="高階主管",
        function="business",
        duties=("ciso", "committee_member"),
        try_zh="核准資安專責主管送來的參數修訂；送審內容被改過就核准不了。",
        try_en="Approve the change of a parameter; what was altered after it was submitted cannot be approved.",
    ),
    Member(
        staff_no="R0105",
        name="王建民",
        title="資訊部經理",
        title_en="Head of IT",
        unit="ITD",
        grade="單位主管",
        function="it",
        duties=("it_manager", "operations_supervisor", "committee_member"),
        try_zh="在「今天」核驗昨天的操作日誌、核准變更申請；自己填的那幾筆核准鈕不會出現。",
        try_en="Verify yesterday's operation log and approve changes; for those made by yourself there is no button.",
    ),
    Member(
        staff_no="R0731",
        name="陳怡君",
        title="電腦操作人員",
        title_en="Computer operator",
        unit="OPS",
        grade="資訊專業",
        function="it",
        duties=("operator",),
        try_zh="填今天的操作日誌並送主管核驗。",
        try_en="Write today's operation log and hand it in for verification.",
    ),
    Member(
        staff_no="R0567",
        name="張志豪",
        title="系統管理師",
        title_en="System administrator",
        unit="OPS",
        grade="資訊專業",
        function="it",
        duties=("system_admin", "host_custodian", "maintainer"),
        try_zh="匯入下一份帳號清單，看看誰離職了帳號還開著。",
        try_en="Import the next export of accounts and see who has left with an account still open.",
    ),
    Member(
        staff_no="R0802",
        name="李佩珊",
        title="程式設計師",
        title_en="Developer",
        unit="DEV",
        grade="資訊專業",
        function="it",
        duties=("maintainer",),
        try_zh="提一件變更申請，附上風險說明與復原計畫送審。",
        try_en="Ask for a change, with its risk and the way back, and submit it.",
    ),
    Member(
        staff_no="R0644",
        name="黃冠宇",
        title="網路管理師",
        title_en="Network administrator",
        unit="NET",
        grade="資訊專業",
        function="it",
        duties=("firewall_admin", "host_custodian", "maintainer"),
        try_zh="執行已核准的防火牆變更；沒有核准的執行不了。",
        try_en="Carry out an approved change of the firewall; one without approval cannot be carried out.",
    ),
    Member(
        staff_no="R0001",
        name="劉明德",
        title="總經理",
        title_en="President",
        unit="GMO",
        grade="高階主管",
        function="business",
        duties=("convener",),
        try_zh="看全公司的一頁現況，核定資訊安全政策的新版本。",
        try_en="See the state of the firm on one page and approve the next version of the policy.",
    ),
    Member(
        staff_no="R0088",
        name="蔡淑芬",
        title="稽核主管",
        title_en="Head of internal audit",
        unit="AUD",
        grade="單位主管",
        function="audit",
        duties=("chief_auditor",),
        try_zh="看所有紀錄與軌跡，任命電腦稽核，開立缺失。",
        try_en="Read every record and its trail, appoint the IT auditor, raise a finding.",
    ),
    Member(
        staff_no="R0690",
        name="許家豪",
        title="電腦稽核",
        title_en="IT auditor",
        unit="AUD",
        grade="一般職員",
        function="audit",
        duties=("it_auditor",),
        try_zh="抽樣查核，覆核別人已完成的改善；負責改善的人自己覆核不了。",
        try_en="Draw a sample, verify what others have put right; those responsible cannot verify it themselves.",
    ),
    Member(
        staff_no="R0213",
        name="吳佩芸",
        title="人力資源部經理",
        title_en="Head of human resources",
        unit="HRD",
        grade="單位主管",
        function="support",
        duties=("hr",),
        try_zh="登記一位離職同仁，看哪些條文跟著變。",
        try_en="Record that somebody leaves and see which clauses follow.",
    ),
    Member(
        staff_no="R0276",
        name="周文凱",
        title="法令遵循主管",
        title_en="Head of compliance",
        unit="LGL",
        grade="單位主管",
        function="compliance",
        duties=("compliance", "committee_member"),
        try_zh="核准要發布的法令通知，查誰還沒簽收。",
        try_en="Approve a notice on new rules and see who has not signed for it.",
    ),
    Member(
        staff_no="R0349",
        name="郭怡廷",
        title="電子商務部經理（系統擁有者）",
        title_en="Head of e-commerce, system owner",
        unit="ECD",
        grade="單位主管",
        function="business",
        duties=("system_owner", "data_owner", "committee_member"),
        try_zh="逐筆決定下單系統的權限保留或收回。",
        try_en="Decide line by line who keeps rights on the order system.",
    ),
    Member(
        staff_no="R0187",
        name="曾美惠",
        title="臺中分公司經理",
        title_en="Manager of the Taichung branch",
        unit="B05",
        grade="單位主管",
        function="business",
        duties=("unit_head",),
        try_zh="對營業廳的公開資訊觀測站作聲明；上一次的聲明已經到期。",
        try_en="Make the statement on the public information terminals; the last one has run out.",
    ),
    Member(
        staff_no="R0956",
        name="何家瑋",
        title="業務專員",
        title_en="Salesman",
        unit="BKD",
        grade="一般職員",
        function="business",
        try_zh="用一分鐘通報一件可疑郵件，看自己今年還差幾小時訓練。",
        try_en="Report a suspicious mail in a minute and see which training hours are still missing.",
    ),
    Member(
        staff_no="R0002",
        name="范正忠",
        title="董事長",
        title_en="Chairperson",
        unit="BRD",
        grade="高階主管",
        function="business",
        duties=("chairperson",),
        try_zh="看整體政策有幾條不符合、本週變了哪些，把條文報告印成一份帶進董事會。",
        try_en="See how many clauses are not met and what turned this week, and print the report for the board.",
    ),
)

# Further people with a part in the year; they are not offered on the sign-in page.
OTHERS = tuple(
    Member(staff_no=no, name=name, title=title, unit=unit, grade=grade, function=function, duties=tuple(duties.split()))
    for no, name, title, unit, grade, function, duties in (
        ("R0509", "江承翰", "資安專責人員", "ISO", "資訊專業", "security", "security_staff log_reviewer"),
        ("R0623", "葉婉如", "資安專責人員", "ISO", "資訊專業", "security", "security_staff log_reviewer"),
        ("R0744", "賴俊宇", "電腦操作人員", "OPS", "資訊專業", "it", "operator"),
        ("R0812", "呂欣怡", "電腦操作人員", "OPS", "資訊專業", "it", "operator"),
        ("R0588", "曾偉倫", "系統管理師", "OPS", "資訊專業", "it", "system_admin host_custodian maintainer"),
        ("R0155", "方子傑", "系統維運科科長", "OPS", "單位主管", "it", "host_custodian console_reviewer"),
        ("R0164", "彭明修", "系統開發科科長", "DEV", "單位主管", "it", "release_manager"),
        ("R0835", "施宇涵", "程式設計師", "DEV", "資訊專業", "it", "maintainer"),
        ("R0847", "杜世傑", "程式設計師", "DEV", "資訊專業", "it", "maintainer"),
        ("R0599", "鍾文豪", "系統管理師", "OPS", "資訊專業", "it", "system_admin host_custodian"),
        ("R0171", "宋志明", "行政管理部經理", "GAD", "單位主管", "support", "general_affairs"),
        ("R0142", "潘惠玲", "結算部經理", "CLR", "單位主管", "business", "system_owner unit_head committee_member"),
        ("R0119", "董進祥", "經紀業務部經理", "BKD", "單位主管", "business", "system_owner unit_head"),
        ("R0133", "詹秀美", "財務部經理", "FIN", "單位主管", "business", "system_owner unit_head"),
        ("R0198", "余光明", "客戶服務部經理", "CSD", "單位主管", "business", "system_owner unit_head customer_service"),
    )
)

NAMES = frozenset(one.name for one in (*CAST, *OTHERS))

GRADES = {"高階主管": "3", "單位主管": "3", "資訊專業": "6", "一般職員": "3"}

# code, name, function of its people, how many (cast included)
DEPARTMENTS = (
    ("BRD", "董事會", "business", 2),
    ("GMO", "總經理室", "business", 6),
    ("AUD", "稽核室", "audit", 6),
    ("LGL", "法令遵循部", "compliance", 7),
    ("RMD", "風險管理室", "support", 6),
    ("ISO", "資訊安全室", "security", 3),
    ("ITD", "資訊部", "it", 4),
    ("DEV", "系統開發科", "it", 14),
    ("OPS", "系統維運科", "it", 13),
    ("NET", "網路管理科", "it", 6),
    ("BKD", "經紀業務部", "business", 22),
    ("ECD", "電子商務部", "business", 14),
    ("PTD", "自營部", "business", 10),
    ("UWD", "承銷部", "business", 10),
    ("FID", "債券部", "business", 8),
    ("INT", "國際業務部", "business", 9),
    ("WMD", "財富管理部", "business", 12),
    ("CLR", "結算部", "business", 16),
    ("FIN", "財務部", "support", 8),
    ("ACC", "會計部", "support", 8),
    ("HRD", "人力資源部", "support", 6),
    ("GAD", "行政管理部", "support", 8),
    ("CSD", "客戶服務部", "business", 12),
)
PARENTS = {"DEV": "ITD", "OPS": "ITD", "NET": "ITD"}

BRANCHES = (
    ("B01", "敦南分公司"),
    ("B02", "板橋分公司"),
    ("B03", "桃園分公司"),
    ("B04", "新竹分公司"),
    ("B05", "臺中分公司"),
    ("B06", "彰化分公司"),
    ("B07", "嘉義分公司"),
    ("B08", "臺南分公司"),
    ("B09", "高雄分公司"),
    ("B10", "羅東分公司"),
    ("B11", "花蓮分公司"),
)
HEADQUARTERS = ("HQ", "總公司")
STAFF = 350

_SURNAMES = "陳陳陳陳林林林黃黃張張李李王王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高簡朱鍾彭游詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋"
_GIVEN = [
    "怡君", "雅婷", "佳穎", "詩涵", "心怡", "佩君", "雅雯", "欣怡", "美玲", "淑惠", "麗華", "秀英",
    "淑娟", "惠君", "靜宜", "宜庭", "筱涵", "郁婷", "思妤", "品妤", "子晴", "鈺婷", "佳蓉", "曉君",
    "雅慧", "玉珍", "淑貞", "慧玲", "婉婷", "怡婷", "家瑜", "宛真", "芷瑄", "書瑜", "湘婷", "依潔",
    "孟儒", "佳玲", "雅芳", "美珍", "志明", "建宏", "俊傑", "家豪", "宗翰", "冠廷", "承恩", "柏翰",
    "彥廷", "俊宏", "文雄", "國華", "志偉", "信宏", "建志", "明哲", "嘉宏", "振宇", "哲瑋", "宇軒",
    "品睿", "冠霖", "士豪", "育誠", "政憲", "家銘", "智傑", "佳霖", "俊賢", "立偉", "啟文", "崇仁",
    "仁傑", "明宏", "正雄", "進財", "文彬", "昭明", "榮華", "順治", "耀文", "鴻儒", "宏儒", "柏宇",
]  # fmt: skip
_TITLES = {
    "it": ("程式設計師", "系統管理師", "系統分析師", "網路工程師", "資訊專員"),
    "business": ("業務專員", "營業員", "高級營業員", "業務襄理", "理財專員", "作業專員"),
    "support": ("行政專員", "資深專員", "辦事員", "副理"),
    "audit": ("稽核專員", "資深稽核"),
    "compliance": ("法遵專員", "法務專員"),
    "security": ("資安專員",),
}


def names(random: Random) -> Iterator[str]:
    """Yield names without end; the cast's own never come up."""
    taken = set(NAMES)
    while True:
        name = random.choice(_SURNAMES) + random.choice(_GIVEN)
        if name not in taken:
            taken.add(name)
            yield name
        elif len(taken) > len(_SURNAMES) * 40:
            yield name


def title_for(random: Random, function: str) -> str:
    """Return a job title that fits the function of a unit."""
    return random.choice(_TITLES[function])
