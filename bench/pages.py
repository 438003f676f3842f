"""What pages cost: a record, a form, the policy with all its verdicts, one clause, Today."""

from bench.measure import measure
from bench.visiting import Visitor
from zhengan.checks import verdicts
from zhengan.kernel.register import register


def run() -> None:
    visitor = Visitor()
    assets = register("assets.asset").record.objects
    one = assets.order_by("pk")[assets.count() // 2]
    verdicts.refresh()

    def row() -> None:
        list(assets.filter(no=one.no).values_list())

    for name, path, most in (
        ("one asset", f"/assets/asset/{one.no}/", 15),
        ("one asset, its trail", f"/assets/asset/{one.no}/?tab=trail", 15),
        ("the policy, 313 clauses", "/policy/", 60),
        ("one clause", "/policy/7.1.3.6/", None),
        ("Today", "/", 30),
        ("Calendar", "/calendar/", None),
    ):
        measure(name, lambda path=path: visitor.get(path), floor=row, floor_name="one row as a tuple", at_most_ms=most)
