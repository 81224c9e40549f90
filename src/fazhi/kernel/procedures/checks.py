"""What must be true of a pack as a whole: names resolve, conditions type-check, nothing is circular or out of reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import (
    And,
    Bool,
    Compare,
    Expr,
    Kind,
    Name,
    Not,
    Or,
    Ref,
    Text,
    check,
    check_condition,
    negation_warnings,
    walk,
)
from fazhi.kernel.expressions import Call as FunctionCall
from fazhi.kernel.procedures.books import check_books
from fazhi.kernel.procedures.gating import Gate
from fazhi.kernel.procedures.model import Amount, Column, Field, Guarantee, Pattern, Procedure, Step, Term
from fazhi.kernel.procedures.names import SENT, date_stated, step_named
from fazhi.kernel.procedures.paperforms import check_papers
from fazhi.kernel.procedures.scope import Names, names_of
from fazhi.kernel.procedures.told import check_told
from fazhi.kernel.terms import Kind as TermKind


def check_procedure(procedure: Procedure) -> None:
    """Raise PackError for the first thing that is wrong with the pack as a whole."""
    _references(procedure)
    for where, expr, scope, condition in expressions(procedure):
        try:
            if condition:
                check_condition(expr, scope)
            else:
                check(expr, scope)
        except ExpressionError as error:
            raise PackError(error.message, code=error.code, where=f"{where}：{expr.source}", hint=error.hint) from error
        _sealed_is_not_read(procedure, where, expr)
        _negation(where, expr)
    check_papers(procedure)
    _cycle(procedure)
    _reachable(procedure)


def expressions(procedure: Procedure) -> Iterator[tuple[str, Expr, Names, bool]]:
    """Yield every condition of a pack: where it stands, what it may name, and whether it must be a yes or no."""
    scope = names_of(procedure)
    for item in procedure.subject.values():
        yield from _of_field(f"subject[{item.id}]", item, scope)
    for step in procedure.steps.values():
        where, own = f"step[{step.id}]", scope.within(step)
        for number, gate in enumerate(step.needs, start=1):
            yield f"{where}.needs[{number}]", gate.expr, own, True
        for number, gate in enumerate(step.needs_answer, start=1):
            yield f"{where}.needs_answer[{number}]", gate.expr, own, True
        for key, brought in (("gives", step.call.gives), ("hands", step.call.hands)) if step.call else ():
            for name, given in brought.items():
                if isinstance(given, Expr):
                    yield f"{where}.call.{key}.{name}", given, own, False
        if step.when is not None:
            yield f"{where}.when", step.when, scope.per(step.keyed), True
        for item in step.fields:
            yield from _of_field(f"{where}.field[{item.id}]", item, own)
        for evidence in step.evidence:
            if not isinstance(evidence.required, bool):
                yield f"{where}.evidence[{evidence.id}].required", evidence.required, own, True
    for guarantee in procedure.guarantees.values():
        own = scope.within(procedure.steps[guarantee.trigger])
        if guarantee.where is not None:
            yield f"guarantee[{guarantee.id}].where", guarantee.where, own, True
        if guarantee.unless is not None:
            yield f"guarantee[{guarantee.id}].unless", guarantee.unless, own, True
    for register in procedure.registers:
        if register.apart is not None:
            yield f"register[{register.id}].apart", register.apart, scope, True
        for column in register.columns:
            for source in column.sources:
                if not isinstance(source, str):
                    own = scope.per(list_read(procedure, source) or register.each)
                    yield f"register[{register.id}].{column.name}", source, own, False


def list_read(procedure: Procedure, expr: Expr) -> str | None:
    """Return the list over whose entries a register reads ``expr``: that of the steps it refers to, if there is one."""
    owners = [node.owner for node in walk(expr) if isinstance(node, Ref) and node.owner in procedure.steps]
    return next((keyed for owner in owners if (keyed := procedure.steps[owner].keyed) is not None), None)


def _of_field(where: str, item: Field, scope: Names) -> Iterator[tuple[str, Expr, Names, bool]]:
    if not isinstance(item.required, bool):
        yield f"{where}.required", item.required, scope, True
    if item.show is not None:
        yield f"{where}.show", item.show, scope, True


def read_fields(procedure: Procedure) -> frozenset[tuple[str, str]]:
    """Return (step, field) of all fields that a condition or a term reads: they are corrected by voiding only."""
    found: set[tuple[str, str]] = set()
    for where, expr, _, _ in expressions(procedure):
        if where.startswith("register"):
            continue
        own = where.removeprefix("step[").partition("]")[0] if where.startswith("step[") else ""
        for node in walk(expr):
            if isinstance(node, Ref) and node.owner in procedure.steps:
                found.add((node.owner, node.name))
            elif isinstance(node, Ref) and node.owner == "field" and own:
                found.add((own, node.name))
    for term in procedure.terms.values():
        stated = [name for name in term.start if date_stated(name)]
        amounts = [term.amount, term.ahead, *term.last, *stated, *([term.extend.amount] if term.extend else [])]
        for amount in amounts:
            if isinstance(amount, str):
                place, _, name = amount.partition(".")
                if place in procedure.steps:
                    found.add((place, name))
                elif place == "field" and term.extend:
                    found.add((term.extend.by, name))
    return frozenset(found)


def _sealed_is_not_read(procedure: Procedure, where: str, expr: Expr) -> None:
    """A condition may ask whether personal information is present, never what it says: masked files must fold alike."""
    if where.startswith("register"):
        return
    asked = {
        id(arg) for node in walk(expr) if isinstance(node, FunctionCall) and node.fn == "present" for arg in node.args
    }
    own = where.removeprefix("step[").partition("]")[0] if where.startswith("step[") else ""
    for node in walk(expr):
        if not isinstance(node, Ref) or id(node) in asked:
            continue
        fields: Mapping[str, Field] = {}
        if node.owner == "subject":
            fields = procedure.subject
        elif (step := procedure.steps.get(own if node.owner == "field" else node.owner)) is not None:
            fields = {item.id: item for item in step.fields}
        if node.name in fields and fields[node.name].pii is not None:
            raise PackError(
                f"“{node.source}”是个人信息，条件只能问 present({node.source})", where=f"{where}：{expr.source}"
            )


def _negation(where: str, expr: Expr) -> None:
    """Under a negation ``did`` would let an unlawful or voided doing be done again: ``happened`` is meant."""
    for advice in negation_warnings(expr):
        if advice.refused:
            raise PackError(advice.message, code=advice.code, where=f"{where}：{expr.source}", hint=advice.hint)


def _references(procedure: Procedure) -> None:
    steps, lists, texts, terms = procedure.steps, procedure.lists, procedure.texts, procedure.terms
    _known(procedure.opens, steps, "步骤", "opens")
    if procedure.result is not None:
        _known(procedure.result, steps, "步骤", "result")
    if procedure.covers is not None:
        _known(procedure.covers, texts, "文本", "covers")
    filled = {step.adds for step in steps.values()}
    for step in steps.values():
        where = f"step[{step.id}]"
        for name in (*step.after, *step.separate):
            _known(name, steps, "步骤", f"{where}.after/separate")
        for name in step.uses:
            if name.startswith("subject."):
                _known(name.removeprefix("subject."), procedure.subject, "事实", f"{where}.uses")
            else:
                _known(name, {**steps, **texts, **lists}, "步骤、文本或者名单", f"{where}.uses")
        check_told(step, where, procedure.papers)
        if step.call is not None and step.adds is not None:
            raise PackError(
                "送外办理的步骤不能自己列入名单", where=f"{where}.adds", hint="先用一步列入名单，再用 each 逐项送出"
            )
        if step.makes is not None:
            _known(step.makes, texts, "文本", f"{where}.makes")
        if step.model_text is not None:
            _known(step.model_text, texts, "文本", f"{where}.model_text")
        if step.keyed is not None:
            _known(step.keyed, lists, "名单", f"{where}.each/adds")
            if step.each is not None and step.each not in filled:
                raise PackError(f"没有一步往名单“{step.each}”里加", where=f"{where}.each", hint="在某一步写 adds")
        for text in (step.call.carries, step.call.returns) if step.call is not None else ():
            if text is not None:
                _known(text, texts, "文本", f"{where}.call.carries/returns")
    for term in terms.values():
        _term(procedure, term)
    for guarantee in procedure.guarantees.values():
        _guarantee(procedure, guarantee)
    for publication in procedure.publications:
        _known(publication.step, steps, "步骤", "publication.step")
        if publication.term is not None:
            _known(publication.term, terms, "期限", "publication.term")
    check_books(procedure.registers)
    for register in procedure.registers:
        if register.each is not None:
            _known(register.each, lists, "名单", f"register[{register.id}].each")
        for column in register.columns:
            where = f"register[{register.id}].{column.name}"
            for source in column.sources:
                word, _, about = source.partition(":") if isinstance(source, str) else ("", "", "")
                if about and word == "due":
                    _known(about, terms, "期限", where)
                elif about:
                    _known(about, procedure.obligations, "收付", where)
            if column.of is not None and not any(column.of in steps[name].outcomes for name in _read(column, steps)):
                raise PackError(f"这一列读的步骤都没有“{column.of}”这一结果", where=f"{where}.of")
    for stage in procedure.stages:
        for name in stage.steps:
            _known(name, steps, "步骤", f"stage[{stage.name}].steps")


def _read(column: Column, steps: Mapping[str, Step]) -> Iterator[str]:
    """Yield the steps of which a column reads something."""
    for source in column.sources:
        if not isinstance(source, str):
            yield from (node.owner for node in walk(source) if isinstance(node, Ref) and node.owner in steps)


def _known(name: str, names: Mapping[str, object], what: str, where: str) -> None:
    if name not in names:
        raise PackError(f"没有名为“{name}”的{what}", where=where)


def _term(procedure: Procedure, term: Term) -> None:
    where = f"term[{term.id}]"
    for name in (*term.start, *term.until):
        if name.startswith("subject."):
            subject = procedure.subject.get(name.removeprefix("subject."))
            if subject is None or subject.type.kind is not Kind.DATE:
                raise PackError(f"“{name}”不是立项时登记的日期", where=f"{where}.from/until")
            continue
        base, _, outcome = name.partition(":")
        step = procedure.steps.get(step_named(name))
        if step is None:
            raise PackError(f"没有名为“{step_named(name)}”的步骤", where=f"{where}.from/until")
        if base.endswith(SENT) and step.call is None:
            raise PackError(f"“{step.id}”不送外办理，没有送出", where=f"{where}.from/until")
        if (stated := date_stated(name)) is not None:
            _stated(term, step, stated, name, where)
        if outcome and outcome not in step.outcomes:
            raise PackError(f"“{step.id}”没有“{outcome}”这一结果", where=f"{where}.from/until")
    for suspend in term.suspend:
        _known(suspend.call, procedure.steps, "步骤", f"{where}.suspend.call")
        _known(suspend.cap, procedure.terms, "期限", f"{where}.suspend.cap")
        if procedure.steps[suspend.call].call is None:
            raise PackError(f"“{suspend.call}”不送外办理，不能停止计算", where=f"{where}.suspend.call")
        cap = procedure.terms[suspend.cap]
        if cap.each is not None and cap.each != procedure.steps[suspend.call].keyed:
            raise PackError("封顶的期限与被停算的送出不是逐项对应", where=f"{where}.suspend.cap")
    if term.each is not None:
        _known(term.each, procedure.lists, "名单", f"{where}.each")
    if term.extend is not None:
        _known(term.extend.by, procedure.steps, "步骤", f"{where}.extend.by")
        by = procedure.steps[term.extend.by]
        for amount in (term.extend.amount, term.extend.max):
            if isinstance(amount, str) and amount.partition(".")[0] not in {"param", "field"}:
                raise PackError(
                    f"延长的天数不能取自“{amount}”", where=f"{where}.extend", hint="写整数、param.x 或者 field.x"
                )
        _amount(procedure, term.extend.amount, by, f"{where}.extend.amount")
        _amount(procedure, term.extend.max, by, f"{where}.extend.max")
    for length in (term.amount, term.ahead, *term.last):
        _amount(procedure, length, None, f"{where}.amount", Kind.DATE if length in term.last else Kind.INT)


def _stated(term: Term, step: Step, field: str, name: str, where: str) -> None:
    """A term may run from a date that a run states: not one that protects the public, and nothing ends on a say-so."""
    asked = next((item for item in step.fields if item.id == field), None)
    if asked is None or asked.type.kind is not Kind.DATE or asked.pii is not None or asked.at_answer:
        raise PackError(f"“{name}”不是这一步所填的日期", where=f"{where}.from/until", hint="写 步骤.日期字段")
    if name in term.until:
        raise PackError(f"期限不能因所填的日期“{name}”终止", where=f"{where}.from/until", hint="写步骤")
    if term.kind is TermKind.at_least:
        raise PackError("留给公众的期限不能从所填的日期起算", where=f"{where}.from", hint="从办理的步骤起算")


def _amount(procedure: Procedure, amount: Amount, by: Step | None, where: str, wanted: Kind = Kind.INT) -> None:
    if isinstance(amount, int):
        return
    place, _, name = amount.partition(".")
    step = by if place == "field" else procedure.steps.get(place)
    if place == "param" and name in procedure.params:
        kind = procedure.params[name].type.kind
    elif place == "subject" and name in procedure.subject:
        kind = procedure.subject[name].type.kind
    elif step is not None and (own := next((item for item in step.fields if item.id == name), None)):
        kind = own.type.kind
    else:
        raise PackError(f"没有“{amount}”", where=where)
    if kind is not wanted:
        raise PackError(f"“{amount}”不是{'整数' if wanted is Kind.INT else '日期'}", where=where)


def _guarantee(procedure: Procedure, guarantee: Guarantee) -> None:
    where = f"guarantee[{guarantee.id}]"
    _known(guarantee.trigger, procedure.steps, "步骤", where)
    for name in (guarantee.other, guarantee.since):
        if name is not None:
            _known(name, procedure.steps, "步骤", where)
    if guarantee.pattern in {Pattern.SINCE, Pattern.NO_AFTER} and guarantee.other is not None:
        for outcome in guarantee.outcomes:
            if outcome not in procedure.steps[guarantee.other].outcomes:
                raise PackError(f"“{guarantee.other}”没有“{outcome}”这一结果", where=f"{where}.outcomes")


def _cycle(procedure: Procedure) -> None:
    """Refuse circles in ``after`` and in ``uses``: the first would never open, the second never be fresh."""
    for kind, edges in (("after", _after), ("uses", _used)):
        done: set[str] = set()
        for name in procedure.steps:
            trail: list[str] = []
            if (circle := _circle(procedure, name, edges, trail, done)) is not None:
                shown = " → ".join(circle)
                raise PackError(
                    f"步骤互为前提，永远办不了：{shown}", where=f"step[{circle[0]}].{kind}", hint="断开其中一处"
                )


def _after(procedure: Procedure, name: str) -> tuple[str, ...]:
    return procedure.steps[name].after


def _used(procedure: Procedure, name: str) -> tuple[str, ...]:
    return tuple(item for item in procedure.steps[name].uses if item in procedure.steps)


def _circle(
    procedure: Procedure,
    name: str,
    edges: Callable[[Procedure, str], tuple[str, ...]],
    trail: list[str],
    done: set[str],
) -> list[str] | None:
    if name in trail:
        return [*trail[trail.index(name) :], name]
    if name in done:
        return None
    trail.append(name)
    for other in edges(procedure, name):
        if (found := _circle(procedure, other, edges, trail, done)) is not None:
            return found
    trail.pop()
    done.add(name)
    return None


def _reachable(procedure: Procedure) -> None:
    """Refuse a step that no run can ever reach, by the most generous reading of every gate.

    Whatever is not about a step having been done is taken as it would help; a step is reachable when its own gates
    could then hold. Only the first unreachable steps are named, not all that wait for them.
    """
    reached: set[str] = set()
    while True:
        fresh = {
            step.id for step in procedure.steps.values() if step.id not in reached and _could(procedure, step, reached)
        }
        if not fresh:
            break
        reached |= fresh
    lost = [name for name in procedure.steps if name not in reached]
    first = [
        name
        for name in lost
        if not any(other in lost for other in _mentioned(procedure, procedure.steps[name]) if other != name)
    ]
    if lost:
        name = (first or lost)[0]
        raise PackError(
            f"步骤“{procedure.steps[name].name}”永远办不到",
            where=f"step[{name}]",
            hint="核对 after、needs 和结果的写法",
        )


def _mentioned(procedure: Procedure, step: Step) -> set[str]:
    found = set(step.after)
    for gate in step.needs:
        for node in walk(gate.expr):
            if isinstance(node, Name) and node.id in procedure.steps:
                found.add(node.id)
            elif isinstance(node, Ref) and node.owner in procedure.steps:
                found.add(node.owner)
    return found


def _could(procedure: Procedure, step: Step, reached: set[str]) -> bool:
    for name in step.after:
        if name not in reached and procedure.steps[name].when is None:
            return False
    return all(any(_possible(procedure, gate, outcome, reached) for outcome in step.outcomes) for gate in step.needs)


def _possible(procedure: Procedure, gate: Gate, outcome: str, reached: set[str]) -> bool:
    return _may(procedure, gate.expr, outcome, reached, True)


def _may(procedure: Procedure, expr: Expr, outcome: str, reached: set[str], wanted: bool) -> bool:
    """Return whether ``expr`` could be ``wanted`` when only ``reached`` steps can have been done."""
    match expr:
        case Bool(value=value):
            return value is wanted
        case Not(operand=inner):
            return _may(procedure, inner, outcome, reached, not wanted)
        case And(items=parts):
            each = [_may(procedure, part, outcome, reached, wanted) for part in parts]
            return all(each) if wanted else any(each)
        case Or(items=parts):
            each = [_may(procedure, part, outcome, reached, wanted) for part in parts]
            return any(each) if wanted else all(each)
        case FunctionCall(fn=fn, args=(Name(id=name), *rest)) if name in procedure.steps:
            if not wanted or fn in {"required", "settled", "all", "count", "facts", "actors", "stale", "waiting"}:
                return True
            if fn == "ever":
                return name in reached and isinstance(rest[0], Text)
            return name in reached
        case Compare(op=op, left=Ref(owner="field", name="outcome"), right=Text(value=value)) if op in {"==", "!="}:
            return ((value == outcome) is (op == "==")) is wanted
        case Compare(left=Ref(owner=owner)) if owner in procedure.steps:
            return owner in reached or not wanted
        case _:
            return True
