"""What somebody takes part in, read once for all the lists of a page.

A page asks a handful of lists, and each would look up the same few thousand keys again: half of its time. They are read
when the first list wants them and handed to the others as one value. A request that only shows is what this is for: who
is invited while it runs is seen by the next one.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property

from django.db.models.expressions import RawSQL

from fazhi.records import access
from fazhi.records.access import Action, Grants
from fazhi.records.filtering import COUNTED
from fazhi.records.ledger import listing


class Taking:
    """The matters of others that ``grants`` open for looking at on a day; nothing is read before it is asked for."""

    def __init__(self, grants: Grants, on: date) -> None:
        self._grants, self._on = grants, on

    @cached_property
    def keys(self) -> str | None:
        """The keys as a JSON list, ascending. One statement, once.

        ``None`` where each list does better to look for itself: for who sees everything, for more than ``COUNTED``,
        and on PostgreSQL.
        """
        if self._grants.covers_all(access.ALLOWED[Action.SEE]):
            return None
        return listing.keys(access.taken_part_in(self._grants, Action.SEE, self._on), COUNTED)

    @property
    def subquery(self) -> RawSQL | None:
        """The keys as a subquery of a condition."""
        return None if self.keys is None else listing.listed(self.keys)

    def latest(self, most: int) -> str | None:
        """Return the last ``most`` of ``keys``: those of the matters that were opened last."""
        return None if self.keys is None else json.dumps(json.loads(self.keys)[-most:])
