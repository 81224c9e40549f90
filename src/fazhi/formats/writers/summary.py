"""What a run over several files amounts to: silence is no verdict, so it says what was counted and not checkable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fazhi.kernel.lint import Result, Severity

_COUNTED = ("citations", "figures")
_STATES = ("found", "checked", "not_checkable")


@dataclass(slots=True, kw_only=True)
class Summary:
    """Totals of a run; ``as_of`` is the day given, or today for documents without a date of their own."""

    as_of: date
    catalogue: str | None = None
    files: int = 0
    unreadable: int = 0
    characters: int = 0
    severities: dict[str, int] = field(default_factory=lambda: {item.value: 0 for item in reversed(Severity)})
    blocking: int = 0
    suppressed: int = 0
    counts: dict[str, dict[str, int]] = field(
        default_factory=lambda: {name: dict.fromkeys(_STATES, 0) for name in _COUNTED}
    )

    def add(self, result: Result) -> None:
        """Count one checked document."""
        self.files += 1
        self.characters += len(result.document.text)
        self.suppressed += len(result.suppressed)
        for finding in result.findings:
            self.severities[finding.severity] += 1
            self.blocking += finding.blocking
        for name in _COUNTED:
            for state in _STATES:
                self.counts[name][state] += result.counts[name][state]

    def merge(self, other: Summary) -> None:
        """Take in what another process counted."""
        self.files += other.files
        self.unreadable += other.unreadable
        self.characters += other.characters
        self.blocking += other.blocking
        self.suppressed += other.suppressed
        for severity, count in other.severities.items():
            self.severities[severity] += count
        for name, states in other.counts.items():
            for state, count in states.items():
                self.counts[name][state] += count

    def worst(self) -> Severity | None:
        """Return the gravest severity found; ``None`` where nothing was."""
        return next((item for item in (Severity.ERROR, Severity.WARNING, Severity.INFO) if self.severities[item]), None)
