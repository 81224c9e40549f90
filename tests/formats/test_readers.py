"""Readers: what a reader of the page would read, all in its place; what is hostile is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.formats import samples
from tests.formats.samples import listed, paragraph, run

from fazhi.formats import ReadError, read
from fazhi.kernel.lint import BlockKind, Document


def document(data: bytes, name: str) -> Document:
    """Return what is read from these bytes under this name."""
    return read(Path(name), data)


def blocks(found: Document) -> list[tuple[str, BlockKind]]:
    """Return the blocks of a document as text and kind."""
    return [(found.text[start:end], kind) for start, end, kind in found.blocks]


def test_word_is_read_as_the_page_shows_it() -> None:
    body = (
        paragraph("柳湾镇人民政府", run("关于"), "印发办法的通知")
        + paragraph("应当", '<w:ins w:id="1" w:author="a"><w:r><w:t>在五日内</w:t></w:r></w:ins>', "公布。")
        + paragraph("删去", '<w:del w:id="2" w:author="a"><w:r><w:delText>不得</w:delText></w:r></w:del>', "的字。")
        + "<w:tbl><w:tr><w:tc>" + paragraph("甲") + "</w:tc><w:tc>" + paragraph("乙") + "</w:tc></w:tr></w:tbl>"
        + paragraph("带框", "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent>"
                    + paragraph("框内文字") + "</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:t>框内文字</w:t>"
                    "</mc:Fallback></mc:AlternateContent></w:r>")
        + paragraph("隐藏", run("看不见", "<w:rPr><w:vanish/></w:rPr>"), "<w:r><w:tab/></w:r>", "字")
    )  # fmt: skip
    found = document(samples.word(body, header=paragraph("页眉字"), footnotes=_notes()), "a.docx")
    assert blocks(found) == [
        ("柳湾镇人民政府关于印发办法的通知", BlockKind.PARAGRAPH),
        ("应当在五日内公布。", BlockKind.PARAGRAPH),
        ("删去的字。", BlockKind.PARAGRAPH),
        ("甲", BlockKind.CELL),
        ("乙", BlockKind.CELL),
        ("带框", BlockKind.PARAGRAPH),
        ("框内文字", BlockKind.TEXTBOX),
        ("隐藏\t字", BlockKind.PARAGRAPH),
        ("脚注字", BlockKind.NOTE),
        ("页眉字", BlockKind.HEADER),
    ]
    assert found.title_text == "柳湾镇人民政府关于印发办法的通知"


def _notes() -> str:
    return (
        f'<w:footnote w:type="separator" w:id="-1">{paragraph("线")}</w:footnote>'
        f'<w:footnote w:id="1">{paragraph("脚注字")}</w:footnote>'
    )


def test_automatic_numbers_of_word_are_read() -> None:
    body = (
        paragraph("为了管理。", properties=listed(0))
        + paragraph("甲；", properties=listed(1))
        + paragraph("乙。", properties=listed(1))
        + paragraph("自发布之日起施行。", properties=listed(0))
    )
    found = document(samples.word(body, numbering=samples.NUMBERING), "a.docx")
    assert [text for text, _ in blocks(found)] == [
        "第一条 为了管理。",
        "（一）甲；",
        "（二）乙。",
        "第二条 自发布之日起施行。",
    ]
    assert [article.number for article in found.articles] == [1, 2]


def test_every_piece_of_a_word_file_knows_its_place() -> None:
    found = document(samples.word(paragraph("甲", "乙丙") + paragraph("丁")), "a.docx")
    pieces = found.source.pieces  # type: ignore[union-attr]
    assert [found.text[piece.start : piece.end] for piece in pieces] == ["甲", "乙丙", "丁"]
    assert [piece.element.text for piece in pieces] == ["甲", "乙丙", "丁"]


def test_pdf_with_text_is_read_without_the_numbers_of_its_pages() -> None:
    found = document(samples.pdf("First line of the page\n- 1 -", "Second page here\n- 2 -"), "a.pdf")
    assert found.text == "First line of the page\nSecond page here\n"
    assert found.source.pages == (0, 23)  # type: ignore[union-attr]
    assert found.source.scanned == ()  # type: ignore[union-attr]


def test_a_pdf_in_part_scanned_says_which_pages() -> None:
    found = document(samples.pdf("First line of the page", ""), "a.pdf")
    assert found.source.scanned == (2,)  # type: ignore[union-attr]


def test_html_is_read_block_by_block() -> None:
    page = (
        '<html><head><meta charset="gb2312"><title>略</title><style>p{}</style></head><body><nav>菜单</nav>'
        "<h1>通知</h1><p>各村：<br>应当  公布。</p><script>x()</script>"
        "<table><tr><td>甲</td><td>乙</td></tr></table>尾</body></html>"
    )
    found = document(page.encode("gb18030"), "a.html")
    assert blocks(found) == [
        ("通知", BlockKind.HEADING),
        ("各村：\n应当 公布。", BlockKind.PARAGRAPH),
        ("甲", BlockKind.CELL),
        ("乙", BlockKind.CELL),
        ("尾", BlockKind.PARAGRAPH),
    ]


def test_ofd_is_read_line_by_line() -> None:
    assert document(samples.ofd("柳湾镇通知", "应当公布。", "1"), "a.ofd").text == "柳湾镇通知\n应当公布。\n"


def test_text_in_three_encodings_is_the_same() -> None:
    text = "第一条 应当公布。\r\n第二条 自发布之日起施行。\r\n"
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        assert document(text.encode(encoding), "a.txt").text == text.replace("\r\n", "\n")


ENTITY = samples.zipped(
    {
        "[Content_Types].xml": "<a/>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    }
)


def _renamed() -> bytes:
    return samples.word(paragraph("甲" * 500)).replace(b"word/document.xml", b"word/documenx.xml", 1)


BAD = [
    ("empty", "a.docx", b"", "F202"),
    ("broken Word", "a.docx", samples.word(paragraph("甲"))[:-40], "F207"),
    ("damaged member", "a.docx", _renamed(), "F207"),
    ("no Word at all", "a.docx", b"hello, this is a text", "F204"),
    ("text that is Word", "a.txt", samples.word(paragraph("甲")), "F204"),
    ("Word that is PDF", "a.docx", samples.pdf("A line of words here"), "F204"),
    ("PDF that is Word", "a.pdf", samples.word(paragraph("甲")), "F204"),
    ("another archive", "a.docx", samples.zipped({"a.txt": "甲"}), "F204"),
    ("Word without words", "a.docx", samples.word(paragraph("<w:r><w:drawing/></w:r>")), "F202"),
    ("zip bomb", "a.docx", samples.bomb, "F209"),
    ("zip that lies", "a.docx", samples.lying_bomb(), "F207"),
    ("external entity", "a.docx", ENTITY, "F210"),
    ("old Word, encrypted", "a.doc", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "F208"),
    ("broken PDF", "a.pdf", b"%PDF-1.4 nothing", "F207"),
    ("encrypted PDF", "a.pdf", samples.pdf("locked away", encrypted=True), "F208"),
    ("scanned PDF", "a.pdf", samples.pdf("", ""), "F211"),
    ("picture", "a.docx", b"\x89PNG\r\n\x1a\n", "F211"),
    ("broken OFD", "a.ofd", samples.zipped({"OFD.xml": "<x"}), "F207"),
    ("empty OFD", "a.ofd", samples.ofd(), "F211"),
    ("secret", "a.txt", "机密★\n柳湾镇人民政府\n通知".encode(), "F203"),
    ("secret in Word", "a.docx", samples.word(paragraph("秘密★一年") + paragraph("通知")), "F203"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "code"), [pytest.param(*case[1:], id=case[0]) for case in BAD])
def test_what_cannot_be_read_is_refused_in_words(name: str, data: bytes | Callable[[], bytes], code: str) -> None:
    with pytest.raises(ReadError) as refused:
        document(data() if callable(data) else data, name)
    assert refused.value.code == code
    assert refused.value.hint
    assert any("\u4e00" <= sign <= "\u9fff" for sign in refused.value.message)


def test_half_a_character_in_a_pdf_does_not_stop_the_run() -> None:
    from fazhi.formats.readers import pdf

    assert pdf._plain("甲\ud800乙\r\n丙") == "甲\ufffd乙\n丙"
