"""Shares whose part or whole stands some clauses away: instalments, deposits, kinds among a list, grades, budgets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .printed import COUNTED, INEXACT, Printed, fig, opened, read
from .slips import Checked, Slip, plain, shown_percent

__all__ = ["check_shares_told"]

_Said = Iterator[tuple[str, Slip | Checked]]


def check_shares_told(text: str) -> _Said:
    """Yield what is to be said of the shares of a whole text (Q001)."""
    for words, check in _BY_WORDS:
        if any(word in text for word in words):
            yield from check(text)


def _share(stated: Printed, part: Fraction, whole: Fraction) -> _Said:
    """Yield the verdict on a share in percent: rounded or cut off at its last printed place."""
    right = part / whole * 100
    if abs(right - stated.value) <= stated.step / 2 or stated.value <= right < stated.value + stated.step:
        yield "Q001", Checked(stated.start)
        return
    decimals = len(plain(stated.step).partition(".")[2])
    made = f"{plain(part)}÷{plain(whole)}≈{shown_percent(part / whole, max(1, decimals))}"
    said = f"{made}，与所写的 {plain(stated.value)}% 不符"
    yield "Q001", Slip(start=stated.start, end=stated.end + 1, message=said, suggestion="核对部分、总数和比例")


_ITEM: Final = lazily(
    rf"{fig('p')}%(?P<of>[^,;:。\d%\n()]{{0,10}}?)[,(]?(?:共计|合计|计|即|金额为)(?:人民币)?{fig('n')}(?P<unit>元|[座户件亩人个处吨套台盏株])"
)
_ITEM_SIGN: Final = lazily(r"%[^,;:。\d%\n()]{0,10}[,(]?(?:共?计|合计|即|金额为)")
"""What begins with one sign is looked for many times quicker than a figure."""
_RUNNING: Final = lazily(r"累计|[付拨缴支]至|达到|扣|已[付支拨缴]|减|另|剩余部分的|余款的|余额的")
_GAP: Final = 90
_AHEAD: Final = 200


def _items(text: str) -> _Said:
    """Judge 合同总价 48 万元，分三次付清：支付 30%，计 14.4 万元；支付 65%，计…: one of them is odd.

    Either the shares make a hundred or the amounts the whole, and all others are shares of it as told.
    """
    if _ITEM_SIGN.search(text) is None:
        return
    runs: list[list[re.Match[str]]] = []
    for found in _ITEM.finditer(text):
        if runs and found.start() - runs[-1][-1].end() < _GAP and found["unit"] == runs[-1][-1]["unit"]:
            runs[-1].append(found)
        else:
            runs.append([found])
    for run in runs:
        begin, end = run[0].start(), run[-1].end()
        ahead = text[max(0, begin - _AHEAD) : begin]
        if len(run) < 2 or INEXACT.search(text, begin - 4, end) or _RUNNING.search(text, begin - 12, end):
            continue
        told = [(read(each, "p"), read(each, "n")) for each in run]
        wholes = [
            read(each, "n")
            for each in COUNTED.finditer(ahead)
            if each["unit"] == run[0]["unit"] and not INEXACT.search(ahead, max(0, each.start() - 4), each.end())
        ]
        for whole in wholes[::-1]:
            odd = [(p, n) for p, n in told if abs(whole.value * p.value / 100 - n.value) > _slack(whole, p, n)]
            closed = sum(p.value for p, _ in told) == 100 or sum(n.value for _, n in told) == whole.value
            if not closed or len(odd) > 1:
                continue
            if odd:
                p, n = odd[0]
                right = whole.value * p.value / 100
                said = f"{plain(whole.value)}的 {plain(p.value)}%是 {plain(right)}，与所写的 {plain(n.value)} 不符"
                yield "Q001", Slip(start=n.start, end=n.end, message=said, suggestion="核对总数、比例和数额")
            else:
                yield "Q001", Checked(run[0].start())
            break


def _slack(whole: Printed, p: Printed, part: Printed) -> Fraction:
    return part.step + whole.rounding * p.value / 100


_DEPOSIT: Final = lazily(
    rf"(?P<what>[\u4e00-\u9fff]{{1,3}}保证金|预付款|质保金|定金|代理费),?(?:金额|数额)?(?:为|是|按)(?P<base>中标价|中标金额|合同总?价款?|合同金额|成交价|成交金额|结算价)的{fig('p')}%"
    rf"(?P<way>[^\n%]{{0,50}}?)(?P=base)(?:为|是)?{fig('whole')}元,(?P=what)(?:金额)?(?:为|是|计)?{fig('n')}元"
)
_LET: Final = lazily(r"取整|减免|减半|免|下调|优惠|信用")


def _deposit(text: str) -> _Said:
    """Judge 履约保证金，金额为中标价的 10%。本项目中标价 1268000 元，履约保证金为 126800 元."""
    for found in _DEPOSIT.finditer(text):
        if INEXACT.search(found[0]) or _LET.search(found[0]):
            continue
        p, whole, stated = (read(found, name) for name in ("p", "whole", "n"))
        right = whole.value * p.value / 100
        if abs(right - stated.value) <= _slack(whole, p, stated):
            yield "Q001", Checked(stated.start)
        elif right / 3 < stated.value < right * 3:
            said = f"{plain(whole.value)}的 {plain(p.value)}%是 {plain(right)}，与所写的 {plain(stated.value)} 不符"
            yield "Q001", Slip(start=stated.start, end=stated.end, message=said, suggestion="核对基数、比例和数额")


_KIND: Final = lazily(
    rf"(?:^|[,;])(?P<part>[\u4e00-\u9fff]{{2,4}})的(?:案件|事项|案卷|纠纷|项目)?占(?P<whole>[\u4e00-\u9fff]{{2}})(?:[件案]?总[数量]|案件总数|数)的{fig('p')}%"
)


def _kind(text: str) -> _Said:
    """Judge 审结 25 件，其中…、撤销 2 件…，撤销的案件占审结总数的 8%: each is named once in its sentence."""
    for found in _KIND.finditer(text):
        begin = opened(text, found.start(), "。;\n")
        ahead = text[begin : found.start() + 1]
        parts = list(re.finditer(rf"{found['part']}(?:的)?(?:有)?{_UNIT_N}", ahead))
        wholes = list(re.finditer(rf"{found['whole']}(?:了|共)?{_UNIT_N}", ahead))
        if len(parts) != 1 or len(wholes) != 1 or parts[0]["unit"] != wholes[0]["unit"] or INEXACT.search(ahead):
            continue
        part, whole = read(parts[0], "n").value, read(wholes[0], "n").value
        if ahead[: parts[0].start()].endswith(("未", "不", "部分", "予")) or not 0 < part <= whole:
            continue
        yield from _share(read(found, "p"), part, whole)


_UNIT_N: Final = fig("n") + r"(?P<unit>[\u4e00-\u9fff])"
_GRADES: Final = lazily(
    rf"(?P<list>(?:[\u4e00-\u9fff]{{2,3}}\d+(?P<unit>[卷件户家个人份处项村])、){{1,4}}[\u4e00-\u9fff]{{2,3}}\d+(?P=unit)),(?P<least>[\u4e00-\u9fff]{{2}})(?:及|或)?以上[\u4e00-\u9fff]{{0,4}}?占比?(?:为|达)?{fig('p')}%"
)
_GRADE: Final = lazily(r"(?P<name>[\u4e00-\u9fff]{2,3})(?P<n>\d+)[\u4e00-\u9fff]")


def _grades(text: str) -> _Said:
    """Judge 抽取案卷 60 卷，…优秀 21 卷、合格 36 卷、不合格 3 卷，合格及以上占 95%: the grades make the whole."""
    for found in _GRADES.finditer(text):
        grades = [(each["name"], int(each["n"])) for each in _GRADE.finditer(found["list"])]
        least = [at for at, (name, _) in enumerate(grades) if name == found["least"]]
        whole = sum(many for _, many in grades)
        begin = opened(text, found.start(), "。\n")
        ahead = text[begin : found.start()]
        told = re.search(rf"(?<!\d){whole}{found['unit']}", ahead)
        if len(least) != 1 or not grades[0][0].endswith("优秀") or told is None:
            continue
        some = sum(many for _, many in grades[: least[0] + 1])
        yield from _share(read(found, "p"), Fraction(some), Fraction(whole))


_PLACES: Final = lazily(
    rf"(?P<a>\d+)个(?:行政)?村[、和](?P<b>\d+)个社区(?P<way>[^\n]{{0,60}}?)(?P<n>\d+)个村\(社区\)(?P<far>[^。;\n\d]{{0,30}})占(?:全部|全[镇乡县区市]|全街道)?村\(社区\)(?:总数)?的?{fig('p')}%"
)


def _places(text: str) -> _Said:
    """Judge 18 个行政村、4 个社区。…20 个村（社区）…，占全部村（社区）的 90.9%."""
    for found in _PLACES.finditer(text):
        whole, part = int(found["a"]) + int(found["b"]), int(found["n"])
        if re.search(r"\d个", found["way"]) or INEXACT.search(found[0]) or not 0 < part <= whole:
            continue
        yield from _share(read(found, "p"), Fraction(part), Fraction(whole))


_BUDGET: Final = lazily(
    rf"年初预算(?:数|安排)?(?:为)?{fig('first')}元[^。;\d\n]{{0,30}}调整(?:为|到|至){fig('then')}元[^。;\d\n]{{0,20}}(?:完成|支出|执行|实现|收入)(?:数)?(?:为)?{fig('n')}元,(?:为|占|完成)(?P<base>调整|年初)预算数?的{fig('p')}%"
)


def _budget(text: str) -> _Said:
    """Judge 年初预算数 4850 万元，…调整为 5120 万元，完成 5273.6 万元，为调整预算数的 103%."""
    for found in _BUDGET.finditer(text):
        if INEXACT.search(found[0]):
            continue
        base = read(found, "then" if found["base"] == "调整" else "first")
        part, stated = read(found, "n"), read(found, "p")
        low, high = ((part.value - part.rounding) / base.value, (part.value + part.rounding) / base.value)
        if low * 100 <= stated.value <= high * 100:
            yield "Q001", Checked(stated.start)
        else:
            yield from _share(stated, part.value, base.value)


_OF_TOTAL: Final = lazily(
    rf"{fig('n')}(?P<unit>[名人户件个宗])[^,;。\d\n]{{0,6}},占(?:全[镇乡县村市区]|我[镇乡村])(?P<what>[\u4e00-\u9fff]{{2,6}}?)总[人户件]?数的{fig('p')}%"
)


def _of_total(text: str) -> _Said:
    """Judge 全镇共有党员 1264 名。…35 岁以下 203 名，占全镇党员总数的 16.1%: the whole is named before."""
    for found in _OF_TOTAL.finditer(text):
        begin = opened(text, found.start(), "\n")
        wholes = list(
            re.finditer(
                rf"(?:共有|现有|辖有|共)[\u4e00-\u9fff]{{0,4}}{found['what']}{fig('n')}{found['unit']}",
                text[begin : found.start()],
            )
        )
        if len(wholes) != 1 or INEXACT.search(text, found.start() - 4, found.end()) or _before_it(wholes[0]):
            continue
        part, whole = read(found, "n").value, read(wholes[0], "n").value
        if 0 < part <= whole:
            yield from _share(read(found, "p"), part, whole)


def _before_it(found: re.Match[str]) -> bool:
    return INEXACT.search(found[0]) is not None


_WITHOUT: Final = lazily(
    rf"(?:超期|逾期)[^,。;\d\n]{{0,8}}?{fig('n')}(?P<unit>[件宗起项])[^。\d\n]{{0,40}}其余(?:[均都]|全部)为?按[期时][^,。;\d\n]{{0,4}},按[期时][\u4e00-\u9fff]{{0,3}}率为?{fig('p')}%"
)


def _without(text: str) -> _Said:
    """Judge 交办 940 件。超期办结的 19 件，其余均为按期办结，按期办结率 98%: of the only count in front."""
    for found in _WITHOUT.finditer(text):
        ahead = text[opened(text, found.start(), "\n") : found.start()]
        wholes = [each for each in COUNTED.finditer(ahead) if each["unit"] == found["unit"]]
        if len(wholes) != 1 or INEXACT.search(ahead):
            continue
        whole, late = read(wholes[0], "n").value, read(found, "n").value
        if late < whole:
            yield from _share(read(found, "p"), whole - late, whole)


_BY_WORDS: Final[Sequence[tuple[tuple[str, ...], Callable[[str], _Said]]]] = (
    (("计", "即", "金额为"), _items),
    (("保证金", "预付款", "质保金", "定金", "代理费"), _deposit),
    (("件占", "的占", "项占", "卷占", "纷占", "目占"), _kind),
    (("优秀",), _grades),
    (("村(社区)的",), _places),
    (("年初预算",), _budget),
    ((",占全", ",占我"), _of_total),
    (("其余均", "其余都", "其余全部"), _without),
)
