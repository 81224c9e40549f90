"""The state of a matter as values: runs, sendings, texts, lists, facts. ``folding`` makes it from the events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar

from fazhi.kernel.making import maker
from fazhi.kernel.procedures.events import FieldValue, no_tokens, nothing

Slot = tuple[str, str | None]
"""A step and its key (``None`` for a step without a list)."""


_Key = TypeVar("_Key")
_Held = TypeVar("_Held")


def added(held: Mapping[_Key, _Held], key: _Key, value: _Held) -> Mapping[_Key, _Held]:
    """Return a mapping with one more, or another, value: a view copied as a whole, which takes a seventh of the time
    of unpacking it key by key."""
    return MappingProxyType(held | {key: value} if isinstance(held, MappingProxyType) else {**held, key: value})


def differing(before: Mapping[_Key, object], after: Mapping[_Key, object]) -> list[_Key]:
    """Return the keys under which two mappings do not hold the same object, or only one holds any.

    States share what an event left alone.
    """
    if before is after:
        return []
    found = [key for key, value in after.items() if before.get(key) is not value]
    new = sum([key not in before for key in found])
    if len(after) - new < len(before):  # else each of the keys before is still there
        found += [key for key in before if key not in after]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished doing of a step. ``id`` is the sequence number of its event; order is (occurred, id).

    ``lawful`` is false for a recorded fact and for what was ``imported``: such a run satisfies no gate. ``missing``
    are the required evidence items still owed. ``sent``/``sent_on`` name the sending of a call, whose answers are among
    the ``fields``. ``dated``: of an imported run, whether the table said on which day.
    """

    id: int
    step: str
    key: str | None
    lawful: bool
    outcome: str
    occurred: date
    recorded: date
    decider: str
    fields: Mapping[str, FieldValue] = field(default_factory=nothing)
    uses: Mapping[str, str] = field(default_factory=no_tokens)
    text: str | None = None
    missing: frozenset[str] = frozenset()
    voided: bool = False
    late: bool = False
    sent: int | None = None
    sent_on: date | None = None
    imported: bool = False
    dated: bool = True

    @property
    def order(self) -> tuple[date, int]:
        """Return what decides which of two runs is the later one."""
        return (self.occurred, self.id)

    @property
    def breach(self) -> bool:
        """Say whether it is on record as an unlawful fact. What was imported is none: nobody has judged it."""
        return not self.lawful and not self.imported


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A call that went out. ``answered`` names the run that its answer made; ``voided`` takes it back."""

    id: int
    step: str
    key: str | None
    occurred: date
    decider: str
    fields: Mapping[str, FieldValue] = field(default_factory=nothing)
    uses: Mapping[str, str] = field(default_factory=no_tokens)
    carried: str | None = None
    answered: int | None = None
    voided: bool = False

    @property
    def order(self) -> tuple[date, int]:
        """Return what decides which of two sendings is the later one."""
        return (self.occurred, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What would otherwise be looked for through the whole history, carried from state to state.

    ``deciders`` are all who ever decided or sent a step (facts and voided ones too). ``marked`` are the runs, by slot,
    that were recorded as unlawful, late or without a voucher: those to look at when such are counted. ``outcomes`` are
    those that runs of a slot ever had: one that never occurred is not looked for.
    """

    deciders: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    marked: Mapping[Slot, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    outcomes: Mapping[Slot, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    def decided(self, step: str, person: str) -> Index:
        """Return the index after a person decided a step."""
        known = self.deciders.get(step, _NOBODY)
        if person in known:
            return self
        deciders = added(self.deciders, step, known | {person})
        return _index(deciders=deciders, marked=self.marked, outcomes=self.outcomes)

    def with_run(self, run: Run) -> Index:
        """Return the index after one more run."""
        slot = (run.step, run.key)
        deciders, marked, outcomes = self.deciders, self.marked, self.outcomes
        people = deciders.get(run.step, _NOBODY)
        if run.decider not in people:
            deciders = added(deciders, run.step, people | {run.decider})
        known = outcomes.get(slot, _NOBODY)
        if run.outcome not in known:
            outcomes = added(outcomes, slot, known | {run.outcome})
        if not run.lawful or run.late or run.missing:
            marked = added(marked, slot, marked.get(slot, frozenset()) | {run.id})
        elif deciders is self.deciders and outcomes is self.outcomes:
            return self
        return _index(deciders=deciders, marked=marked, outcomes=outcomes)


_NOBODY: Final[frozenset[str]] = frozenset()
_index = maker(Index)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a matter is after some events. Mappings are never changed in place.

    ``texts`` maps a text to its current token (a digest) and the order of the run that made it; ``changed`` a fact to
    the order of its latest change. ``closed`` is the step and day that ended the matter. ``latest`` is the greatest day
    on which anything occurred. ``imported``: taken over from a table and confirmed by nobody (导入、未核验): nothing
    can be done, nothing is owed and nothing is counted.
    """

    opened: date | None = None
    subject: Mapping[str, FieldValue] = field(default_factory=nothing)
    runs: Mapping[Slot, tuple[Run, ...]] = field(default_factory=lambda: MappingProxyType({}))
    sendings: Mapping[Slot, tuple[Sending, ...]] = field(default_factory=lambda: MappingProxyType({}))
    texts: Mapping[str, tuple[date, int, str]] = field(default_factory=lambda: MappingProxyType({}))
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    changed: Mapping[str, tuple[date, int]] = field(default_factory=lambda: MappingProxyType({}))
    closed: tuple[str, date] | None = None
    latest: date | None = None
    last_recorded: date | None = None
    imported: bool = False
    seq: int = 0
    known: Index | None = field(default=None, compare=False, repr=False)

    @property
    def index(self) -> Index:
        """Return the index; made from the runs when the state was not reached by ``apply``."""
        if self.known is not None:
            return self.known
        made = Index()
        for runs in self.runs.values():
            for run in runs:
                made = made.with_run(run)
        for (step, _), sendings in self.sendings.items():
            for sending in sendings:
                made = made.decided(step, sending.decider)
        # The state is frozen for everyone else; the index follows from its fields alone.
        object.__setattr__(self, "known", made)
        return made

    @property
    def flagged(self) -> Iterator[Run]:
        """Yield the runs, not voided, that are unlawful, late or still owe a voucher."""
        for slot, ids in self.index.marked.items():
            for run in self.runs.get(slot, ()):
                if run.id in ids and not run.voided and (run.missing or run.late or not run.lawful):
                    yield run

    def unlawful(self, step: str) -> int:
        """Return how many facts of a step are on record, those that were voided left out."""
        slots = (self.runs.get(slot, ()) for slot in self.index.marked if slot[0] == step)
        return sum(run.breach and not run.voided for runs in slots for run in runs)

    def of(self, step: str, key: str | None = None) -> tuple[Run, ...]:
        """Return all runs of a step (and key), earliest first, facts and voided ones among them."""
        return self.runs.get((step, key), ())

    def every(self, step: str) -> tuple[Run, ...]:
        """Return the runs of a step over all its keys."""
        return tuple(run for (name, _), runs in self.runs.items() if name == step for run in runs)

    def calls(self, step: str, key: str | None = None) -> tuple[Sending, ...]:
        """Return the sendings of a call (and key), earliest first."""
        return self.sendings.get((step, key), ())

    def fact(self, name: str) -> FieldValue | None:
        """Return a subject fact as it is stored."""
        return self.subject.get(name)

    def token_of(self, text: str) -> str | None:
        """Return the token of the present version of a text."""
        version = self.texts.get(text)
        return None if version is None else version[2]

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the entries of a list."""
        return self.lists.get(name, ())

    def had(self, step: str, key: str | None, outcome: str) -> bool:
        """Return whether a run of the step (and key) ever had this result: where none did, none need be looked for."""
        return outcome in self.index.outcomes.get((step, key), ())

    def decided(self, step: str) -> frozenset[str]:
        """Return all who ever decided or sent a step, on any record."""
        return self.index.deciders.get(step, frozenset())

    def find(self, run: int) -> Run | None:
        """Return the run with this id."""
        for runs in self.runs.values():
            for candidate in runs:
                if candidate.id == run:
                    return candidate
        return None
