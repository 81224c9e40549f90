"""Tables: totals of columns and rows, columns made from others; drawn in text, in Word files, on pages."""

from __future__ import annotations

import io
import zipfile

import pytest

from fazhi.formats.readers import web, word
from fazhi.kernel.lint import Document
from fazhi.kernel.lint.figures import extract

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def slips(document: Document) -> list[tuple[str, str]]:
    """Return code and place of what the figures of a document yield."""
    found = extract(document).slips
    return sorted((code, document.text[slip.start : slip.end]) for code, some in found.items() for slip in some)


def rows(text: str, sign: str) -> str:
    """Return a table of lines whose cells are parted by ``sign``."""
    return "\n".join(sign.join(line.split()) for line in text.strip().split("\n"))


PLAIN = """
村名 户数 人数
柳湾村 120 360
桥头村 80 260
合计 200 {}
"""


@pytest.mark.parametrize("sign", ["|", " | ", "\t", "  ", "　　", " "])
def test_a_total_is_held_against_the_rows_above_it(sign: str) -> None:
    assert slips(Document(rows(PLAIN.format(620), sign))) == []
    assert slips(Document("表1\n" + rows(PLAIN.format(630), sign) + "\n以上。")) == [("Q002", "630")]


@pytest.mark.parametrize(
    ("table", "right", "wrong", "code"),
    [
        ("项目 一季度 二季度 合计\n调解 12 15 {}\n复议 3 4 7\n审查 8 6 14", "27", "29", "Q002"),
        ("合计 {}\n甲村 100\n乙村 90\n丙村 110", "300", "320", "Q002"),
        ("村 户\n甲 10\n乙 20\n小计 30\n丙 5\n丁 6\n小计 11\n总计 {}", "41", "43", "Q002"),
        ("项目 金额(万元)\n人员 120.5\n公用 33.2\n项目 88\n合计 {}", "241.7", "251.7", "Q002"),
        ("单位 受理数 办结数 办结率\n甲所 20 18 90%\n乙所 30 27 {}", "90%", "80%", "Q001"),
        ("类别 件数 占比\n甲 100 50%\n乙 60 {}\n丙 40 20%\n合计 200 100%", "30%", "35%", "Q001"),
        ("指标 2023年 2024年 增长率\n案件 120 150 25%\n应诉 20 25 {}", "25%", "30%", "Q003"),
        ("类别 上年 本年 增减\n信访 30 24 -6\n复议 8 12 {}", "4", "5", "Q014"),
        ("名称 单价(元) 数量 金额(元)\n桌 320 20 6400\n椅 150 40 {}", "6000", "6500", "Q016"),
    ],
)
def test_columns_and_rows_are_held_against_what_makes_them(table: str, right: str, wrong: str, code: str) -> None:
    drawn = rows(table, "|")
    assert slips(Document(drawn.replace("{}", right))) == []
    assert (code, wrong) in slips(Document(drawn.replace("{}", wrong)))


@pytest.mark.parametrize(
    "table",
    [
        "村名 户数\n甲村 10\n…… ……\n合计 200",  # an extract
        "项目 人数\n党员 40\n其中:女 12\n群众 60\n合计 100",
        "村名 人均收入\n甲村 20\n乙村 30\n合计 25",
        "年份 件数\n2023 12\n2024 15",
        "村名 户数 人数\n甲村 10 30\n乙村 20 60\n合计 120 480",  # no column comes to its total
    ],
)
def test_what_need_not_add_up_is_passed(table: str) -> None:
    assert slips(Document(rows(table, "|"))) == []


def test_the_cells_of_a_word_table_are_read_as_a_table() -> None:
    def cell(words: str, over: int = 1) -> str:
        span = f'<w:tcPr><w:gridSpan w:val="{over}"/></w:tcPr>' if over > 1 else ""
        return f"<w:tc>{span}<w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"

    lines = [["村名", "户数", "人数"], ["柳湾村", "120", "360"], ["桥头村", "80", "260"], ["合计", "200", "630"]]
    table = "<w:tr>" + cell("基本情况", 3) + "</w:tr>"
    table += "".join("<w:tr>" + "".join(map(cell, line)) + "</w:tr>" for line in lines)
    head = "<w:p><w:r><w:t>附表</w:t></w:r></w:p>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_W}"><w:body>{head}<w:tbl>{table}</w:tbl></w:body></w:document>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
            ' Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("[Content_Types].xml", "<Types/>")
    document = word.read(made.getvalue(), "a.docx")
    assert [len(row) for row in document.tables[0]] == [3, 3, 3, 3, 3]
    assert slips(document) == [("Q002", "630")]


def test_the_cells_of_a_page_are_read_as_a_table() -> None:
    lines = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split()) + "</tr>"
        for line in PLAIN.format(630).strip().split("\n")
    )
    page = f"<html><body><p>附表</p><table>{lines}</table></body></html>"
    assert slips(web.read(page.encode(), "a.html")) == [("Q002", "630")]
    shifted = page.replace("<td>柳湾村", '<td rowspan="2">柳湾村')
    assert slips(web.read(shifted.encode(), "a.html")) == []
