"""The index by which the search finds cards: their single characters and pairs of neighbours, in any letter case.

Words of two Chinese characters are usual, and so are parts of logins and numbers. A card that has all pairs of a word
may hold it; whoever asks still looks into the card itself. On SQLite the pairs are kept in a full-text table whose
rows, the newest card first, can be read one by one until there are enough; PostgreSQL keeps them by itself, as an
index of what a function of its own makes of a card.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import add as joined
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# What is searched, as it was written: key, number, title, text.
Row = tuple[int, str, str, str]

# The full-text table parts what it is given at everything in ASCII that is no letter or digit; as pieces of a word
# these stand for themselves, so that they are searched as any other character is.
_SIGNS = {code: 0xE000 + code for code in range(128) if not chr(code).isalnum()}

_SQLITE = (
    "CREATE VIRTUAL TABLE kernel_card_grams USING fts5(grams, content='', detail=none, columnsize=0, tokenize=ascii)"
)
# The same folding of letters as in the condition that PostgreSQL is sent for "contains, in any letter case".
_SAID = "no || E'\\n' || title || E'\\n' || text"
_FUNCTION = """
    CREATE FUNCTION kernel_grams(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
        SELECT array_agg(DISTINCT gram)
        FROM (SELECT letter, lead(letter) OVER (ORDER BY place) AS neighbour
            FROM unnest(string_to_array(upper(said), NULL)) WITH ORDINALITY AS letters(letter, place)) AS pairs,
            unnest(ARRAY[letter, letter || neighbour]) AS gram
        WHERE gram IS NOT NULL
    $$
"""
_MAKE = {
    "sqlite": (_SQLITE,),
    "postgresql": (_FUNCTION, f"CREATE INDEX kernel_card_grams_idx ON kernel_card USING gin (kernel_grams({_SAID}))"),
}
_DROP = {
    "sqlite": ("DROP TABLE kernel_card_grams",),
    "postgresql": ("DROP INDEX kernel_card_grams_idx", "DROP FUNCTION kernel_grams(text)"),
}


def make(connection: Any) -> None:
    """Put the index into the database; cards that are there already are `put` by the caller."""
    with connection.cursor() as cursor:
        for statement in _MAKE[connection.vendor]:
            cursor.execute(statement)


def drop(connection: Any) -> None:
    """Take the index out of the database (to migrate back)."""
    with connection.cursor() as cursor:
        for statement in _DROP[connection.vendor]:
            cursor.execute(statement)


def put(rows: Iterable[Row]) -> None:
    """Index cards that have just been written, with keys higher than all before."""
    _write("INSERT INTO kernel_card_grams (rowid, grams) VALUES (%s, %s)", rows)


def take(rows: Iterable[Row]) -> None:
    """Take cards out that have just been deleted, given exactly as they were."""
    _write("INSERT INTO kernel_card_grams (kernel_card_grams, rowid, grams) VALUES ('delete', %s, %s)", rows)


def _write(statement: str, rows: Iterable[Row]) -> None:
    if connection.vendor != "sqlite":
        return
    values = [(key, _written("\n".join(said))) for key, *said in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


# Most cards are taken out and put in again with the same text.
@lru_cache(maxsize=2000)
def _written(said: str) -> str:
    return " ".join(_grams(said))


def narrowed(cards: "QuerySet[Any]", words: Sequence[str]) -> "QuerySet[Any]":
    """Narrow to the cards that have all pairs of all the words (none of them empty), the newest first."""
    if connection.vendor == "sqlite":
        pairs = dict.fromkeys(gram for word in words for gram in _pairs(word))
        # The plus keeps SQLite from looking each card up in the index, instead of each that is found in the cards.
        return cards.extra(
            tables=["kernel_card_grams"],
            where=["kernel_card.id = +kernel_card_grams.rowid", "kernel_card_grams MATCH %s"],
            params=[" AND ".join(f'"{gram}"' for gram in pairs)],
            order_by=["-kernel_card_grams.rowid"],
        )
    has = f"kernel_grams({_SAID}) @> kernel_grams(%s)"
    return cards.extra(where=[has] * len(words), params=list(words)).order_by("-pk")  # noqa: S610 (the text is this module's own)


def _grams(said: str) -> set[str]:
    plain = said.casefold().translate(_SIGNS)
    return {*plain, *map(joined, plain, plain[1:])}


def _pairs(word: str) -> set[str]:
    """What to look for: every pair of the word, and the one character where it has no more."""
    return {gram for gram in _grams(word) if len(gram) > 1} or _grams(word)
