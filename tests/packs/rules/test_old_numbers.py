"""L002's words for old articles, held against the texts of both editions where they are at hand."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from fazhi.kernel.citations import number_cn
from fazhi.kernel.citations.fingerprint import sketch
from fazhi.kernel.citations.index import LawIndex
from fazhi.kernel.lint import Document, Kind, check
from fazhi.packs.checker import context_for
from fazhi.packs.laws.compiled import article_maps, topics
from fazhi.packs.rules import rule_set
from fazhi.packs.rules._old_numbers import _ABOUT, _stands_in_old

LAWS = Path(os.environ.get("FAZHI_TEXTS") or Path(__file__).parents[4] / "shared") / "laws"
PLACES = [(title, number) for title, articles in _ABOUT.items() for number in articles]


def article(title: str, day: str, number: int) -> str:
    """Return the wording of one article of one edition; empty where it has none."""
    [path] = [path for path in LAWS.glob("*/*.md") if path.name.removeprefix("中华人民共和国") == f"{title}({day}).md"]
    text = path.read_text(encoding="utf-8")
    begin = re.search(rf"^[#*\s　]*第{number_cn(number)}条", text, re.MULTILINE)
    if begin is None:
        return ""
    end = re.search(r"^[#*\s　]*第[一二三四五六七八九十百]+[条章节]", text[begin.end() :], re.MULTILINE)
    return text[begin.end() : begin.end() + end.start()] if end else text[begin.end() :]


@pytest.mark.skipif(not LAWS.is_dir(), reason=f"没有法律文本（FAZHI_TEXTS），{len(PLACES)}条旧条文的主题词未核对")
@pytest.mark.parametrize(("title", "number"), PLACES, ids=[f"{title}{number}" for title, number in PLACES])
def test_the_words_stand_in_the_old_article_and_not_in_the_present_one(title: str, number: int) -> None:
    [pair] = article_maps()[f"中华人民共和国{title}"]
    old, _, new = pair.partition(">")
    words = re.compile(_ABOUT[title][number])
    assert words.search(article(title, old, number))
    assert not words.search(article(title, new, number))


MOVED = "养犬人携犬外出应当由成年人牵引并为犬只佩戴标牌和嘴套"
OTHER = "主管部门应当每年向社会公布登记的数目和处理的情形"


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ({"5": OTHER, "7": MOVED}, True),
        ({"5": MOVED, "7": MOVED}, False),
        ({"5": OTHER, "7": OTHER}, False),
    ],
    ids=["moved", "still there too", "nowhere now"],
)
def test_wording_speaks_for_the_old_number_only_where_it_left_that_article(present, expected) -> None:
    rows = [["甲法", "法律", "", [], 1, "", []]]
    sketches = {"old": {"5": sketch(MOVED)}, "new": {place: sketch(words) for place, words in present.items()}}
    index = LawIndex(rows, {"甲法": 0}, sketches=lambda title: sketches)
    assert _stands_in_old(index, "甲法", "old", "new", 5, 7, MOVED) is expected


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        (
            "村民犁地发现古墓砖，应当依据《文物保护法》第三十二条保护现场，立即报告文物行政部门。",
            "2025-05-13",
            ["L002"],
        ),
        ("村民犁地发现古墓砖，应当依据《文物保护法》第四十三条保护现场，立即报告文物行政部门。", "2025-05-13", []),
        ("村民犁地发现古墓砖，应当依据《文物保护法》第三十二条保护现场，立即报告文物行政部门。", "2024-05-13", []),
        ("接到投诉和举报，应当依据《文物保护法》第三十二条及时受理并处理。", "2025-05-13", []),
        ("依据《突发事件应对法》第二十九条组织应急演练，现为第四十二条。", "2025-06-09", []),
        ("2023年5月依据《突发事件应对法》第二十九条组织了应急演练。", "2025-06-09", []),
        ("依据《突发事件应对法》第二十九条组织应急演练。", "2025-06-09", ["L002"]),
        ("在南溪电鱼，违反《渔业法》第三十条，线索移送县里。", "2026-06-18", ["L002"]),
        ("在南溪电鱼，违反《渔业法》第三十条、第四十五条，线索移送县里。", "2026-06-18", []),
        ("报备的依据，原为《村民委员会组织法》第二十七条，修改后为第三十一条，不要再用旧条号。", "2026-05-11", []),
        ("会议认为，要依据《文物保护法》第三十二条抓紧办理。", "2025-05-13", []),
    ],
)
def test_what_a_sentence_is_about_tells_the_old_number(text: str, day: str, expected: list[str]) -> None:
    given = date.fromisoformat(day)
    found = check(
        Document(text, kind=Kind.GW, as_of=given), rule_set(Kind.GW, ("L002",)), context_for(as_of=given)
    ).findings
    assert [each.code for each in found] == expected


@pytest.mark.parametrize("title", ["中华人民共和国渔业法", "中华人民共和国文物保护法"])
def test_topics_are_kept_of_both_editions_of_a_law_that_was_numbered_anew(title: str) -> None:
    [pair] = article_maps()[title]
    assert sorted(topics(title)) == pair.split(">")
    assert all(len(about.topics) > 40 for about in topics(title).values())


def test_a_law_whose_articles_stayed_has_no_topics() -> None:
    assert topics("中华人民共和国农业技术推广法") == {}
