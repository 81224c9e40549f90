"""What the prover says about one guarantee, and how a run of acts is told in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fazhi.kernel.procedures.events import SEALED, EventType, FieldValue, MatterEvent
from fazhi.kernel.procedures.model import Field, Guarantee, Procedure


class Outcome(StrEnum):
    """The four verdicts. Only PROVED is a pass."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    VACUOUS = "vacuous"

    @property
    def cn(self) -> str:
        """Return the word for people."""
        return {"proved": "已证明", "refuted": "不成立", "undecided": "未能判定", "vacuous": "空转"}[self.value]


class Tier(StrEnum):
    """Which part of the prover decided."""

    LOCAL = "local"
    WALK = "walk"
    REACH = "reach"
    NONE = "none"

    @property
    def cn(self) -> str:
        """Return the word for people."""
        return {"local": "本步条件", "walk": "引擎试走", "reach": "可达状态", "none": "无"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The verdict on one guarantee.

    ``states`` are the valuations (local), acts judged (walk) or states (reach) looked at by the deciding tier.
    ``events`` is a run of the real engine that breaks the promise with its last act, ``counterexample`` the same in
    words. ``witness`` is the lawful run of ``cases.toml`` that does the trigger; a guarantee without one is VACUOUS.
    ``note`` says what a reader should know, in Chinese.
    """

    guarantee: Guarantee
    verdict: Outcome
    tier: Tier
    states: int
    seconds: float
    events: tuple[MatterEvent, ...] = ()
    counterexample: tuple[str, ...] = ()
    witness: str = ""
    note: str = ""


def story(procedure: Procedure, events: Iterable[MatterEvent]) -> tuple[str, ...]:
    """Return a run of a matter as numbered Chinese lines, one an event."""
    named: dict[int, str] = {}
    lines = []
    for number, event in enumerate(events, start=1):
        lines.append(f"{number}. {_line(procedure, event, named)}")
        step = procedure.steps.get(event.step or "")
        if step is not None:
            named[event.seq] = f"第{number}项“{step.name}”"
    return tuple(lines)


def _line(procedure: Procedure, event: MatterEvent, named: dict[int, str]) -> str:
    day = event.occurred.isoformat()
    step = procedure.steps.get(event.step or "")
    name = f"“{step.name}”" if step is not None else ""
    if event.key is not None and step is not None and step.keyed is not None:
        name += f"（{procedure.lists[step.keyed]}第{event.key}项）"
    tail = _answers(event.fields, step.fields if step is not None else tuple(procedure.subject.values()))
    if event.recorded > event.occurred:
        tail += f"（{event.recorded.isoformat()}补录）"
    if event.text is not None and event.type is not EventType.SENT:
        tail += f"，文本{event.text}"
    target = named.get(event.run or 0, f"第{event.run}条记录")
    match event.type:
        case EventType.OPENED:
            return f"{day} 立项{tail}"
        case EventType.CONFIRMED:
            return f"{day} {event.decider}核验导入的内容{tail}"
        case EventType.CHANGED:
            return f"{day} {event.decider}变更事实{tail}"
        case EventType.RAN:
            return f"{day} {event.decider}办理{name}：{event.outcome}{tail}"
        case EventType.SENT:
            return f"{day} {event.decider}送出{name}{tail}"
        case EventType.ANSWERED:
            return f"{day} {name}答复：{event.outcome}（{event.decider}）{tail}"
        case EventType.FACT:
            return f"{day} 登记不合规事实：{event.decider}办理{name}，{event.outcome}{tail}"
        case EventType.VOIDED:
            return f"{day} {event.decider}作废{target}"
        case EventType.VOUCHED:
            return f"{day} 补交{target}的凭证"
        case EventType.AMENDED:
            return f"{day} 更正{target}{tail}"


def _answers(values: Mapping[str, FieldValue], fields: tuple[Field, ...]) -> str:
    shown = [f"{item.name}：{_value(values[item.id])}" for item in fields if item.id in values]
    return f"（{'；'.join(shown)}）" if shown else ""


def _value(value: FieldValue) -> str:
    if value == SEALED:
        return "（密封）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(value) if isinstance(value, tuple) else str(value)
