"""Family EG: replies to requests for information, as the list for enforcement has them; family I is their neighbour.

EG009 stands in ``days_compared``; it reads the head of a published page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Example, Hit, Rule, compiled, is_titled, pattern_rule, rule
from fazhi.packs.rules._papers import DAY, REVIEW, SIX_MONTHS, SUE, calendar, days_of, matter_at, signed_on

LAW = "政府信息公开条例@2019"
_FI = ("fi",)
_ARTICLE = r"第(?:十四|十五|十六|二十|三十五|三十六|三十八|14|15|16|20|35|36|38)条"
_REASON = r"因为?|理由|涉及|属于|系|鉴于|由于"

RULES: tuple[Rule, ...] = (
    pattern_rule(
        code="EG001",
        name="fifteen-working-days",
        title="答复期限写成十五个工作日",
        why="不能当场答复的应当自收到申请之日起二十个工作日内答复，延长最长不超过二十个工作日；十五个工作日是修订前的规定。",
        basis=(f"{LAW}:33",),
        severity="error",
        kinds=_FI,
        since=date(2019, 5, 15),
        patterns=(
            r"(?:十五|15)个?工作日(?:之)?(?:内)?[^。]{0,10}(?:答复|延长)",
            r"(?:延长|延期)(?:答复)?(?:至)?(?:十五|15)个?工作日",
        ),
        unless=(r"第三方|征求|意见|补正",),
        message="答复、延期仍按十五个工作日，现为二十个工作日",
        suggestion="改为二十个工作日；延长的不超过二十个工作日并告知申请人",
        bad=("本机关将在15个工作日内答复。", "经批准，本申请的答复期限延长十五个工作日。"),
        good=(
            "本机关将在20个工作日内答复。",
            "已征求第三方意见，第三方应在15个工作日内提出意见后答复。",
            Example(text="本机关将在15个工作日内答复。", as_of=date(2018, 3, 1)),
        ),
    ),
    pattern_rule(
        code="EG006",
        name="asks-for-special-need",
        title="要求证明“三需要”",
        why="现行条例不再要求申请人证明与自身生产、生活、科研等特殊需要有关。",
        basis=(f"{LAW}:29.2", f"{LAW}:35"),
        severity="error",
        kinds=_FI,
        since=date(2019, 5, 15),
        patterns=(
            r"(?:说明|证明|提供)[^。；]{0,20}(?:生产、生活|生产生活|科研)[^。；]{0,6}(?:关系|关联|有关|需要)",
            r"(?:提供|提交|出具)[^。；]{0,6}(?:用途证明|使用用途|用途说明)",
            r"特殊需要|(?:生产、生活、科研|生产生活科研)",
        ),
        unless=(
            r"数量|频次",
            r"不再(?:要求|需要)|无需|不要求|删除|取消",
        ),
        message="疑似要求申请人证明自身特殊需要",
        suggestion="删去；数量、频次明显超过合理范围的，可以要求说明理由",
        bad=(
            "请你提供用途证明。",
            "请证明与自身生产、生活、科研等特殊需要有关。",
            "你未说明申请的信息与自身特殊需要的关系，不予提供。",
        ),
        good=(
            "申请数量明显超过合理范围，请提供用途说明。",
            "申请数量明显超过合理范围，请说明理由。",
            "申请人无需证明特殊需要。",
        ),
    ),
    pattern_rule(
        code="EG007",
        name="fees-for-copies",
        title="依申请公开收取检索、复制等费用",
        why="依申请提供政府信息不收取费用；数量、频次明显超过合理范围的，可以收取信息处理费。",
        basis=(f"{LAW}:42.1",),
        severity="error",
        kinds=_FI,
        patterns=(
            r"(?:收取|缴纳|交纳|支付|缴|交|付)[^。]{0,8}(?:检索费|复印费|复制费|邮寄费|工本费|查询费|打印费|资料费|材料费|快递费|扫描费|查找费)",
        ),
        unless=(r"不收取|免收|不再收取|不得|无需|信息处理费",),
        message="疑似收取检索、复制、邮寄等费用",
        suggestion="删去；符合法定情形的收取信息处理费",
        bad=(
            "领取材料请交打印费36元。",
            "请缴纳检索费50元。",
            "领取时应当交纳复印费10元。",
            "请先交查找费二十元。",
        ),
        good=(
            "依法免费提供。",
            "数量频次明显超过合理范围，按规定收取信息处理费。",
            "本次提供不收取复印费。",
            "查找材料不收任何费用。",
        ),
    ),
    pattern_rule(
        code="EG008",
        name="petition-treated-as-request",
        title="把投诉、信访当作公开申请答复",
        why="以公开申请的形式进行信访、投诉、举报的，告知不作为公开申请处理，并可以告知相应渠道。",
        basis=(f"{LAW}:39.1",),
        severity="warning",
        kinds=_FI,
        patterns=(r"(?:投诉|举报|信访)(?:的)?(?:事项|请求|问题)?[^。]{0,30}(?:信息不存在|不予公开)",),
        unless=(
            r"举报人|投诉人|信访人|隐私|秘密",
            r"不作为|办理结果|处理结果|的信息",
        ),
        message="对投诉、举报、信访事项按信息公开作了答复",
        suggestion="告知不作为政府信息公开申请处理，并指明渠道",
        bad=(
            "关于你要求查处村干部的举报，该信息不存在。",
            "你提出的投诉事项，信息不存在。",
            "你反映的信访问题，本机关不予公开。",
        ),
        good=(
            "该信息涉及举报人个人隐私，不予公开。",
            "你的申请实为投诉，不作为政府信息公开申请处理，可向县市场监管局提出。",
            "你申请公开投诉事项的办理结果，不予公开，理由见下。",
        ),
    ),
)

_REFUSED = r"不予公开"
_NOT_REFUSED = r"不予公开的(?:除外|范围)"
_REASONED = rf"(?:{_REASON})[\s\S]*{_ARTICLE}|{_ARTICLE}[\s\S]*(?:{_REASON})"


@rule(
    code="EG003",
    name="refusal-without-reason",
    title="不予公开无条款或者理由",
    why="决定不予公开的应当告知并说明理由，写明属于哪一条哪一种情形。",
    basis=(f"{LAW}:36.1.3", f"{LAW}:14", f"{LAW}:15", f"{LAW}:16"),
    severity="error",
    kinds=_FI,
    message="决定不予公开，未写全条款和理由",
    suggestion="写明条款和事实理由；可以区分处理的公开其余部分",
    bad=(
        "你申请的信息不予公开。",
        "依据政府信息公开条例第十六条，你申请的信息不予公开。",
        "一、关于施工合同，依据条例第十六条，属于内部管理信息的部分不予公开。\n二、关于分户明细，不方便对外，决定不予公开。\n",
    ),
    good=(
        "该信息涉及个人隐私，第三方不同意公开，依据条例第十五条不予公开。",
        "根据条例第十六条，该信息属于内部工作流程信息，不予公开。",
        "一、关于施工合同，予以公开。\n二、关于分户明细，涉及个人隐私，依据条例第十五条，不予公开。\n",
    ),
    scope="document",
    patterns=(_REFUSED,),
    anywhere=(_NOT_REFUSED,),
    gated=True,
)
def refusal_without_reason(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the first refusal whose matter tells no article with a reason; of several, each must have its own."""
    if context.found(document, _NOT_REFUSED):
        return
    for match in context.each(document, _REFUSED):
        if not compiled(_REASONED).search(document.folded, *matter_at(document, match.start())):
            yield Hit(*match.span())
            return


_NOT_THERE = (
    r"(?:信息|材料|文件|记录)(?:经查)?(?:不存在|没有制作)|(?:本机关|本镇|我镇)?未(?:制作|保存|查到)"
    r"|没有(?:您|你)?(?:所)?申请(?:公开)?的?信息|没有(?:您|你)(?:所)?要的"
)
_SEARCHED = r"(?:检索|查找|查询|查阅|搜索)(?!费)"


@rule(
    code="EG005",
    name="not-existing-without-search",
    title="信息不存在无检索说明",
    why="经检索没有所申请公开信息的，才告知该信息不存在，应当说明检索的范围和方式。",
    basis=(f"{LAW}:36.1.4",),
    severity="warning",
    kinds=_FI,
    message="答复信息不存在，未写检索情况",
    suggestion="写明检索的范围、方法、关键词和结果",
    bad=(
        "你申请的信息不存在。",
        "我镇没有你要的材料。",
        "经了解，本镇未制作你申请的信息。",
        "一、关于监理日志，本机关手上没有，该信息不存在。\n二、关于方案，经检索，未查到。\n请缴纳资料查找费30元。\n",
    ),
    good=("经检索本镇档案室及办公系统，未查到该信息，信息不存在。", "经查找档案，未保存该信息。"),
    cues=("不存在", "没有", "未制作", "未保存", "未查到"),
    patterns=(_NOT_THERE,),
    gated=True,
)
def not_existing_without_search(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield what is said not to exist where nothing is told of a search for it."""
    match = compiled(_NOT_THERE).search(document.folded, start, end)
    if match and not compiled(_SEARCHED).search(document.folded, *matter_at(document, match.start())):
        yield Hit(*match.span())


_TERM = rf"(?:{SIX_MONTHS}|三个月|3个月)(?:之|以)?内"
_DIRECT = rf"(?:也可以?|或者?)[^。;]{{0,40}}{_TERM}[^。]{{0,25}}{SUE}|{_TERM}[^。;]{{0,6}}直接[^。;]{{0,20}}{SUE}"


@rule(
    code="EG004",
    name="direct-suit-after-refusal",
    title="不予公开告知可以直接起诉",
    why="申请政府信息公开，行政机关不予公开的，应当先申请行政复议，对复议决定不服再起诉。",
    basis=(f"{REVIEW}:23.1.4", f"{REVIEW}:23.2"),
    severity="error",
    kinds=_FI,
    scope="document",
    cues=(
        "六个月内",
        "6个月内",
        "六月内",
        "6月内",
        "六个月之内",
        "6个月之内",
        "六月之内",
        "6月之内",
        "三个月内",
        "3个月内",
        "三个月之内",
        "3个月之内",
    ),
    since=date(2024, 1, 1),
    suggestion="改为先在六十日内向县级人民政府申请行政复议",
    bad=(
        "决定不予公开；可申请行政复议，也可在六个月内提起行政诉讼。",
        "整册不予提供；可以在六个月内直接到人民法院起诉。",
        "根据条例第十五条，本机关决定不予公开。如不服，可在60日内申请行政复议或者在6个月内向人民法院提起行政诉讼。",
    ),
    good=(
        "决定不予公开；应当先在60日内向某县人民政府申请行政复议。",
        Example(
            text="决定不予公开；可申请行政复议，也可在六个月内提起行政诉讼。",
            as_of=date(2023, 6, 1),
        ),
        "本机关予以公开，见附件。如不服，可以申请行政复议，也可以在六个月内提起行政诉讼。",
    ),
)
def direct_suit_after_refusal(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Of other replies nothing is said: for those a suit may be open at once."""
    if not context.found(document, r"(?<!部分)不予(?:公开|提供)(?!的除外)"):
        return
    for match in compiled(_DIRECT).finditer(document.folded, start, end):
        yield Hit(*match.span(), message="不予公开的答复告知可以直接起诉，漏写先申请行政复议")


_RECEIVED = rf"{DAY}[^。;\n]{{0,10}}收到"


@rule(
    code="EG002",
    name="correction-asked-late",
    title="补正告知超过七个工作日",
    why="申请内容不明确的，应当自收到申请之日起七个工作日内一次性告知补正。",
    basis=(f"{LAW}:30",),
    severity="error",
    kinds=_FI,
    scope="document",
    patterns=(_RECEIVED,),
    gated=True,
    suggestion="自收到申请之日起七个工作日内一次性告知，并核对登记日期",
    bad=(
        "政府信息公开申请补正告知书\n丁小水：\n本机关于2026年3月2日收到你的申请，内容不明确，请补正。\n柳湾镇人民政府\n2026年3月17日\n",
        "政府信息公开补正通知书\n丁小水：\n你的申请本机关已于2026年9月14日收到，请一次性补正。\n柳湾镇人民政府\n2026年9月30日\n",
    ),
    good=(
        "政府信息公开申请补正告知书\n丁小水：\n本机关于2026年3月2日收到你的申请，内容不明确，请补正。\n柳湾镇人民政府\n2026年3月11日\n",
        "政府信息公开申请答复书\n丁小水：\n本机关于2026年3月2日收到你补正后的申请。\n柳湾镇人民政府\n2026年3月20日\n",
    ),
)
def correction_asked_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    told = signed_on(document)
    if told is None or not is_titled(document, "补正"):
        return
    for received, begin, stop in days_of(_RECEIVED, document, context):
        days = calendar().working_between(received, told)
        if days > 7:
            yield Hit(begin, stop, message=f"收到申请至告知补正{days}个工作日，超过七个工作日")
