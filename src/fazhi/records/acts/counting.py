"""What a matter yields, written in the transaction of the act that moved it. `recounting` makes all of it anew.

No act knows what it counts: the facts of the matter before and after are compared (`kernel.measures.tally`), and the
rows that lead from one to the other are added. The sums follow them in the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from fazhi.kernel.measures import Fact, Tally, tally
from fazhi.kernel.procedures import Followed
from fazhi.packs import measures
from fazhi.records import matters
from fazhi.records.ledger import figures
from fazhi.records.matters import Folded


def count(
    matter: int, unit: int, folded: Folded, recorded: str, outline: Followed, before: Tally | None
) -> Tally | None:
    """Add what has changed since ``before`` (``None``: since what stands in the table); return the facts as they are.

    ``outline`` is that of the matter as it stands, on the day the rows speak of: its clocks serve here too.
    Nothing where the procedure yields nothing; at most one statement, two where the table must be read.
    """
    declared = measures.of(folded.procedure.id)
    if not declared:
        return None
    known = {slot: clock for slot, (clock, _) in outline.clocks.items()}
    on = outline.picture.on
    now, added = tally(declared, folded.procedure, folded.state, matters.calendar(), on, before, known)
    rows = [(unit, fact) for fact in added]
    if before is None or (rows and folded.card.moved):
        # What a unit yielded stays with that unit: it is taken back there too.
        rows = steps(figures.standing_facts([matter]).get(matter, []), now.facts, unit)
    if rows:
        figures.add_facts(matter, rows, recorded)
    return now


def steps(stands: Sequence[tuple[int, Fact]], wanted: Iterable[Fact], unit: int) -> list[tuple[int, Fact]]:
    """Return the rows from what stands (by unit) to what is wanted: gone ones where they stood, new ones here."""
    homes: dict[Fact, list[int]] = {}
    for home, fact in stands:
        homes.setdefault(fact, []).append(home)
    new = []
    for fact in wanted:
        if homes.get(fact):
            homes[fact].pop()
        else:
            new.append((unit, fact))
    gone = [(home, fact.reversed()) for fact, left in homes.items() for home in left]
    return sorted([*gone, *new])


def standing_after(stands: Sequence[tuple[int, Fact]], rows: Iterable[tuple[int, Fact]]) -> list[tuple[int, Fact]]:
    """Return what stands after more rows: each that is taken back goes with the row that takes it back."""
    left = Counter(stands)
    for unit, row in rows:
        back = (unit, row.reversed())
        left[back if left[back] > 0 else (unit, row)] += -1 if left[back] > 0 else 1
    return list(left.elements())
