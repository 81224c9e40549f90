"""Types of conditions, what is in scope where a condition stands, and the check of one against the other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn, Protocol

from fazhi.kernel.expressions.ast import (
    DAY_UNITS,
    FUNCTIONS,
    SHARES,
    And,
    Arg,
    Bool,
    Call,
    Compare,
    Expr,
    Function,
    Int,
    ListOf,
    Name,
    Not,
    Or,
    Ref,
    Text,
)
from fazhi.kernel.expressions.parse import fail, nearest


class Kind(StrEnum):
    """The eight types; the value is the word that procedure.toml uses."""

    BOOL = "bool"
    INT = "int"
    MONEY = "money"
    TEXT = "text"
    DATE = "date"
    ENUM = "enum"
    SET = "set"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Type:
    """A type; ``values`` are the declared values of an enum or of a set, empty otherwise."""

    kind: Kind
    values: tuple[str, ...] = ()


BOOL = Type(Kind.BOOL)
INT = Type(Kind.INT)
MONEY = Type(Kind.MONEY)
TEXT = Type(Kind.TEXT)
DATE = Type(Kind.DATE)
ITEM = Type(Kind.ITEM)


def enum_of(values: Collection[str]) -> Type:
    """Return the type of one value out of ``values``."""
    return Type(Kind.ENUM, tuple(values))


def set_of(values: Collection[str]) -> Type:
    """Return the type of any number of values out of ``values``."""
    return Type(Kind.SET, tuple(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class StepScope:
    """What a condition may ask of a step; ``each`` and ``adds`` name the list it runs over or fills."""

    outcomes: tuple[str, ...]
    fields: Mapping[str, Type] = field(default_factory=dict)
    is_call: bool = False
    each: str | None = None
    adds: str | None = None


class Scope(Protocol):
    """The names known where a condition stands.

    ``fields`` are those of the act judged (with ``outcome``), empty where no act is at hand. ``terms`` gives for each
    term the list it runs per key of, or None. ``own_each`` is the list whose key the asking act belongs to.
    """

    @property
    def subject(self) -> Mapping[str, Type]: ...
    @property
    def param(self) -> Mapping[str, Type]: ...
    @property
    def fields(self) -> Mapping[str, Type]: ...
    @property
    def steps(self) -> Mapping[str, StepScope]: ...
    @property
    def terms(self) -> Mapping[str, str | None]: ...
    @property
    def lists(self) -> Collection[str]: ...
    @property
    def own_each(self) -> str | None: ...


def check(expr: Expr, scope: Scope) -> Type:
    """Return the type of ``expr``. Raises ExpressionError: F112 unknown name, F113 wrong type, F114 wrong key."""
    return _Checker(expr.source, scope).type_of(expr)


def check_condition(expr: Expr, scope: Scope) -> None:
    """Check ``expr`` where only yes or no makes sense. Raises ExpressionError as ``check`` does."""
    checker = _Checker(expr.source, scope)
    checker.expect_bool(expr)


_CN = {
    Kind.BOOL: "是否",
    Kind.INT: "整数",
    Kind.MONEY: "金额",
    Kind.TEXT: "自由文字",
    Kind.DATE: "日期",
    Kind.ENUM: "选项",
    Kind.SET: "多选",
    Kind.ITEM: "清单事项",
}
_NUMBERS = (Kind.INT, Kind.MONEY)


class _Checker:
    __slots__ = ("_scope", "_source")

    def __init__(self, source: str, scope: Scope) -> None:
        self._source = source
        self._scope = scope

    def _fail(self, expr: Expr, message: str, *, code: str = "F113", hint: str | None = None) -> NoReturn:
        fail(self._source, expr.position, message, code=code, hint=hint)

    def type_of(self, expr: Expr) -> Type:
        match expr:
            case Bool():
                return BOOL
            case Int():
                return INT
            case Ref():
                return self._ref(expr)
            case Call():
                return self._call(expr)
            case Compare(op="in"):
                return self._membership(expr)
            case Compare():
                return self._comparison(expr)
            case Not(operand=operand):
                self.expect_bool(operand)
                return BOOL
            case And(items=parts) | Or(items=parts):
                for part in parts:
                    self.expect_bool(part)
                return BOOL
            case Text():
                self._fail(expr, "文字不能单独出现", hint="文字只用来与选项比较，例如 field.outcome == '同意'")
            case ListOf():
                self._fail(expr, "列表只能写在 in 后面", hint="例如 field.outcome in ['同意', '部分同意']")
            case _:
                self._fail(expr, f"“{expr.source}”不能单独出现")

    def expect_bool(self, expr: Expr) -> None:
        kind = self.type_of(expr).kind
        if kind is not Kind.BOOL:
            hint = f"要问是否填写，写 present({expr.source})" if isinstance(expr, Ref) else "补上比较"
            self._fail(expr, f"“{expr.source}”是{_CN[kind]}，不是“是”或者“否”", hint=hint)

    # names

    def _unknown(self, expr: Expr, what: str, name: str, known: Collection[str]) -> NoReturn:
        self._fail(expr, f"没有名为“{name}”的{what}", code="F112", hint=nearest(name, known) or self._elsewhere(name))

    def _elsewhere(self, name: str) -> str | None:
        places = {
            "步骤": self._scope.steps,
            "期限": self._scope.terms,
            "名单": self._scope.lists,
            "案情字段": self._scope.subject,
            "参数": self._scope.param,
            "本步骤字段": self._scope.fields,
        }
        found = next((what for what, names in places.items() if name in names), None)
        return f"“{name}”是{found}" if found else None

    def _ref(self, ref: Ref) -> Type:
        scope = self._scope
        match ref.owner:
            case "subject":
                return self._known(ref, "案情字段", scope.subject)
            case "param":
                return self._known(ref, "参数", scope.param)
            case "field":
                if not scope.fields:
                    self._fail(ref, "此处没有正在办理的事项，不能读 field", code="F112", hint="读已办步骤写 步骤.字段")
                return self._known(ref, "本步骤字段", scope.fields)
        return self._step_ref(ref)

    def _known(self, ref: Ref, what: str, types: Mapping[str, Type]) -> Type:
        if ref.name not in types:
            self._unknown(ref, what, ref.name, types)
        return types[ref.name]

    def _step_ref(self, ref: Ref) -> Type:
        step = self._step(ref, ref.owner)
        self._same_key(ref, ref.owner, step.each)
        match ref.name:
            case "outcome":
                return enum_of(step.outcomes)
            case "date":
                return DATE
            case "decider":
                return TEXT
            case "sent":
                if not step.is_call:
                    self._fail(ref, f"步骤“{ref.owner}”不送外办理，没有送出日期", hint=f"写 {ref.owner}.date")
                return DATE
        if ref.name not in step.fields:
            known = [*step.fields, "outcome", "date", "decider", *(["sent"] if step.is_call else [])]
            self._unknown(ref, f"“{ref.owner}”步骤的字段", ref.name, known)
        return step.fields[ref.name]

    def _step(self, expr: Expr, name: str) -> StepScope:
        if name not in self._scope.steps:
            owners = ("subject", "param", "field") if isinstance(expr, Ref) else ()
            self._unknown(expr, "步骤", name, [*self._scope.steps, *owners])
        return self._scope.steps[name]

    def _same_key(self, expr: Expr, name: str, each: str | None) -> None:
        if each is not None and each != self._scope.own_each:
            self._fail(
                expr,
                f"步骤“{name}”按名单“{each}”逐项办理，此处不知指哪一项",
                code="F114",
                hint="改用 all(…)、count(…) 或者 waiting(…)",
            )

    # calls

    def _call(self, call: Call) -> Type:
        function = FUNCTIONS[call.fn]
        self._arity(call, function)
        step: StepScope | None = None
        for place, arg in enumerate(call.args):
            step = self._argument(call, function, function.args[min(place, len(function.args) - 1)], arg) or step
            if isinstance(arg, Text) and step is not None:
                self._declared(arg, step.outcomes)
        if function.result == "number":
            return MONEY if any(self._addend(arg) is Kind.MONEY for arg in call.args) else INT
        return {"bool": BOOL, "int": INT, "date": DATE}[function.result]

    def _addend(self, arg: Expr) -> Kind:
        """The kind of a number that is added up: a step's belongs to all its doings, so no key need be known."""
        if isinstance(arg, Ref) and arg.is_step:
            fields = self._step(arg, arg.owner).fields
            if arg.name not in fields:
                self._unknown(arg, f"“{arg.owner}”步骤的字段", arg.name, list(fields))
            return fields[arg.name].kind
        return self.type_of(arg).kind

    def _arity(self, call: Call, function: Function) -> None:
        given, wanted = len(call.args), len(function.args)
        least = wanted - 1 if function.rest else wanted
        if given < least or (given > wanted and not function.rest):
            self._fail(call, f"{call.fn} 要 {least} 个参数，却给了 {given} 个", hint=f"写成 {function.form(call.fn)}")

    def _argument(self, call: Call, function: Function, wanted: Arg, arg: Expr) -> StepScope | None:
        match wanted:
            case Arg.STEP | Arg.CALL | Arg.LISTED:
                return self._step_argument(call, function, wanted, arg)
            case Arg.LIST:
                name = self._name(call, wanted, arg)
                if name not in self._scope.lists:
                    self._unknown(arg, "名单", name, self._scope.lists)
            case Arg.TERM:
                self._term(arg, self._name(call, wanted, arg))
            case Arg.OUTCOME:
                if not isinstance(arg, Text):
                    self._fail(arg, f"{call.fn} 的结果要写成文字", hint="加半角单引号")
            case Arg.REF:
                if not isinstance(arg, Ref):
                    self._fail(arg, f"{call.fn} 要引用，不能是“{arg.source}”", hint="例如 present(field.reason)")
                self._ref(arg)
            case Arg.DATE:
                if not isinstance(arg, (Ref, Call)) or self.type_of(arg).kind is not Kind.DATE:
                    self._fail(arg, f"“{arg.source}”不是日期", hint="写日期字段、步骤.date 或者 today()")
            case Arg.NUMBER:
                kind = self._addend(arg) if call.fn == "sum" else self.type_of(arg).kind
                if not isinstance(arg, (Ref, Call)) or kind not in _NUMBERS:
                    self._fail(arg, f"“{arg.source}”不是整数或者金额", hint=f"{call.fn} 要整数或者金额的引用")
            case Arg.ITEM:
                if not isinstance(arg, Ref) or self._ref(arg).kind is not Kind.ITEM:
                    self._fail(
                        arg, f"“{arg.source}”不是清单事项", hint="写 type = 'item' 的字段，例如 in_force(subject.item)"
                    )
            case Arg.UNIT | Arg.SHARE:
                known = tuple(DAY_UNITS if wanted is Arg.UNIT else SHARES)
                if not isinstance(arg, Text) or arg.value not in known:
                    self._fail(arg, f"{wanted}不能是“{arg.source}”", hint=f"写 {' 或者 '.join(map(repr, known))}")
        return None

    def _term(self, arg: Expr, name: str) -> None:
        if name not in self._scope.terms:
            self._unknown(arg, "期限", name, self._scope.terms)
        each = self._scope.terms[name]
        if each is not None and each != self._scope.own_each:
            self._fail(
                arg,
                f"期限“{name}”按名单“{each}”逐项计算，此处不知指哪一项",
                code="F114",
                hint=f"只能在按名单“{each}”逐项办理的步骤中使用",
            )

    def _name(self, call: Call, wanted: Arg, arg: Expr) -> str:
        if not isinstance(arg, Name):
            self._fail(arg, f"{call.fn} 要{wanted}的名称，不能是“{arg.source}”")
        return arg.id

    def _step_argument(self, call: Call, function: Function, wanted: Arg, arg: Expr) -> StepScope:
        name = self._name(call, wanted, arg)
        step = self._step(arg, name)
        if function.keyed:
            self._same_key(arg, name, step.each)
        if wanted is Arg.CALL and not step.is_call:
            self._fail(arg, f"步骤“{name}”不送外办理，{call.fn} 无从问起")
        if wanted is Arg.LISTED and step.each is None and step.adds is None:
            self._fail(arg, f"步骤“{name}”不是逐项办理", hint=f"写 ok({name})")
        return step

    # comparisons

    def _comparison(self, expr: Compare) -> Type:
        left, right = expr.left, expr.right
        if isinstance(left, (Text, Int)) and isinstance(right, (Text, Int)):
            self._fail(expr, "两边都是固定值，比较没有意义")
        if isinstance(left, Text) or isinstance(right, Text):
            literal, other = (left, right) if isinstance(left, Text) else (right, left)
            self._with_text(expr, other, literal)
            return BOOL
        one, two = self._comparable(left), self._comparable(right)
        if expr.op not in ("==", "!="):
            self._ordered(left, one)
            self._ordered(right, two)
        if one.kind in _NUMBERS and two.kind in _NUMBERS:
            return BOOL
        if one.kind is not two.kind:
            self._fail(expr, f"{_CN[one.kind]}不能与{_CN[two.kind]}比较")
        if one.kind is Kind.ENUM and not set(one.values) & set(two.values):
            self._fail(expr, "两边的选项没有一个相同，比较没有意义")
        return BOOL

    def _with_text(self, expr: Compare, other: Expr, literal: Expr) -> None:
        kind = self._comparable(other)
        if kind.kind is not Kind.ENUM:
            self._fail(expr, f"{_CN[kind.kind]}不能与文字比较")
        if expr.op not in ("==", "!="):
            self._fail(expr, "选项没有大小之分", hint="用 ==、!= 或者 in")
        self._declared(literal, kind.values)

    def _comparable(self, expr: Expr) -> Type:
        """The type of one side of a comparison; yes/no, free text and sets have no place there."""
        found = self.type_of(expr)
        if found.kind is Kind.BOOL:
            self._fail(expr, f"“{expr.source}”是“是”或者“否”，不用比较", hint=f"直接写 {expr.source}，否定前加 not")
        if found.kind is Kind.TEXT:
            self._fail(expr, f"“{expr.source}”是自由文字，不能比较", hint=f"只能问 present({expr.source})")
        if found.kind is Kind.ITEM:
            self._fail(expr, f"“{expr.source}”是清单事项，不能比较", hint=f"写 in_force({expr.source})")
        if found.kind is Kind.SET:
            self._fail(expr, f"“{expr.source}”是多选，不能比较", hint=f"写 '某项' in {expr.source}")
        return found

    def _ordered(self, expr: Expr, found: Type) -> None:
        if found.kind is Kind.ENUM:
            self._fail(expr, "选项没有大小之分", hint="用 ==、!= 或者 in")

    def _membership(self, expr: Compare) -> Type:
        if not isinstance(expr.right, ListOf):
            return self._in_set(expr)
        found = self._comparable(expr.left) if not isinstance(expr.left, (Text, Int)) else None
        if found is None:
            self._fail(expr, "in 的左边是固定值，比较没有意义", hint="左边写引用")
        for item in expr.right.items:
            if found.kind is Kind.ENUM and isinstance(item, Text):
                self._declared(item, found.values)
            elif not (found.kind in _NUMBERS and isinstance(item, Int)):
                self._fail(item, f"{_CN[found.kind]}不能与“{item.source}”比较")
        return BOOL

    def _in_set(self, expr: Compare) -> Type:
        held = self.type_of(expr.right)
        if held.kind is not Kind.SET:
            self._fail(expr.right, f"in 的右边要列表或者多选，“{expr.right.source}”是{_CN[held.kind]}")
        if isinstance(expr.left, Text):
            self._declared(expr.left, held.values)
            return BOOL
        found = self._comparable(expr.left)
        if found.kind is not Kind.ENUM or not set(found.values) & set(held.values):
            self._fail(expr.left, f"“{expr.left.source}”不会是“{expr.right.source}”中的一项")
        return BOOL

    def _declared(self, literal: Expr, values: tuple[str, ...]) -> None:
        if isinstance(literal, Text) and literal.value not in values:
            shown = "、".join(values)
            hint = nearest(literal.value, values) or f"只有：{shown}"
            self._fail(literal, f"选项中没有“{literal.value}”", code="F112", hint=hint)
