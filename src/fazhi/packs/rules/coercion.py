"""Family E, first part: sealing, seizure, urging, and papers of execution.

E003 and E008 stand in ``days_compared``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Hit, Rule, compiled, is_titled, pattern_rule, require_rule, rule
from fazhi.packs.rules._papers import COERCION, DAY, day_of

_QZ = ("qz",)
_SEIZED = r"(?:查封|扣押)"
_SEIZURE = (
    "柳湾镇人民政府扣押决定书\n柳政扣决字〔2026〕2号\n当事人：丁小水，住址：柳湾镇河东村12号。\n"
    "因你在河东路占道经营拒不改正，依据《临江县市容管理办法》第二十条，决定扣押三轮车一辆，"
    "期限三十日，自2026年3月2日至2026年3月31日，物品的名称、数量见清单。\n"
    "如不服，可以在六十日内向临江县人民政府申请行政复议，或者在六个月内向临江县人民法院提起行政诉讼。\n"
    "柳湾镇人民政府\n2026年3月2日\n"
)
_URGING = (
    "柳湾镇人民政府催告书\n丁小水：\n本机关于2026年3月2日作出限期拆除决定，你逾期未履行。"
    "限你自收到本催告书之日起十日内自行拆除并清运。你有权进行陈述和申辩。\n柳湾镇人民政府\n2026年6月2日\n"
)
_EXECUTION = (
    "柳湾镇人民政府强制执行决定书\n当事人：丁小水，住址：柳湾镇河东村12号。\n"
    "经催告你仍未履行，依据《中华人民共和国行政强制法》第三十七条，决定强制拆除。执行方式：组织人员拆除；"
    "执行时间：2026年11月9日。可以在六十日内申请行政复议，或者在六个月内提起行政诉讼。\n柳湾镇人民政府\n2026年10月9日\n"
)
_SUBSTITUTE = (
    "代履行决定书\n当事人：丁小水，住址：柳湾镇河东村12号。\n依据《中华人民共和国行政强制法》第五十条，决定代履行。"
    "方式：清运；时间：2026年3月9日；费用预算800元；代履行人：柳湾清运公司。\n柳湾镇人民政府\n2026年3月2日\n"
)
_RECORD = (
    "扣押现场笔录\n执法人员出示执法证，告知理由、依据、权利和救济途径，听取当事人陈述、申辩。\n"
    "当事人（签名）：\n执法人员（签名）：\n"
)

RULES: tuple[Rule, ...] = (
    require_rule(
        code="E001",
        name="seizure-decision-incomplete",
        title="查封、扣押决定书缺要素",
        why="决定书应当载明当事人，理由、依据和期限，财物的名称、数量，救济途径和期限，机关名称、印章和日期。",
        basis=(f"{COERCION}:24",),
        severity="error",
        kinds=_QZ,
        titled=rf"{_SEIZED}.{{0,8}}决定",
        when=(_SEIZED,),
        unless=(r"解除(?:查封|扣押)决定书|延长(?:查封|扣押)",),
        all_of=(
            ("当事人", r"当事人|被查封人|被扣押人"),
            ("期限", r"期限|自[^。]{0,20}(?:起)?至[^。]{0,16}日"),
            ("财物的名称、数量", r"清单|名称|数量|详见附件"),
            ("行政复议", r"行政复议"),
            ("行政诉讼", r"起诉|行政诉讼"),
        ),
        message="查封、扣押决定书缺少应当载明的内容",
        suggestion="补全当事人、理由依据、期限、物品、救济、机关印章和日期，附清单一式二份",
        bad=("决定扣押你的三轮车一辆。", _SEIZURE.replace("期限三十日，自2026年3月2日至2026年3月31日，", "")),
        good=(
            "当事人甲某：因涉嫌……，依据……决定扣押三轮车，期限三十日，物品见清单；可依法申请行政复议或者提起行政诉讼。",
            _SEIZURE,
        ),
    ),
    pattern_rule(
        code="E004",
        name="seizes-necessities",
        title="查封、扣押生活必需品或者无关财物",
        why="查封、扣押限于涉案的场所、设施、财物，不得及于与违法行为无关的财物和生活必需品。",
        basis=(f"{COERCION}:23.1",),
        severity="error",
        blocking=True,
        kinds=_QZ,
        patterns=(
            r"(?:被褥|床铺|衣物|炊具|灶具|煤气灶|电饭锅|锅具|餐具|口粮|粮食|婴儿用品|生活用品|学习用品|药品)[^。；]{0,20}(?:一并|一同|全部|也|均)?(?:予以)?(?:查封|扣押|封存|扣留|带走|收走)",
            rf"(?:决定|予以|一并)[^。；]{{0,12}}{_SEIZED}[^。；]{{0,20}}(?:生活必需品|生活用品|口粮|被褥|炊具|与(?:本案|违法行为)无关)",
            rf"(?:生活必需品|口粮|被褥|炊具)[^。；]{{0,12}}(?:予以|一并){_SEIZED}",
        ),
        unless=(r"不得|未|不属于|返还|解除",),
        message="疑似查封、扣押生活必需品或者与违法行为无关的财物",
        suggestion="立即解除并返还",
        bad=(
            "宿舍内的床铺、煤气灶一并封存。",
            "现将被褥、炊具一并扣押。",
            "决定扣押三轮车一辆及与本案无关的电视机一台。",
        ),
        good=("决定扣押三轮车一辆，不得扣押生活必需品。", "决定扣押秤一台。"),
    ),
    require_rule(
        code="E005",
        name="urging-incomplete",
        title="催告书缺法定内容",
        why="催告书应当载明履行的期限、方式，涉及金钱的金额和给付方式，以及陈述权和申辩权。",
        basis=(f"{COERCION}:35",),
        severity="error",
        kinds=_QZ,
        titled=r"催告",
        all_of=(
            ("履行期限", r"(?:[0-9]+|[一二三四五六七八九十]+)个?(?:工作)?日(?:内|之内|以内)|期限|[0-9]+日前"),
            ("履行方式", r"方式|缴至|自行拆除|自行清除|自行清运|缴纳|恢复原状"),
            ("陈述、申辩权", r"陈述|申辩"),
        ),
        message="催告书缺少应当载明的内容",
        suggestion="补全履行期限、方式、金额和给付方式、陈述申辩权",
        bad=("限你三日内拆除，否则后果自负。", _URGING.replace("你有权进行陈述和申辩。", "")),
        good=("限收到本催告书之日起十日内自行拆除（履行方式：自行拆除清运）；你有权陈述和申辩。", _URGING),
    ),
    require_rule(
        code="E006",
        name="execution-decision-incomplete",
        title="强制执行决定书缺要素",
        why="决定书应当载明当事人、理由和依据、方式和时间、救济途径和期限、机关名称和日期。",
        basis=(f"{COERCION}:37.2",),
        severity="error",
        kinds=_QZ,
        titled=r"强制(?:执行|拆除|清除).{0,4}决定|执行决定",
        all_of=(
            ("理由和依据", r"依据|根据|依照"),
            ("方式和时间", r"方式|时间|[0-9]+月[0-9]+日"),
            ("行政复议", r"行政复议"),
            ("行政诉讼", r"起诉|诉讼"),
        ),
        message="强制执行决定书缺少应当载明的内容",
        suggestion="补全理由依据、方式时间、救济途径和期限、印章日期",
        bad=("经催告仍不履行，决定强制拆除。", _EXECUTION.replace("或者在六个月内提起行政诉讼", "也可以信访")),
        good=(
            "依据……，决定于某日以组织人员拆除的方式强制执行（时间：……）；可申请行政复议或者提起行政诉讼。",
            _EXECUTION,
        ),
    ),
    pattern_rule(
        code="E007",
        name="urged-too-shortly",
        title="申请法院执行前的催告不足十日",
        why="催告书送达十日（工作日）后当事人仍未履行的，才可以申请人民法院强制执行。",
        basis=(f"{COERCION}:54", f"{COERCION}:69"),
        severity="error",
        kinds=("qz", "pd", "zg"),
        patterns=(
            r"本催告书?之日起(?:[三五六七八九]|[3-9])个?(?:工作)?日(?:之)?内",
            r"第五十四条[^。]{0,30}催告[^。]{0,30}(?<![十0-9])(?:[三五六七八九]|[3-9])个?(?:工作)?日(?:之)?内",
            r"催告书?(?:送达)?(?:之)?后(?:第)?(?<![十0-9])(?:[三五六七八九]|[3-9])个?(?:工作)?[日天][^。；]{0,20}(?:仍未|未|拒不|仍不)(?:履行|缴|拆|改|清)",
            r"催告[^。]{0,30}(?<![十0-9])(?:[三五六七八九]|[3-9])个?(?:工作)?日[^。]{0,60}申请(?:人民)?法院强制执行",
        ),
        document_also=(r"申请(?:人民)?法院|申请强制执行|第五十四条",),
        unless=(r"代履行|陈述|申辩",),
        message="催告后不满十个工作日即申请法院强制执行",
        suggestion="催告书送达满十个工作日后再申请",
        bad=(
            "现催告你自收到本催告书之日起五日内履行；逾期不履行的，将申请人民法院强制执行。",
            "根据《中华人民共和国行政强制法》第五十四条的规定，现催告你自收到本催告书之日起5日内履行义务。",
            "催告后六日被申请人仍未缴款，现申请强制执行。",
            "经催告后五日仍不履行的，将申请人民法院强制执行。",
            "催告书送达7日后仍未履行，本机关将依法申请法院强制执行。",
        ),
        good=(
            "请自收到本催告书之日起十日内履行；逾期不履行的，将申请人民法院强制执行。",
            "催告后十日仍未履行。",
            "催告书送达十日后仍不履行的，将申请人民法院强制执行。",
            "代履行三日前再次催告。",
        ),
    ),
    pattern_rule(
        code="E010",
        name="water-and-power-cut",
        title="以停水停电迫使履行",
        why="不得对居民生活采取停止供水、供电、供热、供燃气等方式迫使当事人履行行政决定。",
        basis=(f"{COERCION}:43.2",),
        severity="error",
        blocking=True,
        kinds=("qz", "zg", "pd", "pn", "gw"),
        document_also=(r"拆除|搬迁|腾退|腾空|不搬|履行|整改|违法|缴",),
        patterns=(
            r"(?:水电|水阀|电闸|电表|水表|自来水|水管|电线)[^。；，]{0,2}(?:先)?(?:给)?(?:关|停|掐|断|拆|锁|封|拉)(?:上|掉|了|住|下|停|断|闭|供)",
            r"(?:停止|暂停|中断|切断|掐断|停供)[^。；，]{0,8}(?:用水|用电|供水|供电|供气|供暖|水电)",
            r"(?:供电所|水厂|供水站|水管站|供电公司|自来水公司)[^。；]{0,14}(?:停止供|停供|断供|停止对|切断)",
            r"停水|停电|断水|断电|停气|停热|停止(?:供应?|供给)[^。；]{0,6}(?:水|电|热|气|燃气)",
            r"拉闸|断闸",
        ),
        unless=(
            r"自行(?:关|切断|拉下)|自家",
            r"不得|严禁|禁止|恢复|检修|抢修|计划停|施工|维修|管网|台风|应急|安全生产法|[不未](?:会)?(?:采取|实施|得)",
        ),
        message="疑似以停水、停电、停气等迫使履行",
        suggestion="删去该措施",
        bad=(
            "对住在屋内不肯搬出拆除范围的农户，请供电所先把水电停掉，人搬空后再接通。",
            "行动前一日对拆除对象停水停电。",
            "拒不拆除的，将切断你户水电。",
            "你户拒不拆除，自次日起水厂、供电所对你户停止供应。",
            "逾期不搬的，将予以停水停电。",
            "拒不拆除的，由供电所断电。",
            "逾期不搬、不拆除的，通知供电所拉闸。",
        ),
        good=(
            "房屋腾空拆除前，请住户自行关掉水电。",
            "不得采取停水停电等方式。",
            "拆除时不采取停水停电等方式。",
            "因管网检修计划停水，请恢复前储水。",
            "台风期间为了应急，供电所可以拉闸，拆除现场除外。",
        ),
    ),
    pattern_rule(
        code="E018",
        name="storage-charged-to-the-party",
        title="查封、扣押的费用由当事人承担",
        why="因查封、扣押发生的保管费用由行政机关承担，检测、检验、检疫、技术鉴定的费用也由行政机关承担。",
        basis=(f"{COERCION}:26", f"{COERCION}:25"),
        severity="error",
        kinds=_QZ,
        patterns=(
            r"(?:保管|仓储|看管|存放|检测|检验|鉴定|搬运)[^。；]{0,6}费用?[^。；]{0,16}由(?:你|当事人)[^。；]{0,8}(?:承担|支付|负担|缴)",
            r"由(?:你|当事人)[^。；]{0,8}(?:承担|支付|负担)[^。；]{0,10}(?:保管|仓储|看管|存放|检测|鉴定)费",
        ),
        document_also=(_SEIZED,),
        unless=(r"代履行|逾期(?:不|未)领|不由",),
        message="查封、扣押的保管、检测等费用疑似由当事人承担",
        suggestion="删去；保管、检测、鉴定的费用由行政机关承担",
        bad=("决定扣押三轮车一辆，保管费用由你承担。", "查封期间的仓储、看管费用每天50元，由你厂支付。"),
        good=("决定扣押三轮车一辆，保管费用由本机关承担。", "决定代履行，清运费用由你承担。"),
    ),
    require_rule(
        code="E016",
        name="substitute-performance-incomplete",
        title="代履行决定书缺要素",
        why="代履行决定书应当载明当事人，理由和依据、方式和时间、标的、费用预算以及代履行人。",
        basis=(f"{COERCION}:51.1.1", f"{COERCION}:50"),
        severity="error",
        kinds=_QZ,
        titled=r"代履行",
        all_of=(
            ("理由和依据", r"理由|依据|根据|依照"),
            ("方式和时间", r"方式|时间"),
            ("费用预算", r"预算"),
            ("代履行人", r"代履行人|由[^。；]{2,24}(?:公司|单位|中心|合作社)[^。；]{0,6}代(?:为)?履行"),
        ),
        message="代履行决定书缺少应当载明的内容",
        suggestion="补全理由依据、方式时间、标的、费用预算和代履行人，提前三个工作日再次催告",
        bad=("决定由某公司清理，费用你承担。", _SUBSTITUTE.replace("费用预算800元；", "")),
        good=(
            "依据……决定代履行，方式：清运，时间：3月9日，费用预算800元，代履行人：某公司。",
            _SUBSTITUTE,
        ),
    ),
    require_rule(
        code="E017",
        name="record-of-measure-incomplete",
        title="强制措施现场笔录缺要素",
        why="实施强制措施应当出示证件，当场告知理由、依据、权利和救济，听取陈述申辩，由当事人和执法人员签名。",
        basis=(f"{COERCION}:18.1.3", f"{COERCION}:18.1.5", f"{COERCION}:18.1.6", f"{COERCION}:18.1.8"),
        severity="error",
        kinds=_QZ,
        titled=r"笔录",
        all_of=(
            ("出示证件", r"出示|执法证"),
            ("告知权利", r"告知|权利|救济"),
            ("陈述申辩", r"陈述|申辩"),
            ("签名", r"签名|签字|盖章|拒绝签"),
        ),
        message="强制措施现场笔录缺少要素",
        suggestion="写明出示证件、告知、陈述申辩和签名；当事人不到场的有见证人",
        bad=("现场扣押电动车一辆。", _RECORD.replace("，听取当事人陈述、申辩", "")),
        good=(
            "执法人员出示执法证，告知理由、依据、权利和救济途径，当事人陈述申辩……当事人签名。",
            _RECORD,
        ),
    ),
)

_LONG = (
    rf"{_SEIZED}[^。]{{0,12}}期限[^。]{{0,6}}(?:(?:3[1-9]|[4-9][0-9]|[1-9][0-9]{{2}}|三十[一二三四五六七八九]|"
    r"[四五六七八九]十[一二三四五六七八九]?|一百[^。,]{0,4})(?:日|天)|(?:[两二三四五六]|[2-6])个月)"
)


@rule(
    code="E002",
    name="seizure-too-long",
    title="查封、扣押期限超限",
    why="查封、扣押不得超过三十日；情况复杂的经批准可以延长，延长不超过三十日；检测、鉴定期间不计入。",
    basis=(f"{COERCION}:25.1",),
    severity="error",
    blocking=True,
    kinds=_QZ,
    scope="document",
    cues=("查封", "扣押"),
    suggestion="首次不超过三十日；确需延长的经负责人批准另作决定并书面告知",
    bad=(
        "扣押期限为六十日。",
        "查封期限为三个月。",
        _SEIZURE.replace("期限三十日，自2026年3月2日至2026年3月31日", "扣押时间自2026年3月2日至2026年5月1日"),
    ),
    good=("扣押期限为三十日。", "经批准延长扣押期限三十日，累计六十日。", _SEIZURE),
)
def seizure_too_long(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    folded = document.folded
    if re.search(r"延长|检测|检验|检疫|鉴定", folded):
        return
    stated = list(compiled(_LONG).finditer(folded))
    for match in stated:
        yield Hit(*match.span(), message="查封、扣押的期限超过三十日")
    if stated or not is_titled(document, _SEIZED):
        return
    for match in re.finditer(rf"自?{DAY}[^。;\n]{{0,4}}至{DAY}", folded):
        first, last = day_of(match), day_of(match, 4)
        # Whether the first day counts is not settled, so one day more is let pass.
        if first and last and (last - first).days > 31:
            yield Hit(*match.span(), message=f"查封、扣押自起至止{(last - first).days}日，超过三十日")


_NIGHT = r"(?:凌晨|夜间|深夜|晚上|国庆|春节|元旦|劳动节|端午|中秋|清明|法定节假日|节假日)[^。]{0,15}(?:强制拆除|强拆|强制执行|强制清除)"
_DEMOLISHED = r"(?:拆除|强拆|执行|腾空)(?:行动)?(?:时间|日期)?[^。；]{0,6}(?:定(?:在|于)|安排在|为|选在)[^。；]{0,10}(?:凌晨|夜间|深夜|晚上|国庆|春节|元旦|劳动节|端午|中秋|清明|节假日)"
_PLANNED = rf"(?:定于|拟于|将于|决定于|于){DAY}[^。;\n]{{0,30}}(?:强制拆除|强拆|强制执行|强制清除)"
_EXCUSED = r"不得|情况紧急|严禁|禁止|不在|避开|违反[^。]{0,20}规定"


@rule(
    code="E009",
    name="execution-at-night-or-on-holidays",
    title="夜间或者法定节假日强制执行",
    why="不得在夜间或者法定节假日实施行政强制执行，情况紧急的除外。",
    basis=(f"{COERCION}:43.1",),
    severity="error",
    blocking=True,
    kinds=("qz", "zg", "pd", "dp", "gw"),
    cues=("强制拆除", "强拆", "强制执行", "强制清除", "拆除", "执行", "腾空"),
    patterns=(_NIGHT, _DEMOLISHED, _PLANNED),
    suggestion="改到工作日白天；确属紧急的写明理由并经批准",
    bad=(
        "定于国庆期间组织强制拆除。",
        "本机关定于2026年10月1日组织强制拆除。",
        "凌晨三时对违法建筑强制拆除。",
        "拆除时间定在5月1日劳动节当天。",
    ),
    good=(
        "夜间巡查时发现违建。",
        "不得在夜间实施强制执行。",
        "违反规定，在夜间实施行政强制执行的，责令改正。",
        "本机关定于2026年10月13日组织强制拆除。",
        "情况紧急的，经批准可以在夜间强制执行。",
    ),
)
def night_or_holiday(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    folded = document.folded
    if compiled(_EXCUSED).search(folded, start, end):
        return
    if match := compiled(_NIGHT).search(folded, start, end) or compiled(_DEMOLISHED).search(folded, start, end):
        yield Hit(*match.span(), message="疑似在夜间或者法定节假日强制执行")
        return
    for match in compiled(_PLANNED).finditer(folded, start, end):
        day = day_of(match)
        if day is not None and (name := _holiday(day)):
            yield Hit(*match.span(), message=f"强制执行定在{name}放假期间，请核对是否法定节假日")


def _holiday(day: date) -> str | None:
    from fazhi.packs.rules._papers import calendar

    name = calendar().rest_name(day)
    return None if name in (None, "周末") else name
