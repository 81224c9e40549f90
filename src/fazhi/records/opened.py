"""A figure opened: its formula in words, and for each part of it the matters it counts. One way for every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fazhi.kernel.measures import Days, Figure, Indicator, Reading, measures_of
from fazhi.kernel.measures import Unit as In
from fazhi.kernel.measures import in_words as told
from fazhi.packs import measures as pack
from fazhi.packs.surveys import shipped
from fazhi.records import figures, surveys
from fazhi.records.figures import Asked
from fazhi.records.filtering import Standing
from fazhi.records.models import Matter, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """One part of a formula: what it reads, the days it is read for, and (matter, number, amount) of what it counts."""

    reading: Reading
    title: str
    days: Days
    rows: tuple[tuple[int, int, int], ...]

    @property
    def money(self) -> bool:
        """Say whether the amounts are money, in 分."""
        return pack.every()[self.reading.measure].money


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A figure with its parts; ``formula`` in words."""

    figure: Figure
    formula: str
    parts: tuple[Behind, ...]


def opened(indicator: Indicator, asked: Asked, among: Mapping[str, Indicator] | None = None) -> Opened:
    """Return a figure with all it counts; ``among``: the indicators its formula may name, else the packs'."""
    every = pack.indicators() if among is None else among
    return Opened(
        figure=figures.figures([indicator], asked, every)[0],
        formula=in_words(indicator, every.values()),
        parts=tuple(behind(indicator, asked, every)),
    )


def behind(indicator: Indicator, asked: Asked, among: Mapping[str, Indicator]) -> Iterable[Behind]:
    """Yield each part of a formula once, with the matters it counts."""
    for reading, days in dict.fromkeys(figures.read_by(indicator.formula, asked.period, among)):
        found = figures.behind(reading, replace(asked, period=days))
        yield Behind(reading=reading, title=title_of(reading), days=days, rows=tuple(found))


def title_of(reading: Reading) -> str:
    """Return what is read: 先审后定（规范性文件）."""
    name = pack.every()[reading.measure].name
    return f"{name}（{'、'.join(one or '未注明' for one in reading.slices)}）" if reading.slices else name


def in_words(indicator: Indicator, others: Iterable[Indicator] = ()) -> str:
    """Return the formula as a Chinese sentence over the names of measures, or the question that is asked."""
    names = {one.id: one.name for one in pack.every().values()}
    names |= {f"indicator.{one.id}": one.name for one in (*pack.indicators().values(), *others)}
    if indicator.asked is None:
        return told(indicator, names)
    name = indicator.asked.survey
    asked = shipped().get(name) or surveys.questionnaires().get(name)  # a county's own files only where one is named
    return indicator.asked.words({} if asked is None else {one.id: one.label for one in asked.questions})


def left_out(indicators: Iterable[Indicator], unit: Unit) -> tuple[str, ...]:
    """Return in words how many imported rows of these figures' procedures nobody has confirmed; none: nothing."""
    read = {name.partition(".")[0] for name in measures_of(indicators, pack.indicators())}
    count = Matter.objects.filter(
        unit_path__startswith=unit.path, procedure__in=read, standing=Standing.IMPORTED.place
    ).count()  # fmt: skip
    return (f"导入、未核验的 {count:,} 件，逐件核验以后才计入",) if count else ()


def target_words(indicator: Indicator) -> str:
    """Return the target with its basis; empty for none."""
    if indicator.target is None:
        return ""
    return f"{indicator.target.value}{'%' if indicator.unit is In.PERCENT else ''}（{indicator.target.basis.cn()}）"
