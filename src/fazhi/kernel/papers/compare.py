"""Clause by clause: what was issued beside what came back, with the words that differ.

Lines are aligned by likeness in their order; a line that has no like is missing or added. Width of brackets and
commas, spaces and invisible signs are no differences: Word and WPS change them by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

ALIKE: Final = 0.5
"""Two lines at least this like are the same clause, changed; below it one is missing and one added."""

MOST: Final = 3_000
"""Lines of a text that are compared."""


class Change(StrEnum):
    """What became of a clause; the value is the CSS name."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"

    @property
    def cn(self) -> str:
        """Return the word people see."""
        return {"same": "一致", "changed": "改动", "missing": "缺少", "added": "增加"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a line; ``marked`` when the other side does not have it."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One clause: what it was, what it is, and what became of it. ``label`` is its number where it has one."""

    change: Change
    label: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]


def compare(before: Sequence[str], after: Sequence[str]) -> tuple[Compared, ...]:
    """Return the clauses of both texts side by side, in order."""
    old, new = [line for line in before if line.strip()][:MOST], [line for line in after if line.strip()][:MOST]
    matcher = SequenceMatcher(None, [folded(line) for line in old], [folded(line) for line in new], autojunk=False)
    found: list[Compared] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            found += [_same(old[i], new[j]) for i, j in zip(range(i1, i2), range(j1, j2), strict=True)]
        else:
            found += _aligned(old[i1:i2], new[j1:j2])
    return tuple(found)


def folded(line: str) -> str:
    """Return a line as it is compared: half-width forms, straight quotes, no spaces, no invisible signs."""
    text = unicodedata.normalize("NFKC", line).translate(_QUOTES)
    return "".join(sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf")


_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"'})
_LABEL: Final = re.compile(
    r"第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?|[一二三四五六七八九十]+、"
    r"|（[一二三四五六七八九十]+）|\d{1,3}[.．、]|（\d{1,3}）|附件"
)


def label_of(line: str) -> str:
    """Return the number a clause begins with, or nothing."""
    found = _LABEL.match(line.strip())
    return found[0] if found else ""


def _same(before: str, after: str) -> Compared:
    return Compared(change=Change.SAME, label=label_of(before), before=(Part(text=before),), after=(Part(text=after),))


def _missing(line: str) -> Compared:
    return Compared(change=Change.MISSING, label=label_of(line), before=(Part(text=line, marked=True),), after=())


def _added(line: str) -> Compared:
    return Compared(change=Change.ADDED, label=label_of(line), before=(), after=(Part(text=line, marked=True),))


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[Compared]:
    """Pair the lines of a stretch that differs: the best pairing that keeps the order of both."""
    if not old or not new or len(old) * len(new) > 40_000:
        return [*map(_missing, old), *map(_added, new)]
    gain = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    like = [[_likeness(one, other) for other in new] for one in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = like[i][j] + gain[i + 1][j + 1] if like[i][j] >= ALIKE else -1.0
            gain[i][j] = max(paired, gain[i + 1][j], gain[i][j + 1])
    found: list[Compared] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if like[i][j] >= ALIKE and gain[i][j] == like[i][j] + gain[i + 1][j + 1]:
            found.append(_changed(old[i], new[j]))
            i, j = i + 1, j + 1
        elif gain[i][j] == gain[i + 1][j]:
            found.append(_missing(old[i]))
            i += 1
        else:
            found.append(_added(new[j]))
            j += 1
    return [*found, *map(_missing, old[i:]), *map(_added, new[j:])]


def _likeness(one: str, other: str) -> float:
    """Return how like two lines are, 0 to 1; the same number at the beginning helps."""
    a, b = folded(one)[:1_000], folded(other)[:1_000]
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE - 0.2:
        return 0.0
    same_number = label_of(one) and label_of(one) == label_of(other)
    return min(1.0, matcher.ratio() + (0.2 if same_number else 0.0))


def _changed(before: str, after: str) -> Compared:
    """Mark what differs, in the words as they stand."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    old: list[Part] = []
    new: list[Part] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        marked = tag != "equal" and folded(before[i1:i2]) != folded(after[j1:j2])
        if i2 > i1:
            old.append(Part(text=before[i1:i2], marked=marked))
        if j2 > j1:
            new.append(Part(text=after[j1:j2], marked=marked))
    return Compared(change=Change.CHANGED, label=label_of(before), before=tuple(old), after=tuple(new))
