"""Reckonings that a sentence tells outright, each by words of its own.

A ratio A:B of two counts, the area of a length and a width, so many a day for so many days, what is left of a count
after what came and went, the mean of a list of counts, how many numbers lie between two, months from one to another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .nearby import label
from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, agrees_mean, plain, shown

__all__ = [
    "check_area",
    "check_by_days",
    "check_came_and_went",
    "check_mean_of_list",
    "check_month_span",
    "check_numbered",
    "check_ratio",
]

_ALL: Final = lazily(r"(?<!公)共(?!同|享|建|治|管|识|产|性|用|青)|合计|总计|累计|总[数量]")


def _slip(start: int, end: int, said: str, suggestion: str) -> Slip:
    return Slip(start=start, end=end, message=said, suggestion=suggestion)


def _counts(text: str) -> list[Number]:
    return [each for each in numbers(text) if each.kind is Kind.COUNT]


_RATIO: Final = lazily(
    r"(?P<of>[\u4e00-\u9fff]{2,10}?)(?:之比|比例|比值|比)(?:约?为|是|达到?|约)?(?P<a>\d+(?:\.\d+)?)[:∶](?P<b>\d+(?:\.\d+)?)(?![\d.:∶])"
)
_NO_RATIO: Final = lazily(
    r"目标|要求|标准|不低于|不少于|不超过|不高于|以上级|全[国省市]平均|应当|原则|上年|去年|分别|左右"
)


def check_ratio(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 城镇 64800 元，农村 40500 元，城乡收入比为 1.6:1: both are of what it names."""
    told = list(_RATIO.finditer(text))
    found = [each for each in numbers(text) if not told or each.end <= told[0].start("a")]
    if len(told) != 1 or len(found) != 2 or not units_agree(*found) or _NO_RATIO.search(text):
        return
    ratio, (one, other) = told[0], found
    if one.kind is not Kind.COUNT or any(each.hedged or each.value <= 0 or each.start in taken for each in found):
        return
    name = ratio["of"].lstrip(",的")
    own = [{sign for sign in name if sign in label(text, each)} for each in found]
    if not all(own) or (own[0] == own[1] and not one.lead[-8:].strip(",")):
        return
    a, b = Fraction(ratio["a"]), Fraction(ratio["b"])
    if not a or not b:
        return
    ways = (one.value / other.value, other.value / one.value)
    if any(_rounded(way, a, b, ratio) for way in ways):
        yield "Q001", Checked(ratio.start("a"))
        return
    if not any(way / 3 < a / b < way * 3 for way in ways):
        return
    printed = ratio["a"] + ":" + ratio["b"]
    right = plain(Fraction(round(ways[0] * 100), 100))
    yield (
        "Q001",
        _slip(
            ratio.start("a"),
            ratio.end("b"),
            f"{shown(one.value)}÷{shown(other.value)}≈{right}，与所写的 {printed} 不符",
            "核对两个数和两者之比",
        ),
    )


def _rounded(way: Fraction, a: Fraction, b: Fraction, ratio: re.Match[str]) -> bool:
    """Say whether a quotient can be what is printed as a:b; of two whole numbers other than 1 a twentieth is left."""
    if a == 1:
        return abs(1 / way - b) <= _place(ratio["b"])
    if b == 1 or "." in ratio["a"]:
        return abs(way - a / b) <= _place(ratio["a"]) / b
    return abs(way - a / b) <= a / b / 20


def _place(digits: str) -> Fraction:
    """Return what one unit of the last digit is worth: a ratio may be rounded or cut off."""
    return Fraction(1, 10 ** len(digits.partition(".")[2]))


_LONG: Final = lazily(r"长(?:度)?(?:约|为|共)?$")
_WIDE: Final = lazily(r"^[,、]?(?:平均)?宽(?:度)?(?:为)?$")
_AREA: Final = lazily(
    r"^[,(](?:共计?|合计|总计|即)?(?:[\u4e00-\u9fff]{0,4}(?:占地|占用|侵占|堆放|硬化|占道|地块|场地|违法|用地)[\u4e00-\u9fff]{0,2}|总|实际|该)?(?:面积)?(?:共计?|合计|为|达|计|是)?$"
)
_NOT_FLAT: Final = lazily(r"不规则|三角|梯形|圆|L形|弧|高\d|厚\d|深\d|层|坡|两[侧边]|左右|扣除|其中|平均|分别|各|另")
_SQUARE: Final = {"米": ("平方米", Fraction(1)), "厘米": ("平方厘米", Fraction(1))}


def check_area(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 长 36 米、宽 15 米，占地面积 540 平方米: one piece, measured once."""
    found = numbers(text)
    if _NOT_FLAT.search(text) or sum(each.unit in ("米", "平方米") for each in found) != 3:
        return
    for long, wide, area in zip(found, found[1:], found[2:], strict=False):
        units = (long.unit, wide.unit, area.unit) == ("米", "米", "平方米")
        if not units or any(each.hedged for each in (long, wide, area)) or area.start in taken:
            continue
        if not (_LONG.search(long.clause) and _WIDE.match(wide.lead.strip()) and _AREA.match(area.lead.strip())):
            continue
        right = long.value * wide.value
        slack = max(area.step, right / 100)
        if abs(right - area.value) <= slack:
            yield "Q016", Checked(area.start)
        elif right / 20 < area.value < right * 20:
            made = f"{shown(long.value)}×{shown(wide.value)}={shown(right)} 平方米"
            said = f"{made}，与所写的 {shown(area.value)} 平方米不符"
            yield "Q016", _slip(area.start, area.end, said, "核对长、宽和面积")


_DAILY: Final = lazily(
    r"每[天日](?:[\u4e00-\u9fff]{0,8}?)(?:安排|派出|派|出动|组织|投入|抽调|选派|落实|保证)[\u4e00-\u9fff]{0,4}$"
)
_SERVED: Final = lazily(r"群众|居民|村民|服务|接|惠及|诊|受|参|办理|咨询|走访|检查|学生")
"""Those who came are no hands: 每天派出 3 名医生，…，服务居民 35 人次."""
_UNEVEN: Final = lazily(
    r"至少|不少于|以上|最多|左右|高峰|周末|加派|增派|另|分别|每[班组村]|班次|两班|三班|轮|其中|部分|每[天日][^,;。]*[两二三]次|前\d|后\d|起每|加上"
)


def check_by_days(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 值守 30 天，每天安排 2 名，共 60 人次: in whatever order days and hands stand."""
    found = _counts(text)
    if len(found) != 3 or _UNEVEN.search(text.replace("轮流", "")):
        return
    total = found[-1]
    days = [each for each in found[:-1] if each.unit == "天"]
    hands = [each for each in found[:-1] if each.unit == "人" and _DAILY.search(each.clause)]
    if len(days) != 1 or len(hands) != 1 or total.unit != "人次" or not _ALL.search(total.clause):
        return
    if total.start in taken or any(each.hedged for each in found) or _SERVED.search(total.clause):
        return
    right = days[0].value * hands[0].value
    if total.value == right:
        yield "Q016", Checked(total.start)
    elif right / 3 < total.value < right * 3:
        said = f"{shown(hands[0].value)}×{shown(days[0].value)} 天={shown(right)}，与所写的 {shown(total.value)} 不符"
        yield "Q016", _slip(total.start, total.end, said, "核对每天的人数、天数和总人次")


_IN: Final = lazily(r"(?:新增|新纳入|纳入|增加|迁入|调入|招录|新[建设招录])[^,;:\d]{0,4}$")
_OUT: Final = lazily(r"(?:退出|取消|减少|迁出|调出|注销|清退|离职|拆除|核减|退休)[^,;:\d]{0,4}$")
_STOOD: Final = lazily(r"[由从](?:年初|期初|上年末|去年底|月初|原来|季初)(?:的)?$")
_STANDS: Final = lazily(
    r"^(?:调整|变|增|减|升|降|变动|变化)?[加少]?[到至为成](?:年[末底]|期末|目前|现在|月末|季末|当前)?(?:的)?$"
)


def check_came_and_went(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 新纳入 18 户、退出 34 户，由年初的 386 户变为年末的 370 户: just four counts."""
    found = _counts(text)
    for first, second, stood, now in zip(found, found[1:], found[2:], found[3:], strict=False):
        if not all(units_agree(stood, each) and not each.hedged for each in (first, second, stood, now)):
            continue
        if not (_STOOD.search(stood.clause) and _STANDS.match(now.lead.strip())) or now.start in taken:
            continue
        ways = [(1 if _IN.search(each.clause) else -1 if _OUT.search(each.clause) else 0) for each in (first, second)]
        if sorted(ways) != [-1, 1] or any(units_agree(each, now) for each in found if each.start < first.start):
            continue
        if not all(_of_one(each, stood) for each in (first, second)):
            continue
        right = stood.value + ways[0] * first.value + ways[1] * second.value
        if right == now.value:
            yield "Q002", Checked(now.start)
            continue
        signs = "".join(
            ("+" if way > 0 else "-") + shown(each.value) for way, each in zip(ways, (first, second), strict=True)
        )
        said = f"{shown(stood.value)}{signs}={shown(right)}，与所写的 {shown(now.value)} 不符"
        yield "Q002", _slip(now.start, now.end, said, "核对期初、增减和期末数")


_WHAT: Final = lazily(r"^.*(?:入|增|加|录|[建设招]|出|消|少|销|退|职|除|减|休)(?P<what>[\u4e00-\u9fff]*?)[的了共为]*$")


def _of_one(step: Number, stood: Number) -> bool:
    """Say whether what came or went is not called by another name than what there was."""
    named = _WHAT.search(step.clause)
    return named is None or len(named["what"]) < 2 or named["what"][-2:] in stood.lead


_OF_EACH: Final = lazily(
    r"^[,;(](?:平均每(?:个)?[\u4e00-\u9fff]{1,4}?|每(?:个)?[\u4e00-\u9fff]{1,3}平均|[村户人所校站社组镇月季年]均|平均)(?:完成|为|有|约|达到?|调解|受理|办理|走访|参加)?$"
)
_RUN: Final = lazily(r"^[、和及与]$")
_NAMED: Final = lazily(r"^[,、;](?:(?![均共合总计累])[\u4e00-\u9fff]){1,6}$")
_OF_SO_MANY: Final = lazily(
    r"^[,;](?P<n>\d{1,2}|[二两三四五六七八九十]{1,3})(?:个|所|家)?[村户人名组项期次校站点批区片](?:的)?(?:平均|均)[\u4e00-\u9fff]{0,4}$"
)


def check_mean_of_list(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 五个村分别完成 312 人、287 人…，平均每村 320 人: the mean stands right behind."""
    found = numbers(text)
    begin = 0
    for at, number in enumerate(found):
        if at and _RUN.match(_NAMED.sub("、", number.lead.strip())) and units_agree(number, found[at - 1]):
            continue
        run = found[begin:at]
        begin = at
        if len(run) < 3 or number.kind is not Kind.COUNT or not units_agree(number, run[0]):
            continue
        told = _OF_EACH.match(number.lead.strip()) and re.search("分别|依次", run[0].clause)
        counted = _OF_SO_MANY.match(number.lead.strip())
        if not (told or (counted and _many(counted["n"]) == len(run))) or number.start in taken:
            continue
        if any(each.hedged for each in (*run, number)) or text.startswith(("/", "每"), number.end):
            continue
        many = _SO_MANY.search(run[0].lead)
        if many is not None and _many(many[1]) != len(run):
            continue
        low = sum((each.low for each in run), start=Fraction(0)) / len(run)
        high = sum((each.high for each in run), start=Fraction(0)) / len(run)
        total = sum((each.value for each in run), start=Fraction(0))
        if agrees_mean(number, low, high):
            yield "Q016", Checked(number.start)
        elif min(each.value for each in run) / 2 < number.value < max(each.value for each in run) * 2:
            right = plain(Fraction(round(total / len(run) * 10), 10))
            made = f"各数相加为 {shown(total)}，{shown(total)}÷{len(run)}≈{right}"
            said = f"{made}，与所写的平均数 {shown(number.value)} 不符"
            yield "Q016", _slip(number.start, number.end, said, "核对各数和平均数")


_SO_MANY: Final = lazily(r"(\d{1,2}|[二两三四五六七八九十]{1,3})(?:[个所家名支户组镇])")
_CN: Final = {char: at for at, char in enumerate("零一二三四五六七八九十")} | {"两": 2}


def _many(written: str) -> int:
    return int(written) if written.isdigit() else _CN.get(written, 0)


_NUMBERED: Final = lazily(
    r"第?(?P<a>\d{1,6})号?(?:起)?,?(?:至|到|—|-)(?:第)?(?P<b>\d{1,6})号(?:止)?(?P<far>[^;。]{0,50}?)(?:共计?|合计|总计)[\u4e00-\u9fff]{0,8}?(?P<n>\d{1,6})(?:卷|件|份|册|本|张|枚|套|宗|个|块|封|盒|副|户|座|盏|根)"
)
_UNBROKEN: Final = lazily(
    r"连续|连号|无缺|不缺|没有缺|未缺|无跳|无空|无断|一号一|一[卷件份册本张枚套宗户]一[号码]|顺序编"
)
_BROKEN: Final = lazily(
    r"作废|除外|不含|注销|扣除|除第|单号|双号|奇数|偶数|间隔|另|其中|(?:不|非|未)连|缺第|门牌|路|街"
)


def check_numbered(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 自第0137号起至第0186号止，号码连续，共 50 卷: one run of numbers, none left out."""
    told = list(_NUMBERED.finditer(text))
    if len(told) != 1 or not _UNBROKEN.search(text) or _BROKEN.search(text):
        return
    span = told[0]
    if re.search(r"\d", span["far"]):
        return
    right = int(span["b"]) - int(span["a"]) + 1
    if right == int(span["n"]):
        yield "Q016", Checked(span.start("n"))
    elif right > 1:
        said = f"第{span['a']}号至第{span['b']}号（首尾号计入）为 {right}，与所写的 {span['n']} 不符"
        yield "Q016", _slip(span.start("n"), span.end("n"), said, "核对起止号和总数")


_MONTH: Final = lazily(r"(?P<y>(?:19|20)\d{2})年(?P<m>1[0-2]|[1-9])月(?!\d|份?[上中下]旬)")
_BEGUN: Final = lazily(r"^份?(?:正式)?(?:进场|开工|启动|动工|开始|施工|起|实施|入驻|开建|投入)")
_ENDED: Final = lazily(
    r"^份?(?:底|末)?(?:全面|全部|顺利|正式|如期)?(?:完工|竣工|结束|建成|止|收官|交付|投用|完成(?=[,;])|通过验收|终止|退场)"
)
_MONTHS: Final = lazily(
    r"(?:工期|历时|用时|耗时|为期|施工期|建设期|周期)(?:共|为|共计|达|合计|总计|是)?(?P<n>\d{1,3})个月(?![余多零半])"
)
_BOTH: Final = lazily(r"首尾[^,;。]{0,8}(?:在内|计入|计算|均算|都算|含)|[含包]括?首尾")
_STOPPED: Final = lazily(r"停工|中断|暂停|扣除|除去|间歇|计划|原定|预计|提前|延期|合同|不含|不计")


def check_month_span(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 2024年9月进场施工，2025年5月完工，工期共 9 个月: two months and one length.

    Where it is told that the first and the last month count, one number is right; else that and the one below it.
    """
    months, told = list(_MONTH.finditer(text)), list(_MONTHS.finditer(text))
    if len(months) != 2 or len(told) != 1 or _STOPPED.search(text) or len(re.findall(r"\d月", text)) != 2:
        return
    first, last = months
    if not (_BEGUN.match(text[first.end() :]) and _ENDED.match(text[last.end() :])) or told[0].start() < last.end():
        return
    apart = (int(last["y"]) - int(first["y"])) * 12 + int(last["m"]) - int(first["m"])
    if apart < 1:
        return
    right = (apart + 1,) if _BOTH.search(text) else (apart, apart + 1)
    if int(told[0]["n"]) in right:
        yield "Q007", Checked(told[0].start())
        return
    said = f"{first[0]}至{last[0]}为 {apart + 1} 个月（首末月计入），与“{told[0][0]}”不符"
    yield "Q007", _slip(told[0].start(), told[0].end(), said, "核对起止年月和工期")
