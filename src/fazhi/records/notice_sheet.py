"""检查点公示单: the root of a checkpoint as a sheet for the notice board, to be copied from by hand years later."""

from __future__ import annotations

from datetime import date
from typing import Final

from fazhi.kernel.ledger import Checkpoint
from fazhi.kernel.ledger.envelope import GENESIS
from fazhi.kernel.papers import Cell, Clause, Note, Paper, Paragraph, Signature, Span, Style, Table

GROUP: Final = 4
"""Characters of a root read at a time."""

_ACROSS: Final = 4


def groups(root: str) -> tuple[str, ...]:
    """Return a root in groups of four characters."""
    return tuple(root[at : at + GROUP] for at in range(0, len(root), GROUP))


def sheet_of(checkpoint: Checkpoint, unit: str) -> Paper:
    """Return the sheet: what was counted when, the root in sixteen groups, how anyone checks it, place of the seal."""
    header = checkpoint.header
    day = date.fromisoformat(header.recorded[:10])
    words = f"{day.year}年{day.month}月{day.day}日"
    cells = groups(checkpoint.root)
    rows = tuple(
        (
            _cell(f"{at + 1}—{at + _ACROSS}", head=True),
            *(_cell(group, strong=True) for group in cells[at : at + _ACROSS]),
        )
        for at in range(0, len(cells), _ACROSS)
    )
    before = "无，这是第一号" if header.previous_root == GENESIS else " ".join(groups(header.previous_root))
    said = (
        f"截至{words} {header.recorded[11:16]}，本账本共有记录 {header.events} 件（{header.streams} 条流），"
        "由下列六十四位的“根”代表。"
        "任何一件被改动、删去、调换，重算的根都与本单不同。"
    )
    blocks = (
        Paragraph(spans=(Span(text=said),)),
        _clause("一、", f"根（每 {GROUP} 位一组，从左到右、从上到下读）"),
        Table(widths=(3, 4, 4, 4, 4), rows=rows),
        _note(f"上一号的根：{before}"),
        _clause("二、", "怎样核对"),
        _note("1. 有举证包的：目录上同号的根与本单相同；再运行 python verify.py --root 根。"),
        _note("2. 能用本系统的：根抄进文本文件，运行 fazhi verify --checkpoint 文件。"),
        _note("3. 不同的，留存本单或照片，向本单位或上级机关提出。此后各号都接着本号。"),
        Signature(unit=unit, day=words),
    )
    return Paper(title="账本检查点公示单", subtitle=f"第 {header.number} 号", blocks=blocks)


def _cell(text: str, *, head: bool = False, strong: bool = False) -> Cell:
    return Cell(spans=(Span(text=text, style=Style.STRONG) if strong else Span(text=text),), head=head)


def _clause(number: str, text: str) -> Clause:
    return Clause(level=1, number=number, spans=(Span(text=text, style=Style.HEAD),))


def _note(text: str) -> Note:
    return Note(spans=(Span(text=text),))
