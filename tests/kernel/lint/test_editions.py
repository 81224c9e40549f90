"""Words beside a title that name one wording of the law."""

from __future__ import annotations

import pytest

from fazhi.kernel.lint.citations.editions import LATEST, edition_before, edition_words


def named(text: str) -> tuple[str, bool]:
    """Return what the words beside 《甲法》 say; the citation ends with the first article."""
    start, after = text.index("《"), text.index("》") + 1
    end = text.index("条", after) + 1 if "条" in text[after:] else after
    return edition_words(text, start, after, end)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("依照2018年修正的《甲法》第八条", ("（2018年修正）", True)),
        ("依照2026年6月26日修订的《甲法》第八条", ("（2026年修正）", True)),
        ("依照2018年10月26日第四次修正的《甲法》第八条", ("（2018年修正）", True)),
        ("依照2012年版《甲法》第八条", ("（2012年修正）", True)),
        ("依照2012版《甲法》第八条", ("（2012年修正）", True)),
        ("依照2022年修订后的《甲法》第八条", ("（2022年修正）", True)),
        ("依照1999年公布的《甲法》第八条", ("（1999年）", True)),
        ("依照2018年《甲法》第八条", ("（2018年）", False)),
        ("依照《甲法》（2018年修正）第八条", ("（2018年修正）", True)),
        ("依照《甲法》2018年修正本第八条", ("（2018年修正）", True)),
        ("依照《甲法》修订后的第八条", (LATEST, True)),
        ("依照新修订的《甲法》第八条", (LATEST, True)),
        ("依照新《甲法》第八条", (LATEST, True)),
        ("依照《甲法》第八条", ("", True)),
        ("2018年，依照《甲法》第八条", ("", True)),
        ("依照《甲法》（国令第711号）第八条", ("", True)),
    ],
)
def test_the_words_of_an_edition(text: str, said: tuple[str, bool]) -> None:
    assert named(text) == said


def test_where_the_words_begin() -> None:
    assert edition_before("依照2018年修正的《甲法》第八条", 10) == 2
    assert edition_before("依照《甲法》第八条", 2) == 2
