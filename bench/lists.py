"""What a page of a list costs, wherever it lies and however it is filtered and sorted."""

from bench.measure import measure
from bench.visiting import Visitor
from zhengan.kernel import tally
from zhengan.kernel.register import register

ASSETS = {
    "first page": "",
    "last page": "page=999999",
    "filtered by state": "state=active",
    "filtered by class and category": "classification=general&category=hardware",
    "sorted by name": "order=name",
    "sorted by name, backwards, last page": "order=-name&page=999999",
    "filtered and sorted": "category=hardware&order=-last_verified_on",
    "filtered, last page": "category=hardware&page=999999",
}


def run() -> None:
    visitor = Visitor()
    assets = register("assets.asset").record.objects
    print(f"  {assets.count()} assets, {register('access.account').record.objects.count()} accounts")

    def fifty() -> None:
        list(assets.values_list("asset_no", "name", "category", "owner__name", "custodian__name", "unit__name")[:50])

    def visit(path: str, *, forget: bool) -> None:
        if forget:
            tally.forget()
        visitor.get(path)

    for name, query in ASSETS.items():
        path = f"/assets/asset/?{query}"
        measure(
            f"assets, {name}",
            lambda path=path: visit(path, forget=False),
            floor=fifty,
            floor_name="50 rows as tuples",
            at_most_ms=15,
        )
    for query in ("", "state=active", "classification=general&category=hardware"):
        path = f"/assets/asset/?{query}"
        measure(f"assets, counted anew: {query or 'all'}", lambda path=path: visit(path, forget=True), runs=3)
    measure("accounts, first page", lambda: visitor.get("/access/account/"), at_most_ms=15)
    measure("accounts, last page", lambda: visitor.get("/access/account/?page=999999"), at_most_ms=15)
