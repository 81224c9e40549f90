"""Steps done by a matter of another procedure: what goes along, and how its result is read and entered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import Expr, Kind, Ref, check, check_condition
from fazhi.kernel.procedures.model import Call, Given, Interest, Procedure, Step, Turn
from fazhi.kernel.procedures.readers import Reader
from fazhi.kernel.procedures.scope import names_of
from fazhi.kernel.procedures.tables import Table


def read_call(reader: Reader, table: Table) -> Call | None:
    """Return the call of a step, None without one."""
    if not table.has("call"):
        table.take("call")
        return None
    inner = table.table("call")
    fixed, turns = _map(reader, inner.table("map"))
    made = Call(
        body=inner.maybe("body"),
        procedure=inner.maybe("procedure"),
        carries=inner.maybe("carries"),
        returns=inner.maybe("returns"),
        gives=_brought(reader, inner, "gives"),
        hands=_brought(reader, inner, "hands"),
        map=fixed,
        turns=turns,
        tells=_tells(reader, inner.table("tells")),
        packet=inner.maybe("packet"),
        interest=_interest(inner),
    )
    if made.packet is not None and (made.body is None or made.carries is None):
        raise PackError("意见包交给外部的人，须写 body 和 carries", where=inner.at("packet"))
    if made.interest is not None and made.packet is None:
        raise PackError("利益冲突声明随意见包，须写 packet", where=inner.at("interest"))
    if made.body is None and made.procedure is None:
        raise PackError("须写明送给谁（body）或者哪个规程（procedure）", where=inner.path)
    if made.procedure is None and (made.gives or made.hands or made.turns or made.tells):
        raise PackError(
            "只有送其他规程办理的才带过去、带回来",
            where=inner.path,
            hint="删去 gives、hands、tells，或写明 procedure",
        )
    inner.done()
    return made


def _interest(table: Table) -> Interest | None:
    if not table.has("interest"):
        table.take("interest")
        return None
    inner = table.table("interest")
    made = Interest(
        none=inner.text("none"), conflict=inner.text("conflict"), which=inner.text("which"),
        silence=inner.maybe("silence"),
    )  # fmt: skip
    inner.done()
    return made


def _brought(reader: Reader, table: Table, key: str) -> Mapping[str, Given]:
    """What a call brings along for the called matter: ``{ from = "subject.risk" }`` or fixed values."""
    inner = table.table(key)
    return MappingProxyType({name: _given(reader, raw, inner.at(name)) for name, raw in inner.entries()})


def _given(reader: Reader, raw: object, where: str) -> Given:
    if isinstance(raw, bool | int | str):
        return raw
    if isinstance(raw, list) and raw and all(isinstance(item, str) for item in raw):
        return tuple(raw)
    if isinstance(raw, Mapping) and set(raw) == {"from"} and isinstance(raw["from"], str):
        return reader.expr(raw["from"], where)
    raise PackError('应为固定值，或者 { from = "条件" }', where=where)


def _map(reader: Reader, table: Table) -> tuple[Mapping[str, str], tuple[Turn, ...]]:
    """Return the plain part of a map, and the turns: ``通过 = [{ if = "…", to = "…" }, { to = "…" }]``."""
    fixed: dict[str, str] = {}
    turns: list[Turn] = []
    for name, raw in table.entries():
        if isinstance(raw, str):
            fixed[name] = raw
            continue
        if not isinstance(raw, list) or not raw or not all(isinstance(item, Mapping) for item in raw):
            raise PackError("应为一个结果，或者若干个 { if, to }", where=table.at(name))
        for number, item in enumerate(raw, start=1):
            one = Table(item, f"{table.at(name)}[{number}]")
            condition = reader.condition(one, "if")
            if (condition is None) is not (number == len(raw)):
                raise PackError("最后一个不写 if，其余的都写", where=one.path)
            if condition is None:
                fixed[name] = one.text("to")
            else:
                turns.append(Turn(outcome=name, condition=condition, to=one.text("to")))
            one.done()
    return MappingProxyType(fixed), tuple(turns)


def _tells(reader: Reader, table: Table) -> Mapping[str, tuple[Expr, ...]]:
    found: dict[str, tuple[Expr, ...]] = {}
    for name, raw in table.entries():
        sources = [raw] if isinstance(raw, str) else raw
        if not isinstance(sources, list) or not sources or not all(isinstance(item, str) for item in sources):
            raise PackError("应为被送规程的条件，或者若干个", where=table.at(name))
        found[name] = tuple(reader.expr(item, table.at(name)) for item in sources)
    return MappingProxyType(found)


def outcome_of(call: Call, child: str, holds: Callable[[Expr], bool]) -> str:
    """Return the calling step's outcome for an outcome of the called matter; ``holds`` asks a condition of that one."""
    for turn in call.turns:
        if turn.outcome == child and holds(turn.condition):
            return turn.to
    return call.map.get(child, child)


def check_packets(procedure: Procedure) -> None:
    """Raise PackError where a packet names no letter of the pack, or is to go out once for each entry of a list."""
    for step in procedure.steps.values():
        if step.call is None or step.call.packet is None:
            continue
        where = f"step[{step.id}].call.packet"
        letter = procedure.papers.get(step.call.packet)
        if letter is None:
            raise PackError(f"没有“{step.call.packet}”这一文书", where=where, hint="写随包的函（附回复页）")
        if step.keyed is not None or letter.each is not None:
            raise PackError("逐项办理的步骤没有意见包", where=where)
        if step.call.interest is not None:
            _check_interest(step, step.call.interest)


def _check_interest(step: Step, interest: Interest) -> None:
    """Raise PackError where the statement is made with answers or a result that the step does not have."""
    where = f"step[{step.id}].call.interest"
    asked = {item.id: item.type.kind for item in step.fields if item.at_answer}
    for name, kind, words in (("none", Kind.BOOL, "是否"), ("which", Kind.TEXT, "文字")):
        if asked.get(getattr(interest, name)) is not kind:
            raise PackError(f"须是答复时填写的{words}字段", where=f"{where}.{name}", hint="写 at = 'answer'")
    for name, outcome in (("conflict", interest.conflict), ("silence", interest.silence)):
        if outcome is not None and outcome not in step.outcomes:
            raise PackError(f"本步没有“{outcome}”这一结果", where=f"{where}.{name}")
    if interest.silence == interest.conflict:
        raise PackError("没有答复和有利益冲突须是两个结果", where=f"{where}.silence")


def check_call(step: Step, called: Procedure) -> None:
    """Raise PackError where a call brings along, or tells, what the called procedure does not have."""
    call = step.call
    if call is None:
        return
    first = {item.id for item in called.steps[called.opens].fields}
    for key, brought, known in (("gives", call.gives, set(called.subject)), ("hands", call.hands, first)):
        for name in sorted(brought.keys() - known):
            raise PackError(f"“{called.title}”没有“{name}”这一项", where=key, hint="核对被送规程的字段")
    if called.result is None:
        raise PackError(f"“{called.title}”没有写明由哪一步答复（result）", where="procedure")
    for problem in (*_wrong_turns(step, call, called), *_wrong_words(step, call, called)):
        raise problem


def _wrong_turns(step: Step, call: Call, called: Procedure) -> Iterator[PackError]:
    outcomes = called.steps[called.result or ""].outcomes
    for name in (*call.map, *(turn.outcome for turn in call.turns)):
        if name not in outcomes:
            yield PackError(f"“{called.title}”没有“{name}”这一结果", where=f"map.{name}", hint="核对被送规程的结果")
    for name in (*call.map.values(), *(turn.to for turn in call.turns)):
        if name not in step.outcomes:
            yield PackError(f"本步没有“{name}”这一结果", where="map")
    for turn in call.turns:
        try:
            check_condition(turn.condition, names_of(called))
        except ExpressionError as error:
            yield PackError(error.message, code=error.code, where=f"map：{turn.condition.source}", hint=error.hint)


def _wrong_words(step: Step, call: Call, called: Procedure) -> Iterator[PackError]:
    fields = {item.id: item for item in step.fields if item.at_answer}
    for name, sources in call.tells.items():
        field = fields.get(name)
        if field is None or field.pii is not None or field.series is not None:
            yield PackError(
                "带回的须是答复时填写、不密封、不取号的字段", where=f"tells.{name}", hint="写 at = 'answer'"
            )
            continue
        for source in sources:
            try:
                found = check(source, names_of(called)).kind
            except ExpressionError as error:
                yield PackError(error.message, code=error.code, where=f"tells.{name}：{source.source}", hint=error.hint)
                continue
            wanted = {field.type.kind} | ({Kind.ENUM} if field.type.kind is Kind.TEXT else set())
            if found not in wanted or _sealed(source, called):
                yield PackError(f"“{source.source}”与所填的字段不是一类", where=f"tells.{name}")


def _sealed(source: Expr, called: Procedure) -> bool:
    """Return whether a source is an answer that is personal information: that never leaves its matter."""
    if not isinstance(source, Ref):
        return False
    own = tuple(called.subject.values()) if source.owner == "subject" else ()
    if source.owner in called.steps:
        own = called.steps[source.owner].fields
    return any(item.id == source.name and item.pii is not None for item in own)
