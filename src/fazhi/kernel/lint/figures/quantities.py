"""The quantities of a passage with what they are said of: what ``frames`` reckons with.

To the numbers of ``numbers`` come amounts in words (伍万元), counts in one numeral (两批, 叁份), lengths of time
(24 日, 6 个月, 三年) and counts in measures that no list holds (16 页, 7 把).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .amounts import amount_in_words
from .numbers import Kind, Number, numbers

__all__ = ["Quantity", "kin", "quantities"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One quantity of a passage."""

    start: int
    end: int
    kind: Kind
    value: Fraction
    low: Fraction
    high: Fraction
    step: Fraction
    unit: str
    hedged: bool
    clause: str
    """The words in front, from the last pause or quantity."""
    behind: str
    """The words behind, to the next pause or quantity."""
    per: tuple[str, ...]
    """What it is told for one of: 每人每月 2600 元 is ("人", "月")."""
    spelled: bool
    """Whether it stands in one everyday numeral (两批): a factor, no part of a sum."""

    @property
    def words(self) -> str:
        """Return the words around it."""
        return f"{self.clause} {self.behind}"


_WORDS: Final = lazily(
    r"[零壹贰貳叁参肆伍陆陸柒捌玖拾佰仟万亿]{2,}[元圆](?:[零壹贰叁肆伍陆柒捌玖]角)?零?(?:[零壹贰叁肆伍陆柒捌玖]分)?[整正]?"
)
_TERM: Final = lazily(
    r"(?<![\d.月:第/-])(?:(?<!年)|(?=[一二三四五六七八九十两]))(?P<n>\d{1,4}|[一二两三四五六七八九十]{1,3})(?P<unit>个?(?P<of>月)(?!\d|[1-3]?\d日)|个(?P<q>季度)|(?P<year>年)(?![\d初末底内度]|\d)|(?P<day>[日天])(?![常前起历]))"
)
_FEW: Final = lazily(
    r"(?<![第一二三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾每])(?P<n>[一二两三四五六七八九十]{1,2}|[壹贰叁肆伍陆柒捌玖拾]{1,2})个?(?P<unit>份|件|批|期|组|户|次|类|项|口|人|名|村|家|处|台|辆|间|套|条|种|轮|笔|场|班|队|方)(?![一二三四五六七八九十])"
)
_OTHER: Final = lazily(
    r"(?<![\d.第年月/:〔-])(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?P<unit>剂次|页|把|扇|筐|筒|挂|串|垛|排|匹|车|秒|盘|卡|担|刀|沓|颗|粒|束|孔|层|杯|碗|令|度(?![假过])|剂)"
)
_PAUSE: Final = lazily(r"[,;:。!?、()\n]")
_FIGURES: Final = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"两": 2} | {
    char: at for at, char in enumerate("零壹贰叁肆伍陆柒捌玖")
}  # fmt: skip
_PER: Final = lazily(
    r"每(?:逾期|超期|迟延|延期)?(?:一|1)?个?(?P<u>平方米|立方米|公里|[人户家件场批车]次|课时|小时|学时|季度|半年|公斤|千克|斤|[\u4e00-\u9fff])"
    r"|(?P<m>月)(?:租金|租|服务费|工资|薪|费用|补贴)|(?P<y>年)(?:租金|租|薪|服务费|承包费|费用)|(?P<d>日)(?:租金|工资|薪)|(?P<mean>[月年日人户亩村次篇天周笔件场家班组校台站所处项])(?:平)?均|单(?P<single>[个座台套件张株盏间栋辆项])|(?P<one>单价|各(?=处|罚|奖|发放|补|给予|交))"
)
_PER_BEHIND: Final = lazily(r"\s*/\s*(?P<u>平方米|立方米|[\u4e00-\u9fff])(?:[·/]?(?P<v>[年月日天季]))?")
_KIN: Final = {"名": "人", "位": "人", "天": "日", "工作日": "日", "起": "件", "宗": "件", "季": "季度", "个月": "月"}


def kin(unit: str) -> str:
    """Return the name of a measure that others are held as one with."""
    return _KIN.get(unit, unit)


def _small(text: str) -> int:
    """Return what a small numeral says; nothing that is none comes here."""
    if text.isdigit():
        return int(text)
    text = text.replace("拾", "十")
    if "十" not in text:
        return _FIGURES.get(text, 0) if len(text) == 1 else 0
    tens, _, ones = text.partition("十")
    return (_FIGURES.get(tens, 0) if tens else 1) * 10 + (_FIGURES.get(ones, 0) if ones else 0)


_Raw = tuple[int, int, Kind, Fraction, Fraction, Fraction, Fraction, str, bool, bool]


def _plain(start: int, end: int, value: Fraction, unit: str, *, spelled: bool) -> _Raw:
    return start, end, Kind.COUNT, value, value, value, Fraction(1), unit, False, spelled


def _more(text: str, known: Sequence[Number]) -> Iterator[_Raw]:
    """Yield what ``numbers`` does not read."""
    if any(sign in text for sign in "壹贰叁肆伍陆柒捌玖"):
        for match in _WORDS.finditer(text):
            if worth := amount_in_words(match[0]):
                yield _plain(match.start(), match.end(), worth, "元", spelled=False)
    for match in _OTHER.finditer(text):
        yield _plain(match.start(), match.end(), Fraction(match["n"].replace(",", "")), match["unit"], spelled=False)
    for match in _TERM.finditer(text):
        value = _small(match["n"])
        unit = "月" if match["of"] else "季度" if match["q"] else "年" if match["year"] else "日"
        if (
            value
            and not (value == 1 and not match["n"].isdigit())
            and not (unit == "年" and value > 99)
            and not (unit == "月" and "个" not in match[0])
        ):
            yield _plain(match.start(), match.end(), Fraction(value), unit, spelled=not match["n"].isdigit())
    for match in _FEW.finditer(text):
        if few := _small(match["n"]):
            yield _plain(match.start(), match.end(), Fraction(few), match["unit"], spelled=True)


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a passage in their order. An amount told again right behind in words counts once."""
    known = numbers(text)
    raw: list[_Raw] = [
        (
            each.start,
            each.end,
            each.kind,
            each.value,
            each.low,
            each.high,
            each.step,
            kin(each.unit),
            each.hedged,
            False,
        )
        for each in known
    ]
    taken = [(each.start, each.end) for each in known]
    for more in _more(text, known):
        if not any(start < more[1] and more[0] < end for start, end in taken):
            raw.append(more)
            taken.append(more[:2])
    raw.sort(key=lambda each: each[0])
    out: list[Quantity] = []
    at = 0
    for index, (start, end, kind, value, low, high, step, unit, hedged, spelled) in enumerate(raw):
        front = text[at:start] if not spelled else text[max(at, raw[index - 1][1]) if index else at : start]
        pauses = [match.end() for match in _PAUSE.finditer(front)]
        while pauses and pauses[-1] == len(front.rstrip()) and front.rstrip().endswith(":"):
            front = front.rstrip()[:-1]  # 合同价：186.5 万元 is told by what stands in front of the colon
            pauses.pop()
        clause = front[pauses[-1] :] if pauses else front
        stop = next((each[0] for each in raw[index + 1 :] if not each[9]), len(text))
        pause = _PAUSE.search(text, end, stop)
        at = at if spelled else end
        if out and out[-1].unit == unit == "元" and out[-1].value == value and len(front) < 12 and "(" in front:
            continue  # 3600 元（大写：叁仟陆佰元整）
        out.append(
            Quantity(
                start=start, end=end, kind=kind, value=value, low=low, high=high, step=step, unit=unit, hedged=hedged,
                clause=clause, behind=text[end : pause.start() if pause else stop], per=_per(front, text, end),
                spelled=spelled,
            )
        )  # fmt: skip
    return out


def _per(front: str, text: str, end: int) -> tuple[str, ...]:
    """Return what a quantity is told for one of, by 每… in its clause or /… behind it."""
    clause = front[
        max(front.rfind(","), front.rfind(";"), front.rfind("。"), front.rfind(":"), front.rfind("\n")) + 1 :
    ]
    units = []
    for match in _PER.finditer(clause):
        units.append(
            "月"
            if match["m"]
            else "年"
            if match["y"]
            else "日"
            if match["d"]
            else "*"
            if match["one"]
            else match["mean"] or match["single"] or match["u"]
        )
    if behind := _PER_BEHIND.match(text, end):
        units += [unit for unit in (behind["u"], behind["v"]) if unit]
    if len(units) > 1:
        units = [unit for unit in units if unit != "*"]
    return tuple(dict.fromkeys(kin(unit) for unit in units))
