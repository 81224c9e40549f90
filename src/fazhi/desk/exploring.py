"""What the page 自选统计 shows: the filters, the figures as a table, the same as bars, and as rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from fazhi.components import Cell, Choice, Column, Field, FilterBar, SimpleTable
from fazhi.components.charts import ALONE_WIDE, MONTHS_WIDE, Chart, LyingChart, Point, bars, bounds, lying
from fazhi.desk import figures
from fazhi.desk.actor import Desk
from fazhi.kernel.measures import READINGS, Figure, Indicator, PeriodKind
from fazhi.kernel.measures import Unit as In
from fazhi.packs import measures as pack
from fazhi.packs import procedures
from fazhi.records import queries, subjects
from fazhi.records.cutoffs import Cuts
from fazhi.records.exploring import NOT_TOLD, SEE, STEPS, Answer, Question, Value
from fazhi.records.models import Unit

SIDES: Final[Mapping[str, str]] = {"unit": "单位", "period": "时段", "kind": "类别"}
NONE: Final = "none"
DRAWN: Final = 24
"""Charts drawn side by side, and bars in a lying one; the table has all."""
_YEARS_BACK: Final = 3
_PARTS: Final = ("", "-H1", "-H2", *(f"-Q{n}" for n in range(1, 5)), *(f"-{n:02d}" for n in range(1, 13)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the address asks for, as it was typed; ``rows`` and ``columns`` are sides of the table."""

    subject: str
    unit: str
    period: str
    step: PeriodKind
    rows: str
    columns: str
    known: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One line or column of the table: its head, and which of the answer's units, periods and kinds it stands for."""

    name: str
    unit: int
    period: int
    kind: str | None
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One of the charts, all on one scale; upright along time, lying otherwise."""

    name: str
    upright: Chart | None = None
    lying: LyingChart | None = None


def filters(desk: Desk, chosen: Chosen, unit: Unit, cuts: Cuts, *, kinds: bool) -> FilterBar:
    """Return the filters. ``kinds``: what is counted can be told apart by kind."""
    units = [(one.code, one.name) for one in queries.units_of(desk.grants, desk.today, SEE)]
    sides = [
        (key, name) for key, name in SIDES.items() if key != "kind" or kinds or "kind" in (chosen.rows, chosen.columns)
    ]
    return FilterBar(
        fields=(
            Field(name="subject", label="统计什么", kind="select", value=chosen.subject, choices=tuple(_subjects())),
            _select("unit", "单位", unit.code, units),
            _select("period", "时段", chosen.period, _periods(cuts, desk, chosen.period)),
            _select("rows", "每行一个", chosen.rows, sides),
            _select("cols", "每列一个", chosen.columns, [(NONE, "不分列"), *sides]),
            _select("step", "时段分法", chosen.step.value, [(kind.value, name) for kind, name in STEPS.items()]),
            Field(name="known", label="所知截至（可不填）", kind="date", value=chosen.known, required=False),
        ),
        clear=reverse("explore"),
        submit="统计",
    )


def _select(name: str, label: str, value: str, choices: Sequence[tuple[str, str]]) -> Field:
    listed = tuple(Choice(value=key, label=text) for key, text in choices)
    return Field(name=name, label=label, kind="select", value=value, choices=listed)


def _subjects() -> Iterator[Choice]:
    for one in pack.indicators().values():
        yield Choice(value=one.id, label=one.name, group=f"指标：{one.area}")
    for procedure in procedures.ids():
        title = procedures.get(procedure).title
        for measure in pack.of(procedure):
            for key, how in zip(subjects.keys(measure), subjects.readings(measure), strict=True):
                word = "" if key == measure.id else f"（{READINGS[how][0]}）"
                yield Choice(value=key, label=f"{measure.name}{word}", group=f"计量：{title}")


def _periods(cuts: Cuts, desk: Desk, chosen: str) -> list[tuple[str, str]]:
    year = cuts.on(desk.today).year
    spans = [(f"{year - back}~{year}", f"{year - back}年至{year}年") for back in (1, 2, 4)]
    found = [cuts.read(f"{year - back}{part}") for back in range(_YEARS_BACK) for part in _PARTS]
    listed = [*spans, *((str(one), one.title) for one in found if one.first <= desk.today)]
    return listed if chosen in dict(listed) else [*listed, (chosen, chosen)]


def sides(answer: Answer, side: str) -> list[Side]:
    """Return the lines (or columns) of a side, what stands for all together last."""
    unit, period = len(answer.units) - 1, len(answer.periods) - 1
    if side == "unit":
        return [
            Side(name="合计" if i == unit else one.name, unit=i, period=period, kind=None, whole=i == unit)
            for i, one in enumerate(answer.units)
        ]
    if side == "period":
        many = len({one.last.year for one in answer.periods}) > 1
        return [
            Side(name=_short(one.title, many=many), unit=unit, period=j, kind=None, whole=j == period)
            for j, one in enumerate(answer.periods)
        ]
    if side == "kind":
        return [
            Side(
                name="合计" if kind is None else kind or NOT_TOLD, unit=unit, period=period, kind=kind,
                whole=kind is None,
            )
            for kind in answer.kinds
        ]  # fmt: skip
    return [Side(name="数值", unit=unit, period=period, kind=None, whole=True)]


def _short(title: str, *, many: bool) -> str:
    """Return a period as it stands over a column: 3月, 一季; with its year where there are several."""
    year, _, rest = title.partition("年")
    short = rest.replace("第", "").replace("度", "")
    if not short or short.startswith("至"):
        return title
    return f"{year[2:]}年{short}" if many else short


def crossed(row: Side, column: Side, chosen: Chosen) -> Side:
    """Return the one figure at which a line and a column of the table meet."""
    return Side(
        name=column.name,
        unit=row.unit if chosen.rows == "unit" else column.unit,
        period=row.period if chosen.rows == "period" else column.period,
        kind=row.kind if chosen.rows == "kind" else column.kind,
    )


def table(answer: Answer, chosen: Chosen) -> SimpleTable:
    """Return the figures, each opening to its matters; numerator and denominator beside where there is one column."""
    rows, columns = sides(answer, chosen.rows), sides(answer, chosen.columns)
    alone = chosen.columns == NONE
    rate = any(one.under is not None for one in answer.figures.values())
    heads = [Column(key="name", name=SIDES[chosen.rows])]
    heads += [Column(key=f"c{n}", name=one.name, numeric=True) for n, one in enumerate(columns)]
    if alone and rate:
        heads += [Column(key="over", name="分子", numeric=True), Column(key="under", name="分母", numeric=True)]
    made = []
    for row in rows:
        cells = [Cell(text=row.name, strong=row.whole)]
        for column in columns:
            at = crossed(row, column, chosen)
            cells.append(_cell(answer, at, alone=alone, strong=row.whole or (column.whole and not alone)))
        if alone and rate:
            one = answer.at(row.unit, row.period, row.kind)
            over, _, under = figures.over_under(one).partition(" / ")
            cells += [Cell(text=over or "—"), Cell(text=under or "—")]
        made.append(tuple(cells))
    return SimpleTable(caption=answer.question.subject.name, columns=tuple(heads), rows=tuple(made))


def _cell(answer: Answer, at: Side, *, alone: bool, strong: bool) -> Cell:
    one = answer.at(at.unit, at.period, at.kind)
    text = one.printed if alone else one.bare if one.sample is None else one.tight
    where, question = answer.units[at.unit], answer.question
    opens = bool(one.value) or bool(one.under)
    href = figures.address(
        question.subject.id, where.unit.code, answer.named(at.period), kind=at.kind, own=where.own, known=question.known
    )
    return Cell(text=text, href=href if opens else "", strong=strong)


def charts(answer: Answer, chosen: Chosen) -> list[Drawn]:
    """Return the same figures drawn: a chart a line, or one where there are no columns; totals are not drawn."""
    rows = _single(sides(answer, chosen.rows))
    if chosen.columns == NONE:
        return _drawn(answer, [(answer.question.subject.name, rows)], upright=chosen.rows == "period")
    columns = _single(sides(answer, chosen.columns))
    lines = [(row.name, [crossed(row, column, chosen) for column in columns]) for row in rows[:DRAWN]]
    return _drawn(answer, lines, upright=chosen.columns == "period")


def _single(found: list[Side]) -> list[Side]:
    return [one for one in found if not one.whole] or found


def _drawn(answer: Answer, lines: Sequence[tuple[str, Sequence[Side]]], *, upright: bool) -> list[Drawn]:
    scale = bounds([_value(answer.at(at.unit, at.period, at.kind)) for _, line in lines for at in line])
    made = []
    wide = ALONE_WIDE if len(lines) == 1 else MONTHS_WIDE
    for name, line in lines:
        points = [(_point(answer, at), _short_of(answer.at(at.unit, at.period, at.kind))) for at in line]
        if all(point.value is None for point, _ in points):
            continue
        says = f"{name}：" + "，".join(point.says for point, _ in points)
        if upright:
            drawn = bars([point for point, _ in points], scale=scale, says=says, wide=wide)
            made.append(Drawn(name=name, upright=drawn))
        else:
            made.append(Drawn(name=name, lying=lying(points[:DRAWN], scale=scale, says=says, wide=wide)))
    return made


def _point(answer: Answer, at: Side) -> Point:
    one = answer.at(at.unit, at.period, at.kind)
    value = None if one.number is None else float(one.number)
    return Point(name=at.name.removesuffix("年度"), value=value, says=f"{at.name} {one.printed}")


def _short_of(one: Figure) -> str:
    return one.bare if one.sample is None else one.tight.partition("（")[0]


def _value(one: Figure) -> float:
    return 0.0 if one.number is None else float(one.number)


def words(question: Question, chosen: Chosen) -> str:
    """Return what is shown in words, for the head and for files."""
    said = f"每行一个{SIDES[chosen.rows]}" + (f"，每列一个{SIDES[chosen.columns]}" if chosen.columns != NONE else "")
    return said + (f"，按 {question.known.isoformat()} 当日已录入的记录" if question.known else "")


HEADS: Final = ("键", "单位", "时段", "起", "止", "类别", "数值", "计量单位", "分子", "分母", "说明")
ASKED: Final = ("误差", "答卷份数")
"""What the file of a survey has after these: an official looks for 说明 beside the figure it explains."""


def heads(subject: Indicator) -> tuple[str, ...]:
    """Return the columns of a file of one subject."""
    return HEADS if subject.asked is None else HEADS + ASKED


UNITS: Final[Mapping[In, str]] = {
    In.COUNT: "件（次、条）", In.PERCENT: "%", In.WORKING_DAYS: "工作日", In.DAYS: "日", In.YUAN: "元",
    In.POINTS: "分",
}  # fmt: skip


def line(value: Value, subject: Indicator) -> tuple[str, ...]:
    """Return one figure as a row of a file, under `heads`. Rounded as printed; the parts are exact."""
    one = value.figure
    kind = "全部" if value.kind is None else value.kind or NOT_TOLD
    cells = (
        value.key, value.where.unit.name if not value.where.own else f"{value.where.unit.name}（本级）", value.named,
        value.period.first.isoformat(), value.period.last.isoformat(), kind,
        "" if one.number is None else str(one.number), UNITS[subject.unit], "" if one.over is None else str(one.over),
        "" if one.under is None else str(one.under), one.why,
    )  # fmt: skip
    if subject.asked is None:
        return cells
    return cells + (("", "") if one.sample is None else (one.sample.margin, str(one.sample.answers)))
