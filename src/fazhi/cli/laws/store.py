"""The full texts a user has imported, with a full-text index over their articles.

One SQLite file under ``FAZHI_HOME``; where ``DATABASE_URL`` names a PostgreSQL server, tables there
(``store_postgres``), so that all machines of a site read the same. The program ships facts and sketches, never wording;
what is read in place is the user's own. The index is FTS5 over pairs of characters made in Python, so that nothing
depends on how SQLite was built beyond FTS5 itself.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fazhi.cli.laws.folder import Source
from fazhi.cli.laws.server import Server
from fazhi.kernel.citations.bigrams import indexed, phrases
from fazhi.kernel.citations.names import name_key
from fazhi.kernel.errors import FazhiError

NAME = "laws.sqlite"
_FORMAT = 1
_SCHEMA = """
CREATE TABLE text (id INTEGER PRIMARY KEY, key TEXT NOT NULL, title TEXT NOT NULL, adopted TEXT NOT NULL,
                   effective TEXT NOT NULL, articles INTEGER NOT NULL, UNIQUE (key, adopted));
CREATE TABLE article (id INTEGER PRIMARY KEY, text INTEGER NOT NULL REFERENCES text ON DELETE CASCADE,
                      place TEXT NOT NULL, words TEXT NOT NULL, UNIQUE (text, place));
CREATE VIRTUAL TABLE word USING fts5 (tokens, content = '', tokenize = 'unicode61');
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One article of one text: ``place`` is ``"12"`` or ``"120_1"``, empty for a text without articles."""

    title: str
    adopted: date | None
    place: str
    words: str


Store = Path | Server
"""Where full texts are kept: a file, or a server."""


def place_of(environ: Mapping[str, str] | None = None) -> Store:
    """Return where the store lies: the server of ``DATABASE_URL``, else ``laws.sqlite`` of the site."""
    given = (os.environ if environ is None else environ).get("DATABASE_URL", "").strip()
    return Server(given) if given.startswith(("postgres://", "postgresql://")) else home_of(environ) / NAME


def home_of(environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder of the site: ``FAZHI_HOME``, else ``home`` of the working folder."""
    given = (os.environ if environ is None else environ).get("FAZHI_HOME")
    return Path(given or "home").expanduser().resolve()


def keep(path: Store, sources: Iterable[Source]) -> Iterator[str]:
    """Put the texts into the store, one transaction for all; yields each title as it goes in.

    A text of the same title and day takes the place of the one that was there; others stay.
    """
    yield from put(path, (text_of(source) for source in sources))


def put(path: Store, texts: Iterable[Text]) -> Iterator[str]:
    """Put texts as the store keeps them into it, as ``keep`` does."""
    if isinstance(path, Server):
        from fazhi.cli.laws import store_postgres

        yield from store_postgres.keep(path, texts)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _opened(path, write=True) as store:
        for text in texts:
            _put(store, text)
            yield text.title


def everything(path: Store) -> Iterator[Text]:
    """Yield every kept text with its articles in order, by title and day; nothing where none was ever kept."""
    for row in _ask(path, "SELECT id, key, title, adopted, effective, articles FROM text ORDER BY key, adopted", ()):
        parts = _ask(path, "SELECT place, words FROM article WHERE text = ? ORDER BY id", (row[0],))
        yield Text(
            key=row[1], title=row[2], adopted=row[3], effective=row[4], articles=row[5], parts=dict(parts)
        )  # fmt: skip


def article(path: Store, title: str, place: str, adopted: date | None) -> Kept | None:
    """Return one article of the text of that day, else of the newest text; ``None`` when it is not kept."""
    for row in _texts(path, title, adopted):
        found = _ask(path, "SELECT words FROM article WHERE text = ? AND place = ?", (row[0], place))
        if found:
            return Kept(title=row[1], adopted=_day(row[2]), place=place, words=found[0][0])
    return None


def whole(path: Store, title: str, adopted: date | None) -> list[Kept]:
    """Return all articles of a text in order; empty when it is not kept."""
    for row in _texts(path, title, adopted):
        found = _ask(path, "SELECT place, words FROM article WHERE text = ? ORDER BY id", (row[0],))
        return [Kept(title=row[1], adopted=_day(row[2]), place=place, words=words) for place, words in found]
    return []


def search(path: Store, words: str, *, title: str | None = None, limit: int = 20) -> list[Kept]:
    """Return the articles that hold every phrase of ``words``, best first (BM25), of the newest text of each title.

    Raises FazhiError when there is nothing to search for or no text is kept.
    """
    wanted = phrases(words)
    if not wanted:
        raise FazhiError("没有可查的字词", hint="写要查的词，如：fazhi law search 听证 五日")
    # A single character is the beginning of the pairs that begin with it.
    query = " ".join(f'"{phrase}"*' if len(phrase) == 1 else f'"{phrase}"' for phrase in wanted)
    if isinstance(path, Server):
        from fazhi.cli.laws import store_postgres

        rows = store_postgres.search(path, words, name_key(title) if title else "", limit)
        return [Kept(title=row[0], adopted=_day(row[1]), place=row[2], words=row[3]) for row in rows]
    sql = (
        "SELECT text.title, text.adopted, article.place, article.words"
        " FROM word JOIN article ON article.id = word.rowid"
        " JOIN text ON text.id = article.text WHERE word MATCH ?"
        " AND text.adopted = (SELECT max(adopted) FROM text AS newer WHERE newer.key = text.key)"
        " AND (? = '' OR text.key = ?) ORDER BY word.rank, article.id LIMIT ?"
    )
    key = name_key(title) if title else ""
    found = _ask(path, sql, (query, key, key, limit), must=True)
    return [Kept(title=row[0], adopted=_day(row[1]), place=row[2], words=row[3]) for row in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest kept text of a title: its days and the number of its articles."""

    title: str
    adopted: date | None
    effective: date | None
    articles: int


def adopted_of(path: Store, title: str) -> list[Newest]:
    """Return every kept text of a title, the newest first."""
    sql = "SELECT title, adopted, effective, articles FROM text WHERE key = ? ORDER BY adopted DESC"
    rows = _ask(path, sql, (name_key(title),))
    return [Newest(title=row[0], adopted=_day(row[1]), effective=_day(row[2]), articles=row[3]) for row in rows]


def newest(path: Store) -> list[Newest]:
    """Return the newest text of each title, by title."""
    sql = (
        "SELECT title, adopted, effective, articles FROM text WHERE adopted ="
        " (SELECT max(adopted) FROM text AS newer WHERE newer.key = text.key) ORDER BY key"
    )
    return [
        Newest(title=row[0], adopted=_day(row[1]), effective=_day(row[2]), articles=row[3])
        for row in _ask(path, sql, ())
    ]


def count(path: Store) -> tuple[int, int]:
    """Return how many texts and articles are kept."""
    rows = _ask(path, "SELECT (SELECT count(*) FROM text), (SELECT count(*) FROM article)", ())
    return (rows[0][0], rows[0][1]) if rows else (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text on its way into the store; days as ISO, empty where unknown; ``parts`` are its articles by place."""

    key: str
    title: str
    adopted: str
    effective: str
    articles: int
    parts: Mapping[str, str]


def text_of(source: Source) -> Text:
    """Return a source as the store keeps it: article by article, whole where the text has none."""
    law = source.law
    return Text(
        key=name_key(law.title), title=law.title, adopted=str(source.day or ""), effective=str(law.effective or ""),
        articles=len(law.articles), parts=law.articles or {"": _loose(source)},
    )  # fmt: skip


def _put(store: sqlite3.Connection, text: Text) -> None:
    asked = (text.key, text.adopted)
    old = [row[0] for row in store.execute("SELECT id FROM text WHERE key = ? AND adopted = ?", asked)]
    for number in old:
        # The index keeps no wording of its own: what is taken out must be said again.
        for row in store.execute("SELECT id, words FROM article WHERE text = ?", (number,)).fetchall():
            store.execute("INSERT INTO word (word, rowid, tokens) VALUES ('delete', ?, ?)", (row[0], indexed(row[1])))
        store.execute("DELETE FROM text WHERE id = ?", (number,))
    row = (text.key, text.title, text.adopted, text.effective, text.articles)
    sql = "INSERT INTO text (key, title, adopted, effective, articles) VALUES (?, ?, ?, ?, ?)"
    number = store.execute(sql, row).lastrowid
    for place, words in text.parts.items():
        made = store.execute("INSERT INTO article (text, place, words) VALUES (?, ?, ?)", (number, place, words))
        store.execute("INSERT INTO word (rowid, tokens) VALUES (?, ?)", (made.lastrowid, indexed(words)))


def _loose(source: Source) -> str:
    return source.path.read_text(encoding="utf-8-sig")


def _texts(path: Store, title: str, adopted: date | None) -> list[tuple[int, str, str]]:
    """Return the texts of a title, the one of that day first, then the newest."""
    rows = _ask(path, "SELECT id, title, adopted FROM text WHERE key = ? ORDER BY adopted DESC", (name_key(title),))
    return sorted(rows, key=lambda row: row[2] != str(adopted))


def _ask(path: Store, sql: str, values: tuple[object, ...], *, must: bool = False) -> list[Any]:
    if isinstance(path, Server):
        from fazhi.cli.laws import store_postgres

        return store_postgres.ask(path, sql.replace("?", "%s"), values)
    if not path.is_file():
        if must:
            raise FazhiError("还没有收存全文", where=str(path), hint="先运行 fazhi law import 文件夹")
        return []
    with _opened(path, write=False) as store:
        return store.execute(sql, values).fetchall()


@contextmanager
def _opened(path: Path, *, write: bool) -> Iterator[sqlite3.Connection]:
    """Open the store; whatever SQLite refuses becomes one message that names the file."""
    try:
        store = sqlite3.connect(path if write else f"{path.as_uri()}?mode=ro", uri=not write)
        try:
            store.execute("PRAGMA foreign_keys = ON")
            (version,) = store.execute("PRAGMA user_version").fetchone()
            if version not in (0, _FORMAT):
                raise FazhiError("全文库由较新的程序写成", where=str(path), hint="升级程序，或移走后重新收存")
            if write and version == 0:
                store.executescript(_SCHEMA + f"PRAGMA user_version = {_FORMAT};")
            with store:
                yield store
        finally:
            store.close()
    except sqlite3.Error as error:
        hint = "可能不是全文库或已损坏：移走后重新收存"
        raise FazhiError(f"全文库打不开（{error}）", where=str(path), hint=hint) from error


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
