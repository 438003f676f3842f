"""What an import costs: a spreadsheet of thousands of accounts read, compared and shown, against reading its cells."""

import io

from python_calamine import CalamineWorkbook

from bench.measure import ratio
from zhengan.kernel import spreadsheet
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register


def run() -> None:
    accounts = register("access.account")
    system = Actor.system()
    live = accounts.record.objects.live()
    exported = spreadsheet.export(accounts, system, live, kind="xlsx", language="zh-hant")
    content = exported.content.read()
    print(f"  {exported.count} rows, {len(content) / 1024:.0f} KiB")

    def cells() -> None:
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    def preview() -> None:
        found = spreadsheet.read(accounts, system, io.BytesIO(content), name="accounts.xlsx")
        assert not found.errors, found.errors[:3]

    def export() -> None:
        spreadsheet.export(accounts, system, live, kind="xlsx", language="zh-hant").content.read()

    def rows() -> None:
        list(live.values_list())

    ratio("read and compare our own export", preview, cells, floor_name="reading the cells", runs=2)
    ratio("export", export, rows, floor_name="reading the rows", runs=2)
