"""The county's collection: who is missing, totals of what was issued, Excel out; the command that prints it."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from tests.records import counted
from tests.records.conftest import FIRST, Cast
from tests.records.working import DO, opened, populate, submit, who

from fazhi.kernel.measures import Measure, MeasureKind, Period, parse_formula
from fazhi.records import clock, collecting, periodic, periodic_books
from fazhi.records.access import SYSTEM
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.periodic import issue_form
from fazhi.records.acts.proposals import Proposal
from fazhi.records.collecting import Collected, collect
from fazhi.records.models import Account, Unit

MARCH = Period.read("2026-03")


def moment(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=clock.CHINA)


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch, cast: Cast, small_packs: None) -> Unit:
    """Two townships with matters of March, the second with a reviewer of its own; a third that came later."""
    counted.install(monkeypatch)
    populate(cast)
    organisation.create_unit(
        actor=SYSTEM, code="xinsheng", name="新生乡", short="新生", kind="township", starts=date(2026, 3, 2),
        parent="qinghe",
    )  # fmt: skip
    organisation.create_person(actor=SYSTEM, unit="shanbei", name="壬审查", person="p-shan")
    for post, role in (("reviewer", "review"), ("handler", "work")):
        organisation.appoint(actor=SYSTEM, person="p-shan", unit="shanbei", post=post, role=role, starts=FIRST)
    accounts.create_account(
        actor=SYSTEM, login="shan", person="p-shan", unit="shanbei", password="first-pass-1", created=FIRST
    )
    Account.objects.update(must_change_password=False)
    with clock.fixed(moment(3, 10)):
        for number in range(3):
            stream = opened(first=[submit()])
            if number == 0:
                back = Proposal(kind=DO, step="intake", outcome="退回补正", fields={"missing": "附件"})
                record(actor=who("ben"), matter=stream, proposals=[back])
        open_matter(
            actor=who("shan"), procedure="mini", unit="shanbei", title="山贝乡道路养护合同",
            subject={"risk": False, "amount": "100.50"}, handler="p-shan", first=[submit()],
        )  # fmt: skip
    return Unit.objects.get(code="qinghe")


def found(county: Unit) -> Collected:
    return collect(periodic.form_of("small"), county, MARCH)


def test_the_county_sees_who_is_missing_and_totals_of_what_was_issued(county: Unit) -> None:
    with clock.fixed(moment(4, 7)):
        issue_form(actor=who("ben"), unit="liuhe", form="small", period="2026-03")
        one = found(county)
        assert [unit.code for unit in one.units] == ["liuhe", "shanbei", "xinsheng"]
        assert one.words == "应报3个单位，已报1个，未报：山贝乡、新生乡"
        assert [state.words for state in one.states][:2] == ["2026-04-07已报出", "待报出，已过2026-04-05"]
        assert one.states[1].late and not one.states[0].late
        issue_form(actor=who("shan"), unit="shanbei", form="small", period="2026-03")
        rows = {row.id: row for row in found(county).rows}
    assert rows["received"].cells == ("3", "1", "") and rows["received"].total == "4"
    assert rows["amount"].total == "128,500.50 元"
    # One of four: the county's rate is reckoned from numerators and denominators, too few in one township or not.
    assert rows["return_rate"].cells[1].startswith("—（") and rows["return_rate"].total == "25.0%（1/4）"


def test_what_cannot_be_added_has_no_total() -> None:
    added = (
        "mini.received", "mini.received - mini.returned", "mini.received * 2", "closing(mini.x)", "within(mini.d, 5)",
        "last_year(mini.received)",
    )  # fmt: skip
    not_added = (
        "median(mini.d)", "mean(mini.d)", "longest(mini.d)", "mini.received * mini.returned", "distinct(mini.k)",
        "mini.received + 1",
    )  # fmt: skip
    kinds = {"x": MeasureKind.STOCK, "d": MeasureKind.DURATION, "k": MeasureKind.DISTINCT}
    every = {
        f"mini.{name}": Measure(
            id=f"mini.{name}", procedure="mini", name=name, says="义。", kind=kinds.get(name, MeasureKind.FLOW)
        )
        for name in ("received", "returned", "x", "d", "k")
    }
    assert all(collecting.adds(parse_formula(source, every)) for source in added)
    assert not any(collecting.adds(parse_formula(source, every)) for source in not_added)


def test_both_workbooks_open_and_hold_numbers(county: Unit) -> None:
    with clock.fixed(moment(4, 7)):
        issue_form(actor=who("ben"), unit="liuhe", form="small", period="2026-03")
        unit = Unit.objects.get(code="liuhe")
        given = periodic.given(unit, "small", "2026-03")
        assert given is not None
        one, all_ = io.BytesIO(), io.BytesIO()
        periodic_books.write_one(unit, given.sheet, "2026-04-07报出", one)
        periodic_books.write_all(found(county), all_)
    cells = {row[0]: row[1:] for row in openpyxl.load_workbook(one).active.iter_rows(min_row=4, values_only=True)}
    assert cells["收件"][0] == 3 and cells["金额"][0] == 128400 and cells["退回率"][0] == "33.3%（1/3）"
    rows = list(openpyxl.load_workbook(all_).active.iter_rows(values_only=True))
    assert rows[2][:3] == ("项目", "合计", "柳禾") and rows[3][2:4] == ("2026-04-07", "未报")
    assert rows[4][:3] == ("收件", 3, 3) and "未报：山贝乡、新生乡" in rows[1][0]
