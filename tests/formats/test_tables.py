"""Tables of other people: what is opened and what is refused, where heads stand, what cells say."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from fazhi.formats.errors import ReadError
from fazhi.formats.tables import Kind, guarding, header_of, lines, read_table, values

TODAY = date(2026, 3, 2)


def workbook(rows: list[list[object]], merged: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place in merged:
        book.active.merge_cells(place)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(body: bytes, **changed: bytes) -> bytes:
    """Return a workbook with parts put in or replaced (__ stands for / and _. for .)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            if info.filename not in changed:
                target.writestr(info.filename, source.read(info))
        for name, data in changed.items():
            target.writestr(name, data)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SMALL = workbook([["名称", "金额"], ["路灯维护", 3]])


def sheet_with(cells: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return packed(SMALL, **{SHEET: f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode()})


ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c></row>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (packed(SMALL, **{"xl/vbaProject.bin": b"x"}), "含有宏"),
        (sheet_with(ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "到第 1,048,576 行"),
        (sheet_with('<row><c><v>1</v></c></row>'), "没有写明位置"),
        (packed(SMALL, **{SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'}), "声明了实体"),
        (lambda: packed(SMALL, **{SHEET: b"<a>" + b" " * 60_000_000}), "解开后过大"),
        (SMALL[:-200], "打不开"),
        (b"PK\x03\x04 no zip", "打不开"),
        (workbook([]), "没有内容"),
        (packed(SMALL, **{SHEET: b"<worksheet><sheetData><row"}), "读不出来|没有内容"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "打不开"),
        ("没有分栏的文字".encode(), "没有分栏"),
        (b"\x00\x01\x02,", "认不出"),
    ],
    ids=["macro", "far", "placeless", "entity", "bomb", "cut", "no-zip", "empty", "broken", "xls", "text", "binary"],
)  # fmt: skip
def test_what_is_hostile_or_broken_is_refused_in_words(body: bytes | Callable[[], bytes], words: str) -> None:
    with pytest.raises(ReadError, match=words):
        read_table(body() if callable(body) else body, "台账")


def test_a_million_empty_rows_are_nothing() -> None:
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 30_000))
    last = '<row r="1048576"><c r="A1048576" s="0"/></row>'
    grid = read_table(sheet_with(ROW + empty + last), "台账.xlsx")
    assert [row for row in grid.rows if any(row)] == [("名称",)]


def test_links_to_other_files_are_not_followed_and_said() -> None:
    grid = read_table(packed(SMALL, **{"xl/externalLinks/externalLink1.xml": b"<x/>"}), "台账.xlsx")
    assert "引用了别的文件" in grid.told[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_usual_encodings(encoding: str) -> None:
    grid = read_table("名称,金额\n路灯维护,３.５万\n".encode(encoding), "台账.csv")
    assert grid.rows == (("名称", "金额"), ("路灯维护", "３.５万"))


def biff(rows: list[list[str | float]]) -> bytes:
    """Return an .xls file: one sheet in BIFF8, in the smallest compound file that holds it."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def bof(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))

    cells = b""
    for row, values_ in enumerate(rows):
        for column, value in enumerate(values_):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                words = value.encode("utf-16-le")
                cells += record(0x204, at + struct.pack("<HB", len(value), 1) + words)
            else:
                cells += record(0x203, at + struct.pack("<d", value))
    name = b"S"
    bound = record(0x85, struct.pack("<IBBBB", 0, 0, 0, len(name), 0) + name)
    start = len(bof(5)) + len(bound) + 4
    bound = record(0x85, struct.pack("<IBBBB", start, 0, 0, len(name), 0) + name)
    stream = bof(5) + bound + record(0x0A, b"") + bof(0x10) + cells + record(0x0A, b"")
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        words = title.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            words.ljust(64, b"\0")
            + struct.pack("<HBB", len(words), kind, 1)
            + links
            + b"\0" * 36
            + struct.pack("<IQ", first, size)
        )

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    return head + struct.pack("<128I", *fat) + folder.ljust(512, b"\0") + stream


def test_old_workbooks_are_read_without_any_other_program() -> None:
    old = biff([["名称", "金额"], ["路灯维护", 3.0], ["仓库", 4.5]])
    grid = read_table(old, "台账.xls")
    assert grid.rows == (("名称", "金额"), ("路灯维护", 3), ("仓库", 4.5))
    assert "旧格式" in grid.told[0] and read_table(old, "台账.et").rows == grid.rows


def test_heads_beneath_titles_in_two_rows_and_what_is_no_row() -> None:
    body = workbook(
        [
            ["合同台账"], ["单位：柳禾镇", None, None, None],
            ["序号", "名称", "履行期限", None], [None, None, "起", "止"],
            [1, "路灯维护", date(2024, 1, 1), date(2025, 1, 1)], ["一、二季度", None, None, None],
            [2, "仓库出租", None, None], ["小计", 2, None, None], ["序号", "名称", "履行期限", None],
            [3, "道路硬化", date(2024, 1, 1), None], [], ["注：以纸质为准", None, None, None],
        ],
        ("A1:D1", "A3:A4", "B3:B4", "C3:D3"),
    )  # fmt: skip
    grid = read_table(body, "台账.xlsx")
    header = header_of(grid, ["名称"])
    assert header.names == ("序号", "名称", "履行期限起", "履行期限止") and header.last == 3
    kinds = [line.kind for line in lines(grid, header, 1)]
    assert kinds == [
        Kind.ROW, Kind.TITLE, Kind.ROW, Kind.TOTAL, Kind.HEADS, Kind.ROW, Kind.BLANK, Kind.NOTE
    ]  # fmt: skip


def test_cells_merged_downwards_are_filled_and_said() -> None:
    body = workbook([["名称", "金额", "标的"], ["路灯维护", 3, "甲"], [None, None, "乙"]], ("A2:A3", "B2:B3"))
    grid = read_table(body, "台账.xlsx")
    found = list(lines(grid, header_of(grid, ["名称"]), 0))
    assert found[1].cells[0] == "路灯维护" and (0, 2) in found[1].filled and 1 in found[0].split


def test_hidden_columns_and_formulas_without_results_are_seen() -> None:
    book = Workbook()
    book.active.append(["名称", "金额"])
    book.active.append(["路灯维护", "=1+1"])
    book.active.column_dimensions["A"].hidden = True
    book.active.row_dimensions[2].hidden = True
    out = io.BytesIO()
    book.save(out)
    grid = read_table(out.getvalue(), "台账.xlsx")
    assert grid.hidden == {0} and grid.hidden_rows == 1 and grid.unreckoned == {(1, 1)}


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("2024.3.5", date(2024, 3, 5)), ("24年3月5日", date(2024, 3, 5)), (45356, date(2024, 3, 5)),
        ("98年3月5日", date(1998, 3, 5)), ("二〇二四年三月十五日", date(2024, 3, 15)),
        ("２０２４．３．５", date(2024, 3, 5)),
        ("二零二四年十二月三十一号", date(2024, 12, 31)), (20240305, date(2024, 3, 5)), ("—", None), ("无", None),
        (datetime(2024, 3, 5, 8, tzinfo=UTC), date(2024, 3, 5)), ("2024/3/5 10:20", date(2024, 3, 5)),
    ],
)  # fmt: skip
def test_days(raw: object, wanted: date | None) -> None:
    found = values.day(raw, TODAY)
    assert (found.value, found.wrong) == (wanted, "")


@pytest.mark.parametrize(
    ("raw", "vague"),
    [("24年3月", True), ("二〇二四年", True), ("2024.3", True), ("2024-03-05至2025-03-05", True),
     ("2024年2月30日", False), ("3月5日", False), ("2024.13.1", False), (True, False), (12.5, False)],
)  # fmt: skip
def test_what_is_no_day(raw: object, vague: bool) -> None:
    found = values.day(raw, TODAY)
    assert found.value is None and found.wrong and found.vague is vague


@pytest.mark.parametrize(
    ("raw", "unit", "wanted"),
    [
        ("3.5万", "", "35000"), ("35,000元", "万元", "35000"), ("￥35000.00", "元", "35000"), (3.5, "万元", "35000"),
        ("叁万伍仟元整", "", "35000"), ("壹佰贰拾万零伍佰元伍角", "", "1200500.5"), ("３５０００", "元", "35000"),
        ("1.2亿", "万元", "120000000"), (0.1 + 0.2, "元", "0.30"), ("3角", "元", None), (35000, "", None),
        ("约5万", "元", None), ("5-6万", "元", None), ("-5", "元", None), ("(500)", "元", None), ("面议", "元", None),
        (date(2024, 3, 5), "元", None), ("12万8千", "元", None),
    ],
)  # fmt: skip
def test_amounts_are_never_guessed(raw: object, unit: str, wanted: str | None) -> None:
    found = values.money(raw, unit)
    if wanted is None:
        assert found.value is None and found.wrong
    else:
        assert found.value == Decimal(wanted)


def test_choices_numbers_yes_and_no() -> None:
    kinds = ("采购货物", "采购工程", "民事合同")
    assert values.choice("民事", kinds).value == "民事合同" and values.choice("民事", kinds).note
    assert values.choice("采购", kinds).wrong and values.choice("说不清", kinds).wrong
    assert values.yes_or_no("√").value is True and values.yes_or_no("无").value is False
    assert values.yes_or_no("大概").wrong and values.whole("３").value == 3 and values.whole("3个月").wrong
    assert values.text(1.0).value == "1" and values.text(9.13e17).note


def test_bounds_say_where_a_column_is() -> None:
    assert [guarding.column_letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(guarding.column_number(guarding.column_letters(n)) == n for n in range(1, 800))
