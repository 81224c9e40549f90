"""Which periodic forms are asked for: the county's list as a dated setting, each form with its kinds of period.

The list in force on the last day of a period decides; the nearer unit's wins, the county's serves where a township has
none, and without any every form is asked for in every kind its pack declares. What is not asked for can be looked at,
is owed by nobody and late for nobody. Writing: ``acts.periodic.set_forms``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from fazhi.kernel.measures import Period, PeriodicForm, PeriodKind
from fazhi.records.models import ConfigEntry

FORMS: Final = "figures.forms"
"""Name of the setting. Its value: form id -> kinds of period (``month``, ``quarter``, ``half``, ``year``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedEntry:
    """One list; ``depth`` is the length of the unit's path: the nearer unit wins."""

    depth: int
    starts: date
    ends: date | None
    forms: Mapping[str, tuple[str, ...]]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class AskedForms:
    """The lists of one unit through the years, read once."""

    entries: tuple[AskedEntry, ...] = ()

    def entry(self, day: date) -> AskedEntry | None:
        """Return the list in force on a day; ``None``: nobody set one, everything declared is asked for."""
        held = [one for one in self.entries if one.starts <= day and (one.ends is None or day <= one.ends)]
        return max(held, key=lambda one: (one.depth, one.starts), default=None)

    def wants(self, form: PeriodicForm, kind: PeriodKind, day: date) -> bool:
        """Say whether a form is asked for in a kind of period that ends on a day."""
        found = self.entry(day)
        return kind in form.kinds and (found is None or kind.value in found.forms.get(form.id, ()))

    def owes(self, form: PeriodicForm, period: Period) -> bool:
        """Say whether a form is asked for a period."""
        return self.wants(form, period.kind, period.last)


def asked_of(path: str) -> AskedForms:
    """Return what is asked of the unit at ``path``: its own lists, and those of the units above it and of the site."""
    above = [path[: i + 1] for i, sign in enumerate(path) if sign == "/"]
    held = ConfigEntry.objects.filter(kind="setting", name=FORMS).filter(Q(unit__isnull=True) | Q(unit__path__in=above))
    return AskedForms(tuple(_entry(one) for one in held.select_related("unit").order_by("pk")))


def _entry(one: ConfigEntry) -> AskedEntry:
    return AskedEntry(
        depth=len(one.unit.path) if one.unit else 0,
        starts=one.starts,
        ends=one.ends,
        forms={form: tuple(kinds) for form, kinds in json.loads(one.value).items()},
        basis=one.basis,
    )
