"""What people write into cells, read as days, amounts, numbers, yes or no. What is not certain is refused in words.

A value comes back with what was done to it where that is more than dropping blanks: two-figure years, serial numbers of
days, 万元. Nothing is guessed without saying so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from fazhi.formats.tables.reading import Raw

NOTHING: Final = frozenset({"", "/", "\\", "—", "——", "-", "--", "无", "暂无", "空", "null", "n/a", "#n/a"})
"""What stands where nothing is to be said."""
_DIGITS: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "（），；：？！"} | {
    0x3000: 0x20
}
_EPOCH: Final = date(1899, 12, 30)
SERIALS: Final = range(20_000, 60_000)
"""Serial numbers that are taken for days: 1954-10-03 to 2064-04-07."""

_FULL: Final = re.compile(
    r"(?P<y>\d{4}|\d{2})\s*(?:年|[.\-/、])\s*(?P<m>\d{1,2})\s*(?:月|[.\-/、])\s*(?P<d>\d{1,2})\s*[日号.]?"
    r"(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
_MONTH: Final = re.compile(r"(?P<y>\d{4}|\d{2})\s*(?:年\s*(?P<m>\d{1,2})\s*月(?:份)?|[.\-/](?P<n>\d{1,2}))")
_CN_DAY: Final = re.compile(
    r"(?P<y>[〇零一二三四五六七八九]{2,4})年(?:(?P<m>[一二三四五六七八九十]{1,3})月)?(?:(?P<d>[一二三四五六七八九十]{1,3})[日号])?"
)
_YEAR: Final = re.compile(r"(\d{4})年?度?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SPAN: Final = re.compile(r"(?:日|号|\d)\s*(?:至|到|起至|~|—+|--)\s*(?:20|19|\d{2}年)")
_VAGUE: Final = re.compile(r"约|左右|以上|以下|以内|不超过|不少于|大概|余|多万|几|暂定|预计|按实|据实|面议|待定")
_RANGE: Final = re.compile(r"\d\s*(?:-|－|~|—|至|到)\s*\d")
_AMOUNT: Final = re.compile(
    r"(?P<minus>[-(]?)(?P<n>\d+(?:\.\d+)?)(?P<unit>亿元|亿|万元|万|千元|百元|元|圆|块)?(?:整|正)?\)?(?P<jiao>\d角)?(?P<fen>\d分)?"
)
_UNITS: Final = {
    "亿元": 10**8,
    "亿": 10**8,
    "万元": 10**4,
    "万": 10**4,
    "千元": 10**3,
    "百元": 100,
    "元": 1,
    "圆": 1,
    "块": 1,
}
_BIG: Final = {char: n for n, char in enumerate("零壹贰叁肆伍陆柒捌玖")} | {"两": 2, "貳": 2, "參": 3, "陸": 6}
_BIG_UNITS: Final = {"拾": 10, "佰": 100, "仟": 1000}
_BIG_AMOUNT: Final = re.compile(
    r"(?:人民币)?[零壹贰叁肆伍陆柒捌玖两貳參陸拾佰仟万亿]+[元圆](?:整|正)?(?:[零壹贰叁肆伍陆柒捌玖]角)?(?:[零壹贰叁肆伍陆柒捌玖]分)?(?:整|正)?"
)
_YES: Final = frozenset({"是", "有", "√", "✓", "✔", "y", "yes", "true", "1", "对", "已"})
_NO: Final = frozenset({"否", "没有", "×", "✗", "x", "n", "no", "false", "0", "不是", "未", "不"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A value that was read (None: nothing is said), with ``note``: what was done to it; ``wrong``: why it is none.

    ``vague``: something is said, but not enough to be held to (a month, "about"): it can be left open; what is plainly
    wrong cannot.
    """

    value: date | Decimal | int | bool | str | None = None
    note: str = ""
    wrong: str = ""
    vague: bool = False


def folded(raw: Raw) -> str:
    """Return what stands in a cell as text: half-width figures and letters, single blanks."""
    if isinstance(raw, float):
        return f"{raw:.10f}".rstrip("0").rstrip(".")
    if isinstance(raw, datetime):
        return raw.strftime("%Y-%m-%d %H:%M") if raw.hour or raw.minute else raw.date().isoformat()
    return " ".join(_half(str(raw)).split())


def shown(raw: Raw) -> str:
    """Return what stands in a cell as it is kept and shown: as it was written, but for the blanks around it."""
    return raw.strip() if isinstance(raw, str) else folded(raw)


def _half(text: str) -> str:
    # Only what has a half-width twin among figures, letters and the signs between them: 〔〕（）、《》 stay.
    return text if text.isascii() else text.translate(_WIDE)


def is_nothing(raw: Raw) -> bool:
    """Say whether a cell says that there is nothing."""
    return isinstance(raw, str) and folded(raw).casefold() in NOTHING


def text(raw: Raw) -> Read:
    """Return a cell as text: figures of a code or number as such, never 1.0."""
    if is_nothing(raw):
        return Read()
    if isinstance(raw, bool):
        return Read(value="是" if raw else "否")
    said = folded(raw)
    if isinstance(raw, float) and abs(raw) >= 10**15:
        return Read(value=said, note="这一格是数值，15 位以后的数字已经丢了，请核对")
    return Read(value=said)


def day(raw: Raw, today: date) -> Read:
    """Return a cell as a day. A month or a year alone is no day; a span of days is none either."""
    if isinstance(raw, datetime):
        return _sound(raw.date())
    if isinstance(raw, date):
        return _sound(raw)
    if isinstance(raw, bool) or is_nothing(raw):
        return Read() if is_nothing(raw) else Read(wrong="不是日期")
    if isinstance(raw, int | float):
        return _from_number(raw)
    said = folded(raw).rstrip("。;；,，")
    if _SPAN.search(said):
        return Read(wrong=f"“{said[:30]}”是一段时间，不是一天", vague=True)
    if compact := _COMPACT.fullmatch(said):
        return _made(compact[1], compact[2], compact[3], today)
    if full := _FULL.fullmatch(said):
        return _made(full["y"], full["m"], full["d"], today)
    if chinese := _CN_DAY.fullmatch(said):
        return _from_chinese(chinese, today)
    if (month := _MONTH.fullmatch(said)) and 1 <= int(month["m"] or month["n"]) <= 12:
        return Read(wrong=f"“{said}”只有年月，没有日", vague=True)
    if _YEAR.fullmatch(said):
        return Read(wrong=f"“{said}”只有年份", vague=True)
    if said.isdigit() and int(said) in SERIALS:
        return _from_number(int(said))
    return Read(wrong=f"“{said[:30]}”不是日期")


def _from_number(raw: float) -> Read:
    if compact := _COMPACT.fullmatch(str(raw)):
        return _made(compact[1], compact[2], compact[3], date.max)
    if int(raw) in SERIALS:
        found = _EPOCH + timedelta(days=int(raw))
        return Read(value=found, note=f"Excel 的日期序号 {int(raw)}，即 {found.isoformat()}")
    return Read(wrong=f"“{folded(raw)}”不是日期")


def _from_chinese(found: re.Match[str], today: date) -> Read:
    if found["m"] is None or found["d"] is None:
        return Read(wrong=f"“{found[0]}”只有年{'月，没有日' if found['m'] else '份'}", vague=True)
    return _made(found["y"].translate(_DIGITS), str(_small(found["m"])), str(_small(found["d"])), today)


def _small(numeral: str) -> int:
    """Return 一 to 三十一 as a number."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int(numeral.translate(_DIGITS))
    return int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0)


def _made(year: str, month: str, day_: str, today: date) -> Read:
    note = ""
    whole = int(year)
    if len(year) == 2:
        whole += 2000 if whole <= today.year % 100 + 10 else 1900
        note = f"两位数的年份按 {whole} 年"
    try:
        return _sound(date(whole, int(month), int(day_)), note)
    except ValueError:
        return Read(wrong=f"没有 {whole} 年 {int(month)} 月 {int(day_)} 日这一天")


def _sound(found: date, note: str = "") -> Read:
    if not 1949 <= found.year <= 2100:
        return Read(wrong=f"{found.isoformat()} 的年份不像真的")
    return Read(value=found, note=note)


def unit_in(head: str) -> str:
    """Return the unit of money that a head names: 元, 万元, 亿元; empty where it names none."""
    plain = re.sub(r"\s", "", head)
    return next((unit for unit in ("亿元", "万元", "元") if unit in plain), "")


def money(raw: Raw, unit: str) -> Read:
    """Return a cell as an amount in 元. ``unit``: that of the column, which a cell that names its own overrules.

    Without either the cell is refused: an amount is never taken for 元 because it looks like it.
    """
    if isinstance(raw, bool | date | timedelta) or not isinstance(raw, str | int | float):
        return Read(wrong="不是金额")
    if is_nothing(raw):
        return Read()
    said = re.sub(r"[\s,，￥¥]|人民币|RMB", "", folded(raw)).rstrip("。;；")
    if _BIG_AMOUNT.fullmatch(said):
        return _checked(_big(said), "按大写金额")
    if _VAGUE.search(said):
        return Read(wrong=f"“{said[:30]}”不是确定的金额", vague=True)
    if _RANGE.search(said):
        return Read(wrong=f"“{said[:30]}”是一个范围，不是一个金额", vague=True)
    found = _AMOUNT.fullmatch(said)
    if found is None or ("(" in found["minus"]) != said.endswith(")"):
        return Read(wrong=f"“{said[:30]}”不是金额")
    if found["minus"]:
        return Read(wrong=f"“{said}”是负数")
    own = found["unit"] or ""
    used = own or unit
    if not used:
        return Read(wrong="看不出单位是元还是万元")
    try:
        amount = Decimal(found["n"]) * _UNITS[used]
    except InvalidOperation:
        return Read(wrong=f"“{said[:30]}”不是金额")
    amount += Decimal((found["jiao"] or "0")[0]) / 10 + Decimal((found["fen"] or "0")[0]) / 100
    differs = bool(own) and _UNITS[own] != _UNITS.get(unit, 1)
    return _checked(amount, f"单元格写明“{own}”" if differs else "")


def _big(said: str) -> Decimal:
    whole, _, rest = re.sub("人民币|[整正]", "", said).replace("圆", "元").partition("元")
    total = section = digit = 0
    for sign in whole:
        if sign in _BIG:
            digit = _BIG[sign]
        elif sign in _BIG_UNITS:
            section += (digit or 1) * _BIG_UNITS[sign]
            digit = 0
        else:
            total = (total + section + digit) * (10**4 if sign == "万" else 10**8)
            section = digit = 0
    found = Decimal(total + section + digit)
    for sign, size in (("角", 10), ("分", 100)):
        if sign in rest:
            found += Decimal(_BIG[rest[rest.index(sign) - 1]]) / size
    return found


def _checked(amount: Decimal, note: str) -> Read:
    exact = amount.quantize(Decimal("0.01"))
    if exact != amount:
        # A formula leaves 42800.000000001; a tenth of a 分 is nobody's money.
        note = "；".join(part for part in (note, f"按分取整为 {exact:,.2f} 元") if part)
    if exact >= 10**15:
        return Read(wrong="数额过大")
    return Read(value=exact, note=note)


def whole(raw: Raw) -> Read:
    """Return a cell as a whole number: 3, 3.0, ３, 3个月 is none."""
    if is_nothing(raw):
        return Read()
    said = folded(raw).replace(",", "")
    if isinstance(raw, bool) or not re.fullmatch(r"\d{1,15}(?:\.0+)?", said):
        return Read(wrong=f"“{said[:30]}”不是整数")
    return Read(value=int(said.partition(".")[0]))


def yes_or_no(raw: Raw) -> Read:
    """Return a cell as yes or no; an empty one says nothing."""
    if isinstance(raw, bool):
        return Read(value=raw)
    said = folded(raw).casefold()
    if said in _YES or said in _NO:
        return Read(value=said in _YES)
    if is_nothing(raw):
        return Read(value=False) if said == "无" else Read()
    return Read(wrong=f"“{said[:30]}”不是“是”或者“否”")


def choice(raw: Raw, values: tuple[str, ...]) -> Read:
    """Return a cell as one of a closed list: the very word, or the only one that has it in it (which is noted)."""
    if is_nothing(raw) and folded(raw) not in values:
        return Read()
    said = re.sub(r"\s", "", folded(raw))
    plain = {re.sub(r"\s", "", unicodedata.normalize("NFKC", value)): value for value in values}
    asked = unicodedata.normalize("NFKC", said)
    if asked in plain:
        return Read(value=plain[asked])
    near = [value for key, value in plain.items() if asked in key or key in asked] if len(asked) > 1 else []
    if len(near) == 1:
        return Read(value=near[0], note=f"“{said}”按“{near[0]}”")
    return Read(wrong=f"“{said[:30]}”不在选项里（{'、'.join(values[:8])}{'…' if len(values) > 8 else ''}）")
