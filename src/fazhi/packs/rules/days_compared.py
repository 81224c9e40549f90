"""Rules of several families that hold two days of one paper against each other (E003, E008, P026, P035).

The days often stand in two papers of a file; these look only where one paper tells both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from fazhi.kernel.lint import Context, Document, Hit, Kind, is_titled, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._enforcement_ways import said_in, way
from fazhi.packs.rules._papers import COERCION, DAY, PENALTIES, SUITS, calendar, day_of, days_of, signed_on

_SEIZED = rf"{DAY}[^。;\n]{{0,40}}?(?:查封|扣押|冻结)"
_APPROVED = (
    rf"{DAY}[^。;,\n]{{0,6}}补(?:办|报)[^。;,\n]{{0,12}}(?:审批|批准)",
    rf"{DAY}[^。;,\n]{{0,16}}(?:批准|审批同意)",
    rf"(?:批准|审批)(?:时间|日期|意见及日期)?[: ]{{1,3}}{DAY}",
    rf"(?:签批|批准|审批|签字|同意)[^。;,\n]{{0,8}}(?:日期|时间|落款)?[^。;,\n]{{0,4}}(?:为|是|在|于|写的?){DAY}",
)
_PLANNED = lazily(r"拟|申请|建议|计划")
_APPROVED_LATE = (
    way(
        r"补(?:办|报|签|批|填|的?手续|的?审批|的(?=[,。]|$))|事后|后补|(?:才|再|后来|然后|之后|回来)[^。;,]{0,8}(?:批|签|报|审|手续|点头|同意)|未经[^。;,]{0,6}(?:批准|审批)|没有?(?:经过?|批|报|等)[^。;,]{0,6}(?:批|准|审|手续|就)?",
        r"审批|批准|手续|签字|签批|报批|领导|批",
        r"查封|扣押|冻结|封条|扣了|先扣|先封|封了|扣下|拉回|封存|是先扣|先扣的|先封的",
        without=r"二十四小时|24小时|当[日天晚]|(?<!无)(?<!没有)(?<!不是)(?<!不属于)(?<!非)情况紧急|紧急情况下|延长|解除|不得|不能|应当|的,",
        near=50,
    ),
)
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
    cues=("查封", "扣押", "冻结", "扣了", "先扣", "先封", "封了", "扣下"),
    anywhere=(_SEIZED, *_APPROVED),
    suggestion="核对批准和实施的先后；确未事先批准的，自行纠正",
    bad=(
        "扣押现场情况：先把货扣了，三天后才补的审批手续。",
        "关于查封情况的说明：未经批准即实施查封，事后补签领导意见。\n",
        "行政强制措施审批表\n2026年3月2日对当事人的三轮车一辆实施扣押。\n批准日期：2026年3月6日\n",
        "查封决定书\n2026年3月9日上午，执法人员先行查封，3月12日补办了审批手续。\n",
        "关于扣押物品的情况说明\n2026年3月2日，执法人员将摊车予以扣押。2026年3月5日经分管负责人批准。\n",
    ),
    good=(
        "情况紧急当场扣押，当晚补办批准手续。",
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
    for hit in said_in(_APPROVED_LATE, document, context, Kind.QZ, Kind.GW):
        if any(sign in folded[hit.start : hit.end] for sign in "扣封冻"):
            yield replace(hit, message="强制措施疑似先实施、后批准")
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


_SERVED = rf"{DAY}[^。;\n月]{{0,24}}(?:送达|送到|交给|送给|签收|收到|给(?:他|她|当事人|被))|送达(?:日期|时间)?[: ]{{0,3}}{DAY}"
_ASKED_ON = rf"{DAY}[^。;\n月]{{0,24}}?(?:申请[^。;\n]{{0,12}}强制执行|申请法院|法院[^。;\n]{{0,6}}申请|来法院|到法院|提出[^。;\n]{{0,6}}执行)"
_MOVED = r"土地管理法|复议决定|维持|判决|裁定|诉讼请求|(?<!没有)(?<!未)(?<!没)(?<!无)(?:分期|延期|中止)"
_WHEN_ASKED = (
    way(
        r"(?:起诉|复议|诉讼|救济|法定)(?:的)?(?:期限|期间|期)?[^。;,]{0,8}(?:尚未|还没|还未|未|没有?)(?:有)?(?:届满|满|过|到期|到|用完)",
        r"申请[^。;,]{0,14}强制执行|申请(?:人民)?法院|法院[^。;,]{0,6}(?:执行|申请)",
        without=r"不得|不能|不宜|待|等|再|暂不|不予",
        near=50,
    ),
    way(
        r"(?:送达|收到|下达|给他|决定)[^。;,]{0,10}?(?:[0-9一二两三四五六七八九十]+[日天]|(?<![十0-9])(?:[一二两三四五1-5])个?月)(?:后|之后|以后|就|即|便|多)?[^。;,]{0,10}",
        r"(?:就|即|便|现|已|直接)[^。;,]{0,10}(?:申请[^。;,]{0,14}强制执行|申请(?:人民)?法院|向法院|到法院|找法院)|请(?:县)?法院[^。;,]{0,4}强制",
        without=r"不得|不能|催告|十五日|15日|复议决定|三个月内|满六个月",
        near=50,
    ),
    way(
        r"(?:期满|届满|到期|满期|过期|期限(?:届)?满|可以申请)[^。;,]{0,12}(?:已经?|又|都|超)?(?:过了?|超过|逾|隔了)?[^。;,]{0,3}?(?:[4-9四五六七八九]|半|十)(?:个多?月|年)|(?:逾期|超过|过了)[^。;,]{0,6}(?:三|3)个月[^。;,]{0,6}(?:的)?(?:申请)?期",
        r"申请[^。;,]{0,14}(?:强制)?执行|法院",
        without=r"不得|不能|不予|正当理由",
        near=50,
    ),
)


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
    cues=("送达", "法院", "强制执行"),
    anywhere=(_ASKED_ON,),
    suggestion="核对决定书送达日和起诉期限；期限未满的不得申请，超过三个月的说明正当理由",
    bad=(
        "处罚决定送达一个月，他没交，镇里就到法院申请强制执行。",
        "起诉期限尚未届满，现向贵院申请强制执行。",
        "强制执行申请书\n行政处罚决定书于2026年1月5日送达，被执行人未履行。\n柳湾镇人民政府\n2026年4月10日\n",
        "行政强制执行申请书\n2025年1月6日向被执行人送达处罚决定书，至今未履行。\n柳湾镇人民政府\n2026年1月20日\n",
    ),
    good=(
        "待起诉期限届满后再向法院申请强制执行。",
        "强制执行申请书\n行政处罚决定书于2026年1月5日送达，被执行人未履行。\n柳湾镇人民政府\n2026年8月10日\n",
        "强制执行申请书\n依据土地管理法第八十三条，决定书于2026年1月5日送达。\n柳湾镇人民政府\n2026年4月10日\n",
        "强制执行申请书\n决定书于2025年1月5日送达，经复议维持，复议决定书已送达。\n柳湾镇人民政府\n2026年1月10日\n",
        "催告书\n决定书于2026年1月5日送达，请立即履行。\n柳湾镇人民政府\n2026年4月10日\n",
    ),
)
def court_asked_at_the_wrong_time(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Only where nothing else moves the days: no review, no suit, no urging told as served, no law with its own term."""
    folded = document.folded
    if not is_titled(document, r"强制执行申请|申请.{0,8}强制执行") or not re.search("强制执行|法院", folded):
        return
    for hit in said_in(_WHEN_ASKED, document, context, Kind.QZ, Kind.GW):
        yield replace(hit, message="申请法院强制执行的时间疑似过早或者过晚")
        return
    asked = next((day for day, _, _ in days_of(_ASKED_ON, document, context)), signed_on(document))
    if asked is None or re.search(_MOVED, folded):
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


_YEAR_TOLD = lazily(r"(?<![〔(\[《0-9])(20[0-9]{2})年(?:([0-9]{1,2})月)?(?!版|度|修|公布|施行)")
_FOUND_OUT = lazily(r"发现|举报|得知|查获|查[到出]|立案|接到|接报")
_OF_THE_CASE = lazily(r"立案|决定|告知|送达|作出|审核|讨论|印发")
_UNKNOWN = lazily(r"(?:未|没)(?:有)?(?:人)?(?:被)?(?:发现|举报|查)")


def _years_apart(document: Document, context: Context) -> Hit | None:
    """Return where a paper tells of an act and of the month in which it came to light, more than two years on."""
    folded = document.folded
    if "罚" not in folded:
        return None
    acts, known = [], []
    for match in _YEAR_TOLD.finditer(folded):
        following = re.split("[,。;]", folded[match.end() : match.end() + 30])[0]
        if _FOUND_OUT.search(following) and not _UNKNOWN.search(following):
            known.append(int(match[1]) * 12 + int(match[2] or 1))
        elif not _OF_THE_CASE.search(following):
            acts.append((int(match[1]) * 12 + int(match[2] or 12), match))
    if not known and _UNKNOWN.search(folded):
        day = context.day(document)
        known = [day.year * 12 + day.month]
    if not acts or not known:
        return None
    last, match = max(acts, key=lambda act: act[0])
    return Hit(*match.span(), message="行为疑似已超过二年才被发现") if min(known) - last > 24 else None


_LONG_AGO = (
    way(
        r"(?:[三四五六七八九3-9]|十几?|好几|多)年(?:多)?(?:以前|之前|前)|(?:两|二|2)年多(?:以前|之前|前)?|(?:距今|至今|过去)[^。;,]{0,6}(?:[三四五六七八九3-9]|十几?)年|(?:超过|逾|已过|满)(?:了)?(?:二|两|2|三|四|五)年|前些年|早年|大前年",
        r"(?:才|今年|近日|现在|最近|这[次回]|日前|本月|上个?月|直到)[^。;,]{0,12}(?:发现|举报|查[到出]|翻|知道|知晓|立案|巡查|得知)|(?:未|没|无)(?:有)?(?:人)?(?:被)?(?:发现|发觉|举报|报|查)|(?:补罚|补处|再罚|追罚|追究)",
        r"罚|处罚|追究",
        without=r"不再|不予|不得|规定|从重|前科|曾因|曾被|已被",
        near=70,
        block=True,
    ),
    way(
        r"超过(?:了)?(?:二|两|2)年[^。;]{0,16}(?:才|仍|还是|但)?[^。;]{0,6}(?:发现|立案|举报)?",
        r"(?:仍|还是|照样|依然|决定|现)[^。;]{0,10}(?:罚|处罚)",
        without=r"不再|不予|不得|规定",
    ),
)


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
    cues=("经查", "查明", "年前", "年多", "以前", "之前", "两年", "二年", "前些年", "立案", "发现"),
    anywhere=(_KNOWN,),
    suggestion="核对行为终了之日和发现之日；超过期限的撤案或者不予处罚",
    bad=(
        "你前些年往塘里倒过一车土，今年有人举报才知道，现补罚三百元。",
        "行政处罚决定书\n当事人：丁小水。\n经查，2021年5月6日当事人在河道倾倒砖块。本机关于2026年3月2日立案。决定罚款500元。\n",
        "行政处罚事先告知书\n现查明，你于2022年4月1日毁坏护栏。2025年6月9日，本机关接到举报。\n",
    ),
    good=(
        "当事人三年前即在路边堆放砖块，一直未清，今年巡查发现，决定罚款三百元。",
        "行政处罚决定书\n当事人：丁小水。\n经查，2025年5月6日当事人在河道倾倒砖块。本机关于2026年3月2日立案。决定罚款500元。\n",
        "行政处罚决定书\n经查，2021年5月6日当事人搭建棚屋，违法状态持续至今。本机关于2026年3月2日立案。\n",
        "行政处罚决定书\n经查，当事人于2021年5月6日登记成立，2026年2月1日占道经营。本机关于2026年3月2日立案。\n",
        "行政处罚决定书\n经查，当事人2021年5月6日的行为已超过二年未被发现，2026年3月2日立案后决定不予处罚。\n",
    ),
)
def prosecuted_too_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """The last day told with the facts against the first on which anybody knew of them; or years told in words."""
    folded = document.folded
    if re.search(
        r"至今|持续|继续状态|连续|仍在|尚未(?:拆除|恢复|改正)|生命健康|金融安全|不予处罚|不再给予|占用|搭建|建设|一直|仍未|没拆|不罚",
        folded,
    ):
        return
    if document.kind in (Kind.PD, Kind.PN) and (found := _years_apart(document, context)) is not None:
        yield found
        return
    for hit in said_in(_LONG_AGO, document, context, Kind.PD, Kind.PN):
        yield replace(hit, message="行为疑似已超过二年才被发现")
        return
    known = [day for day, _, _ in days_of(_KNOWN, document, context)]
    told = re.search(r"(?:经查|查明)[^\n]{0,400}", folded) or re.search(r"(?:当事人|你|其)[^\n]{0,300}罚", folded)
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
_WITHDRAWN_LATE = (
    way(
        r"撤销|撤了|给撤|撤掉(?:了)?(?:的)?决定|推翻|变更|确认违法|确认无效|改判|败诉",
        r"撤下|撤回|撤除|删[掉除了]|下架|拿下|取下|挂[着在]",
        r"(?:半个?|一个|两个|[二三四五六七八九十2-9]个)(?:多)?月|[4-9四五六七八九十](?:个工作日|[天日])(?:后|才|之后|以后)|[一二三]?十[一二三四五六七八九]?(?:多|来)?[天日]|(?<![月0-9])(?:[12][0-9]|30)[天日]|[一二三两]个?(?:星期|周)|季度|月底|年底|年末|年终|下个?月|一直(?:没|未|还)|至今|还(?:在|没)|迟迟",
        r"处罚|决定|公示|公开|网|信息",
        without=r"不得|三日内|3日内|三个工作日内|3个工作日内|公开期|公示期|满[三一]年|复议期|起诉期|期限为",
        near=70,
        block=True,
    ),
)


@rule(
    code="P035",
    name="published-penalty-withdrawn-late",
    title="处罚信息撤回超过三个工作日",
    why="公开的处罚决定被依法变更、撤销、确认违法或者无效的，应当在三日（工作日）内撤回并公开说明理由。",
    basis=(f"{PENALTIES}:48.2", f"{PENALTIES}:85"),
    severity="error",
    kinds=("pd", "fy", "gw"),
    scope="document",
    cues=("撤回", "撤下", "撤除", "下架", "删除", "删掉", "删了", "拿下", "取下", "挂着", "挂在"),
    anywhere=(_REVOKED,),
    since=date(2021, 7, 15),
    suggestion="今后三个工作日内撤回；已迟延的说明原因",
    bad=(
        "县里复议把这个处罚撤销了，网上那份决定书挂了一个多月才删掉。",
        "情况说明\n该处罚决定于2026年3月2日被依法撤销，2026年3月20日才从网站撤回公开的信息。\n",
        "关于撤销处罚决定的说明\n2026年3月2日，县人民政府复议决定确认违法；我镇于2026年3月16日撤下公示。\n",
    ),
    good=(
        "处罚决定被撤销后，镇里第二天就把网上公示删掉，并写明了原因。",
        "情况说明\n该处罚决定于2026年3月2日被依法撤销，2026年3月4日从网站撤回公开的信息。\n",
        "情况说明\n2026年3月2日撤销立案登记。\n2026年3月20日删除重复文件。\n",
    ),
)
def withdrawn_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    if "处罚" not in document.folded:
        return
    for hit in said_in(_WITHDRAWN_LATE, document, context, Kind.PD, Kind.FY, Kind.GW):
        yield replace(hit, message="被撤销、变更后疑似超过三个工作日才撤回公开的信息")
        return
    for match in context.each(document, _REVOKED):
        first, last = day_of(match), day_of(match, 4)
        if first and last and (days := calendar().working_between(first, last)) > 3:
            yield Hit(*match.span(), message=f"被撤销、变更后{days}个工作日才撤回公开的信息，超过三个工作日")
