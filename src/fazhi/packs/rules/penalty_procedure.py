"""Family P, second part: hearing, the simple procedure, amounts, and who acted; as far as one paper says it.

In which order the days of a case stand is `penalty_days`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from fazhi.kernel.lint import Context, Document, Hit, Rule, is_titled, pattern_rule, rule
from fazhi.packs.rules._papers import (
    AMOUNT,
    DAY,
    PENALTIES,
    after,
    amount_of,
    calendar,
    days_of,
    names_after,
    signed_on,
)

_NEW_LAW = date(2021, 7, 15)

RULES: tuple[Rule, ...] = (
    pattern_rule(
        code="P014",
        name="three-days-to-ask-for-a-hearing",
        title="听证申请期限写成三日",
        why="当事人要求听证的，应当在告知后五日（工作日）内提出；三日是修改前的规定。",
        basis=(f"{PENALTIES}:64.1.1", f"{PENALTIES}:85"),
        severity="error",
        kinds=("pn", "pd"),
        since=_NEW_LAW,
        patterns=(
            r"(?<![十0-9])(?:三|3)(?:个工作)?日(?:之|以)?内[^。]{0,15}(?:提出|申请|要求)[^。]{0,6}听证",
            r"听证[^。]{0,25}(?<![十0-9])(?:三|3)(?:个工作)?日(?:之|以)?内[^。；，]{0,12}?(?:提出|申请|要求|告知|送交)",
        ),
        unless=(r"延期|公告|送达|通知(?!书)",),
        message="听证申请期限写成三日，应为五个工作日",
        suggestion="改为收到告知书之日起五个工作日内",
        bad=(
            "要求听证的，在收到本告知书之日起三日内向本机关提出。",
            "你可在收到本告知书之日起三日内提出听证申请。",
            "要求听证的，应当在3日内书面提出。",
        ),
        good=(
            "你可在收到本告知书之日起五日内提出听证申请。",
            "撤回信息的，三日内公开说明理由。",
            "要求听证的，应当在十三日内提出。",
        ),
    ),
    pattern_rule(
        code="P019",
        name="one-officer-alone",
        title="执法人员疑似少于两人",
        why="执法人员不得少于两人，法律另有规定的除外；由一人取得的证据和实施的处罚会被否定。",
        basis=(f"{PENALTIES}:42.1", f"{PENALTIES}:55"),
        severity="error",
        blocking=True,
        kinds=("pd", "ps", "pn", "jc", "qz"),
        patterns=(
            r"检查人员:(?:执法人员)?[\u4e00-\u9fff]{2,3}(?=[;\n]|$)",
            r"执法(?:人员|队员)[\u4e00-\u9fff]{1,4}(?:一人|1人|单独|独自)[^。]{0,14}(?:完成|办理|承办|负责|进行|前往|送达|制作)",
            r"(?:检查|调查|询问|勘验|取证)[^。；]{0,10}由(?:执法(?:人员|队员))?[\u4e00-\u9fff]{1,4}(?:一人|1人|单独|独自)",
            r"(?:由)?(?:一名|1名|一位|1位)(?:行政)?执法人员[^。]{0,20}(?:检查|调查|询问|取证|勘验|作出|实施)",
            r"执法(?:人员|队员)[^。,;]{1,4}(?:单独|独自|一人)[^。]{0,14}(?:检查|调查|询问|取证|勘验|作出|实施|到场)",
        ),
        unless=(r"不得|不能|严禁|电子(?:监控|技术监控)|治安|至少|另一名|另1名|和一名|及一名",),
        message="疑似由一名执法人员实施",
        suggestion="由两名以上持有效证件的执法人员重新实施；不能补正的证据不用",
        bad=(
            "现场检查笔录\n检查人员：丁某\n",
            "调查由执法人员丁某一人完成。",
            "由一名执法人员到现场检查并制作笔录。",
            "执法人员丁某单独询问了当事人。",
        ),
        good=(
            "现场检查笔录\n检查人员：丁某、戊某\n",
            "检查由丁某、戊某二人完成。",
            "由两名执法人员到现场检查并制作笔录。",
            "不得由一名执法人员进行检查。",
            "一名执法人员询问，另一名执法人员记录。",
        ),
    ),
)


_OLD_LIMIT = r"当场[^。]{0,40}(?:五十元|(?<![0-9])50元|一千元|(?<![0-9])1000元)以下"
_MORE_THAN_A_FINE = r"(?:决定|给予|处以)[^。;]{0,20}(?:没收|吊销|暂扣|责令停产停业|通报批评)"
_UNIT = r"公司|合作社|统一社会信用代码|法定代表人|经营部|(?<=当事人:)[^\n,]{2,20}(?:店|厂|部|行)"
_PERSON = r"(?:当事人|被处罚人|相对人):[\u4e00-\u9fff]{2,3}(?=[,。;\s(])|身份证|性别|(?<![\u4e00-\u9fff])[男女](?![\u4e00-\u9fff])|公民"
_FINED = rf"(?:决定|给予|处以?|当场)[^。;]{{0,20}}?(?:罚款{AMOUNT}(?!以[上下])|{AMOUNT}(?:的)?罚款)"


@rule(
    code="P012",
    name="beyond-the-simple-procedure",
    cues=("当场", "罚款", "没收", "吊销", "暂扣", "责令停产停业", "通报批评"),
    title="超出简易程序的限额或者种类",
    why="当场处罚限于警告、对公民二百元以下、对单位三千元以下罚款；五十元、一千元是修改前的规定。",
    basis=(f"{PENALTIES}:51",),
    severity="error",
    blocking=True,
    kinds=("ps",),
    scope="document",
    patterns=(_OLD_LIMIT, _MORE_THAN_A_FINE, _FINED),
    anywhere=(_UNIT, _PERSON),
    gated=True,
    since=_NEW_LAW,
    suggestion="超出的转普通程序：立案、调查、告知、决定",
    bad=(
        "对公民可当场处五十元以下、对单位一千元以下罚款。",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：丁小水，性别：男。\n决定罚款五百元。\n2026年3月2日\n",
        "当场行政处罚决定书\n被处罚人：丁某，住址：柳湾镇上街村8号\n现当场给予你罚款五百元的行政处罚。\n2026年3月2日\n",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：丁小水，性别：男。\n决定处以300元罚款。\n2026年3月2日\n",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：柳湾食品有限公司。\n决定罚款人民币5,000元。\n2026年3月2日\n",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：丁小水。\n决定没收违法所得。\n2026年3月2日\n",
    ),
    good=(
        "一百元以下罚款可以当场收缴。",
        "对法人当场处三千元以下罚款。",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：丁小水，性别：男。\n决定罚款二百元。\n2026年3月2日\n",
        "柳湾镇人民政府当场行政处罚决定书\n当事人：柳湾食品有限公司。\n决定罚款3000元。\n2026年3月2日\n",
    ),
)
def beyond_simple(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """The old limits wherever they stand; the fine itself only where text tells a person from an organisation."""
    folded = document.folded
    for match in context.each(document, _OLD_LIMIT):
        if "收缴" not in match[0]:
            yield Hit(*match.span(), message="写的是修改前的当场处罚限额")
    if "治安管理处罚法" in folded or "道路交通安全法" in folded:
        return
    for match in context.each(document, _MORE_THAN_A_FINE):
        if "可以" not in match[0]:
            yield Hit(*match.span(), message="该处罚种类不能当场作出")
    for match in context.each(document, _FINED):
        fine = amount_of(match[1] or match[2])
        limit = 3000 if context.found(document, _UNIT) or not context.found(document, _PERSON) else 200
        if fine is not None and fine > limit and "可处" not in match[0]:
            yield Hit(*match.span(), message=f"当场罚款超过{limit}元，请核对程序")


_HELD_ON = rf"(?:定于|拟于|将于|于){DAY}[^。;]{{0,40}}听证"


@rule(
    code="P015",
    name="hearing-notice-too-late",
    title="听证通知不足七个工作日",
    why="行政机关应当在举行听证的七日（工作日）前通知当事人时间、地点。",
    basis=(f"{PENALTIES}:64.1.2", f"{PENALTIES}:85"),
    severity="error",
    kinds=("pn",),
    scope="document",
    patterns=(_HELD_ON,),
    gated=True,
    suggestion="听证日与通知送达日之间至少隔满七个工作日",
    bad=(
        "行政处罚听证通知书\n丁小水：\n本机关定于2026年3月9日9时在镇政府举行听证。\n柳湾镇人民政府\n2026年3月2日\n",
        "听证通知书\n丁小水：\n兹定于2026年9月30日召开听证会。\n柳湾镇人民政府\n2026年9月22日\n",
    ),
    good=(
        "行政处罚听证通知书\n丁小水：\n本机关定于2026年3月16日9时在镇政府举行听证。\n柳湾镇人民政府\n2026年3月2日\n",
        "听证笔录\n本机关定于2026年3月9日举行听证。\n2026年3月9日\n",
    ),
)
def hearing_notice(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Count from the day of the notice itself: it cannot have been served before."""
    told = signed_on(document)
    if told is None or not is_titled(document, "通知"):
        return
    for held, begin, stop in days_of(_HELD_ON, document, context):
        # The days of notice and hearing themselves do not count.
        free = calendar().working_between(told, held) - (1 if calendar().is_working(held) else 0)
        if told <= held and free < 7:
            yield Hit(begin, stop, message=f"通知之日与听证之日之间只有{max(free, 0)}个工作日")


_BY_INVESTIGATOR = r"听证[^。；\n]{0,6}由(?:本案)?(?:承办人|办案人员|调查人员)[^。；，\n]{0,6}(?:主持|担任主持人)"
_PRESIDES, _INVESTIGATES = "主持人", "调查人员|案件调查人|承办人|办案人员|案件承办人"


@rule(
    code="P016",
    name="presided-by-an-investigator",
    title="听证主持人是本案调查人员",
    why="听证由行政机关指定的非本案调查人员主持。",
    basis=(f"{PENALTIES}:64.1.4",),
    severity="error",
    blocking=True,
    kinds=("pn",),
    scope="document",
    patterns=(after(_PRESIDES), _BY_INVESTIGATOR),
    anywhere=(after(_INVESTIGATES),),
    gated=True,
    message="听证主持人与案件调查人员姓名相同",
    suggestion="另行指定非本案调查人员主持",
    bad=(
        "听证笔录\n听证主持人：丁甲\n记录员：戊乙\n案件调查人员：丁甲、己丙\n",
        "听证告知书\n听证由本案承办人丁某主持，戊某记录。\n",
        "行政处罚听证笔录\n主持人：庚某丁，记录人：戊乙。\n承办人：己丙、庚某丁。\n",
    ),
    good=("听证笔录\n听证主持人：丁甲\n记录员：己丙\n案件调查人员：戊乙、己丙\n",),
)
def presided_by_investigator(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    yield from _same(document, context, _PRESIDES, _INVESTIGATES)
    for match in context.each(document, _BY_INVESTIGATOR):
        yield Hit(*match.span(), message="听证由本案承办、调查人员主持")


_REVIEWS, _HANDLES = "审核人|审核人员", "承办人|经办人|办案人员|调查人员|案件承办人"


@rule(
    code="P033",
    name="reviewed-by-the-one-who-handled",
    title="审核人与承办人是同一人",
    why="应当经法制审核的案件，由从事法制审核的人员审核，承办人审核自己办的案件等于没有审核。",
    basis=(f"{PENALTIES}:58.1",),
    severity="error",
    blocking=True,
    kinds=("pd", "pn", "qz", "zg"),
    scope="document",
    patterns=(after(_REVIEWS),),
    somewhere=(after(_HANDLES),),
    anywhere=(after(_HANDLES),),
    gated=True,
    message="审核人与承办人姓名相同，请核对是否经法制审核",
    suggestion="由承办人以外的法制审核人员审核",
    bad=(
        "行政处罚审批\n承办人：丁甲、戊乙\n法制审核人：丁甲\n",
        "案件处理意见\n经办人：丁某甲\n审核人：丁某甲\n",
    ),
    good=("行政处罚审批\n承办人：丁甲、戊乙\n法制审核人：己丙\n", "承办人：丁甲，审核人：戊乙。"),
)
def reviewed_by_handler(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    yield from _same(document, context, _REVIEWS, _HANDLES)


_RANGE = rf"处?{AMOUNT}以上{AMOUNT}以下的?罚款"
_OTHER_RANGE = r"减轻|倍以[上下]|百分之[^。]{1,6}以[上下]|%以[上下]|合并|分别处"
_DECIDED = rf"(?:决定|给予)[^。;]{{0,24}}罚款{AMOUNT}(?!以[上下])"


@rule(
    code="P021",
    name="fine-outside-the-range",
    cues=("以下罚款", "以下的罚款"),
    title="罚款数额不在所引幅度内",
    why="决定书自己引述了罚款幅度，决定的数额却不在其中；低于下限的须写明减轻的依据和理由。",
    basis=(f"{PENALTIES}:4", f"{PENALTIES}:57.1.1"),
    severity="error",
    blocking=True,
    kinds=("pd", "ps", "pn"),
    scope="document",
    somewhere=(_RANGE, _DECIDED),
    anywhere=(_RANGE, _DECIDED, _OTHER_RANGE),
    suggestion="改到幅度之内；低于下限的写明减轻处罚的法定事由",
    bad=(
        "依据第三十条，处五百元以上一千元以下罚款。现决定罚款2000元。",
        "依据《临江县市容管理办法》第三十条，可以处200元以上500元以下的罚款，决定对当事人处以罚款人民币一百元。",
    ),
    good=(
        "依据第三十条，处五百元以上一千元以下罚款。现决定罚款800元。",
        "处五百元以上一千元以下罚款。当事人主动消除危害后果，减轻处罚，决定罚款300元。",
        "处五百元以上一千元以下罚款；情节严重的，处一千元以上五千元以下罚款。现决定罚款2000元。",
    ),
)
def fine_outside_range(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Only where one range and one fine stand in the paper; multiples and shares say nothing here."""
    ranges = list(islice(context.each(document, _RANGE), 2))
    if len(ranges) != 1 or context.found(document, _OTHER_RANGE):
        return
    low, high = amount_of(ranges[0][1]), amount_of(ranges[0][2])
    fines = list(islice(context.each(document, _DECIDED), 2))
    if low is None or high is None or len(fines) != 1:
        return
    fine = amount_of(fines[0][1])
    if fine is not None and not low <= fine <= high:
        side = "高于上限" if fine > high else "低于下限"
        yield Hit(*fines[0].span(), message=f"决定的罚款{side}，与所引幅度不符")


def _same(document: Document, context: Context, one: str, others: str) -> Iterator[Hit]:
    """Yield where the holder of one post is among those of the other."""
    taken = {name for name, _, _ in names_after(others, document, context)}
    for name, begin, stop in names_after(one, document, context) if taken else ():
        if name in taken:
            yield Hit(begin, stop)
