"""The first and the last time something came, read from the ends of a history, are those of the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.kernel.walking import Walk, calendar

from fazhi.kernel.measures import Measure, Moment
from fazhi.kernel.measures.facts import Yielding
from fazhi.kernel.procedures import CalendarClocks, State
from fazhi.packs import measures, procedures

DECLARED = [name for name in procedures.ids() if measures.of(name)]


def told(state: State, measure: Measure, moment: Moment, key: str | None) -> Iterator[tuple[date, int]]:
    """Yield (day, event) of every time a moment came, by looking at all there is."""
    if moment.subject is not None:
        value = state.fact(moment.subject)
        yield from [(date.fromisoformat(value), 0)] if isinstance(value, str) else []
    elif moment.step is None:
        day = (state.closed[1] if state.closed else None) if moment.word == "closed" else state.opened
        yield from [(day, 0)] if day is not None else []
    elif moment.sent:
        for slot, calls in state.sendings.items():
            if slot == (moment.step, key) or slot == (moment.step, None):
                yield from ((item.occurred, item.id) for item in calls if not item.voided)
    else:
        for slot, runs in state.runs.items():
            if slot[0] == moment.step and (key in (None, slot[1]) or slot[1] is None):
                yield from (
                    (run.occurred, run.id)
                    for run in runs
                    if not run.voided and (run.lawful or not measure.lawful) and moment.outcome in (None, run.outcome)
                )


def test_the_first_and_the_last_time_are_those_of_the_whole_history() -> None:
    asked = several = 0
    for name, seed in ((name, seed) for name in DECLARED for seed in range(25)):
        walk = Walk(name, seed, 40)
        clocks = CalendarClocks(walk.procedure, walk.state, calendar(), walk.today)
        yielding = Yielding(walk.procedure, walk.state, clocks)
        for measure in measures.of(name):
            for moments in (measure.at, measure.until, (measure.since,) if measure.since else ()):
                for key in walk.state.keys(measure.each) if measure.each else (None,):
                    every = sorted(time for moment in moments for time in told(walk.state, measure, moment, key))
                    for edge in (*every, (date.min, 0), (date.max, 0)):
                        first = yielding.first(measure, moments, key, since=edge[0])
                        last = yielding.last(measure, moments, key, until=edge)
                        wanted = next((time for time in every if time[0] >= edge[0]), None)
                        assert (first and first[:2]) == wanted, measure.id
                        wanted = next((time for time in reversed(every) if time <= edge), None)
                        assert (last and last[:2]) == wanted, measure.id
                        asked, several = asked + 1, several + (len(every) > 1)
    assert asked > 1000
    assert several > 50
