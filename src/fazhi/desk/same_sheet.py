"""批量办同一步, its rows as a table: given out with the matters in it, and read in again from a file or pasted cells.

A head that is 编号 says which matter a row is about (with 项 the entry of its list); every other head is the name of a
question of the step. What a cell says is put into the form as if it had been typed there; nothing is recorded by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Final

from fazhi.desk import excel
from fazhi.desk.forms.values import Values
from fazhi.desk.same_step import DIFFER, OUTCOME, Line, splitting
from fazhi.formats.tables import Grid, Raw, header_of
from fazhi.formats.tables import values as read
from fazhi.formats.tables.layout import plain
from fazhi.kernel.expressions import Kind
from fazhi.kernel.procedures import Field as Question

NUMBER: Final = "编号"
KEY: Final = "项"
RESULT: Final = "结果"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadIn:
    """The form with a table read into it: what it holds now, how many rows were found, and what was passed over."""

    values: Values
    rows: int
    notes: tuple[str, ...]


def given_out(title: str, lines: Sequence[Line]) -> IO[bytes]:
    """Return the table of a form as an open workbook: one row each, the questions to be filled in."""
    keyed = any(line.plan.key is not None for line in lines)
    names = [item.name for item in splitting(lines[0].plan)]
    heads = [
        excel.Head(name=NUMBER, width=22), *([excel.Head(name=KEY, width=6)] if keyed else []),
        excel.Head(name="事项名称", width=44),
        *([excel.Head(name=RESULT, width=16)] if len(lines[0].plan.outcomes) > 1 else []),
        *(excel.Head(name=name, width=max(14, 2 * len(name))) for name in names),
    ]  # fmt: skip
    blanks = [None] * (len(heads) - 2 - keyed)
    rows = (
        [line.found.row.number, *([line.plan.key] if keyed else []), line.found.row.title, *blanks] for line in lines
    )
    return excel.workbook(
        title, "逐件填写后传回；没有填的，用表上统一填写的", heads, rows, paper="A4", pinned=2 + keyed
    )


def read_in(grid: Grid, lines: Sequence[Line], values: Values) -> ReadIn:
    """Return the form with the cells of a table in their places; only its rows stay ticked.

    Rows whose number is not in the form and heads that are no question are named in ``notes``; a table without 编号
    changes nothing.
    """
    questions = {plain(item.name): item for item in splitting(lines[0].plan)}
    header = header_of(grid, [NUMBER, KEY, RESULT, *(item.name for item in splitting(lines[0].plan))])
    heads = [plain(name) for name in header.names]
    if NUMBER not in heads:
        return ReadIn(values=values, rows=0, notes=(f"表里没有“{NUMBER}”这一栏，不知道各行是哪一件",))
    used = {
        place: (OUTCOME if head == RESULT else questions[head].id)
        for place, head in enumerate(heads)
        if head in questions or (head == RESULT and len(lines[0].plan.outcomes) > 1)
    }
    notes = _strange(header.names, heads, used)
    by_place = {(plain(line.found.row.number), line.plan.key or ""): line for line in lines}
    picked: list[str] = []
    unknown: list[str] = []
    for row in grid.rows[header.last + 1 :]:
        number = read.shown(_at(row, heads.index(NUMBER)))
        if not number:
            continue
        key = read.shown(_at(row, heads.index(KEY))) if KEY in heads else ""
        line = by_place.get((plain(number), key)) or _only(lines, number, key)
        if line is None:
            unknown.append(f"{number}{f'第 {key} 项' if key else ''}")
            continue
        picked.append(line.id)
        for place, name in used.items():
            values = values.replaced(f"{line.id}-{name}", _said(questions.get(heads[place]), _at(row, place)))
    if unknown:
        notes.append(f"下面没有这几件（不在筛选内，或者这一步不能办），没有读：{'、'.join(unknown[:20])}")
    values = values.replaced(DIFFER, *dict.fromkeys((*values.all(DIFFER), *used.values())))
    return ReadIn(values=values.replaced("m", *picked), rows=len(picked), notes=tuple(notes))


def _strange(names: Sequence[str], heads: Sequence[str], used: Iterable[int]) -> list[str]:
    known = {NUMBER, KEY, plain("事项名称"), ""}
    strange = [names[place] for place, head in enumerate(heads) if head not in known and place not in set(used)]
    return [f"不是这一步要填的，没有读：{'、'.join(strange[:20])}"] if strange else []


def _only(lines: Sequence[Line], number: str, key: str) -> Line | None:
    """Return the row of a matter that has one row only, where the table does not say which entry."""
    found = [line for line in lines if plain(line.found.row.number) == plain(number)]
    return found[0] if len(found) == 1 and not key else None


def _said(question: Question | None, raw: Raw) -> str:
    """Return a cell as it would be typed into the form; what cannot be read stays as it is and is refused there."""
    text = read.shown(raw)
    if question is not None and question.type.kind is Kind.BOOL and text:
        said = read.yes_or_no(raw).value
        return {True: "1", False: "0"}.get(said, text) if isinstance(said, bool) else text
    return text


def _at(row: Sequence[Raw], place: int) -> Raw:
    return row[place] if place < len(row) else ""
