"""Checking what a step says beforehand: whether it will be possible (`foretell`), how it gives a file back."""

from __future__ import annotations

from collections.abc import Mapping

from fazhi.kernel.errors import PackError
from fazhi.kernel.expressions import Kind
from fazhi.kernel.papers.tree import checked
from fazhi.kernel.procedures.model import PaperForm, Step


def check_told(step: Step, where: str, papers: Mapping[str, PaperForm]) -> None:
    """Check what a step tells before it is done: whether it will be possible, and that it can give a file back.

    ``papers`` are the papers the pack declares: one with a checklist of the step prints the words of its conditions.
    """
    told = [gate for gate in step.needs if gate.met is not None]
    listed = any(step.id in checked(form.body) for form in papers.values())
    if step.foretold is not None and not told:
        raise PackError("foretold 和条件的 met 须同时写", where=f"{where}.foretold", hint="至少给一个条件写 met")
    if told and step.foretold is None and not listed:
        raise PackError(
            "条件的 met 没有用处", where=f"{where}.needs", hint="写上 foretold，或者用 @核对 把条件列在文书里"
        )
    if step.foretold is not None and (step.keyed is not None or step.call is not None):
        raise PackError("逐项办理、送外办理的步骤不能预先告知", where=f"{where}.foretold")
    for gate in told:
        if step.foretold is None and not gate.tellable(step.passes):
            raise PackError(
                "核对表不列这一条件",
                where=f"{where}.needs：{gate.expr.source}",
                hint="它读本步的答案，或者只说一种结果；不写 met",
            )
        if gate.asks - {"outcome"}:
            raise PackError("预先告知的条件不能读本步的答案", where=f"{where}.needs：{gate.expr.source}")
    if (back := step.give_back) is None:
        return
    asked = {item.id: item for item in step.fields}
    if back.outcome not in step.outcomes or back.outcome in step.passes:
        raise PackError(f"“{back.outcome}”不是不通过的结果", where=f"{where}.give_back.outcome")
    if back.missing not in asked or asked[back.missing].type.kind is not Kind.TEXT:
        raise PackError(f"没有文字字段“{back.missing}”", where=f"{where}.give_back.missing")
    if back.paper is not None and back.paper not in papers:
        raise PackError(f"没有“{back.paper}”这件文书", where=f"{where}.give_back.paper")
    if step.keyed is not None or step.call is not None:
        raise PackError("逐项办理、送外办理的步骤不能退回", where=f"{where}.give_back")
