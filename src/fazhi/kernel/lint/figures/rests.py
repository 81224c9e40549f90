"""What is left over: 预算 50 万元，支出 45 万元，结余 5 万元; and accounts: 年初结存、收入、支出、年末结存."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fazhi.kernel.lint.lazily import lazily

from .numbers import Number, units_agree
from .slips import Checked, Slip, shown
from .totals import Summed, near, otherwise, told

__all__ = ["check_rests"]

_OWED = lazily(
    r"^[,、;]?(?:[^,;:\d]{0,4})(?:结余|剩余|尚剩|还剩|尚余|余下|余款|余|尚欠|仍欠|欠缴|欠付|欠|待[发付拨缴收]|未付|未支付|空编|缺编|(?:另|尚|还|仍)缺|(?:尚|还|仍)差|空岗|缺额|缺口|空缺|净值|净额|净资产)"
    r"(?:款项?|资金|金额|[^,;:\d]{0,4})?(?:为|是)?$"
)
_PENDING = lazily(
    r"^[,、;]?(?!另)(?:[^,;:\d]{0,3})(?:正在[^,;:\d]{1,4}|在办|待办|待整改|待化解|(?:尚|仍|还)?(?:有(?!效)|未|没有)[^,;:\d]{0,6}|未[^,;:\d]{1,5}|不合格[^,;:\d]{0,2}|不[^,;:\d]{2,4})$"
)
_GONE = lazily(r"^[,、](?:[^,;:\d]{0,4})(?:请假|缺席|未到会?|因[事病公][^,;:\d]{0,8})(?:的)?$")
_CAME = lazily(
    r"^[,、]?(?:[^,;:\d]{0,3})(?:实到|实际到会|出席|到会|参会)(?:[^,;:\d]{0,6}会议)?的?(?:代表|人数|委员|成员)?(?:为|是)?$"
)
_WHOLE = lazily(
    r"总|共|任务|目标|预算|应|编制|合同|安排|概算|计划|核定|受理|收到|收件|接收|接到|列入|排查|摸排|交办|承办|督办|登记|需|发出|发放|收回|抽检|抽查|检查|未完成|存量|发现|涉及|原值|账面|存在|查出|梳理|征收|收缴|欠|受理|立案|下达|缴纳"
)
_DONE = lazily(
    r"实收|收取|折旧|负债|支出|支付|付|使用|用|拨|花|实有|在编|现有|缴|偿还|还|化解|已|完成|办结|整改|整治|通过|发放|采纳|合格|到位|销号|解决|清理|拆除|办理|退|返还|归还|兑付|核销|执行|结案|审结|调处|落实|回收|竣工|开工|验收|建成"
)
_SET_OFF = lazily(r"^[^,、;:\d]{0,10}(?:[,、]|已(?=完成|办结|整改|解决|化解))")
_CURRENT = lazily(
    r"^[,、;]?(?:收支相抵后?,?|(?:本|当)[年月季期]度?|全年|年度)(?:实现)?(?:收支)?(?:结余|盈余|净结余)(?:为|是)?$"
)
_OPENING = lazily(
    r"(?:年初|期初|月初|上[年月期季](?:度|末|底)?|去年)(?:[^,;:\d]{0,4})(?:结存|结余|余额|结转|库存)(?:[^,;:\d]{0,3})$"
    r"|年初(?:[^,;:\d]{0,4})(?:预算|安排|下达)(?:[^,;:\d]{0,12})$"
)
_CLOSING = lazily(
    r"(?:年末|期末|年底|月末|季末|本[年月期季](?:度|末)?|当年|滚存|累计)(?:[^,;:\d]{0,4})(?:结存|结余|余额|结转|库存)(?:[^,;:\d]{0,3})$"
    r"|结转下年(?:[^,;:\d]{0,3})$|^[,、;]?(?:现|目前|账面|滚存|累计|尚)?(?:结余|余额|结存)(?:为|是)?$"
)
_IN = lazily(
    r"(?:新(?:设|投用|投放|投运|投产|启用|开通|开业|成立|组建|购|建成?|招|录用?|排查|发现|受理|收|立|登记|摸排|接|发生|认定|纳入)|收入|收款|收缴|收取|募集|购进|购入|购置|进货|采购|调进|追加|调增|增加|入库|进账|新增|转入|纳入|调入|承接|新建|新招|拨入)(?:合计|共计|总计)?(?:[^,;:\d]{0,3})$"
)
_OUT = lazily(
    r"(?<!未)(?:支出|付款|发放|领用|消耗|售出|供应|减少|出库|使用|花费|取消|退出|注销|核减|转出|清退|销号|调出|报废|淘汰|退役|离职|调离|整改|销号|化解|办结|结案|处置|解决|审结|死亡|下放|撤销|辞职|退休)(?:合计|共计|总计)?(?:[^,;:\d]{0,3})$"
)
_CARRIED = lazily(r"结转|年初|期初|上年|原有|存量|历年|往年")
"""What was there before: 年初结转 36 处，新排查 128 处 are one account."""
_STOOD = lazily(r"(?:^现有|年初|期初|月初|季初|上[年月季期](?:末|底|度)?|去年底|原)[^,;:\d]{0,14}$")
_STANDS = lazily(
    r"^[,;、](?:[^,;:\d]{0,4})(?:年末|期末|月末|季末|年底|目前|截至目前|现|调整后|清理后|变动后)[^,;:\d]{0,8}$"
)


def check_rests(found: Sequence[Number], at: int) -> Iterator[tuple[Summed, Slip] | Checked]:
    """Yield what is to be said of the total at ``at``, of what was done of it and of what is left, told right behind.

    What is said to be still open (正在办理、未办结) closes the list only where nothing of the kind follows.
    """
    yield from _account(found, at)
    total, part, rest = found[at : at + 3]
    if at and units_agree(found[at - 1], total) and _CARRIED.search(found[at - 1].clause):
        return
    if not (units_agree(total, part) and units_agree(total, rest)) or any(n.hedged for n in (total, part, rest)):
        return
    if at and units_agree(found[at - 1], total) and _one_of_several(found[at - 1], total, part):
        return
    if _PAID.search(total.clause) and _PAYS.search(part.clause) and not _WHOLE_DUE.search(total.clause):
        return  # 签订后 10 日内支付 85950 元，考核合格后支付 143250 元，余款 57300 元: no total among them
    after, between = rest.lead.strip(), part.lead.strip()
    if re.search("上年|年初|期初|结转|往年", after):
        return
    plain = at == 0 and len(found) == 3 and re.match(r"^[,、;]?(?:结余|盈余|节余)(?:为|是)?$", after)
    if (plain or _CURRENT.match(after)) and _IN.search(total.clause) and _OUT.search(part.clause):
        if near(part.value + rest.value, (part, rest), total):
            yield Checked(rest.start)
        else:
            yield from told(total, (part, rest), part.value + rest.value)
        return
    left = _OWED.match(after)
    owed = (left is not None and re.search("剩|余", after)) or (
        _DONE.search(part.clause) and (left or _PENDING.match(after))
    )
    came = _GONE.match(between) and _CAME.match(after)
    gone = _CAME.match(between) and _GONE.match(after)
    named = bool(_WHOLE.search(total.clause) or came or gone) or (
        (not at or not units_agree(found[at - 1], total)) and _contrary(part, rest)
    )
    if _DONE.search(part.clause) and "正在" in after and _PENDING.match(after):
        named = named or part.value + rest.value > total.value
    if not (owed or came or gone) or not named or not _SET_OFF.match(between):
        return
    parts = [part, rest]
    for more in found[at + 3 :]:
        lead = more.lead.strip()
        if (
            "其中" in lead
            or not units_agree(more, total)
            or not (_OWED.match(lead) or _PENDING.match(lead) or _GONE.match(lead))
        ):
            break
        parts.append(more)
    value = sum((number.value for number in parts), start=part.value * 0)
    behind = found[at + 1 + len(parts)] if at + 1 + len(parts) < len(found) else None
    if near(value, parts, total):
        yield Checked(rest.start)
    elif otherwise(found, total, parts):
        return
    elif value > total.value or behind is None or not units_agree(behind, total) or behind.lead.strip()[:1] in ";":
        yield from told(total, parts, value)


_PAYS = lazily(r"[付拨还缴交]$")
_PAID = lazily(r"(?:前|后|内|时|起|日|月|期|次|批|笔)[^,;:\d]{0,10}[付拨还缴交]$")
_WHOLE_DUE = lazily(r"应|共|总|合计|需|计划|累计")


def _one_of_several(whole: Number, total: Number, part: Number) -> bool:
    """Say whether what looks like a total is a payment as the next one is: 总价 50 万元，…付 15 万元，…付 32.5 万元."""
    if part.value >= total.value:
        return True
    return whole.value > total.value and bool(_PAYS.search(total.clause) and _PAYS.search(part.clause))


_VERB = lazily(r"(?:已经?|现已|目前已)?(?P<verb>[\u4e00-\u9fff]{2})(?:的|为|了)?$")


def _contrary(part: Number, rest: Number) -> bool:
    """Say whether the rest is what the part is not: 完成 28 项，尚未完成 4 项."""
    verb = _VERB.search(part.clause)
    return verb is not None and re.search(rf"(?:未|没有|尚待){verb['verb']}", rest.clause) is not None


_NO_OTHER = lazily(
    r"[,(](?:除此(?:之外|以外)?,?)?[^,;:\d]{0,6}(?:没有|无|未有|未发生|不存在)[^,;:\d]{0,6}(?:变动|变化|增减|进出|拆除|停用|减少|报废|退出|注销|取消|关停|淘汰)[^,;:\d]{0,4}\)?(?=,)"
)


def _stands(number: Number) -> bool:
    """Say whether a count is what is there in the end; that nothing else changed may be told in front of it."""
    return bool(_STANDS.match(_NO_OTHER.sub("", number.lead.strip())))


_BUDGET = lazily(r"预算|安排|下达")
_ADDED = lazily(r"(?:追加|调增|核增|新增|增加|增补)(?![^,;:\d]*(?:追加|调减|核减))[^,;:\d]{0,8}$")
_CARRIES = lazily(r"(?<![没无])(?<!没有)(?:上年|往年|历年)[^,;:]{0,4}(?:结转|结余)")


def _account(found: Sequence[Number], at: int) -> Iterator[tuple[Summed, Slip] | Checked]:
    """Judge 年初结存 12 万元，本年收入 38 万元，本年支出 33 万元，年末结存 17 万元; so too 原有、新增、取消、现有."""
    opening, value = found[at], found[at].value
    steps: list[tuple[int, Number]] = []
    if at and units_agree(found[at - 1], opening) and _BUDGET.search(found[at - 1].clause):
        return  # a budget, what was carried over, what was added
    for number in found[at + 1 : at + 6]:
        if number.unit != opening.unit or number.hedged or opening.hedged:
            return
        if steps and (_stands(number) or _CLOSING.search(number.clause)):
            break
        carried = (_BUDGET.search(opening.clause) and _CARRIES.search(number.clause)) or _ADDED.search(number.clause)
        way = 1 if carried or _IN.search(number.clause) else -1 if _OUT.search(number.clause) else 0
        if not way:
            break
        steps.append((way, number))
        value += way * number.value
    closing = found[at + 1 + len(steps)] if at + 1 + len(steps) < len(found) else None
    if not steps or closing is None or closing.unit != opening.unit or closing.hedged:
        return
    money = _OPENING.search(opening.clause) and _CLOSING.search(closing.clause) and len(steps) > 1
    stock = _stands(closing) and (_STOOD.search(opening.clause) or "后" in closing.lead)
    if not (money or stock) or (stock and (_IN.search(opening.clause) or _OUT.search(opening.clause))):
        return
    if _BUDGET.search(opening.clause) and _CARRIES.search(closing.lead):
        return
    if near(value, [opening, *(number for _, number in steps)], closing):
        yield Checked(closing.start)
        return
    signs = "".join(("+" if way > 0 else "-") + shown(number.value) for way, number in steps)
    yield (
        Summed.SUM,
        Slip(
            start=closing.start,
            end=closing.end,
            message=f"{shown(opening.value)}{signs}={shown(value)}，与所写的 {shown(closing.value)} 不符",
            suggestion=f"核对期初、增减和期末数；其余无误的，期末应为 {shown(value)}",
        ),
    )
