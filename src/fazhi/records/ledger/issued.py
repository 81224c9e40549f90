"""Documents in force in the database: their rows, and the words of their texts in a full-text index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

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
    the day of publication anyway.
    """
    if not phrases:
        return []
    asked = asked_words(phrases, every=True)
    if connection.vendor == "sqlite":
        return [row[0] for row in fetch(_ON_SQLITE, (asked, most))]
    near = "AND t.words @@ to_tsquery('simple', %(asked)s)" if "<->" in asked else ""
    values = {"held": asked.replace("<->", "&"), "asked": asked, "most": most}
    with transaction.atomic():
        run("SET LOCAL enable_seqscan = off")
        found = fetch(_ON_POSTGRESQL.replace("<near>", near), values)
        run("SET LOCAL enable_seqscan = on")
    return [row[0] for row in found]


_ON_SQLITE = (
    "SELECT t.digest FROM search_issued s JOIN records_issuedtext t ON t.id = s.rowid "
    "WHERE search_issued MATCH %s ORDER BY s.rowid DESC LIMIT %s"
)
_ON_POSTGRESQL = (
    # What holds the pairs at all is taken out of the index, whole. Left to choose, the server would go through the
    # texts and unpack the words of each, which it does not know to be dear: up to a second for all of them. Whether the
    # pairs stand together is then asked of these only, the last first, until there are enough.
    "WITH held AS MATERIALIZED "
    "(SELECT id FROM records_issuedtext WHERE words @@ to_tsquery('simple', %(held)s)) "
    "SELECT near.digest FROM (SELECT id FROM held ORDER BY id DESC) AS one CROSS JOIN LATERAL "
    "(SELECT t.digest FROM records_issuedtext t WHERE t.id = one.id <near> OFFSET 0) AS near LIMIT %(most)s"
)
