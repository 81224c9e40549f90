"""A count taken up again with another value: 共排查隐患 216 处。…排查出的 261 处隐患已全部建立台账 (Q009)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .nearby import label, noun_behind
from .numbers import Kind, numbers, units_agree
from .slips import Checked, Slip, shown

__all__ = ["check_taken_up"]

_VERB: Final = lazily(r"(?:^|[,;:对将把就该])(?:已|所)?(?P<verb>[\u4e00-\u9fff]{2})(?:出|到|来)?的(?:这|全部)?$")
_THESE: Final = lazily(r"(?:^|[,;:对将把就在])(?:上述|前述|以上|这)$")
_SOME: Final = lazily(r"其中|部分|新增|今年|上年|去年|\d{4}年|月|再次|又|另|首批|第[一二三四]")


def check_taken_up(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield a count that is told to be the one before (排查出的, 上述) and is none of those told before, nor their sum.

    There must be just one count of the unit in front, said of the same thing: by its verb or by its noun.
    """
    found = [each for each in numbers(text) if each.kind is Kind.COUNT]
    for at, again in enumerate(found):
        verb, these = _VERB.search(again.clause), _THESE.search(again.clause)
        if not at or again.hedged or again.start in taken or not (verb or these) or _SOME.search(again.clause):
            continue
        front = [each for each in found[:at] if units_agree(each, again)]
        if len(front) != 1 or front[0].hedged:
            continue
        noun = noun_behind(text, again)[:2]
        said = label(text, front[0])
        if (verb is not None and verb["verb"] not in said) or len(noun) < 2 or noun not in said:
            continue
        if again.value == front[0].value:
            yield "Q009", Checked(again.start)
        elif Fraction(1, 3) < again.value / (front[0].value or 1) < 3:
            yield (
                "Q009",
                Slip(
                    start=again.start,
                    end=again.end,
                    message=f"此处为 {shown(again.value)}，前文为 {shown(front[0].value)}",
                    suggestion="核对两处口径和数据，改成一致",
                ),
            )
