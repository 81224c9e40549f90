"""What is looked at first, to save a search, never rules out what the search would find."""

import random

from fazhi.kernel.lint import Document, frame
from fazhi.kernel.lint.folding import fold

FULL = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "\u00a0": " "}


def test_a_title_begins_or_ends_as_it_is_first_asked() -> None:
    ends = ("", "(试行)", "〔甲〕", "说明", "及说明", "草案", "(草案)", "\n")
    lines = [f"某事{word}{end}" for word in frame._TYPE.split("|") for end in ends]
    lines += ["关于某件重要事情的", "责任状", "目标责任状"]
    found = [line for line in lines if frame._TITLE.search(line)]
    assert len(found) > len(lines) * 0.9
    assert all(frame._may_be_title(line) for line in found)
    assert not frame._may_be_title("这一行不像标题")


def test_width_is_folded_sign_by_sign_however_long_the_text() -> None:
    chance = random.Random("fold")
    signs = [*FULL, *"甲乙丙，。；：1aA…℃"]
    for length, kinds in ((50, 200), (300, 6), (300, 30), (300, 200)):
        text = "".join(chance.choices(chance.sample(signs, min(kinds, len(signs))), k=length))
        assert fold(text) == "".join(FULL.get(sign, sign) for sign in text)


def test_the_title_is_told_with_width_folded() -> None:
    document = Document("关于印发《柳湾镇管理办法（试行）》的通知\n\n各村：\n一、好。\n")
    assert document.folded_title == fold(document.title_text) == "关于印发《柳湾镇管理办法(试行)》的通知"
