"""Lists of matters in the words of the database: branches that each follow one index, laid together.

A branch is a query over Matter and the index that serves it. SQLite is told which (a list with ``OR`` in it would be
sorted as a whole otherwise, and without statistics it guesses); PostgreSQL chooses by its own statistics. Each branch
is cut before they are laid together, so that nothing reads further than a page, or than is counted.
"""

# ruff: noqa: S608  statements are put together from our own words and Django's; every value is bound

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from fazhi.records.ledger import words as words_index
from fazhi.records.ledger.statements import fetch
from fazhi.records.models import Matter, Task

IMPORTED: Final = 4
"""``Matter.standing`` of what was imported and is not confirmed (``records.filtering.Standing``)."""
UNIT: Final = RawSQL('"u"."path"', ())
"""Stands in a query for the path of a unit: the query is then asked for each unit under its branch."""
BY_KEY: Final = "matter_seen"
"""The index of what is asked of a matter whose key is known: for lists of what one takes part in."""
_WHERE: Final = {
    "matter_due": '"records_matter"."closed" IS NULL',
    "matter_findings": '"records_matter"."findings" > 0',
    "matter_vouchers": '"records_matter"."vouchers_owed" > 0',
    "matter_late_entries": '"records_matter"."late_entries" > 0',
    "matter_urgent": '"records_matter"."urgent"',
    "matter_book": 'NOT ("records_matter"."book" = \'\')',
}
"""What an index over some rows only is made of: said with it, since SQLite does not look into values that are bound."""
_FROM: Final = 'FROM "records_matter"'
_PLACED: Final = '("records_words".rowid & 4294967295)'


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A query over Matter that no other branch of the list overlaps, and what serves it.

    ``words`` are looked up in the index of words, which then serves it. ``under``: a path, and ``UNIT`` in the query
    stands for each unit beneath it; such a branch serves ``rows`` alone. ``keys``: a JSON list, and only the matters
    with these keys are meant, each sought in the index (``keys`` below).
    """

    query: QuerySet[Matter]
    index: str = ""
    words: tuple[str, ...] = ()
    under: str = ""
    keys: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    sql: str
    values: tuple[Any, ...]
    by_words: bool = False
    under: str = ""


def rows(branches: Sequence[Branch], *, newest: bool, most: int, edge: tuple[date, int] | None = None) -> RawSQL:
    """Return a subquery of the keys of the first ``most`` matters, newest or oldest first.

    ``edge``: the key beyond which the list goes on; the queries carry it as a condition too.
    """
    way = "DESC" if newest else "ASC"
    parts, values = [], []
    for part in _parts(branches, ("opened", "stream_id"), edge=edge, newest=newest):
        place = '"records_matter"."opened" {0}, "records_matter"."stream_id" {0}'
        order = ('"records_words".rowid {0}' if part.by_words else place).format(way)
        cut = f"{part.sql} ORDER BY {order} LIMIT {most:d}"
        parts.append(_each_unit(cut) if part.under else f"SELECT opened, stream_id FROM ({cut}) AS part")
        bounds = _bounds(part.under) if part.under else ()
        values += (*bounds, *part.values) if _is_sqlite() else (*part.values, *bounds)
    if not parts:
        return RawSQL("SELECT stream_id FROM records_matter WHERE 1 = 0", ())
    joint = " UNION ALL ".join(parts)
    order = f"ORDER BY opened {way}, stream_id {way} LIMIT {most:d}"
    return RawSQL(f"SELECT stream_id FROM ({joint} {order}) AS page", tuple(values))  # noqa: S611  values are bound


def counts(lists: Sequence[Sequence[Branch]], most: int) -> list[int]:
    """Return how many matters each list has, at most ``most``. One statement."""
    said, values = [], []
    for branches in lists:
        sql, bound = _counted(branches, most)
        said.append(sql)
        values += bound
    found = fetch("SELECT " + ", ".join(f"({one})" for one in said), values)
    return [int(n) for n in found[0]]


def _counted(branches: Sequence[Branch], most: int) -> tuple[str, list[Any]]:
    parts = _parts(branches, ("stream_id",))
    if not parts:
        return "SELECT 0", []
    joint = " UNION ALL ".join(f"SELECT 1 FROM ({part.sql} LIMIT {most:d}) AS part" for part in parts)
    values = [value for part in parts for value in part.values]
    return f"SELECT count(*) FROM (SELECT 1 FROM ({joint}) AS every LIMIT {most:d}) AS listed", values


def by_kind(branches: Sequence[Branch]) -> dict[str, int]:
    """Return procedure -> how many matters of a list it has. One statement, none for no branch."""
    parts = _parts(branches, ("procedure",))
    if not parts:
        return {}
    joint = " UNION ALL ".join(f"SELECT procedure FROM ({part.sql}) AS part" for part in parts)
    values = [value for part in parts for value in part.values]
    found = fetch(f"SELECT procedure, count(*) FROM ({joint}) AS every GROUP BY procedure", values)
    return {kind: int(n) for kind, n in found}


def sums(branches: Sequence[Branch], on: date, most: int = 0) -> tuple[int, ...]:
    """Return (all, open, closed, late, findings, vouchers, late entries, imported) of a short list.

    ``most`` (0: no end): so many matters of a branch are read; where there are more, the first number says so.
    """
    return count_and_sums((), branches, on, most)[1]


def count_and_sums(
    counted: Sequence[Branch], branches: Sequence[Branch], on: date, most: int
) -> tuple[int, tuple[int, ...]]:
    """Return how many matters one list has, at most ``most``, and the ``sums`` of another. One statement for both."""
    parts = _parts(branches, ("closed", "next_due", "findings", "vouchers_owed", "late_entries", "standing"))
    if not parts:
        return counts([counted], most)[0] if counted else 0, (0,) * 8
    cut = f" LIMIT {most:d}" if most else ""
    joint = " UNION ALL ".join(f"SELECT * FROM ({part.sql}{cut}) AS part" for part in parts)
    cases = (
        f"closed IS NULL AND standing <> {IMPORTED:d}", "closed IS NOT NULL", "closed IS NULL AND next_due < %s",
        "findings > 0", "vouchers_owed > 0", "late_entries > 0", f"standing = {IMPORTED:d}",
    )  # fmt: skip
    said = ", ".join(f"coalesce(sum(CASE WHEN {case} THEN 1 ELSE 0 END), 0)" for case in cases)
    other, bound = _counted(counted, most)
    found = fetch(
        f"SELECT ({other}), count(*), {said} FROM ({joint}) AS every",
        [*bound, on.isoformat(), *(value for part in parts for value in part.values)],
    )
    return int(found[0][0]), tuple(int(n) for n in found[0][1:])


def keys(found: RawSQL, most: int) -> str | None:
    """Return the keys that a subquery finds, ascending and each once, as a JSON list; ``None`` for more than ``most``.

    ``None`` on PostgreSQL too, which joins the subquery as quickly as a list. One statement.
    """
    if not _is_sqlite():
        return None
    asked = f"SELECT DISTINCT matter_id FROM ({found.sql}) ORDER BY matter_id LIMIT %s"
    n, text = fetch(f"SELECT count(*), json_group_array(matter_id) FROM ({asked})", (*found.params, most + 1))[0]
    return None if n > most else str(text)


def listed(keys: str) -> RawSQL:
    """Return a subquery of the keys in a JSON list."""
    return RawSQL("SELECT value FROM json_each(%s)", (keys,))


def rare(words: Sequence[str], most: int) -> bool:
    """Return whether fewer than ``most`` matters of the whole site hold ``words``. PostgreSQL knows by itself."""
    asked = words_index.match(list(words))
    if not asked or not words_index.indexed():
        return False
    found = fetch(
        "SELECT count(*) FROM (SELECT 1 FROM records_words WHERE records_words MATCH %s LIMIT %s) AS listed",
        (asked, most),
    )
    return int(found[0][0]) < most


def first_tasks(query: QuerySet[Task], most: int, *, by_day: bool = True) -> RawSQL:
    """Return a subquery of the keys of the first ``most`` tasks by last day, and of as many that have none.

    By the index of last days, read no further than that: with a person and an office in one condition SQLite would
    rather collect all that are nobody's. Not ``by_day``: a query for few, which SQLite finds as it likes.
    """
    served = ' INDEXED BY "task_due"' if by_day and _is_sqlite() else ""
    try:
        sql, bound = query.order_by().values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return RawSQL("SELECT id FROM records_task WHERE 1 = 0", ())
    sql = sql.replace('FROM "records_task"', f'FROM "records_task"{served}', 1)
    due, key = '"records_task"."due"', '"records_task"."id"'
    parts = [
        f"SELECT * FROM ({_also(sql, said)} ORDER BY {order} LIMIT {most:d}) AS {name}"
        for name, said, order in (
            ("dated", f"{due} >= '0001-01-01'", f"{due}, {key}"),
            ("undated", f"{due} IS NULL", key),
        )
    ]
    return RawSQL(" UNION ALL ".join(parts), (*bound, *bound))  # noqa: S611  values are bound


def choices(paths: Sequence[str] | None, part: Branch) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return (id, title) of the procedures and (key, name) of the 承办人 that stand in the units under ``paths``.

    ``None`` for every unit; ``part``: matters besides, few. Each value is sought from the one before: as many steps as
    there are values, however many matters.
    """
    values: list[Any] = []
    if paths is None:
        least = "SELECT min({0}) AS id FROM records_matter"
        step = "SELECT (SELECT min({0}) FROM records_matter WHERE {0} > {1}.id) FROM {1} WHERE {1}.id IS NOT NULL"
        sought = "{1}(id) AS (" + least + " UNION ALL " + step + ")"
    else:
        under = " OR ".join([f"({_under('path')})"] * len(paths)) or "1 = 0"
        least = "SELECT path, (SELECT min({0}) FROM records_matter WHERE unit_path = path) FROM records_unit WHERE "
        step = (
            "SELECT path, (SELECT min({0}) FROM records_matter WHERE unit_path = path AND {0} > {1}.id) "
            "FROM {1} WHERE {1}.id IS NOT NULL"
        )
        sought = "{1}(path, id) AS (" + least + f"({under}) UNION ALL " + step + ")"
        bounds = [bound for path in paths for bound in _bounds(path)]
        values = [*bounds, *bounds]
    taken = _parts([part], ("procedure", "handler_id"))
    shared = (
        taken[0].sql
        if taken
        else "SELECT CAST(NULL AS varchar) AS procedure, CAST(NULL AS bigint) AS handler_id WHERE 1 = 0"
    )
    sql = (
        f"WITH RECURSIVE {sought.format('procedure', 'kinds')}, {sought.format('handler_id', 'people')}, "
        f"shared AS (SELECT DISTINCT procedure, handler_id FROM ({shared}) AS part), "
        "every AS (SELECT id FROM kinds WHERE id IS NOT NULL UNION SELECT procedure FROM shared) "
        "SELECT 'kind', every.id, (SELECT procedure_title FROM records_matter WHERE procedure = every.id LIMIT 1) "
        "FROM every UNION ALL "
        "SELECT 'who', p.key, p.name FROM records_person p WHERE p.id IN (SELECT id FROM people WHERE id IS NOT NULL "
        "UNION SELECT handler_id FROM shared)"
    )
    found = fetch(sql, [*values, *(value for one in taken for value in one.values)])
    return (
        [(key, name) for tag, key, name in found if tag == "kind"],
        [(key, name) for tag, key, name in found if tag == "who"],
    )


def _is_sqlite() -> bool:
    return bool(connection.vendor == "sqlite")


def _each_unit(cut: str) -> str:
    """Return a query (of the first rows of one unit) asked for every unit under a path."""
    if _is_sqlite():
        return (
            "SELECT m.opened, m.stream_id FROM records_unit AS u CROSS JOIN records_matter AS m "
            f"WHERE {_under('u.path')} AND m.stream_id IN (SELECT stream_id FROM ({cut}))"
        )
    return (
        f"SELECT part.opened, part.stream_id FROM records_unit AS u CROSS JOIN LATERAL ({cut}) AS part "
        f"WHERE {_under('u.path')}"
    )


def _under(column: str) -> str:
    """Return the condition that a column begins with a path, which ``_bounds`` are the values of."""
    return f"{column} >= %s AND {column} < %s" if _is_sqlite() else f"starts_with({column}, %s)"


def _bounds(path: str) -> tuple[str, ...]:
    return (path, path[:-1] + chr(ord(path[-1]) + 1)) if _is_sqlite() else (path,)


def _parts(
    branches: Sequence[Branch],
    columns: tuple[str, ...],
    *,
    edge: tuple[date, int] | None = None,
    newest: bool = True,
) -> Sequence[_Part]:
    """Return the branches in words. Those that come in a tuple are kept, and so are their words (``browsing``)."""
    if isinstance(branches, tuple) and edge is None:
        return _kept(branches, columns, newest=newest)
    return _said(branches, columns, edge, newest=newest)


@lru_cache(maxsize=1024)
def _kept(branches: tuple[Branch, ...], columns: tuple[str, ...], *, newest: bool) -> tuple[_Part, ...]:
    return tuple(_said(branches, columns, None, newest=newest))


def _said(
    branches: Sequence[Branch], columns: tuple[str, ...], edge: tuple[date, int] | None, *, newest: bool
) -> list[_Part]:
    found = []
    for branch in branches:
        try:
            sql, values = branch.query.order_by().values_list(*columns).query.sql_with_params()
        except EmptyResultSet:
            continue
        found.append(replace(_served(branch, sql, tuple(values), edge, newest=newest), under=branch.under))
    return found


def _served(branch: Branch, sql: str, values: tuple[Any, ...], edge: tuple[date, int] | None, *, newest: bool) -> _Part:
    """Return the query with what serves it said: an index by name, or the index of words."""
    if not _is_sqlite():
        pairs = words_index.pairs(list(branch.words))
        if not pairs:
            return _Part(sql=sql, values=values, by_words=False)
        return _Part(sql=_also(sql, words_index.FOUND), values=_first(sql, values, pairs), by_words=False)
    if branch.words and words_index.indexed():
        said: list[Any] = [words_index.match(list(branch.words))]
        bound = ""
        if edge is not None:
            bound = f' AND "records_words".rowid {"<" if newest else ">"} %s'
            said.append(words_index.place(*edge))
        joined = (
            f'FROM "records_words" CROSS JOIN "records_matter" ON ("records_words" MATCH %s{bound} '
            f'AND "records_matter"."stream_id" = {_PLACED})'
        )
        return _Part(sql=sql.replace(_FROM, joined, 1), values=(*said, *values), by_words=True)
    if branch.keys is not None:
        # By the keys first: a list in a condition would be sorted into a table of its own for each statement.
        joined = (
            f'FROM json_each(%s) AS "taken" CROSS JOIN "records_matter" INDEXED BY "{branch.index}" '
            'ON ("records_matter"."stream_id" = "taken"."value")'
        )
        return _Part(sql=sql.replace(_FROM, joined, 1), values=(branch.keys, *values))
    if branch.index:
        sql = sql.replace(_FROM, f'{_FROM} INDEXED BY "{branch.index}"', 1)
    if branch.index in _WHERE:
        sql = _also(sql, _WHERE[branch.index])
    return _Part(sql=sql, values=values, by_words=False)


def _also(sql: str, condition: str) -> str:
    """Return a query with one more condition, the first of all."""
    before, where, rest = sql.partition(" WHERE ")
    return f"{before} WHERE {condition} AND ({rest})" if where else f"{sql} WHERE {condition}"


def _first(sql: str, values: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    """Return the values with the one of the first condition put in: none of ours stands before WHERE."""
    before = sql.partition(" WHERE ")[0].count("%s")
    return (*values[:before], value, *values[before:])
