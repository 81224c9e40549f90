"""What the files yield in the database: written with the act, summed by the database, opened down, made anew alike."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.kernel.packing import pack
from tests.records.working import DO, opened, submit, who

from fazhi.kernel.measures import Cell, Fact, FactCount, Period, Reading, figure, read_measures, reading_of
from fazhi.kernel.procedures import ActKind
from fazhi.packs import measures
from fazhi.records import clock, figures
from fazhi.records.acts import counting, recounting
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.ledger import adding_up
from fazhi.records.ledger import figures as rows
from fazhi.records.models import Matter, Rollup, Unit, YieldedFact
from fazhi.records.verification import verify_site

NAME = "mini"
REVIEW = "legality_review"
DAY = date(2026, 3, 10)


def path() -> str:
    return Unit.objects.get(pk=Matter.objects.values_list("unit_id", flat=True)[0]).path


def asked(period: str, *, cut: int = 0, known: str | None = None) -> figures.Asked:
    return figures.Asked(path=path(), period=Period.read(period, cut), known=known)


def kept() -> list[tuple[object, ...]]:
    names = ("matter_id", "unit_id", "measure", "day", "slice", "bucket", "item", "n", "amount", "recorded")
    return sorted(YieldedFact.objects.values_list(*names))


def plain() -> list[Fact]:
    return [
        Fact(
            measure=one.measure, day=one.day, n=one.n, amount=one.amount, by=one.slice, bucket=one.bucket, item=one.item
        )
        for one in YieldedFact.objects.all()
    ]


DECLARED = {
    "measure": [
        {"id": "received", "name": "收件", "says": "义。", "kind": "flow", "at": "submit", "by": "subject.risk"},
        {"id": "returned", "name": "退回", "says": "义。", "kind": "flow", "at": "intake:退回补正", "which": "every"},
        {"id": "in_hand", "name": "在办", "says": "义。", "kind": "stock", "at": "opened", "until": "closed"},
        {"id": "amount", "name": "金额", "says": "义。", "kind": "flow", "at": "opened", "value": "subject.amount"},
        {"id": "late", "name": "逾期", "says": "义。", "kind": "late", "term": "accept"},
    ]
}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small procedure of the tests yield something."""
    declared, shipped = read_measures(DECLARED, pack(NAME)), measures.of
    monkeypatch.setattr(measures, "of", lambda name: declared if name == NAME else shipped(name))


@pytest.fixture
def returned_once(counted: None, people) -> str:
    """A matter that came in and was sent back once."""
    stream = opened(first=[submit()])
    back = Proposal(kind=DO, step="intake", outcome="退回补正", fields={"missing": "附件"})
    record(actor=who("ben"), key="k1", matter=stream, proposals=[back])
    return stream


def test_an_act_adds_the_rows_and_the_database_their_sums(returned_once: str) -> None:
    found = {one.measure for one in YieldedFact.objects.all()}
    assert {f"{NAME}.received", f"{NAME}.returned", f"{NAME}.in_hand"} <= found
    assert all(one.matter.stream.key == returned_once for one in YieldedFact.objects.all())
    assert Rollup.objects.get(series__measure=f"{NAME}.returned").n == 1
    assert adding_up.sums_that_differ() == []


@pytest.mark.django_db(transaction=True)
def test_what_became_late_and_is_late_no_more_is_counted_by_the_clocks_of_that_act(
    counted: None, people_committed
) -> None:
    stream = opened(first=[submit()])
    record(actor=who("ben"), key="k0", matter=stream, proposals=[Proposal(kind=DO, step="intake", outcome="受理")])
    for days, actor, item in (
        (30, "ann", submit("v2")),
        (60, "ben", Proposal(kind=DO, step="intake", outcome="受理")),
    ):
        with clock.fixed(clock.today() + timedelta(days=days)):
            record(actor=who(actor), key=f"k{days}", matter=stream, proposals=[item])
            assert verify_site().findings == ()
    mine = YieldedFact.objects.filter(measure=f"{NAME}.late").order_by("pk")
    # Each version would be late if nobody took it in: the first was taken in the same day, the second weeks later.
    assert [one.n for one in mine] == [1, -1, 1, -1]
    assert mine[0].day == mine[1].day and mine[2].day < mine[3].day


def test_what_is_voided_is_taken_back_by_a_row_not_by_a_deletion(returned_once: str) -> None:
    before = kept()
    run = Matter.objects.get(stream__key=returned_once)
    events = YieldedFact.objects.filter(measure=f"{NAME}.returned").get()
    record(
        actor=who("ben"),
        key="void",
        matter=returned_once,
        proposals=[Proposal(kind=ActKind.VOID, run=int(events.item), why="登记错了")],
    )
    after = kept()
    assert set(before) <= set(after)
    mine = YieldedFact.objects.filter(measure=f"{NAME}.returned").order_by("pk")
    assert [(one.n, one.amount) for one in mine] == [(1, 1), (-1, -1)]
    assert Rollup.objects.get(series__measure=f"{NAME}.returned").n == 0
    assert run.pk == mine[0].matter_id


def test_everything_made_anew_is_the_same_to_the_row(returned_once: str) -> None:
    before, print_before = kept(), rows.fingerprint()
    assert before
    assert recounting.rebuild() == recounting.Recounted(
        matters=Matter.objects.count(), rows=len(before), wrong=0, sums_wrong=False
    )
    assert kept() == before and rows.fingerprint() == print_before
    assert adding_up.sums_that_differ() == []


def test_a_row_that_somebody_wrote_past_the_acts_is_found_and_put_right(returned_once: str) -> None:
    first = YieldedFact.objects.filter(measure=f"{NAME}.received").get()
    YieldedFact.objects.filter(pk=first.pk).update(amount=7)
    Rollup.objects.filter(series__measure=f"{NAME}.in_hand").update(n=40)
    told = [finding.message for finding in verify_site().findings]
    assert any("计量“收件”与记录不符：表中合计 7，按记录应为 1" in words for words in told), told
    assert any("汇总“mini.in_hand”与各事项的计量之和不符" in words for words in told), told
    print_before = rows.fingerprint()
    assert recounting.rebuild() == recounting.Recounted(matters=1, rows=len(kept()), wrong=1, sums_wrong=True)
    assert rows.fingerprint() != print_before
    assert not [words for words in (f.message for f in verify_site().findings) if "计量" in words or "汇总" in words]


def test_the_sums_answer_what_the_plain_count_answers(returned_once: str) -> None:
    """On rows strewn by chance over two years and all kinds: by sums, by rows, and by the kernel's plain meaning."""
    chance, matter, unit = random.Random(11), Matter.objects.get(), Unit.objects.get(path=path())
    names = sorted(measures.every())
    strewn = [
        (
            unit.pk,
            Fact(
                measure=chance.choice(names),
                day=DAY + timedelta(days=chance.randrange(-400, 400)),
                n=1,
                amount=chance.randrange(1, 9),
                by=chance.choice(["", "甲", "乙"]),
                bucket=chance.randrange(4),
                item=str(number),
            ),
        )
        for number in range(600)
    ]
    rows.add_facts(matter.pk, strewn, "2026-11-20T08:00:00+08:00")
    assert adding_up.sums_that_differ() == []
    every = measures.indicators()
    for text, cut in [("2026", 0), ("2026-03", 0), ("2026-03", 25), ("2026-Q1", 25), ("2025-H2", 0), ("2026-02", 20)]:
        question = asked(text, cut=cut)
        plainly = FactCount(plain(), question.period)
        found = figures.figures(every.values(), question)
        beside = figures.side_by_side(every.values(), question, [question.path])[question.path]
        for one, other in zip(found, beside, strict=True):
            wanted = figure(one.indicator, every, plainly)
            assert (one.value, one.over, one.under) == (wanted.value, wanted.over, wanted.under), (
                text,
                one.indicator.id,
            )
            assert other == one


def test_a_half_month_is_the_same_half_month_in_python_and_in_the_database(returned_once: str) -> None:
    matter, unit = Matter.objects.get(), Unit.objects.get(path=path())
    day = date(2023, 12, 20)
    while day < date(2024, 3, 5):
        rows.add_facts(matter.pk, [(unit.pk, Fact(measure="x", day=day, n=1, amount=1, by=day.isoformat()))], "t")
        day += timedelta(days=1)
    for one in Rollup.objects.filter(series__measure="x"):
        assert one.slot == figures.slot(date.fromisoformat(one.series.slice))


def test_a_figure_is_told_as_it_was_known(returned_once: str) -> None:
    matter, unit = Matter.objects.get(), Unit.objects.get(path=path())
    name = f"{REVIEW}.concluded"
    late = Fact(measure=name, day=date(2026, 3, 5), n=1, amount=1)
    rows.add_facts(matter.pk, [(unit.pk, late)], "2026-04-09T10:00:00+08:00")
    one = [measures.indicators()["reviews"]]
    assert figures.figures(one, asked("2026-03"))[0].value == 1
    assert figures.figures(one, asked("2026-03", known="2026-04-01T23:59:59+08:00"))[0].value == 0
    assert figures.figures(one, asked("2026-03", known="2026-04-09T23:59:59+08:00"))[0].value == 1


def test_a_figure_opens_down_to_its_matters(returned_once: str) -> None:
    matter = Matter.objects.get()
    found = YieldedFact.objects.get(measure=f"{NAME}.received")
    reading = Reading(f"{NAME}.received", "sum")
    assert figures.behind(reading, asked(f"{found.day:%Y-%m}")) == [(matter.pk, 1, 1)]
    assert figures.behind(reading, asked("2001")) == []
    by_slice = Reading(f"{NAME}.received", "sum", ("没有这一类",))
    assert figures.behind(by_slice, asked(f"{found.day:%Y}")) == []


def test_other_units_do_not_see_these_rows(returned_once: str) -> None:
    other = figures.Asked(path="no/such/", period=Period.read("2026"))
    assert all(not one.over for one in figures.figures(measures.indicators().values(), other))


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other database keeps statistics to plan by")
def test_rows_of_a_unit_are_found_by_their_unit_and_no_others_are_read() -> None:
    first, last, named = date(2025, 1, 1), date(2025, 12, 31), ["mini.received", "mini.late"]
    known = "2026-01-01T00:00:00+08:00"
    with CaptureQueriesContext(connection) as asked_for:
        rows.sums(named, "qinghe/", 48_600, 48_623)
        rows.sums_by_slot(named, "qinghe/", None, 48_623)
        rows.fact_sums(named, "qinghe/", first, last, known, [(1, known)])
        rows.items_by_day(named[0], "qinghe/", first, last, None)
        rows.matters_behind(named[0], "qinghe/", None, last, ["行政合同"], below=False)
        rows.fact_rows(named, "qinghe/", first, last, known)
        rows.moved(named, "qinghe/", first, last, known, known)
    statements = [query["sql"] for query in asked_for.captured_queries]
    assert len(statements) == 8
    for number, sql in enumerate(statements):
        # The sums of a unit stand in the order of their half months, its rows in that of their measures.
        by = "slot" if number < 2 else "measure=?"
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [str(step[3]) for step in cursor.fetchall()]
        assert plan[0].startswith("SCAN u"), plan
        assert f"(unit_id=? AND {by}" in plan[1] and plan[1].startswith("SEARCH"), plan


def test_a_matter_that_moved_takes_its_past_back_where_it_was() -> None:
    fact = Fact(measure="m", day=DAY, n=1, amount=1)
    other = Fact(measure="m", day=DAY, n=1, amount=2)
    assert counting.steps([(1, fact)], [other], 2) == [(1, fact.reversed()), (2, other)]
    assert counting.steps([(1, fact)], [fact], 2) == []
    assert counting.standing_after([(1, fact)], [(1, fact.reversed()), (2, other)]) == [(2, other)]


def test_readings_of_cells() -> None:
    cells = [Cell(by="甲", bucket=3, n=1, amount=3), Cell(by="乙", bucket=5, n=2, amount=10)]
    assert reading_of(Reading("d", "mean"), cells) == Fraction(13, 3)
    assert reading_of(Reading("d", "mean", ("甲",)), cells) == 3
    assert connection.vendor in {"sqlite", "postgresql"}


@pytest.mark.django_db(transaction=True)
def test_an_act_that_yields_costs_one_statement_more(counted: None, people_committed) -> None:
    stream, actor = opened(first=[submit()]), who("ben")
    accept = Proposal(kind=DO, step="intake", outcome="受理", fields={})
    back = Proposal(kind=DO, step="intake", outcome="退回补正", fields={"missing": "附件"})
    costs = []
    for number, step in enumerate([accept, back, accept]):
        with CaptureQueriesContext(connection) as queries:
            record(actor=actor, key=f"c{number}", matter=stream, proposals=[step])
        listed = [q["sql"] for q in queries.captured_queries if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVE"))]
        costs.append(sum("records_yieldedfact" in sql for sql in listed))
        assert len(listed) <= 12, "\n".join(listed)
    assert costs == [0, 1, 0] or costs == [1, 1, 0], costs
