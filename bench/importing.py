"""What the dry run of an import costs: ten thousand accounts read and compared, against reading the cells."""

import io

from python_calamine import CalamineWorkbook

from bench.measure import measure
from zhengan.kernel import spreadsheet
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register

ROWS = 10_000


def run() -> None:
    accounts = register("access.account")
    system = Actor.system()
    some = accounts.record.objects.live().order_by("pk")[:ROWS]
    exported = spreadsheet.export(
        accounts,
        system,
        accounts.record.objects.filter(pk__in=[one.pk for one in some]),
        kind="xlsx",
        language="zh-hant",
    )
    content = exported.content.read()
    print(f"  {exported.count} rows, {len(content) / 1024:.0f} KiB")

    def cells() -> None:
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    def preview() -> None:
        found = spreadsheet.read(accounts, system, io.BytesIO(content), name="accounts.xlsx")
        assert not found.errors, found.errors[:3]

    measure("dry run of our own export", preview, floor=cells, floor_name="reading the cells", at_most_ms=5000, runs=2)
