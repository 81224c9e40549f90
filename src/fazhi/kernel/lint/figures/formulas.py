"""Sums and products that a paper writes out: 5.5 亩×2.4 万元/亩＝13.2 万元 (Q016), 120＋36＝156 件 (Q002)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .slips import Checked, Slip, shown

__all__ = ["check_formulas"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_UNIT = r"(?:%|‰|[万亿]?[\u4e00-\u9fff]{0,4}(?:/[\u4e00-\u9fff]{1,3}(?:/[\u4e00-\u9fff]{1,2})?)?)"
_TERM = rf"\s*{_NUMBER}\s*{_UNIT}(?:\([\u4e00-\u9fff]{{1,8}}\))?\s*"
_FORMULA = lazily(
    rf"(?<![\d.,+\-×xX*÷/()=%\u2014])(?P<left>{_TERM}(?:[×xX*+\-÷]{_TERM})+)[=]\s*(?P<right>{_NUMBER})\s*(?P<unit>{_UNIT})(?![\d×*÷+])"
)
_PIECE = lazily(rf"(?P<sign>^|[×xX*+\-÷])\s*(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})")
_SCALES = {"万": 10**4, "亿": 10**8}


def check_formulas(text: str) -> Iterator[tuple[bool, Slip | Checked]]:
    """Yield what is to be said of each formula with its result: whether it is a sum (else a product), and the slip.

    Only one kind of operation in a formula is judged; a result may be rounded at its last printed place.
    """
    for match in _FORMULA.finditer(text):
        pieces = list(_PIECE.finditer(match["left"]))
        signs = {"×" if piece["sign"] in "xX*×" else piece["sign"] for piece in pieces[1:]}
        if not pieces or not (signs <= {"×"} or signs <= {"+", "-"} or signs == {"÷"}):
            continue
        values = [_value(piece["number"], piece["unit"]) for piece in pieces]
        right = values[0]
        for piece, value in zip(pieces[1:], values[1:], strict=True):
            sign = piece["sign"]
            if sign == "÷" and not value:
                return
            right = right + value if sign == "+" else right - value if sign == "-" else (
                right / value if sign == "÷" else right * value
            )  # fmt: skip
        stated = _value(match["right"], match["unit"])
        step = _value("1", match["unit"]) / 10 ** len(match["right"].partition(".")[2])
        plain = not any(piece["unit"].startswith(("万", "亿")) for piece in pieces)
        scaled = {right, *((right / 10**4, right * 10**4) if plain or "万" not in match["unit"] else ())}
        if any(abs(stated - each) <= step for each in scaled):
            yield bool(signs & {"+", "-"}), Checked(match.start("right"))
            continue
        yield (
            bool(signs & {"+", "-"}),
            Slip(
                start=match.start("right"),
                end=match.end("right"),
                message=f"{match['left'].strip()}＝{shown(right)}，与所写的 {shown(stated)} 不符",
                suggestion="核对算式的各数和结果",
            ),
        )


def _value(number: str, unit: str) -> Fraction:
    whole, _, behind = number.replace(",", "").partition(".")
    value = Fraction(int(whole + behind), 10 ** len(behind))
    if unit in ("%", "‰"):
        return value / (100 if unit == "%" else 1000)
    return value * _SCALES.get(unit[:1], 1)
