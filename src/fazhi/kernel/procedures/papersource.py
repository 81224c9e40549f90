"""A matter as a paper reads it: what was done, fresh or not; what was sent and is not answered yet; masked or whole.

Papers read loosely (a paper says what was done), except the checklist of a step, which reads as its gates do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from fazhi.kernel.citations import bases_cn
from fazhi.kernel.expressions import Call, Expr, Kind, Ref, Value, evaluate, noun, sentence
from fazhi.kernel.papers import Conditions, Missing, Paper, Printable, Signature, Spot, Standing, render
from fazhi.kernel.papers.named import values
from fazhi.kernel.procedures.checklists import PaperNames, Then, conditions, no_past
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.events import SEALED
from fazhi.kernel.procedures.model import Field, PaperForm, Procedure
from fazhi.kernel.procedures.paperforms import SPACES
from fazhi.kernel.procedures.state import Run, Sending, State
from fazhi.kernel.procedures.values import typed
from fazhi.kernel.procedures.view import View

Reveal = Callable[[int, str, str], str]
"""Gives (event, path, class) of a sealed value as this copy may show it: masked, or whole after a logged look."""


def hidden(_seq: int, _path: str, _cls: str) -> str:
    """Return what stands for a personal value when nothing more may be said."""
    return "＊＊"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a paper says besides the declaration: facts of the matter, of this copy, names of people by key."""

    matter: Mapping[str, Value | None]
    people: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reveal: Reveal = hidden
    then: Then = no_past
    number: str = ""
    day: date | None = None
    person: str = ""
    foot: str = ""
    standing: Standing = Standing.DRAFT
    masked: bool = True
    seal_marked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A paper (and key) of a matter: whether it may be printed now, and else what must come first."""

    form: PaperForm
    key: str | None
    ready: bool
    why: str = ""


def offers(procedure: Procedure, state: State, clocks: CalendarClocks, facts: Facts) -> tuple[Offer, ...]:
    """Return the papers of a matter in the order of the pack, those per entry of a list at each entry."""
    found = []
    for form in procedure.papers.values():
        keys: Sequence[str | None] = (None,) if form.each is None else state.lists.get(form.each, ())
        for key in keys:
            ready = form.when is None or _View(procedure, state, clocks, facts, own_list=form.each, key=key).holds(
                form.when
            )
            why = "" if ready or form.when is None else sentence(form.when, PaperNames(procedure))
            found.append(Offer(form=form, key=key, ready=ready, why=why))
    return tuple(found)


def made(
    procedure: Procedure, state: State, clocks: CalendarClocks, form: PaperForm, facts: Facts, key: str | None = None
) -> Paper:
    """Return a paper of a matter as it stands. Total: what is not known yet is a visible blank and is listed."""
    view = _View(procedure, state, clocks, facts, own_list=form.each, key=key)
    number = _taken(form, view) or facts.number
    base = Paper(
        title=form.name,
        blocks=(),
        number=number,
        grade=form.grade,
        standing=facts.standing,
        masked=facts.masked,
        foot=facts.foot,
    )
    source = MatterSource(procedure, state, clocks, facts, number, key)
    paper = render(form.body, source, base, Spot(list=form.each, key=key))
    if not facts.seal_marked:
        unmarked = (replace(one, marked=False) if isinstance(one, Signature) else one for one in paper.blocks)
        paper = replace(paper, blocks=tuple(unmarked))
    if (form.number is not None or form.series is not None) and not paper.number:
        missing = (Missing(what="文号（签发时编列）", line=0), *paper.missing)
        return replace(paper, missing=missing)
    return paper


def number_taken(
    procedure: Procedure, state: State, clocks: CalendarClocks, form: PaperForm, key: str | None = None
) -> str:
    """Return the number an act has taken for a paper; empty where none has."""
    return _taken(form, _View(procedure, state, clocks, Facts(matter={}), own_list=form.each, key=key))


def _taken(form: PaperForm, view: View) -> str:
    known = evaluate(form.number, view) if form.number is not None else None
    return known if isinstance(known, str) else ""


def named(
    procedure: Procedure,
    state: State,
    clocks: CalendarClocks,
    form: PaperForm,
    facts: Facts,
    paper: Paper,
    key: str | None = None,
) -> tuple[dict[str, str], dict[str, list[dict[str, str]]]]:
    """Return what the named places of a paper say, for a form of the county's own: single ones, and rows by list."""
    source = MatterSource(procedure, state, clocks, facts, paper.number, key)
    return values(form.body, source, paper, Spot(list=form.each, key=key))


class _View(View):
    """The environment of a place: loose, with the facts only papers may ask, and what was sent but not answered."""

    __slots__ = ("own_key", "own_number", "said")

    def __init__(
        self,
        procedure: Procedure,
        state: State,
        clocks: CalendarClocks,
        facts: Facts,
        *,
        own_list: str | None = None,
        key: str | None = None,
        run: Run | None = None,
        number: str = "",
        own_key: str | None = None,
    ) -> None:
        step = procedure.steps[run.step] if run is not None else None
        super().__init__(
            procedure,
            state,
            clocks,
            step=step,
            key=run.key if run is not None else key,
            outcome=run.outcome if run is not None else None,
            fields=run.fields if run is not None else MappingProxyType({}),
            own_list=own_list,
            loose=True,
        )
        self.said = facts
        self.own_number = number
        self.own_key = own_key

    def holds(self, expr: Expr) -> bool:
        return evaluate(expr, self) is True

    def step_value(self, step: str, attr: str) -> Value | None:
        if step == "matter":
            return self.said.matter.get(attr)
        if step == "paper":
            own = {"number": self.own_number, "date": self.said.day, "person": self.said.person, "key": self.own_key}
            return own.get(attr) or None
        sending = self.awaiting(step)
        if sending is not None and attr not in ("sent", "outcome", "date"):
            if attr == "decider":
                return sending.decider
            declared = next(item for item in self.procedure.steps[step].fields if item.id == attr)
            return typed(sending.fields.get(attr), declared.type)
        return super().step_value(step, attr)

    def awaiting(self, step: str) -> Sending | None:
        """Return the sending of a call that has not been answered, when it is later than what was answered."""
        if self.procedure.steps[step].call is None:
            return None
        sent = [item for item in self.state.calls(step, self._key(step)) if item.answered is None and not item.voided]
        latest = self.latest(step, self._key(step))
        return sent[-1] if sent and (latest is None or latest.order < sent[-1].order) else None

    def place_of(self, ref: Ref) -> tuple[int, Field] | None:
        """Return the event that holds a sealed answer, and its question."""
        if ref.owner == "subject":
            changed = self.state.changed.get(ref.name)
            return (changed[1] if changed else 1), self.procedure.subject[ref.name]
        step = self.procedure.steps[ref.owner]
        question = next((item for item in step.fields if item.id == ref.name), None)
        if question is None:
            return None
        if (sending := self.awaiting(step.id)) is not None:
            return sending.id, question
        run = self.latest(step.id, self._key(step.id))
        if run is None:
            return None
        return (run.sent if run.sent is not None and not question.at_answer else run.id), question


def called(expr: Expr, names: PaperNames) -> str:
    """Return what a place is called: the question of a field, a fact of the matter, a condition as a noun."""
    if isinstance(expr, Ref) and expr.owner in SPACES:
        return SPACES[expr.owner][expr.name][1]
    return noun(expr, names)


class MatterSource:
    """Implements ``papers.Source`` over one matter on one day."""

    def __init__(
        self,
        procedure: Procedure,
        state: State,
        clocks: CalendarClocks,
        facts: Facts,
        number: str = "",
        key: str | None = None,
    ) -> None:
        self._procedure = procedure
        self._state = state
        self._clocks = clocks
        self._facts = facts
        self._number = number
        self._key = key
        self._names = PaperNames(procedure)

    def _view(self, at: Spot) -> _View:
        run = self._state.find(at.run) if at.run is not None else None
        return _View(
            self._procedure,
            self._state,
            self._clocks,
            self._facts,
            own_list=at.list,
            key=at.key,
            run=run,
            number=self._number,
            own_key=self._key,
        )

    def value(self, expr: Expr, at: Spot) -> Printable:
        """Return the value of a place in words where it is a set, a person or sealed."""
        view = self._view(at)
        value = evaluate(expr, view)
        if isinstance(value, int) and isinstance(expr, Call) and self._of_money(expr, at):
            return Decimal(value)  # a sum to which nothing was added yet is still one of money
        if value == SEALED and isinstance(expr, Ref):
            return self._revealed(expr, view, at)
        if isinstance(value, frozenset):
            order = self._question(expr, at)
            return "、".join(item for item in (order.type.values if order else sorted(value)) if item in value)
        if isinstance(expr, Ref) and expr.name == "decider" and isinstance(value, str):
            return self._facts.people.get(value, value)
        return value

    def _of_money(self, call: Call, at: Spot) -> bool:
        """Say whether a sum adds up money."""
        asked = (self._question(arg, at) for arg in call.args if isinstance(arg, Ref))
        return call.fn == "sum" and any(one is not None and one.type.kind is Kind.MONEY for one in asked)

    def _revealed(self, ref: Ref, view: _View, at: Spot) -> Printable:
        if ref.owner == "field" and at.run is not None:
            question = self._question(ref, at)
            run = self._state.find(at.run)
            sent = run.sent if run is not None and question is not None and not question.at_answer else None
            found = (sent or at.run, question) if question is not None else None
        else:
            found = view.place_of(ref)
        if found is None or found[1] is None:
            return None
        seq, question = found
        return self._facts.reveal(seq, f"fields.{question.id}", question.pii or "") or None

    def _question(self, expr: Expr, at: Spot) -> Field | None:
        if not isinstance(expr, Ref):
            return None
        if expr.owner == "subject":
            return self._procedure.subject.get(expr.name)
        step = self._procedure.steps.get(at.step or "" if expr.owner == "field" else expr.owner)
        return next((item for item in step.fields if item.id == expr.name), None) if step else None

    def test(self, expr: Expr, at: Spot) -> bool:
        """Return whether a condition holds; unknown is no."""
        return self._view(at).holds(expr)

    def called(self, expr: Expr) -> str:
        """Return what a place is called: the question of a field, else the condition as a noun."""
        return called(expr, self._names)

    def keys(self, list_: str) -> Sequence[str]:
        """Return the keys of a list."""
        return self._state.lists.get(list_, ())

    def runs(self, step: str) -> Sequence[int]:
        """Return the lawful doings of a step that were not voided, earliest first."""
        found = sorted(self._state.every(step), key=lambda run: run.order)
        return [run.id for run in found if run.lawful and not run.voided]

    def basis(self, ids: Sequence[str]) -> str:
        """Return declared bases as they may be printed."""
        return bases_cn(self._procedure.bases(ids))

    def due(self, term: str, at: Spot, moment: str | None = None) -> date | None:
        """Return the last day of a term as it is counted now, or as it was when the step ``moment`` was last done."""
        done = self._last(moment, at) if moment is not None else None
        clocks = self._clocks_after(done.id, done.occurred) if done is not None else self._clocks
        clock = clocks.clock(term, at.key if self._procedure.terms[term].each is not None else None)
        return clock.due.due if clock.due is not None else None

    def today(self) -> date:
        """Return the day on which the paper is drawn."""
        return self._clocks.on

    def _last(self, step: str, at: Spot) -> Run | Sending | None:
        """Return what was last done of a step: of a call its sending; None where nothing stands."""
        declared = self._procedure.steps[step]
        key = at.key if declared.keyed is not None and declared.keyed == at.list else None
        if declared.call is not None:
            sent = [item for item in self._state.calls(step, key) if not item.voided]
            return max(sent, key=lambda item: item.order, default=None)
        return self._view(at).latest(step, key)

    def _clocks_after(self, seq: int, day: date) -> CalendarClocks:
        """Return the clocks as they stood after an event; those of now where the past is not at hand."""
        then = self._facts.then(seq, day)
        if then is None:
            return self._clocks
        return CalendarClocks(self._procedure, then, self._clocks.calendar, day)

    def term(self, term: str) -> str:
        """Return the name of a term."""
        return f"{self._procedure.terms[term].name}末日"

    def conditions(self, step: str) -> Conditions:
        """Return the conditions of a step that can be told before it is done well, read as its gates are."""
        return conditions(self._clocks, self._procedure.steps[step], self._facts.then)
