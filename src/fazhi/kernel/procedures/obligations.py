"""Scheduled obligations of a matter: what is owed to whom, by which day, what was paid, what being late costs.

A pack declares them (`[[obligation]]`); nothing is stored. The last day is that of a term of the pack, so the count,
the calendar and the article are those of every other term. Money is added up over all doings that were not voided,
facts among them. Interest is counted day by day on what was unpaid, from the day after the last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import Kind, Value, check, evaluate
from fazhi.kernel.procedures.clocks import CalendarClocks, Clock
from fazhi.kernel.procedures.model import Procedure
from fazhi.kernel.procedures.owing import Direction, Interest, Obligation, Per
from fazhi.kernel.procedures.readers import Reader
from fazhi.kernel.procedures.scope import names_of
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.tables import Table
from fazhi.kernel.procedures.values import typed
from fazhi.kernel.procedures.view import View

FEN: Final = Decimal("0.01")
TEN_THOUSAND: Final = Decimal(10_000)
DAYS_OF_YEAR: Final = Decimal(365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One obligation as it stands on a day.

    ``amount`` and ``left`` are None where no sum is declared or known. ``settled`` is the day on which nothing was
    left to do. ``late`` are the calendar days past the last day, up to the day it was settled (or the day asked), and
    ``interest`` what they cost under ``rule``, to the fen; None where no rule applies.
    """

    obligation: Obligation
    key: str | None
    what: Value
    party: tuple[Value, ...]
    amount: Decimal | None
    paid: Decimal
    clock: Clock | None
    settled: date | None
    late: int
    interest: Decimal | None = None
    rule: Interest | None = None

    @property
    def left(self) -> Decimal | None:
        """What is still to be paid; nothing once it is settled, though less was paid (set off, waived)."""
        if self.amount is None:
            return None
        return Decimal(0) if self.settled else max(self.amount - self.paid, Decimal(0))

    @property
    def due(self) -> date | None:
        """The last day, ``None`` while nothing has set it."""
        return self.clock.due.due if self.clock is not None and self.clock.due is not None else None


def owed(procedure: Procedure, state: State, clocks: CalendarClocks) -> Iterator[Owed]:
    """Yield every obligation of a matter as of the day of the clocks, in the order of the pack and of its lists."""
    for obligation in procedure.obligations.values():
        yield from owed_of(procedure, state, clocks, obligation)


def owed_of(procedure: Procedure, state: State, clocks: CalendarClocks, obligation: Obligation) -> Iterator[Owed]:
    """Yield the entries of one kind of obligation; one that is for the matter only once a term of it runs."""
    for key in state.keys(obligation.list) if obligation.list else (None,):
        view = View(procedure, state, clocks, own_list=obligation.list, key=key, loose=True)
        if obligation.where is not None and evaluate(obligation.where, view) is not True:
            continue
        clock = _clock(clocks, obligation, key)
        if obligation.list is None and clock is None:
            continue
        yield _owed(procedure, state, clocks.on, obligation, key, view, clock)


def _owed(
    procedure: Procedure,
    state: State,
    on: date,
    obligation: Obligation,
    key: str | None,
    view: View,
    clock: Clock | None,
) -> Owed:
    step = procedure.steps[obligation.done]
    runs = [run for run in state.of(step.id, key if step.keyed else None) if not run.voided and run.occurred <= on]
    amount = _money(evaluate(obligation.amount, view)) if obligation.amount is not None else None
    payments = tuple(_payments(procedure, obligation, runs))
    done = runs[-1] if runs and runs[-1].outcome in step.passes else None
    last = clock.due.due if clock is not None and clock.due is not None else None
    until = min(on, done.occurred) if done is not None else on
    rule = next((item for item in obligation.interest if _holds(item, view)), None)
    return Owed(
        obligation=obligation,
        key=key,
        what=evaluate(obligation.what, view) if obligation.what is not None else None,
        party=tuple(evaluate(item, view) for item in obligation.party),
        amount=amount,
        paid=sum((paid for _, paid in payments), Decimal(0)),
        clock=clock,
        settled=done.occurred if done is not None else None,
        late=max((until - last).days, 0) if last is not None else 0,
        interest=_interest(rule, view, amount, payments, last, until) if rule and amount is not None else None,
        rule=rule,
    )


def _clock(clocks: CalendarClocks, obligation: Obligation, key: str | None) -> Clock | None:
    """Return the clock that sets the last day: of those that have begun, the one that ends first."""
    declared = clocks.procedure.terms
    found = [clocks.clock(name, key if declared[name].each else None) for name in obligation.terms]
    begun = [(clock.due.due, at, clock) for at, clock in enumerate(found) if clock.due is not None]
    return min(begun, key=lambda item: item[:2])[2] if begun else None


def _holds(rule: Interest, view: View) -> bool:
    return rule.when is None or evaluate(rule.when, view) is True


def _money(value: Value) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _payments(procedure: Procedure, obligation: Obligation, runs: list[Run]) -> Iterator[tuple[date, Decimal]]:
    if obligation.paid is None:
        return
    step, name = obligation.paid
    type_ = next(item.type for item in procedure.steps[step].fields if item.id == name)
    for run in runs:
        amount = _money(typed(run.fields.get(name), type_))
        if amount:
            yield run.occurred, amount


def _interest(
    rule: Interest,
    view: View,
    amount: Decimal,
    payments: tuple[tuple[date, Decimal], ...],
    last: date | None,
    until: date,
) -> Decimal | None:
    """Return the interest on what was unpaid on each day after ``last`` up to ``until``; ``None``: no rate is known.

    The day of a payment still counts for what it pays.
    """
    rate = _money(evaluate(rule.rate, view))
    if last is None or rate is None:
        return None
    if until <= last:
        return Decimal(0)
    days = sorted({last, until, *(day for day, _ in payments if last < day < until)})
    total = Decimal(0)
    for first, end in pairwise(days):
        unpaid = amount - sum((paid for day, paid in payments if day <= first), Decimal(0))
        total += max(unpaid, Decimal(0)) * (end - first).days
    per_day = rate / TEN_THOUSAND / (DAYS_OF_YEAR if rule.per is Per.YEAR else 1)
    return (total * per_day).quantize(FEN, ROUND_HALF_UP)


# -- reading and checking a pack ---------------------------------------------------------------------------------------


def read_obligation(reader: Reader, table: Table) -> Obligation:
    """Return one ``[[obligation]]``. Whether it fits the rest of the pack, ask ``check_obligations``."""
    party = table.take("party")
    named = [party] if isinstance(party, str) else [] if party is None else party
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise PackError("应为引用或者引用的列表", where=table.at("party"))
    paid = table.maybe("paid")
    made = Obligation(
        id=table.text("id"),
        name=table.text("name"),
        direction=Direction(table.choice("direction", [item.value for item in Direction])),
        terms=table.texts("terms"),
        done=table.text("done"),
        what=reader.condition(table, "what"),
        party=tuple(reader.expr(one, table.at("party")) for one in named),
        list=table.maybe("list"),
        amount=reader.condition(table, "amount"),
        paid=_pair(paid, table.at("paid")) if paid is not None else None,
        where=reader.condition(table, "where"),
        interest=tuple(_read_interest(reader, item) for item in table.tables("interest")),
        basis=reader.bases(table),
    )
    if not made.terms:
        raise PackError("须写明末日由哪个期限确定", where=table.at("terms"))
    table.done()
    return made


def _pair(name: str, where: str) -> tuple[str, str]:
    step, dot, field = name.partition(".")
    if not dot or not field:
        raise PackError("应为 步骤.金额字段", where=where)
    return step, field


def _read_interest(reader: Reader, table: Table) -> Interest:
    made = Interest(
        rate=reader.expr(table.text("rate"), table.at("rate")),
        per=Per(table.choice("per", [item.value for item in Per])),
        when=reader.condition(table, "if"),
        basis=reader.bases(table),
    )
    table.done()
    return made


def check_obligations(procedure: Procedure) -> None:
    """Raise PackError when an obligation names what is not there or what has another type or another list."""
    for made in procedure.obligations.values():
        where = f"obligation[{made.id}]"
        if made.list is not None and made.list not in procedure.lists:
            raise PackError(f"没有名为“{made.list}”的名单", where=f"{where}.list")
        step = procedure.steps.get(made.done)
        if step is None:
            raise PackError(f"没有名为“{made.done}”的步骤", where=f"{where}.done")
        if step.keyed != made.list:
            raise PackError("了结的步骤与收付的名单不是逐项对应", where=f"{where}.done", hint="写成 each 同一名单")
        for name in made.terms:
            term = procedure.terms.get(name)
            if term is None:
                raise PackError(f"没有名为“{name}”的期限", where=f"{where}.terms")
            if term.each not in {None, made.list}:
                raise PackError(f"期限“{name}”不是按这一名单计算", where=f"{where}.terms")
        _check_paid(procedure, made, where)
        _check_expressions(procedure, made, where)


def _check_paid(procedure: Procedure, made: Obligation, where: str) -> None:
    if made.paid is None:
        return
    owner, name = made.paid
    fields = procedure.steps[owner].fields if owner in procedure.steps else ()
    field = next((item for item in fields if item.id == name), None)
    if owner != made.done or field is None or field.type.kind is not Kind.MONEY:
        raise PackError("paid 应为了结步骤的金额字段", where=f"{where}.paid")
    if made.amount is None:
        raise PackError("写了已付，须写应付的金额", where=f"{where}.amount")


def _check_expressions(procedure: Procedure, made: Obligation, where: str) -> None:
    scope = names_of(procedure).per(made.list)
    anything, numbers, truth = frozenset(Kind), frozenset({Kind.INT, Kind.MONEY}), frozenset({Kind.BOOL})
    asked = (
        ("what", made.what, anything),
        *(("party", one, anything) for one in made.party),
        ("amount", made.amount, frozenset({Kind.MONEY})),
        ("where", made.where, truth),
        *(("interest.rate", one.rate, numbers) for one in made.interest),
        *(("interest.if", one.when, truth) for one in made.interest),
    )
    for key, expr, kinds in asked:
        if expr is None:
            continue
        try:
            found = check(expr, scope).kind
        except ExpressionError as error:
            at = f"{where}.{key}：{expr.source}"
            raise PackError(error.message, code=error.code, where=at, hint=error.hint) from error
        if found not in kinds:
            wanted = "条件" if kinds is truth else "金额" if kinds is not numbers else "整数或者金额"
            raise PackError(f"“{expr.source}”不是{wanted}", where=f"{where}.{key}")
    if made.interest and made.paid is None:
        raise PackError("计算逾期利息，须写已付的金额（paid）", where=f"{where}.interest")
