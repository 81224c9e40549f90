"""The facts of a matter carried from act to act: only what an act may have moved is counted again.

Which cells of the state a measure reads is known from its declaration (`Reads`); which of them moved is seen by
comparing the two states slot by slot (states share what did not change). `tally` gives what `facts_of` gives, and the
rows that lead there from what stood before. The passing of days moves nothing (a test holds it to that).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import Call, Expr, Name, Ref, walk
from fazhi.kernel.making import maker
from fazhi.kernel.measures.facts import Told, Yielding, difference, readable
from fazhi.kernel.measures.model import Fact, Measure, MeasureKind, Moment
from fazhi.kernel.procedures import CalendarClocks, Clock, Procedure, Slot, State, step_named
from fazhi.kernel.procedures.state import differing

Place = tuple[str, str | None]
"""A measure's id and the entry of its list (``None`` where it is read once); or a step and its key."""

_WHOLE = frozenset({"ok", "stale", "settled", "all", "required", "actors", "vouched"})
"""Functions whose answer may hang on any step, by what a run rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """What a measure reads. ``everything``: it must be counted again after any change."""

    steps: frozenset[str]
    subject: bool
    closed: bool
    everything: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The facts of one matter by measure and entry, as counted over ``state`` under a declaration.

    ``told``: what conditions came to that read the facts of the matter alone (`Yielding`).
    """

    procedure: Procedure
    state: State
    parts: MappingProxyType[Place, tuple[Fact, ...]]
    told: Told = field(default_factory=dict, compare=False, repr=False)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return all facts, sorted."""
        return tuple(sorted(fact for part in self.parts.values() for fact in part))


def tally(
    measures: Sequence[Measure],
    procedure: Procedure,
    state: State,
    calendar: Calendar,
    on: date,
    before: Tally | None = None,
    known: Mapping[Slot, Clock] = MappingProxyType({}),
) -> tuple[Tally, tuple[Fact, ...]]:
    """Return the facts over a state, and the rows that lead to them from ``before`` (all of them where it is None).

    ``known`` are clocks of this state that were read on this day already.
    """
    if state.imported:
        return Tally(procedure=procedure, state=state, parts=_NONE), difference(
            before.facts if before is not None else (), ()
        )
    if before is not None and (before.procedure is not procedure or before.state.imported):
        # Another declaration (or another copy of it): nothing that was counted is known to hold.
        whole, _ = tally(measures, procedure, state, calendar, on, known=known)
        return whole, difference(before.facts, whole.facts)
    # Of nothing that has happened nothing is counted: everything is what has moved since.
    since, parts = (_NOTHING, {}) if before is None else (before.state, before.parts | {})
    moved, there = _moved(since, state), _there(state)
    told = before.told if before is not None and before.state.subject is state.subject else {}
    yielding = Yielding(procedure, state, CalendarClocks(procedure, state, calendar, on, known), told)
    rows: list[Fact] = []
    for measure, read, born in _plan(measures, procedure).moved_by(moved):
        if born is not None and born.isdisjoint(there):
            continue
        keys: Iterable[str | None] = _ONCE
        if measure.each is not None:
            entries = state.keys(measure.each)
            if since.keys(measure.each) != entries:
                for gone in set(since.keys(measure.each)) - set(entries):
                    rows.extend(difference(parts.pop((measure.id, gone), ()), ()))
            keys = _again(read, measure, moved, entries, procedure)
        for key in keys:
            was = parts.get((measure.id, key), ())
            now = tuple(yielding.facts(measure, key))
            if now == was:
                continue
            rows.extend(difference(was, now))
            if now:
                parts[measure.id, key] = now
            else:
                del parts[measure.id, key]
    found = _tally(procedure=procedure, state=state, parts=MappingProxyType(parts), told=told)
    rows.sort(key=_ORDER)
    return found, tuple(rows)


_ORDER: Final = attrgetter(*(each.name for each in fields(Fact)))
"""What facts are sorted by, as they are by themselves, but made once for each."""

_ONCE: Final = (None,)
_NOTHING: Final = State()
_NONE: Final[MappingProxyType[Place, tuple[Fact, ...]]] = MappingProxyType({})

Born = str | tuple[str, str]
"""A step that was done or sent, or a step and a result it ever had."""


def _there(state: State) -> frozenset[Born]:
    """Return what has happened, ever: steps, and steps with their results."""
    known = _resulted(state.index.outcomes)
    return known.union([step for step, _ in state.sendings]) if state.sendings else known


_RESULTED: dict[int, tuple[Mapping[Slot, frozenset[str]], frozenset[Born]]] = {}


def _resulted(outcomes: Mapping[Slot, frozenset[str]]) -> frozenset[Born]:
    """Return the steps that were done, and each with its results; remembered: a new result is rare."""
    held = _RESULTED.get(id(outcomes))
    if held is None or held[0] is not outcomes:
        found: set[Born] = set()
        for (step, _), results in outcomes.items():
            found.add(step)
            found.update([(step, outcome) for outcome in results])
        if len(_RESULTED) >= _KEPT:
            _RESULTED.clear()
        held = _RESULTED[id(outcomes)] = outcomes, frozenset(found)
    return held[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """What differs between two states: slots of runs and sendings, the facts of the matter, its end."""

    slots: frozenset[Place]
    steps: frozenset[str]
    subject: bool
    closed: bool

    @property
    def nothing(self) -> bool:
        return not (self.slots or self.subject or self.closed)


_moving, _tally = maker(_Moved), maker(Tally)


def _moved(before: State, after: State) -> _Moved:
    slots = differing(before.runs, after.runs) + differing(before.sendings, after.sendings)
    return _moving(
        slots=frozenset(slots),
        steps=frozenset(step for step, _ in slots),
        subject=before.subject is not after.subject and before.subject != after.subject,
        closed=before.closed != after.closed or before.opened != after.opened,
    )


def _again(read: Reads, measure: Measure, moved: _Moved, keys: Sequence[str], procedure: Procedure) -> Sequence[str]:
    """Return the entries for which a measure of a list must be counted again."""
    if read.everything and not moved.nothing:
        return keys
    if (read.subject and moved.subject) or (read.closed and moved.closed):
        return keys
    steps = read.steps & moved.steps
    if not steps:
        return ()
    if any(procedure.steps[step].keyed != measure.each for step in steps):
        return keys
    known = frozenset(keys)
    return sorted({key for step, key in moved.slots if step in steps and key is not None and key in known})


_Planned = tuple[Measure, Reads, frozenset[Born] | None]
"""A measure, what it reads, and what must have happened (one of these) before it gives anything (``None``: unknown)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """The measures that a declaration has everything for, each with what it reads; and which of them a change moves.

    ``always``, ``subject``, ``closed`` and ``steps`` hold the places in ``all`` of those that may have to be counted
    again, at some entry or at all, after any change, after one of the facts, of the end, of a step.
    """

    all: tuple[_Planned, ...]
    always: frozenset[int]
    subject: frozenset[int]
    closed: frozenset[int]
    steps: Mapping[str, frozenset[int]]
    known: dict[tuple[frozenset[str], bool, bool], Sequence[_Planned]] = field(default_factory=dict)

    def moved_by(self, moved: _Moved) -> Sequence[_Planned]:
        """Return the measures that what moved may have changed, in their order; remembered, acts are much alike."""
        asked = moved.steps, moved.subject, moved.closed
        found = self.known.get(asked)
        if found is None:
            if len(self.known) >= _KEPT:
                self.known.clear()
            found = self.known[asked] = self._moved_by(moved)
        return found

    def _moved_by(self, moved: _Moved) -> Sequence[_Planned]:
        found = set(self.always)
        for step in moved.steps:
            found |= self.steps.get(step, frozenset())
        if moved.subject:
            found |= self.subject
        if moved.closed:
            found |= self.closed
        return [self.all[place] for place in sorted(found)]


_PLANS: dict[str, tuple[Sequence[Measure], _Plan]] = {}
_KEPT = 256


def _plan(measures: Sequence[Measure], procedure: Procedure) -> _Plan:
    """Return the plan of a declaration; remembered."""
    held = _PLANS.get(procedure.digest)
    if held is None or held[0] is not measures:
        if len(_PLANS) >= _KEPT:
            _PLANS.clear()
        held = _PLANS[procedure.digest] = measures, _planned(measures, procedure)
    return held[1]


def _planned(measures: Sequence[Measure], procedure: Procedure) -> _Plan:
    made = tuple(
        (each, _reads(each, procedure), _born(each, procedure)) for each in measures if readable(each, procedure)
    )
    reads = [read for _, read, _ in made]
    steps: dict[str, set[int]] = {}
    for place, read in enumerate(reads):
        for step in read.steps:
            steps.setdefault(step, set()).add(place)
    return _Plan(
        all=made,
        always=frozenset(place for place, read in enumerate(reads) if read.everything),
        subject=frozenset(place for place, read in enumerate(reads) if read.subject),
        closed=frozenset(place for place, read in enumerate(reads) if read.closed),
        steps=MappingProxyType({step: frozenset(places) for step, places in steps.items()}),
    )


def _born(measure: Measure, procedure: Procedure) -> frozenset[Born] | None:
    """Return what of must have happened before the measure gives anything; ``None`` where no step need be done."""
    if measure.kind is MeasureKind.LATE:
        begins = procedure.terms[measure.term].start if measure.term is not None else ()
        return None if any(name.startswith("subject.") for name in begins) else frozenset(map(step_named, begins))
    found: set[Born] = set()
    for moment in measure.at:
        if moment.step is None:
            return None
        found.add(moment.step if moment.outcome is None or moment.sent else (moment.step, moment.outcome))
    return frozenset(found)


def _reads(measure: Measure, procedure: Procedure) -> Reads:
    steps: set[str] = set()
    terms: set[str] = {measure.term} if measure.term else set()
    subject = closed = everything = False
    for moment in _moments(measure):
        if moment.step is not None:
            steps.add(moment.step)
        subject |= moment.subject is not None
        closed |= moment.step is None and moment.subject is None
    for expr in (measure.where, measure.value, measure.by, *measure.also):
        for node in walk(expr) if expr is not None else ():
            if isinstance(node, Ref):
                subject |= node.owner == "subject"
                if node.owner in procedure.steps:
                    steps.add(node.owner)
            elif isinstance(node, Call):
                everything |= node.fn in _WHOLE
                names = {arg.id for arg in node.args if isinstance(arg, Name)}
                steps |= names & set(procedure.steps)
                terms |= names & set(procedure.terms)
                steps |= {step.id for step in procedure.steps.values() if step.adds in names}
    if measure.each is not None:
        steps |= {step.id for step in procedure.steps.values() if step.adds == measure.each}
    for word in _words(terms, procedure):
        steps |= {word} & set(procedure.steps)
        subject |= word == "subject"
    return Reads(steps=frozenset(steps), subject=subject, closed=closed, everything=everything)


def _words(terms: Iterable[str], procedure: Procedure) -> frozenset[str]:
    """Return every name that stands anywhere in the declarations of terms, those of terms they name included.

    Names are not told apart by the key they stand under: a step named in any way may move the term.
    """
    found: set[str] = set()
    left = list(terms)
    while left:
        term = left.pop()
        for text in _texts(procedure.terms[term]):
            for word in _NAME.findall(text):
                if word in procedure.terms and word not in found and word != term:
                    left.append(word)
                found.add(word)
    return frozenset(found)


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Expr):
        yield value.source
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in value.__dataclass_fields__:
            yield from _texts(getattr(value, name))


def _moments(measure: Measure) -> tuple[Moment, ...]:
    return (*measure.at, *measure.until, *([measure.since] if measure.since else []))
