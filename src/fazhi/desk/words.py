"""Terms and states in the words of the office: 剩 3 个工作日，11月26日（周四）止; the same words on every page."""

from __future__ import annotations

from datetime import date

from fazhi.components import State, Tag, short_date
from fazhi.kernel.calendar import Calendar
from fazhi.kernel.procedures import Clock, ClockState, StepState
from fazhi.kernel.terms import Kind, Unit

STEP_STATES = {
    StepState.DONE: (State.DONE, "已办"),
    StepState.FAILED: (State.CHECK, "已办，未通过"),
    StepState.STALE: (State.CHECK, "须重办"),
    StepState.WAITING: (State.WAITING, "等答复"),
    StepState.OPEN: (State.OPEN, "在办"),
    StepState.BLOCKED: (State.LOCKED, "未到"),
    StepState.POSSIBLE: (State.SKIPPED, "可不办"),
    StepState.NOT_NEEDED: (State.SKIPPED, "不需要"),
    StepState.UNLAWFUL: (State.UNLAWFUL, "不合规事实"),
}
"""Every state of a step with its shape and word."""


def step_tag(state: StepState) -> Tag:
    """Return the state of a step as shape and word."""
    shape, word = STEP_STATES[state]
    return Tag(state=shape, text=word)


def due_tag(
    calendar: Calendar, today: date, due: date, *, work_by: date | None = None, paused: bool = False
) -> tuple[Tag, str]:
    """Return what is left of a duty, and its last day: (剩 2 个工作日, 11月24日（周二）止).

    ``work_by`` is the last working day in time: when the last day itself is a rest day, it says so.
    """
    until = f"{short_date(due)}止"
    if paused:
        return Tag(state=State.PAUSED, text="中止计算"), f"暂计至{short_date(due)}"
    if today > due:
        late = calendar.working_between(due, today)
        words = f"逾期 {late} 个工作日" if late else f"逾期 {(today - due).days} 日"
        return Tag(state=State.LATE, text=words), until
    if today == due:
        return Tag(state=State.TODAY, text="今天止"), until
    if work_by is not None and work_by <= today:
        return Tag(state=State.TODAY, text="须今天办"), f"{until}，末日前都是休息日"
    left = calendar.working_between(today, due)
    if work_by is not None and work_by < due:
        until = f"{until}，末日休息，{short_date(work_by)}前办"
    return Tag(state=State.TODAY if left <= 1 else State.OPEN, text=f"剩 {left} 个工作日"), until


def clock_tag(calendar: Calendar, today: date, clock: Clock) -> tuple[Tag, str]:
    """Return where a clock stands in words, whatever its kind and state, and its last day."""
    state = clock.state_on(today)
    due = clock.due
    if due is None or state is ClockState.IDLE:
        return Tag(state=State.WAITING, text="未起算"), ""
    last = f"{short_date(due.due)}止"
    if state is ClockState.MET:
        return Tag(state=State.DONE, text="已按期办结" if clock.term.kind is Kind.within else "已满"), last
    if state is ClockState.MISSED:
        late = "已办，逾期" if clock.term.kind is Kind.within else "未满即办"
        return Tag(state=State.LATE, text=late), last
    if clock.term.kind is Kind.at_least:
        if today > due.due:
            return Tag(state=State.DONE, text="已满，可办"), last
        left = due.remaining(today)
        unit = "个工作日" if clock.term.unit is Unit.working_day else "日"
        return Tag(state=State.OPEN, text=f"还须满 {left} {unit}"), f"{short_date(due.free_from)}起可办"
    if clock.term.unit is Unit.working_day or state is ClockState.PAUSED:
        return due_tag(calendar, today, due.due, work_by=due.work_by, paused=state is ClockState.PAUSED)
    left = due.remaining(today)
    if left < 0:
        return Tag(state=State.LATE, text=f"逾期 {-left} 日"), last
    if left == 0:
        return Tag(state=State.TODAY, text="今天止"), last
    if due.work_by <= today or due.work_by < due.due:
        return due_tag(calendar, today, due.due, work_by=due.work_by)
    return Tag(state=State.TODAY if left <= 1 else State.OPEN, text=f"剩 {left} 日"), last
