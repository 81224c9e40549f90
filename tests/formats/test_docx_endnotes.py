"""Notes in a Word file: raised numbers behind their places, the notes at the end, read back."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from fazhi.formats import read
from fazhi.formats.docx import write
from fazhi.kernel.papers import Cell, Endnote, Paper, Paragraph, Span, Table, endnotes, lines


def noted(number: int, text: str = "来源“审结”<&>") -> Span:
    return Span(text=f"审结{number}件", note=Endnote(number=number, text=f"{text}{number}"))


PAPER = Paper(
    title="年度报告",
    blocks=(
        Paragraph(spans=(noted(1), Span(text="，"), noted(2))),
        Table(widths=(1,), rows=((Cell(spans=(noted(3),)),),)),
    ),
)


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_notes_are_written_counted_through_and_read_back() -> None:
    body = write(PAPER)
    marks = re.findall(r'endnoteReference w:id="(\d+)"', part(body, "word/document.xml"))
    assert marks == ["1", "2", "3"] and "endnotes.xml" in part(body, "[Content_Types].xml")
    document = read(Path("a.docx"), body)
    assert "审结1件，审结2件" in document.text and "来源“审结”<&>3" in document.text
    assert [note.number for note in endnotes(PAPER)] == [1, 2, 3] and lines(PAPER)[-1] == "[3] 来源“审结”<&>3"
    two = part(write(PAPER, PAPER), "word/endnotes.xml")
    assert re.findall(r'w:endnote w:id="(\d+)"', two) == ["1", "2", "3", "4", "5", "6"]


def test_a_paper_without_notes_has_no_part_for_them() -> None:
    body = write(Paper(title="单", blocks=(Paragraph(spans=(Span(text="一。"),)),)))
    assert "word/endnotes.xml" not in zipfile.ZipFile(io.BytesIO(body)).namelist()
    assert "endnotes" not in part(body, "word/_rels/document.xml.rels")
