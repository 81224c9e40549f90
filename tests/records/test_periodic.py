"""Periodic forms in the database: computed, issued once and frozen, corrected in the next, checked by verify."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from tests.records import counted
from tests.records.working import DO, opened, submit, who

from fazhi.kernel.ledger import stamp
from fazhi.kernel.measures import Column, Period, PeriodKind, Sheet
from fazhi.kernel.procedures import ActKind
from fazhi.packs import measures
from fazhi.records import clock, collecting, cutoffs, known, periodic
from fazhi.records.access import Denied
from fazhi.records.acts import recounting
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.matters import record
from fazhi.records.acts.periodic import issue_form, set_cut, set_forms
from fazhi.records.acts.proposals import Proposal
from fazhi.records.asked_forms import asked_of
from fazhi.records.cutoffs import cuts_of
from fazhi.records.models import Event, IssuedForm, Unit, YieldedFact
from fazhi.records.verification import verify_site


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, people) -> None:
    counted.install(monkeypatch)


def liuhe() -> Unit:
    return Unit.objects.get(code="liuhe")


def day(month: int, of_month: int, hour: int = 9) -> datetime:
    return datetime(2026, month, of_month, hour, tzinfo=clock.CHINA)


def come_in(month: int, of_month: int, *, returned: bool = False) -> str:
    """Open a matter on a day, and send it back the same day if asked."""
    with clock.fixed(day(month, of_month)):
        stream = opened(first=[submit()])
        if returned:
            back = Proposal(kind=DO, step="intake", outcome="退回补正", fields={"missing": "附件"})
            record(actor=who("ben"), key=f"back{stream}", matter=stream, proposals=[back])
    return stream


def come_in_late(on: int = 2) -> str:
    """Open a matter on a day of April that was handed in on the last of March."""
    with clock.fixed(day(4, on)):
        return opened(first=[submit(occurred=date(2026, 3, 31))])


def issue(period: str, month: int, of_month: int, **more: Any) -> dict[str, Any]:
    with clock.fixed(day(month, of_month, 10)):
        return issue_form(actor=who("ben"), unit="liuhe", form="small", period=period, **more)


def sheet_of(period: str) -> Sheet:
    found = periodic.given(liuhe(), "small", period)
    assert found is not None
    return found.sheet


def printed(sheet: Sheet, column: Column = Column.PERIOD) -> dict[str, str]:
    return {line.id: cell.printed for line in sheet.lines if (cell := line.of(column)) is not None}


def test_a_form_is_computed_from_the_files_and_issued_once(world: None) -> None:
    come_in(3, 10, returned=True)
    come_in(3, 11)
    done = issue("2026-03", 4, 2)
    assert done["corrections"] == 0
    sheet = sheet_of("2026-03")
    assert printed(sheet) == {"received": "2", "in_hand": "2", "amount": "85,600.00 元", "return_rate": "50.0%"}
    assert printed(sheet, Column.YEAR_BEFORE)["received"] == "0"
    rate = sheet.line("return_rate")
    assert rate is not None and rate.cells[0].words == "50.0%（1/2）" and len(rate.digest) == 64
    assert sheet.known == "2026-04-02T09:59:59+08:00"
    row = IssuedForm.objects.get()
    assert (row.first, row.last, row.by) == (date(2026, 3, 1), date(2026, 3, 31), "ben")
    with pytest.raises(ActRefused, match="已经报出，不再改动"):
        issue("2026-03", 4, 3)
    assert Event.objects.filter(type="form_issued").count() == 1 and verify_site().ok


def test_a_period_that_is_not_over_and_what_is_not_ones_own_are_refused(world: None) -> None:
    come_in(3, 10)
    for period, on, words in (
        ("2026-03", (3, 31), "还没有结束"),
        ("2026-Q1", (3, 31), "还没有结束"),
        ("2025-12", (4, 2), "还没有建立"),
        ("2026-H1", (7, 2), "没有这张报表"),
        ("2026-13", (4, 2), "没有第13个"),
        ("三月", (4, 2), "不认识的时段"),
    ):
        with pytest.raises(ActRefused, match=words):
            issue(period, *on)
    with clock.fixed(day(4, 2)):
        for login in ("ann", "county", "viewer", "other"):
            with pytest.raises(Denied):
                issue_form(actor=who(login), unit="liuhe", form="small", period="2026-03")
        with pytest.raises(ActRefused, match="没有“nothing”这张报表"):
            issue_form(actor=who("ben"), unit="liuhe", form="nothing", period="2026-03")
        with pytest.raises(ActRefused, match="至多 400 字"):
            issue_form(actor=who("cai"), unit="liuhe", form="small", period="2026-03", note="长" * 401)
    assert not IssuedForm.objects.exists()


def test_what_moved_between_looking_and_issuing_is_not_issued(world: None) -> None:
    come_in(3, 10)
    with clock.fixed(day(4, 2, 8)):
        march = cuts_of(liuhe().path).read("2026-03")
        looked = periodic.seal_of(
            periodic.compute(periodic.form_of("small"), liuhe(), march, known.just_before(clock.now()))
        )
    with clock.fixed(day(4, 2)):
        late = Proposal(kind=DO, step="submit", outcome="办结", text="v1", occurred=date(2026, 3, 30), why="补录")
        opened(first=[late])
    with pytest.raises(ActRefused, match="预览以后，有的数变了"):
        issue("2026-03", 4, 2, seen=looked)
    assert not IssuedForm.objects.exists()


def test_what_comes_late_stands_in_the_next_form_and_the_issued_one_stays(world: None) -> None:
    first = come_in(3, 10, returned=True)
    come_in(3, 11)
    issue("2026-03", 4, 1)
    before = sheet_of("2026-03")
    stream = come_in_late()
    with clock.fixed(day(4, 10)):
        seq = Event.objects.get(stream__key=first, step="intake").seq
        record(
            actor=who("ben"), key="void", matter=first,
            proposals=[Proposal(kind=ActKind.VOID, run=seq, why="登记错了")],
        )  # fmt: skip
    assert issue("2026-04", 5, 2)["corrections"] == 2
    assert sheet_of("2026-03") == before
    fixes = {fix.row: fix for fix in sheet_of("2026-04").corrections}
    assert (fixes["received"].was.printed, fixes["received"].now.printed) == ("2", "3")
    assert (fixes["return_rate"].was.words, fixes["return_rate"].now.words) == ("50.0%（1/2）", "0.0%（0/3）")
    assert [(one.stream, one.n) for one in fixes["received"].matters] == [(stream, 1)]
    acts = fixes["received"].matters[0].acts
    assert any(words.startswith("2026-04-02 办理“") and words.endswith("（发生于2026-03-31）") for words in acts), acts
    assert {one.stream for one in fixes["return_rate"].matters} == {first, stream}
    assert "作废、更正" in fixes["return_rate"].reason and fixes["received"].title == "2026年3月"
    # Once said, it is not said again; and the year so far has it.
    assert issue("2026-05", 6, 2)["corrections"] == 0
    assert printed(sheet_of("2026-05"), Column.TO_DATE)["received"] == "3"
    assert verify_site().ok
    recounting.rebuild()
    assert verify_site().ok and sheet_of("2026-03") == before


def test_as_known_then_gives_the_issued_figures_and_today_gives_todays(world: None) -> None:
    come_in(3, 10)
    issue("2026-03", 4, 1)
    come_in_late()
    with clock.fixed(day(4, 20)):
        one = periodic.given(liuhe(), "small", "2026-03")
        assert one is not None
        then = periodic.again(one, one.sheet.known)
        assert then.lines == one.sheet.lines
        today = periodic.again(one, stamp(clock.now()))
        assert printed(today)["received"] == "2" and printed(then)["received"] == "1"


def test_a_published_figure_that_somebody_changed_is_found(world: None) -> None:
    come_in(3, 10)
    issue("2026-03", 4, 2)
    row = IssuedForm.objects.get()
    body = row.body
    IssuedForm.objects.update(body=body.replace('"printed":"1"', '"printed":"9"'))
    told = [finding.message for finding in verify_site().findings]
    assert any("“收件”本期印作 9，应印作 1" in words for words in told), told
    assert any("报出的报表表 liuhe／small／2026-03 的 报出的数 与账上不符" in words for words in told), told
    IssuedForm.objects.update(body="[]")
    assert any("读不出来" in finding.message for finding in verify_site().findings)
    IssuedForm.objects.update(body=body)
    YieldedFact.objects.filter(measure="mini.received").update(amount=4)
    told = [finding.message for finding in verify_site().findings]
    assert any("“收件”本期报出 1，按当时的记录应为 4" in words for words in told), told
    recounting.rebuild()
    IssuedForm.objects.all().delete()
    assert any("报出的报表表缺少 liuhe／small／2026-03" in finding.message for finding in verify_site().findings)


def test_what_is_counted_otherwise_since_is_said_and_not_called_a_change(
    world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(3, 10)
    issue("2026-03", 4, 2)
    monkeypatch.setattr(measures, "digests", lambda: {**DIGESTS, "mini.received": "f" * 64})
    report = verify_site()
    assert report.ok and any("1 张报出的报表所用的计量口径已有改动" in note for note in report.notes)


DIGESTS = {f"mini.{name}": "0" * 64 for name in ("received", "in_hand", "amount", "returned")}


def test_what_is_asked_for_is_a_dated_setting_and_the_rest_is_owed_by_nobody(world: None) -> None:
    admin, form = who("admin"), periodic.form_of("small")
    march = cuts_of(liuhe().path).read("2026-03")
    with clock.fixed(day(4, 7)):
        assert collecting.state(form, liuhe(), march).missing
        for forms, words in (
            ({"small": ["year", "week"]}, "没有这样的报表或时段"),
            ({"other": ["month"]}, "没有这样的报表或时段"),
            ({"small": []}, "至少要求报送一张"),
        ):
            with pytest.raises(ActRefused, match=words):
                set_forms(actor=admin, unit="qinghe", forms=forms, basis="县局通知", starts=date(2026, 3, 31))
        with pytest.raises(Denied):
            set_forms(actor=who("ben"), unit="liuhe", forms={"small": ["year"]}, basis="无", starts=date(2026, 1, 1))
        set_forms(actor=admin, unit="qinghe", forms={"small": ["year"]}, basis="县局通知", starts=date(2026, 3, 31))
        state = collecting.state(form, liuhe(), march)
        assert (state.missing, state.late, state.words) == (False, False, "未要求报送")
        asked, cuts = asked_of(liuhe().path), cuts_of(liuhe().path)
        assert asked.owes(form, cuts.read("2026-02")), "February ended before the list began"
        assert asked.owes(form, cuts.read("2026")) and not asked.owes(form, cuts.read("2026-04"))
        set_forms(actor=admin, unit="liuhe", forms={"small": ["month"]}, basis="镇里另有要求", starts=date(2026, 3, 1))
        assert collecting.state(form, liuhe(), march).missing, "the nearer unit's list decides"


def test_the_cut_off_is_a_dated_setting_and_no_issued_day_is_counted_again(world: None) -> None:
    come_in(3, 26)
    come_in(3, 27)
    admin = who("admin")
    with clock.fixed(day(4, 1)):
        issue("2026-03", 4, 1)
        with pytest.raises(ActRefused, match="已经报出"):
            set_cut(actor=admin, unit="liuhe", cut=25, whole_years=False, basis="县局通知", starts=date(2026, 3, 1))
        with pytest.raises(ActRefused, match="1 至 28 日"):
            set_cut(actor=admin, unit="liuhe", cut=31, whole_years=False, basis="县局通知", starts=date(2026, 5, 1))
        with pytest.raises(Denied):
            set_cut(actor=who("ben"), unit="liuhe", cut=25, whole_years=False, basis="无", starts=date(2026, 5, 1))
        set_cut(actor=admin, unit="qinghe", cut=25, whole_years=True, basis="县局通知", starts=date(2026, 5, 1))
    cuts = cuts_of(liuhe().path)
    spans = [(one.first, one.last) for one in (cuts.period(PeriodKind.MONTH, 2026, n) for n in (4, 5, 6, 12))]
    assert spans == [
        (date(2026, 4, 1), date(2026, 4, 30)), (date(2026, 5, 1), date(2026, 5, 25)),
        (date(2026, 5, 26), date(2026, 6, 25)), (date(2026, 11, 26), date(2026, 12, 31)),
    ]  # fmt: skip
    assert cuts.on(date(2026, 6, 26)) == Period(2026, 7, cut=25)
    assert cuts.period(PeriodKind.MONTH, 2027, 1).first == date(2027, 1, 1)
    assert cuts.on(date(2026, 6, 26), PeriodKind.QUARTER).title == "2026年第三季度"
    assert cuts.entry(date(2026, 5, 1)).words == "上月26日至本月25日，年初年末按自然年"
    assert cuts_of(Unit.objects.get(code="shanbei").path).cut(2026, 6) == 25
    come_in(5, 26)
    with pytest.raises(ActRefused, match="还没有结束"):
        issue("2026-06", 6, 25)
    issue("2026-05", 5, 26)
    issue("2026-06", 6, 26)
    assert (printed(sheet_of("2026-05"))["received"], printed(sheet_of("2026-06"))["received"]) == ("0", "1")
    assert cutoffs.CALENDAR.words == "按自然月" and verify_site().ok


def test_what_a_parcel_brought_later_was_not_known_when_the_form_was_issued(
    world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(3, 10)
    other = come_in(3, 11)
    pk = YieldedFact.objects.filter(matter__stream__key=other).values_list("matter_id", flat=True)[0]
    asked = periodic.Asked(path=liuhe().path, period=Period.read("2026-03"), known="2026-04-02T09:00:00+08:00")
    row = periodic.form_of("small").rows[0].indicator

    def value(later: tuple[tuple[int, str], ...]) -> str:
        with_later = periodic.Asked(path=asked.path, period=asked.period, known=asked.known, later=later)
        return periodic.figures.figures([row], with_later, measures.indicators())[0].printed

    assert (value(()), value(((pk, ""),)), value(((pk, "2026-03-12T00:00:00+08:00"),))) == ("2", "1", "2")
