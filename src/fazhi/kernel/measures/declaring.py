"""Reading ``measures.toml`` of a procedure: strict, typed against the procedure, nothing silently ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import Call, Expr, Kind, Ref, check, check_condition, parse, walk
from fazhi.kernel.measures.model import Measure, MeasureKind, Moment, Which
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.scope import Names, names_of
from fazhi.kernel.procedures.tables import Table

_WORDS = ("opened", "closed")
_MOVING = ("today", "over", "running")
"""What changes by the passing of a day alone: a fact that asked it would be wrong the day after it was written."""


def read_measures(data: Mapping[str, object], procedure: Procedure) -> tuple[Measure, ...]:
    """Return the measures of one procedure. Raises PackError that names the key: an unknown name, a wrong type."""
    top = Table(data, "")
    found = [_measure(table, procedure) for table in top.tables("measure")]
    top.done()
    seen: set[str] = set()
    for measure in found:
        if measure.id in seen:
            raise PackError(f"“{measure.id}”重复", where="measure")
        seen.add(measure.id)
    return tuple(found)


def _measure(table: Table, procedure: Procedure) -> Measure:
    name = table.text("id")
    if not name.isidentifier():
        raise PackError(f"“{name}”不能作名称", where=table.at("id"), hint="用英文小写字母、数字、下划线")
    kind = MeasureKind(table.choice("kind", [item.value for item in MeasureKind]))
    at = tuple(_moments(table, "at", procedure))
    slices = _slices(table)
    measure = Measure(
        id=f"{procedure.id}.{name}",
        procedure=procedure.id,
        name=table.text("name"),
        says=table.text("says"),
        kind=kind,
        at=at,
        which=Which(table.choice("which", [item.value for item in Which])) if table.has("which") else Which.FIRST,
        lawful=table.flag("lawful"),
        where=_expr(table, "where"),
        value=_expr(table, "value"),
        by=slices[0] if slices else None,
        also=slices[1:],
        each=table.maybe("each"),
        since=next(_moments(table, "since", procedure), None),
        until=tuple(_moments(table, "until", procedure)),
        unit=table.choice("unit", ("working_day", "calendar_day")) if table.has("unit") else "calendar_day",
        term=table.maybe("term"),
    )
    table.done()
    _whole(measure, table)
    return _typed(measure, table, procedure)


def _slices(table: Table) -> tuple[Expr, ...]:
    """Return what a measure is sliced by: one answer, or a list of them."""
    given = table.take("by")
    words = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    if given is not None and (not words or not all(isinstance(word, str) for word in words)):
        raise PackError("应为一个条件，或者条件的列表", where=table.at("by"))
    return tuple(_parsed(str(word), table.at("by")) for word in words)


def _expr(table: Table, key: str) -> Expr | None:
    source = table.maybe(key)
    return None if source is None else _parsed(source, table.at(key))


def _parsed(source: str, where: str) -> Expr:
    try:
        return parse(source)
    except ExpressionError as error:
        raise PackError(f"条件读不懂：{error.message}", where=f"{where}：{source}", hint=error.hint) from error


def _moments(table: Table, key: str, procedure: Procedure) -> Iterator[Moment]:
    given = table.take(key)
    words = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    if given is not None and (not words or not all(isinstance(word, str) for word in words)):
        raise PackError("应为步骤的名称，或者名称的列表", where=table.at(key))
    for word in words:
        yield _moment(str(word), table.at(key), procedure)


def _moment(word: str, where: str, procedure: Procedure) -> Moment:
    """``intake``, ``intake:受理``, ``counsel.sent``, ``subject.arrived``, ``opened``, ``closed``."""
    if word in _WORDS:
        return Moment(word=word)
    if word.startswith("subject."):
        name = word.removeprefix("subject.")
        declared = procedure.subject.get(name)
        if declared is None or declared.type.kind is not Kind.DATE:
            raise PackError(f"“{name}”不是本规程登记的日期", where=where)
        return Moment(word=word, subject=name)
    name, _, outcome = word.partition(":")
    sent = name.endswith(".sent")
    step = procedure.steps.get(name.removesuffix(".sent"))
    if step is None:
        raise PackError(f"没有“{name}”这一步", where=where, hint="写步骤的名称、opened、closed 或者 subject.日期")
    if sent and step.call is None:
        raise PackError(f"“{step.name}”不是送外办理的步骤，没有送出", where=where)
    if outcome and outcome not in step.outcomes:
        raise PackError(f"“{step.name}”没有“{outcome}”这一结果", where=where)
    return Moment(word=word, step=step.id, outcome=outcome or None, sent=sent)


_NEEDED: Mapping[MeasureKind, tuple[str, ...]] = {
    MeasureKind.FLOW: ("at",),
    MeasureKind.STOCK: ("at", "until"),
    MeasureKind.DURATION: ("at", "since"),
    MeasureKind.DISTINCT: ("at", "value"),
    MeasureKind.LATE: ("term",),
}
_ALLOWED: Mapping[MeasureKind, tuple[str, ...]] = {
    MeasureKind.FLOW: ("at", "value", "each"),
    MeasureKind.STOCK: ("at", "until", "each"),
    MeasureKind.DURATION: ("at", "since", "each"),
    MeasureKind.DISTINCT: ("at", "value", "each"),
    MeasureKind.LATE: ("term", "each"),
}


def _whole(measure: Measure, table: Table) -> None:
    """Each kind has what it needs and nothing it would not read."""
    given = {
        name for name in ("at", "since", "until", "value", "term", "each") if getattr(measure, name) not in (None, ())
    }
    for name in _NEEDED[measure.kind]:
        if name not in given:
            raise PackError(f"{measure.kind.value} 类的计量须写 {name}", where=table.at(name))
    for name in sorted(given - set(_ALLOWED[measure.kind])):
        raise PackError(f"{measure.kind.value} 类的计量不用 {name}", where=table.at(name), hint="删去这一键")


def _typed(measure: Measure, table: Table, procedure: Procedure) -> Measure:
    if measure.each is not None and measure.each not in procedure.lists:
        raise PackError(f"没有“{measure.each}”这一名单", where=table.at("each"))
    if measure.term is not None:
        term = procedure.terms.get(measure.term)
        if term is None:
            raise PackError(f"没有“{measure.term}”这一期限", where=table.at("term"))
        if term.each != measure.each:
            raise PackError("期限按名单逐项计算的，计量也写同一名单", where=table.at("each"))
    scope = _scope(measure, procedure)
    money = False
    slices = [("by", expr) for expr in (measure.by, *measure.also)]
    for key, expr in (("where", measure.where), ("value", measure.value), *slices):
        if expr is None:
            continue
        where = f"{table.at(key)}：{expr.source}"
        try:
            if key == "where":
                check_condition(expr, scope)
                kind = Kind.BOOL
            else:
                kind = check(expr, scope).kind
        except ExpressionError as error:
            raise PackError(error.message, code=error.code, where=where, hint=error.hint) from error
        _steady(expr, where)
        _open(expr, measure, procedure, where)
        if key == "value" and measure.kind is MeasureKind.FLOW and kind not in {Kind.INT, Kind.MONEY}:
            raise PackError("数值应为整数或者金额", where=where)
        if key == "by" and kind not in {Kind.ENUM, Kind.BOOL}:
            raise PackError("分类应为选项或者是否", where=where)
        money = money or (key == "value" and kind is Kind.MONEY)
    return replace(measure, money=True) if money else measure


def _scope(measure: Measure, procedure: Procedure) -> Names:
    """A measure of one step sees that run's own answers; any other sees the matter (and the entry of its list)."""
    scope = names_of(procedure)
    steps = {moment.step for moment in measure.at}
    if len(steps) == 1 and measure.kind is not MeasureKind.LATE:
        only = measure.at[0]
        if only.step is not None and not only.sent:
            return scope.within(procedure.steps[only.step])
    return scope.per(measure.each)


def _steady(expr: Expr, where: str) -> None:
    for node in walk(expr):
        if isinstance(node, Call) and node.fn in _MOVING:
            raise PackError(
                f"计量不问 {node.fn}()：过一天答案就变", where=where, hint="逾期用 kind = 'late'，按时用 met(期限)"
            )


def _open(expr: Expr, measure: Measure, procedure: Procedure, where: str) -> None:
    """What is sealed is not counted by: a masked export must give the same figures."""
    asked = {id(arg) for node in walk(expr) if isinstance(node, Call) and node.fn == "present" for arg in node.args}
    for node in walk(expr):
        if not isinstance(node, Ref) or id(node) in asked:
            continue
        if node.owner == "subject":
            fields = [procedure.subject[node.name]]
        else:
            own = [moment.step for moment in measure.at if moment.step] if node.owner == "field" else [node.owner]
            steps = [procedure.steps[name] for name in own if name in procedure.steps]
            fields = [item for step in steps for item in step.fields if item.id == node.name]
        if any(item.pii for item in fields):
            raise PackError(f"“{node.source}”是个人信息，不能用来计量", where=where)
