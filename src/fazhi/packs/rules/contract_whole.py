"""Family C, fifth part: what a whole contract lacks; a part of one is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, Kind, Severity, compiled, require_rule, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._said_contracts import SAID

CIVIL: Final = "民法典@2020"
PAYMENT: Final = "保障中小企业款项支付条例@2025"
_CT: Final = ("ct",)
_FIRST: Final = lazily(r"(?m)^[ ]*(?:甲方|发包人|发包方|出租方|采购人|委托方|买方|出让方)")
_SECOND: Final = lazily(r"(?m)^[ ]*(?:乙方|承包人|承包方|承租方|供应商|受托方|卖方|受让方)")
_TITLED: Final = lazily(r"(?:合同|协议|协议书|合同书)(?:\([^()]*\))?$")
_TAIL: Final = 400


def is_whole(document: Document) -> bool:
    """Return whether a text is a contract from its title on: titled so, with both parties named in lines of their own."""
    if document.title is None or not _TITLED.search(document.folded_title.strip()):
        return False
    return _FIRST.search(document.folded) is not None and _SECOND.search(document.folded) is not None


_SIGNED: Final = lazily(r"签字(?!处)|签章|盖章|签名|签署|公章|印章|\(章\)|\(签")
_DATED: Final = lazily(
    r"年[ _]*[0-9]*[ _]*月[ _]*[0-9]*[ _]*日[ ]*$|签订日期|签订时间|签约日期|日期:|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日[^。\n]{0,8}(?:签|订立)|年[ _]{1,8}月[ _]{1,8}日"
)


@rule(
    code="C018",
    name="no-signature-block",
    title="缺签署要素",
    why="合同自双方签名、盖章时成立，签署栏应当有双方名称、代表人和日期。",
    basis=(f"{CIVIL}:490",),
    severity="warning",
    kinds=_CT,
    scope="document",
    message="合同缺少签署要素",
    suggestion="补上双方签字盖章处和签订日期",
    bad=(
        "厂房租赁合同\n甲方：柳湾镇人民政府\n乙方：某某公司\n第一条 甲方将厂房出租给乙方。\n",
        "桌椅买卖合同\n甲方：柳湾镇人民政府\n乙方：某某公司\n一、2026年5月6日前送到，见签字处电话。\n甲方：柳湾镇人民政府\n乙方：某某公司\n",
    ),
    good=(
        "厂房租赁合同\n甲方：柳湾镇人民政府\n乙方：某某公司\n第一条 出租厂房。\n甲方（盖章）：\n乙方（盖章）：\n签订日期：2026年3月1日\n",
        "第四条 乙方应当按期交纳租金。",
    ),
)
def no_signature_block(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the end of a whole contract that is not signed, or bears no date."""
    if document.kind is not Kind.CT:
        return
    if not is_whole(document):
        return
    folded, at = document.folded, document.written_end
    tail = folded[max(0, at - _TAIL) : at]
    dated = _DATED.search(folded) or re.search(r"(?m)^[ ]*[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日[ ]*$", folded)
    missing = [word for word, there in (("签字或者盖章", _SIGNED.search(tail)), ("日期", dated)) if not there]
    if missing:
        yield Hit(at, at, message=f"合同缺少签署要素：未见{'、'.join(missing)}", absent=True)


_OPEN: Final = (
    r"(?:价款|金额|租金|价格|费用|期限|工期|数量|提交时间|交付时间|交货时间)[^。；]{0,8}(?:另行商定|另行协商|待定|面议|另议|双方再议|暂不约定)",
    r"(?:价款|工程款|金额|数额|租金|价格|费用)[^。；，]{0,8}(?:以|由)双方[^。；，]{0,4}(?:后续|另行|届时|以后|再行?)[^。；，]{0,2}(?:协商|商议|商定)",
    *SAID["C016"].patterns,
)
_SETTLED: Final = r"框架协议|补充协议(?:中)?约定|据实结算|意向|变更|综合单价"
_PRICED: Final = lazily("买卖|采购|购销|租赁|施工|工程|服务|承揽|修缮|供货|委托|加工|维修|安装|保洁|养护")
_NEEDED: Final = (
    (
        "价款",
        lazily(
            r"[0-9一二三四五六七八九十百千万〇零壹贰叁肆伍陆柒捌玖拾佰仟.,]+(?:万|亿)?(?:元|块)|无偿|免费|免收|[0-9_ ]元|单价|报价|费率|%"
        ),
    ),
    ("违约责任", lazily(r"违约|赔偿|赔给|误期|迟延|逾期|责任|滞纳")),
    ("争议解决", lazily(r"争议|纠纷|法院|仲裁|说不拢|协商解决")),
)


@rule(
    code="C016",
    name="price-open",
    title="价款、期限疑似不确定",
    why="标的、数量、质量、价款、期限、违约责任和争议解决是合同一般应当写明的内容。",
    basis=(f"{CIVIL}:470",),
    severity="error",
    kinds=_CT,
    scope="document",
    patterns=_OPEN,
    message="价款或者期限没有确定",
    suggestion="写明数额、计算方法或者起止日期；缺少的条款补上",
    bad=(
        "成果提交时间由双方另行商定。",
        "合同价款由双方另行商定。",
        "租赁期限待定。",
        "工程款数额以双方后续协商为准。",
        "修缮合同\n甲方：清风村村民委员会\n乙方：柳湾修缮队\n一、修缮戏台一座，木料用杉木。\n二、三十日内完工。\n甲方（盖章）：\n乙方（盖章）：\n2026年3月1日\n",
        *SAID["C016"].bad,
    ),
    good=(
        "工程量据实结算，综合单价见附件。",
        "因设计变更增减的价款，按综合单价由双方核对。",
        "修缮合同\n甲方：清风村村民委员会\n乙方：柳湾修缮队\n一、修缮戏台一座，三十日内完工，工钱共8000元。\n二、误期的每日赔50元，有纠纷向法院起诉。\n2026年3月1日\n",
        *SAID["C016"].good,
    ),
)
def price_open(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a price or term left to be agreed, and the end of a whole contract without price, liability or remedy."""
    if document.kind is not Kind.CT:
        return
    folded = document.folded
    for pattern in _OPEN:
        for match in context.each(document, pattern):
            begin, stop = document.sentence(match.start())
            if not compiled(_SETTLED).search(folded, begin, stop):
                yield Hit(*match.span())
                return
    if not is_whole(document) or not _PRICED.search(document.folded_title):
        return
    missing = [word for word, pattern in _NEEDED if not pattern.search(folded)]
    if "价款" in missing or len(missing) > 1:
        at = document.written_end
        yield Hit(at, at, severity=Severity.WARNING, message=f"合同未见{'、'.join(missing)}的约定", absent=True)


_WORKS: Final = lazily(r"(?:施工|工程|改造|修缮|清淤|硬化|建设|装修|铺设)[^\n。，]{0,8}(?:合同|协议)")
_WAGES: Final = r"农民工工资|人工费(?:用)?(?:拨付|支付|按|单列)|工资专用账户|工资支付担保"
_BUILDING: Final = r"施工合同|建设工程(?!规划|消防|质量)|工程承包|施工承包"


@rule(
    code="C033",
    name="no-wages-clause",
    title="工程合同缺农民工工资条款",
    why="施工合同应当约定人工费用的数额、支付日期和工资专用账户等。",
    basis=("文字规范：工程施工合同应当约定人工费用拨付周期和农民工工资支付保障",),
    severity="warning",
    kinds=_CT,
    scope="document",
    anywhere=(_WAGES, _BUILDING),
    message="工程合同未见人工费拨付、农民工工资保障条款",
    suggestion="补充人工费用拨付周期、工资专用账户等约定",
    bad=(
        "道路建设工程施工合同\n第一条 工期六十日。\n",
        "戏台修缮合同\n甲方：清风村村民委员会\n乙方：柳湾修缮队\n一、工期三十日，工钱8000元。\n",
    ),
    good=(
        "道路建设工程施工合同\n第一条 工期六十日。\n第二条 人工费用按月拨付至农民工工资专用账户。\n",
        "项目投资协议书\n第一条 乙方自行办理建设工程规划许可证。\n",
        "双方于2026年3月1日签订本施工合同。",
    ),
)
def no_wages_clause(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the end of a contract for works, from its title on, in which nothing is said of wages."""
    if document.kind is not Kind.CT:
        return
    title = document.folded_title
    if document.title is None or not re.search("合同|协议", title):
        return
    if (_WORKS.search(title) or context.found(document, _BUILDING)) and not context.found(document, _WAGES):
        at = document.written_end
        yield Hit(at, at, absent=True)


C034 = require_rule(
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
)

C036 = require_rule(
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
)
