"""Family ER: orders to put right (责令改正), which are no penalties and must not become ones."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Hit, Rule, compiled, pattern_rule, require_rule, rule
from fazhi.packs.rules._papers import AMOUNT, PENALTIES, REVIEW, SUITS

PLANNING = "城乡规划法@2019"
_ZG = ("zg",)
_ORDER = (
    "柳湾镇人民政府责令停止建设通知书\n丁小水：\n经核实，你户在河东村村庄规划区内未取得乡村建设规划许可证建房，"
    "违反《中华人民共和国城乡规划法》第四十一条的规定，依据《中华人民共和国城乡规划法》第六十五条，"
    "责令你户停止建设，于2026年3月20日前自行拆除已建的围墙。\n"
    "如不服，可以在六十日内向临江县人民政府申请行政复议。\n柳湾镇人民政府\n2026年3月2日\n"
)

RULES: tuple[Rule, ...] = (
    require_rule(
        code="ER002",
        name="order-without-article",
        title="责令改正没有法律依据",
        why="责令改正对当事人设定了义务，应当写明违反的条款和责令的依据。",
        basis=(f"{PENALTIES}:4", f"{PENALTIES}:28.1", f"{SUITS}:70.1.2"),
        severity="error",
        kinds=_ZG,
        all_of=(r"《[^》]{2,40}》[^。]{0,16}第[一二三四五六七八九十百零〇0-9]+条",),
        message="责令改正未见法律法规的具体条款",
        suggestion="补写违反的条款和责令改正所依据的条款",
        bad=(
            "你户违反有关规定，责令改正。",
            _ORDER.replace("《中华人民共和国城乡规划法》第四十一条的规定", "规划规定").replace(
                "依据《中华人民共和国城乡规划法》第六十五条，", ""
            ),
        ),
        good=("你户违反《某条例》第十条，依据第三十条责令改正。", _ORDER),
    ),
    pattern_rule(
        code="ER003",
        name="fine-in-an-order",
        title="责令改正文书直接罚款",
        why="罚款须经立案、告知、决定并另行制作处罚决定书，不能写在责令改正文书里。",
        basis=(f"{PENALTIES}:44", f"{PENALTIES}:57", f"{PENALTIES}:59"),
        severity="error",
        blocking=True,
        kinds=_ZG,
        patterns=(rf"(?:处以?|并处|决定|给予|同时|另行?|一并|现)(?:[^。；，]{{0,8}}罚款{AMOUNT}|{AMOUNT}(?:的)?罚款)",),
        unless=(r"可(?:以)?(?:并)?处|将(?:被)?(?:依法)?处|以上[^。]{0,14}以下",),
        message="责令改正文书里疑似直接决定罚款",
        suggestion="删去罚款；需要处罚的另行立案、告知、出具决定书",
        bad=(
            "责令立即改正，同时罚款2000元。",
            "责令三日内改正，并处罚款500元。",
            "责令立即停止，决定罚款人民币一千元。",
            "责令停止，同时处以1000元罚款。",
        ),
        good=(
            "逾期不改正的，将依法立案查处。",
            "逾期不改正的，可处500元以上1000元以下罚款。",
            "逾期不改正的，将处罚款500元。",
            _ORDER,
        ),
    ),
    require_rule(
        code="ER004",
        name="order-without-remedies",
        title="责令改正没有告知救济途径",
        why="责令改正对权利义务有实际影响的，应当告知复议、诉讼；不告知的，申请期限另算，最长一年。",
        basis=(f"{REVIEW}:20.3", "最高人民法院关于适用《中华人民共和国行政诉讼法》的解释@2018:64"),
        severity="warning",
        kinds=_ZG,
        all_of=(r"行政复议",),
        when=(r"责令",),
        message="责令改正文书未见申请行政复议的告知",
        suggestion="写明六十日内可以向县级人民政府申请行政复议，或者依法提起行政诉讼",
        bad=("责令停止建设。", _ORDER.replace("如不服，可以在六十日内向临江县人民政府申请行政复议。\n", "")),
        good=("责令停止建设。不服可在60日内向某县人民政府申请行政复议。", _ORDER),
    ),
    pattern_rule(
        code="ER005",
        name="closure-as-an-order",
        title="以整改之名责令停产停业",
        why="责令停产停业是行政处罚，应当告知听证并作出处罚决定，不能用整改通知代替。",
        basis=(f"{PENALTIES}:9.1.4", f"{PENALTIES}:63.1.4"),
        severity="error",
        blocking=True,
        kinds=_ZG,
        patterns=(
            r"(?:自|从)[^。；，]{0,16}起，?(?:一律|全部|立即)?(?:关门|停业|停产|停工|歇业|关停)[^。；，]{0,8}(?:整[顿改]|[0-9一二三四五六七八九十]+[天日个])",
            r"(?:整[顿改]|停业)期(?:间)?(?:内)?[^。；]{0,14}(?:不得|不准|不许|停止)[^。；，]{0,4}(?:开工|营业|生产|经营|开门|接单)",
            r"(?:整改期(?:间|内)|即日起|要求你[店厂场户])[^。；]{0,12}(?:停业|停产|关停|停止营业|停止生产|暂停营业|歇业)",
            r"责令[^。；]{0,8}(?:停业整[顿改]|停产整[顿改]|停产停业|停止营业|停业)",
            r"(?:从今天|从即日|即日|今日|自即日)起[^。；，]{0,8}(?:不得|停止|暂停|不准)(?:营业|生产|开门|经营)",
        ),
        unless=(
            r"不必|无需|不影响",
            r"不得责令|严禁|可以?(?:依法)?责令|逾期[^。；]{0,12}责令|情节严重",
        ),
        message="责令改正文书里疑似责令停产停业",
        suggestion="属处罚种类的，走听证和处罚程序；只责令停止违法行为的，写明停止什么行为",
        bad=(
            "自接到本通知起关门停业整顿二十天，整顿期内各道工序均不得开工。",
            "整改期间你店停止营业。",
            "责令你店停业整顿一个月。",
            "责令你单位立即停产停业，完成整改后报镇政府验收。",
            "从今天起你店不得营业，何时开业等候通知。",
        ),
        good=(
            "整改期间不得再露天喷漆，其他工序照常。",
            "整改期间不必停止营业，请做好防护。",
            "责令停止施工。",
            "责令停止建设、限期改正。",
            "责令改正，整改期间可正常营业。",
            "逾期不改正的，由主管部门依法责令停产停业。",
            "从今天起不得占道经营。",
        ),
    ),
    require_rule(
        code="ER006",
        name="planning-facts-missing",
        title="责令停止建设未写许可事实",
        why="乡镇依第六十五条责令停止建设，前提是在乡、村庄规划区内，且未取得或者未按照乡村建设规划许可证建设。",
        basis=(f"{PLANNING}:65", f"{PLANNING}:41"),
        severity="error",
        kinds=_ZG,
        when=(r"停止(?:违法)?(?:建设|施工)|未批先建|城乡规划法",),
        unless=(r"土地管理法|建设工程规划许可|城镇规划区",),
        all_of=(
            ("乡村建设规划许可的情况", r"乡村建设规划许可|规划许可"),
            ("所处的规划区", r"规划区|村庄规划|规划范围"),
        ),
        message="责令停止建设未写明许可事实",
        suggestion="写明位于乡、村庄规划区，未取得或者未按照乡村建设规划许可证建设，以及核实的来源",
        bad=(
            "你户未批先建，责令停止建设。",
            _ORDER.replace("在河东村村庄规划区内未取得乡村建设规划许可证建房", "擅自建房"),
        ),
        good=("该房位于某村村庄规划区内，经核实未取得乡村建设规划许可证，责令停止建设。", _ORDER),
    ),
)

_PUT_RIGHT = r"(?:限期|立即|马上|尽快|及时|抓紧|即刻|[0-9一二三四五六七八九十]日内)(?:进行|予以)?(?:改正|整改)(?:到位|完毕|完成)?(?:所?存在的问题)?(?:[，。；;]|\s*$)"
_WHAT = (
    # Each begins with a plain word: so it is looked for many times quicker.
    r"改正(?:(?:内容|要求|措施|事项)(?:如下|:|为)|如下|:)|整改(?:(?:内容|要求|措施|事项)(?:如下|:|为)|如下|:)"
    r"|恢复原状|清除|清理|清运|拆除|停止(?!违法行为[。；])[^。；，\n]{2,20}[。；，]|日前[^。；]{2,}"
)
_THE_REST = r"(?:其他|其它|其余|别的)[^。；]{0,12}(?:问题|隐患|方面|情况)[^。；]{0,20}(?:尽快|立即|及时|抓紧|全面|一并|马上)[^。；，]{0,4}(?:整改|改正|改好)(?:到位|完毕)?(?=[，。；]|\s*$)"


@rule(
    code="ER001",
    name="what-to-put-right-not-said",
    title="责令改正的内容不具体",
    why="责令改正应当写清改什么、改到什么状态、何日之前，否则无从履行，也无法强制执行。",
    basis=(f"{PENALTIES}:28.1",),
    severity="error",
    kinds=_ZG,
    message="责令改正没有写明改什么、改到什么程度",
    suggestion="写清应当停止、清除、恢复的具体内容和日期",
    bad=(
        "责令你场马上整改到位，整改期。",
        "你户存在违法行为，责令尽快整改。",
        "责令你单位立即改正。",
        "请你单位立即整改存在的问题。",
        "限你单位于三日内整改完毕。",
        "责令你单位于3月20日前拆除雨棚。\n其他方面存在的问题，也要举一反三，尽快整改到位。\n",
    ),
    good=(
        "责令停止露天喷漆。\n其他问题的整改要求见附件清单，请对照整改。\n",
        "责令你户于3月20日前清除占道砖块，恢复原状。",
        "责令立即改正：停止向河道倾倒垃圾。",
        "责令你户限期改正。\n整改要求：拆除占道雨棚。\n",
        _ORDER,
    ),
    cues=("整改", "改正", "改好"),
    patterns=(_PUT_RIGHT, _THE_REST),
    anywhere=(_WHAT,),
    gated=True,
)
def what_to_put_right_not_said(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield an order that says nowhere what to do, and one that adds whatever else there may be."""
    folded = document.folded
    if (match := compiled(_THE_REST).search(folded, start, end)) or (
        (match := compiled(_PUT_RIGHT).search(folded, start, end)) and not context.found(document, _WHAT)
    ):
        yield Hit(*match.span())
