"""Family P, first part: what a decision of penalty must say.

P023 and P039 stand in ``facts_admitted``, P026 and P035 in ``days_compared``: they look where one paper tells enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Hit, Kind, Rule, compiled, is_titled, pattern_rule, require_rule, rule
from fazhi.packs.rules._enforcement_ways import said_rule, way
from fazhi.packs.rules._papers import DECISION, NO_PENALTY, PENALTIES, REVIEW, SIX_MONTHS, SIXTY, SUITS
from fazhi.packs.rules._words_enforcement import DECIDES, FINE, INNER, MONEY, SUES, whole

_PD = ("pd",)
_PAYS = r"缴|交(?:到|至|纳|清|款|给|罚|付)|汇[入到至]|支付|付清|履行|改正|拆|恢复|修好|清(?:除|理|走)"
_WHOLE = whole("处罚决定书?")
_NONE = r"不予(?:行政)?处罚决定书|决定(?:对[^。；\n]{0,20})?不予(?:行政)?处罚"
_WITHOUT_REMEDY = DECISION.replace(DECISION[DECISION.index("如不服") : DECISION.index("柳湾镇人民政府（印章）")], "")

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
            (
                "当事人",
                r"当事人|被处罚人|相对人|被处罚单位|\n[ \t]*[\u4e00-\u9fff]{2,20}(?:[,(][^\n。]{0,40})?:[ \t]*\n",
            ),
            (
                "住址或者住所",
                r"住址|住所|地址|经营场所|户籍地|居住地|营业场所|(?:现|暂)?居(?:于|住在|[\u4e00-\u9fff]{2,}[村路号组镇])|家[在住]|店[面铺]?(?:开)?在|(?<=[，,、；;。 ])(?:现)?住(?!房|宅|院|户|建)[\u4e00-\u9fff]{2,}",
            ),
        ),
        when=(_WHOLE,),
        place="start",
        message="处罚决定书缺少当事人情况",
        suggestion="补全姓名或者名称、地址；单位写明统一社会信用代码",
        bad=(
            "柳湾镇人民政府行政处罚决定书\n当事人：甲某。\n经查，当事人占道经营。\n",
            DECISION.replace("，住址：柳湾镇河东村12号", ""),
        ),
        good=(
            "处罚决定书\n被处罚人：丁小水，家住河东村，店开在集市东头。\n",
            "本案证据确凿，决定罚款五百元。",
            "当事人：甲某，住址：某镇某村1号。",
            "当事人：甲某，住某镇某村1号。",
            DECISION,
        ),
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
            (
                "查明的事实",
                r"经查|查明|查实|(?:当事人|你(?:店|户|厂|家|单位)?|其)(?:于|在)?(?:20[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日(?![^。;\n]{0,12}(?:提|陈述|签|收到|书面|表示|申辩))|[0-9]日(?:[上下]午|晚上?|凌晨|中午|夜[间里]|[0-9]+时)?,?(?!本机关|我镇|本镇|镇里|乡里)[\u4e00-\u9fff]{2,4}(?:在|将|用|驾)|[0-9]日(?:[上下]午|晚上?|凌晨|中午|夜[间里]|[0-9]+时)?(?:当事人|你|在)|经(?:本机关)?(?:立案)?调查|经核查|发现",
            ),
            ("证据", r"证据(?!确凿|充分|确实|清楚)|笔录|照片|录像|影像|鉴定|检测报告|检验报告|证言|为证|佐证"),
        ),
        when=(_WHOLE,),
        message="处罚决定书缺少违法事实或者证据",
        suggestion="写明时间、地点、行为和后果，逐项列出证据和所证明的事实",
        bad=(
            "行政处罚决定书\n你单位存在违法行为，现决定罚款500元。\n",
            DECISION.replace("，以上事实有现场笔录、照片为证", ""),
        ),
        good=(
            "你单位的行为，现决定罚款500元。",
            "经查，当事人于3月2日占道堆物；上述事实有现场笔录、照片为证。",
            DECISION,
        ),
    ),
    said_rule(
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
        unless=("告知|听证|回避|陈述|举报|《|第[一二三四五六七八九十百零〇0-9]+条",),
        ways=(
            way(
                r"(?:依据|根据|按照|依照)[^《。;,]{0,6}《[^》\n]{2,40}》(?:的|中)?(?:有关|相关|之)?(?:规定|条款|要求)",
                rf"(?:决定|给予|作出|处以?|现对)[^。;]{{0,20}}(?:{FINE}|处罚|没收|吊销)",
                without=r"告知|听证|陈述|举报|裁量|基准",
                nowhere=r"第[ ]?[一二三四五六七八九十百零〇0-9]+[ ]?条",
            ),
            way(
                r"(?:依据|根据|按照|依照)[^《。;,第]{2,24}?(?:法规|法律|规章|规定|条例|办法|制度|政策)(?!》)",
                rf"(?:决定|给予|作出|处以?|现对)[^。;]{{0,20}}(?:{FINE}|处罚|没收|吊销)",
                without=r"告知|听证|陈述|举报|裁量|基准|移送",
                nowhere=r"第[ ]?[一二三四五六七八九十百零〇0-9]+[ ]?条|《",
            ),
            way(
                r"按(?:照)?(?:老|村里的?|镇里的?)?规矩|照(?:老|村里的?|镇里的?)?规矩|按惯例|照惯例|向来(?:都|就)?罚|一向(?:都|就)?罚|历来[^。;,]{0,4}罚|(?:上级|领导)(?:要求|精神|指示)",
                rf"{FINE}",
                nowhere=r"第[ ]?[一二三四五六七八九十百零〇0-9]+[ ]?条",
            ),
            way(
                r"(?:依据|根据|按照|依照|参照|按|照)[^《。;,]{0,16}?(?:有关|相关|上级|国家|本镇|镇里|村里|乡里|村规|老|内部)[^《。;,]{0,10}?(?:法律|法规|规章|规定|制度|政策|文件|办法|规矩|精神|要求|惯例|条款|条文)",
                rf"{FINE}|处罚|没收|吊销",
                DECIDES + r"|罚你|罚[^。;,]{0,6}[0-9一二三五两百千]",
                without=r"《|告知|听证|回避|陈述|举报|移送|第[一二三四五六七八九十百零〇0-9]+条",
            ),
            way(
                r"(?:依据|根据|按照|依照|参照)(?:该|上述|这[一部个]|前述|其|相应的?)[^《。;,]{0,12}?(?:法律|法规|规章|规定|罚则|条款|条例|办法)",
                rf"(?:决定|给予|作出|处以?|现对)[^。;]{{0,20}}(?:{FINE}|处罚|没收|吊销)",
                nowhere=r"第[ ]?[一二三四五六七八九十百零〇0-9]+[ ]?条|《",
            ),
            way(
                r"(?:依法|按规定|照规定|按(?:老)?规矩|依规)(?:决定|给予|作出|处以?|应当|要|该|就)?[^《。;,]{0,12}?(?:罚款|处罚|没收|罚[^。;,]{0,6}[0-9一二三五两百千])",
                rf"(?:决定|现|给予)[^。;]{{0,12}}(?:{FINE}|没收)",
                nowhere=r"第[ ]?[一二三四五六七八九十百零〇0-9]+[ ]?条|《|不予|告知|拟",
            ),
        ),
        message="处罚依据只写“有关规定”，没有具体条款",
        suggestion="写明法律法规的全称和条、款、项，并同时写违反的条款和处罚的条款",
        bad=(
            "乱倒垃圾的事核实过了，照镇里的老规矩，罚两百块。",
            "你的行为违反了环境卫生方面的法规，依照该规定处以罚款五百元。",
            "依据有关法律法规，决定罚款300元。",
            "根据国家有关规定，对你单位作出罚款一千元的处罚。",
        ),
        good=(
            "依据《某县养犬规定》第九条，依照该规定处以罚款五百元。",
            "根据有关部门的函告，本机关决定立案调查。",
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
            ("履行方式", _PAYS),
            (
                "期限",
                rf"[日天号](?:之内|以内|内|里|之前|以前|前)[^。;]{{0,60}}(?:{_PAYS})|(?:{_PAYS})[^。;]{{0,30}}[日天号](?:之内|以内|内|里|之前|以前|前)|(?:当场|立即)[^。;,]{0, 6}(?:缴|交|改正|拆|清)",
            ),
        ),
        when=(_WHOLE, r"罚款|没收|责令|拆除|罚你|罚金"),
        unless=(_NONE,),
        message="处罚决定书缺少履行的方式或者期限",
        suggestion="写明自收到决定书之日起十五日内到指定银行或者通过电子支付系统缴纳",
        bad=(
            "行政处罚决定书\n处以罚款1000元，请及时交纳。\n如不服，可以在60日内申请行政复议。\n",
            DECISION.replace("自收到本决定书之日起十五日内到指定银行缴纳罚款", "缴纳罚款").replace(
                "六十日内", "两个月内"
            ),
        ),
        good=(
            "行政处罚决定书\n罚款五百元，收到这份决定后十五天里到信用社窗口缴。\n",
            "决定处罚款人民币八百元。",
            "罚款五百元，自收到本决定书之日起十五日内到指定银行缴纳罚款。",
            DECISION,
            NO_PENALTY,
        ),
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
                rf"{SIXTY}(?:个?工作)?[日天](?:之|以)?[内里][^。]{{0,60}}复议|复议[^。]{{0,40}}{SIXTY}(?:个?工作)?[日天]",
            ),
            (
                "六个月内提起诉讼",
                rf"(?:{SIX_MONTHS}|半年|三个月|3个月|180[日天]|一百八十[日天])(?:之|以)?[内里][^。]{{0,60}}(?:{SUES})|(?:{SUES})[^。]{{0,40}}(?:{SIX_MONTHS}|半年)",
            ),
        ),
        when=(_WHOLE,),
        unless=(
            r"土地管理法》?第(?:八十三|83)条",
            r"应当先[^。]{0,50}行政复议",
            r"治安管理处罚法",
        ),
        message="处罚决定书的救济告知不完整",
        suggestion="写明六十日内向县级人民政府申请行政复议，或者六个月内向有管辖权的基层人民法院起诉",
        bad=("行政处罚决定书\n如不服本决定，可以申请行政复议或者提起行政诉讼。\n", _WITHOUT_REMEDY),
        good=(
            "处罚决定书\n不服的，六十天里可以找县政府复议，或者半年里到县法院打官司。\n",
            "决定处罚款人民币八百元。",
            "可在收到之日起六十日内向某县人民政府申请行政复议，也可在六个月内向某县人民法院提起诉讼。",
            "不服本决定的，可以在60日内申请行政复议或者在6个月内向人民法院起诉。",
            DECISION,
        ),
    ),
    pattern_rule(
        code="P020",
        name="no-certificate-number",
        title="没有写执法证号",
        why="执法证号不是决定书的法定内容，写明便于当事人核对执法人员资格。",
        basis=("工作要求：执法文书一般写明执法人员的执法证号",),
        severity="info",
        titled=r"决定|检查|笔录|记录",
        kinds=("pd", "ps", "jc"),
        patterns=(
            r"(?:执法(?:人员|队员)|办案(?:人员|人)|承办(?:人员|人)|经办(?:人员|人)|检查人员|调查人员):[^,。;\n]{2,12}(?:[,。;\n]|$)",
            r"由(?!本|我|县|市|区)[\u4e00-\u9fff]{2,3}[、和][\u4e00-\u9fff]{2,3}(?:两人|二人|两名)?(?:负责)?(?:承办|查办|办理|调查|经办)",
        ),
        document_unless=(r"证(?:件)?(?:编)?号|执法证[:(]?[0-9A-Z]|\([A-Z]{0,3}[0-9]{3,}\)",),
        message="写了执法人员，没有写执法证号",
        suggestion="补写执法证号；笔录中应当记明出示证件",
        bad=(
            "办案人员：丁甲、戊乙。",
            "本案由丁小水、戊小山两人承办。",
            "执法人员：张某、李某。",
            "执法人员：丁甲、戊乙\n",
        ),
        good=(
            "承办人：丁甲（JA001）、戊乙（JA002）。",
            "执法人员：张某、李某，执法证号：JA001、JA002。",
            "执法人员：丁甲（证件号JA001）、戊乙（证件号JA002）。",
        ),
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
        when=(_WHOLE, r"罚款|罚你"),
        unless=(_NONE, r"治安管理处罚法"),
        message="决定罚款，未见裁量基准的适用说明",
        suggestion="写明基准名称、阶次和选择的理由",
        bad=("行政处罚决定书\n综合考虑，罚款2000元。\n", DECISION.replace("，对照裁量基准“较轻”阶次", "")),
        good=("综合考虑，罚款2000元。", "对照某裁量基准“较轻”阶次，罚款2000元。", DECISION, "决定给予警告。"),
    ),
)

_TAIL = 160
_TITLED = _WHOLE
# Each begins with a plain sign: so it is looked for many times quicker.
_ORGAN = r"人民政府|办事处|局(?<=[\u4e00-\u9fff]局)|管委会|管理委员会"
_DATED = r"(?:20[0-9]{2}|二[〇○零][〇○零一二三四五六七八九]{2})年[^。\n]{1,4}月[^。\n]{1,4}日"
_INNER = (
    r"(?m)^[ \t]*([\u4e00-\u9fff]{0,16}(?:(?:镇|乡|街道)[\u4e00-\u9fff]{0,14}(?:办公室|执法队|执法中队|中队|大队|站)"
    r"|指挥部|领导小组|工作专班|村民委员会|居民委员会|村委会|居委会))(?:\([^()\n]{1,8}\))?[ \t]*$"
)

_INNER_DECIDES = rf"(?:^|(?<=[\n,。;经]))[^\n,。;由]{{0,14}}?(?:{INNER})(?:研究|讨论|商量|开会|会议|集体|经研究|同意|成员|干部|一致|,|后){{0,4}}(?:决定|作出|给予|要求)(?:对|给予?|要)?[^。;\n]{{0,24}}?(?:罚款|罚金|处罚决定|的(?:行政)?处罚|罚[^。;,\n]{{0,6}}{MONEY})"

_OWN = (Kind.PD, Kind.PS, Kind.PN)


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
    anywhere=(_TITLED,),
    suggestion="落款写作出机关的全称和日期，加盖机关印章",
    bad=(
        "行政处罚决定书\n决定罚款三百元。\n某镇综合执法办公室\n",
        DECISION.replace("柳湾镇人民政府（印章）\n2026年3月16日\n", ""),
    ),
    good=(
        "决定对当事人处以罚款人民币八百元。",
        "某镇人民政府（印章） 2026年3月9日",
        DECISION,
        DECISION.replace("2026年3月16日", "二〇二六年三月十六日"),
    ),
)
def no_organ_or_day(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Look at the foot, where sentences that name the organ of review do not count."""
    if not context.found(document, _TITLED):
        return
    begin, stop = _tail(document)
    foot = "\n".join(
        line for line in document.folded[begin:stop].split("\n") if not re.search("复议|起诉|诉讼|法院", line)
    )
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
    anywhere=(_INNER_DECIDES,),
    message="落款疑似内设机构、临时机构或者村（居）委会，请核对有无处罚主体资格",
    suggestion="以镇人民政府、街道办事处的名义作出；受委托的以委托机关名义作出",
    bad=(
        "经村委会商量，罚丁小水三百元。\n河东村村民委员会\n2026年3月2日\n",
        "镇环境整治指挥部决定对你户罚款五百元。",
        DECISION.replace("柳湾镇人民政府（印章）", "柳湾镇综合执法办公室"),
        DECISION.replace("柳湾镇人民政府（印章）", "柳湾镇环境整治指挥部"),
    ),
    good=(
        "本案由镇综合行政执法队调查，经负责人审查，决定罚款五百元。\n柳湾镇人民政府\n2026年3月2日\n",
        "建议由村委会研究决定是否出面劝说；罚款由镇人民政府决定。",
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
    for match in context.each(document, _INNER_DECIDES) if document.kind in _OWN else ():
        yield Hit(*match.span())
        return
    titled = document.title is not None and is_titled(document, "处罚|告知")
    if not titled and document.kind not in _OWN:
        return
    for match in compiled(_INNER).finditer(foot):
        if titled or re.search(FINE, document.folded[max(0, begin + match.start() - 120) : begin + match.start()]):
            yield Hit(begin + match.start(1), begin + match.end(1))
