"""The sheets of coming days: 期限 and 收付, of a week and of a month. One row of tabs for all of them."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from fazhi.components import Tab
from fazhi.records import owing

SPANS: Final = {"week": ("本周", 7), "month": ("本月", 31)}
SHEETS: Final = {"week-span": "期限表", "owing-span": "收付"}


def title(sheet: str, span: str) -> str:
    """Return 本周期限表, 本月收付."""
    return SPANS[span][0] + SHEETS[sheet]


def tabs(sheet: str, span: str, query: str) -> tuple[Tab, ...]:
    """Return the tabs with the one that is open marked; of money owed only where a procedure declares any."""
    return tuple(
        Tab(
            label=title(name, key),
            href=f"{reverse(name, args=[key])}{query if len(query) > 1 else ''}",
            current=(name, key) == (sheet, span),
        )
        for name in SHEETS
        if name != "owing-span" or owing.declared()
        for key in SPANS
    )
