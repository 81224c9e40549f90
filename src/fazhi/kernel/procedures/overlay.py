"""Local rules over a pack: province, city, county, township, each dated and with a basis of its own.

An overlay may tighten: move a parameter in the direction the pack allows, add a gate, make a step owed. It loosens
only what the pack marks as left open by the law (``may = "any"``). The result is plain data again: what is stored
with a matter is the resolved declaration, and nothing has to remember which overlays it came from.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures.tables import Table

LEVELS = ("province", "city", "county", "township")


def resolve(pack: Mapping[str, object], overlays: Iterable[Mapping[str, object]], on: date) -> dict[str, object]:
    """Return the declaration in force on a day: the pack with every overlay that has begun and not ended.

    Overlays apply from the widest area to the narrowest, then by date. Raises PackError when one loosens what the law
    fixes, names what does not exist, or has no basis.
    """
    resolved: dict[str, object] = copy.deepcopy(dict(pack))
    chosen = []
    for number, raw in enumerate(overlays, start=1):
        table = Table(raw, f"overlay[{raw.get('id', number)}]")
        level, effective = table.choice("level", LEVELS), _day(table, "effective")
        until = _day(table, "until") if table.has("until") else None
        if effective <= on and (until is None or on <= until):
            chosen.append((LEVELS.index(level), effective, number, table))
    for _, _, _, table in sorted(chosen, key=lambda item: item[:3]):
        _apply(resolved, table)
    return resolved


def _day(table: Table, key: str) -> date:
    try:
        return date.fromisoformat(table.text(key))
    except ValueError as error:
        raise PackError("应为日期", where=table.at(key), hint="写成 2026-01-01") from error


def _apply(pack: dict[str, object], table: Table) -> None:
    prefix = table.text("id")
    table.text("title")
    table.take("level"), table.take("effective"), table.take("until")
    bases = pack.setdefault("basis", {})
    for name, basis in table.table("basis").entries():
        if isinstance(bases, dict):
            if f"{prefix}_{name}" in bases:
                raise PackError(
                    f"依据“{prefix}_{name}”已经有了", where=table.at("id"), hint="每个本地规定用自己的 id，不得重复"
                )
            bases[f"{prefix}_{name}"] = basis
    for entry in table.tables("set"):
        if entry.text("procedure") == pack.get("id"):
            _set(pack, entry, prefix)
    for entry in table.tables("gate"):
        if entry.text("procedure") == pack.get("id"):
            _gate(pack, entry, prefix)
    for entry in table.tables("owe"):
        if entry.text("procedure") == pack.get("id"):
            _owe(pack, entry, prefix)
    used = repr([value for key, value in pack.items() if key != "basis"])
    if isinstance(bases, dict):
        for name in [name for name in bases if name.startswith(f"{prefix}_") and f"'{name}'" not in used]:
            del bases[name]
    table.done()


def _bases(entry: Table, prefix: str) -> list[str]:
    names = entry.texts("basis")
    if not names:
        raise PackError("本地规定须写明依据", where=entry.at("basis"))
    return [f"{prefix}_{name}" for name in names]


def _set(pack: dict[str, object], entry: Table, prefix: str) -> None:
    name = entry.text("param")
    params = pack.get("param")
    param = params.get(name) if isinstance(params, dict) else None
    if not isinstance(param, dict):
        raise PackError(f"规程没有参数“{name}”", where=entry.at("param"))
    value, old, may = entry.take("value"), param.get("value"), param.get("may", "none")
    if type(value) is not type(old):
        raise PackError("参数值的类型与规程不同", where=entry.at("value"))
    if may == "none" or (may in {"lower", "raise"} and not _tightens(old, value, str(may))):
        word = {"lower": "只能改短（改小）", "raise": "只能改长（改大）"}.get(str(may), "不得由本地规定改动")
        raise PackError(f"“{param.get('name', name)}”{word}：{old} → {value}", where=entry.at("value"))
    param["value"] = value
    param["basis"] = [*_texts(param.get("basis")), *_bases(entry, prefix)]
    entry.take("procedure")
    entry.done()


def _tightens(old: object, new: object, may: str) -> bool:
    try:
        before, after = Decimal(str(old)), Decimal(str(new))
    except InvalidOperation:
        return False
    if not (before.is_finite() and after.is_finite()):
        return False
    return after <= before if may == "lower" else after >= before


def _gate(pack: dict[str, object], entry: Table, prefix: str) -> None:
    step = _step(pack, entry)
    gate: dict[str, object] = {"if": entry.text("if"), "say": entry.text("say"), "basis": _bases(entry, prefix)}
    if (advice := entry.maybe("next")) is not None:
        gate["next"] = advice
    needs = step.setdefault("needs", [])
    if isinstance(needs, list):
        needs.append(gate)
    entry.take("procedure")
    entry.done()


def _owe(pack: dict[str, object], entry: Table, prefix: str) -> None:
    step = _step(pack, entry)
    step.pop("when", None)
    step["basis"] = [*_texts(step.get("basis")), *_bases(entry, prefix)]
    entry.take("procedure")
    entry.done()


def _step(pack: dict[str, object], entry: Table) -> dict[str, object]:
    name = entry.text("step")
    steps = pack.get("step")
    for step in steps if isinstance(steps, list) else []:
        if isinstance(step, dict) and step.get("id") == name:
            return step
    raise PackError(f"规程没有步骤“{name}”", where=entry.at("step"))


def _texts(value: object) -> Sequence[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
