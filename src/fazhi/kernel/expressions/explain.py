"""Conditions for people: what keeps one from being true, and how it reads in official Chinese.

A sentence has no final stop. Names come from the caller; money and dates are printed in official form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from fazhi.kernel.expressions.analyse import FLIPPED, OPPOSITE, conjuncts
from fazhi.kernel.expressions.ast import (
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
from fazhi.kernel.expressions.evaluate import Env, Value, evaluate
from fazhi.kernel.expressions.types import Kind, Scope, check


class Names(Protocol):
    """Chinese names of what conditions speak of. ``field`` gets ``x`` for the own act, ``step.x`` for another step."""

    def step(self, id: str, /) -> str: ...
    def term(self, id: str, /) -> str: ...
    def list(self, id: str, /) -> str: ...
    def subject(self, id: str, /) -> str: ...
    def field(self, id: str, /) -> str: ...
    def param(self, id: str, /) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """An atom that is not as it should be: it ought to be true (+1) or false (-1); 0 if it is wanted both ways.

    ``missing`` are the references and calls within it that are unknown: what is still to be filled in.
    """

    expr: Expr
    value: Value
    polarity: int
    missing: tuple[Expr, ...] = ()


def blame(expr: Expr, env: Env) -> tuple[Blame, ...]:
    """Return the atoms that keep ``expr`` from being true; empty exactly when it is true.

    Of alternatives all are named: putting any one right would do, putting all right certainly does.
    """
    wanted: dict[Expr, int] = {}
    _wanted(expr, True, env, wanted)
    return tuple(
        Blame(expr=atom, value=evaluate(atom, env), polarity=polarity, missing=_missing(atom, env))
        for atom, polarity in wanted.items()
    )


def unmet(expr: Expr, env: Env) -> tuple[Expr, ...]:
    """Return the conjuncts of ``expr`` that are not true: the sentences to show to a person."""
    return tuple(part for part in conjuncts(expr) if evaluate(part, env) is not True)


def _wanted(expr: Expr, want: bool, env: Env, found: dict[Expr, int]) -> None:
    if evaluate(expr, env) is want:
        return
    match expr:
        case Not(operand=operand):
            _wanted(operand, not want, env, found)
        case And(items=items) | Or(items=items):
            for item in items:
                _wanted(item, want, env, found)
        case _:
            polarity = 1 if want else -1
            found[expr] = polarity if found.get(expr, polarity) == polarity else 0


def _missing(expr: Expr, env: Env) -> tuple[Expr, ...]:
    if not isinstance(expr, (Ref, Call, Compare)) or evaluate(expr, env) is not None:
        return ()
    parts: tuple[Expr, ...] = ()
    if isinstance(expr, Compare):
        parts = (expr.left, expr.right)
    elif isinstance(expr, Call) and expr.fn in ("days", "sum", "share", "needed", "in_force"):
        parts = tuple(arg for arg in expr.args if expr.fn != "sum" or not _of_step(arg))
    inner = tuple(leaf for part in parts for leaf in _missing(part, env))
    return inner or (() if isinstance(expr, Compare) else (expr,))


def value_cn(value: Value) -> str:
    """Return a value as officials write it: 2026年3月5日, 50万元, 是; unknown is 未填写."""
    match value:
        case None:
            return "未填写"
        case bool():
            return "是" if value else "否"
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case Decimal():
            return money_cn(value)
        case frozenset():
            return "、".join(sorted(value)) or "无"
    return str(value)


def money_cn(amount: Decimal | int) -> str:
    """Return an amount of 元; whole 万 are written as such: 500000 is 50万元, 1234.5 is 1234.50元."""
    amount = Decimal(amount)
    if not amount.is_finite():
        return f"{amount}元"
    if amount and amount % 10000 == 0:
        return f"{int(amount / 10000)}万元"
    return f"{int(amount)}元" if amount == amount.to_integral_value() else f"{amount:.2f}元"


def sentence(expr: Expr, names: Names, scope: Scope | None = None) -> str:
    """Return ``expr`` as a Chinese sentence without final stop.

    With ``scope`` the types are known, so that numbers compared with money are printed as money and dates as earlier
    or later. An alternative that only denies something is turned round: ``A != v or G`` reads 结果为“v”的，须G. What is
    no condition (a column of a register) is named: “送审”的办理日期.
    """
    return _Writer(names, scope).say(expr, True, 0)


def noun(expr: Expr, names: Names) -> str:
    """Return what a reference or call is called, for "please fill in …"."""
    return _Writer(names, None).noun(expr)


def _of_step(expr: Expr) -> bool:
    return isinstance(expr, Ref) and expr.is_step


_UNITS = {"count": "次", "listed": "项", "actors": "人", "facts": "件", "share": "％"}
_MORE = {"==": "为", "!=": "不为", "<": "少于", "<=": "不超过", ">": "多于", ">=": "不少于"}
_MONEY = {"==": "为", "!=": "不为", "<": "低于", "<=": "不超过", ">": "高于", ">=": "不低于"}
_DATES = {"==": "同于", "!=": "不同于", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_STEPS = {
    "ok": ("“{}”已办结且有效", "“{}”未办结、未通过或者已失效"),
    "did": ("“{}”曾依法办理", "“{}”未曾依法办理"),
    "happened": ("已办理“{}”", "尚未办理“{}”"),
    "stale": ("“{}”因依据变动而失效", "“{}”未因依据变动而失效"),
    "required": ("按本案情形应当办理“{}”", "按本案情形无须办理“{}”"),
    "settled": ("“{}”已通过或者无须办理", "“{}”应当办理或者已开始而未通过"),
    "begun": ("“{}”已开始办理", "“{}”尚未开始办理"),
    "waiting": ("“{}”已送出而未答复", "“{}”不在等待答复"),
    "all": ("每一项“{}”均已办结且有效", "并非每一项“{}”均已办结且有效"),
}
_TERMS = {
    "running": ("期限“{}”正在计算且未届满", "期限“{}”不在计算或者已届满"),
    "over": ("期限“{}”已届满", "期限“{}”尚未届满"),
    "started": ("期限“{}”已起算", "期限“{}”尚未起算"),
    "met": ("已在期限“{}”内办结", "未在期限“{}”内办结"),
}


class _Writer:
    """Says an expression, or its contrary: negation is carried down to the atoms, where Chinese has words for it."""

    __slots__ = ("_names", "_scope")

    def __init__(self, names: Names, scope: Scope | None) -> None:
        self._names = names
        self._scope = scope

    def say(self, expr: Expr, want: bool, depth: int) -> str:
        """Return the phrase for ``expr`` being ``want``; below the top, compound phrases stand in brackets."""
        match expr:
            case Not(operand=operand):
                return self.say(operand, not want, depth)
            case And(items=items) | Or(items=items):
                all_of = isinstance(expr, And) == want
                text = self._all(items, want, depth) if all_of else self._any(items, want, depth)
                return f"（{text}）" if depth else text
            case Bool(value=value):
                return "一律成立" if value is want else "一律不成立"
            case Ref() if self._kind(expr) in (None, Kind.BOOL):
                return f"{self.noun(expr)}为“{'是' if want else '否'}”"
            case Call() if FUNCTIONS[expr.fn].result == "bool":
                return self._call(expr, want)
            case Compare():
                return self._compare(expr, want)
        return self.noun(expr)

    def _all(self, items: tuple[Expr, ...], want: bool, depth: int) -> str:
        return "，且".join(self.say(item, want, depth + 1) for item in items)

    def _any(self, items: tuple[Expr, ...], want: bool, depth: int) -> str:
        denials = [item for item in items if _denies(item, want)]
        duties = [item for item in items if not _denies(item, want)]
        if not denials or not duties:
            return "，或者".join(self.say(item, want, depth + 1) for item in items)
        premise = "且".join(self.say(item, not want, depth + 1) for item in denials)
        duty = "，或者".join(self.say(item, want, depth + 1) for item in duties)
        # 须已填写 says it twice.
        return f"{premise}的，须{duty.removeprefix('已') if duty.startswith('已填写') else duty}"

    # references

    def noun(self, expr: Expr) -> str:
        match expr:
            case Ref(owner="subject", name=name):
                return f"“{self._names.subject(name)}”"
            case Ref(owner="param", name=name):
                return f"“{self._names.param(name)}”"
            case Ref(owner="field", name="outcome"):
                return "本次结果"
            case Ref(owner="field", name=name):
                return f"“{self._names.field(name)}”"
            case Ref(owner=owner, name=name):
                known = {"outcome": "结果", "date": "办理日期", "decider": "决定人", "sent": "送出日期"}
                what = known.get(name) or f"“{self._names.field(owner + '.' + name)}”"
                return f"“{self._names.step(owner)}”的{what}"
            case Call(fn="today"):
                return "办理当日"
            case Call(fn="fact_on", args=args):
                steps = "、".join(f"“{self._names.step(arg.id)}”" for arg in args if isinstance(arg, Name))
                return f"{steps}登记的违规事实最早发生之日"
            case Call(fn="days", args=(first, second, unit)):
                kind = "工作日" if isinstance(unit, Text) and unit.value == "working_day" else "自然日"
                return f"{self.noun(first)}至{self.noun(second)}的{kind}数"
            case Call(fn="sum", args=args):
                parts = [f"{self.noun(arg)}历次之和" if _of_step(arg) else self.noun(arg) for arg in args]
                return parts[0] if len(parts) == 1 else f"{'、'.join(parts)}合计"
            case Call(fn="share", args=(part, whole)):
                return f"{self.noun(part)}占{self.noun(whole)}的百分数"
            case Call(fn="needed", args=(whole, Text(value=share))):
                return f"{self.noun(whole)}的{share}"
            case Call(fn=fn, args=args) if fn in _UNITS:
                return self._counted(fn, args)
            case Call() if FUNCTIONS[expr.fn].result == "bool":
                return self._call(expr, True)
            case Bool() | Not() | And() | Or() | Compare():
                return self.say(expr, True, 1)
        return expr.source

    def _counted(self, fn: str, args: tuple[Expr, ...]) -> str:
        name = self._arg(args, self._names.list if fn == "listed" else self._names.step)
        match fn:
            case "listed":
                return f"名单“{name}”的项数"
            case "actors":
                return f"“{name}”的决定人数"
            case "facts":
                return f"“{name}”登记的违规事实数"
        outcomes = _either([arg.value for arg in args[1:] if isinstance(arg, Text)])
        return f"“{name}”结果为{outcomes}的次数" if outcomes else f"“{name}”的有效办理次数"

    def _arg(self, args: tuple[Expr, ...], name_of: _NameOf) -> str:
        return name_of(args[0].id) if args and isinstance(args[0], Name) else ""

    def _call(self, call: Call, want: bool) -> str:
        which = 0 if want else 1
        if call.fn in _STEPS:
            return _STEPS[call.fn][which].format(self._arg(call.args, self._names.step))
        if call.fn in _TERMS:
            return _TERMS[call.fn][which].format(self._arg(call.args, self._names.term))
        match call:
            case Call(fn="ever", args=(_, Text(value=outcome))):
                name = self._arg(call.args, self._names.step)
                return f"“{name}”{'曾有' if want else '从未有'}结果“{outcome}”"
            case Call(fn="present", args=(ref,)):
                return f"{'已' if want else '未'}填写{self.noun(ref)}"
            case Call(fn="in_force", args=(ref,)):
                return f"{self.noun(ref)}所指的清单事项在办理当日{'有效' if want else '无效（尚未生效或者已经取消）'}"
            case Call(fn="vouched"):
                return "应附凭证已齐" if want else "应附凭证未齐"
        return call.source

    # comparisons

    def _compare(self, expr: Compare, want: bool) -> str:
        if expr.op == "in":
            return self._membership(expr, want)
        left, op, right = expr.left, expr.op, expr.right
        if isinstance(left, (Int, Text)):
            left, op, right = right, FLIPPED[op], left
        if not want:
            op = OPPOSITE[op]
        if isinstance(right, Text):
            return f"{self.noun(left)}{_MORE[op]}“{right.value}”"
        if isinstance(right, Int):
            return self._number(left, op, right.value)
        kinds = {self._kind(left), self._kind(right)}
        words = _DATES if Kind.DATE in kinds else _MONEY if Kind.MONEY in kinds else _MORE
        word = {"为": "等于", "不为": "不等于"}.get(words[op], words[op])
        return f"{self.noun(left)}{word}{self.noun(right)}"

    def _membership(self, expr: Compare, want: bool) -> str:
        left, right = expr.left, expr.right
        if isinstance(right, ListOf):
            values = [str(item.value) for item in right.items]
            return f"{self.noun(left)}{'为' if want else '不为'}{_either(values)}"
        held = f"“{left.value}”" if isinstance(left, Text) else self.noun(left)
        return f"{self.noun(right)}{'包含' if want else '不包含'}{held}"

    def _number(self, left: Expr, op: str, number: int) -> str:
        if isinstance(left, Call):
            if _is_none(op, number) or _is_some(op, number):
                known = self._some(left, _is_some(op, number))
                if known:
                    return known
            if left.fn == "days" and len(left.args) == 3:
                unit = left.args[2]
                counted = "个工作日" if isinstance(unit, Text) and unit.value == "working_day" else "日"
                return f"自{self.noun(left.args[0])}至{self.noun(left.args[1])}{_MORE[op]}{number}{counted}"
            if left.fn != "sum" or self._kind(left) is not Kind.MONEY:
                return f"{self.noun(left)}{_MORE[op]}{number}{_UNITS.get(left.fn, '')}"
        if self._kind(left) is Kind.MONEY:
            return f"{self.noun(left)}{_MONEY[op]}{money_cn(number)}"
        return f"{self.noun(left)}{_MORE[op]}{number}"

    def _some(self, call: Call, some: bool) -> str | None:
        name = self._arg(call.args, self._names.list if call.fn == "listed" else self._names.step)
        has = "有" if some else "没有"
        match call.fn:
            case "count":
                outcomes = _either([arg.value for arg in call.args[1:] if isinstance(arg, Text)])
                return f"{has}结果为{outcomes}的“{name}”" if outcomes else f"{has}有效的“{name}”"
            case "facts":
                return f"“{name}”{has}登记的违规事实"
            case "listed":
                return f"名单“{name}”{'不为空' if some else '为空'}"
        return None

    def _kind(self, expr: Expr) -> Kind | None:
        """The type where it is known; without a scope only what the language itself says."""
        if self._scope is not None and isinstance(expr, (Ref, Call)):
            return check(expr, self._scope).kind
        match expr:
            case Call(fn="today" | "fact_on"):
                return Kind.DATE
            case Ref(name="date" | "sent") if expr.is_step:
                return Kind.DATE
        return None


class _NameOf(Protocol):
    def __call__(self, id: str, /) -> str: ...


def _either(values: list[str]) -> str:
    return "或者".join(f"“{value}”" for value in values)


def _is_none(op: str, number: int) -> bool:
    return (op in ("==", "<=") and number == 0) or (op == "<" and number == 1)


def _is_some(op: str, number: int) -> bool:
    return (op in ("!=", ">") and number == 0) or (op == ">=" and number == 1)


def _denies(expr: Expr, want: bool) -> bool:
    """True if ``expr`` being ``want`` reads better as the premise of a duty, once turned round."""
    match expr:
        case Not(operand=operand):
            return _denies(operand, not want)
        case Compare(op="in") | Ref() | Call():
            return not want
        case And() | Or():
            return not want
        case Compare(left=Ref(), op=op):
            return (op if want else OPPOSITE[op]) in ("!=", "<", "<=")
        case Compare(left=Call(fn="count" | "facts"), op=op, right=Int(value=number)):
            return _is_none(op if want else OPPOSITE[op], number)
    return False
