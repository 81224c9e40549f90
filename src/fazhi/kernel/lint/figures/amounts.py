"""Amounts in words and in digits (Q005), 元 and 万元 mixed between the two (Q004)."""

from __future__ import annotations

import re
from enum import Enum
from fractions import Fraction
from itertools import chain

from fazhi.kernel.lint.lazily import lazily

from .slips import Checked, Slip, plain

__all__ = ["Amount", "amount_in_words", "check_amounts"]

_DIGITS = {char: index for index, char in enumerate("零壹贰叁肆伍陆柒捌玖")} | {"两": 2, "貳": 2, "〇": 0}
_DIGITS |= {char: index for index, char in enumerate("零一二三四五六七八九")} | {"弍": 2, "参": 3, "陸": 6}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000, "十": 10, "百": 100, "千": 1000}
_WORDS = lazily(
    r"[零壹贰貳叁参肆伍陆陸柒捌玖拾佰仟万亿]{2,}(?:元|圆)(?:[零壹贰叁肆伍陆柒捌玖]角)?零?(?:[零壹贰叁肆伍陆柒捌玖]分)?(?:整|正)?"
)
_PLAIN = lazily(
    r"(?<![一二三四五六七八九十百千万])[一二两三四五六七八九十百千万零]{2,}元整?(?=\((?:人民币|¥|￥|小写|:)*\d)"
    r"|(?<=\d元)\([一二两三四五六七八九十百千万零]{2,}元整?\)|(?<=\d万元)\([一二两三四五六七八九十百千万零]{2,}元整?\)"
)
"""Amounts in everyday numerals are held against digits only where one of the two stands in brackets right behind."""
_FIGURE = lazily(
    r"(?:人民币|小写|RMB|¥|￥|:|\()*\s*(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<scale>万|亿|千|百)?\s*(?P<unit>元|圆)?(?:整|正)?"
)
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_JOIN = lazily(r"[\s(){}《》:,;大小写人民币金额计即合共为RMB¥￥或的整正]*")


class Amount(Enum):
    """Which mistake."""

    WORDS = "Q005"
    UNIT = "Q004"


def amount_in_words(words: str) -> Fraction | None:
    """Return in 元 what an amount in capital numerals says (壹万贰仟元整), or None where it cannot be read."""
    whole, _, behind = re.sub(r"[整正]$", "", words).replace("圆", "元").partition("元")
    total, section, digit = 0, 0, 0
    for char in whole:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _PLACES:
            section += (digit or 1) * _PLACES[char]
            digit = 0
        else:
            section += digit
            total = (total + section) * (10**4 if char == "万" else 10**8)
            section, digit = 0, 0
    value = Fraction(total + section + digit)
    for sign, worth in (("角", Fraction(1, 10)), ("分", Fraction(1, 100))):
        if match := re.search(rf"(.){sign}", behind):
            if match[1] not in _DIGITS:
                return None
            value += _DIGITS[match[1]] * worth
    return value


def check_amounts(text: str) -> list[tuple[Amount, Slip] | Checked]:
    """Return what is to be said of every amount given in words and in digits side by side.

    The two must stand next to one another with nothing but brackets, 大写, 小写, 人民币, ¥ between.
    """
    said: list[tuple[Amount, Slip] | Checked] = []
    for words in chain(_WORDS.finditer(text), _PLAIN.finditer(text)):
        value = amount_in_words(words[0].strip("()"))
        if value is None:
            continue
        beside = _beside(text, words.start(), words.end())
        if beside is None:
            continue
        start, end, stated, step = beside
        if abs(stated - value) < max(step / 2, Fraction(1, 200)):
            said.append(Checked(start))
            continue
        mixed = stated and (value / stated in (10**4, Fraction(1, 10**4)))
        said.append(
            (
                Amount.UNIT if mixed else Amount.WORDS,
                Slip(
                    start=min(start, words.start()),
                    end=max(end, words.end()),
                    message=(
                        f"大写{words[0]}与小写{text[start:end].strip()}相差一万倍，疑似“元”“万元”混用"
                        if mixed
                        else f"大写{words[0]}（{plain(value)}元）与小写{plain(stated)}元不一致"
                    ),
                    suggestion="核对合同、票据原件后改成一致",
                ),
            )
        )
    return said


def _beside(text: str, start: int, end: int) -> tuple[int, int, Fraction, Fraction] | None:
    """Return place, value in 元 and printed step of the figure that stands next to an amount in words."""
    behind = _JOIN.match(text, end)
    after = behind.end() if behind else end
    if after - end <= 14 and (figure := _FIGURE.match(text, after)) and _money(figure, text, end):
        return (figure.start("digits"), figure.end(), *_value(figure))
    window = text[max(0, start - 40) : start]
    figures = [f for f in _FIGURE.finditer(window) if f["digits"]]
    if figures:
        figure = figures[-1]
        gap = window[figure.end() :]
        if (
            len(gap) <= 16
            and (match := _JOIN.match(gap))
            and match.end() == len(gap)
            and (figure["unit"] or "大写" in gap or "¥" in figure[0])
        ):
            offset = max(0, start - 40)
            return (offset + figure.start("digits"), offset + figure.end(), *_value(figure))
    return None


def _money(figure: re.Match[str], text: str, end: int) -> bool:
    """Say whether a figure behind the words is money: 元, ¥ or 小写 marks it."""
    return bool(figure["unit"]) or bool(re.search(r"¥|￥|小写|RMB", text[end : figure.start("digits")]))


def _value(figure: re.Match[str]) -> tuple[Fraction, Fraction]:
    digits, worth = figure["digits"].replace(",", ""), _SCALES[figure["scale"] or ""]
    decimals = len(digits.partition(".")[2])
    step = Fraction(worth, 10**decimals) if figure["scale"] else Fraction(1, 100)
    return Fraction(digits) * worth, step
