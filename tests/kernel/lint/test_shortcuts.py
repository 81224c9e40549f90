"""What is looked at first, to save a search, never rules out what the search would find."""

import importlib
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


def test_numbers_are_found_by_their_signs_as_by_reading_every_sign() -> None:
    figures = importlib.import_module("fazhi.kernel.lint.figures.numbers")
    chance = random.Random("numbers")
    parts = [
        *"约近将签多余百千万三十5%元件第号(次)点于低足¥",
        "达到了近",
        "不超过",
        "人民币",
        "分之",
        "6.",
        "以上",
        "几乎",
    ]
    for _ in range(2000):
        text = "".join(chance.choices(parts, k=chance.randint(1, 9)))
        plainly, lead_from, at = [], 0, 0
        while match := figures._NUMBER.search(text, at):
            at = match.end()
            number = figures._read(match, text, lead_from) if figures._counts(match, text) else None
            if number is not None:
                plainly.append(number)
                lead_from = number.end
        assert list(figures._each(text)) == plainly, text


def test_a_number_and_a_day_in_the_head_are_first_asked_for_by_their_ends() -> None:
    lines = ("柳政发〔2026〕3号", "文号：柳政发〔2026〕3号", "柳政发[2026]第12号")
    assert all(frame._NUMBER.fullmatch(fold(line)) and line.endswith("号") for line in lines)
    for word in ("成文日期", "发文日期", "印发日期", "签订日期", "签订时间", "签约日期", "日期", "发布时间", "时间"):
        document = Document(f"索引号：1\n{word}：2026年3月2日\n" + "内容很长。" * 40)
        assert str(document.date) == "2026-03-02" and ("日期" in word or "时间" in word)
