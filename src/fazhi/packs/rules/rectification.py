"""Family ER: orders to put right (责令改正), which are no penalties and must not become ones."""

from __future__ import annotations

from fazhi.kernel.lint import Rule, pattern_rule, require_rule
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
    pattern_rule(
        code="ER001",
        name="what-to-put-right-not-said",
        title="责令改正的内容不具体",
        why="责令改正应当写清改什么、改到什么状态、何日之前，否则无从履行，也无法强制执行。",
        basis=(f"{PENALTIES}:28.1",),
        severity="error",
        kinds=_ZG,
        patterns=(
            r"(?:限期|立即|尽快|及时|[0-9一二三四五六七八九十]日内)(?:进行|予以)?(?:改正|整改)(?:到位|完毕)?[。；;]?\s*$",
        ),
        document_unless=(
            r"(?:改正|整改)(?:内容|要求|措施|事项)(?:如下|:|为)|恢复原状|清除|清理|清运|拆除|停止(?!违法行为[。；])[^。；，\n]{2,20}[。；，]"
            r"|日前[^。；]{2,}|(?:改正|整改)(?:如下|:)",
        ),
        message="责令改正没有写明改什么、改到什么程度",
        suggestion="写清应当停止、清除、恢复的具体内容和日期",
        bad=("你户存在违法行为，责令尽快整改。", "责令你单位立即改正。", "限你单位于三日内整改完毕。"),
        good=(
            "责令你户于3月20日前清除占道砖块，恢复原状。",
            "责令立即改正：停止向河道倾倒垃圾。",
            "责令你户限期改正。\n整改要求：拆除占道雨棚。\n",
            _ORDER,
        ),
    ),
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
        patterns=(rf"(?:处以?|并处|决定|给予)(?:[^。；，]{{0,8}}罚款{AMOUNT}|{AMOUNT}(?:的)?罚款)",),
        unless=(r"可(?:以)?(?:并)?处|将(?:被)?(?:依法)?处|以上[^。]{0,14}以下",),
        message="责令改正文书里疑似直接决定罚款",
        suggestion="删去罚款；需要处罚的另行立案、告知、出具决定书",
        bad=(
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
        patterns=(r"责令[^。；]{0,8}(?:停业整[顿改]|停产整[顿改]|停产停业|停止营业|停业)",),
        unless=(r"不得责令|严禁|可以?(?:依法)?责令|逾期[^。；]{0,12}责令|情节严重",),
        message="责令改正文书里疑似责令停产停业",
        suggestion="属处罚种类的，走听证和处罚程序；只责令停止违法行为的，写明停止什么行为",
        bad=("责令你店停业整顿一个月。", "责令你单位立即停产停业，完成整改后报镇政府验收。"),
        good=(
            "责令停止施工。",
            "责令停止建设、限期改正。",
            "责令改正，整改期间可正常营业。",
            "逾期不改正的，由主管部门依法责令停产停业。",
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
