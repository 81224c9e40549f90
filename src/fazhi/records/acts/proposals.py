"""What may be proposed to a matter, and the refusal that names every reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.procedures import (
    ActKind,
    Blocker,
    FieldValue,
    Late,
)
from fazhi.records.acts.base import Signed
from fazhi.records.evidence import Attached

NOBODY: Final = Signed()
"""Nobody signed on paper: who types decides."""

TEXT_SLOT: Final = "text"
"""Where a file is bound that is a new version of a text."""


class Refused(FazhiError):
    """The law, or the form, does not allow the act as proposed; nothing was written. ``blockers`` say why, all of them.

    ``at`` is the number of the refused proposal (0-based) when several were made at once.
    """

    code = "F240"

    def __init__(self, blockers: Sequence[Blocker], *, at: int = 0) -> None:
        super().__init__(blockers[0].text, hint=blockers[0].next)
        self.blockers = tuple(blockers)
        self.at = at


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One thing to be recorded. Answers are plain values; personal ones are sealed on the way in.

    ``occurred``: the day it happened (``None``: today). ``decider`` and ``handler`` are keys of persons (``None``: the
    person at the keyboard). ``files`` are bound to evidence items of the step by their slot; one in slot ``text`` is a
    new version of the step's text. ``text`` names an older version or a paper one by its digest. ``filled`` says where
    an entry came from that nobody typed: the table (``sheet``) and its ``row``, or the ``matter`` of a document.
    """

    kind: ActKind
    step: str | None = None
    key: str | None = None
    outcome: str | None = None
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    occurred: date | None = None
    signed: Signed = NOBODY
    files: tuple[Attached, ...] = ()
    text: str | None = None
    run: int | None = None
    why: str = ""
    late: Late | None = None
    filled: Mapping[str, str | int] = field(default_factory=dict)
