"""Items of the list of powers that a form offers: those in force today in the township of the unit."""

from __future__ import annotations

from datetime import date

from fazhi.components import Choice
from fazhi.records import powers


def offered(path: str, on: date) -> tuple[Choice, ...]:
    """Return the items in force on a day in the township of a unit's path; the code of any other can be typed."""
    found = powers.in_force(powers.home_of(path), on)
    return tuple(Choice(value=item.text, label=item.text) for item in found[: powers.MOST])
