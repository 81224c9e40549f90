"""Any measure or indicator, told apart by unit, period and kind: what the page, the interface and the command ask.

One answer for all three, so that they cannot differ. Months are those of the unit asked for (its cut-off), periods that
have not begun are left out, and a rate on too small a denominator is not given, whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import Days, Figure, Indicator, Measure, Period, PeriodKind, Span, measures_of
from fazhi.packs import measures as pack
from fazhi.packs import procedures
from fazhi.records import known as knowing
from fazhi.records import subjects
from fazhi.records.access import ALLOWED_ON_UNIT, Denied, Grants, UnitAction
from fazhi.records.columns import Table
from fazhi.records.cutoffs import Cuts, cuts_of
from fazhi.records.figures import Asked
from fazhi.records.grids import Place
from fazhi.records.ledger.figures import Later
from fazhi.records.models import Unit
from fazhi.records.opened import in_words
from fazhi.records.queries import units_of

SEE: Final = ALLOWED_ON_UNIT[UnitAction.SEE_FORMS]
"""Who sees the figures of a unit: those who see its forms."""

STEPS: Final[Mapping[PeriodKind, str]] = {
    PeriodKind.MONTH: "按月",
    PeriodKind.QUARTER: "按季",
    PeriodKind.HALF: "按半年",
    PeriodKind.YEAR: "按年",
}
OWN: Final = "本级"
NOT_TOLD: Final = "未注明"
MOST_YEARS: Final = 10
_WIDTH: Final = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
_YEARS: Final = re.compile(r"(\d{4})~(\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: of which unit, for which time, and what it is to be told apart by.

    ``step`` None: the time as a whole. ``known``: the day up to whose end records count (None: all there are).
    ``cuts``: other cut-offs than the unit's own.
    """

    subject: Indicator
    unit: Unit
    period: str
    step: PeriodKind | None = None
    by_unit: bool = False
    by_kind: bool = False
    known: date | None = None
    cuts: Cuts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """One of the units a figure is told apart by; ``own``: the unit asked for without those below it."""

    unit: Unit
    own: bool = False
    whole: bool = False

    @property
    def name(self) -> str:
        """Return what it is called in a table."""
        return OWN if self.own else self.unit.short

    @property
    def place(self) -> Place:
        """Return whose rows count."""
        return Place(path=self.unit.path, below=not self.own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One figure of an answer. ``kind`` None: all kinds together."""

    where: Where
    period: Days
    named: str
    kind: str | None
    figure: Figure

    @property
    def key(self) -> str:
        """Return what names this figure in the answer, the same whenever it is asked: unit/period/kind."""
        own = "." if self.where.own else ""
        return f"{self.where.unit.code}{own}/{self.named}/{self.kind if self.kind is not None else '*'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All figures of a question: its units, periods (the time as a whole last), kinds, and a figure for each of them.

    What stands for all together is ``units[-1]``, ``periods[-1]`` and the kind None.
    """

    question: Question
    units: tuple[Where, ...]
    periods: tuple[Days, ...]
    kinds: tuple[str | None, ...]
    figures: Mapping[tuple[int, int, str | None], Figure]

    def at(self, unit: int, period: int, kind: str | None = None) -> Figure:
        """Return one figure by the places of its unit and period."""
        return self.figures[unit, period, kind]

    def named(self, period: int) -> str:
        """Return the word by which a period is asked for: 2026-03, 2024~2026."""
        found = self.periods[period]
        return str(found) if isinstance(found, Period) else self.question.period

    def values(self) -> Iterator[Value]:
        """Yield every figure: units in their order, in each the periods, in each the kinds."""
        for i, where in enumerate(self.units):
            for j, period in enumerate(self.periods):
                for kind in self.kinds:
                    yield Value(
                        where=where, period=period, named=self.named(j), kind=kind, figure=self.figures[i, j, kind]
                    )


def unit_of(grants: Grants, on: date, code: str) -> Unit:
    """Return the unit named (the first one may see, without a name). Raises Denied."""
    found = units_of(grants, on, SEE)
    chosen = next((unit for unit in found if unit.code == code), None) if code else next(iter(found), None)
    if chosen is None:
        raise Denied("您没有查看这个单位总数的权限", hint="经办人在事项和台账里看自己的件")
    return chosen


def days_of(text: str, cuts: Cuts, on: date) -> Days:
    """Return the time that ``2026``, ``2026-Q1``, ``2024~2026`` names. Raises FazhiError for none, or one to come."""
    years = _YEARS.fullmatch(text.strip())
    if years is None:
        found: Days = cuts.read(text)
    else:
        first, last = (cuts.read(year) for year in years.groups())
        if not 0 <= last.year - first.year < MOST_YEARS:
            raise FazhiError(f"不认识的时段“{text}”", hint=f"写成 2024~2026，至多 {MOST_YEARS} 年")
        found = Span(first.first, last.last, f"{first.year}年至{last.year}年")
    if found.first > on:
        raise FazhiError(f"{found.title}还没有开始", hint=f"今天是{on.isoformat()}")
    return found


def steps_of(text: str, cuts: Cuts, step: PeriodKind, on: date) -> list[Days]:
    """Return the periods of a kind that a time is made of; those that have not begun are left out."""
    years = _YEARS.fullmatch(text.strip())
    if years is not None:
        bounds = [(int(year), 1, 12) for year in range(int(years[1]), int(years[2]) + 1)]
    else:
        months = Period.read(text).months
        bounds = [(months[0][0], months[0][1], months[-1][1])]
    width = _WIDTH[step]
    found: list[Days] = []
    for year, first, last in bounds:
        if (last - first + 1) % width or (first - 1) % width:
            raise FazhiError(f"“{text}”分不成{STEPS[step].removeprefix('按')}", hint="换一个长些的时段，或者分得细些")
        numbers = range((first - 1) // width + 1, last // width + 1)
        found += [cuts.period(step, year, number) for number in numbers]
    return [period for period in found if period.first <= on]


def answer(question: Question, on: date) -> Answer:
    """Return all figures of a question. Raises FazhiError for a time that is none, or what cannot be told apart."""
    return answers([question], on)[0]


def answers(questions: Sequence[Question], on: date) -> list[Answer]:
    """Return what `answer` does for questions that differ in their subject alone, in as few statements as for one."""
    first, every = questions[0], pack.indicators()
    unit, cuts = first.unit, first.cuts or cuts_of(first.unit.path)
    whole = days_of(first.period, cuts, on)
    periods = (*(steps_of(first.period, cuts, first.step, on) if first.step else ()), whole)
    places = (*(_below(unit, whole) if first.by_unit else ()), Where(unit=unit, whole=True))
    known, later = _then(first.known)
    table = Table(
        [one.subject for one in questions],
        every,
        unit.path,
        [where.place for where in places],
        periods,
        known=known,
        later=later,
        kinds=any(one.by_kind for one in questions),
    )
    told = [_kinds(question, table) for question in questions]
    each = iter(table.figures([one for asked in told for one in asked.values()]))
    return [
        _answer(question, periods, places, {kind: next(each) for kind in asked}, on)
        for question, asked in zip(questions, told, strict=True)
    ]


def _kinds(question: Question, table: Table) -> dict[str | None, Indicator]:
    """Return what is asked for each kind, all together (``None``) last."""
    subject = question.subject
    if not question.by_kind:
        return {None: subject}
    if not subjects.told_apart(subject):
        raise FazhiError(f"“{subject.name}”不能按类别分开", hint="它所用的计量没有类别，或者类别不是一种")
    kinds = table.kinds(measures_of([subject], pack.indicators()))
    return {**{kind: subjects.of_kind(subject, kind) for kind in kinds}, None: subject}


def _answer(
    question: Question,
    periods: tuple[Days, ...],
    places: tuple[Where, ...],
    found: Mapping[str | None, Sequence[Figure]],
    on: date,
) -> Answer:
    kinds = tuple(found)
    made = {
        (i, j, kind): column[i * len(periods) + j]
        for i in range(len(places))
        for j in range(len(periods))
        for kind, column in found.items()
    }
    keep = [i for i, where in enumerate(places) if where.whole or _stands(where, periods[-1], on, made, i)]
    return Answer(
        question=question,
        units=tuple(places[i] for i in keep),
        periods=periods,
        kinds=kinds,
        figures={
            (new, j, kind): made[i, j, kind]
            for new, i in enumerate(keep)
            for j in range(len(periods))
            for kind in kinds
        },
    )


def _then(known: date | None) -> tuple[str | None, tuple[Later, ...]]:
    """Return the last second of a day on which a figure was known, and what came to this site only afterwards."""
    if known is None:
        return None, ()
    moment = knowing.end_of(known.isoformat())
    return moment, knowing.later(moment)


def _below(unit: Unit, whole: Days) -> list[Where]:
    below = Unit.objects.filter(parent=unit, starts__lte=whole.last).order_by("path")
    return [Where(unit=unit, own=True), *(Where(unit=one) for one in below)]


def _stands(
    where: Where, whole: Days, on: date, made: Mapping[tuple[int, int, str | None], Figure], place: int
) -> bool:
    """Say whether a unit is shown: it is there now and is not the upper one itself, or anything was counted of it."""
    there = not where.own and (where.unit.ends is None or where.unit.ends >= min(on, whole.last))
    return there or any(_some(one) for (i, _, _), one in made.items() if i == place)


def _some(one: Figure) -> bool:
    return bool(one.value) or bool(one.over) or bool(one.under)


def asked_at(question: Question, where: Where, period: Days) -> Asked:
    """Return what to ask for to open one figure of an answer."""
    known, later = _then(question.known)
    return Asked(path=where.unit.path, period=period, known=known, later=later, below=not where.own)


def plain(value: Value) -> dict[str, Any]:
    """Return a figure as programs read it. ``value`` is rounded as printed, in the unit; the parts are exact."""
    one = value.figure
    return {
        "key": value.key,
        "unit": value.where.unit.code,
        "unit_name": OWN if value.where.own else value.where.unit.name,
        "own": value.where.own,
        "period": value.named,
        "from": value.period.first.isoformat(),
        "to": value.period.last.isoformat(),
        "kind": value.kind,
        "value": None if one.number is None else str(one.number),
        "numerator": _exact(one.over),
        "denominator": _exact(one.under),
        "margin": one.sample.margin or None if one.sample else None,
        "answers": one.sample.answers if one.sample else None,
        "why": one.why,
    }


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def told(question: Question, values: Sequence[Value]) -> dict[str, Any]:
    """Return what is said of a question before its figures: what is counted, how, what is left out and why."""
    one = question.subject
    return {
        "id": one.id,
        "name": one.name,
        "unit_of_value": one.unit.value,
        "least": one.least,
        "excludes": list(one.excludes),
        "unit": question.unit.code,
        "period": question.period,
        "step": None if question.step is None else question.step.value,
        "known": None if question.known is None else question.known.isoformat(),
        "values": [plain(value) for value in values],
    }


def about_indicator(one: Indicator) -> dict[str, Any]:
    """Return what programs are told of an indicator."""
    return {
        "id": one.id,
        "name": one.name,
        "area": one.area,
        "formula": in_words(one),
        "unit": one.unit.value,
        "direction": one.direction.value,
        "says": one.says,
        "excludes": list(one.excludes),
        "least": one.least,
        "by_kind": subjects.told_apart(one),
        "target": None if one.target is None else {"value": str(one.target.value), "basis": one.target.basis.cn()},
    }


def about_measure(one: Measure) -> dict[str, Any]:
    """Return what programs are told of a measure; ``readings``: the names under which its readings are asked for."""
    return {
        "id": one.id,
        "name": one.name,
        "procedure": one.procedure,
        "procedure_name": procedures.get(one.procedure).title,
        "kind": one.kind.value,
        "says": one.says,
        "readings": list(subjects.keys(one)),
        "by_kind": one.by is not None,
    }
