"""Papers of a survey: slips with codes to be cut apart, the questionnaire on paper (without a code), the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fazhi.components import SimpleTable
from fazhi.desk import surveys
from fazhi.desk.written import _body, _cell, _clause, _head, _note
from fazhi.kernel.citations import number_cn
from fazhi.kernel.measures.surveys import QuestionKind
from fazhi.kernel.papers import Align, Block, Paper, Paragraph, Span, Style, Table
from fazhi.kernel.papers import Cell as PaperCell
from fazhi.records.surveys import One, grouped

ACROSS: Final = 2
_NUMBERS: Final = "每张条子只能用一次。条子沿线裁开，打乱后发，不登记谁拿了哪一张。"


def slips(one: One, codes: Sequence[str], address: str) -> Paper:
    """Return the slips, two across, to be cut apart along the lines."""
    cells = [_slip(one, code, address) for code in codes]
    if len(cells) % ACROSS:
        cells.append(PaperCell(spans=(Span(text=""),)))
    rows = tuple(tuple(cells[at : at + ACROSS]) for at in range(0, len(cells), ACROSS))
    told = _note(f"{one.row.title}，{len(codes)} 个。{_NUMBERS}")
    return Paper(title="口令码", blocks=(told, Table(widths=(1, 1), rows=rows, small=True)))


def _slip(one: One, code: str, address: str) -> PaperCell:
    way = f"打开 {address} 输入口令码，或者填纸质问卷。" if address else "填纸质问卷，问卷和条子分投两个箱。"
    return PaperCell(
        spans=(
            Span(text=f"{one.row.title}\n"), Span(text=f"口令码　{grouped(code)}\n", style=Style.STRONG),
            Span(text=f"{surveys.until_words(one)}止。{way}一码一次，不记姓名。"),
        )
    )  # fmt: skip


def questionnaire(one: One) -> Paper:
    """Return the questionnaire on paper. It bears no code: sheet and slip go into two boxes."""
    asked = one.asked
    blocks: list[Block] = [
        _body(asked.says),
        _body("在选中的项前打“√”。填好后，问卷投入问卷箱，口令码条子投入另一个箱；两样不要订在一起。"),
        _line(asked.place, ()),
        _places([place.name for place in one.frame.places]),
        *(_line(group.label, group.values) for group in asked.groups),
    ]
    for number, question in enumerate(asked.questions, 1):
        blocks.append(_body(f"{number}．{question.label}"))
        if question.kind is QuestionKind.TEXT:
            blocks += [_note("（请不要写姓名、电话、门牌号）"), Table(widths=(1,), rows=((_cell("\n\n"),),))]
        else:
            blocks.append(_boxes(question.options))
    return Paper(title=one.row.title, blocks=tuple(blocks), foot=f"{surveys.until_words(one)}以前投入问卷箱")


def _line(label: str, values: Sequence[str]) -> Paragraph:
    return Paragraph(spans=(Span(text=f"{label}：{'　'.join(f'□{value}' for value in values)}"),), align=Align.LEFT)


def _places(names: Sequence[str]) -> Table:
    """Return the places to tick, three across."""
    cells = [_cell(f"□{name}") for name in names] + [_cell("")] * (-len(names) % 3)
    return Table(
        widths=(1, 1, 1), rows=tuple(tuple(cells[at : at + 3]) for at in range(0, len(cells), 3)), small=True
    )  # fmt: skip


def _boxes(values: Sequence[str]) -> Paragraph:
    return Paragraph(spans=(Span(text="　".join(f"□{value}" for value in values)),))


def result(one: One, foot: str) -> Paper:
    """Return the sealed result as a paper, with the method."""
    blocks: list[Block] = []
    for number, table in enumerate(surveys.tables_of(one), 1):
        blocks += [_clause(f"{number_cn(number)}、", table.caption), _table(table)]
        count = number
    blocks.append(_clause(f"{number_cn(count + 1)}、", "怎样得来"))
    blocks += [_body(words) for words in surveys.method_of(one)]
    return Paper(title=f"{one.row.title}结果", blocks=tuple(blocks), foot=foot)


def _table(table: SimpleTable) -> Table:
    widths = (3, *(2 for _ in table.columns[1:]))
    rows = tuple(tuple(_cell(cell.text) for cell in row) for row in table.rows)
    return Table(widths=widths, rows=(_head(*(one.name for one in table.columns)), *rows), heads=1, small=True)
