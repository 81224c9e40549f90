"""May this act be done now? The one place that says yes or no, for the desk, the commands, the cases and the prover.

`judge` asks twice where it must: on the whole fold, with the clocks read on the day the act occurred; and, if anything
is on record that occurred later, once more on the fold of what had occurred by then. So an entry made late can never
turn a later review into a prior one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import Expr, blame, evaluate, sentence, unmet
from fazhi.kernel.procedures.checks import names_of, read_fields
from fazhi.kernel.procedures.clocks import CalendarClocks, Clocks
from fazhi.kernel.procedures.events import EventType, FieldValue, MatterEvent, no_tokens, nothing
from fazhi.kernel.procedures.model import Amount, Field, Gate, Procedure, Step
from fazhi.kernel.procedures.names import PackNames
from fazhi.kernel.procedures.state import Run, Sending, State, fold
from fazhi.kernel.procedures.values import problem_with
from fazhi.kernel.procedures.view import View


class ActKind(StrEnum):
    """What can be done to a matter."""

    DO = "do"
    SEND = "send"
    ANSWER = "answer"
    FACT = "fact"
    VOID = "void"
    CHANGE = "change"
    VOUCH = "vouch"
    AMEND = "amend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Why an act is entered late, and who allowed it."""

    reason: str
    approver: str
    evidence: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A proposed act. ``decider`` is who decides (决定人), ``posts`` the posts he or she holds on that day.

    ``key`` chooses the entry of a list (``None`` on an ``adds`` step: a new one). ``text`` is the digest of a new
    version of a text. ``vouchers`` are evidence items handed in. ``run`` names what is voided, vouched or amended.
    """

    kind: ActKind
    occurred: date
    recorded: date
    decider: str = ""
    posts: frozenset[str] = frozenset()
    step: str | None = None
    key: str | None = None
    outcome: str | None = None
    fields: Mapping[str, FieldValue] = field(default_factory=nothing)
    text: str | None = None
    vouchers: frozenset[str] = frozenset()
    run: int | None = None
    why: str = ""
    late: Late | None = None


class BlockKind(StrEnum):
    """Why an act is refused. Used by tests and by the prover; people read the text."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    ONCE = "once"
    AFTER = "after"
    GATE = "gate"
    SEPARATE = "separate"
    POST = "post"
    KEY = "key"
    CALL = "call"
    OUTCOME = "outcome"
    FIELD = "field"
    TERM = "term"
    TIME = "time"
    LATE = "late"
    TEXT = "text"
    LAWFUL = "lawful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One reason of refusal: what, by which basis, and the next lawful move.

    ``expr`` is the gate and ``missing`` the atoms in it that are not as they must be. ``field`` names the question it
    belongs to. ``unknown`` says that the gate is closed because something has not been filled in yet.
    ``back`` is true when only the fold as of the day of the act refuses.
    """

    kind: BlockKind
    text: str
    step: str | None = None
    next: str | None = None
    basis: tuple[str, ...] = ()
    expr: Expr | None = None
    missing: tuple[Expr, ...] = ()
    field: str | None = None
    unknown: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a site sets for all procedures: after how many working days an entry counts as late."""

    late_after: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer: either no blockers and the event to record, or all reasons at once."""

    blockers: tuple[Blocker, ...]
    event: MatterEvent | None = None

    @property
    def allowed(self) -> bool:
        """Return whether the act may be recorded."""
        return not self.blockers


History = Callable[[], Iterable[MatterEvent]]


def judge(
    procedure: Procedure,
    state: State,
    act: Act,
    calendar: Calendar,
    history: History,
    rules: Rules = Rules(),
) -> Verdict:
    """Return whether the act may be done, with every reason if not and the event to append if so.

    ``history`` gives all events of the matter and is called only when something on record occurred after the act.
    The event's ``seq`` is ``state.seq + 1``; the ledger confirms it.
    """
    early = tuple(_sanity(procedure, state, act))
    if early:
        return Verdict(blockers=early)
    if act.kind not in {ActKind.DO, ActKind.SEND, ActKind.ANSWER, ActKind.FACT}:
        late = tuple(_lateness(act, calendar, rules))
        return Verdict(blockers=late, event=None if late else _event(procedure, state, act))
    step = procedure.steps[act.step or ""]
    clocks = CalendarClocks(procedure, state, calendar, act.occurred)
    reasons = list(blockers(procedure, state, act, clocks))
    past = state
    if state.latest is not None and state.latest > act.occurred:
        past = fold(procedure, (event for event in history() if event.occurred <= act.occurred))
        then = CalendarClocks(procedure, past, calendar, act.occurred)
        seen = {(item.kind, item.text) for item in reasons}
        for item in blockers(procedure, past, act, then):
            if (item.kind, item.text) not in seen:
                reasons.append(_as_of(item, act.occurred))
    formal = list(_form(procedure, state, act, step, clocks))
    late = tuple(_lateness(act, calendar, rules))
    if act.kind is ActKind.FACT:
        formal = [item for item in formal if item.kind is not BlockKind.FIELD]
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
        return Verdict(blockers=(), event=_event(procedure, state, act, past, clocks, breaches=tuple(reasons)))
    if reasons or formal or late:
        return Verdict(blockers=(*reasons, *formal, *late))
    return Verdict(blockers=(), event=_event(procedure, state, act, past, clocks))


def blockers(procedure: Procedure, state: State, act: Act, clocks: Clocks) -> Iterator[Blocker]:
    """Yield every reason in law why the act may not be done in this state. This is the transition guard.

    Forms (required answers, types) and lateness are asked elsewhere: they are no matter of the state.
    """
    step = procedure.steps[act.step or ""]
    key = act.key
    if state.closed is not None and not step.after_end:
        yield Blocker(
            kind=BlockKind.CLOSED,
            step=step.id,
            text=f"本事项已于{state.closed[1].isoformat()}办结，不能再办“{step.name}”",
            next="确需更正的，作废相应记录并写明理由",
        )
    view = View(procedure, state, clocks, step=step, key=key, outcome=act.outcome, fields=act.fields)
    answering = act.kind is ActKind.ANSWER
    if step.once and not answering and _done_once(state, step, key):
        yield Blocker(
            kind=BlockKind.ONCE,
            step=step.id,
            text=f"“{step.name}”只能办理一次，已经办理",
            next="记录有误的，作废原记录后重新登记",
        )
    if not answering:
        for name in step.after:
            if view.settled(name) is not True:
                yield _after(procedure, view, step, name)
    for gate in step.needs_answer if answering else step.needs:
        value = evaluate(gate.expr, view)
        if value is not True:
            yield _gate(procedure, step, gate, view, unknown=value is None)
    if not answering:
        yield from _separation(procedure, state, step, act)
        yield from _posts(step, act)
    yield from _extension(procedure, state, step, act, clocks)


def _done_once(state: State, step: Step, key: str | None) -> bool:
    if any(run.lawful and not run.voided for run in state.of(step.id, key)):
        return True
    return any(not item.voided for item in state.calls(step.id, key))


def _after(procedure: Procedure, view: View, step: Step, name: str) -> Blocker:
    earlier = procedure.steps[name]
    if view.happened(name) if earlier.keyed is None else bool(view.state.every(name)):
        text = f"“{earlier.name}”尚未办结有效，不能办理“{step.name}”"
    else:
        text = f"尚未办理“{earlier.name}”，不能办理“{step.name}”"
    return Blocker(
        kind=BlockKind.AFTER,
        step=step.id,
        text=text,
        next=f"先办：{earlier.act}",
        basis=step.basis,
        missing=(),
        field=name,
    )


def _gate(procedure: Procedure, step: Step, gate: Gate, view: View, *, unknown: bool) -> Blocker:
    names = PackNames(procedure, step)
    scope = names_of(procedure).within(step)
    text = gate.say or f"“{step.name}”的条件未满足：" + "；".join(
        sentence(part, names, scope) for part in unmet(gate.expr, view)
    )
    missing = tuple(item.expr for item in blame(gate.expr, view))
    return Blocker(
        kind=BlockKind.GATE,
        step=step.id,
        text=text,
        next=gate.next,
        basis=gate.basis or step.basis,
        expr=gate.expr,
        missing=missing,
        unknown=unknown,
    )


def _separation(procedure: Procedure, state: State, step: Step, act: Act) -> Iterator[Blocker]:
    """A decider may not have decided the named steps before: any run, any key, voided and facts among them."""
    for name in step.separate:
        earlier = procedure.steps[name]
        deciders: set[str] = {run.decider for run in state.every(name)}
        deciders |= {item.decider for (own, _), items in state.sendings.items() if own == name for item in items}
        if act.decider and act.decider in deciders:
            yield Blocker(
                kind=BlockKind.SEPARATE,
                step=step.id,
                text=f"“{step.name}”的决定人办理过本事项的“{earlier.name}”，应当回避",
                next="由他人决定；本单位无人可换的，可请法律顾问审、邻所交叉审、县司法局审或由县司法局指定",
                basis=step.basis,
                field="decider",
            )


def _posts(step: Step, act: Act) -> Iterator[Blocker]:
    if step.posts and not act.posts & frozenset(step.posts):
        yield Blocker(
            kind=BlockKind.POST,
            step=step.id,
            text=f"“{step.name}”不属于该决定人的岗位职责",
            next="核对决定人，或由有权岗位的人员决定",
            field="decider",
        )


def _extension(procedure: Procedure, state: State, step: Step, act: Act, clocks: Clocks) -> Iterator[Blocker]:
    """A step that extends a term: the term must be running, not extended too often, not by too much."""
    for term in procedure.terms.values():
        extend = term.extend
        if extend is None or extend.by != step.id or act.kind is ActKind.ANSWER:
            continue
        key = act.key if term.each else None
        if clocks.running(term.id, key) is not True:
            yield Blocker(
                kind=BlockKind.TERM,
                step=step.id,
                text=f"“{term.name}”未在计算中或者已经届满，不能延长",
                next="期限届满后不得补办延期，应当如实登记逾期并尽快办结",
                basis=extend.basis,
            )
            continue
        times = clocks.extended(term.id, key)
        if times is not None and times >= extend.times:
            yield Blocker(
                kind=BlockKind.TERM,
                step=step.id,
                text=f"“{term.name}”至多延长{extend.times}次，已经延长{times}次",
                basis=extend.basis,
            )
        asked = _number(procedure, act, extend.amount)
        most = _number(procedure, act, extend.max)
        if asked is not None and most is not None and not 0 < asked <= most:
            yield Blocker(
                kind=BlockKind.TERM,
                step=step.id,
                text=f"“{term.name}”至多延长{most}日，不能延长{asked}日",
                basis=extend.basis,
                field=extend.amount.removeprefix("field.") if isinstance(extend.amount, str) else None,
            )


def _number(procedure: Procedure, act: Act, amount: Amount) -> int | None:
    if isinstance(amount, int):
        return amount
    place, _, name = amount.partition(".")
    value: object = procedure.params[name].value if place == "param" else act.fields.get(name)
    return value if isinstance(value, int) else None


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
    if act.occurred > act.recorded:
        yield Blocker(
            kind=BlockKind.TIME,
            text=f"发生日期{act.occurred.isoformat()}晚于今天{act.recorded.isoformat()}",
            next="只能登记已经发生的事，请改日期",
            field="occurred",
        )
    if act.kind in {ActKind.VOID, ActKind.VOUCH, ActKind.AMEND}:
        yield from _about_run(procedure, state, act)
        return
    if act.kind is ActKind.CHANGE:
        yield from _about_subject(procedure, act)
        return
    step = procedure.steps.get(act.step or "")
    if step is None:
        yield Blocker(kind=BlockKind.UNKNOWN, text=f"本规程没有“{act.step}”这一步", next="核对步骤")
        return
    if (act.kind in {ActKind.SEND, ActKind.ANSWER}) != (step.call is not None) and act.kind is not ActKind.FACT:
        yield Blocker(
            kind=BlockKind.CALL,
            step=step.id,
            text=f"“{step.name}”"
            + ("由其他单位办理，应当先送出、再登记答复" if step.call else "由本单位办理，不用送出"),
        )
    if act.kind is ActKind.ANSWER and _waiting(state, act) is None:
        yield Blocker(
            kind=BlockKind.CALL,
            step=step.id,
            text=f"没有等待答复的“{step.name}”",
            next="先登记送出；已经答复过的，核对登记",
        )
    if step.each and act.key not in state.lists.get(step.each, ()) and act.kind is not ActKind.FACT:
        yield Blocker(
            kind=BlockKind.KEY,
            step=step.id,
            text=f"“{step.name}”须逐一办理，名单“{procedure.lists[step.each]}”中没有这一项",
            next="先列入名单，再选择其中一项",
            field="key",
        )
    if step.keyed is None and act.key is not None:
        yield Blocker(kind=BlockKind.KEY, step=step.id, text=f"“{step.name}”不分项办理", field="key")
    if step.adds and act.key is not None and act.key not in state.lists.get(step.adds, ()):
        yield Blocker(kind=BlockKind.KEY, step=step.id, text="名单中没有要改的这一项", field="key")
    if act.kind is not ActKind.SEND and (act.outcome or "") not in step.outcomes:
        yield Blocker(
            kind=BlockKind.OUTCOME,
            step=step.id,
            text=f"“{step.name}”的结果只能是：{'、'.join(step.outcomes)}",
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
        yield Blocker(kind=BlockKind.UNKNOWN, text="没有这条记录", next="核对要更正的是哪一条")
    elif run is not None and act.kind is ActKind.AMEND and (read := _read_by_gates(procedure, run, act)):
        yield Blocker(
            kind=BlockKind.FIELD,
            text=f"“{'、'.join(read)}”是程序判断的依据，不能就地更正",
            next="作废原记录并写明理由，再重新登记",
            field=read[0],
        )
    elif (run is not None and run.voided) or (sending is not None and sending.voided):
        yield Blocker(kind=BlockKind.ONCE, text="这条记录已经作废", next="不用重复办理")
    if act.kind is ActKind.VOID and not act.why.strip():
        yield Blocker(kind=BlockKind.FIELD, text="作废须写明理由", field="why")


def _read_by_gates(procedure: Procedure, run: Run, act: Act) -> tuple[str, ...]:
    """Return the fields an amendment would change although a gate or a term reads them."""
    read = read_fields(procedure)
    return tuple(name for name in act.fields if (run.step, name) in read)


def _about_subject(procedure: Procedure, act: Act) -> Iterator[Blocker]:
    for name, value in act.fields.items():
        declared = procedure.subject.get(name)
        if declared is None:
            yield Blocker(kind=BlockKind.UNKNOWN, text=f"本规程没有“{name}”这一项", field=name)
        elif not declared.mutable:
            yield Blocker(
                kind=BlockKind.FIELD, text=f"“{declared.name}”立项后不能变更", next="登记有误的，按更正办理", field=name
            )
        elif problem := problem_with(value, declared.type):
            yield Blocker(kind=BlockKind.FIELD, text=f"“{declared.name}”{problem}", field=name)


def _form(procedure: Procedure, state: State, act: Act, step: Step, clocks: Clocks) -> Iterator[Blocker]:
    """Yield what is wrong with the answers: unknown, missing, of the wrong type; a text step without its text."""
    view = View(procedure, state, clocks, step=step, key=act.key, outcome=act.outcome, fields=act.fields)
    declared = {item.id: item for item in step.fields}
    for name in act.fields:
        if name not in declared:
            yield Blocker(kind=BlockKind.UNKNOWN, step=step.id, text=f"“{step.name}”没有“{name}”这一项", field=name)
    for item in step.fields:
        if step.call and item.at_answer != (act.kind is ActKind.ANSWER):
            continue
        value = act.fields.get(item.id)
        if value in (None, "", ()):
            if asked(item, view) is not False and _required(item, view):
                yield Blocker(kind=BlockKind.FIELD, step=step.id, text=f"须填写“{item.name}”", field=item.id)
        elif value is not None and (problem := problem_with(value, item.type)):
            yield Blocker(kind=BlockKind.FIELD, step=step.id, text=f"“{item.name}”{problem}", field=item.id)
    if step.makes and act.text is None and act.kind is ActKind.DO:
        yield Blocker(
            kind=BlockKind.TEXT,
            step=step.id,
            text=f"须附上“{procedure.texts[step.makes]}”的文本",
            next="上传文件，或登记纸质件的编号",
            field="text",
        )


def asked(field: Field, view: View) -> bool | None:
    """Return whether a field is to be asked at all in this view; unknown counts as asked."""
    if field.show is None:
        return True
    value = evaluate(field.show, view)
    return value if isinstance(value, bool) else None


def _required(field: Field, view: View) -> bool:
    if isinstance(field.required, bool):
        return field.required
    return evaluate(field.required, view) is True


def owed_evidence(step: Step, view: View) -> tuple[str, ...]:
    """Return the ids of the evidence items this act owes."""
    return tuple(
        item.id
        for item in step.evidence
        if item.required is True or (item.required is not False and evaluate(item.required, view) is True)
    )


def _lateness(act: Act, calendar: Calendar, rules: Rules) -> Iterator[Blocker]:
    """An entry later than the set number of working days needs reason, evidence and an approver."""
    days = days_late(act.occurred, act.recorded, calendar)
    if days <= rules.late_after or act.kind in {ActKind.VOUCH, ActKind.AMEND, ActKind.VOID}:
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
    past: State | None = None,
    clocks: Clocks | None = None,
    breaches: tuple[Blocker, ...] = (),
) -> MatterEvent:
    """Return the event of an allowed act, with the tokens of what it rested on at the time it occurred."""
    extra: dict[str, object] = {"why": act.why} if act.why else {}
    if act.late is not None:
        extra["late"] = {"reason": act.late.reason, "approver": act.late.approver}
    step = procedure.steps.get(act.step or "")
    key, uses, run = act.key, no_tokens(), act.run
    text = act.text
    if step is not None and past is not None and clocks is not None:
        view = View(procedure, past, clocks, step=step, key=key, outcome=act.outcome, fields=act.fields)
        uses = view.tokens(step, key)
        if step.adds and key is None:
            key = str(len(state.lists.get(step.adds, ())) + 1)
        if act.kind is ActKind.SEND and step.call and step.call.carries and text is None:
            text = view.token(step.call.carries, key, step.id)
        if act.kind is ActKind.ANSWER:
            waiting = _waiting(state, act)
            run = waiting.id if waiting else None
        if act.kind is not ActKind.SEND:
            extra["owed"] = list(owed_evidence(step, view))
        if act.kind is ActKind.FACT:
            extra["breaches"] = [{"text": item.text, "basis": list(item.basis)} for item in breaches]
    return MatterEvent(
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
