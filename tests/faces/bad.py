"""Bad sheets of people, and what is said about them in both tongues: the same on every face."""

from dataclasses import dataclass

from tests.sheets import csv_of, deceiving, far_corner, unstored_formula


@dataclass(frozen=True)
class Bad:
    """A sheet for `organization.person`; where it is wrong (row, column, if that can be said), and the words."""

    content: bytes
    zh: str
    en: str
    row: int = 0
    column: str = ""


def one_cell(column: str, value: str) -> bytes:
    """A change of a known person in one column."""
    return csv_of(f"staff_no,{column}", f"A203,{value}")


WHEN = ("不是日期，請寫成 2020-12-21 或 109.12.21", "is no date; write it like 2020-12-21 or 109.12.21")
DAMAGED = ("此 .xlsx 檔案已損毀", "This .xlsx file is damaged")
LARGE = ("檔案太大：最多 100000 列、300 欄", "The file is too large: at most 100000 rows and 300 columns")
NEITHER = ("這不是 .xlsx，也不是 UTF-8 或 Big5 的 CSV", "This is neither an .xlsx file nor CSV in UTF-8 or Big5")
SPACES = b"<worksheet>" + b" " * 160_000_000 + b"</worksheet>"

BAD = {
    "missing column": Bad(csv_of("staff_no,name", "N1,x"), "缺少「到職日」欄", "The column “joined on” is missing", 1),
    "no such day": Bad(one_cell("joined_on", "2026-13-45"), *WHEN, 2, "joined_on"),
    "no such day in the years of the Republic": Bad(one_cell("joined_on", "115/2/30"), *WHEN, 2, "joined_on"),
    "unknown code": Bad(one_cell("kind", "月球人"), "月球人", "月球人 is not one of the available choices", 2, "kind"),
    "unknown record": Bad(one_cell("unit", "Z99"), "查無「Z99」", "“Z99” is not known", 2, "unit"),
    "key twice": Bad(
        csv_of("staff_no,job_title", "A203,甲", "A203,乙"),
        "第 2 列是同一筆紀錄", "Row 2 is about the same record", 3, "staff_no",
    ),
    "too long": Bad(one_cell("job_title", "長" * 300), "目前為 300 個字", "it has 300", 2, "job_title"),
    "no address": Bad(one_cell("email", "no mail"), "請輸入有效的電子郵件地址", "Enter a valid email", 2, "email"),
    "formula": Bad(
        unstored_formula(["staff_no", "name"], ["A203"], '=A1&"x"'),
        "公式", "The cell holds a formula without a stored result", 2, "name",
    ),
    "50 MB": Bad(b"x" * 50 * 1024 * 1024, "檔案超過 20 MB", "The file is larger than 20 MB"),
    "no zip": Bad(b"PK\x03\x04 no zip", *DAMAGED),
    "zip bomb": Bad(deceiving(xl__worksheets__sheet1_xml=SPACES), *LARGE),
    "entities": Bad(deceiving(xl__worksheets__sheet1_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'), *DAMAGED),
    "two far corners": Bad(far_corner(), *LARGE),
    "old xls": Bad(bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600, "舊式 .xls", "This is an old .xls file"),
    "NUL": Bad(one_cell("job_title", "a\x00b"), *NEITHER),
    "empty": Bad(b"", "檔案是空的", "The file is empty"),
}  # fmt: skip
