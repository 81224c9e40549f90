"""The head of a matter and the rail beside its form: where it stands, what is missing, which terms run, the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fazhi.components import ClockView, Fact, Link, MatterHead, MissingItem, State, Strip, StripStep, Tag, cn_date
from fazhi.desk.found import Found
from fazhi.desk.personal import Personal
from fazhi.desk.refusals import basis_words, next_move
from fazhi.desk.words import clock_tag
from fazhi.kernel.expressions import Kind
from fazhi.kernel.procedures import Blocker, BlockKind, Clock, ClockState, StepState, StepView
from fazhi.records import matters
from fazhi.records.models import EvidenceLink
from fazhi.records.standing import state_words

_REACHED = {StepState.DONE, StepState.NOT_NEEDED, StepState.POSSIBLE}
_HERE = {StepState.OPEN, StepState.STALE, StepState.FAILED, StepState.WAITING}


def head(found: Found, personal: Personal) -> MatterHead:
    """Return title, states, facts and the strip of stages."""
    row, card = found.row, found.folded.card
    facts = [
        Fact(label="编号", value=row.number or "未编号"),
        Fact(label="类别", value=row.procedure_title),
        Fact(label="承办", value=f"{row.unit.short}　{row.handler.name if row.handler else '未定承办人'}"),
        Fact(label="立项", value=cn_date(card.opened)),
    ]
    for question in found.procedure.subject.values():
        value = found.state.subject.get(question.id)
        if value not in (None, "", ()) and not question.long and question.type.kind is not Kind.BOOL:
            facts.append(Fact(label=question.name, value=_subject(found, personal, question.id)))
    if card.place:
        facts.append(Fact(label="原件", value=card.place))
    return MatterHead(title=row.title, tags=tuple(_tags(found)), facts=tuple(facts), strip=strip(found))


def _subject(found: Found, personal: Personal, name: str) -> str:
    # A fact that changed is read where it changed; the opening is the first event.
    seq = found.state.changed[name][1] if name in found.state.changed else 1
    return personal.shown(seq, found.procedure.subject[name], found.state.subject.get(name))


def long_facts(found: Found, personal: Personal) -> tuple[tuple[str, str], ...]:
    """Return what was answered at opening and does not fit into the head: long answers, and which cases apply."""
    asked = found.procedure.subject.values()
    said = [
        (question.name, _subject(found, personal, question.id))
        for question in asked
        if question.long and found.state.subject.get(question.id) not in (None, "", ())
    ]
    bools = [question for question in asked if question.type.kind is Kind.BOOL]
    for label, wanted in (("属于以下情形", True), ("不属于以下情形", False)):
        names = [question.name for question in bools if found.state.subject.get(question.id) is wanted]
        if names:
            said.append((label, "；".join(names)))
    return tuple(said)


def _tags(found: Found) -> Iterator[Tag]:
    words = state_words(found.picture)
    closed = found.state.closed is not None
    waiting = words.startswith("等待")
    usual = State.CHECK if found.state.imported else State.OPEN
    yield Tag(state=State.DONE if closed else State.WAITING if waiting else usual, text=words)
    if found.row.urgent:
        yield Tag(state=State.CHECK, text="急件")
    runs = [run for many in found.state.runs.values() for run in many if not run.voided]
    facts = sum(run.breach for run in runs)
    if facts:
        yield Tag(state=State.UNLAWFUL, text=f"不合规事实 {facts} 项")
    late = sum(run.late for run in runs)
    if late:
        yield Tag(state=State.CHECK, text=f"补录 {late} 条")
    owed = sum(bool(run.missing) and run.lawful for run in runs)
    if owed:
        yield Tag(state=State.WAITING, text=f"待补凭证 {owed} 件")


def strip(found: Found) -> Strip | None:
    """Return the stages of the pack in one line; a pack without stages shows its steps."""
    stages = [(stage.name, stage.steps) for stage in found.procedure.stages]
    if not stages:
        stages = [(step.name, (step.id,)) for step in found.procedure.steps.values() if not step.exception]
    views = found.picture.steps
    states = [_stage_state([view for view in views if view.step.id in steps]) for _, steps in stages]
    here = next((index for index, state in enumerate(states) if state is State.OPEN), None)
    position = (here if here is not None else max((i for i, s in enumerate(states) if s is State.DONE), default=0)) + 1
    return Strip(
        steps=tuple(StripStep(label=name, state=state) for (name, _), state in zip(stages, states, strict=True)),
        position=position,
        total=len(stages),
        chart=Link(label="流程图", href=found.address("flow"), bare=True),
    )


def _stage_state(views: list[StepView]) -> State:
    """Return the state of a stage: unlawful and not remedied, in hand, done, not needed, or ahead."""
    if any(view.state is StepState.UNLAWFUL for view in views):
        return State.UNLAWFUL
    if any(view.state in _HERE and view.owed is not False for view in views):
        return State.OPEN
    if any(view.state in {StepState.BLOCKED} for view in views):
        return State.OPEN if any(view.state is StepState.DONE for view in views) else State.LOCKED
    if any(view.state is StepState.DONE for view in views):
        return State.DONE
    if views and all(view.state in _REACHED for view in views):
        return State.SKIPPED
    return State.LOCKED


def missing(found: Found) -> tuple[str, tuple[MissingItem, ...]]:
    """Return the head 上会前还缺 and what the next milestone still lacks, each with its basis and next move."""
    goal = found.picture.goal
    if goal is None:
        return "", ()
    items = tuple(_missing(found, item) for item in found.picture.missing)
    return f"{goal.step.name}前还缺", items


def _missing(found: Found, item: Blocker) -> MissingItem:
    basis = basis_words(found.procedure, item.basis)
    step = _step_named(found, item)
    link = None
    if step is not None and step.doable and found.may_act:
        link = Link(label=step.step.act, href=act_address(found, step))
    says = "；".join(part for part in (basis, next_move(item.next) if item.next else "") if part)
    return MissingItem(
        state=State.WAITING if item.kind is BlockKind.AFTER or item.unknown else State.UNLAWFUL,
        text=item.text.rstrip("。"),
        basis=says,
        link=link,
    )


def _step_named(found: Found, item: Blocker) -> StepView | None:
    if item.kind is not BlockKind.AFTER or item.field is None:
        return None
    return next((view for view in found.picture.steps if view.step.id == item.field), None)


def act_address(found: Found, view: StepView) -> str:
    """Return the form of a step as it stands: to do, to send, or to answer. All keys of a list share one form."""
    kind = "do"
    if view.step.call is not None:
        kind = "answer" if view.state is StepState.WAITING else "send"
    return found.address("act", kind, view.step.id)


def clocks(found: Found) -> tuple[ClockView, ...]:
    """Return the terms that run (or are late), the nearest first."""
    open_ = {ClockState.RUNNING, ClockState.PAUSED, ClockState.OVER}
    running = [clock for clock in found.picture.clocks if clock.state_on(found.on) in open_]
    wanted = [
        clock
        for clock in running
        if clock.term.kind.value == "within" or clock.state_on(found.on) is not ClockState.OVER
    ]
    wanted.sort(key=lambda clock: clock.due.due if clock.due else found.on)
    alike: dict[tuple[str, date | None, ClockState], list[Clock]] = {}
    for clock in wanted:
        place = (clock.term.id, clock.due.due if clock.due else None, clock.state_on(found.on))
        alike.setdefault(place, []).append(clock)
    return tuple(_clock(found, same[0], len(same)) for same in alike.values())


def _clock(found: Found, clock: Clock, count: int) -> ClockView:
    tag, _ = clock_tag(matters.calendar(), found.on, clock)
    first = clock.due.start if clock.due else clock.began[0] if clock.began else None
    began = f"{first.month}月{first.day}日起算" if first else ""
    basis = basis_words(found.procedure, clock.term.basis)
    provisional = "暂定：节假日安排尚未全部公布" if clock.due is not None and clock.due.provisional else ""
    which = f"（{count} 项）" if count > 1 else f"（第 {clock.key} 项）" if clock.key else ""
    name = clock.term.name + which
    return ClockView(
        name=name,
        tag=tag,
        due=clock.due.due if clock.due else None,
        note="；".join(part for part in (began, basis, provisional) if part),
        sheet=Link(label="期限计算书", href=found.address("term", clock.term.id, *([clock.key] if clock.key else []))),
    )


def filed(found: Found) -> tuple[str, tuple[Link, ...]]:
    """Return what lies in the file in words, and the vouchers that are still owed as links."""
    files = EvidenceLink.objects.filter(stream_id=found.row.pk).values("file").distinct().count()
    owed = [run for many in found.state.runs.values() for run in many if run.missing and run.lawful and not run.voided]
    words = f"电子件 {files} 件" + (f"，待补凭证 {len(owed)} 件" if owed else "")
    if found.folded.card.place:
        words += f"；原件：{found.folded.card.place}"
    links = []
    for run in owed:
        step = found.procedure.steps[run.step]
        names = "、".join(item.name for item in step.evidence if item.id in run.missing)
        links.append(
            Link(
                label=f"{step.name}补交：{names}",
                href=found.address("about", "vouch", str(run.id)) if found.may_act else "",
            )
        )
    return words, tuple(links)


def bases_here(found: Found) -> tuple[str, ...]:
    """Return the bases (ids) of what is open now: the steps owed and the terms that run."""
    steps = [basis for view in found.picture.steps if view.state in _HERE for basis in view.step.basis]
    return (*steps, *(basis for clock in found.picture.clocks for basis in clock.term.basis))
