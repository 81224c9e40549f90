"""The whole demonstration county: two years, four townships, every kind of ending; and how its series are told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.built import demo
from tests.records.test_demo import Built, fazhi

from fazhi.packs import calendar, procedures
from fazhi.records.demo import evaluating, issuing, script, series

pytestmark = pytest.mark.own_site

DAY = "2026-11-20"
TODAY = date(2026, 11, 20)


def days(day: date = TODAY) -> script.Days:
    return script.Days(as_of=day, calendar=calendar.load())


@pytest.mark.slow
def test_the_whole_county_is_built_verifies_and_shows_every_state(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    county = Built(home=tmp_path / "home", said=demo(tmp_path_factory, tmp_path / "home", whole=True))
    assert "留着没办" not in county.said, "a series tells what the law does not allow on its days"
    assert fazhi(county.home, "verify").returncode == 0

    rows = county.rows("SELECT number, state, opened, closed, archived, findings, late_entries FROM records_matter")
    assert 200 <= len(rows) <= 280
    assert Counter(row[0][0] for row in rows).keys() == {"柳", "石", "白", "东"}
    assert min(row[2] for row in rows) < "2024-12-31" and max(row[2] for row in rows) == DAY
    states = Counter(row[1].partition("：")[0] for row in rows)
    assert {"在办", "等待答复", "等待期满", "已办结", "已归档", "受理"} <= states.keys()
    assert sum(row[4] is not None for row in rows) > 120, "most of two years is archived"
    assert sum(row[3] is None for row in rows) >= 40, "and there is work today"
    assert sum(row[5] > 0 for row in rows) >= 8 and sum(row[6] > 0 for row in rows) >= 8
    runs = "SELECT DISTINCT json_extract(body, '$.data.outcome') FROM records_event"
    told = {outcome for (outcome,) in county.rows(runs)}
    assert {
        "退回补正",
        "终止",
        "逾期未答复",
        "超越法定权限，报上级",
        "补充审查",
        "不合法",
        "通过",
        "已报县政府",
    } <= told
    kinds = {kind for (kind,) in county.rows("SELECT DISTINCT type FROM records_event")}
    assert {"opened", "ran", "sent", "answered", "fact", "voided"} <= kinds
    issued = "SELECT u.code, f.period, f.form FROM records_issuedform f JOIN records_unit u ON u.id = f.unit_id"
    owed = issuing.owed(script.county(), days())
    asked = {item.form for item in owed}
    forms = [(unit, period) for unit, period, form in county.rows(issued) if form in asked]
    yearly = {unit for unit, period, form in county.rows(issued) if form not in asked}
    assert yearly == {"liuwan", "shiqiao", "hedong"}, "and the same one its report of the year"
    october = {unit for unit, period in forms if period == "2026-10"}
    assert october == {"liuwan", "shiqiao", "hedong"}, "one township owes its last month's"
    assert len(forms) == len(owed) == 23
    asked_people = county.rows("SELECT answers, closed IS NOT NULL FROM records_survey ORDER BY opened")
    assert asked_people == [(64, 1), (0, 0)], "one survey is sealed, one is running"
    outside = county.rows("SELECT stated IS NOT NULL, run > 0 FROM records_participant WHERE role = 'counsel'")
    assert outside == [(1, 1), (1, 1)], "one commission was answered, one waits for its answer"
    joined = "records_roundresult r JOIN records_unit u ON u.id = r.unit_id"
    sealed = dict(county.rows(f"SELECT u.code, json_extract(r.body, '$.band') FROM {joined}"))
    assert sealed.keys() == {"liuwan", "shiqiao", "baiguo", "hedong"} and "" in sealed.values(), (
        "one has too few matters"
    )
    corrected = county.rows("SELECT ruling, corrected FROM records_rounditem WHERE ruling <> '' OR corrected <> ''")
    assert sorted(corrected) == [("", "2"), ("upheld", "")]


def test_forms_are_issued_after_their_month_and_never_on_the_day_itself_or_ahead() -> None:
    for today in (TODAY, date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 5)):
        found = issuing.owed(script.county(), days(today))
        assert found == sorted(found) and found[-1].day < today
        assert all(item.period[:7] < f"{item.day:%Y-%m}" for item in found)
        february = any(item.period == "2026-02" for item in found)
        assert february == (today == date(2026, 3, 5)), "the third working day of March is the 4th"


def test_the_evaluation_is_of_the_year_before_and_stops_at_the_day_of_the_county() -> None:
    def played(day: date) -> list[str]:
        listed = evaluating.moves(script.county(), days(day))
        assert [move.day for move in listed] == sorted(move.day for move in listed)
        return [move.name for move in listed]

    whole = played(TODAY)
    assert whole[0] == "open" and whole[-4:] == ["object", "decide", "close", "correct"] and len(whole) == 13
    assert played(date(2026, 1, 13)) == ["open"] and played(date(2026, 1, 5)) == []


def test_a_day_gives_one_county_and_another_day_another() -> None:
    county = script.county()
    assert series.generated(county, days()) == series.generated(county, days())
    assert series.generated(county, days()) != series.generated(county, days(date(2026, 3, 2)))


def test_no_move_lies_ahead_and_the_oldest_lie_two_years_back() -> None:
    entries = series.generated(script.county(), days())
    ats = [move.at if move.recorded is None else move.recorded for entry in entries for move in entry.moves]
    assert max(ats) <= 0 and min(ats) < -470
    for entry in entries:
        order = [move.at if move.recorded is None else move.recorded for move in entry.moves]
        assert order == sorted(order), entry.id


def test_titles_differ_within_a_townships_year_and_nothing_is_left_to_fill_in() -> None:
    entries = series.generated(script.county(), days())
    assert len({entry.id for entry in entries}) == len(entries)
    assert max(Counter(entry.title for entry in entries).values()) == 1
    for entry in entries:
        said = [entry.title, *map(str, entry.subject.values())]
        said += [str(value) for move in entry.moves for value in move.field.values()]
        assert not [text for text in said if "{" in text or "@@" in text], entry.id


def test_what_is_not_stopped_goes_to_its_last_move() -> None:
    told = {entry.id: entry for entry in series.generated(script.county(), days())}
    for one in series.listed():
        done = range(1, one.count - len(one.stops) + 1)
        lengths = {len(told[f"{one.id}-{number:02}"].moves) for number in done}
        assert len(lengths) <= 1, one.id
        if one.then:
            last = {told[f"{one.id}-{number:02}"].moves[-1].step for number in done}
            assert last <= {one.then[-1]["do"]}, one.id


def test_every_series_names_a_case_of_its_pack_and_steps_that_exist() -> None:
    for one in series.listed():
        procedure = procedures.get(one.procedure)
        assert bool(one.case) != bool(one.acts)
        assert set(one.stops) <= set(procedure.steps), one.id
        assert not one.slow or one.slow["step"] in procedure.steps
        assert set(one.field) - {"change"} <= set(procedure.steps), one.id


def test_a_date_in_an_answer_keeps_its_distance_to_its_act() -> None:
    county = script.county()
    told = next(one for one in series.generated(county, days()) if one.id == "c-01")
    submit = told.moves[0]
    # The case wants the opinion five working days (seven days) after the submission.
    wanted, day = date.fromisoformat(str(submit.field["wanted"])), days().day(submit.at)
    assert calendar.load().working_between(day, wanted) >= 5
    assert (wanted - day).days >= 7
