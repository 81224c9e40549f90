"""The document model: offsets of the text itself, sentences, articles, head and foot."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kernel.lint import Document, Kind
from fazhi.kernel.lint.folding import fold

PAPER = """某县柳湾镇人民政府文件
柳政发〔2026〕12号

柳湾镇人民政府关于印发
《柳湾镇集镇管理办法》的通知

各村（社区），镇属各单位：
　　现将《柳湾镇集镇管理办法》印发给你们，请遵照执行。

第一章　总则
第一条　为加强集镇管理，制定本办法。
第二条　集镇范围内的单位和个人应当遵守本办法，
按照第五条的规定履行义务；违反的，依法处理。
第三条之一　本办法由镇人民政府负责解释。

柳湾镇人民政府
2026年8月3日

附件：1．集镇范围图
"""


def shown(document: Document, span: tuple[int, int] | None) -> str | None:
    return None if span is None else document.text[slice(*span)]


def test_head_and_foot_are_found() -> None:
    document = Document(PAPER)
    assert document.title_text == "柳湾镇人民政府关于印发《柳湾镇集镇管理办法》的通知"
    assert shown(document, document.number) == "柳政发〔2026〕12号"
    assert shown(document, document.addressee) == "各村（社区），镇属各单位"
    assert shown(document, document.signature) == "柳湾镇人民政府"
    assert document.date == date(2026, 8, 3)
    assert document.kind is Kind.ND
    assert "办法》的通知" in document.kind_reason


def test_articles_carry_their_numbers_and_end_where_the_next_begins() -> None:
    document = Document(PAPER)
    assert [(item.number, item.suffix) for item in document.articles] == [(1, None), (2, None), (3, 1)]
    second = document.articles[1]
    assert document.text[second.start : second.heading_end] == "第二条"
    assert document.text[second.start : second.end].endswith("依法处理。\n")
    assert document.article(PAPER.index("违反的")) == second
    assert document.article(0) is None


def test_a_line_cut_in_mid_sentence_goes_on() -> None:
    cut = "为进一步加强基层法治建设工作，提高依法行政的水平，落实责任，\n突出问题意识，强化目标导向。另行通知。"
    document = Document(cut)
    assert [cut[slice(*span)] for span in document.sentences()] == [cut[: cut.index("另行")], "另行通知。"]


@pytest.mark.parametrize(
    "text",
    [
        "柳湾镇人民政府文件\n各村：\n",
        "本镇今年召开专题会议三次研究解决法治建设重大问题八项\n一、加强领导",
        "本镇今年召开专题会议三次研究解决法治建设重大问题八项\n（一）加强领导",
        "本镇今年召开专题会议三次研究解决法治建设重大问题八项\n第二条 加强领导",
        "本镇今年召开专题会议三次研究解决法治建设重大问题八项\n　　加强领导",
        "本镇今年召开专题会议三次研究解决法治建设重大问题八项\n\n加强领导",
    ],
)
def test_a_short_line_a_heading_an_indent_or_an_empty_line_begins_anew(text: str) -> None:
    assert len(list(Document(text).sentences())) == 2


def test_closing_quotes_belong_to_the_sentence() -> None:
    text = "他说：“应当公开。”会后公开；不公开的说明理由。"
    document = Document(text)
    assert [text[slice(*span)] for span in document.sentences()] == [
        "他说：“应当公开。”",
        "会后公开；",
        "不公开的说明理由。",
    ]


def test_lines_and_columns_count_from_one() -> None:
    document = Document("甲\n乙丙\n")
    assert [document.line_column(at) for at in range(5)] == [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3)]


def test_what_is_given_wins_over_what_is_recognised() -> None:
    document = Document(PAPER, kind=Kind.CT, as_of=date(2020, 1, 1))
    assert (document.kind, document.date) == (Kind.CT, date(2020, 1, 1))


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_folding_keeps_length_and_everything_but_width(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    for sign, half in zip(text, folded, strict=True):
        assert sign == half or 0xFF01 <= ord(sign) <= 0xFF5E or sign in "\u3000\xa0"


@given(st.text(alphabet="甲乙。；！?\n 　第一条、：”", max_size=80))
def test_sentences_cover_the_text_and_every_offset_lies_in_its_own(text: str) -> None:
    document = Document(text)
    assert document.sentence_ends[-1] == len(text)
    for at in range(len(text)):
        start, end = document.sentence(at)
        assert start <= at < end
    blocks = list(document.blocks)
    assert all(left[1] <= right[0] for left, right in pairwise(blocks))
    covered = "".join(text[start:end] for start, end, _ in blocks)
    assert "".join(covered.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("甲水管理条例\n\n2020年3月1日 中华人民共和国国务院令第999号公布\n", Kind.FL),
        ("甲省某事项规定\n\n2020年3月1日 甲省第十三届人民代表大会常务委员会第三次会议通过\n", Kind.FL),
        ("中华人民共和国甲事项管理办法\n", Kind.FL),
        ("最高人民法院关于甲事项的规定\n", Kind.FL),
        ("甲水管理条例\n", Kind.FL),
        ("柳湾镇集市管理条例\n", Kind.ND),
        ("柳湾镇集市管理办法\n\n2020年3月1日 镇长办公会议通过\n", Kind.ND),
        ("柳湾镇人民政府关于禁止露天焚烧秸秆的通告\n", Kind.ND),
        ("关于某教学点布局调整的决策草案\n", Kind.DP),
        ("柳湾镇人民政府不予行政处罚决定书\n", Kind.PD),
    ],
)
def test_what_a_legislature_or_the_government_enacted_is_no_document_of_a_township(head: str, kind: Kind) -> None:
    assert Document(head + "第一条 为了某事，制定本规定。\n第二条 违反的，处罚款。\n").kind is kind


def test_a_letter_about_a_decision_is_no_decision() -> None:
    assert Document("关于行政处罚决定被撤销后整改情况的函\n临江县司法局：\n已经整改。\n").kind is Kind.GW


def test_a_notice_that_says_until_when_its_rules_hold_sets_them_down() -> None:
    notice = "关于规范出租房屋管理的通知\n各村：\n现将有关事项通知如下：\n一、房东应当登记。\n"
    assert Document(notice).kind is Kind.GW
    assert Document(notice + "本通知自2026年8月1日起施行，有效期至2031年7月31日。\n").kind is Kind.ND
