"""Family C, third part: who the parties are, what is left blank, and whether names and codes agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, rule
from fazhi.kernel.lint.lazily import lazily

CIVIL: Final = "民法典@2020"
_CT: Final = ("ct",)


@rule(
    code="C017",
    name="party-without-standing",
    title="合同主体疑似不适格",
    why="内设机构、临时机构没有对外签订合同的主体资格。",
    basis=(f"{CIVIL}:97",),
    severity="error",
    kinds=_CT,
    cues=("甲方", "发包人", "发包方", "采购人", "出租方", "委托方"),
    suggestion="由镇人民政府（街道办事处）或者有独立主体资格的单位签订",
    bad=("甲方：柳湾镇城建办公室\n", "甲方（发包方）：柳湾镇河道整治指挥部\n", "发包人：柳湾镇环境整治工作领导小组\n"),
    good=("甲方：柳湾镇人民政府\n", "甲方：清风村村民委员会\n", "甲方应当成立工作领导小组。"),
)
def party(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a first party that is an inner office, a headquarters or a leading group."""
    pattern = re.compile(
        r"(?:甲方|发包人|发包方|采购人|出租方|委托方)(?:\([^)\n]{1,12}\))?[:][ ]*([^\n。;,]{2,30}?(?:(?:领导小组|指挥部|专班|工作组)(?:办公室)?|(?:城建|经济发展|农业农村|综治|党政|党建|应急|社会事务)(?:办|办公室)))(?=\s|$|[,;。(])"
    )
    for match in pattern.finditer(document.folded, start, end):
        yield Hit(*match.span(1), message=f"“{match[1]}”疑似没有签订合同的主体资格")


_BLANK = lazily(
    r"(?<![月_])_{3,}\s*(?:元|%|日|天|年|平方米|亩|万元)|(?:人民币|金额|价款|租金|期限)[:为]?\s*_{3,}|(?:大写|小写)[:)]?\s*_{3,}"
)


@rule(
    code="C037",
    name="key-blanks",
    title="关键处留空",
    why="金额、期限等关键处留空的合同，签订后容易被补填。",
    basis=("文字规范：合同签订前应当填实关键条款，不用的空格划去",),
    severity="error",
    kinds=_CT,
    cues=("___",),
    suggestion="填实；不用的空格划去",
    bad=("合同总价为人民币____元。", "租赁期限：____年。"),
    good=("甲方（盖章）：________", "合同总价为人民币10000元。", "发包人（公章）：\n2026年8月____日"),
)
def blanks(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a blank where an amount or a term belongs; the lines for signatures are left alone."""
    if re.search(r"范本|示范文本|模板", document.folded[:300]):
        return
    for match in _BLANK.finditer(document.folded, start, end):
        yield Hit(*match.span())


_ACCOUNT: Final = lazily(r"(?:户名|开户名称)[:为 ]*([\u4e00-\u9fff()]{4,30}?(?:公司|厂))(?=\s|[,。;(]|$)")
_NAMED = (
    r"(甲方|乙方|丙方|(?:发包人|承包人|出租方|承租方)(?!\((?:甲方|乙方)))\)?(?:\([^()\n]{1,10}\))?:[ ]*"
    r"([\u4e00-\u9fff()]{4,30}?(?:公司|厂|合作社|经营部|事务所|委员会|人民政府|办事处|医院|学校))(?=\s|[,。;(]|$)"
)
_CODE = lazily(r"(?:统一社会信用代码|信用代码)[:为\s]*([0-9A-Z]{10,22})(?![0-9A-Z])")
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@rule(
    code="C038",
    name="credit-code-wrong",
    title="统一社会信用代码疑似错误",
    why="代码为十八位，末位是校验码；写错就对不上主体。",
    basis=("文字规范：统一社会信用代码为十八位，末位为校验码（GB 32100）",),
    severity="error",
    cues=("信用代码", "户名", "开户名称"),
    suggestion="对照营业执照核对",
    bad=(
        "乙方：临江县甜源农业有限公司\n收款账户户名：临江县甜水贸易有限公司\n",
        "统一社会信用代码：91330100MA27XQ0001",
        "统一社会信用代码：9133010" + "0MA27",
    ),
    good=(
        "统一社会信用代码：91350100M000100Y43",
        "乙方：临江县甜源农业有限公司\n收款账户户名：临江县甜源农业有限公司\n",
        "甲方：柳湾镇人民政府\n乙方：丁小水\n保证金账户户名：柳湾镇财政所\n",
    ),
)
def credit_code(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a code of the wrong length or with a check sign that does not fit."""
    for match in _ACCOUNT.finditer(document.folded, start, end):
        parties = {found[2] for found in re.finditer(_NAMED, document.folded)}
        if any(name.endswith("公司") for name in parties) and match[1] not in parties:
            yield Hit(*match.span(1), message=f"账户户名“{match[1]}”与合同当事人的名称不一致")
    for match in _CODE.finditer(document.folded, start, end):
        code = match[1]
        if len(code) != 18:
            yield Hit(*match.span(1), message=f"代码有{len(code)}位，应为十八位")
            continue
        if any(sign not in _SIGNS for sign in code):
            yield Hit(*match.span(1), message="代码里有不使用的字母")
            continue
        total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(code, _WEIGHTS, strict=False))
        if _SIGNS[(31 - total % 31) % 31] != code[17]:
            yield Hit(*match.span(1), message="末位校验码不符")


_LIKE: Final = 0.7
"""Names of one party that are less alike than this are other names: a successor, an agent."""


@rule(
    code="C039",
    name="party-named-otherwise",
    title="同一方前后名称不一致",
    why="抬头与签章处的名称差一个字，就可能不是同一个主体，付款、起诉都对不上。",
    basis=("文字规范：合同同一方的名称应当前后一致，与营业执照、印章相同",),
    severity="error",
    kinds=_CT,
    scope="document",
    patterns=(_NAMED,),
    gated=True,
    suggestion="对照营业执照、印章核对，写同一个全称",
    bad=(
        "租赁合同\n乙方：临江县甜源农业有限公司\n一、租期五年。\n乙方（公章）：临江县甜园农业有限公司\n",
        "测绘合同\n承租方（乙方）：海州市经纬测绘有限公司\n乙方（盖章）：海州市经伟测绘有限公司\n",
    ),
    good=(
        "租赁合同\n乙方：临江县甜源农业有限公司\n一、租期五年。\n乙方（公章）：临江县甜源农业有限公司\n",
        "转让合同\n乙方：临江县甜源农业有限公司\n附：原合同\n乙方：柳湾机械厂\n",
    ),
)
def party_named_otherwise(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a name that is nearly, and not quite, the one the same party had before."""
    names: dict[str, str] = {}
    for match in context.each(document, _NAMED):
        first = names.setdefault(match[1], match[2])
        if first != match[2] and SequenceMatcher(None, first, match[2]).ratio() >= _LIKE:
            yield Hit(*match.span(2), message=f"{match[1]}前文为“{first}”，这里为“{match[2]}”")
