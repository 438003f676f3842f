"""`zhengan check`: the verdicts on the terminal or as JSON; the exit code says whether all is well."""

import json
import sys
from collections import Counter
from datetime import date

from zhengan.catalogue import catalogue
from zhengan.checks.status import Status
from zhengan.checks.verdicts import report
from zhengan.faces.cli.paper import padded

OK, NOT_MET, USAGE = 0, 1, 2

_WORDS = {
    Status.MET: "符合",
    Status.ATTENTION: "注意",
    Status.NOT_MET: "不符合",
    Status.NOT_APPLICABLE: "不適用",
    Status.NO_DATA: "尚無資料",
}


def check(*, as_json: bool = False, summary: bool = False, clause: str | None = None, on: str | None = None) -> int:
    """Print the verdicts; return 1 when a clause is not met, 2 when clause or date cannot be understood."""
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        sys.stderr.write(f"日期請寫成 YYYY-MM-DD。 Write the date as YYYY-MM-DD, not {on}.\n")
        return USAGE
    found = catalogue().find(clause) if clause else None
    if clause and found is None:
        sys.stderr.write(f"查無條文「{clause}」。 There is no clause {clause}.\n")
        return USAGE
    rows = report(on=day, clause=found.id if found else None)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif summary:
        _print_summary(rows)
    else:
        _print_table(rows)
    return NOT_MET if any(row["status"] == Status.NOT_MET for row in rows) else OK


def _print_table(rows: list[dict[str, object]]) -> None:
    for row in rows:
        cite = padded(str(row["cite"]), 22)
        status = padded(_WORDS[Status(str(row["status"]))], 10)
        due = f"  至 {row['due_on']}" if row["due_on"] else ""
        print(f"{cite}{status}{row['sentence_zh']}{due}")
    print()
    _print_summary(rows)


def _print_summary(rows: list[dict[str, object]]) -> None:
    by_status = Counter(str(row["status"]) for row in rows)
    by_kind = Counter(str(row["kind"]) for row in rows)
    print(f"{len(rows)} 條 clauses")
    for status, word in _WORDS.items():
        print(f"  {padded(word, 10)}{status.value:<16}{by_status[status.value]:>5}")
    print("  —")
    for kind, number in by_kind.most_common():
        print(f"  {kind:<26}{number:>5}")
