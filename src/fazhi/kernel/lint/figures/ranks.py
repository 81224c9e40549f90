"""Ranks: from one to another, the direction said of it and the places gained or lost (Q014, Q015)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from ...citations import number_from_cn
from ...errors import CitationError
from .slips import Checked, Slip

__all__ = ["check_ranks"]

_N: Final = r"第\s?(?P<{}>\d{{1,3}}|[一二三四五六七八九十]{{1,4}})(?:位|名)"
_UP: Final = "上升|前移|提升|跃升|晋升|升|进位?|前进|提高|跃居|攀升"
_DOWN: Final = "下降|后移|下滑|跌|降|退|后退|滑落|回落"
_MOVE: Final = lazily(
    rf"(?:由|从|较|比)[^,;。]{{0,14}}?{_N.format('a')}(?P<gap>[^,;。第]{{0,12}}?)(?:(?P<up>{_UP})|(?P<down>{_DOWN}))?(?:到|至|为)"
    rf"(?:了)?[^,;。第]{{0,12}}?{_N.format('b')}"
    rf"(?:[,(]?[^,;。\d]{{0,6}}?(?:(?P<more>{_UP})|(?P<less>{_DOWN}))了?(?P<by>\d{{1,3}}|[一二三四五六七八九十两]{{1,3}})个?(?:位次?|名次?))?"
)


def _value(written: str) -> int | None:
    try:
        return int(written) if written.isdigit() else number_from_cn(written.replace("两", "二"))
    except CitationError:
        return None


def check_ranks(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of ranks that change: the first place is the best, so 上升 makes the number smaller."""
    for found in _MOVE.finditer(text):
        first, last = _value(found["a"]), _value(found["b"])
        if first is None or last is None or first == last:
            continue
        rising = last < first
        for good, bad in (("up", "down"), ("more", "less")):
            if found[bad if rising else good]:
                group = bad if rising else good
                way = "上升" if rising else "下降"
                yield (
                    "Q015",
                    Slip(
                        start=found.start(group),
                        end=found.end(group),
                        message=f"从第 {first} 位到第 {last} 位是{way}，所写的是“{found[group]}”",
                        suggestion="核对前后名次和方向",
                    ),
                )
                break
        else:
            by = _value(found["by"]) if found["by"] else None
            if by is None or by == abs(first - last):
                yield "Q014", Checked(found.start("b"))
            else:
                yield (
                    "Q014",
                    Slip(
                        start=found.start("by"),
                        end=found.end("by"),
                        message=f"从第 {first} 位到第 {last} 位相差 {abs(first - last)} 位，与所写的不符",
                        suggestion=f"核对前后名次；名次无误的，应为 {abs(first - last)} 位",
                    ),
                )
