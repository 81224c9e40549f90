"""Writers: comments at the very words of the user's own Word file, and a page for any browser."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.formats import samples
from tests.formats.samples import W, paragraph, run

from fazhi.cli.checker.one import Settings, check_document
from fazhi.formats import read
from fazhi.formats.readers.packed import parse_xml
from fazhi.formats.writers import docx, html
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Result

TEXT = ("柳湾镇工作总结", "今年共受理案件120件，办结110件，办结率95%。")
WHEN = datetime(2026, 9, 1, tzinfo=UTC)


def checked(data: bytes, name: str = "a.docx") -> Result:
    """Return what all figures rules find in a file."""
    return check_document(read(Path(name), data), Settings(today=date(2026, 9, 1), select=("Q",), every_rule=True))


def opened(data: bytes, member: str) -> str:
    """Return a member of an archive as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(member).decode()


def words_of_comments(data: bytes) -> dict[str, str]:
    """Return for each comment the words it spans."""
    root = parse_xml(opened(data, "word/document.xml").encode(), "x")
    open_now: dict[str, str] = {}
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "commentRangeStart":
            open_now[element.get(f"{{{W}}}id") or ""] = ""
        elif tag == "commentRangeEnd":
            open_now[f"done{element.get(f'{{{W}}}id')}"] = open_now.pop(element.get(f"{{{W}}}id") or "")
        elif tag == "t":
            for name in open_now:
                if not name.startswith("done"):
                    open_now[name] += element.text or ""
    return {name.removeprefix("done"): words for name, words in open_now.items()}


@pytest.mark.parametrize("cut", [1, 5, 20, 26, 27])
def test_a_comment_stands_at_the_very_words_wherever_the_runs_are_cut(cut: int) -> None:
    line = TEXT[1]
    bold = "<w:rPr><w:b/></w:rPr>"
    result = checked(samples.word(paragraph(TEXT[0]) + paragraph(run(line[:cut], bold), line[cut:])))
    assert [finding.text for finding in result.findings] == ["95%"]
    data = docx.commented(result, WHEN)
    assert words_of_comments(data) == {"0": "95%"}
    again = read(Path("b.docx"), data)
    assert again.text == result.document.text
    comment = opened(data, "word/comments.xml")
    assert "Q001" in comment
    assert "110÷120" in comment
    assert "结论由审查人作出" in comment
    assert "comments+xml" in opened(data, "[Content_Types].xml")


def test_comments_overlap_and_join_those_that_are_there() -> None:
    old = f'<w:comment w:id="4" w:author="甲">{paragraph("旧批注")}</w:comment>'
    line = "受理案件120件，办结110件，办结率95%，满意率130%，同意率140%。"
    result = checked(samples.word(paragraph(TEXT[0]) + paragraph(line), comments=old))
    data = docx.commented(result, WHEN)
    assert words_of_comments(data) == {"5": "95%", "6": "130%", "7": "140%"}
    assert "旧批注" in opened(data, "word/comments.xml")


def test_a_finding_in_a_text_box_stands_at_its_paragraph() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph(TEXT[1])}</w:txbxContent></w:pict></w:r>"
    result = checked(samples.word(paragraph(TEXT[0]) + paragraph("见图", box)))
    assert [finding.text for finding in result.findings] == ["95%"]
    assert "见图" in words_of_comments(docx.commented(result, WHEN))["0"]


def test_only_word_files_can_bear_comments_and_never_the_original(tmp_path: Path) -> None:
    with pytest.raises(FazhiError, match=r"只有\.docx"):
        docx.commented(checked("\n".join(TEXT).encode(), "a.txt"))
    path = tmp_path / "a.docx"
    path.write_bytes(samples.word(paragraph(TEXT[0])))
    with pytest.raises(FazhiError, match="不能写回原文件"):
        docx.write(checked(path.read_bytes(), str(path)), path)


def test_the_page_shows_text_and_findings_and_fetches_nothing() -> None:
    page = html.page(checked(("\n".join(TEXT) + "<b>&").encode(), "a.txt"))
    assert '办结率<mark class="error" id="m1">95%<sup><a href="#t1">1</a></sup></mark>' in page
    assert "&lt;b&gt;&amp;" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
