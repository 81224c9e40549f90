"""A round as Excel files: one unit's sheet, and all units side by side. Plain values, nothing is ever a formula."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import IO

from fazhi.formats import sheets
from fazhi.formats.sheets import Book, Head, Value
from fazhi.kernel.measures import Outcome, Scored
from fazhi.records import clock, known, rounds
from fazhi.records.models import RoundItem, Unit
from fazhi.records.rounds import Round
from fazhi.records.signals import Signals


def write_one(
    one: Round, unit: Unit, found: Outcome, rows: dict[str, RoundItem], beside: Signals, state: str, into: IO[bytes]
) -> None:
    """Write a unit's sheet: every item with its figure and points, what is not covered, the sums, what is beside."""
    heads = [
        Head(name="方面", width=18), Head(name="项目", width=28), Head(name="分值", width=8), Head(name="数", width=22),
        Head(name="自评", width=8), Head(name="得分", width=10), Head(name="理由、说明", width=44),
    ]  # fmt: skip
    words = f"单位：{unit.name}　{state}"
    book = Book(title=one.row.title, words=words, heads=heads, paper="A4", pinned=2)

    def lines() -> Iterator[list[Value]]:
        for part in found.parts:
            for scored in part.items:
                yield _line(part.dimension.name, scored, rows.get(scored.item.id))
            for gap in part.dimension.uncovered:
                yield [part.dimension.name, gap.name, gap.points, "未覆盖", None, None, gap.why]
        blank: list[Value] = [None] * 5
        yield ["得分", *blank[:4], found.score, f"可得 {found.reach}"]
        yield ["折百分", *blank[:4], found.percent, found.band or found.why]
        yield ["办结情况", *blank, beside.words]

    sheets.write(book, lines(), into)


def _line(dimension: str, scored: Scored, row: RoundItem | None) -> list[Value]:
    figure = scored.evidence.figure
    said = [f"不计分：{scored.why}"] if scored.why else []
    if row is not None:
        said += [row.reason] if row.reason else []
        said += [f"异议：{row.objection}"] if row.objection else []
        said += [f"答复：{row.ruled_reason}"] if row.ruling else []
        said += [f"更正为 {row.corrected}：{row.corrected_reason}"] if row.corrected else []
    own = Decimal(row.own_points) if row is not None and row.own_points else None
    shown = None if figure is None else figure.printed
    return [dimension, scored.item.name, scored.item.points, shown, own, scored.score, "；".join(said) or None]


def write_all(one: Round, into: IO[bytes]) -> None:
    """Write all units side by side in their usual order: a row an item, a column a unit, the sums at the end."""
    moment, sealed = known.just_before(clock.now()), rounds.sealed_all(one)
    found = [sealed[unit.pk].outcome if unit.pk in sealed else rounds.outcome(one, unit, moment) for unit in one.units]
    heads = [Head(name="项目", width=34), Head(name="分值", width=8)]
    heads += [Head(name=unit.short, width=12) for unit in one.units]
    state = "已封存" if sealed else "没有封存，按现在的记录"
    book = Book(
        title=one.row.title, words=f"{one.row.unit.name}　{state}　按行政区划顺序，不排名次", heads=heads, pinned=2
    )

    def lines() -> Iterator[list[Value]]:
        for item in one.scheme.items.values():
            scored = [outcome.item(item.id) for outcome in found]
            yield [item.name, item.points, *(None if cell is None else _score(cell) for cell in scored)]
        yield ["得分", None, *(outcome.score for outcome in found)]
        yield ["可得分", None, *(outcome.reach for outcome in found)]
        yield ["折百分", None, *(outcome.percent for outcome in found)]
        yield ["档次", None, *(outcome.band or outcome.why for outcome in found)]

    sheets.write(book, lines(), into)


def _score(cell: Scored) -> Value:
    return "不计分" if cell.why else "待评" if cell.score is None else cell.score
