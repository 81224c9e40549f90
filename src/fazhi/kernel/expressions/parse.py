"""Text to tree: an own tokenizer and a recursive descent with bounded depth.

Total: every text gives a tree or an ExpressionError that names the place. Names of steps, fields and terms are not
judged here (see types); function names are.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple, NoReturn

from fazhi.kernel.errors import ExpressionError
from fazhi.kernel.expressions.ast import (
    DAY_UNITS,
    FUNCTIONS,
    And,
    Bool,
    Call,
    Compare,
    Expr,
    Int,
    ListOf,
    Name,
    Not,
    Or,
    Ref,
    Text,
)

MAX_LENGTH = 4000
MAX_DEPTH = 32
MAX_DIGITS = 15

KEYWORDS = ("and", "or", "not", "in", "true", "false")
_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
_FRACTION = re.compile(r"\.[0-9]")
_LETTER = re.compile(r"[A-Za-z_]")
_HALF_WIDTH = dict(zip("（），。‘’“”＝！＜＞【】［］＇", "(),.''''=!<>[][]'", strict=True))


class _Token(NamedTuple):
    """A named tuple, for a pack has some hundred conditions and a frozen dataclass is slow to make."""

    kind: Literal["name", "word", "int", "text", "mark", "end"]
    value: str
    start: int
    end: int


def parse(source: str) -> Expr:
    """Return the tree of ``source``. Raises ExpressionError (code F111) with the 0-based position of the fault."""
    if len(source) > MAX_LENGTH:
        fail(source, MAX_LENGTH, f"条件过长，最多 {MAX_LENGTH} 字", hint="拆成几条条件分别写")
    return _Parser(source).whole()


def fail(source: str, position: int, message: str, *, code: str = "F111", hint: str | None = None) -> NoReturn:
    """Raise the ExpressionError for one place of ``source``."""
    shown = source if len(source) <= 80 else "…" + source[max(0, position - 30) : position + 40] + "…"
    raise ExpressionError(message, position=position, code=code, where=f"“{shown}”第 {position + 1} 字", hint=hint)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the hint that names the known name nearest to ``name``, or None when none is near."""
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"是否想写“{close[0]}”" if close else None


_PIECE = re.compile(
    r"[ \t\r\n]+|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<int>[0-9]+)|(?P<mark>[=!<>]=|[<>()\[\],.])|(?P<text>')"
)


def _tokens(source: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(source):
        piece = _PIECE.match(source, at)
        if piece is None:
            _refuse_char(source, at)
        start, at = at, piece.end()
        match piece.lastgroup:
            case "name":
                value = piece.group()
                found.append(_Token("word" if value in KEYWORDS else "name", value, start, at))
            case "mark":
                found.append(_Token("mark", piece.group(), start, at))
            case "text":
                text, at = _text(source, start)
                found.append(_Token("text", text, start, at))
            case "int":
                _refuse_odd_number(source, start, at)
                found.append(_Token("int", piece.group(), start, at))
    found.append(_Token("end", "", at, at))
    return found


def _text(source: str, start: int) -> tuple[str, int]:
    """Read a quoted text from ``start``; a doubled quote stands for one. Returns the text and the place after it."""
    parts: list[str] = []
    at = start + 1
    while True:
        close = source.find("'", at)
        line_end = source.find("\n", at)
        if close < 0 or 0 <= line_end < close:
            fail(source, start, "文字没有写完，缺少右单引号", hint="文字写在同一行的两个半角单引号之间")
        parts.append(source[at:close])
        if source[close + 1 : close + 2] != "'":
            return "'".join(parts), close + 1
        at = close + 2


def _refuse_odd_number(source: str, start: int, end: int) -> None:
    if end - start > MAX_DIGITS:
        fail(source, start, f"数字过大，最多 {MAX_DIGITS} 位")
    if _FRACTION.match(source, end):
        fail(source, start, "不用小数", hint="金额以元为单位写整数")
    if _LETTER.match(source, end):
        fail(source, start, "数字后面不能紧接字母", hint="名称以字母开头，数字之间不用分隔符")


def _refuse_char(source: str, at: int) -> NoReturn:
    char = source[at]
    if char in _HALF_WIDTH:
        fail(source, at, f"不认识全角符号“{char}”", hint=f"改用半角“{_HALF_WIDTH[char]}”")
    if char == '"':
        fail(source, at, "不认识双引号", hint="文字用半角单引号")
    if char == "=":
        fail(source, at, "不认识单个“=”", hint="比较相等写“==”")
    if char == "!":
        fail(source, at, "不认识单个“!”", hint="否定写“not”，不相等写“!=”")
    if char == "-":
        fail(source, at, "不用负数和减法", hint="日期相差写 days(前一日期, 后一日期, 'working_day')")
    if char.isalnum():
        fail(source, at, f"“{char}”不能直接出现", hint="名称只用英文字母、数字和下划线；文字加半角单引号")
    fail(source, at, f"不认识的符号“{char}”")


class _Parser:
    """One reading of one text. Methods are named after the grammar's rules."""

    __slots__ = ("_at", "_depth", "_source", "_tokens")

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = _tokens(source)
        self._at = 0
        self._depth = 0

    def whole(self) -> Expr:
        if self._is("end", ""):
            self._fail("条件是空的", hint="一直成立写 true，从不成立写 false")
        expr = self._or()
        if not self._is("end", ""):
            extra = self._next.value
            near = nearest(extra, KEYWORDS) if self._next.kind == "name" else None
            self._fail(f"“{extra}”多余，前面已是完整的条件", hint=near or "条件之间用 and 或者 or 连接")
        return expr

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _is(self, kind: str, value: str) -> bool:
        return self._next.kind == kind and self._next.value == value

    def _accept(self, kind: str, value: str) -> bool:
        if self._is(kind, value):
            self._at += 1
            return True
        return False

    def _expect(self, mark: str, what: str) -> None:
        if not self._accept("mark", mark):
            self._fail(f"这里应为“{mark}”（{what}），却是{self._shown()}")

    def _shown(self) -> str:
        return "结尾" if self._next.kind == "end" else f"“{self._next.value}”"

    def _fail(self, message: str, *, token: _Token | None = None, hint: str | None = None) -> NoReturn:
        fail(self._source, (token or self._next).start, message, hint=hint)

    def _slice(self, start: int) -> str:
        return self._source[start : self._tokens[self._at - 1].end]

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail(f"括号或者 not 套得太深，最多 {MAX_DEPTH} 层", hint="拆成几条条件分别写")

    def _or(self) -> Expr:
        start, items = self._next.start, [self._and()]
        while self._accept("word", "or"):
            items.append(self._and())
        return items[0] if len(items) == 1 else Or(items=tuple(items), position=start, text=self._slice(start))

    def _and(self) -> Expr:
        start, items = self._next.start, [self._not()]
        while self._accept("word", "and"):
            items.append(self._not())
        return items[0] if len(items) == 1 else And(items=tuple(items), position=start, text=self._slice(start))

    def _not(self) -> Expr:
        start = self._next.start
        if not self._accept("word", "not"):
            return self._comparison()
        self._deeper()
        operand = self._not()
        self._depth -= 1
        return Not(operand=operand, position=start, text=self._slice(start))

    def _comparison(self) -> Expr:
        start = self._next.start
        left = self._atom()
        token = self._next
        if token.kind == "mark" and token.value in _COMPARISONS:
            op, right = self._take().value, self._atom()
        elif self._accept("word", "in"):
            op, right = "in", self._atom()
        else:
            if self._is("word", "not"):
                self._fail("没有“not in”", hint="写成 not (… in […])")
            return left
        if self._next.kind == "mark" and self._next.value in _COMPARISONS:
            self._fail("比较不能连写", hint="拆成两个比较，用 and 连接")
        return Compare(op=op, left=left, right=right, position=start, text=self._slice(start))

    def _atom(self) -> Expr:
        token = self._next
        match token.kind:
            case "int":
                self._take()
                return Int(value=int(token.value), position=token.start, text=self._slice(token.start))
            case "text":
                self._take()
                return Text(value=token.value, position=token.start, text=self._slice(token.start))
            case "word" if token.value in ("true", "false"):
                self._take()
                return Bool(value=token.value == "true", position=token.start, text=token.value)
            case "name":
                return self._named()
            case "mark" if token.value == "(":
                return self._bracketed()
            case "mark" if token.value == "[":
                return self._list()
            case _:
                self._fail(f"这里缺少内容，却是{self._shown()}", hint="应为引用、函数、数字、文字或者括号")

    def _bracketed(self) -> Expr:
        self._take()
        self._deeper()
        inner = self._or()
        self._depth -= 1
        self._expect(")", "右括号")
        return inner

    def _list(self) -> Expr:
        start = self._take().start
        items: list[Int | Text] = []
        while True:
            if self._next.kind not in ("int", "text"):
                self._fail(f"列表里只写数字和文字，却是{self._shown()}", hint="例如 ['同意', '部分同意']，不能为空")
            item = self._atom()
            if isinstance(item, (Int, Text)):
                items.append(item)
            if not self._accept("mark", ","):
                break
        self._expect("]", "列表结束")
        return ListOf(items=tuple(items), position=start, text=self._slice(start))

    def _named(self) -> Expr:
        token = self._take()
        if self._is("mark", "("):
            return self._call(token)
        if self._is("mark", "."):
            return self._reference(token)
        keyword = token.value.lower()
        self._fail(
            f"“{token.value}”单独出现，不知要问什么",
            token=token,
            hint=f"是否想写“{keyword}”"
            if keyword in KEYWORDS
            else f"写成 ok({token.value})、{token.value}.outcome，文字加半角单引号",
        )

    def _reference(self, owner: _Token) -> Ref:
        self._take()
        token = self._next
        if token.kind not in ("name", "word"):
            self._fail(f"“{owner.value}.”后面应为名称，却是{self._shown()}")
        self._take()
        return Ref(owner=owner.value, name=token.value, position=owner.start, text=self._slice(owner.start))

    def _call(self, name: _Token) -> Call:
        if name.value not in FUNCTIONS:
            self._fail(f"没有函数“{name.value}”", token=name, hint=nearest(name.value, FUNCTIONS))
        self._take()
        self._deeper()
        args: list[Expr] = []
        if not self._is("mark", ")"):
            args.append(self._argument(name.value, 0))
            while self._accept("mark", ","):
                args.append(self._argument(name.value, len(args)))
        self._expect(")", f"{name.value} 的右括号")
        self._depth -= 1
        return Call(fn=name.value, args=tuple(args), position=name.start, text=self._slice(name.start))

    def _argument(self, fn: str, place: int) -> Expr:
        token = self._next
        if token.kind == "text":
            return self._atom()
        if token.kind != "name":
            self._fail(f"{fn} 的参数应为名称、引用或者文字，却是{self._shown()}")
        self._take()
        if self._is("mark", "("):
            return self._call(token)
        if self._is("mark", "."):
            return self._reference(token)
        if fn == "days" and place == 2 and token.value in DAY_UNITS:
            # The unit may be written bare; one form in the tree keeps equal conditions equal.
            return Text(value=token.value, position=token.start, text=f"'{token.value}'")
        return Name(id=token.value, position=token.start, text=token.value)
