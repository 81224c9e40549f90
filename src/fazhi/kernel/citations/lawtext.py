"""The text of a law read for facts: history, articles, entry into force, what it repeals, names it declares.

The texts come as users have them: with and without Markdown, with and without a history, numbers written in three ways.
What cannot be read is left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

_CN = "零〇一二三四五六七八九○"
_NUMBER = "[一二三四五六七八九十百千零〇○两0-9０-９]{1,9}"
_HEADING = re.compile(rf"[#*_>\s　]*第({_NUMBER})条(?:\s*之([一二三四五六七八九十]{{1,3}})(?![一-龥]))?(?=(.?))")
_LISTED = re.compile("[（(]?[一二三四五六七八九十0-9]{1,3}[、)）．.]")
_SPACED = re.compile(r"[#*_>\s　]*第(?:一|1|１)条[\s　*]")
_PART = re.compile(rf"[*\s　]*(?:#|第{_NUMBER}[编章节分]|附[件表则录图][：:一二三四五六七八九十0-9\s]*$|:::)")
_YMD = rf"({_NUMBER[:-5]}{{4}})\s*年\s*({_NUMBER})\s*月\s*({_NUMBER})\s*日"
_DAY = re.compile(_YMD)
_TAKES_EFFECT = re.compile(
    rf"(?:自|从|于|定于)?\s*{_YMD}\s*(?:零时)?起?\s*(?:开始)?(?:正式)?(?:施行|实施|实行|生效|执行|试行)"
)
_ITSELF = re.compile("本[^，。；、《》]{1,6}[自从于定]$")
_AT_ONCE = re.compile(r"自?(?:公布|发布|颁布|通过|批准|印发|下发|本法公布)之日起?(?:开始)?(?:施行|实施|实行|生效|执行)")
_TITLE = re.compile(r"《((?:[^《》]|《(?:[^《》]|《[^《》]*》)*》)*)》")
_REPEALING = re.compile(r"废止|停止执行|停止施行|失去效力|同时失效|即行失效")
_PARTLY = re.compile(r"》[^《》、，；。]{0,6}(?:中|里|内)?(?:的)?(?:有关|关于|涉及|第" + _NUMBER + r"[条章节款])")
_SHORT = re.compile(
    r"《([^《》]{4,60}(?:〈[^〈〉]*〉[^《》]*)?)》[（(]以?下(?:简称|称|统称)[“《]?([^“”《》（）()，、；]{2,24})[”》]?[）)]"
)
_DEEDS = {"实施": "施行", "生效": "施行", "执行": "施行", "修改": "修订"}
_ISSUER = re.compile(
    "全国人民代表大会(?=第)|全国人民代表大会常务委员会|(?:中华人民共和国)?国务院令|最高人民法院|最高人民检察院"
    "|[一-龥]{2,6}(?:省|自治区|市)(?:第[一二三四五六七八九十]+届)?人民代表大会常务委员会"
)
_EVENT = re.compile(
    r"(批准|修订通过|通过|修正|修订|修改|公布|发布|颁布|施行|实施|生效|执行)(?=[^批准通过修正修订公布发布颁布施行实生效执]*$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the history: the day, and what was done then (通过, 公布, 修正, 修订 …).

    ``anew`` says that the whole was made again, not amended by a decision: its closing article is then of that day.
    """

    day: date
    deed: str
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeal:
    """A whole instrument repealed in the closing articles; ``adopted`` the day the text gives for its making."""

    title: str
    adopted: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawText:
    """What one text says of itself.

    ``articles`` maps ``"12"`` and ``"120_1"`` to the wording, in order, headings left out; empty where the text is not
    divided into articles. ``effective`` is the last day named in 自…起施行 of the closing articles, ``at_once`` whether
    it says 自公布之日. ``history`` is in order of days. ``shorts`` are the abbreviations declared for other titles.
    """

    title: str
    issuer: str | None
    history: tuple[Event, ...]
    articles: dict[str, str]
    effective: date | None
    at_once: bool
    repeals: tuple[Repeal, ...]
    shorts: tuple[tuple[str, str], ...]
    mentions: frozenset[str]


@cache
def number_of(written: str) -> int | None:
    """Return the number of an article, a year or a day written in any accepted way; ``None`` for anything else.

    >>> number_of("一百〇一"), number_of("１２"), number_of("一九八四"), number_of("一百二")
    (101, 12, 1984, None)
    """
    if not 0 < len(written) < 10:
        return None
    if written.isdecimal():
        return int(written)
    if all(sign in _CN for sign in written):
        return int("".join(str(_digit(sign)) for sign in written))
    total = digit = 0
    last = 10000
    for sign in written.replace("两", "二"):
        if sign in "十百千":
            unit = {"十": 10, "百": 100, "千": 1000}[sign]
            if unit >= last:
                return None
            total += (digit or 1) * unit
            last, digit = unit, 0
        elif sign in _CN and not digit:
            digit = _digit(sign)
            if not digit:
                last = min(last, 100)
        else:
            return None
    return None if digit and 10 < last < 10000 and not re.search("[零〇○]", written) else total + digit


def day_of(match: re.Match[str], first: int = 1) -> date | None:
    """Return the day of three groups year, month, day; ``None`` when there is no such day."""
    numbers = [number_of(match[first + at]) for at in range(3)]
    if any(number is None for number in numbers):
        return None
    year, month, day = (number or 0 for number in numbers)
    return (
        date(year, month, day) if 1900 < year < 2200 and 1 <= month <= 12 and 1 <= day <= _days(year, month) else None
    )


def read_law(text: str, name: str) -> LawText:
    """Return what the text says of itself; ``name`` is its title where the text has no heading of its own."""
    lines = re.split(r"\r\n|\r|\n", text)
    title = next((line[2:].strip() for line in lines if line.startswith("# ")), "") or name
    preamble, articles, loose = _divide(lines)
    closing = list(articles.values())[-3:] if articles else [loose[-1500:]]
    effective, at_once = _entry(closing)
    whole = "\n".join(preamble) + "\n" + text
    return LawText(
        title=re.sub(r"\s+", "", title.strip("《》") if title.startswith("《") and title.endswith("》") else title),
        issuer=_issuer(preamble),
        history=_history(preamble),
        articles=articles,
        effective=effective,
        at_once=at_once,
        repeals=tuple(_repeals(closing)),
        shorts=tuple(dict.fromkeys((match[1], match[2].strip()) for match in _SHORT.finditer(text))),
        mentions=frozenset(re.sub(r"\s+", "", match[1]) for match in _TITLE.finditer(whole)),
    )


def _divide(lines: list[str]) -> tuple[list[str], dict[str, str], str]:
    """Return the lines before the first article, the articles, and the text where there is none."""
    preamble: list[str] = []
    articles: dict[str, list[str]] = {}
    early: dict[str, list[str]] = {}
    into: list[str] | None = None
    last, last_suffix = 0, 0
    # Where the first article stands apart from its words, a line that starts with 第三条规定的 is no heading.
    spaced = any(_SPACED.match(line) for line in lines)
    for line in lines:
        if line.startswith("# ") or line.startswith("<!--"):
            continue
        heading = _HEADING.match(line)
        if heading:
            number, suffix = number_of(heading[1]), number_of(heading[2]) if heading[2] else 0
            next_in_turn = number == last + 1 and not suffix and not spaced
            apart = not heading[3] or heading[3] in " 　*\t：:" or next_in_turn
            if number == 1 and last >= 3 and not suffix:
                if len(articles) > 2:
                    break  # numbers begin anew: an annex, which is cited by its own name
                early, articles, last, last_suffix = articles, {}, 0, 0  # a table of contents, or a stray article
            if number and apart and (number, suffix or 0) > (last, last_suffix):
                last, last_suffix = number, suffix or 0
                into = articles.setdefault(f"{number}_{suffix}" if suffix else str(number), [])
                into.append(line[heading.end() :].lstrip(" 　*"))
                continue
        if into is None:
            preamble.append(line.strip(" 　*"))
        elif _PART.match(line):
            into = [] if articles else into
        else:
            into.append(line.strip())
    articles |= {place: parts for place, parts in early.items() if place == str(last + 1)}
    words = {place: "\n".join(part for part in parts if part) for place, parts in articles.items()}
    return preamble, words, "" if articles else "\n".join(preamble)


def _history(preamble: list[str]) -> tuple[Event, ...]:
    found: dict[date, Event] = {}
    for line in preamble[:60]:
        if _LISTED.match(line):
            break  # a text without articles has begun
        match = _DAY.search(line)
        if not match or match.start() > 4 or len(line) > 160 or "。" in line[:-1]:
            continue
        day, deed = day_of(match), _EVENT.search(re.sub(r"（[^（）]*）|《.*》|[。）)\s]+$", "", line))
        if day is not None and (deed or len(line) < 40):
            done = _DEEDS.get(deed[1], deed[1]) if deed else "公布"
            anew = done in ("修订", "修订通过") and "决定" not in line
            found.setdefault(day, Event(day=day, deed=done, anew=anew))
    return tuple(found[day] for day in sorted(found))


def _issuer(preamble: list[str]) -> str | None:
    head = "\n".join(line for line in preamble[:40] if _DAY.search(line[:24]))
    found = [(match.start(), match[0]) for match in _ISSUER.finditer(head)]
    if not found:
        return None
    issuer = found[0][1]
    return "国务院" if issuer.endswith("国务院令") else issuer


def _entry(closing: list[str]) -> tuple[date | None, bool]:
    whole = part = None
    at_once = False
    for words in closing:
        for match in _TAKES_EFFECT.finditer(words):
            # 本规定自…起施行 speaks of the whole; what follows may give some bodies longer.
            if _ITSELF.search(words, 0, match.start() + 1):
                whole = day_of(match) or whole
            else:
                part = day_of(match) or part
        at_once = at_once or bool(_AT_ONCE.search(words))
    return whole or part, at_once


def _repeals(closing: list[str]) -> Iterator[Repeal]:
    for sentence in re.split(r"(?<=[。；\n])", "\n".join(closing)):
        bare = _TITLE.sub(lambda match: "《" + "＿" * len(match[1]) + "》", sentence)
        if not _REPEALING.search(bare) or _PARTLY.search(bare) or re.search(r"[不未]予?废止|抵触|不一致", bare):
            continue
        end = max(match.end() for match in _REPEALING.finditer(bare))
        before = 0
        for match in _TITLE.finditer(sentence[:end]):
            days = [day for found in _DAY.finditer(sentence[before : match.start()]) if (day := day_of(found))]
            said = sentence[before : match.start()]
            before = match.end()
            if re.search(r"根据|依照|依据|按照|适用", said):
                continue
            entry = _TAKES_EFFECT.search(said)
            made = [day for day in days if not entry or day != day_of(entry)]
            yield Repeal(title=re.sub(r"\s+", "", match[1]), adopted=made[0] if made else None)


def _digit(sign: str) -> int:
    return 0 if sign in "零〇○" else _CN.index(sign) - 1


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
