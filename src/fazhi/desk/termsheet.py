"""The 期限计算书 of a clock: every step of the count in a line, calendars in which counted days bear their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fazhi.components import CalendarMonth, DayKind, DayMark, TermLine, TermSheet, calendar_month, cn_date
from fazhi.desk import people
from fazhi.desk.found import Found
from fazhi.desk.refusals import basis_words
from fazhi.desk.words import clock_tag
from fazhi.kernel.procedures import Clock, Order, PackNames, Procedure, restarts
from fazhi.kernel.procedures.names import date_stated, step_named
from fazhi.kernel.terms import Due, Kind
from fazhi.kernel.terms.sheet import policy_cn
from fazhi.kernel.terms.spec import NO_LAW
from fazhi.records import matters

MONTHS = 6
"""Calendars printed at most; of a longer count the first and the last ones."""


def sheet(found: Found, clock: Clock) -> TermSheet:
    """Return the sheet of a clock that has begun and is counted in a length that is known."""
    due = clock.due
    if due is None or clock.began is None:
        raise ValueError("a clock that has not begun has no sheet")
    procedure, term = found.procedure, clock.term
    tag, _ = clock_tag(matters.calendar(), found.on, clock)
    posts = "、".join(people.post_name(post) for post in _owners(procedure, clock))
    start = _start_words(procedure, clock.began_by)
    again = restarts(procedure, found.folded.state, term, clock.key, clock.began)
    months, cut = _months(due, found.on)
    return TermSheet(
        number=found.row.number,
        subject=term.name + (f"（第 {clock.key} 项）" if clock.key else ""),
        matter=found.row.title,
        agency=found.desk.township.name
        if found.row.unit_path.startswith(found.desk.township.path)
        else found.row.unit.name,
        owner=posts or (found.row.handler.name if found.row.handler else "承办单位"),
        period=f"{due.spec.length_cn}（{policy_cn(due)}）",
        period_basis=basis_words(procedure, term.basis) or NO_LAW,
        start=f"{start}，当日不计" if not due.spec.count_start else f"{start}，当日计入",
        start_basis=_start_basis(procedure, clock) or basis_words(procedure, term.basis) or NO_LAW,
        lines=tuple(_lines(clock, due, start, again)),
        due_label="末日" if term.kind is Kind.within else "最短期满之日",
        due=due.due,
        as_of=found.on,
        remaining=tag.text,
        result_note=due.statement.partition("。")[2],
        months=months,
        notes="".join(
            (*due.notes, _moved(clock), cut, _events(clock, again), f"校验码 {found.folded.hash[:12].upper()}。")
        ),
        counted_by=found.desk.person.name,
        provisional=due.provisional,
    )


def _owners(procedure: Procedure, clock: Clock) -> tuple[str, ...]:
    if clock.term.owner:
        return clock.term.owner
    posts = [
        post
        for name in clock.term.until
        if (step := procedure.steps.get(step_named(name))) is not None
        for post in step.posts
    ]
    return tuple(dict.fromkeys(posts))[:3]


def _start_words(procedure: Procedure, name: str) -> str:
    """Return what started a clock: 送审之日, 送出征求第三方意见之日, 补正答复之日（已补正）."""
    if name.startswith("subject."):
        question = procedure.subject.get(name.removeprefix("subject."))
        return f"{question.name if question else '登记的日期'}"
    step_id, _, outcome = name.partition(":")
    step = procedure.steps.get(step_named(name))
    if step is None:
        return "起算事件之日"
    if date_stated(name) is not None:
        return f"“{step.name}”所填“{PackNames(procedure).field(step_id)}”之日"
    if step_id.endswith(".sent"):
        return f"“{step.name}”送出之日"
    word = f"“{step.name}”之日" if step.call is None else f"收到“{step.name}”答复之日"
    return word + (f"（{outcome}）" if outcome else "")


def _start_basis(procedure: Procedure, clock: Clock) -> str:
    step = procedure.steps.get(step_named(clock.began_by))
    return basis_words(procedure, step.basis) if step is not None else ""


def _lines(clock: Clock, due: Due, start: str, again: Sequence[Order]) -> Iterator[TermLine]:
    for day, _ in again:
        text = f"原自{cn_date(day)}起算，已由{start}重新起算，以前的日数不计"
        yield TermLine(event="原起算", begin=day, end=None, text=text, counted=0, total=0)
    for line in due.lines:
        event = start.replace("之日", "") if line.seq == 1 and not due.start_note else line.event
        yield TermLine(
            event=event,
            begin=line.start,
            end=line.end if line.end != line.start else None,
            text=_people_in(line.text, clock),
            counted=line.counted,
            total=line.total,
        )


def _people_in(text: str, clock: Clock) -> str:
    """Return a line with the names of approvers: the engine knows people by key only."""
    keys = {item.approver for item in clock.extensions}
    for key, name in people.names(keys).items():
        text = text.replace(f"经{key}决定", f"经{name}决定")
    return text


def _moved(clock: Clock) -> str:
    if clock.plain is None or clock.due is None or clock.plain.due == clock.due.due:
        return ""
    why = "、".join(word for word, there in (("停止计算", clock.pauses), ("延长", clock.extensions)) if there)
    return f"未{why}时末日为{cn_date(clock.plain.due)}，因{why}改为{cn_date(clock.due.due)}。"


def _events(clock: Clock, again: Sequence[Order]) -> str:
    ids = sorted({order[1] for order in (clock.began, clock.ended, *again) if order is not None and order[1]})
    return f"所依记录：第{'、'.join(str(item) for item in ids)}号。" if ids else ""


def _months(due: Due, today: date) -> tuple[tuple[CalendarMonth, ...], str]:
    marks: dict[date, DayMark] = {}
    for mark in due.marks:
        kind = DayKind.PLAIN
        if mark.suspended:
            kind = DayKind.PAUSED
        elif mark.start and mark.number is None:
            kind = DayKind.START
        elif mark.number is not None:
            kind = DayKind.EXTENDED if mark.extended else DayKind.COUNTED
        elif mark.rest:
            kind = DayKind.REST
        marks[mark.day] = DayMark(kind=kind, text=mark.label, due=mark.end, today=mark.day == today)
    months = sorted({(day.year, day.month) for day in marks})
    cut = ""
    if len(months) > MONTHS:
        cut = f"日历只印首尾各{MONTHS // 2}个月。"
        months = months[: MONTHS // 2] + months[-(MONTHS // 2) :]
    return tuple(calendar_month(year, month, marks) for year, month in months), cut
