"""Steps filled in from elsewhere: by what the checker found (提示), with entries that come many at once (``fills``)."""

from __future__ import annotations

from typing import Final

from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import Kind, check
from fazhi.kernel.procedures.filling import check_fill
from fazhi.kernel.procedures.model import Field, Procedure, Step
from fazhi.kernel.procedures.scope import names_of

FINDINGS: Final = "findings"
SET_ASIDE: Final = "findings_set_aside"
STEPS: Final = (FINDINGS, SET_ASIDE)
"""What a step may take: findings as entries (opinions), or findings that are not followed, each with its reason."""

PLACE, MESSAGE, BASIS, SUGGESTION, REASON, CODE = PARTS = (
    "place",
    "message",
    "basis",
    "suggestion",
    "reason",
    "code",
)
"""What of a finding a field may take; ``reason`` is typed by the reviewer and belongs to a step that sets aside.

``code`` is the rule: nobody is asked for it, it stands where a finding was taken."""


def taker(procedure: Procedure, what: str) -> Step | None:
    """Return the step that takes ``what`` (one of STEPS), if the pack has one."""
    return next((step for step in procedure.steps.values() if step.takes == what), None)


def taking(step: Step, part: str) -> Field | None:
    """Return the field of a step that takes a part of a finding."""
    return next((item for item in step.fields if item.takes == part), None)


def check_fills(procedure: Procedure) -> None:
    """Check that entries come many at once only where a step adds them by itself, and fit it. Raises PackError."""
    for step in procedure.steps.values():
        fill, where = step.fills, f"step[{step.id}].fills"
        if fill is None:
            continue
        if step.adds is None or step.call is not None or step.makes is not None:
            raise PackError("只有自己列入名单的步骤可以成批列入", where=where, hint='写明 adds = "名单"')
        kinds = {item.id: item.type.kind for item in step.fields if item.series is None}
        check_fill(fill, where, kinds, step.outcomes, frozenset(item.id for item in step.fields if item.pii is None))
        if fill.on is not None:
            try:
                found = check(fill.on, names_of(procedure)).kind
            except ExpressionError as error:
                raise PackError(error.message, where=f"{where}.on", hint=error.hint) from error
            if found is not Kind.DATE:
                raise PackError(f"“{fill.on.source}”不是日期", where=f"{where}.on")


def check_taking(procedure: Procedure) -> None:
    """Check that each thing is taken once, by a step that adds to a list, into open text fields. Raises PackError."""
    for what in STEPS:
        named = [step.id for step in procedure.steps.values() if step.takes == what]
        if len(named) > 1:
            raise PackError(f"“{what}”只能由一步接收", where=f"step[{named[1]}].takes")
    for step in procedure.steps.values():
        where = f"step[{step.id}]"
        taken = [item.takes for item in step.fields if item.takes is not None]
        if step.takes is None:
            if taken:
                raise PackError("不接收提示的步骤，字段不能写 takes", where=f"{where}.takes", hint="步骤上先写明 takes")
            continue
        if step.adds is None:
            raise PackError("接收提示的步骤，每条列入一个名单", where=f"{where}.takes", hint='写明 adds = "名单"')
        if len(set(taken)) != len(taken):
            raise PackError("同一内容写进了两个字段", where=f"{where}.takes")
        needed = {PLACE, MESSAGE} | ({REASON} if step.takes == SET_ASIDE else set())
        if missing := sorted(needed - set(taken)):
            raise PackError(f"没有字段接收提示的{'、'.join(missing)}", where=f"{where}.takes")
        if step.takes == FINDINGS and REASON in taken:
            raise PackError("理由属于不采用的提示", where=f"{where}.takes")
        for item in step.fields:
            if item.takes == CODE and item.required is not False:
                raise PackError("提示的代码没有人填写，不能必填", where=f"{where}.field[{item.id}].required")
            if item.takes is not None and (item.type.kind is not Kind.TEXT or item.series or item.pii):
                raise PackError(
                    "接收提示的字段须是不密封的文字", where=f"{where}.field[{item.id}]", hint='长文字写 pii = "none"'
                )
