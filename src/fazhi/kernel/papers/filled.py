"""An approved model text (示范文本) and a text made from it: which blanks were filled with what, and what else differs.

A blank is what the model leaves open: two or more underlines, a box, empty brackets, a run of three or more spaces
inside a line or at its end. It is filled with a name, a sum, a day, not with a clause: what is filled in has at most
``LONGEST`` signs, no full stop, no semicolon, and no comma but within a figure. Width of signs and spaces are no
differences, as in ``compare``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fazhi.kernel.papers.compare import Change, Compared, compare, folded

LONGEST: Final = 80
"""Signs that one blank may be filled with."""

_OPEN: Final = "\ue000"
_BLANK: Final = re.compile(r"[_＿]{2,}|[□☐]|[【［（(\[][ 　_＿]*[】］）)\]]|(?<=\S)[ 　]{3,}")
_FILL: Final = rf"((?:[^。;,!?]|(?<=\d),(?=\d)){{0,{LONGEST}}}?)"
_EMPTY: Final = re.compile(r"[_□☐【】\[\]()]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A line of the model with blanks, and what the text has in their places (empty: left open)."""

    line: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A text held against a model: its blanks as they were filled, and every line that differs otherwise."""

    blanks: tuple[Blank, ...]
    differing: tuple[Compared, ...]

    @property
    def only_blanks(self) -> bool:
        """Say whether the text is the model but for its blanks."""
        return not self.differing

    @property
    def count(self) -> int:
        """Return how many blanks were filled."""
        return sum(bool(value) for blank in self.blanks for value in blank.values)

    @property
    def left_open(self) -> int:
        """Return how many blanks were left open."""
        return sum(not value for blank in self.blanks for value in blank.values)


def blanks_of(model: Sequence[str]) -> int:
    """Return how many blanks a text leaves open."""
    return sum(len(_BLANK.findall(line)) for line in model)


def filled(model: Sequence[str], text: Sequence[str]) -> Filled:
    """Return what was filled in, and what differs. A line of the text stands for one line of the model at most."""
    old, new = [line for line in model if line.strip()], [line for line in text if line.strip()]
    shapes = [_shape(line) for line in old]
    plain = [folded(line) for line in new]
    found: list[Blank] = []
    differing: list[Compared] = []
    i = j = 0
    for k, m in (*_pairs(shapes, plain), (len(old), len(new))):
        differing += [one for one in compare(old[i:k], new[j:m]) if one.change is not Change.SAME]
        if k < len(old) and isinstance(shapes[k], re.Pattern):
            found.append(Blank(line=old[k], values=_values(shapes[k], plain[m])))
        i, j = k + 1, m + 1
    return Filled(blanks=tuple(found), differing=tuple(differing))


def _shape(line: str) -> str | re.Pattern[str]:
    """Return a line of the model as it is looked for: itself, or where it has blanks a pattern."""
    parts = [folded(part) for part in _BLANK.sub(_OPEN, line).split(_OPEN)]
    if len(parts) == 1:
        return parts[0]
    return re.compile(_FILL.join(re.escape(part) for part in parts))


def _fits(shape: str | re.Pattern[str], line: str) -> bool:
    return shape == line if isinstance(shape, str) else shape.fullmatch(line) is not None


def _values(shape: str | re.Pattern[str], line: str) -> tuple[str, ...]:
    fit = shape.fullmatch(line) if isinstance(shape, re.Pattern) else None
    values = fit.groups() if fit is not None else ()
    return tuple("" if _EMPTY.fullmatch(value) else value.strip("_") for value in values)


def _pairs(shapes: Sequence[str | re.Pattern[str]], lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest chain of lines that fit, in the order of both: (place in the model, place in the text)."""
    head = 0
    while head < min(len(shapes), len(lines)) and _fits(shapes[head], lines[head]):
        head += 1
    tail = 0
    while tail < min(len(shapes), len(lines)) - head and _fits(shapes[-1 - tail], lines[-1 - tail]):
        tail += 1
    left, right = len(shapes) - tail, len(lines) - tail
    pairs = [(at, at) for at in range(head)]
    pairs += _chain(shapes, lines, range(head, left), range(head, right))
    return [*pairs, *((left + at, right + at) for at in range(tail))]


_CELLS: Final = 60_000


def _chain(
    shapes: Sequence[str | re.Pattern[str]], lines: Sequence[str], olds: range, news: range
) -> list[tuple[int, int]]:
    """Return the longest chain in a stretch; nothing is paired in one too large to be looked at."""
    if not olds or not news or len(olds) * len(news) > _CELLS:
        return []
    best = [[0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    fit = [[_fits(shapes[i], lines[j]) for j in news] for i in olds]
    for a in range(len(olds) - 1, -1, -1):
        for b in range(len(news) - 1, -1, -1):
            paired = 1 + best[a + 1][b + 1] if fit[a][b] else 0
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    found: list[tuple[int, int]] = []
    a = b = 0
    while a < len(olds) and b < len(news):
        if fit[a][b] and best[a][b] == 1 + best[a + 1][b + 1]:
            found.append((olds[a], news[b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return found
