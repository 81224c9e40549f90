"""Charts as plain SVG: geometry only, in the units of their view box; colours and fonts come from the style sheet.

Each stands beside a table with the same figures, and is drawn from zero on one scale with its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MONTHS_WIDE: Final = 232
ALONE_WIDE: Final = 340
"""Of a chart that stands alone: still read on a telephone, where it is drawn at nine tenths."""
MONTHS_HIGH: Final = 112
_LEFT: Final = 34
_RIGHT: Final = 10
_FOOT: Final = 22
_HEAD: Final = 10
DAYS_WIDE: Final = 460
DAYS_HIGH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One rectangle; ``says`` is what a pointer or a reader is told of it, ``label`` what stands over it."""

    x: float
    y: float
    width: float
    height: float
    tone: str = "plain"
    says: str = ""
    label: str = ""

    @property
    def middle(self) -> float:
        """Return where a word over it is centred."""
        return round(self.x + self.width / 2, 1)

    @property
    def over(self) -> float:
        """Return the foot of a word over it."""
        return round(self.y - 4, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A word on an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars over a foot line, with the lines and words of both axes. ``says`` is the picture in one sentence."""

    says: str
    wide: int
    high: int
    bars: tuple[Bar, ...]
    lines: tuple[Mark, ...]
    feet: tuple[Mark, ...]

    @property
    def foot(self) -> int:
        """Return where the words under the foot line stand."""
        return self.high - 4

    @property
    def left(self) -> int:
        """Return where the lines begin."""
        return _LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """A point on a line: ``dot`` and ``mark`` (the whole) in 0 to 100; ``dot`` None: no rate on so few."""

    dot: float | None
    mark: float | None
    says: str


def ceiling(highest: int) -> int:
    """Return the top of a scale: 1, 2, 5, 10, 20, 50 … at least ``highest``, and one line half way."""
    top = 2
    for step in (2, 4, 10, 20, 40, 100, 200, 400, 1000, 2000, 4000, 10_000, 100_000, 1_000_000):
        top = step
        if step >= highest:
            break
    return max(top, highest)


def months(stacks: Sequence[tuple[str, Sequence[tuple[str, str, int]]]], *, top: int, says: str) -> Chart:
    """Return a stack of bars for each month: (month in words, parts from the foot up as (name, tone, number)).

    ``top`` is the top of the scale, shared by the charts beside it.
    """
    step = (MONTHS_WIDE - _LEFT - _RIGHT) / max(len(stacks), 1)
    room = MONTHS_HIGH - _HEAD - _FOOT
    bars = []
    for place, (month, parts) in enumerate(stacks):
        height = 0.0
        for name, tone, number in parts:
            if number <= 0:
                continue
            size = room * number / top
            bars.append(
                Bar(
                    x=round(_LEFT + step * place + step * 0.14, 1), y=round(_HEAD + room - height - size, 1),
                    width=round(step * 0.72, 1), height=round(size, 1), tone=tone, says=f"{month}{name} {number} 件",
                )
            )  # fmt: skip
            height += size
    lines = tuple(Mark(at=round(_HEAD + room - room * n / top, 1), text=str(n)) for n in (0, top // 2, top))
    named = [0, len(stacks) // 2, len(stacks) - 1] if len(stacks) > 3 else range(len(stacks))
    feet = tuple(Mark(at=round(_LEFT + step * (n + 0.5), 1), text=stacks[n][0]) for n in dict.fromkeys(named) if n >= 0)
    return Chart(says=says, wide=MONTHS_WIDE, high=MONTHS_HIGH, bars=tuple(bars), lines=lines, feet=feet)


def days(counts: Mapping[int, int], *, most: int = 12, says: str) -> Chart:
    """Return one bar for each number of days from the least on; those of ``most`` and more share the last.

    Where more than a quarter would share it, each bar takes several days, as many for each: 30—39.
    """
    drawn = _by_day(counts, most)
    if drawn and max(counts) > most and 4 * sum(n for day, n in counts.items() if day >= most) > sum(counts.values()):
        drawn = _by_several(counts)
    top = max([*drawn.values(), 1])
    step = (DAYS_WIDE - 16) / max(len(drawn), 3)
    room = DAYS_HIGH - 24 - _FOOT
    bars, feet = [], []
    for place, (word, number) in enumerate(drawn.items()):
        size = room * max(number, 0) / top
        bar = Bar(
            x=round(4 + step * place + step * 0.1, 1), y=round(24 + room - size, 1), width=round(step * 0.8, 1),
            height=round(size, 1), says=f"{word} 日 {number} 件", label=str(number) if number else "",
        )  # fmt: skip
        bars.append(bar)
        feet.append(Mark(at=bar.middle, text=word))
    return Chart(says=says, wide=DAYS_WIDE, high=DAYS_HIGH, bars=tuple(bars), lines=(), feet=tuple(feet))


def _by_day(counts: Mapping[int, int], most: int) -> dict[str, int]:
    drawn: dict[int, int] = dict.fromkeys(range(min([*counts, most]), min(max([*counts, 0]), most) + 1), 0)
    for day, number in counts.items():
        drawn[min(day, most)] = drawn.get(min(day, most), 0) + number
    return {f"{day}以上" if day == most else str(day): n for day, n in sorted(drawn.items())}


_BARS: Final = 8
_WIDTHS: Final = (2, 5, 10, 20, 50)
_MOST: Final = 99
"""The number of days that stands for all longer ones (`kernel.measures.LAST_BUCKET`)."""


def _by_several(counts: Mapping[int, int]) -> dict[str, int]:
    """Return the days in at most eight groups of the same width; the last one is open where `_MOST` lies in it."""
    low, high = min(counts), max(counts)
    width = next((one for one in _WIDTHS if high // one - low // one < _BARS), _WIDTHS[-1])
    drawn = dict.fromkeys(range(low // width, high // width + 1), 0)
    for day, number in counts.items():
        drawn[day // width] += number
    ends = {place: place * width + width - 1 for place in drawn}
    return {
        f"{end - width + 1}以上" if end >= _MOST else f"{end - width + 1}—{end}": drawn[place]
        for place, end in ends.items()
    }


def rate_line(value: float | None, whole: float | None, low: float, high: float, says: str) -> RateLine:
    """Return the point of ``value`` on a line from ``low`` to ``high``, and the mark of the whole."""

    def place(number: float) -> float:
        return round(min(max((number - low) / (high - low) * 100, 0.0), 100.0), 1)

    return RateLine(
        dot=None if value is None else place(value), mark=None if whole is None else place(whole), says=says
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value of a series: ``name`` under or beside its bar, ``value`` (``None``: there is none), both in words."""

    name: str
    value: float | None
    says: str


def bounds(values: Sequence[float]) -> tuple[int, int]:
    """Return foot and top of a scale on which all values can be drawn from zero."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    return (-ceiling(math.ceil(-low)) if low < 0 else 0), (ceiling(math.ceil(high)) if high > 0 or low >= 0 else 0)


def bars(points: Sequence[Point], *, scale: tuple[int, int], says: str, wide: int = MONTHS_WIDE) -> Chart:
    """Return upright bars in the order given, from zero up or down; ``scale`` is shared by the charts beside it."""
    low, top = scale
    step = (wide - _LEFT - _RIGHT) / max(len(points), 1)
    room = MONTHS_HIGH - _HEAD - _FOOT

    def level(value: float) -> float:
        return _HEAD + room * (top - value) / (top - low)

    drawn = tuple(
        Bar(
            x=round(_LEFT + step * place + step * 0.14, 1), y=round(min(level(point.value), level(0)), 1),
            width=round(step * 0.72, 1), height=round(abs(level(point.value) - level(0)), 1), says=point.says,
        )
        for place, point in enumerate(points)
        if point.value
    )  # fmt: skip
    marks = dict.fromkeys((low, 0, top // 2, top) if low == 0 else (low, 0, top))
    lines = tuple(Mark(at=round(level(n), 1), text=f"{n}") for n in marks)
    named = [0, len(points) // 2, len(points) - 1] if len(points) > 4 else range(len(points))
    feet = tuple(
        Mark(at=round(_LEFT + step * (n + 0.5), 1), text=points[n].name) for n in dict.fromkeys(named) if n >= 0
    )
    return Chart(says=says, wide=wide, high=MONTHS_HIGH, bars=drawn, lines=lines, feet=feet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """One bar lying beside its name, its value in words behind it."""

    name: str
    value: str
    x: float
    y: float
    width: float
    says: str

    @property
    def line(self) -> float:
        """Return where the words stand."""
        return self.y + 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LyingChart:
    """Lying bars one under the other. ``says`` is the picture in one sentence."""

    says: str
    wide: int
    high: int
    bars: tuple[Lying, ...]
    edge: float


_NAMES: Final = 88
_VALUES: Final = 46
_ROW: Final = 18
_LONGEST: Final = 8


def lying(
    points: Sequence[tuple[Point, str]], *, scale: tuple[int, int], says: str, wide: int = MONTHS_WIDE
) -> LyingChart:
    """Return a lying bar for each (point, value in words), from zero to the right, or to the left below it."""
    low, top = scale
    room = wide - _NAMES - _VALUES

    def place(value: float) -> float:
        return _NAMES + room * (value - low) / ((top - low) or 1)

    drawn = []
    for number, (point, words) in enumerate(points):
        value = point.value or 0.0
        name = point.name if len(point.name) <= _LONGEST else f"{point.name[: _LONGEST - 1]}…"
        drawn.append(
            Lying(
                name=name, value=words, says=point.says, y=number * _ROW + 3,
                x=round(min(place(value), place(0)), 1), width=round(abs(place(value) - place(0)), 1),
            )
        )  # fmt: skip
    return LyingChart(says=says, wide=wide, high=len(drawn) * _ROW + 4, bars=tuple(drawn), edge=place(0))
