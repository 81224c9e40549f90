"""Stories of a pack: one may begin as another does, so that a variant shows only what is different."""

from __future__ import annotations

import pytest
from tests.kernel.packing import pack

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import play, read_cases
from fazhi.packs.calendar import load as load_calendar

FIRST = {
    "name": "审查后上会",
    "kind": "lawful",
    "subject": {"risk": False},
    "acts": [
        {"on": "2026-02-10", "do": "submit"},
        {"on": "2026-02-11", "do": "intake", "by": "丁", "outcome": "受理"},
        {"on": "2026-02-12", "do": "opinion", "by": "丁", "outcome": "合法"},
        {"on": "2026-02-13", "do": "meeting", "by": "乙"},
    ],
    "expect": {"state": {"closed": True}},
}


def test_a_story_goes_on_from_an_earlier_one() -> None:
    other = {
        "name": "不合法不上会",
        "kind": "refused",
        "like": "审查后上会",
        "before": "opinion",
        "acts": [
            {"on": "2026-02-12", "do": "opinion", "by": "丁", "outcome": "不合法"},
            {"on": "2026-02-13", "do": "meeting", "by": "乙", "refused": "审查意见"},
        ],
        "expect": {"state": {"closed": False}},
    }
    cases = read_cases(pack("mini"), {"case": [FIRST, other]})
    assert [len(case.acts) for case in cases] == [4, 4]
    assert [play(pack("mini"), case, load_calendar()).wrong for case in cases] == [[], []]


@pytest.mark.parametrize(
    ("like", "before", "words"),
    [("没有这个", "opinion", "前面没有情形"), ("审查后上会", "risk_study", "没有“risk_study”这一步")],
)
def test_a_story_cannot_go_on_from_nothing(like: str, before: str, words: str) -> None:
    other = {**FIRST, "name": "乙", "like": like, "before": before}
    with pytest.raises(PackError, match=words):
        read_cases(pack("mini"), {"case": [FIRST, other]})


def test_two_stories_of_one_name_are_refused() -> None:
    with pytest.raises(PackError, match="重复"):
        read_cases(pack("mini"), {"case": [FIRST, FIRST]})
