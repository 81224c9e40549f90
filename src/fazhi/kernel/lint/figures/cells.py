"""The tables of a text: those a reader found in the file, those drawn with bars, tabs or spaces; and their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

__all__ = ["Cell", "Table", "drawn", "table_of"]

Span = tuple[int, int]
_NUMBER: Final = lazily(
    r"(?P<sign>[+\-−])?[¥￥]?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<behind>\d+))?"
    r"(?P<more>万|亿)?(?:[^\d\s,.%‰:、;()余多约]{1,3}(?<![年月日号级时]))?(?P<percent>[%‰])?"
)
_NOTHING: Final = frozenset(("", "-", "—", "——", "--", "–", "/", "\\", "无", "0", "―"))
_RULED: Final = lazily(r"[\s|:\-=+]+")
_PARTS: Final = {"|": lazily(r"\|"), "\t": lazily("\t"), " ": lazily(" +(?! |计(?: |$))")}  # 合  计 is one word


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its place in the text, its words without white space, and its number where it holds nothing else."""

    start: int
    end: int
    words: str
    value: Fraction | None = None
    step: Fraction = Fraction(1)
    percent: bool = False
    signed: bool = False

    @property
    def empty(self) -> bool:
        """Whether it says that there is nothing: blank, a dash, 无, 0."""
        return self.words in _NOTHING


Table = list[list[Cell]]


def _cell(text: str, start: int, end: int) -> Cell:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip().strip("*").strip()
    plain = re.sub(r"\s+", "", words)
    end = start + len(text[start:end].rstrip())
    number = _NUMBER.fullmatch(plain)
    if number is None:
        return Cell(start, end, plain)
    behind = number["behind"] or ""
    worth = Fraction({"万": 10**4, "亿": 10**8}.get(number["more"] or "", 1))
    if number["percent"] == "‰":
        worth /= 10
    value = Fraction(int(number["whole"].replace(",", "") + behind), 10 ** len(behind)) * worth
    return Cell(
        start,
        end,
        plain,
        -value if number["sign"] in ("-", "−") else value,
        worth / 10 ** len(behind),
        bool(number["percent"]),
        number["sign"] is not None,
    )


def table_of(text: str, rows: Sequence[Sequence[Span]]) -> Table:
    """Return the table of a table whose cells are known; ``text`` is folded."""
    return [[_cell(text, start, end) for start, end in row] for row in rows]


def _cells(text: str, start: int, end: int, sign: str) -> list[Span]:
    """Return the cells of a line; bars at its ends close it and part nothing, and 合  计 is one word."""
    line = text[start:end]
    begin, stop = start + len(line) - len(line.lstrip(" ")), start + len(line.rstrip(" "))
    if sign == "|":
        begin += text.startswith("|", begin)
        stop -= stop > begin and text[stop - 1] == "|"
    out = []
    for gap in _PARTS[sign].finditer(text, begin, stop):
        out.append((begin, gap.start()))
        begin = gap.end()
    return [*out, (begin, stop)]


def drawn(text: str) -> Iterator[Table]:
    """Yield the tables drawn in a plain text: with bars or tabs wherever they stand, with gaps around a total."""
    for sign in "|\t":
        if sign in text:
            yield from _run(text, (match.start() for match in re.finditer(re.escape(sign), text)), sign)
    if "\t" not in text:
        yield from _run(text, _totals(text), " ")


def _totals(text: str) -> Iterator[int]:
    """Yield where 合计 and the like stand with a gap or the end of a line on either side."""
    at = text.find("计")
    while at >= 0:
        if at and text[at - 1] not in "合总小共 ":
            at = text.find("计", at + 1)
            continue
        word = text[max(0, at - 6) : at].rstrip(" ")
        before = text[max(0, at - 9) : at - 1 - (min(at, 6) - len(word))] if word else ""
        if word[-1:] in ("合", "总", "小", "共") and (not before.strip(" ") or before.endswith((" ", "\n"))):
            yield at
        at = text.find("计", at + 1)
    at = text.find("率")
    while at >= 0:  # the heading of a column: 办结率 at the end of a line or before a gap
        if text.startswith(("\n", "  "), at + 1) and "  " in text[text.rfind("\n", 0, at) + 1 : at].strip():
            yield at
        at = text.find("率", at + 1)


def _run(text: str, places: Iterator[int], sign: str) -> Iterator[Table]:
    """Yield the tables of the lines around the places: as long as they are parted alike."""
    done = -1
    for at in places:
        if at < done:
            continue
        rows: list[list[Span]] = []
        start = text.rfind("\n", 0, at) + 1
        # What is parted by spaces only is a table as far as it is as wide as the line of the total.
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        if sign == " " and text.find("|", start, stop) >= 0:
            continue
        width = len(_cells(text, start, stop, sign)) if sign == " " else 0
        while sign == " " and start > done + 1:  # a total stands last, mostly: its table begins above it
            begin = text.rfind("\n", 0, start - 1) + 1
            if len(_cells(text, begin, start - 1, sign)) != width or width < 2:
                break
            start = begin
        while start <= len(text):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            cells = _cells(text, start, end, sign)
            if len(cells) < 2 or (width and len(cells) != width):
                break
            if sign != "|" or not _RULED.fullmatch(text, start, end):
                rows.append(cells)
            start = end + 1
        done = max(done, start - 1, at + 1)
        if len(rows) > 1:
            yield table_of(text, rows)
