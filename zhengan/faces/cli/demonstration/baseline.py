"""The baseline: settings of computers, servers and network devices; those of passwords on the network still wait."""

from functools import partial

from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

BASELINE = "operations.config_baseline"
AUTHOR, APPROVER = "曾偉倫", "簡宏達"
BEGAN, WAITING = 260, 5

# platform, code, category, what it sets, setting, comparison, value, clause
_ITEMS = (
    ("pc", "PC-PW-01", "password", "length", "密碼最短長度", "ge", "8", "7.3.6"),
    ("pc", "PC-PW-02", "password", "age", "密碼最長使用期間", "le", "P3M", "7.3.6"),
    ("pc", "PC-LK-01", "lockout", "tries", "密碼錯誤鎖定次數", "le", "3", "7.3.5"),
    ("pc", "PC-SC-01", "screen_lock", "other", "螢幕保護啟動分鐘數", "le", "10", "6.2.4.1"),
    ("server", "SV-PW-01", "password", "length", "密碼最短長度", "ge", "12", "7.3.6"),
    ("server", "SV-PW-02", "password", "age", "密碼最長使用期間", "le", "P3M", "7.3.6"),
    ("server", "SV-LK-01", "lockout", "tries", "密碼錯誤鎖定次數", "le", "3", "7.3.5"),
    ("server", "SV-SV-01", "service", "other", "Telnet 服務", "absent", "", "9.1.7"),
    ("server", "SV-DA-01", "default_account", "other", "預設帳號 guest", "absent", "", "7.3.7"),
    ("network", "NW-SV-01", "service", "other", "HTTP 管理介面", "absent", "", "9.1.7"),
    ("network", "NW-AD-01", "admin_access", "other", "管理介面來源網段", "in", "10.20.30.0/24", "7.3.7"),
    ("server", "SV-AD-01", "admin_access", "other", "管理登入來源網段", "in", "10.20.30.0/24", "7.3.7"),
    ("network", "NW-DA-01", "default_account", "other", "預設帳號 admin", "absent", "", "7.3.7"),
    ("application", "AP-PW-01", "password", "length", "密碼最短長度", "ge", "8", "7.3.6"),
    ("application", "AP-PW-02", "password", "mix", "密碼須含文字及數字", "eq", "on", "7.3.6"),
    ("application", "AP-PW-03", "password", "age", "密碼最長使用期間", "le", "P3M", "9.3.2"),
    ("application", "AP-FC-01", "password", "first_change", "首次登入強制變更密碼", "eq", "on", "7.3.1"),
    ("application", "AP-RN-01", "password", "random", "初始密碼隨機產生", "eq", "on", "7.3.4"),
    ("application", "AP-ST-01", "storage", "passwords", "密碼儲存方式", "in", "bcrypt, argon2, PBKDF2", "7.3.2"),
    ("application", "AP-LK-01", "lockout", "tries", "密碼錯誤鎖定次數", "le", "3", "7.3.5"),
    ("application", "AP-DA-01", "default_account", "other", "預設帳號 sa、root", "absent", "", "7.3.7"),
    ("application", "AP-AD-01", "admin_access", "other", "管理者權限已設定", "eq", "on", "7.3.7"),
    ("application", "AP-SE-01", "separation", "other", "測試與營運主機分開", "eq", "on", "8.4.1"),
    ("iot", "IO-SV-01", "service", "other", "Telnet 服務", "absent", "", "13.4.3"),
    ("web", "WB-TL-01", "tls", "version", "TLS 最低版本", "ge", "1.2", "7.5.3"),
)  # fmt: skip
_STILL_WAITING = ("network", "NW-PW-01", "password", "length", "密碼最短長度", "ge", "12", "7.3.6")
_FIELDS = ("platform", "item_code", "category", "measure", "setting", "operator", "expected", "clause")


def plan(stage: Stage) -> None:
    """Plan the first baseline, and the item on passwords of the network that was forgotten in it."""
    stage.plan(stage.at(stage.day(BEGAN), 14, 20), partial(_propose, stage, _ITEMS, approved=True))
    stage.plan(stage.at(stage.day(WAITING), 14, 20), partial(_propose, stage, (_STILL_WAITING,), approved=False))


def _propose(stage: Stage, items: tuple[tuple[str, ...], ...], *, approved: bool) -> None:
    day = stage.now.date()
    rows = [dict(zip(_FIELDS, item, strict=True)) | {"effective_on": day} for item in items]
    made = stage.create_many(BASELINE, rows, by=stage.by(AUTHOR), source="manual")
    acts.move_many(made, "submitted", by=stage.by(AUTHOR))
    if approved:
        stage.plan(stage.at(day, 17, 40), lambda: acts.move_many(made, "approved", by=stage.by(APPROVER)))
