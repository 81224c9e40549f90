"""Family R: yearly reports on rule-of-law government and reports of leaders on their duties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, Rule, compiled, pattern_rule, rule
from fazhi.kernel.lint.lazily import lazily

_INSPECTION = "工作要求：法治政府建设年度报告应当写明主要负责人履职、存在的不足及原因、下一年度安排"
_FORM = "文字规范：报告的数据、年份、机构名称应当准确"
_AR = ("ar",)
_RULE_OF_LAW = r"法治|依法行政|依法治|述法"
_HEAD = "柳湾镇2025年度法治政府建设情况报告\n"

_NAMED_AT_HOME = (
    r"[\u4e00-\u9fff]{1,6}(?:村|社区|路|街|巷|弄)(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,4})(?:号|组|室|栋)(?:的|村民|居民|住户)?"
    r"[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻柏窦章苏潘葛范彭郎鲁韦马方俞任袁柳唐罗薛汤殷毕郝安常傅齐康余卜顾孟黄萧尹姚邵汪祁毛狄戴宋庞熊纪项祝董梁杜阮蓝席季麻贾江颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍万卢莫丁邓洪包左石崔龚程嵇邢裴陆荣翁叶温庄晏柴阎连艾容向易廖耿满文欧利师巩聂曾沙丰游戊己]"
    r"(?!某|×|\*|[Xx])[\u4e00-\u9fff]{1,2}(?=[，。；、的因偷打在被与和将\n]|$)"
)
_HIS_CASE = r"案|偷|盗|赌|打(?:人|伤|架)|嫖|吸毒|醉|拘留|坐(?:过)?牢|判刑|处罚|罚款|离(?:过|婚)|精神病|艾滋|患|上访|信访|纠纷|欠款"

RULES: tuple[Rule, ...] = (
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
            r"(?:未|没有|没)(?:经过?|进行|履行|组织)[^。；，]{0,10}(?:集体(?:研究|决策)|公众参与|风险评估|专家论证|公平竞争审查|法制审核|公开征求意见)",
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
        patterns=(
            r"(?:贯彻|落实|实施|推进|按照?|照着?|依照|依据|根据|围绕|执行|对照|抓好)[^。；]{0,10}“?八五”?普法(?:规划)?",
        ),
        unless=(r"(?<!年)(?<!年度)(?<!工作)总结|终期|评估|收官|验收|五年来|期满|结束",),
        document_also=(
            r"(?:2026|2027|2028|2029)年度?[^\n]{0,16}(?:报告|总结|要点|计划|述法)|(?:二[〇○零]二|二|2)[六七八九6789]年度?(?:的)?(?:工作)?(?:报告|总结|要点|计划)|(?:2027|2028|2029|2030)年[0-9]{1,2}月[0-9]{1,2}日\s*$",
        ),
        message="“八五”普法规划已经到期",
        suggestion="改引现行普法规划",
        bad=(
            Example(text="柳湾镇2026年度法治政府建设情况报告\n深入实施八五普法规划。\n", kind=Kind.AR),
            Example(text="（2026年工作总结）围绕八五普法规划抓了六次集中学习。", kind=Kind.AR),
        ),
        good=(
            Example(text="柳湾镇2024年度法治政府建设情况报告\n深入实施八五普法规划。\n", kind=Kind.AR),
            Example(text="柳湾镇2026年度法治政府建设情况报告\n完成八五普法总结验收。\n", kind=Kind.AR),
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
    r"(?:一些|部分|个别|少数|有的|有些|不少|某些|许多|多数)(?:乡镇|镇街|乡镇\(街道\)|镇\(街道\)|街道|地方|单位|基层(?:干部|单位|同志)|乡镇(?:的)?(?:干部|同志)|县直部门|部门)(?:中)?[^。;]{0,30}(?:不|缺|弱|差|欠|存在|流于|嫌|怕|靠老|应付|走过场|偏)"
)
_HIGHER = lazily(
    r"(?<!在)(?<!全省)(?:我[市县省]|全[省市县]各级|全[省市县](?:上下|各地|各部门|政法系统)?|市政府各部门|各县\(市、区\)|各级党委(?:和|、)?政府|[省市县](?:政府|直|里|级)?(?:各|的)?(?:部门|厅局|单位)|各厅局|各市县|各县区)"
    r"(?!率先|第|先进|前列|排名|首|唯一|推广|会议|范围|领先|优秀|表彰|通报|统一|平均)[^。;]{0,24}(?:出台|制定|建立|召开|印发|开展|推进|落实|抓|过了关|完成|组织|审查|查处)"
)
_TOWN = lazily(r"镇|乡|街道|办事处")


def _of_a_town(document: Document) -> bool:
    """Say whether the title names a town, a township or a subdistrict as the one that reports; of a part: its head.

    A part without a title that tells of shortcomings is taken for a town's, as the papers of this workbench are.
    """
    title = document.title
    if title is not None:
        return _TOWN.search(document.folded, title[0], title[1]) is not None
    head = document.folded[:40]
    return re.search(r"(?:镇|乡|街道)[^。]{0,12}(?:总结|报告|述法)|短板|不足", head) is not None


@rule(
    code="R012",
    name="shortcomings-of-others",
    title="不足写的是别人",
    why="报告的是本单位的工作，不足应当写本单位的，“一些乡镇、部分单位”是套话。",
    basis=(_INSPECTION,),
    severity="warning",
    kinds=_AR,
    cues=("一些", "部分", "个别", "少数", "有的", "有些", "不少", "某些", "许多", "多数"),
    message="不足一段写的是“一些乡镇、部分单位”，不是本单位",
    suggestion="写本单位的具体不足和原因",
    bad=(
        _HEAD + "存在的不足：部分乡镇对法治工作重视不够，流于形式。\n",
        _HEAD + "有的乡镇程序观念比较淡薄，存在先办后审。\n",
        _HEAD + "在一些乡镇，工作人员对法律法规不熟悉。\n",
        "短板：许多乡镇同志怕担责，办案走过场。",
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
    if re.search(r"通报|督察反馈|反馈|指出|来文", folded[start:end]) or not _of_a_town(document):
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
    cues=(
        *(
            "我市",
            "我县",
            "我省",
            "全省",
            "全市",
            "全县",
            "各部门",
            "各县",
            "各级党委",
            "各厅局",
            "各市县",
            "县里",
            "市里",
            "省里",
        ),
        *("省直", "市直", "县直", "各单位", "的部门"),
    ),
    message="镇（街道）的报告写的是市、县一级的工作",
    suggestion="改为本镇（街道）的口径",
    bad=(
        _HEAD + "我市出台规章3部，推进依法行政。\n",
        _HEAD + "全县各部门均建立重大行政决策目录，各县区普遍开展执法检查。\n",
        "（柳湾镇总结）省里各厅局今年都抓了执法培训。",
    ),
    good=(
        _HEAD + "根据全县各级部署要求，我镇出台制度3项。\n",
        _HEAD + "我镇执法案卷在全县评查中获评优秀。\n",
        _HEAD + "我镇配合县直部门开展联合检查三次。\n",
        "柳江县2025年度法治政府建设情况报告\n我县出台制度3项。\n",
    ),
)
def higher(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield what the report of a town says of the county or the city as its own work."""
    folded = document.folded
    if re.search(
        r"根据|按照|关于|要求|部署|转发|通报|安排|支持|指导|配合|协同|参加|我[镇乡]|本[镇乡街]|牵头", folded[start:end]
    ) or not _of_a_town(document):
        return
    for match in _HIGHER.finditer(folded, start, end):
        yield Hit(*match.span())


_IDENTITY = (
    r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9])"
)


@rule(
    code="R021",
    name="personal-data-in-report",
    title="公开材料疑似含个人信息",
    why="公开的报告不得写出当事人姓名、住址、身份证号等个人信息。",
    basis=("政府信息公开条例@2019:15", "个人信息保护法@2021:34"),
    severity="error",
    blocking=True,
    kinds=("ar", "gw", "fi", "nd", "vr"),
    scope="document",
    anywhere=(_IDENTITY,),
    message="疑似公民身份号码",
    suggestion="删去或者遮蔽",
    bad=(
        "当事人身份证号110101199003074517，已办结。",
        Example(text="典型案例：河东村12号的丁小水因琐事打人，被处罚款。", kind=Kind.AR),
    ),
    good=(
        "当事人王某某，已办结。",
        "合同编号20250101123456789012。",
        Example(text="典型案例：河东村村民丁某因琐事与人发生纠纷，经调解和好。", kind=Kind.AR),
        Example(text="人民调解室设在河东路12号文化中心。", kind=Kind.AR),
        Example(text="送达地址：河东村12号丁小水，因占道被处罚款。", kind=Kind.GW),
    ),
)
def personal_data(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield numbers of identity cards; in a report also a person told by name and home together with his case."""
    folded = document.folded
    if context.found(document, _IDENTITY):
        for match in context.each(document, _IDENTITY):
            yield Hit(*match.span())
    if document.kind is not Kind.AR:
        return
    for match in compiled(_NAMED_AT_HOME).finditer(folded):
        if compiled(_HIS_CASE).search(folded, *document.sentence(match.start())):
            yield Hit(*match.span(), message="疑似写出了当事人的姓名和住址")


_COUNTED = r"[0-9]+(?:件|份|起|次|场)"
_WITH_BASE = r"应审|应(?:当)?|占|率|同比|较上?年?|比上年|比去年|共收到|送审|%|上年|去年|增加|减少|下降|上升|增长"


@rule(
    code="R007",
    name="count-without-base",
    title="只有件数没有基数",
    why="“审查合同358件”不说应审多少、比上年如何，无法评价。",
    basis=(_FORM,),
    severity="warning",
    kinds=_AR,
    deep=True,
    confidence=0.4,
    patterns=(r"(?:审查|审核|出具|把关)[^。；，\n]{0,14}[0-9]+(?:件|份)",),
    gated=True,
    cues=("审查", "审核", "出具", "把关"),
    message="只有件数，没有应审数、比例或者同比",
    suggestion="补写应审数、审查率或者上年数",
    bad=("全年审查各类合同358件。", "法律顾问出具意见书41份，化解积案6起，成效明显。"),
    good=("全年应审合同360份，审查合同358份，审查率99.4%。", "出具意见书41份，较上年的30份增加11份。"),
)
def count_without_base(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the first count of a sentence that tells no base for any."""
    folded = document.folded
    if compiled(_WITH_BASE).search(folded, start, end):
        return
    if match := compiled(_COUNTED).search(folded, start, end):
        yield Hit(*match.span())


_NEXT = r"(?:下一?年|下一步|明年|来年|新的一年|20[0-9]{2}年)"
_VAGUE = r"进一步|加强|深化|提升|继续努力|再接再厉|更上一层|干得更好|往前推|再加(?:把)?劲|不断"
_MEASURED = r"[0-9]+(?:项|次|场|件|月|%|人|名|份|个|课时)|[0-9]{1,2}月|季度|每[月季年]|年底前|[一二三四五六七八九十两]+(?:次|场|项|件|名)"


@rule(
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
    patterns=(rf"{_NEXT}[^\n]{{0,60}}(?:{_VAGUE})",),
    gated=True,
    cues=("下一年", "下年", "下一步", "明年", "来年", "新的一年", "20"),
    message="安排没有数量和时限",
    suggestion="写明做什么、做多少、何时完成",
    bad=(
        _HEAD + "下一步，进一步加强组织领导，深化普法宣传，提升执法水平。\n",
        _HEAD + "明年我们再加把劲，把法治的事办得更好。\n",
    ),
    good=(_HEAD + "下一步，6月底前培训执法人员2次，进一步加强组织领导。\n",),
)
def plan_not_measurable(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    folded = document.folded
    match = compiled(rf"{_NEXT}[^\n]{{0,60}}(?:{_VAGUE})").search(folded, start, end)
    if match and not compiled(_MEASURED).search(folded, match.start(), end):
        yield Hit(*match.span())
