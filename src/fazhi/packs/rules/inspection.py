"""Family EC: inspections, as far as their papers say it.

Left out, because only lists and plans show it: EC001 (published items, approval), EC004 (how often in a year), EC005
(visits that could have been one). The text of a record does not say what was published, planned or done elsewhere.
"""

from __future__ import annotations

from fazhi.kernel.lint import Rule, pattern_rule, require_rule
from fazhi.packs.rules._papers import PENALTIES

_RECORD = (
    "现场检查笔录\n被检查单位：柳湾食品有限公司\n执法人员丁甲（证件号JA001）、戊乙（证件号JA002）出示执法证件，说明检查事由。\n"
    "检查情况：消防通道畅通。\n被检查人（签名）：\n检查人员（签名）：\n2026年3月2日\n"
)

RULES: tuple[Rule, ...] = (
    require_rule(
        code="EC002",
        name="certificates-not-shown",
        title="检查记录未写出示证件",
        why="执法人员检查时应当主动出示执法证件，不出示的当事人有权拒绝。",
        basis=(f"{PENALTIES}:55.1",),
        severity="error",
        kinds=("jc",),
        titled=r"笔录|记录",
        all_of=(r"出示|亮证|执法证|证件号|持证",),
        message="检查记录未见出示执法证件",
        suggestion="写明两名以上执法人员、证件号和出示证件的情况；省里要求扫码的一并记录",
        bad=(
            "现场检查笔录\n被检查单位：柳湾食品有限公司\n检查情况：消防通道堵塞。\n2026年3月2日\n",
            _RECORD.replace("（证件号JA001）", "").replace("（证件号JA002）", "").replace("出示执法证件，", ""),
        ),
        good=(_RECORD, "行政检查记录\n检查人员亮证后开展检查。\n2026年3月2日\n"),
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
            r"(?:网格员|协管员|辅助人员|辅警|安全员|志愿者|第三方(?:机构|公司|人员))[\u4e00-\u9fff]{0,4}(?:一人|独自|单独|一个人|两人|自己)[^。；，]{0,6}(?:上门|入户|到场|进[店厂场]|前去|前往)?[^。；，]{0,4}(?:检查|执法|取证|勘验)",
            r"由[^。；，]{0,10}(?:网格员|协管员|辅助人员|辅警|安全员)[^。；，]{0,8}(?:上门|入户|到场|进[店厂场])[^。；，]{0,4}检查，?[^。；]{0,6}(?:制作|做了|做|填写)[^。；，]{0,4}(?:检查)?(?:记录|笔录)",
            r"检查(?:人|人员|组|组成员):[^。\n]{0,40}(?:网格员|协管员|辅助人员|第三方|志愿者|安全员)[^。\n]{0,40}",
            r"(?:网格员|(?:执法)?辅助人员|协管员|第三方(?:机构|公司|人员)?|志愿者|安全员)(?:单独|独立|自行)[^。；]{0,10}(?:检查|执法)",
            r"由(?:网格员|(?:执法)?辅助人员|协管员|第三方(?:机构|公司))(?:代为|负责)(?:实施|开展|进行)?(?:行政|执法)检查",
        ),
        before_unless=("不得", "严禁", "禁止", "不能", "防止"),
        unless=(r"不得|严禁|不能|配合|执法证|证件?号",),
        message="疑似由没有执法资格的人员单独实施检查",
        suggestion="改为由两名以上持证执法人员检查，其他人员配合",
        bad=(
            "接群众反映，由下垟村网格员陶某一人上门检查，当场做了检查记录。",
            "现场检查记录\n检查人员：网格员丁某、协管员戊某\n",
            "由网格员单独对企业开展检查。",
            "委托后由第三方机构代为实施行政检查。",
        ),
        good=(
            "网格员陶某上门走访时发现异味，随即报告镇综合行政执法队。",
            "检查人员：丁某（执法证号JA001）、戊某（执法证号JA002），网格员己某配合\n",
            "网格员不得单独实施检查。",
            "网格员配合执法人员开展检查。",
            "第三方机构出具检测报告。",
        ),
    ),
)
