"""The second look: what became of the clauses that opinions speak of, and what else was altered after review (审后改).

A line belongs to the clause whose number stands last before it (第六条; where a text has no articles, 一、). An added
line with a number of its own is a clause of its own. That a clause was altered does not say that the opinion was
followed: this is the reviewer's to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fazhi.kernel.papers.compare import Change, Compared, Part, compare, folded, label_of

HEAD: Final = "前言"
"""The clause of what stands before the first number."""


class Fate(StrEnum):
    """What became of the clause an opinion speaks of."""

    CHANGED = "changed"
    UNTOUCHED = "untouched"
    GONE = "gone"
    UNPLACED = "unplaced"

    @property
    def cn(self) -> str:
        """Return the word people see."""
        return {"changed": "已改", "untouched": "未动", "gone": "删去", "unplaced": "没有对上条款"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of both texts. ``clause`` is what it belongs to, ``points`` the opinions that speak of that clause."""

    pair: Compared
    clause: str
    points: tuple[str, ...] = ()

    @property
    def altered(self) -> bool:
        """Say whether the line is not the same on both sides."""
        return self.pair.change is not Change.SAME

    @property
    def after_review(self) -> bool:
        """Say whether it was altered though no opinion speaks of its clause."""
        return self.altered and not self.points


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """Both texts line by line, and the fate of each opinion by its key."""

    rows: tuple[Row, ...]
    fates: Mapping[str, Fate]


def second_look(before: Sequence[str], after: Sequence[str], places: Mapping[str, str]) -> SecondLook:
    """Return reviewed and returned text side by side. ``places`` says of each opinion which clause it speaks of.

    A place names a clause by its number anywhere in it (草案第十二条第二款), by its line (第5行), by 前言, or by words
    that stand in the reviewed text.
    """
    articles = any(_ARTICLE.match(line.strip()) for line in before)
    rows: list[tuple[Compared, str, int | None]] = []
    clause, numbers = HEAD, [at for at, line in enumerate(before, 1) if line.strip()]
    at = 0
    for pair in compare(before, after):
        own = _clause(_words(pair.before) or _words(pair.after), articles=articles)
        line = None
        if pair.before:
            line, at = numbers[at], at + 1
            clause = own or clause
            rows.append((pair, clause, line))
        else:
            rows.append((pair, f"{own}（新）" if own else clause, None))
    named = {key: _named(place, rows, articles=articles) for key, place in places.items()}
    made = tuple(
        Row(pair=pair, clause=clause, points=tuple(key for key, name in named.items() if name == clause))
        for pair, clause, _ in rows
    )
    return SecondLook(rows=made, fates={key: _fate(made, name) for key, name in named.items()})


def _fate(rows: Sequence[Row], clause: str | None) -> Fate:
    own = [row for row in rows if row.clause == clause]
    if not own:
        return Fate.UNPLACED
    if all(row.pair.change is Change.MISSING for row in own):
        return Fate.GONE
    return Fate.CHANGED if any(row.altered for row in own) else Fate.UNTOUCHED


_DIGITS: Final = "零一二三四五六七八九"
_ARTICLE: Final = re.compile(r"第([〇零一二三四五六七八九十百千\d０-９]+)条(?:之([一二三四五六七八九十\d]+))?")
_HEADING: Final = re.compile(r"[一二三四五六七八九十]+、")
_LINE: Final = re.compile(r"第(\d+)行")


def _clause(line: str, *, articles: bool) -> str:
    """Return the clause a line begins, or nothing. In a text of articles 一、 is an item of its article."""
    if found := _ARTICLE.match(line.strip()):
        return _article(found)
    return label_of(line) if not articles and _HEADING.match(line.strip()) else ""


def _article(found: re.Match[str]) -> str:
    return f"第{_cn(found[1])}条" + (f"之{_cn(found[2])}" if found[2] else "")


def _cn(number: str) -> str:
    """Return a number as articles are numbered; 1 to 999 written in digits too."""
    plain = folded(number).replace("〇", "零")
    if not plain.isascii():
        return plain.removeprefix("一") if plain.startswith("一十") else plain
    hundreds, tens, ones = int(plain) // 100, int(plain) // 10 % 10, int(plain) % 10
    written = f"{_DIGITS[hundreds % 10]}百" if hundreds else ""
    if tens:
        written += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        written += "零"
    return written + (_DIGITS[ones] if ones else "")


def _named(place: str, rows: Sequence[tuple[Compared, str, int | None]], *, articles: bool) -> str | None:
    """Return the clause of the reviewed text a place names; None where it names none."""
    known = {clause for pair, clause, _ in rows if pair.before}
    if found := _ARTICLE.search(place):
        name = _article(found)
    elif found := _LINE.fullmatch(place.strip()):
        name = next((clause for _, clause, line in rows if line == int(found[1])), "")
    elif place.strip() in {HEAD, "序言", "引言", "首部", "标题"}:
        name = HEAD
    elif not articles and _HEADING.match(place.strip()):
        name = label_of(place)
    else:
        words = folded(place).rstrip("….")
        name = next((clause for pair, clause, _ in rows if len(words) > 1 and words in folded(_words(pair.before))), "")
    return name if name in known else None


def _words(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts)
