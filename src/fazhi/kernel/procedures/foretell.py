"""What can be told of a later step on the day a matter opens: which conditions hold, which do not, which are open.

The conditions are the gates of the step itself (those with words for ``met``), read on the facts given so far. So what
the register desk says beforehand is what the gate will say later; nothing is declared twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fazhi.kernel.expressions import Kind, Ref, evaluate, walk
from fazhi.kernel.procedures.clocks import Clocks
from fazhi.kernel.procedures.events import FieldValue
from fazhi.kernel.procedures.gating import Gate
from fazhi.kernel.procedures.model import Field, Param, Procedure, Step
from fazhi.kernel.procedures.state import State
from fazhi.kernel.procedures.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One condition of a later step. ``value`` is ``None`` where it is still open: ``lacking`` are the facts not yet
    given, ``later`` the steps that will decide it. ``facts`` and ``params`` are what it was read from."""

    gate: Gate
    value: bool | None
    lacking: tuple[Field, ...]
    later: tuple[Step, ...]
    facts: tuple[Field, ...]
    params: tuple[Param, ...]


def foretold(procedure: Procedure) -> tuple[Step, ...]:
    """Return the steps of which it is told beforehand whether they will be possible."""
    return tuple(step for step in procedure.steps.values() if step.foretold is not None)


def foretell(procedure: Procedure, step: Step, facts: Mapping[str, FieldValue], clocks: Clocks) -> tuple[Foreseen, ...]:
    """Return the foretold conditions of ``step`` for a matter that opens with ``facts``, for its first good result."""
    outcome = next(item for item in step.outcomes if item in step.passes)
    view = View(procedure, State(subject=dict(facts)), clocks, step=step, outcome=outcome)
    return tuple(_seen(procedure, gate, facts, view) for gate in step.needs if gate.met is not None)


def _seen(procedure: Procedure, gate: Gate, facts: Mapping[str, FieldValue], view: View) -> Foreseen:
    value = evaluate(gate.expr, view)
    read = tuple(procedure.subject[name] for name in dict.fromkeys(_read(gate, "subject")))
    return Foreseen(
        gate=gate,
        value=value if isinstance(value, bool) else None,
        lacking=tuple(item for item in read if facts.get(item.id) in (None, "", ())) if value is None else (),
        later=tuple(procedure.steps[name] for name in dict.fromkeys(_owners(gate)) if name in procedure.steps),
        facts=tuple(item for item in read if item.type.kind in {Kind.MONEY, Kind.INT, Kind.DATE}),
        params=tuple(procedure.params[name] for name in dict.fromkeys(_read(gate, "param"))),
    )


def _read(gate: Gate, owner: str) -> Iterator[str]:
    return (node.name for node in walk(gate.expr) if isinstance(node, Ref) and node.owner == owner)


def _owners(gate: Gate) -> Iterator[str]:
    return (node.owner for node in walk(gate.expr) if isinstance(node, Ref))
