"""How long a term is: a number fixed or read from the record, or a last day that is stated there."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from fazhi.kernel.citations import bases_cn
from fazhi.kernel.procedures.model import Amount, Procedure, Term
from fazhi.kernel.procedures.state import Run, Sending, State
from fazhi.kernel.procedures.values import typed
from fazhi.kernel.terms import EndPolicy, Kind, TermSpec, Unit
from fazhi.kernel.terms.count import add_months

LONGEST: Final = {Unit.working_day: 9999, Unit.calendar_day: 9999, Unit.month: 999, Unit.year: 99}
"""No term is longer. A length read from a record that is beyond it counts as not known, so that no date overflows."""


def amount_of(
    procedure: Procedure,
    state: State,
    amount: Amount,
    key: str | None,
    *,
    own: Run | None = None,
    starter: Run | Sending | None = None,
) -> int:
    """Return a length: fixed, or read from a parameter, a fact, the act itself (``own``) or a step.

    A step that started the term is read as it was then: its run or, while the answer is out, its sending.
    """
    if isinstance(amount, int):
        return amount
    place, _, name = amount.partition(".")
    if place == "param":
        value: object = procedure.params[name].value
    elif place == "subject":
        value = state.fact(name)
    elif place == "field":
        value = own.fields.get(name) if own else None
    elif starter is not None and starter.step == place:
        value = starter.fields.get(name)
    else:
        runs = [item for item in state.of(place, key) or state.of(place) if not item.voided]
        value = runs[-1].fields.get(name) if runs else None
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _stated(
    procedure: Procedure, state: State, term: Term, key: str | None, starter: Run | Sending | None, began: date
) -> int:
    """Return the length in days of a term whose last day is stated, 0 while it is not known or not after the start.

    One that is to end ahead of the stated day ends on the day after the start at the earliest: it is due at once.
    """
    own = [name for name in term.last if starter is not None and name.partition(".")[0] == starter.step]
    found = (_day_at(procedure, state, name, key, starter) for name in own or term.last)
    last = next((day for day in found if day is not None), None)
    if last is None or last <= began:
        return 0
    if ahead := amount_of(procedure, state, term.ahead, key, starter=starter):
        back = timedelta(days=ahead)
        months = ahead * 12 if term.unit is Unit.year else ahead
        last = last - back if term.unit is Unit.calendar_day else add_months(last, -months)
        return max((last - began).days, 1)
    return (last - began).days


def _day_at(
    procedure: Procedure, state: State, name: str, key: str | None, starter: Run | Sending | None
) -> date | None:
    place, _, field = name.partition(".")
    if place == "subject":
        value = typed(state.fact(field), procedure.subject[field].type)
        return value if isinstance(value, date) else None
    declared = next(item for item in procedure.steps[place].fields if item.id == field)
    source = starter
    if source is None or source.step != place:
        runs = [item for item in state.of(place, key) or state.of(place) if not item.voided]
        source = runs[-1] if runs else None
    value = typed(source.fields.get(field), declared.type) if source is not None else None
    return value if isinstance(value, date) else None


def spec_of(
    procedure: Procedure, state: State, term: Term, key: str | None, starter: Run | Sending | None, began: date
) -> TermSpec | None:
    """Return the term as it is to be counted, or ``None`` while its length is not known."""
    if term.last:
        amount, unit = _stated(procedure, state, term, key, starter, began), Unit.calendar_day
    else:
        amount, unit = amount_of(procedure, state, term.amount, key, starter=starter), term.unit
    if not 1 <= amount <= LONGEST[unit]:
        return None
    return _spec(amount, unit, term.end, term.kind, term.count_start, basis_of(procedure, term.basis), term.name)


@lru_cache(maxsize=4096)
def _spec(
    amount: int, unit: Unit, end: EndPolicy, kind: Kind, count_start: bool, basis: str | None, name: str
) -> TermSpec:
    return TermSpec(amount=amount, unit=unit, end=end, kind=kind, count_start=count_start, basis=basis, name=name)


def basis_of(procedure: Procedure, names: tuple[str, ...]) -> str | None:
    """Return the articles that a term or a suspension rests on as printed, ``None`` where no law sets it."""
    place = (procedure.digest, names, procedure.hidden)
    if place not in _PRINTED:
        if len(_PRINTED) >= _KEPT:
            _PRINTED.clear()
        shown = [one for one in procedure.bases(names) if one.prints_article]
        _PRINTED[place] = bases_cn(shown) or None
    return _PRINTED[place]


_PRINTED: Final[dict[tuple[str, tuple[str, ...], frozenset[str]], str | None]] = {}
_KEPT: Final = 1024


def stated_problem(term: Term) -> str | None:
    """Return what cannot be in a declared term whose last day is stated, ``None`` if nothing."""
    if term.ahead and not term.last:
        return "没有写明末日（last），不能写提前量"
    if term.last and (term.extend is not None or term.count_start):
        return "末日写明的期限不能延长，也不算首日；改期另写一个起算的步骤"
    if term.last and term.ahead and term.unit is Unit.working_day:
        return "提前量按日、月、年写"
    return None
