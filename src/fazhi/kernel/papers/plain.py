"""A paper as plain text, line by line: what its digest is made of and what is compared when it comes back."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.kernel.papers.model import (
    Attachments,
    Block,
    Break,
    Clause,
    Hands,
    Note,
    Paper,
    Paragraph,
    Remark,
    Signature,
    Table,
    endnotes,
    text_of,
)


def lines(paper: Paper) -> tuple[str, ...]:
    """Return the lines of a paper in order: title, number, addressee, body, signature, notes. No empty, no foot."""
    head = (paper.title, paper.subtitle, paper.number, paper.addressee)
    found = [*head, *(line for block in paper.blocks for line in _of(block))]
    found += [f"[{note.number}] {note.text}" for note in endnotes(paper)]
    return tuple(part for line in found for part in line.splitlines() if part.strip())


def _of(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(spans=spans) | Note(spans=spans):
            yield text_of(spans)
        case Clause(number=number, spans=spans):
            yield number + text_of(spans)
        case Table(rows=rows):
            for row in rows:
                yield "\n".join(text_of(cell.spans) for cell in row)
        case Attachments(items=items):
            yield from attachment_lines(items)
        case Signature(unit=unit, day=day):
            yield unit
            yield day
        case Hands(labels=labels):
            yield "　".join(f"{label}：" for label in labels)
        case Remark(label=label):
            yield f"{label}："
        case Break():
            return


def attachment_lines(items: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines of 附件说明: 附件：1.…, then 2.… under it; a single one without number."""
    if len(items) == 1:
        return (f"附件：{items[0]}",)
    return tuple(f"{'附件：' if number == 1 else ''}{number}.{item}" for number, item in enumerate(items, 1))
