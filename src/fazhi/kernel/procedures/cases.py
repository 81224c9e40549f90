"""Expected runs of a pack (``cases.toml``), driven through the very judge that the desk uses.

A case is a story of acts with days and people. Each act must be allowed unless it says what it expects to be refused
for; at the end the due dates, closed or open, and what is valid are compared. One list serves as test and as proof
that the triggers of guarantees are reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures.acts import USUAL, Act, ActKind, Late, Rules, Verdict
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.events import EventType, FieldValue, MatterEvent
from fazhi.kernel.procedures.folding import apply
from fazhi.kernel.procedures.judge import judge
from fazhi.kernel.procedures.model import Procedure
from fazhi.kernel.procedures.state import State
from fazhi.kernel.procedures.tables import Table
from fazhi.kernel.procedures.view import View

KINDS = ("lawful", "refused", "fact", "dates")
_VERBS = {
    "do": ActKind.DO,
    "send": ActKind.SEND,
    "answer": ActKind.ANSWER,
    "fact": ActKind.FACT,
    "void": ActKind.VOID,
    "change": ActKind.CHANGE,
    "vouch": ActKind.VOUCH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAct:
    """One line of a story. ``refused`` is the words (or kind) the refusal must contain; ``None``: must be allowed."""

    act: Act
    refused: str | None
    where: str
    void_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A story: the facts it opens with, its acts, and what must hold at the end."""

    name: str
    kind: str
    opened: date
    subject: Mapping[str, FieldValue]
    acts: tuple[CaseAct, ...]
    due: Mapping[str, str]
    expect: Mapping[str, object]
    where: str


@dataclass(slots=True)
class Played:
    """What came of a case: all events, the state, every verdict, and what was not as expected (empty: passed)."""

    case: Case
    state: State
    events: list[MatterEvent] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def read_cases(procedure: Procedure, data: Mapping[str, object]) -> tuple[Case, ...]:
    """Return the cases of a pack. Raises PackError for unknown keys, steps or kinds."""
    top = Table(data, "cases")
    cases: dict[str, Case] = {}
    for item in top.tables("case"):
        case = _case(procedure, item, cases)
        if case.name in cases:
            raise PackError(f"情形“{case.name}”重复", where=case.where)
        cases[case.name] = case
    top.done()
    return tuple(cases.values())


def _told(table: Table, earlier: Mapping[str, Case]) -> tuple[Mapping[str, FieldValue], tuple[CaseAct, ...]]:
    """Return the facts and acts taken from an earlier story (``like``), up to its first act on the step ``before``."""
    name, stop = table.maybe("like"), table.maybe("before")
    if name is None:
        return {}, ()
    if name not in earlier:
        raise PackError(f"前面没有情形“{name}”", where=table.at("like"))
    taken = earlier[name].acts
    if stop is not None:
        end = next((number for number, item in enumerate(taken) if item.act.step == stop), None)
        if end is None:
            raise PackError(f"情形“{name}”没有“{stop}”这一步", where=table.at("before"))
        taken = taken[:end]
    return earlier[name].subject, taken


def _case(procedure: Procedure, table: Table, earlier: Mapping[str, Case]) -> Case:
    name = table.text("name")
    kind = table.choice("kind", KINDS)
    known, told = _told(table, earlier)
    subject = {**known, **_answers(table.table("subject"))}
    acts = (*told, *(read_act(procedure, item) for item in table.tables("acts")))
    if not acts:
        raise PackError("没有一个动作", where=table.path)
    expect = table.table("expect")
    due = {key: str(value) for key, value in expect.table("due").entries()}
    state = dict(expect.table("state").entries())
    expect.done()
    opened = table.maybe("opened")
    table.done()
    if kind == "refused" and not any(item.refused for item in acts):
        raise PackError("写作 refused 的情形须有一个被拒的动作", where=table.path)
    if kind == "fact" and not any(item.act.kind is ActKind.FACT for item in acts):
        raise PackError("写作 fact 的情形须有一个不合规事实", where=table.path)
    if kind == "dates" and not due:
        raise PackError("写作 dates 的情形须写明到期日", where=table.path)
    return Case(
        name=name,
        kind=kind,
        opened=date.fromisoformat(opened) if opened else min(item.act.occurred for item in acts),
        subject=subject,
        acts=acts,
        due=due,
        expect=state,
        where=table.path,
    )


def _answers(table: Table) -> dict[str, FieldValue]:
    found: dict[str, FieldValue] = {}
    for key, value in table.entries():
        if isinstance(value, bool | int | str):
            found[key] = value
        elif isinstance(value, list):
            found[key] = tuple(str(item) for item in value)
        else:
            raise PackError("应为文字、整数、是否或者列表", where=table.at(key))
    return found


def read_act(procedure: Procedure, table: Table) -> CaseAct:
    """Return one act of a story as written in ``cases.toml``. Raises PackError that names the key."""
    verb = next((name for name in _VERBS if table.has(name)), None)
    if verb is None:
        raise PackError("须写明做什么", where=table.path, hint=f"{'、'.join(_VERBS)} 之一")
    kind = _VERBS[verb]
    occurred = _day(table.text("on"), table.at("on"))
    recorded = table.maybe("recorded")
    by = table.text("by", "甲")
    why = table.text("why", "")
    outcome = table.maybe("outcome")
    key, text, refused = table.maybe("key"), table.maybe("text"), table.maybe("refused")
    late = table.table("late") if table.has("late") else None
    allowed = Late(reason=late.text("reason"), approver=late.text("approver")) if late else None
    if late:
        late.done()
    vouchers, posts = frozenset(table.texts("vouchers")), table.texts("posts")
    step_id: str | None = None
    void_of: str | None = None
    if kind is ActKind.CHANGE:
        fields = _answers(table.table("change"))
    else:
        step_id = table.text(verb)
        fields = _answers(table.table("field"))
        step = procedure.steps.get(step_id)
        if step is None:
            raise PackError(f"没有名为“{step_id}”的步骤", where=table.at(verb))
        posts = posts or step.posts
        if outcome is None and kind is not ActKind.SEND and len(step.outcomes) == 1:
            outcome = step.outcomes[0]
        if step.makes and text is None and kind is ActKind.DO:
            text = f"v-{occurred.isoformat()}"
        if kind in {ActKind.VOID, ActKind.VOUCH}:
            void_of, step_id = step_id, None
            why = why or ("更正" if kind is ActKind.VOID else "")
    table.done()
    return CaseAct(
        act=Act(
            kind=kind,
            occurred=occurred,
            recorded=_day(recorded, table.at("recorded")) if recorded else occurred,
            decider=by,
            posts=frozenset(posts),
            step=step_id,
            key=key,
            outcome=outcome,
            fields=fields,
            text=text,
            vouchers=vouchers,
            why=why,
            late=allowed,
        ),
        refused=refused,
        where=table.path,
        void_of=void_of,
    )


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PackError(f"“{text}”不是日期", where=where, hint="写成 2026-03-02") from error


def play(procedure: Procedure, case: Case, calendar: Calendar, rules: Rules = USUAL) -> Played:
    """Return what came of a case. Never raises on a well-read case."""
    opened = MatterEvent(
        seq=1, type=EventType.OPENED, occurred=case.opened, recorded=case.opened, fields=dict(case.subject)
    )
    played = Played(case=case, state=apply(procedure, State(), opened), events=[opened])
    for item in case.acts:
        act = aim(played.state, item)
        verdict = judge(procedure, played.state, act, calendar, lambda: played.events, rules)
        played.verdicts.append(verdict)
        reasons = "；".join(f"[{reason.kind}] {reason.text}" for reason in verdict.blockers)
        if verdict.event is None:
            if item.refused is None:
                played.wrong.append(f"{item.where}：应当准许，却被拒：{reasons}")
            elif item.refused not in reasons:
                played.wrong.append(f"{item.where}：被拒的理由应有“{item.refused}”，实为：{reasons}")
            continue
        if item.refused is not None:
            played.wrong.append(f"{item.where}：应当因“{item.refused}”被拒，却准许了")
        played.events.append(verdict.event)
        played.state = apply(procedure, played.state, verdict.event)
    last = max(item.act.recorded for item in case.acts)
    played.wrong.extend(_compare(procedure, case, played.state, calendar, last))
    return played


def aim(state: State, item: CaseAct) -> Act:
    """Point a void or a voucher at the latest run of the step it names."""
    if item.void_of is None:
        return item.act
    runs = [run for run in state.every(item.void_of) if not run.voided]
    sendings = [one for (step, _), many in state.sendings.items() if step == item.void_of for one in many]
    newest = max((run.id for run in runs), default=None) or max((one.id for one in sendings), default=None)
    act = item.act
    return Act(
        kind=act.kind,
        occurred=act.occurred,
        recorded=act.recorded,
        decider=act.decider,
        posts=act.posts,
        run=newest,
        vouchers=act.vouchers,
        why=act.why,
        late=act.late,
    )


def _compare(procedure: Procedure, case: Case, state: State, calendar: Calendar, last: date) -> Iterator[str]:
    clocks = CalendarClocks(procedure, state, calendar, last)
    for name, wanted in case.due.items():
        term, _, key = name.partition(":")
        if term not in procedure.terms:
            yield f"{case.where}：没有名为“{term}”的期限"
            continue
        clock = clocks.clock(term, key or None)
        found = clock.due.due.isoformat() if clock.due else "未起算"
        if found != wanted:
            yield f"{case.where}：“{procedure.terms[term].name}”应于{wanted}届满，算得{found}"
    view = View(procedure, state, clocks)
    for name, hoped in case.expect.items():
        yield from _expected(case, state, view, name, hoped)


def _expected(case: Case, state: State, view: View, name: str, wanted: object) -> Iterator[str]:
    steps = [str(item) for item in wanted] if isinstance(wanted, list) else []
    match name:
        case "closed":
            if (state.closed is not None) is not wanted:
                yield f"{case.where}：是否办结应为{wanted}"
        case "facts":
            found = sum(not run.lawful for runs in state.runs.values() for run in runs)
            if found != wanted:
                yield f"{case.where}：不合规事实应有{wanted}件，实有{found}件"
        case "ok" | "not_ok":
            for step in steps:
                good = view.all(step) if view.procedure.steps[step].keyed else view.ok(step)
                if good is not (name == "ok"):
                    yield f"{case.where}：“{step}”应{'' if name == 'ok' else '不'}为办结有效"
        case "stale":
            for step in steps:
                if not view.stale(step):
                    yield f"{case.where}：“{step}”应已失效"
        case "over" | "met" | "running" | "started":
            for item in steps:
                term, _, key = item.partition(":")
                if getattr(view.clocks, name)(term, key or None) is not True:
                    yield f"{case.where}：期限“{item}”应为 {name}"
        case "vouched":
            if view.vouched() is not wanted:
                yield f"{case.where}：凭证是否齐备应为{wanted}"
        case _:
            yield f"{case.where}：不认识的期望“{name}”"
