"""What conditions see of a matter: one state, read on one day, for one act.

`View` is the environment of every expression. The four questions about a step are kept apart here: ``ok`` (latest
lawful run, fresh, passing), ``did`` (a lawful run, fresh or not), ``happened`` (facts and voided runs too) and
``ever`` (history). Unknown is ``None`` and closes a gate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from fazhi.kernel.expressions import Expr, Value, evaluate
from fazhi.kernel.procedures.clocks import Clocks
from fazhi.kernel.procedures.events import NOTHING, SEALED, FieldValue
from fazhi.kernel.procedures.model import Procedure, Step
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.values import SealedText, typed

Token = str


class View:
    """The environment of expressions over a state.

    ``key`` is the key of the act whose gates are read (an each-step of the same list is read at that key);
    ``outcome`` and ``fields`` are the act's own. With ``loose`` the latest lawful run is read whether fresh or not
    (registers and papers show what was done; gates never read so); with ``of`` only runs of that result are read, of
    the steps that can have it. ``beside`` is another view of the same state without ``of``.
    """

    __slots__ = (
        "_asked",
        "_fresh",
        "adding",
        "clocks",
        "fields",
        "key",
        "loose",
        "of",
        "outcome",
        "own_list",
        "procedure",
        "state",
        "taken",
    )

    def __init__(
        self,
        procedure: Procedure,
        state: State,
        clocks: Clocks,
        *,
        step: Step | None = None,
        key: str | None = None,
        outcome: str | None = None,
        fields: Mapping[str, FieldValue] = NOTHING,
        own_list: str | None = None,
        loose: bool = False,
        of: str | None = None,
        taken: bool = False,
        beside: View | None = None,
    ) -> None:
        self.procedure = procedure
        self.state = state
        self.clocks = clocks
        self.own_list = step.keyed if step is not None else own_list
        self.adding = step is not None and step.adds is not None
        self.key = key
        self.outcome = outcome
        # Typed when asked: few conditions ask for an answer of the act.
        self.fields = fields
        self._asked = step
        self.loose = loose
        self.of = of
        self.taken = taken
        # Whether a run is fresh depends on the state alone: views of one state may share what was found out.
        self._fresh: dict[int, bool] = {} if beside is None else beside._fresh

    def says(self, expr: Expr) -> Value | None:
        """Return the value of a condition of the declaration as this view reads it."""
        return evaluate(expr, self)

    # -- the Env protocol ------------------------------------------------------------------------------------------

    def subject(self, name: str) -> Value | None:
        """Return a subject fact, typed."""
        return typed(self.state.fact(name), self.procedure.subject[name].type)

    def param(self, name: str) -> Value | None:
        """Return a parameter's value, typed."""
        param = self.procedure.params[name]
        value = param.value
        return typed(value if isinstance(value, int | str) else str(value), param.type)

    def field(self, name: str) -> Value | None:
        """Return an answer of the act itself."""
        if name == "outcome":
            return self.outcome
        if self._asked is not None and name in self.fields:
            for declared in self._asked.fields:
                if declared.id == name:
                    return typed(self.fields[name], declared.type)
        return None

    def step_value(self, step: str, attr: str) -> Value | None:
        """Return something of the latest lawful run of a step: only if it is fresh, unless the view is loose."""
        if attr == "sent":
            sendings = [item for item in self.state.calls(step, self._key(step)) if not item.voided]
            return sendings[-1].occurred if sendings else None
        run = self.latest(step, self._key(step))
        if run is None or not (self.loose or self.fresh(run)):
            return None
        match attr:
            case "outcome":
                return run.outcome
            case "date":
                return run.occurred if run.dated else None
            case "decider":
                return run.decider or None
        declared = next(field for field in self.procedure.steps[step].fields if field.id == attr)
        return typed(run.fields.get(attr), declared.type)

    def call(self, fn: str, args: tuple[str, ...]) -> Value | None:
        """Return the value of a function of the language."""
        return _FUNCTIONS[fn](self, *args)

    def days(self, a: date, b: date, unit: str) -> int | None:
        """Return the days from ``a`` to ``b`` in a unit."""
        return self.clocks.days(a, b, unit)

    def today(self) -> date | None:
        """Return the day on which the act occurs."""
        return self.clocks.today()

    def total(self, step: str, attr: str) -> int | Decimal:
        """Return what the doings of a step add up to: what was paid is paid, so facts count and freshness does not.

        Of a step over the list of the asking one only its entry counts. Of a step that fills a list each entry counts
        as it was entered last; asked by that step itself, all entries but the one that is being entered anew.
        """
        declared = self.procedure.steps[step]
        type_ = next(field.type for field in declared.fields if field.id == attr)
        own = declared.keyed is not None and declared.keyed == self.own_list
        keys = (self.key,) if own and not self.adding else self._keys(step)
        runs: list[Run] = []
        for key in keys:
            standing = [run for run in self.state.of(step, key) if not run.voided]
            if declared.adds is None:
                runs += standing
            elif not (own and self.adding and key == self.key):
                runs += standing[-1:]
        found = (typed(run.fields.get(attr), type_) for run in runs)
        return sum(value for value in found if isinstance(value, int | Decimal))

    # -- runs and freshness ----------------------------------------------------------------------------------------

    def latest(self, step: str, key: str | None) -> Run | None:
        """Return the latest lawful run that was not voided, by (occurred, id).

        Where there is none and the view shows what was ``taken`` over (registers do), the latest imported one.
        """
        only = self.of if self.of is not None and self.of in self.procedure.steps[step].outcomes else None
        runs = self.state.of(step, key)
        for run in reversed(runs):
            if run.lawful and not run.voided and (only is None or run.outcome == only):
                return run
        return next((run for run in reversed(runs) if run.imported and not run.voided), None) if self.taken else None

    def fresh(self, run: Run) -> bool:
        """Return whether everything the run rested on is still as it was, through used steps as well."""
        known = self._fresh.get(run.id)
        if known is None:
            self._fresh[run.id] = True
            known = self._fresh[run.id] = self._is_fresh(run)
        return known

    def _is_fresh(self, run: Run) -> bool:
        for name in self.procedure.steps[run.step].uses:
            if run.uses.get(name, "-") != self.token(name, run.key, run.step):
                return False
            used = self.procedure.steps.get(name)
            if used is not None:
                for key in self._keys_seen(used, run.key, run.step):
                    latest = self.latest(name, key)
                    if latest is not None and not self.fresh(latest):
                        return False
        return True

    def tokens(self, step: Step, key: str | None) -> dict[str, Token]:
        """Return what a run of the step would rest on now: the present token of each name in ``uses``."""
        return {name: self.token(name, key, step.id) for name in step.uses}

    def token(self, name: str, key: str | None, reader: str) -> Token:
        """Return the present token of a text, list, step or subject fact; ``-`` where there is none yet."""
        if name.startswith("subject."):
            value = self.state.fact(name.removeprefix("subject."))
            return "-" if value is None else _flat(value)
        if name in self.procedure.texts:
            return self.state.token_of(name) or "-"
        if name in self.procedure.lists:
            return ",".join(self.state.keys(name)) or "-"
        used = self.procedure.steps[name]
        parts = []
        for own in self._keys_seen(used, key, reader):
            mark = ""
            for run in reversed(self.state.of(name, own)):
                if run.voided or (mark and not run.lawful):
                    continue
                # A fact on top moves the world, but the lawful run beneath is the one that counts: both are rested on.
                mark = f"{mark}+{run.id}" if mark else f"{run.id}"
                if run.lawful:
                    break
            if mark:
                parts.append(mark if own is None else f"{own}:{mark}")
        return ",".join(parts) or "-"

    def _keys_seen(self, used: Step, key: str | None, reader: str) -> tuple[str | None, ...]:
        if used.keyed is None:
            return (None,)
        if key is not None and self.procedure.steps[reader].keyed == used.keyed:
            return (key,)
        return self.state.keys(used.keyed)

    def _key(self, step: str) -> str | None:
        return self.key if self.procedure.steps[step].keyed is not None else None

    def _keys(self, step: str) -> tuple[str | None, ...]:
        keyed = self.procedure.steps[step].keyed
        if keyed is None:
            return (None,)
        return self.state.keys(keyed)

    # -- the functions ---------------------------------------------------------------------------------------------

    def ok(self, step: str) -> bool:
        """Latest lawful run, fresh, and its outcome passes."""
        return self.ok_at(step, self._key(step))

    def ok_at(self, step: str, key: str | None) -> bool:
        """`ok` at a key given by the caller."""
        run = self.latest(step, key)
        return run is not None and run.outcome in self.procedure.steps[step].passes and self.fresh(run)

    def did(self, step: str) -> bool:
        """A lawful run exists, fresh or not."""
        return self.latest(step, self._key(step)) is not None

    def happened(self, step: str) -> bool:
        """Anything was ever recorded as done: lawful, fact or voided."""
        return bool(self.state.of(step, self._key(step)))

    def stale(self, step: str) -> bool:
        """The latest lawful run rests on something that has changed since."""
        run = self.latest(step, self._key(step))
        return run is not None and not self.fresh(run)

    def required(self, step: str) -> bool | None:
        """The step is owed on the present facts; unknown where a fact is missing."""
        return self._owed(step, self._key(step))

    def _owed(self, step: str, key: str | None) -> bool | None:
        declared = self.procedure.steps[step]
        if declared.when is None:
            return True
        reader = self
        if declared.keyed is not None and (key != self.key or declared.keyed != self.own_list):
            reader = type(self)(
                self.procedure, self.state, self.clocks, own_list=declared.keyed, key=key, loose=self.loose
            )
        value = reader.says(declared.when)
        return value if isinstance(value, bool) else None

    def begun(self, step: str) -> bool:
        """Something was done or sent."""
        return self.happened(step) or self.waiting(step)

    def settled(self, step: str) -> bool | None:
        """Done and valid; or neither owed nor begun. A step begun counts even when it is not owed."""
        keyed = self.procedure.steps[step].keyed
        keys: tuple[str | None, ...] = (
            (None,) if keyed is None else (self.key,) if keyed == self.own_list else self.state.keys(keyed)
        )
        result: bool | None = True
        for key in keys:
            if self.ok_at(step, key):
                continue
            if self.state.of(step, key) or self._waits(step, key):
                return False
            owed = self._owed(step, key)
            if owed:
                return False
            if owed is None:
                result = None
        return result

    def waiting(self, step: str) -> bool:
        """A call is out and not answered."""
        if self.procedure.steps[step].keyed is not None and self.procedure.steps[step].keyed != self.own_list:
            return any(self._waits(step, key) for key in self._keys(step))
        return self._waits(step, self._key(step))

    def _waits(self, step: str, key: str | None) -> bool:
        sent = self.state.calls(step, key)
        return bool(sent) and any(item.answered is None and not item.voided for item in sent)

    def ever(self, step: str, outcome: str) -> bool:
        """Some lawful run that was not voided once had this outcome."""
        runs = self.state.of(step, self._key(step))
        return any(run.lawful and not run.voided and run.outcome == outcome for run in runs)

    def all(self, step: str) -> bool:
        """`ok` at every key of the list; true of an empty list."""
        return all(self.ok_at(step, key) for key in self._keys(step))

    def count(self, step: str, *outcomes: str) -> int:
        """Keys whose latest lawful fresh run has one of the outcomes (any, when none is named)."""
        total = 0
        for key in self._keys(step):
            run = self.latest(step, key)
            if run is not None and (not outcomes or run.outcome in outcomes) and (self.loose or self.fresh(run)):
                total += 1
        return total

    def facts(self, step: str) -> int:
        """Unlawful facts on record that were not voided."""
        return self.state.unlawful(step)

    def fact_on(self, *steps: str) -> date | None:
        """Day of the earliest unlawful fact of these steps that was not voided; none where there is no such fact."""
        return min(
            (run.occurred for step in steps for run in self.state.every(step) if run.breach and not run.voided),
            default=None,
        )

    def listed(self, name: str) -> int:
        """Keys in a list."""
        return len(self.state.keys(name))

    def actors(self, step: str) -> int:
        """Distinct people who decided lawful, fresh runs of a step, over all keys."""
        runs = self.state.every(step)
        return len({run.decider for run in runs if run.lawful and not run.voided and self.fresh(run)})

    def vouched(self) -> bool:
        """No lawful run still owes a 凭证."""
        return not any(run.missing and run.lawful for run in self.state.flagged)

    def _term_key(self, term: str) -> str | None:
        return self.key if self.procedure.terms[term].each is not None else None

    def started(self, term: str) -> bool | None:
        """The term has begun."""
        return self.clocks.started(term, self._term_key(term))

    def running(self, term: str) -> bool | None:
        """The term has begun and its last day is not past."""
        return self.clocks.running(term, self._term_key(term))

    def over(self, term: str) -> bool | None:
        """The last day of the term is past."""
        return self.clocks.over(term, self._term_key(term))

    def met(self, term: str) -> bool | None:
        """The duty was done in time."""
        return self.clocks.met(term, self._term_key(term))


def _flat(value: FieldValue) -> str:
    if value == SEALED:
        return "sealed"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "|".join(value) if isinstance(value, tuple) else str(value)


_FUNCTIONS: Mapping[str, Callable[..., Value | None]] = {
    "ok": View.ok,
    "did": View.did,
    "happened": View.happened,
    "stale": View.stale,
    "required": View.required,
    "settled": View.settled,
    "begun": View.begun,
    "waiting": View.waiting,
    "ever": View.ever,
    "all": View.all,
    "count": View.count,
    "facts": View.facts,
    "fact_on": View.fact_on,
    "listed": View.listed,
    "actors": View.actors,
    "running": View.running,
    "over": View.over,
    "started": View.started,
    "met": View.met,
    "vouched": View.vouched,
}

__all__ = ["SealedText", "Token", "View"]
