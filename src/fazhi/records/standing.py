"""From a folded matter to the rows that lists and desks read: pure, so that `fazhi verify` makes them again.

``on`` is the day the rows speak of: an open term passes without any event, so rows carry the day they were made for
and are made again when it is past.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fazhi.kernel.citations import UNSET_TERM, Basis, bases_cn
from fazhi.kernel.making import maker
from fazhi.kernel.procedures import (
    UNMET,
    Clock,
    ClockState,
    Picture,
    Procedure,
    StepState,
    StepView,
    duties,
    filed,
)
from fazhi.kernel.procedures.names import step_named
from fazhi.kernel.terms import Kind
from fazhi.records import matters
from fazhi.records.matters import Folded

# Members of an enumeration, looked up once: to find one by its name takes Python 3.11 longer than to compare it.
_WAITING, _WITHIN, _AT_LEAST, _UNMET = StepState.WAITING, Kind.within, Kind.at_least, tuple(UNMET)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """What somebody owes now. ``kind``: step, answer (a call is out), term (nothing can be done yet), voucher."""

    kind: str
    name: str
    run_key: str
    title: str
    posts: str
    due: date | None
    work_by: date | None
    provisional: bool
    statutory: bool
    basis: str
    since: date
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The columns of a matter that are folded from its events, and its tasks."""

    state: str
    stage: str
    outcome: str
    closed: date | None
    findings: int
    late_entries: int
    vouchers_owed: int
    next_due: date | None
    tasks: tuple[TaskRow, ...]


_task, _standing = maker(TaskRow), maker(Standing)

IMPORTED: Final = "导入、未核验"
"""The state of what was taken over from a table and held against no original yet."""

UNCONFIRMED: Final = Standing(
    state=IMPORTED,
    stage="",
    outcome="",
    closed=None,
    findings=0,
    late_entries=0,
    vouchers_owed=0,
    next_due=None,
    tasks=(),
)
"""What lists and desks hold of it: nothing is owed, nothing is late, nothing is counted, until somebody confirms it."""


def standing(matter: Folded, on: date) -> Standing:
    """Return the rows of a matter as of a day."""
    if matter.state.imported:
        return UNCONFIRMED
    return standing_of(matter, matters.outlined(matter, on))


def standing_of(matter: Folded, shown: Picture) -> Standing:
    """Return the rows of a matter of which the outline is known already."""
    if matter.state.imported:
        return UNCONFIRMED
    flagged = tuple(matter.state.flagged)
    tasks = tuple(_tasks(shown))
    dues = [task.due for task in tasks if task.due is not None and task.kind != "voucher"]
    return _standing(
        state=state_words(shown),
        stage=stage_of(shown),
        outcome=_outcome(matter),
        closed=matter.state.closed[1] if matter.state.closed else None,
        findings=sum([run.breach for run in flagged]),
        late_entries=sum([run.late for run in flagged]),
        vouchers_owed=sum([bool(run.missing) and run.lawful for run in flagged]),
        next_due=min(dues, default=None),
        tasks=tasks,
    )


def state_words(shown: Picture) -> str:
    """Return where a matter stands in the words of the office: 待办、在办、等待答复、已办结、导入未核验."""
    if shown.state.imported:
        return IMPORTED
    if shown.state.closed is not None:
        step = shown.procedure.steps[shown.state.closed[0]]
        return "已归档" if filed(shown.procedure, shown.state) else f"已办结：{step.name}"
    due = shown.due_now
    if due:
        looked = shown.steps if due[0].state is StepState.DONE else due  # sent once, and returned
        failed = next((item for item in looked if item.state is StepState.FAILED and item.run is not None), None)
        if failed is not None and failed.run is not None:
            return f"{failed.step.name}：{failed.run.outcome}"
        return f"在办：{due[0].step.name}"
    waiting = next((item for item in shown.steps if item.state is _WAITING), None)
    if waiting is not None:
        return f"等待答复：{waiting.step.name}"
    given = next((clock for clock in shown.clocks if _is_given(clock, shown.on)), None)
    if given is not None:
        return f"等待期满：{given.term.name}"
    back = next((item for item in shown.steps if item.state is StepState.FAILED and item.owed), None)
    return f"{back.step.name}：{back.run.outcome}" if back is not None and back.run is not None else "在办"


def place_of(state: str, closed: date | None, archived: date | None) -> int:
    """Return where a matter stands as a number: 0 在办, 1 等待答复, 2 已办结, 3 已归档, 4 导入、未核验."""
    if state == IMPORTED:
        return 4
    if archived is not None:
        return 3
    if closed is not None:
        return 2
    return 1 if state.startswith("等待答复") else 0


def _is_given(clock: Clock, on: date) -> bool:
    """Return whether a time runs that must be given to others: nothing is owed before it has passed."""
    return clock.term.kind is _AT_LEAST and clock.state_on(on) is ClockState.RUNNING


def stage_of(shown: Picture) -> str:
    """Return the name of the stage in which the first open duty lies."""
    for item in shown.due_now:
        for stage in shown.procedure.stages:
            if item.step.id in stage.steps:
                return stage.name
    return ""


def _outcome(matter: Folded) -> str:
    name = matter.procedure.result or (matter.state.closed[0] if matter.state.closed else None)
    if name is None:
        return ""
    runs = (run for slot, runs in reversed(matter.state.runs.items()) if slot[0] == name for run in reversed(runs))
    return next((run.outcome for run in runs if run.lawful and not run.voided), "")


def _tasks(shown: Picture) -> Iterator[TaskRow]:
    procedure = shown.procedure
    covered: set[tuple[str, str | None]] = set()
    closed = shown.state.closed is not None
    for duty in duties(shown):
        if duty.clock is not None:
            covered.add((duty.clock.term.id, duty.clock.key))
        yield _row(
            procedure,
            shown,
            kind="step",
            name=duty.step.id,
            key=duty.key,
            title=duty.step.act,
            posts=duty.posts,
            clock=duty.clock,
            basis=duty.basis,
        )
    for item in shown.steps:
        if item.state is _WAITING and not closed:
            yield _waiting(procedure, shown, item, covered)
    for clock in shown.clocks:
        if (clock.term.id, clock.key) in covered or not _is_duty(clock, shown.on):
            continue
        ends = [procedure.steps[step_named(name)] for name in clock.term.until]
        if not closed or any(step.after_end for step in ends):  # else nobody can do any more what this term waits for
            yield _row(
                procedure,
                shown,
                kind="term",
                name=clock.term.id,
                key=clock.key,
                title=clock.term.name,
                posts=clock.term.owner or tuple(dict.fromkeys(post for step in ends[:1] for post in step.posts)),
                clock=clock,
                basis=clock.term.basis,
            )
    for run in sorted(shown.state.flagged, key=lambda item: item.id):
        if run.missing and run.lawful:
            step = procedure.steps[run.step]
            names = "、".join(item.name for item in step.evidence if item.id in run.missing)
            yield TaskRow(
                kind="voucher",
                name=step.id,
                run_key=str(run.id),
                title=f"补交凭证：{names}",
                posts=_posts(step.posts),
                due=None,
                work_by=None,
                provisional=False,
                statutory=False,
                basis="归档前补齐",
                since=run.occurred,
            )


def _is_duty(clock: Clock, on: date) -> bool:
    return clock.term.duty and clock.term.kind is _WITHIN and clock.state_on(on) in _UNMET


def _waiting(procedure: Procedure, shown: Picture, item: StepView, covered: set[tuple[str, str | None]]) -> TaskRow:
    sending = next(one for one in reversed(shown.state.calls(item.step.id, item.key)) if one.answered is None)
    clock = next(
        (
            one
            for one in shown.clocks
            if any(name.partition(":")[0] == item.step.id for name in one.term.until) and one.key == item.key
        ),
        None,
    )
    if clock is not None:
        covered.add((clock.term.id, clock.key))
    row = _row(
        procedure,
        shown,
        kind="answer",
        name=item.step.id,
        key=item.key,
        title=f"登记答复：{item.step.name}",
        posts=item.step.posts,
        clock=clock,
        basis=clock.term.basis if clock else item.step.basis,
    )
    return TaskRow(**{**{name: getattr(row, name) for name in TaskRow.__slots__}, "since": sending.occurred})


def _row(
    procedure: Procedure,
    shown: Picture,
    *,
    kind: str,
    name: str,
    key: str | None,
    title: str,
    posts: tuple[str, ...],
    clock: Clock | None,
    basis: tuple[str, ...],
) -> TaskRow:
    due = clock.due if clock is not None else None
    legal, words = _printed(procedure, basis)
    return _task(
        kind=kind,
        name=name,
        run_key=key or "",
        title=title,
        posts=_posts(posts),
        due=due.due if due else None,
        work_by=due.work_by if due else None,
        provisional=due.provisional if due else False,
        statutory=legal and due is not None,
        basis=words,
        since=clock.began[0] if clock is not None and clock.began is not None else (shown.state.latest or shown.on),
        paused=clock is not None and clock.state_on(shown.on) is ClockState.PAUSED,
    )


_PRINTED: dict[tuple[int, tuple[str, ...], frozenset[str]], tuple[Mapping[str, Basis], bool, str]] = {}
_KEPT: Final = 4096


def _printed(procedure: Procedure, basis: tuple[str, ...]) -> tuple[bool, str]:
    """Return whether a law is among the bases, and their words as a row holds them; told once of each declaration."""
    place = (id(procedure.basis), basis, procedure.hidden)
    held = _PRINTED.get(place)
    if held is None or held[0] is not procedure.basis:
        if len(_PRINTED) >= _KEPT:
            _PRINTED.clear()
        rests = procedure.bases(basis)
        words = (bases_cn(rests) or UNSET_TERM)[:300]
        held = procedure.basis, any(item.prints_article for item in rests), words
        _PRINTED[place] = held
    return held[1], held[2]


def _posts(names: tuple[str, ...]) -> str:
    return "|" + "|".join(names) + "|" if names else ""
