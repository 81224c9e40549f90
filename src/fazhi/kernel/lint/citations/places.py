"""The places in an instrument: 第三条第一款第（二）项、第四条之一, lists, ranges and numbers that share one unit."""

from __future__ import annotations

from dataclasses import dataclass

from fazhi.kernel.lint.citations.numerals import NUMERAL, read_number, suffix_cn
from fazhi.kernel.lint.lazily import lazily

_ARTICLE, PARAGRAPH, _ITEM, _POINT = range(4)
_LEVELS = {"条": _ARTICLE, "款": PARAGRAPH, "项": _ITEM, "目": _POINT}
# 之一 counts articles; 之一切, 之一般 and 情形之一的 do not.
_SUFFIX = (
    rf"\s?之(?P<suffix>[{NUMERAL}]+)"
    r"(?![切般致样律旦定些种个类带直向半]|情形|行为|所列|者|的[，,；;。：:\n]|[条款项])"
)
_SIGNS = "零〇一二三四五六七八九十百千"
_JOIN = r"、|以及|及其?|和|与|或者?|并|[，,](?=\s?第)"
_TOKEN = lazily(
    rf"\s{{0,2}}(?:(?P<join>{_JOIN})|(?P<to>[至到~～\-—–－]+))?\s{{0,2}}"
    rf"(?P<words>(?P<di>第)?\s?(?:[（(]\s?(?P<boxed>[{NUMERAL}]+)\s?[）)]|"
    # A page or a hand may set signs of a numeral apart: 第 五 十 条, 第三十⏎八条.
    rf"(?P<apart>(?<=[第\s])[{_SIGNS}](?:\s{{0,2}}[{_SIGNS}])+(?=\s{{0,2}}[条款项]))|(?P<plain>[{NUMERAL}]+))"
    rf"(?:\s{{0,2}}(?P<unit>[条款项目])(?:{_SUFFIX})?)?)"
)
_COUNTED = lazily(r"(?:具体|硬|重点)?(?:措施|举措|意见|建议|规定动作|经验|硬招)")


@dataclass(slots=True, kw_only=True)
class Place:
    """One place; ``to`` the last number of a range of its deepest unit, ``level`` that unit. Offsets as in Citation."""

    start: int
    end: int
    article: int | None = None
    suffix: str | None = None
    paragraph: int | None = None
    item: int | None = None
    to: int | None = None
    level: int = _ARTICLE


@dataclass(slots=True)
class _Number:
    """One number as it stands there, before it is known what it counts."""

    start: int
    end: int
    number: int
    level: int | None
    suffix: str | None
    joined: bool
    comma_like: bool
    ranged: bool
    boxed: bool
    marked: bool


def read_places(text: str, start: int, after: Place | None = None, *, at_once: bool = False) -> list[Place]:
    """Return the places written from ``start`` on, each with its own words; empty when none begins there.

    With ``after`` the text at ``start`` must begin with a joining word and continue the list that ``after`` ended:
    款 and 项 inherit its article; ``at_once`` says that its first item follows with no such word, 前款第二项. Numbers
    without a unit take that of the next number: 第三、四条.
    """
    numbers = _numbers(text, start, continued=after is not None and not at_once)
    if at_once and after is not None and (not numbers or numbers[0].level == _ARTICLE):
        return []
    _share_units(numbers)
    places: list[Place] = []
    for each in numbers:
        last = places[-1] if places else after
        if each.level is None or not _fits(each, last):
            break
        if each.level == _POINT and last is not None:
            # 目 is read over: the entry ends with it, its number is not given.
            last.end = each.end
        elif each.ranged and places and places[-1].level == each.level:
            places[-1].to, places[-1].end = each.number, each.end
        elif places and not each.joined and not each.ranged:
            _set(places[-1], each)
        else:
            places.append(_next(each, last))
    return places


def _numbers(text: str, start: int, *, continued: bool) -> list[_Number]:
    """The numbers that follow one another from ``start`` on; 第 or a joining word must introduce the first."""
    found: list[_Number] = []
    position = start
    while (match := _TOKEN.match(text, position)) is not None:
        joined, ranged = match["join"] is not None, match["to"] is not None
        written = match["boxed"] or match["plain"] or "".join(match["apart"].split())
        number = read_number(written)
        opens = joined if continued else match["di"] is not None and not joined
        if number is None or (not found and (ranged or not opens)):
            break
        unit = match["unit"]
        if match["boxed"] is not None and found and found[-1].boxed and found[-1].level is None:
            # （四）（五）项: brackets that touch are a list.
            joined = True
        if found and unit is not None and found[-1].level == _LEVELS[unit] and text.startswith("第", position):
            # 第一款第二款, 第三条第五条: one at another's heels.
            joined = True
        if unit == "条" and found and text.find("\n", position, match.start("words")) >= 0 and not joined:
            # A line that begins with 第…条 is the heading of the text's own article.
            break
        found.append(
            _Number(
                start=match.start("words"),
                end=match.end(),
                number=number,
                level=None if unit is None else _LEVELS[unit],
                suffix=suffix_cn(match["suffix"]) if match["suffix"] and unit == "条" else None,
                joined=joined,
                comma_like=match["join"] == "、"
                or (joined and unit == "条" and written.isdecimal() and not _COUNTED.match(text, match.end())),
                ranged=ranged,
                boxed=match["boxed"] is not None,
                marked=match["di"] is not None or match["boxed"] is not None,
            )
        )
        position = match.end()
    return found


def _share_units(numbers: list[_Number]) -> None:
    """Give each number without a unit that of the number it is joined to; without one it stays ``None``."""
    level, joined = None, False
    for each in reversed(numbers):
        if each.level is None and joined:
            each.level = level
        level, joined = each.level, each.joined or each.ranged


def _fits(number: _Number, last: Place | None) -> bool:
    """Whether the number continues what was read: nothing but an article opens a list or follows unjoined."""
    apart = number.joined or number.ranged
    if last is None:
        return number.level == _ARTICLE
    if number.level is None or (number.level == _POINT and apart):
        return False
    if not number.marked and apart and not (number.level == last.level and (number.comma_like or number.ranged)):
        # 第三条和十项措施: a bare number counts on only in 第三、四条, 第三至五条 and 第三条一款二项.
        return False
    return apart or number.level > last.level


def _next(number: _Number, last: Place | None) -> Place:
    place = Place(start=number.start, end=number.end)
    if last is not None and number.level != _ARTICLE:
        place.article, place.suffix = last.article, last.suffix
        if number.level == _ITEM:
            place.paragraph = last.paragraph
    _set(place, number)
    return place


def _set(place: Place, number: _Number) -> None:
    place.level, place.end = number.level or _ARTICLE, number.end
    if number.level == _ARTICLE:
        place.article, place.suffix = number.number, number.suffix
    elif number.level == PARAGRAPH:
        place.paragraph = number.number
    else:
        place.item = number.number
