"""Totals and their parts where the list is told by its build and not by 分别 or 合计 (Q002)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .nearby import alike, bare, label
from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip
from .sums import leave_nothing
from .totals import Summed, near, otherwise, shared_out, told

__all__ = ["check_nearby_sums"]

_TOTAL = lazily(
    r"(?<!公)共(?!同|享|建|治|管|识|产|性|用|青)|合计|总计|累计|总|全部|对$|安排|投入|编制|核定|现有|设有?|划分|评查|预算|全[镇村县市乡区年]"
    r"|受理|收到|接到|办理|发现|排查|涉及|征收|收入|支出|资金|到会|应到|发放|辖|登记|在册|需要?"
)
_ALL = lazily(
    r"^(?:收回|发出)[^,;:\d]{0,6}$|(?<!公)共(?!同|享|建|治|管|识|产|性|用|青)|合计|总计|累计|总[计数额量共和价]|总[^,;:\d]{1,4}量|小计|一共"
)
_OPENED = lazily(r"其中|分别|包括|^[:(]|^[^,;:、\d]{0,12}中,")
_SEX = lazily("男|女")
_NEXT = lazily(r"^(?:[、,;]|和|及|以及|与)|^[\u4e00-\u9fff]{1,10}[、,;]$")
_OVERLAP = lazily(
    r"女|男|党员|岁|学历|本科|研究生|大专|以上|以下|少数民族|同比|新增|平均|最|曾|获|开庭|出庭|应诉|参加|率|每|另|此外|同时|上年|去年|今年|较|比上|增|减|惠及|服务(?:群众|企业|对象)"
)
_GROUPS = lazily(
    r"对象|老人|老年|残疾|低保|特困|困难|留守|妇女|儿童|高龄|退役|军属|孤儿|失能|独居|种植户|养殖户|务工户|经营户"
)
_LEVELS = lazily("中央|国家|上级|省|市|县|区|镇|乡|村|自筹|地方|社会资本|配套|群众|银行|贷款|其他|其余")
_VOTES = tuple(re.compile(word) for word in ("同意|赞成", "反对|不同意", "弃权"))
_VOTERS = lazily(r"实到|到会|出席|参会|投票|表决|收回|发出")


def check_nearby_sums(text: str, taken: set[int]) -> Iterator[tuple[Summed, Slip] | Checked]:
    """Yield what is to be said of totals that are not in ``taken``; they must be close to what the parts make."""
    found = [number for number in numbers(text) if number.kind is Kind.COUNT]
    for index, total in enumerate(found):
        yield from _votes(found, index, taken)
        if total.hedged or total.start in taken:
            continue
        parts = _parts_behind(text, found, index)
        if parts and _upper_end("".join(part.lead for part in parts)):
            continue
        if parts and (_TOTAL.search(total.lead) or _OPENED.search(parts[0].lead) or _complete(text, parts)):
            if shared_out(text, total, parts):
                continue
            yield from _judged(found, total, parts, among=bool(re.search("其中|中,|包括", parts[0].lead)), taken=taken)
        elif _ALL.search(total.clause):
            front = _parts_in_front(text, found, index)
            if front:
                yield from _judged(found, total, front, among=False, taken=taken)


_UPPER = lazily(r"(?<!不)满意|优秀|良好|(?<!不)支持")
_LOWER = lazily(r"不满意|不合格|不称职|较差|一般|不支持|反对|其他|其余|不了解|不清楚|未评|弃权")


def _upper_end(words: str) -> bool:
    """Say whether a list is the upper end of a scale only: 满意、基本满意, and those who are not are left out."""
    return _UPPER.search(words) is not None and _LOWER.search(words) is None


def _judged(
    found: Sequence[Number], total: Number, parts: Sequence[Number], *, among: bool, taken: set[int]
) -> Iterator[tuple[Summed, Slip] | Checked]:
    if any(part.hedged or part.start in taken for part in parts):
        return
    value = sum((part.value for part in parts), start=Fraction(0))
    behind = found[found.index(total) + 1 :]
    if behind and behind[0].lead.startswith(("(含", "(另", "(不含")):
        return
    if any(value - 2 * part.value == total.value and re.search("[出减迁退亡扣]", part.lead) for part in parts[1:]):
        yield Checked(total.start)  # one of them is taken off: 户籍 3.6 万、流入 1.5 万、流出 0.3 万
        return
    some = [sum((part.value for part in parts[:end]), start=Fraction(0)) for end in range(2, len(parts))]
    if near(value, parts, total) or total.value in some:
        yield Checked(total.start)
        return
    close = abs(value - total.value) <= total.value * (
        Fraction(1, 4) if len(parts) > 2 else Fraction(1, 5 if among and value > total.value else 10)
    )
    sources = among and close and abs(value - total.value) <= total.value / 10
    sources = sources and (_funded(total, parts) or _called_so(total, parts))
    counted = _as_many(found, total, parts)
    over = among and total.value < value <= total.value * Fraction(7, 5)
    whole = leave_nothing(parts) and abs(value - total.value) <= total.value / 2
    if not close and not over and not whole and not (counted and abs(value - total.value) <= total.value / 2):
        return
    if not counted and not whole and (among and value < total.value and not sources):
        return
    if otherwise(found, total, parts):
        return
    taken.add(total.start)
    yield from told(total, parts, value)


_NUMBERED = lazily(r"(?P<n>[两二三四五六七八九]|\d)(?:个|所|家|类|项|支|村|组|批|期|方|大)")
_DIGITS = {char: index for index, char in enumerate("零一二三四五六七八九")} | {"两": 2}


def _as_many(found: Sequence[Number], total: Number, parts: Sequence[Number]) -> bool:
    """Say whether the text tells how many parts there are, and so many follow: 两所学校共有…，其中小学…，中学…."""
    told = _NUMBERED.search(total.lead)
    at = found.index(total)
    if told is not None:
        many = int(told["n"]) if told["n"].isdigit() else _DIGITS[told["n"]]
    else:
        many = int(found[at - 1].value) if at and not units_agree(found[at - 1], total) else 0
    return many == len(parts)


def _complete(text: str, parts: Sequence[Number]) -> bool:
    return (
        len(parts) > 1
        and not any(_OVERLAP.search(part.lead) for part in parts if not _SEX.search(part.lead))
        and (leave_nothing(parts))
    )


def _funded(total: Number, parts: Sequence[Number]) -> bool:
    """Say whether an investment is told by the levels that pay it, the last of which is what is left to raise."""
    return bool(
        len(parts) > 1
        and total.unit == "元"
        and re.search("投资|资金|经费|造价", total.clause)
        and all(_LEVELS.search(part.lead) for part in parts)
        and re.search("自筹|配套|其他|其余|镇|乡|村|社会资本", parts[-1].lead)
    )


def _called_so(total: Number, parts: Sequence[Number]) -> bool:
    """Say whether the total names its parts: 调解、撤诉案件共 42 件，其中调解 27 件，撤诉 15 件."""
    names = [bare(part) for part in parts]
    return all(len(name) > 1 and name in total.clause for name in names) and bool(re.search("[、和及]", total.clause))


def _overlap(part: Number, total: Number) -> bool:
    """Say whether a part may overlap another: 女, 党员 and the like, unless the total counts just these."""
    return any(match[0] not in total.clause for match in _OVERLAP.finditer(part.lead))


def _fit_together(text: str, total: Number, parts: Sequence[Number]) -> bool:
    if len(parts) < 2 or any(_overlap(part, total) for part in parts):
        return False
    if parts[0].unit in ("人", "户") and any(_GROUPS.search(label(text, part)) for part in parts):
        return False
    opened = _OPENED.search(parts[0].lead) is not None
    return alike(parts, text, opened=opened) or (opened and len(parts) == 2) or _funded(total, parts)


def _parts_behind(text: str, found: Sequence[Number], at: int) -> list[Number]:
    """Return the parts that follow a total, named alike, up to the end of their list; none where they are not."""
    parts: list[Number] = []
    for number in found[at + 1 :]:
        if not units_agree(number, found[at]) or (parts and not _NEXT.match(number.lead.strip())):
            break
        if _ALL.search(number.lead):
            break
        parts.append(number)
    if parts and parts[0].lead.strip()[:1] == "、":
        return []  # what is set off like this is itself one of a list
    return parts if _fit_together(text, found[at], parts) or _complete(text, parts) else []


def _parts_in_front(text: str, found: Sequence[Number], at: int) -> list[Number]:
    """Return three parts or more that stand before their total: bare ones behind 分别, or ones named alike."""
    parts: list[Number] = []
    for number in reversed(found[:at]):
        if not units_agree(number, found[at]):
            break
        parts.insert(0, number)
        if not _NEXT.match(number.lead.strip()):
            break
    if _complete(text, parts):
        return parts
    if len(parts) < 3:
        return []
    bare = re.search("分别|依次", parts[0].lead) and all(part.lead.strip() in "、,和及" for part in parts[1:])
    if bare and not re.search("较|比|同比|增|减", parts[0].lead):
        return parts
    return parts if _fit_together(text, found[at], parts) else []


def _votes(found: Sequence[Number], at: int, taken: set[int]) -> Iterator[tuple[Summed, Slip] | Checked]:
    """Judge 实到 61 人，同意 58 票，反对 1 票，弃权 2 票: each of those present has one vote."""
    votes = list(found[at + 1 : at + 4])
    if len(votes) != 3 or votes[-1].start in taken or found[at].unit not in ("人", "张") or found[at].hedged:
        return
    if not all(word.search(vote.lead) for word, vote in zip(_VOTES, votes, strict=True)):
        return
    if not _VOTERS.search(found[at].lead) or any(vote.hedged or vote.unit not in ("人", "张") for vote in votes):
        return
    value = sum((vote.value for vote in votes), start=Fraction(0))
    sent = found[at - 1].value if at and "委托" in found[at].clause and units_agree(found[at - 1], found[at]) else 0
    if value == found[at].value + sent:
        yield Checked(found[at].start)
    elif value > found[at].value + sent:
        taken.add(found[at].start)
        yield from told(found[at], votes, value)
