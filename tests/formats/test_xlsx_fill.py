"""A superior's workbook: read as a grid, filled in place with a note on each cell, refused in words when unfit."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, Protection

from fazhi.formats.errors import ReadError
from fazhi.formats.xlsx.book import open_book, place_of, read_place
from fazhi.formats.xlsx.fill import Filled, fill


def superior(change: Callable[[Any], None] = lambda _sheet: None) -> bytes:
    """Return a form as a bureau sends it: a merged title, heads, labels, a total, one cell unlocked, one percentage."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "月报"
    sheet.merge_cells("A1:D1")
    sheet["A1"], sheet["A1"].font = "合法性审查工作月报表", Font(bold=True, size=16)
    for place, text in (
        ("A2", "填报单位"), ("A3", "项目"), ("B3", "本月"), ("C3", "本年累计"), ("A4", "1. 审查件数"),
        ("A5", "2. 收件"),        ("A6", "合计"), ("A7", "审查率"),
    ):  # fmt: skip
        sheet[place] = text
    sheet.merge_cells("B2:D2")
    sheet["B6"] = "=SUM(B4:B5)"
    sheet["B7"].number_format = "0.0%"
    sheet["C4"].comment = Comment("按月累计", "县局")
    sheet.column_dimensions["A"].width = 33
    book.create_sheet("说明")["A1"] = "不要填这张"
    change(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


VALUES = {
    ("月报", "B2"): Filled(value="青禾县柳湾镇", note="本单位名称"),
    ("月报", "B4"): Filled(value=12, note="指标：审查件数\n时段：2026年10月"),
    ("月报", "C4"): Filled(value=120, note="指标：审查件数\n时段：2026年累计"),
    ("月报", "B7"): Filled(value=Decimal("0.954"), note="指标：合法性审查率"),
}


def test_the_grid_says_what_stands_where_and_what_cannot_be_filled() -> None:
    book = open_book(superior())
    grid = book.grids[0]
    assert [one.name for one in book.grids] == ["月报", "说明"]
    assert grid.text(1, 3) == "合法性审查工作月报表" and grid.text(4, 1) == "1. 审查件数" and grid.size == (7, 4)
    closed = {place: book.closed(grid, *read_place(place)) for place in ("B1", "B2", "C2", "B4", "B6")}  # type: ignore[misc]
    assert closed["B4"] == closed["B2"] == ""
    assert "左上角" in closed["B1"] and "左上角" in closed["C2"] and "公式" in closed["B6"]
    assert (place_of(3, 28), read_place("AB3"), read_place("A9999999"), read_place("x")) == ("AB3", (3, 28), None, None)


def test_values_and_notes_go_in_and_everything_else_stays() -> None:
    before = superior()
    after = fill(open_book(before), VALUES)
    book = openpyxl.load_workbook(io.BytesIO(after))
    sheet = book["月报"]
    assert (sheet["B2"].value, sheet["B4"].value, sheet["C4"].value, sheet["B7"].value) == (
        "青禾县柳湾镇",
        12,
        120,
        0.954,
    )
    assert sheet["B7"].number_format == "0.0%" and sheet["B6"].value == "=SUM(B4:B5)"
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:D1", "B2:D2"}
    assert sheet["A1"].font.size == 16 and sheet.column_dimensions["A"].width == 33
    assert sheet["B4"].comment.text == "指标：审查件数\n时段：2026年10月"
    assert sheet["C4"].comment.text.startswith("按月累计") and "2026年累计" in sheet["C4"].comment.text
    assert book.calculation.fullCalcOnLoad
    with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as other:
        assert one.read("xl/styles.xml") == other.read("xl/styles.xml")
        assert one.read("xl/worksheets/sheet2.xml") == other.read("xl/worksheets/sheet2.xml")
        assert other.read("xl/worksheets/sheet1.xml").count(b"<legacyDrawing") == 1
    again = fill(open_book(after), VALUES)
    assert openpyxl.load_workbook(io.BytesIO(again))["月报"]["B4"].value == 12


def test_a_workbook_without_notes_gets_its_first_one() -> None:
    def plain(sheet: Any) -> None:
        sheet["C4"].comment = None

    book = openpyxl.load_workbook(io.BytesIO(fill(open_book(superior(plain)), VALUES)))
    assert {cell.coordinate for row in book["月报"] for cell in row if cell.comment} == {"B2", "B4", "C4", "B7"}


def test_what_is_locked_stays_locked_and_what_is_open_is_filled() -> None:
    def protect(sheet: Any) -> None:
        sheet.protection.sheet = True
        sheet["B4"].protection = Protection(locked=False)

    book = open_book(superior(protect))
    assert book.closed(book.grids[0], 4, 2) == "" and book.closed(book.grids[0], 5, 2) == "受工作表保护"
    done = openpyxl.load_workbook(io.BytesIO(fill(book, {("月报", "B4"): VALUES["月报", "B4"]})))["月报"]
    assert done.protection.sheet and done["B4"].value == 12 and not done["B4"].protection.locked
    with pytest.raises(ReadError, match="B5 受工作表保护"):
        fill(book, {("月报", "B5"): Filled(value=1, note="")})


@pytest.mark.parametrize(
    ("place", "words"),
    [("B1", "左上角"), ("B6", "是公式"), ("没有", "不是一格")],
)
def test_a_cell_that_cannot_take_a_value_is_named(place: str, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        fill(open_book(superior()), {("月报", place): Filled(value=1, note="")})
    with pytest.raises(ReadError, match="没有“别的”这张工作表"):
        fill(open_book(superior()), {("别的", "B4"): Filled(value=1, note="")})


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(superior())) as archive, zipfile.ZipFile(made, "w") as other:
        for name in archive.namelist():
            body = archive.read(name)
            other.writestr(name, body.replace(old, new) if name == part else body)
    return made.getvalue()


def with_part(name: str, body: bytes) -> bytes:
    made = io.BytesIO(superior())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
_BAD = {
    "empty": (lambda: b"", "不是 Excel 文件"),
    "text": (lambda: b"a,b\n1,2\n", "不是 Excel 文件"),
    "cut": (lambda: superior()[:900], "不是 Excel 文件"),
    "old": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "不是 Excel 文件"),
    "another": (lambda: with_out("xl/workbook.xml"), "不是 Excel 文件"),
    "macro": (lambda: with_part("xl/vbaProject.bin", b"x"), "含有宏"),
    "external": (lambda: with_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "引用或者嵌入"),
    "bomb": (lambda: with_part("xl/media/big.bin", bytes(40 * 2**20)), "解开后过大"),
    "entity": (lambda: replaced(SHEET, b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet"), "声明了实体"),
    "broken": (lambda: replaced(SHEET, b"</worksheet>", b""), "结构损坏"),
    "no sheet": (lambda: with_out(SHEET), "缺少工作表"),
    "far": (lambda: replaced(SHEET, b'r="B6"', b'r="B999999"'), "表太大"),
    "wide": (lambda: replaced(SHEET, b"A1:D1", b"A1:XFD1048576"), "合并单元格的范围"),
    "row": (lambda: replaced(SHEET, b'<row r="4"', b'<row r="x"'), "结构损坏"),
}


def with_out(part: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(superior())) as archive, zipfile.ZipFile(made, "w") as other:
        for name in archive.namelist():
            if name != part:
                other.writestr(name, archive.read(name))
    return made.getvalue()


@pytest.mark.parametrize("name", _BAD)
def test_a_hostile_or_broken_workbook_is_refused_in_words(name: str) -> None:
    make, words = _BAD[name]
    with pytest.raises(ReadError, match=words) as refused:
        open_book(make())
    assert refused.value.hint
