"""Statements that every page sends, put together once: the ORM takes ten times as long to write them as to send them.

A statement is written for somebody who does not exist, and whoever asks takes his place among the parameters.
"""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet

from zhengan.identity.models import User

SOMEBODY = -1
SOMETHING = -2
SOME_NUMBER = "(a number)"
Statement = tuple[str, tuple[Any, ...]]


def statement(rows: QuerySet[Any]) -> Statement:
    """Return what the query set would send; nothing (an empty text) where no row could answer it."""
    try:
        text, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return text, tuple(values)


def of(user: User, values: tuple[Any, ...]) -> list[Any]:
    """Put a user in the place of somebody."""
    return [user.pk if value == SOMEBODY else value for value in values]


def asked(prepared: Statement, user: User) -> list[tuple[Any, ...]]:
    """Send a statement for a user; returns plain rows as the database gives them."""
    text, values = prepared
    if not text:
        return []
    with connection.cursor() as cursor:
        cursor.execute(text, of(user, values))
        return list(cursor.fetchall())


class Rows:
    """Rows of a model, with what they are joined to: as the query set would give them, its statement written once."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self._rows = rows
        self._compiler = rows.query.get_compiler(connection.alias)
        try:
            self._statement: Statement = self._compiler.as_sql()
        except EmptyResultSet:
            self._statement = "", ()

    def __call__(self, given: Mapping[Any, Any]) -> list[Any]:
        """Send the statement, with what is given instead of the values that stand for it."""
        text, values = self._statement
        if not text:
            return []
        compiler: Any = copy(self._compiler)
        compiler.connection = connections[connection.alias]  # each thread has its own
        compiler.as_sql = lambda *_args, **_more: (text, tuple(given.get(value, value) for value in values))
        query: Any = copy(self._rows.query)
        query.get_compiler = lambda *_args, **_more: compiler
        return list(QuerySet(self._rows.model, query=query))
