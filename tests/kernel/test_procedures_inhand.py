"""A basis with a condition: said of the matters of its kind only; what may be done never depends on it."""

from __future__ import annotations

import pytest

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.inhand import in_hand
from fazhi.kernel.procedures.lengths import basis_of
from fazhi.kernel.procedures.load import load

READ = {"force": "must", "mark": "✔"}


def pack(condition: object = "subject.kind == '柳树'") -> Procedure:
    """Return a made-up pack: one basis for all, one for willows."""
    basis = {
        "all": {"ref": "槐法@2020:1", **READ},
        "willow": {"ref": "柳法@2020:2", **READ, "if": condition},
    }
    kind = {"id": "kind", "name": "树种", "type": "enum", "values": ["柳树", "槐树"], "required": True}
    step = {"id": "fell", "name": "采伐", "posts": ["handler"], "basis": ["all", "willow"]}
    term = {"id": "felled", "name": "采伐期限", "kind": "within", "amount": 3, "unit": "calendar_day", "end": "agency"}
    term |= {"from": ["fell"], "until": ["fell"], "basis": ["willow"]}
    top = {"id": "x", "title": "采伐", "version": "1", "summary": "采伐", "numbering": "采", "opens": "fell"}
    return load({**top, "basis": basis, "subject": [kind], "step": [step], "term": [term]}, ["handler"])


def said(procedure: Procedure) -> list[str]:
    return [basis.id for basis in procedure.bases(("all", "willow"))]


def test_a_basis_is_said_of_its_kind_and_while_the_kind_is_not_known() -> None:
    whole = pack()
    assert said(whole) == said(in_hand(whole, {})) == said(in_hand(whole, {"kind": "柳树"})) == ["all", "willow"]
    other = in_hand(whole, {"kind": "槐树"})
    assert said(other) == ["all"] and other.digest == whole.digest
    assert in_hand(whole, {"kind": "槐树"}) is other and in_hand(other, {"kind": "槐树"}) is other
    assert said(in_hand(other, {"kind": "柳树"})) == ["all", "willow"]


def test_a_term_prints_its_basis_for_its_kind_only() -> None:
    whole = pack()
    assert basis_of(whole, ("willow",)) == "《柳法》第二条"
    assert basis_of(in_hand(whole, {"kind": "槐树"}), ("willow",)) is None


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("ok(fell)", "只能看立项事实"),
        ("fell.outcome == '办结'", "只能看立项事实"),
        ("subject.kin == '柳树'", "basis.willow.if"),
        ("subject.kind == '杨树'", "basis.willow.if"),
        (3, "应为条件"),
    ],
)
def test_a_condition_that_asks_for_more_is_refused_at_load(condition: object, told: str) -> None:
    with pytest.raises(PackError) as refused:
        pack(condition)
    assert told in f"{refused.value} {refused.value.where}"
