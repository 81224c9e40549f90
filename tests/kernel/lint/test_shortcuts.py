"""What is looked at first, to save a search, never rules out what the search would find."""

import importlib
import random
import re
from pathlib import Path

import pytest

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
        *"约近将签多余百千万三十5%元件第号(次)点于低足¥年月日历天条款左右上",
        "达到了近",
        "5日历天",
        "第三",
        "不超过",
        "人民币",
        "分之",
        "6.",
        "以上",
        "几乎",
        "一定",
        "统一",
        " ",
        "个",
    ]
    units = [unit for unit in figures._UNITS.split("|") if unit[0] not in "(" and ")" not in unit and "[" not in unit]
    behind = [*units, "%", "‰", "成", "成半", "倍", "百分点", "个百分点", "分之三", "定", "致", "旦", ""]
    written = [
        f"共{numeral}{between}{unit},再{numeral}{unit}"
        for numeral in ("三十", "一百二十", "三", "百", "万", "5")
        for between in ("", " ", "余", "多", "点五", "万", "千", "亿", "百万", "万余")
        for unit in behind
    ]
    written += ["".join(chance.choices(parts, k=chance.randint(1, 9))) for _ in range(2000)]
    for text in written:
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


def test_ordinals_that_follow_are_told_as_by_looking_at_where_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    order = importlib.import_module("fazhi.kernel.lint.figures.order")
    chance = random.Random("order")
    cn = "一二三四五六七"
    lines = [
        f"{form.format(each)}"
        for form in ("第{}条 甲", "第{}章 乙", "{}、丙", "({})丁", "第{}条之一 甲")
        for each in cn
    ]
    lines += [f"{form.format(each)}" for form in ("{}.戊", "({})己") for each in range(8)]
    texts = []
    for _ in range(1500):
        first = chance.randrange(len(lines))
        run = lines[first : first + chance.randint(1, 5)]
        run = [line for line in run if chance.random() > 0.15]
        texts.append("\n".join([*run, *chance.choices([*lines, "附件", "正文"], k=chance.randint(0, 4))]))
    quick = [list(order.check_order(text)) for text in texts]
    monkeypatch.setattr(order, "_follow", lambda written: False)
    assert quick == [list(order.check_order(text)) for text in texts]
    assert 100 < sum(map(bool, quick)) < 1400


def test_only_a_day_that_every_month_has_is_passed_over() -> None:
    spans = importlib.import_module("fazhi.kernel.lint.figures.spans")
    signs = (("", "日"), (" ", "号"))
    written = [f"{m}{gap}月{d}{gap}{sign}" for m in range(100) for d in range(100) for gap, sign in signs]
    parts = [spans._SINGLE.match(text) for text in written]
    wrong = [each[0] for each in parts if spans._real(2000, int(each["m"]), int(each["d"])) is None]
    assert len(wrong) > 19000 and all(spans._DOUBTFUL.search(text) for text in wrong)
    assert spans._DOUBTFUL.search("2026-02-30") and spans._DOUBTFUL.search("2月0日")
    assert spans._DOUBTFUL.search("3月15日起，1月7日前，10月20日") is None


def test_a_single_figure_is_looked_at_where_something_is_to_be_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = importlib.import_module("fazhi.kernel.lint.figures.extract")
    said = {
        "名次 A3 由第三名降至第五名，上升两名。": "Q015",
        "价款伍万元整（¥4 万元）。": "Q004 Q005",
        "开工日期：2026年3月1日；竣工日期：2026年4月1日；工期120天。": "Q007",
    }
    shares = ("占40%", "占三成", "占百分之五", "高5个百分点", "为2倍", "8‰")
    assert all(extract._PERCENT.search(each) and extract._LONE.search(each) for each in shares)
    for text, codes in said.items():
        document = Document("第一条 甲。\n" + text)
        quick = extract.extract(document)
        assert quick.slips and set(quick.slips) <= set(codes.split()), text
        with monkeypatch.context() as looser:
            looser.setattr(extract, "_LONE", extract._ALONE)
            assert quick == extract.extract(document)


def test_marks_that_stand_alone_are_found_as_those_in_a_row() -> None:
    sentences = importlib.import_module("fazhi.kernel.lint.sentences")
    chance = random.Random("marks")
    texts = ["".join(chance.choices("甲乙丙丁。;!?”)】\n", k=chance.randint(0, 9))) for _ in range(3000)]
    assert all(sentences.mark_ends(text) == [each.end() for each in sentences._MARKS.finditer(text)] for text in texts)


def test_an_article_is_known_by_its_line_alone() -> None:
    text = "第一条 甲。\n  第二条 乙。\n**第三条** 丙。\n第四条规定丁。\n第5条 戊。\n第〇条 己。\n"
    document = Document(text)
    assert document.has_articles and document.article_numbers == [1, 2, 3, 5] == [
        each.number for each in document.articles
    ]
    assert [written for written in "一二三四5〇" if document.begins_article(written)] == ["一", "5"]
    assert not Document("第四条规定丁。\n").has_articles and Document("甲。").article_numbers == []


def test_a_bracket_that_begins_a_line_has_no_count_in_front() -> None:
    lists = importlib.import_module("fazhi.kernel.lint.figures.lists")
    chance = random.Random("brackets")
    parts = ["三个村", "共5类", "(", "甲、乙)", "(一)", "\n", "。", ";", "丙、丁、戊)", "等四项", ":"]
    for _ in range(1500):
        text = "".join(chance.choices(parts, k=chance.randint(2, 8)))
        places = [at for at, sign in enumerate(text) if sign == "(" and "、" in text[at : at + 16]]
        plainly = [said for at in places for said in lists._named(text, at, bracket=True)]
        assert plainly == [
            said for at in lists._BRACKET.finditer(text) for said in lists._named(text, at.start(), bracket=True)
        ]


def test_a_sentence_without_numbers_says_nothing_of_figures() -> None:
    extract = importlib.import_module("fazhi.kernel.lint.figures.extract")
    figures = importlib.import_module("fazhi.kernel.lint.figures.numbers")
    asked = 0
    for path in sorted(Path(__file__).parent.glob("figure_pairs*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            sentence = fold(re.sub(r"[0-9][0-9.,]*", "第三", line.partition("=>")[0]))
            if figures.numbers(sentence):
                continue
            asked += 1
            for before in (None, "全镇共有 120 户。"):
                told = extract._by_phrases(sentence, before, percent=True, hits=4)
                assert not list(told), sentence
                assert not list(extract._by_build(sentence, before, set(), percent=True, hits=4)), sentence
    assert asked > 100
