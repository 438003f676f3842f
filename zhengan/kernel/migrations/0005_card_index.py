"""An index of the cards by characters and pairs, for the search; the number of a card tells when it was filed last."""

from typing import Any

from django.core.management.color import no_style
from django.db import migrations

from zhengan.kernel import card_index

RENUMBER = """
    UPDATE kernel_card SET id = %s + filed.place
    FROM (SELECT id AS was, ROW_NUMBER() OVER (ORDER BY changed_at, id) AS place FROM kernel_card) AS filed
    WHERE kernel_card.id = filed.was
"""


def make(apps: Any, editor: Any) -> None:
    """Number the cards that are there in the order of their last change, and index them."""
    card = apps.get_model("kernel", "Card")
    rows = card.objects.order_by("pk").values_list("pk", "no", "title", "text")
    last = rows.last()
    if last is not None:
        with editor.connection.cursor() as cursor:
            cursor.execute(RENUMBER, [last[0]])
            if editor.connection.vendor == "sqlite":
                cursor.execute(
                    "UPDATE sqlite_sequence SET seq = (SELECT MAX(id) FROM kernel_card) WHERE name = 'kernel_card'"
                )
            for statement in editor.connection.ops.sequence_reset_sql(no_style(), [card]):
                cursor.execute(statement)
    card_index.make(editor.connection)
    card_index.put(rows.iterator(chunk_size=1000))


def drop(_apps: Any, editor: Any) -> None:
    card_index.drop(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_newest_cards")]

    operations = [migrations.RunPython(make, drop)]
