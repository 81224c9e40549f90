"""Acts on model opinions (示范意见): the county publishes one to all, and withdraws it."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.lint import Document, Kind, check
from fazhi.packs.checker import context_for
from fazhi.packs.rules import rule_set
from fazhi.records import chance
from fazhi.records.access import Role
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.organisation import add, unit_of
from fazhi.records.models import ModelOpinion

STREAM = "config/opinions"
LONGEST = 4000
_PERSONAL = ("G019", "G032", "G033")
"""The rules of the checker that see identity numbers, mobile numbers and bank cards."""


@act
def publish(
    running: Act, *, unit: str, title: str, message: str, suggestion: str, basis: str = "", code: str = ""
) -> Result:
    """Publish a model opinion to everybody. ``unit`` is that of the county reviewer; ``code`` a rule of the checker.

    Raises Denied without the county's role there, ActRefused for what is empty, too long, or names persons.
    """
    running.require(unit_of(unit).path.split("/")[0] + "/", Role.COUNTY)
    said = {
        "title": " ".join(title.split()), "message": message.strip(), "suggestion": suggestion.strip(),
        "basis": " ".join(basis.split()), "code": code.strip(),
    }  # fmt: skip
    for name, label, most in (
        ("title", "题目", 120), ("message", "问题", LONGEST), ("suggestion", "修改建议", LONGEST),
    ):  # fmt: skip
        if not said[name] or len(said[name]) > most:
            raise ActRefused(f"“{label}”应为 1 至 {most} 字", field=name)
    if len(said["basis"]) > 400 or len(said["code"]) > 16:
        raise ActRefused("依据至多 400 字，提示代码至多 16 字", field="basis")
    for name in ("title", "message", "suggestion", "basis"):
        if (found := personal(said[name], running.today)) is not None:
            raise ActRefused(f"{found}，示范意见对全县公开，没有发布", field=name, hint="删去具体的人和号码后再发布")
    running.lock(STREAM)
    key = chance.token_hex(8)
    data: dict[str, JsonInput] = {"key": key, **said, "published": running.today.isoformat()}
    add(running, STREAM, "model_opinion_published", data)
    return {"opinion": key}


@act
def withdraw(running: Act, *, unit: str, opinion: str, reason: str) -> Result:
    """Withdraw a model opinion with a reason: it stays on record and is shown to nobody any more."""
    running.require(unit_of(unit).path.split("/")[0] + "/", Role.COUNTY)
    reason = " ".join(reason.split())
    if not 1 <= len(reason) <= 400:
        raise ActRefused("撤回须写明理由（1 至 400 字）", field="reason")
    running.lock(STREAM)
    held = ModelOpinion.objects.filter(key=opinion).first()
    if held is None or held.withdrawn is not None:
        raise ActRefused("没有这条示范意见，或者已经撤回", field="opinion")
    data: dict[str, JsonInput] = {"key": opinion, "withdrawn": running.today.isoformat(), "reason": reason}
    add(running, STREAM, "model_opinion_withdrawn", data)
    return {"opinion": opinion}


def personal(text: str, on: date) -> str | None:
    """Return what personal information a text seems to hold, in words; None where the rules see none."""
    document = Document(text, path="示范意见.txt", kind=Kind("gw"))
    found = check(document, rule_set(document.kind, _PERSONAL), context_for(as_of=on)).findings
    return found[0].message.rstrip("。") if found else None
