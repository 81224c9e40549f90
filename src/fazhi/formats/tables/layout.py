"""Where the heads of a table stand and what its lines are: rows of the ledger, totals, section titles, notes.

Nothing is dropped in silence: every line that is no row of the ledger is of a kind that is counted and said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fazhi.formats.tables.reading import Grid, Raw

LOOKED: Final = 40
"""Rows in which heads are looked for."""
_TOTAL: Final = re.compile(r"^[（(【\[]?(?:本页|本月|本年|本季)?(?:小计|合计|总计|累计|共计)")
_NOTE: Final = re.compile(r"^[（(]?(?:备?注|说明|填表|制表|填报|审核|复核|负责人|单位负责人|联系|打印|第\s*\d+\s*页)")
_DIGITS: Final = re.compile(r"[\d.,，:：/\-]+")


class Kind(StrEnum):
    """What a line under the heads is."""

    ROW = "row"
    BLANK = "blank"
    TOTAL = "total"
    HEADS = "heads"
    TITLE = "title"
    NOTE = "note"

    @property
    def cn(self) -> str:
        """The word people see."""
        return {
            "row": "台账行", "blank": "空行", "total": "合计行", "heads": "重复的表头", "title": "分段标题",
            "note": "说明行",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where the heads stand: rows ``first`` to ``last`` (from 0), a name for each column; two columns never share one.

    A column without a head, and one in which nothing stands, has the name "".
    """

    first: int
    last: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line under the heads: its number in the file (from 1), its kind, its cells, and which of them were filled
    from a merged cell above: column -> row number."""

    number: int
    kind: Kind
    cells: tuple[Raw, ...]
    filled: tuple[tuple[int, int], ...] = ()
    split: frozenset[int] = frozenset()


def plain(text: str) -> str:
    """Return a text as heads and choices are compared: half width, without blanks, brackets all alike."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def header_of(grid: Grid, known: Collection[str] = (), at: int | None = None) -> Header:
    """Return where the heads stand. ``known``: heads expected here; ``at``: the row (from 1) that somebody named."""
    words = {plain(word) for word in known}
    if at is not None and 1 <= at <= len(grid.rows):
        first = at - 1
    else:
        first = max(range(min(LOOKED, len(grid.rows))), key=lambda row: (_score(grid, row, words), -row), default=0)
    last = first + 1 if _goes_on(grid, first, words) else first
    return Header(first=first, last=last, names=_names(grid, first, last))


def _score(grid: Grid, row: int, words: set[str]) -> int:
    """Return how much a row looks like heads: known words, many short texts all different, no figures."""
    cells = [cell for cell in grid.rows[row] if cell != ""]
    texts = [plain(cell) for cell in cells if isinstance(cell, str)]
    short = {text for text in texts if len(text) <= 30 and not _DIGITS.fullmatch(text)}
    hits = sum(text in words or any(len(word) > 1 and word in text for word in words) for text in short)
    return 6 * hits + 2 * len(short) - 3 * (len(cells) - len(texts)) - 2 * (len(texts) - len(short))


def _goes_on(grid: Grid, row: int, words: set[str]) -> bool:
    """Say whether the heads take two rows: one head over several columns, and what they are beneath it."""
    if row + 1 >= len(grid.rows):
        return False
    under = grid.rows[row + 1]
    texts = [cell for cell in under if cell != ""]
    if not texts or not all(
        isinstance(cell, str) and len(cell) <= 20 and not _DIGITS.fullmatch(cell) for cell in texts
    ):
        return False
    down = any(top == row and bottom == row + 1 for top, _, bottom, _ in grid.merged)
    across = any(top == row == bottom and right > left for top, left, bottom, right in grid.merged)
    if down or across:
        return True
    # Without merged cells (CSV): heads stand beneath blanks of the first row, and nowhere beneath a figure.
    above = grid.rows[row]
    holes = [place for place, cell in enumerate(under) if cell != "" and _at(above, place) == ""]
    return bool(holes) and len(holes) >= len(texts) // 2 and len(texts) < sum(cell != "" for cell in above)


def _names(grid: Grid, first: int, last: int) -> tuple[str, ...]:
    names: list[str] = []
    seen: dict[str, int] = {}
    for place in range(grid.width):
        above = _text(_head(grid, first, place))
        name = above
        if last > first:
            below = _text(_at(grid.rows[last], place))
            if not above and below:
                above = _text(_left(grid, first, place))
            name = above + below if below and below != above else above
        if name:
            seen[name] = seen.get(name, 0) + 1
            name = name if seen[name] == 1 else f"{name}（{seen[name]}）"
        names.append(name)
    return tuple(names)


def _head(grid: Grid, row: int, place: int) -> Raw:
    """Return the head of a column; of a head merged over several columns each has it."""
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and left <= place <= right:
            return _at(grid.rows[top], left) if top < len(grid.rows) else ""
    return _at(grid.rows[row], place)


def _left(grid: Grid, row: int, place: int) -> Raw:
    return next((cell for at in range(place, -1, -1) if (cell := _at(grid.rows[row], at)) != ""), "")


def _at(row: tuple[Raw, ...], place: int) -> Raw:
    return row[place] if place < len(row) else ""


def _text(cell: Raw) -> str:
    return re.sub(r"\s+", "", str(cell))


def lines(grid: Grid, header: Header, name_at: int | None = None, after: int = 0) -> Iterator[Line]:
    """Yield every line under the heads, those behind row ``after`` (from 1) only.

    ``name_at``: the column of the name (from 0), without which no row is one.
    """
    spans = _spans(grid, header)
    heads = tuple(plain(_text(cell)) for cell in grid.rows[header.first])
    ends, width = _last_row(grid, header, spans, name_at), grid.width
    for place in range(max(header.last + 1, after), len(grid.rows)):
        row = grid.rows[place]
        cells = row if len(row) == width else (*row, *[""] * (width - len(row)))
        filled: list[tuple[int, int]] = []
        split: set[int] = set()
        if place in spans and any(cell != "" for cell in cells):
            changed = list(cells)
            for column, (top, value) in spans[place].items():
                split.add(column)
                if top != place and changed[column] == "" and value != "":
                    changed[column] = value
                    filled.append((column, top + 1))
            cells = tuple(changed)
        kind = _kind(cells, heads, header, name_at, after=place > ends)
        yield Line(number=place + 1, kind=kind, cells=cells, filled=tuple(filled), split=frozenset(split))


def _spans(grid: Grid, header: Header) -> dict[int, dict[int, tuple[int, Raw]]]:
    """Return row -> column -> (first row, value) of every cell that is merged downwards."""
    found: dict[int, dict[int, tuple[int, Raw]]] = {}
    for top, left, bottom, right in grid.merged:
        if top <= header.last or bottom == top or right - left > 2:
            continue
        value = _at(grid.rows[top], left) if top < len(grid.rows) else ""
        for row in range(top, min(bottom, len(grid.rows) - 1) + 1):
            found.setdefault(row, {})[left] = (top, value)
    return found


def _last_row(grid: Grid, header: Header, spans: dict[int, dict[int, tuple[int, Raw]]], name_at: int | None) -> int:
    """Return the last row that has a name: what stands beneath it can only be totals and notes."""
    if name_at is None:
        return len(grid.rows)
    rows = range(len(grid.rows) - 1, header.last, -1)
    for row in rows:
        cells = [cell for cell in grid.rows[row] if cell != ""]
        named = _at(grid.rows[row], name_at) != "" or name_at in spans.get(row, {})
        if named and len(cells) > (2 if row not in spans else 0) and not _begins(cells, _TOTAL):
            return row
    return len(grid.rows)


def _begins(cells: Collection[Raw], pattern: re.Pattern[str]) -> bool:
    return any(isinstance(cell, str) and pattern.match("".join(cell.split())) for cell in list(cells)[:3])


def _kind(cells: tuple[Raw, ...], heads: tuple[str, ...], header: Header, name_at: int | None, *, after: bool) -> Kind:
    given = [cell for cell in cells if cell != ""]
    if not given:
        return Kind.BLANK
    if _begins(given, _TOTAL):
        return Kind.TOTAL
    likely = any(isinstance(cell, str) and plain(cell) in heads for cell in given[:2])
    same = (
        sum(head != "" and plain(_text(cell)) == head for cell, head in zip(cells, heads, strict=False))
        if likely
        else 0
    )
    if same >= 3 and 2 * same > sum(bool(head) for head in heads):
        return Kind.HEADS
    texts = [cell for cell in given if isinstance(cell, str)]
    if len(given) <= 2 and texts and (_NOTE.match(texts[0].lstrip()) or after):
        return Kind.NOTE
    named = name_at is None or cells[name_at] != ""
    if len(given) == 1 and texts and header.names and (not named or len(heads) > 3):
        return Kind.TITLE
    return Kind.ROW
