"""Family T: what the papers of people's mediation must hold. What an agreement may not say stands in ``mediation``."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Hit, Rule, compiled, is_titled, require_rule, rule
from fazhi.packs.rules._words_disputes import LINES, MONEY

LAW = "人民调解法@2010"
_TJ = ("tj",)
_AGREEMENT = (
    "人民调解协议书\n当事人：丁小水，男，住柳湾镇河东村；戊小山，男，住柳湾镇河西村。\n"
    "纠纷主要事实：双方因屋后排水发生纠纷，争议事项为排水沟的修复。\n"
    "经调解，自愿达成如下协议：戊小山于2026年3月9日前以转账方式一次性支付修复款3000元。\n"
    "本协议具有法律约束力。\n当事人（签名）：\n人民调解员（签名）：\n河东村人民调解委员会（印章）\n2026年3月2日\n"
)

RULES: tuple[Rule, ...] = (
    require_rule(
        code="T001",
        name="agreement-not-signed-by-all",
        title="调解协议书签章不全",
        why="调解协议书自当事人签名、盖章或者按指印，人民调解员签名并加盖调解委员会印章之日起生效。",
        basis=(f"{LAW}:29.2",),
        severity="error",
        kinds=_TJ,
        titled=r"协议",
        place="signature",
        when=(rf"{LINES}|签[名字](?:[:(]|盖章)",),
        all_of=(
            (
                "当事人签名",
                r"(?:当事人|双方|各方|两家|甲方?|乙方?|申请人)[^。\n]{0,20}(?:签名|签字|签章|盖章|捺印|指印|手印|画押)",
            ),
            ("人民调解员签名", r"调解员[^。\n]{0,12}(?:签名|签字|签章|:)|(?:签名|签字):?[^。\n]{0,12}\(?调解员"),
            (
                "调解委员会印章",
                r"(?:调解委员会|调委会|调解中心|调解室)[^。\n]{0,8}(?:印章|盖章|公章|签章|章\)|\(印|\(章|盖印)",
            ),
        ),
        message="调解协议书签章处不全，未签章齐全不生效",
        suggestion="三处齐全：当事人签名（盖章、按指印）、调解员签名、调解委员会印章",
        bad=("甲方签名：__ 乙方签名：__", _AGREEMENT.replace("人民调解员（签名）：\n", "")),
        good=(
            "当事人签名：甲、乙；调解员签名：丙；某村人民调解委员会（印章）",
            _AGREEMENT,
            _AGREEMENT.replace("当事人（签名）：", "两家按手印：丁、戊").replace("（印章）", "（公章）"),
            "协议由双方签名后生效，乙方拒绝签名。",
        ),
    ),
    require_rule(
        code="T007",
        name="other-ways-not-told",
        title="调解不成未告知其他途径",
        why="调解不成的应当终止，并告知可以依法通过仲裁、行政、司法等途径维护权利。",
        basis=(f"{LAW}:26",),
        severity="error",
        kinds=_TJ,
        titled=r"^(?!.*协议书?$)",
        when=(
            r"调解(?:不成|没成|未成|失败|未果|无果|没结果|未能成功)|终止(?:本次|对本案的)?调解|调解[^。\n]{0,8}(?:终止|结束|散了)|(?:未|没|没有|无法)能?(?:够)?达成[^。\n]{0,6}(?:一致|协议)|谈不拢|说不拢|谈崩|调不下来",
        ),
        all_of=(
            r"仲裁|起诉|诉讼|法院|行政(?:复议|裁决|机关)|打官司|(?:法律|司法|法定|其他|别的)(?:合法)?(?:途径|渠道|办法)",
        ),
        message="调解不成，未见告知仲裁、行政、司法途径",
        suggestion="写明已告知可以依法申请仲裁、向人民法院起诉等",
        bad=(
            "调解不成，终止。",
            "调解记录\n丁戊两家为晒谷场的事来村里，说了半天谈不拢，散场。\n记录人：己某\n2026年5月6日\n",
            "人民调解终止记录\n双方未能达成一致，本纠纷调解终止。\n调解员（签名）：\n2026年3月2日\n",
        ),
        good=(
            "调解不成，终止；已告知可向人民法院起诉。",
            _AGREEMENT,
            "调解记录\n丁戊两家谈不拢，散场前已讲明可以去打官司。\n记录人：己某\n2026年5月6日\n",
        ),
    ),
)

_HOW = r"方式|转账|现金|一次性|分期|当场|修复|恢复|搬离|归还|返还|停止"
_BY_WHEN = (
    r"月[^。\n]{0,4}日(?:之)?前|(?:[0-9]+|[一二三四五六七八九十]+)(?:日|天|个月)(?:之)?(?:内|前)|当场"
    r"|年[^。\n]{0,4}月[^。\n]{0,6}(?:前|内|止)|期限"
)
_SOME_DAY = (
    r"(?:尽快|早日|适时|方便时|有空时?|回头|过段时间|年后|秋收后|卖了[^。；，\n]{0,6}后?)(?:再)?(?:付清|付|还清|还|给|支付|赔|补|完工|修好|履行|结清)|(?:以后|日后|改日)(?:再)?(?:付|给|还|支付|结)"
    r"|(?:等|待|视)[^。；，\n]{0,14}(?:宽裕|有钱|手头|有能力|周转|经济条件|条件允许|情况好转)[^。；，\n]{0,6}(?:再|后|时)[^。；，\n]{0,4}(?:付|给|还|支付|赔|补)"
    r"|(?:何时|什么时候)(?:付|给|还|支付)[^。；\n]{0,8}(?:再议|另议|再说|商量|另定)"
)


_FROM_PARTIES = r"当事人|甲方|乙方|申请人|[甲乙]:|双方(?:基本)?情况"
_FACTS = (
    r"事实|经过|起因|纠纷(?!的?(?:处理|调解|解决))|争议|争执|口角|冲突|矛盾|说法不一|吵|引起|引发|导致|造成|致使|损坏|损失|受伤|打伤|砸|撞|淹|浸|拖欠|欠款|借款|欠[^。，\n]{0,10}元|侵占|占用|翻修|越界"
    r"|因[^。\n]{2,30}(?:发生|起|闹)|[0-9]{1,2}月[^。\n]{1,40}(?:把|将|被|与|和)"
)
_TERMS = r"达成[^。\n]{0,8}(?:协议|一致|意见)|协议如下|如下(?:协议|条款)|愿意|商定|约定如下|同意[^。\n]{0,6}(?:如下|以下|条款)"


@rule(
    code="T011",
    name="parties-or-facts-missing",
    title="协议缺当事人情况或者争议事实",
    why="调解协议书可以载明当事人的基本情况、纠纷的主要事实、争议事项和各方责任。",
    basis=(f"{LAW}:29.1.1", f"{LAW}:29.1.2"),
    severity="warning",
    kinds=_TJ,
    scope="document",
    somewhere=(LINES,),
    message="调解协议缺少当事人情况或者争议事实",
    suggestion="补写当事人基本情况、主要事实、争议事项和责任",
    bad=(
        "人民调解协议书\n丁小水于三日内修好围墙。\n人民调解委员会\n2026年3月2日\n",
        "人民调解协议书\n甲方：丁小水；乙方：戊小山。\n双方自愿达成以下协议：\n一、戊小山于3月9日前以现金支付500元。\n2026年3月2日\n",
    ),
    good=(
        "当事人甲、乙因相邻排水发生纠纷，主要事实……",
        _AGREEMENT,
        "调解协议\n甲方：丁小水；乙方：戊小山。\n4月2日戊小山的牛把丁小水的菜地踩了。\n双方商定：戊小山三日内赔二百元现金。\n2026年4月3日\n",
        "双方同意就付款日期再商量。",
    ),
)
def parties_or_facts_missing(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield what the head of an agreement lacks; the facts are told before its terms begin."""
    if document.title is None or not is_titled(document, r"协议"):
        return
    folded = document.folded
    terms = compiled(_TERMS).search(folded, document.title[1])
    head = terms.start() if terms else len(folded)
    missing = [
        word
        for word, pattern, stop in (("当事人", _FROM_PARTIES, len(folded)), ("争议事实", _FACTS, head))
        if not compiled(pattern).search(folded, document.title[1], stop)
    ]
    if missing:
        yield Hit(0, 0, message=f"调解协议缺少当事人情况或者争议事实：未见{'、'.join(missing)}", absent=True)


@rule(
    code="T002",
    name="performance-open",
    title="协议缺履行方式或者期限",
    why="调解协议书可以载明协议的内容、履行的方式和期限；写不清的容易再起纠纷，也难以司法确认。",
    basis=(f"{LAW}:29.1.3",),
    severity="error",
    kinds=_TJ,
    message="调解协议缺少履行的方式或者期限",
    suggestion="写明金额或者行为、履行方式、截止日期，分期的列表",
    bad=(
        "乙方赔偿甲方3000元。",
        _AGREEMENT.replace("于2026年3月9日前以转账方式一次性", ""),
        "乙方于2026年5月10日前以转账方式支付8000元；其余部分等乙方手头宽裕了再付。",
    ),
    good=(
        "乙方于2026年3月9日前以转账方式一次性赔偿3000元。",
        "乙方将赔偿款交村委会代为保管，待甲方腾退后转付。",
        "乙方于2026年5月10日前以转账方式支付8000元；待伤情稳定后复查，检查费凭票支付。",
        _AGREEMENT,
    ),
    scope="document",
    anywhere=(_HOW, _BY_WHEN, _SOME_DAY),
)
def performance_open(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield what an agreement does not say of how and by when, and each payment put off to some day."""
    if not is_titled(document, r"协议"):
        return
    if not context.found(
        document,
        rf"{LINES}|(?:赔(?:偿)?(?!偿|款|金|部分)|补偿(?!款|金)|支付|付给?|给付|归还|返还|退还)[^。；，]{{0,12}}{MONEY}",
    ):
        return
    missing = [
        word for word, pattern in (("履行方式", _HOW), ("履行期限", _BY_WHEN)) if not context.found(document, pattern)
    ]
    if missing:
        at = document.written_end
        yield Hit(at, at, message=f"调解协议缺少履行的方式或者期限：未见{'、'.join(missing)}", absent=True)
    for match in context.each(document, _SOME_DAY):
        yield Hit(*match.span(), message="没有写定何时履行")
