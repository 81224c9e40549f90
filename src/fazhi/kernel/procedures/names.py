"""The Chinese names of a pack, for printing conditions as sentences."""

from __future__ import annotations

from functools import lru_cache

from fazhi.kernel.procedures.model import Procedure, Step

SENT = ".sent"


@lru_cache(maxsize=4096)
def step_named(name: str) -> str:
    """Return the step of ``reply``, ``intake:受理``, ``third.sent`` or ``delivery.day`` (a date it states)."""
    return name.partition(":")[0].partition(".")[0]


@lru_cache(maxsize=4096)
def date_stated(name: str) -> str | None:
    """Return the field of ``delivery.day``: the date a step states, from which a term may run. Else ``None``."""
    _, dot, field = name.partition(":")[0].partition(".")
    return field if dot and f".{field}" != SENT else None


class PackNames:
    """Names of steps, terms, lists and fields; an unknown id prints as itself, so that printing never fails."""

    __slots__ = ("procedure", "step_")

    def __init__(self, procedure: Procedure, step: Step | None = None) -> None:
        self.procedure = procedure
        self.step_ = step

    def step(self, name: str) -> str:
        """Return the noun of a step."""
        found = self.procedure.steps.get(name)
        return found.name if found else name

    def term(self, name: str) -> str:
        """Return the name of a term."""
        found = self.procedure.terms.get(name)
        return found.name if found else name

    def list(self, name: str) -> str:
        """Return the name of a list."""
        return self.procedure.lists.get(name, name)

    def subject(self, name: str) -> str:
        """Return the question of a subject fact."""
        found = self.procedure.subject.get(name)
        return found.name if found else name

    def param(self, name: str) -> str:
        """Return the name of a parameter."""
        found = self.procedure.params.get(name)
        return found.name if found else name

    def field(self, name: str) -> str:
        """Return the question of a field: ``x`` of the act itself, ``step.x`` of another step."""
        owner, dot, own = name.partition(".")
        step = self.procedure.steps.get(owner) if dot else self.step_
        found = next((item for item in step.fields if item.id == (own or name)), None) if step else None
        return found.name if found else name
