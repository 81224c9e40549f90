"""Everything the files yield, made anew from the events and held against what stands.

Each matter is folded once, act by act as the acts themselves did it, and its rows are compared with those that stand;
acts go on meanwhile. What differs is put aside. Only to put it in, all at once, acts are kept waiting: matters that
were acted on since are read again then. Until that is committed everybody reads the old figures.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from multiprocessing import get_all_start_methods, get_context
from operator import attrgetter, itemgetter
from typing import Final

from django.db import connection, connections, transaction
from django.db.models import Sum

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import read_stored
from fazhi.kernel.ledger.envelope import Event
from fazhi.kernel.measures import Fact, Tally, tally
from fazhi.packs import measures
from fazhi.records import ledger, matters
from fazhi.records.acts.counting import standing_after, steps
from fazhi.records.ledger import adding_up, figures, remaking
from fazhi.records.ledger.figures import FactRow
from fazhi.records.matters import Folded
from fazhi.records.models import Matter, Stream, Unit

AT_ONCE: Final = 200
"""Matters read in one statement."""

WORTH_PROCESSES: Final = 10_000
"""Events for which it is worth to start processes."""

_AHEAD: Final = 3
"""Parts given to each process beforehand."""

_act_of = attrgetter("act_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounted:
    """How many matters were counted, how many rows they yield; of how many other rows stood, and whether other sums."""

    matters: int
    rows: int
    wrong: int
    sums_wrong: bool

    @property
    def same(self) -> bool:
        """Whether everything was already as the events give it."""
        return not self.wrong and not self.sums_wrong


class Units(dict[str, int]):
    """Row keys of units by code; one that was founded in the meantime is looked up."""

    def __missing__(self, code: str) -> int:
        self.update(Unit.objects.values_list("code", "pk"))
        if code not in self:
            raise KeyError(code)
        return self[code]


def rebuild(told: Callable[[int], None] | None = None, jobs: int = 1) -> Recounted:
    """Count everything again, each row with the time it was recorded, and put right what differs.

    ``told`` is given the number of matters done. ``jobs``: processes that count side by side where it is worth it.
    Raises FazhiError when one of them ends; nothing has been changed then.
    """
    ids = list(Matter.objects.order_by("pk").values_list("pk", flat=True))
    parts = [ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE)]
    done = rows = 0
    with _counting(parts, jobs) as counted, remaking.apart():
        for some, (yields, differ) in zip(parts, counted, strict=True):
            remaking.put_aside(differ)
            done, rows = done + len(some), rows + yields
            if told is not None:
                told(done)
        sums_wrong, wrong = bool(adding_up.sums_that_differ()), 0
        if remaking.waiting() or sums_wrong:
            wrong = _put_right(sums_wrong=sums_wrong)
    return Recounted(matters=done, rows=rows, wrong=wrong, sums_wrong=sums_wrong)


def _put_right(*, sums_wrong: bool) -> int:
    """Put in what was put aside and still differs, and add up the sums; return how many matters had other rows."""
    with transaction.atomic():
        remaking.hold()
        if again := remaking.outrun():
            remaking.take_back(again)
            remaking.put_aside(_differing(again)[1])
        wrong = remaking.waiting()
        if wrong:
            remaking.put_in()
        if wrong or sums_wrong:
            remaking.sums_anew()
    return wrong


Differing = tuple[int, Mapping[int, tuple[int, Sequence[FactRow]]]]
"""How many rows some matters yield; of those that yield other rows than stand: number of events, rows."""


@contextmanager
def _counting(parts: Sequence[Sequence[int]], jobs: int) -> Iterator[Iterator[Differing]]:
    """Give what `_differing` says of each part, in their order: counted here, or by processes of their own."""
    jobs = min(jobs, len(parts))
    if jobs < 2 or connection.in_atomic_block or "fork" not in get_all_start_methods() or not _worth_processes():
        yield map(_differing, parts)
        return
    # A process that is forked has everything that is loaded here, and must not have a connection of this one.
    connections.close_all()
    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("fork")) as pool:
        running: deque[Future[Differing]] = deque()
        waiting = iter(parts)

        def answers() -> Iterator[Differing]:
            while running:
                try:
                    yield running.popleft().result()
                except BrokenProcessPool as error:
                    raise FazhiError(
                        "重新计算的进程意外结束，没有改动任何计量", code="F158", hint="请用 --jobs 1 再算一次"
                    ) from error
                running.extend(pool.submit(_differing, some) for some in islice(waiting, 1))

        # All of them begin with the first that is given, before this process asks the database again.
        running.extend(pool.submit(_differing, some) for some in islice(waiting, jobs * _AHEAD))
        try:
            yield answers()
        finally:
            pool.shutdown(cancel_futures=True)


def _worth_processes() -> bool:
    return (Stream.objects.filter(kind="matter").aggregate(events=Sum("count"))["events"] or 0) >= WORTH_PROCESSES


def _differing(some: Sequence[int]) -> Differing:
    """Count some matters and hold what they yield against the rows that stand."""
    units, yields = Units(), 0
    found: dict[int, tuple[int, list[FactRow]]] = {}
    for matter, bodies in groupby(ledger.bodies_of(some), key=itemgetter(0)):
        events = [read_stored(body) for _, body, _ in bodies]
        found[matter] = len(events), list(yielded(events, units))
    # Read after the events: an act between the two makes them differ, and what differs is looked at again.
    stands = remaking.standing_rows(some)
    differ = {}
    for matter, (count, rows) in found.items():
        there = stands.get(matter, [])
        yields += len(rows)
        if rows != there and sorted(rows) != sorted(there):
            differ[matter] = count, rows
    return yields, differ


def yielded(events: Iterable[Event], units: Units) -> Iterator[FactRow]:
    """Yield the rows of all that one matter ever added, act by act, as the acts themselves did."""
    folded: Folded | None = None
    before: Tally | None = None
    added_before: list[tuple[int, Fact]] = []
    stands: list[tuple[int, Fact]] | None = None
    for _, of_act in groupby(events, key=_act_of):
        act = list(of_act)
        folded, recorded = matters.with_events(folded, act), act[-1].recorded
        declared = measures.of(folded.procedure.id) if folded is not None else ()
        if folded is None or not declared:
            return
        unit, on = units[folded.card.unit], date.fromisoformat(recorded[:10])
        before, added = tally(declared, folded.procedure, folded.state, matters.calendar(), on, before)
        rows = [(unit, fact) for fact in added]
        if folded.card.moved:
            # What a unit yielded stays with that unit: it is taken back there too.
            if stands is None:
                stands = standing_after((), added_before)
            rows = steps(stands, before.facts, unit)
            stands = standing_after(stands, rows)
        else:
            added_before += rows
        for home, fact in rows:
            yield figures.row_of(home, fact, recorded)
