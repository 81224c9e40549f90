"""Frames of what is added and taken away: totals, lists, rests, states at the end, differences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind
from .passages import Claim, Passage
from .quantities import Quantity
from .slips import plain, shown

__all__ = ["COMPARED", "UNSURE", "differences", "ledgers", "lists", "plainly", "slack_of", "totals"]

COMPARED: Final = lazily(
    r"(?:上年|去年|同期|前年|上月|上季|上届)(?!末|底|度?结转|结余|转入)|同比|相比|[比较][^,]{0,12}[多少高低增减]|同上|环比|其中|每|平均"
)
_ROLE: Final = lazily(
    r"(?P<base>[年期月季]初|上年[末底]|去年底|上[月季期](?:末|结|底)|原(?!因|则)|总(?!结)|应[到缴付收还发]?|报名|共(?!同|享|建|治)|全部|计划|下达|核定|预算|合同价|拖欠|借款|本金|编制|报价|送审)"
    r"|(?P<final>余(?!姚)|剩|尚|仍[欠有为]|还[欠有差需]|未(?!来|成年)|[年期月季]末|[年月]底|变更后|调整后|增补后|结存|实有|实存|净(?!化|水|菜)|实到|到会|缺口|空缺|缺[考勤编额]|空置|闲置|利润|盈余|盈利|纯收[入益]|实付|实发|现(?!金|场|象|代|行|已|任)|账面|目前(?:有|共)|在册)"
    r"|(?P<less>核减|扣除|扣减|减少?|扣|支出|开支|支付|支用|已付|缴|偿?还(?!款协议)|办结|化解|整改|完成|废止|退出|退回|清退|退库|退(?!休金|役|耕)|离职|辞职|离任|调出|死亡|去世|迁出|出栏|销(?!售)|使用|用去|耗用|占用|征用|征收|征占|拨付|发放|垫付|代付|请假|缺席|参考(?!价)|(?<!未)出租|租出|入住|参训|参评|转出|报废|领用|消耗|注销|抵扣|抵(?!达|制|御)|脱贫|撤销|撤并|关闭|拆除|搬迁|出库|领取|借出|售出|卖出|成本|婚出|外出|因[病事公]|解除|解聘|期满|核销|通过|减免|剔除|损耗|流失|花费|用于)"
    r"|(?P<more>增加|新[增购添设开聘选育栽种签收立招建进入接]|追加|增[补设配]?|(?<!参)加(?!强|快|工|固|大)|补充|收入|进账|入账|到账|拨入|转入|收到|结转|流入|迁入|招录|招聘|调入|出生|制发|制定|出台|购入|购进|购置|采购|吸收|纳入|入库|进货|引进|发展|登记入|接收|复垦|补种|恢复|转来|留任)"
)
_TODAY: Final = lazily(r"截[至止]到?[^,]{0,8}?(?:[年月季]?[末底]|目前|现在)|现(?=已)")
UNSURE: Final = lazily(
    r"另|主要|若干|其他|其它|不含|不包括|部分(?!公开|采纳|满意|履行)|左右|上下|约|近[0-9]|[余多](?=[,。;])|以上的|预计|交叉|兼|重复|同时|连同|加之|遇|随时|既|又|或者|至少|不少于|不超过"
)


def _role(each: Quantity) -> str:
    """Return what a quantity does to what there was: the last word in front that says so, else the first behind."""
    told: list[str] = []
    for match in _ROLE.finditer(_TODAY.sub("", each.clause)):
        told.append(match.lastgroup or "")
    if "初" in each.clause or "原" in each.clause:
        return "base" if "base" in told else ""
    if "final" in told:
        return "final"
    if not told and (behind := _ROLE.search(each.behind[:8])):
        told.append("less" if behind.lastgroup == "final" else behind.lastgroup or "")
    return told[-1] if told else ""


def plainly(some: Sequence[Quantity]) -> str:
    """Return what is added as an official reads it."""
    return "+".join(shown(each.value) for each in some)


def slack_of(some: Sequence[Quantity]) -> Fraction:
    """Return how far the roundings of what is added may carry the sum."""
    return sum((each.high - each.low for each in some), start=Fraction(0)) / 2


def ledgers(passage: Passage) -> Iterator[Claim]:
    """Yield what must be left: what there was, and came, less what went.

    Where what there was is told behind (较年初的 12 家), the result is the one in front that has no part of its own.
    """
    for stated in passage.here:
        if stated.kind is not Kind.COUNT or stated.hedged or stated.spelled or stated.per:
            continue
        role = _role(stated)
        first = role == "" and next(each for each in passage.here if each.unit == stated.unit) is stated
        if not (role == "final" or first) or COMPARED.search(stated.clause):
            continue
        for scope in (
            (passage.like(stated, own=True), passage.like(stated)) if not first else (passage.like(stated, own=True),)
        ):
            claim = _ledger(passage, stated, scope, first=first)
            if claim is not None:
                yield claim
                break


def _one_line(text: str) -> bool:
    """Say whether a text goes on in one line, or in lines so short that they are those of a form."""
    lines = text.strip().split("\n")
    return len(lines) == 1 or max(map(len, lines)) < 30


_LEVEL: Final = lazily("[增减升降调涨加少高低][至到为]$")
_THE_REST: Final = lazily("其余|余下|剩余")
_AT_FIRST: Final = lazily("[年期月季]初|上年[末底]|原[有来]")


def _ledger(passage: Passage, stated: Quantity, scope: Sequence[Quantity], *, first: bool) -> Claim | None:
    some = [
        each
        for each in scope
        if not each.spelled and not each.clause.startswith("占") and not COMPARED.search(each.words.replace("其中", ""))
    ]
    if any(each.spelled and each.value > 1 for each in scope):
        return None  # 5 件通过，两件撤回: one that is told in a word may be of them
    begin = min((each.start for each in some), default=0)
    end = max((each.end for each in some), default=0)
    if not 2 <= len(some) <= 7 or any(each.hedged or each.per for each in some):
        return None
    if any(_LEVEL.search(each.clause) for each in some) or not _one_line(passage.text[begin : stated.start]):
        return None
    if not first and any(each.start > stated.end and _role(each) != "less" for each in some):
        return None
    if UNSURE.search(passage.text, max(0, begin - 12), stated.end) or (
        "其中" in passage.text[begin:end] and not (len(some) == 2 and _THE_REST.search(stated.clause))
    ):
        return None
    parts: dict[str, list[Quantity]] = {"base": [], "more": [], "less": [], "": []}
    starts = any(_role(each) == "base" for each in some)
    for at, each in enumerate(some):
        role = _role(each)
        run = [*parts["more"], *parts["less"]]
        if role in ("base", "") and at and len(run) > 1 and each.value == sum(one.value for one in run):
            continue  # 两次共缴 2000 元: what was told before, together
        if role == "final":
            return None
        if not at and not starts and (role in ("more", "") or (role == "less" and "扣" not in each.clause)):
            role = "base"
        parts[role].append(each)
    base, more, less = parts["base"], parts["more"], parts["less"]
    if first and not any(_AT_FIRST.search(each.clause) for each in base):
        return None
    if len(base) != 1 or len(parts[""]) > (0 if first or len(some) < 3 else 1) or (first and not starts):
        return None
    if not first and base[0].start > stated.start:
        return None
    if re.search("[由从]", base[0].clause) and base[0] is not some[0]:
        return None  # what came and went may be of something else
    if parts[""]:  # what a word unknown here says of it: it came or it went, and neither makes the result
        doubtful = parts[""][0]
        less = [*less, doubtful]
        value = base[0].value + sum(each.value for each in more) - sum(each.value for each in less)
        if abs(value + 2 * doubtful.value - stated.value) < abs(value - stated.value):
            less, more = less[:-1], [*more, doubtful]
    if not (more or less):
        return None
    value = base[0].value + sum(each.value for each in more) - sum(each.value for each in less)
    if value < 0 or (less and not more and any(each.value > base[0].value for each in less)):
        return None
    formula = plainly([*base, *more]) + "".join(f"-{shown(each.value)}" for each in less)
    told = (*base, *more, *less)
    return Claim(
        code="Q002", stated=stated, value=Fraction(value), slack=slack_of(told), formula=formula, operands=told,
        complete=bool(value) and (starts or base[0].start == begin) and not (parts[""] and not starts),
        closed=not parts[""] and starts, also=tuple(_subsets(base[0], more, less)),
    )  # fmt: skip


def _subsets(base: Quantity, more: Sequence[Quantity], less: Sequence[Quantity]) -> Iterator[Fraction]:
    """Yield what is left where some of what came and went counts for nothing here; and each figure itself."""
    for some in range(2 ** (len(more) + len(less))):
        chosen = [(each, at < len(more)) for at, each in enumerate([*more, *less]) if some >> at & 1]
        change = sum((each.value if came else -each.value for each, came in chosen), start=Fraction(0))
        yield base.value + change
    for each in (*more, *less):
        yield each.value
    some_way = [*more, *less]
    for ways in range(2 ** len(some_way)):  # a word may say the other way round what came and what went
        change = sum(
            (each.value * (1 if ways >> at & 1 else -1) for at, each in enumerate(some_way)), start=Fraction(0)
        )
        yield base.value + change
        yield change - base.value
    yield sum((each.value for each in more), start=Fraction(0))
    yield sum((each.value for each in less), start=Fraction(0))


_TOGETHER: Final = lazily(
    r"(?:以上|上述|前述|这)?(?P<n>[两二三四五六七八九十]|\d{1,2})(?:[项类种笔者个次批处]|[季期段组村])[^,;:\d]{0,8}?(?:合计|共计|总计|共|计|总|相加|之和)|(?:各项|本息|全[卷案册]|以上各?项?|往返|全程)[^,;:\d]{0,8}(?:合计|共计|总计|共|程|里)|(?:相加|之和|加总|全长)[^,;:\d]{0,4}$"
)
_SUMMED: Final = lazily(
    r"合计|共计|总计|累计|(?<!公)共(?!同|享|建|治|管|识|产|性)|总(?!结|体|的|书|队|站|工会)|全长|全年|全[镇乡村县]|一共"
)
_FILLING: Final = lazily(
    r"合计|共计|总计|累计|相加|之和|一共|全[年长乡镇村市县区部场程]|[上下]半年|[一二三四两]季度|[两二三四五六七八九十\d][项类种笔者个次批处段组村]|本[年月季期]|其中|总[人户件里数量面]?|人数|数量|金额|款项|面积|长度|里程|[共计总为达约了有是达到合人数额量款费钱的均则]"
)
_MANY: Final = {char: at for at, char in enumerate("零一二三四五六七八九十")} | {"两": 2}


_IN_ALL: Final = lazily(r"分([两二三四五六七八九十])(?:个)?(?:期|批|次|阶段|标段|年)")
_PLANNED: Final = lazily(r"年初|计划|预算|安排|核定|任务|目标|原有")


def totals(passage: Passage) -> Iterator[Claim]:
    """Yield what parts must make that a total told behind takes up as so many, as all of them, or by their name."""
    for stated in passage.here:
        if stated.kind not in (Kind.COUNT, Kind.PERCENT) or stated.hedged or stated.per or not stated.value:
            continue
        at = max(passage.text.rfind(mark, 0, stated.start) for mark in ",;:。\n)")
        clause = passage.text[at + 1 : stated.start]
        told = _TOGETHER.search(clause)
        if (told is None and not _SUMMED.search(clause)) or COMPARED.search(clause):
            continue
        if _role(stated) == "final" or re.search("中,?$", passage.text[stated.end : stated.end + 2]):
            continue
        if stated.kind is Kind.PERCENT and clause.strip("合共总计双方三两项者各占比为例之和的:"):
            continue
        ahead = [each for each in passage.all if each.end <= at + 1 and each.kind is stated.kind]
        many = 0
        if told is not None and told["n"]:
            many = _MANY.get(told["n"]) or int(told["n"]) if told["n"] in _MANY or told["n"].isdigit() else 0
        alike = (stated.unit, stated.unit.removesuffix("次"))
        parts = [each for each in ahead if each.unit in alike and not each.per]
        if many and len(parts) < many and stated.unit in ("件", "个", "项"):
            parts = [each for each in ahead if each.unit not in ("元", "日", "月", "年")]
            if len(parts) != many:
                continue
        mixed = len(parts) < 2 and not many
        if mixed:  # 小微企业 312 家、个体工商户 1456 户，市场主体总数 1768 户
            parts = [each for each in ahead if each.start >= passage.own and each.unit not in ("元", "日", "月", "年")]
        here = [each for each in parts if each.start >= passage.own]
        if many:
            if len(parts) < many or (len(parts) > many and len(here) != many):
                continue
            parts = parts[-many:]
        else:
            parts = here if told is None or len(here) > 1 else parts
        while len(parts) > 2 and _role(parts[0]) == "base" and _PLANNED.search(parts[0].clause):
            parts = parts[1:]  # 年初安排 30 万元 is no part of what was spent
        if len(parts) < 2 or any(each.hedged or each.spelled or COMPARED.search(each.clause) for each in parts):
            continue
        if UNSURE.search(passage.text, parts[0].start, stated.start) or any(_role(each) == "final" for each in parts):
            continue
        between = [each for each in ahead if parts[0].start < each.start and each not in parts and not each.spelled]
        complete = (
            told is not None
            or stated.kind is Kind.PERCENT
            or _named_alike(clause, parts, passage.text[passage.own : parts[0].start])
        )
        if any(each.unit not in ("日", "年", "月") for each in between) and not many:
            complete = False
        if any((_MANY.get(count[1]) or 0) != len(parts) for count in _IN_ALL.finditer(passage.text, passage.own)):
            complete = False
        value = sum((each.value for each in parts), start=Fraction(0))
        yield Claim(
            code="Q002", stated=stated, value=value, slack=slack_of(parts), formula=plainly(parts),
            operands=tuple(parts), complete=complete and not mixed and (value < 3 * stated.value < 9 * value),
            closed=told is not None, also=tuple(_runs(parts)),
        )  # fmt: skip


def _runs(parts: Sequence[Quantity]) -> Iterator[Fraction]:
    """Yield each part, and what the first and what the last so many make."""
    for at in range(len(parts)):
        yield parts[at].value
        yield sum((each.value for each in parts[: at + 1]), start=Fraction(0)) if at + 1 < len(parts) else Fraction(-1)
        yield sum((each.value for each in parts[at:]), start=Fraction(0)) if at else Fraction(-1)


def _named_alike(clause: str, parts: Sequence[Quantity], head: str) -> bool:
    """Say whether parts are told alike, and the total is told by no other name than theirs."""
    if len(parts) > 2 and not any(each.clause.strip("和及与") for each in parts[1:]):
        return True  # 分别长 1.8 公里、2.4 公里和 3.1 公里
    words = [_FILLING.sub("", each.words) for each in parts]
    own = _FILLING.sub("", clause)
    alike = set.intersection(*(set(each) for each in words)) if all(words) else set()
    named = not own or any(own[at : at + 2] in each for each in (*words, head) for at in range(len(own) - 1))
    first = _in_order(parts)
    return named and (bool(alike) or first)


_ORDERED: Final = lazily(
    r"第[一二三四五六]|[一二三四]季度|[上下]半年|[上中下][段游半旬]|[一二三四五六]期|首[批期]|[上下]午"
)


def _in_order(parts: Sequence[Quantity]) -> bool:
    """Say whether every part is told by its place in a row: 第一批, 上半年, 二期."""
    return all(_ORDERED.search(each.clause) for each in parts)


_LAST: Final = lazily(r"其余|其他|其它|结转|余款|剩余|弃权|不合格|尚未|未办结|未采纳|不予")
_OPENED: Final = lazily(r"其中|分别|包括|分为|结果|情况|:|目录|具体|组成|构成")
_ALL: Final = lazily(r"由$|组成|构成")
_PARTED: Final = lazily(
    r"(?P<age>\d岁)|(?P<order>第[一二三四五])|(?P<quarter>[一二三四]季度)|(?P<half>[上下]半年)|(?P<phase>[一二三四五]期)"
    r"|(?P<kind>[甲乙丙丁ⅠⅡⅢ一二三四][类级等])|(?P<grade>不?合格|优秀|良好|一般|较[好差])"
)


def _one_way(parts: Sequence[Quantity]) -> bool:
    """Say whether parts are told in a way that leaves none in two of them: all by age, all by rank, all by grade."""
    ways = {match.lastgroup if (match := _PARTED.search(each.clause)) else None for each in parts}
    return len(ways) == 1 and None not in ways


_KINDS: Final = lazily(r"([两二三四五六七八九十])(?:大)?(?:类|种|部分|个?方面|期|批|组|家|个[村组])")
_MEASURED: Final = ("元", "亩", "公里", "米", "平方米", "立方米", "公顷", "吨", "公斤", "页", "秒", "斤", "千克")


def lists(passage: Passage) -> Iterator[Claim]:
    """Yield what the parts of a total make that stand behind it in a row up to the end of the sentence."""
    for at, stated in enumerate(passage.all):
        if stated.kind is not Kind.COUNT or stated.hedged or stated.spelled or stated.per:
            continue
        parts = [each for each in passage.all[at + 1 :] if each.unit == stated.unit and each.kind is Kind.COUNT]
        if len(parts) < 2 or parts[-1].start < passage.own:
            continue
        between = passage.text[stated.end : parts[0].start]
        if not _OPENED.search(between) or len(between) > 30 or any(each.per or each.hedged for each in parts):
            continue
        if any(COMPARED.search(each.clause.replace("其中", "")) for each in parts) or UNSURE.search(
            passage.text[parts[0].start : parts[-1].end].replace("其他", "")
        ):
            continue
        if passage.text.count("其中", stated.end, parts[-1].start) > 1 or any(
            each.value >= stated.value or _SUMMED.search(each.clause) for each in parts
        ):
            continue
        value = sum((each.value for each in parts), start=Fraction(0))
        closed = len(parts) > 2 and _LAST.search(parts[-1].clause) is not None and value > stated.value
        closed = closed or (_ALL.search(stated.clause) is not None and _ALL.search(stated.behind) is not None)
        closed = closed or (len(parts) > 2 and _one_way(parts))
        closed = closed or any(
            _MANY.get(count[1]) == len(parts)
            for count in _KINDS.finditer(passage.text, max(0, stated.start - 24), parts[0].start)
        )
        complete = closed or (
            stated.unit in _MEASURED and stated.value < value < 3 * stated.value and "含" not in between
        )
        if len(parts) < 3 and not closed:
            continue
        yield Claim(
            code="Q002", stated=stated, value=value, slack=slack_of(parts), formula=plainly(parts),
            operands=tuple(parts), complete=complete, closed=closed,
        )  # fmt: skip


_APART: Final = lazily(
    r"相差|差额|相距|差(?:了|距)?(?:为)?$|高出|多出|少了|超额|超出|超计划|短少|缺口|节[省约余支]|超[载限重]|超(?:任务|计划|目标|标准|编|收|支)|提前|推迟|延后|滞后|低于[^,]*$"
)
_GREW: Final = lazily(
    r"(?:[增多减少降升涨高低短快](?:加|长|了|收|支|少|幅|产|亏|出)?|提高|提升|下降|下调|上升|上调|回落|缩短|扩大|净增|净减|扩[种面建]|[增减](?![至为到])[\u4e00-\u9fff])(?:了|出)?$"
)
_THEN: Final = lazily(
    r"上[年月季次届期一个]|去年|前年|同期|原|由$|从$|年初|此前|以前|改[造革]前|[比较](?:上|去|预|计|原|年初)"
)
_YEAR: Final = lazily(r"(?:19|20)\d{2}年")


def _then(stated: Quantity, others: Sequence[Quantity]) -> bool:
    """Say whether one of two figures is told to be the earlier: by a word, or each by its year."""
    years = [_YEAR.findall(each.clause)[-1:] for each in others]
    if any(_GREW.search(each.clause) or _APART.search(each.clause) for each in others):
        return False
    return any(_THEN.search(each.clause) for each in others) or (years[0] != years[1] and all(years))


_RATE_OF: Final = lazily(r"[增降涨减升]幅|增长|下浮|上浮|同比|环比|增速")


_BESIDE_A_MARK: Final = lazily(r"[高低]于[^,;。\d]{0,6}(?:线|标准|要求|目标|水平|控制数)")
"""By how much a figure lies beside a mark whose own figure is not told."""


def differences(passage: Passage) -> Iterator[Claim]:
    """Yield by how much the only two figures of a measure in the sentence differ, where that is told."""
    for stated in passage.all:
        plainly = _APART.search(stated.clause) is not None
        if stated.hedged or stated.spelled or not (plainly or _GREW.search(stated.clause)) or not stated.value:
            continue
        kind = Kind.PERCENT if stated.kind is Kind.POINTS else stated.kind
        if stated.kind not in (Kind.POINTS, Kind.COUNT) or _BESIDE_A_MARK.search(stated.clause):
            continue
        for scope in (passage.here, passage.all):
            others = [each for each in scope if each is not stated and each.kind is kind and each.unit == stated.unit]
            if kind is Kind.PERCENT:
                others = [each for each in others if each.end <= stated.start and not _RATE_OF.search(each.clause)]
            if len(others) > 1:
                break
        if all(each.start < passage.own for each in (stated, *others)):
            continue
        if len(others) != 2 or any(each.hedged or each.spelled for each in others) or others[0].start > stated.start:
            continue
        one, other = sorted(others, key=lambda each: -each.value)
        if one.value == other.value or set(one.per) != set(other.per) or stated.value > one.value:
            continue
        if not plainly and not _then(stated, others):
            continue
        yield Claim(
            code="Q014", stated=stated, value=one.value - other.value, slack=slack_of(others),
            formula=f"{plain(one.value)}-{plain(other.value)}", operands=(one, other), complete=True,
        )  # fmt: skip
