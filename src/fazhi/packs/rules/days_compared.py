"""Rules of several families that hold two days of one paper against each other (E003, E008, P026, P035).

The days often stand in two papers of a file; these look only where one paper tells both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from fazhi.kernel.lint import Context, Document, Hit, is_titled, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._papers import COERCION, DAY, PENALTIES, SUITS, calendar, day_of, days_of, signed_on

_SEIZED = rf"{DAY}[^。;\n]{{0,40}}?(?:查封|扣押|冻结)"
_APPROVED = (
    rf"{DAY}[^。;,\n]{{0,6}}补(?:办|报)[^。;,\n]{{0,12}}(?:审批|批准)",
    rf"{DAY}[^。;,\n]{{0,16}}(?:批准|审批同意)",
    rf"(?:批准|审批)(?:时间|日期|意见及日期)?[: ]{{1,3}}{DAY}",
)
_PLANNED = lazily(r"拟|申请|建议|计划")
_KNOWN = rf"{DAY}[^。;\n]{{0,16}}(?:立案|发现|接到|收到)"


@rule(
    code="E003",
    name="measure-before-approval",
    title="批准晚于查封、扣押",
    why="实施强制措施前应当报负责人批准；情况紧急当场实施的，二十四小时内补办批准手续。",
    basis=(f"{COERCION}:18.1.1", f"{COERCION}:19"),
    severity="error",
    blocking=True,
    kinds=("qz", "gw"),
    scope="document",
    cues=("查封", "扣押", "冻结"),
    anywhere=(_SEIZED, *_APPROVED),
    suggestion="核对批准和实施的先后；确未事先批准的，自行纠正",
    bad=(
        "行政强制措施审批表\n2026年3月2日对当事人的三轮车一辆实施扣押。\n批准日期：2026年3月6日\n",
        "查封决定书\n2026年3月9日上午，执法人员先行查封，3月12日补办了审批手续。\n",
        "关于扣押物品的情况说明\n2026年3月2日，执法人员将摊车予以扣押。2026年3月5日经分管负责人批准。\n",
    ),
    good=(
        "行政强制措施审批表\n2026年3月2日对当事人的三轮车一辆实施扣押。\n批准日期：2026年3月2日\n",
        "行政强制措施审批表\n情况紧急，2026年3月2日22时当场扣押三轮车一辆。\n批准日期：2026年3月3日\n",
        "查封决定书\n2026年3月2日经批准延长。2026年2月1日查封，2026年3月1日批准延长查封期限。\n",
        "行政强制措施审批表\n拟于2026年3月2日扣押三轮车一辆。\n批准日期：2026年3月6日\n",
    ),
)
def measure_before_approval(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """The first day of each; a paper that speaks of prolonging tells of two approvals and is passed."""
    folded = document.folded
    if "延长" in folded or "解除" in folded:
        return
    seized = [
        (day, begin, stop)
        for day, begin, stop in days_of(_SEIZED, document, context)
        if not _PLANNED.search(folded, max(0, begin - 6), stop)
    ]
    days = [day for pattern in _APPROVED for day, _, _ in days_of(pattern, document, context)]
    if seized and days:
        day, begin, stop = min(seized)
        if (late := (min(days) - day).days) > 1:
            yield Hit(begin, stop, message=f"实施强制措施{late}日以后才批准，请核对先后")


_SERVED = rf"{DAY}[^。;\n]{{0,24}}送达|送达(?:日期|时间)?[: ]{{0,3}}{DAY}"


def _months_on(day: date, months: int) -> date:
    """Return the same day so many months on, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


@rule(
    code="E008",
    name="court-asked-too-early-or-late",
    title="申请法院强制执行的时间疑似不当",
    why="当事人在法定期限内不复议、不起诉又不履行的，自期限届满之日起三个月内申请；一般起诉期限为六个月。",
    basis=(f"{COERCION}:53", f"{SUITS}:46.1"),
    severity="error",
    blocking=True,
    kinds=("qz", "gw"),
    scope="document",
    cues=("送达",),
    suggestion="核对决定书送达日和起诉期限；期限未满的不得申请，超过三个月的说明正当理由",
    bad=(
        "强制执行申请书\n行政处罚决定书于2026年1月5日送达，被执行人未履行。\n柳湾镇人民政府\n2026年4月10日\n",
        "行政强制执行申请书\n2025年1月6日向被执行人送达处罚决定书，至今未履行。\n柳湾镇人民政府\n2026年1月20日\n",
    ),
    good=(
        "强制执行申请书\n行政处罚决定书于2026年1月5日送达，被执行人未履行。\n柳湾镇人民政府\n2026年8月10日\n",
        "强制执行申请书\n依据土地管理法第八十三条，决定书于2026年1月5日送达。\n柳湾镇人民政府\n2026年4月10日\n",
        "强制执行申请书\n决定书于2025年1月5日送达，经复议维持，复议决定书已送达。\n柳湾镇人民政府\n2026年1月10日\n",
        "催告书\n决定书于2026年1月5日送达，请立即履行。\n柳湾镇人民政府\n2026年4月10日\n",
    ),
)
def court_asked_at_the_wrong_time(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Only where nothing else moves the days: no review, no suit, no urging told as served, no law with its own term."""
    folded, asked = document.folded, signed_on(document)
    if asked is None or "强制执行" not in folded or not is_titled(document, r"强制执行申请|申请.{0,8}强制执行"):
        return
    if re.search(r"土地管理法|复议决定|维持|判决|裁定|诉讼请求|分期|延期|中止", folded):
        return
    served = [
        (day_of(match) or day_of(match, 4), match.start(), match.end())
        for match in re.finditer(_SERVED, folded)
        if "催告" not in folded[max(0, match.start() - 16) : match.end() + 6]
    ]
    days = [(day, begin, stop) for day, begin, stop in served if day is not None]
    if not days:
        return
    day, begin, stop = min(days)
    over = _months_on(day, 6)
    if asked <= over:
        yield Hit(begin, stop, message=f"送达之日起六个月的起诉期限到{over}才届满，申请疑似过早")
    elif asked > _months_on(over, 3) + timedelta(days=15):
        yield Hit(begin, stop, message=f"起诉期限已于{over}届满，申请疑似晚于三个月")


@rule(
    code="P026",
    name="prosecuted-too-late",
    title="疑似超过追责期限",
    why="违法行为在二年内未被发现的不再处罚；涉及公民生命健康安全、金融安全且有危害后果的为五年；连续、继续的自终了之日起算。",
    basis=(f"{PENALTIES}:36",),
    severity="error",
    blocking=True,
    kinds=("pd", "pn"),
    scope="document",
    cues=("经查", "查明"),
    anywhere=(_KNOWN,),
    suggestion="核对行为终了之日和发现之日；超过期限的撤案或者不予处罚",
    bad=(
        "行政处罚决定书\n当事人：丁小水。\n经查，2021年5月6日当事人在河道倾倒砖块。本机关于2026年3月2日立案。决定罚款500元。\n",
        "行政处罚事先告知书\n现查明，你于2022年4月1日毁坏护栏。2025年6月9日，本机关接到举报。\n",
    ),
    good=(
        "行政处罚决定书\n当事人：丁小水。\n经查，2025年5月6日当事人在河道倾倒砖块。本机关于2026年3月2日立案。决定罚款500元。\n",
        "行政处罚决定书\n经查，2021年5月6日当事人搭建棚屋，违法状态持续至今。本机关于2026年3月2日立案。\n",
        "行政处罚决定书\n经查，当事人于2021年5月6日登记成立，2026年2月1日占道经营。本机关于2026年3月2日立案。\n",
        "行政处罚决定书\n经查，当事人2021年5月6日的行为已超过二年未被发现，2026年3月2日立案后决定不予处罚。\n",
    ),
)
def prosecuted_too_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """The last day told with the facts against the first on which anybody knew of them."""
    folded = document.folded
    if re.search(
        r"至今|持续|继续状态|连续|仍在|尚未(?:拆除|恢复|改正)|生命健康|金融安全|不予处罚|不再给予|占用|搭建|建设",
        folded,
    ):
        return
    known = [day for day, _, _ in days_of(_KNOWN, document, context)]
    told = re.search(r"(?:经查|查明)[^\n]{0,400}", folded)
    if told is None or not known:
        return
    acts = [
        (day, told.start() + match.start(), told.start() + match.end())
        for match in re.finditer(DAY, told[0])
        if (day := day_of(match)) is not None and day < min(known)
    ]
    if acts:
        day, begin, stop = max(acts)
        if min(known) > _months_on(day, 24):
            yield Hit(begin, stop, message=f"行为发生于{day}，{min(known)}才发现、立案，疑似超过二年")


_REVOKED = rf"{DAY}[^。\n]{{0,40}}(?:撤销|变更|确认违法|确认无效)[^。\n]{{0,80}}?{DAY}[^。\n]{{0,24}}(?:撤回|撤下|撤除|下架|删除)"


@rule(
    code="P035",
    name="published-penalty-withdrawn-late",
    title="处罚信息撤回超过三个工作日",
    why="公开的处罚决定被依法变更、撤销、确认违法或者无效的，应当在三日（工作日）内撤回并公开说明理由。",
    basis=(f"{PENALTIES}:48.2", f"{PENALTIES}:85"),
    severity="error",
    kinds=("pd", "fy", "gw"),
    scope="document",
    cues=("撤回", "撤下", "撤除", "下架", "删除"),
    anywhere=(_REVOKED,),
    since=date(2021, 7, 15),
    suggestion="今后三个工作日内撤回；已迟延的说明原因",
    bad=(
        "情况说明\n该处罚决定于2026年3月2日被依法撤销，2026年3月20日才从网站撤回公开的信息。\n",
        "关于撤销处罚决定的说明\n2026年3月2日，县人民政府复议决定确认违法；我镇于2026年3月16日撤下公示。\n",
    ),
    good=(
        "情况说明\n该处罚决定于2026年3月2日被依法撤销，2026年3月4日从网站撤回公开的信息。\n",
        "情况说明\n2026年3月2日撤销立案登记。\n2026年3月20日删除重复文件。\n",
    ),
)
def withdrawn_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    if "处罚" not in document.folded:
        return
    for match in context.each(document, _REVOKED):
        first, last = day_of(match), day_of(match, 4)
        if first and last and (days := calendar().working_between(first, last)) > 3:
            yield Hit(*match.span(), message=f"被撤销、变更后{days}个工作日才撤回公开的信息，超过三个工作日")
