"""The one page of figures: what every figure on every other page opens to, down to the matters it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from fazhi.components import Cell, Column, EmptyState, Link, SimpleTable, cn_date
from fazhi.desk import lists
from fazhi.desk.actor import Desk
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import Column as FormColumn
from fazhi.kernel.measures import Figure, Indicator, Sheet
from fazhi.packs import measures
from fazhi.records import access, known, opened
from fazhi.records.access import UnitAction, on_unit
from fazhi.records.figures import Asked
from fazhi.records.grids import Place
from fazhi.records.models import Matter, Unit
from fazhi.records.opened import Behind, Opened
from fazhi.records.survey_figures import Results

MOST: Final = 500
"""Matters listed behind one part of a figure; the register serves where there are more."""
_AT_ONCE: Final = 500


def address(
    subject: str, unit: str, period: str, *, kind: str | None = None, own: bool = False, known: date | None = None
) -> str:
    """Return where a figure opens: of a unit (``own``: without those below it), a time, one kind, as it was known."""
    asked = {"unit": unit, "period": period}
    if kind is not None:
        asked["kind"] = kind
    if own:
        asked["own"] = "1"
    if known is not None:
        asked["known"] = known.isoformat()
    return f"{reverse('figure', args=[subject])}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The matters behind one part of a figure; ``beside``: for which days, how many, and how many are not shown."""

    title: str
    beside: str
    table: SimpleTable


def shown(desk: Desk, found: Opened, asked: Asked, digest: str = "") -> dict[str, Any]:
    """Return what the page of a figure needs, the same wherever the figure stands."""
    figure, one = found.figure, found.figure.indicator
    return {
        "value": figure.bare,
        "parts": "　".join(word for word in (over_under(figure), figure.beside) if word),
        "survey": of_survey(desk, one, asked),
        "says": one.says,
        "formula": found.formula,
        "excludes": one.excludes,
        "least": one.least,
        "target": opened.target_words(one),
        "digest": digest,
        "shown": parts(desk, found.parts),
    }


def of_survey(desk: Desk, indicator: Indicator, asked: Asked) -> Link | None:
    """Return the survey whose sealed result a figure is, a link for who may see it; ``None`` where there is none."""
    if indicator.asked is None:
        return None
    found = Results(asked.path, [asked.period], asked.known).latest(
        indicator.asked.survey, Place(path=asked.path), asked.period
    )
    if found is None:
        return None
    may = on_unit(desk.grants, UnitAction.SEE_SURVEY, asked.path)
    label = f"{found.row.title}（{cn_date(found.row.until)}截止，{cn_date(found.row.closed)}封存）"
    return Link(label=label, href=reverse("survey", args=[found.row.key]) if may else "")


def of_sheet(desk: Desk, where: Unit, sheet: Sheet, row: str, column: str) -> dict[str, Any] | None:
    """Return what the page of a figure of a form or a report shows; ``None`` where it has no such figure.

    Everything is counted by what was known when the form was made.
    """
    line = sheet.line(row)
    cell = line.of(FormColumn(column)) if line is not None and column in tuple(FormColumn) else None
    if line is None or cell is None:
        return None
    try:
        among = sheet.indicators(measures.every())
    except FazhiError:
        return None
    asked = Asked(path=where.path, period=sheet.days[cell.column], known=sheet.known, later=known.later(sheet.known))
    return {
        **shown(desk, opened.opened(among[row], asked, among), asked, line.digest),
        "value": cell.printed,
        "name": line.name,
        "heading": f"{line.name}（{cell.column.cn}）：{cell.printed}",
        "note": f"{where.name}　{asked.period.span}　数据截至 {sheet.known.replace('T', ' ')[:16]}",
    }


def parts(desk: Desk, behind: Iterable[Behind]) -> tuple[Part, ...]:
    """Return the matters behind each part of a figure, as far as the person may see them."""
    return tuple(_part(desk, part) for part in behind)


def over_under(figure: Figure) -> str:
    """Return numerator and denominator of a rate: 371 / 389; empty for what is none."""
    if figure.over is None or figure.under is None:
        return ""
    return f"{_whole(figure.over)} / {_whole(figure.under)}"


def _whole(number: Fraction) -> str:
    return f"{int(number):,}" if number.denominator == 1 else f"{float(number):,.1f}"


def _part(desk: Desk, part: Behind) -> Part:
    visible, looked = _visible(desk, [matter for matter, _, _ in part.rows])
    listed = [(visible[pk], amount) for pk, _, amount in part.rows if pk in visible][:MOST]
    beside = f"{part.days.span}　共 {len(part.rows):,} 件"
    if looked < len(part.rows) or len(visible) > MOST:
        beside += f"，列出前 {len(listed)} 件"
    elif len(listed) < len(part.rows):
        beside += f"，其中 {len(part.rows) - len(listed)} 件不在您能看到的范围（例如已移交其他单位），不列"
    head = "计入（元）" if part.money else "计入"
    names = (("number", "编号"), ("title", "事项"), ("unit", "承办单位"), ("state", "现状"), ("amount", head))
    table = SimpleTable(
        caption=part.title,
        columns=tuple(Column(key=key, name=name, numeric=key == "amount") for key, name in names),
        rows=tuple(
            (
                Cell(text=matter.number or "未编号", href=lists.address_of_matter(matter)),
                Cell(text=matter.title),
                Cell(text=matter.unit.short),
                Cell(text=matter.state),
                Cell(text=f"{amount / 100:,.2f}" if part.money else f"{amount:,}"),
            )
            for matter, amount in listed
        ),
        empty=EmptyState(title="没有计入的事项", reason="这段时间没有，或者不在您能看到的范围。"),
    )
    return Part(title=part.title, beside=beside, table=table)


def _visible(desk: Desk, matters: Sequence[int]) -> tuple[dict[int, Matter], int]:
    """Return those the person may see, until more than are listed were found, and how many were looked at."""
    may = Matter.objects.filter(access.matter_predicate(desk.grants, access.Action.SEE, desk.today))
    found: dict[int, Matter] = {}
    at = 0
    while at < len(matters) and len(found) <= MOST:
        some = may.filter(pk__in=matters[at : at + _AT_ONCE]).select_related("stream", "unit")
        found |= {matter.pk: matter for matter in some}
        at += _AT_ONCE
    return found, min(at, len(matters))
