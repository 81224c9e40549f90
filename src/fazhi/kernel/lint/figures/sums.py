"""Sums: a total and its parts (Q002), a part above its total (Q012), amounts that differ by 元 and 万元 (Q004)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from fazhi.kernel.lint.lazily import lazily

from .nearby import bare, bounded
from .numbers import Kind, Number, numbers, units_agree
from .rests import check_rests
from .slips import Checked, Slip, agrees, shown
from .totals import Summed, near, otherwise, shared_out, told

__all__ = ["Summed", "check_sums", "leave_nothing"]

_TOTAL = lazily(
    r"(?:^|[^公])共(?!同|享|建|治|管|商|青|产|和|识|有产|性|用|青团)|合计|总计|共计|累计|总数|总量|总额|总共|总投资|合共|小计|一共|受理|收到|办理|发放|开展|收|总"
)
_SUM_AFTER = lazily(
    r"^(?:[^\d,;:、。]{1,8}(?=[,、]))?[,、;:]?[^\d,;]{0,10}?"
    r"(?:共计|合计|总计|一共|总共|合共|总[分数和价额](?:为|是|达)?$|满分(?:为|是)?$|总(?:投资|金额|面积|人口|支出|收入|人数|户数|件数|量|资金|预算|造价|得分|成绩|里程|长度|费用|租金)(?:为|是|达)?$|(?<!公)共(?!同|享|建|治|管))[^,;\d]{0,10}$"
)
_SUM_WORD = lazily(
    r"[,、](?:以上)?(?:[一二两三四五六七八九][项类种者])?[^,;\d]{0,4}?(?:合计|总计|共计|小计|一共|总共|共)(?!同|享|建|治|管)"
)
_UP_TO_NOW = lazily(r"[,、;](?:总共|一共|全年)?累计")
_YEARLY = lazily(r"^[,;、]全年[^,;:\d]{0,8}$")
_EVERYTHING = lazily(
    r"议题|审议|“三公”|采购|人口|对象|考核|参评|收件|收回|发出|回收|支出|预算|申请|投票|选票|表决|人数|户数|全[镇村县市乡]|应"
)
_COMES_FROM = lazily(
    r"来源(?:分别)?[为是](?=[^,;:\d]{1,8}$)|(?:来源|构成|组成|明细|如下|分布|分为|分别)(?:情况)?(?:分别)?(?:为|是|有)?:"
)
_EXPLICIT = lazily(r"合计|总计|两项|二者|两者|三项|四项|五项|总[额数价和]")
_LISTED = lazily(r"^(?:[^\d,;:、。]{0,8}?[、,]|和|及|以及|与)")
_NONE = lazily(r"^(?:未|非|不|没有|无)(?:予|曾|能|含)?")
_OPENS = lazily(r"其中|^中[,:]?[^,;\d]|分别|分设|分布|包括|包含|含|具体为|即|[::(]")
_WHOLLY = lazily(r"分别(?:为|是|有|:)|分为|具体为|包括[:]|分设[于在]|分布[于在]")
_REST = lazily(r"其他|其它|其余|剩余|余下")
_OVERLAP = lazily(
    r"女|男|党员|岁|学历|本科|研究生|大专|以上|以下|少数民族|已|办结|化解|整改|成功|未|同比|增|减|新增|平均|最|其中.*其中|曾|获|开庭|出庭|应诉|参加|涉及"
)
_GROUPS = lazily(
    r"对象|老人|老年|残疾|低保|特困|困难|留守|妇女|儿童|高龄|退役|军属|孤儿|失能|独居|种植户|养殖户|务工户|户主"
)
"""Groups of people that one and the same may belong to."""
_PERSONS = lazily(r"女|男|党员|岁|学历|本科|研究生|大专|少数民族|平均|增|减")
_BREAKS = lazily(r"[;。!?]|同比|较|比上|增长|下降|率|平均|每|另|此外|同时|还|全年|已|现|累计|上年|去年|今年|率先")

_WHOLES = tuple(
    tuple(lazily(word) for word in words)
    for words in (
        ("男", "女"),
        ("一季度", "二季度", "三季度", "四季度"),
        ("上半年", "下半年"),
        ("同意|赞成", "反对|不同意", "弃权"),
        ("同意|赞成", "反对|不同意"),
        ("优秀|优良", "(?<!不)合格", "不合格"),
        ("优秀", "良好", "一般|合格|称职|达标"),
        ("优秀", "良好", "一般|合格|称职", "较差|差|不合格|不称职"),
        ("(?<!不)(?:很|非常)?满意", "基本满意|较满意", "不满意"),
        ("有效", "无效|废票|作废"),
        ("通过", "暂缓|缓议|未通过|否决|退回"),
        ("公务接待", "公务用车", "出国"),
        ("货物", "工程", "服务"),
        ("第一[批期次年标]|首[批期次年]", "第二[批期次年标]|尾[款期]"),
        ("第一[批期次年标]|首[批期次年]", "第二[批期次年标]", "第三[批期次年标]|尾[款期]"),
        ("税收", "非税"),
        ("基本支出", "项目支出"),
        ("人员", "公用"),
        ("(?<!不)合格", "不合格"),
        ("继续有效|保留", "修改|修订", "废止"),
        ("继续有效|保留", "废止"),
        ("专职", "兼职"),
        ("口头", "书面"),
        ("线上", "线下"),
        ("公办", "民办"),
        ("成交", "流拍"),
        ("完好|正常|在用|使用中|运行中|可用", "故障|损坏|停用|报废|不可用"),
        ("简易程序", "普通程序|一般程序"),
        ("城镇|城市", "农村|乡村"),
        ("高风险|高", "中风险|中", "低风险|低"),
    )
)  # What leaves nothing over when all of it is listed.


_HALVES = lazily(r"(?<!\d)1\s*月?份?[-—至到~]6月"), lazily(r"(?<!\d)7\s*月?份?[-—至到~]12月")


def check_sums(text: str) -> list[tuple[Summed, Slip] | Checked]:
    """Return what is to be said of the totals in a sentence that name their parts.

    A list of parts followed by 共、合计 is exhaustive; so is one opened by 分别为 or 包括. After 其中 the list is taken
    for the whole only where it has 其他, where it comes to more than the total, or (as something to check) where it
    comes within five per cent of it. Parts that may overlap (女、党员、办结…) are never added.
    """
    found = [number for number in numbers(text) if number.kind is Kind.COUNT]
    said: list[tuple[Summed, Slip] | Checked] = []
    for index, number in enumerate(found):
        if index >= 3 and not number.hedged and index + 1 == len(found) and _UP_TO_NOW.fullmatch(number.lead.strip()):
            said.extend(_parts_first(found, index))
        if index >= 2 and not number.hedged and (_SUM_AFTER.search(number.lead) or _YEARLY.match(number.lead)):
            said.extend(_parts_first(found, index))
        if index + 2 < len(found):
            said.extend(check_rests(found, index))
        if index + 1 < len(found) and (_OPENS.search(found[index + 1].lead) or _listed(found, index)):
            said.extend(_total_first(text, found, index))
    return said


def _parts_first(found: Sequence[Number], at: int) -> Iterator[tuple[Summed, Slip] | Checked]:
    """Judge a total written behind its parts: A 51 个、B 38 个，共 89 个."""
    total = found[at]
    run: list[Number] = []
    for number in reversed(found[:at]):
        if not units_agree(number, total) or number.hedged:
            break
        run.insert(0, number)
        if not _LISTED.match(number.lead.strip()) or re.search(r"[;]|其中|同比|较|比上|增|减", number.lead):
            break
    if len({bool(_EXPLICIT.search(number.clause)) for number in run}) > 1:
        return  # a subtotal and what it was made of
    if len(run) < 2 or re.search(r"其中|同比|较上|比上", "".join(number.lead for number in run[1:])):
        return
    called = _called(total, run)
    if called:
        yield from _held(total, called)
        return
    sums = [sum((number.value for number in run[start:]), start=Fraction(0)) for start in range(len(run) - 1)]
    if any(near(value, run, total) for value in sums):
        yield Checked(total.start)
        return
    apart = re.search("[两二三四五六][类项种者]", total.clause)
    kinds = _KINDS_OF.search(total.clause)
    told_of = [kinds["noun"] in number.clause for number in found[:at]] if kinds is not None else []
    if any(told_of) and not all(told_of[at - len(run) :]):
        return  # 核定编制 38、实有 35；核定编制 52、实有 49。两类编制合计 90
    counted = apart is not None and _MANY.get(apart[0][0]) == len(run)
    persons = not counted and any(_PERSONS.search(number.clause) for number in run)
    if persons or any("每" in number.lead for number in run):
        return
    if total.unit in ("人", "户") and not apart and any(_GROUPS.search(number.clause) for number in run):
        return
    commas = [number for number in run[1:] if number.lead.strip()[:1] == ","]
    behind = found[at + 1] if at + 1 < len(found) else None
    if (behind is not None and behind.lead.startswith(("(含", "(另", "(不含"))) or sums[0] * 2 < total.value:
        return
    named = _AS_MANY.match(total.lead.strip())
    whole = leave_nothing(run) or _by_quarters(run) or (named is not None and _MANY[named["n"]] == len(run))
    if not whole and not _SUM_AFTER.search(total.lead) and not _UP_TO_NOW.fullmatch(total.lead.strip()):
        return
    sure = bool(whole or _EXPLICIT.search(total.lead))
    last = not any(units_agree(number, total) for number in (*found[: at - len(run)], *found[at + 1 :]))
    sure = sure or bool(last and re.fullmatch(r"[,、](?:总共|一共|合共|共)(?:有|为)?", total.lead.strip()))
    if (commas and len(run) == 2 and not sure) or (not commas and total.lead[:1] == "、"):
        return
    if not otherwise(found, total, run):
        yield from told(total, run, sums[0])


_CALLED = lazily(
    r"^[,、;]?(?P<names>[\u4e00-\u9fff]{2,8}(?:[、和及与][\u4e00-\u9fff]{2,8})+?)的?(?:案?件)?(?:合计|共计|总计|一共|共|相加)"
)


def _called(total: Number, run: Sequence[Number]) -> list[Number]:
    """Return the parts that a total names (采纳和部分采纳合计 37 件); none where one of them is not found."""
    names = _CALLED.match(total.clause)
    parts = []
    for name in re.split("[、和及与]", names["names"]) if names is not None else ():
        some = [each for each in run if bare(each) == name]
        if len(some) != 1:
            return []
        parts.append(some[0])
    return parts


def _held(total: Number, parts: Sequence[Number]) -> Iterator[tuple[Summed, Slip] | Checked]:
    value = sum((part.value for part in parts), start=Fraction(0))
    if near(value, parts, total):
        yield Checked(total.start)
    else:
        yield from told(total, parts, value)


_KINDS_OF = lazily(r"[两二三四五六][类项种](?P<noun>[\u4e00-\u9fff]{2,4}?)(?:合|共|总)计")
_AS_MANY = lazily(
    r"^[,;](?:这)?(?P<n>[两二三四五六])(?:年|个?月|个?季度|次|期|批|轮|村|方|处|笔|者|地|组)[间来]?(?:累计|合计|共)"
)
"""两年共, 三村合计: as many as were listed."""
_MANY = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def _by_quarters(run: Sequence[Number]) -> bool:
    """Say whether a row tells the parts of a year: 一季度至四季度分别为…, 上半年、下半年分别为…."""
    lead = run[0].lead
    if "分别" not in lead and "依次" not in lead:
        return False
    quarters = len(re.findall("[一二三四]季度", lead))
    return len(run) == 4 and (
        quarters == 4 or re.search("一季度[至到].{0,3}四季度|(?:四个|各|每个)季度", lead) is not None
    )


_OF_EACH = lazily("[日月年人户村均]均|平均|每")
_IN_WORDS = lazily(r"[,、;](?:有|另)?[一两二三四五六七八九][件起个人户名家次份项条处]")
"""A part told in words between those in digits: 其中 5 件通过，两件撤回，其余 1 件退回."""


def _total_first(text: str, found: Sequence[Number], at: int) -> Iterator[tuple[Summed, Slip] | Checked]:
    """Judge a total written before its parts: 共 89 个，其中 A 51 个、B 38 个."""
    total = found[at]
    if _OF_EACH.search(total.clause):
        return
    parts: list[Number] = []
    for number in found[at + 1 :]:
        if not units_agree(number, total):
            break
        lead = number.lead.strip()
        if parts and (
            lead.startswith(")") or _BREAKS.search(lead) or not _LISTED.match(lead) or _SUM_WORD.search(lead)
        ):
            break
        if parts and re.search("率[^,;]{0,6}[0-9.]+%", text[parts[-1].end : number.start]):
            break  # a rate between two counts: the second begins something else
        parts.append(number)
    if not parts:
        return
    opened = parts[0].lead
    between = text[parts[-1].end :].lstrip()
    bracketed = opened.startswith("(") and between.startswith(")")
    among = bool(re.search("其中|包括|包含|^中", opened)) or (bracketed and not _TOTAL.search(total.clause))
    wholly = bool(
        _WHOLLY.search(opened)
        or _COMES_FROM.search(opened)
        or (opened.lstrip(",").startswith("由") and re.match("(?:组|构)成", between))
    )
    wholly = wholly or (bracketed and not among)
    counted = not total.hedged or text[total.end - 3 : total.end].count("余")
    most = bounded(total) if counted and (not bracketed or _TOTAL.search(total.lead)) else None
    if among and most is not None and len(parts[0].clause) and _TOTAL.search(total.lead + opened):
        over = next((part for part in parts if part.low > most.high), None)
        if over and sum(part.value for part in parts[: parts.index(over)]) == total.value:
            over = None
        if over and not re.search(r"人次|件次|次", over.unit) and not re.search(r"同比|较|增|减|累计", opened):
            yield (
                Summed.PART,
                Slip(
                    start=over.start,
                    end=over.end,
                    message=f"“其中”项 {shown(over.value)} 大于总数 {shown(total.value)}",
                    suggestion="核对总数和“其中”项",
                ),
            )
            return
    named = among or _TOTAL.search(total.clause) or _EVERYTHING.search(total.clause)
    whole = len(parts) > 1 and bool(named) and leave_nothing(parts)
    if len(parts) < 2 or not (among or wholly or whole or _TOTAL.search(total.clause)):
        return
    if not (whole or wholly or _OPENS.search(opened)):
        return
    value = sum((part.value for part in parts), start=Fraction(0))
    some = (sum((part.value for part in parts[:end]), start=Fraction(0)) for end in range(2, len(parts)))
    if any(each == total.value for each in some):
        yield Checked(total.start)  # the list ends before what stands behind it: 旧存 6 件、新收 92 件，审结 90 件
        return
    if near(value, parts, total) or any(
        value - 2 * part.value == total.value and re.search("[出减迁退亡扣]", part.lead) for part in parts[1:]
    ):
        yield Checked(total.start)  # where one is taken off: 户籍 3.6 万、流入 1.5 万、流出 0.3 万
        return
    if any(part.hedged for part in parts) or total.hedged or between.startswith("等"):
        return
    if value < total.value and any(_IN_WORDS.search(part.lead) for part in parts):
        return
    if total.low > 0 and any(
        each.kind is Kind.PERCENT and agrees(each, value / total.high, value / total.low, 100)
        for each in numbers(text)
        if each.start > parts[-1].start
    ):
        yield Checked(total.start)  # the share that the parts are of the total is told: they are not all of it
        return
    if total.unit == "元" and total.value == value * 10**4:
        yield from told(total, parts, value)
        return
    if otherwise(found, total, parts) or shared_out(text, total, parts):
        return
    if whole:
        yield from told(total, parts, value)
        return
    if any(_OVERLAP.search(part.lead.replace("其中", "")) for part in parts):
        return
    if total.unit in ("人", "户") and any(_GROUPS.search(part.lead) for part in parts):
        return
    if (
        wholly
        or _REST.search(parts[-1].lead)
        or (opened.strip()[-1:] in (":", ":") and _TOTAL.search(total.clause))
        or (among and value > total.value and (_side_by_side(parts) or _of_one_kind(parts)))
        or (total.unit == "分" and re.search("满分|总分|分值", total.clause))
    ):
        yield from told(total, parts, value)
    elif (
        among
        and total.value * Fraction(95, 100) <= value < total.value
        and (len(parts) > 2 or _of_one_kind(parts) or opened.strip(",( ").startswith("中"))
    ):
        yield from told(total, parts, value, mild=True)


def _side_by_side(parts: Sequence[Number]) -> bool:
    return all(part.lead.strip()[:1] in "、和及" for part in parts[1:])


def _of_one_kind(parts: Sequence[Number]) -> bool:
    """Say whether all parts are called alike (上级资金、镇级资金; 柳湾组、桥头组) or are three plain names."""
    ends = [re.sub(r"[有的为:]+$", "", part.lead.strip())[-2:] for part in parts]
    if len(set(ends)) == 1 and len(ends[0]) == 2:
        return True
    if all(end[-1:] in _KINDS for end in ends):
        return True
    names = [re.sub(r"^.*(?:其中|包括|包含|[、,;])|[有的为:]+$", "", part.lead.strip()) for part in parts]
    return len(parts) > 2 and all(1 < len(name) <= 4 for name in names)


_KINDS = tuple("费款金偿助组村区片类镇班级型")
"""What parts of one whole are called by their last sign: 设备款、安装费; 柳湾组、桥头组."""


def _listed(found: Sequence[Number], at: int) -> bool:
    """Say whether two counts or more of the unit of a total follow it, set off by commas."""
    behind = found[at + 1 : at + 3]
    return len(behind) == 2 and all(
        units_agree(number, found[at]) and _LISTED.match(number.lead.strip()) for number in behind
    )


def leave_nothing(parts: Sequence[Number]) -> bool:
    """Say whether the parts are all there can be: 男 and 女, the four quarters, 准予 and 不予, 持证 and 未持证."""
    names = [re.sub(r"^.*(?:其中|[、,;])|^[和及与]|[有的为:]+$", "", part.lead.strip()) for part in parts]
    for words in _WHOLES:
        # The order is that of the list, mostly; any order is tried where the first name is one of them.
        if len(words) != len(names) or not any(word.search(names[0]) for word in words):
            continue
        orders = permutations(words)
        if any(all(word.search(name) for word, name in zip(some, names, strict=True)) for some in orders):
            return True
    if _HALVES[0].search(parts[0].lead) and len(parts) == 2 and _HALVES[1].search(parts[1].lead):
        return True
    first, second = names[0], names[-1]
    contrary = _NONE.match(second)
    stem = re.sub(r"^(?:准予|予以|已经?|有|可以?)", "", first)
    rest = second[contrary.end() :] if contrary else ""
    return len(first) > 1 and len(rest) > 1 and (rest in (first, stem) or first.endswith(rest))
