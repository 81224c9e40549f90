"""No page of a paper bears nothing but the name, the day and the seal: some of the text goes along."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pypdfium2 as pdfium
import pytest

from fazhi.formats import office
from fazhi.formats.docx import write
from fazhi.formats.docx.keeping import together
from fazhi.kernel.papers import Attachments, Break, Cell, Hands, Mark, Paper, Paragraph, Signature, Span, Table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = Paragraph(spans=(Span(text="请各村照此办理。"),))
SIGNED = Signature(unit="柳湾镇人民政府", day="2026年4月1日")
GAP, LINE = Break(mark=Mark.GAP), Break(mark=Mark.LINE)
GRID = Table(widths=(1,), rows=((Cell(spans=(Span(text="甲"),)),),))
HANDS = Hands(labels=("审查人",))


@pytest.mark.parametrize(
    ("blocks", "kept"),
    [
        ((TEXT, TEXT, SIGNED), (False, True, False)),
        ((TEXT, TEXT, Attachments(items=("方案",)), SIGNED), (False, True, True, False)),
        ((TEXT, GAP, SIGNED), (True, True, False)),
        ((TEXT, SIGNED, LINE, HANDS, TEXT), (True, True, True, False, False)),
        ((GRID, SIGNED), (False, False)),
        ((SIGNED,), (False,)),
        ((TEXT, TEXT), (False, False)),
    ],
)
def test_what_stays_with_what(blocks: tuple[object, ...], kept: tuple[bool, ...]) -> None:
    assert together(blocks) == kept  # type: ignore[arg-type]


def test_the_file_says_so_and_once_a_paragraph() -> None:
    body = write(Paper(title="通知", blocks=(TEXT, TEXT, SIGNED, LINE, HANDS)))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        document = ElementTree.fromstring(archive.read("word/document.xml"))
    said = [
        ("".join(text.text or "" for text in paragraph.iter(f"{W}t")), paragraph.findall(f"{W}pPr/{W}keepNext"))
        for paragraph in document.iter(f"{W}p")
    ]
    assert all(len(marks) <= 1 for _, marks in said)
    kept = [text for text, marks in said if marks and marks[0].get(f"{W}val") != "0"]
    assert kept[0] == "请各村照此办理。" and "（印章位置）" in kept and "审查人：" not in kept
    assert [text for text, _ in said].count("请各村照此办理。") == 2 and kept.count("请各村照此办理。") == 1


@pytest.mark.skipif(office.installed() is None, reason="LibreOffice 没有安装")
def test_in_a_rendering_the_seal_never_stands_on_a_page_of_its_own() -> None:
    made = {
        f"a{lines}.docx": write(Paper(title="通知", blocks=(*(TEXT for _ in range(lines)), SIGNED)))
        for lines in range(12, 22)
    }
    turned = office.convert(made, "pdf")
    assert set(turned) == set(made)
    pages = set()
    for name, body in turned.items():
        document = pdfium.PdfDocument(body)
        said = next(text for each in document if "印章位置" in (text := each.get_textpage().get_text_range()))
        assert "请各村照此办理" in said, name
        pages.add(len(document))
    assert pages == {1, 2}, "both a paper that fits and one that does not were looked at"
