"""Family X: petitions (信访). X007 stands with the other citations of old laws.

X011 stands in ``days_compared``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Hit, Rule, compiled, is_titled, pattern_rule, require_rule, rule
from fazhi.packs.rules._papers import DAY, day_of, days_of, matter_at, signed_on

LAW = "信访工作条例@2022"
_XF = ("xf",)
_SINCE = date(2022, 5, 1)
_OPINION = (
    "柳湾镇人民政府信访事项处理意见书\n丁小水：\n你反映河东村道路损坏、请求修复的信访事项，本机关于2026年3月2日受理。\n"
    "经查，该路段确有破损，事实清楚。依据《临江县农村公路管理办法》第十二条，处理意见：支持你的请求，于6月底前修复。\n"
    "如不服本意见，可以自收到之日起30日内向临江县人民政府请求复查。\n柳湾镇人民政府\n2026年4月1日\n"
)
_TITLED = r"处理意见|信访答复意见|答复意见书"

RULES: tuple[Rule, ...] = (
    require_rule(
        code="X002",
        name="opinion-lacks-elements",
        title="信访处理意见书缺要素",
        why="处理意见书应当载明投诉请求、事实和理由、处理意见及其法律法规依据。",
        basis=(f"{LAW}:32.1",),
        severity="error",
        kinds=_XF,
        since=_SINCE,
        titled=_TITLED,
        all_of=(
            ("投诉请求", r"反映|请求|诉求"),
            ("事实和理由", r"经查|查明|事实|核实|调查"),
            ("处理意见", r"意见|支持|不予支持"),
            ("法律法规依据", r"《[^》]+》"),
        ),
        message="信访处理意见书缺少应当载明的内容",
        suggestion="补全请求、事实和理由、处理意见、所依据的法律法规",
        bad=("你反映的问题已处理。", _OPINION.replace("依据《临江县农村公路管理办法》第十二条，", "")),
        good=("你反映……诉求……；经查……；处理意见：不予支持；依据《某条例》第三条。", _OPINION),
    ),
    require_rule(
        code="X003",
        name="re-examination-not-told",
        title="处理意见书未告知复查",
        why="对处理意见不服的，可以自收到书面答复之日起三十日内请求上一级机关复查，应当告知。",
        basis=(f"{LAW}:35",),
        severity="error",
        kinds=_XF,
        since=_SINCE,
        titled=r"处理意见",
        unless=(r"复核意见书|复查意见书|转送|导入|不(?:属于|再)受理",),
        all_of=(r"(?:三十|30)个?[日天](?:之|以)?内[^。]{0,40}复查|复查[^。]{0,30}(?:三十|30)[日天]",),
        message="处理意见书未见三十日内请求复查的告知",
        suggestion="写明自收到之日起三十日内向上一级机关（乡镇的为县级人民政府）请求复查",
        bad=("处理意见：不予支持。", _OPINION.replace("可以自收到之日起30日内向临江县人民政府请求复查", "请来电咨询")),
        good=("如不服，可自收到之日起30日内向某县人民政府请求复查。", _OPINION),
    ),
    pattern_rule(
        code="X004",
        name="re-examination-by-the-wrong-organ",
        title="复查机关写错",
        why="复查由原办理机关的上一级机关进行，信访局和原机关不是复查机关。",
        basis=(f"{LAW}:35",),
        severity="error",
        kinds=_XF,
        since=_SINCE,
        patterns=(
            r"(?:找|到|请)[^。，]{0,8}信访(?:局|工作?办公室|工作办|办|部门)[^。，]{0,8}复查",
            r"向(?:[本我](?:镇|乡|街道|机关)(?!的?上一级)|原办理(?:机关|单位)|[^。，]{0,8}信访(?:局|工作?办公室|工作办|办|部门))(?!的上一级)[^。，]{0,6}(?:申请|请求|提出)复查",
            r"向[^。，]{0,8}(?:人大|纪委|司法所|司法局|综治中心)[^。，]{0,6}(?:申请|请求|提出)复查",
        ),
        unless=(r"上一级",),
        message="复查机关疑似写错",
        suggestion="乡镇办理的，写县级人民政府；可以注明材料由信访部门转交",
        bad=(
            "如不服，可在三十日内找县信访局复查。",
            "可向县信访局申请复查。",
            "如有异议，向镇信访办申请复查。",
            "如不服，请于三十日内向本镇提出复查。",
            "如有异议，可在三十日内向镇人大申请复查。",
        ),
        good=(
            "可向某县人民政府请求复查（材料可交县信访局转）。",
            "向原办理机关的上一级机关请求复查。",
            "可以向县人民政府请求复查，也可以向司法所咨询法律问题。",
        ),
    ),
    pattern_rule(
        code="X005",
        name="statutory-way-passed-over",
        title="应当导入法定途径却出信访意见",
        why="可以通过诉讼、仲裁、复议、行政裁决、许可、处罚等程序解决的，导入相应程序，不出信访处理意见。",
        basis=(f"{LAW}:28.2", f"{LAW}:31"),
        severity="warning",
        kinds=_XF,
        since=_SINCE,
        patterns=(
            r"(?:确认|要求确定)[^。；]{0,8}权属[^。]{0,50}(?:信访处理意见|信访事项|按信访)",
            r"(?:工伤认定|土地(?:使用权|所有权)?确权|行政处罚|行政许可|行政裁决|政府信息公开|行政复议)[^。]{0,60}(?:信访处理意见|按(?:照)?信访(?:事项|程序)?办理)",
        ),
        unless=(r"导入|不按|不再按|告知[^。]{0,12}(?:途径|程序)",),
        message="该诉求疑似应当通过法定程序办理",
        suggestion="导入相应的诉讼、仲裁、复议、行政程序，并告知途径和期限",
        bad=(
            "你要求确认山林权属的信访事项，本镇答复如下。",
            "关于你申请土地确权一事，现出具信访处理意见如下。",
            "你要求对邻居作出行政处罚的申请，本镇按信访程序办理。",
        ),
        good=("你的诉求属行政裁决，已导入行政程序并告知期限。", "你反映村道破损一事，现出具信访处理意见如下。"),
    ),
    pattern_rule(
        code="X008",
        name="reports-handed-to-the-accused",
        title="把检举材料转给被检举人",
        why="不得将检举、揭发材料及有关情况透露或者转给被检举、揭发的人员或者单位。",
        basis=(f"{LAW}:30.3", f"{LAW}:46"),
        severity="error",
        blocking=True,
        kinds=("xf", "gw"),
        since=_SINCE,
        patterns=(
            r"(?:检举|举报|揭发|控告)[^。；]{0,12}(?:信件?|材料|来信)[^。；]{0,16}(?:转交|转给|交给|转送|发给)[^。；]{0,10}本人",
            r"(?:举报(?:信|材料|件)?|检举(?:信|材料)?|控告材料|揭发材料)[^。]{0,20}(?:转|交|发|送)(?:至|给|送|交)?[^。]{0,8}(?:被举报|被检举|被反映|被控告)(?:人|单位|对象)",
            r"(?:检举|举报|揭发|控告)(?:信件?|材料|来信)[^。；，]{0,4}(?:转|交|发|送)(?:交|给|送|至)?被[^。；，]{0,3}(?:举报|检举|反映|控告)的",
        ),
        unless=(
            r"退还|举报人本人|检举人本人|来信人本人",
            r"不得|严禁|禁止|防止|不准|违反[^。]{0,20}规定",
        ),
        message="疑似把检举、揭发材料转给被检举人",
        suggestion="撤回；按干部管理权限转纪检监察、组织部门",
        bad=(
            "你检举村会计的来信，已转交该会计本人说明。",
            "现将举报材料转给被举报人说明情况。",
            "请将检举信送交被检举单位核实后回复。",
            "已把你的举报信转给被你举报的王某，请他说明。",
        ),
        good=(
            "举报材料已退还举报人本人。",
            "举报材料已转县纪委监委。",
            "不得将检举材料转给被检举人。",
            "违反规定，将检举材料转给被检举人的，给予处分。",
            "已把你的举报信转给县纪委监委，被你举报的事项由其调查。",
        ),
    ),
    pattern_rule(
        code="X010",
        name="no-longer-heard-without-review",
        title="未经复核就不再受理",
        why="对复核意见不服、仍以同一事实和理由提出的，才不再受理。",
        basis=(f"{LAW}:36.3",),
        severity="error",
        kinds=_XF,
        since=_SINCE,
        patterns=(
            r"(?:今后|以后|此后|往后|再次?来访|再来|再次?反映)[^。；]{0,20}(?:概不|一律不|不予|不再)(?:予以)?(?:受理|接待|答复)",
            r"不再(?:予以)?受理",
        ),
        document_unless=(r"复核",),
        message="写了不再受理，未见已经复核",
        suggestion="只对复核后仍以同一事实和理由提出的适用，写明复核意见的文号和日期",
        bad=(
            "今后你再来访，本镇概不受理。",
            "你多次来访，本镇不再受理。",
            "该事项已经答复，今后不再予以受理。",
            "此后再反映同一问题的，我镇不予接待受理。",
        ),
        good=("复核意见作出后仍以同一事实和理由提出，不再受理。", "你的信访事项本机关决定受理。"),
    ),
)

_NOT_OURS = r"不(?:属于?|在)[^。]{0,10}(?:受理|职权|职责|管辖)范围"
_NOT_MINE = r"不归[^。；，]{0,6}管(?=[，。；])"
_ELSEWHERE = (
    r"(?:向|到)(?!本)[^。，]{2,30}(?:提出|反映|投诉|咨询|起诉|申请)(?![^。，]{0,2}复[查核])"
    r"|(?:转送|转至|转交|移送|转)(?!本)[^。，]{2,30}(?:处理|办理|机关|局|院|政府|委员会)"
)


@rule(
    code="X009",
    name="not-our-business",
    title="只说不属受理范围",
    why="不属于本机关职权范围的，应当告知信访人向有权处理的机关提出，或者告知转送去向。",
    basis=(f"{LAW}:23.1",),
    severity="error",
    kinds=_XF,
    since=_SINCE,
    message="只告知不属受理范围，未告知应当向哪个机关提出",
    suggestion="写明有权处理的机关，或者转送的去向",
    bad=(
        "你说的事不归我镇管。",
        "你反映的事项不属于本镇受理范围。",
        "丁小水：你反映的劳动报酬问题不在本镇职责范围，不予受理。",
        "答复如下：\n一、你要求的误工损失，不属于本镇受理范围，不作答复。\n二、你反映的线索，已转镇纪委办理。\n",
    ),
    good=(
        "该事项不属于本镇职权范围，请向县人社局提出。",
        "该事项不属于本镇职责范围，已转送临江县水利局办理。",
        "该事项不属于本镇职责范围。\n请向临江县水利局提出。\n",
        "一、你要求的误工损失，不属于本镇受理范围，请向人民法院起诉。\n二、你反映的路灯一事，已经修好。\n",
    ),
    cues=("范围", "不归"),
    patterns=(_NOT_OURS, _NOT_MINE),
    gated=True,
)
def not_our_business(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield what is refused as not within the powers where the same matter is told no other way."""
    folded = document.folded
    match = compiled(_NOT_OURS).search(folded, start, end) or compiled(_NOT_MINE).search(folded, start, end)
    if match and not compiled(_ELSEWHERE).search(document.folded, *matter_at(document, match.start())):
        yield Hit(*match.span())


_REPRESENTATIVES = r"(?:推选|推举|选派|派出?|接待)[^。;]{0,12}?(?:(?:[6-9]|[1-9][0-9]|[六七八九]|十[一二三四五六七八九]?)(?:名|位|人)(?:信访)?代表|代表[^。;]{0,4}?(?:[6-9]|[1-9][0-9]|[六七八九]|十[一二三四五六七八九]?)(?:名|位|人))"


@rule(
    code="X012",
    name="too-many-representatives",
    title="走访代表超过五人",
    why="多人走访提出共同的信访事项，应当推选代表，代表不得超过五人。",
    basis=(f"{LAW}:20.3",),
    severity="info",
    kinds=_XF,
    cues=("代表",),
    since=_SINCE,
    patterns=(_REPRESENTATIVES,),
    message="走访代表超过五人",
    suggestion="引导推选不超过五名代表",
    bad=("来访群众推选8名代表进入接待室。", "来访人推举代表七人反映情况。"),
    good=("来访群众推选5名代表进入接待室。", "推选代表不得超过五人。", "人大代表十人参加视察。"),
)
def too_many_representatives(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for match in compiled(_REPRESENTATIVES).finditer(document.folded, start, end):
        yield Hit(*match.span())


_RECEIVED = (
    rf"{DAY}[^。;\n]{{0,14}}收到[^。;\n]{{0,20}}(?:信访|反映|来信|来访)"
    rf"|(?:信访|来信|来访)[^。;\n]{{0,20}}?{DAY}(?:收到|收悉|接到|登记)"
)
_TOLD_LATE = rf"{DAY}[^。;\n]{{0,4}}收到[^。;\n]{{0,16}}?{DAY}[^。;\n]{{0,8}}(?:书面)?告知"
_ACCEPTED = rf"{DAY}[^。;\n]{{0,14}}受理"


@rule(
    code="X001",
    name="told-after-fifteen-days",
    title="收到信访事项十五日内未告知",
    why="不能当场告知的，应当自收到信访事项之日起十五日（自然日）内书面告知。",
    basis=(f"{LAW}:23.2", f"{LAW}:22"),
    severity="error",
    kinds=_XF,
    scope="document",
    anywhere=(_TOLD_LATE, _RECEIVED),
    somewhere=(rf"{_TOLD_LATE}|{_RECEIVED}",),
    since=_SINCE,
    suggestion="自收到之日起十五日内书面告知，并核对登记日期",
    bad=(
        "信访事项受理告知书\n丁小水：\n本机关于2026年3月2日收到你的信访事项，决定受理。\n柳湾镇人民政府\n2026年3月20日\n",
        "信访事项处理意见书\n丁小水：\n你于2026年1月6日来信反映路灯一事，本镇1月6日收到，2月5日书面告知你予以受理。\n柳湾镇人民政府\n2026年3月2日\n",
        "信访事项告知书\n丁小水：\n你邮寄的信访事项，本镇于2026年3月5日收悉。请向县人社局提出。\n柳湾镇人民政府\n2026年4月6日\n",
        "信访事项不予受理告知书\n丁小水：\n2026年5月6日，本镇收到你的来信。请向县人社局提出。\n柳湾镇人民政府\n2026年6月1日\n",
    ),
    good=(
        "信访事项受理告知书\n丁小水：\n本机关于2026年3月2日收到你的信访事项，决定受理。\n柳湾镇人民政府\n2026年3月17日\n",
        _OPINION,
    ),
)
def told_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for match in context.each(document, _TOLD_LATE):
        first, last = day_of(match), day_of(match, 4)
        if first and last and (last - first).days > 15:
            yield Hit(*match.span(), message=f"收到至告知{(last - first).days}日，超过十五日")
            return
    told = signed_on(document)
    if told is None or not is_titled(document, "告知"):
        return
    for match in context.each(document, _RECEIVED):
        received = day_of(match) if match[2] else day_of(match, 4)
        if received is None:
            continue
        begin, stop = match.span()
        days = (told - received).days
        if days > 15:
            yield Hit(begin, stop, message=f"收到至告知{days}日，超过十五日")


@rule(
    code="X006",
    name="handled-after-sixty-days",
    title="信访事项办理超过六十日",
    why="应当自受理之日起六十日内办结，经批准延长不超过三十日并告知理由。",
    basis=(f"{LAW}:34",),
    severity="error",
    kinds=_XF,
    scope="document",
    patterns=(_ACCEPTED,),
    gated=True,
    since=_SINCE,
    suggestion="超过六十日的写明批准延期和告知的情况；超过九十日的说明原因",
    bad=(
        _OPINION.replace("2026年4月1日", "2026年5月20日"),
        _OPINION.replace("2026年4月1日", "2026年7月1日").replace("经查，", "经批准延期三十日。经查，"),
    ),
    good=(_OPINION, _OPINION.replace("2026年4月1日", "2026年5月20日").replace("经查，", "经批准延期三十日。经查，")),
)
def handled_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    done = signed_on(document)
    if done is None or not is_titled(document, _TITLED):
        return
    limit = 90 if re.search(r"延期|延长", document.folded) else 60
    found = list(days_of(_ACCEPTED, document, context))
    if len(found) == 1 and (days := (done - found[0][0]).days) > limit:
        yield Hit(found[0][1], found[0][2], message=f"受理至办结{days}日，超过{limit}日")
