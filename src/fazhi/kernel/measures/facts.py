"""From the state of a matter to its facts, and from one set of facts to the next by rows that are only ever added."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import Call as FunctionCall
from fazhi.kernel.expressions import Expr, Name, Ref, Value, evaluate, walk
from fazhi.kernel.making import maker
from fazhi.kernel.measures.model import JOIN, LAST_BUCKET, Fact, Measure, MeasureKind, Moment, Which
from fazhi.kernel.procedures import CalendarClocks, Order, Procedure, Run, Sending, State, View

Came = tuple[date, int, Run | None]
"""Day and id of the event (0 where a day alone is known), and the run, of a time when a moment came."""

FEW: Final = 8
"""Facts that are compared one by one."""

_DAY: Final = timedelta(days=1)
_counted = maker(Fact)
_EVERY, _FIRST = Which.EVERY, Which.FIRST
_FLOW, _LATE = MeasureKind.FLOW, MeasureKind.LATE


def _order(came: Came) -> Order:
    return came[:2]


def _day(item: Came | Run | Sending) -> date:
    return item[0] if isinstance(item, tuple) else item.occurred


def facts_of(
    measures: Iterable[Measure], procedure: Procedure, state: State, calendar: Calendar, on: date
) -> tuple[Fact, ...]:
    """Return all facts the matter gives, sorted. ``procedure`` is the declaration the matter runs under.

    A measure that names what this (older) declaration does not have gives nothing. ``on`` is the day the clocks are
    asked on, no earlier than the last act; what comes out does not depend on it. What was imported and is not
    confirmed gives nothing.
    """
    if state.imported:
        return ()
    yielding = Yielding(procedure, state, CalendarClocks(procedure, state, calendar, on))
    found: list[Fact] = []
    for measure in measures:
        if readable(measure, procedure):
            for key in entry_keys(measure, state):
                found.extend(yielding.facts(measure, key))
    return tuple(sorted(found))


def entry_keys(measure: Measure, state: State) -> tuple[str | None, ...]:
    """Return the entries a measure is read for; (None,) where it is read once."""
    return state.keys(measure.each) if measure.each else (None,)


def difference(before: Sequence[Fact], after: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the rows that lead from one set of facts to another: what is gone is reversed, what is new is added."""
    if not before:
        return tuple(sorted(after)) if len(after) > 1 else tuple(after)
    if len(before) + len(after) > FEW:
        had, has = Counter(before), Counter(after)
        gone = [fact.reversed() for fact in (had - has).elements()]
        return tuple(sorted([*gone, *(has - had).elements()]))
    # To count a few takes longer than to compare them.
    new, gone = list(after), []
    for fact in before:
        if fact in new:
            new.remove(fact)
        else:
            gone.append(fact.reversed())
    return tuple(sorted([*gone, *new]))


def readable(measure: Measure, procedure: Procedure) -> bool:
    """Return whether a declaration has everything the measure names."""
    for moment in (*measure.at, *measure.until, *([measure.since] if measure.since else [])):
        if moment.step is not None and moment.step not in procedure.steps:
            return False
        if moment.subject is not None and moment.subject not in procedure.subject:
            return False
    if measure.each is not None and measure.each not in procedure.lists:
        return False
    if measure.term is not None and measure.term not in procedure.terms:
        return False
    own = {item.id for moment in measure.at if moment.step for item in procedure.steps[moment.step].fields}
    return all(_has(expr, procedure, own) for expr in (measure.where, measure.value, measure.by, *measure.also) if expr)


def _has(expr: Expr, procedure: Procedure, own: set[str]) -> bool:
    for node in walk(expr):
        if isinstance(node, Ref):
            if node.owner == "subject":
                known = node.name in procedure.subject
            elif node.owner == "param":
                known = node.name in procedure.params
            elif node.owner == "field":
                known = node.name == "outcome" or node.name in own
            else:
                step = procedure.steps.get(node.owner)
                words = {"outcome", "date", "decider", "sent"}
                known = step is not None and (node.name in words or node.name in {item.id for item in step.fields})
            if not known:
                return False
        elif isinstance(node, FunctionCall):
            names = {arg.id for arg in node.args if isinstance(arg, Name)}
            if not names <= {*procedure.steps, *procedure.terms, *procedure.lists, "working_day", "calendar_day"}:
                return False
    return True


Told = dict[str, Value | None]
"""What conditions came to, by their words."""


class _Seen:
    """What conditions see at one place; each is asked once, however many measures say it in the same words.

    ``told``: what was asked of the facts of the matter alone, at whatever place.
    """

    __slots__ = ("_known", "_told", "_view")

    def __init__(self, view: View, told: Told) -> None:
        self._view = view
        self._told = told
        self._known: Told = {}

    def value(self, expr: Expr) -> Value | None:
        """Return the value of an expression."""
        source = expr.source
        known = self._known
        if source in known:
            return known[source]
        if source in self._told:
            return self._told[source]
        found = evaluate(expr, self._view)
        (self._told if _of_facts_alone(expr) else known)[source] = found
        return found


def _of_facts_alone(expr: Expr) -> bool:
    """Return whether an expression reads nothing but facts of the matter: it says the same at every place."""
    found = _ALONE.get(expr.source)
    if found is None:
        if len(_ALONE) >= _KNOWN:
            _ALONE.clear()
        found = _ALONE[expr.source] = all(
            node.owner == "subject" if isinstance(node, Ref) else not isinstance(node, FunctionCall)
            for node in walk(expr)
        )
    return found


_ALONE: dict[str, bool] = {}
_KNOWN: Final = 4096


class Yielding:
    """What measures give over one state. What conditions see of it is found out once for all measures.

    ``told``: what conditions came to that read the facts of the matter alone; of another state with the same facts it
    serves again. More is put into it.
    """

    __slots__ = ("_found", "_told", "clocks", "procedure", "state")

    def __init__(self, procedure: Procedure, state: State, clocks: CalendarClocks, told: Told | None = None) -> None:
        self.procedure = procedure
        self.state = state
        self.clocks = clocks
        self._found: dict[tuple[int, str | None, str | None], _Seen] = {}
        self._told: Told = {} if told is None else told

    def facts(self, measure: Measure, key: str | None) -> list[Fact]:
        """Return what one measure gives at one entry. The declaration must have what it names (`readable`)."""
        if measure.kind is _LATE:
            return list(self._late(measure, key))
        found: list[Fact] = []
        for came in self._chosen(measure, key):
            seen = self._seen(measure, key, came[2])
            if measure.where is not None and seen.value(measure.where) is not True:
                continue
            item = key if key is not None else ""
            if measure.which is _EVERY:
                item = f"{item}:{came[1]}" if item else str(came[1])
            if measure.kind is _FLOW:
                amount = _whole(seen.value(measure.value), measure.money) if measure.value is not None else 1
                if amount is not None:
                    by = _slice(measure, seen)
                    found.append(_counted(measure=measure.id, day=came[0], n=1, amount=amount, by=by, item=item))
            else:
                found.extend(self._fact(measure, seen, came, key, item))
        return found

    def _fact(self, measure: Measure, seen: _Seen, came: Came, key: str | None, item: str) -> Iterator[Fact]:
        day, event, _ = came
        by = _slice(measure, seen)
        match measure.kind:
            case MeasureKind.STOCK:
                end = self.first(measure, measure.until, key, since=day)
                if end is not None and end[0] == day:
                    return  # it never stood at the end of a day, and two rows of one day would only cancel
                yield _counted(measure=measure.id, day=day, n=1, amount=1, by=by, item=item)
                if end is not None:
                    yield _counted(measure=measure.id, day=end[0], n=-1, amount=-1, by=by, item=item)
            case MeasureKind.DURATION if measure.since is not None:
                # Of several beginnings the latest before the end counts: what was sent back began anew.
                begun = self.last(measure, (measure.since,), key, until=(day, event or 1 << 62))
                if begun is not None:
                    days = self.clocks.days(begun[0], day, measure.unit)
                    if days is not None and days >= 0:
                        bucket = min(days, LAST_BUCKET)
                        yield _counted(measure=measure.id, day=day, n=1, amount=days, by=by, bucket=bucket, item=item)
            case MeasureKind.DISTINCT if measure.value is not None:
                value = _said(seen.value(measure.value))
                if value:
                    yield _counted(measure=measure.id, day=day, n=1, amount=1, by=by, item=value)
            case _:
                raise AssertionError(measure.kind)

    def _late(self, measure: Measure, key: str | None) -> Iterator[Fact]:
        """A term gives one from the day after its last day until it is done; done in time it gives nothing."""
        if measure.term is None:
            raise AssertionError(measure.id)
        clock = self.clocks.clock(measure.term, key)
        if clock.began is None or clock.due is None:
            return
        first = clock.due.due + _DAY
        ended = clock.ended[0] if clock.ended is not None else None
        if ended is not None and ended <= first:
            return  # in time; or on the very next day: it was never late at the end of a day
        seen = self._seen(measure, key, None)
        if measure.where is not None and seen.value(measure.where) is not True:
            return
        by = _slice(measure, seen)
        yield _counted(measure=measure.id, day=first, n=1, amount=1, by=by, item=key or "")
        if ended is not None:
            yield _counted(measure=measure.id, day=ended, n=-1, amount=-1, by=by, item=key or "")

    def _seen(self, measure: Measure, key: str | None, run: Run | None) -> _Seen:
        """Return what the conditions of a measure see: the state, and of one run its own answers."""
        place = (0, key, measure.each) if run is None else (run.id, None, None)
        seen = self._found.get(place)
        if seen is not None:
            return seen
        state, clocks = self.state, self.clocks
        if run is None:
            view = View(self.procedure, state, clocks, key=key, own_list=measure.each, loose=True)
        else:
            view = View(
                self.procedure,
                state,
                clocks,
                step=self.procedure.steps[run.step],
                key=run.key,
                outcome=run.outcome,
                fields=run.fields,
                loose=True,
            )
        seen = self._found[place] = _Seen(view, self._told)
        return seen

    def _chosen(self, measure: Measure, key: str | None) -> Sequence[Came]:
        """Return the times that count of those when the measure's moments came: the first, the last, or every one."""
        if measure.which is _EVERY:
            found = [
                came
                for moment in measure.at
                for row in self._rows(moment, key)
                for item in row
                if (came := _came(measure, moment, item)) is not None
            ]
            return sorted(found, key=_order)
        one = (self.first if measure.which is _FIRST else self.last)(measure, measure.at, key)
        return () if one is None else (one,)

    def first(
        self, measure: Measure, moments: Iterable[Moment], key: str | None, since: date = date.min
    ) -> Came | None:
        """Return the first time one of the moments came on a day or later. No more of the history is read."""
        found: Came | None = None
        for moment in moments:
            for row in self._rows(moment, key):
                for item in row if since == date.min else row[bisect_left(row, since, key=_day) :]:
                    came = _came(measure, moment, item)
                    if came is not None:
                        if found is None or came[:2] < found[:2]:
                            found = came
                        break
        return found

    def last(
        self, measure: Measure, moments: Iterable[Moment], key: str | None, until: Order | None = None
    ) -> Came | None:
        """Return the last time one of the moments came, not after ``until``. No more of the history is read."""
        found: Came | None = None
        for moment in moments:
            for row in self._rows(moment, key):
                for item in reversed(row):
                    came = _came(measure, moment, item)
                    if came is not None and (until is None or came[:2] <= until):
                        if found is None or came[:2] > found[:2]:
                            found = came
                        break
        return found

    def _rows(self, moment: Moment, key: str | None) -> Sequence[Sequence[Came | Run | Sending]]:
        """Return, each in order, what bears a moment: the one day of a fact, of the opening, of the end; or slots."""
        state, step = self.state, moment.step
        if step is not None:
            keyed = self.procedure.steps[step].keyed
            own = key if keyed is not None else None
            if moment.sent:
                return (state.calls(step, own),)
            if key is None and keyed is not None:
                return [runs for slot, runs in state.runs.items() if slot[0] == step]
            if moment.outcome is None or state.had(step, own, moment.outcome):
                return (state.of(step, own),)
            return ()
        if moment.subject is not None:
            value = state.fact(moment.subject)
            return (((date.fromisoformat(value), 0, None),),) if isinstance(value, str) else ()
        ended = (state.closed[1] if state.closed else None) if moment.word == "closed" else state.opened
        return () if ended is None else (((ended, 0, None),),)


def _came(measure: Measure, moment: Moment, item: Came | Run | Sending) -> Came | None:
    """Return the time a moment came, of what bears it; ``None`` where that does not count."""
    if isinstance(item, tuple):
        return item
    if item.voided:
        return None
    if isinstance(item, Sending):
        return item.occurred, item.id, None
    if (item.lawful or not measure.lawful) and moment.outcome in (None, item.outcome):
        return item.occurred, item.id, item
    return None


def _slice(measure: Measure, seen: _Seen) -> str:
    if measure.by is None:
        return ""
    if not measure.also:
        return _said(seen.value(measure.by))
    words = (_said(seen.value(expr)) for expr in (measure.by, *measure.also))
    return JOIN.join(word for word in words if word)


def _said(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _whole(value: Value | None, money: bool) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return int(Decimal(value) * 100) if money else int(value)
