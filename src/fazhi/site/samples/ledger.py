"""The 合法性审查台账 of the township from August to 2026-11-20: 27 columns, 13 rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fazhi.components import (
    Button,
    Cell,
    Choice,
    Column,
    Field,
    FilterBar,
    Link,
    Pager,
    RegisterRow,
    RegisterTable,
    State,
    Tag,
)

# name | band | share of the page in per cent
_COLUMNS = """序号|送审|2
收件登记号|送审|5
送审单位|送审|4
承办人|送审|3
事项名称|送审|8
事项类别|送审|4
是否急件|送审|2
收件日期|收件|5
材料齐备日期|收件|5
退补日期及事由|收件|4
级别|审查|2
审查人|审查|3
法律顾问（公职律师）|审查|3
意见书文号|审查|7
出具日期|审查|5
用时（工作日）|审查|2
要求时限|审查|4
审查结论|审查|5
意见条数（违法性/建议性）|意见和采纳|3
采纳条数|意见和采纳|2
未采纳条数及理由|意见和采纳|3
复核日期及结果|意见和采纳|3
上会（签约）日期|结果和归档|5
最终结果|结果和归档|2
是否补审|结果和归档|2
归档号|结果和归档|4
备注|结果和归档|3"""

_PINS = {"序号": "seq", "收件登记号": "number", "事项名称": "name"}
_NUMERIC = {"序号", "用时（工作日）", "采纳条数"}


def _column(line: str) -> Column:
    name, band, share = line.split("|")
    pin = _PINS.get(name, "")
    return Column(
        key=name,
        name=name,
        band=band,
        share=int(share),
        numeric=name in _NUMERIC,
        pin="seq" if pin == "seq" else "number" if pin == "number" else "name" if pin == "name" else "",
    )


COLUMNS = tuple(_column(line) for line in _COLUMNS.split("\n"))

# One line a row, the 27 columns in order; a blank stands for a cell not yet filled.
_ROWS = (Path(__file__).parent / "ledger.txt").read_text(encoding="utf-8").splitlines()

_STATES = {
    "先签后审": State.UNLAWFUL,
    "先会后审，11-06": State.UNLAWFUL,
    "逾期 2 个工作日": State.LATE,
    "未受理，今天止": State.TODAY,
    "待补凭证 1 件": State.WAITING,
    "村级指导": State.WAITING,
}


def _row(line: str) -> RegisterRow:
    values = line.split("|")
    values[1] = f"〔2026〕{values[1]}号"
    remark = values[-1]
    flag = _STATES.get(remark)
    loud = flag in {State.UNLAWFUL, State.LATE}
    cells = [Cell(text=value) for value in values]
    cells[4] = Cell(text=values[4], href="/styleguide/matter")
    cells[24] = Cell(text=values[24], strong=values[24] == "是")
    if flag and loud:
        cells[-1] = Cell(tag=Tag(state=flag, text=remark))
    reviewer = f"审查人 {values[11]}　{values[17] or '审查中'}" if values[11] else "未受理"
    used = f"用时 {values[15]} 个工作日" if values[15] else ""
    return RegisterRow(
        cells=tuple(cells),
        name=values[4],
        href="/styleguide/matter",
        number=f"{values[1]}　{values[2]} {values[3]}　{values[5]}",
        facts=tuple(fact for fact in (reviewer, used) if fact),
        exceptions=(Tag(state=flag, text=remark),) if flag else (),
    )


ROWS = tuple(_row(line) for line in _ROWS)

TABLE = RegisterTable(
    title="合法性审查台账",
    columns=COLUMNS,
    rows=tuple(reversed(ROWS)),
    views=(
        Link(label="标准 27 列"),
        Link(label="审查员 12 列", href="/styleguide/ledger"),
        Link(label="月报 15 列", href="/styleguide/ledger"),
        Link(label="选列", href="/styleguide/ledger"),
    ),
    totals=("13 件：已出具 8，在审 3，退回补正 2；逾期 1，补审 1", "平均用时 4.4 个工作日（8 件已出具）"),
    pager=Pager(text="第 1 至 13 件，共 13 件"),
)

_ALL = (Choice(value="", label="全部"),)

# On paper a ledger runs from its first number on.
PRINTED = replace(TABLE, rows=ROWS)

FILTERS = FilterBar(
    clear="/styleguide/ledger",
    words="收件日期：2026年8月1日至2026年11月20日",
    fields=(
        Field(name="received", label="收件日期", value="2026-08-01 至 2026-11-20", required=False),
        Field(name="kind", label="事项类别", kind="select", choices=_ALL, required=False),
        Field(name="reviewer", label="审查人", kind="select", choices=_ALL, required=False),
        Field(name="conclusion", label="审查结论", kind="select", choices=_ALL, required=False),
        Field(name="late_review", label="是否补审", kind="select", choices=_ALL, required=False),
    ),
)

BUTTONS = (
    Button(label="导出 Excel（当前 13 件）", href="/styleguide/ledger"),
    Button(label="打印（A3 横向）", href="/styleguide/ledger-print"),
)
