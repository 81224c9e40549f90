"""The store of full texts on PostgreSQL: tables of their own schema, made at the first import.

The index is a tsvector of the same pairs of characters, without positions; that a phrase stands together is then asked
of the wording itself. So a long text without articles loses no word, and both databases find the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg

from fazhi.cli.laws.server import Server
from fazhi.kernel.citations.bigrams import plain, tokens
from fazhi.kernel.errors import FazhiError

if TYPE_CHECKING:
    from fazhi.cli.laws.store import Text

SCHEMA: Final = "fazhi_laws"
_MAKE: Final = (
    "CREATE SCHEMA IF NOT EXISTS fazhi_laws",
    "CREATE TABLE IF NOT EXISTS fazhi_laws.text (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key TEXT NOT NULL,"
    " title TEXT NOT NULL, adopted TEXT NOT NULL, effective TEXT NOT NULL, articles INTEGER NOT NULL,"
    " UNIQUE (key, adopted))",
    "CREATE TABLE IF NOT EXISTS fazhi_laws.article (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " text BIGINT NOT NULL REFERENCES fazhi_laws.text ON DELETE CASCADE, place TEXT NOT NULL, words TEXT NOT NULL,"
    " plain TEXT NOT NULL, tokens TSVECTOR NOT NULL, UNIQUE (text, place))",
    "CREATE INDEX IF NOT EXISTS article_tokens ON fazhi_laws.article USING gin (tokens)",
)
_SEARCH: Final = (
    "SELECT text.title, text.adopted, article.place, article.words FROM fazhi_laws.article AS article"
    " JOIN fazhi_laws.text AS text ON text.id = article.text WHERE article.tokens @@ %s::tsquery<phrases>"
    " AND text.adopted = (SELECT max(adopted) FROM fazhi_laws.text AS newer WHERE newer.key = text.key)"
    " AND (%s = '' OR text.key = %s) ORDER BY length(article.words), article.id LIMIT %s"
)
_LOCK: Final = 0x6C617773
"""The advisory lock of an import: two at once would both make the tables."""


def keep(server: Server, texts: Iterable[Text]) -> Iterator[str]:
    """Put the texts into the store, one transaction for all; yields each title as it goes in."""
    with _opened(server) as store:
        store.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        for statement in _MAKE:
            store.execute(statement)
        for text in texts:
            store.execute("DELETE FROM fazhi_laws.text WHERE key = %s AND adopted = %s", (text.key, text.adopted))
            row = store.execute(
                "INSERT INTO fazhi_laws.text (key, title, adopted, effective, articles) VALUES (%s, %s, %s, %s, %s)"
                " RETURNING id",
                (text.key, text.title, text.adopted, text.effective, text.articles),
            ).fetchone()
            for place, words in text.parts.items():
                found = sorted({token for run in tokens(words) for token in run})
                store.execute(
                    "INSERT INTO fazhi_laws.article (text, place, words, plain, tokens)"
                    " VALUES (%s, %s, %s, %s, array_to_tsvector(%s::text[]))",
                    (row[0] if row else None, place, words, plain(words), found),
                )
            yield text.title


def search(server: Server, words: str, key: str, limit: int) -> list[Any]:
    """Return (title, adopted, place, words) of articles of the newest texts that hold every phrase, shorter first."""
    runs = tokens(words)
    asked = " & ".join(
        f"'{token}':*" if len(token) == 1 else f"'{token}'" for run in runs for token in run
    )  # fmt: skip
    whole = ["".join([*(token[0] for token in run[:-1]), run[-1]]) for run in runs]
    sql = _SEARCH.replace("<phrases>", " AND position(%s in article.plain) > 0" * len(whole))
    return ask(server, sql, (asked, *whole, key, key, limit), must=True)


def ask(server: Server, sql: str, values: tuple[object, ...], *, must: bool = False) -> list[Any]:
    """Return the rows of a question; nothing where no text was ever kept (FazhiError where one ``must`` be)."""
    with _opened(server) as store:
        there = store.execute("SELECT to_regclass('fazhi_laws.article')").fetchone()
        if there is None or there[0] is None:
            if must:
                raise FazhiError("还没有收存全文", where=str(server), hint="先运行 fazhi law import 文件夹")
            return []
        store.execute("SET LOCAL search_path TO fazhi_laws, public")
        return store.execute(sql, values).fetchall()


@contextmanager
def _opened(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """Open the store; whatever the server refuses becomes one message that names it without its password."""
    try:
        with psycopg.connect(server.url) as store:
            yield store
    except psycopg.Error as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FazhiError(
            f"全文库打不开（{said}）", where=str(server), hint="核对 DATABASE_URL 和数据库的权限"
        ) from error
