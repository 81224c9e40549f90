"""The guard of a transition: every reason in law why an act may not be done in a state.

The desk, the commands, the cases and the prover ask the same function, `blockers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final

from fazhi.kernel.expressions import blame, sentence, unmet
from fazhi.kernel.procedures.acts import Act, ActKind, Blocker, BlockKind
from fazhi.kernel.procedures.clocks import Clocks
from fazhi.kernel.procedures.gating import Gate
from fazhi.kernel.procedures.model import Amount, Extend, Procedure, Step, Term
from fazhi.kernel.procedures.names import PackNames
from fazhi.kernel.procedures.scope import names_of
from fazhi.kernel.procedures.state import State
from fazhi.kernel.procedures.view import View

_ANSWER: Final = ActKind.ANSWER

Reason = tuple[Gate | None, bool, Callable[[], Blocker]]
"""Why an act is closed: the gate (if it is one), whether it is closed for something unknown, and how to say it."""


def blockers(
    procedure: Procedure, state: State, act: Act, clocks: Clocks, view: View | None = None
) -> Iterator[Blocker]:
    """Yield every reason in law why the act may not be done in this state. This is the transition guard.

    Forms (required answers, types) and lateness are asked elsewhere: they are no matter of the state. ``view`` is how
    conditions read the state; the prover gives one of its own, everyone else leaves it to the state and the act.
    """
    for _, _, say in reasons(procedure, state, act, clocks, view):
        yield say()


def reasons(
    procedure: Procedure, state: State, act: Act, clocks: Clocks, view: View | None = None, *, asking: bool = True
) -> Iterator[Reason]:
    """Yield the same reasons unsaid: whoever only asks whether there is one pays for no sentence.

    Without ``asking`` the gates are left out that ask something of the act itself: see ``reasons_asked``.
    """
    step = procedure.steps[act.step or ""]
    key = act.key
    if state.closed is not None and not step.after_end:
        yield None, False, partial(_closed, step, state.closed[1])
    if view is None:
        view = View(procedure, state, clocks, step=step, key=key, outcome=act.outcome, fields=act.fields)
    answering = act.kind is _ANSWER
    if step.once and not answering and _done_once(state, step, key):
        yield None, False, partial(_once, step)
    if not answering:
        for name in step.after:
            if view.settled(name) is not True:
                yield None, False, partial(_after, procedure, view, step, name)
    for gate in step.needs_answer if answering else step.needs if asking else step.plain:
        if not asking or gate.speaks_of(view.outcome):
            value = view.says(gate.expr)
            if value is not True:
                yield gate, value is None, partial(_gate, procedure, step, gate, view, unknown=value is None)
    if step.separate and (answering or step.call is None):
        # Of a call, the one who answers decides; the sender only asks.
        for item in _separation(procedure, state, step, act):
            yield None, False, partial(_itself, item)
    if answering:
        return
    if step.posts and act.posts.isdisjoint(step.posts):
        yield None, False, partial(_posts, step)
    for term in procedure.terms.values():
        if term.extend is not None and term.extend.by == step.id:
            for item in _extension(procedure, step, act, clocks, term, term.extend):
                yield None, False, partial(_itself, item)


def reasons_asked(
    procedure: Procedure, step: Step, outcome: str, view: View
) -> Iterator[tuple[Gate, bool, Callable[[], Blocker]]]:
    """Yield the reasons by gates that ask something of the act itself: all that can differ from result to result."""
    for gate in step.asking[outcome]:
        value = view.says(gate.expr)
        if value is not True:
            yield gate, value is None, partial(_gate, procedure, step, gate, view, unknown=value is None)


def _itself(item: Blocker) -> Blocker:
    return item


def _closed(step: Step, day: date) -> Blocker:
    return Blocker(
        kind=BlockKind.CLOSED,
        step=step.id,
        text=f"本事项已于{day.isoformat()}办结，不能再办“{step.name}”",
        next="确需更正的，作废相应记录并写明理由",
    )


def _once(step: Step) -> Blocker:
    return Blocker(
        kind=BlockKind.ONCE,
        step=step.id,
        text=f"“{step.name}”只能办理一次，已经办理",
        next="记录有误的，作废原记录后重新登记",
    )


def _done_once(state: State, step: Step, key: str | None) -> bool:
    if any(run.lawful and not run.voided for run in state.of(step.id, key)):
        return True
    return any(not item.voided for item in state.calls(step.id, key))


def _after(procedure: Procedure, view: View, step: Step, name: str) -> Blocker:
    earlier = procedure.steps[name]
    if view.happened(name) if earlier.keyed is None else bool(view.state.every(name)):
        text = f"“{earlier.name}”尚未办结有效，不能办理“{step.name}”"
    else:
        text = f"尚未办理“{earlier.name}”，不能办理“{step.name}”"
    return Blocker(
        kind=BlockKind.AFTER,
        step=step.id,
        text=text,
        next=f"先办：{earlier.act}",
        basis=step.basis,
        missing=(),
        field=name,
    )


def _gate(procedure: Procedure, step: Step, gate: Gate, view: View, *, unknown: bool) -> Blocker:
    names = PackNames(procedure, step)
    scope = names_of(procedure).within(step)
    text = gate.say or f"不具备办理“{step.name}”的条件。条件是：" + "；".join(
        sentence(part, names, scope) for part in unmet(gate.expr, view)
    )
    missing = tuple(item.expr for item in blame(gate.expr, view))
    return Blocker(
        kind=BlockKind.GATE,
        step=step.id,
        text=text,
        next=gate.next or ("先补全所涉的内容，再办理" if unknown else "条件具备后再办理"),
        basis=gate.basis or step.basis,
        expr=gate.expr,
        missing=missing,
        unknown=unknown,
    )


def _separation(procedure: Procedure, state: State, step: Step, act: Act) -> Iterator[Blocker]:
    """A decider may not have decided the named steps before: any run, any key, voided and facts among them."""
    for name in step.separate:
        earlier = procedure.steps[name]
        if act.decider and act.decider in state.decided(name):
            yield Blocker(
                kind=BlockKind.SEPARATE,
                step=step.id,
                text=f"“{step.name}”的决定人办理过本事项的“{earlier.name}”，应当回避",
                next="由他人决定；本单位无人可换的，可请法律顾问审、邻所交叉审、县司法局审或由县司法局指定",
                basis=step.basis,
                field="decider",
            )


def _posts(step: Step) -> Blocker:
    return Blocker(
        kind=BlockKind.POST,
        step=step.id,
        text=f"“{step.name}”不属于该决定人的岗位职责",
        next="核对决定人，或由有权岗位的人员决定",
        field="decider",
    )


def _extension(
    procedure: Procedure, step: Step, act: Act, clocks: Clocks, term: Term, extend: Extend
) -> Iterator[Blocker]:
    """A step that extends a term: the term must be running, not extended too often, not by too much."""
    key = act.key if term.each else None
    if clocks.running(term.id, key) is not True:
        yield Blocker(
            kind=BlockKind.TERM,
            step=step.id,
            text=f"“{term.name}”未在计算中或者已经届满，不能延长",
            next="期限届满后不得补办延期，应当如实登记逾期并尽快办结",
            basis=extend.basis,
        )
        return
    times = clocks.extended(term.id, key)
    if times is not None and times >= extend.times:
        yield Blocker(
            kind=BlockKind.TERM,
            step=step.id,
            text=f"“{term.name}”至多延长{extend.times}次，已经延长{times}次",
            next="不得再延长，期限内办结",
            basis=extend.basis,
        )
        return
    asked = _number(procedure, act, extend.amount)
    most = _number(procedure, act, extend.max)
    before = clocks.added(term.id, key) or 0
    if asked is not None and most is not None and not 0 < asked <= most - before:
        known = f"，已经延长{before}{term.unit.cn}" if before else ""
        yield Blocker(
            kind=BlockKind.TERM,
            step=step.id,
            text=f"“{term.name}”至多延长{most}{term.unit.cn}{known}，不能再延长{asked}{term.unit.cn}",
            next=f"改为1至{most - before}{term.unit.cn}" if most > before else "不得再延长，期限内办结",
            basis=extend.basis,
            field=extend.amount.removeprefix("field.") if isinstance(extend.amount, str) else None,
        )


def _number(procedure: Procedure, act: Act, amount: Amount) -> int | None:
    if isinstance(amount, int):
        return amount
    place, _, name = amount.partition(".")
    value: object = procedure.params[name].value if place == "param" else act.fields.get(name)
    return value if isinstance(value, int) else None
