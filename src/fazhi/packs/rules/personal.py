"""Personal information left in papers that are to be published: identity numbers, mobile numbers, bank cards.

Numbers hold no word to look for: each rule goes over the whole text once, which costs less than to stop at each digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, rule
from fazhi.kernel.lint.lazily import lazily

_BASIS: Final = ("个人信息保护法@2021:28", "政府信息公开条例@2019:15")
_PUBLISHED: Final = ("nd", "dp", "ar", "vr", "gw")
_IDENTITY: Final = lazily(
    r"(?<![0-9A-Za-z])[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_MOBILE: Final = lazily(r"(?<![0-9A-Za-z-])1[3-9][0-9]{9}(?![0-9A-Za-z])")
_CARD: Final = lazily(r"(?<![0-9A-Za-z])(?:62|4|5[1-5])[0-9]{2}(?: ?[0-9]{4}){3}(?: ?[0-9]{1,3})?(?![0-9A-Za-z])")
# One quick look for all three: most papers hold no such number.
# A first sign of its own is looked for quicker than the same sign four times.
_LONG: Final = "[0-9][0-9]{3} ?[0-9]{4} ?[0-9]{3}"
_OFFICE: Final = lazily(r"(?:联系|咨询|服务|值班|举报|监督|投诉|报名|办公|公开)(?:电话|方式|人|热线|手机)|电话:|热线")
_HOME: Final = lazily(r"[^。;\n]{0,4}(?:家住|现住|住址|家庭地址)")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_identity_number(number: str) -> bool:
    """Return whether eighteen signs carry the right check digit."""
    total = sum(int(sign) * weight for sign, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def is_card_number(number: str) -> bool:
    """Return whether the digits pass the check of bank cards."""
    total = 0
    for at, sign in enumerate(reversed(number)):
        value = int(sign) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@rule(
    code="G019",
    name="identity-number",
    title="写有完整的身份证号码",
    why="身份证号码公开后无法收回，容易被冒用；公开的文件只写到能够识别为止。",
    basis=_BASIS,
    severity="error",
    message="疑似完整的公民身份号码",
    suggestion="公开前遮去中间若干位，如330***********1234；不需要的，删去",
    kinds=_PUBLISHED,
    scope="document",
    confidence=0.98,
    bad=("补助对象王某某，身份证号11010519491231002X。",),
    good=(
        "补助对象王某某，身份证号110105********002X。",
        "统一社会信用代码91330000MA2ABCDE0X的企业。",
        "项目编号110105194912310021，由财政所登记。",
    ),
)
def identity_number(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield each number of eighteen signs with a lawful date and check digit."""
    if not context.found(document, _LONG):
        return
    for match in _IDENTITY.finditer(document.folded, start, end):
        if is_identity_number(match[0]):
            yield Hit(*match.span())


@rule(
    code="G032",
    name="mobile-number",
    title="写有个人手机号码",
    why="私人手机号码属于个人信息，随文件公开没有必要；供群众联系的应当用办公电话。",
    basis=_BASIS,
    severity="warning",
    message="疑似个人手机号码",
    suggestion="公开前遮去中间四位，或者改用办公电话",
    kinds=_PUBLISHED,
    scope="document",
    bad=(
        "信访人李某某（13800138000）反映道路积水。",
        "监督联系人为李某某，手机13800138000，家住河东村12号。",
    ),
    good=(
        "信访人李某某（138****8000）反映道路积水。",
        "联系人：镇党政综合办，联系电话：13800138000。",
        "合同编号为20131380013800012号。",
    ),
)
def mobile_number(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield each mobile number that is not given for the public to call, or is given with a home."""
    if not context.found(document, _LONG):
        return
    for match in _MOBILE.finditer(document.folded, start, end):
        office = _OFFICE.search(document.folded, max(0, match.start() - 30), match.start())
        if not office or _HOME.match(document.folded, match.end()):
            yield Hit(*match.span())


@rule(
    code="G033",
    name="bank-card",
    title="写有完整的银行卡号",
    why="银行账户属于敏感个人信息，公开后容易被用于诈骗。",
    basis=_BASIS,
    severity="error",
    message="疑似完整的银行卡号",
    suggestion="公开前只留后四位；单位账户确需公开的，写明开户单位",
    kinds=_PUBLISHED,
    scope="document",
    bad=("补助款汇入李某某的账户6222020200112230004。",),
    good=("补助款汇入李某某的账户6222**********0000。", "档案编号6222020200112230001，共三卷。", "共计4123户。"),
)
def bank_card(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield each number of a bank card; a number of a unit's account is not one."""
    if not context.found(document, _LONG):
        return
    for match in _CARD.finditer(document.folded, start, end):
        if is_card_number(match[0].replace(" ", "")):
            yield Hit(*match.span())
