"""Verdicts over a made-up catalogue: every status, and the traps of names that come back and texts not at hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fazhi.kernel.citations.fingerprint import sketch
from fazhi.kernel.citations.index import GONE, SURE, TEXT, WHOLE, LawIndex
from fazhi.kernel.citations.names import name_key
from fazhi.kernel.lint.validity import Status, Verdict, verdict

READ = SURE | TEXT | WHOLE
NOTICE = "机关作出示范决定之前应当书面告知当事人拟作出的内容及事实理由依据"
HEARING = "机关拟作出较重示范决定的应当告知当事人有要求听证的权利"
FINE = "违反前款规定拒不改正的处一千元以上五千元以下罚款"
OTHER = "国家鼓励和支持示范领域的科学研究与技术推广应用"


def edition(adopted: str, effective: str = "", articles: int = 0, flags: int = 0, **more: Any) -> list[Any]:
    end = more.get("repealed", "")
    return [adopted, effective, articles, flags, more.get("inserted", []), end, more.get("successor", ""), ""]


ROWS: list[list[Any]] = [
    [
        "中华人民共和国示范法",
        "法律",
        "",
        ["示法"],
        1,
        "",
        [
            edition("1996-03-17", "1996-10-01"),
            edition("2017-09-01", "2018-01-01", 64, READ),
            edition("2021-01-22", "2021-07-15", 86, READ, inserted=[[12, 1]]),
        ],
    ],
    [
        "中华人民共和国复名法",
        "法律",
        "",
        [],
        0,
        "",
        [
            edition("1993-02-22", repealed="2014-11-01", successor="中华人民共和国示范法"),
            edition("2015-07-01", "2015-07-01", 84, READ),
        ],
    ],
    [
        "旧条例",
        "行政法规",
        "",
        [],
        1,
        "",
        [edition("2003-04-07", "2003-10-01", 39, READ | GONE, repealed="2025-04-01")],
    ],
    ["旧规定", "行政法规", "", [], 0, "", [edition("", repealed="2010-01-01", successor="新条例")]],
    ["新条例", "行政法规", "", [], 1, "", [edition("2026-03-12", "2026-08-15", 12, READ)]],
    ["改过的条例", "行政法规", "", [], 0, "", [edition("2021-02-15", "2021-04-15", 56, READ)]],
    [
        "示范纲要（2015－2020年）",
        "中央文件",
        "",
        [],
        1,
        "",
        [edition("", "2015-12-27", 0, SURE, repealed="2021-01-01")],
    ],
    [
        "示范纲要（2021－2025年）",
        "中央文件",
        "",
        [],
        1,
        "",
        [edition("", "2021-08-11", 0, SURE, repealed="2026-01-01")],
    ],
    ["不分条方案", "行政法规", "", [], 1, "", [edition("1995-07-28", "1995-07-28", 0, SURE | TEXT)]],
]
SKETCHES = {
    "中华人民共和国示范法": {
        "2017-09-01": {"31": sketch(NOTICE), "42": sketch(HEARING), "50": sketch(FINE), "51": sketch(FINE[:18])},
        "2021-01-22": {
            "31": sketch(OTHER),
            "44": sketch(NOTICE),
            "42": sketch(FINE),
            "45": sketch(FINE[:18] + OTHER),
            "51": sketch(OTHER),
            "63": sketch(HEARING),
        },
    }
}
NAMES = {name_key(name): at for at, row in enumerate(ROWS) for name in (row[0], *row[3])}
PLANS = [at for at, row in enumerate(ROWS) if "纲要" in row[0]]
INDEX = LawIndex(
    ROWS,
    NAMES,
    families={"示范纲要": PLANS},
    sketches=lambda title: SKETCHES.get(title, {}),
    until={"法律": date(2026, 1, 31)},
)


def ask(
    title: str, day: str, article: int | None = None, quoted: str | None = None, suffix: int | None = None
) -> Verdict:
    return verdict(INDEX, title, article=article, suffix=suffix, quoted=quoted, as_of=date.fromisoformat(day))


@pytest.mark.parametrize(
    ("title", "day", "article", "status"),
    [
        ("《不存在的法》", "2024-01-01", None, Status.UNKNOWN),
        ("示范法", "1996-09-30", None, Status.NOT_YET),
        ("示范法", "1996-10-01", None, Status.IN_FORCE),
        ("示法", "2010-01-01", 5, Status.NOT_CHECKABLE),
        ("中华人民共和国示范法", "2021-07-14", 64, Status.IN_FORCE),
        ("中华人民共和国示范法", "2021-07-14", 65, Status.OUT_OF_RANGE),
        ("中华人民共和国示范法", "2021-07-15", 65, Status.IN_FORCE),
        ("示范法", "2021-07-15", 87, Status.OUT_OF_RANGE),
        ("示范法", "2021-07-15", 0, Status.OUT_OF_RANGE),
        ("示范法", "2021-07-15", 99999, Status.OUT_OF_RANGE),
        ("示范法（2021年修订）", "2022-01-01", None, Status.IN_FORCE),
        ("复名法", "2014-10-31", None, Status.IN_FORCE),
        ("复名法", "2014-11-01", None, Status.REPEALED),
        ("复名法", "2015-06-30", None, Status.REPEALED),
        ("复名法", "2015-07-01", 84, Status.IN_FORCE),
        ("旧条例", "2003-10-01", 39, Status.IN_FORCE),
        ("旧条例", "2015-01-01", None, Status.NOT_CHECKABLE),
        ("旧条例", "2025-04-01", None, Status.REPEALED),
        ("旧规定", "2009-12-31", None, Status.IN_FORCE),
        ("旧规定", "2009-12-31", 1, Status.NOT_CHECKABLE),
        ("旧规定", "2010-01-01", 1, Status.REPEALED),
        ("新条例", "2026-08-14", None, Status.NOT_YET),
        ("新条例", "2020-01-01", 99, Status.NOT_YET),
        ("改过的条例", "2015-01-01", None, Status.IN_FORCE),
        ("改过的条例", "2015-01-01", 3, Status.NOT_CHECKABLE),
        ("不分条方案", "2000-01-01", 3, Status.NOT_CHECKABLE),
        ("不分条方案", "2000-01-01", None, Status.IN_FORCE),
    ],
)
def test_the_status(title: str, day: str, article: int | None, status: Status) -> None:
    assert ask(title, day, article).status is status


def test_an_inserted_article_is_known_and_another_is_not() -> None:
    assert ask("示范法", "2022-01-01", 12, suffix=1).status is Status.IN_FORCE
    assert ask("示范法", "2022-01-01", 12, suffix=2).status is Status.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("day", "article", "quoted", "status", "new"),
    [
        ("2022-01-01", 44, NOTICE, Status.IN_FORCE, None),
        ("2022-01-01", 44, NOTICE[3:], Status.IN_FORCE, None),
        ("2022-01-01", 44, "第四十四条　" + NOTICE, Status.IN_FORCE, None),
        ("2022-01-01", 31, NOTICE, Status.RENUMBERED, "44"),
        ("2022-01-01", 42, HEARING, Status.RENUMBERED, "63"),
        ("2020-01-01", 31, NOTICE, Status.IN_FORCE, None),
        ("2022-01-01", 44, FINE, Status.MISMATCH, "42"),
        ("2022-01-01", 44, "一段哪里都没有写过的与此无关的话", Status.MISMATCH, None),
        ("2022-01-01", 44, "告知", Status.IN_FORCE, None),
        ("2022-01-01", 46, NOTICE, Status.NOT_CHECKABLE, None),
        ("2022-01-01", 99, NOTICE, Status.OUT_OF_RANGE, None),
        ("2022-01-01", 44, " ", Status.IN_FORCE, None),
    ],
)
def test_quoted_wording(day: str, article: int, quoted: str, status: Status, new: str | None) -> None:
    said = ask("示范法", day, article, quoted)
    assert (said.status, said.new_article) == (status, new)


def test_what_a_verdict_carries() -> None:
    said = ask("《复名法》", "2014-12-01", 3)
    assert said.canonical == "中华人民共和国复名法"
    assert said.successor == "中华人民共和国示范法"
    assert said.repealed == date(2014, 11, 1)
    assert "2014-11-01" in said.reason
    unsure = ask("旧条例", "2026-01-01")
    assert unsure.repealed is None and "不明" in unsure.reason


def test_half_of_the_wording_is_enough_and_a_quarter_is_not() -> None:
    invented = "另外还有一段任何文本里都找不到的话作为拼接"
    assert ask("示范法", "2022-01-01", 44, NOTICE + invented[:8]).status is Status.IN_FORCE
    assert ask("示范法", "2022-01-01", 44, NOTICE[:11] + invented).status is Status.MISMATCH


def test_an_article_that_holds_half_yields_to_one_that_holds_all() -> None:
    said = ask("示范法", "2022-01-01", 45, FINE)
    assert (said.status, said.new_article) == (Status.MISMATCH, "42")


def test_wording_that_stood_elsewhere_before_too_was_not_renumbered() -> None:
    """Article 50 of the earlier edition holds the fine whole, article 51 half of it: 51 never said it."""
    said = ask("示范法", "2022-01-01", 51, FINE)
    assert (said.status, said.new_article) == (Status.MISMATCH, "42")


def test_wording_of_a_later_edition_is_told() -> None:
    said = ask("示范法", "2020-01-01", 42, OTHER)
    assert said.status is Status.MISMATCH and said.new_article is None
    assert "2021-07-15" in said.reason and "第三十一条" in said.reason


@pytest.mark.parametrize(
    ("day", "title", "status"),
    [
        ("2010-01-01", "示范纲要（2015－2020年）", Status.NOT_YET),
        ("2018-01-01", "示范纲要（2015－2020年）", Status.IN_FORCE),
        ("2021-01-01", "示范纲要（2015－2020年）", Status.REPEALED),
        ("2022-01-01", "示范纲要（2021－2025年）", Status.IN_FORCE),
        ("2026-01-01", "示范纲要（2021－2025年）", Status.REPEALED),
    ],
)
def test_a_plan_without_its_years_is_the_plan_of_the_day(day: str, title: str, status: Status) -> None:
    said = ask("《示范纲要》", day)
    assert (said.canonical, said.status) == (title, status)
    assert INDEX.find("示范纲要") is None, "without a day nobody can tell which"


def test_an_unknown_plan_whose_years_are_over_has_ended_and_says_that_it_is_unknown() -> None:
    said = ask("某县示范规划(2021-2025 年)", "2026-03-01")
    assert said.status is Status.REPEALED and said.canonical is None and said.repealed == date(2026, 1, 1)
    assert "目录中没有" in said.reason and "2025年届满" in said.reason
    assert ask("某县示范规划（2021—2025年）", "2025-12-31").status is Status.UNKNOWN
    assert "届满" not in ask("某县示范规划（2021—2025年）", "2025-12-31").reason


def test_an_answer_beyond_what_was_followed_says_so() -> None:
    assert "截至2026-01-31" in ask("示范法", "2026-02-01", 3).reason
    assert "截至" not in ask("示范法", "2026-01-31", 3).reason


def test_near_titles_are_offered_for_a_slip_of_the_pen() -> None:
    assert INDEX.near("改过的条列") == ("改过的条例",)
    assert INDEX.near("完全不同的东西") == ()
