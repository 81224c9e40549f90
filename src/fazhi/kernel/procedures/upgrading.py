"""Declarations that were stored with matters, read by what later versions of the language know.

The digest names the bytes that were stored, so what is read is brought up to date in memory and never written back.
Each change of the language that a stored declaration could not pass is a named upgrade here, as events have upcasters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import loads_strict, sm3_hex
from fazhi.kernel.procedures.load import load
from fazhi.kernel.procedures.model import Procedure

Data = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """One change of the language: its name, what earlier versions wrote, and how that reads today."""

    name: str
    was: str
    apply: Callable[[Data], Data]


def _without_list_keys(data: Data) -> Data:
    lists = data.get("list")
    if not isinstance(lists, list) or not any(isinstance(item, Mapping) and "key" in item for item in lists):
        return data
    plain = [
        {name: value for name, value in item.items() if name != "key"} if isinstance(item, Mapping) else item
        for item in lists
    ]
    return {**data, "list": plain}


_LATE: Final = re.compile(r"field\.outcome != '([^']+)' or over\(")


def _with_silence(data: Data) -> Data:
    steps = data.get("step")
    if not isinstance(steps, list):
        return data
    told = [_silence_told(step) for step in steps]
    return data if all(new is old for new, old in zip(told, steps, strict=True)) else {**data, "step": told}


def _silence_told(step: object) -> object:
    """Return a step that says which of its results means silence: the one its gates keep until the term is over."""
    call = step.get("call") if isinstance(step, Mapping) else None
    interest = call.get("interest") if isinstance(call, Mapping) else None
    if not (isinstance(step, Mapping) and isinstance(call, Mapping) and isinstance(interest, Mapping)):
        return step
    gates = step.get("needs_answer")
    if "silence" in interest or not isinstance(gates, list):
        return step
    said = (gate.get("if") if isinstance(gate, Mapping) else gate for gate in gates)
    found = next((match[1] for gate in said if isinstance(gate, str) and (match := _LATE.match(gate))), None)
    if found is None:
        return step
    return {**step, "call": {**call, "interest": {**interest, "silence": found}}}


UPGRADES: Final = (
    Upgrade(
        name="list-key",
        was='[[list]] 有 key = "…" 一键，从未起过作用',
        apply=_without_list_keys,
    ),
    Upgrade(
        name="interest-silence",
        was="interest 没有 silence 一键，受托人在期限届满以后也能选没有答复的结果",
        apply=_with_silence,
    ),
)
"""In the order in which the language changed."""


def upgraded(data: Data) -> Data:
    """Return a declaration as today's language writes it; the same value where nothing in it is old."""
    for upgrade in UPGRADES:
        data = upgrade.apply(data)
    return data


def load_stored(body: bytes, posts: Collection[str]) -> Procedure:
    """Return the procedure that was stored as ``body``: its digest and its source are those of these bytes.

    Raises LedgerError for bytes that are no declaration, PackError for one that no upgrade makes readable.
    """
    data = loads_strict(body)
    if not isinstance(data, dict):
        raise LedgerError("规程的存档读不懂", hint="请从备份中取回，并运行 fazhi verify")
    procedure = load(upgraded(data), posts)
    return replace(procedure, digest=sm3_hex(body), source=MappingProxyType(dict(data)))
