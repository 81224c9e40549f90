"""Which register a matter is listed in, as the registers are declared now (as lines of registers are read too)."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.procedures import CalendarClocks, Procedure, State
from fazhi.kernel.procedures.books import book_of, is_parted
from fazhi.kernel.procedures.model import Register
from fazhi.packs import procedures
from fazhi.records.matters import calendar


def listed_in(procedure: Procedure, state: State, on: date) -> str:
    """Return the id of the register kept apart for a matter, empty for none: what ``Matter.book`` holds.

    Registers are those of the procedure as it ships, whatever declaration the matter was opened with.
    """
    now = procedures.get(procedure.id) if procedure.id in procedures.ids() else procedure
    return book_of(now, state, CalendarClocks(now, state, calendar(), on))[:64] if is_parted(now) else ""


def wanted(procedure: Procedure, register: Register) -> str | None:
    """Return the ``Matter.book`` of the matters that a register lists; None where the procedure keeps none apart."""
    if not is_parted(procedure):
        return None
    return register.id if register.apart is not None else ""
