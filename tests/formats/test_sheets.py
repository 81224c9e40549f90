"""Workbooks written row by row: read back by another library, split when a sheet is full, never a formula."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from fazhi.formats import sheets
from fazhi.formats.sheets import Book, Head, Value

HEADS = tuple(Head(name=name, width=9) for name in ("序号", "名称", "金额", "日期", "是否"))


def made(rows: Iterable[Sequence[Value]], **given: object) -> io.BytesIO:
    file = io.BytesIO()
    sheets.write(Book(**{"title": "台账", "words": "全部", "heads": HEADS, "pinned": 2, **given}), rows, file)
    file.seek(0)
    return file


def test_values_come_back_as_what_they_are() -> None:
    row = (1, "a<b>&\"'　“水”\n二", Decimal("42800.00"), date(2026, 3, 1), True)
    sheet = openpyxl.load_workbook(made([row, (2, None, Decimal("-0.5"), None, False)])).active
    assert [[cell.value for cell in line] for line in sheet.iter_rows(min_row=1, max_row=3)][2] == [
        h.name for h in HEADS
    ]
    first = [cell.value for cell in sheet[4]]
    assert first[:3] == [1, row[1], 42800] and first[3].date() == date(2026, 3, 1) and first[4] == "是"
    assert [cell.value for cell in sheet[5]] == [2, None, -0.5, None, "否"]
    assert sheet["D4"].number_format == "yyyy\\-mm\\-dd" and sheet["C4"].number_format == "#,##0.00"
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.paperSize) == ("C4", "$3:$3", 8)
    assert sheet.column_dimensions["A"].width == 9 and sheet["A4"].border.left.style == "thin"


@pytest.mark.parametrize("text", ["=1+1", "+8610", "-", "@x", "#REF!", "\t=1"])
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    cell = openpyxl.load_workbook(made([(1, text, None, None, None)])).active["B4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_what_no_workbook_can_hold_is_left_out_or_cut() -> None:
    rows = [(10**18, "a\x00b\x0b\ud800c", None, None, None), (1, "长" * 40_000, Decimal("NaN"), None, None)]
    sheet = openpyxl.load_workbook(made(rows)).active
    assert (sheet["A4"].value, sheet["B4"].value) == (str(10**18), "abc")
    assert len(sheet["B5"].value) == 32_767 and sheet["C5"].value == "NaN"


def test_a_full_sheet_is_followed_by_another_with_the_same_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SHEET", 3)
    book = openpyxl.load_workbook(made(((i, "", None, None, None) for i in range(7)), title="一[二]" + "长" * 40))
    assert len(book.sheetnames) == 3 and all(len(name) <= 31 for name in book.sheetnames)
    assert [sheet["A4"].value for sheet in book.worksheets] == [0, 3, 6]
    assert all(sheet["B3"].value == "名称" for sheet in book.worksheets)
    assert len(openpyxl.load_workbook(made((i, "", None, None, None) for i in range(3))).sheetnames) == 1
    assert openpyxl.load_workbook(made([])).active["A3"].value == "序号"


def test_memory_does_not_grow_with_the_rows() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        with Path("/dev/null").open("wb") as nothing:
            rows = ((i, f"第{i}件", Decimal(i), date(2026, 3, 1), None) for i in range(count))
            assert sheets.write(Book(title="台账", words="", heads=HEADS), rows, nothing) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(8000) < peak(1000) + 100_000


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        made([(1, 2)])


def test_every_part_is_well_formed() -> None:
    from xml.etree import ElementTree

    with ZipFile(made([(1, "x", None, None, None)], title="甲&乙<")) as packed:
        for name in packed.namelist():
            ElementTree.fromstring(packed.read(name))
