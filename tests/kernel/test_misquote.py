"""A number, an organ or a modal verb put wrong in a quotation is told from the article's sketch alone."""

from __future__ import annotations

import pytest

from fazhi.kernel.citations.fingerprint import sketch
from fazhi.kernel.citations.misquote import misquoted

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
