"""Reading the small things of a pack: names, bases, conditions, amounts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fazhi.kernel.citations import Basis
from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import (
    Expr,
    parse,
)
from fazhi.kernel.procedures.gating import Gate
from fazhi.kernel.procedures.model import (
    Amount,
    GiveBack,
)
from fazhi.kernel.procedures.tables import Table


class Reader:
    """Small readers shared by all parts, and what they must remember while a pack is read."""

    def __init__(self, data: Mapping[str, object], posts: Collection[str]) -> None:
        self.top = Table(data, "")
        self.posts = frozenset(posts)
        self.used_bases: set[str] = set()
        self.basis: dict[str, Basis] = {}
        self.applies: dict[str, Expr] = {}
        self.taken: dict[str, str] = {}

    # -- small readers ---------------------------------------------------------------------------------------------

    def claim(self, name: str, what: str, where: str) -> str:
        """Steps, texts, lists and terms share one namespace: a text and a step of one name once made reviews stale."""
        if name in self.taken:
            raise PackError(
                f"“{name}”已用作{self.taken[name]}的名称", where=where, hint="步骤、文本、名单、期限不得重名"
            )
        if not name.isidentifier() or name in {"subject", "param", "field"}:
            raise PackError(f"“{name}”不能作名称", where=where, hint="用英文小写字母、数字、下划线")
        self.taken[name] = what
        return name

    def bases(self, table: Table) -> tuple[str, ...]:
        names = table.texts("basis")
        for name in names:
            if name not in self.basis:
                raise PackError(f"没有声明依据“{name}”", where=table.at("basis"), hint="写入 [basis]")
            self.used_bases.add(name)
        return names

    def expr(self, source: str, where: str) -> Expr:
        try:
            return parse(source)
        except ExpressionError as error:
            raise PackError(f"条件读不懂：{error.message}", where=f"{where}：{source}", hint=error.hint) from error

    def gate(self, raw: object, where: str) -> Gate:
        if isinstance(raw, str):
            return Gate(expr=self.expr(raw, where))
        if not isinstance(raw, Mapping):
            raise PackError("应为条件", where=where, hint='写一句条件，或 { if = "…", say = "…" }')
        table = Table(raw, where)
        gate = Gate(
            expr=self.expr(table.text("if"), where),
            say=table.maybe("say"),
            met=table.maybe("met"),
            next=table.maybe("next"),
            basis=self.bases(table),
        )
        table.done()
        return gate

    def gates(self, table: Table, key: str) -> tuple[Gate, ...]:
        value = table.take(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise PackError("应为条件的列表", where=table.at(key))
        return tuple(self.gate(item, f"{table.at(key)}[{number}]") for number, item in enumerate(value, start=1))

    def give_back(self, table: Table) -> GiveBack | None:
        if not table.has("give_back"):
            table.take("give_back")
            return None
        inner = table.table("give_back")
        made = GiveBack(outcome=inner.text("outcome"), missing=inner.text("missing"), paper=inner.maybe("paper"))
        inner.done()
        return made

    def condition(self, table: Table, key: str) -> Expr | None:
        source = table.maybe(key)
        return self.expr(source, table.at(key)) if source is not None else None

    def flag_or_condition(self, table: Table, key: str, default: bool) -> bool | Expr:
        value = table.take(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self.expr(value, table.at(key))
        raise PackError("应为 true、false 或者条件", where=table.at(key))

    def amount(self, table: Table, key: str) -> Amount:
        value = table.take(key)
        if isinstance(value, int) and not isinstance(value, bool):
            if value <= 0:
                raise PackError("应大于零", where=table.at(key))
            return value
        if isinstance(value, str) and value.count(".") == 1:
            return value
        raise PackError("应为整数或者 param.x、subject.x、field.x、步骤.x", where=table.at(key))
