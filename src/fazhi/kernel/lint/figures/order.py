"""Ordinals that skip or repeat: 一、二、四; （一）（一）; 第三条、第五条 (Q011)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from ...citations import number_cn, number_from_cn
from ...errors import CitationError
from .slips import Slip

__all__ = ["check_order"]

_CN: Final = "[一二三四五六七八九十百]{1,5}"
_ORDINAL: Final = (
    rf"\n[ \t\u3000]*(?:(?:\*\*)?第(?:(?P<article>{_CN})条(?P<suffix>之[一二三四五])?(?:\*\*)?(?=[\s:]|\*|$)"
    rf"|(?P<part>{_CN})(?P<what>[编章])(?=[\s]|$))"
    rf"|(?P<first>{_CN})、|\((?P<second>{_CN})\)|(?P<third>[1-9][0-9]?)[.、](?!\s?[0-9])|\((?P<fourth>[0-9]{{1,2}})\))"
)
# A plain line break is looked for many times quicker than ^, so all are searched in "\n" + text.
_LINE: Final = lazily(_ORDINAL, re.MULTILINE)
_WRITTEN: Final = lazily(re.sub(r"\?P<[a-z]+>", "?:", _ORDINAL), re.MULTILINE)
_ANNEX: Final = lazily(r"\n[ \t\u3000]*(?:附(?:件|录|表|:|则说明)|目\s*录|第[一二三四五六七八九十]+部分)", re.MULTILINE)
_GROUPS: Final = {
    "article": "article",
    "suffix": "suffix",
    "what": "part",
    "first": "first",
    "second": "second",
    "third": "third",
    "fourth": "fourth",
}
"""The group a match ends with, and the level it stands for."""
_LEVELS: Final = ("part", "article", "first", "second", "third", "fourth")
_BELOW: Final = {
    level: () if level == "article" else tuple(each for each in _LEVELS[at + 1 :] if each != "article")
    for at, level in enumerate(_LEVELS)
}
"""What begins again under each level; articles run through the chapters."""


@cache
def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    try:
        return number_from_cn(text)
    except CitationError:
        return None


def check_order(folded: str) -> Iterator[Slip]:
    """Yield the ordinals at the start of a line that do not follow the one before on their level.

    A list may begin again at one, below every heading of a higher level and in every annex. Only a single step that is
    skipped (一、二、四) or an ordinal given twice is told; a larger jump means that a part was left out on purpose or
    that two lists stand side by side. Articles run through the chapters.
    """
    broken = "\n" + folded
    if _follow(_WRITTEN.findall(broken)):
        return
    last: dict[str, tuple[int, int]] = {}
    annexes = [match.start() for match in _ANNEX.finditer(broken)]
    annex = 0
    lines = list(_LINE.finditer(broken))
    for index, match in enumerate(lines):
        while annex < len(annexes) and annexes[annex] <= match.start():
            last.clear()
            annex += 1
        level = _GROUPS[match.lastgroup or ""]
        if level == "suffix":
            continue
        key = level if level != "part" else f"part{match['what']}"
        number = _number(match[level])
        if number is None:
            continue
        previous, since = last.get(key, (None, 0))
        last[key] = (number, match.end() - 1)
        for lower in _BELOW[level]:
            last.pop(lower, None)
        if previous is None or number == 1 or number == previous + 1:
            continue
        if number == previous + 2 and _carries_on(lines, index, key, number):
            if not _stands_inside(folded[since : match.start()], level, number - 1):
                yield _slip(match, "之前缺一个：上一个同级序号是 {previous}", previous, "核对是漏编还是漏了内容")
        elif number == previous and level != "article" and _words(folded, match.end() - 1) != _words(folded, since):
            yield _slip(match, "用了两次：同级序号重复", previous, "重新编号")


def _follow(written: list[str]) -> bool:
    """Say whether no ordinal repeats or skips the one before on its level, wherever its list begins again.

    So it is in nearly every text, and it is told without a look at where the ordinals stand.
    """
    last: dict[str, int] = {}
    for key, number in map(_read, written):
        if number is None:
            continue
        step = number - last.get(key, number - 1)
        if number != 1 and (step == 2 or (step == 0 and key != "article")):
            return False
        last[key] = number
    return True


@lru_cache(maxsize=4096)
def _read(written: str) -> tuple[str, int | None]:
    """Return the key and the number of an ordinal as it stands at the start of a line; none for 第三条之一."""
    match = _LINE.match(written)
    if match is None or match.lastgroup == "suffix":
        return "", None
    level = _GROUPS[match.lastgroup or ""]
    return (level if level != "part" else f"part{match['what']}"), _number(match[level])


def _slip(match: re.Match[str], told: str, previous: int, suggestion: str) -> Slip:
    shown = match[0].strip(" \t\u3000*\n")
    start = match.start() - 1 + match[0].index(shown)  # the match begins with the line break put before the text
    message = f"序号“{shown}”{told.format(previous=previous)}"
    return Slip(start=start, end=start + len(shown), message=message, suggestion=suggestion)


def _words(folded: str, at: int) -> str:
    """Return the first words of a heading: a title that is only repeated, as on slides, is no second of its number."""
    return re.sub(r"\s", "", folded[at : at + 24])[:4]


def _stands_inside(between: str, level: str, missing: int) -> bool:
    """Say whether the ordinal that seems to lack stands within a line (joined, or badly extracted)."""
    cn = number_cn(missing)
    forms = {
        "article": rf"第{cn}条",
        "part": rf"第{cn}[编章]",
        "first": rf"(?<![一二三四五六七八九十]){cn}\s*[、.]",
        "second": rf"\(\s*{cn}\s*\)",
        "third": rf"(?<!\d){missing}\s*[.、]",
        "fourth": rf"\(\s*{missing}\s*\)",
    }
    return re.search(forms[level], between) is not None


def _carries_on(lines: list[re.Match[str]], index: int, key: str, number: int) -> bool:
    """Say whether the list goes on from the ordinal after the gap, or ends with it (one list all the same)."""
    level = "part" if key.startswith("part") else key
    for match in lines[index + 1 :]:
        if _GROUPS[match.lastgroup or ""] == level:
            following = _number(match[level])
            return following in (number + 1, number, 1, None)
        other = _GROUPS[match.lastgroup or ""]
        if other != "suffix" and _LEVELS.index(other) < _LEVELS.index(level):
            return True
    return True
