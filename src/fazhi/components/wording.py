"""How dates, sums and references are written, and which of them may not be broken across lines.

Lives here: plain functions on plain values, used by templates through filters and by whoever writes a paper.
Full-width punctuation, half-width digits; no space between Chinese and digits in official text.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

WEEKDAYS: Final = "一二三四五六日"


def cn_date(day: date) -> str:
    """Return the day as prose and papers write it.

    >>> cn_date(date(2026, 11, 21))
    '2026年11月21日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """Return the day of the week: ``周六``."""
    return f"周{WEEKDAYS[day.weekday()]}"


def short_date(day: date) -> str:
    """Return the day as a term is said.

    >>> short_date(date(2026, 11, 24))
    '11月24日（周二）'
    """
    return f"{day.month}月{day.day}日（{weekday(day)}）"


def long_date(day: date) -> str:
    """Return the day with its weekday: ``2026年11月20日（周五）``."""
    return f"{cn_date(day)}（{weekday(day)}）"


def table_date(day: date) -> str:
    """Return the day as tables write it: ``2026-11-21``."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def table_time(moment: datetime) -> str:
    """Return the moment as tables and foot lines write it, in its own zone: ``2026-11-20 15:02``."""
    return moment.strftime("%Y-%m-%d %H:%M")


def money(amount: Decimal | int) -> str:
    """Return a sum in 元 with thousands marks and two decimals, half a cent rounded up, without the word 元.

    >>> money(Decimal("42800"))
    '42,800.00'
    """
    return f"{Decimal(amount).quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,.2f}"


_NUMERALS: Final = "一二三四五六七八九十百千零〇两"
_DAY: Final = rf"(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日(?:（周[{WEEKDAYS}]）)?(?:止|前|起)?"
_KEEP_TOGETHER: Final = re.compile(
    "|".join(
        (
            rf"{_DAY}",
            r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?",
            r"[\u4e00-\u9fff]{0,5}〔\d{4}〕 ?[A-Z]?\d+号?",
            r"(?:(?:剩|第|逾期|已等) ?)?\d+ ?个?(?:工作日|自然日|月|日|天)",
            rf"第[{_NUMERALS}\d]+条(?:之[{_NUMERALS}]+)?(?:第[{_NUMERALS}\d]+款)?(?:第[{_NUMERALS}\d]+项)?",
            r"(?:¥ ?)?\d{1,3}(?:,\d{3})*\.\d{2} ?元?",
            r"0\d{2,3}-\d{7,8}|1\d{10}(?!\d)",
        )
    )
)

_MAY_KEEP: Final = re.compile(r"\d|第")
"""Without a digit or 第 nothing of the above stands in a text; most cells of a table have neither."""


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return ``text`` cut into pieces, each with whether it must stay on one line.

    Kept together: dates with weekday and 止, ``N 个工作日``, 第X条第Y款, 文号, sums, telephone numbers. The pieces
    joined give ``text`` again.
    """
    if not _MAY_KEEP.search(text):
        return [(text, False)] if text else []
    cut: list[tuple[str, bool]] = []
    end = 0
    for match in _KEEP_TOGETHER.finditer(text):
        if match.start() > end:
            cut.append((text[end : match.start()], False))
        cut.append((match.group(), True))
        end = match.end()
    if end < len(text):
        cut.append((text[end:], False))
    return cut
