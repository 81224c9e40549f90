"""Family X: petitions (信访): what their papers must tell and whom they may not turn away.

X004, X005, X008, X010 stand in ``petitions_handling``, those about days in ``petitions_days``, X007 with the citations.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Hit, Rule, compiled, require_rule, rule
from fazhi.packs.rules._papers import matter_at
from fazhi.packs.rules._words_disputes import LINES, OURS

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
        when=(LINES,),
        all_of=(
            ("投诉请求", r"反映|请求|诉求|要求|来信|来访|来电|投诉|提出"),
            (
                "事实和理由",
                r"经查|查明|查实|事实|核实|核查|查证|调查|调取|了解到|经了解|走访|实地|现场查看|查看了|查阅|勘查|询问|属实|情况如下",
            ),
            ("处理意见", r"意见|支持|不予支持|同意|决定|解决|答复如下"),
            ("法律法规依据", r"《[^》]+》"),
        ),
        message="信访处理意见书缺少应当载明的内容",
        suggestion="补全请求、事实和理由、处理意见、所依据的法律法规",
        bad=(
            "关于来信的处理意见\n丁小水：\n你提的事已经办妥。\n柳湾镇人民政府\n2026年4月1日\n",
            _OPINION.replace("依据《临江县农村公路管理办法》第十二条，", ""),
        ),
        good=(
            "你反映……诉求……；经查……；处理意见：不予支持；依据《某条例》第三条。",
            _OPINION,
            "你反映的问题已处理。",
            _OPINION.replace("经查，该路段确有破损，事实清楚", "我镇走访沿线住户，查看了路面，了解到该路段确有破损"),
        ),
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
        titled=r"处理意见|答复意见",
        when=(rf"{LINES}|处理意见:",),
        unless=(r"复核意见书|复查意见书|转送|导入|不(?:属于|再)受理",),
        all_of=(r"(?:三十|30)个?[日天](?:之|以)?[内里]?[^。]{0,60}复查|复查[^。]{0,40}(?:三十|30)个?[日天]",),
        message="处理意见书未见三十日内请求复查的告知",
        suggestion="写明自收到之日起三十日内向上一级机关（乡镇的为县级人民政府）请求复查",
        bad=("处理意见：不予支持。", _OPINION.replace("可以自收到之日起30日内向临江县人民政府请求复查", "请来电咨询")),
        good=("如不服，可自收到之日起30日内向某县人民政府请求复查。", _OPINION),
    ),
)

_NOT_OURS = (
    r"(?:不(?:属于?|在|归|是)|超出(?:了)?|超越(?:了)?|并非)[^。；，\n]{0,14}(?:受理|职权|职责|管辖|权限|管理|办理|处理|管的)(?:的)?(?:范围|权限|事项|之内|事)?"
    rf"|{OURS}[^。；，\n]{{0,4}}(?:无权|无法|没有?权限?|管不了|管不着|解决不了|办不了)[^。；，\n]{{0,4}}(?:处理|办理|受理|管|解决)?(?=[，。；\n]|$)"
)
_NOT_MINE = r"不归[^。；，\n]{0,8}管(?=[，。；\n]|$)|(?:管不着|管不了)(?=[，。；\n]|$)"
_ELSEWHERE = (
    r"(?:向|到)(?!本)[^。，\n]{2,30}(?:\([^)\n]{2,30}\))?(?:提出|反映|投诉|咨询|起诉|申请|主张|查询)(?![^。，\n]{0,2}复[查核])"
    r"|(?:到|去|找)(?!本)[^。，\n]{0,14}(?:局|院|所|站|中心|窗口|大厅|单位|部门|大队|公司)[^。，\n]{0,10}(?:办理|处理|解决|问|查询|反映|申请)"
    r"|(?:转送|转至|转交|移送|移交|转给|转到|转)(?!本|被|给被|交被)[^。，\n]{2,30}(?:处理|办理|机关|局|院|政府|委员会|中心|单位|部门|所)"
    r"|由(?!本)[^。，\n]{2,20}(?:局|院|委员会|中心|部门|政府)(?:受理|负责|管辖|办理|处理|主管)"
)
_SENT_ON = r"(?:贵|你)(?:局|办|单位|中心)[^。\n]{0,12}(?:转|交办)"
_SENT_BACK = r"不得|必需|审批权限|(?:贵|你)(?:局|办|单位|中心)|提出异议|请予退回|退回[^。\n]{0,8}(?:局|办)"


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
        "经核，丁小水诉求事项并非我镇管辖事项，决定不予受理，特此告知。",
        "医保报销的事镇里管不了，你以后别再来问了。",
        "答复如下：\n一、你要求的误工损失，不属于本镇受理范围，不作答复。\n二、你反映的线索，已转镇纪委办理。\n",
    ),
    good=(
        "该事项不属于本镇职权范围，请向县人社局提出。",
        "该事项不属于本镇职责范围，已转送临江县水利局办理。",
        "该事项不属于本镇职责范围。\n请向临江县水利局提出。\n",
        "医保报销超出我镇权限，由临江县医疗保障局办理，请带票据去窗口。",
        "县信访局：经核，你局转来的信件不属我镇职权范围，现提出异议并退回。",
        "一、你要求的误工损失，不属于本镇受理范围，请向人民法院起诉。\n二、你反映的路灯一事，已经修好。\n",
    ),
    cues=(
        "不属",
        "不在",
        "不归",
        "不是",
        "超出",
        "超越",
        "并非",
        "无权",
        "无法",
        "没权",
        "没有权",
        "管不",
        "解决不了",
        "办不了",
    ),
    patterns=(_NOT_OURS, _NOT_MINE),
    anywhere=(_SENT_ON,),
    gated=True,
)
def not_our_business(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield what is refused as not within the powers where the same matter is told no other way."""
    folded = document.folded
    match = compiled(_NOT_OURS).search(folded, start, end) or compiled(_NOT_MINE).search(folded, start, end)
    if match and (compiled(_SENT_BACK).search(folded, start, end) or context.found(document, _SENT_ON)):
        return  # a letter to the office that sent the matter here
    if match and not compiled(_ELSEWHERE).search(document.folded, *matter_at(document, match.start())):
        yield Hit(*match.span())


_SIX = r"(?:(?<![0-9.])(?:[6-9]|[1-9][0-9])|(?<![一二三四五六七八九十])(?:[六七八九]|[二三四五六七八九]?十[一二三四五六七八九]?))(?:多|余|来|几)?"
_REPRESENTATIVES = (
    rf"{_SIX}(?:名|位|个|人)(?:(?!选|推|派|由|经|中|的|来访|村民|群众推)[\u4e00-\u9fff]){{0,6}}代表(?!大会|会议|性|团)"
    rf"|(?:推选|推举|选派|派出?|接待|选出?|推出)[^。;]{{0,12}}?代表[^。;]{{0,6}}?{_SIX}(?:名|位|个|人)"
    rf"|代表(?:一共|共计?|总共|达到?|有|为|来了|到了|是){_SIX}(?:名|位|个|人)"
)
_OTHER_DELEGATES = r"人大|选举|候选|成员代表|党代表|党代会|职工代表|工会|政协|村民代表(?:会议|大会)|视察|不得超过|不超过|至多|最多|轮流|分批|分组"


@rule(
    code="X012",
    name="too-many-representatives",
    title="走访代表超过五人",
    why="多人走访提出共同的信访事项，应当推选代表，代表不得超过五人。",
    basis=(f"{LAW}:20.3",),
    severity="info",
    kinds=_XF,
    cues=(
        *(
            "名代表",
            "位代表",
            "个代表",
            "人代表",
            "信访代表",
            "村民代表",
            "群众代表",
            "业主代表",
            "住户代表",
            "来访代表",
            "推选",
        ),
        *(
            "推举",
            "选派",
            "推出",
            "选出",
            "派出",
            "接待",
            "代表共",
            "代表一共",
            "代表总共",
            "代表有",
            "代表为",
            "代表达",
            "代表来了",
            "代表到了",
            "名群众",
            "名村民",
            "名业主",
            "名来访",
            "名信访",
            "代表进",
            "代表到",
            "代表来",
            "代表反映",
            "代表参加",
        ),
    ),
    since=_SINCE,
    message="走访代表超过五人",
    suggestion="引导推选不超过五名代表",
    bad=(
        "来访群众推选8名代表进入接待室。",
        "来访人推举代表七人反映情况。",
        "接访登记：当日进入接待室陈述的业主代表共九人，均已登记。",
        "上午来了二十几个代表，全让进了屋。",
    ),
    good=(
        "来访群众推选5名代表进入接待室。",
        "推选代表不得超过五人。",
        "人大代表十人参加视察。",
        "二十余名住户来镇，经劝导选出四名代表进屋反映。",
        "16名村民代表会议成员到场旁听。",
    ),
)
def too_many_representatives(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    match = compiled(_REPRESENTATIVES).search(document.folded, start, end)
    if match and not compiled(_OTHER_DELEGATES).search(document.folded, start, end):
        yield Hit(*match.span())
