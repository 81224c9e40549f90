"""Cues are implied by their patterns: derived ones always, given ones only when every branch contains one."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kernel.lint import cues_of, implied
from fazhi.kernel.lint.cues import derive, exactly
from fazhi.packs.rules import CUES


@pytest.mark.parametrize(
    ("pattern", "cues"),
    [
        (r"批准后方可", ("批准后方可",)),
        (r"(批准|审批).{0,6}方可", ("方可",)),
        (r"经?(?:批准|同意)后", ("同意后", "批准后")),
        (r"[0-9]+日内付款", ("日内付款",)),
        (r"(?:本地|辖区内)(?:企业|供应商)", ("本地企业", "本地供应商", "辖区内企业", "辖区内供应商")),
        (r"（甲方|乙方）", ("(甲方", "乙方)")),
        (r"(?:罚款|处罚)?.{0,3}", None),
        (r"\d+元?", None),
        (r"(?:罚款|\d+)", None),
        (r"(?i)todo", None),
        (r"(?i:todo)待填", ("待填",)),
    ],
)
def test_cues_are_derived_from_the_literals_every_match_needs(pattern: str, cues: tuple[str, ...] | None) -> None:
    assert cues_of([pattern]) == (tuple(sorted(cues)) if cues else None)


def test_of_two_needed_words_the_longer_is_taken() -> None:
    assert cues_of([r"经.{0,9}批准同意.{0,9}(?:后|方)"]) == ("批准同意",)


@pytest.mark.parametrize(
    ("pattern", "cues", "holds"),
    [
        (r"(?:批准|审批).{0,6}方可", ("方可",), True),
        (r"(?:批准|审批).{0,6}(?:方可|方能)", ("方可",), False),
        (r"(?:批准|审批)后", ("批", ), True),
        (r"(?:批准|同意)?方可", ("批准", "同意"), False),
        (r"(?:方可)+", ("方可",), True),
        (r"(?=方可)方", ("方可",), False),
        (r"经(?=批准)", ("经批",), True),
        (r"经.{0,3}(?=批准)", ("批准",), False),
        (r"经{2,}批", ("经经批",), True),
        (r"经(?P<who>批{1,3})方", ("经批",), True),
        (r"经(?P<who>批{0,3})方", ("经批",), False),
    ],
)  # fmt: skip
def test_given_cues_are_proved_against_every_branch(pattern: str, cues: tuple[str, ...], holds: bool) -> None:
    assert implied(pattern, cues) is holds


SIGN = st.sampled_from("批准审方可")
PIECE = st.one_of(
    SIGN,
    st.builds("[{}{}]".format, SIGN, SIGN),
    st.builds("(?:{}{}|{})".format, SIGN, SIGN, SIGN),
    st.builds("{}?".format, SIGN),
    st.builds("(?:{}{})?".format, SIGN, SIGN),
    st.builds("(?:{}|{}{}){{1,2}}".format, SIGN, SIGN, SIGN),
    st.just(".{0,2}"),
)


@given(st.lists(PIECE, min_size=1, max_size=5).map("".join), st.text("批准审方可x", max_size=30))
def test_a_match_without_a_cue_does_not_exist(pattern: str, text: str) -> None:
    cues = cues_of([pattern])
    if cues is None:
        return
    assert implied(pattern, cues)
    for match in re.finditer(pattern, text):
        assert any(cue in match[0] for cue in cues), (pattern, cues, match[0])


def test_remembered_cues_are_those_that_would_be_derived() -> None:
    remembered = json.loads(CUES.read_text(encoding="utf-8"))
    assert remembered
    assert {key: tuple(cues) for key, cues in remembered.items()} == {
        key: derive(key.split("\n")) for key in remembered
    }


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("有效期|长期有效", ("有效期", "长期有效")),
        ("签(?:字|章)", ("签字", "签章")),
        ("存在的?问题", ("存在的问题", "存在问题")),
        ("^附件", None),
        ("附件(?!形式)", None),
        ("附.{0,3}件", None),
        ("附?", None),
    ],
)
def test_a_plain_choice_of_words_is_told_from_more(pattern: str, words: tuple[str, ...] | None) -> None:
    assert exactly(pattern) == words
