"""清单事项: the item of a list of powers that an answer names, with the days of its force.

The value is what is printed: ``ZF-012 占道堆放物料的处罚（2026年1月1日起）``. So a matter carries in its own events
what it rested on, and a condition on it needs nothing but the value and the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_DAY: Final = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_FORM: Final = re.compile(rf"(\S+) (.+)（{_DAY}(?:起|至{_DAY})）")
_CODE: Final = re.compile(r"\S{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item by code and name, in force from ``since`` to ``until``, both included; no ``until``: no end is known."""

    code: str
    name: str
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        """Return whether the item is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def text(self) -> str:
        """Return the item as answers hold it and pages print it."""
        end = "起" if self.until is None else f"至{_cn(self.until)}"
        return f"{self.code} {self.name}（{_cn(self.since)}{end}）"


def read_item(text: str) -> Item | None:
    """Return the item an answer names; ``None`` where the text is none (a bare code among them)."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    code, name, *numbers = found.groups()
    try:
        first = date(*map(int, numbers[:3]))
        last = date(*map(int, numbers[3:])) if numbers[3] else None
    except ValueError:
        return None
    return Item(code=code, name=name, since=first, until=last)


def _cn(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def code_of(text: str) -> str:
    """Return the code of what was typed or chosen: what stands before the first blank. Empty where that is no code."""
    head = text.strip().partition(" ")[0]
    return head if _CODE.fullmatch(head) else ""
