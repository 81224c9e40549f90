"""Shares and rates: a percentage beside the two counts it was made of (Q001)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .nearby import bounded, like_others
from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, agrees, quotient, shown, shown_percent

__all__ = [
    "DONE",
    "ELSEWHERE",
    "GROWTH",
    "OF",
    "OF_SHARE",
    "RATE",
    "SPLIT",
    "TIMELY",
    "WHOLE",
    "check_shares",
    "fits",
    "tied",
    "wrong",
]

RATE = lazily(
    r"([\u4e00-\u9fff]{1,10}?)(?:率|占比|比例|比重|进度|(?<=覆盖|参与|受益|惠及|签约)面)"
    r"(?:(?![由从])[^\d,;:。()、]){0,6}(?::|,|\s)*$"
)
OF_SHARE = lazily(r"(?:占比|占|比例为|比重为)[^,;:。]{0,18}$")
GROWTH = lazily(
    r"增长|增加|增幅|下降|降幅|减少|上升|提高|提升|降低|升幅|涨|跌|回落|压减|压缩|缩短|精简|翻|同比|环比|较|(?<!占)比(?!例|重)|超额|完成年"
)
WHOLE = re.compile(
    r"选民|收回|受理|收到|接到|接收|收案|交办|转办|共|总|合计|应|排查|摸排|登记|发出|发放|检查|抽查|审结|开庭|立案|办理|提出|提交|调处|调解|化解纠纷|全部|计划|申请|评查|征集|核查|下达|人口|户籍|在册|现有|需|辖|存量|纳入|安装|抽检|抽样|保有量|^全[镇村县市乡区]"
)
_NOT_DONE = lazily(r"未|尚|没有|剩余|余下|不合格|不满意|不予")
OF = re.compile(r"其中|其(?=[\u4e00-\u9fff])|里面")
_AMONG = lazily(r"[^,;:]{0,14}(?:中[,\s]|(?:里面?|中)(?:已经?|共|现|只|仅)?有)")
_DUE = lazily(r"(?:应(?:当|该)?|拟|需|计划|须)[\u4e00-\u9fff]{0,6}$")
DONE = re.compile(r"(?:实际?|已经?|现已?|真正|仅)[\u4e00-\u9fff]{0,6}$")
# What is said of opinion or of quality is counted elsewhere: 办结 90 件，满意率 98%.
_FINISHED = lazily(r"(?:结案|办结|审结|完成|处置|处理|落实)$")
_FINISH = lazily(r"作出|办理完毕|完毕|结束|终结|办好|落实|处置|解决|完工|竣工|销号")
ELSEWHERE = lazily(
    r"满意|知晓|认可|好评|支持|信任|安全感|幸福|获得|成功|及时|按[时期]|准时|准确|规范|优良|优秀|优质|胜诉|败诉|服判|自动|正确|合法"
)
SPLIT = lazily(
    r"分别|依次|均|平均|各(?!级|类|项|地|部|单|村|种)|以上级|目标(?!完成率)|要求|力争|确保|不低于|不得低于|任务(?!完成[率比进])|考核|标准|预计|占全[国省市州]"
)


_ALSO = {
    "执行": ("支出", "使用", "拨付", "支付"), "化解": ("调解成功", "调处成功"), "到会": ("参会", "出席", "实到"),
    "出席": ("到会", "参会", "实到"), "参会": ("到会", "出席", "实到"), "参训": ("参加培训", "到训"), "到课": ("实到",),
    "到岗": ("在岗",),
    "回收": ("收回",), "收回": ("回收",), "到位": ("到账", "拨付"), "答复": ("回复",), "回复": ("答复",),
    "入户": ("走访",), "走访": ("入户",), "合格": ("达标", "符合要求"), "达标": ("合格",), "销号": ("整改完成",),
    "支付": ("支出", "付款"), "使用": ("支出",), "拆除": ("拆违",), "投票": ("参加投票",), "参保": ("参加",),
}  # fmt: skip
"""What a rate is named after may be told in other words."""


def tied(stem: str, clause: str) -> bool:
    """Say whether a count is said of what a rate is named after (调撤率 is of 调解和撤诉, 成功率 of 调解成功)."""
    if len(stem) < 2:
        return False
    for word in (stem[-2:], stem[:2], stem[-4:-2]):
        if len(word) == 2 and (word in clause or any(other in clause for other in _ALSO.get(word, ()))):
            return True
    return stem[-2] in clause and stem[-1] in clause


def fits(stated: Number, part: Number, whole: Number, *, rest: bool = True) -> bool:
    """Say whether a share can be that of the two, or (unless ``rest`` is false) of what is left over."""
    for share in (quotient(part, whole), quotient(whole, part)):
        if share is None:
            continue
        low, high = share
        if agrees(stated, low, high, 100) or (rest and agrees(stated, 1 - high, 1 - low, 100)):
            return True
    return False


def _part_of(stated: Number, stem: str | None, counts: Sequence[Number]) -> int | None:
    """Return which of the counts is the part that the stated share speaks of, or None where that is not certain."""
    if stem is None:
        return len(counts) - 1 if counts else None
    for index in range(len(counts) - 1, -1, -1):
        count = counts[index]
        behind = stated.lead if index == len(counts) - 1 else counts[index + 1].lead
        if (
            tied(stem, count.clause)
            or (tied(stem, count.lead) and OF.search(count.lead))
            or tied(stem, behind[:5].partition(",")[0])
        ):
            after = counts[index + 1] if index + 1 < len(counts) else None
            done = after is not None and units_agree(count, after) and DONE.search(after.clause)
            return index + 1 if done and _DUE.search(count.clause) else index
    return len(counts) - 1 if counts and _next_to(stated, stem, counts) else None


def _due_and_done(stated: Number, counts: Sequence[Number]) -> bool:
    """Say whether the two counts in front are what was due and what was done of the thing the rate is named after."""
    rate = RATE.search(stated.lead)
    if rate is None or len(counts) != 2 or not units_agree(*counts):
        return False
    due, done = counts
    named = all(tied(rate[1], count.clause) for count in counts)
    return named and bool(_DUE.search(due.clause)) and bool(DONE.search(done.clause)) and done.high < due.low


def _next_to(stated: Number, stem: str, counts: Sequence[Number]) -> bool:
    """Say whether a rate that stands right behind its part is of it though it has another name: 应到、实到，到会率."""
    part = counts[-1]
    if not re.match(r"[^,;:(]{0,6}[,(]?[^,;:(]*$", stated.lead) or ELSEWHERE.search(stem):
        return False
    before = [count for count in counts[:-1] if units_agree(count, part) and count.value >= part.value]
    if len(before) != 1:
        return False
    whole = before[0]
    if _DUE.search(whole.clause) and DONE.search(part.clause):
        return True
    shared = any(sign in part.clause for sign in stem[-2:]) or bool(
        _FINISHED.search(stem) and _FINISH.search(part.clause)
    )
    return shared and bool(WHOLE.search(whole.clause))


def _whole_of(part: Number, counts: Sequence[Number]) -> Number | None:
    """Return the count that the part is taken of: a total named as such, else the nearest before it."""
    before = [count for count in counts if units_agree(part, count) and count.high >= part.low]
    for count in reversed(before):
        if WHOLE.search(count.clause):
            return count
    return before[-1] if before else None


def check_shares(text: str, before: str = "") -> list[Slip | Checked]:
    """Return what is to be said of every rate in a sentence whose two counts stand beside it.

    ``before`` is the sentence in front, whose only count may be the whole. A rate is tied to its pair by its noun
    (化解率 and 化解) or by 占; it is passed over when another percentage stands between, when it is 100%, a growth, a
    target, or one of several given by 分别.
    """
    found = numbers(text)
    said: list[Slip | Checked] = []
    for index, stated in enumerate(found):
        if stated.kind is not Kind.PERCENT or not stated.value:
            continue
        if stated.value > 100:
            over = (
                _of_what_was_set(stated, index, found)
                or _over_what_was_set(stated, index, found)
                or _set_and_done(stated, index, found)
            )
            if over is not None and not stated.hedged:
                said.append(_held_against(stated, *over))
            continue
        if stated.value == 100 and not _due_and_done(stated, found[max(0, index - 2) : index]):
            continue
        clause = stated.clause
        rate = RATE.search(stated.lead)
        share = OF_SHARE.search(clause)
        beside = (
            _of_the_whole(stated, index, found)
            or _of_what_was_set(stated, index, found)
            or (_in_brackets(text, index, found) or _told_ahead(stated, rate, index, found) if rate or share else None)
            or (_set_and_done(stated, index, found) if rate else None)
        )
        split = SPLIT.search(stated.lead) and not _OF_NAMED.search(clause)
        if beside is not None and not GROWTH.search(clause) and not split:
            rest = beside != _of_the_whole(stated, index, found)
            said.append(_held_against(stated, *beside, rest=rest))
            continue
        if (not rate and not share) or GROWTH.search(clause) or SPLIT.search(stated.lead):
            continue
        stem = rate[1] if rate and not (share and not rate[1].strip("占")) else None
        if stem is not None and stem.endswith("占"):
            stem = None
        if stem is None and not share:
            continue
        said.extend(_judge(stated, stem, index, found, before))
    return said


_HEADS = lazily(r"(?<=[\u4e00-\u9fff]{2})(?:总?[人户票件]数)$")
_OF_NOUN = lazily(r"\)?[\u4e00-\u9fff]{0,6}的")


def _of_the_whole(stated: Number, index: int, found: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return part and whole of 完成 2.4 亿元，占年度计划 3 亿元的 80%."""
    if index < 2 or not _OF_NOUN.fullmatch(stated.lead.strip()):
        return None
    whole = found[index - 1]
    # What stands between the two and is counted in another unit does not part them: 18.6 亿元，增长 12%，占…的 75%.
    like = [each for each in reversed(found[: index - 1]) if units_agree(each, whole)]
    part = next((each for each in like if fits(stated, each, whole, rest=False)), like[0] if like else found[index - 2])
    counts = units_agree(part, whole) and part.kind is Kind.COUNT and part.value <= whole.value
    several = re.search(r"[两三四五]项|合计|(?<!公)共|之和|二者|两者", whole.clause)
    return (part, whole) if counts and _OF_IT.search(whole.clause) and not several else None


def _over_what_was_set(stated: Number, index: int, found: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return done and set of 新增 1500 亩，为年度任务 1200 亩的 125%."""
    if index < 2 or stated.lead.strip() != "的":
        return None
    done, task = found[index - 2 : index]
    named = re.search(r"(?:为|占|达到?|完成|是)[^,;:\d]{0,6}(?:任务|计划|目标|指标|预算)[^,;:\d]{0,3}$", task.clause)
    return (done, task) if named and done.kind is Kind.COUNT and units_agree(done, task) else None


_SET_RATE = lazily(r"(?:完成|达成|执行|达标)(?:率|比例|进度)[^\d,;:]{0,4}$")


def _set_and_done(stated: Number, index: int, found: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return done and set of 完成 412 户，超过计划的 400 户，完成率 103%."""
    pair = found[max(0, index - 2) : index]
    if len(pair) < 2 or not _SET_RATE.search(stated.lead) or not units_agree(*pair) or pair[0].kind is not Kind.COUNT:
        return None
    task = [each for each in pair if _SET.search(each.clause) and not each.hedged]
    return (next(each for each in pair if each is not task[0]), task[0]) if len(task) == 1 else None


def _of_what_was_set(stated: Number, index: int, found: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return part and whole of 计划栽植 12000 株，现已栽植 10860 株，完成计划的 90.5%, or of 占可用财力的 77%."""
    if index < 1 or not (said := _OF_NAMED.search(stated.clause)):
        return None
    name = said["set"] or _HEADS.sub("", said["named"])
    behind = found[index + 1] if index + 1 < len(found) else None
    if behind is not None and units_agree(behind, found[index - 1]) and behind.lead.startswith((",", "(")):
        called = re.search(rf"{re.escape(name)}[^,;:\d]{{0,5}}$", behind.clause)
        if called and found[index - 1].kind is Kind.COUNT and found[index - 1].value <= behind.value:
            return found[index - 1], behind
    if index < 2:
        return None
    whole, part = found[index - 2 : index]
    if not units_agree(part, whole) or part.kind is not Kind.COUNT:
        return None
    if part.value > whole.value and said["set"] is None:
        return None
    meant = name in whole.clause or (said["set"] is not None and _SET.search(whole.clause))
    return (part, whole) if meant and name not in part.clause and stated.lead.startswith((",", "(")) else None


_OF_IT = lazily(r"(?:^\(|占|为|达到?|完成|相当于|^即)[^,;:\d]{0,14}$")
_SET = lazily(r"计划|任务|目标|预算|指标|应")
_OF_NAMED = lazily(
    r"(?:(?:完成|达到?|为|是|占)(?:了)?(?:全年|年度|年初|总|既定)*(?P<set>计划|任务|目标|预算|指标)(?:总?[数量额])?"
    r"|占(?:全[镇县市村乡区]|我[镇县市村]|本[镇县市村])?(?P<named>[\u4e00-\u9fff]{3,10}?)(?:总[数量额])?)的?(?:约|近)?$"
)


_BRACKET = lazily(r"[\u4e00-\u9fff]{0,14}\(")


def _in_brackets(text: str, index: int, found: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return part and whole of 合格率 95%（抽查 120 件，合格 114 件）: the only two counts of a bracket behind it."""
    close = text.find(")", found[index].end)
    if text[found[index].end : found[index].end + 2] == ",即":
        # 98.4%，即受理的 314 件中，成功 309 件: two counts, in one clause or two.
        ends = [end for end in (text.find(";", found[index].end), text.find("。", found[index].end)) if end > 0]
        close = min(ends, default=len(text))
    elif not _BRACKET.match(text, found[index].end) or close < 0:
        return None
    inside = [number for number in found[index + 1 :] if number.end <= close]
    if len(inside) != 2 or inside[0].kind is not Kind.COUNT or not units_agree(*inside):
        return None
    whole, part = inside if inside[0].value >= inside[1].value else inside[::-1]
    return part, whole


def _told_ahead(
    stated: Number, rate: re.Match[str] | None, index: int, found: Sequence[Number]
) -> tuple[Number, Number] | None:
    """Return part and whole of 共有监控 240 处，在线率 95%，在线 228 处: the part stands right behind its rate."""
    if rate is None or index < 1 or index + 1 >= len(found) or not stated.lead.startswith(","):
        return None
    whole, part = found[index - 1], found[index + 1]
    stem = rate[1].lstrip("其的")
    named = len(stem) > 1 and re.match(rf"[,(](?:其中)?(?:已|共|即)?{re.escape(stem[-2:])}[^,;:\d]{{0,4}}$", part.lead)
    came = re.match(r"^[,(]实际?[\u4e00-\u9fff]{1,3}$", part.lead) and any(sign in part.lead for sign in stem[-2:])
    fits = whole.kind is Kind.COUNT and units_agree(whole, part) and part.value <= whole.value
    return (part, whole) if (named or came) and fits and not tied(stem, whole.clause) else None


def _held_against(stated: Number, part: Number, whole: Number, *, rest: bool = True) -> Slip | Checked:
    if _DIFFERENCE.search(whole.clause):
        return Checked(stated.start)  # 比预算节约 2.1 万元，预算执行率 85%
    part, whole = bounded(part) or part, bounded(whole) or whole
    true = quotient(part, whole)
    if true is None or part.hedged or whole.hedged or fits(stated, part, whole, rest=rest):
        return Checked(stated.start)
    return wrong(stated, part, whole, (true[0] + true[1]) / 2)


_DIFFERENCE = lazily("(?:较|比)[^,;:\\d]{0,8}(?:节约|节省|减少|增加|[多少高低超])[了出]?$")
TIMELY = lazily(r"按[期时]|及时|准时")


_OWN_AMOUNT = lazily(r"^[,(]?(?:共?计|即|合计|金额为?)(?:人民币)?$")
_OF_KIND = lazily(r"^(?P<kind>[\u4e00-\u9fff]{2})的[\u4e00-\u9fff]{2}占[\u4e00-\u9fff]{0,8}$")


def _judge(stated: Number, stem: str | None, index: int, found: Sequence[Number], before: str) -> list[Slip | Checked]:
    since = next((i + 1 for i in range(index - 1, -1, -1) if found[i].kind is not Kind.COUNT), 0)
    near = [number for number in found[since:index] if number.kind is Kind.COUNT]
    at = _part_of(stated, stem, near)
    if at is None:
        return []
    part = near[at]
    if index + 1 < len(found) and all(_OWN_AMOUNT.match(each.lead) for each in (part, found[index + 1])):
        return []  # 中央占 60%，计 480 万元；省级占 25%，计 200 万元: each share has its amount behind it
    other = _OF_KIND.search(stated.clause) if stem is None else None
    if other is not None and other["kind"] not in "".join(each.lead for each in found[: index + 1])[: -len(other[0])]:
        return []  # of a kind that is not counted: 调解 20 件，判决 15 件，撤诉的案件占结案总数的 12.5%
    if stem is not None and (timely := TIMELY.search(stem)) and timely[0] not in part.lead:
        return []  # how much of what was done was done in time is another share
    earlier = [number for number in found[:since] if number.kind is Kind.COUNT] + near[:at]
    others = [number for number in (*earlier, *near[at + 1 :]) if units_agree(number, part)]
    whole = _whole_of(part, earlier)
    lone = False
    if whole is None and before:
        told = numbers(before)
        counts = [number for number in told if number.kind is Kind.COUNT and units_agree(number, part)]
        above = bool(counts) and counts[0].high >= part.low
        if above and ((len(counts) == 1 and WHOLE.search(counts[0].clause)) or _whole_told(told, counts)):
            if (base := _base_named(stated, counts[1:])) is not None:
                return [_held_against(stated, part, base)] if base.high >= part.low else []
            if any(fits(stated, part, count, rest=False) for count in counts):
                return [Checked(stated.start)]
            whole, lone = counts[0], True
            others = counts[:1]
    if whole is None:
        return []
    everything = [*others, part]
    rest = stem is not None or bool(_NOT_DONE.search(stated.lead + part.lead)) or "其余" in stated.lead
    if any(fits(stated, a, b, rest=rest) for i, a in enumerate(everything) for b in everything[i + 1 :]):
        return [Checked(stated.start)]
    total = sum((number.value for number in near if units_agree(number, part)), start=part.value * 0)
    if whole.low > 0 and agrees(stated, total / whole.high, total / whole.low, 100):
        return [Checked(stated.start)]
    for size in range(2, len(near)):
        # Several together: 满意、基本满意分别为 620 份和 310 份，总体满意率 93%.
        run = near[-size:]
        some = sum((number.value for number in run if units_agree(number, part)), start=part.value * 0)
        if whole not in run and whole.low > 0 and agrees(stated, some / whole.high, some / whole.low, 100):
            return [Checked(stated.start)]
    ahead = sum((number.value for number in others if number.start < part.start), start=part.value * 0)
    if ahead and not lone and agrees(stated, part.low / ahead, part.high / ahead, 100):
        return [Checked(stated.start)]
    true = quotient(part, whole)
    if true is None or part.hedged or whole.hedged:
        return []
    if _NOT_DONE.search(part.clause):
        true = (1 - true[1], 1 - true[0])
    middle = (true[0] + true[1]) / 2
    sure = bool(WHOLE.search(whole.clause)) or bool(OF.search(part.lead)) or lone or bool(_AMONG.match(part.lead))
    gap = abs(middle * 100 - stated.value)
    in_front = [each for each in numbers(before) if units_agree(each, part)]
    if any(fits(stated, each, count, rest=False) for each in everything for count in in_front):
        return [Checked(stated.start)]
    if like_others(stated, part, (*numbers(before), *found)):
        return [Checked(stated.start)]
    if (not sure and gap > 25) or (stem is None and not sure) or middle > 1 or (part.clause == "" and stem is not None):
        return []
    return [wrong(stated, part, whole, middle)]


_BASE_NAMED = lazily(r"占(?P<base>[\u4e00-\u9fff]{3,12}?)(?:总?[人户件]?数|总[量额])?的$")


def _base_named(stated: Number, counts: Sequence[Number]) -> Number | None:
    """Return the only count of the sentence before that is called as the base of a share: 占本科以上学历人员的."""
    named = _BASE_NAMED.search(stated.clause)
    called = [each for each in counts if named is not None and named["base"][:4] in each.clause]
    return called[0] if len(called) == 1 and not called[0].hedged else None


def wrong(stated: Number, part: Number, whole: Number, middle: Fraction) -> Slip:
    right, exact = shown_percent(middle, stated.decimals), shown_percent(middle, max(stated.decimals, 1))
    return Slip(
        start=stated.start,
        end=stated.end,
        message=f"按所列 {shown(part.value)}÷{shown(whole.value)}≈{exact}，与所写的 {shown(stated.value)}% 不符",
        suggestion=f"核对两个基数和比率；基数无误的，应为 {right}",
    )


def _whole_told(told: Sequence[Number], counts: Sequence[Number]) -> bool:
    """Say whether the sentence before gives a share of its first count, so that the next goes on with it."""
    shares = [number for number in told if number.kind is Kind.PERCENT and "占" in number.clause]
    return any(fits(share, part, counts[0]) for share in shares for part in counts[1:])
