"""The error family of fazhi. Messages are written for officials, in Chinese: what, where, what to do.

Every deliberate refusal of the program is one of these; anything else that escapes is a defect.
"""

from __future__ import annotations


class FazhiError(Exception):
    """A refusal with a stable code, a message, the place it concerns and what to do next.

    ``code`` is stable and documented; ``message`` is one plain Chinese sentence without a final stop;
    ``where`` names file, line, key or step; ``hint`` says what to do. ``str()`` prints all that is present.
    """

    code = "F000"

    def __init__(
        self, message: str, *, code: str | None = None, where: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"（{self.where}）" if self.where else ""
        advice = f"。{self.hint}" if self.hint else ""
        return f"{self.message}{place}{advice}"


class PackError(FazhiError):
    """A pack (procedure, calendar, catalogue, overlay) that cannot be used; ``where`` names the TOML key."""

    code = "F100"


class ExpressionError(FazhiError):
    """A condition that does not parse or does not type-check; ``position`` is the 0-based code point in the source."""

    code = "F110"

    def __init__(
        self,
        message: str,
        *,
        position: int | None = None,
        code: str | None = None,
        where: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, code=code, where=where, hint=hint)
        self.position = position


class CitationError(FazhiError):
    """A legal basis that the catalogue does not have, or that cannot be read."""

    code = "F120"


class TermError(FazhiError):
    """A term that cannot be counted as asked (unit, amount or extension not lawful)."""

    code = "F130"


class CalendarGap(FazhiError):
    """A date lies outside what the calendar knows and the question does not allow a provisional answer."""

    code = "F131"


class LedgerError(FazhiError):
    """Bytes that are not a well-formed event, or a chain that does not hold."""

    code = "F140"
