"""What the search over all registers costs: for words that are everywhere, that are rare, that are nowhere."""

from urllib.parse import quote

from django.db import connection

from bench.measure import measure
from bench.visiting import Visitor
from zhengan.kernel.models import Card
from zhengan.kernel.register import register


def run() -> None:
    visitor = Visitor()
    assets = register("assets.asset").record.objects
    rare = assets.order_by("pk")[assets.count() // 2].asset_no
    print(f"  {Card.objects.count()} cards")
    for name, text in {
        "a word that is everywhere": "個人電腦",
        "the number of one asset": rare,
        "a name of two characters": "佩芸",
        "nothing has it": "qqqzzz",
    }.items():
        measure(f"search: {name}", lambda text=text: visitor.get(f"/search/?q={quote(text)}"), at_most_ms=50, runs=3)

    def scan() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM kernel_card WHERE title LIKE '%qqqzzz%'")

    measure("(a scan of all titles, to compare)", scan, runs=2)
