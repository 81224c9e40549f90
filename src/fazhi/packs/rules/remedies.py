"""Families P and ED: what a decision says about review and suit, and about surcharges and payment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Example, Hit, Rule, compiled, pattern_rule, rule
from fazhi.packs.rules._papers import COERCION, DECISION, DECISIONS, PENALTIES, REVIEW, SIX_MONTHS, SUE, SUITS

_NEW_REVIEW = date(2024, 1, 1)
_COUNTY = r"(?m)^[ \t]*[\u4e00-\u9fff]{2,16}(?:县|市|区|旗)人民政府(?:\([^()\n]{1,8}\))?[ \t]*$"

RULES: tuple[Rule, ...] = (
    pattern_rule(
        code="P006",
        name="direct-suit-after-fine-on-the-spot",
        title="当场处罚告知可以直接起诉",
        why="对当场作出的处罚决定不服，应当先申请行政复议，对复议决定不服再起诉，作出时应当告知。",
        basis=(f"{REVIEW}:23.1.1", f"{REVIEW}:23.2", f"{PENALTIES}:52.2"),
        severity="error",
        kinds=("ps",),
        since=_NEW_REVIEW,
        patterns=(
            rf"(?:也可以?|或者?)[^。]{{0,25}}(?:直接)?[^。]{{0,12}}{SIX_MONTHS}(?:之|以)?内[^。]{{0,25}}{SUE}",
            r"直接(?:依法)?向[^。]{0,15}人民法院(?:起诉|提起)",
        ),
        before_unless=("不得", "不能", "不可"),
        message="当场处罚告知可以直接起诉，漏写先申请行政复议",
        suggestion="改为先在六十日内向县级人民政府申请行政复议，对复议决定不服的十五日内起诉",
        bad=(
            "可在60日内申请行政复议，也可以在六个月内向人民法院提起行政诉讼。",
            "不服本决定的，可以直接向临江县人民法院起诉。",
        ),
        good=(
            "应当先自收到之日起60日内向某县人民政府申请行政复议；对复议决定不服的，可在收到复议决定书之日起15日内起诉。",
            "不得未经复议直接向人民法院起诉。",
            Example(text="可在60日内申请行政复议，也可以在六个月内向人民法院提起行政诉讼。", as_of=date(2023, 6, 1)),
        ),
    ),
    pattern_rule(
        code="P007",
        name="review-by-a-department",
        title="复议机关写成部门",
        why="对乡镇人民政府的行为不服，向县级人民政府申请复议；部门、司法所不是复议机关。",
        basis=(f"{REVIEW}:24.1",),
        severity="error",
        kinds=(*DECISIONS, "fi", "jc", "pn", "gw"),
        since=_NEW_REVIEW,
        patterns=(
            r"向(?:(?!人民政府)[^。]){0,25}(?:局|主管部门|委员会|司法所|司法厅)(?:(?!人民政府)[^。]){0,8}(?:申请|提出|提起)(?:行政)?复议",
        ),
        unless=(r"行政复议(?:局|委员会|中心|机构)|税务局|海关|国家安全|外汇",),
        message="复议机关写成了部门，应为人民政府",
        suggestion="乡镇的写县级人民政府，街道的写设立它的人民政府；可以注明复议机构的办公地址",
        bad=(
            "如不服，可在六十日内向某县综合行政执法局申请复议。",
            "可在60日内向某县综合行政执法局申请行政复议。",
            "如不服，可以六十日内向临江县司法局提出行政复议申请。",
        ),
        good=(
            "可在60日内向某县人民政府（复议机构：某县司法局）申请行政复议。",
            "可向某县司法局咨询行政复议事项。",
            "可以向临江县行政复议局递交材料，向临江县人民政府申请行政复议。",
        ),
    ),
    pattern_rule(
        code="P008",
        name="suit-before-intermediate-court",
        title="一审法院写成中级人民法院",
        why="乡镇、街道和部门作被告的一审案件由基层人民法院管辖；县级以上人民政府作出的行为除外。",
        basis=(f"{SUITS}:14", f"{SUITS}:15", f"{SUITS}:18"),
        severity="warning",
        kinds=(*DECISIONS, "fi", "pn", "gw"),
        patterns=(r"向[^。,]{0,15}中级人民法院[^。,]{0,8}(?:起诉|提起(?:行政)?诉讼)",),
        document_unless=(_COUNTY,),
        unless=("上诉",),
        message="一审法院写成了中级人民法院，请核对级别管辖",
        suggestion="改为有管辖权的基层人民法院；实行集中管辖的按公告写",
        bad=("六个月内向某市中级人民法院提起行政诉讼。", "也可以向临州市中级人民法院起诉。"),
        good=(
            "不服一审判决，可向某市中级人民法院提起上诉。",
            "六个月内向某县人民法院提起行政诉讼。",
            "六个月内向临州市中级人民法院提起行政诉讼。\n临江县人民政府\n",
        ),
    ),
    pattern_rule(
        code="P009",
        name="three-months-to-sue",
        title="起诉期限写成三个月",
        why="直接起诉的期限是知道行政行为之日起六个月，三个月是修改前的规定。",
        basis=(f"{SUITS}:46.1",),
        severity="error",
        kinds=(*DECISIONS, "fi", "pn", "gw"),
        patterns=(rf"(?<![十0-9])(?:三个?月|3个?月)(?:之|以)?内[^。]{{0,25}}{SUE}",),
        unless=(r"强制执行|申请执行|法律另有规定",),
        message="起诉期限写成三个月，应为六个月",
        suggestion="改为六个月；法律另有规定的写明该法条款",
        bad=("也可在三个月内向人民法院起诉。", "或者于3个月以内依法提起行政诉讼。"),
        good=("逾期不履行的，本机关将在期满后三个月内申请人民法院强制执行。", "六个月内提起诉讼。"),
    ),
    pattern_rule(
        code="P031",
        name="fine-paid-to-officers",
        title="罚款交给执法人员",
        why="作出罚款决定的机关与收缴机构分离；除依法当场收缴外，执法人员不得自行收缴。",
        basis=(f"{PENALTIES}:67", f"{PENALTIES}:70"),
        severity="error",
        blocking=True,
        kinds=(*DECISIONS, "pn", "jc"),
        patterns=(
            r"罚款[^。]{0,24}(?:送到|交到|交至|送至|交给|转给|现金交)[^。]{0,16}(?:执法(?:人员|队|中队|大队|办)|财务室|本人|办公室)",
            r"(?:扫|向|到)[^。,]{0,14}执法(?:队员|人员|队)[^。,]{0,12}(?:收款码|二维码|微信|支付宝|账户)",
            r"(?:交|缴)(?:纳)?(?:至|到|给|入|于)[^。,]{0,10}(?:执法人员|执法队|执法中队|个人账户|收款码|村委会|村民委员会)",
            r"(?:扫|通过|转账?(?:到|至|给))[^。,]{0,10}(?:执法人员|个人)[^。,]{0,8}(?:收款码|二维码|微信|支付宝|账户)",
        ),
        before_unless=("不得", "不要", "严禁", "禁止", "不准", "切勿", "勿"),
        unless=(
            r"票据|凭证",
            r"送达回证|答复|申辩|证据材料|整改(?:报告|情况)",
        ),
        message="罚款疑似交给执法人员、个人账户或者村（居）委会",
        suggestion="改为到指定银行或者通过电子支付系统缴纳；当场收缴的须合法并出具财政专用票据",
        bad=(
            "罚款由当事人直接交给本乡执法中队内勤，开具收据。",
            "罚款请于三日内送到镇综合执法队财务室。",
            "罚款可扫执法队员手机上的收款码支付。",
            "请将罚款交到执法队。",
            "可扫执法人员微信收款码缴款。",
            "罚款三百元，缴入村委会个人账户。",
        ),
        good=(
            "缴纳罚款的票据复印件可交到执法队备案。",
            "请到指定银行缴纳罚款。",
            "当场收缴罚款100元，已开具省财政专用票据。",
            "请勿将罚款交给执法人员。",
        ),
    ),
)

_RATE = r"(百分之[一二三四五六七八九十]+|[0-9]+(?:\.[0-9]+)?%)"
_SURCHARGE = rf"(?:每日|每天|按日)(?:[^。]{{0,14}}{_RATE}[^。]{{0,8}}(?:加处罚款|加罚|加收)|[^。]{{0,8}}(?:加处|加罚|加收)[^。]{{0,8}}{_RATE}(?:的?罚款)?)"
_CAP = r"不(?:得|能)?(?:超(?:出|过)|高于|多于)[^。]{0,12}(?:罚款|本数|本金|数额)|以[^。]{0,10}罚款(?:本数|数额)为限"


@rule(
    code="P030",
    name="surcharge-without-cap",
    title="加处罚款没有写上限或者比例不对",
    why="到期不缴纳罚款的，每日加处百分之三，加处的数额不得超出罚款的数额。",
    basis=(f"{PENALTIES}:72.1.1", f"{COERCION}:45.2"),
    severity="error",
    kinds=("pd", "ps", "pn", "qz"),
    cues=("加处", "加罚", "加收"),
    patterns=(_SURCHARGE,),
    suggestion="写每日按罚款数额的百分之三加处，累计不超过罚款数额",
    bad=(
        "逾期不缴的，每日按罚款数额的3%加处罚款。",
        "逾期不缴纳的，每日加处百分之三的罚款。",
        "逾期每天加罚百分之五。",
        "逾期不缴纳的，每日按罚款数额的百分之五加处罚款，加处的数额不超过罚款本数。",
    ),
    good=(
        "逾期不缴的，每日按罚款数额的3%加处罚款，加处数额不超过罚款本数。",
        "到期不缴纳罚款的，依法加处罚款。",
        DECISION,
    ),
)
def surcharge(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """A wrong rate is always told; three per cent only where neither this sentence nor the next has the limit."""
    folded = document.folded
    for match in compiled(_SURCHARGE).finditer(folded, start, end):
        rate = 1 if match[1] else 2
        if match[rate] not in ("百分之三", "3%"):
            yield Hit(*match.span(rate), message="加处罚款的比例不是每日百分之三")
        elif compiled(_CAP).search(folded, start, min(len(folded), end + 60)) is None:
            yield Hit(*match.span(), message="加处罚款没有写明不超出罚款的数额")
