"""What the catalogue knows of one normative instrument: facts about it, never its wording."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from fazhi.kernel.citations.basis import Mark
from fazhi.kernel.errors import PackError

_Choice = TypeVar("_Choice", bound=StrEnum)
COUNTRY = "中华人民共和国"
_VERSION_ID = re.compile(r"[0-9]{4}(-[1-9])?")
_INSERTED = re.compile(r"([1-9][0-9]{0,3})_([1-9][0-9]?)")
_INSTRUMENT_KEYS = frozenset({"title", "short", "kind", "issuer", "versions", "repealed", "successor", "note"})
_VERSION_KEYS = frozenset(
    {"id", "adopted", "effective", "effective_mark", "articles", "inserted", "number", "mark", "note"}
)


class Kind(StrEnum):
    """What sort of instrument it is, in the words of 立法法 and of party rules."""

    LAW = "法律"
    ADMINISTRATIVE_REGULATION = "行政法规"
    INTERPRETATION = "司法解释"
    LOCAL_REGULATION = "地方性法规"
    DEPARTMENT_RULE = "部门规章"
    LOCAL_RULE = "地方政府规章"
    PARTY_REGULATION = "党内法规"
    CENTRAL_DOCUMENT = "中央文件"
    STATE_COUNCIL_DOCUMENT = "国务院文件"
    DEPARTMENT_DOCUMENT = "部门文件"

    @property
    def national_law(self) -> bool:
        """Whether it is law of the whole country, which can never be the ground of a merely local setting."""
        return self in (Kind.LAW, Kind.ADMINISTRATIVE_REGULATION, Kind.INTERPRETATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One wording of an instrument.

    ``id`` is the year this wording was adopted; ``adopted`` the day it was adopted (statutes) or promulgated
    (regulations, documents), ``effective`` the first day it applies; both may be unknown (``None``) unless ``mark`` is
    ✔. ``effective_mark`` is weaker than ``mark`` where the text at hand prints the first version's date only.
    ``articles`` is the highest article number, ``None`` where no text was at hand; ``inserted`` the articles numbered
    之一, 之二 … as pairs (article, suffix). ``repealed`` is the first day the wording no longer applies, because a
    later version or the end of the instrument took its place; ``None`` while it applies. Fingerprints of single
    articles belong beside this value, by (title, version, article), so that quick commands need not load them.
    """

    id: str
    adopted: date | None
    effective: date | None
    effective_mark: Mark
    articles: int | None
    inserted: frozenset[tuple[int, int]] = frozenset()
    number: str | None = None
    mark: Mark
    repealed: date | None = None
    note: str | None = None

    def has_article(self, article: int, suffix: int | None = None) -> bool | None:
        """Return whether the wording has that article; ``None`` when its articles are not known."""
        if self.articles is None:
            return None
        return article <= self.articles and (suffix is None or (article, suffix) in self.inserted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """An instrument with its versions, oldest first; only versions whose facts were at hand are listed.

    ``title`` is the full official title; ``short`` other names it is cited by. ``repealed`` is the first day it no
    longer applies at all and ``successor`` the full title of what took its place, when one instrument did.
    """

    title: str
    short: tuple[str, ...]
    kind: Kind
    issuer: str
    versions: tuple[Version, ...]
    repealed: date | None = None
    successor: str | None = None
    note: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it answers to: the title, the title without 中华人民共和国, the declared short ones."""
        bare = self.title.removeprefix(COUNTRY)
        return tuple(dict.fromkeys((self.title, bare, *self.short)))

    def version(self, id: str) -> Version | None:
        """Return the version with that id, or ``None``."""
        return next((version for version in self.versions if version.id == id), None)

    def in_force(self, on: date) -> Version | None:
        """Return the version that applies on that day; ``None`` when none does or the catalogue does not know one."""
        for version in reversed(self.versions):
            if version.effective is not None and version.effective <= on:
                return version if version.repealed is None or on < version.repealed else None
        return None

    @classmethod
    def from_dict(cls, data: Mapping[str, object], *, where: str) -> Instrument:
        """Return the instrument declared by a TOML table; ``where`` names the file and the table.

        Raises PackError naming the key: unknown or missing keys, wrong types, a version id twice, dates out of order,
        ✔ without dates or number of articles.
        """
        read = _Reader(data, where, _INSTRUMENT_KEYS)
        title = read.required("title")
        read = _Reader(data, f"{where}《{title}》", _INSTRUMENT_KEYS)
        tables = read.tables("versions")
        repealed = read.day("repealed")
        versions = _chain([_version(table, f"{read.where}.versions[{n}]") for n, table in enumerate(tables)], repealed)
        ids = [version.id for version in versions]
        if len(set(ids)) != len(ids):
            raise PackError("版本编号重复", where=f"{read.where}.versions", hint="同一年第二个版本写作 2019-2")
        _check_order(versions, read.where, repealed)
        successor = read.text("successor")
        if successor is not None and repealed is None:
            raise PackError("写了继任文件，却没有写失效日", where=f"{read.where}.repealed")
        return cls(
            title=title,
            short=read.texts("short"),
            kind=read.choice("kind", Kind),
            issuer=read.required("issuer"),
            versions=versions,
            repealed=repealed,
            successor=successor,
            note=read.text("note"),
        )


def _chain(versions: list[Version], repealed: date | None) -> tuple[Version, ...]:
    """Give every version its end: the day the next one takes effect, for the last the end of the instrument."""
    ends = [*(version.effective for version in versions[1:]), repealed]
    return tuple(replace(version, repealed=end) for version, end in zip(versions, ends, strict=True))


def _check_order(versions: Sequence[Version], where: str, repealed: date | None) -> None:
    if len(versions) > 1 and any(version.effective is None for version in versions):
        raise PackError("有几个版本时，每个都要写施行日", where=f"{where}.versions")
    days = [version.effective for version in versions if version.effective is not None]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise PackError("版本须按施行日从旧到新排列，不得同日", where=f"{where}.versions")
    if repealed is not None and days and repealed <= days[-1]:
        raise PackError("失效日须在施行日之后", where=f"{where}.repealed")


def _version(data: Mapping[str, object], where: str) -> Version:
    read = _Reader(data, where, _VERSION_KEYS)
    id = read.required("id")
    mark = read.choice("mark", Mark)
    adopted, effective, articles = read.day("adopted"), read.day("effective"), read.count("articles")
    if not _VERSION_ID.fullmatch(id):
        raise PackError(f"版本编号“{id}”不能用", where=f"{where}.id", hint="写通过或公布的年份，如 2019")
    if mark is Mark.READ and (adopted is None or effective is None or articles is None):
        raise PackError("标 ✔ 的版本须写通过日、施行日和条数", where=where)
    if adopted is not None and effective is not None and effective < adopted:
        raise PackError("施行日早于通过（公布）日", where=f"{where}.effective")
    if adopted is not None and adopted.year != int(id[:4]):
        raise PackError("版本编号与通过（公布）年份不一致", where=f"{where}.id")
    return Version(
        id=id,
        adopted=adopted,
        effective=effective,
        effective_mark=read.choice("effective_mark", Mark) if "effective_mark" in data else mark,
        articles=articles,
        inserted=frozenset(_pair(word, f"{where}.inserted") for word in read.texts("inserted")),
        number=read.text("number"),
        mark=mark,
        note=read.text("note"),
    )


def _pair(word: str, where: str) -> tuple[int, int]:
    match = _INSERTED.fullmatch(word)
    if match is None:
        raise PackError(f"“{word}”不能用", where=where, hint="第一百二十条之一写作 120_1")
    return int(match[1]), int(match[2])


class _Reader:
    """Typed access to one table; every refusal names the key."""

    def __init__(self, data: Mapping[str, object], where: str, keys: frozenset[str]) -> None:
        self.data, self.where = data, where
        unknown = sorted(set(data) - keys)
        if unknown:
            raise PackError(f"不认识的键“{unknown[0]}”", where=where, hint=f"可用的键：{'、'.join(sorted(keys))}")

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise PackError("须写成文字，且不能为空", where=f"{self.where}.{key}")
        return value

    def required(self, key: str) -> str:
        value = self.text(key)
        if value is None:
            raise PackError(f"没有写“{key}”", where=f"{self.where}.{key}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.data.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
            raise PackError("须写成文字的列表", where=f"{self.where}.{key}")
        return tuple(values)

    def choice(self, key: str, among: type[_Choice]) -> _Choice:
        value = self.required(key)
        if value not in tuple(among):
            raise PackError(f"不能是“{value}”", where=f"{self.where}.{key}", hint=f"可用：{'、'.join(among)}")
        return among(value)

    def day(self, key: str) -> date | None:
        value = self.data.get(key)
        # A TOML date-time is a date to isinstance; a law has days, not hours.
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise PackError("须写成日期，如 2019-04-20（不加引号）", where=f"{self.where}.{key}")
        return value

    def count(self, key: str) -> int | None:
        value = self.data.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise PackError("须写成正整数", where=f"{self.where}.{key}")
        return value

    def tables(self, key: str) -> list[Mapping[str, object]]:
        values = self.data.get(key)
        if not isinstance(values, list) or not values or not all(isinstance(value, dict) for value in values):
            raise PackError("须写成表的列表，至少一项", where=f"{self.where}.{key}")
        return values
