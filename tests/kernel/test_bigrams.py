"""Pairs of characters: what is put into the index is found by any part of it, and only by that."""

from __future__ import annotations

import pytest

from fazhi.kernel.citations.bigrams import indexed, phrases, tokens


def test_runs_are_kept_apart() -> None:
    assert tokens("行政处罚，ＡＩ 2024年") == [["行政", "政处", "处罚"], ["ai"], ["2024"], ["年"]]
    assert indexed("听证。程序") == "听证 程序"


@pytest.mark.parametrize("part", ["行政处罚", "政处", "处罚决定书", "决定书"])
def test_any_part_of_a_text_is_a_phrase_of_its_tokens(part: str) -> None:
    assert phrases(part)[0] in indexed("作出行政处罚决定书的机关")


@pytest.mark.parametrize("other", ["处行", "决书", "罚款"])
def test_what_does_not_stand_there_is_no_phrase_of_it(other: str) -> None:
    assert phrases(other)[0] not in indexed("作出行政处罚决定书的机关")


def test_nothing_gives_nothing() -> None:
    assert phrases("，。 ") == [] and indexed("") == ""
