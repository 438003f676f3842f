"""Lines that are only added to: what was written once into a time-line or a chain of custody stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from zhengan.kernel.record import with_links


def only_added(record: Any, name: str, rows: Sequence[Mapping[str, Any]] | None) -> bool:
    """Whether the rows given for the lines hold every line that stands there, unchanged; None changes nothing."""
    if rows is None or record.pk is None:
        return True
    fields = record.register.line_fields(name)
    given = {row["id"]: row for row in rows if row.get("id")}
    return all(
        line.pk in given and all(given[line.pk].get(field.name) == getattr(line, field.name) for field in fields)
        for line in with_links(getattr(record, name), fields)
    )
