"""The calendar: data are sane and agree with the notices, arithmetic agrees with walking day by day."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from fazhi.kernel.calendar import Calendar, DayNote, Notice, YearTable, parse_date
from fazhi.kernel.errors import CalendarGap, PackError, TermError
from fazhi.packs.calendar import load, read_table

YEARS = range(2007, 2027)
DAY = timedelta(days=1)
HEADER = 'year = 2026\n[[notice]]\ntitle = "某通知"\n'


@pytest.fixture(scope="module")
def calendar():
    return load()


def _source(year):
    """The year's days off and worked as other people noted them, or None where no texts are at hand."""
    texts = os.environ.get("FAZHI_TEXTS")
    folder = Path(texts) if texts else Path(__file__).resolve().parents[3] / "shared"
    path = folder / "calendar" / f"{year}.json"
    if not path.is_file():
        return None
    days = json.loads(path.read_text(encoding="utf-8"))["days"]
    return {date.fromisoformat(item["date"]): item["isOffDay"] for item in days}


SOURCES = {year: found for year in YEARS if (found := _source(year)) is not None}
LEFT_OUT = f"没有年度放假数据（FAZHI_TEXTS），{len(YEARS) - len(SOURCES)} 年未逐日核对"


def test_load_gives_the_same_calendar_and_knows_its_horizon(calendar):
    assert load() is calendar
    assert (calendar.known_from, calendar.known_until) == (date(2007, 1, 1), date(2026, 12, 31))
    assert calendar.covers(date(2026, 12, 31)) and not calendar.covers(date(2027, 1, 1))


def test_calendar_is_immutable(calendar):
    with pytest.raises(AttributeError):
        calendar.known_until = date(2030, 1, 1)
    with pytest.raises(TypeError):
        calendar.notes[date(2026, 1, 5)] = DayNote(name="x", off=True, notice_year=2026)


@pytest.mark.parametrize("year", YEARS)
def test_each_year_has_its_notice_holidays_and_make_up_days(calendar, year):
    notices = [notice for notice in calendar.notices if notice.year == year]
    assert notices and all(notice.title and "gov.cn/" in notice.url for notice in notices)
    mine = {day: note for day, note in calendar.notes.items() if note.notice_year == year}
    off = [day for day, note in mine.items() if note.off]
    worked = [day for day, note in mine.items() if not note.off]
    assert 22 <= len(off) <= 33
    assert all(day.weekday() >= 5 for day in worked)
    # Each weekday off beyond the holidays by law is made up on a weekend, so the difference is the law's own number.
    freed = sum(day.weekday() < 5 for day in off)
    by_law = 10 if year == 2007 else 13 if year >= 2025 else 11
    granted = {2015: 1, 2020: 2}.get(year, 0)
    assert freed - len(worked) == by_law + granted
    names = {note.name for note in mine.values()}
    wanted = {"元旦", "春节"} | (set() if year == 2007 else {"清明节", "端午节"})
    assert wanted <= names
    assert any("国庆节" in name for name in names)


def test_spans_over_new_year_lie_in_the_later_years_table(calendar):
    cases = {
        date(2006, 12, 30): (2007, False),
        date(2007, 12, 29): (2008, False),
        date(2007, 12, 31): (2008, True),
        date(2011, 12, 31): (2012, False),
        date(2018, 12, 31): (2019, True),
        date(2022, 12, 31): (2023, True),
    }
    for day, (year, off) in cases.items():
        note = calendar.note(day)
        assert (note.name, note.notice_year, note.off) == ("元旦", year, off)
        assert calendar.is_working(day) is not off


def test_second_notices_are_named(calendar):
    assert calendar.note(date(2015, 9, 3)).name == "抗战胜利70周年纪念日"
    assert [n.title for n in calendar.notices if n.year == 2020][1] == "国务院办公厅关于延长2020年春节假期的通知"
    assert not calendar.is_working(date(2020, 1, 31))
    assert not calendar.is_working(date(2020, 2, 1)), "the make-up day fell away when the holiday was prolonged"
    assert calendar.is_working(date(2020, 2, 3))


def test_2026_make_up_days_are_exactly_these(calendar):
    worked = sorted(day for day, note in calendar.notes.items() if note.notice_year == 2026 and not note.off)
    assert [f"{day.month}-{day.day}" for day in worked] == ["1-4", "2-14", "2-28", "5-9", "9-20", "10-10"]


@pytest.mark.skipif(len(SOURCES) < len(YEARS), reason=LEFT_OUT)
def test_every_day_agrees_with_the_source(calendar):
    marked = {day: off for days in SOURCES.values() for day, off in days.items()}
    day = calendar.known_from
    while day <= calendar.known_until:
        assert calendar.is_working(day) is (not marked[day] if day in marked else day.weekday() < 5), day
        day += DAY
    assert all(calendar.is_working(day) is not off for day, off in marked.items())


def test_counting_agrees_with_walking_inside_and_beyond_the_tables(calendar):
    for first in (date(2006, 12, 1), date(2015, 8, 20), date(2019, 12, 20), date(2026, 9, 10), date(2026, 12, 20)):
        for start in (first + DAY * k for k in range(45)):
            for n in (1, 2, 5, 20):
                for sign in (1, -1):
                    day, left = start, n
                    while left:
                        day += DAY * sign
                        left -= calendar.is_working(day)
                    assert calendar.add_working(start, n * sign) == day, (start, n * sign)
            assert calendar.add_working(start, 0) == start
            later = start + DAY * 37
            walked = sum(calendar.is_working(start + DAY * k) for k in range(1, 38))
            assert calendar.working_between(start, later) == walked
            assert calendar.working_between(later, start) == -walked
            forward, backward = start, start
            while not calendar.is_working(forward):
                forward += DAY
            while not calendar.is_working(backward):
                backward -= DAY
            assert (calendar.next_working(start), calendar.prev_working(start)) == (forward, backward)


def test_far_outside_the_tables_monday_to_friday_is_assumed(calendar):
    assert calendar.add_working(date(1990, 1, 1), 10_000) == calendar.numbered(
        calendar.number_of(date(1990, 1, 1)) + 10_000
    )
    assert calendar.add_working(date(2050, 1, 7), 1) == date(2050, 1, 10)
    assert calendar.add_working(date(1990, 1, 8), -1) == date(1990, 1, 5)
    with pytest.raises(CalendarGap, match="9999"):
        calendar.add_working(date(9999, 12, 30), 10)
    with pytest.raises(CalendarGap):
        calendar.add_working(date(1, 1, 3), -10)


def test_rest_days_have_a_name(calendar):
    assert calendar.rest_name(date(2026, 10, 4)) == "国庆节"
    assert calendar.rest_name(date(2026, 11, 21)) == "周末"
    assert calendar.rest_name(date(2026, 10, 10)) is None


def _table(year, **days):
    return YearTable(
        year=year,
        notices=(Notice(year=year, title="通知"),),
        days={date.fromisoformat(k[1:].replace("_", "-")): v for k, v in days.items()},
    )


def test_years_with_a_gap_twice_or_in_disagreement_are_refused():
    off = DayNote(name="元旦", off=True, notice_year=2025)
    work = DayNote(name="元旦", off=False, notice_year=2026)
    for tables, words in (
        ([], "没有任何年份"),
        ([_table(2024), _table(2026)], "不连续"),
        ([_table(2024), _table(2024)], "不连续"),
        ([_table(2025, d2025_12_28=off), _table(2026, d2025_12_28=work)], "一为放假一为上班"),
    ):
        with pytest.raises(PackError, match=words):
            Calendar.from_years(tables)


def test_a_december_day_of_a_later_notice_moves_an_earlier_count():
    """Counting again after the yearly notice: the same question, another answer."""
    off = DayNote(name="元旦", off=True, notice_year=2027)
    before = Calendar.from_years([_table(2026)])
    after = Calendar.from_years([_table(2026), _table(2027, d2026_12_31=off, d2027_01_01=off)])
    assert before.add_working(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert after.add_working(date(2026, 12, 30), 1) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("year = ", "TOML"),
        ('[[notice]]\ntitle = "x"', "整数year"),
        ("year = 2026", "通知"),
        (HEADER + "month = 3", "不认识的键"),
        (HEADER + "[[holiday]]\noff = []", "name"),
        (HEADER + '[[holiday]]\nname = "元旦"\noff = ["2026-13-01"]', "不是日期"),
        (HEADER + '[[holiday]]\nname = "元旦"\noff = ["2026-01-03/2026-01-01"]', "颠倒"),
        (HEADER + '[[holiday]]\nname = "元旦"\noff = ["2026-01-01", "2026-01-01"]', "写了两次"),
        (HEADER + '[[holiday]]\nname = "元旦"\nwork = ["2026-01-05"]', "本来就是工作日"),
        (HEADER + '[[holiday]]\nname = "元旦"\noff = ["2027-01-01"]', "不属于2026年度"),
        (HEADER + '[[holiday]]\nname = "元旦"\noff = "2026-01-01"', "列表"),
        (HEADER + '[[holiday]]\nname = "元旦"\noff = [3]', "文字日期"),
        (HEADER + '[[holiday]]\nname = "元旦"\nnotice = 2\noff = []', "没有对应的通知"),
        ("year = 2026\nnotice = 3", "notice"),
        ('year = 2026\n[[notice]]\nurl = "x"', "title"),
    ],
)
def test_bad_tables_are_refused_with_the_place(text, words):
    with pytest.raises(PackError, match=words) as caught:
        read_table(text, where="2026.toml")
    assert "2026.toml" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["20261121", "2026.11.21", "2026-11-21", "2026/11/21", "2026年11月21日", " ２０２６年１１月２１日 "]
)
def test_dates_are_read_in_the_usual_forms(text):
    assert parse_date(text) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-02-30", "2月没有30日"),
        ("2026-13-01", "没有13月"),
        ("1026-01-01", "1900"),
        ("21/11/2026", "看不懂"),
        ("2026-11.21", "看不懂"),
        ("2026-11-21T10:00", "看不懂"),
        ("", "看不懂"),
        ("明天", "写成2026-11-21"),
        (20261121, "看不懂"),
        (None, "看不懂"),
    ],
)
def test_other_dates_are_refused_with_the_reason(text, words):
    with pytest.raises(TermError, match=words):
        parse_date(text)
