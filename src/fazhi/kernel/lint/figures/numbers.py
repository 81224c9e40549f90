"""The numbers of a sentence: what is counted, how exactly it was printed, and the words that lead to it.

A number is read as the interval of all values that its print allows: ``34.77万`` is [347 650, 347 750), ``40余件`` is
[40, 50), ``近六成`` is at most sixty per cent. Years, dates, articles, document numbers, telephone numbers and ranks
are not counts and are not returned. Offsets are those of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from fazhi.kernel.lint.lazily import lazily
from fazhi.kernel.making import maker

__all__ = ["Kind", "Number", "last_place", "numbers", "units_agree"]


class Kind(Enum):
    """What a number says."""

    COUNT = "count"
    """So many of a unit, money included (its unit is 元)."""
    PERCENT = "percent"
    """A share or a rate, in percent: ``85.7%`` has the value 85.7."""
    POINTS = "points"
    """Percentage points."""
    TIMES = "times"
    """So many times: ``2.5倍``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number as printed, with what stands around it."""

    start: int
    """Where the digits (or the word that bounds them, as 近) begin."""
    end: int
    """Past the unit."""
    kind: Kind
    low: Fraction
    """The least value the print allows (inclusive)."""
    high: Fraction
    """The greatest value the print allows (inclusive; where it is open the bound itself costs nothing)."""
    value: Fraction
    """The value as printed."""
    step: Fraction
    """What one unit of the last printed digit is worth."""
    unit: str
    """The measure word in its common form; empty for shares, points and times."""
    lead: str
    """What stands between the number before (or the sentence's start) and this one."""
    hedged: bool
    """Whether a word such as 约, 余, 以上 makes it inexact."""
    decimals: int
    """Printed digits behind the point."""

    @property
    def clause(self) -> str:
        """Return the part of the lead after its last comma: what this number is said of."""
        return _PAUSES.split(self.lead)[-1]


_Measure = tuple[Kind, Fraction, Fraction, Fraction, Fraction, str, bool, int]
"""Kind, low, high, value, step, unit, hedged and decimals of a number, wherever it stands."""
_made = maker(Number)
_PAUSES = lazily(r"[,;:。!?]")

_CN = "零〇一二两三四五六七八九十百千"
_CN_DIGITS = {char: index for index, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CN_PLACES = {"十": 10, "百": 100, "千": 1000}

_UNITS = (
    "个工作日|工作日|日历天|小时|分钟|微克|毫克|毫米|厘米|千瓦时|件次|人次|户次|家次|场次|车次|批次|班次|平方公里|平方米|立方米|公里|公顷|公斤|千克|斤(?!斤)|件|起|宗|例|桩|人|名|位|"
    "户|个|家|项|条|份|次|篇|部|场|期|批|组|处|座|所|台|辆|套|亩|米|吨|支|对|天|张|本|册|幅|块|栋|幢|间|只|头|株|棵|元|段|类|轮|村|镇|"
    "顶|笔|封(?![闭存顶停])|席|床(?!位)|双(?![方向重随周])|副(?![主食产镇县])|根(?![据本])|片(?![区面段])|袋|包(?![括含村联保装案扶抓])|具(?![体有备结])|羽|尾(?![气矿款])|罐|捆|餐(?![饮厅馆具桌盒车点费])|课时|学时|"
    "箱|瓶|桶|盒|趟|面(?![积向对临议])|字|票|卷|通|则|枚|盏|口|艘|架|眼|平|门|分(?!组(?!成)|[钟之别类为布期管成开享包工局级院所公析步批散担配量理红店校])"
)
_SAME = {
    "起": "件",
    "宗": "件",
    "例": "件",
    "桩": "件",
    "名": "人",
    "位": "人",
    "件次": "件",
    "日历天": "天",
    "票": "张",
}
"""件、起、宗 of one sentence are counted together; so are 人、名、位, and votes with the ballots they stand on."""

_BEFORE = (
    "大约|(?<![签违预制节公合契邀履特解续])约|(?<![附最邻就靠])近|将近|接近|超过|超|逾|突破|不足|不到|不超过|不少于|"
    "不低于|至少|最多|高于|低于|多于|少于|达到?了?近|几乎"
)
"""Words that make a number inexact; the last sign of 签约, 附近 and the like is none."""
_SET = lazily(
    r"(?:计划|任务|目标|预算|概算|合同价|总价|单价|标准)(?:数|价款?|额|资金|投资)?(?:为|是|:)?$"
    r"|每(?:吨|度|方|平方米|立方米|公斤|千克|斤|千瓦时|小时)(?:为|是)?$"
)
"""What was set and not measured is a round number by itself: a target of 3亿元 is not rounded."""
_NUMBER = lazily(
    rf"(?P<before>{_BEFORE})?(?:人民币|¥|￥)?"
    r"(?:(?P<of>百|千|万)分之)?"
    r"(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)|"
    rf"(?P<cn>[{_CN}]+(?:点[{_CN}]+)?))"
    rf"(?:分之(?P<part>\d+|[{_CN}]+))?"
    r"(?P<more1>余|多)?(?P<scale>万亿|百万|千万|亿|万|千(?![瓦克米])|百)?(?P<more2>余|多)?\s?"
    r"(?P<unit>个百分点|百分点|%|％|‰|成半|成|倍|" + _UNITS + r")?"
    r"(?:\((?P<alias>次|人次)\))?(?P<after>以上|以下|左右|上下|余|多(?![\d出了达于]))?"
)
_GOES_ON = re.escape("".join(sorted({unit[0] for unit in _UNITS.split("|")}))) + rf"{_CN}点分余多万亿%％‰成倍\s"
"""What stands behind a numeral that counts something: more of it, or its unit. Signs too many only cost a look."""
_SIGN = lazily(
    # Most signs of a law are those of an article or a date (第三条, 2026年5月) or of a word (一定, 统一): nothing is
    # counted there. They are passed over at once.
    rf"第[{_CN}]+[条款项届次章节编]|[0-9]+(?:[年月]|日(?!历))|[{_CN}]+(?![{_GOES_ON}])|(?P<sign>[\d{_CN}万])"
)
_FRONT = 8
"""More signs than stand in a number before the first of these: 不超过人民币 is the longest."""
_LEADS = frozenset("约近过超逾破足到少多于乎币¥￥")
"""What the words end with that may stand in front."""
_BARE = (None, None, None)
"""What stands without a measure counts nothing: 2.3 is a heading, 之一 a word."""
_PARTS = ("before", "of", "digits", "cn", "part", "more1", "scale", "more2", "unit", "after")
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}

_NOT_BEFORE = lazily(r"(?:第|〔|\[|［|(?<![销挂撤账众])号|NO\.?|No\.?|[A-Za-z_#@/+×xX*.\-–—]|“|\d[至到~]?)$")
_NOT_AFTER = lazily(r"(?:年|月|日|时|点钟|秒|周|岁|号|级|代|届|[A-Za-z_@/×xX*+]|热线|平台|〕|\]|\.\d|\+|-\d|”|:\d)")
_ORDINAL_UNITS = frozenset("部期届次批条项章节款名位组所")
_WORDS = lazily(r"[一两三四五][个项]|一[批次套条起门所件人户支家组类处张本对场名位部份村镇通]|万[元件]|[百千]人")
"""Words of everyday speech that count nothing."""


def _cn_integer(text: str) -> int | None:
    """Return what a Chinese numeral below ten thousand says, or None where it is none (百 alone)."""
    if all(char in _CN_DIGITS for char in text):
        if len(text) > 1 and not all(char in "零〇一二三四五六七八九" for char in text):
            return None
        return int("".join(str(_CN_DIGITS[char]) for char in text))
    total, digit = 0, 0
    seen = 10**4
    for index, char in enumerate(text):
        if char in _CN_PLACES:
            place = _CN_PLACES[char]
            if place >= seen:
                return None
            if digit == 0 and not (char == "十" and (index == 0 or text[index - 1] in "零〇百")):
                return None
            total += (digit or 1) * place
            seen, digit = place, 0
        else:
            digit = _CN_DIGITS[char]
    return total + digit


def _cn_value(text: str) -> tuple[Fraction, int] | None:
    """Return value and printed decimals of a Chinese numeral such as 三十五点六."""
    whole, _, behind = text.partition("点")
    value = _cn_integer(whole)
    if value is None or (behind and not all(char in _CN_DIGITS for char in behind)):
        return None
    if not behind:
        return Fraction(value), 0
    digits = "".join(str(_CN_DIGITS[char]) for char in behind)
    return value + Fraction(int(digits), 10 ** len(digits)), len(digits)


def _plain(digits: str | None, cn: str) -> tuple[Fraction, int] | None:
    """Return value and printed decimals of the digits matched."""
    if digits:
        whole, _, behind = digits.replace(",", "").partition(".")
        # A fraction of two integers is made much quicker than one that is read from a text.
        return Fraction(int(whole + behind), 10 ** len(behind)), len(behind)
    return _cn_value(cn)


def _interval(
    before: str, after: str, more: str, value: Fraction, step: Fraction, kind: Kind, rounded: bool
) -> tuple[Fraction, Fraction]:
    """Return the least and greatest value that the print allows."""
    share = kind in (Kind.PERCENT, Kind.POINTS)
    half = step / 2 if rounded else Fraction(0)
    low, high = value - half, value + half
    far = max(value * 1000, Fraction(10**12))
    if "约" in before or after in ("左右", "上下"):
        slack = Fraction(1, 2) if share else value / 20
        low, high = low - slack, high + slack
    elif before.endswith(("近", "接近", "几乎")):
        low = value - 1 if share else value * Fraction(9, 10)
        high = value
    elif before in ("超过", "超", "逾", "突破", "不少于", "不低于", "至少", "高于", "多于") or after == "以上":
        low, high = value, far
    elif before in ("不足", "不到", "不超过", "最多", "低于", "少于") or after == "以下":
        low, high = Fraction(0), value
    elif more:
        low, high = value, value + last_place(value, step)
    return low, high


def last_place(value: Fraction, step: Fraction) -> Fraction:
    """Return what 余 may add: one unit of the last place that is not zero (1200余 is below 1300, 40余 below 50)."""
    count = value / step
    if count.denominator != 1 or count == 0:
        return step
    place, rest = 1, count.numerator
    while rest % 10 == 0:
        rest //= 10
        place *= 10
    return step * place


@lru_cache(maxsize=4096)
def _measure(
    before: str,
    of: str,
    digits: str,
    cn: str,
    part: str,
    more: str,
    scale: str,
    unit: str,
    after: str,
    words: str,
    fixed: bool,
    about: bool,
) -> _Measure | None:
    """Return what the parts of a number say, or None where they count nothing; the same few stand all over a law.

    ``words`` is the number to the end of its unit, ``fixed``: it was set and not measured, ``about``: 约 stands in
    front.
    """
    found = _plain(digits, cn)
    if found is None:
        return None
    value, decimals = found
    fraction = False
    kind, worth, rounded = Kind.COUNT, Fraction(_SCALES.get(scale, 1)), bool(scale) and scale not in ("百", "千")
    printed = unit
    if of or part:
        if unit in ("%", "％", "‰") or scale or (of and part):
            return None
        kind, rounded = Kind.PERCENT, True
        if of:
            worth = Fraction(100, {"百": 100, "千": 1000, "万": 10000}[of])
        else:
            share = Fraction(part) if part.isdigit() else Fraction(_cn_integer(part) or 0)
            if not value or share > value:
                return None
            value, worth, rounded = share / value * 100, Fraction(1), False
            fraction = True
        unit = ""
    elif unit in ("%", "％", "‰", "成", "成半"):
        kind, rounded = Kind.PERCENT, True
        worth = {"%": Fraction(1), "％": Fraction(1), "‰": Fraction(1, 10)}.get(unit, Fraction(10))
        if unit == "成半":
            value += Fraction(1, 2)
        if unit.startswith("成") and (scale or value > 10 or len(cn) != 1):
            return None
        unit = ""
    elif unit in ("个百分点", "百分点"):
        kind, rounded, unit = Kind.POINTS, True, ""
    elif unit == "倍":
        kind, rounded, unit = Kind.TIMES, True, ""
    elif not unit:
        return None
    if kind is Kind.COUNT:
        if cn and (_WORDS.fullmatch(words) or (len(cn) == 1 and not scale)):
            return None
        if not scale and len(digits) == 4 and unit in ("村", "镇"):
            return None
        rounded = (rounded or decimals > 0) and not fixed
        unit = _SAME.get(unit, unit)
    step = worth / 10**decimals
    if printed in ("成", "成半"):
        slack = Fraction(3, 10) if "约" in before or after or about else Fraction(1, 10)
        low, high = (value - slack) * 10, (value + slack) * 10
        value = value * 10
        if before.endswith(("近", "接近", "几乎")):
            low, high = value - 5, value
        elif before in ("超过", "超", "逾", "突破") or after == "以上":
            low, high = value, value + 10
        elif before in ("不足", "不到"):
            low, high = value - 10, value
    else:
        value *= worth
        low, high = _interval(
            before, after, more or (after if after in ("余", "多") else ""), value, step, kind, rounded
        )
        if kind is Kind.TIMES and not decimals and low < value < high:
            low, high = value - Fraction(3, 10), value + Fraction(3, 10)  # nobody writes three times for 2.6
        if fraction and not before and not after:
            # A third is said of what comes near it, and 约占 allows more.
            near = Fraction(5, 2) if about else Fraction(1)
            low, high = value - near, value + near
    hedged = bool(before or after or more or printed in ("成", "成半"))
    return kind, low, high, value, step, unit, hedged, decimals


def _read(match: re.Match[str], text: str, lead_from: int) -> Number | None:
    """Return the number matched, or None where it counts nothing."""
    start = match.start()
    before, of, digits, cn, part, more1, scale, more2, unit, after = match.group(*_PARTS)
    inexact = (scale and scale not in ("百", "千")) or "." in (digits or "") or "点" in (cn or "")
    measured = _measure(
        before or "",
        of or "",
        digits or "",
        cn or "",
        part or "",
        more1 or more2 or "",
        scale or "",
        unit or "",
        after or "",
        text[match.start("cn") : match.end("unit")] if cn and unit else "",
        bool(inexact) and _SET.search(text, max(lead_from, start - 8), start) is not None,
        (unit in ("成", "成半") and text.endswith(("约占", "约为"), 0, start))
        or (part is not None and text.find("约", max(lead_from, start - 14), start) >= 0),
    )
    if measured is None:
        return None
    kind, low, high, value, step, unit, hedged, decimals = measured
    return _made(
        start=start,
        end=match.end(),
        kind=kind,
        low=low,
        high=high,
        value=value,
        step=step,
        unit=unit,
        lead=text[lead_from:start],
        hedged=hedged,
        decimals=decimals,
    )


def _counts(match: re.Match[str], text: str) -> bool:
    """Say whether the digits matched stand where a count can stand (no date, article, document number, name)."""
    bounded, of, digits, part, unit = match.group("before", "of", "digits", "part", "unit")
    if of:
        begin = match.start("of")
    elif bounded:
        begin = match.start()
    else:
        begin = match.start("digits" if digits else "cn")
    before, after = text[max(0, begin - 3) : begin], text[match.end() : match.end() + 3]
    if _NOT_BEFORE.search(before):
        return False
    if not (unit or of or part) and _NOT_AFTER.match(after):
        return False
    if unit in _ORDINAL_UNITS and before.endswith("第"):
        return False
    return not (unit in ("个", "项") and after.startswith(("月", "工作日", "自然日", "小时", "学时", "季度", "年头")))


@lru_cache(maxsize=64)
def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of one sentence in their order.

    ``text`` has digits, letters and punctuation folded to half width (one to one). A figure that stands for a date, a
    year, an article, a rank or a name is left out and does not end the lead of the next.
    """
    return tuple(_each(text))


def _each(text: str) -> Iterator[Number]:
    lead_from = 0
    position = 0
    # The pattern may begin with many words and is slow to rule a place out: what it cannot do without is looked for.
    while sign := _SIGN.search(text, position):
        if sign.lastgroup is None:
            position = sign.end()
            continue
        at = sign.start()
        led = at > position and text[at - 1] in _LEADS
        match = _NUMBER.search(text, max(position, at - _FRONT)) if led else _NUMBER.match(text, at)
        if match is None:
            position = at + 1
            continue
        position = max(match.end(), match.start() + 1)
        if match.group("unit", "of", "part") == _BARE:
            continue
        number = _read(match, text, lead_from) if _counts(match, text) else None
        if number is None:
            # A Chinese numeral inside a word (一站式) must not swallow the one that follows it.
            continue
        yield number
        lead_from = number.end


def units_agree(a: Number, b: Number) -> bool:
    """Say whether two counts are of one kind and may be divided or added."""
    return a.kind is b.kind and a.unit == b.unit
