"""The tree of a condition: frozen, slotted, hashable nodes, the table of functions, and the printer.

Two nodes are equal when they say the same, wherever they stood: position and text take no part in equality.
Not here: reading text (parse), types (types), values (evaluate).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

OWN_SPACES = ("subject", "param", "field")
"""Owners of a reference that are not steps."""

STEP_ATTRIBUTES = ("outcome", "date", "decider", "sent")
"""What every step answers beside its own fields; ``sent`` only for calls."""

DAY_UNITS = ("working_day", "calendar_day")


class _Compiled:
    """Holds the closure that evaluate.py builds once per node; no part of the node's value."""

    __slots__ = ("_run",)
    _run: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expr(_Compiled):
    """A node; ``position`` is the 0-based code point in the parsed text, 0 for a node built by hand."""

    position: int = field(default=0, compare=False, repr=False)
    text: str = field(default="", compare=False, repr=False)

    @property
    def source(self) -> str:
        """The text as written, or the printed form of a node built by hand."""
        return self.text or unparse(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bool(Expr):
    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Int(Expr):
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Expr):
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(Expr):
    """A literal list; items are Int or Text."""

    items: tuple[Int | Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref(Expr):
    """``owner.name``; owner is ``subject``, ``param``, ``field`` or a step id."""

    owner: str
    name: str

    @property
    def is_step(self) -> bool:
        return self.owner not in OWN_SPACES


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Expr):
    """A bare name inside a call: a step, a list or a term."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Expr):
    fn: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare(Expr):
    """``left op right``; op is one of == != < <= > >= in."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Expr):
    operand: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class And(Expr):
    """Two or more conjuncts."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or(Expr):
    """Two or more disjuncts."""

    items: tuple[Expr, ...]


class Arg(StrEnum):
    """What a function takes in one place."""

    STEP = "步骤"
    CALL = "送外办理的步骤"
    LISTED = "逐项办理的步骤"
    LIST = "名单"
    TERM = "期限"
    OUTCOME = "结果"
    REF = "引用"
    DATE = "日期"
    UNIT = "日的单位"
    NUMBER = "数"
    SHARE = "法定比例"
    ITEM = "清单事项"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of the language. ``rest``: the last argument may be given any number of times, or not at all.

    ``keyed``: the answer belongs to one key, so a step that runs once per key may be named only where the asking
    step runs over the same list. ``result`` is bool, int, date, or
    number: money where one of the arguments is, else int.
    """

    args: tuple[Arg, ...]
    result: str
    meaning: str
    rest: bool = False
    keyed: bool = False

    def form(self, name: str) -> str:
        """Return how a call of the function called ``name`` is written: count(步骤, 结果…)."""
        return f"{name}({', '.join(self.args)}{'…' if self.rest else ''})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of a whole as laws write it: ``part`` of ``whole``, reached by it (以上) or only by more (过)."""

    part: int
    whole: int
    beyond: bool = False

    def of(self, number: int) -> int:
        """Return the least whole number that reaches this share of ``number``, which is above 0."""
        exact = self.part * number
        return exact // self.whole + 1 if self.beyond else -(-exact // self.whole)


SHARES: dict[str, Share] = {
    "过半数": Share(part=1, whole=2, beyond=True),
    "十分之一以上": Share(part=1, whole=10),
    "五分之一以上": Share(part=1, whole=5),
    "三分之一以上": Share(part=1, whole=3),
    "三分之二以上": Share(part=2, whole=3),
    "四分之三以上": Share(part=3, whole=4),
    "五分之四以上": Share(part=4, whole=5),
    "全体": Share(part=1, whole=1),
}
"""The shares a condition may ask for, in the words of the laws; 以上 includes the number itself (民法典 1259)."""


def _f(result: str, meaning: str, *args: Arg, rest: bool = False, keyed: bool = False) -> Function:
    return Function(args=args, result=result, meaning=meaning, rest=rest, keyed=keyed)


FUNCTIONS: dict[str, Function] = {
    "ok": _f("bool", "最近一次合法办理仍有效，且结果为通过", Arg.STEP, keyed=True),
    "did": _f("bool", "有过合法办理，不论是否仍有效", Arg.STEP, keyed=True),
    "happened": _f("bool", "办理过，含违规事实和已作废的", Arg.STEP, keyed=True),
    "stale": _f("bool", "最近一次合法办理因依据变动而失效", Arg.STEP, keyed=True),
    "required": _f("bool", "按本案情形应当办理", Arg.STEP, keyed=True),
    "settled": _f("bool", "已通过；或者不须办理且未开始", Arg.STEP, keyed=True),
    "begun": _f("bool", "办理过或者正在等待答复", Arg.STEP, keyed=True),
    "waiting": _f("bool", "已送出，尚未答复", Arg.CALL),
    "ever": _f("bool", "未作废的合法办理中曾有此结果", Arg.STEP, Arg.OUTCOME, keyed=True),
    "all": _f("bool", "名单上每一项都已通过（名单为空时也为真）", Arg.LISTED),
    "count": _f("int", "仍有效的合法办理次数；给出结果的只数这些结果", Arg.STEP, Arg.OUTCOME, rest=True),
    "facts": _f("int", "登记的违规事实数", Arg.STEP),
    "fact_on": _f("date", "登记的违规事实中最早一件发生之日", Arg.STEP, Arg.STEP, rest=True),
    "listed": _f("int", "名单上的项数", Arg.LIST),
    "actors": _f("int", "仍有效的合法办理中不同决定人的人数", Arg.STEP),
    "running": _f("bool", "期限已起算，未届满，未终止", Arg.TERM, keyed=True),
    "over": _f("bool", "期限已届满（今日晚于到期日）", Arg.TERM, keyed=True),
    "started": _f("bool", "期限已起算", Arg.TERM, keyed=True),
    "met": _f("bool", "在期限内办结", Arg.TERM, keyed=True),
    "present": _f("bool", "已填写（从不为未知）", Arg.REF),
    "days": _f("int", "前一日期至后一日期的日数", Arg.DATE, Arg.DATE, Arg.UNIT),
    "in_force": _f("bool", "所指的清单事项在办理当日已经生效、没有取消", Arg.ITEM),
    "today": _f("date", "本次办理发生之日"),
    "sum": _f("number", "各数之和；步骤的数取其未作废的历次办理（含违规事实）之和", Arg.NUMBER, Arg.NUMBER, rest=True),
    "share": _f("int", "前数占后数的百分数，不足一的部分进一", Arg.NUMBER, Arg.NUMBER),
    "needed": _f("int", "达到全数的法定比例至少要多少", Arg.NUMBER, Arg.SHARE),
    "vouched": _f("bool", "本次办理应附的凭证已齐"),
}


def unparse(expr: Expr) -> str:
    """Return the text of ``expr`` with as few brackets as the grammar allows; parsing it gives an equal tree."""
    match expr:
        case Bool(value=value):
            return "true" if value else "false"
        case Int(value=number):
            return str(number)
        case Text(value=text):
            return "'" + text.replace("'", "''") + "'"
        case ListOf(items=items):
            return "[" + ", ".join(map(unparse, items)) + "]"
        case Ref(owner=owner, name=name):
            return f"{owner}.{name}"
        case Name(id=name):
            return name
        case Call(fn=fn, args=args):
            return f"{fn}({', '.join(map(unparse, args))})"
        case Compare(op=op, left=left, right=right):
            return f"{_within(left, _COMPOUND)} {op} {_within(right, _COMPOUND)}"
        case Not(operand=operand):
            return f"not {_within(operand, (And, Or))}"
        case And(items=parts):
            return " and ".join(_within(part, (And, Or)) for part in parts)
        case Or(items=parts):
            return " or ".join(_within(part, (Or,)) for part in parts)
    raise TypeError(f"not a node: {expr!r}")


_COMPOUND: tuple[type[Expr], ...] = (Compare, Not, And, Or)


def _within(expr: Expr, bracketed: tuple[type[Expr], ...]) -> str:
    return f"({unparse(expr)})" if isinstance(expr, bracketed) else unparse(expr)
