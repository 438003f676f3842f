"""Rows in and out by key, with plain SQL, several times faster than the ORM compiles the same anew each time.

For what every act does: put whole rows of a table in, or renew them, and fetch whole rows by their keys. Values are
prepared by their fields, as the ORM would; no joins, no conditions, nothing that needs to be clever.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.db import connection, connections, models
from django.db.models import Field

# Both engines take more parameters in one statement; beyond this nothing is gained.
PARAMETERS = 30_000
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
_KEYS = frozenset({datetime, date, timedelta, Decimal, tuple})
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def insert(rows: Sequence[Any], *, renew: Sequence[str] = (), by: Sequence[str] = ("id",), keys: bool = False) -> None:
    """Insert rows (of one model) as they are.

    With `renew` a row that is there already, by its unique columns `by`, gets these columns instead. With `keys` the
    primary keys that the database gave are set on the rows; otherwise rows bring their own, or nobody needs them.
    """
    if not rows:
        return
    model: type[models.Model] = type(rows[0])
    given = rows[0].pk is not None
    database = _database()
    prepare = _preparer(model, given, database)
    for some in _chunks(rows, max(_parameters(database) // len(_columns(model, given)), 1)):
        statement = _statement(model, given, len(some), tuple(renew), tuple(by), keys)
        with database.cursor() as cursor:
            cursor.execute(statement, [value for row in some for value in prepare(row)])
            if keys:
                for row, (key,) in zip(some, cursor.fetchall(), strict=True):
                    row.pk = key
        for row in some:
            row._state.adding = False
            row._state.db = database.alias


def insert_pairs(rows: Sequence[Any], beside: Sequence[Any], *, by: str) -> None:
    """Insert rows, and beside each another whose column `by`, its primary key, is the key that the first was given.

    One pair alone is one statement where the engine can do that: a round trip less for each act.
    """
    database = _database()
    if len(rows) != 1 or database.vendor != "postgresql":
        insert(rows, keys=True)
        for row, other in zip(rows, beside, strict=True):
            other.pk = row.pk
        insert(beside)
        return
    (row,), (other,) = rows, beside
    first: type[models.Model] = type(row)
    second: type[models.Model] = type(other)
    values = [*_preparer(first, False, database)(row), *_preparer(second, False, database)(other)]
    with database.cursor() as cursor:
        cursor.execute(_pair(first, second, by), values)
        ((key,),) = cursor.fetchall()
    for one in (row, other):
        one.pk = key
        one._state.adding = False
        one._state.db = database.alias


@lru_cache
def _pair(first: type[models.Model], second: type[models.Model], by: str) -> str:
    quote = connection.ops.quote_name
    key, rest = _column(second, by), [quote(str(field.column)) for field in _columns(second, False)]
    return (
        f"WITH made AS ({_statement(first, False, 1, (), (), True)} AS key) "  # noqa: S608 (names of tables and columns alone)
        f"INSERT INTO {quote(second._meta.db_table)} ({', '.join([key, *rest])}) "
        f"SELECT made.key, {', '.join(['%s'] * len(rest))} FROM made RETURNING {key}"
    )


def _column(model: type[models.Model], name: str) -> str:
    return connection.ops.quote_name(str(model._meta.get_field(name).column))  # type: ignore[union-attr]


@cache
def _columns(model: type[models.Model], with_key: bool) -> "tuple[Field[Any, Any], ...]":  # noqa: FBT001 (cached by position)
    return tuple(field for field in model._meta.concrete_fields if with_key or not field.primary_key)


@cache
def _plans(model: type[models.Model], with_key: bool) -> "tuple[tuple[str, Field[Any, Any], bool], ...]":  # noqa: FBT001
    return tuple((field.attname, field, _is_plain(field)) for field in _columns(model, with_key))


def _preparer(model: type[models.Model], with_key: bool, database: Any) -> Callable[[Any], list[Any]]:  # noqa: FBT001
    """Return what turns a row into the values of its columns; equal times and the like are prepared once."""
    known: dict[Any, Any] = {}
    plans = _plans(model, with_key)

    def prepare(row: Any) -> list[Any]:
        values = row.__dict__
        found = []
        for name, field, plain in plans:
            value = values[name]
            kind = type(value)
            if value is None or (plain and kind in _AS_THEY_ARE):
                found.append(value)
            elif kind in _KEYS:
                key = (name, value)
                if key not in known:
                    known[key] = field.get_db_prep_save(value, database)
                found.append(known[key])
            else:
                found.append(field.get_db_prep_save(value, database))
        return found

    return prepare


def _is_plain(field: "Field[Any, Any]") -> bool:
    """Whether text, whole numbers and nothing go into the column as they are."""
    return isinstance(field, _PLAIN) and type(field).get_prep_value.__module__.startswith("django.")


@lru_cache(maxsize=1000)
def _statement(
    model: type[models.Model],
    given: bool,  # noqa: FBT001
    count: int,
    renew: tuple[str, ...],
    by: tuple[str, ...],
    keys: bool,  # noqa: FBT001
) -> str:
    quote = connection.ops.quote_name
    columns = _columns(model, given)
    row = f"({', '.join(['%s'] * len(columns))})"
    text = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(str(field.column)) for field in columns)}) "  # noqa: S608 (names of tables and columns alone)
        f"VALUES {', '.join([row] * count)}"
    )
    if renew:
        settings = ", ".join(f"{_column(model, name)} = EXCLUDED.{_column(model, name)}" for name in renew)
        text += f" ON CONFLICT ({', '.join(_column(model, name) for name in by)}) DO UPDATE SET {settings}"
    return text + (f" RETURNING {quote(str(model._meta.pk.column))}" if keys else "")


def _database() -> Any:
    """The connection itself: what stands for it looks it up anew for every attribute."""
    return connections[connection.alias]


def _parameters(database: Any) -> int:
    """How many parameters one statement may have."""
    if database.vendor != "sqlite":
        return PARAMETERS
    database.ensure_connection()
    limit: int = database.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    return min(PARAMETERS, limit)


def _chunks(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


def fetch(model: type[models.Model], column: str, keys: Sequence[Any], *, lock: bool = False) -> list[Any]:
    """Return the rows whose column is one of the keys, in the order of their primary keys; locked where asked.

    What `filter(column__in=keys)` does, with the statement and the converters worked out once for each table.
    """
    found: list[Any] = []
    names, converters = _reading(model)
    database = _database()
    for some in _chunks(keys, _parameters(database)):
        statement = _select(model, column, len(some), lock and database.features.has_select_for_update)
        with database.cursor() as cursor:
            cursor.execute(statement, list(some))
            for values in cursor.fetchall():
                row = list(values)
                for place, convert, expression in converters:
                    if row[place] is not None:
                        row[place] = convert(row[place], expression, database)
                found.append(model.from_db(database.alias, names, row))
    return found


@cache
def _reading(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Callable[..., Any], Any]]]:
    """The columns of a table, and what turns their values into Python's, as the ORM would find it out each time."""
    columns = _columns(model, True)
    found: list[tuple[int, Callable[..., Any], Any]] = []
    for place, field in enumerate(columns):
        expression = field.get_col(model._meta.db_table)
        every = (*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection))
        found.extend((place, convert, expression) for convert in every)
    return [field.attname for field in columns], found


@lru_cache(maxsize=1000)
def _select(model: type[models.Model], column: str, count: int, lock: bool) -> str:  # noqa: FBT001
    quote = connection.ops.quote_name
    field: Any = model._meta.get_field(column)
    key: Any = model._meta.pk
    columns = ", ".join(quote(str(one.column)) for one in _columns(model, True))
    return (
        f"SELECT {columns} FROM {quote(model._meta.db_table)} "  # noqa: S608 (names of tables and columns alone)
        f"WHERE {quote(field.column)} IN ({', '.join(['%s'] * count)}) ORDER BY {quote(key.column)}"
        + (" FOR UPDATE" if lock else "")
    )
