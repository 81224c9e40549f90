"""What a pack may publish and take in, and what a matter has made public by its events."""

from __future__ import annotations

from datetime import date

import pytest
from tests.kernel.packing import POSTS
from tests.kernel.test_procedures_stated import CALENDAR, declared, run

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import Procedure, load
from fazhi.kernel.procedures.publishing import published
from fazhi.kernel.procedures.remedies import remedies_of

SHOWN = {
    "step": "publish", "what": "文件", "section": "文件", "text": "draft", "until": "publish.until",
    "shows": ["publish.until", "publish.date"], "course": ["publish", "prolong"],
}  # fmt: skip
ASKED = {"name": "申请", "asks": ["submit.said"], "title": "submit.said"}


def packed(**more: object) -> Procedure:
    data = declared()
    steps = data["step"]
    assert isinstance(steps, list)
    first = next(step for step in steps if step["id"] == data["opens"])
    first.setdefault("field", []).extend(
        [{"id": "said", "name": "内容", "type": "text"}, {"id": "who", "name": "姓名", "type": "text", "pii": "name"}]
    )
    return load(data | more, POSTS)


def test_what_was_published_is_told_with_its_days_and_steps() -> None:
    procedure, state = run(("publish", "01-06", "2027-01-06"), ("prolong", "03-02", "2029-01-06"))
    told = load(declared() | {"publication": [SHOWN]}, POSTS)
    assert procedure.publications == () and list(published(procedure, state, CALENDAR)) == []
    (made,) = published(told, state, CALENDAR)
    assert (made.section, made.day, made.until) == ("文件", date(2026, 1, 6), date(2027, 1, 6))
    assert [words for _, words in made.facts] == ["2027-01-06", "2026-01-06"]
    assert [(passed.step, passed.first, passed.times) for passed in made.course] == [
        ("publish", date(2026, 1, 6), 1),
        ("prolong", date(2026, 3, 2), 1),
    ]


def test_nothing_is_public_before_its_step() -> None:
    _, state = run()
    assert list(published(load(declared() | {"publication": [SHOWN]}, POSTS), state, CALENDAR)) == []


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"text": "nothing"}, "没有名为“nothing”的文本"),
        ({"course": ["nothing"]}, "没有名为“nothing”的步骤"),
        ({"shows": ["submit.nothing"]}, "nothing"),
        ({"shows": ["ok(publish)"]}, "应为一个事实或者答复"),
        ({"shows": ["submit.who"]}, "“姓名”是个人信息，不能公开"),
        ({"number": "publish.until"}, "应为文字"),
        ({"until": "submit.said"}, "应为日期"),
        ({"extra": 1}, "不认识的键"),
    ],
)
def test_a_publication_that_names_what_is_not_there_or_is_sealed_is_refused(
    changed: dict[str, object], message: str
) -> None:
    with pytest.raises(PackError, match=message):
        packed(publication=[SHOWN | changed])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"asks": ["publish.until"], "title": "publish.until"}, "不是立项事实，也不是第一步的字段"),
        ({"title": "submit.who", "asks": ["submit.who"]}, "且不是个人信息"),
        ({"title": "submit.said", "asks": ["submit.who"]}, "应为所问的一项"),
        ({"arrived": "submit.said", "asks": ["submit.said"]}, "应为日期"),
        ({"sets": {"submit.said": "甲"}}, "既问又定"),
        ({"course": ["nothing"]}, "没有名为“nothing”的步骤"),
        ({"terms": ["nothing"]}, "没有名为“nothing”的期限"),
        ({"says": {"submit.who": "写全名"}}, "没有问“submit.who”"),
        ({"asks": ["said"]}, "应为一个事实或者答复|读不懂"),
    ],
)
def test_an_inbox_that_does_not_fit_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(PackError, match=message):
        packed(inbox=ASKED | changed)


def test_an_inbox_that_fits_is_read() -> None:
    made = packed(inbox=ASKED | {"says": {"submit.said": "写清楚"}}).inbox
    assert made is not None and made.title.source == "submit.said" and dict(made.says) == {"submit.said": "写清楚"}
    assert packed().inbox is None


REMEDY = {"if": "ok(publish)", "say": "可以申请行政复议", "from": "publish",
          "term": {"amount": 60, "unit": "calendar_day"}, "basis": ["law"]}  # fmt: skip


def with_remedy(**changed: object) -> Procedure:
    basis = {"law": {"ref": "中华人民共和国行政复议法@2023:20.1", "force": "must", "mark": "✔"},
             "seen": {"ref": "中华人民共和国行政复议法@2023:20.1", "force": "must", "mark": "◇"},
             "local": {"text": "本镇规定", "force": "local", "mark": "§"}}  # fmt: skip
    known, remedy = declared()["basis"], REMEDY | changed
    used = remedy["basis"]
    assert isinstance(known, dict) and isinstance(used, list)
    return packed(inbox=ASKED | {"remedy": [remedy]}, basis=known | {name: basis[name] for name in used})


def test_a_remedy_is_told_while_it_is_open_with_its_last_day() -> None:
    procedure = with_remedy()
    _, before = run()
    assert list(remedies_of(procedure, before, CALENDAR, date(2026, 1, 7))) == []
    _, state = run(("publish", "01-06", "2027-01-06"))
    (told,) = remedies_of(procedure, state, CALENDAR, date(2026, 3, 9))
    assert told.due == date(2026, 3, 9), "the sixtieth day is a Saturday: a right of the public rolls on"
    assert list(remedies_of(procedure, state, CALENDAR, date(2026, 3, 10))) == [], "over: not told"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"basis": ["seen"]}, "核对过的条文"),
        ({"basis": ["law", "local"]}, "核对过的条文"),
        ({"basis": []}, "核对过的条文"),
        ({"from": "nothing"}, "没有名为“nothing”的步骤"),
        ({"if": "ok(nothing)"}, "nothing"),
        ({"if": "publish.until"}, "条件|是否"),
        ({"term": {"amount": 60, "unit": "days"}}, "没有“days”这种单位"),
        ({"term": {"unit": "month"}}, "须写明从哪一步起"),
        ({"term": {"amount": True, "unit": "month"}}, "应为整数"),
        ({"extra": 1}, "不认识的键"),
    ],
)
def test_a_remedy_that_rests_on_nothing_read_or_does_not_fit_is_refused(
    changed: dict[str, object], message: str
) -> None:
    with pytest.raises(PackError, match=message):
        with_remedy(**changed)
