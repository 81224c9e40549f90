"""Holiday tables as data: one TOML file a year, written from the State Council's yearly notices.

A file has ``year``, one ``[[notice]]`` for each notice and one ``[[holiday]]`` for each holiday: ``name``, ``off``
(days or ``from/to`` ranges, both ends included), ``work`` (weekend days worked instead) and, where a second notice set
it, ``notice`` (counted from 1). A span over New Year stands whole in the file of the later year, as in the notice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from fazhi.kernel.calendar import Calendar, DayNote, Notice, YearTable
from fazhi.kernel.errors import PackError


@cache
def load() -> Calendar:
    """The calendar of all years that come with the program; the same object at each call."""
    return Calendar.from_years(tables())


@cache
def tables() -> tuple[YearTable, ...]:
    """The tables of all years that come with the program, in the order of the years."""
    read = (
        read_table(entry.read_text(encoding="utf-8"), where=entry.name)
        for entry in files(__name__).iterdir()
        if entry.name.endswith(".toml")
    )
    return tuple(sorted(read, key=lambda table: table.year))


def read_table(text: str, *, where: str) -> YearTable:
    """One year's table from TOML. PackError names the key at fault; ``where`` is the file's name."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"日历文件不是有效的TOML：{error}", where=where, hint="改正该行后重试") from error
    year = raw.get("year")
    if not isinstance(year, int) or isinstance(year, bool):
        raise PackError("日历文件没有整数year", where=where)
    _only(raw, {"year", "notice", "holiday"}, where)
    notices = tuple(
        _notice(item, year, f"{where} notice {n}") for n, item in enumerate(_tables(raw, "notice", where), 1)
    )
    if not notices:
        raise PackError("日历文件没有写明依据的通知（notice）", where=where)
    days: dict[date, DayNote] = {}
    for number, item in enumerate(_tables(raw, "holiday", where), 1):
        place = f"{where} holiday {number}"
        _only(item, {"name", "off", "work", "notice"}, place)
        name, which = item.get("name"), item.get("notice", 1)
        if not isinstance(name, str) or not name:
            raise PackError("节日没有name", where=place)
        if not isinstance(which, int) or not 1 <= which <= len(notices):
            raise PackError(f"notice = {which} 没有对应的通知", where=place)
        for key, off in (("off", True), ("work", False)):
            for day in _days(item.get(key, []), f"{place}.{key}"):
                if day in days:
                    raise PackError(f"{day}写了两次", where=place)
                if not off and day.weekday() < 5:
                    raise PackError(f"{day}本来就是工作日，不是补班日", where=place)
                if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
                    raise PackError(f"{day}不属于{year}年度的安排", where=place)
                days[day] = DayNote(name=name, off=off, notice_year=year)
    return YearTable(year=year, notices=notices, days=days)


def _only(table: dict[str, object], allowed: set[str], where: str) -> None:
    if unknown := sorted(table.keys() - allowed):
        raise PackError(f"不认识的键：{'、'.join(unknown)}", where=where, hint=f"可用：{'、'.join(sorted(allowed))}")


def _tables(raw: dict[str, object], key: str, where: str) -> list[dict[str, object]]:
    value = raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise PackError(f"{key}应写成[[{key}]]", where=where)
    return value


def _notice(item: dict[str, object], year: int, where: str) -> Notice:
    _only(item, {"title", "number", "url", "issued"}, where)
    words = {key: value for key, value in item.items() if isinstance(value, str)}
    if words.keys() != item.keys() or "title" not in words:
        raise PackError("通知须有title，各项均为文字", where=where)
    issued = words.get("issued")
    return Notice(
        year=year,
        title=words["title"],
        number=words.get("number"),
        url=words.get("url"),
        issued=_day(issued, where) if issued else None,
    )


def _days(value: object, where: str) -> Iterator[date]:
    if not isinstance(value, list):
        raise PackError("应为日期的列表", where=where)
    for item in value:
        if not isinstance(item, str):
            raise PackError(f"应为文字日期，不是{item!r}", where=where)
        first, _, last = item.partition("/")
        day, end = _day(first, where), _day(last or first, where)
        if end < day or (end - day).days > 31:
            raise PackError(f"起止颠倒或过长：{item}", where=where)
        while day <= end:
            yield day
            day += timedelta(days=1)


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PackError(f"不是日期：{text}", where=where, hint="写成2026-10-01") from error
