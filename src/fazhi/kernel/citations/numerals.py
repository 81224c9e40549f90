"""Chinese numerals as statutes write them: 一, 十, 二十, 一百零五, 一千二百六十. Whole numbers from 1 to 9999."""

from __future__ import annotations

from fazhi.kernel.errors import CitationError

_DIGITS = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
LARGEST = 9999


def number_cn(number: int) -> str:
    """Return ``number`` (1 to 9999) in the numerals used for articles; CitationError outside that range.

    >>> number_cn(10), number_cn(110), number_cn(1005)
    ('十', '一百一十', '一千零五')
    """
    if not 1 <= number <= LARGEST:
        raise CitationError(f"条、款、项的序号须在 1 至 {LARGEST} 之间，不能是 {number}", code="bad_number")
    written = ""
    rest = number
    for value, unit in _PLACES:
        digit, rest = divmod(rest, value)
        if digit:
            written += _DIGITS[digit] + unit
        elif written and rest and not written.endswith("零"):
            written += "零"
    # 十 to 十九 are written without the leading 一, but only at the very beginning: 第十条, yet 第一百一十条.
    return written.removeprefix("一") if 10 <= number <= 19 else written


def number_from_cn(text: str) -> int:
    """Return the number that ``number_cn`` writes as ``text``; CitationError for anything written otherwise."""
    total = digit = 0
    units = {unit: value for value, unit in _PLACES if unit}
    for sign in text:
        if sign in units:
            total += (digit or 1) * units[sign]
            digit = 0
        elif sign in _DIGITS:
            digit = _DIGITS.index(sign)
        else:
            total = 0
            break
    else:
        total += digit
    # Reading is lax, so the number is written back: 一百二, 零五 and 十十 must not pass for something they are not.
    if not 1 <= total <= LARGEST or number_cn(total) != text:
        raise CitationError(f"“{text}”不是法条序号的规范写法", code="bad_number", hint="例如：十、二十一、一百零五")
    return total
