"""Family C, second part: deposits, tenancy, signature, what a contract must say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, Rule, pattern_rule, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._elements_documents import PROMISES
from fazhi.packs.rules._papers import AMOUNT, amount_of
from fazhi.packs.rules._said_contracts import SAID

CIVIL = "民法典@2020"
PAYMENT = "保障中小企业款项支付条例@2025"
_CT = ("ct",)

RULES: tuple[Rule, ...] = (
    pattern_rule(
        code="C007",
        name="court-without-connection",
        title="管辖约定疑似无效",
        why="约定的法院应当与争议有实际联系，不得违反级别管辖和专属管辖。",
        basis=("最高人民法院关于审理行政协议案件若干问题的规定@2019:7",),
        severity="warning",
        kinds=_CT,
        patterns=(
            r"(?:由|向)[^。；]{0,12}(?:高级人民法院|最高人民法院)(?:管辖|起诉|提起诉讼)",
            r"(?:由|向)乙方(?:总部|注册地|母公司)(?:所在地)?[^。；]{0,12}法院",
            *SAID["C007"].patterns,
        ),
        message="约定的管辖法院请核对级别和与争议的联系",
        suggestion="改为合同履行地、被告住所地等有联系的人民法院；不动产争议由所在地法院管辖",
        bad=(
            "争议由乙方注册地海州市人民法院管辖。",
            "因本合同发生争议，向省高级人民法院起诉。",
            *SAID["C007"].bad,
        ),
        good=("因本合同发生争议，向合同履行地人民法院起诉。", *SAID["C007"].good),
    ),
    pattern_rule(
        code="C029",
        name="collective-land-without-vote",
        title="处分集体资产疑似未经民主程序",
        why="集体资产的承包、出租、处置，须经村民会议（成员大会）等法定程序讨论决定。",
        basis=("村民委员会组织法@2025:28",),
        severity="warning",
        kinds=_CT,
        patterns=(
            r"(?:集体|村集体|合作社)的?(?:果园|林地|茶园|山场|水塘|仓库|门面|店面|校舍|耕地|土地|机动地)[^。；]{0,24}(?:租给|出租|承包|转让|抵押|转包|入股|发包)",
            r"(?:土地|果园|林地|耕地|宅基地)[^。；]{0,8}(?:向银行|作)?抵押(?!物)",
            r"(?:集体(?:所有)?(?:的)?(?:土地|建设用地|资产|山林|水库|厂房|荒地|鱼塘))[^。；]{0,24}(?:出租|承包|转让|抵押|流转|入股|发包)",
            r"以租代征",
            *SAID["C029"].patterns,
        ),
        document_unless=(
            r"(?<!未)经[^。；，]{0,10}(?:村民(?:代表)?会议|成员(?:代表)?大会)|(?<!未经)(?<!无需)(?<!或者)(?:村民(?:代表)?会议|成员(?:代表)?大会)[^。；，]{0,6}(?:表决|决议|讨论|决定|同意|通过)|民主议定|(?<!未)决议",
        ),
        unless=("(?<!乙方)不得(?!异议)|禁止",),
        message="涉及集体资产处分，合同未见民主决策程序",
        suggestion="补充村民会议、成员大会等的决议，作为合同附件",
        bad=(
            "甲方将集体茶园八十亩租给乙方。",
            "甲方将集体所有的鱼塘发包给乙方经营。",
            *SAID["C029"].bad,
        ),
        good=("经村民代表会议表决通过，甲方将集体所有的鱼塘发包给乙方经营。", *SAID["C029"].good),
    ),
    pattern_rule(
        code="C030",
        name="takes-effect-before-approval",
        title="需批准的合同约定签字即生效",
        why="依法应当办理批准手续的，批准后合同生效。",
        basis=(f"{CIVIL}:502",),
        severity="warning",
        kinds=_CT,
        patterns=(
            r"(?:签字|盖章|签订|签署|签章)[^。；，]{0,4}(?:就|便)(?:算数|作数|有效|生效|管用)",
            r"(?:签字|盖章|签订|签署|签章)(?:盖章)?(?:之日|当日|时|后|即)?起?(?:即|立即|即行)?(?:生效|发生效力)",
            *SAID["C030"].patterns,
        ),
        document_also=(
            r"(?:须|应当|需|报|经)[^。；]{0,16}(?:批准|审批|核准)(?:后)?|报[^。；，]{0,6}批(?!评)|批的手续",
        ),
        document_unless=(r"批准(?:之日起|后)(?:方可?|才)?生效",),
        unless=SAID["C030"].unless,
        message="合同写明须经批准，又约定签字盖章即生效",
        suggestion="改为“自批准之日起生效”",
        bad=(
            "本项目需报县人民政府批准。本协议双方签字就算数，批文随后补上。",
            "本协议报县人民政府审批，自双方签章之日起发生效力。",
            "本合同须报县人民政府批准。\n双方代表签字时即生效。\n",
            "本合同须报县人民政府批准。\n本合同自双方签字盖章之日起生效。\n",
            *SAID["C030"].bad,
        ),
        good=(
            "本协议报县人民政府批准前，双方签字不视为生效。",
            "本合同自双方签字盖章之日起生效。\n",
            "本合同须报县人民政府批准，自批准之日起生效。\n",
            *SAID["C030"].good,
        ),
    ),
    pattern_rule(
        code="C031",
        name="confidential-throughout",
        title="保密约定过宽",
        why="政府采购合同等依法应当公开，不能约定全部内容保密。",
        basis=("政府信息公开条例@2019:20", "政府采购法实施条例@2015:50"),
        severity="warning",
        kinds=_CT,
        together=PROMISES["C031"],
        patterns=(
            r"(?:合同|协议)的?[^。；]{0,16}(?:内容|价格|金额|条款|履行情况|文本)[^。；]{0,14}不(?:得|准|能|许|可)?(?:对外|向外|往外)(?:讲|说|透露|公开|提供|披露|张扬|泄露)",
            r"(?:协议|合同)的?(?:全部)?(?:条款|内容)[^。；]{0,6}(?:属|为|系|列为)[^。；]{0,4}保密|任何一方不得(?:对外|向外)(?:披露|公开|透露)",
            r"不得(?:以任何(?:方式|形式))?(?:向|对)(?:任何[^，。；]{0,12}|第三方|第三人)(?:透露|披露|公开|泄露|提供|告知)[^，。；]{0,6}(?:合同|协议)的?(?:任何|全部|具体)?内容",
            r"(?:合同|协议)(?:的)?(?:全部|所有|任何|一切)?(?:内容|条款)[^。；]{0,10}(?:严格|均|绝对)保密",
            r"(?:本合同|本协议)?(?:的)?全部内容(?:均)?(?:予以|应当|应)?保密",
            r"不得(?:以任何方式)?向任何(?:第三方|单位和个人|第三人)(?:披露|公开|泄露)(?:本合同|本协议)(?:的)?(?:任何|全部)?内容",
            r"对(?:本)?(?:合同|协议)(?:的)?(?:全部|所有|一切|任何)(?:条款|内容)[^。；，]{0,8}保密",
            r"(?:合同|协议)(?:的)?(?:内容|条款)?[^。；，]{0,8}(?:不能|不得|不准|绝不)[^。；，]{0,4}(?:让|给)[^。；，]{0,4}(?:第三方|外人|他人|别人)[^。；，]{0,4}(?:知道|知悉|看)",
            *SAID["C031"].patterns,
        ),
        unless=("除依法(?:应当)?公开|法律法规另有规定|依法公开的除外", *SAID["C031"].unless),
        message="约定全部内容保密，与依法公开的要求不符",
        suggestion="限于商业秘密，并写明依法应当公开的除外",
        bad=(
            "本合同的价格、内容和履行情况，双方一概不对外讲，任何人来问均不得提供。",
            "本协议条款属保密事项，任何一方不得对外披露。",
            "乙方不得向任何单位和个人透露本合同的内容。",
            "本协议内容双方应严格保密。",
            "本合同的全部内容均予以保密。",
            "双方对本协议全部条款保密。",
            "本协议内容绝不能让第三方知道。",
            *SAID["C031"].bad,
        ),
        good=(
            "合同履行中知悉的商业秘密不得对外公开，依法公开的除外。",
            "除依法应当公开的内容外，双方对商业秘密保密。",
            "乙方对本合同涉及的个人信息保密。",
            "本协议附件含商业秘密的，不得让他人知悉，依法公开的除外。",
            *SAID["C031"].good,
        ),
    ),
    pattern_rule(
        code="C032",
        name="foreign-law",
        title="适用外国法、境外仲裁或者外文优先",
        why="政府方签订的合同一般适用中国法律、以中文文本为准。",
        basis=("工作要求：政府合同一般适用中华人民共和国法律，以中文文本为准",),
        severity="info",
        kinds=_CT,
        patterns=(
            r"适用(?:英国|美国|新加坡|香港(?:特别行政区)?|外国|[\u4e00-\u9fff]{2,4}国)(?:的)?法律?",
            r"以英文(?:文本|版本)?为准",
            r"(?:新加坡|香港|伦敦|国际商会)[^。；]{0,8}仲裁",
            *SAID["C032"].patterns,
        ),
        unless=("中国法|中华人民共和国",),
        message="约定适用外国（境外）法律、仲裁或者外文文本",
        suggestion="改为适用中华人民共和国法律，以中文文本为准",
        bad=("本合同适用英国法律。", "中英文不一致的，以英文文本为准。", *SAID["C032"].bad),
        good=("本合同适用中华人民共和国法律。", *SAID["C032"].good),
    ),
    pattern_rule(
        code="C035",
        name="acceptance-without-term",
        title="以验收合格付款而未写验收期限",
        why="合同约定以验收合格为付款条件的，应当明确合理的验收期限。",
        basis=(f"{PAYMENT}:10",),
        severity="warning",
        kinds=_CT,
        patterns=(
            r"(?:甲方|采购人|发包[人方]|业主)[^。；，]{0,8}(?:满意|认可|查看|看过|点头)[^。；，]{0,4}(?:后|的|才|再)[^。；]{0,16}(?:支付|付款|付清|结清|结算|结付)",
            r"(?:验收|考核)[^。；]{0,6}(?:合格|通过)(?:后|之日起|的)[^。；]{0,16}(?:支付|付款|付清|结清)",
            *SAID["C035"].patterns,
        ),
        document_unless=(
            r"(?:到货|货到|送到|送达|交付|完工|竣工|提交|收到|申请|通知)[^。；]{0,20}[0-9一二三四五六七八九十]+(?:个工作日|日|天)(?:之)?内[^。；]{0,8}(?:组织|完成|进行)?[^。；]{0,4}验收",
            r"验收(?:期限?|时间)(?:为|不超过|应当)",
            r"逾期(?:未|不)验收",
        ),
        message="以验收合格为付款条件，未见验收期限",
        suggestion="加上“自到货（完工）之日起×日内组织验收，逾期未验收视为合格”",
        bad=(
            "每季度末待甲方查看满意后付清，查看时间由甲方安排。",
            "每季度由甲方考核验收，通过后支付当季费用。",
            "验收合格后30日内支付合同价款。",
            *SAID["C035"].bad,
        ),
        good=(
            "甲方自收到成果之日起十日内完成验收。\n经甲方认可后三十日内付清。\n",
            "甲方自到货之日起10日内组织验收。\n验收合格后30日内支付合同价款。\n",
            *SAID["C035"].good,
        ),
    ),
)

_SHARE: Final = r"(?P<share>[0-9]+(?:\.[0-9]+)?%|百分之[一二三四五六七八九十]{1,3}|[一二三四五六七八九]成)"
_DEPOSITS = (
    (
        lazily(
            rf"履约(?:保证金|担保)[^。；\n]{{0,24}}?(?:合同(?:总)?(?:价款?|金额)|中标(?:合同)?(?:金额|价))?的?{_SHARE}"
        ),
        10,
        "履约保证金不得超过中标合同金额的百分之十",
    ),
    (
        lazily(
            rf"(?:价款?|金额|总额|服务费|租金)(?:总额)?的?{_SHARE}的?(?:交纳?|缴纳?|提交|收取?)?履约(?:保证金|担保)"
        ),
        10,
        "履约保证金不得超过中标合同金额的百分之十",
    ),
    (
        lazily(
            rf"(?:工程)?质量保证金[^。；\n]{{0,4}}(?:为|按|是|占)?[^。；\n]{{0,10}}(?:工程|结算)[^。；\n]{{0,10}}?{_SHARE}"
        ),
        3,
        "工程质量保证金一般不超过工程价款结算总额的百分之三，请核对",
    ),
    (
        lazily(
            rf"(?:余下|剩余|其余|扣留|预留|留下?)的?{_SHARE}[^。;,\n]{{0,6}}(?:作为?|留作|为)[^。;,\n]{{0,4}}(?:质量保证金|质保金)"
        ),
        3,
        "工程质量保证金一般不超过工程价款结算总额的百分之三，请核对",
    ),
    (lazily(rf"投标保证金[^。；\n]{{0,24}}?{_SHARE}"), 2, "投标保证金不得超过招标项目估算价的百分之二"),
    (lazily(rf"{_SHARE}的?(?:作为?|支付|交付?)?定金"), 20, "定金不得超过主合同标的额的百分之二十"),
    (lazily(rf"定金[^。；\n]{{0,24}}?{_SHARE}"), 20, "定金不得超过主合同标的额的百分之二十"),
)


_SUM: Final = AMOUNT.removesuffix("元") + "(?:元|(?<=万))"
_PRICE: Final = lazily(
    r"(?:总价|合同(?:总)?(?:价款?|金额)|中标(?:合同)?(?:价款?|金额)|总价款?|工程价款?|成交(?:价|金额))[^。；，]{0,8}?"
    + _SUM
    + r"|"
    + _SUM
    + r"的(?:工程|活|货|项目)"
)
_DEPOSITED: Final = (
    lazily(_SUM + r"[^。；，]{0,6}(?:作为|的|作)[^。；，]{0,4}(?P<kind>履约|投标)(?:保证金|担保)"),
    lazily(_SUM + r"(?P<kind>履约|投标)(?:保证金|担保)"),
    lazily(r"(?P<kind>押)(?:金)?" + _SUM),
    lazily(r"(?P<kind>履约|投标)(?:保证金|担保)(?:金)?(?:为|是|共|计|人民币|:|数额为|金额为)?" + _SUM),
)
_MOST: Final = {"履约": 10, "押": 10, "投标": 2}


def share_of(written: str) -> float:
    """Return per cent as a number: 15% and 百分之十五 are both 15.0, 三成 is 30.0."""
    if written.endswith("%"):
        return float(written[:-1])
    if written.endswith("成"):
        return 10 * (amount_of(written[:-1]) or 0.0)
    return amount_of(written.removeprefix("百分之")) or 0.0


@rule(
    code="C013",
    name="deposit-too-high",
    title="保证金、定金比例疑似超过上限",
    why="投标保证金、履约保证金、定金都有法定上限，超过部分没有约束力或者违反规定。",
    basis=("招标投标法实施条例@2019:26", "招标投标法实施条例@2019:58", f"{CIVIL}:586"),
    severity="error",
    kinds=("ct", "dp", "gw", "nd"),
    cues=("保证金", "履约担保", "定金", "质保金", "先押", "得押", "押金"),
    suggestion="降到法定上限以内",
    bad=(
        "中选单位签约前按合同价的百分之十五交履约保证金。",
        "结算后付至92%，余下8%留作质量保证金，缺陷责任期届满后退还。",
        "乙方缴纳合同金额15%的履约保证金，即履约保证金为合同价的15%。",
        "投标保证金为项目估算价的5%。",
        "中标金额八十万元，中标人签约前提交十二万元作为履约保证金。",
        "合同总价60万元，履约担保为9万元。",
        "乙方支付定金，定金为合同总价的30%。",
        "乙方另交定金，数额为总价的三成。",
        "乙方交纳相当于全年服务费百分之十五的履约保证金。",
        "质量保证金为工程价款结算总额的5%。",
    ),
    good=(
        "余下3%留作质量保证金。",
        "中标金额八十万元，履约保证金为八万元。",
        "中选单位按合同价的百分之五交履约保证金。",
        "履约保证金为合同金额的10%。",
        "投标保证金为项目估算价的2%。",
        "定金为合同总价的20%。",
        "质量保证金为工程价款结算总额的3%。",
        "乙方缴纳合同价百分之十的履约保证金。",
        "履约保证金5万元，预付款为合同价的30%。",
    ),
)
def deposits(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a deposit whose printed share lies above what the law allows."""
    folded = document.folded
    for pattern, most, words in _DEPOSITS:
        for match in pattern.finditer(folded, start, end):
            share = share_of(match["share"])
            if share > most and not re.search(r"预付|进度款|质保(?!金$)|首付", match[0]):
                yield Hit(*match.span(), message=f"所写比例为{share:g}%，{words}")
    price = _PRICE.search(folded, start, end)
    whole = amount_of(price[1] or price[2]) if price else None
    for pattern in _DEPOSITED if whole else ():
        for match in pattern.finditer(folded, start, end):
            written = next(each for at, each in enumerate(match.groups(), 1) if at != match.re.groupindex["kind"])
            share = 100 * (amount_of(written) or 0.0) / (whole or 1)
            if share > _MOST[match["kind"]]:
                message = f"合价款的{share:g}%，保证金不得超过百分之{'二' if match['kind'] == '投标' else '十'}"
                yield Hit(*match.span(), message=message)
