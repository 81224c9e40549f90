"""The Word page of GB/T 9704: asserted in the XML, and seen in a rendering where LibreOffice is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fazhi.formats.docx import write
from fazhi.kernel.papers import (
    Attachments,
    Break,
    Cell,
    Clause,
    Grade,
    Hands,
    Mark,
    Note,
    Paper,
    Paragraph,
    Remark,
    Signature,
    Span,
    Standing,
    Style,
    Table,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SENTENCE = "本办法所称重大行政决策是指镇人民政府依照法定职权对关系本行政区域经济社会发展全局的事项作出的决定"


def body(text: str) -> Paragraph:
    return Paragraph(spans=(Span(text=text),))


FULL = Paper(
    title="合法性审查意见书",
    number="柳合审〔2026〕31号",
    addressee="柳湾镇经济发展办公室",
    grade=Grade.FORMAL,
    standing=Standing.ISSUED,
    foot="柳决〔2026〕7号　打印：2026-11-17 16:20　沈若兰",
    blocks=(
        body("你单位送审的方案收悉。<&>"),
        Clause(level=1, number="一、", spans=(Span(text="审查结论", style=Style.HEAD),)),
        Clause(level=2, number="（一）", spans=(Span(text="权限。", style=Style.HEAD), Span(text="属于本镇职权。"))),
        Table(
            widths=(2, 8, 4),
            heads=1,
            rows=(
                tuple(Cell(spans=(Span(text=word),), head=True) for word in ("序号", "意见", "备注")),
                (Cell(spans=(Span(text="1\n2"),)), Cell(spans=(Span(text="删去"),), across=2)),
            ),
        ),
        Attachments(items=("送审稿", "有关依据")),
        Signature(unit="柳湾镇合法性审查办公室", day="2026年11月17日"),
        Break(mark=Mark.LINE),
        Hands(labels=("审查人", "法律顾问")),
        Remark(label="分管领导意见"),
        Note(spans=(Span(text="抄送：县司法局"),)),
    ),
)


def part(made: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(made)) as archive:
        return ElementTree.fromstring(archive.read(name))


def value(found: ElementTree.Element | None, name: str) -> str:
    assert found is not None
    return found.attrib[W + name]


def style(made: bytes, name: str) -> ElementTree.Element:
    return next(item for item in part(made, "word/styles.xml") if item.get(W + "styleId") == name)


def test_the_page_is_a4_with_the_margins_of_the_standard() -> None:
    section = part(write(FULL), "word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    size, margins, grid = section.find(f"{W}pgSz"), section.find(f"{W}pgMar"), section.find(f"{W}docGrid")
    assert [round(int(value(size, name)) / 56.6929) for name in ("w", "h")] == [210, 297]
    assert [round(int(value(margins, name)) / 56.6929, 1) for name in ("top", "bottom", "left", "right")] == [
        37.0,
        35.0,
        28.0,
        26.0,
    ]
    assert (value(grid, "type"), value(grid, "linePitch")) == ("lines", "579")


def test_a_line_is_28_95_points_and_a_character_a_quarter_point_closer() -> None:
    found = style(write(FULL), "Body")
    spacing = found.find(f"{W}pPr/{W}spacing")
    assert (value(spacing, "line"), value(spacing, "lineRule")) == ("579", "exact")
    assert value(found.find(f"{W}rPr/{W}spacing"), "val") == "-5"
    assert value(found.find(f"{W}rPr/{W}sz"), "val") == "32"
    assert pytest.approx(225, abs=0.5) == 22 * 579 / 20 * 25.4 / 72


@pytest.mark.parametrize(
    ("name", "font", "size"),
    [
        ("Body", "仿宋_GB2312", "32"),
        ("Title", "方正小标宋简体", "44"),
        ("Clause1", "黑体", "32"),
        ("Clause2", "楷体_GB2312", "32"),
        ("Clause3", "仿宋_GB2312", "32"),
    ],
)
def test_fonts_keep_the_names_of_the_standard(name: str, font: str, size: str) -> None:
    found = style(write(FULL), name)
    fonts = found.find(f"{W}rPr/{W}rFonts")
    assert fonts is not None
    assert {fonts.get(W + kind) for kind in ("ascii", "hAnsi", "eastAsia")} == {font}
    assert value(found.find(f"{W}rPr/{W}sz"), "val") == size


def test_the_text_is_marked_as_chinese() -> None:
    lang = part(write(FULL), "word/styles.xml").find(f".//{W}lang")
    assert value(lang, "eastAsia") == "zh-CN"


def test_page_numbers_stand_at_the_outer_edge() -> None:
    made = write(FULL)
    assert part(made, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    for name, first in (("word/footer1.xml", "柳决"), ("word/footer2.xml", "—")):
        foot = part(made, name)
        text = "".join(node.text or "" for node in foot.iter(f"{W}t"))
        assert text.startswith(first) and "—1—" in text
        assert [node.text for node in foot.iter(f"{W}instrText")] == [" PAGE "]


def test_levels_tables_and_signs_reach_the_file() -> None:
    document = part(write(FULL), "word/document.xml")
    text = "".join(node.text or "" for node in document.iter(f"{W}t"))
    for wanted in (
        "<&>",
        "一、审查结论",
        "（一）权限。属于本镇职权。",
        "附件：1.送审稿",
        "（印章位置）",
        "审查人：",
        "签字：",
    ):
        assert wanted in text
    table = document.find(f".//{W}tbl")
    assert table is not None
    assert len(table.findall(f"{W}tr")) == 2
    assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
    assert value(table.find(f".//{W}gridSpan"), "val") == "2"
    widths = [int(value(column, "w")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
    assert sum(widths) <= 8844


def test_the_day_and_the_unit_are_centred_about_each_other_and_stay_on_the_page() -> None:
    for unit in ("柳湾司法所", "青禾县柳湾镇人民政府合法性审查办公室"):
        signed = Signature(unit=unit, day="2026年11月17日")
        document = part(write(replace(FULL, blocks=(signed,))), "word/document.xml")
        indents = [
            int(value(item.find(f"{W}pPr/{W}ind"), "right"))
            for item in document.iter(f"{W}p")
            if "".join(node.text or "" for node in item.iter(f"{W}t")) in (unit, signed.day)
        ]
        assert len(indents) == 2 and min(indents) >= 2 * 316
        middle = [right + len_ / 2 for right, len_ in zip(indents, (len(unit) * 316, 7 * 316), strict=True)]
        assert abs(middle[0] - middle[1]) < 316


def test_a_draft_says_so_and_an_issued_paper_does_not() -> None:
    draft = "".join(
        node.text or ""
        for node in part(write(replace(FULL, standing=Standing.DRAFT)), "word/document.xml").iter(f"{W}t")
    )
    issued = "".join(node.text or "" for node in part(write(FULL), "word/document.xml").iter(f"{W}t"))
    assert "送签稿" in draft and "送签稿" not in issued


def test_the_same_paper_gives_the_same_bytes_and_another_does_not() -> None:
    assert write(FULL) == write(replace(FULL))
    assert write(FULL) != write(replace(FULL, number="柳合审〔2026〕32号"))


def test_several_papers_each_begin_on_a_right_hand_page() -> None:
    document = part(write(FULL, FULL, FULL), "word/document.xml")
    assert [value(item, "val") for item in document.iter(f"{W}type")] == ["oddPage"] * 3


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice 或 pdftotext 没有安装"
)
def test_a_rendering_shows_22_lines_of_28_characters(tmp_path: Path) -> None:
    paper = Paper(title="", blocks=tuple(body(SENTENCE * 30) for _ in range(2)))
    (tmp_path / "page.docx").write_bytes(write(paper))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "page.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    shown = ["pdftotext", "-f", "2", "-l", "2", "-layout", "page.pdf", "-"]
    text = subprocess.run(shown, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    found = [line.strip() for line in text.replace("\f", "").splitlines() if line.strip()]
    lines = [line for line in found if not re.fullmatch(r"—\d+—", line)]
    assert len(lines) == 22
    assert max(len(line) for line in lines) == 28
