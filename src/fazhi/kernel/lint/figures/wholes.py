"""Shares above a hundred per cent, and lists of shares of one whole that come to more than it (Q008)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers
from .shares import GROWTH, OF_SHARE, RATE
from .slips import Slip, shown

__all__ = ["check_whole"]

_OVER_FINE = lazily(
    r"完成|超额|达标|增|比|利用|覆盖|投资|回报|收益|负债|杠杆|周转|赔付|容积|税|涨|执行|进度|支出|到位|得分|满足"
)
_INSTALMENT = lazily(r"(?:[款期付]|[保定]证?金|阶段|批次?)[^,;、\d]{0,8}$")
_MADE_OF = lazily(r"(?:来源|构成|组成|权重|结构|分配|比例|分值|产业比重|产业占比)[^,;:\d]{0,6}(?::|为|是)[^:]*$")
_SEVERAL = lazily(r"多选|可多|重复|交叉")
"""Answers of which one person may give several."""
_HELD = lazily(r"(?:股权|股份|出资|分红|分成|权重)[^,;、:\d]{0,8}(?::|为|是)[^:、,]{1,8}$")
_EACH_BEARS = lazily(r"(?:承担|负担|分担|出资|占股|配套|补助|自筹|支付|付|拨付)(?:总?价?款?的?)$")
_SCALES = tuple(
    tuple(re.compile(word) for word in words)
    for words in (
        ("(?:非常|很|十分)满意", "(?<!很|常|分|本|较|不)满意", "(?:基本|较)满意|一般", "不满意"),
        ("(?<!本|较|不)满意", "(?:基本|较)满意|一般", "不满意"),
        ("优秀", "良好", "合格|一般|及格", "不合格|较差|不及格"),
        ("优秀", "良好", "合格|一般|及格"),
        ("优秀", "(?<!本|不)(?:称职|合格)", "基本(?:称职|合格)", "不(?:称职|合格)"),
        ("同意|赞成|支持", "反对|不同意|不支持", "弃权|无所谓|不清楚"),
        ("第一产业|一产", "第二产业|二产", "第三产业|三产"),
    )
)


def _named_apart(run: Sequence[Number]) -> bool:
    """Say whether a run of shares is a scale (满意、基本满意、不满意) or ends with 其他: nobody is in it twice."""
    if re.search("其他|其它|其余", run[-1].lead):
        return True
    return any(
        len(words) == len(run) and all(word.search(number.lead) for word, number in zip(words, run, strict=True))
        for words in _SCALES
    )


_ADDED_UP = lazily(r"相加|之和|总和|合计|累计|共计")
_OF_SHARE_EACH = lazily(r"(?:占比?|比例|比重|占到)(?:为|是|达)?$")


def _one_kind(run: Sequence[Number]) -> bool:
    """Say whether shares are of things called alike: 人员经费占 62%、公用经费占 23%、项目经费占 25%."""
    names = [_OF_SHARE_EACH.sub("", number.clause) for number in run]
    names = [name.rpartition("、")[2] for name in names]
    return (
        all(len(name) > 1 for name in names) and len({name[-2:] for name in names}) == 1 and len(set(names)) == len(run)
    )


def _runs(found: Sequence[Number]) -> Iterator[list[Number]]:
    """Yield the lists of three or more shares that stand one behind the other."""
    run: list[Number] = []
    for number in found:
        if number.kind is Kind.PERCENT and not number.hedged:
            if run and not re.match(r"[、,;和及与]", number.lead.strip()):
                if len(run) > 1:
                    yield run
                run = []
            run.append(number)
        elif run:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def _instalments(text: str, found: Sequence[Number]) -> list[Slip]:
    """Return the slip of three or more instalments, sources or grades in a row that come to more than the whole."""
    slips = []
    for run in _runs(found):
        leads = "".join(number.lead for number in run)
        if len(run) == 2 and not _HELD.search(run[0].lead):
            continue
        listed = (
            len(run) == 2
            or _INSTALMENT.search(run[0].lead)
            or _MADE_OF.search(run[0].lead)
            or all(_EACH_BEARS.search(number.lead) for number in run)
            or _named_apart(run)
            or (all(_OF_SHARE_EACH.search(number.lead) for number in run) and _one_kind(run))
        )
        total = sum((number.value for number in run), start=Fraction(0))
        slack = sum((number.step for number in run), start=Fraction(0)) / 2 if run[0].decimals else Fraction(0)
        if (
            not listed
            or total <= 100 + slack
            or _SEVERAL.search(text)
            or re.search("至|累计|违约|利|滞纳|罚|达到|提高|增|降", leads)
        ):
            continue
        slips.append(
            Slip(
                start=run[0].start,
                end=run[-1].end,
                message=f"所列各项比例相加为 {shown(total)}%，超过 100%",
                suggestion="核对各项比例",
            )
        )
    return slips


def check_whole(text: str) -> list[Slip]:
    """Return the shares above a hundred per cent, and lists of shares of one whole that add up to more than it."""
    slips = []
    found = numbers(text)
    for stated in found:
        if stated.kind is not Kind.PERCENT or stated.value <= 100 or (stated.hedged and stated.low < 100):
            continue
        clause = stated.clause
        if GROWTH.search(stated.lead) or _OVER_FINE.search(clause):
            continue
        if OF_SHARE.search(clause) or (RATE.search(stated.lead) and not _OVER_FINE.search(stated.lead)):
            slips.append(
                Slip(
                    start=stated.start,
                    end=stated.end,
                    message=f"占比或比率 {shown(stated.value)}% 超过 100%",
                    suggestion="核对分子、分母是否颠倒或口径是否一致",
                )
            )
    slips.extend(_instalments(text, found))
    shares = [number for number in found if number.kind is Kind.PERCENT and "占" in number.clause]
    listed = shares if len(shares) >= 3 else []
    whole = re.search(r"分别占|各占", text)
    if whole and not listed:
        from_list = [
            number
            for number in found
            if number.kind is Kind.PERCENT and number.start > whole.start() and not _ADDED_UP.search(number.clause)
        ]
        listed = from_list if len(from_list) >= 2 else []
    if listed and not re.search(r"多选|可多|重复|交叉|女|党员|岁|学历|本科", text):
        total = sum((number.value for number in listed), start=listed[0].value * 0)
        if whole and total > 101 and not any(number.hedged for number in listed):
            slips.append(
                Slip(
                    start=listed[0].start,
                    end=listed[-1].end,
                    message=f"所列各项占比相加为 {shown(total)}%，超过 100%",
                    suggestion="核对各项占比；可以重复计算的，写明口径",
                    mild=True,
                )
            )
    return slips
