"""Family R: yearly reports on rule-of-law government and reports of leaders on their duties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, Rule, pattern_rule, require_rule, rule
from fazhi.kernel.lint.lazily import lazily

_INSPECTION = "工作要求：法治政府建设年度报告应当写明主要负责人履职、存在的不足及原因、下一年度安排"
_FORM = "文字规范：报告的数据、年份、机构名称应当准确"
_AR = ("ar",)
_RULE_OF_LAW = r"法治|依法行政|依法治|述法"
_HEAD = "柳湾镇2025年度法治政府建设情况报告\n"

RULES: tuple[Rule, ...] = (
    require_rule(
        code="R003",
        name="first-responsible-person-missing",
        title="缺第一责任人履职情况",
        why="年度报告应当写明党政主要负责人履行推进法治建设第一责任人职责的情况。",
        basis=(_INSPECTION,),
        severity="error",
        kinds=_AR,
        titled=_RULE_OF_LAW,
        all_of=(r"第一责任人",),
        message="未见党政主要负责人履行第一责任人职责的内容",
        suggestion="补写专门一段",
        bad=(_HEAD + "一、主要工作。\n二、存在的不足。\n三、下一年打算。\n",),
        good=(
            _HEAD + "一、党政主要负责人履行推进法治建设第一责任人职责情况。\n",
            "柳湾镇2025年度粮食生产工作总结\n一、主要工作。\n二、存在的不足。\n三、下一年打算。\n",
        ),
    ),
    require_rule(
        code="R004",
        name="shortcomings-missing",
        title="缺存在的不足",
        why="年度报告应当写明存在的不足和原因。",
        basis=(_INSPECTION,),
        severity="error",
        kinds=_AR,
        titled=_RULE_OF_LAW,
        all_of=(r"存在(?:的)?(?:主要)?(?:问题|不足|短板|差距)|不足(?:之处|和原因)|短板(?:弱项)?|问题和不足|差距",),
        message="未见存在的问题和不足",
        suggestion="补写不足和原因",
        bad=(_HEAD + "一、第一责任人履职情况。\n二、主要工作。\n三、下一年打算。\n",),
        good=(_HEAD + "二、存在的不足：执法力量薄弱，原因是编制不足。\n",),
    ),
    require_rule(
        code="R005",
        name="next-year-missing",
        title="缺下一年度安排",
        why="年度报告应当写明下一年度推进法治政府建设的主要安排。",
        basis=(_INSPECTION,),
        severity="error",
        kinds=_AR,
        titled=_RULE_OF_LAW,
        all_of=(
            r"下一?年度?|下一步|明年|来年|今后|工作(?:打算|思路|计划|安排)|20[0-9]{2}年，?(?:工作)?(?:打算|思路|计划|安排|拟|力争)",
        ),
        message="未见下一年度安排",
        suggestion="补写下一年度主要安排",
        bad=(_HEAD + "一、第一责任人履职情况。\n二、存在的不足。\n",),
        good=(_HEAD + "三、下一年度工作安排。\n", _HEAD + "2026年，计划3月底前完成执法人员轮训。\n"),
    ),
    pattern_rule(
        code="R007",
        name="count-without-base",
        title="只有件数没有基数",
        why="“审查合同358件”不说应审多少、比上年如何，无法评价。",
        basis=(_FORM,),
        severity="warning",
        kinds=_AR,
        deep=True,
        confidence=0.4,
        patterns=(r"(?:审查|审核)(?:各类)?(?:合同|文件|规范性文件|协议)[0-9]+(?:件|份)",),
        unless=("应审|占|率|同比|较上年|比上年|共收到|送审",),
        message="只有件数，没有应审数、比例或者同比",
        suggestion="补写应审数、审查率或者上年数",
        bad=("全年审查各类合同358件。",),
        good=("全年应审合同360份，审查合同358份，审查率99.4%。",),
    ),
    pattern_rule(
        code="R013",
        name="admits-breach-without-remedy",
        title="承认程序不合法而未写整改",
        why="自认没有按法定程序办理又没有整改措施，在复议诉讼中就是不利证据。",
        basis=(_INSPECTION,),
        severity="warning",
        kinds=_AR,
        patterns=(
            r"(?:未|没有|没)(?:严格)?(?:经过?|按照|执行|履行|进行|依照)(?:法定|规定的|必要的|有关)?[^。；，]{0,4}(?:合法性审查|集体讨论|听证|告知程序|审批程序|公示程序|法定程序|征求意见程序)",
            r"(?:没有|未)(?:严格)?(?:按照|执行|履行|依照)(?:法定|规定的|法律规定的)?程序",
            r"(?:未|没有|没)(?:经过?|进行|履行|组织)[^。；，]{0,4}(?:集体(?:研究|决策)|风险评估|专家论证|公平竞争审查|法制审核|公开征求意见)",
            r"(?:没|未)经?(?:过)?合法性审核",
        ),
        document_unless=(r"整改|改正|纠正|下一步将|已完善|补办",),
        message="写了未按法定程序办理，未见整改情况",
        suggestion="写明整改措施和完成情况",
        bad=(
            "柳湾镇2025年度法治政府建设情况报告\n个别事项未经合法性审查就作了决定。\n",
            _HEAD + "有的决策没有严格按照法定程序进行。\n",
            "柳湾镇2025年度法治政府建设情况报告\n部分项目未经集体研究就组织实施。\n",
            "柳湾镇2025年度法治政府建设情况报告\n有两个文件没经合法性审核就发了。\n",
        ),
        good=(
            _HEAD + "有的决策没有严格按照法定程序进行，已整改完毕。\n",
            "柳湾镇2025年度法治政府建设情况报告\n部分项目未经集体研究就组织实施，已于10月整改。\n",
            "柳湾镇2025年度法治政府建设情况报告\n有两个文件未经合法性审核，已纠正。\n",
        ),
    ),
    pattern_rule(
        code="R017",
        name="plan-not-measurable",
        title="下一年度安排无法考核",
        why="安排只有“进一步加强”，没有数量和时限，年底无从对照。",
        basis=(_INSPECTION,),
        severity="info",
        kinds=_AR,
        deep=True,
        confidence=0.4,
        scope="block",
        patterns=(
            r"(?:下一?年|下一步|明年|20[0-9]{2}年)[^\n]{0,40}(?:进一步|加强|深化|提升)[^\n]*(?:进一步|加强|深化|提升)",
        ),
        unless=("[0-9]+(?:项|次|场|件|月|%|人)", "[0-9]{1,2}月"),
        message="安排没有数量和时限",
        suggestion="写明做什么、做多少、何时完成",
        bad=(_HEAD + "下一步，进一步加强组织领导，深化普法宣传，提升执法水平。\n",),
        good=(_HEAD + "下一步，6月底前培训执法人员2次，进一步加强组织领导。\n",),
    ),
    pattern_rule(
        code="R018",
        name="old-names-of-offices",
        title="机构名称疑似过时",
        why="机构改革后应当使用现行名称。",
        basis=(_FORM,),
        severity="warning",
        kinds=("ar", "gw", "nd", "dp"),
        patterns=(
            r"(?:县|市|区|省|镇)?(?:政府)?(?:法制办公室|法制办(?!理)|工商行政管理局|工商局|国土资源局|环境保护局|环保局|扶贫开发办公室|扶贫办|乡村振兴局|卫生和计划生育局|卫计局|安全生产监督管理局|安监局|质量技术监督局|质监局|食品药品监督管理局|食药监局|人力资源和社会保障所?办公室|文化广电新闻出版局)",
        ),
        unless=(
            "原[\u4e00-\u9fff]{0,6}(?:法制|工商|国土|环保|环境|扶贫|卫生|安监|质监|食药)|《[^》]*(?:局|办)[^》]*》|更名|划入|并入|撤销|法制办公会",
        ),
        message="机构名称疑似机构改革前的旧称",
        suggestion="改为现行名称；确指当时机构的，写“原……”",
        bad=("会同县工商局、县国土资源局开展检查。", "报县法制办审查。"),
        good=("原县国土资源局核发的证书。", "报县司法局审查。"),
    ),
    pattern_rule(
        code="R019",
        name="old-publicity-plan",
        title="普法规划疑似过期",
        why="“八五”普法规划为2021年至2025年，2026年起应当引用新的规划。",
        basis=(_FORM,),
        severity="warning",
        kinds=("ar", "gw", "dp"),
        patterns=(r"(?:贯彻|落实|实施|推进|按照)[^。；]{0,10}“?八五”?普法(?:规划)?",),
        unless=("总结|终期|评估验收|收官|验收|五年来",),
        document_also=(
            r"(?:2026|2027|2028|2029)年度?[^\n]{0,16}(?:报告|总结|要点|计划|述法)|(?:2027|2028|2029|2030)年[0-9]{1,2}月[0-9]{1,2}日\s*$",
        ),
        message="“八五”普法规划已经到期",
        suggestion="改引现行普法规划",
        bad=(Example(text="柳湾镇2026年度法治政府建设情况报告\n深入实施八五普法规划。\n", kind=Kind.AR),),
        good=(
            Example(text="柳湾镇2024年度法治政府建设情况报告\n深入实施八五普法规划。\n", kind=Kind.AR),
            Example(text="柳湾镇2026年度法治政府建设情况报告\n完成八五普法总结验收。\n", kind=Kind.AR),
        ),
    ),
    pattern_rule(
        code="R021",
        name="personal-data-in-report",
        title="公开材料疑似含个人信息",
        why="公开的报告不得写出当事人姓名、住址、身份证号等个人信息。",
        basis=("政府信息公开条例@2019:15", "个人信息保护法@2021:34"),
        severity="error",
        blocking=True,
        kinds=("ar", "gw", "fi", "nd", "vr"),
        patterns=(
            r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9])",
        ),
        cues=("19", "20"),
        message="疑似公民身份号码",
        suggestion="删去或者遮蔽",
        bad=("当事人身份证号110101199003074517，已办结。",),
        good=("当事人王某某，已办结。", "合同编号20250101123456789012。"),
    ),
    require_rule(
        code="R022",
        name="own-duties-missing",
        title="述法报告缺本人履职",
        why="述法是领导干部报告本人履职，通篇只写单位工作不符合要求。",
        basis=("工作要求：述法应当报告本人履行推进法治建设职责的情况",),
        severity="warning",
        kinds=_AR,
        all_of=(r"本人|我(?!们|镇|县|市|乡|街|省|国|区|所|局|办|单位|党)",),
        when=(r"述法",),
        titled=r"述法",
        place="title",
        message="述法报告未见本人履职内容",
        suggestion="补写本人研究部署、督办、带头学法等情况",
        bad=("柳湾镇党委书记述法报告\n一年来，全镇法治建设成效明显。\n",),
        good=(
            _HEAD + "书记、镇长按规定述法。\n",
            "柳湾镇党委书记述法报告\n一年来，本人主持研究法治工作六次。\n",
        ),
    ),
    pattern_rule(
        code="R016",
        name="litigation-without-figures",
        title="复议诉讼一段没有数据",
        why="复议、应诉情况应当写明件数、败诉、负责人出庭；没有发生的写明“本年无”。",
        basis=(_INSPECTION,),
        severity="warning",
        kinds=_AR,
        scope="block",
        patterns=(r"(?:行政复议|行政诉讼|行政应诉|负责人出庭应诉)[^\n]{0,30}(?:工作|制度|机制|水平|职责)",),
        unless=("[0-9一二三四五六七八九十]+(?:件|起|次|%)", "无(?:行政)?(?:复议|诉讼|应诉)|没有发生|未发生|零败诉"),
        document_unless=(r"(?:复议|诉讼|应诉|败诉|出庭|被诉)[^。\n]{0,40}[0-9]+\s*(?:件|起|次|%)",),
        message="写了复议、应诉工作，未见件数",
        suggestion="补写被申请复议、被诉、败诉、负责人出庭的件数，没有的写明没有",
        bad=(_HEAD + "健全行政应诉工作机制，认真履行行政复议职责。\n",),
        good=(_HEAD + "健全行政应诉工作机制，全年被诉3件，负责人出庭3次。\n",),
    ),
)

_OTHERS = lazily(
    r"(?:一些|部分|个别|少数|有的|有些)(?:乡镇|镇街|乡镇\(街道\)|镇\(街道\)|街道|地方|单位)(?:中)?[^。;]{0,30}(?:不|缺|弱|差|欠|存在|流于)"
)
_HIGHER = lazily(
    r"(?:我市|我县|全市各级|全县各级|市政府各部门|各县\(市、区\)|各级党委和政府|县政府各部门)[^。;]{0,24}(?:出台|制定|建立|召开|印发|开展|推进|落实)"
)
_TOWN = lazily(r"镇|乡|街道|办事处")


def _of_a_town(document: Document) -> bool:
    """Say whether the title names a town, a township or a subdistrict as the one that reports."""
    title = document.title
    return title is not None and _TOWN.search(document.folded, title[0], title[1]) is not None


@rule(
    code="R012",
    name="shortcomings-of-others",
    title="不足写的是别人",
    why="报告的是本单位的工作，不足应当写本单位的，“一些乡镇、部分单位”是套话。",
    basis=(_INSPECTION,),
    severity="warning",
    kinds=_AR,
    cues=("一些", "部分", "个别", "少数", "有的", "有些"),
    message="不足一段写的是“一些乡镇、部分单位”，不是本单位",
    suggestion="写本单位的具体不足和原因",
    bad=(
        _HEAD + "存在的不足：部分乡镇对法治工作重视不够，流于形式。\n",
        _HEAD + "有的乡镇程序观念比较淡薄，存在先办后审。\n",
        _HEAD + "在一些乡镇，工作人员对法律法规不熟悉。\n",
    ),
    good=(
        _HEAD + "存在的不足：本镇执法力量薄弱。\n",
        "柳江县2025年度法治政府建设情况报告\n存在的不足：部分乡镇对法治工作重视不够。\n",
        _HEAD + "县司法局通报，部分乡镇存在案卷不规范的问题。\n",
    ),
)
def others(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield what the report of a town says of some towns or some offices as its own shortcoming."""
    folded = document.folded
    if re.search(r"通报|督察反馈|反馈", folded[start:end]) or not _of_a_town(document):
        return
    for match in _OTHERS.finditer(folded, start, end):
        yield Hit(*match.span())


@rule(
    code="R015",
    name="speaks-for-higher-level",
    title="主体口径疑似错误",
    why="镇、街道的报告写成全市、全县的工作，是照抄上级材料留下的。",
    basis=(_FORM,),
    severity="warning",
    kinds=_AR,
    cues=("我市", "我县", "全市各级", "全县各级", "市政府各部门", "各县", "各级党委和政府", "县政府各部门"),
    message="镇（街道）的报告写的是市、县一级的工作",
    suggestion="改为本镇（街道）的口径",
    bad=(_HEAD + "我市出台规章3部，推进依法行政。\n",),
    good=(
        _HEAD + "根据全县各级部署要求，我镇出台制度3项。\n",
        "柳江县2025年度法治政府建设情况报告\n我县出台制度3项。\n",
    ),
)
def higher(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield what the report of a town says of the county or the city as its own work."""
    folded = document.folded
    if re.search(r"根据|按照|关于|要求|部署|转发", folded[start:end]) or not _of_a_town(document):
        return
    for match in _HIGHER.finditer(folded, start, end):
        yield Hit(*match.span())


_YEARS = lazily(r"(20[0-9]{2})年度?")


@rule(
    code="R011",
    name="year-out-of-place",
    title="年份疑似错位",
    why="标题是一年、正文写另一年“今年”“全年”，多半是沿用旧稿没有改。",
    basis=(_FORM,),
    severity="error",
    kinds=_AR,
    scope="document",
    suggestion="核对年份；确指往年的写明对比",
    bad=(_HEAD + "2024年，我镇共审查合同80份。2024年，开展普法12场。2024年，化解纠纷90件。\n",),
    good=(
        _HEAD + "2025年，我镇共审查合同80份，2024年审查70份，同比增长14.3%。\n",
        _HEAD + "2023年以来，持续推进。\n",
    ),
)
def years(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the first sentence that begins with another year where that year begins three or more and the own none."""
    title = document.title
    if title is None or not (named := _YEARS.search(document.folded, title[0], title[1])):
        return
    own = named[1]
    begins = list(re.finditer(r"(?:^|[。\n])\s*(20[0-9]{2})年(?!以来|起|至|开始)[,，]", document.folded))
    others = [match for match in begins if match[1] == str(int(own) - 1)]
    if len(others) >= 3 and not any(match[1] == own for match in begins):
        yield Hit(*others[0].span(1), message=f"标题为{own}年度，正文多处以“{others[0][1]}年”起头")


@rule(
    code="R006",
    name="published-late",
    title="年度报告公开疑似逾期",
    why="法治政府建设年度报告应当在次年四月一日前公开。",
    basis=("工作要求：法治政府建设年度报告次年四月一日前向社会公开",),
    severity="error",
    kinds=_AR,
    scope="document",
    suggestion="核对公开日期；已逾期的如实说明",
    bad=(Example(text="柳湾镇2025年度法治政府建设情况报告\n正文。\n柳湾镇人民政府\n2026年5月10日\n", kind=Kind.AR),),
    good=(Example(text="柳湾镇2025年度法治政府建设情况报告\n正文。\n柳湾镇人民政府\n2026年1月10日\n", kind=Kind.AR),),
)
def published_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the date of a yearly report that lies after the first of April of the next year."""
    title, day, span = document.title, document.frame.date, document.frame.date_span
    if title is None or day is None or span is None:
        return
    named = re.search(r"(20[0-9]{2})年度?", document.folded[title[0] : title[1]])
    if not named or "法治政府建设" not in document.folded[title[0] : title[1]]:
        return
    year = int(named[1])
    if (day.year, day.month, day.day) > (year + 1, 4, 1) and day.year <= year + 2:
        yield Hit(*span, message=f"{year}年度报告的日期为{day}，晚于次年四月一日")


@rule(
    code="R020",
    name="two-titles",
    title="网页标题与正文标题不一致",
    why="同一份文件两个标题，引用、归档时容易混淆；文号应当填写。",
    basis=(_FORM,),
    severity="info",
    kinds=("ar", "gw", "nd"),
    scope="document",
    deep=True,
    confidence=0.4,
    suggestion="统一标题",
    bad=(
        Example(text="文号：　成文日期：2025-01-14\n柳湾镇关于2024年度法治政府建设情况的报告\n正文。\n", kind=Kind.AR),
    ),
    good=(
        Example(
            text="文号：柳政〔2025〕3号　成文日期：2025-01-14\n柳湾镇2024年度法治政府建设情况报告\n正文。\n",
            kind=Kind.AR,
        ),
    ),
)
def empty_number(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield an empty document number in the head of a published page."""
    if match := re.compile(r"文号[:][ \t]*(?=成文日期|\n|发布)").search(document.folded, 0, 1500):
        yield Hit(*match.span(), message="发布页的文号为空")
