"""The flow chart: drawn from the pack, with what happened, what it waits for, and why a step is not needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from fazhi.components import FlowNode, FlowStage, State, Tag, short_date
from fazhi.desk import people
from fazhi.desk.found import Found
from fazhi.desk.overview import act_address
from fazhi.desk.refusals import basis_words
from fazhi.desk.words import clock_tag, step_tag
from fazhi.kernel.expressions import sentence
from fazhi.kernel.procedures import (
    BlockKind,
    ClockState,
    PackNames,
    Procedure,
    Step,
    StepState,
    StepView,
    names_of,
)
from fazhi.kernel.procedures.names import step_named
from fazhi.records import matters

LEGEND: Final = (
    Tag(state=State.DONE, text="已办"),
    Tag(state=State.OPEN, text="在办"),
    Tag(state=State.LOCKED, text="未到（前步未办结）"),
    Tag(state=State.SKIPPED, text="不需要、可不办（写明理由）"),
    Tag(state=State.UNLAWFUL, text="不合规事实"),
)

_ORDER = (
    StepState.UNLAWFUL,
    StepState.OPEN,
    StepState.STALE,
    StepState.FAILED,
    StepState.WAITING,
    StepState.BLOCKED,
    StepState.POSSIBLE,
    StepState.DONE,
    StepState.NOT_NEEDED,
)
"""Of the many keys of a step, the state that most asks for attention speaks for the step."""


def stages_of(procedure: Procedure) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """Return the ranks of the chart: name, steps, whether they go side by side; steps in no stage come last."""
    ranks = [(stage.name, stage.steps, stage.side_by_side) for stage in procedure.stages]
    placed = {step for _, steps, _ in ranks for step in steps}
    ranks += [("", (step,), False) for step in procedure.steps if step not in placed]
    return tuple(ranks)


def chart(found: Found) -> tuple[FlowStage, ...]:
    """Return the chart of a matter as it stands."""
    numbers = _numbers(found.procedure)
    by_step: dict[str, list[StepView]] = {}
    for view in found.picture.steps:
        by_step.setdefault(view.step.id, []).append(view)
    names = people.names({view.run.decider for view in found.picture.steps if view.run is not None})
    return tuple(
        FlowStage(
            rule=_rule(name, steps, side),
            nodes=tuple(
                _node(found, found.procedure.steps[step], by_step.get(step, []), numbers, names) for step in steps
            ),
        )
        for name, steps, side in stages_of(found.procedure)
    )


def _numbers(procedure: Procedure) -> Mapping[str, int]:
    order = [step for _, steps, _ in stages_of(procedure) for step in steps]
    return {step: number for number, step in enumerate(order, 1)}


def _rule(name: str, steps: Sequence[str], side: bool) -> str:
    if len(steps) == 1:
        return ""
    return f"{name}：以下各项不分先后" if side else name


def _node(
    found: Found, step: Step, views: list[StepView], numbers: Mapping[str, int], names: Mapping[str, str]
) -> FlowNode:
    if not views:
        words = f"名单“{found.procedure.lists[step.each or step.adds or '']}”还没有列入任何一项" if step.keyed else ""
        return FlowNode(number=numbers[step.id], name=step.name, tag=Tag(state=State.LOCKED, text="未到"), fact=words)
    view = min(views, key=lambda item: _ORDER.index(item.state))
    lines = [_fact(found, view, numbers, names)]
    if len(views) > 1:
        done = sum(item.state is StepState.DONE for item in views)
        lines.insert(0, f"{len(views)} 项，已办 {done} 项")
    # A blocked step leads to the reasons why, and to where what has happened all the same is recorded.
    leads = view.state in {StepState.BLOCKED, StepState.UNLAWFUL} or (view.doable and view.state in _LINKED)
    href = act_address(found, view) if leads and found.may_act else ""
    return FlowNode(
        number=numbers[step.id],
        name=step.name,
        tag=step_tag(view.state),
        fact="\n".join(line for line in lines if line),
        href=href,
    )


_LINKED = {StepState.OPEN, StepState.STALE, StepState.FAILED, StepState.UNLAWFUL, StepState.WAITING, StepState.POSSIBLE}


def _fact(found: Found, view: StepView, numbers: Mapping[str, int], names: Mapping[str, str]) -> str:
    step, run = view.step, view.run
    if view.state is StepState.UNLAWFUL:
        fact = view.facts[-1]
        waits = _waits(found, view, numbers)
        return f"{short_date(fact.occurred)}已先行办理，不作为依法办理，须重新办理" + (f"。{waits}" if waits else "")
    if run is not None:
        outcome = f"　{run.outcome}" if run.outcome != "办结" else ""
        said = f"{short_date(run.occurred)}　{names.get(run.decider, run.decider)}{outcome}"
        if view.state is StepState.STALE:
            return f"{said}\n所依据的内容有变动，须重新办理"
        return said
    if view.state is StepState.WAITING:
        sending = found.state.calls(step.id, view.key)[-1]
        return f"{short_date(sending.occurred)}送出，等答复"
    if view.state is StepState.OPEN:
        posts = "、".join(people.post_name(post) for post in step.posts[:2])
        return "　".join(part for part in (posts, _clock(found, step)) if part)
    if view.state in {StepState.POSSIBLE, StepState.NOT_NEEDED}:
        return why_not(found.procedure, step)
    return _waits(found, view, numbers)


def _clock(found: Found, step: Step) -> str:
    for clock in found.picture.clocks:
        ends = any(step_named(name) == step.id for name in clock.term.until)
        if ends and clock.state_on(found.on) in {ClockState.RUNNING, ClockState.OVER, ClockState.PAUSED}:
            tag, until = clock_tag(matters.calendar(), found.on, clock)
            return f"{tag.text}，{until}" if until else tag.text
    return ""


def why_not(procedure: Procedure, step: Step) -> str:
    """Return when a step is owed, in words: why it is not needed here."""
    if step.when is None:
        return ""
    if step.when.source.strip() == "false":
        return "需要时才办"
    return f"{sentence(step.when, PackNames(procedure, step), names_of(procedure).within(step))}时才须办理"


def _waits(found: Found, view: StepView, numbers: Mapping[str, int]) -> str:
    """Return what a step waits for: the numbers of the steps before it, else the reasons in words."""
    closed = view.blockers or tuple(item for _, many in view.closed_outcomes for item in many)
    before = [item.field for item in closed if item.kind is BlockKind.AFTER and item.field in numbers]
    parts = []
    if before:
        parts.append("等" + "、".join(f"第 {numbers[step]} 步" for step in before if step))
    others = dict.fromkeys(
        item.text.rstrip("。")
        for item in closed
        if item.kind not in {BlockKind.AFTER, BlockKind.POST, BlockKind.SEPARATE, BlockKind.OUTCOME}
    )
    parts += list(others)[: 1 if before else 2]
    return "；".join(parts)


def blank(procedure: Procedure) -> tuple[FlowStage, ...]:
    """Return the chart of a procedure before any matter: who decides, under which rule, within which term."""
    numbers = _numbers(procedure)
    return tuple(
        FlowStage(
            rule=_rule(name, steps, side),
            nodes=tuple(
                FlowNode(
                    number=numbers[step],
                    name=procedure.steps[step].name,
                    tag=_kind(procedure.steps[step]),
                    fact=_about(procedure, procedure.steps[step]),
                    href=f"#step-{step}",
                )
                for step in steps
            ),
        )
        for name, steps, side in stages_of(procedure)
    )


def _kind(step: Step) -> Tag:
    if step.when is None:
        return Tag(state=State.OPEN, text="必经")
    if step.when.source.strip() == "false":
        return Tag(state=State.SKIPPED, text="可选")
    return Tag(state=State.NOTE, text="视情形")


def _about(procedure: Procedure, step: Step) -> str:
    posts = "、".join(people.post_name(post) for post in step.posts[:3])
    body = step.call.body if step.call is not None and step.call.body else ""
    return "\n".join(
        part for part in (posts + (f"送{body}" if body else ""), basis_words(procedure, step.basis)) if part
    )


def table_rows(stages: Iterable[FlowStage]) -> tuple[FlowNode, ...]:
    """Return the nodes in reading order, for the same chart as a table."""
    return tuple(node for stage in stages for node in stage.nodes)
