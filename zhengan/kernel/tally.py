"""How many records a query means: exactly, and for large registers counted once for as long as nothing happens.

Every change of a record is an act with an entry in the ledger, so a count holds until the next entry. What is kept
goes by the statement with its parameters and by that entry; entry and count are read in one statement, so that nothing
can happen between the two.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

# A table of fewer rows than this is counted faster than it pays to remember it; of a larger one also few rows may take
# long to find. The highest key tells how large a table is.
LARGE = 10_000
MOST = 1000

Statement = tuple[str, tuple[Any, ...]]

# What tells one state of the records from the next. PostgreSQL gives entries their numbers before they commit, so that
# there the last entry alone proves nothing; but what one snapshot shows beside the same entry is the same.
_LAST_ENTRY = "(SELECT digest FROM ledger_entry ORDER BY id DESC LIMIT 1)"
_LAST = {"sqlite": _LAST_ENTRY, "postgresql": f"pg_current_snapshot()::text || {_LAST_ENTRY}"}

_kept: "OrderedDict[Statement, tuple[str, int]]" = OrderedDict()
_lock = Lock()


def how_many(records: QuerySet[Any]) -> int:
    """Return how many records the query set means, in one query, which counts nothing where a count still holds."""
    counted = records.order_by().select_related(None).values("pk")
    try:
        text, values = counted.query.sql_with_params()
    except EmptyResultSet:  # the conditions contradict each other: nothing needs to be asked
        return 0
    statement = (text, tuple(values))
    last = _LAST[connection.vendor]
    with _lock:
        known = _kept.get(statement)
    highest = f"(SELECT MAX(id) FROM {connection.ops.quote_name(records.model._meta.db_table)})"  # noqa: S608 (a table)
    counting = f"CASE WHEN {last} = %s THEN NULL ELSE (SELECT COUNT(*) FROM ({text}) AS counted) END"  # noqa: S608 (the ORM's own text)
    stamp, size, count = _asked(f"SELECT {last}, {highest}, {counting}", (known[0] if known else "", *statement[1]))
    if count is None and known is not None:
        return known[1]
    with _lock:
        _kept.pop(statement, None)
        if (size or 0) >= LARGE and stamp is not None:
            _kept[statement] = (stamp, count)
            if len(_kept) > MOST:
                _kept.popitem(last=False)
    found: int = count
    return found


def _asked(text: str, values: tuple[Any, ...]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchone()


def forget() -> None:
    """Forget what is kept."""
    with _lock:
        _kept.clear()
