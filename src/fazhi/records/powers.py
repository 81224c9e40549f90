"""权责清单: what lists of powers hold on a day, and which matters run under which item.

Lists belong to a township (the part of a unit's path under the bureau): every matter of its offices reads the same.
What was published is no secret: whoever works on the site may read it, though not the file of the matter behind it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fazhi.kernel.expressions import Item, Kind, code_of
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.enlisting import Change
from fazhi.kernel.procedures.listing import Entry, Known, entries, known, ordered
from fazhi.packs import procedures
from fazhi.records import access, ledger, matters
from fazhi.records.matters import Folded
from fazhi.records.models import ItemUse, ListedChange, Unit

Counted = Mapping[str, int]
"""Open matters by the code of the item they name."""

MOST: Final = 1000
"""Items that a form offers at most; the code of any other can be typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An item a matter names: the fact, the code, the item as the matter says it."""

    name: str
    code: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An item as it stands on a day, with the rows of its versions (earliest first) in their matters."""

    known: Known
    rows: tuple[ListedChange, ...]

    @property
    def now(self) -> ListedChange | None:
        """The row of the version in force, None where none is."""
        if self.known.now is None:
            return None
        return self.rows[self.known.versions.index(self.known.now)]


def entries_of(folded: Folded) -> tuple[Entry, ...]:
    """Return what a matter has put in force."""
    return entries(folded.procedure, folded.state, matters.calendar()) if folded.procedure.listing else ()


_NAMED: dict[str, tuple[str, ...]] = {}


def named_by(procedure: Procedure) -> tuple[str, ...]:
    """Return the facts of a procedure that name an item; told once of each declaration."""
    found = _NAMED.get(procedure.digest)
    if found is None:
        found = tuple(item.id for item in procedure.subject.values() if item.type.kind is Kind.ITEM)
        _NAMED[procedure.digest] = found
    return found


def uses_of(folded: Folded) -> tuple[Use, ...]:
    """Return the items a matter names among its facts; none while it is imported and nobody has confirmed it."""
    names = named_by(folded.procedure)
    if not names or folded.state.imported:
        return ()
    said = ((name, folded.state.fact(name)) for name in names)
    return tuple(Use(name=name, code=code_of(value), item=value) for name, value in said if isinstance(value, str))


def columns_of(entry: Entry) -> dict[str, Any]:
    """Return the columns of a row, but its key, in the order of the table."""
    return {
        "change": entry.change.value,
        "code": entry.code[:40],
        "title": entry.title[:300],
        "kind": entry.kind[:64],
        "flow": entry.flow[:120],
        "published": entry.published,
        "since": entry.since,
        "shown": json.dumps(dict(entry.shown), ensure_ascii=False),
    }


def use_columns(use: Use) -> dict[str, Any]:
    """Return the columns of a row, but the fact, in the order of the table."""
    return {"code": use.code, "item": use.item[:400]}


def keep(matter_id: int, made: Sequence[Entry]) -> None:
    """Write what a matter put in force in the place of what stood there. Inside a transaction."""
    rows = [(entry.key, *_plain(columns_of(entry))) for entry in made]
    ledger.replace_listed(matter_id, rows)


def keep_uses(matter_id: int, uses: Sequence[Use]) -> None:
    """Write the items a matter names in the place of those that stood there. Inside a transaction."""
    ledger.replace_uses(matter_id, [(use.name, *_plain(use_columns(use))) for use in uses])


def _plain(columns: Mapping[str, Any]) -> list[str]:
    return [value.isoformat() if isinstance(value, date) else str(value) for value in columns.values()]


# -- the lists of a township -------------------------------------------------------------------------------------------


def home_of(path: str) -> str:
    """Return the path of the township (or bureau) a unit belongs to: its lists are those of all its offices."""
    return "/".join(path.split("/")[:2]) + "/" if path.count("/") > 1 else path


def rows(home: str, code: str = "") -> list[ListedChange]:
    """Return the changes of a township's lists (of one item only, where ``code`` is given), by code, then by effect."""
    found = ListedChange.objects.filter(access.under("matter__unit_path", home)).select_related(
        "matter__stream", "matter__unit"
    )
    if code:
        found = found.filter(code=code)
    mine = [row for row in found.order_by("code", "since", "published", "pk") if home_of(row.matter.unit_path) == home]
    return sorted(mine, key=lambda row: (row.code, row.since, row.published))


def entry_of(row: ListedChange) -> Entry:
    """Return a row as the kernel reads it."""
    return Entry(
        key=row.key, change=Change(row.change), code=row.code, title=row.title, kind=row.kind, flow=row.flow,
        published=row.published, since=row.since, shown=tuple(json.loads(row.shown).items()),
    )  # fmt: skip


def listed(held: Iterable[ListedChange], on: date) -> Iterator[Listed]:
    """Yield the items of rows (in their order) as they stand on a day."""
    several = list(held)
    at = 0
    for one in known([entry_of(row) for row in several], on):
        # Rows of a code whose changes come to nothing (an end without a beginning) are passed over.
        while several[at].code != one.code:
            at += 1
        yield Listed(known=one, rows=tuple(several[at : at + len(one.versions)]))
        at += len(one.versions)


def named(home: str, code: str, on: date, *, but: int | None = None, more: Sequence[Entry] = ()) -> Item | None:
    """Return the item that a code names, as known for a day: in force, still to come, or gone. None: there is none.

    ``but`` leaves the changes of one matter out, ``more`` adds some: what an act puts in force is not in a table yet.
    """
    held = [entry_of(row) for row in rows(home, code) if row.matter_id != but]
    found = known(ordered([*held, *(entry for entry in more if entry.code == code)]), on)
    return next((one.item for one in found), None)


def in_force(home: str, on: date) -> tuple[Item, ...]:
    """Return the items of a township in force on a day, by code."""
    return tuple(one.item for one in known([entry_of(row) for row in rows(home)], on) if one.now is not None)


def homes() -> Sequence[tuple[str, str]]:
    """Return code and name of the townships (and bureaus) that have a list."""
    paths = set(ListedChange.objects.values_list("matter__unit_path", flat=True).distinct())
    found = Unit.objects.filter(path__in={home_of(path) for path in paths}).order_by("path")
    return tuple(found.values_list("code", "name"))


# -- matters under an item ---------------------------------------------------------------------------------------------


def acting() -> tuple[str, ...]:
    """Return the procedures of which a step is done under an item: only their matters end with it."""
    found = (procedures.get(name) for name in procedures.ids())
    return tuple(one.id for one in found if any(step.under for step in one.steps.values()))


def cases(home: str, codes: Iterable[str]) -> list[ItemUse]:
    """Return the open matters that are done under one of the items, by number; those that only speak of it are none."""
    under = acting()
    return [use for use in running(home, codes) if use.matter.procedure in under]


def running(home: str, codes: Iterable[str]) -> list[ItemUse]:
    """Return the open matters of a township that name one of the items, by number."""
    found = ItemUse.objects.filter(
        access.under("matter__unit_path", home), code__in=list(codes), matter__closed__isnull=True
    ).select_related("matter__stream", "matter__unit")
    return [use for use in found.order_by("matter__number", "pk") if home_of(use.matter.unit_path) == home]


def counted(home: str) -> Counted:
    """Return how many open matters of a township are done under each item."""
    found: dict[str, int] = {}
    open_ = ItemUse.objects.filter(access.under("matter__unit_path", home), matter__closed__isnull=True)
    uses = open_.filter(matter__procedure__in=acting())
    for code, path in uses.values_list("code", "matter__unit_path"):
        if home_of(path) == home:
            found[code] = found.get(code, 0) + 1
    return found
