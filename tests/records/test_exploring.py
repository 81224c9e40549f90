"""Any measure by unit, period and kind: what is added up in one go is what each cell comes to by itself."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records.conftest import Cast, make_matter

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import Fact, FactCount, Figure, MeasureKind, PeriodKind, Span, figure
from fazhi.packs import measures
from fazhi.records import cutoffs, exploring, figures, subjects, summing
from fazhi.records.exploring import Question
from fazhi.records.figures import Asked
from fazhi.records.grids import Grid, Place
from fazhi.records.ledger import figures as rows
from fazhi.records.models import Unit, YieldedFact

TODAY = date(2026, 3, 2)
UNITS = ("qinghe", "liuhe-ny", "liuhe-sfs", "shanbei")
NAMES = (
    "legality_review.prior", "legality_review.afterwards", "legality_review.unreviewed", "legality_review.concluded",
    "legality_review.days", "legality_review.in_hand", "legality_review.outcomes",
)  # fmt: skip
EARLY, LATE = "2026-02-20T10:00:00+08:00", "2026-03-01T10:00:00+08:00"


@pytest.fixture
def strewn(cast: Cast) -> list[tuple[str, Fact, str]]:
    """Rows strewn by chance over fifteen months and four units, recorded at two times: (unit code, fact, recorded)."""
    chance, found = random.Random(5), []
    for number, code in enumerate(UNITS):
        matter = make_matter(code, key=f"matter/s{number}")
        for recorded in (EARLY, LATE):
            made = [
                Fact(
                    measure=chance.choice(NAMES), day=date(2024, 12, 15) + timedelta(days=chance.randrange(440)), n=1,
                    amount=chance.randrange(1, 9), by=chance.choice(["", "甲", "乙"]), bucket=chance.randrange(4),
                    item=f"{recorded}{n}",
                )
                for n in range(90)
            ]  # fmt: skip
            rows.add_facts(matter.pk, [(matter.unit_id, fact) for fact in made], recorded)
            found += [(code, fact, recorded) for fact in made]
    return found


def under(strewn: list[tuple[str, Fact, str]], code: str, known: str = LATE) -> list[Fact]:
    path = Unit.objects.get(code=code).path
    inside = set(Unit.objects.filter(path__startswith=path).values_list("code", flat=True))
    return [fact for unit, fact, recorded in strewn if unit in inside and recorded <= known]


def by_hand(facts: list[Fact], key: str, days: object, kind: str | None = None) -> Figure:
    one = subjects.subject(key)
    if kind is not None:
        one = subjects.of_kind(one, kind)
    return figure(one, measures.indicators(), FactCount(facts, days))  # type: ignore[arg-type]


def question(key: str, period: str = "2025~2026", unit: str = "qinghe", **more: object) -> Question:
    return Question(subject=subjects.subject(key), unit=Unit.objects.get(code=unit), period=period, **more)


SUBJECTS = (
    "review_rate", "reviews", "reviews_growth", "legality_review.days.median", "legality_review.in_hand",
    "legality_review.in_hand.opening", "legality_review.prior.times", "legality_review.outcomes",
)  # fmt: skip


@pytest.mark.parametrize("step", list(PeriodKind))
def test_each_cell_is_what_it_comes_to_by_itself(strewn: list[tuple[str, Fact, str]], step: PeriodKind) -> None:
    for key in SUBJECTS:
        apart = subjects.told_apart(subjects.subject(key))
        found = exploring.answer(question(key, step=step, by_unit=True, by_kind=apart), TODAY)
        assert [one.name for one in found.units] == ["本级", "柳禾", "山贝", "清禾"]
        for value in found.values():
            where = value.where
            mine = (
                [fact for unit, fact, _ in strewn if unit == "qinghe"] if where.own else under(strewn, where.unit.code)
            )
            wanted = by_hand(mine, key, value.period, value.kind)
            got = value.figure
            assert (got.value, got.over, got.under) == (wanted.value, wanted.over, wanted.under), (value.key, key)


def test_a_cut_off_in_the_middle_of_a_month_gives_the_same_from_sums_and_rows(
    strewn: list[tuple[str, Fact, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = cutoffs.CutEntry(depth=1, starts=date(2020, 1, 1), ends=None, cut=20, whole_years=True)
    monkeypatch.setattr(exploring, "cuts_of", lambda path: cutoffs.Cuts((entry,)))
    for key in SUBJECTS:
        found = exploring.answer(question(key, "2025", step=PeriodKind.MONTH), TODAY)
        assert (found.periods[2].first, found.periods[2].last) == (date(2025, 2, 21), date(2025, 3, 20))
        for value in found.values():
            assert value.figure.value == by_hand(under(strewn, "qinghe"), key, value.period).value, (value.key, key)


def test_any_days_add_up_to_what_their_rows_do(strewn: list[tuple[str, Fact, str]]) -> None:
    """Whole halves of months from the sums, days at the ends from the rows; and never a day twice or not at all."""
    chance, path = random.Random(8), Unit.objects.get(code="qinghe").path
    for _ in range(60):
        first = date(2024, 12, 1) + timedelta(days=chance.randrange(400))
        span = Span(first, first + timedelta(days=chance.randrange(120)), "任意")
        for way in ("within", "opening", "closing"):
            begin, end = summing.between(span, way)
            plainly = rows.fact_sums(NAMES, path, begin, end, None)
            found = summing.sums(NAMES, path, [span], way, None, ())[0]
            assert added(found) == added(plainly), (span, way)


def added(found: list[tuple[str, str, str, int, int, int]]) -> dict[tuple[str, str, str, int], tuple[int, int]]:
    total: dict[tuple[str, str, str, int], tuple[int, int]] = {}
    for path, measure, by, bucket, n, amount in found:
        had = total.get((path, measure, by, bucket), (0, 0))
        total[path, measure, by, bucket] = (had[0] + n, had[1] + amount)
    return total


@pytest.mark.parametrize(
    ("first", "last", "whole", "edges"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), True, 0),
        (date(2026, 2, 26), date(2026, 3, 25), True, 0),
        (date(2026, 2, 21), date(2026, 3, 20), True, 2),
        (date(2026, 3, 2), date(2026, 3, 24), False, 1),
        (date(2026, 3, 20), date(2026, 3, 28), False, 2),
        (date(2026, 3, 31), date(2026, 3, 31), False, 1),
        (None, date(2026, 3, 20), True, 1),
        (None, date(2026, 2, 28), True, 0),
        (date(2026, 3, 2), date(2026, 3, 1), False, 0),
    ],
)
def test_a_span_is_cut_where_the_halves_of_months_end(first: date | None, last: date, whole: bool, edges: int) -> None:
    slots, left = summing.pieces(first, last)
    assert (slots is not None, len(left)) == (whole, edges)
    if first is not None:
        days = (
            [
                day.toordinal()
                for begin, end in [*left, *(summing.ends_of(n) for n in range(slots[0], slots[1] + 1) if slots[0])]  # type: ignore[index, operator]
                for day in (begin + timedelta(days=n) for n in range((end - begin).days + 1))
            ]
            if slots
            else [
                day.toordinal()
                for begin, end in left
                for day in (begin + timedelta(days=n) for n in range((end - begin).days + 1))
            ]
        )
        assert sorted(days) == list(range(first.toordinal(), last.toordinal() + 1))


def test_statements_do_not_grow_with_units_or_months(strewn: list[tuple[str, Fact, str]]) -> None:
    counts = []
    for period in ("2026-01", "2025~2026"):
        step = PeriodKind.MONTH
        with CaptureQueriesContext(connection) as made:
            exploring.answer(question("review_rate", period, step=step, by_unit=True, by_kind=True), TODAY)
        counts.append(len(made))
    assert counts[0] == counts[1] <= 5, counts


def test_it_is_told_as_it_was_known(strewn: list[tuple[str, Fact, str]]) -> None:
    then = exploring.answer(question("reviews", "2025", step=PeriodKind.QUARTER, known=date(2026, 2, 21)), TODAY)
    for value in then.values():
        assert value.figure.value == by_hand(under(strewn, "qinghe", EARLY), "reviews", value.period).value
    assert (
        then.at(0, -1 + len(then.periods)).value != exploring.answer(question("reviews", "2025"), TODAY).at(0, 0).value
    )


def test_different_things_are_counted_once_in_each_cell(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "legality_review.received"
    held = {**measures.every(), name: replace(measures.every()[name], kind=MeasureKind.DISTINCT)}
    monkeypatch.setattr(measures, "every", lambda: held)
    matter = make_matter("liuhe-ny")
    for month, item, n in (
        (1, "甲村", 1),
        (1, "甲村", 1),
        (2, "甲村", 1),
        (2, "乙村", 1),
        (2, "误村", 1),
        (2, "误村", -1),
    ):
        fact = Fact(measure=name, day=date(2026, month, 9), n=n, amount=n, item=item)
        rows.add_facts(matter.pk, [(matter.unit_id, fact)], EARLY)
    found = exploring.answer(question(name, "2026", step=PeriodKind.MONTH, by_unit=True), TODAY)
    assert [found.at(0, j).value for j in range(len(found.periods))][:2] == [1, 2]
    assert found.at(0, len(found.periods) - 1).value == 2, "the same village in two months is one village in the year"


@pytest.mark.parametrize(
    ("key", "period", "more", "words"),
    [
        ("reviews", "2027", {}, "还没有开始"),
        ("reviews", "2026-13", {}, "没有第13个"),
        ("reviews", "去年", {}, "不认识的时段"),
        ("reviews", "2026~2024", {}, "不认识的时段"),
        ("reviews", "1999~2026", {}, "至多 10 年"),
        ("reviews", "2026-01", {"step": PeriodKind.QUARTER}, "分不成季"),
        ("opinions_per_review", "2026", {"by_kind": True}, "不能按类别分开"),
        ("contract_rate", "2026", {"by_kind": True}, "不能按类别分开"),
    ],
)
def test_what_cannot_be_answered_says_why(
    cast: Cast, key: str, period: str, more: dict[str, object], words: str
) -> None:
    with pytest.raises(FazhiError, match=words):
        exploring.answer(question(key, period, **more), TODAY)


def test_every_measure_can_be_asked_for_in_each_of_its_readings_and_every_indicator() -> None:
    seen = 0
    for measure in measures.every().values():
        for key, how in zip(subjects.keys(measure), subjects.readings(measure), strict=True):
            one = subjects.subject(key)
            assert one.id == key and one.source == f"{how}({measure.id})"
            seen += 1
    assert seen > len(measures.every())
    for name in measures.indicators():
        assert subjects.subject(name).id == name
    for wrong in ("", "nothing", "legality_review", "legality_review.nothing", "legality_review.days.sum", "a.b.c.d"):
        with pytest.raises(FazhiError, match="没有“"):
            subjects.subject(wrong)


def test_one_kind_of_a_rate_has_that_kind_in_all_its_parts(strewn: list[tuple[str, Fact, str]]) -> None:
    grid = Grid("qinghe/", [Span(date(2025, 1, 1), date(2026, 3, 2), "x")], NAMES)
    kinds = grid.kinds(Place(path="qinghe/"), NAMES)
    assert set(kinds) == {"", "甲", "乙"}
    rate = subjects.subject("review_rate")
    asked = Asked(path="qinghe/", period=Span(date(2025, 1, 1), date(2026, 3, 2), "x"))
    parts = [figures.figures([subjects.of_kind(rate, kind)], asked)[0] for kind in kinds]
    whole = figures.figures([rate], asked)[0]
    assert sum(part.under or 0 for part in parts) == whole.under and sum(part.over or 0 for part in parts) == whole.over
    assert YieldedFact.objects.count() == len(strewn)
