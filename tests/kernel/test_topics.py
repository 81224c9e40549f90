"""Which article words are about: told only where all of it points to another number than the one cited."""

from __future__ import annotations

import pytest

from fazhi.kernel.citations.topics import About, pairs, went_to

DOGS = "养犬人携犬外出应当束牵引链并为犬只佩戴标牌"
TREES = "古树名木由园林部门挂牌并设置围栏禁止攀折"
MARKETS = "集市摊位按划定区域经营收摊后清扫场地"
WELLS = "水井周围三十米内不得堆放粪肥设置厕所"
BELLS = "祠堂钟鼓由族人轮值擦拭逢节敲击"


def about(**articles: str) -> About:
    """Return an edition with these articles, ``a5`` for 5."""
    return About.of({name[1:]: pairs(words) for name, words in articles.items()})


OLD = about(a5=DOGS, a6=TREES, a7=MARKETS, a8=WELLS)
NEW = about(a5=TREES, a6=BELLS, a9=DOGS, a7=MARKETS, a12=WELLS)


@pytest.mark.parametrize(
    ("words", "place", "became", "found"),
    [
        ("他牵着犬只却没有束牵引链", "5", "9", "9"),
        ("他牵着犬只却没有束牵引链", "5", None, "9"),
        ("他攀折古树名木", "5", "9", None),
        ("收摊后没有清扫场地", "7", None, None),
        ("收摊后没有清扫场地", "5", "9", None),
        ("犬只与古树名木的围栏", "5", "9", None),
        ("养犬人携犬外出为犬只佩戴标牌时攀折古树名木，毁坏围栏", "5", "9", None),
        ("请抓紧整改并报送结果", "5", "9", None),
        ("束牵引链", "99", None, None),
        ("逢节敲击钟鼓", "6", None, None),
    ],
    ids=[
        "about the old article, which moved",
        "where it went is seen",
        "about the present article",
        "an article that kept its number",
        "about neither",
        "about both",
        "mostly about the old article",
        "about nothing",
        "no such old article",
        "new matter",
    ],
)
def test_the_old_number_is_told_only_where_the_words_are_about_the_old_article(words, place, became, found) -> None:
    assert went_to(pairs(words), place, OLD, NEW, became=became) == found


def test_a_number_cited_beside_it_may_explain_the_words() -> None:
    words = pairs("他牵着犬只却没有束牵引链")
    assert went_to(words, "5", OLD, NEW, became="9", beside=["9"]) is None
    assert went_to(words, "5", OLD, NEW, became="9", beside=["12"]) == "9"


def test_one_pair_is_enough_only_where_hardly_another_article_has_it() -> None:
    many = {
        f"a{number}": f"第{number}处{chr(0x4E00 + number * 7)}{chr(0x5000 + number * 7)}" for number in range(20, 60)
    }
    old, new = about(a5=DOGS, **many), about(a5=TREES, a9=DOGS, **many)
    assert went_to(pairs("犬只"), "5", old, new, became="9") == "9"
    crowded = about(a5=TREES, a9=DOGS, a10="犬只免疫", a11="犬只收容", **many)
    assert went_to(pairs("犬只"), "5", old, crowded, became="9") is None
    twice = about(a5=TREES, a9=DOGS, a10=DOGS, **many)
    assert went_to(pairs("犬只"), "5", old, twice) is None


def test_pairs_do_not_go_over_marks_and_figures() -> None:
    assert pairs("甲乙，丙丁") == pairs("丙丁3甲乙") == pairs("甲乙") | pairs("丙丁")
    assert pairs("甲，乙") == frozenset()
