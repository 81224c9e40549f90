"""A small world of figures: what the small procedure of the tests yields, and a form over it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from tests.kernel.packing import pack as declaration

from fazhi.kernel.ledger import canonical, sm3_hex
from fazhi.kernel.measures import read_form, read_indicators, read_measures
from fazhi.packs import measures, periodic

NAME = "mini"

DECLARED: dict[str, Any] = {
    "measure": [
        {"id": "received", "name": "收件", "says": "义。", "kind": "flow", "at": "submit"},
        {"id": "returned", "name": "退回", "says": "义。", "kind": "flow", "at": "intake:退回补正", "which": "every"},
        {"id": "in_hand", "name": "在办", "says": "义。", "kind": "stock", "at": "opened", "until": "closed"},
        {"id": "amount", "name": "金额", "says": "义。", "kind": "flow", "at": "opened", "value": "subject.amount"},
    ]
}
INDICATORS: dict[str, Any] = {
    "area": "试验",
    "indicator": [
        {
            "id": "return_rate", "name": "退回率", "says": "义。", "formula": "mini.returned / mini.received",
            "unit": "percent", "direction": "down", "least": 2,
        },
    ],
}  # fmt: skip
FORM: dict[str, Any] = {
    "id": "small", "title": "试验工作", "says": "义。", "kinds": ["month", "quarter", "year"],
    "columns": ["period", "to_date", "year_before"], "due": 5,
    "basis": {"text": "定期报表", "force": "local", "mark": "▲"},
    "part": [
        {"title": "一、收件", "row": [
            {"id": "received", "formula": "mini.received", "unit": "count"},
            {"id": "in_hand", "name": "期末在办", "formula": "mini.in_hand", "unit": "count"},
            {"id": "amount", "formula": "mini.amount", "unit": "yuan", "digits": 2},
        ]},
        {"title": "二、退回", "row": [{"indicator": "return_rate"}]},
    ],
}  # fmt: skip


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small procedure yield something, and the small form be the only one."""
    declared, shipped = read_measures(DECLARED, declaration(NAME)), measures.of
    every = MappingProxyType({one.id: one for one in declared})
    indicators = MappingProxyType(read_indicators(INDICATORS, every))
    form = read_form(FORM, indicators, every)
    digests = {f"{NAME}.{one['id']}": sm3_hex(canonical(one)) for one in DECLARED["measure"]}
    monkeypatch.setattr(measures, "of", lambda name: declared if name == NAME else shipped(name))
    monkeypatch.setattr(measures, "every", lambda: every)
    monkeypatch.setattr(measures, "indicators", lambda: indicators)
    monkeypatch.setattr(measures, "digests", lambda: digests)
    monkeypatch.setattr(periodic, "forms", lambda: MappingProxyType({form.id: form}))
