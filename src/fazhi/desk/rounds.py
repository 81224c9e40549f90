"""What the pages of a round of evaluation show: rules in words, a unit's sheet as tables, what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from fazhi.components import Cell, Column, EmptyState, SimpleTable, State, Tag, table_date
from fazhi.desk.actor import Desk
from fazhi.kernel.measures import Figure, Item, Outcome, Scheme, Scored, sensitivity
from fazhi.kernel.measures import Unit as MeasuredIn
from fazhi.kernel.measures.schemes import Deduct, Linear, Met, Steps
from fazhi.kernel.measures.scoring import Part, rounded
from fazhi.records import access, clock, known, rounds
from fazhi.records.access import ALLOWED_ON_UNIT, Denied, UnitAction
from fazhi.records.models import EvaluationRound, RoundItem, Unit
from fazhi.records.periodic import NotComputable
from fazhi.records.rounds import Round, Sealed
from fazhi.records.signals import Signals, signals_of


def seen(desk: Desk) -> list[Round]:
    """Return the rounds a person may see something of, the newest first: the county's own, or those of a township."""
    paths = desk.grants.paths(ALLOWED_ON_UNIT[UnitAction.SEE_ROUND])
    found = []
    for row in EvaluationRound.objects.select_related("unit").order_by("-opened", "-pk"):
        one = Round(row)
        if any(unit.path.startswith(path) for unit in one.units for path in paths):
            found.append(one)
    return found


def own_units(desk: Desk, one: Round) -> list[Unit]:
    """Return the units of a round whose sheet a person may see."""
    return [unit for unit in one.units if access.on_unit(desk.grants, UnitAction.SEE_ROUND, unit.path)]


def scores(desk: Desk, one: Round) -> bool:
    """Say whether a person sees all units of a round side by side and scores them."""
    return access.on_unit(desk.grants, UnitAction.SCORE_ROUND, one.row.unit.path)


def round_for(desk: Desk, key: str) -> Round:
    """Return a round of which the person may see something. Raises Denied as for one that is not there."""
    one = rounds.find(key)
    if one is None or not (scores(desk, one) or own_units(desk, one)):
        raise Denied("没有这一轮考核，或您无权查看", where=key[:40], hint="考核由审查人员、领导和县局查看")
    return one


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The sheet of one unit: the outcome (sealed, or as of now), what was said, what stands beside, what changed."""

    one: Round
    unit: Unit
    outcome: Outcome
    rows: Mapping[str, RoundItem]
    beside: Signals
    sealed: Sealed | None
    changed: Mapping[str, tuple[Figure, Figure]]

    def address(self, name: str, *more: str) -> str:
        """Return an address of this unit in this round."""
        return reverse(name, args=[self.one.row.key, self.unit.code, *more])


def sheet_of(desk: Desk, key: str, unit: str) -> Shown:
    """Return the sheet of a unit. Raises Denied, NotComputable."""
    one = round_for(desk, key)
    where = next((item for item in own_units(desk, one) if item.code == unit), None)
    if where is None:
        raise Denied("没有这个单位的考核，或您无权查看", where=unit[:40])
    return shown(one, where)


def shown(one: Round, unit: Unit, *, again: bool = True) -> Shown:
    """Return the sheet of a unit of a round. Without ``again`` what was sealed is not counted once more."""
    rows, moment = rounds.rows_of(one, unit), known.just_before(clock.now())
    sealed = rounds.sealed(one, unit)
    if sealed is None:
        period = one.period_of(unit)
        return Shown(
            one=one, unit=unit, rows=rows, outcome=rounds.outcome(one, unit, moment, rows),
            beside=signals_of(one.scheme, unit, period, moment), sealed=None, changed={},
        )  # fmt: skip
    now = rounds.counted(one.scheme, unit, one.period_of(unit), moment) if again and one.same_measures else {}
    return Shown(
        one=one, unit=unit, outcome=sealed.outcome, rows=rows, beside=sealed.beside, sealed=sealed,
        changed=rounds.changed(sealed, now),
    )  # fmt: skip


# -- words --


def state_tag(row: EvaluationRound) -> Tag:
    """Return where a round stands."""
    today = clock.today()
    if row.closed is not None:
        return Tag(state=State.DONE, text=f"{table_date(row.closed)}封存")
    if row.assess_until is not None and today <= row.assess_until:
        return Tag(state=State.OPEN, text=f"自评，{table_date(row.assess_until)}止")
    if row.object_until is not None and today <= row.object_until:
        return Tag(state=State.OPEN, text=f"评分、异议，{table_date(row.object_until)}止")
    return Tag(state=State.TODAY, text="待封存")


def rule_words(item: Item) -> str:
    """Return how an item is scored, in words."""
    if item.indicator is None:
        return f"自评、县评；佐证：{'、'.join(item.evidence)}" if item.evidence else "自评、县评"
    unit = {MeasuredIn.PERCENT: "%", MeasuredIn.COUNT: "件", MeasuredIn.YUAN: "元", MeasuredIn.POINTS: "分"}.get(
        item.indicator.unit, "日"
    )
    beyond = "以上" if item.indicator.direction.value == "up" else "以下"
    match item.rule:
        case Linear():
            said = f"{item.rule.zero}{unit}记0分，{item.rule.full}{unit}记满分，中间按比例"
        case Steps():
            said = "，".join(f"{value}{unit}{beyond}{earned}分" for value, earned in item.rule.steps) + "，其余0分"
        case Met():
            said = f"{item.rule.value}{unit}{beyond}满分，否则0分".replace("100%以上", "100%").replace("0件以下", "0件")
        case Deduct():
            said = f"每件扣{item.rule.each}分" + (f"，扣到{item.rule.floor}分为止" if item.rule.floor else "，扣完为止")
        case _:
            said = ""
    least = item.least or (item.indicator.least if item.indicator.is_rate else 0)
    below = f"“{item.over.name}”" if item.over is not None else "分母"
    return f"{said}；{below}不足{least}件不计分" if least else said


def number(value: Decimal | None) -> str:
    """Return points as they are written; a dash for none."""
    return "—" if value is None else str(value)


def figure_words(scored: Scored) -> str:
    """Return the figure of an item with the parts of a rate; empty for an assessed one."""
    figure = scored.evidence.figure
    if figure is None:
        return ""
    if figure.value is None:
        parts = f"{figure.over}/{figure.under}，" if figure.over is not None and figure.under is not None else ""
        return f"{parts}{figure.why}" if figure.why else "—"
    if figure.sample is not None:
        return figure.printed
    if figure.indicator.is_rate:
        return f"{figure.printed}（{figure.over}/{figure.under}）"
    over = scored.evidence.over
    return figure.printed if over is None else f"{figure.printed}（{over.indicator.name}{over.printed}件）"


def _remarks(sheet: Shown, scored: Scored) -> str:
    """Return what is to be known of a score: why not counted, who departed from the figure, objections, changes."""
    row, said = sheet.rows.get(scored.item.id), []
    if scored.why:
        said += [] if scored.why in figure_words(scored) else [f"不计分：{scored.why}"]
    elif scored.open:
        said.append("待评分")
    elif scored.reckoned is not None and scored.score != scored.reckoned:
        said.append(f"按数算{scored.reckoned}分，县评改为{scored.score}分")
    if scored.counted and rounded(scored.weight) != scored.item.points:
        said.append(f"分摊后满分{rounded(scored.weight)}")
    if row is not None and row.objected_day is not None:
        word = {"": "待答复", rounds.UPHELD: "成立", rounds.DISMISSED: "不成立"}[row.ruling]
        said.append(f"异议：{word}")
    if scored.item.id in sheet.changed:
        was, new = sheet.changed[scored.item.id]
        said.append(f"封存后变动：原{was.printed}，现{new.printed}")
    if row is not None and row.corrected:
        said.append(f"县局更正为{row.corrected}分：{row.corrected_reason}")
    return "；".join(said)


# -- tables --

_COLUMNS = (
    Column(key="item", name="项目"), Column(key="points", name="分值", numeric=True), Column(key="figure", name="数"),
    Column(key="own", name="自评", numeric=True), Column(key="score", name="得分", numeric=True),
    Column(key="said", name="说明、记分办法"),
)  # fmt: skip


def part_tables(sheet: Shown) -> Iterator[tuple[Part, SimpleTable, str]]:
    """Yield each dimension with the table of its items and what of it is not covered, and its sum in words."""
    for part in sheet.outcome.parts:
        rows = [_item_row(sheet, scored) for scored in part.items]
        rows += [
            (
                Cell(text=one.name), Cell(text=str(one.points)), Cell(tag=Tag(state=State.SKIPPED, text="未覆盖")),
                Cell(), Cell(), Cell(text=one.why),
            )
            for one in part.dimension.uncovered
        ]  # fmt: skip
        table = SimpleTable(caption=part.dimension.name, columns=_COLUMNS, rows=tuple(rows))
        yield part, table, _sum_words(part)


def _sum_words(part: Part) -> str:
    if not any(one.counted for one in part.items):
        return f"没有可以计分的项目（共 {part.dimension.points} 分）"
    return f"得 {part.score} / 可得 {rounded(part.weight)}（共 {part.dimension.points} 分）"


def _item_row(sheet: Shown, scored: Scored) -> tuple[Cell, ...]:
    row = sheet.rows.get(scored.item.id)
    own = row.own_points if row is not None else ""
    score = Cell(tag=Tag(state=State.SKIPPED, text="不计分")) if scored.why else Cell(
        text=number(scored.score), strong=scored.score is not None
    )  # fmt: skip
    if scored.open:
        score = Cell(tag=Tag(state=State.WAITING, text="待评"))
    return (
        Cell(text=scored.item.name, href=sheet.address("round-item", scored.item.id)),
        Cell(text=str(scored.item.points)),
        Cell(text=figure_words(scored)),
        Cell(text=own or ("" if scored.item.indicator is not None else "—")),
        score,
        Cell(text="。".join(said for said in (_remarks(sheet, scored), rule_words(scored.item)) if said)),
    )


def beside_table(sheet: Shown) -> SimpleTable:
    """Return, item by item, how many of the counted matters came in the last days, late, or after the cut-off."""
    rows = []
    for scored in sheet.outcome.items:
        one = sheet.beside.of(scored.item.id)
        if not one.matters and not one.moved:
            continue
        share = f"（{round(one.last * 100 / one.matters)}%）" if one.matters else ""
        rows.append(
            (
                Cell(text=scored.item.name, href=sheet.address("round-item", scored.item.id)),
                Cell(text=str(one.matters)), Cell(text=f"{one.last}{share}"), Cell(text=str(one.late)),
                Cell(text=str(one.moved)),
            )
        )  # fmt: skip
    names = (
        ("item", "项目"), ("matters", "计入事项"), ("last", f"其中截止前{sheet.beside.window}日"),
        ("late", f"晚登记{sheet.beside.late}日以上"), ("moved", "截止后补录、更正"),
    )  # fmt: skip
    return SimpleTable(
        caption="各项的事项",
        columns=tuple(Column(key=key, name=name, numeric=key != "item") for key, name in names),
        rows=tuple(rows),
        empty=EmptyState(title="没有计入的事项", reason="这一时段还没有可以计数的事项。"),
    )


def sensitivity_table(outcome: Outcome) -> SimpleTable:
    """Return how far the percentage moves, and whether the band changes, with each weight moved down and up."""
    by = outcome.scheme.vary
    rows = tuple(
        (
            Cell(text=one.dimension.name), Cell(text=str(one.dimension.points)),
            Cell(text=_with_band(one.down, one.down_band)), Cell(text=_with_band(one.up, one.up_band)),
            Cell(text=str(one.most)),
            Cell(tag=Tag(state=State.CHECK, text="会变")) if one.changes else Cell(text="不变" if outcome.band else ""),
        )
        for one in sensitivity(outcome, by)
    )  # fmt: skip
    names = (
        ("name", "方面"), ("points", "分值"), ("down", f"权重减{by}%"), ("up", f"权重加{by}%"), ("most", "最多变动"),
        ("band", "档次"),
    )  # fmt: skip
    return SimpleTable(
        caption="权重变动的影响",
        columns=tuple(Column(key=key, name=name, numeric=key in {"points", "most"}) for key, name in names),
        rows=rows,
        empty=EmptyState(title="还算不出", reason="没有可以计分的项目。"),
    )


def _with_band(percent: Decimal, band: str) -> str:
    return f"{percent}（{band}）" if band else str(percent)


def side_by_side(one: Round) -> SimpleTable:
    """Return the units of a round in their usual order: points, band, what is open, what stands beside. No ranks."""
    names = (
        ("unit", "单位"), ("percent", "折百分"), ("score", "得分 / 可得"), ("band", "档次"), ("own", "已自评"),
        ("open", "待评分"), ("objection", "异议"), ("bulk", "截止前办结"),
    )  # fmt: skip
    rows = tuple(_unit_row(one, unit) for unit in one.units)
    columns = tuple(Column(key=key, name=name, numeric=key in {"percent", "own", "open"}) for key, name in names)
    return SimpleTable(caption="各单位", columns=columns, rows=rows)


def _unit_row(one: Round, unit: Unit) -> tuple[Cell, ...]:
    href = reverse("round-sheet", args=[one.row.key, unit.code])
    try:
        sheet = shown(one, unit, again=False)
    except NotComputable:
        body = rounds.sealed_all(one)
        said = body[unit.pk].body if unit.pk in body else {"percent": "—", "score": "—", "reach": "—", "band": ""}
        blank = tuple(Cell() for _ in range(4))
        score = Cell(text=f"{said['score']} / {said['reach']}")
        return (Cell(text=unit.name), Cell(text=str(said["percent"])), score, Cell(text=said["band"]), *blank)
    found = sheet.outcome
    own = [item for item in one.scheme.items.values() if item.indicator is None]
    assessed = sum(1 for item in own if item.id in sheet.rows and sheet.rows[item.id].own_day is not None)
    waiting = sum(1 for row in sheet.rows.values() if row.objected_day is not None and not row.ruling)
    objected = sum(1 for row in sheet.rows.values() if row.objected_day is not None)
    score_href = reverse("round-scoring", args=[one.row.key, unit.code]) if sheet.sealed is None else ""
    bulk = f"{sheet.beside.last} / {sheet.beside.closed}"
    return (
        Cell(text=unit.name, href=href),
        Cell(text=number(found.percent), strong=True),
        Cell(text=f"{found.score} / {found.reach}"),
        Cell(text=found.band or found.why),
        Cell(text=f"{assessed} / {len(own)}"),
        Cell(text=str(len(found.open)), href=score_href),
        Cell(tag=Tag(state=State.TODAY, text=f"{waiting} 件待答复")) if waiting else Cell(text=str(objected)),
        Cell(tag=Tag(state=State.CHECK, text=f"{bulk}，集中")) if sheet.beside.bulk else Cell(text=bulk),
    )


def scheme_tables(scheme: Scheme) -> Iterator[tuple[str, str, SimpleTable]]:
    """Yield the dimensions of a scheme with their items, rules and bases, and what is not covered."""
    names = (("item", "项目"), ("points", "分值"), ("rule", "记分办法"), ("says", "看什么"), ("basis", "依据"))
    columns = tuple(Column(key=key, name=name, numeric=key == "points") for key, name in names)
    for dimension in scheme.dimensions:
        rows = [
            (
                Cell(text=item.name), Cell(text=str(item.points)), Cell(text=rule_words(item)),
                Cell(text=" ".join([item.says, *(f"不计：{one}。" for one in item.excludes)])),
                Cell(text=item.basis.cn()),
            )
            for item in dimension.items
        ]  # fmt: skip
        rows += [
            (
                Cell(text=one.name), Cell(text=str(one.points)), Cell(tag=Tag(state=State.SKIPPED, text="未覆盖")),
                Cell(text=one.why), Cell(),
            )
            for one in dimension.uncovered
        ]  # fmt: skip
        table = SimpleTable(caption=dimension.name, columns=columns, rows=tuple(rows))
        yield f"{dimension.name}（{dimension.points}分）", dimension.says, table
