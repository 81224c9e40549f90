"""Reading the parts of a pack: bases, fields, steps, terms, guarantees, registers. `load` puts them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from fazhi.kernel.citations import Basis
from fazhi.kernel.errors import CitationError, PackError
from fazhi.kernel.expressions import (
    BOOL,
    DATE,
    INT,
    ITEM,
    MONEY,
    TEXT,
    Kind,
    Type,
    enum_of,
    set_of,
)
from fazhi.kernel.procedures.calling import read_call
from fazhi.kernel.procedures.filling import Fill, read_fill
from fazhi.kernel.procedures.lengths import stated_problem
from fazhi.kernel.procedures.listing import under_gate
from fazhi.kernel.procedures.model import (
    Column,
    EvidenceItem,
    Extend,
    Field,
    Guarantee,
    Param,
    Pattern,
    Register,
    Stage,
    Step,
    Suspend,
    Term,
)
from fazhi.kernel.procedures.readers import Reader
from fazhi.kernel.procedures.tables import Table
from fazhi.kernel.procedures.taking import PARTS, STEPS
from fazhi.kernel.procedures.values import problem_with
from fazhi.kernel.terms import EndPolicy, Unit
from fazhi.kernel.terms import Kind as TermKind

PII = ("name", "id", "phone", "address", "account", "free", "file")
"""Classes of personal information; a value of any of them is sealed. Long free text is ``free`` unless ``none``."""

DUE = "due:"
"""Begins the source of a register column that shows the last day of a term."""

OWED = ("paid", "left", "late", "interest")
"""Begin the source of a column on an obligation: what was paid, is left, the most days late, and what these cost."""

SHOWN = (DUE.removesuffix(":"), *OWED)

WORDS = ("#", "number", "title", "unit", "handler", "state", "opened", "archive", "note", "")
"""What a register column may hold besides an expression: facts of the matter, or nothing (filled in by hand)."""


class PartReader(Reader):
    """Reads each kind of part; first the names, then everything that refers to them."""

    def read_basis(self) -> None:
        for name, raw in self.top.table("basis").entries():
            where = f"basis.{name}"
            if not isinstance(raw, Mapping):
                raise PackError("应为一张表", where=where)
            rest = dict(raw)
            if isinstance(said := rest.pop("if", None), str):
                self.applies[name] = self.expr(said, f"{where}.if")
            elif said is not None:
                raise PackError("应为条件", where=f"{where}.if", hint="只写 subject.x，例如 subject.kind == '…'")
            try:
                self.basis[name] = Basis.from_dict(name, rest)
            except CitationError as error:
                raise PackError(f"依据读不懂：{error.message}", where=where, hint=error.hint) from error

    def named(self, table: Table, what: str) -> tuple[str, str]:
        """Return id and name of a text or a list; they have nothing else."""
        made = self.claim(table.text("id"), what, table.path), table.text("name")
        table.done()
        return made

    def type_of(self, table: Table) -> Type:
        kind = table.choice("type", [*[item.value for item in Kind], "long", "number"])
        values = table.texts("values")
        if kind in {"enum", "set"}:
            if len(values) < 2:
                raise PackError("至少要两个选项", where=table.at("values"))
            return enum_of(values) if kind == "enum" else set_of(values)
        if values:
            raise PackError("只有 enum 和 set 有选项", where=table.at("values"))
        return {"bool": BOOL, "int": INT, "money": MONEY, "date": DATE, "item": ITEM}.get(kind, TEXT)

    def field(self, table: Table, *, of_call: bool = False, of_subject: bool = False) -> Field:
        kind = table.take("type")
        pii = table.maybe("pii")
        if pii is not None and pii not in (*PII, "none"):
            raise PackError(f"没有“{pii}”这一类个人信息", where=table.at("pii"), hint=f"只能是：{'、'.join(PII)}、none")
        if pii is None and kind == "long":
            pii = "free"
        at = table.maybe("at")
        if at is not None and (at != "answer" or not of_call):
            raise PackError("只有送外办理的步骤可写 at = 'answer'", where=table.at("at"))
        made = Field(
            id=table.text("id"),
            name=table.text("name"),
            type=self.type_of(table),
            required=self.flag_or_condition(table, "required", False),
            show=self.condition(table, "show"),
            pii=None if pii == "none" else pii,
            help=table.maybe("help"),
            basis=self.bases(table),
            at_answer=at == "answer",
            series=table.maybe("series"),
            mutable=table.flag("mutable"),
            long=kind == "long",
            takes=table.choice("takes", PARTS) if table.has("takes") else None,
        )
        if made.mutable and not of_subject:
            raise PackError("只有立项时的事实可以变更", where=table.at("mutable"))
        if (kind == "number") != (made.series is not None):
            raise PackError("取号的字段写 type = 'number' 和 series", where=table.at("series"))
        if not made.id.isidentifier() or made.id in {"outcome", "date", "decider", "sent"}:
            raise PackError(f"“{made.id}”不能作名称", where=table.at("id"))
        table.done()
        return made

    def step(self, table: Table) -> Step:
        name = self.claim(table.text("id"), "步骤", table.at("id"))
        posts = table.texts("posts")
        for post in posts:
            if post not in self.posts:
                raise PackError(f"没有“{post}”这一岗位", where=table.at("posts"), hint="岗位写在 posts.toml")
        call = read_call(self, table)
        if not posts and call is None:
            raise PackError("须写明由谁决定", where=table.at("posts"))
        outcomes = table.texts("outcomes") or ("办结",)
        passes = table.texts("passes") or outcomes
        for outcome in passes:
            if outcome not in outcomes:
                raise PackError(f"结果中没有“{outcome}”", where=table.at("passes"))
        adds, each = table.maybe("adds"), table.maybe("each")
        if adds and each:
            raise PackError("adds 与 each 只能写一个", where=table.at("each"))
        once = table.flag("once")
        title = table.text("name")
        under, basis = table.maybe("under"), self.bases(table)
        lawful = (under_gate(under, table.at("under"), basis),) if under else ()
        made = Step(
            id=name,
            name=title,
            act=table.text("act", title),
            posts=posts,
            outcomes=outcomes,
            passes=frozenset(passes),
            after=table.texts("after"),
            needs=(*self.gates(table, "needs"), *lawful),
            needs_answer=self.gates(table, "needs_answer"),
            when=self.condition(table, "when"),
            uses=table.texts("uses"),
            makes=table.maybe("makes"),
            separate=table.texts("separate"),
            adds=adds,
            each=each,
            call=call,
            once=once,
            ends=table.flag("ends"),
            after_end=table.flag("after_end"),
            exception=table.flag("exception"),
            milestone=table.flag("milestone"),
            basis=basis,
            under=under,
            evidence=tuple(self.evidence(item) for item in table.tables("evidence")),
            fields=tuple(self.field(item, of_call=call is not None) for item in table.tables("field")),
            help=table.maybe("help"),
            foretold=table.maybe("foretold"),
            give_back=self.give_back(table),
            takes=table.choice("takes", STEPS) if table.has("takes") else None,
            fills=self.fills(table),
            model_text=table.maybe("model_text"),
        )
        unique((item.id for item in made.fields), table.at("field"))
        unique((item.id for item in made.evidence), table.at("evidence"))
        if made.needs_answer and call is None:
            raise PackError("没有送出，就没有答复的条件", where=table.at("needs_answer"))
        table.done()
        return made

    def fills(self, table: Table) -> Fill | None:
        if not table.has("fills"):
            table.take("fills")
            return None
        inner = table.table("fills")
        return read_fill(inner, self.condition(inner, "on"))

    def evidence(self, table: Table) -> EvidenceItem:
        made = EvidenceItem(
            id=table.text("id"), name=table.text("name"), required=self.flag_or_condition(table, "required", True)
        )
        table.done()
        return made

    def term(self, table: Table) -> Term:
        name = self.claim(table.text("id"), "期限", table.at("id"))
        extend = None
        if table.has("extend"):
            inner = table.table("extend")
            amount = self.amount(inner, "amount")
            extend = Extend(
                by=inner.text("by"),
                amount=amount,
                max=self.amount(inner, "max") if inner.has("max") else amount,
                times=inner.number("times", 1),
                basis=self.bases(inner),
            )
            inner.done()
        stated = table.texts("last")
        counted = not stated or table.has("ahead")
        made = Term(
            id=name,
            name=table.text("name"),
            kind=TermKind(table.choice("kind", [item.value for item in TermKind])),
            amount=0 if stated else self.amount(table, "amount"),
            unit=Unit(table.choice("unit", [item.value for item in Unit])) if counted else Unit.calendar_day,
            end=EndPolicy(table.choice("end", [item.value for item in EndPolicy])),
            start=table.texts("from"),
            until=table.texts("until"),
            suspend=tuple(self.suspend(item) for item in table.tables("suspend")),
            extend=extend,
            each=table.maybe("each"),
            count_start=table.flag("count_start"),
            last=stated,
            ahead=self.amount(table, "ahead") if table.has("ahead") else 0,
            duty=table.flag("duty") if table.has("duty") else True,
            owner=table.texts("owner"),
            basis=self.bases(table),
        )
        if not made.start:
            raise PackError("须写明从哪一步起算", where=table.at("from"))
        if made.kind is TermKind.within and not made.until:
            hint = '写 until = ["步骤"]：第一个步骤就是到期前应办的；保护公众的最短期限写 kind = "at_least"'
            raise PackError("限期办结的期限（within）须写明办到哪一步为止", where=table.at("until"), hint=hint)
        if problem := stated_problem(made):
            raise PackError(problem, where=table.at("last"))
        if not made.basis:
            raise PackError("期限须有依据", where=table.at("basis"), hint="没有法定期限的，写 force = 'local' 的依据")
        table.done()
        return made

    def suspend(self, table: Table) -> Suspend:
        made = Suspend(call=table.text("call"), cap=table.text("cap"), basis=self.bases(table))
        table.done()
        return made

    def guarantee(self, table: Table) -> Guarantee:
        name = table.text("id")
        say = table.text("say")
        where = self.condition(table, "where")
        outcomes = table.texts("outcomes")
        if table.has("no"):
            made = Guarantee(
                id=name,
                say=say,
                pattern=Pattern.NO_AFTER,
                trigger=table.text("no"),
                where=where,
                other=table.text("after"),
                outcomes=outcomes,
                facts=table.flag("facts"),
            )
        elif table.has("never") and table.has("since"):
            made = Guarantee(
                id=name,
                say=say,
                pattern=Pattern.SINCE,
                trigger=table.text("never"),
                where=where,
                other=table.text("without"),
                outcomes=outcomes,
                since=table.text("since"),
            )
        elif table.has("never"):
            made = Guarantee(
                id=name,
                say=say,
                pattern=Pattern.UNLESS,
                trigger=table.text("never"),
                where=where,
                unless=self.expr(table.text("unless"), table.at("unless")),
            )
        elif table.has("differs_from"):
            made = Guarantee(
                id=name,
                say=say,
                pattern=Pattern.DIFFERS,
                trigger=table.text("step"),
                where=where,
                other=table.text("differs_from"),
            )
        elif table.has("at_least"):
            made = Guarantee(
                id=name,
                say=say,
                pattern=Pattern.AT_LEAST,
                trigger=table.text("step"),
                where=where,
                other=table.text("after"),
                amount=table.number("at_least"),
                unit=Unit(table.choice("unit", [item.value for item in Unit])),
            )
        else:
            raise PackError(
                "不是保证的句式",
                where=table.path,
                hint="never…unless、never…without…since、no…after、differs_from、at_least",
            )
        table.done()
        return made

    def param(self, name: str, raw: object) -> Param:
        where = f"param.{name}"
        if not isinstance(raw, Mapping):
            raise PackError("应为一张表", where=where)
        table = Table(raw, where)
        type_ = self.type_of(table)
        value = table.take("value")
        if not isinstance(value, bool | int | str):
            raise PackError("参数值应为整数、是否或者文字", where=table.at("value"), hint="小数加引号写成文字")
        if (problem := problem_with(value, type_)) is not None:
            raise PackError(f"参数值{problem}", where=table.at("value"))
        made = Param(
            id=name,
            name=table.text("name"),
            type=type_,
            value=Decimal(value) if type_ is MONEY and not isinstance(value, bool) else value,
            unit=table.maybe("unit"),
            may=table.choice("may", ("none", "lower", "raise", "any")) if table.has("may") else "none",
            basis=self.bases(table),
        )
        if not made.basis:
            raise PackError("参数须有依据", where=table.at("basis"))
        table.done()
        return made

    def register(self, table: Table) -> Register:
        columns = []
        for column in table.tables("columns"):
            raw = column.take("values") if column.has("values") else [column.take("value")]
            if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
                raise PackError("应为文字", where=column.at("value"))
            sources = tuple(item if _is_word(item) else self.expr(item, column.path) for item in raw)
            columns.append(Column(name=column.text("name"), sources=sources, of=column.maybe("of")))
            column.done()
        made = Register(
            id=table.text("id"),
            title=table.text("title"),
            columns=tuple(columns),
            paper=table.text("paper", "A3"),
            each=table.maybe("each"),
            apart=self.expr(table.text("apart"), table.at("apart")) if table.has("apart") else None,
        )
        table.done()
        return made

    def stage(self, table: Table) -> Stage:
        made = Stage(name=table.text("name"), steps=table.texts("steps"), side_by_side=table.flag("side_by_side"))
        table.done()
        return made


def _is_word(source: str) -> bool:
    word, colon, _ = source.partition(":")
    return source in WORDS or (colon != "" and word in SHOWN)


def unique(names: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise PackError(f"“{name}”重复", where=where)
        seen.add(name)
