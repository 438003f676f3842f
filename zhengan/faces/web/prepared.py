"""Statements that every page sends, put together once: the ORM takes ten times as long to write them as to send them.

A statement is written for somebody who does not exist, and whoever asks takes his place among the parameters.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from zhengan.identity.models import User

SOMEBODY = -1
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
