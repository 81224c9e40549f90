"""Papers that the desk makes itself, as the one writer wants them: 期限计算书, 工作移交清单, 送审材料接收单."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from fazhi.components import CalendarDay, CalendarMonth, Receipt, SimpleTable, TermSheet, cn_date, long_date, table_date
from fazhi.formats.docx import write
from fazhi.kernel.papers import Block, Cell, Clause, Hands, Note, Paper, Paragraph, Span, Style, Table

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sent(name: str, *papers: Paper) -> HttpResponse:
    """Return the papers as one Word file for saving."""
    return sent_file(name, write(*papers))


def sent_file(name: str, body: bytes) -> HttpResponse:
    """Return a Word file for saving."""
    return _saved(f"{name}.docx", body, WORD)


def sent_pdf(name: str, body: bytes) -> HttpResponse:
    """Return a PDF for saving."""
    return _saved(f"{name}.pdf", body, "application/pdf")


def sent_as_kept(name: str, body: bytes) -> HttpResponse:
    """Return a file of any kind for saving, under its whole name."""
    return _saved(name, body, "application/octet-stream")


def _saved(name: str, body: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name.replace("/", "、")) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cell(text: str, *, head: bool = False, across: int = 1, mark: str = "") -> Cell:
    return Cell(spans=(Span(text=text),), head=head, across=across, mark=mark)


def _head(*names: str) -> tuple[Cell, ...]:
    return tuple(_cell(name, head=True) for name in names)


def _clause(number: str, text: str) -> Clause:
    return Clause(level=1, number=number, spans=(Span(text=text, style=Style.HEAD),))


def _body(text: str) -> Paragraph:
    return Paragraph(spans=(Span(text=text),))


def _note(text: str) -> Note:
    return Note(spans=(Span(text=text),))


# -- 期限计算书 -------------------------------------------------------------------------------------------------------

_MARKS = {"rest": "rest", "start": "start", "paused": "paused"}
_KEY = "黑底：起算日（不计）　数字：第几个工作日　斜纹：停止计算　灰底：休息日"
_WEEK = 7
_BESIDE = 3


def term_paper(sheet: TermSheet, foot: str) -> Paper:
    """Return the 期限计算书 as a paper: rule and basis, steps with running total, result, calendars, notes."""
    facts = Table(
        widths=(3, 8, 3, 8),
        small=True,
        rows=(
            (_cell("事项", head=True), _cell(sheet.matter, across=3)),
            (*_pair("义务机关", sheet.agency), *_pair("责任人", sheet.owner)),
            (*_pair("期限", sheet.period), *_pair("依据", sheet.period_basis)),
            (*_pair("起算", sheet.start), *_pair("依据", sheet.start_basis)),
        ),
    )
    steps = Table(
        widths=(2, 5, 5, 12, 2, 2),
        heads=1,
        small=True,
        rows=(_head("序", "事由", "日期", "说明", "计入", "累计"), *_steps(sheet)),
    )
    mark = "（暂定）" if sheet.provisional else ""
    blocks: list[Block] = [
        facts,
        _clause("一、", "计算过程"),
        steps,
        Paragraph(spans=(Span(text=f"{sheet.due_label}：{long_date(sheet.due)}{mark}", style=Style.STRONG),)),
        _note(f"截至{long_date(sheet.as_of)}{sheet.remaining}。{sheet.result_note}"),
        _clause("二、", "日历核对"),
        *_calendars(sheet.months),
        _note(f"{_KEY}　粗框：{sheet.due_label}"),
        _clause("三、", "说明"),
        _note(sheet.notes),
        Hands(labels=(f"计算：{sheet.counted_by}　核对", "日期")),
    ]
    subtitle = f"{sheet.number}　{sheet.subject}"
    return Paper(title="期限计算书", subtitle=subtitle, blocks=tuple(blocks), foot=foot)


def _pair(name: str, text: str) -> tuple[Cell, Cell]:
    return _cell(name, head=True), _cell(text)


def _steps(sheet: TermSheet) -> Iterator[tuple[Cell, ...]]:
    for number, line in enumerate(sheet.lines, 1):
        day = table_date(line.begin) + (f"\n至 {line.end:%m-%d}" if line.end else "")
        texts = (str(number), line.event, day, line.text, str(line.counted), str(line.total))
        yield tuple(_cell(text) for text in texts)


def _calendars(months: Sequence[CalendarMonth]) -> Iterator[Table]:
    """Yield the months three beside one another, an unruled column between them."""
    for at in range(0, len(months), _BESIDE):
        some = months[at : at + _BESIDE]
        width = _WEEK * len(some) + len(some) - 1
        rows = [_between([(_cell(f"{month.year}年{month.month}月", head=True, across=_WEEK),) for month in some])]
        rows.append(_between([_head(*"一二三四五六日") for _ in some]))
        for weeks in zip_longest(*(month.weeks for month in some)):
            rows.append(_between([_week(week) for week in weeks]))
        yield Table(widths=(1,) * width, heads=2, dense=True, rows=tuple(rows))


def _between(parts: Sequence[tuple[Cell, ...]]) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for part in parts:
        found += [_cell("", mark="gap"), *part] if found else part
    return tuple(found)


def _week(week: tuple[CalendarDay | None, ...] | None) -> tuple[Cell, ...]:
    return tuple(_cell("") if day is None else _day(day) for day in week or (None,) * _WEEK)


def _day(day: CalendarDay) -> Cell:
    mark = "due" if day.mark.due else _MARKS.get(day.mark.kind.value, "plain")
    return _cell(f"{day.number}\n{day.mark.text}" if day.mark.text else str(day.number), mark=mark)


# -- 工作移交清单, 接收单 ---------------------------------------------------------------------------------------------


def hand_over_paper(
    source: str, target: str, day: date, table: SimpleTable, said: Sequence[str], unit: str, foot: str
) -> Paper:
    """Return the 工作移交清单 as a paper for three signatures. ``said``: deputies, the account, vouchers owed."""
    rows = tuple(tuple(_cell(cell.text) for cell in row) for row in table.rows)
    listed = Table(
        widths=(2, 5, 8, 4, 4, 4, 4),
        heads=1,
        small=True,
        rows=(_head(*(column.name for column in table.columns)), *rows),
    )
    blocks: tuple[Block, ...] = (
        _body(f"移交人：{source}　接手人：{target}　移交事项{len(rows)}件。"),
        listed,
        *(_body(words) for words in said),
        _body("以上事项的电子卷、纸质原件、未到的期限已当面核对。移交前已办的步骤署名不变。"),
        Hands(labels=("移交人", "接手人", "监交人", "日期")),
    )
    return Paper(title="工作移交清单", subtitle=f"{unit}　{cn_date(day)}", blocks=blocks, foot=foot)


def unprinted_paper(rows: Sequence[tuple[str, str, str]], foot: str) -> Paper:
    """Return the last sheet of a print of several: which matters (number, name) are not in it, and why."""
    heads = (_cell("编号", head=True), _cell("事项名称", head=True), _cell("为什么没有打印", head=True))
    lines = tuple(tuple(_cell(text) for text in row) for row in rows)
    return Paper(title="没有打印的事项", blocks=(Table(widths=(5, 9, 8), rows=(heads, *lines)),), foot=foot)


def receipt_paper(receipt: Receipt, foot: str) -> Paper:
    """Return the 送审材料接收单 as a paper."""
    materials = "\n".join(f"{number}. {item}" for number, item in enumerate(receipt.materials, 1))
    missing = "；".join(receipt.missing)
    rows = (
        (_cell("事项名称", head=True), _cell(receipt.name, across=3)),
        (*_pair("事项类别", receipt.kind), *_pair("收件时间", receipt.received)),
        (*_pair("送审单位", receipt.office), *_pair("承办人", receipt.person)),
        (_cell("收到材料", head=True), _cell(materials, across=3)),
        (_cell("还缺材料", head=True), _cell(f"{missing}（一次告知）" if missing else "无，材料齐备", across=3)),
        (_cell("受理期限", head=True), _cell(receipt.accept_by, across=3)),
        (_cell("原件存放", head=True), _cell(receipt.place, across=3)),
    )
    blocks: tuple[Block, ...] = (
        Table(widths=(4, 7, 4, 7), rows=rows),
        Hands(labels=("送件人", "收件人", "日期")),
        _note("本单一式两份，送审单位、审查机构各存一份。"),
    )
    return Paper(title=receipt.title, number=receipt.number, blocks=blocks, foot=foot)
