"""A measure as data: what of a matter is counted, on which day it counts, under which slice. And the facts it gives.

A measure is a *reading* of a matter, as a register is: it is declared beside its procedure, not in it, and read over
the declaration the matter was opened under. What a measure says of a matter is a pure function of its state, so a
correction needs no thought: what was said before and is not said any more is reversed (`facts.difference`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fazhi.kernel.expressions import Expr

LAST_BUCKET = 99
"""Durations of this many days and more share one bucket of the histogram; their sum stays exact."""

JOIN = "／"
"""Stands between the words of a slice by several answers: 法人或者其他组织／商业企业."""


class MeasureKind(StrEnum):
    """The five kinds of measure (design §2.3)."""

    FLOW = "flow"
    STOCK = "stock"
    DURATION = "duration"
    DISTINCT = "distinct"
    LATE = "late"


class Which(StrEnum):
    """Which runs of the step count, where it was done more than once."""

    FIRST = "first"
    LAST = "last"
    EVERY = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A day in the life of a matter: the opening, the end, a fact that is a date, or the doing of a step.

    ``step`` with ``outcome`` (``None``: any) and ``sent`` (the sending of a call), or ``subject``, or neither: then
    ``word`` is ``opened`` or ``closed``.
    """

    word: str
    step: str | None = None
    outcome: str | None = None
    sent: bool = False
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure. ``id`` is ``<procedure>.<name>``.

    FLOW counts ``value`` (1 where absent) on the day ``at``. STOCK counts one from ``at`` until the day before
    ``until``. DURATION counts the days after ``since`` up to and including ``at``, in ``unit``. DISTINCT counts the
    different values of ``value`` in a period. LATE counts one from the day after the last day of ``term`` until the day
    before it was done. ``lawful``: runs recorded as unlawful facts (and unverified imports) are left out. ``each`` is
    the list over which it is read once per entry; ``by`` the slice, ``also`` what it is sliced by further: the words
    stand behind one another, joined by ``JOIN``, and what is not said is left out. ``money``: ``value`` is an amount,
    in 分.
    """

    id: str
    procedure: str
    name: str
    says: str
    kind: MeasureKind
    at: tuple[Moment, ...] = ()
    which: Which = Which.FIRST
    lawful: bool = False
    where: Expr | None = None
    value: Expr | None = None
    money: bool = False
    by: Expr | None = None
    also: tuple[Expr, ...] = ()
    each: str | None = None
    since: Moment | None = None
    until: tuple[Moment, ...] = ()
    unit: str = "calendar_day"
    term: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fact:
    """What a matter adds to one measure on one day. ``n`` is +1, or −1 where a stock ends or a fact is reversed.

    ``amount`` is the value (days, 分, or a count) with the sign of ``n``; ``bucket`` the place in the histogram of a
    duration; ``item`` tells several facts of one measure in one matter apart (the id of a run, the key of a list) and
    is the value counted of DISTINCT.
    """

    measure: str
    day: date
    n: int
    amount: int
    by: str = ""
    bucket: int = 0
    item: str = ""

    def reversed(self) -> Fact:
        """Return the fact that takes this one back."""
        return Fact(
            measure=self.measure,
            day=self.day,
            n=-self.n,
            amount=-self.amount,
            by=self.by,
            bucket=self.bucket,
            item=self.item,
        )
