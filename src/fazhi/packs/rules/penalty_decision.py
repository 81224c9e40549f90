"""Family P, first part: what a decision of penalty must say.

P023 and P039 stand in ``facts_admitted``, P026 and P035 in ``days_compared``: they look where one paper tells enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Hit, Rule, compiled, is_titled, pattern_rule, require_rule, rule
from fazhi.packs.rules._papers import DECISION, PENALTIES, REVIEW, SIX_MONTHS, SIXTY, SUE, SUITS

_PD = ("pd",)
_NONE = r"不予(?:行政)?处罚决定书|决定(?:对[^。；\n]{0,20})?不予(?:行政)?处罚"
_WITHOUT_REMEDY = DECISION.replace(DECISION[DECISION.index("如不服") : DECISION.index("柳湾镇人民政府（印章）")], "")
_NO_PENALTY = (
    "柳湾镇人民政府不予行政处罚决定书\n当事人：丁小水，住址：柳湾镇河东村12号。\n经查，当事人初次违法，有照片为证，"
    "危害后果轻微并已及时改正，决定不予行政处罚。如不服，可以自收到之日起六十日内向临江县人民政府申请行政复议，"
    "或者六个月内向临江县人民法院提起诉讼。\n柳湾镇人民政府\n2026年3月16日\n"
)

RULES: tuple[Rule, ...] = (
    require_rule(
        code="P001",
        name="party-not-described",
        title="缺当事人名称或者地址",
        why="处罚决定书应当载明当事人的姓名或者名称、地址，送达和执行都以此为准。",
        basis=(f"{PENALTIES}:59.1.1",),
        severity="error",
        kinds=_PD,
        all_of=(
            ("当事人", r"当事人|被处罚人|相对人|被处罚单位"),
            (
                "住址或者住所",
                r"住址|住所|地址|经营场所|户籍地|居住地|营业场所|(?<=[，,、；;。 ])(?:现)?住(?!房|宅|院|户|建)[\u4e00-\u9fff]{2,}",
            ),
        ),
        place="start",
        message="处罚决定书缺少当事人情况",
        suggestion="补全姓名或者名称、地址；单位写明统一社会信用代码",
        bad=("当事人：甲某。经查，当事人占道经营。", DECISION.replace("，住址：柳湾镇河东村12号", "")),
        good=("当事人：甲某，住址：某镇某村1号。", "当事人：甲某，住某镇某村1号。", DECISION),
    ),
    require_rule(
        code="P002",
        name="facts-or-evidence-missing",
        title="缺违法事实或者证据",
        why="违法事实不清、证据不足的不得处罚，决定书应当写明事实并列出证据。",
        basis=(f"{PENALTIES}:40", f"{PENALTIES}:59.1.2"),
        severity="error",
        blocking=True,
        kinds=_PD,
        all_of=(
            ("查明的事实", r"经查|查明|查实|经(?:本机关)?(?:立案)?调查|经核查|发现"),
            ("证据", r"证据|笔录|照片|录像|影像|鉴定|检测报告|检验报告|证言|为证|佐证"),
        ),
        message="处罚决定书缺少违法事实或者证据",
        suggestion="写明时间、地点、行为和后果，逐项列出证据和所证明的事实",
        bad=("你单位存在违法行为，现决定罚款500元。", DECISION.replace("，以上事实有现场笔录、照片为证", "")),
        good=("经查，当事人于3月2日占道堆物；上述事实有现场笔录、照片为证。", DECISION),
    ),
    pattern_rule(
        code="P003",
        name="basis-not-named",
        title="处罚依据没有写到条款",
        why="处罚决定书应当载明处罚的依据；只写“有关规定”等于没有依据，没有依据的处罚无效。",
        basis=(f"{PENALTIES}:38.1", f"{PENALTIES}:59.1.3"),
        severity="error",
        blocking=True,
        kinds=("pd", "ps", "pn"),
        patterns=(
            r"(?:依据|根据|按照|依照)(?:国家)?(?:有关|相关)(?:的)?(?:法律|法规|规章|规定)[^《。]{0,20}(?:决定|罚款|处罚|没收|吊销)",
        ),
        unless=("告知|听证|回避|陈述|举报|第[一二三四五六七八九十百零〇0-9]+条",),
        message="处罚依据只写“有关规定”，没有具体条款",
        suggestion="写明法律法规的全称和条、款、项，并同时写违反的条款和处罚的条款",
        bad=("依据有关法律法规，决定罚款300元。", "根据国家有关规定，对你单位作出罚款一千元的处罚。"),
        good=(
            "依据《某某条例》第三十条第一款，决定罚款300元。",
            "根据有关单位移送的线索，本机关依法立案。",
            "按照有关规定，已告知拟作出的行政处罚。",
        ),
    ),
    require_rule(
        code="P004",
        name="no-time-for-performance",
        title="缺履行方式和期限",
        why="处罚决定书应当载明履行的方式和期限；罚款自收到之日起十五日内到指定银行或者电子支付系统缴纳。",
        basis=(f"{PENALTIES}:59.1.4", f"{PENALTIES}:67.3"),
        severity="error",
        kinds=_PD,
        all_of=(
            ("履行方式", r"缴纳|交纳|缴至|缴款|缴清|履行|改正|拆除|恢复"),
            (
                "期限",
                r"(?:[0-9]+|[一二三四五六七八九十]+)个?(?:工作)?日(?:内|之内|以内)|[0-9]+月[0-9]+日(?:之)?前|当场|立即",
            ),
        ),
        when=(r"罚款|没收|责令|拆除",),
        unless=(_NONE,),
        message="处罚决定书缺少履行的方式或者期限",
        suggestion="写明自收到决定书之日起十五日内到指定银行或者通过电子支付系统缴纳",
        bad=(
            "处以罚款1000元，请及时交纳。",
            DECISION.replace("自收到本决定书之日起十五日内到指定银行缴纳罚款", "缴纳罚款").replace(
                "六十日内", "两个月内"
            ),
        ),
        good=("罚款五百元，自收到本决定书之日起十五日内到指定银行缴纳罚款。", DECISION, _NO_PENALTY),
    ),
    require_rule(
        code="P005",
        name="remedies-incomplete",
        title="救济告知不完整",
        why="处罚决定书应当载明申请行政复议、提起行政诉讼的途径和期限；没有告知的，期限另算，最长可到一年。",
        basis=(f"{PENALTIES}:59.1.5", f"{REVIEW}:20", f"{SUITS}:46.1"),
        severity="error",
        kinds=_PD,
        all_of=(
            # A wrong term (60个工作日, 三个月, 180日) is told by ED001, P009, ED002 and not once more here.
            (
                "六十日内申请行政复议",
                rf"{SIXTY}(?:个?工作)?[日天]内[^。]{{0,60}}复议|行政复议[^。]{{0,40}}{SIXTY}(?:个?工作)?日",
            ),
            (
                "六个月内提起诉讼",
                rf"(?:{SIX_MONTHS}|三个月|3个月|180[日天]|一百八十[日天])(?:之|以)?内[^。]{{0,60}}{SUE}|{SUE}[^。]{{0,40}}{SIX_MONTHS}",
            ),
        ),
        unless=(
            r"土地管理法》?第(?:八十三|83)条",
            r"应当先[^。]{0,50}行政复议",
            r"治安管理处罚法",
        ),
        message="处罚决定书的救济告知不完整",
        suggestion="写明六十日内向县级人民政府申请行政复议，或者六个月内向有管辖权的基层人民法院起诉",
        bad=("如不服本决定，可以申请行政复议或者提起行政诉讼。", _WITHOUT_REMEDY),
        good=(
            "可在收到之日起六十日内向某县人民政府申请行政复议，也可在六个月内向某县人民法院提起诉讼。",
            "不服本决定的，可以在60日内申请行政复议或者在6个月内向人民法院起诉。",
            DECISION,
        ),
    ),
    pattern_rule(
        code="P013",
        name="hearing-not-offered",
        title="应当告知听证而未见告知",
        why="降低资质等级、吊销许可证件、责令停产停业、责令关闭、限制从业的，应当先告知当事人有要求听证的权利。",
        basis=(f"{PENALTIES}:44", f"{PENALTIES}:63.1"),
        severity="error",
        blocking=True,
        kinds=_PD,
        patterns=(
            r"责令停产停业[^。；]{0,8}(?:日|天|个月)",
            r"(?m)^[ ]*(?:[0-9]+[.、]|\([一二三四五六七八九十0-9]+\))?[ ]*(?:吊销|责令停产停业|责令关闭|限制从业)[^。；\n]{0,20}[；。;]",
            r"(?:决定|给予|处以|作出)[^。；]{0,40}(?:吊销|责令停产停业|责令关闭|限制从业|降低资质等级)",
            r"责令[^。；]{0,8}停产停业[^。；]{0,12}的(?:行政)?处罚",
        ),
        document_unless=("听证",),
        unless=(r"可以?(?:依法)?吊销|建议[^。；]{0,10}吊销|移送",),
        message="决定的处罚应当先告知听证权利，全文未见听证",
        suggestion="补发听证告知并等待五个工作日；已经决定的，评估自行纠正",
        bad=(
            "决定如下：\n1.罚款三千元；\n2.责令停产停业十五日。\n",
            "决定吊销许可证件。",
            "本机关决定给予当事人责令停产停业的行政处罚。",
        ),
        good=(
            "情节严重的，责令停产停业。",
            "已于3月1日送达听证告知书，当事人逾期未要求听证，决定吊销许可证件。",
            "责令停止违法行为并限期改正。",
            "责令停止建设。",
            "情节严重的，决定机关可以吊销许可证件。",
        ),
    ),
    pattern_rule(
        code="P017",
        name="heavier-for-defence",
        title="疑似因申辩加重处罚",
        why="行政机关不得因当事人陈述、申辩而给予更重的处罚；态度不是从重的法定理由。",
        basis=(f"{PENALTIES}:45.2",),
        severity="error",
        blocking=True,
        kinds=("pd", "ps", "pn"),
        patterns=(
            r"(?:申辩|辩解|狡辩|态度恶劣|不认错|抵赖|强词夺理)[^。]{0,40}(?:从重|加重|提高|更重|调高|上调|增加到|增至|改处|加罚)",
            r"(?:申辩|辩解|狡辩|态度恶劣|不认错|拒不认错)[^。]{0,20}(?:从重|加重|提高|更重)[^。]{0,6}(?:处罚|罚款)?",
            r"(?:争辩|辩解|申辩|争吵|不认账|不肯认|过激|顶撞|态度)[^。]{0,40}(?:罚款|处罚)[^。；，]{0,8}由[^。；，]{0,10}(?:调|提|增|加|改|升)[^。；，]{0,4}(?:到|至|为|成)",
        ),
        unless=(r"不得|不因|不会因|未因|不予采纳,维持",),
        message="疑似因当事人陈述、申辩或者态度从重处罚",
        suggestion="按查明的情节适用裁量基准；发现新事实的重新告知",
        bad=(
            "你百般狡辩，故在原拟罚款两万元的基础上调高到三万元。",
            "当事人两次来镇争辩，不肯认账，经研究，罚款由800元调到1500元。",
            "当事人无理申辩、态度恶劣，决定从重处罚。",
            "当事人狡辩且拒不认错，决定提高罚款数额。",
        ),
        good=(
            "对申辩意见复核后不予采纳，罚款数额不变。",
            "当事人的申辩不成立，维持原拟处罚内容。",
            "当事人两年内三次实施同类行为，依裁量基准从重处罚。",
            "不因当事人申辩而加重处罚。",
            "采纳当事人的申辩，罚款由1500元减到800元。",
        ),
    ),
    pattern_rule(
        code="P020",
        name="no-certificate-number",
        title="没有写执法证号",
        why="执法证号不是决定书的法定内容，写明便于当事人核对执法人员资格。",
        basis=("工作要求：执法文书一般写明执法人员的执法证号",),
        severity="info",
        kinds=("pd", "ps", "jc"),
        patterns=(r"执法人员:[^,。;\n]{2,12}(?:[,。;\n]|$)",),
        document_unless=(r"证(?:件)?(?:编)?号",),
        message="写了执法人员，没有写执法证号",
        suggestion="补写执法证号；笔录中应当记明出示证件",
        bad=("执法人员：张某、李某。", "执法人员：丁甲、戊乙\n"),
        good=("执法人员：张某、李某，执法证号：JA001、JA002。", "执法人员：丁甲（证件号JA001）、戊乙（证件号JA002）。"),
    ),
    require_rule(
        code="P022",
        name="discretion-not-explained",
        title="未说明裁量基准的适用",
        why="有裁量幅度的罚款写明适用的基准和阶次，才看得出数额怎么来的；没有基准或者罚款数额固定的，不必写。",
        basis=("工作要求：适用行政处罚裁量基准的，在决定书中说明",),
        severity="warning",
        confidence=0.6,
        kinds=_PD,
        all_of=(r"裁量",),
        when=(r"罚款",),
        unless=(_NONE, r"治安管理处罚法"),
        message="决定罚款，未见裁量基准的适用说明",
        suggestion="写明基准名称、阶次和选择的理由",
        bad=("综合考虑，罚款2000元。", DECISION.replace("，对照裁量基准“较轻”阶次", "")),
        good=("对照某裁量基准“较轻”阶次，罚款2000元。", DECISION, "决定给予警告。"),
    ),
    pattern_rule(
        code="P024",
        name="first-offence-elements",
        title="首违不罚的条件没有写全",
        why="初次违法可以不罚，须同时具备初次违法、危害后果轻微、及时改正三项。",
        basis=(f"{PENALTIES}:33.1",),
        severity="error",
        kinds=("pd", "pn"),
        patterns=(r"(?:初次|首次|第一次)(?:违法|违反|实施|发生)|初犯|初次(?:发生|经营)",),
        unless=(r"不符合|不适用|不属于?|不具备|从轻|减轻",),
        document_also=(r"不予(?:行政)?处罚|不罚|免予(?:行政)?处罚|免于(?:行政)?处罚",),
        document_unless=(
            r"后果(?:较为?)?轻微[\s\S]*(?:及时|已经?|主动)[^。]{0,4}改正|(?:及时|已经?|主动)[^。]{0,4}改正[\s\S]*后果(?:较为?)?轻微",
        ),
        message="以初次违法不予处罚，未写全危害后果轻微和及时改正",
        suggestion="写明初次违法、危害后果轻微、及时改正三项及证据；缺一项的，另行判断",
        bad=(
            "鉴于你店系第一次违法，决定不予行政处罚。",
            "鉴于当事人首次违法，决定不予行政处罚。",
            "当事人系初次违法并及时改正，决定不予处罚。",
        ),
        good=(
            "当事人系初次违法，危害后果轻微，且已及时改正，可不罚。",
            "情节轻微、已及时改正、未造成后果，不予处罚。",
            "当事人系初次违法，依裁量基准从轻处罚，罚款三百元。",
            "当事人虽系初次违法，但后果严重，不符合不予处罚的情形。",
            _NO_PENALTY,
        ),
    ),
    pattern_rule(
        code="P034",
        name="not-discussed-together",
        title="复杂、重大案件未见集体讨论",
        why="对情节复杂或者重大违法行为给予处罚，行政机关负责人应当集体讨论决定。",
        basis=(f"{PENALTIES}:57.2",),
        severity="error",
        kinds=_PD,
        patterns=(r"情节(?:较为|比较)?复杂|重大违法|案情(?:较为|比较)?复杂",),
        unless=(r"不属于|不构成|并非|尚不|重大违法线索",),
        document_unless=(r"集体(?:讨论|研究|审议)",),
        message="写明情节复杂或者重大违法，未见负责人集体讨论",
        suggestion="决定前由负责人集体讨论并记录，在决定书中写明",
        bad=("本案情节复杂，决定罚款5万元。", "当事人的行为属于重大违法，决定没收违法所得。"),
        good=(
            "本案情节复杂，经负责人集体讨论，决定罚款5万元。",
            "违法情节轻微，决定警告。",
            "该行为不属于重大违法行为，决定警告。",
        ),
    ),
)

_TAIL = 160
# Each begins with a plain sign: so it is looked for many times quicker.
_ORGAN = r"人民政府|办事处|局(?<=[\u4e00-\u9fff]局)|管委会|管理委员会"
_DATED = r"(?:20[0-9]{2}|二[〇○零][〇○零一二三四五六七八九]{2})年[^。\n]{1,4}月[^。\n]{1,4}日"
_INNER = (
    r"(?m)^[ \t]*([\u4e00-\u9fff]{0,16}(?:(?:镇|乡|街道)[\u4e00-\u9fff]{0,14}(?:办公室|执法队|执法中队|中队|大队|站)"
    r"|指挥部|领导小组|工作专班|村民委员会|居民委员会|村委会|居委会))(?:\([^()\n]{1,8}\))?[ \t]*$"
)


def _tail(document: Document) -> tuple[int, int]:
    """The end of the paper, from the line that holds the 160th sign from the last."""
    end = document.written_end
    return document.folded.rfind("\n", 0, max(0, end - _TAIL)) + 1, end


@rule(
    code="P010",
    name="no-organ-or-day",
    title="缺机关名称或者日期",
    why="处罚决定书应当载明作出决定的行政机关名称和日期，并加盖该机关的印章。",
    basis=(f"{PENALTIES}:59.1.6", f"{PENALTIES}:59.2"),
    severity="error",
    kinds=_PD,
    scope="document",
    suggestion="落款写作出机关的全称和日期，加盖机关印章",
    bad=("某镇综合执法办公室", DECISION.replace("柳湾镇人民政府（印章）\n2026年3月16日\n", "")),
    good=("某镇人民政府（印章） 2026年3月9日", DECISION, DECISION.replace("2026年3月16日", "二〇二六年三月十六日")),
)
def no_organ_or_day(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Look at the foot, where sentences that name the organ of review do not count."""
    begin, stop = _tail(document)
    foot = "\n".join(line for line in document.folded[begin:stop].split("\n") if "行政复议" not in line)
    missing = [word for word, form in (("机关名称", _ORGAN), ("日期", _DATED)) if not compiled(form).search(foot)]
    if missing[:1] == ["机关名称"] and compiled(_INNER).search(foot):
        missing = missing[1:]  # P032 tells who signed instead
    if missing:
        yield Hit(stop, stop, message=f"落款未见{'、'.join(missing)}", absent=True)


@rule(
    code="P032",
    name="signed-by-inner-office",
    title="以内设机构名义作出处罚",
    why="处罚由有处罚权的机关以自己的名义作出；办公室、执法队、指挥部、村（居）委会没有主体资格，处罚无效。",
    basis=(f"{PENALTIES}:17", f"{PENALTIES}:24.1", f"{PENALTIES}:38.1"),
    severity="error",
    blocking=True,
    kinds=("pd", "ps", "pn"),
    scope="document",
    message="落款疑似内设机构、临时机构或者村（居）委会，请核对有无处罚主体资格",
    suggestion="以镇人民政府、街道办事处的名义作出；受委托的以委托机关名义作出",
    bad=(
        DECISION.replace("柳湾镇人民政府（印章）", "柳湾镇综合执法办公室"),
        DECISION.replace("柳湾镇人民政府（印章）", "柳湾镇环境整治指挥部"),
    ),
    good=(
        DECISION,
        DECISION.replace("占道堆放砖块", "占道堆放砖块，执法队员制止无效"),
        DECISION.replace("柳湾镇人民政府（印章）", "临江县综合行政执法局"),
    ),
)
def signed_by_inner_office(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Look at the lines of the signature only; an authority of its own beside it makes the line an address."""
    begin, stop = _tail(document)
    foot = document.folded[begin:stop]
    if re.search(r"^[ \t]*[\u4e00-\u9fff]{2,20}(?:人民政府|办事处|局)(?:\([^()\n]{1,8}\))?[ \t]*$", foot, re.MULTILINE):
        return
    if not is_titled(document, "处罚|告知"):
        return
    for match in compiled(_INNER).finditer(foot):
        yield Hit(begin + match.start(1), begin + match.end(1))
