"""What a pack declares of money and things that are owed on a day: rows of a schedule. `obligations` works them out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fazhi.kernel.expressions import Expr


class Direction(StrEnum):
    """Which way an obligation goes, seen from the office: it pays, collects, gives back, or has something to see to."""

    PAY = "pay"
    COLLECT = "collect"
    RETURN = "return"
    SEE_TO = "see_to"

    @property
    def cn(self) -> str:
        """付、收、退、办."""
        return {"pay": "付", "collect": "收", "return": "退", "see_to": "办"}[self.value]


class Per(StrEnum):
    """What a rate of interest is for. A year has 365 days."""

    DAY = "day"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What being late costs where ``when`` holds: ``rate`` ten-thousandths of what is unpaid, ``per`` day or year.

    The first of an obligation's rules whose condition holds counts; where none holds, nothing is claimed.
    """

    rate: Expr
    per: Per
    when: Expr | None = None
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A kind of scheduled obligation: one per entry of ``list``, or one for the matter.

    ``terms`` give the last day: of those that run, the earliest. ``done`` is the step that settles it: its passing
    outcome, a fact of it too, for what was paid is paid. ``paid`` is the money of each of its doings (step, field),
    ``amount`` what is owed in all. ``where`` leaves entries out; ``what`` and ``party`` are shown as they stand.
    """

    id: str
    name: str
    direction: Direction
    terms: tuple[str, ...]
    done: str
    what: Expr | None = None
    party: tuple[Expr, ...] = ()
    list: str | None = None
    amount: Expr | None = None
    paid: tuple[str, str] | None = None
    where: Expr | None = None
    interest: tuple[Interest, ...] = ()
    basis: tuple[str, ...] = ()
