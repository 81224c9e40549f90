"""Family C, second part: deposits, tenancy, signature, what a contract must say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, Rule, pattern_rule, require_rule, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._papers import amount_of

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
        ),
        message="约定的管辖法院请核对级别和与争议的联系",
        suggestion="改为合同履行地、被告住所地等有联系的人民法院；不动产争议由所在地法院管辖",
        bad=(
            "争议由乙方注册地海州市人民法院管辖。",
            "因本合同发生争议，向省高级人民法院起诉。",
        ),
        good=("因本合同发生争议，向合同履行地人民法院起诉。",),
    ),
    pattern_rule(
        code="C016",
        name="price-open",
        title="价款、期限疑似不确定",
        why="标的、数量、质量、价款、期限、违约责任和争议解决是合同一般应当写明的内容。",
        basis=(f"{CIVIL}:470",),
        severity="error",
        kinds=_CT,
        patterns=(
            r"(?:价款|金额|租金|价格|费用|期限|工期|数量|提交时间|交付时间|交货时间)[^。；]{0,8}(?:另行商定|另行协商|待定|面议|另议|双方再议|暂不约定)",
        ),
        unless=("框架协议|补充协议(?:中)?约定|据实结算|意向",),
        message="价款或者期限没有确定",
        suggestion="写明数额、计算方法或者起止日期",
        bad=("成果提交时间由双方另行商定。", "合同价款由双方另行商定。", "租赁期限待定。"),
        good=("工程量据实结算，综合单价见附件。",),
    ),
    pattern_rule(
        code="C028",
        name="lease-too-long",
        title="租赁期限超过二十年",
        why="租赁期限不得超过二十年，超过部分无效。",
        basis=(f"{CIVIL}:705",),
        severity="error",
        kinds=_CT,
        patterns=(
            r"(?:租赁|租期|租用|出租|承租)[^。；]{0,12}(?:期限)?[^。；]{0,6}?(?:2[1-9]|[3-9][0-9]|二十[一二三四五六七八九]|[三四五六七八九]十[一二三四五六七八九]?|一百)年",
            r"(?:永久|无限期|长期无偿)(?:租用|出租|使用|租赁)",
        ),
        unless=("土地经营权|承包经营|流转|土地使用权出让|使用年限|产权",),
        message="租赁期限疑似超过二十年",
        suggestion="改为不超过二十年，届满可以续签",
        bad=("租赁期限为三十年。", "甲方将厂房永久出租给乙方。"),
        good=("租赁期限为二十年。", "土地经营权流转期限为三十年。", "土地使用权出让年限五十年，租赁期限十年。"),
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
        ),
        document_unless=(r"村民会议|村民代表会议|成员大会|成员代表大会|民主议定|决议|表决",),
        unless=("不得|禁止",),
        message="涉及集体资产处分，合同未见民主决策程序",
        suggestion="补充村民会议、成员大会等的决议，作为合同附件",
        bad=(
            "甲方将集体茶园八十亩租给乙方。",
            "甲方将集体所有的鱼塘发包给乙方经营。",
        ),
        good=("经村民代表会议表决通过，甲方将集体所有的鱼塘发包给乙方经营。",),
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
            r"(?:签字|盖章|签订|签署|签章)(?:盖章)?(?:之日|当日|时|后|即)?起?(?:即|立即|即行)?(?:生效|发生效力)",
        ),
        document_also=(r"(?:须|应当|需|报|经)[^。；]{0,16}(?:批准|审批|核准)(?:后)?",),
        document_unless=(r"批准(?:之日起|后)(?:方可?|才)?生效",),
        message="合同写明须经批准，又约定签字盖章即生效",
        suggestion="改为“自批准之日起生效”",
        bad=(
            "本协议报县人民政府审批，自双方签章之日起发生效力。",
            "本合同须报县人民政府批准。\n双方代表签字时即生效。\n",
            "本合同须报县人民政府批准。\n本合同自双方签字盖章之日起生效。\n",
        ),
        good=("本合同自双方签字盖章之日起生效。\n", "本合同须报县人民政府批准，自批准之日起生效。\n"),
    ),
    pattern_rule(
        code="C031",
        name="confidential-throughout",
        title="保密约定过宽",
        why="政府采购合同等依法应当公开，不能约定全部内容保密。",
        basis=("政府信息公开条例@2019:20", "政府采购法实施条例@2015:50"),
        severity="warning",
        kinds=_CT,
        patterns=(
            r"(?:协议|合同)的?(?:全部)?(?:条款|内容)[^。；]{0,6}(?:属|为|系|列为)[^。；]{0,4}保密|任何一方不得(?:对外|向外)(?:披露|公开|透露)",
            r"不得(?:以任何(?:方式|形式))?(?:向|对)(?:任何[^，。；]{0,12}|第三方|第三人)(?:透露|披露|公开|泄露|提供|告知)[^，。；]{0,6}(?:合同|协议)的?(?:任何|全部|具体)?内容",
            r"(?:合同|协议)(?:的)?(?:全部|所有|任何|一切)?(?:内容|条款)[^。；]{0,10}(?:严格|均|绝对)保密",
            r"(?:本合同|本协议)?(?:的)?全部内容(?:均)?(?:予以|应当|应)?保密",
            r"不得(?:以任何方式)?向任何(?:第三方|单位和个人|第三人)(?:披露|公开|泄露)(?:本合同|本协议)(?:的)?(?:任何|全部)?内容",
        ),
        unless=("除依法(?:应当)?公开|法律法规另有规定|依法公开的除外",),
        message="约定全部内容保密，与依法公开的要求不符",
        suggestion="限于商业秘密，并写明依法应当公开的除外",
        bad=(
            "本协议条款属保密事项，任何一方不得对外披露。",
            "乙方不得向任何单位和个人透露本合同的内容。",
            "本协议内容双方应严格保密。",
            "本合同的全部内容均予以保密。",
        ),
        good=("除依法应当公开的内容外，双方对商业秘密保密。",),
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
        ),
        unless=("中国法|中华人民共和国",),
        message="约定适用外国（境外）法律、仲裁或者外文文本",
        suggestion="改为适用中华人民共和国法律，以中文文本为准",
        bad=("本合同适用英国法律。", "中英文不一致的，以英文文本为准。"),
        good=("本合同适用中华人民共和国法律。",),
    ),
    pattern_rule(
        code="C035",
        name="acceptance-without-term",
        title="以验收合格付款而未写验收期限",
        why="合同约定以验收合格为付款条件的，应当明确合理的验收期限。",
        basis=(f"{PAYMENT}:10",),
        severity="warning",
        kinds=_CT,
        patterns=(r"(?:验收|考核)[^。；]{0,6}(?:合格|通过)(?:后|之日起|的)[^。；]{0,16}(?:支付|付款|付清|结清)",),
        document_unless=(
            r"(?:到货|交付|完工|竣工|提交|收到|申请|通知)[^。；]{0,20}[0-9一二三四五六七八九十]+(?:个工作日|日|天)(?:之)?内[^。；]{0,8}(?:组织|完成|进行)?[^。；]{0,4}验收",
            r"验收(?:期限?|时间)(?:为|不超过|应当)",
            r"逾期(?:未|不)验收",
        ),
        message="以验收合格为付款条件，未见验收期限",
        suggestion="加上“自到货（完工）之日起×日内组织验收，逾期未验收视为合格”",
        bad=(
            "每季度由甲方考核验收，通过后支付当季费用。",
            "验收合格后30日内支付合同价款。",
        ),
        good=("甲方自到货之日起10日内组织验收。\n验收合格后30日内支付合同价款。\n",),
    ),
    require_rule(
        code="C018",
        name="no-signature-block",
        title="缺签署要素",
        why="合同自双方签名、盖章时成立，签署栏应当有双方名称、代表人和日期。",
        basis=(f"{CIVIL}:490",),
        severity="warning",
        kinds=_CT,
        all_of=(
            ("签字或者盖章", r"签字|签章|盖章|签名|签署|公章"),
            ("日期", r"年[^。\n]{0,6}月[^。\n]{0,6}日|签订日期|签订时间"),
        ),
        message="合同缺少签署要素",
        suggestion="补上双方签字盖章处和签订日期",
        bad=("厂房租赁合同\n甲方：柳湾镇人民政府\n乙方：某某公司\n第一条 甲方将厂房出租给乙方。\n",),
        good=(
            "厂房租赁合同\n甲方：柳湾镇人民政府\n乙方：某某公司\n第一条 出租厂房。\n甲方（盖章）：\n乙方（盖章）：\n签订日期：2026年3月1日\n",
        ),
    ),
    require_rule(
        code="C033",
        name="no-wages-clause",
        title="工程合同缺农民工工资条款",
        why="施工合同应当约定人工费用的数额、支付日期和工资专用账户等。",
        basis=("文字规范：工程施工合同应当约定人工费用拨付周期和农民工工资支付保障",),
        severity="warning",
        kinds=_CT,
        all_of=(r"农民工工资|人工费(?:用)?(?:拨付|支付)|工资专用账户|工资支付担保",),
        when=(r"施工合同|建设工程(?!规划|消防|质量)|工程承包|施工承包",),
        message="工程合同未见人工费拨付、农民工工资保障条款",
        suggestion="补充人工费用拨付周期、工资专用账户等约定",
        bad=("道路建设工程施工合同\n第一条 工期六十日。\n",),
        good=(
            "道路建设工程施工合同\n第一条 工期六十日。\n第二条 人工费用按月拨付至农民工工资专用账户。\n",
            "项目投资协议书\n第一条 乙方自行办理建设工程规划许可证。\n",
        ),
    ),
    require_rule(
        code="C034",
        name="no-address-for-notices",
        title="缺通知送达条款",
        why="写明送达地址和方式，通知、诉讼文书才能及时送达。",
        basis=(f"{CIVIL}:509",),
        severity="info",
        kinds=_CT,
        deep=True,
        confidence=0.4,
        all_of=(r"送达地址|通讯地址|联系地址|通知[^。；]{0,10}送达|住所地?|地址",),
        message="未见通知、送达地址条款",
        suggestion="补充送达地址和联系方式",
        bad=("厂房租赁合同\n第一条 出租厂房。\n",),
        good=("厂房租赁合同\n送达地址：柳湾镇一号。\n",),
    ),
    require_rule(
        code="C036",
        name="size-of-enterprise-not-stated",
        title="未见企业规模声明",
        why="中小企业在订立合同时应当主动告知其属于中小企业，付款期限、保证金据此适用。",
        basis=(f"{PAYMENT}:3",),
        severity="info",
        kinds=_CT,
        deep=True,
        confidence=0.4,
        all_of=(r"中小企业|小微企业|大型企业|企业规模|个体工商户",),
        when=(r"有限公司|公司",),
        message="未见对方企业规模的声明",
        suggestion="附企业规模声明函",
        bad=("采购合同\n乙方：柳湾食品有限公司\n第一条 采购食品。\n",),
        good=("采购合同\n乙方：柳湾食品有限公司（中小企业）\n第一条 采购食品。\n",),
    ),
)

_SHARE: Final = r"(?P<share>[0-9]+(?:\.[0-9]+)?%|百分之[一二三四五六七八九十]{1,3})"
_DEPOSITS = (
    (
        lazily(
            rf"履约(?:保证金|担保)[^。；\n]{{0,24}}?(?:合同(?:总)?(?:价款?|金额)|中标(?:合同)?(?:金额|价))?的?{_SHARE}"
        ),
        10,
        "履约保证金不得超过中标合同金额的百分之十",
    ),
    (
        lazily(rf"(?:价款?|金额|总额|服务费|租金)(?:总额)?的?{_SHARE}的?履约(?:保证金|担保)"),
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
    (lazily(rf"投标保证金[^。；\n]{{0,24}}?{_SHARE}"), 2, "投标保证金不得超过招标项目估算价的百分之二"),
    (lazily(rf"定金[^。；\n]{{0,24}}?{_SHARE}"), 20, "定金不得超过主合同标的额的百分之二十"),
)


def share_of(written: str) -> float:
    """Return per cent as a number: 15% and 百分之十五 are both 15.0."""
    if written.endswith("%"):
        return float(written[:-1])
    return amount_of(written.removeprefix("百分之")) or 0.0


@rule(
    code="C013",
    name="deposit-too-high",
    title="保证金、定金比例疑似超过上限",
    why="投标保证金、履约保证金、定金都有法定上限，超过部分没有约束力或者违反规定。",
    basis=("招标投标法实施条例@2019:26", "招标投标法实施条例@2019:58", f"{CIVIL}:586"),
    severity="error",
    kinds=("ct", "dp", "gw"),
    cues=("保证金", "履约担保", "定金"),
    suggestion="降到法定上限以内",
    bad=(
        "乙方缴纳合同金额15%的履约保证金，即履约保证金为合同价的15%。",
        "投标保证金为项目估算价的5%。",
        "乙方支付定金，定金为合同总价的30%。",
        "乙方交纳相当于全年服务费百分之十五的履约保证金。",
        "质量保证金为工程价款结算总额的5%。",
    ),
    good=(
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
            if share > most and not re.search(r"预付|进度款|质保|首付", match[0]):
                yield Hit(*match.span(), message=f"所写比例为{share:g}%，{words}")


_SIGNED = lazily(r"签订(?:日期|时间)[:为]?\s*([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_BEGINS = lazily(
    r"(?:(?:合同|租赁|履行|服务|承包|委托|协议)期限?|工期|有效期)[^。；\n]{0,8}(?:自|从|:|为)\s*([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日"
    r"|(?:自|从)([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日起?(?:由|已|开始|即|进场|交付|提供|施工|使用|投入)"
)


@rule(
    code="C019",
    name="signed-after-it-began",
    cues=("签订日期", "签订时间"),
    title="签订日期晚于履行开始日期",
    why="先履行后签订、倒签合同，容易产生争议和廉政风险。",
    basis=("本地要求：合同应当先审查、后签订、再履行",),
    severity="error",
    kinds=_CT,
    scope="document",
    suggestion="如实写明先行履行的原因并补办审查，不得倒签日期",
    bad=(
        "租赁期限自2026年1月1日起至2026年12月31日止。\n签订日期：2026年3月15日\n",
        "场地平整自2026年1月5日起由乙方实施。\n签订日期：2026年3月15日\n",
    ),
    good=(
        "租赁期限自2026年4月1日起至2027年3月31日止。\n签订日期：2026年3月15日\n",
        "意向书\n合作期限自2026年1月1日起。\n",
    ),
)
def signed_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the day of signature where the period agreed began before it."""
    signed = _SIGNED.search(document.folded)
    begins = _BEGINS.search(document.folded) if signed else None
    if not signed or not begins:
        return
    first, second = ([int(part) for part in match.groups() if part] for match in (begins, signed))
    if first < second:
        yield Hit(*signed.span(), message=f"签订日期晚于履行开始日期（{first[0]}年{first[1]}月{first[2]}日）")


_IN_TURN = lazily(
    r"(?:分[一二三四五六2-6][期次](?:支付|付)|(?:支付|付款|各期)比例)[^。；\n]{0,16}?(?:为|是|按)(?:[0-9.]+%[、,和/]){1,6}[0-9.]+%"
)
_REST = lazily(
    r"(?:支付|付)[^,;。%]{0,12}(?:总额|总价|价款|金额|费用)的?([0-9.]+)%[^。；%]{0,30}(?:支付|付清?)(?:其余|剩余|余下)的?([0-9.]+)%"
)
_INSTALMENT = lazily(
    r"(?:支付|付)[^,;。%]{0,12}(?:合同(?:总)?(?:价款?|金额)|总价款?|价款)的?([0-9]{1,3}(?:\.[0-9]+)?)%"
)


@rule(
    code="C015",
    name="instalments-not-whole",
    title="付款比例之和不等于百分之百",
    why="分期付款的比例相加应当等于合同总价。",
    basis=("文字规范：合同金额、比例应当前后一致",),
    severity="error",
    kinds=_CT,
    scope="block",
    cues=("支付", "付款", "付至", "期付", "次付"),
    suggestion="核对各期付款比例",
    bad=(
        "合同签订后支付合同价的30%，货到后支付合同价的40%，验收合格后支付合同价的20%。",
        "费用分四次支付，比例依次为30%、30%、20%、10%。",
        "签约后支付补偿费总额的60%，腾空后7日内支付其余30%。",
    ),
    good=(
        "合同签订后支付合同价的30%，货到后支付合同价的40%，验收合格后支付合同价的30%。",
        "进度款付至合同价的80%，结算后付至97%，余款质保期满付清。",
        "费用分三次支付，比例依次为40%、40%、20%。",
        "签约后支付补偿费总额的70%，腾空后支付其余30%。",
        "逾期支付的，每日按0.05%支付违约金。",
    ),
)
def instalments(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a list of three or more instalments of one price that does not come to a hundred per cent."""
    text = document.folded[start:end]
    for match in _IN_TURN.finditer(text):
        total = sum(float(each) for each in re.findall(r"([0-9.]+)%", match[0]))
        if abs(total - 100) > 0.01:
            yield Hit(start + match.start(), start + match.end(), message=f"各期付款比例相加为{total:g}%")
    if rest := _REST.search(text):
        total = float(rest[1]) + float(rest[2])
        if abs(total - 100) > 0.01:
            yield Hit(start + rest.start(), start + rest.end(), message=f"首付与其余的比例相加为{total:g}%")
    if re.search(r"付至|余款|剩余|违约|滞纳|利息|质保金|质量保证金|其余|尾款", text):
        return
    shares = list(_INSTALMENT.finditer(text))
    if len(shares) < 3:
        return
    total = sum(float(match[1]) for match in shares)
    if abs(total - 100) > 0.01:
        yield Hit(start + shares[0].start(), start + shares[-1].end(), message=f"各期付款比例相加为{total:g}%")
