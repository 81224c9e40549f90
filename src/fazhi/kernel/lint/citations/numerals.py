"""Numerals as citations write them: 五, 一百零五, 一千二百六十, 12, １２, 二八七. Reading only, and laxly."""

from __future__ import annotations

from functools import lru_cache

from fazhi.kernel.citations import number_cn
from fazhi.kernel.citations.numerals import LARGEST

NUMERAL = "零〇一二三四五六七八九十百千两0-9０-９"
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=4096)
def read_number(written: str) -> int | None:
    """Return the number from 1 to 9999, whatever numerals it is written in; ``None`` when it is none or out of range.

    Laxer than ``number_from_cn``, which reads declared references: a document may write 一百二十 as 120 or 一二〇.
    """
    if len(written) > 8:
        return None
    number = int(written) if written.isdecimal() else _from_cn(written)
    return number if number is not None and 1 <= number <= LARGEST else None


def suffix_cn(written: str) -> str | None:
    """Return 之一 for the numeral of an inserted article, in whatever numerals it is written."""
    number = read_number(written)
    return None if number is None else f"之{number_cn(number)}"


def _from_cn(written: str) -> int | None:
    if not any(sign in _PLACES for sign in written):
        digits = [_DIGITS.get(sign, -1) for sign in written]
        return None if -1 in digits else int("".join(map(str, digits)))
    total = digit = 0
    for sign in written:
        if sign in _PLACES:
            total += (digit or 1) * _PLACES[sign]
            digit = 0
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            return None
    return total + digit
