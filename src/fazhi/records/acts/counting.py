"""What a matter yields, written in the transaction of the act that moved it; and everything made anew from events.

No act knows what it counts: the facts of the matter before and after are compared (`kernel.measures.tally`), and the
rows that lead from one to the other are added. The sums follow them in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from django.db import transaction

from fazhi.kernel.ledger.envelope import Event
from fazhi.kernel.measures import Fact, Tally, tally
from fazhi.kernel.procedures import Followed
from fazhi.packs import measures
from fazhi.records import ledger, matters
from fazhi.records.ledger import figures
from fazhi.records.matters import Folded
from fazhi.records.models import Matter, Unit


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


def rebuild(told: Callable[[int], None] | None = None) -> int:
    """Make all rows and sums anew from the events, each with the time it was recorded; return how many matters.

    One transaction: until it ends everybody reads the old figures. ``told`` is given the number of matters done.
    """
    done = 0
    units = dict(Unit.objects.values_list("code", "pk"))
    with transaction.atomic():
        figures.empty()
        waiting: list[tuple[int, int, Fact, str]] = []
        for stream, key in Matter.objects.order_by("pk").values_list("pk", "stream__key").iterator(chunk_size=500):
            for unit, fact, recorded in yielded(ledger.events(key), units):
                waiting.append((stream, unit, fact, recorded))
            if len(waiting) >= _AT_ONCE:
                figures.add_many(waiting)
                waiting.clear()
            done += 1
            if told is not None:
                told(done)
        figures.add_many(waiting)
    return done


_AT_ONCE = 5000


def yielded(events: Iterable[Event], units: Mapping[str, int]) -> Iterator[tuple[int, Fact, str]]:
    """Yield (unit, row, time recorded) of all that one matter ever added, act by act, as the acts themselves did."""
    folded: Folded | None = None
    before: Tally | None = None
    stands: list[tuple[int, Fact]] = []
    for _, act in groupby(events, key=lambda event: event.act_id):
        recorded = ""
        for event in act:
            folded = matters.with_event(folded, event, "")
            recorded = event.recorded
        declared = measures.of(folded.procedure.id) if folded is not None else ()
        if folded is None or not declared:
            return
        unit, on = units[folded.card.unit], date.fromisoformat(recorded[:10])
        before, added = tally(declared, folded.procedure, folded.state, matters.calendar(), on, before)
        rows = [(unit, fact) for fact in added]
        if folded.card.moved:
            rows = steps(stands, before.facts, unit)
        for home, row in rows:
            yield home, row, recorded
        if rows:
            stands = standing_after(stands, rows)


def standing_after(stands: Sequence[tuple[int, Fact]], rows: Iterable[tuple[int, Fact]]) -> list[tuple[int, Fact]]:
    """Return what stands after more rows: each that is taken back goes with the row that takes it back."""
    left = list(stands)
    for unit, row in rows:
        if (unit, row.reversed()) in left:
            left.remove((unit, row.reversed()))
        else:
            left.append((unit, row))
    return left
