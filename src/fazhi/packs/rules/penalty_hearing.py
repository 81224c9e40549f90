"""Family P: the hearing, when it may be asked for, when it is told of, and who presides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Hit, Kind, Rule, compiled, is_titled, rule
from fazhi.packs.rules._enforcement_ways import said_rule, way
from fazhi.packs.rules._papers import DAY, PENALTIES, after, calendar, day_of, same_person, signed_on
from fazhi.packs.rules._words_enforcement import ALONE, HANDLER, WITHIN
from fazhi.packs.rules._words_enforcement import DAY as DAYS

_NEW_LAW = date(2021, 7, 15)

RULES: tuple[Rule, ...] = (
    said_rule(
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
        unless=(r"延期|公告|送达(?!之日|后|之后|本|次日|起)|通知(?!书)",),
        ways=(
            way(
                r"听证",
                rf"第[三3二2]日(?:前|内|之前)|{ALONE}(?:[三3两二2四4]{DAYS}|(?:72|七十二|48|四十八|24|二十四)个?小时)",
                rf"申请|提出|提交|要求|交|想|递|报|书面|回[复话]|登记|告知我|逾期|过[了期]|为限|{WITHIN}",
                without=r"延期|公告|送达(?!之日|后|之后|本|次日|起)|通知(?!书)|主持人|确定|答复|举行|笔录|前(?:通知|告知)|(?:收到|接到)[^。,;]{0,6}(?:申请|要求)|退还|公布|报告|延长|审核|补正",
                near=45,
            ),
        ),
        message="听证申请期限写成三日，应为五个工作日",
        suggestion="改为收到告知书之日起五个工作日内",
        bad=(
            "要听证的，自告知书送达之日起3个工作日提出，逾期不再受理。",
            "听证不听证你自己定，两天里给镇里回话。",
            "要求听证的，在收到本告知书之日起三日内向本机关提出。",
            "你可在收到本告知书之日起三日内提出听证申请。",
            "要求听证的，应当在3日内书面提出。",
        ),
        good=(
            "镇里接到听证申请后三天内定下主持人。",
            "申请听证的五日内提出；听证三日前可以申请主持人回避。",
            "你可在收到本告知书之日起五日内提出听证申请。",
            "撤回信息的，三日内公开说明理由。",
            "要求听证的，应当在十三日内提出。",
        ),
    ),
)

_HELD_ON = rf"(?:定于|拟于|将于|于|定在|安排在|时间[为:]|改在|就在){DAY}[^。;]{{0,60}}听证|{DAY}[^。;,\n月]{{0,10}}(?:就|便|即)(?:开|举行|召开|组织|进行)[^。;,月]{{0,8}}听证|听证[^。;]{{0,30}}?(?:定于|定在|安排在|时间[为:]|于){DAY}(?![^。;,]{{0,8}}(?:送达|提出|申请|收到))"
_TOLD_ON = rf"{DAY}[^。;,\n月]{{0,6}}把[^。;,]{{0,6}}通知书?[^。;,]{{0,4}}(?:给|送)|(?:通知书?|本通知)[^。;\n]{{0,10}}{DAY}[^。;\n]{{0,8}}(?:送达|送到|发出|交给|送给|才?送)|{DAY}[^。;\n]{{0,10}}(?:送达|送到|发出|才?通知|收到)[^。;\n]{{0,10}}通知"
_HELD_SOON = rf"听证(?:会)?[^。;,]{{0,8}}(?:定在|安排在|就在|放在|改在|是)(?:明天|明日|后天|后日|大后天|次日|今天|今日)|(?:明天|明日|后天|后日|大后天|次日|今天下午|今日下午|{ALONE}(?:[一二两三四五六1-6])(?:天|日|个工作日)(?:之?后|以后))[^。;]{{0,24}}(?:开|举行|召开|参加|来|组织|进行)[^。;]{{0,8}}听证"
_TOLD_SHORT = rf"提前{ALONE}(?:[一二两三四五六1-6])个?(?:工作)?[日天][^。;]{{0,16}}听证[^。;]{{0,16}}(?:通知|告知)|(?:提前|听证[^。;,]{{0,6}}前?)[^。;,]{{0,4}}?{ALONE}(?:[一二两三四五六1-6])个?(?:工作)?[日天](?:之?前|以前)?[^。;]{{0,10}}(?:通知|告知)[^。;]{{0,24}}(?:听证|时间)"


@rule(
    code="P015",
    name="hearing-notice-too-late",
    title="听证通知不足七个工作日",
    why="行政机关应当在举行听证的七日（工作日）前通知当事人时间、地点。",
    basis=(f"{PENALTIES}:64.1.2", f"{PENALTIES}:85"),
    severity="error",
    kinds=("pn",),
    scope="document",
    patterns=(_HELD_ON, _HELD_SOON, _TOLD_SHORT),
    anywhere=(_TOLD_ON,),
    gated=True,
    suggestion="听证日与通知送达日之间至少隔满七个工作日",
    bad=(
        "听证通知书\n请你后天上午来镇政府参加听证会。\n",
        "听证时间定在2026年6月9日，通知书2026年6月5日送到你家。",
        "行政处罚听证通知书\n丁小水：\n本机关定于2026年3月9日9时在镇政府举行听证。\n柳湾镇人民政府\n2026年3月2日\n",
        "听证通知书\n丁小水：\n兹定于2026年9月30日召开听证会。\n柳湾镇人民政府\n2026年9月22日\n",
    ),
    good=(
        "听证通知书于2026年6月1日送达，定于2026年6月16日举行听证。",
        "行政处罚听证通知书\n丁小水：\n本机关定于2026年3月16日9时在镇政府举行听证。\n柳湾镇人民政府\n2026年3月2日\n",
        "听证笔录\n本机关定于2026年3月9日举行听证。\n2026年3月9日\n",
    ),
)
def hearing_notice(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Count from the day of the notice itself: it cannot have been served before."""
    if not is_titled(document, "通知"):
        return
    folded = document.folded
    for pattern in (_HELD_SOON, _TOLD_SHORT):
        for match in context.each(document, pattern):
            if not re.search("延期|改期|推迟|申请|提出|答复|回避", folded[slice(*document.sentence(match.start()))]):
                yield Hit(*match.span(), message="通知至听证疑似不足七个工作日")
    noticed = [_day_in(match) for match in context.each(document, _TOLD_ON)]
    told = next((day for day in noticed if day is not None), signed_on(document))
    if told is None:
        return
    for match in context.each(document, _HELD_ON):
        held = _day_in(match)
        if held is None:
            continue
        # The days of notice and hearing themselves do not count.
        free = calendar().working_between(told, held) - (1 if calendar().is_working(held) else 0)
        if told <= held and free < 7:
            yield Hit(*match.span(), message=f"通知之日与听证之日之间只有{max(free, 0)}个工作日")


_BY_INVESTIGATOR = (
    rf"听证[^。；\n]{{0,6}}由(?:本案)?(?:{HANDLER})[^。；，\n]{{0,6}}(?:主持|担任主持人)"
    rf"|(?:{HANDLER})[^。;\n]{{0,16}}?(?:主持(?!人)|担任[^。;,]{{0,6}}主持人|兼(?:任|做)?[^。;,]{{0,6}}主持人|当主持)[^。;\n]{{0,10}}(?:听证|[。,;]|$)"
    r"|主持人[^。;\n]{0,16}(?:其本人|自己|本人)(?:所)?(?:调查|收集|取得|查)"
    rf"|主持人?[^。;\n]{{0,12}}(?:由|就是|系|为|是|即|兼)[^。;,\n]{{0,8}}(?:{HANDLER})"
)
_NOT_THE_SAME = r"未参与|不是|非本案|并非|没有?参与|没参加|以外|回避|不得|不能|另行|没有?办|没查|无关|提出"
_PRESIDED_BY = r"(?:听证|主持)[^。;\n]{0,14}?(?:让|叫|请|还是|指定|安排|派)([\u4e00-\u9fff]{2})[^。;,]{0,6}主持|(?:听证|主持)[^。;\n]{0,14}?由([\u4e00-\u9fff]{2,3}?)(?:同志|队长|所长|主任)?(?:负责|来|担任)?主持|主持人(?:是|为|:)([\u4e00-\u9fff]{2,3})(?=[,。;、(\s])"
_INVESTIGATED = (
    r"带人查|负责(?:调查|查|办)|调查|查办|承办|经办|办案|取证|查的|主办|查处|办的|做(?:的)?笔录|签(?:的)?笔录"
)
_PRESIDES, _INVESTIGATES = "主持人", "调查人员|案件调查人|承办人|办案人员|案件承办人|经办人|办案人|执法人员|调查人"


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
    patterns=(after(_PRESIDES), _BY_INVESTIGATOR, _PRESIDED_BY),
    anywhere=(after(_INVESTIGATES),),
    gated=True,
    message="听证主持人与案件调查人员姓名相同",
    suggestion="另行指定非本案调查人员主持",
    bad=(
        "听证由丁小水主持，案子也是丁小水去查的。",
        "本案承办人兼任听证主持人。",
        "听证笔录\n听证主持人：丁甲\n记录员：戊乙\n案件调查人员：丁甲、己丙\n",
        "听证告知书\n听证由本案承办人丁某主持，戊某记录。\n",
        "行政处罚听证笔录\n主持人：庚某丁，记录人：戊乙。\n承办人：己丙、庚某丁。\n",
    ),
    good=(
        "听证由戊某主持，戊某没有参与本案调查；调查人员丁某到会陈述。",
        "听证笔录\n听证主持人：丁甲\n记录员：己丙\n案件调查人员：戊乙、己丙\n",
    ),
)
def presided_by_investigator(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    folded = document.folded
    if named := list(same_person(document, context, _PRESIDES, _INVESTIGATES)):
        yield from named
        return
    if document.kind is not Kind.PN and "听证" not in folded:
        return
    for match in context.each(document, _BY_INVESTIGATOR):
        if not compiled(_NOT_THE_SAME).search(folded, *document.sentence(match.start())):
            yield Hit(*match.span(), message="听证由本案承办、调查人员主持")
    for match in context.each(document, _PRESIDED_BY):
        name = match[1] or match[2] or match[3]
        other = re.search(
            rf"{name}[^。;,\n]{{0,14}}(?:{_INVESTIGATED})|(?:{_INVESTIGATES})(?:是|为|:)[^。;\n]{{0,12}}{name}", folded
        )
        if other and not compiled(_NOT_THE_SAME).search(other[0]):
            yield Hit(*match.span(), message="听证主持人疑似参与了本案调查")


def _day_in(match: re.Match[str]) -> date | None:
    """Return the day of a pattern that may hold one in any of several places."""
    at = next(at for at in range(2, len(match.groups()) + 1, 3) if match[at])
    return day_of(match, at - 1)
