"""Family C, fourth part: days, instalments and shares of a contract that do not go together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, Kind, compiled, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._papers import AMOUNT, DAY, amount_of, day_of, days_of, signed_on
from fazhi.packs.rules._said_contracts import SAID
from fazhi.packs.rules.contract_form import share_of

_CT = ("ct",)

_SIGNED = lazily(r"签订(?:日期|时间)[:为]?\s*([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_BEGINS = lazily(
    r"(?:(?:合同|租赁|履行|服务|承包|委托|协议|合作|养护)期限?|租期|工期|有效期)[^。；\n]{0,8}(?:自|从|:|为)\s*([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日"
    r"|已(?:经)?于([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日(?:起)?[^。;,\n]{0,6}(?:交付|进场|开工|入场|动工|移交|搬入|启用)"
    r"|(?:自|从)([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日起?(?:由|已|开始|即|进场|交付|提供|施工|使用|投入)"
)


_SIGNED_AT: Final = lazily(r"(?:合同|协议)(?:书)?(?:签订|签署|签)于" + DAY)
_OPINION_ON: Final = lazily(r"审查意见书?(?:于|在)?" + DAY + r"出具")
_SIGNED_ON: Final = lazily(DAY + r"(?:由)?(?:甲乙)?(?:双方)?[^。；，\n]{0,6}(?:签订|签署|订立|签了)(?!日期|时间)")
_APPROVED: Final = lazily(
    DAY
    + r"[^。；，\n]{0,12}(?:出具[^。；，\n]{0,8}审查|(?:会议|办公会|联席会|班子会)?[^。；，\n]{0,4}(?:研究同意|审议通过|讨论通过|讨论同意))"
)
_BACKDATED: Final = lazily(
    r"(?:合同|协议)[^。；]{0,10}(?:先|早|已)签[^。；]{0,24}(?:审查|会议?|研究)[^。；]{0,10}(?:后补|再补|补上|补办|补开)"
    r"|(?:干完|做完|完工|进场|用上|开工)[^。；]{0,10}(?:再|才|后)补签[^。；，]{0,4}(?:合同|协议)?|补签[^。；]{0,12}日期[^。；]{0,6}(?:写|倒|提前|往前)|(?:干了|进场|开工)[^。；]{0,24}(?:现在|今天|再|才)补签|补签[^。；]{0,12}(?:落款|日期)[^。；]{0,4}写|倒签"
    r"|(?:合同|协议)[^。；]{0,12}(?:签了?字|签了|签订)[^。；]{0,10}(?:司法所|审查|法律顾问|班子会)[^。；]{0,10}(?:才|后)(?:看|审|出|开|定|过)"
)


@rule(
    code="C019",
    name="signed-after-it-began",
    cues=("签订日期", "签订时间", "签署", "签订", "签了", "签的", "补签", "倒签"),
    title="签订日期晚于履行开始日期",
    why="先履行后签订、倒签合同，容易产生争议和廉政风险。",
    basis=("本地要求：合同应当先审查、后签订、再履行",),
    severity="error",
    kinds=_CT,
    scope="document",
    suggestion="如实写明先行履行的原因并补办审查，不得倒签日期",
    bad=(
        "房屋已于2025年7月1日交付乙方使用。\n签订日期：2025年8月12日\n",
        "租期自2025年7月1日起至2035年6月30日止。\n签订日期：2025年8月12日\n",
        "租赁期限自2026年1月1日起至2026年12月31日止。\n签订日期：2026年3月15日\n",
        "场地平整自2026年1月5日起由乙方实施。\n签订日期：2026年3月15日\n",
        "合同于2026年4月2日由双方签署，镇司法所4月20日出具审查意见。",
        "活都干完了再补签合同，日期写到年初去。",
        "协议先签了，司法所的审查意见后头再补。",
    ),
    good=(
        "原合同项下房屋已于2024年7月1日交付乙方。\n租期自2025年9月1日起。\n签订日期：2025年8月12日\n",
        "租赁期限自2026年4月1日起至2027年3月31日止。\n签订日期：2026年3月15日\n",
        "意向书\n合作期限自2026年1月1日起。\n",
        "镇司法所2026年4月2日出具审查意见，合同于2026年4月20日由双方签署。",
    ),
)
def signed_late(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the day of signature where the period agreed began before it."""
    if document.kind is not Kind.CT:
        return
    folded = document.folded
    if said := _BACKDATED.search(folded):
        yield Hit(*said.span(), message="写明先履行、先签订，后补手续")
        return
    told = _SIGNED_ON.search(folded) or _SIGNED_AT.search(folded) or _SIGNED.search(folded)
    day = day_of(told) if told else None
    approved = (_APPROVED.search(folded) or _OPINION_ON.search(folded)) if told and day else None
    if told and day and approved and (later := day_of(approved)) and day < later:
        yield Hit(*told.span(), message=f"签订（{day}）早于审查或者会议同意（{later}）")
        return
    signed = _SIGNED.search(folded)
    begins = _BEGINS.search(document.folded) if signed else None
    if (
        not signed
        or not begins
        or re.search("原合同|原协议", document.folded[max(0, begins.start() - 20) : begins.start()])
    ):
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


_PART = lazily(r"[^,、;。\n]*?(?<![0-9.])([0-9]{1,2}(?:\.[0-9]+)?)%[^,、;。\n]*")
_PAID_PART = lazily(r"支付|付款|预付|首付|付(?![至清])|尾款|余款|质保金|质量保证金|进度款|其余|剩余|余下")
_NO_PART = lazily(r"付至|累计|达到|违约|滞纳|利息|利率|税率|履约|定金|投标|罚|每日|按日|提高|下浮|上浮|不超过|不低于")
_REST_IN_MONEY = lazily(r"(?:余款|尾款|剩余|其余|余下)[^,、;。%\n]{0,6}[0-9][0-9,.]*万?元[^%。;\n]*$")
_FEWEST: Final = 3
_NEAR: Final = (80, 120)
"""Parts of one price come near the whole even where one is written wrong; what comes to less or more is something else."""


@rule(
    code="C015",
    name="instalments-not-whole",
    title="付款比例之和不等于百分之百",
    why="分期付款的比例相加应当等于合同总价。",
    basis=("文字规范：合同金额、比例应当前后一致",),
    severity="error",
    kinds=_CT,
    scope="block",
    cues=("合计", "共计", "总计", "一共", "支付", "付款", "付至", "期付", "次付", "后付", "预付"),
    suggestion="核对各期付款比例",
    bad=(
        "预付款为合同价的30%，施工中期支付40%，竣工后支付25%，质保金3%。",
        "合同签订后支付合同价的30%，货到后支付合同价的40%，验收合格后支付合同价的20%。",
        "费用分四次支付，比例依次为30%、30%、20%、10%。",
        "签约后支付补偿费总额的60%，腾空后7日内支付其余30%。",
        "签约付百分之三十，进场付百分之四十，完工支付百分之四十。",
        "垃圾桶六十个，每个一百二十元，合计七千八百元。",
    ),
    good=(
        "预付款为合同价的30%，施工中期支付40%，竣工后支付27%，质保金3%。",
        "签约后付30%，完工后付至80%，结算后付至97%，质保金3%。",
        "税率6%的部分付30%，税率9%的部分付60%。",
        "合同签订后支付合同价的30%，货到后支付合同价的40%，验收合格后支付合同价的30%。",
        "进度款付至合同价的80%，结算后付至97%，余款质保期满付清。",
        "费用分三次支付，比例依次为40%、40%、20%。",
        "签约后支付补偿费总额的70%，腾空后支付其余30%。",
        "逾期支付的，每日按0.05%支付违约金。",
        "签约后支付30%，完工后支付40%，验收合格后支付27%，余款9600元一年后付清。",
        "签约付百分之三十，进场付百分之四十，完工支付百分之三十。",
        "垃圾桶六十个，每个一百二十元，合计七千二百元。",
    ),
)
def instalments(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a list of three or more instalments of one price that does not come to a hundred per cent."""
    text = document.folded[start:end]
    for match in _PRICED.finditer(document.folded, start, end) if "每" in text else ():
        many, price, total = (amount_of(match[at]) or 0.0 for at in (1, 3, 4))
        if abs(many * price - total) > 0.01 and len(_EACH.findall(match[0])) == 1:
            yield Hit(*match.span(), message=f"数量乘以单价为{many * price:g}元，所写合计为{total:g}元")
    text = _IN_WORDS.sub(_in_figures, text)
    if text.count("%") < 2:
        return
    for match in _IN_TURN.finditer(text):
        total = sum(float(each) for each in re.findall(r"([0-9.]+)%", match[0]))
        if abs(total - 100) > 0.01:
            yield Hit(start + match.start(), start + match.end(), message=f"各期付款比例相加为{total:g}%")
    if rest := _REST.search(text):
        total = float(rest[1]) + float(rest[2])
        if abs(total - 100) > 0.01:
            yield Hit(start + rest.start(), start + rest.end(), message=f"首付与其余的比例相加为{total:g}%")
    if re.search(r"付至|余款|剩余|违约|滞纳|利息|质保金|质量保证金|其余|尾款", text):
        yield from _parts(text, start)
        return
    shares = list(_INSTALMENT.finditer(text))
    if len(shares) < _FEWEST:
        yield from _parts(text, start)
        return
    total = sum(float(match[1]) for match in shares)
    if abs(total - 100) > 0.01:
        yield Hit(start + shares[0].start(), start + shares[-1].end(), message=f"各期付款比例相加为{total:g}%")


_NUM: Final = r"([0-9][0-9,]*(?:\.[0-9]+)?|[一二三四五六七八九十百千万两零]+)"
_PRICED: Final = lazily(
    _NUM
    + r"(把|张|套|台|个|只|件|盏|棵|吨|辆)[^。；0-9]{0,12}每\2(?:单价)?为?"
    + _NUM
    + r"元[^。；]{0,6}(?:合计|共计|总计|一共|总价|共|计)[^。；，0-9]{0,6}?"
    + _NUM
    + r"元"
)
_EACH: Final = lazily(r"每(?:把|张|套|台|个|只|件|盏|棵|吨|辆)")
_IN_WORDS: Final = lazily(r"百分之([一二三四五六七八九十]{1,3})(?![一二三四五六七八九十点零])")


def _in_figures(match: re.Match[str]) -> str:
    """Return 百分之三十 as 30%, as long as it was: places stay what they are."""
    return f"{amount_of(match[1]) or 0:g}%".rjust(len(match[0]))


def _parts(text: str, start: int) -> Iterator[Hit]:
    """Yield the parts of a price told in one sentence, however each is called, that do not come to the whole."""
    for sentence in re.finditer(r"[^。\n]+", text):
        if _NO_PART.search(sentence[0]) or _REST_IN_MONEY.search(sentence[0]):
            continue
        parts = [part for part in _PART.finditer(sentence[0]) if _PAID_PART.search(part[0])]
        total = sum(float(part[1]) for part in parts)
        if len(parts) >= _FEWEST and abs(total - 100) > 0.01 and _NEAR[0] <= total <= _NEAR[1]:
            begin = start + sentence.start()
            yield Hit(begin + parts[0].start(), begin + parts[-1].end(), message=f"各期付款比例相加为{total:g}%")


_PUT_OFF: Final = r"延期签订|推迟签订|暂缓签订"
_AWARD: Final = rf"{DAY}[^。；\n]{{0,10}}(?:收到|领取|取得|接到|发出|发给|送达)?[^。；\n]{{0,4}}(?:中标|成交)通知书"
_AWARD_THEN_DAY: Final = rf"(?:中标|成交)通知书[^。；\n]{{0,8}}?{DAY}"
_THIRTY: Final = 30
_TOO_LATE: Final = r"中标(?:通知书)?[^。；]{0,24}(?:拖到|拖了|迟至)[^。；]{0,16}签|中标[^。；]{0,20}(?:两个月|三个月|[四五六]十天|半年)[^。；，]{0,6}才[^。；，]{0,4}签"


@rule(
    code="C022",
    name="signed-long-after-award",
    title="中标后三十日内未签订合同",
    why="采购人与中标、成交供应商应当自中标、成交通知书发出之日起三十日内签订合同。",
    basis=("政府采购法@2014:46", "招标投标法@2017:46"),
    severity="warning",
    kinds=_CT,
    scope="document",
    patterns=(_AWARD, _AWARD_THEN_DAY, _TOO_LATE),
    anywhere=(_PUT_OFF,),
    gated=True,
    suggestion="写明延期的原因和双方的书面约定；今后在三十日内签订",
    bad=(
        "乙方于2025年3月10日收到中标通知书。\n签订日期：2025年5月6日\n",
        "成交通知书于2026年2月2日发出。\n签订时间：2026年3月20日\n",
        "采购人于2026年2月2日发出成交通知书，双方于2026年4月1日签订本合同。",
    ),
    good=(
        "乙方于2025年3月10日收到中标通知书。\n签订日期：2025年4月9日\n",
        "乙方于2025年3月10日收到中标通知书，双方书面约定延期签订。\n签订日期：2025年5月6日\n",
    ),
)
def signed_long_after_award(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the day of the award where the day of signature lies more than thirty days after it."""
    if said := next(context.each(document, _TOO_LATE), None):
        yield Hit(*said.span(), message="写明中标后迟迟才签订")
        return
    awarded = [found for each in (_AWARD, _AWARD_THEN_DAY) for found in days_of(each, document, context)]
    signed = _signed(document) if awarded else None
    if signed is None or context.found(document, _PUT_OFF):
        return
    for day, begin, stop in awarded:
        late = (signed - day).days
        if late > _THIRTY:
            yield Hit(begin, stop, message=f"中标（成交）至签订合同{late}日，超过三十日")
            return


def _signed(document: Document) -> date | None:
    """Return the day after 签订日期, the day on which it is told to be signed, or that under the paper."""
    match = _SIGNED.search(document.folded) or _SIGNED_ON.search(document.folded)
    return day_of(match) if match else signed_on(document)


_ADDED: Final = lazily(
    r"(?:补充协议|补签|追加|添购|添加|增加|增补)[^。]{0,40}?(?P<share>[0-9]+(?:\.[0-9]+)?%|百分之[一二三四五六七八九十]{1,3}|[一二三四五六七八九]成)"
)
_MOST_ADDED: Final = 10
_SOME: Final = r"([0-9]+|[一二三四五六七八九十百千两]+)"
_UNITS: Final = lazily(
    _SOME
    + r"(套|台|张|件|辆|个|盏|棵|吨|把|只)[^。；]{0,40}?(?:再|又|另外?|追加|添购|加购|补)(?:添|加|增|买|购|采购|增加|追加)*"
    + _SOME
    + r"\2"
)
_SUMS_BEFORE: Final = lazily(
    r"(?:追加|新增|补充|增加|添购)[^。；0-9]{0,20}?" + AMOUNT + r"[^。；]{0,10}原[^。；]{0,12}?" + AMOUNT
)
_SUMS: Final = lazily(
    AMOUNT + r"[^。；]{0,40}?(?:追加|添购|补充|增加|增补|加购)[^。；0-9一二三四五六七八九十百千万]{0,16}" + AMOUNT
)


def _units_added(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a number or sum added to what was bought that is more than a tenth of it."""
    for pattern, first, second in ((_UNITS, 1, 3), (_SUMS, 1, 2), (_SUMS_BEFORE, 2, 1)):
        for match in pattern.finditer(document.folded, start, end):
            before, added = amount_of(match[first]), amount_of(match[second])
            if before and added and before * _MOST_ADDED < added * 100 and context.found(document, _BOUGHT):
                yield Hit(*match.span(), message=f"追加部分为原合同的{100 * added / before:.0f}%，不得超过百分之十")
                return


_BOUGHT: Final = r"采购|中标|成交通知书"


@rule(
    code="C023",
    name="adds-more-than-a-tenth",
    title="补充合同疑似超过原合同的百分之十",
    why="政府采购合同履行中追加相同的货物、工程、服务，所有补充合同的采购金额不得超过原合同采购金额的百分之十。",
    basis=("政府采购法@2014:49",),
    severity="error",
    kinds=_CT,
    cues=(
        "补充协议",
        "补签",
        "追加",
        "添购",
        "添加",
        "增加",
        "增补",
        "再添",
        "再加",
        "再买",
        "又买",
        "加购",
        "再购",
        "另添",
        "新增",
    ),
    somewhere=(r"采购|中标|成交通知书",),
    suggestion="降到百分之十以内；超过的重新采购",
    bad=(
        "道路保洁采购合同\n服务期内路段增多的，双方签补充协议添加费用，至多可加到原价的三成。\n",
        "设备采购合同\n追加采购的金额不超过原合同价的20%。\n",
        "去年政府采购买了四十盏路灯，按原价再添九盏。",
        "原采购合同金额三十万元，现追加服务费五万元。",
    ),
    good=(
        "设备采购合同\n追加采购的金额不超过原合同采购金额的百分之十。\n",
        "去年政府采购买了四十盏路灯，按原价再添四盏。",
        "设备采购合同\n工期延长的，增加人员三成。\n",
    ),
)
def adds_more(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a share by which the price may be added to that lies above a tenth of the first contract."""
    folded = document.folded
    yield from _units_added(document, start, end, context)
    if not re.search(r"金额|费用|价款?|原价|合同价|款项", folded[start:end]):
        return
    for match in _ADDED.finditer(folded, start, end):
        written = match["share"]
        share = share_of(written)
        if share > _MOST_ADDED and context.found(document, r"采购|中标|成交通知书"):
            yield Hit(*match.span(), message=f"补充部分可达原合同的{share:g}%，不得超过百分之十")


_TOO_LONG: Final = (
    r"(?:租赁|租期|租用|出租|承租)[^。；]{0,12}(?:期限)?[^。；]{0,6}?(?<![0-9])(?:2[1-9]|[3-9][0-9]|二十[一二三四五六七八九]|(?<![二三四五六七八九十])[三四五六七八九]十[一二三四五六七八九]?|一百)年(?!代)",
    r"(?:永久|无限期|长期无偿)(?:租用|出租|使用|租赁)",
    r"租(?:给|予)[^。；]{0,14}?(?<![0-9])(?:2[1-9]|[3-9][0-9]|二十[一二三四五六七八九]|[三四五六七八九]十[一二三四五六七八九]?)年",
    *SAID["C028"].patterns,
)
_SPAN: Final = lazily(
    r"(?:租赁|租期|租用|承租|出租|租给)[^。；\\n]{0,24}?((?:19|20)[0-9]{2})年([0-9]{1,2})月(?:([0-9]{1,2})日)?[^。；\\n]{0,6}(?:至|到|—|-)+((?:19|20)[0-9]{2})年([0-9]{1,2})月"
)
_NO_LEASE: Final = lazily(r"土地经营权|承包经营|流转|土地使用权出让|使用年限|产权|承包地|经营权")
_LASTING: Final = lazily(r"[0-9一二三四五六七八九十百]年|永久|永远|无限期|世世代代|子子孙孙|不设期限|不限期|长期无偿")
_MOST_YEARS: Final = 20


@rule(
    code="C028",
    name="lease-too-long",
    title="租赁期限超过二十年",
    why="租赁期限不得超过二十年，超过部分无效。",
    basis=("民法典@2020:705",),
    severity="error",
    kinds=_CT,
    cues=(
        "租赁",
        "租期",
        "租用",
        "出租",
        "承租",
        "租给",
        "租予",
        "一租",
        "租约",
        "租你",
        "租了",
        "永久",
        "永远",
        "无限期",
        "长期无偿",
        "世世代代",
    ),
    patterns=_TOO_LONG,
    message="租赁期限疑似超过二十年",
    suggestion="改为不超过二十年，届满可以续签",
    bad=(
        "租赁期限自2026年1月1日起至2050年12月31日止。",
        "租赁期限为三十年。",
        "甲方将厂房永久出租给乙方。",
        "甲方将房屋租给乙方使用五十年。",
        *SAID["C028"].bad,
    ),
    good=(
        "租赁期限自2026年1月1日起至2045年12月31日止。",
        "租赁期限为二十年。",
        "土地经营权流转期限为三十年。",
        "土地使用权出让年限五十年，租赁期限十年。",
        "甲方将房屋租给乙方使用十五年。",
        *SAID["C028"].good,
    ),
)
def lease_too_long(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a lease for more than twenty years, told in years or from one day to another."""
    folded = document.folded
    if not _LASTING.search(folded, start, end) or _NO_LEASE.search(folded, start, end):
        return
    for pattern in _TOO_LONG:
        if match := compiled(pattern).search(folded, start, end):
            yield Hit(*match.span())
            return
    if (match := _SPAN.search(folded, start, end)) and (
        (int(match[4]) - int(match[1])) * 12 + int(match[5]) - int(match[2]) > _MOST_YEARS * 12
    ):
        yield Hit(*match.span())
