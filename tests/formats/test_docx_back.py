"""Word files of others: what is read of them, what is refused, and forms filled at their named places only."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from fazhi.formats.docx import write
from fazhi.formats.docx.fill import Values, check, fill
from fazhi.formats.docx.layout import W
from fazhi.formats.docx.read import lines, tracked
from fazhi.formats.errors import ReadError
from fazhi.kernel.papers import Paper, Paragraph, Span
from fazhi.kernel.papers import lines as paper_lines

HEAD = f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
HEAD += ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14">'


def word(inner: str, **more: str | bytes) -> bytes:
    """Return a small Word file with a body; ``more`` are other parts, ``__`` for / in their names."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"{HEAD}<w:body>{inner}</w:body></w:document>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def p(*texts: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def test_what_was_written_is_read_back_line_by_line() -> None:
    body = (Paragraph(spans=(Span(text="甲。"),)),)
    paper = Paper(title="意见书", number="柳〔2026〕1号", addressee="某办", blocks=body)
    assert lines(write(paper)) == ("意见书", "柳〔2026〕1号", "某办：", "甲。")
    assert set(paper_lines(paper)) <= {line.removesuffix("：") for line in lines(write(paper))}


def test_deleted_words_are_left_out_and_inserted_ones_taken() -> None:
    inner = "<w:p><w:r><w:t>应当</w:t></w:r><w:del><w:r><w:delText>不</w:delText></w:r></w:del>"
    inner += "<w:ins><w:r><w:t>立即</w:t></w:r></w:ins><w:r><w:br/><w:t>办理</w:t></w:r></w:p>"
    assert lines(word(inner)) == ("应当立即", "办理")
    assert tracked(word(inner))
    assert not tracked(word(p("甲")))


def test_cells_are_read_in_order() -> None:
    cells = "".join(f"<w:tc>{p(text)}</w:tc>" for text in ("一", "二"))
    assert lines(word(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")) == ("一", "二")


ENTITY = f'<!DOCTYPE x [<!ENTITY a "b">]>{HEAD}<w:body/></w:document>'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"PK", "不是 Word 文件"),
        (b"%PDF-1.4", "不是 Word 文件"),
        (word(p("甲"), word__vbaProject_dot_bin=b"x"), "含有宏"),
        (word(p("甲"), word__big_dot_xml=b"0" * (40 * 2**20)), "解开后过大"),
    ],
)
def test_a_file_that_is_no_plain_word_file_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(ReadError) as refused:
        lines(body)
    assert said in str(refused.value)


def test_entities_are_refused_before_they_are_read() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", ENTITY)
    with pytest.raises(ReadError, match="声明了实体"):
        lines(buffer.getvalue())


VALUES = Values(
    single={"matter.title": "农贸市场改造方案", "正文": "第一段\n第二段", "caught": "{{matter.title}}", "odd": "<&>"},
    rows={"opinions": ({"raise.clause": "第六条"}, {"raise.clause": "第九条"})},
    row_names={"opinions": frozenset({"raise.clause", "序"})},
)


def test_places_are_filled_even_where_word_cut_them_into_runs() -> None:
    made = fill(word(p("关于{{mat", "ter.ti", "tle}}的意见") + p("{{ 正文 }}") + p("{{odd}}")), VALUES)
    assert lines(made) == ("关于农贸市场改造方案的意见", "第一段", "第二段", "<&>")


def test_a_content_control_is_filled_by_its_tag() -> None:
    control = '<w:sdt><w:sdtPr><w:tag w:val="matter.title"/></w:sdtPr><w:sdtContent>'
    control += f"{p('单击此处', '输入')}</w:sdtContent></w:sdt>"
    assert lines(fill(word(control), VALUES)) == ("农贸市场改造方案",)


def test_a_row_of_a_list_is_printed_once_per_entry() -> None:
    row = f"<w:tr><w:tc>{p('{{raise.clause}}')}</w:tc><w:tc>{p('{{matter.title}}')}</w:tc></w:tr>"
    made = lines(fill(word(f"<w:tbl>{row}</w:tbl>"), VALUES))
    assert made == ("第六条", "农贸市场改造方案", "第九条", "农贸市场改造方案")
    empty = Values(single=VALUES.single, rows={}, row_names=VALUES.row_names)
    assert lines(fill(word(f"<w:tbl>{row}</w:tbl>{p('完')}"), empty)) == ("完",)


def test_what_was_typed_is_never_taken_for_a_place() -> None:
    assert lines(fill(word(p("{{caught}}")), VALUES)) == ("｛｛matter.title｝｝",)


def test_the_prefixes_of_word_stay_declared() -> None:
    with zipfile.ZipFile(BytesIO(fill(word(p("{{matter.title}}")), VALUES))) as archive:
        document = archive.read("word/document.xml").decode()
    assert 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"' in document
    assert 'mc:Ignorable="w14"' in document


LINKED = (
    '<Relationships xmlns="x"><Relationship Target="http://a.example/t.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (word(p("{{matter.name}}")), "“matter.name”不是这件文书的占位名"),
        (word(p("{{ __import__('os') }}")), "不是这件文书的占位名"),
        (word(p("没有占位")), "没有占位"),
        (word(p("{{正文}}"), word___rels__settings_dot_xml_dot_rels=LINKED), "引用了外部内容"),
        (word(p("{{正文}}"), word__embeddings__a_dot_bin=b"x"), "嵌入的对象"),
        (word(p("{{正文}}"), word__vbaProject_dot_bin=b"x"), "含有宏"),
        (b"x" * (20 * 2**20 + 1), "超过 20 MB"),
    ],
)
def test_a_form_that_is_not_fit_is_refused_with_the_reason(body: bytes, said: str) -> None:
    with pytest.raises(ReadError) as refused:
        check(body, VALUES.names)
    assert said in str(refused.value)
