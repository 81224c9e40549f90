"""Words in titles and numbers, found by an index of two characters each: made by the database with every row.

SQLite: an FTS5 table beside the matters, filled by triggers; its row ids sort as the lists do (day of opening, stream),
so that what is found comes newest first without sorting. PostgreSQL: a GIN index over an expression. Both may give more
than was asked (brackets and dots count for nothing): who asks compares with the text itself.
"""

# ruff: noqa: S608  statements are put together from our own words; every value is bound

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, Final

from django.db import connection

_JULIAN: Final = 1721424
"""Julian day of noon before the first day that Python counts."""
_GRAMS: Final = "fazhi_grams({row}.title || ' ' || {row}.number)"
_PLACE: Final = "((CAST(julianday({row}.opened) AS INTEGER) << 32) | {row}.stream_id)"
_ADD: Final = (
    f"INSERT INTO records_words(rowid, grams) VALUES ({_PLACE.format(row='new')}, {_GRAMS.format(row='new')});"
)
_DROP: Final = (
    "INSERT INTO records_words(records_words, rowid, grams) "
    f"VALUES ('delete', {_PLACE.format(row='old')}, {_GRAMS.format(row='old')});"
)
_SQLITE: Final = (
    f"CREATE TRIGGER IF NOT EXISTS records_words_add AFTER INSERT ON records_matter BEGIN {_ADD} END",
    f"CREATE TRIGGER IF NOT EXISTS records_words_drop AFTER DELETE ON records_matter BEGIN {_DROP} END",
    "CREATE TRIGGER IF NOT EXISTS records_words_change AFTER UPDATE OF title, number, opened, stream_id "
    f"ON records_matter BEGIN {_DROP} {_ADD} END",
)
_POSTGRES: Final = (
    "CREATE OR REPLACE FUNCTION fazhi_grams(t text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
    "$$ SELECT coalesce(array_agg(DISTINCT substr(lower(t), i, 2)), '{}') FROM generate_series(1, length(t)) i $$",
    f"CREATE INDEX IF NOT EXISTS records_words ON records_matter USING gin "
    f"(({_GRAMS.format(row='records_matter').replace('records_matter.', '')}))",
)
FOUND: Final = f"{_GRAMS.format(row='records_matter')} @> %s"
"""The condition on PostgreSQL."""


def grams(text: str) -> str:
    """Return every character of ``text`` that is a letter or digit with the one after it, as words: 行政处罚 gives
    行政 政处 处罚 罚."""
    return " ".join(run[i : i + 2] for run in _runs(text) for i in range(len(run)))


def _runs(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return ["".join(run) for kept, run in groupby(plain, str.isalnum) if kept]


def match(words: list[str]) -> str:
    """Return what SQLite's index is asked for all of ``words``; empty when there is no letter or digit in them."""
    said = []
    for run in (run for word in words for run in _runs(word)):
        if len(run) == 1:
            said.append(f'"{run}" *')
        else:
            said.append('"' + " ".join(run[i : i + 2] for i in range(len(run) - 1)) + '"')
    return " AND ".join(said)


def pairs(words: list[str]) -> list[str]:
    """Return what PostgreSQL's index is asked for all of ``words``: none for words of one character."""
    return sorted({word.lower()[i : i + 2] for word in words for i in range(len(word) - 1)})


def place(opened: date, stream_id: int) -> int:
    """Return the row id under which a matter stands in SQLite's index."""
    return (opened.toordinal() + _JULIAN) << 32 | stream_id


def teach(sender: object, connection: Any, **_: object) -> None:
    """Give a new SQLite connection the function that the triggers call."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("fazhi_grams", 1, grams, deterministic=True)


def prepare(**_: object) -> None:
    """Make the index where it is missing, and fill it. Run after every migration, which may have made tables anew."""
    there = connection.introspection.table_names()
    if "records_matter" not in there:
        return
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            for statement in _POSTGRES:
                cursor.execute(statement)
            return
        columns = {column.name for column in connection.introspection.get_table_description(cursor, "records_matter")}
        if not {"title", "number", "opened"} <= columns:
            return
        if "records_words" not in there:
            cursor.execute(
                "CREATE VIRTUAL TABLE records_words USING fts5"
                "(grams, content='', prefix='1', tokenize='unicode61 remove_diacritics 0')"
            )
            cursor.execute(
                f"INSERT INTO records_words(rowid, grams) SELECT {_PLACE.format(row='m')}, {_GRAMS.format(row='m')} "
                "FROM records_matter m ORDER BY m.opened, m.stream_id"
            )
        for statement in _SQLITE:
            cursor.execute(statement)
    indexed.cache_clear()


def combines() -> bool:
    """Return whether the database joins the index of words with others by itself."""
    return bool(connection.vendor != "sqlite")


@cache
def indexed() -> bool:
    """Return whether SQLite has the index here. Without it words are looked for in every row."""
    return connection.vendor == "sqlite" and "records_words" in connection.introspection.table_names()
