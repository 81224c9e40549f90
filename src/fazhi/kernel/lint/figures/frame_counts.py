"""Frames of heads, voices and copies: those that are and are not, those for and against, those who hold one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .frame_sums import COMPARED, UNSURE, plainly, slack_of
from .numbers import Kind
from .passages import Claim, Passage
from .quantities import Quantity
from .slips import shown

__all__ = ["complements", "copies", "votes"]

_NEGATED: Final = lazily(r"(?:不|未(?!来|成年)|没有)(?:能|予|曾|被|得到|达到|按期|按时)?(?P<verb>[\u4e00-\u9fff]{2})")


def complements(passage: Passage) -> Iterator[Claim]:
    """Yield how many there are not of a kind that are counted beside: 符合条件的 28 户，不符合条件的 9 户 of 37."""
    for stated in passage.here:
        told = _NEGATED.search(stated.words) if stated.kind is Kind.COUNT and not stated.hedged else None
        if told is None or stated.per:
            continue
        others = passage.like(stated)
        with_it = [each for each in others if told["verb"] in each.words and told[0] not in each.words]
        wholes = [each for each in others if each not in with_it]
        if len(with_it) != 1 or len({each.value for each in wholes}) != 1 or any(q.hedged for q in (*with_it, *wholes)):
            continue
        done, whole = with_it[0], wholes[0]
        if whole.start > min(done.start, stated.start) or whole.value < done.value or COMPARED.search(whole.clause):
            continue
        if UNSURE.search(passage.text, whole.start, max(done.end, stated.end)):
            continue
        yield Claim(
            code="Q002", stated=stated, value=whole.value - done.value, slack=slack_of((whole, done)),
            formula=f"{shown(whole.value)}-{shown(done.value)}", operands=(whole, done), complete=True, closed=True,
        )  # fmt: skip


_FOR: Final = lazily(r"(?<!不)(?:同意|赞成|支持)|(?P<no>不同意|反对|不赞成)|(?P<none>弃权)")
_PRESENT: Final = lazily(r"实到|(?<!应)到会|出席|参加(?:表决|投票|会议)|收回|有效票|实际?参会|参会")
_AWAY: Final = lazily(r"未(?:参加|投|表决)|回避|无效|废票|缺席|请假|离席|列席|委托|逐项|[两三]项议题|另选")


def votes(passage: Passage) -> Iterator[Claim]:
    """Yield how many voices there must be: those for, against and abstaining of those present."""
    if "弃权" not in passage.text or _AWAY.search(passage.text, passage.own):
        return
    voices: dict[str, list[Quantity]] = {"for": [], "no": [], "none": []}
    present = []
    for each in passage.all:
        if each.unit not in ("人", "票", "张") or each.hedged:
            continue
        told = _FOR.search(each.clause) or _FOR.search(each.behind[:4])
        if told:
            voices[told.lastgroup or "for"].append(each)
        elif _PRESENT.search(each.clause):
            present.append(each)
    if any(len(some) != 1 for some in voices.values()) or len({each.value for each in present}) != 1:
        return
    parts = [some[0] for some in voices.values()]
    stated = max(parts, key=lambda each: each.value)
    whole = present[-1]
    value = sum((each.value for each in parts), start=Fraction(0))
    if parts[0].start < whole.end or stated.start < passage.own:
        return
    yield Claim(
        code="Q002", stated=replace(whole, clause=""), value=value, slack=Fraction(0), formula=plainly(parts),
        operands=tuple(parts), complete=True, closed=True,
    )  # fmt: skip


_COPIES: Final = lazily(r"一式(?P<n>[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,2}|\d{1,2})份")
_HELD: Final = lazily(r"[执持存留报送]|备案|存档|归档")
_OPEN: Final = lazily(r"各|每|其余|若干|双方|均|余下|另|以上|至少")


def copies(passage: Passage) -> Iterator[Claim]:
    """Yield how many copies those make that each hold some."""
    told = _COPIES.search(passage.text, passage.own)
    if told is None or _OPEN.search(passage.text, told.end()):
        return
    sheets = [each for each in passage.here if each.unit == "份" and not each.hedged]
    stated = next((each for each in sheets if each.end == told.end()), None)
    parts = [each for each in sheets if each.start > told.end() and _HELD.search(each.clause)]
    if stated is None or len(parts) < 2 or len(parts) != len(sheets) - 1:
        return
    value = sum((each.value for each in parts), start=Fraction(0))
    yield Claim(
        code="Q002", stated=stated, value=value, slack=Fraction(0), formula=plainly(parts), operands=tuple(parts),
        complete=True, closed=True,
    )  # fmt: skip
