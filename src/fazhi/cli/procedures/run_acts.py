"""Acts from JSON lines, put to the judge one after the other; a bad line is answered in its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.procedures import (
    Blocker,
    EventType,
    FieldValue,
    MatterEvent,
    Procedure,
    State,
    aim,
    apply,
    judge,
    problem_with,
    read_act,
)
from fazhi.kernel.procedures.prove import story
from fazhi.kernel.procedures.tables import Table
from fazhi.kernel.procedures.values import YEARS


def answers(procedure: Procedure, lines: Iterable[bytes], calendar: Calendar) -> Iterator[dict[str, object]]:
    """Yield one answer a line: ``{"line","allowed","event"}``, with ``reasons`` if refused, or ``{"line","error"}``.

    The first line may be ``{"opened": DAY, "subject": {…}}``; without it the matter opens on the day of the first act
    with nothing answered. The other keys are those of an act in ``cases.toml``.
    """
    state = State()
    events: list[MatterEvent] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = _object(line)
            if "opened" in data or "subject" in data:
                if events:
                    raise FazhiError("立项只能写在第一行")
                events.append(_opened(procedure, data))
                state = apply(procedure, state, events[-1])
                yield {"line": number, "allowed": True, "event": story(procedure, events)[-1]}
                continue
            item = read_act(procedure, Table(data, f"第{number}行"))
        except FazhiError as error:
            yield {"line": number, "error": str(error)}
            continue
        if not events:
            day = item.act.occurred
            events.append(MatterEvent(seq=1, type=EventType.OPENED, occurred=day, recorded=day))
            state = apply(procedure, state, events[-1])
        verdict = judge(procedure, state, aim(state, item), calendar, lambda: tuple(events))
        if verdict.event is None:
            yield {"line": number, "allowed": False, "reasons": [_reason(reason) for reason in verdict.blockers]}
            continue
        events.append(verdict.event)
        state = apply(procedure, state, verdict.event)
        yield {"line": number, "allowed": True, "event": story(procedure, events)[-1].partition(". ")[2]}


def _object(line: bytes) -> dict[str, object]:
    try:
        data = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FazhiError("不是合格的JSON", hint="每行一个JSON对象，UTF-8编码") from error
    if not isinstance(data, dict):
        raise FazhiError("应为一个JSON对象", hint='例如 {"on": "2026-03-02", "do": "submit", "by": "甲"}')
    return data


def _opened(procedure: Procedure, data: dict[str, object]) -> MatterEvent:
    unknown = set(data) - {"opened", "subject"}
    if unknown:
        raise FazhiError(f"立项没有“{'、'.join(sorted(unknown))}”这一键", hint="只写opened和subject")
    given = data.get("subject", {})
    if not isinstance(given, dict):
        raise FazhiError("subject应为一个对象")
    fields: dict[str, FieldValue] = {}
    for name, value in given.items():
        if name not in procedure.subject:
            raise FazhiError(f"本规程没有“{name}”这一项", hint=f"现有：{'、'.join(procedure.subject)}")
        if isinstance(value, bool | int | str):
            fields[name] = value
        elif isinstance(value, list):
            fields[name] = tuple(str(item) for item in value)
        else:
            raise FazhiError(f"“{name}”应为文字、整数、是否或者列表")
        if problem := problem_with(fields[name], procedure.subject[name].type):
            raise FazhiError(f"“{procedure.subject[name].name}”{problem}", where=f"subject.{name}")
    try:
        day = date.fromisoformat(str(data.get("opened", "")))
    except ValueError as error:
        raise FazhiError("opened应为日期", hint="写成 2026-03-02") from error
    if day.year not in YEARS:
        raise FazhiError(f"opened不在{YEARS.start}年至{YEARS.stop - 1}年之间", hint="核对年份")
    return MatterEvent(seq=1, type=EventType.OPENED, occurred=day, recorded=day, fields=fields)


def _reason(reason: Blocker) -> dict[str, object]:
    return {"kind": reason.kind.value, "text": reason.text, "next": reason.next, "field": reason.field}
