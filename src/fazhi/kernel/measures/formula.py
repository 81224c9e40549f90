"""Formulas of indicators: measures, indicators, whole numbers, + − × ÷ and a few named readings. Total and exact.

    formula := term (("+" | "-") term)*
    term    := factor (("*" | "/") factor)*
    factor  := number | reading | "(" formula ")"
    reading := name | fn "(" name ("," 'slice')* ["," number] ")" | "last_year" "(" formula ")"
    name    := procedure.measure | indicator.id

Names, whole numbers and quoted texts are written as in conditions (`expressions`). A bare measure is read as its kind
is read as a rule: FLOW as its sum over the period, STOCK and LATE as what stands on the last day, DURATION as how many
there were, DISTINCT as how many different ones. Arithmetic is exact (fractions); rounding belongs to print.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn, Protocol

from fazhi.kernel.errors import ExpressionError
from fazhi.kernel.measures.model import Measure, MeasureKind

MAX_LENGTH = 2000
MAX_DEPTH = 16

K = MeasureKind
READINGS: Mapping[str, tuple[str, tuple[MeasureKind, ...]]] = {
    "sum": ("时段内的合计", (K.FLOW,)),
    "times": ("时段内的次数", (K.FLOW, K.DURATION)),
    "total": ("时段内的总天数", (K.DURATION,)),
    "mean": ("平均天数", (K.DURATION,)),
    "median": ("天数的中位数", (K.DURATION,)),
    "longest": ("最长的天数", (K.DURATION,)),
    "within": ("不超过几天的件数", (K.DURATION,)),
    "opening": ("时段开始前一日的存量", (K.STOCK, K.LATE)),
    "closing": ("时段最后一日的存量", (K.STOCK, K.LATE)),
    "distinct": ("不同的有多少个", (K.DISTINCT,)),
}
"""Function -> what it reads, of which kinds."""

_USUAL = {K.FLOW: "sum", K.STOCK: "closing", K.LATE: "closing", K.DURATION: "times", K.DISTINCT: "distinct"}


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    value: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure, read in one way, of some slices (none: all). ``limit`` is the number of days of ``within``."""

    measure: str
    how: str
    slices: tuple[str, ...] = ()
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Other:
    """Another indicator's value."""

    indicator: str


@dataclass(frozen=True, slots=True)
class Binary:
    """Two formulas joined by one of + - * /."""

    op: str
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Earlier:
    """A formula over the same period a year before (同期)."""

    inner: Formula


Formula = Number | Reading | Other | Binary | Earlier


class Figures(Protocol):
    """Where the figures of one unit (and those below it) in one period come from."""

    def read(self, reading: Reading) -> Fraction | None:
        """Return the value of one reading; ``None`` where there is none (the mean of nothing)."""
        ...

    def indicator(self, name: str) -> Fraction | None:
        """Return the value of another indicator; ``None`` where it has none."""
        ...

    def year_before(self) -> Figures:
        """Return the figures of the same unit for the same period a year before."""
        ...


def parse_formula(source: str, measures: Mapping[str, Measure]) -> Formula:
    """Return the tree. Raises ExpressionError (F111 cannot be read, F112 unknown name, F113 wrong kind)."""
    if len(source) > MAX_LENGTH:
        _fail(source, MAX_LENGTH, f"公式过长，最多 {MAX_LENGTH} 字")
    return _Parser(source, measures).whole()


def value_of(formula: Formula, figures: Figures) -> Fraction | None:
    """Return the value; ``None`` where a part has none or a denominator is zero."""
    match formula:
        case Number():
            return Fraction(formula.value)
        case Reading():
            return figures.read(formula)
        case Other():
            return figures.indicator(formula.indicator)
        case Earlier():
            return value_of(formula.inner, figures.year_before())
    left, right = value_of(formula.left, figures), value_of(formula.right, figures)
    if left is None or right is None or (formula.op == "/" and right == 0):
        return None
    return _OPERATIONS[formula.op](left, right)


_OPERATIONS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def parts(formula: Formula) -> Iterator[Reading | Other]:
    """Yield every measure and indicator a formula reads, left to right."""
    match formula:
        case Reading() | Other():
            yield formula
        case Earlier():
            yield from parts(formula.inner)
        case Binary():
            yield from parts(formula.left)
            yield from parts(formula.right)


def sentence(formula: Formula, names: Mapping[str, str]) -> str:
    """Return the formula in words. ``names``: measure or ``indicator.x`` -> its name."""
    match formula:
        case Number():
            return str(formula.value)
        case Other():
            return f"“{names.get(f'indicator.{formula.indicator}', formula.indicator)}”"
        case Earlier():
            return f"上年同期的{sentence(formula.inner, names)}"
        case Reading():
            name = names.get(formula.measure, formula.measure)
            of = f"（{'、'.join(formula.slices)}）" if formula.slices else ""
            match formula.how:
                case "sum" | "closing" | "distinct":
                    return f"“{name}”{of}"
                case "within":
                    return f"“{name}”{of}不超过{formula.limit}天的件数"
            return f"“{name}”{of}{READINGS[formula.how][0]}"
    left, right = sentence(formula.left, names), sentence(formula.right, names)
    if formula.op in "*/":
        left = f"（{left}）" if isinstance(formula.left, Binary) and formula.left.op in "+-" else left
        right = f"（{right}）" if isinstance(formula.right, Binary) else right
    elif formula.op == "-" and isinstance(formula.right, Binary) and formula.right.op in "+-":
        right = f"（{right}）"
    return f"{left} {_SIGNS[formula.op]} {right}"


_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}

_PIECE = re.compile(
    r"\s+|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<int>[0-9]{1,9})(?![0-9A-Za-z_])|(?P<mark>[-+*/(),.])|'(?P<text>[^'\n]*)'"
)


def _fail(source: str, position: int, message: str, *, code: str = "F111", hint: str | None = None) -> NoReturn:
    raise ExpressionError(
        message, position=position, code=code, where=f"“{source[:80]}”第 {position + 1} 字", hint=hint
    )


class _Parser:
    def __init__(self, source: str, measures: Mapping[str, Measure]) -> None:
        self._source = source
        self._measures = measures
        self._tokens: list[tuple[str, str, int]] = []
        at = 0
        while at < len(source):
            piece = _PIECE.match(source, at)
            if piece is None:
                _fail(source, at, f"不认识的符号“{source[at]}”", hint="用半角符号；文字加半角单引号；不用小数")
            if piece.lastgroup:
                self._tokens.append((piece.lastgroup, piece.group(piece.lastgroup), at))
            at = piece.end()
        self._tokens.append(("end", "", at))
        self._at = 0
        self._depth = 0

    def whole(self) -> Formula:
        formula = self._sum()
        kind, value, start = self._tokens[self._at]
        if kind != "end":
            _fail(self._source, start, f"“{value}”多余，前面已是完整的公式")
        return formula

    def _mark(self, marks: str) -> str | None:
        kind, value, _ = self._tokens[self._at]
        if kind == "mark" and value in marks:
            self._at += 1
            return value
        return None

    def _expect(self, mark: str) -> None:
        if not self._mark(mark):
            self._wrong(f"这里应为“{mark}”")

    def _wrong(self, message: str, *, code: str = "F111", hint: str | None = None) -> NoReturn:
        _fail(self._source, self._tokens[self._at][2], message, code=code, hint=hint)

    def _sum(self) -> Formula:
        left = self._product()
        while op := self._mark("+-"):
            left = Binary(op, left, self._product())
        return left

    def _product(self) -> Formula:
        left = self._factor()
        while op := self._mark("*/"):
            right = self._factor()
            if op == "/" and right == Number(0):
                self._wrong("分母是零")
            left = Binary(op, left, right)
        return left

    def _factor(self) -> Formula:
        kind, value, start = self._tokens[self._at]
        if self._mark("("):
            self._depth += 1
            if self._depth > MAX_DEPTH:
                self._wrong(f"括号套得太深，最多 {MAX_DEPTH} 层")
            inner = self._sum()
            self._depth -= 1
            self._expect(")")
            return inner
        self._at += 1
        if kind == "int":
            return Number(int(value))
        if kind != "name":
            _fail(self._source, start, "这里应为计量、指标、整数或者括号")
        if value == "last_year" and self._mark("("):
            inner = self._sum()
            self._expect(")")
            return Earlier(inner)
        if self._tokens[self._at][:2] == ("mark", "("):
            return self._function(value, start)
        return self._named(value, start)

    def _name(self, first: str) -> str:
        self._expect(".")
        kind, value, _ = self._tokens[self._at]
        if kind != "name":
            self._wrong("点号后面应为名称")
        self._at += 1
        return f"{first}.{value}"

    def _named(self, first: str, start: int) -> Formula:
        name = self._name(first)
        if first == "indicator":
            return Other(name.removeprefix("indicator."))
        measure = self._measure(name, start)
        return Reading(name, _USUAL[measure.kind])

    def _measure(self, name: str, start: int) -> Measure:
        measure = self._measures.get(name)
        if measure is None:
            _fail(
                self._source, start, f"没有规程产生“{name}”这一计量", code="F112", hint="计量写在规程的 measures.toml"
            )
        return measure

    def _function(self, fn: str, start: int) -> Formula:
        if fn not in READINGS:
            _fail(self._source, start, f"没有“{fn}”这一读法", code="F112", hint=f"只有：{'、'.join(READINGS)}")
        self._expect("(")
        kind, first, place = self._tokens[self._at]
        if kind != "name":
            self._wrong("这里应为计量")
        self._at += 1
        name = self._name(first)
        measure = self._measure(name, place)
        if measure.kind not in READINGS[fn][1]:
            _fail(self._source, place, f"“{measure.name}”不能读成“{READINGS[fn][0]}”", code="F113")
        slices: list[str] = []
        limit: int | None = None
        while self._mark(","):
            kind, value, _ = self._tokens[self._at]
            if kind == "int" and fn == "within" and limit is None:
                limit = int(value)
            elif kind == "text" and measure.by is not None:
                slices.append(value)
            else:
                self._wrong("这里应为分类（半角单引号）" if fn != "within" else "这里应为天数或者分类")
            self._at += 1
        self._expect(")")
        if fn == "within" and limit is None:
            _fail(self._source, start, "within 须写天数，例如 within(计量, 20)")
        return Reading(name, fn, tuple(slices), limit or 0)
