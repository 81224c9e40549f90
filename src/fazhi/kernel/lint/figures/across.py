"""Reckonings that reach over clauses, sentences or lines of a list, each told by words of its own.

What a figure is reckoned from stands a sentence or some lines before it: shares of a price in numbered items, the total
of lines, a fine by the area, a deposit by the price. Each is one pattern over one paragraph; only a list reaches over
lines. A word that makes a figure inexact, or lets the reckoning change on its way, keeps it silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .across_shares import check_shares_told
from .printed import COUNTED, FAR, INEXACT, Printed, fig, opened, read
from .slips import Checked, Slip, plain

__all__ = ["check_across"]

_Said = Iterator[tuple[str, Slip | Checked]]


def check_across(text: str) -> _Said:
    """Yield what is to be said of a whole text; ``text`` is folded, offsets are its own."""
    if "元(" in text and any(sign in text for sign in _PRODUCT_SIGNS):
        yield from _in_brackets(text)
    if "以上" in text:
        yield from _lines(text)
    for words, check in _BY_WORDS:
        if any(word in text for word in words):
            yield from check(text)
    if "%" in text:
        yield from check_shares_told(text)


def _told(code: str, stated: Printed, right: Fraction, slack: Fraction, made: str, what: str) -> _Said:
    """Yield the verdict on one figure; what is more than three times off is of something else."""
    if abs(stated.value - right) <= slack:
        yield code, Checked(stated.start)
    elif right / 3 < stated.value < right * 3:
        said = f"{made}={plain(right)}，与所写的 {plain(stated.value)} 不符"
        yield code, Slip(start=stated.start, end=stated.end, message=said, suggestion=what)


_PRODUCT_SIGNS: Final = ("×", "*", "x", "X")
_BRACKET: Final = lazily(rf"{fig('n')}元\((?P<made>[\d.,]+[^()\n=+\-]{{0,50}}?[×*xX][^()\n=+\-]{{1,50}})\)")
_FACTOR: Final = lazily(rf"\s*{fig('f')}(?P<unit>[\u4e00-\u9fff]{{0,4}})(?:/(?P<by>[\u4e00-\u9fff]{{1,4}}))?\s*")
_SIGN: Final = lazily("[×*xX]")
_DAY: Final = {"日": "天", "月": "个月", "名": "人", "位": "人"}


def _in_brackets(text: str) -> _Said:
    """Judge 误工费 9600 元（80 天×120 元/天）: nothing but factors stands in the bracket."""
    for found in _BRACKET.finditer(text):
        factors = [_FACTOR.fullmatch(part) for part in _SIGN.split(found["made"])]
        told = [each for each in factors if each is not None]
        if len(told) != len(factors) or sum("元" in each["unit"] for each in told) != 1 or _before(text, found):
            continue
        units = {_DAY.get(each["unit"], each["unit"]) for each in told}
        if any(each["by"] and _DAY.get(each["by"], each["by"]) not in units for each in told):
            continue  # a wage by the month and a term in days
        right = Fraction(1)
        for each in told:
            right *= read(each, "f").value
        stated = read(found, "n")
        yield from _told("Q016", stated, right, stated.step, found["made"], "核对括号内的各数和得数")


def _before(text: str, found: re.Match[str]) -> bool:
    """Say whether a word in front of the figure makes it inexact or the least of several."""
    return INEXACT.search(text, max(0, found.start() - 4), found.end()) is not None


_CN: Final = {char: at for at, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_LINES: Final = lazily(
    r"\n\s*以上(?P<many>[二两三四五六七八九十]|\d{1,2})项(?:[\u4e00-\u9fff]{0,4}?)(?:共需|合计|共计|总计|共)[\u4e00-\u9fff]{0,8}?"
    + fig("n")
    + "元"
)
_LINE: Final = lazily(r"\s*(?:\d{1,2}[.、]|\(?[一二三四五六七八九十]{1,2}[、)]).*?")
_LINE_SUM: Final = lazily(rf"[,(:](?:小计|共计|合计|计|金额为?|需)(?:人民币)?{fig('n')}元\)?[;。,.]?\s*$")


def _lines(text: str) -> _Said:
    """Judge 以上三项共需 18700 元 behind three numbered lines that each end with their amount."""
    for found in _LINES.finditer(text):
        many = int(found["many"]) if found["many"].isdigit() else _CN[found["many"]]
        above = text[max(0, found.start() - 1000) : found.start()].split("\n")[1:]
        lines = above[-many:] if len(above) >= many else []
        ends = [_LINE_SUM.search(line) for line in lines if _LINE.match(line) and not INEXACT.search(line)]
        told = [read(each, "n") for each in ends if each is not None]
        if many < 2 or len(told) != many or (len(above) > many and _LINE.match(above[-many - 1])):
            continue
        stated = read(found, "n")
        right = sum((each.value for each in told), start=Fraction(0))
        slack = sum((each.rounding for each in (*told, stated)), start=Fraction(0))
        made = "+".join(plain(each.value) for each in told)
        if not _before(text, found):
            yield from _told("Q002", stated, right, slack, made, "核对各项金额和合计")


_DIVIDED: Final = lazily(
    rf"{fig('sum')}元(?:[\u4e00-\u9fff]{{0,6}})(?:分红|分配|发放)[^。;\d\n]{{0,24}}?{fig('many')}(?P<who>[人户名])(?:[^。;\d\n]{{0,12}}?)"
    rf"(?:均等|平均|等额)[^。;\d\n]{{0,8}}?,每(?P<each>[人户名])(?:分得|可分得|分红|发放|领取)?{fig('n')}元"
)


_DIVIDED_AMONG: Final = lazily(
    rf"{fig('many')}(?P<who>[人户名])[^。;\d\n]{{0,12}},[^。;,\d\n]{{0,10}}(?:总额|资金|总金额|共|合计){fig('sum')}元,[^。;\d\n]{{0,8}}"
    rf"(?:均等|平均|等额|均分|同等)[^。;\d\n]{{0,6}}?,每(?P<each>[人户名])(?:分得|可分得|分红|发放|领取)?{fig('n')}元"
)


def _divided(text: str) -> _Said:
    """Judge 77.04 万元用于分红，股东 1284 人均等分配，每人 600 元."""
    for found in (*_DIVIDED.finditer(text), *_DIVIDED_AMONG.finditer(text)):
        total, many, stated = (read(found, name) for name in ("sum", "many", "n"))
        alike = found["who"] == found["each"] or {found["who"], found["each"]} <= {"人", "名"}
        if not alike or not many.value or _before(text, found) or _DEDUCTED.search(found[0]):
            continue
        slack = stated.step + total.rounding / many.value
        made = f"{plain(total.value)}÷{plain(many.value)}"
        yield from _told("Q016", stated, total.value / many.value, slack, made, "核对总额、人数和每人的数")


_DEDUCTED: Final = lazily(r"扣|减|其中|提取|剩余|部分|另|预留")

_RENT: Final = lazily(
    rf"年(?P<what>租金|承包费|服务费|管理费)(?:为|共计|合计|计)?{fig('each')}元(?P<way>[^。;\n]{{0,60}}?)[,;](?:合同期)?(?P<years>\d{{1,2}})年"
    rf"(?:合计|共计)?(?P=what)?(?:总额|总计|共计|合计|总价)(?:为|是|计)?{fig('n')}元"
)
_CHANGING: Final = lazily(r"递增|递减|上[调浮涨]|下[调浮]|增长|增加|免|优惠|第.{1,2}年|前.{1,2}年|起每|调整|浮动|扣")


def _rent(text: str) -> _Said:
    """Judge 年租金 64.5 万元，…，5 年租金总额为 322.5 万元."""
    for found in _RENT.finditer(text):
        if _before(text, found) or _CHANGING.search(_around(text, found)):
            continue
        each, stated, years = read(found, "each"), read(found, "n"), int(found["years"])
        slack = each.rounding * years + stated.rounding
        made = f"{plain(each.value)}×{years}"
        yield from _told("Q016", stated, each.value * years, slack, made, "核对年租金、年数和总额")


def _around(text: str, found: re.Match[str]) -> str:
    """Return what stands around what was found, in its paragraph."""
    end = text.find("\n", found.end(), found.end() + FAR)
    begin = opened(text, found.start(), "\n")
    return text[begin : end if end >= 0 else found.end() + FAR]


_BY_AREA: Final = lazily(
    rf"每(?P<unit>平方米|立方米|亩|株|吨)(?:处以?)?{fig('each')}元的?(?:标准|罚款|基准|处罚)?[^。;\d\n]{{0,30}}?(?:罚款|补偿款?|赔偿款?),?(?:共计|合计|计|人民币|为)*{fig('n')}元"
)
_VARIED: Final = lazily(r"从轻|减轻|减半|加重|其中|扣除|扣减|分别|以上|以下|并处|另处|另有|倍|%|分之|各")


def _by_area(text: str) -> _Said:
    """Judge 占用土地 342.6 平方米。…按每平方米 15 元的标准，处以罚款 5139 元: the only quantity of its paragraph."""
    for found in _BY_AREA.finditer(text):
        begin = opened(text, found.start(), "\n")
        ahead = text[begin : found.start()]
        counted = [each for each in COUNTED.finditer(ahead) if each["unit"] == found["unit"]]
        paragraph = _around(text, found)
        again = len(re.findall(rf"\d{found['unit']}|每{found['unit']}", paragraph)) != 2
        if len(counted) != 1 or again or _before(ahead, counted[0]) or _VARIED.search(paragraph):
            continue
        many, each, stated = read(counted[0], "n"), read(found, "each"), read(found, "n")
        right = many.value * each.value
        made = f"{plain(many.value)}×{plain(each.value)}"
        if not _before(text, found):
            yield from _told("Q016", stated, right, stated.step, made, "核对数量、标准和金额")


_PRICED: Final = lazily(
    rf"{fig('n')}(?P<unit>[亩株户人]|平方米|立方米),?按每(?P=unit){fig('each')}元(?:的标准)?(?:补偿|计算|计|补助|支付)(?:[^,。;\d\n]{{0,4}})(?=[,;。])"
)
_PRICED_ALL: Final = lazily(rf"(?P<many>[两二三四五])项(?:合计|共计|总计)[^,。;\d\n]{{0,12}}?{fig('total')}元")


def _priced(text: str) -> _Said:
    """Judge 水田 12.6 亩，按每亩 4.8 万元补偿；旱地 5.5 亩，按每亩 3.6 万元补偿。两项合计 80.28 万元."""
    for found in _PRICED_ALL.finditer(text):
        ahead = text[opened(text, found.start(), "\n") : found.start()]
        items = list(_PRICED.finditer(ahead))
        amounts = len(re.findall(r"\d[万亿]?元", ahead))
        if len(items) != _CN[found["many"]] or amounts != len(items) or _before(text, found) or INEXACT.search(ahead):
            continue
        stated = read(found, "total")
        right = sum((read(each, "n").value * read(each, "each").value for each in items), start=Fraction(0))
        made = "+".join(f"{plain(read(each, 'n').value)}×{plain(read(each, 'each').value)}" for each in items)
        yield from _told("Q016", stated, right, stated.step, made, "核对各项数量、标准和合计")


_SAVED: Final = lazily(
    rf"预算(?:安排|数|为)?{fig('all')}元,(?:全年|实际)*(?:支出|支付|执行)数?为?{fig('some')}元,[比较](?:年初)?预算(?:节约|节省|减少|结余|压减)了?{fig('n')}元"
)


def _saved(text: str) -> _Said:
    """Judge 预算 14 万元，实际支出 11.9 万元，比预算节约 2.1 万元."""
    for found in _SAVED.finditer(text):
        whole, some, stated = (read(found, name) for name in ("all", "some", "n"))
        slack = max(each.rounding for each in (whole, some, stated))
        made = f"{plain(whole.value)}-{plain(some.value)}"
        if some.value < whole.value:
            yield from _told("Q014", stated, whole.value - some.value, slack, made, "核对预算、支出和差额")


_METER: Final = lazily(
    rf"上[期次月](?P<what>止码|读数|表底|示数|表底数){fig('from')},本[期次月](?P=what){fig('to')},(?:本[期次月])?(?:实际)?用[水电气]量?(?:为)?{fig('n')}(?:吨|度|立方米|方|千瓦时)"
)
_NOT_METER: Final = lazily(r"倍率|损耗|换表|分摊|公摊|归零|过零|估")


def _meter(text: str) -> _Said:
    """Judge 上期止码 3482，本期止码 3957，本期用水 475 吨."""
    for found in _METER.finditer(text):
        first, last, stated = (read(found, name) for name in ("from", "to", "n"))
        if last.value > first.value and not _NOT_METER.search(_around(text, found)):
            made = f"{plain(last.value)}-{plain(first.value)}"
            yield from _told("Q002", stated, last.value - first.value, Fraction(0), made, "核对两次读数和用量")


_REST: Final = lazily(
    r"(?<![\d.%])(?P<all>\d{1,4})(?P<unit>[项件个户宗起份条处])(?:[\u4e00-\u9fff]{0,4}),其中(?:有)?(?P<some>\d{1,4})(?P=unit)"
    r"(?P<way>[^。;\d\n]{1,40}),其余的?(?P<n>\d{1,4})(?P=unit)(?P<far>[^。;\n]*)"
)
_CN_COUNT: Final = lazily(r"[一二两三四五六七八九十][项件个户宗起份条处]|另|同时|既|重复|分别")


def _rest(text: str) -> _Said:
    """Judge 审议议题 5 项，其中 4 项获得通过，其余 1 项退回: nothing else of the unit is told in the sentence."""
    for found in _REST.finditer(text):
        unit = found["unit"]
        counts = re.compile(rf"[\d一二两三四五六七八九十]{unit}")
        if counts.search(found["far"]) or found["far"].startswith(("中", "以")):
            continue
        if _CN_COUNT.search(found["way"]) or _before(text, found):
            continue
        whole, some, stated = (int(found[name]) for name in ("all", "some", "n"))
        at = found.start("n")
        if some + stated == whole:
            yield "Q002", Checked(at)
        elif some < whole:
            said = f"{whole}-{some}={whole - some}，与其余 {stated} {unit}不符"
            yield "Q002", Slip(start=at, end=found.end("n"), message=said, suggestion="核对总数和各部分")


_TERM: Final = lazily(
    r"(?P<what>承包|租赁|合同|经营|合作|流转|服务|租)期限?(?:为|是|共)?(?P<all>\d{1,3})年(?!\d)(?P<way>[^\n]{0,60}?)"
    r"已(?:经?履行|承包|使用|执行|经营|租用|过)了?(?P<some>\d{1,3})年(?!\d|零|多|余),(?:尚)?(?:剩余|余下|还剩|还有|尚余|尚有)(?P<of>[\u4e00-\u9fff]{0,6}?)(?P<n>\d{1,3})年(?!\d|零|多|余)"
)
_TERM_CHANGED: Final = lazily(r"延长|续|顺延|缩短|个月|提前|变更|中断")
_ANY_YEARS: Final = lazily(r"(?<!\d)\d{1,3}年")


def _term(text: str) -> _Said:
    """Judge 承包期 20 年。…已履行 12 年，剩余承包期 8 年."""
    for found in _TERM.finditer(text):
        whole, some, stated = (int(found[name]) for name in ("all", "some", "n"))
        if some >= whole or _TERM_CHANGED.search(found[0]) or _ANY_YEARS.search(found["way"]):
            continue
        at = found.start("n")
        if some + stated == whole:
            yield "Q002", Checked(at)
        else:
            said = f"{whole}-{some}={whole - some}，与剩余 {stated} 年不符"
            yield "Q002", Slip(start=at, end=found.end("n"), message=said, suggestion="核对总年限、已过年限和剩余年限")


_SERVED: Final = lazily(
    r"(?P<y>20\d{2})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:依法|已|直接|留置)?送达[^\n]{0,40}?(?:送达|收到|签收)[\u4e00-\u9fff]{0,6}?[的之]?次日起(?P<n>\d{1,3})日内,?[(]?即(?:于|在)?"
    r"(?:(?P<y2>20\d{2})年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日(?!起?,?[至到—-])"
)
_HOLIDAYS: Final = (1, 2, 4, 5, 6, 9, 10)
"""Months with public holidays: a term that ends on one ends on the first working day behind it."""
_LONGEST: Final = 9


def _due(text: str) -> _Said:
    """Judge 2025年7月8日送达。自送达次日起 15 日内，即 2025年7月23日前: a later day stands where a day off may lie."""
    for found in _SERVED.finditer(text):
        year, many = int(found["y"]), int(found["n"])
        try:
            right = date(year, int(found["m"]), int(found["d"])) + timedelta(days=many)
            stated = date(int(found["y2"] or right.year), int(found["m2"]), int(found["d2"]))
        except ValueError:
            continue  # no day of the calendar: that is told elsewhere
        by = (stated - right).days
        at = found.start("y2") if found["y2"] else found.start("m2")
        off = right.weekday() > 4 or right.month in _HOLIDAYS
        if by == 0 or (off and 0 < by <= _LONGEST):
            yield "Q007", Checked(at)
        elif abs(by) < 200:
            day = f"{right.year}年{right.month}月{right.day}日"
            said = f"{found['m']}月{found['d']}日的次日起第 {many} 日是 {day}，与所写的不符"
            yield "Q007", Slip(start=at, end=found.end(), message=said, suggestion="核对送达日、天数和届满日")


_BY_WORDS: Final[Sequence[tuple[tuple[str, ...], Callable[[str], _Said]]]] = (
    ((",每人", ",每户", ",每名"), _divided),
    (("年租金", "年承包费", "年服务费", "年管理费"), _rent),
    (("每平方米", "每立方米", "每亩", "每株", "每吨"), _by_area),
    (("止码", "读数", "表底", "示数"), _meter),
    (("项合计", "项共计", "项总计"), _priced),
    (("比预算", "较预算", "年初预算"), _saved),
    ((",其余",), _rest),
    (("已履行", "已经履行", "已承包", "已使用", "已执行", "已经营", "已租用", "已过"), _term),
    (("次日起",), _due),
)
