"""The text language of papers: what is read, what is refused with its line, how it comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest

from fazhi.kernel.errors import PackError
from fazhi.kernel.expressions import Expr, Ref
from fazhi.kernel.papers import (
    Attachments,
    Clause,
    Condition,
    Conditions,
    Grade,
    Hands,
    Note,
    Paper,
    Paragraph,
    Printable,
    Signature,
    Spot,
    Style,
    Table,
    lines,
    render,
    text_of,
)
from fazhi.kernel.papers.language import read


class Fixed:
    """A source with values by the source of the expression; keyed ones are ``key:expr``."""

    def __init__(self, values: Mapping[str, Printable], keys: Sequence[str] = ()) -> None:
        self.values, self._keys = values, keys

    def value(self, expr: Expr, at: Spot) -> Printable:
        return self.values.get(f"{at.key or at.run}:{expr.source}", self.values.get(expr.source))

    def test(self, expr: Expr, at: Spot) -> bool:
        return self.value(expr, at) is True

    def called(self, expr: Expr) -> str:
        return f"“{expr.source}”" if isinstance(expr, Ref) else "数"

    def keys(self, list_: str) -> Sequence[str]:
        return self._keys

    def runs(self, step: str) -> Sequence[int]:
        return (3, 8)

    def basis(self, ids: Sequence[str]) -> str:
        return "、".join(f"依据{name}" for name in ids)

    def due(self, term: str, at: Spot, moment: str | None = None) -> date | None:
        return date(2026, 11, 27 if moment == "submit" else 24) if term == "review" else None

    def today(self) -> date:
        return date(2026, 11, 20)

    def term(self, term: str) -> str:
        return f"{term}末日"

    def conditions(self, step: str) -> Conditions:
        items = (Condition(text="已审查", holds=False, basis="参照"), Condition(text="已听取意见", holds=None))
        return Conditions(items=items, done=step == "signed", as_of="上列为当日的情况。")


def paper(text: str, values: Mapping[str, Printable] | None = None, keys: Sequence[str] = ()) -> Paper:
    """Return the paper a text makes."""
    base = Paper(title="某件", blocks=(), grade=Grade.FORMAL)
    return render(read(text, "papers/a.txt"), Fixed(values or {}, keys), base)


def test_values_stand_in_their_official_forms() -> None:
    made = paper(
        "{{s.day}}，{{s.day | 短日期}}，{{s.money}}，{{s.money | 大写}}，"
        "{{s.n}}，{{s.n | 中文数}}，{{s.yes}}{{s.yes | 打勾}}",
        {"s.day": date(2026, 11, 2), "s.money": Decimal("42800"), "s.n": 12, "s.yes": True},
    )
    assert lines(made)[1] == "2026年11月2日，2026-11-02，42800.00元，肆万贰仟捌佰元整，12，十二，是√"


def test_what_is_not_known_is_a_visible_blank_and_is_listed() -> None:
    made = paper("{{s.a}}和{{s.b?}}。\n[[（{{s.c}}）]]\n{{期限 later}}", {})
    assert lines(made)[1:] == ("＿＿＿＿和。", "＿＿＿＿")
    assert [(item.what, item.line) for item in made.missing] == [("“s.a”", 1), ("later末日", 3)]
    block = made.blocks[0]
    assert isinstance(block, Paragraph)
    assert block.spans[0].style is Style.BLANK


def test_a_group_is_printed_when_all_in_it_is_known() -> None:
    assert lines(paper("甲[[（{{s.c}}）]]。", {"s.c": "乙"}))[1] == "甲（乙）。"


def test_clauses_are_numbered_and_lower_levels_begin_anew() -> None:
    made = paper("# 甲\n## 乙。正文。\n### 丙\n#### 丁\n### 戊\n# 己\n## 庚。")
    clauses = [block for block in made.blocks if isinstance(block, Clause)]
    assert [item.number for item in clauses] == ["一、", "（一）", "1.", "（1）", "2.", "二、", "（一）"]
    assert [span.style for span in clauses[1].spans] == [Style.HEAD, Style.PLAIN]
    assert text_of(clauses[1].spans) == "乙。正文。"


def test_repeats_read_at_their_key_and_say_when_there_is_none() -> None:
    text = "@逐 opinions 其中 s.must\n{{序}}.{{s.clause}}\n@否则\n没有意见。\n@止"
    values: dict[str, Printable] = {"1:s.must": True, "3:s.must": True, "1:s.clause": "第一条", "3:s.clause": "第三条"}
    assert lines(paper(text, values, ("1", "2", "3")))[1:] == ("1.第一条", "2.第三条")
    assert lines(paper(text, {}, ("1",)))[1:] == ("没有意见。",)


def test_earlier_doings_are_read_one_by_one() -> None:
    text = "@历次 submit\n第{{序}}次：{{field.x}}\n@止"
    assert lines(paper(text, {"3:field.x": "甲", "8:field.x": "乙"}))[1:] == ("第1次：甲", "第2次：乙")


def test_a_condition_chooses() -> None:
    text = "@如 s.yes\n甲\n@否则\n乙\n@止"
    assert lines(paper(text, {"s.yes": True}))[1:] == ("甲",)
    assert lines(paper(text, {}))[1:] == ("乙",)


def test_a_table_keeps_heads_spans_and_repeats() -> None:
    text = "@表 2 4 4 小\n|= 序 | 意见 | <\n@逐 opinions\n| {{序}} | {{s.a}} | 甲¶乙\n@止\n@表完"
    table = paper(text, {"1:s.a": "一", "2:s.a": "二"}, ("1", "2")).blocks[0]
    assert isinstance(table, Table)
    assert table.heads == 1 and table.small and len(table.rows) == 3
    assert table.rows[0][1].across == 2
    assert text_of(table.rows[2][2].spans) == "甲\n乙"


def test_the_checklist_of_a_step_says_what_holds() -> None:
    for step, told in (("meeting", ["× 尚缺", "□ 待核对"]), ("signed", ["× 不具备", "□ 未能核对"])):
        table, note = paper(f"@核对 {step}").blocks
        assert isinstance(table, Table) and isinstance(note, Note)
        assert [text_of(row[2].spans) for row in table.rows] == ["情况", *told]
        assert text_of(note.spans) == "上列为当日的情况。"


def test_a_paper_that_goes_out_says_as_of_when_a_term_was_counted() -> None:
    def said(text: str, grade: Grade) -> str:
        made = render(read(text, "papers/a.txt"), Fixed({}), Paper(title="某件", blocks=(), grade=grade))
        return lines(made)[-1]

    for grade in (Grade.FORMAL, Grade.PUBLIC):
        assert said("{{期限 review | submit}}前", grade) == "2026年11月27日前"
        assert said("{{期限 review}}前", grade) == "2026年11月24日（按2026年11月20日的情况计算）前"
    assert said("{{期限 review}}前", Grade.INTERNAL) == "2026年11月24日前"
    with pytest.raises(PackError, match="按某一步办理时计算"):
        read("{{期限 review | 3}}", "papers/a.txt")


def test_head_signature_and_attachments_find_their_places() -> None:
    text = "@标题 意见书\n@文号 柳〔2026〕1号\n@主送 某办公室\n正文。\n@附件 甲\n@附件 乙\n@落款 某镇 | {{s.day}}"
    text += "\n@签字 审查人 | 顾问"
    made = paper(text, {"s.day": date(2026, 1, 5)})
    assert (made.title, made.number, made.addressee) == ("意见书", "柳〔2026〕1号", "某办公室")
    assert made.blocks[1:] == (
        Attachments(items=("甲", "乙")),
        Signature(unit="某镇", day="2026年1月5日", seal=True),
        Hands(labels=("审查人", "顾问")),
    )
    assert "附件：1.甲" in lines(made)


def test_an_answer_of_several_lines_gives_several_paragraphs_and_no_double_stop() -> None:
    assert lines(paper("退回：{{s.a}}。", {"s.a": "一、甲。\n二、乙。"}))[1:] == ("退回：一、甲。", "二、乙。")


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("正文\n@标 甲", "不认识的“@标”", 2),
        ("@如 s.a\n甲", "没有“@止”", 1),
        ("甲\n@止", "没有开头的“@止”", 2),
        ("| 甲 | 乙", "表外有表格的行", 1),
        ("@表 2 8\n| 甲 | 乙 | 丙\n@表完", "这一行有3格，表有2列", 2),
        ("@表 2\n正文\n@表完", "表内只能有表格的行", 2),
        ("@表\n@表完", "各列的宽", 1),
        ("甲{{s.a", "括号不配对", 1),
        ("\n{{s.a | 大小}}", "没有“大小”这种写法", 2),
        ("{{s.a ==}}", "读不懂", 1),
        ("根据《某条例》第二十五条", "直接写了条文", 1),
        ("@落款 某镇", "要有单位和日期", 1),
        ("{{依据 }}", "依据", 1),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, said: str, line: int) -> None:
    with pytest.raises(PackError) as refused:
        read(text, "papers/a.txt")
    assert said in str(refused.value)
    assert f"papers/a.txt 第{line}行" in str(refused.value.where)


def test_what_was_typed_with_a_stop_does_not_break_the_sentence_that_goes_on() -> None:
    typed = {"s.a": "资料九百页。"}
    assert lines(paper("因{{s.a}}，不能答复。", typed))[-1] == "因资料九百页，不能答复。"
    assert lines(paper("因{{s.a}}。", typed))[-1] == "因资料九百页。"
    assert lines(paper("理由：{{s.a}}不能答复。", typed))[-1] == "理由：资料九百页。不能答复。"
