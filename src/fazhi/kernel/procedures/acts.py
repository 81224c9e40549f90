"""What can be proposed to a matter, and the answer: values only, no rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from fazhi.kernel.expressions import Expr
from fazhi.kernel.procedures.events import FieldValue, MatterEvent, nothing


class ActKind(StrEnum):
    """What can be done to a matter."""

    DO = "do"
    SEND = "send"
    ANSWER = "answer"
    FACT = "fact"
    VOID = "void"
    CHANGE = "change"
    VOUCH = "vouch"
    AMEND = "amend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Why an act is entered late, and who allowed it."""

    reason: str
    approver: str
    evidence: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A proposed act. ``decider`` is who decides (决定人), ``posts`` the posts he or she holds on that day.

    ``key`` chooses the entry of a list (``None`` on an ``adds`` step: a new one). ``text`` is the digest of a new
    version of a text. ``vouchers`` are evidence items handed in. ``run`` names what is voided, vouched or amended.
    """

    kind: ActKind
    occurred: date
    recorded: date
    decider: str = ""
    posts: frozenset[str] = frozenset()
    step: str | None = None
    key: str | None = None
    outcome: str | None = None
    fields: Mapping[str, FieldValue] = field(default_factory=nothing)
    text: str | None = None
    vouchers: frozenset[str] = frozenset()
    run: int | None = None
    why: str = ""
    late: Late | None = None


class BlockKind(StrEnum):
    """Why an act is refused. Used by tests and by the prover; people read the text."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    ONCE = "once"
    AFTER = "after"
    GATE = "gate"
    SEPARATE = "separate"
    POST = "post"
    KEY = "key"
    CALL = "call"
    OUTCOME = "outcome"
    FIELD = "field"
    TERM = "term"
    TIME = "time"
    LATE = "late"
    TEXT = "text"
    LAWFUL = "lawful"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One reason of refusal: what, by which basis, and the next lawful move.

    ``expr`` is the gate and ``missing`` the atoms in it that are not as they must be. ``field`` names the question it
    belongs to. ``unknown`` says that the gate is closed because something has not been filled in yet.
    ``back`` is true when only the fold as of the day of the act refuses.
    """

    kind: BlockKind
    text: str
    step: str | None = None
    next: str | None = None
    basis: tuple[str, ...] = ()
    expr: Expr | None = None
    missing: tuple[Expr, ...] = ()
    field: str | None = None
    unknown: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a site sets for all procedures: after how many working days an entry counts as late."""

    late_after: int = 3


USUAL: Final = Rules()
"""What holds where a site has set nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer: either no blockers and the event to record, or all reasons at once."""

    blockers: tuple[Blocker, ...]
    event: MatterEvent | None = None

    @property
    def allowed(self) -> bool:
        """Return whether the act may be recorded."""
        return not self.blockers


History = Callable[[], Iterable[MatterEvent]]
