"""A number, an organ or a modal verb put wrong in a quotation is told from the article's sketch alone."""

from __future__ import annotations

import pytest

from fazhi.kernel.citations.fingerprint import sketch
from fazhi.kernel.citations.misquote import clause_not_there, figure_not_there, figures_apart, figures_in, misquoted

ARTICLE = (
    "养犬人应当自取得犬只之日起十五日内到乡镇人民政府登记；逾期不登记的，由县级人民政府责令限期改正，"
    "可以处二百元以上一千元以下的罚款。登记有效期为三年，期满前30日办理延续。"
)


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        (ARTICLE, None),
        ("养犬人应当自取得犬只之日起二十日内到乡镇人民政府登记", ("二十", "十五")),
        ("可以处五百元以上一千元以下的罚款", ("五百", "二百")),
        ("期满前60日办理延续", ("60", "30")),
        ("由省级人民政府责令限期改正", ("省级", "县级")),
        ("养犬人可以自取得犬只之日起十五日内", ("可以", "应当")),
        ("养犬人应当自取得犬只之日起15日内到乡镇人民政府登记", None),
        ("养犬人应当在取得犬只后二十日内登记", None),
        ("逾期不登记的……处二百元以上一千元以下的罚款", None),
    ],
)
def test_the_word_as_quoted_and_as_it_stands_there(quoted: str, found: tuple[str, str] | None) -> None:
    assert misquoted(quoted, sketch(ARTICLE)) == found


TERMS = "公民直接向人民法院提起诉讼的应当自知道或者应当知道作出行政行为之日起七个月内提出"


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        ("应当自知道或者应当知道作出行政行为之日起三个月内提出", ("三", "")),
        ("应当自知道或者应当知道作出行政行为之日起……三个月内提出", None),
        ("应当在知道以后三个月内提出", None),
    ],
    ids=["the words before it are the article's", "cut", "in other words"],
)
def test_a_figure_the_article_does_not_have_where_no_other_is_known(quoted: str, found: tuple[str, str] | None) -> None:
    assert misquoted(quoted, [run for run in sketch(TERMS) if run not in sketch("之日起七个月内")]) == found


def test_no_clause_is_a_misquotation_of_itself() -> None:
    for clause in ARTICLE.replace("；", "，").split("，"):
        assert misquoted(clause, sketch(ARTICLE)) is None


def test_the_figures_of_an_article_have_their_units_and_one_way_of_writing() -> None:
    assert figures_in("自收到之日起二十个工作日内；30 日以内。") == ("20工作日", "30日")
    assert figures_in("处二万元以上5万元以下罚款，百分之八；（二）两年") == (
        "20000元",
        "50000元",
        "8分之",
        "2年",
    )
    assert figures_in("第三条、其他事项") == ()


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        ("养犬人应当自取得犬只之日起二十日内到乡镇人民政府登记", ("二十", "")),
        ("登记有效期为5年，期满前30日办理延续", ("5", "3")),
        ("登记有效期为3年，期满前三十日办理延续", None),
        ("登记有效期为……5年", None),
        ("在取得犬只以后5年里办理", None),
    ],
    ids=["two of that unit", "one of that unit", "the same otherwise written", "cut", "in other words"],
)
def test_a_figure_that_the_article_has_nowhere(quoted: str, found: tuple[str, str] | None) -> None:
    assert figure_not_there(quoted, sketch(ARTICLE), figures_in(ARTICLE)) == found


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        ("养犬人应当自取得犬只之日起十五日内到乡镇人民政府登记，不得收取任何费用", "不得收取任何费用"),
        ("养犬人应当自取得犬只之日起十五日内到乡镇人民政府登记；逾期不登记的，由县级人民政府责令限期改正", None),
        ("养犬人应当……登记，不得收取任何费用", None),
        ("养犬人领证，不得收取任何费用", None),
    ],
    ids=["made up", "the article's", "cut", "nothing of it is the article's"],
)
def test_a_last_clause_that_the_article_has_nowhere(quoted: str, found: str | None) -> None:
    assert clause_not_there(quoted, sketch(ARTICLE)) == found


TRIALS = "期限三个月以上不满一年的，试用期不得超过一个月；期限一年以上不满三年的，试用期不得超过二个月"


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        ("期限三个月以上不满一年的，试用期不得超过二个月", "二"),
        ("期限三个月以上不满一年的，试用期不得超过一个月", None),
        ("不满三年的，试用期不得超过二个月", None),
        ("期限三个月以上不满一年的……试用期不得超过二个月", None),
        ("不满一年的人，试用期不得超过二个月", None),
    ],
    ids=["that of the next case", "as it stands", "a part", "cut", "in other words"],
)
def test_a_figure_that_stands_elsewhere_in_the_article(quoted: str, found: str | None) -> None:
    assert figures_apart(quoted, sketch(TRIALS), figures_in(TRIALS)) == found
