"""What a rule yields (``Hit``) and what the reader is shown (``Finding``): place, words, reason, proposal, basis."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from fazhi.kernel.citations import LawRef, parse_ref

NOT_LAW = ("本地要求：", "文字规范：", "工作要求：")


class Severity(StrEnum):
    """How much a finding weighs; ``fatal`` of the enforcement list is an error that blocks."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for information, 2 for errors."""
        return (Severity.INFO, Severity.WARNING, Severity.ERROR).index(self)

    @property
    def cn(self) -> str:
        """The word beside a finding."""
        return {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}[self]


class Certainty(StrEnum):
    """How a finding is called towards officials; the conclusion is the reviewer's."""

    SUSPECTED = "疑似违反"
    VERIFY = "需核对"
    WORDING = "文字"


@dataclass(slots=True)
class Hit:
    """What a rule yields: a place, and only what differs from the rule's own words.

    ``absent`` marks something that is missing; then ``start`` = ``end`` where it belongs.
    """

    start: int
    end: int
    message: str | None = None
    suggestion: str | None = None
    severity: Severity | None = None
    confidence: float | None = None
    absent: bool = False
    basis: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One hint for the reader. ``suppressed`` says why it is not shown.

    ``basis`` holds references or, as text, rules of form and local demands, which are never printed as law.
    """

    code: str
    severity: Severity
    blocking: bool
    start: int
    end: int
    line: int
    column: int
    text: str
    message: str
    basis: tuple[LawRef | str, ...]
    suggestion: str
    confidence: float
    certainty: Certainty
    absent: bool = False
    suppressed: str | None = None


@cache
def basis_of(written: str) -> LawRef | str:
    """Return the reference a basis names, or the text itself where it is no law. CitationError for neither."""
    return written if written.startswith(NOT_LAW) else parse_ref(written)


def basis_cn(basis: LawRef | str) -> str:
    """Return one basis as it is shown."""
    return basis if isinstance(basis, str) else basis.cn()
