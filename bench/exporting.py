"""What an export costs in time and memory: it streams, so that its memory does not grow with its rows."""

from bench.measure import measure, weigh
from zhengan.kernel import spreadsheet
from zhengan.kernel.actor import Actor
from zhengan.kernel.register import register

FEW = 2500


def run() -> None:
    assets = register("assets.asset")
    system = Actor.system()
    live = assets.record.objects.live().order_by("pk")

    def export(kind: str, most: int | None = None) -> None:
        last = live[most - 1 : most].first() if most else None
        rows = live.filter(pk__lte=last.pk) if last is not None else live
        spreadsheet.export(assets, system, rows, kind=kind, language="zh-hant").content.close()  # type: ignore[arg-type]

    for kind in ("csv", "xlsx"):
        export(kind, FEW)  # fills what is filled once
        few = weigh(f"{kind} of {FEW} rows", lambda kind=kind: export(kind, FEW), at_most_mb=20)
        all_ = weigh(f"{kind} of all {live.count()} rows", lambda kind=kind: export(kind), at_most_mb=20)
        print(f"  {'':<46} {all_ - few:9.1f} MB more for all of them")

    def rows() -> None:
        list(live[:FEW].values_list())

    measure(f"csv of {FEW} rows", lambda: export("csv", FEW), floor=rows, floor_name="reading the rows", runs=2)
