"""What the sender of a request may do when he is not content: declared by the pack, counted, by read articles only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.citations.basis import Mark
from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import check_condition, evaluate
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.model import Procedure
from fazhi.kernel.procedures.publicity import Remedy
from fazhi.kernel.procedures.readers import Reader
from fazhi.kernel.procedures.scope import names_of
from fazhi.kernel.procedures.state import State
from fazhi.kernel.procedures.tables import Table
from fazhi.kernel.procedures.view import View
from fazhi.kernel.terms import EndPolicy, TermSpec, Unit, compute


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A remedy that is open on a day; ``due`` is its last day, inclusive, None where nothing is counted yet."""

    remedy: Remedy
    due: date | None


def read_remedy(reader: Reader, table: Table) -> Remedy:
    """Return one table ``inbox.remedy``. Raises PackError; whether it fits the steps, ask ``check_remedies``."""
    condition = reader.condition(table, "if")
    if condition is None:
        raise PackError("须写明什么时候可以", where=table.at("if"))
    length = table.table("term")
    amount, unit = length.take("amount"), length.maybe("unit")
    length.done()
    if amount is not None and (isinstance(amount, bool) or not isinstance(amount, int)):
        raise PackError("应为整数", where=table.at("term.amount"))
    if unit is not None and unit not in {item.value for item in Unit}:
        raise PackError(f"没有“{unit}”这种单位", where=table.at("term.unit"), hint="、".join(Unit))
    made = Remedy(
        condition=condition, say=table.text("say"), basis=reader.bases(table), start=table.maybe("from"),
        amount=amount or 0, unit=Unit(unit) if unit else None,
    )  # fmt: skip
    table.done()
    if (made.start is None) is not (made.unit is None) or (made.unit is None) is not (made.amount < 1):
        raise PackError("期限须写明从哪一步起（from）、几个什么（term）", where=table.at("term"))
    return made


def check_remedies(procedure: Procedure, remedies: tuple[Remedy, ...]) -> None:
    """Raise PackError where a remedy rests on no verified article, asks wrongly, or counts from no step."""
    for remedy in remedies:
        where = f"inbox.remedy：{remedy.say[:20]}"
        bases = [procedure.basis[name] for name in remedy.basis]
        if not bases or any(basis.mark is not Mark.READ or basis.ref is None for basis in bases):
            raise PackError("告知群众的权利须有核对过的条文（✔）", where=where, hint="写明 basis，只写 ✔ 的")
        if remedy.start is not None and remedy.start not in procedure.steps:
            raise PackError(f"没有名为“{remedy.start}”的步骤", where=where)
        try:
            check_condition(remedy.condition, names_of(procedure))
        except ExpressionError as error:
            raise PackError(error.message, where=f"{where}：{remedy.condition.source}", hint=error.hint) from error


def remedies_of(procedure: Procedure, state: State, calendar: Calendar, on: date) -> Iterator[Open]:
    """Yield what the sender may do on a day, in the order declared; what is over is not told."""
    declared = procedure.inbox.remedies if procedure.inbox is not None else ()
    view = View(procedure, state, CalendarClocks(procedure, state, calendar, on), loose=True)
    for remedy in declared:
        if evaluate(remedy.condition, view) is not True:
            continue
        due = None
        if remedy.start is not None and remedy.unit is not None:
            runs = [run for run in state.every(remedy.start) if run.lawful and not run.voided]
            last = max(runs, key=lambda run: run.order, default=None)
            if last is not None:
                spec = TermSpec(amount=remedy.amount, unit=remedy.unit, end=EndPolicy.public, name=remedy.say[:20])
                due = compute(spec, last.occurred, calendar).due
        if due is None or on <= due:
            yield Open(remedy=remedy, due=due)
