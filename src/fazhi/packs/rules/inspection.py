"""Family EC: inspections, as far as their papers say it: what was planned, published or done elsewhere they seldom tell."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Hit, Rule, compiled, cues_of, is_titled, pattern_rule, rule
from fazhi.packs.rules._cued import cued_rule
from fazhi.packs.rules._papers import PENALTIES
from fazhi.packs.rules._words_disputes import ALONE, HELPER, INSPECTS, LINES, LONGEST_PAPER, NUMBER, OFFICES, count_of

_RECORD = (
    "现场检查笔录\n被检查单位：柳湾食品有限公司\n执法人员丁甲（证件号JA001）、戊乙（证件号JA002）出示执法证件，说明检查事由。\n"
    "检查情况：消防通道畅通。\n被检查人（签名）：\n检查人员（签名）：\n2026年3月2日\n"
)

_NOT_AN_OFFICER = r"(?:(?!执法人员|持证)[^。；，]){0,12}"

_UNPLANNED = (
    *("由带队", "补报", "补批", "补办", "补签", "补上", "补一", "补个", "补交", "补齐", "再报", "再批", "再办"),
    *("检查事项", "事项清单", "检查清单", "检查方案", "方案就", "检查计划", "负责人批准", "领导批准", "审批就"),
    *("领导签字", "领导点头", "负责人签字"),
    *(
        f"{when}{then}{fixed}"
        for when in ("现场", "临时", "当场", "到时", "到时候", "届时", "到了", "视情", "视情况", "看情况")
        for then in ("", "再", "才")
        for fixed in ("确定", "决定", "定")
    ),
)

_EACH_FOR_ITSELF = r"(?:(?:分别|各自|先后|单独|自行)(?:组织|入厂|入企|进厂|进店|上门|检查|进入|进场|去|来|对|派人)|各查各|(?:自行|各自)(?:安排|入企|入厂)|分别由|轮流|挨个|一个接一个|分头)"

RULES: tuple[Rule, ...] = (
    cued_rule(
        code="EC001",
        name="inspected-without-plan",
        title="未公布事项或者未经批准的检查",
        why="行政检查的事项应当事先公布，检查前制定方案并经负责人批准；事后补方案、现场定事项，被检查的人无从知道为何被查。",
        basis=("工作要求：行政检查事项事先公布，检查方案经负责人批准后实施，紧急情况当场检查的事后补报",),
        severity="error",
        kinds=("jc", "gw", "dp"),
        cues=_UNPLANNED,
        patterns=(
            r"(?:现场|临时|当场|到时|到时候|届时|到了|视情|视情况|看情况)(?:再|才)?(?:确定|决定|定(?!性|量|位|期|点|时))",
            r"由带队[^。；，]{0,8}(?:确定|决定|定|安排)",
            r"(?:方案|审批|批准|手续|计划|报批)[^。；，]{0,16}(?:事后|检查(?:结束|完毕?|完成|后)?(?:以)?后|过后|回头|完了|查完)[^。；，]{0,10}(?:补报|补批|补办|补签|补上|补一|补个|补交|补齐|再报|再批|再办)",
            r"(?:事后|检查(?:结束|完毕?|完成)后|过后|回头|查完|随后)[^。；，]{0,10}(?:补报|补批|补办|补签|补上|补一|补个|补交|补齐)[^。；，]{0,8}(?:方案|审批|批准|手续|计划)",
            r"(?:未|没有?|不在|不属于|没)[^。；，]{0,16}(?:公布|公开)[^。；，]{0,10}(?:检查事项|事项清单)|(?:未列入|没列入|没有列入|未纳入|没纳入|没有纳入|不在)[^。；，]{0,14}(?:检查事项|事项清单|检查清单)",
            r"(?:未|没有|没|不用|无需|无须|不必)(?:事先|先|提前)?(?:制定|制作|编制|写|做|拟|报|经|要)(?:检查方案|方案就|检查计划|负责人批准|领导批准|领导签字|领导点头|负责人签字|审批就)",
        ),
        also=(r"检查|查",),
        unless=(
            r"不得|严禁|禁止|不能|不准|防止|避免|一律不|紧急|突发|险情|二十四小时|24小时|投诉举报|整改方案|施工方案|治理方案|(?:企业|当事人|业主|该(?:店|厂|公司|单位))[^。；，]{0,10}(?:未|没)",
        ),
        message="检查事项未公布、未定，或者方案事后补批",
        suggestion="先在公布的事项清单内定事项、制方案，经负责人批准后检查；紧急的写明情形并及时补报",
        bad=(
            "这次先查，检查手续等查完回头补办。",
            "检查方案于检查结束后补报镇长审批。",
            "本次对养殖场的检查未列入本镇公布的行政检查事项清单，由执法队视情开展。",
            "到了店里看情况再定，检查项目由带队人员安排。",
        ),
        good=(
            "检查事项在公布的清单之内，检查方案4月7日经镇长批准。",
            "因油罐泄漏情况紧急，执法人员当场检查，并于二十四小时内补报批准。",
            "不得事后补办检查审批手续。",
            "经查，该厂未制定施工方案，责令改正。",
        ),
    ),
    cued_rule(
        code="EC005",
        name="inspected-one-by-one",
        title="可以合并的检查未合并",
        why="针对同一检查对象的多个检查事项，应当尽可能合并或者纳入跨部门联合检查。",
        basis=("民营经济促进法@2025:52.2", "优化营商环境条例@2019:54.1"),
        severity="warning",
        kinds=("jc", "gw", "dp"),
        cues=cues_of((_EACH_FOR_ITSELF,)) or (),
        patterns=(
            rf"{OFFICES}[^。]{{0,80}}{OFFICES}[^。]{{0,60}}{_EACH_FOR_ITSELF}",
            rf"{_EACH_FOR_ITSELF}[^。；]{{0,16}}{OFFICES}[^。；]{{0,30}}{OFFICES}",
            rf"(?:各部门|各站所|各办所|几个部门|各条线|几个口子)[^。；，]{{0,8}}{_EACH_FOR_ITSELF}",
        ),
        also=(r"检查|查",),
        unless=(
            r"合并|联合|综合查一次|一次查|不得|避免|防止|统筹|改为|不再|牵头|负责(?:本|各)(?:领域|行业)|职责|职权|普查",
        ),
        message="对同一对象的多项检查分别进行，疑似可以合并",
        suggestion="合并为一次，或者纳入“综合查一次”联合检查",
        bad=(
            "6月安排：3日消防、9日应急、17日市场监管到柳湾食品公司，各自上门检查。",
            "各站所分别对该酒厂开展检查，互不通气。",
            "本月对柳江木业公司的检查由生态环境、应急、消防部门分头组织。",
        ),
        good=(
            "6月17日由镇政府牵头，消防、应急、市场监管联合检查柳湾食品公司。",
            "避免消防、应急、市场监管分别上门检查。",
            "应急、消防部门按职责分别负责本领域的检查。",
        ),
    ),
    pattern_rule(
        code="EC003",
        name="inspected-by-helpers-alone",
        title="辅助人员、网格员、第三方单独检查",
        why="执法应当由具有行政执法资格的人员实施，辅助人员、网格员、第三方机构只能配合。",
        basis=(f"{PENALTIES}:42.1", "工作要求：辅助人员、网格员、第三方机构不得单独实施行政检查"),
        severity="error",
        blocking=True,
        kinds=("jc", "gw", "dp", "nd", "zg", "pd", "pn"),
        patterns=(
            rf"{HELPER}[^。；]{{0,24}}{ALONE}[^。；]{{0,20}}{INSPECTS}",
            rf"{INSPECTS}[^。；]{{0,12}}(?:由|全靠|交给|都是|委托|让|叫|派){_NOT_AN_OFFICER}{HELPER}(?:(?!配合|协助)[^。；])"
            r"{0,16}(?:单独|独自|独立|自行|自己|一人|二人|两人|代为|完成|实施|负责|去|做|查)",
            rf"{HELPER}(?:(?!配合|协助|发现|报告)[^。]){{0,50}}{INSPECTS}(?:(?!配合|协助)[^。]){{0,60}}(?:执法人员|执法队|镇里|持证人员|正式人员)[^。；，]{{0,4}}(?:未|没有?|不|均未|都没)[^。；，]{{0,4}}(?:到场|参加|去|来|在场|在|到|人)",
            r"由[^。；，]{0,10}(?:网格员|协管员|辅助人员|辅警|安全员)[^。；，]{0,8}(?:上门|入户|到场|进[店厂场])[^。；，]{0,4}检查，?[^。；]{0,6}(?:制作|做了|做|填写)[^。；，]{0,4}(?:检查)?(?:记录|笔录)",
            rf"(?:由|让|叫|派|安排|请){_NOT_AN_OFFICER}{HELPER}(?:(?!配合|协助|随同|陪同|引路|带路)[^。；]){{0,24}}(?:检查|查)[^。；]{{0,16}}(?:写|填|做|开|出|签|制作)[^。；，]{{0,6}}(?:检查)?(?:单|记录|表|笔录|文书|通知书)",
            r"检查(?:人|人员|组|组成员):[^。\n]{0,40}(?:网格员|协管员|辅助人员|第三方|志愿者|安全员)[^。\n]{0,40}",
            rf"由{HELPER}(?:代为|负责)(?:实施|开展|进行)?(?:行政|执法)?检查",
        ),
        before_unless=("不得", "严禁", "禁止", "不能", "防止"),
        unless=(
            r"不得|严禁|不能|配合|协助|执法证|证件?号|(?:企业|业主|店家|厂里|单位)(?:自行|自己|内部)|自查|巡查发现|走访|随即报告|出具[^。；，]{0,6}(?:意见|报告)",
        ),
        message="疑似由没有执法资格的人员单独实施检查",
        suggestion="改为由两名以上持证执法人员检查，其他人员配合",
        bad=(
            "接群众反映，由下垟村网格员陶某一人上门检查，当场做了检查记录。",
            "现场检查记录\n检查人员：网格员丁某、协管员戊某\n",
            "由网格员单独对企业开展检查。",
            "镇里忙不过来，叫协管员去饭店查了一圈，写了张检查单让老板签字。",
            "检查笔录由受托的安全技术服务公司人员独立完成，综合行政执法队未到场。",
            "委托后由第三方机构代为实施行政检查。",
        ),
        good=(
            "网格员陶某上门走访时发现异味，随即报告镇综合行政执法队。",
            "检查人员：丁某（执法证号JA001）、戊某（执法证号JA002），网格员己某配合\n",
            "网格员不得单独实施检查。",
            "网格员配合执法人员开展检查。",
            "第三方机构出具检测报告。",
            "专家组随同执法人员丁某（执法证号JA001）、戊某检查，协助查看设备。",
            "企业安全员自行检查设备后填写自查表。",
        ),
    ),
)

_TOLD_OF_CARDS = r"出示|亮证|亮明|执法证|证件号|持证"
_NOT_SHOWN = (
    r"(?:没有?|未|不曾|忘了?|来不及|不)(?:主动|先行|事先|按规定|及时|向[^。；，]{0,8})?(?:亮证|亮明[^。；，]{0,2}(?:身份|证件)|扫码"
    r"|(?:亮|出示|掏|拿|带|佩戴|表明|出具)[^。；，]{0,4}(?:执法证|行政执法证|工作证|证件|执法身份|身份(?!证)|(?:行政)?检查通知|通知书?|证(?=[，。；]|也|就)))"
)
_ONE_OFFICER = r"(?:只有|仅有?|就|只|单独|独自)(?:由|派了?|来了?|去了?|有|安排了?)?(?:一|1)(?:名|个|位)?(?:正式|持证)?(?:执法|检查)?(?:人员|队员|人|干部)[^。；]{0,16}(?:检查|查)|(?:检查|执法)[^。；，]{0,10}(?:只有|仅有?|只)(?:一|1)(?:名|个|位)?(?:执法|检查)?(?:人员|人|队员)|(?:执法|检查)(?:人员|队员)[^。；，]{0,8}(?:一人|1人|单人|单独|独自)[^。；，]{0,12}(?:检查|前往|到|进)"
_MAYBE_NOT_SHOWN = r"未向|没向|没有向|亮证|亮明|没亮|未亮|未出示|没出示|没有出示|不出示|未主动出示|没带|未带|没掏|没拿|没有拿|未佩戴|没佩戴|未扫码|没扫码|没有扫码|未表明"
_MAYBE_ONE = r"只有一|只有1|仅有一|仅一|仅1|只一|只派|仅派|只来|只去|就一|就来|就去|独自|单人"
_NOT_OURS = r"当事人(?:未|没|不)|营业执照|许可证|健康证|合格证|居民身份证|不得|拒绝|不配合|整改|另一[名位]|培训"


@rule(
    code="EC002",
    name="certificates-not-shown",
    title="检查记录未写出示证件",
    why="执法人员检查时应当主动出示执法证件，不出示的当事人有权拒绝；执法人员不得少于两人。",
    basis=(f"{PENALTIES}:55.1", f"{PENALTIES}:42.1"),
    severity="error",
    kinds=("jc",),
    scope="document",
    anywhere=(_TOLD_OF_CARDS, _MAYBE_NOT_SHOWN, _MAYBE_ONE),
    message="检查记录未见出示执法证件",
    suggestion="写明两名以上执法人员、证件号和出示证件的情况；省里要求扫码的一并记录",
    bad=(
        "现场检查笔录\n被检查单位：柳湾食品有限公司\n检查情况：消防通道堵塞。\n2026年3月2日\n",
        _RECORD.replace("（证件号JA001）", "").replace("（证件号JA002）", "").replace("出示执法证件，", ""),
        "检查人员进厂后未出示检查通知书，即要求企业打开仓库。",
        "当天只派了一名队员到饭店检查，看完就走。",
        "查的时候没掏证，也没说是哪个单位的。",
    ),
    good=(
        _RECORD,
        "行政检查记录\n检查人员亮证后开展检查。\n2026年3月2日\n",
        "当事人未出示营业执照，检查人员要求其限期提供。",
        "检查当日由一名执法人员查看账册，另一名执法人员制作笔录，均出示证件。",
        "检查计划\n3月检查柳湾食品有限公司。\n2026年3月2日\n",
    ),
)
def certificates_not_shown(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield what is told of cards not shown and of one officer alone; of a whole record, that no card is told of."""
    folded = document.folded
    for hint, pattern, message in (
        (_MAYBE_NOT_SHOWN, _NOT_SHOWN, "写了检查时未出示执法证件或者检查通知"),
        (_MAYBE_ONE, _ONE_OFFICER, "写了只有一名执法人员检查"),
    ):
        if len(folded) > LONGEST_PAPER or not context.found(document, hint):
            continue
        for match in compiled(pattern).finditer(folded):
            if not compiled(_NOT_OURS).search(folded, *document.sentence(match.start())):
                yield Hit(*match.span(), message=message)
                return
    if document.title is None or not is_titled(document, r"笔录|记录") or not context.found(document, LINES):
        return
    if not context.found(document, _TOLD_OF_CARDS):
        at = document.written_end
        yield Hit(at, at, absent=True)


_TIMES = r"(?:次|回|遍|趟)"
_CAP = rf"(?:上限|最多|至多|不(?:得)?超过|不(?:得)?多于|限(?:定|查)?|规定|只(?:能|准))[^。；]{{0,14}}?(?:为|是|查|检查|日常检查)?[^。；，0-9一二三四五六七八九十两]{{0,6}}({NUMBER}){_TIMES}"
_DONE = rf"(?:已(?:经)?|都|共|累计|前面)[^。；，0-9一二三四五六七八九十两]{{0,10}}({NUMBER}){_TIMES}|(?:已(?:经)?)(?:用完|用满|满了|达到?|达上限)"
_ONCE_MORE = r"再|又|仍|继续|还要|还是|增加|加查|追加|另行安排|安排第"
_OVER = r"(?:已(?:经)?|均已|都)(?:达到?|到了?|用完|用满|用足)[^。；，]{0,10}(?:上限|频次|次数)[^。；]{0,30}(?:仍|再|继续|还|又|增加)|(?:虽|已|超|突破)[^。；]{0,8}(?:超(?:过|出)?|突破)[^。；，]{0,10}(?:频次|次数|上限)[^。；]{0,20}(?:仍|继续|还是|照常|再)[^。；]{0,10}(?:检查|查)"
_NOT_COUNTED = r"不计入|举报|投诉|线索|(?:企业|应[^。；，]{0,6})申请|复查|不再|停止|取消|合并|不得再|移送|交办"


@rule(
    code="EC004",
    name="inspected-too-often",
    title="超过年度检查频次上限",
    why="对同一企业的日常检查不得超过公布的年度频次上限；因投诉举报、转办交办的线索和应企业申请的检查不计入。",
    basis=("工作要求：公布同一企业年度检查频次上限并执行",),
    severity="warning",
    kinds=("jc", "gw", "dp"),
    cues=("查过", "去过", "来过", "检查了", "查了", "已检查", "已经检查", "已日常", "已例行", "已查", "上限", "频次"),
    message="日常检查疑似超过年度频次上限",
    suggestion="取消或者合并；因投诉举报、线索开展的，写明来源",
    bad=(
        "按规定同一企业年度日常检查不得超过二次，柳湾木业今年已检查2次，本月拟再安排一次日常检查。",
        "一年最多查两趟，这家店都去过两趟了，下周还是再去一趟。",
        "该企业日常检查已超过年度频次上限，仍继续检查。",
    ),
    good=(
        "同一企业日常检查每年不超过二次，柳湾木业今年已检查一次，拟于9月再检查一次。",
        "同一企业日常检查每年不超过二次，柳湾木业已检查二次，本次因群众举报再次核查，不计入频次。",
        "同一企业日常检查每年不超过二次，柳湾木业已检查二次，不再安排。",
    ),
)
def inspected_too_often(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a cap that is told to be reached where one inspection more is told of."""
    folded = document.folded
    if compiled(_NOT_COUNTED).search(folded, start, end):
        return
    if match := compiled(_OVER).search(folded, start, end):
        yield Hit(*match.span())
        return
    for cap in compiled(_CAP).finditer(folded, start, end):
        done = compiled(_DONE).search(folded, cap.end(), end)
        if done is None or not compiled(_ONCE_MORE).search(folded, done.end(), end):
            continue
        most, so_often = count_of(cap[1]), count_of(done[1]) if done[1] else None
        if so_often is None or (most is not None and so_often >= most):
            yield Hit(cap.start(), done.end())
            return
