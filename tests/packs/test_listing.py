"""Items of lists of powers: how one is written and read, what a pack may declare, what the prover makes of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import Item, code_of, parse, read_item, sentence
from fazhi.kernel.procedures import PackNames, Procedure, load
from fazhi.kernel.procedures.enlisting import Change
from fazhi.kernel.procedures.listing import Entry, known, ordered
from fazhi.kernel.procedures.prove import prove
from fazhi.kernel.procedures.prove.report import Outcome
from fazhi.packs import procedures
from fazhi.packs.calendar import load as calendar

ITEM = Item(code="ZF-1", name="占道（占路）的处罚", since=date(2026, 4, 1), until=date(2026, 4, 30))


def source(name: str) -> dict[str, Any]:
    return deepcopy(dict(procedures.get(name).source))


def made(data: Mapping[str, object]) -> Procedure:
    return load(data, procedures.posts())


def step(data: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in data["step"] if item["id"] == name)
    return found


def test_an_item_is_read_back_as_it_is_written() -> None:
    for item in (ITEM, Item(code="JB-7", name="某事项", since=date(2026, 1, 1))):
        assert read_item(item.text) == item
    assert ITEM.text == "ZF-1 占道（占路）的处罚（2026年4月1日至2026年4月30日）"
    for odd in (
        "ZF-1",
        "ZF-1 某事项",
        "ZF-1 某事项（2026年2月30日起）",
        "ZF-1 某事项（2026年4月1日至2026年4月31日）",
        "",
    ):
        assert read_item(odd) is None
    assert (code_of(ITEM.text), code_of(" ZF-1 "), code_of("")) == ("ZF-1", "ZF-1", "")
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1))
    assert [ITEM.on(day) for day in days] == [False, True, True, False]


def entry(change: Change, since: str, title: str = "甲", code: str = "A", published: str = "2026-01-01") -> Entry:
    return Entry(
        key="1", change=change, code=code, title=title, kind="基本履职", flow="", shown=(),
        published=date.fromisoformat(published), since=date.fromisoformat(since),
    )  # fmt: skip


def told(listed: list[Entry], on: str) -> list[str]:
    return [one.item.text for one in known(ordered(listed), date.fromisoformat(on)) if one.now is not None]


def test_items_follow_from_their_changes() -> None:
    """Added, renamed, removed, added again: the name is that of the day, the days are those of the stretch."""
    changes = [
        entry(Change.ADD, "2027-01-01", "丙"),
        entry(Change.REMOVE, "2026-06-01"),
        entry(Change.ALTER, "2026-03-01", "乙"),
        entry(Change.ADD, "2026-01-01"),
        entry(Change.REMOVE, "2026-02-01", code="B"),
    ]
    assert told(changes, "2025-12-31") == []
    assert told(changes, "2026-02-28") == ["A 甲（2026年1月1日至2026年5月31日）"]
    assert told(changes, "2026-05-31") == ["A 乙（2026年1月1日至2026年5月31日）"]
    assert told(changes, "2026-06-01") == []
    assert told(changes, "2027-01-01") == ["A 丙（2027年1月1日起）"]
    gone = [one.item.since for one in known(ordered(changes), date(2026, 8, 1))]
    assert gone == [date(2027, 1, 1)], "the next stretch; what was only ever ended is no item"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"entry": "publish"}, "不列入名单"),
        ({"enters": "propose"}, "逐项办理"),
        ({"changes": {"新增": "put"}}, "不是变动方式"),
        ({"changes": {"别的": "add"}}, "各种结果的变动方式"),
        ({"code": "kind"}, "没有合用的字段“kind”"),
        ({"item": "title"}, "没有合用的字段“title”"),
        ({"shown": ["nothing"]}, "没有合用的字段“nothing”"),
        ({"flow": "title"}, "flow 应是 shown 中的一项"),
        ({"survey": {"step": "meeting", "free": "通过"}}, "逐项办理的步骤"),
        ({"since": "publish.number"}, "不是日期"),
        ({"since": "ok(publish)"}, "应为一个答复"),
        ({"extra": 1}, "不认识的键"),
    ],
)
def test_a_list_that_names_what_is_not_there_is_refused(changed: dict[str, object], message: str) -> None:
    data = source("list_change")
    data["listing"] |= changed
    with pytest.raises(PackError, match=message):
        made(data)


def test_a_fact_that_may_not_follow_its_list_is_refused() -> None:
    data = source("power_use")
    del next(item for item in data["subject"] if item["id"] == "item")["mutable"]
    with pytest.raises(PackError, match="清单会变动"):
        made(data)


@pytest.mark.parametrize(
    ("under", "message"),
    [("item", "应为立项事实"), ("subject.kind", "不是清单事项"), ("accept.what", "应为立项事实"), ("subject.x", "x")],
)
def test_a_step_may_be_done_under_an_item_only(under: str, message: str) -> None:
    data = source("power_use")
    step(data, "decide")["under"] = under
    with pytest.raises(PackError, match=message):
        made(data)


def test_an_item_is_asked_for_force_and_for_nothing_else() -> None:
    data = source("power_use")
    step(data, "decide")["needs"].append("subject.item == subject.item")
    with pytest.raises((PackError, ExpressionError), match="清单事项，不能比较"):
        made(data)
    names = PackNames(procedures.get("power_use"))
    words = [sentence(parse(text), names) for text in ("in_force(subject.item)", "not in_force(subject.item)")]
    assert words == [
        "“所依据的清单事项”所指的清单事项在办理当日有效",
        "“所依据的清单事项”所指的清单事项在办理当日无效（尚未生效或者已经取消）",
    ]


def test_the_prover_sees_it_when_the_gate_is_taken_away() -> None:
    data = source("power_use")
    data["guarantee"] = [item for item in data["guarantee"] if item["id"] == "P1"]
    cases = procedures.cases("power_use")
    verdicts = []
    for gate in ("subject.item", None):
        if gate is None:
            del step(data, "decide")["under"]
            step(data, "accept")["needs"] = step(data, "accept")["needs"][1:]
        verdicts += [one.verdict for one in prove(made(data), cases, calendar(), ticker=time.monotonic, seconds=20)]
    assert verdicts == [Outcome.PROVED, Outcome.REFUTED]
