"""Family E, second part: unlawful buildings, who may order and who may demolish."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Hit, Rule, Severity, compiled, pattern_rule, rule
from fazhi.packs.rules._papers import COERCION, PENALTIES, SIX_MONTHS, SUE, SUITS

PLANNING = "城乡规划法@2019"
LAND = "土地管理法@2019"
_KINDS = ("qz", "zg", "pd", "pn")

RULES: tuple[Rule, ...] = (
    pattern_rule(
        code="E011",
        name="demolition-at-once",
        title="强制拆除跳过催告、公告和救济期",
        why="强制拆除前应当催告、听取申辩、作出决定并公告，当事人在法定期限内不复议、不起诉又不拆除的才可以拆除。",
        basis=(f"{COERCION}:34", f"{COERCION}:35", f"{COERCION}:37", f"{COERCION}:44", f"{PLANNING}:65"),
        severity="error",
        blocking=True,
        kinds=(*_KINDS, "dp", "gw"),
        patterns=(
            r"(?:拆|清)[^。；]{0,16}(?:不再|不另行?|无需再?|不必再?|不用再?)(?:催告|书面催告|公告|发[^。；，]{0,4}(?:催告|通知))",
            r"(?:不再|不另行?|无需再?|不必再?|不用再?)(?:催告|公告)[^。；]{0,24}(?:强制拆除|强拆|拆平|拆除|推平|清除)",
            r"(?:逾期|到期|期满|届时)(?:仍)?(?:不|未|没有|拒不)[^。；]{0,20}(?:立即|当即|当场|当日|当天|次日|直接|马上|随即|不另行通知|不再通知)[^。；]{0,16}(?:强制拆除|强拆|组织(?:人员|力量)?[^。；]{0,6}拆除|予以拆除)",
            r"逾期(?:不|未|仍不|仍未)[^。]{0,10}(?:拆除|改正|自拆)[^。]{0,10}(?:立即|当即|即(?!将)|当日|当天|直接|马上)[^。]{0,6}(?:强制拆除|强拆|予以拆除)",
            r"(?:强制拆除|强拆|拆平|推平|拆除)[^。；]{0,8}不再(?:下发|送达|另发|出具|发)[^。；，]{0,4}(?:文书|通知|决定)",
        ),
        unless=(
            r"不得(?!不)|(?<!不再)(?<!不另)(?<!不另行)(?<!无需)(?<!无需再)(?<!不必)(?<!不必再)(?<!不用)(?<!不用再)催告|严禁|公告(?:后|期满)",
            r"自行拆除(?:完毕|的，不再)",
        ),
        message="疑似逾期即行强制拆除，漏了催告、执行决定、公告和复议、诉讼期限",
        suggestion="按次序：限期拆除决定、催告、听取陈述申辩、强制执行决定、公告，救济期届满未复议诉讼再拆",
        bad=(
            "过了期限还没有动手的，次日由镇综合行政执法队带机械进场拆平，不再催告。",
            "期满仍未拆除的，执法队将当场予以强制拆除。",
            "到期不拆的，次日即行组织人员拆除。",
            "逾期未拆除的，立即强制拆除。",
            "逾期仍不自行拆除的，镇政府将直接组织人员强制拆除。",
            "逾期未拆的，三日后由镇里统一强制拆除，不再下发任何文书。",
        ),
        good=(
            "逾期不拆除的，依法催告；代履行费用由当事人承担，不再另行收取其他费用。",
            "逾期不拆的，次日发出催告书。",
            "逾期不拆除的，将依法催告、公告后强制执行。",
            "逾期未拆除的，不得立即强制拆除。",
            "逾期不拆除的，即将依法申请人民法院强制执行。",
            "自行拆除完毕的，不再下发限期拆除通知。",
        ),
    ),
    pattern_rule(
        code="E013",
        name="court-asked-to-demolish-under-planning-law",
        title="规划类违法建设申请法院强制拆除",
        why="城乡规划法已经规定由行政机关拆除，一般不再申请人民法院强制执行。",
        basis=(f"{COERCION}:13", f"{COERCION}:44", f"{PLANNING}:65", f"{PLANNING}:68"),
        severity="warning",
        kinds=_KINDS,
        patterns=(
            r"城乡规划法[^。]{0,60}(?:申请|提请|请求?)(?:人民法院|法院|贵院|你院)(?:依法|予以|给予)?强制(?:拆除|执行)",
        ),
        unless=(r"土地管理法|罚款",),
        message="依据城乡规划法责令拆除，写了申请人民法院强制拆除，请核对执行主体",
        suggestion="改为依行政强制法的程序由行政机关执行；土地类的才申请人民法院",
        bad=(
            "本机关已依城乡规划法作出限期拆除决定，请贵院予以强制拆除。",
            "依据城乡规划法责令拆除，逾期将申请人民法院强制拆除。",
            "根据《中华人民共和国城乡规划法》第六十五条责令限期拆除，逾期不拆的，申请法院强制执行。",
        ),
        good=(
            "依据土地管理法第八十三条，依法申请人民法院强制执行。",
            "依据城乡规划法第六十五条责令限期改正，逾期不改正的依法拆除。",
        ),
    ),
    pattern_rule(
        code="E014",
        name="six-months-under-land-law",
        title="土地类限期拆除的起诉期限写成六个月",
        why="对责令限期拆除非法占地上新建建筑物的决定不服，接到决定之日起十五日内起诉。",
        basis=(f"{LAND}:83", f"{SUITS}:46.1"),
        severity="error",
        kinds=_KINDS,
        scope="document",
        patterns=(rf"{SIX_MONTHS}(?:之|以)?内[^。]{{0,25}}{SUE}",),
        document_also=(r"土地管理法", r"(?:限期|责令)[^。；]{0,14}拆除"),
        document_unless=(r"城乡规划法",),
        message="土地类限期拆除决定的起诉期限不是六个月",
        suggestion="改为接到决定之日起十五日内起诉；申请复议仍为六十日",
        bad=(
            "依据《土地管理法》第八十三条限期拆除；不服可在六个月内向人民法院提起诉讼。",
            "依据《中华人民共和国土地管理法》第七十八条，责令你于15日内拆除非法占用土地上的房屋。\n如不服，可以在6个月内起诉。",
        ),
        good=(
            "依据《土地管理法》第八十三条限期拆除；不服可在十五日内向人民法院起诉。",
            "依据《土地管理法》第七十五条，处罚款；不服可在六个月内向人民法院提起诉讼。",
        ),
    ),
    pattern_rule(
        code="E015",
        name="township-demolishes-under-land-law",
        title="土地类违法建筑由乡镇自行强制拆除",
        why="期满不起诉又不自行拆除的，由作出处罚决定的机关申请人民法院强制执行，乡镇不能自行强拆。",
        basis=(f"{LAND}:83", f"{COERCION}:13"),
        severity="error",
        blocking=True,
        kinds=(*_KINDS, "dp", "gw"),
        patterns=(
            r"由(?:本|我)?(?:镇|乡|街道)(?:人民政府|政府|办事处)?(?:依法)?组织[^。；]{0,6}强制拆除",
            r"土地管理法[^。]{0,80}(?:由|我|本)(?:镇|乡|街道)(?:人民)?(?:政府|机关|办事处)?[^。]{0,12}(?:组织[^。]{0,10}拆除|予以拆除|强拆|代为拆除)",
            r"土地管理法[^。]{0,80}(?:由本(?:镇|乡|街道)|我(?:镇|乡|街道)|本(?:镇|乡)|镇(?:人民)?政府|乡(?:人民)?政府)[^。]{0,10}强制拆除",
        ),
        document_also=(r"土地管理法",),
        unless=(r"申请(?:人民)?法院|不得|配合",),
        message="依据土地管理法的拆除疑似由乡镇自行强制实施",
        suggestion="改为由作出处罚决定的机关依法申请人民法院强制执行",
        bad=(
            "实施依据：《中华人民共和国土地管理法》第八十三条。\n当日由本镇组织强制拆除。",
            "该房屋违反土地管理法，届时由乡政府组织人员予以拆除。",
            "依据土地管理法，由本镇组织强制拆除。",
            "根据《土地管理法》第八十三条，逾期不拆的，镇政府将依法强制拆除。",
        ),
        good=(
            "依据城乡规划法，由本镇组织强制拆除。",
            "依据土地管理法，依法申请人民法院强制执行。",
            "依据城乡规划法第六十五条，逾期不改正的，由本镇依法拆除。",
        ),
    ),
)

_COUNTY = r"城乡规划法》?(?:[(（][^)）]{0,10}[)）])?第(?:六十四|六十八|64|68)条"
_ORDERED = (
    rf"{_COUNTY}[^。]{{0,60}}(?:镇|乡)人民政府(?:决定|责令)|(?:镇|乡)人民政府(?:决定|责令)?[^。]{{0,60}}{_COUNTY}"
    rf"|本(?:镇|乡|机关|府)?[^。]{{0,12}}(?:依据|根据|依照)[^。]{{0,14}}{_COUNTY}[^。]{{0,30}}(?:责令|决定)"
)
_BASED_ON = rf"(?:实施|执行|法律)依据:[^。]{{0,60}}{_COUNTY}"
_ORDERS = rf"{_COUNTY}[^。]{{0,30}}(?:责令|限期|决定)"
_SIGNED_BY_TOWNSHIP = r"(?:镇|乡)人民政府(?:\([^()\n]{1,8}\))?[ \t]*(?=\n|$)"


@rule(
    code="E012",
    name="township-uses-county-powers",
    title="乡镇引用县级规划权的条款",
    why="乡、村庄规划区内由乡镇人民政府依第六十五条责令停止建设、限期改正；第六十四条、第六十八条是县级的职权。",
    basis=(f"{PLANNING}:64", f"{PLANNING}:65", f"{PLANNING}:68", f"{PENALTIES}:24.1"),
    severity="error",
    blocking=True,
    kinds=(*_KINDS, "gw", "dp"),
    cues=("城乡规划法",),
    patterns=(_ORDERED,),
    message="乡镇疑似引用了县级规划主管部门、县级人民政府的职权条款",
    suggestion="乡、村庄规划区内改引第六十五条；城镇规划区内移送，或者写明赋权清单",
    bad=(
        "某镇人民政府依据《城乡规划法》第六十四条责令限期拆除。",
        "依据《中华人民共和国城乡规划法》第六十八条，柳湾镇人民政府决定强制拆除。",
        "责令限期拆除通知书\n丁小水：\n依据《城乡规划法》第六十四条，责令你户限期拆除。\n柳湾镇人民政府\n2026年3月2日\n",
    ),
    good=(
        "某镇人民政府依据《城乡规划法》第六十五条责令停止建设。",
        "县自然资源局依据《城乡规划法》第六十四条作出认定。",
        "县自然资源局依据《城乡规划法》第六十四条认定后，某镇人民政府依据第六十五条责令限期改正。",
    ),
)
def township_uses_county_powers(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Where the power was handed down by the province, the article may be the right one: information."""
    folded = document.folded
    match = compiled(_ORDERED).search(folded, start, end)
    if match is None and compiled(_SIGNED_BY_TOWNSHIP).search(folded, max(0, len(folded) - 80)):
        match = compiled(_ORDERS).search(folded, start, end) or compiled(_BASED_ON).search(folded, start, end)
    if match is None or compiled(r"第(?:六十五|65)条|规划主管部门|自然资源").search(folded, start, end):
        return
    given = context.found(document, r"赋权|行政处罚权[^。]{0,20}(?:交由|下放|承接)|承接[^。]{0,12}行政处罚权")
    yield Hit(*match.span(), severity=Severity.INFO if given else None)
