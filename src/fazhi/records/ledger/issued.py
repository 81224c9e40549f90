"""Documents in force in the database: their rows, and the words of their texts in a full-text index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from fazhi.records.ledger.search import asked_words
from fazhi.records.ledger.statements import fetch, run

_COLUMNS = (
    "kind", "number", "document", "published", "since", "until", "warn", "ended", "word", "changed", "digest", "texts",
    "title",
)  # fmt: skip


def replace_issued(matter_id: int, row: Sequence[Any] | None) -> None:
    """Put ``row`` (columns in the order of the table, None: no document) in the place of what a matter had issued."""
    run("DELETE FROM records_issueddocument WHERE matter_id = %s", (matter_id,))
    if row is not None:
        holes = ", ".join(["%s"] * (len(_COLUMNS) + 1))
        run(
            f"INSERT INTO records_issueddocument (matter_id, {', '.join(_COLUMNS)}) VALUES ({holes})",  # noqa: S608  our names
            (matter_id, *row),
        )


def unread_texts(reader: str) -> list[str]:
    """Return the digests of present texts whose words are not in the index yet, oldest document first."""
    rows = fetch(
        "SELECT d.digest, min(d.matter_id) FROM records_issueddocument d WHERE d.digest <> '' AND NOT EXISTS "
        "(SELECT 1 FROM records_issuedtext t WHERE t.digest = d.digest AND t.reader = %s) "
        "GROUP BY d.digest ORDER BY 2",
        (reader,),
    )
    return [row[0] for row in rows]


def keep_words(digest: str, reader: str, tokens: str, trouble: str) -> None:
    """Keep the words of a text, in the place of an earlier reading. What two do at once is the same."""
    run("DELETE FROM records_issuedtext WHERE digest = %s AND reader <> %s", (digest, reader))
    run(
        "INSERT INTO records_issuedtext (digest, reader, tokens, trouble) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (digest) DO NOTHING",
        (digest, reader, tokens, trouble[:200]),
    )


def found_texts(phrases: Sequence[str], most: int) -> list[str]:
    """Return the digests of texts that hold every phrase (runs of tokens between blanks), the last read first.

    They are not weighed: a word that stands in every text would cost the weighing of all of them, and the page sorts by
    the day of publication anyway. One statement.
    """
    if not phrases:
        return []
    if connection.vendor == "sqlite":
        sql = (
            "SELECT t.digest FROM search_issued s JOIN records_issuedtext t ON t.id = s.rowid "
            "WHERE search_issued MATCH %s ORDER BY s.rowid DESC LIMIT %s"
        )
    else:
        sql = "SELECT digest FROM records_issuedtext WHERE words @@ to_tsquery('simple', %s) ORDER BY id DESC LIMIT %s"
    return [row[0] for row in fetch(sql, (asked_words(phrases, every=True), most))]
