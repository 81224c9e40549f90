"""A paper as it is kept in a record: canonical JSON, read back as the very same paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.papers.model import (
    Align,
    Attachments,
    Block,
    Break,
    Cell,
    Clause,
    Endnote,
    Grade,
    Mark,
    Note,
    Paper,
    Paragraph,
    Signature,
    Span,
    Spans,
    Standing,
    Style,
    Table,
)


def plain(paper: Paper) -> dict[str, JsonInput]:
    """Return a paper as canonical JSON takes it; `read` gives it back. The foot line and what is missing are no part.

    Raises LedgerError for a block that is never kept (places for a hand to sign).
    """
    return {
        "title": paper.title, "subtitle": paper.subtitle, "number": paper.number, "addressee": paper.addressee,
        "grade": paper.grade.value, "standing": paper.standing.value,
        "blocks": [_block(block) for block in paper.blocks],
    }  # fmt: skip


def _block(block: Block) -> dict[str, JsonInput]:
    match block:
        case Paragraph():
            return {"paragraph": _spans(block.spans), "align": block.align.value}
        case Clause():
            return {"clause": _spans(block.spans), "level": block.level, "number": block.number}
        case Note():
            return {"note": _spans(block.spans)}
        case Break():
            return {"break": block.mark.value}
        case Attachments():
            return {"attachments": list(block.items)}
        case Signature():
            return {"signature": block.unit, "day": block.day, "seal": block.seal, "marked": block.marked}
        case Table():
            rows: list[JsonInput] = [[_cell(cell) for cell in row] for row in block.rows]
            return {
                "table": rows, "widths": list(block.widths), "heads": block.heads, "small": block.small,
                "dense": block.dense,
            }  # fmt: skip
    raise LedgerError(f"文书里的“{type(block).__name__}”不能留存")


def _spans(spans: Spans) -> list[JsonInput]:
    found: list[JsonInput] = []
    for span in spans:
        one: dict[str, JsonInput] = {"text": span.text, "style": span.style.value}
        if span.note is not None:
            one |= {"number": span.note.number, "note": span.note.text}
        found.append(one)
    return found


def _cell(cell: Cell) -> dict[str, JsonInput]:
    return {"spans": _spans(cell.spans), "across": cell.across, "head": cell.head, "mark": cell.mark}


def read(data: Any) -> Paper:
    """Return the paper that was kept. Raises LedgerError for what is none."""
    try:
        return Paper(
            title=data["title"], subtitle=data["subtitle"], number=data["number"], addressee=data["addressee"],
            grade=Grade(data["grade"]), standing=Standing(data["standing"]),
            blocks=tuple(_read(block) for block in data["blocks"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise LedgerError("留存的文书读不出来", hint="记录是用较新的版本写的，或者已经损坏") from error


def _read(data: Mapping[str, Any]) -> Block:
    match data:
        case {"paragraph": spans, "align": align}:
            return Paragraph(spans=_read_spans(spans), align=Align(align))
        case {"clause": spans, "level": level, "number": number}:
            return Clause(level=level, number=number, spans=_read_spans(spans))
        case {"note": spans}:
            return Note(spans=_read_spans(spans))
        case {"break": mark}:
            return Break(mark=Mark(mark))
        case {"attachments": items}:
            return Attachments(items=tuple(items))
        case {"signature": unit, "day": day, "seal": seal, "marked": marked}:
            return Signature(unit=unit, day=day, seal=seal, marked=marked)
        case {"table": rows, "widths": widths, "heads": heads, "small": small, "dense": dense}:
            cells = tuple(tuple(_read_cell(cell) for cell in row) for row in rows)
            return Table(widths=tuple(widths), rows=cells, heads=heads, small=small, dense=dense)
    raise ValueError(sorted(data))


def _read_spans(data: Any) -> Spans:
    return tuple(
        Span(
            text=one["text"],
            style=Style(one["style"]),
            note=Endnote(number=one["number"], text=one["note"]) if "note" in one else None,
        )
        for one in data
    )


def _read_cell(data: Any) -> Cell:
    return Cell(spans=_read_spans(data["spans"]), across=data["across"], head=data["head"], mark=data["mark"])
