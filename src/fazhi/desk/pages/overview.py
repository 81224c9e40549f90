"""总览: the figures of a unit on one page, its units side by side, months and days drawn; every figure opens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fazhi.components import (
    Button,
    Cell,
    Choice,
    Column,
    EmptyState,
    Field,
    FilterBar,
    Link,
    SimpleTable,
    State,
    Tab,
    Tag,
)
from fazhi.components.charts import Chart, RateLine, ceiling, days, months, rate_line
from fazhi.desk import figures
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import NavEntry, page_context
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import Figure, Measure, MeasureKind, Part, Period, Unit
from fazhi.packs import overviews
from fazhi.records import exploring, queries
from fazhi.records import overview as records
from fazhi.records.cutoffs import Cuts, cuts_of
from fazhi.records.opened import left_out
from fazhi.records.overview import Seen, UnitRow

TITLE: Final = "总览"
PARTS_OF_YEAR: Final = ("", "-H1", "-H2", *(f"-Q{n}" for n in range(1, 5)), *(f"-{n:02d}" for n in range(1, 13)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Big:
    """A figure on top: its value and unit apart, numerator and denominator, the year before, the change in words."""

    name: str
    value: str
    unit: str
    parts: str
    before: str
    change: str
    href: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One unit's row: cells in the order of the columns, its rate on the line, what is late."""

    name: str
    href: str
    cells: tuple[tuple[str, Cell], ...]
    rate: str
    rate_href: str
    line: RateLine | None
    late: Tag | None
    late_words: str
    late_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple:
    """The months of one unit, drawn on the scale all units share."""

    name: str
    href: str
    total: int
    chart: Chart


def _may(desk: Desk) -> bool:
    return bool(desk.grants.paths(exploring.SEE))


NAV = NavEntry(label="总览和报表", url="overview", order=65, shown=_may)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show one area (``area``) of a unit (``unit``) in a period (``period``: 2026, 2026-Q1, 2026-H1, 2026-03)."""
    desk = desk_of(request)
    unit = exploring.unit_of(desk.grants, desk.today, request.GET.get("unit", ""))
    area = request.GET.get("area", "") or next(iter(overviews.every()))
    if area not in overviews.every():
        raise Http404
    asked = request.GET.get("period", "") or str(desk.today.year)
    try:
        cuts = cuts_of(unit.path)
        seen = records.seen(overviews.every()[area], unit, cuts.read(asked), desk.today)
    except FazhiError as error:
        return _refused(request, desk, error)
    kept = {"unit": unit.code, "period": str(seen.period)}
    drawn = _drawn(seen) if seen.overview.months else ()
    top = ceiling(max((sum(p.get(m, 0) for p in row.months) for row in drawn for m in seen.period.months), default=0))
    context = page_context(
        request,
        TITLE,
        nav="overview",
        print_foot=f"{unit.name}{seen.period.title}{seen.overview.title}总览",
        heading=f"{unit.name}总览",
        note=f"{seen.period.title}（{seen.period.span}）　数据截至{desk.today.isoformat()}",
        tabs=tuple(
            Tab(label=one.title, href=f"?{urlencode({**kept, 'area': one.id})}", current=one.id == area)
            for one in overviews.every().values()
        ),
        filters=_filters(desk, unit.code, seen.period, area, cuts),
        bigs=tuple(_bigs(seen, kept)),
        none_yet=_none_yet(seen),
        heads=tuple(one.name for one in seen.overview.columns),
        rate_name=seen.overview.rate.name if seen.overview.rate else "",
        besides=tuple(_beside(row, seen, kept) for row in (*seen.units, seen.whole)),
        scale=_scale(seen),
        multiples=tuple(_multiple(row, seen, kept, top) for row in drawn),
        parts=seen.overview.months,
        months_title=seen.overview.months_title,
        months_table=_months_table(seen, kept),
        spread=days(seen.spread, says=_spread_words(seen)) if seen.spread else None,
        spread_title=seen.overview.spread_title,
        spread_table=_pairs("工作日", ((str(day), n) for day, n in seen.spread.items())),
        spread_href=_times(seen.overview.spread, kept) if seen.overview.spread else "",
        shares=tuple(
            (title, _pairs(title, found, share.measure, kept), sum(n for _, n in found))
            for share, (title, found) in zip(seen.overview.shares, seen.shares, strict=True)
        ),
        says=seen.overview.says + "".join(f"不计{words}。" for words in left_out(seen.overview.indicators, unit)),
        cut_words=cuts.entry(desk.today).words,
        buttons=(
            Button(label="报表", href=reverse("reports")),
            Button(label="年度报告", href=reverse("annual")),
            Button(label="考核", href=reverse("rounds")),
            Button(label="满意度测评", href=reverse("surveys")),
            Button(label="自选统计", href=reverse("explore")),
            Button(label="打印", prints=True),
        ),
    )
    return render(request, "desk/overview.html", context)


def _refused(request: HttpRequest, desk: Desk, error: FazhiError) -> HttpResponse:
    context = page_context(
        request,
        TITLE,
        nav="overview",
        heading=TITLE,
        empty=EmptyState(
            title=error.message, reason=error.hint or "", action=Link(label="看今年的", href=reverse("overview"))
        ),
    )
    return render(request, "desk/overview_none.html", context, status=400)


def _filters(desk: Desk, unit: str, period: Period, area: str, cuts: Cuts) -> FilterBar:
    units = [(item.code, item.name) for item in queries.units_of(desk.grants, desk.today, exploring.SEE)]
    year = cuts.on(desk.today).year
    texts = [f"{one}{part}" for one in (year, year - 1, year - 2) for part in PARTS_OF_YEAR]
    periods = [cuts.read(text) for text in texts]
    choices = [(str(one), one.title) for one in periods if one.first <= desk.today]
    if str(period) not in dict(choices):
        choices.append((str(period), period.title))
    return FilterBar(
        fields=(
            _select("unit", "单位", unit, units),
            _select("period", "时段", str(period), choices),
            _select("area", "内容", area, [(one.id, one.title) for one in overviews.every().values()]),
        ),
        clear=reverse("overview"),
        submit="查看",
    )


def _select(name: str, label: str, value: str, choices: Iterable[tuple[str, str]]) -> Field:
    listed = tuple(Choice(value=value, label=text) for value, text in choices)
    return Field(name=name, label=label, kind="select", value=value, choices=listed)


def _open(one: Figure, kept: dict[str, str], **changed: str) -> str:
    asked = {**kept, **changed}
    return figures.address(one.indicator.id, asked["unit"], asked["period"])


def _bigs(seen: Seen, kept: dict[str, str]) -> Iterator[Big]:
    for indicator in seen.overview.headline:
        now, before = seen.whole.figures[indicator.id], seen.before[indicator.id]
        if _empty(now, before):
            continue
        number = now.number
        yield Big(
            name=indicator.name,
            value="—" if number is None else f"{number:,}",
            unit="" if number is None else {Unit.COUNT: "件"}.get(indicator.unit, now.bare[len(f"{number:,}") :]),
            parts="　".join(word for word in (figures.over_under(now), now.beside) if word),
            before=f"上年同期 {before.printed}" if before.value is not None else "上年同期没有",
            change=_change(now, before),
            href=_open(now, kept),
            title=indicator.says,
        )


def _empty(now: Figure, before: Figure) -> bool:
    """Return whether a card would have nothing to tell: no number, nothing counted for it, none the year before."""
    return now.number is None and now.over is None and before.value is None


def _none_yet(seen: Seen) -> str:
    """Return in one line which headline figures have nothing to tell, and why; empty where each has a card."""
    why: dict[str, list[str]] = {}
    for one in seen.overview.headline:
        now = seen.whole.figures[one.id]
        if _empty(now, seen.before[one.id]):
            why.setdefault(now.why, []).append(one.name)
    if not why:
        return ""
    alone = len(why) == 1 and len(next(iter(why.values()))) == len(seen.overview.headline)
    said = "；".join(reason if alone else f"{'、'.join(names)}：{reason}" for reason, names in why.items())
    told = any(row.figures[one.id].number is not None for row in seen.units for one in seen.overview.headline)
    return f"{said}。" + ("各单位的数见下表。" if alone and told else "")


def _change(now: Figure, before: Figure) -> str:
    if now.number is None or before.number is None or now.sample is not None:
        return ""  # of what was asked of people both figures stand there with their margins: no difference is told
    moved = now.number - before.number
    if not moved:
        return "与上年同期相同"
    word, unit = ("增" if moved > 0 else "减"), {Unit.PERCENT: "个百分点", Unit.COUNT: "件"}.get(now.indicator.unit)
    if now.indicator.unit is Unit.PERCENT:
        word = "升" if moved > 0 else "降"
    return f"{word} {abs(moved):,} {unit or now.bare[len(f'{now.number:,}') :].strip()}"


def _scale(seen: Seen) -> tuple[float, float]:
    """Return the ends of the line: tens of percent, so that the points fill it."""
    rated = seen.overview.rate
    if rated is None:
        return 0.0, 100.0
    rates = [row.figures[rated.id].number for row in (*seen.units, seen.whole)]
    low = min([float(rate) for rate in rates if rate is not None], default=0.0)
    return float(int(min(low, 90.0)) // 10 * 10), 100.0


def _beside(row: UnitRow, seen: Seen, kept: dict[str, str]) -> Beside:
    code = row.unit.code if row.unit else kept["unit"]
    whole = row is seen.whole
    low, high = _scale(seen)
    rate = row.figures[seen.overview.rate.id] if seen.overview.rate else None
    average = seen.whole.figures[seen.overview.rate.id].number if seen.overview.rate else None
    line = None
    if rate is not None and not whole and rate.number is not None:
        line = rate_line(
            float(rate.number), None if average is None else float(average), low, high, f"{row.name}{rate.printed}"
        )
    late = row.late
    return Beside(
        name=row.name if not whole else "合计" if seen.overview.months else f"{row.name}（本级）",
        href="" if whole else f"?{urlencode({**kept, 'unit': code, 'area': seen.overview.id})}",
        cells=tuple(
            (
                one.name,
                Cell(text=row.figures[one.id].tight, href=_open(row.figures[one.id], kept, unit=code), strong=whole),
            )
            for one in seen.overview.columns
        ),
        rate="" if rate is None else (rate.printed if rate.number is not None else rate.why),
        rate_href="" if rate is None or rate.number is None else _open(rate, kept, unit=code),
        line=line,
        late=Tag(state=State.LATE, text=str(late.all)) if late.all else None,
        late_words=f"法定 {late.statutory}，本地 {late.local}" if late.all else "0",
        late_href=f"{reverse('matters')}?{urlencode({'unit': code, 'mark': 'late'})}",
    )


def _drawn(seen: Seen) -> tuple[UnitRow, ...]:
    return seen.units or (seen.whole,)


def _begun(seen: Seen) -> tuple[tuple[int, int], ...]:
    """Return the months of the period that have begun: what is still to come is no empty month."""
    return tuple(month for month in seen.period.months if month <= (seen.on.year, seen.on.month))


def _multiple(row: UnitRow, seen: Seen, kept: dict[str, str], top: int) -> Multiple:
    code = row.unit.code if row.unit else kept["unit"]
    stacks = [
        (
            f"{month}月",
            [
                (part.name, part.tone.value, counts.get((year, month), 0))
                for part, counts in zip(seen.overview.months, row.months, strict=True)
            ],
        )
        for year, month in _begun(seen)
    ]
    total = sum(sum(counts.values()) for counts in row.months)
    return Multiple(
        name=row.name,
        href=f"?{urlencode({**kept, 'unit': code, 'area': seen.overview.id})}",
        total=total,
        chart=months(stacks, top=top, says=f"{row.name}{seen.period.title}{seen.overview.months_title}，共 {total} 件"),
    )


def _times(measure: Measure, kept: dict[str, str], kind: str | None = None) -> str:
    """Return where it opens how often a measure counted, of one kind or of all."""
    subject = measure.id if measure.kind is MeasureKind.DURATION else f"{measure.id}.times"
    return figures.address(subject, kept["unit"], kept["period"], kind=kind)


def _of_month(
    part: Part, counts: Mapping[tuple[int, int], int], row: UnitRow, month: tuple[int, int], kept: dict[str, str]
) -> Cell:
    """Return how often a part counted in a month; what takes several kinds together opens under no one address."""
    n = counts.get(month, 0)
    asked = {"unit": row.unit.code if row.unit else kept["unit"], "period": f"{month[0]}-{month[1]:02d}"}
    opens = n and len(part.slices) < 2
    return Cell(text=str(n), href=_times(part.measure, asked, next(iter(part.slices), None)) if opens else "")


def _months_table(seen: Seen, kept: dict[str, str]) -> SimpleTable:
    named = _begun(seen)
    rows = tuple(
        (
            Cell(text=row.name),
            Cell(text=part.name),
            *(_of_month(part, counts, row, month, kept) for month in named),
            Cell(text=str(sum(counts.values()))),
        )
        for row in _drawn(seen)
        for part, counts in zip(seen.overview.months, row.months, strict=True)
    )
    heads = [Column(key=f"m{month}", name=f"{month}月", numeric=True) for _, month in named]
    columns = (Column(key="unit", name="单位"), Column(key="part", name="其中"), *heads)
    return SimpleTable(
        caption=seen.overview.months_title, columns=(*columns, Column(key="all", name="合计", numeric=True)), rows=rows
    )


def _spread_words(seen: Seen) -> str:
    total = sum(seen.spread.values())
    return f"{seen.overview.spread_title}，{total} 件，{min(seen.spread)}至{max(seen.spread)}日"


def _pairs(
    title: str, found: Iterable[tuple[str, int]], measure: Measure | None = None, kept: dict[str, str] | None = None
) -> SimpleTable:
    """Return numbers by name with their shares; those of a measure open by their kind."""

    def opens(what: str) -> str:
        kind = "" if what == exploring.NOT_TOLD else what
        return "" if measure is None or kept is None else _times(measure, kept, kind)

    listed = list(found)
    total = sum(n for _, n in listed)
    return SimpleTable(
        caption=title,
        columns=(
            Column(key="what", name=title),
            Column(key="n", name="件数", numeric=True),
            Column(key="share", name="占比", numeric=True),
        ),
        rows=tuple(
            (Cell(text=what), Cell(text=f"{n:,}", href=opens(what)), Cell(text=f"{_share(n, total)}%"))
            for what, n in listed
        )
        if total > 0
        else (),
        empty=EmptyState(title="这一时段没有", reason="还没有可以计数的事项。"),
    )


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part * 100) / Decimal(whole)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


urlpatterns = [path("overview/", overview, name="overview")]
