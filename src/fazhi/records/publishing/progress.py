"""Where letters stand, as their senders are told: by declaration, without a name, found by number and code alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from fazhi.kernel.citations.basis import bases_cn
from fazhi.kernel.ledger import Json
from fazhi.kernel.procedures import Clock, ClockState, Procedure
from fazhi.kernel.procedures.publishing import passed
from fazhi.kernel.procedures.remedies import remedies_of
from fazhi.kernel.terms import Unit
from fazhi.packs import procedures
from fazhi.records import matters
from fazhi.records.acts.letters import ANSWERED, ASIDE, KINDS, NEW, OPENED, PASSED_ON
from fazhi.records.matters import Folded
from fazhi.records.models import Letter

TOLD: Final = timedelta(days=730)
"""How long a letter is told of after it came."""

Row = dict[str, Json]


def statuses(on: date) -> list[Row]:
    """Return where each letter of the last two years stands."""
    rows = Letter.objects.filter(arrived__gte=on - TOLD).order_by("number")
    return [_status(row, on) for row in rows]


def _status(row: Letter, on: date) -> Row:
    declared = procedures.get(row.procedure) if row.procedure in procedures.ids() else None
    name = declared.inbox.name if declared is not None and declared.inbox is not None else KINDS.get(row.kind, row.kind)
    made: Row = {"key": row.lookup, "name": name, "record": "", "state": "● 收件人员已取走，等登记", "why": ""}
    if row.state == ASIDE:
        return {**made, "state": "– 没有登记", "why": f"理由：{row.reason}"}
    if row.state == ANSWERED:
        return {**made, "state": "✓ 已答复", "why": row.reason}
    if row.state == PASSED_ON:
        return {**made, "state": "✓ 已转送", "why": row.reason}
    if row.state == NEW or not row.matter:
        return made
    folded = matters.folded(row.matter)
    made["record"] = folded.card.number
    raised, inbox = folded.procedure.raised, folded.procedure.inbox
    if row.state == OPENED and raised is not None:
        return {**made, "name": f"{made['name']}：{raised.name}", **_running(folded, on, raised.course, raised.terms)}
    if row.kind == "problem":
        return {**made, "state": "✓ 已收入承办的事项", "why": "由承办单位一并办理。"}
    if row.kind != "request" or inbox is None:
        return {**made, "state": "✓ 已收入承办的事项", "why": "汇总意见时逐条计入，采纳情况另行公布。"}
    return {**made, **_running(folded, on, inbox.course, inbox.terms)}


def _running(folded: Folded, on: date, course: tuple[str, ...], told: tuple[str, ...]) -> Row:
    """Return how a matter goes on, as its declaration tells who wrote: the steps ``course``, the terms ``told``."""
    procedure = folded.procedure
    clocks = [one for one in matters.shown(folded, on).clocks if one.term.id in told and one.due is not None]
    steps = sorted(passed(procedure, folded.state, course), key=lambda one: one.last)
    closed = folded.state.closed
    state = "✓ 已办结" if closed is not None else "● 正在办理"
    if closed is None and any(one.state_on(on) is ClockState.PAUSED for one in clocks):
        state = "‖ 正在征求意见，期限暂停计算"
    return {
        "state": state,
        "clocks": [dict(_clock(procedure, one, on)) for one in clocks],
        "remedies": [
            {
                "say": one.remedy.say,
                "due": f"{one.due.year}年{one.due.month}月{one.due.day}日" if one.due is not None else "",
                "basis": bases_cn(procedure.bases(one.remedy.basis)),
            }
            for one in remedies_of(procedure, folded.state, matters.calendar(), on)
        ],
        "steps": [
            {"day": one.last.isoformat(), "name": one.name, "outcome": "" if one.outcome == "办结" else one.outcome,
             "shape": "✓"}
            for one in reversed(steps)
        ],
    }  # fmt: skip


def _clock(procedure: Procedure, one: Clock, on: date) -> Iterator[tuple[str, Json]]:
    due = one.due
    if due is None:
        return
    yield "name", "最迟" + one.term.name.removesuffix("期限")
    yield "due", f"{due.due.month}月{due.due.day}日"
    if one.ended is not None:
        yield "used", f"{one.ended[0].month}月{one.ended[0].day}日已办"
    elif due.due >= on:
        working = one.term.unit is Unit.working_day
        left = matters.calendar().working_between(on, due.due) if working else (due.due - on).days
        yield "left", f"{left} 个工作日" if working else f"{left} 日"
    else:
        yield "left", f"已逾期 {(on - due.due).days} 日"
    yield "basis", bases_cn(procedure.bases(one.term.basis))
