"""A word that decides, put wrong in wording quoted from an article: a number, who acts, whether they must or may.

The article is known only by its sketch, and by the figures that stand in it. A quotation is misquoted at a place when
the runs of characters there are not in the sketch, and with one other number (or organ, or 应当 for 可以) in their
place all of them are; also when it has a figure, or ends in a clause, that the article has nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from zlib import crc32

from fazhi.kernel.citations.fingerprint import GRAM, plain
from fazhi.kernel.citations.numerals import number_cn, number_from_cn
from fazhi.kernel.errors import CitationError

_SIGNS = "零一二三四五六七八九十百千万两半"
_FIGURE = re.compile(
    rf"(?<![0-9{_SIGNS}第])(?:[0-9]{{1,6}}万?|[{_SIGNS}]{{1,6}})"
    rf"(?=(?P<unit>个?工作日|个?小时|个月|[日月年周元倍人名次户件份]|以[上下内]))"
    rf"|(?<=(?P<of>分之))[{_SIGNS}]{{1,4}}"
)
_MARKS = re.compile(r"[，。；：（）()\n]")
_DIGITS = "0123456789.e+"
_VALUES = (
    *range(1, 31),
    *(35, 36, 40, 42, 45, 48, 50, 55, 60, 70, 72, 75, 80, 90, 100, 120, 150, 180, 200, 250, 300, 400, 500, 600, 800),
    *(1000, 1500, 2000, 2500, 3000, 5000, 6000, 8000),
)  # fmt: skip
_TENS_OF_THOUSANDS = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 50, 60, 80, 100, 200, 300, 500)
_NUMBERS = tuple(
    dict.fromkeys(
        (
            *(number_cn(value) for value in _VALUES),
            *map(str, _VALUES),
            *(f"{number_cn(value)}万" for value in _TENS_OF_THOUSANDS),
            *(f"{value}万" for value in _TENS_OF_THOUSANDS),
            "两",
            "半",
        )
    )
)
_ORGANS = ("县级以上地方", "县级以上", "县级", "乡镇", "乡级", "省级", "市县", "设区的市级", "省自治区直辖市")
_ORGAN = re.compile(rf"(?:{'|'.join(_ORGANS)})(?=人民政府)")
_MODALS = ("应当", "可以", "不得", "必须", "有权")
_MODAL = re.compile("|".join(_MODALS))
_CLAUSE, _BEFORE_IT = 5, 4
_FEW, _SURE = 20, 2
"""Kept runs there must be at the place, all of them in the article, for any other word to be believed."""
_USUAL = frozenset(
    word for value in (1, 2, 3, 5, 6, 7, 10, 12, 15, 20, 30, 45, 60, 90) for word in (number_cn(value), str(value))
)
"""Of these, and of organs and modal verbs, one run is enough: they are so few that none is in a sketch by chance."""


def misquoted(quoted: str, article: Collection[int]) -> tuple[str, str] | None:
    """Return the word as quoted and the one the article has, empty for an unknown one; ``None`` where nothing shows it.

    ``article`` is its sketch. What is left out beside the place, or written in other words, shows nothing.
    """
    text = plain(quoted)
    known = set(article)
    cut = "…" in quoted
    for start, end, choices in _places(text):
        here = _runs(text, start, end)
        if all(run in known for run in here):
            continue
        was = text[start:end]
        for other in choices:
            if other == was:
                continue
            runs = _runs(text[:start] + other + text[end:], start, start + len(other))
            enough = 1 if other in _USUAL or len(choices) < _FEW else _SURE
            if len(runs) >= enough and all(run in known for run in runs):
                return None if _same(was, other) else (was, other)
        if (
            choices is _NUMBERS
            and not cut
            and len(here) >= _SURE
            and not known.intersection(here)
            and _framed(text, start, end, known)
        ):
            return was, ""
    return None


def figures_in(words: str) -> tuple[str, ...]:
    """Return the figures of an article with their units, ``20工作日``, in their order; a range is two of them."""
    return tuple(figure for *_, figure in _figures(words)[1] if figure is not None)


def figure_not_there(quoted: str, article: Collection[int], figures: Collection[str]) -> tuple[str, str] | None:
    """Return a figure of the quotation that the article has nowhere, though the words around it are the article's.

    ``figures`` are those of the article. With it comes the one figure the article has in that unit, empty where it has
    none or several; ``None`` where all are there, or the words around are not.
    """
    if "…" in quoted:
        return None
    text, said = _figures(quoted)
    known = set(article)
    for start, end, figure in said:
        if figure is None or figure in figures or not _framed(text, start, end, known):
            continue
        unit = figure.lstrip(_DIGITS)
        same = {each for each in figures if each.lstrip(_DIGITS) == unit}
        return text[start:end], same.pop().removesuffix(unit) if len(same) == 1 else ""
    return None


def clause_not_there(quoted: str, article: Collection[int]) -> str | None:
    """Return the last clause of a quotation where nothing of it is the article's and all before it is.

    ``article`` is its sketch. Of a short clause, or after little, nothing is said.
    """
    before, _, last = quoted.rstrip("。；，、 ").rpartition("，")
    head, tail = plain(before), plain(last)
    if "…" in quoted or len(tail) < _CLAUSE or len(head) < 2 * _CLAUSE:
        return None
    text, known = head + tail, set(article)
    there = _kept(text, 0, len(head) - GRAM + 1)
    here = _kept(text, len(head) - GRAM + 1, len(text) - GRAM + 1)
    if len(there) < _BEFORE_IT or len(here) < _SURE or not known.issuperset(there) or known.intersection(here):
        return None
    return last.strip()


def figures_apart(quoted: str, article: Collection[int], figures: Sequence[str]) -> str | None:
    """Return a figure of wording that is otherwise the article's, where figures follow one another there otherwise.

    试用期不得超过二个月 stands in the article, but not behind 三个月以上不满一年. ``figures`` are those of the article.
    """
    text, found = _figures(quoted)
    runs = _kept(text, 0, len(text) - GRAM + 1)
    said = tuple(figure for *_, figure in found if figure is not None)
    if (
        "…" in quoted
        or len(said) < len(found)
        or len(said) < _SURE
        or len(runs) < _BEFORE_IT
        or not set(article).issuperset(runs)
    ):
        return None
    # The longest beginning of what is said that stands there in one row: what comes next does not.
    for length in range(len(said), 0, -1):
        if any(figures[at : at + length] == said[:length] for at in range(len(figures) - length + 1)):
            return None if length == len(said) else text[slice(*found[length][:2])]
    return None


def _figures(words: str) -> tuple[str, list[tuple[int, int, str | None]]]:
    """Return the plain words and where figures stand in them, ``None`` for one that cannot be read.

    No figure goes over a mark, else 百分之八；（二） were 百分之八二.
    """
    text, found = "", []
    for part in map(plain, _MARKS.split(words)):
        found += [
            (len(text) + match.start(), len(text) + match.end(), _figure(match)) for match in _FIGURE.finditer(part)
        ]
        text += part
    return text, found


def _figure(match: re.Match[str]) -> str | None:
    value = _value(match[0].lstrip("零"))  # 一年零六个月
    unit = "分之" if match["of"] else match["unit"].removeprefix("个")
    return None if value is None else f"{value:.12g}{unit}"


def _framed(text: str, start: int, end: int, known: Collection[int]) -> bool:
    """Whether the words beside a figure, without it, are the article's: then it is the figure that is not."""
    before = _kept(text, max(0, start - 2 * GRAM), start - GRAM + 1)
    after = _kept(text, end, min(end + GRAM, len(text) - GRAM + 1))
    return bool(before or after) and all(run in known for run in (*before, *after))


def _places(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for pattern, choices in ((_FIGURE, _NUMBERS), (_ORGAN, _ORGANS), (_MODAL, _MODALS)):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), choices


def _runs(text: str, start: int, end: int) -> list[int]:
    """Return the hashes, of those a sketch keeps, of the runs that hold any of the place."""
    return _kept(text, max(0, start - GRAM + 1), min(end, len(text) - GRAM + 1))


def _kept(text: str, first: int, last: int) -> list[int]:
    """Return the hashes, of those a sketch keeps, of the runs that begin in ``range(first, last)``."""
    found = []
    for at in range(first, last):
        value = crc32(text[at : at + GRAM].encode("utf-16-le"))
        if value & 1:
            found.append(value >> 8 & 0xFFFF)
    return found


def _same(one: str, other: str) -> bool:
    """Whether two numerals are one number written in two ways: 30 and 三十, 二 and 两."""
    return _value(one) == _value(other) is not None


def _value(written: str) -> float | None:
    if written == "半":
        return 0.5
    head, many, _ = written.replace("两", "二").partition("万")
    if head.isdecimal():
        return float(head) * (10000 if many else 1)
    try:
        return float(number_from_cn(head)) * (10000 if many else 1)
    except CitationError:
        return None
