"""May this act be done now? The one place that says yes or no and makes the event.

`judge` asks twice where it must: on the whole fold, with the clocks read on the day the act occurred; and, if anything
is on record that occurred later, once more on the fold of what had occurred by then and of the answers the matter was
opened with. So an entry made late can never turn a later review into a prior one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.making import maker
from fazhi.kernel.procedures.acts import USUAL, Act, ActKind, Blocker, BlockKind, History, Rules, Verdict
from fazhi.kernel.procedures.checks import read_fields
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.events import EventType, MatterEvent, no_tokens
from fazhi.kernel.procedures.folding import fold
from fazhi.kernel.procedures.forms import check_form, owed_evidence, unknown_field
from fazhi.kernel.procedures.gates import blockers
from fazhi.kernel.procedures.model import Procedure, Step
from fazhi.kernel.procedures.state import Run, Sending, State
from fazhi.kernel.procedures.values import YEARS, choices, problem_with
from fazhi.kernel.procedures.view import View

# Members of an enumeration, looked up once: to find one by its name takes Python 3.11 longer than to compare it.
_DO, _SEND, _ANSWER, _FACT = ActKind.DO, ActKind.SEND, ActKind.ANSWER, ActKind.FACT
_DOING = (_DO, _SEND, _ANSWER, _FACT)
_CALLING = (_SEND, _ANSWER)
_SPEAKING = (ActKind.VOID, ActKind.VOUCH, ActKind.AMEND)
"""Acts that speak of an earlier record."""


def judge(
    procedure: Procedure,
    state: State,
    act: Act,
    calendar: Calendar,
    history: History,
    rules: Rules = USUAL,
) -> Verdict:
    """Return whether the act may be done, with every reason if not and the event to append if so.

    ``history`` gives all events of the matter and is called only when something on record occurred after the act.
    The event's ``seq`` is ``state.seq + 1``; the ledger confirms it.
    """
    early = _unconfirmed(state) or tuple(_sanity(procedure, state, act))
    if early:
        return Verdict(blockers=early)
    if act.kind not in _DOING:
        late = tuple(_lateness(act, calendar, rules))
        return Verdict(blockers=late, event=None if late else _event(procedure, state, act))
    step = procedure.steps[act.step or ""]
    clocks = CalendarClocks(procedure, state, calendar, act.occurred)
    view = View(procedure, state, clocks, step=step, key=act.key, outcome=act.outcome, fields=act.fields)
    reasons = list(blockers(procedure, state, act, clocks, view))
    then_read = view
    if state.latest is not None and state.latest > act.occurred:
        past = fold(procedure, _by_then(history(), act.occurred))
        then_read = View(procedure, past, clocks, step=step, key=act.key, outcome=act.outcome, fields=act.fields)
        then = CalendarClocks(procedure, past, calendar, act.occurred)
        seen = {(item.kind, item.text) for item in reasons}
        for item in blockers(procedure, past, act, then):
            if (item.kind, item.text) not in seen:
                reasons.append(_as_of(item, act.occurred))
    formal = list(check_form(procedure, act, step, view))
    late = tuple(_lateness(act, calendar, rules))
    if act.kind is _FACT:
        # What is not known of a breach stays open; what is said must still be sound.
        formal = [item for item in formal if item.kind is not BlockKind.FIELD or _given(act, item.field)]
        if not reasons and not act.why.strip():
            formal.append(
                Blocker(
                    kind=BlockKind.LAWFUL,
                    step=step.id,
                    text=f"按现有记录，“{step.name}”并无违反程序之处，不应登记为不合规事实",
                    next=f"按正常程序办理“{step.act}”；确有其他违规情形的，写明情形后再登记",
                )
            )
        if formal or late:
            return Verdict(blockers=(*formal, *late))
        return Verdict(blockers=(), event=_event(procedure, state, act, then_read, breaches=tuple(reasons)))
    if reasons or formal or late:
        return Verdict(blockers=(*reasons, *formal, *late))
    return _allowed(blockers=(), event=_event(procedure, state, act, then_read))


def _breach(item: Blocker) -> str:
    """Return a condition that a fact did not meet; where nothing is on record it accuses nobody, and says so."""
    return f"没有登记，未能核对：{item.text}" if item.unknown else item.text


def _by_then(events: Iterable[MatterEvent], day: date) -> Iterator[MatterEvent]:
    """Yield what had occurred by a day, and what the matter is: the answers it was opened with.

    A contract was a contract before anybody opened a file on it. Left out, each condition that asks for its kind would
    be unknown, and what was done before the opening would be held against the law of every kind.
    """
    return (event for event in events if event.occurred <= day or event.type is EventType.OPENED)


def _unconfirmed(state: State) -> tuple[Blocker, ...]:
    """Return the refusal of any act on what was taken over from a table and held against no original yet."""
    if not state.imported:
        return ()
    text = "此件是从旧台账导入的，尚未核验，不能据此办理"
    return (Blocker(kind=BlockKind.IMPORTED, text=text, next="先对照原件办理“核验”"),)


def _given(act: Act, field: str | None) -> bool:
    return field is not None and act.fields.get(field) not in (None, "", ())


def _as_of(item: Blocker, day: date) -> Blocker:
    return Blocker(
        kind=item.kind,
        step=item.step,
        text=f"按{day.isoformat()}当时的情况：{item.text}",
        next="发生在后的程序不能使先前的行为合法；该行为已经发生的，登记为不合规事实",
        basis=item.basis,
        expr=item.expr,
        missing=item.missing,
        field=item.field,
        unknown=item.unknown,
        back=True,
    )


def _sanity(procedure: Procedure, state: State, act: Act) -> Iterator[Blocker]:
    """Yield what makes the act no act at all: unknown names, impossible dates, nothing to answer."""
    if act.occurred.year not in YEARS:
        yield Blocker(
            kind=BlockKind.TIME,
            text=f"发生日期{act.occurred.isoformat()}不在{YEARS.start}年至{YEARS.stop - 1}年之间",
            next="核对年份",
            field="occurred",
        )
    if act.occurred > act.recorded:
        yield Blocker(
            kind=BlockKind.TIME,
            text=f"发生日期{act.occurred.isoformat()}晚于今天{act.recorded.isoformat()}",
            next="只能登记已经发生的事，请改日期",
            field="occurred",
        )
    if act.kind in _SPEAKING:
        yield from _about_run(procedure, state, act)
        return
    if act.kind is ActKind.CHANGE:
        yield from _about_subject(procedure, act)
        return
    step = procedure.steps.get(act.step or "")
    if step is None:
        yield Blocker(kind=BlockKind.UNKNOWN, text=f"本规程没有“{act.step}”这一步", next="核对步骤")
        return
    if not act.decider.strip() and act.kind is not _FACT:
        # Nobody is different from everybody: without a decider separation would hold of itself.
        yield Blocker(
            kind=BlockKind.FIELD,
            step=step.id,
            text=f"“{step.name}”没有写明决定人",
            next="写明由谁决定",
            field="decider",
        )
    if (act.kind in _CALLING) != (step.call is not None) and act.kind is not _FACT:
        yield Blocker(
            kind=BlockKind.CALL,
            step=step.id,
            text=f"“{step.name}”"
            + ("由其他单位办理，应当先送出、再登记答复" if step.call else "由本单位办理，不用送出"),
            next="先登记送出，收到答复后再登记答复" if step.call else f"直接办理：{step.act}",
        )
    if act.kind is _ANSWER and step.call is not None:
        waiting = _waiting(state, act)
        if waiting is None:
            yield Blocker(
                kind=BlockKind.CALL,
                step=step.id,
                text=f"没有等待答复的“{step.name}”",
                next="先登记送出；已经答复过的，核对登记",
            )
        elif act.occurred < waiting.occurred:
            yield Blocker(
                kind=BlockKind.TIME,
                step=step.id,
                text=f"答复日期{act.occurred.isoformat()}早于送出日期{waiting.occurred.isoformat()}",
                next="核对两个日期；送出日期登记有误的，作废后重新登记",
                field="occurred",
            )
    if step.each and act.key not in state.lists.get(step.each, ()) and act.kind is not _FACT:
        yield Blocker(
            kind=BlockKind.KEY,
            step=step.id,
            text=f"“{step.name}”须按名单“{procedure.lists[step.each]}”逐项办理，"
            + ("尚未选定是哪一项" if act.key is None else f"名单中没有第{act.key}项"),
            next="从名单中选择一项" if state.lists.get(step.each) else "名单还是空的，先列入名单",
            field="key",
        )
    if step.keyed is None and act.key is not None:
        yield Blocker(
            kind=BlockKind.KEY, step=step.id, text=f"“{step.name}”不分项办理", next="不用选择名单中的项", field="key"
        )
    if step.adds and act.key is not None and act.key not in state.lists.get(step.adds, ()):
        yield Blocker(
            kind=BlockKind.KEY,
            step=step.id,
            text=f"名单“{procedure.lists[step.adds]}”中没有第{act.key}项",
            next="新列入的不用选择；要改的，从名单中选择",
            field="key",
        )
    if act.kind is not _SEND and (act.outcome or "") not in step.outcomes:
        yield Blocker(
            kind=BlockKind.OUTCOME,
            step=step.id,
            text=f"“{step.name}”的结果只能是：{choices(step.outcomes)}",
            next="从中选择一项",
            field="outcome",
        )


def _waiting(state: State, act: Act) -> Sending | None:
    waiting = [item for item in state.calls(act.step or "", act.key) if item.answered is None and not item.voided]
    if act.run is not None:
        return next((item for item in waiting if item.id == act.run), None)
    return waiting[-1] if waiting else None


def _about_run(procedure: Procedure, state: State, act: Act) -> Iterator[Blocker]:
    run = state.find(act.run) if act.run is not None else None
    sending = next((item for items in state.sendings.values() for item in items if item.id == act.run), None)
    if run is None and (sending is None or act.kind is not ActKind.VOID):
        yield Blocker(
            kind=BlockKind.UNKNOWN, text="没有找到要作废、补交凭证或者更正的记录", next="从办理过程中选择这条记录"
        )
    elif run is not None and act.kind is ActKind.AMEND and (read := _read_by_gates(procedure, run, act)):
        yield Blocker(
            kind=BlockKind.FIELD,
            text=f"{_asked_as(procedure, run, read)}是程序判断的依据，不能就地更正",
            next="作废原记录并写明理由，再重新登记",
            field=read[0],
        )
    elif (run is not None and run.voided) or (sending is not None and sending.voided):
        yield Blocker(
            kind=BlockKind.ONCE,
            text="这条记录已经作废",
            next="不用重复作废" if act.kind is ActKind.VOID else "在重新登记的那条记录上办理",
        )
    elif sending is not None and sending.answered is not None:
        # An answer would stand that covers what was never sent.
        yield Blocker(
            kind=BlockKind.CALL,
            step=sending.step,
            text="这次送出已有答复，不能单独作废送出",
            next="先作废答复，再作废送出",
        )
    elif run is not None and act.kind is ActKind.AMEND:
        yield from _answers(procedure.steps[run.step], act)
    if act.kind is ActKind.VOID and not act.why.strip():
        yield Blocker(kind=BlockKind.FIELD, text="作废须写明理由", next="写明哪里有误、为什么作废", field="why")


def _asked_as(procedure: Procedure, run: Run, names: tuple[str, ...]) -> str:
    asked = {item.id: item.name for item in procedure.steps[run.step].fields}
    return choices(tuple(asked.get(name, name) for name in names))


def _read_by_gates(procedure: Procedure, run: Run, act: Act) -> tuple[str, ...]:
    """Return the fields an amendment would change although a gate or a term reads them."""
    read = read_fields(procedure)
    return tuple(name for name in act.fields if (run.step, name) in read)


def _answers(step: Step, act: Act) -> Iterator[Blocker]:
    declared = {item.id: item for item in step.fields}
    for name, value in act.fields.items():
        if name not in declared:
            yield unknown_field(step, name)
        elif problem := problem_with(value, declared[name].type):
            yield Blocker(kind=BlockKind.FIELD, step=step.id, text=f"“{declared[name].name}”{problem}", field=name)


def _about_subject(procedure: Procedure, act: Act) -> Iterator[Blocker]:
    for name, value in act.fields.items():
        declared = procedure.subject.get(name)
        if declared is None:
            yield Blocker(
                kind=BlockKind.UNKNOWN, text=f"本规程没有“{name}”这一项", next="核对要变更的是哪一项", field=name
            )
        elif not declared.mutable:
            yield Blocker(
                kind=BlockKind.FIELD, text=f"“{declared.name}”立项后不能变更", next="登记有误的，按更正办理", field=name
            )
        elif problem := problem_with(value, declared.type):
            yield Blocker(kind=BlockKind.FIELD, text=f"“{declared.name}”{problem}", field=name)


def _lateness(act: Act, calendar: Calendar, rules: Rules) -> Iterator[Blocker]:
    """An entry later than the set number of working days needs reason, evidence and an approver."""
    days = days_late(act.occurred, act.recorded, calendar)
    if days <= rules.late_after or act.kind in _SPEAKING:
        return
    if act.late is None or not act.late.reason.strip() or not act.late.approver.strip() or not act.late.evidence:
        yield Blocker(
            kind=BlockKind.LATE,
            step=act.step,
            text=f"发生于{act.occurred.isoformat()}，晚登记{days}个工作日，属于补录",
            next="写明补录理由、批准人并附凭证；日期照实填写，不得改成今天",
            field="late",
        )


def days_late(occurred: date, recorded: date, calendar: Calendar) -> int:
    """Return the working days from the day of the act (excluded) to the day of entry (included)."""
    return calendar.working_between(occurred, recorded) if recorded > occurred else 0


def _event(
    procedure: Procedure,
    state: State,
    act: Act,
    view: View | None = None,
    breaches: tuple[Blocker, ...] = (),
) -> MatterEvent:
    """Return the event of an allowed act, with the tokens of what it rested on at the time it occurred (``view``)."""
    extra: dict[str, object] = {"why": act.why} if act.why else {}
    if act.late is not None:
        extra["late"] = {"reason": act.late.reason, "approver": act.late.approver}
    step = procedure.steps.get(act.step or "")
    key, uses, run = act.key, no_tokens(), act.run
    text = act.text
    if step is not None and view is not None:
        uses = view.tokens(step, key)
        if step.adds and key is None:
            key = str(len(state.lists.get(step.adds, ())) + 1)
        if act.kind is _SEND and step.call and step.call.carries:
            # What goes out is what the answer will cover: the present version, whatever was handed in with the act.
            text = view.token(step.call.carries, key, step.id)
        if act.kind is _ANSWER:
            waiting = _waiting(state, act)
            run = waiting.id if waiting else None
        if act.kind is not _SEND:
            extra["owed"] = list(owed_evidence(step, view))
        if act.kind is _FACT:
            extra["breaches"] = [{"text": _breach(item), "basis": list(item.basis)} for item in breaches]
    return _made(
        seq=state.seq + 1,
        type=_TYPES[act.kind],
        occurred=act.occurred,
        recorded=act.recorded,
        decider=act.decider,
        step=act.step,
        key=key,
        run=run,
        outcome=act.outcome or "",
        fields=act.fields,
        uses=uses,
        text=text,
        vouchers=act.vouchers,
        late=act.late is not None,
        extra=extra,
    )


_made, _allowed = maker(MatterEvent), maker(Verdict)
_TYPES: Mapping[ActKind, EventType] = {
    ActKind.DO: EventType.RAN,
    ActKind.SEND: EventType.SENT,
    ActKind.ANSWER: EventType.ANSWERED,
    ActKind.FACT: EventType.FACT,
    ActKind.VOID: EventType.VOIDED,
    ActKind.CHANGE: EventType.CHANGED,
    ActKind.VOUCH: EventType.VOUCHED,
    ActKind.AMEND: EventType.AMENDED,
}
