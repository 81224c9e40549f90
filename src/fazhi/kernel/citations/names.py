"""Names of instruments: one key for every way of writing the same title.

Officials write a title with or without 中华人民共和国, with full or half-width brackets, with 《》 or 〈〉 inside, with
one of half a dozen dashes between two years. The key drops exactly these differences and nothing else.
"""

from __future__ import annotations

import re
from functools import lru_cache

from fazhi.kernel.citations.instrument import COUNTRY

_ALIKE = str.maketrans(
    {
        **{chr(0xFF01 + at): chr(0x21 + at) for at in range(94)},
        **dict.fromkeys("《》〈〉<>“”\"'‘’＜＞「」『』«»", None),
        **dict.fromkeys(" \t\n\r\v\f　\u00a0\u2002\u2003\u2009\u200b\ufeff、·•", None),
        **dict.fromkeys("—–―－~～‐‑−〜﹣", "-"),
        **dict.fromkeys("〔【［[", "("),
        **dict.fromkeys("〕】］]", ")"),
    }
)
_YEARS = re.compile(r"([0-9]{4})年?(?:-+|至|到)([0-9]{4})年?")
_ORGAN = "中共中央办公厅|国务院办公厅|中央全面依法治国委员会办公室|中央全面依法治国委员会|中共中央|国务院"
_CENTRAL = re.compile(rf"^(?:{_ORGAN})+(?=关于)")
_SENDS = re.compile(rf"(?:{_ORGAN})+关于(?:印发|发布|公布)(.+)的通知")
_PERIOD = re.compile(r"\([0-9]{4}-([0-9]{4})年\)$")
_PROGRAMME = re.compile(r"(?:纲要|规划|计划|方案)\([0-9]{4}-([0-9]{4})年\)$")
# （法释〔2019〕17号）, （国务院令第711号）: the number the instrument was published under.
_NUMBERED = re.compile(r"\([^()]{1,12}(?:\([0-9]{4}\)|令)第?[0-9]{1,4}号\)$")
_EDITION = re.compile(
    r"\((?:[0-9]{4}年?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?)?(?:最新)?(?:第[一二三四五六七八九十0-9]+次)?"
    r"(?:修订|修正|修改|公布|发布|通过|施行|版|文本)?(?:版|本|文本|稿)?\)$"
)
# The same where it names one wording among several; 通过 and 公布 only tell of the instrument itself.
_NAMED = re.compile(
    r"\(([0-9]{4})年?(?:([0-9]{1,2}月)(?:[0-9]{1,2}日)?)?(?:最新)?(?:第[一二三四五六七八九十0-9]+次)?"
    r"((?:修订|修正|修改)(?:版|本|文本|稿)?|版|本|文本)?\)$"
)


@lru_cache(maxsize=4096)
def name_key(title: str) -> str:
    """Return the key of a title: the same for every accepted way of writing it, in no form meant for people."""
    # Papers name the same few hundred instruments over and over, and the table is slow.
    key = title.translate(_ALIKE).replace(COUNTRY, "")
    return _YEARS.sub(r"\1-\2年", key) if "-" in key or "至" in key else key


def without_years(key: str) -> str:
    """Return the key of a plan without the years it runs for; the key itself where it names none."""
    return _PERIOD.sub("", key)


def period_end(title: str) -> int | None:
    """Return the last year of the period a plan's title names, 2025 for （2021—2025年）; ``None`` without one."""
    match = _PERIOD.search(name_key(title))
    return int(match[1]) if match else None


def programme_end(title: str) -> int | None:
    """Return the same of a title that calls itself a plan; a table or a report does not end with its years."""
    match = _PROGRAMME.search(name_key(title))
    return int(match[1]) if match else None


def edition_named(title: str) -> tuple[int, bool] | None:
    """Return the year of the edition a title names in brackets at its end, （2004年修正）, and whether a word says so.

    A year alone may be that of the instrument; a day alone is never one of an edition. ``None`` where none is named.
    """
    match = _NAMED.search(name_key(title))
    if match is None or (match[2] and not match[3]):
        return None
    return int(match[1]), match[3] is not None


def name_keys(title: str) -> tuple[str, ...]:
    """Return the keys to look for, best first.

    As written; without a note on the edition, （2021年修订）; without its number, （国务院令第711号）; without the
    central organ before 关于; what a notice of the form 关于印发〈…〉的通知 sends out. Organs of provinces stay: their
    papers bear the names of central ones.
    """
    key = name_key(title)
    keys = [key, _EDITION.sub("", key), _NUMBERED.sub("", key), _CENTRAL.sub("", key)]
    if sent := _SENDS.fullmatch(key):
        keys.append(sent[1])
    return tuple(dict.fromkeys(each for each in keys if each))
