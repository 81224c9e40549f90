"""Which act a form is for, and its parts: one for a plain step, one a key for a step done once for each, new rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fazhi.desk.forms.questions import answer_of
from fazhi.desk.forms.values import Values
from fazhi.desk.found import Found
from fazhi.kernel.procedures import (
    ActKind,
    CalendarClocks,
    Field,
    Run,
    Step,
    StepState,
    StepView,
    View,
)
from fazhi.records import matters
from fazhi.records.access import Denied
from fazhi.records.acts.proposals import TEXT_SLOT

ROWS: Final = 3
"""Empty rows of a step that adds to a list."""

MOST_ROWS: Final = 60

KINDS: Final = {"do": ActKind.DO, "send": ActKind.SEND, "answer": ActKind.ANSWER, "fact": ActKind.FACT}
"""The acts that are about a step, as they stand in addresses."""

LATE_SLOT: Final = "late"
"""Where the evidence of a late entry is bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One proposal of the form. ``optional`` parts are left out when nothing was typed into them.

    ``prefix`` stands before the names of its controls. ``key`` is the entry of the list (``None``: a new one).
    ``entry`` is the run that put the entry on the list, ``view`` the step (and key) as it stands.
    """

    prefix: str
    key: str | None = None
    optional: bool = False
    view: StepView | None = None
    entry: Run | None = None
    again: bool = False

    def name(self, question: str) -> str:
        """Return the name of the control of a question."""
        return f"{self.prefix}{question}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An act that is about to be done on a matter (or on one that opens with it).

    ``outside``: by somebody outside who was asked; that he kept silent is not his to say.
    """

    found: Found | None
    kind: ActKind
    step: Step
    parts: tuple[Part, ...]
    key: str | None = None
    outside: bool = False

    @property
    def questions(self) -> tuple[Field, ...]:
        """Return the questions of this act: of a call, those of the sending or of the answer."""
        if self.step.call is None or self.kind is ActKind.FACT:
            return self.step.fields
        return tuple(item for item in self.step.fields if item.at_answer == (self.kind is ActKind.ANSWER))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Return the results to choose from; a sending has none."""
        if self.kind is ActKind.SEND:
            return ()
        call = self.step.call
        if self.outside and call is not None and call.interest is not None:
            return tuple(item for item in self.step.outcomes if item != call.interest.silence)
        return self.step.outcomes

    @property
    def text(self) -> str | None:
        """Return the text this act gives a new version of."""
        call = self.step.call
        if call is not None:
            return call.returns if self.kind is ActKind.ANSWER else None
        return self.step.makes

    @property
    def slots(self) -> tuple[str, ...]:
        """Return where files go: the text, the evidence items, the evidence of a late entry."""
        own = () if self.kind is ActKind.SEND else tuple(item.id for item in self.step.evidence)
        return (*((TEXT_SLOT,) if self.text else ()), *own, LATE_SLOT)

    @property
    def verb(self) -> str:
        """Return the verb on the button."""
        if self.kind is ActKind.FACT:
            return "登记不合规事实"
        if self.kind is ActKind.ANSWER:
            return "登记答复"
        if self.kind is ActKind.SEND and self.step.call is not None:
            return self.step.act if self.step.act != "办结" else f"送出：{self.step.name}"
        return self.step.act

    @property
    def form(self) -> str:
        """Return the name under which a draft of this form is kept."""
        where = self.found.id if self.found is not None else "new"
        return f"{where}/{self.kind.value}/{self.step.id}/{self.key or ''}"[:200]


def plan(found: Found, kind: ActKind, step: Step, values: Values, key: str | None = None) -> Plan:
    """Return the act with its parts. Raises Denied for an act that the step does not have."""
    called = step.call is not None
    if kind in {ActKind.SEND, ActKind.ANSWER} and not called:
        raise Denied("这一步由本单位办理，不用送出", where=step.name)
    if kind is ActKind.DO and called:
        kind = ActKind.SEND
    return Plan(found=found, kind=kind, step=step, parts=tuple(_parts(found, kind, step, values, key)), key=key)


def _parts(found: Found, kind: ActKind, step: Step, values: Values, key: str | None) -> Iterable[Part]:
    if step.keyed is None:
        return (Part(prefix="", view=found.picture.find(step.id)),)
    keys = found.state.lists.get(step.keyed, ())
    adder = next((item for item in found.procedure.steps.values() if item.adds == step.keyed), None)

    def entry(own: str) -> Run | None:
        runs = found.state.of(adder.id, own) if adder is not None else ()
        return next((run for run in reversed(runs) if not run.voided), None)

    if key is not None and key in keys:
        again = step.adds is not None
        return (Part(prefix="", key=key, view=found.picture.find(step.id, key), entry=entry(key), again=again),)
    if step.adds:
        count = min(ROWS + _more(values), MOST_ROWS)
        return tuple(
            Part(prefix=f"r{number}-", optional=True, view=found.picture.find(step.id))
            for number in range(1, count + 1)
        )
    wanted = [(own, found.picture.find(step.id, own)) for own in keys]
    open_ = [(own, view) for own, view in wanted if view is None or to_do(kind, view)]
    chosen = open_ or wanted
    if not chosen and kind is ActKind.FACT:
        return (Part(prefix=""),)
    return tuple(
        Part(prefix=f"k{own}-", key=own, optional=len(chosen) > 1, view=view, entry=entry(own)) for own, view in chosen
    )


def _more(values: Values) -> int:
    text = values.get("_rows", "0")
    return int(text) if text.isdigit() else 0


def to_do(kind: ActKind, view: StepView) -> bool:
    """Say whether a step (and key) is one to be done, sent, answered or told as a fact: not done, and needed."""
    if kind is ActKind.ANSWER:
        return view.state is StepState.WAITING
    if kind is ActKind.FACT:
        return view.state is not StepState.DONE
    return view.state not in {StepState.DONE, StepState.WAITING, StepState.NOT_NEEDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The text that came with the call that opened this matter: its digest, and the matter that sent it."""

    token: str
    matter: str

    @property
    def paper(self) -> str:
        """Return the number of a paper text, empty for a file."""
        return self.token.removeprefix("paper:") if self.token.startswith("paper:") else ""


def carried(made: Plan) -> Carried | None:
    """Return the text a calling matter sent along, for the step that opens this one: nobody uploads it twice."""
    found = made.found
    if found is None or made.step.id != found.procedure.opens or not made.text or found.folded.parent is None:
        return None
    parent = matters.folded(found.folded.parent)
    for many in parent.state.sendings.values():
        for sending in many:
            if sending.id == found.folded.parent_run and sending.carried:
                return Carried(token=sending.carried, matter=parent.stream.partition("/")[2])
    return None


def outcome_of(made: Plan, part: Part, values: Values) -> str | None:
    """Return the chosen result, the only one where there is no choice, ``None`` for a sending or an open question."""
    if not made.outcomes:
        return None
    if len(made.outcomes) == 1:
        return made.outcomes[0]
    return values.get(part.name("outcome")) or None


def view_of(made: Plan, part: Part, values: Values) -> View | None:
    """Return what conditions of the form see: the matter today, and what was typed into this part so far."""
    found = made.found
    if found is None:
        return None
    answers = {}
    for question in made.questions:
        try:
            value = answer_of(question, values, part.name(question.id))
        except ValueError:
            continue
        if value is not None:
            answers[question.id] = value
    clocks = CalendarClocks(found.procedure, found.state, matters.calendar(), found.on)
    return View(
        found.procedure,
        found.state,
        clocks,
        step=made.step,
        key=part.key,
        outcome=outcome_of(made, part, values),
        fields=answers,
    )


def filled(made: Plan, part: Part, values: Values) -> bool:
    """Say whether anything was typed into a part that may be left out."""
    names = [part.name("outcome"), part.name("take"), *(part.name(item.id) for item in made.questions)]
    return values.any_of(names)
