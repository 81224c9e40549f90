"""One scan for many words: every place of every word, told by signs, whatever the text holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kernel.lint.scan import Scan

# 㐀 and its neighbours share their bytes, so that words seem to stand between two signs.
SIGNS = "㐀㐴㑎乎罚款 \n𠮷\ud800"
TEXTS = st.text(alphabet=SIGNS, max_size=30)
WORDS = st.lists(st.text(alphabet=SIGNS[:8], min_size=1, max_size=3), min_size=1, max_size=5, unique=True)


def found(words: list[str], text: str) -> list[tuple[int, int, int]]:
    return sorted((word, start // 2, end // 2) for word, start, end in Scan(words)(text) if not start & 1)


def looked_up(words: list[str], text: str) -> list[tuple[int, int, int]]:
    return sorted(
        (at, start, start + len(word))
        for at, word in enumerate(words)
        for start in range(len(text))
        if text.startswith(word, start)
    )


@given(WORDS, TEXTS)
def test_all_places_are_told_by_signs(words: list[str], text: str) -> None:
    assert found(words, text) == looked_up(words, text)


@pytest.mark.parametrize("text", ["𠮷村罚款𠮷", "罚款\uffff", "㑎㐀乎𠮷"])
def test_signs_beyond_two_bytes_count_as_one(text: str) -> None:
    assert found(["罚款", "村"], text) == looked_up(["罚款", "村"], text)
    assert found(["𠮷村", "款"], text) == looked_up(["𠮷村", "款"], text)
