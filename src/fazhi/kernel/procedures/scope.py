"""What a condition may name, seen from one place of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fazhi.kernel.expressions import StepScope, Type, enum_of
from fazhi.kernel.procedures.model import Procedure, Step


@dataclass(slots=True)
class Names:
    """What a condition may name, seen from one place. Implements the scope of the expression language."""

    subject: Mapping[str, Type]
    param: Mapping[str, Type]
    steps: Mapping[str, StepScope]
    terms: Mapping[str, str | None]
    lists: frozenset[str]
    fields: Mapping[str, Type] = field(default_factory=dict)
    own_each: str | None = None

    def within(self, step: Step) -> Names:
        """Return the same names as a gate of this step sees them."""
        own = {"outcome": enum_of(step.outcomes), **{item.id: item.type for item in step.fields}}
        return Names(self.subject, self.param, self.steps, self.terms, self.lists, own, step.keyed)

    def per(self, list_: str | None) -> Names:
        """Return the same names as something that exists once per key sees them."""
        return Names(self.subject, self.param, self.steps, self.terms, self.lists, {}, list_)


def names_of(procedure: Procedure) -> Names:
    """Return the scope of a pack."""
    return Names(
        subject={item.id: item.type for item in procedure.subject.values()},
        param={item.id: item.type for item in procedure.params.values()},
        steps={
            step.id: StepScope(
                outcomes=step.outcomes,
                fields={item.id: item.type for item in step.fields},
                is_call=step.call is not None,
                each=step.keyed,
                adds=step.adds,
            )
            for step in procedure.steps.values()
        },
        terms={term.id: term.each for term in procedure.terms.values()},
        lists=frozenset(procedure.lists),
    )
