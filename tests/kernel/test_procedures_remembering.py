"""Which entries are remembered is said by the pack, checked when it is loaded, and read from the state alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.kernel.packing import POSTS, pack, raw

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import EventType, MatterEvent, Procedure, fold, load, remembered

DAY = date(2026, 3, 2)


def step(data: dict, name: str) -> dict:
    return next(item for item in data["step"] if item["id"] == name)


def remembering() -> dict:
    data = raw("mini")
    long = {"type": "long", "pii": "none"}
    step(data, "raise").update(
        outcomes=["必须", "应当", "建议", "撤回"],
        field=[
            {"id": "clause", "name": "条款", "type": "text"},
            {"id": "issue", "name": "问题", **long},
            {"id": "wording", "name": "建议", **long},
            {"id": "who", "name": "相对人", "type": "text", "pii": "name"},
            {"id": "sum", "name": "金额", "type": "int"},
        ],
    )
    data["memory"] = {
        "step": "raise", "place": "clause", "message": "issue", "suggestion": "wording", "withdrawn": ["撤回"],
        "fate": "settle",
    }  # fmt: skip
    return data


def made() -> Procedure:
    return load(remembering(), POSTS)


BROKEN: dict[str, tuple[Callable[[dict], object], str]] = {
    "no such step": (lambda d: d["memory"].update(step="rise"), "没有“rise”"),
    "no list": (lambda d: d["memory"].update(step="intake"), "名单"),
    "no such field": (lambda d: d["memory"].update(message="isue"), "没有字段“isue”"),
    "a sealed field": (lambda d: d["memory"].update(place="who"), "不密封"),
    "a number": (lambda d: d["memory"].update(basis="sum"), "不密封"),
    "a result that is none": (lambda d: d["memory"].update(withdrawn=["收回"]), "没有“收回”"),
    "a fate of another list": (lambda d: d["memory"].update(fate="intake"), "同一名单"),
    "no such later step": (lambda d: d["memory"].update(later="court"), "没有“court”"),
    "a missing key": (lambda d: d["memory"].pop("suggestion"), "缺少文字"),
    "an unknown key": (lambda d: d["memory"].update(fates="settle"), "不认识的键"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_memory_that_cannot_be_read_is_refused_by_name(broken: str) -> None:
    data = remembering()
    spoil, said = BROKEN[broken]
    spoil(data)
    with pytest.raises(PackError, match=said) as raised:
        load(data, POSTS)
    assert "memory" in str(raised.value)


def told(seq: int, name: str, key: str, outcome: str, **more: object) -> MatterEvent:
    fields = (
        {"clause": f"第{key}条", "issue": "担保", "wording": "删去", "who": "（已密封）"} if name == "raise" else {}
    )
    return MatterEvent(
        seq=seq, type=EventType.RAN, occurred=DAY, recorded=DAY, step=name, key=key, outcome=outcome, decider="p",
        fields=fields | more,
    )  # fmt: skip


def test_an_entry_is_remembered_as_it_stands_with_what_became_of_it() -> None:
    opened = MatterEvent(seq=1, type=EventType.OPENED, occurred=DAY, recorded=DAY, fields={})
    procedure = made()
    events = [
        opened,
        told(2, "raise", "1", "必须"),
        told(3, "raise", "2", "建议"),
        told(4, "settle", "1", "采纳"),
        told(5, "raise", "2", "撤回"),
        told(6, "raise", "1", "应当", issue="保证期间"),
    ]
    first, *rest = remembered(procedure, fold(procedure, events))
    assert not rest, "what was withdrawn is not remembered"
    assert (first.key, first.outcome, first.place, first.message) == ("1", "应当", "第1条", "保证期间")
    assert (first.suggestion, first.basis, first.fate, first.later) == ("删去", "", "采纳", "")


def test_a_pack_without_a_memory_leaves_nothing() -> None:
    procedure = pack("mini")
    events = [
        MatterEvent(seq=1, type=EventType.OPENED, occurred=DAY, recorded=DAY, fields={}),
        told(2, "raise", "1", "必须"),
    ]
    assert remembered(procedure, fold(procedure, events)) == ()
