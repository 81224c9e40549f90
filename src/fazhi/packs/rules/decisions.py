"""Family D: proposals for major decisions and what is filed of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from fazhi.kernel.lint import Context, Document, Hit, Rule, pattern_rule, require_rule, rule
from fazhi.kernel.lint.lazily import lazily

LAW = "重大行政决策程序暂行条例@2019"
_KINDS = ("dp",)
_DAY = r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日"


def _date(match: re.Match[str], at: int) -> date | None:
    try:
        return date(int(match[at]), int(match[at + 1]), int(match[at + 2]))
    except ValueError:
        return None


RULES: tuple[Rule, ...] = (
    pattern_rule(
        code="D002",
        name="asked-instead-of-reviewed",
        title="以征求意见代替合法性审查",
        why="决策草案未经合法性审查或者经审查不合法的，不得提交讨论，征求意见、会签不能代替审查。",
        basis=(f"{LAW}:25",),
        severity="error",
        blocking=True,
        kinds=("dp", "gw"),
        patterns=(
            r"(?:征求|听取|会签)[^。；]{0,16}(?:司法所|法律顾问|法制机构|审查机构|合法性审查机构)[^。；]{0,12}(?:意见)?[^。；]{0,8}(?:视为|视同|代替|作为|等同)[^。；]{0,8}(?:合法性)?审查",
            r"(?:会签|征求意见)(?:即)?(?:视为|视同|代替)(?:合法性)?审查",
        ),
        unless=("不得|不能|严禁",),
        message="疑似以征求意见、会签代替合法性审查",
        suggestion="送合法性审查机构出具书面审查意见",
        bad=("已征求司法所意见，视为合法性审查通过。",),
        good=("征求意见、会签不得视为合法性审查。", "已征求司法所意见，并由其出具合法性审查意见书。"),
    ),
    pattern_rule(
        code="D008",
        name="decided-in-spite-of-risk",
        title="风险不可控仍予决策",
        why="认为风险可控的方可作出决策；不可控的应当采取措施确保可控后再决策。",
        basis=(f"{LAW}:24",),
        severity="error",
        kinds=_KINDS,
        patterns=(
            r"(?:风险(?:等级)?(?:为)?(?:不可控|高风险|较大且不可控)|评估结论[^。；]{0,8}(?:不可控|暂不实施|高风险))",
        ),
        document_also=(r"(?:同意|决定|通过|予以)(?:实施|该方案|本方案|出台|提交)|会议(?:同意|决定|通过)",),
        document_unless=(r"调整后|复评|再次评估|降为|整改后|风险可控",),
        message="风险评估结论为不可控，仍予决策",
        suggestion="采取措施后重新评估，确认风险可控再决策",
        bad=("评估结论：风险不可控。\n会议同意该方案。\n",),
        good=("评估结论：风险不可控。\n方案调整后复评，风险可控，会议同意该方案。\n",),
    ),
    pattern_rule(
        code="D011",
        name="excluded-matters",
        title="疑似不属于重大行政决策的事项",
        why="财政政策、货币政策等宏观调控决策、政府立法决策以及突发事件应急处置决策不适用该程序。",
        basis=(f"{LAW}:3",),
        severity="info",
        kinds=_KINDS,
        patterns=(
            r"(?:突发事件)?应急处置(?:决策|事项)[^。；]{0,12}(?:列为|作为|纳入)[^。；]{0,6}重大(?:行政)?决策",
            r"将[^。；]{0,10}(?:应急处置|宏观调控)[^。；]{0,8}(?:列为|作为|纳入)[^。；]{0,6}重大(?:行政)?决策",
        ),
        message="突发事件应急处置等不适用重大行政决策程序",
        suggestion="依照突发事件应对等法律的程序办理",
        bad=("本次将抗洪应急处置列为重大行政决策。",),
        good=("灾后重建规划列为重大行政决策。",),
    ),
    pattern_rule(
        code="D013",
        name="beyond-township-powers",
        title="疑似越权决策",
        why="土地征收由县级以上地方人民政府组织实施，收费、规划调整等也各有法定权限，乡镇不能决定。",
        basis=("土地管理法@2019:47",),
        severity="error",
        blocking=True,
        kinds=("dp", "nd", "gw"),
        patterns=(
            r"(?:镇|乡)(?:人民)?政府(?:研究)?决定[^。；]{0,16}(?:征收(?:集体)?土地|征收[^。；]{0,12}(?:房屋|耕地)|调整[^。；]{0,8}(?:土地利用|国土空间|控制性详细)?规划|出让[^。；]{0,10}土地使用权|设定收费|征用土地)",
            r"(?:会议|党政联席会)(?:研究)?(?:决定|同意)[^。；]{0,8}(?:征收(?:集体)?土地|对[^。；]{0,12}房屋(?:予以|实施)征收|出让[^。；]{0,10}土地使用权)",
        ),
        unless=("上报|报请|报县|建议|依照县|县人民政府(?:批准|决定|公告)|配合|协助",),
        message="疑似由乡镇决定县级以上人民政府权限内的事项",
        suggestion="改为提出建议，报县级人民政府决定",
        bad=("镇政府决定征收集体土地120亩用于项目建设。", "会议决定对河东片区房屋实施征收。"),
        good=("会议研究同意报请县人民政府征收集体土地。", "镇政府配合县人民政府做好土地征收工作。"),
    ),
    pattern_rule(
        code="D015",
        name="one-size-fits-all",
        title="疑似“一刀切”措辞",
        why="限制生产经营应当区分情形，与目的相称。",
        basis=("优化营商环境条例@2019:64",),
        severity="info",
        kinds=("dp", "nd"),
        confidence=0.4,
        deep=True,
        patterns=(r"(?:一律|全部|无条件|无一例外)(?:关停|停产|停业|停工|取缔|禁止|拆除|清退|关闭)",),
        unless=("《[^》]+》|依法|无证|非法|违法",),
        message="措辞疑似“一刀切”",
        suggestion="区分情形，写明条件、期限和例外",
        bad=("辖区内养殖场一律关停。",),
        good=("对依法应当取得而未取得许可的养殖场，一律关闭。",),
    ),
    pattern_rule(
        code="D003",
        name="too-little-time-for-review",
        title="留给合法性审查的时间不足",
        why="送请合法性审查应当保证必要的审查时间，一般不少于七个工作日。",
        basis=(f"{LAW}:26",),
        severity="warning",
        kinds=("dp", "gw"),
        patterns=(
            r"(?:(?<!申)请|要求|须)[^。；]{0,16}(?:于|在)?(?<![0-9十])(?:[1-6一二两三四五六]个?(?:工作日|日|天)(?:之)?内|当日|当天|即日|今日|次日|明日)[^。；]{0,16}(?:出具|完成|反馈|提出)[^。；]{0,10}(?:合法性)?审查(?:意见)?",
        ),
        unless=("紧急|突发|提前|补正",),
        message="要求审查机构出具意见的时间少于七个工作日",
        suggestion="留足七个工作日；确属紧急的写明理由并经批准",
        bad=("请司法所于3日内出具合法性审查意见。", "要求司法所当天完成合法性审查。"),
        good=(
            "请司法所于10个工作日内出具合法性审查意见。",
            "应当自受理申请之日起5个工作日内完成审查。",
            "请司法所于十五日内完成审查。",
        ),
    ),
    require_rule(
        code="D005",
        name="adoption-not-told",
        title="未说明意见采纳情况",
        why="征求意见后应当研究论证，说明采纳情况；没有收到意见的也应写明。",
        basis=(f"{LAW}:18", f"{LAW}:29"),
        severity="warning",
        kinds=_KINDS,
        all_of=(r"采纳|采信|吸收|未收到[^。；]{0,6}意见|收到(?:意见)?0条|无(?:不同|反馈)?意见",),
        when=(r"(?:征求|听取)[^。；]{0,12}意见",),
        message="写了征求意见，未见采纳情况",
        suggestion="写明收到多少条、采纳多少条、不采纳的理由",
        bad=("柳湾镇农贸市场改造方案起草说明\n一、公开征求意见30日。\n二、组织实施。\n",),
        good=("柳湾镇农贸市场改造方案起草说明\n一、公开征求意见30日，收到12条，采纳9条。\n",),
    ),
    require_rule(
        code="D007",
        name="risk-report-incomplete",
        title="风险评估缺要件",
        why="风险评估应当明确风险点，提出防范措施和处置预案。",
        basis=(f"{LAW}:23",),
        severity="warning",
        kinds=_KINDS,
        all_of=(
            ("风险点", r"风险点|风险因素|风险源"),
            ("防范措施", r"防范|化解措施|应对措施|防控措施"),
            ("处置预案", r"预案|处置方案"),
            ("风险等级", r"低风险|中风险|高风险|风险等级|风险可控|不可控"),
        ),
        when=(r"风险评估(?:报告)?(?:\n|$|书|\s)",),
        message="风险评估缺少要件",
        suggestion="补齐风险点、防范措施、处置预案和等级",
        bad=("农贸市场改造社会稳定风险评估报告\n一、项目概况。\n二、评估结论：可以实施。\n",),
        good=(
            "农贸市场改造风险评估报告\n一、风险点：摊位安置。\n二、防范措施：分批搬迁。\n三、处置预案：成立专班。\n四、风险等级：低风险。\n",
        ),
    ),
    require_rule(
        code="D010",
        name="minutes-incomplete",
        title="会议记录缺项",
        why="集体讨论应当如实记录出席人员、各自意见和末位表态，不同意见要载明理由。",
        basis=(f"{LAW}:30",),
        severity="warning",
        kinds=("dp", "gw"),
        all_of=(
            ("出席、列席人员", r"出席|参加人员|参会|应到|实到|到会"),
            ("各人意见", r"发言|表示同意|同意|意见|表态"),
            ("结论", r"会议(?:决定|同意|议定|认为|原则)|决议|结论"),
        ),
        when=(r"会议记录(?:\n|$|\s)",),
        message="会议记录缺少应当载明的内容",
        suggestion="按会议原始记录补齐",
        bad=("党政联席会会议记录\n时间：2026年3月1日\n议题：农贸市场改造方案\n",),
        good=("党政联席会会议记录\n出席：甲、乙、丙\n发言：甲同意，乙同意。\n会议决定：原则同意。\n",),
    ),
    require_rule(
        code="D012",
        name="party-committee-not-asked",
        title="未见向党委请示报告",
        why="重大行政决策出台前应当按照规定向同级党委请示报告。",
        basis=(f"{LAW}:31",),
        severity="warning",
        kinds=_KINDS,
        all_of=(r"(?:向|报|经|提请)[^。；]{0,10}党(?:\(工\))?(?:工)?委|党委会|党委(?:研究|审议|同意|批准)|请示报告",),
        when=(r"重大(?:行政)?决策", r"程序|起草说明|情况说明|履行"),
        message="未见出台前向同级党委请示报告的记载",
        suggestion="补充请示报告的时间和结果",
        bad=("农贸市场改造方案起草说明\n本事项属于重大行政决策，已履行征求意见、合法性审查程序。\n",),
        good=("农贸市场改造方案起草说明\n本事项属于重大行政决策，已履行征求意见程序，并经镇党委研究同意。\n",),
    ),
    require_rule(
        code="D014",
        name="no-basis-cited",
        title="未列法律政策依据",
        why="拟订决策草案应当全面梳理有关法律、法规、规章和政策。",
        basis=(f"{LAW}:12",),
        severity="warning",
        kinds=_KINDS,
        all_of=(r"《[^》]{3,60}》",),
        message="全文未见所依据的法律、法规或者政策文件",
        suggestion="附依据清单",
        bad=("柳湾镇农贸市场改造方案\n一、目标：改善环境。\n二、措施：翻修。\n",),
        good=("柳湾镇农贸市场改造方案\n一、依据：《浙江省商品交易市场管理条例》。\n二、措施：翻修。\n",),
    ),
    require_rule(
        code="D016",
        name="no-responsible-unit",
        title="未明确执行单位和时限",
        why="决策应当明确负责执行的单位和完成期限。",
        basis=(f"{LAW}:34",),
        severity="warning",
        kinds=_KINDS,
        all_of=(
            ("执行单位", r"责任单位|牵头|负责|承办单位|实施单位|分工|由[^。；\n]{2,24}(?:组织)?(?:实施|承担|落实)"),
            ("完成时限", r"[0-9]{1,2}月(?:[0-9]{1,2}日|底|份|前)?|完成时限|年底前|期限|[0-9]{4}年"),
        ),
        when=(r"方案|措施|任务",),
        message="方案未明确执行要素",
        suggestion="写明责任单位和完成时限，可以附分工表",
        bad=("柳湾镇绿化方案\n一、依据《森林法》。\n二、措施：植树造林，美化环境。\n",),
        good=(
            "柳湾镇绿化方案\n一、依据《森林法》。\n二、措施：植树造林，责任单位：农业农村办，2026年12月底前完成。\n",
            "柳湾镇绿化方案\n一、依据《森林法》。\n二、任务：由农业农村办组织实施，2026年底前完成。\n",
        ),
    ),
    pattern_rule(
        code="D006",
        name="experts-unnamed",
        title="专家论证未署名",
        why="专家应当独立出具书面论证意见并署名、承担责任。",
        basis=(f"{LAW}:19", f"{LAW}:20"),
        severity="warning",
        kinds=_KINDS,
        patterns=(r"(?:有关|相关|部分)专家(?:一致)?(?:认为|论证|表示|同意)",),
        document_unless=(r"专家(?:论证)?(?:组)?(?:名单|签名|签字|签署|组长|成员)|论证意见书",),
        message="写了专家意见，未见专家姓名、签名或者书面意见",
        suggestion="附专家签名的书面论证意见",
        bad=("有关专家认为方案可行。",),
        good=("有关专家认为方案可行，专家签名的论证意见书见附件。",),
    ),
    pattern_rule(
        code="D018",
        name="evaluates-itself",
        title="决策后评估机构疑似有利害关系",
        why="参加决策过程的专家、机构不得承担决策后评估。",
        basis=(f"{LAW}:36",),
        severity="error",
        kinds=_KINDS,
        patterns=(
            r"后评估[^。；]{0,20}(?:由|委托)[^。；]{0,6}(?:原论证|原评估|原编制|原起草|参与论证)(?:单位|机构|专家)",
        ),
        unless=("不得|不由|回避",),
        message="决策后评估疑似委托原论证、评估机构",
        suggestion="另行委托没有参加决策过程的机构",
        bad=("决策后评估由原论证单位承担。",),
        good=("决策后评估不得由原论证单位承担。",),
    ),
    require_rule(
        code="D017",
        name="not-in-catalogue",
        title="未说明是否列入目录",
        why="决策机关可以确定年度决策事项目录；未列入而属于重大决策的，建议补列。",
        basis=(f"{LAW}:3",),
        severity="info",
        kinds=_KINDS,
        deep=True,
        confidence=0.4,
        all_of=(r"(?:事项)?目录",),
        when=(r"重大(?:行政)?决策",),
        message="未见是否列入年度重大行政决策事项目录的说明",
        suggestion="说明是否列入目录；属于重大决策而未列入的，提请补列",
        bad=("柳湾镇农贸市场改造方案\n本事项属于重大行政决策。\n",),
        good=("柳湾镇农贸市场改造方案\n本事项已列入年度重大行政决策事项目录。\n",),
    ),
)

_CONSULTED = lazily(
    r"(?:公开)?征求(?:社会)?(?:公众)?意见[^。；\n]{0,24}?"
    + _DAY
    + r"(?:起)?(?:至|到|—|-)+(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})日"
)


@rule(
    code="D001",
    name="consultation-too-short",
    title="公开征求意见疑似少于三十日",
    why="决策事项向社会公开征求意见，期限一般不少于三十日；因情况紧急等需要缩短的，应当说明理由。",
    basis=(f"{LAW}:15",),
    severity="error",
    kinds=("dp",),
    cues=("征求",),
    suggestion="延长到三十日，或者写明缩短的理由",
    bad=("2026年度方案公开征求意见时间为2026年3月1日至3月15日。",),
    good=(
        "公开征求意见时间为2026年3月1日至3月31日。",
        "因防汛情况紧急，公开征求意见缩短为2026年6月1日至6月5日。",
        "征求村民意见时间为2026年3月1日，3月15日开会。",
    ),
)
def short_consultation(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a consultation of the public whose printed days make fewer than thirty, with no word of shortening."""
    folded = document.folded
    for match in _CONSULTED.finditer(folded, start, end):
        if "公开" not in match[0] and "公众" not in match[0] and "社会" not in match[0]:
            continue
        if re.search(r"缩短|紧急", folded[max(0, start - 80) : min(len(folded), end + 80)]):
            continue
        first = _date(match, 1)
        year = match[4] or match[1]
        try:
            last = date(int(year), int(match[5]), int(match[6]))
        except ValueError:
            continue
        if first and last > first and (last - first) + timedelta(days=1) < timedelta(days=30):
            yield Hit(*match.span(), message=f"公开征求意见{(last - first).days + 1}日，一般不少于三十日")


_REVIEWED = _DAY + r"[^。；\n]{0,24}(?:出具|作出|形成|完成)[^。；\n]{0,8}(?:合法性)?审查(?:意见)?"
_MET = (
    _DAY
    + r"[^。；\n]{0,16}(?:召开|经)?[^。；\n]{0,12}(?:会议|党政联席会|班子会|办公会|常务会)[^。；\n]{0,12}(?:审议|讨论|研究|通过|同意)"
)


@rule(
    code="D004",
    name="decided-before-review",
    title="疑似先议后审",
    why="未经合法性审查不得提交决策机关讨论；会后补审不能补正。",
    basis=(f"{LAW}:25",),
    severity="error",
    blocking=True,
    kinds=("dp", "gw"),
    scope="document",
    anywhere=(_REVIEWED, _MET),
    suggestion="如实登记为补审，重新提交讨论",
    bad=("2026年3月10日党政联席会审议通过方案。\n2026年3月15日司法所出具合法性审查意见。\n",),
    good=("2026年3月5日司法所出具合法性审查意见。\n2026年3月10日党政联席会审议通过方案。\n",),
)
def decided_before_review(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the day of a meeting that discussed before the day on which the review was given."""
    reviewed = next(context.each(document, _REVIEWED), None)
    met = next(context.each(document, _MET), None) if reviewed else None
    if not reviewed or not met:
        return
    first, second = _date(met, 1), _date(reviewed, 1)
    if first and second and first < second:
        yield Hit(*met.span(), message=f"会议（{first}）早于合法性审查意见（{second}）")


_SENT = _DAY + r"[^。；\n]{0,12}(?:送达|发送|提供|通知)[^。；\n]{0,8}听证(?:材料|通知|参加人)?"
_HELD = _DAY + r"[^。；\n]{0,12}(?:举行|召开)[^。；\n]{0,6}听证会?"


@rule(
    code="D009",
    name="hearing-papers-late",
    cues=("听证",),
    title="听证材料送达疑似不足七日",
    why="听证会举行七日前应当通知听证参加人并提供材料。",
    basis=(f"{LAW}:16",),
    severity="error",
    kinds=("dp", "gw"),
    scope="document",
    anywhere=(_SENT, _HELD),
    suggestion="改期，重新通知",
    bad=("2026年3月8日送达听证材料。\n2026年3月10日举行听证会。\n",),
    good=("2026年3月1日送达听证材料。\n2026年3月10日举行听证会。\n",),
)
def late_hearing_papers(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the day hearing papers were delivered where fewer than seven days lie before the hearing."""
    sent = next(context.each(document, _SENT), None)
    held = next(context.each(document, _HELD), None)
    if not sent or not held:
        return
    first, second = _date(sent, 1), _date(held, 1)
    if first and second and first <= second < first + timedelta(days=7):
        yield Hit(*sent.span(), message=f"距听证会{(second - first).days}日，应当在七日前")
