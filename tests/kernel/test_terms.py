"""Terms as the laws themselves count them, one assertion each, and what may happen to a running term."""

from datetime import date

import pytest

from fazhi.kernel.errors import FazhiError, TermError
from fazhi.kernel.terms import (
    EndPolicy,
    Extension,
    Kind,
    Moved,
    Suspension,
    TermSpec,
    Unit,
    add_months,
    check_extension,
    compute,
    compute_before,
    due_date,
    term_sheet_text,
)
from fazhi.packs.calendar import load

CALENDAR = load()
D = date.fromisoformat
WD, CD, M, Y = Unit.working_day, Unit.calendar_day, Unit.month, Unit.year
AGENCY, PUBLIC, CIVIL = EndPolicy.agency, EndPolicy.public, EndPolicy.civil


def spec(amount, unit, end=AGENCY, **more):
    return TermSpec(amount=amount, unit=unit, end=end, name=more.pop("name", "期限"), **more)


def stop(start, end, reason="征求第三方意见", **more):
    return Suspension(start=D(start), end=D(end), reason=reason, **more)


# The laws' own counting, with the calendar of 2026.
LAWS = [
    ("T1 行政处罚法64、85：告知后5日内要求听证", 5, WD, PUBLIC, "2026-09-28", "2026-10-10"),
    ("T2 行政处罚法61、85：决定后7日内送达", 7, WD, AGENCY, "2026-09-28", "2026-10-13"),
    ("T3 行政处罚法48、85：3日内撤回处罚信息", 3, WD, AGENCY, "2026-09-30", "2026-10-10"),
    ("T4 行政处罚法60：立案起90日内决定", 90, CD, AGENCY, "2026-07-06", "2026-10-04"),
    ("T5 行政复议法20、88：知道起60日内申请", 60, CD, PUBLIC, "2026-08-03", "2026-10-08"),
    ("T6 行政诉讼法46、101：知道起6个月内起诉", 6, M, PUBLIC, "2026-04-01", "2026-10-08"),
    ("T7 行政诉讼法46，民法典202：无31日取月末再顺延", 6, M, PUBLIC, "2026-08-31", "2027-03-01"),
    ("T8 行政强制法54、69：催告送达10日后", 10, WD, AGENCY, "2026-09-21", "2026-10-12"),
    ("T9 行政强制法25：查封30日", 30, CD, AGENCY, "2026-09-01", "2026-10-01"),
    ("T10 行政许可法42、82：受理起20日内决定", 20, WD, AGENCY, "2026-09-14", "2026-10-16"),
    ("T11 信访工作条例22、23：15日内告知", 15, CD, AGENCY, "2026-09-18", "2026-10-03"),
    ("T12 信访工作条例：5个工作日内提出异议", 5, WD, PUBLIC, "2026-09-28", "2026-10-10"),
    ("T13 政府信息公开条例33：20个工作日内答复", 20, WD, AGENCY, "2026-09-14", "2026-10-16"),
    ("T14 行政复议法48、88：收到副本起10日内答复", 10, WD, AGENCY, "2026-09-24", "2026-10-15"),
    ("T15 人民调解法33：协议生效起30日内申请司法确认", 30, CD, PUBLIC, "2026-09-04", "2026-10-08"),
    ("T16 行政复议法20：补班日为工作日，不顺延", 60, CD, PUBLIC, "2026-03-10", "2026-05-09"),
    ("T16 行政诉讼法46：同一送达的起诉期", 6, M, PUBLIC, "2026-03-10", "2026-09-10"),
    ("T16 行政强制法53：起诉期满起3个月内申请法院", 3, M, AGENCY, "2026-09-10", "2026-12-10"),
    ("T17 行政诉讼法67、101：收到起诉状15日内", 15, CD, PUBLIC, "2026-02-28", "2026-03-16"),
]


@pytest.mark.parametrize(("law", "amount", "unit", "end", "start", "due"), LAWS, ids=[row[0] for row in LAWS])
def test_the_law_counts_so(law, amount, unit, end, start, due):
    term = spec(amount, unit, end, name=law)
    result = compute(term, D(start), CALENDAR)
    assert result.due == D(due)
    assert due_date(term, D(start), CALENDAR) == D(due)
    assert result.provisional is (law[:3] == "T7 ")


def test_t4_agency_must_be_done_before_the_holiday():
    due = compute(spec(90, CD), D("2026-07-06"), CALENDAR)
    assert (due.due, due.work_by) == (D("2026-10-04"), D("2026-09-30"))
    assert "不顺延" in due.statement and "2026年9月30日（周三）前" in due.statement


def test_t7_next_year_is_provisional_and_says_to_count_again():
    due = compute(spec(6, M, PUBLIC), D("2026-08-31"), CALENDAR)
    assert due.provisional
    assert "（暂定）" in due.statement
    assert any("重新计算" in note for note in due.notes)
    assert due.counted_to == D("2027-02-28")


def test_t8_the_application_is_open_from_the_day_after():
    due = compute(spec(10, WD, kind=Kind.at_least), D("2026-09-21"), CALENDAR)
    assert due.free_from == D("2026-10-13")
    assert "自2026年10月13日起方可" in due.statement


def test_t16_the_courts_window_opens_the_day_after_the_suit_lapsed():
    assert compute(spec(6, M, PUBLIC), D("2026-03-10"), CALENDAR).free_from == D("2026-09-11")


# Vectors on which libraries of the trade are wrong or silent.
@pytest.mark.parametrize(
    ("amount", "unit", "end", "start", "due"),
    [
        (20, WD, AGENCY, "2025-09-20", "2025-10-23"),  # make-up Sunday and Saturday; received on a rest day
        (10, CD, CIVIL, "2026-09-23", "2026-10-08"),  # ends inside the October holiday
        (1, M, AGENCY, "2026-01-31", "2026-02-28"),
        (1, M, AGENCY, "2024-01-31", "2024-02-29"),
        (1, M, AGENCY, "2026-02-28", "2026-03-28"),  # the corresponding day, not the month's end
        (1, Y, AGENCY, "2024-02-29", "2025-02-28"),
        (2, Y, AGENCY, "2023-06-15", "2025-06-15"),
        (12, M, AGENCY, "2025-12-31", "2026-12-31"),
        (1, WD, AGENCY, "2018-12-28", "2018-12-29"),  # make-up Saturday set by the next year's notice
        (1, WD, AGENCY, "2022-12-30", "2023-01-03"),
    ],
)
def test_vectors(amount, unit, end, start, due):
    assert compute(spec(amount, unit, end), D(start), CALENDAR).due == D(due)


@pytest.mark.parametrize(
    ("amount", "unit", "start", "due"),
    [
        (1, CD, "2026-09-14", "2026-09-14"),
        (30, CD, "2026-09-01", "2026-09-30"),
        (1, WD, "2026-09-14", "2026-09-14"),
        (1, WD, "2026-09-12", "2026-09-14"),  # a Saturday cannot be a counted working day
        (1, M, "2026-03-01", "2026-03-31"),
        (1, M, "2026-01-31", "2026-02-28"),
        (1, M, "2026-09-15", "2026-10-14"),
        (1, Y, "2026-01-01", "2026-12-31"),
    ],
)
def test_a_term_that_counts_its_first_day(amount, unit, start, due):
    assert compute(spec(amount, unit, count_start=True), D(start), CALENDAR).due == D(due)
    assert due_date(spec(amount, unit, count_start=True), D(start), CALENDAR) == D(due)


def test_suspended_working_days_do_not_count_and_weekends_cost_nothing():
    term = spec(5, WD)
    assert compute(term, D("2026-11-02"), CALENDAR).due == D("2026-11-09")
    weekend = compute(term, D("2026-11-02"), CALENDAR, suspensions=[stop("2026-11-07", "2026-11-08")])
    assert weekend.due == D("2026-11-09")
    over = compute(term, D("2026-11-02"), CALENDAR, suspensions=[stop("2026-11-06", "2026-11-09")])
    assert over.due == D("2026-11-11")


def test_overlapping_suspensions_count_once_and_give_both_reasons():
    stops = [stop("2026-11-04", "2026-11-06", "鉴定"), stop("2026-11-05", "2026-11-10", "听证")]
    due = compute(spec(10, CD), D("2026-11-02"), CALENDAR, suspensions=stops)
    assert due.due == D("2026-11-19")
    line = next(line for line in due.lines if line.event == "停止计算")
    assert "鉴定" in line.text and "听证" in line.text and "重叠部分只计一次" in line.text


def test_months_are_extended_by_the_suspended_days():
    due = compute(spec(6, M), D("2026-01-15"), CALENDAR, suspensions=[stop("2026-03-01", "2026-03-10")])
    assert due.due == D("2026-07-25")
    assert [line.event for line in due.lines][:4] == ["起算", "计入", "停止计算", "补足停止的日数"]


def test_only_the_part_after_the_start_suspends():
    due = compute(spec(10, CD), D("2026-11-02"), CALENDAR, suspensions=[stop("2026-10-20", "2026-11-04")])
    assert due.due == D("2026-11-14")
    past = compute(spec(10, CD), D("2026-11-02"), CALENDAR, suspensions=[stop("2026-10-20", "2026-11-02")])
    assert past.due == D("2026-11-12")
    assert any(line.event == "停止无效" and "早于" in line.text for line in past.lines)


def test_a_suspension_on_the_last_day_counts_and_one_after_it_never_revives():
    term = spec(10, CD)
    on_last = compute(term, D("2026-11-02"), CALENDAR, suspensions=[stop("2026-11-12", "2026-11-13")])
    assert on_last.due == D("2026-11-14")
    after = compute(term, D("2026-11-02"), CALENDAR, suspensions=[stop("2026-11-13", "2026-12-13")])
    assert after.due == D("2026-11-12")
    assert any(line.event == "停止无效" and "期限已计满" in line.text for line in after.lines)


def test_a_suspension_reached_only_through_another_one_counts():
    stops = [stop("2026-11-14", "2026-11-15"), stop("2026-11-12", "2026-11-13")]
    assert compute(spec(10, CD), D("2026-11-02"), CALENDAR, suspensions=stops).due == D("2026-11-16")


def test_a_suspension_in_the_rolled_days_has_nothing_left_to_suspend():
    due = compute(spec(12, CD, PUBLIC), D("2026-11-02"), CALENDAR, suspensions=[stop("2026-11-15", "2026-11-20")])
    assert (due.counted_to, due.due) == (D("2026-11-14"), D("2026-11-16"))


def test_suspension_with_its_ends_reversed_is_refused():
    with pytest.raises(TermError, match="颠倒"):
        stop("2026-11-05", "2026-11-04")


def extension(amount, decided, **more):
    return Extension(amount=amount, decided=D(decided), approver="镇长高望舒（虚构）", reason="案情复杂", **more)


def test_extension_adds_to_the_budget_and_is_told():
    due = compute(spec(20, WD), D("2026-09-14"), CALENDAR, extensions=[extension(10, "2026-10-16", basis="某法第一条")])
    assert due.due == CALENDAR.add_working(D("2026-10-16"), 10)
    line = due.lines[-1]
    assert (line.event, line.counted, line.total) == ("延长", 10, 30)
    assert all(word in line.text for word in ("高望舒", "某法第一条", "案情复杂", "10月16日"))


def test_extension_of_months_and_of_a_suspended_term():
    due = compute(spec(2, M), D("2026-01-31"), CALENDAR, extensions=[extension(1, "2026-03-31")])
    assert due.due == D("2026-04-30")
    stops = [stop("2026-02-01", "2026-02-05"), stop("2026-04-10", "2026-04-11")]
    both = compute(spec(2, M), D("2026-01-31"), CALENDAR, extensions=[extension(1, "2026-04-05")], suspensions=stops)
    assert both.due == D("2026-05-07")
    assert sum(line.counted for line in both.lines) == 3


def test_extension_decided_after_expiry_is_refused():
    with pytest.raises(TermError, match="届满") as caught:
        compute(spec(20, WD), D("2026-09-14"), CALENDAR, extensions=[extension(10, "2026-10-17")])
    assert caught.value.code == "F132"


def test_second_extension_is_judged_by_the_first():
    good = [extension(10, "2026-10-16"), extension(5, "2026-10-30")]
    assert compute(spec(20, WD), D("2026-09-14"), CALENDAR, extensions=good).due == D("2026-11-06")
    with pytest.raises(TermError):
        compute(spec(20, WD), D("2026-09-14"), CALENDAR, extensions=[good[0], extension(5, "2026-10-31")])


def test_check_extension_keeps_the_bounds():
    term, due = spec(20, WD), D("2026-10-16")
    check_extension(term, due, extension(20, "2026-10-16"), max_amount=20, max_times=1)
    for code, kwargs in (("F133", {"max_amount": 15}), ("F134", {"max_times": 1})):
        with pytest.raises(TermError) as caught:
            check_extension(term, due, extension(10, "2026-10-16"), earlier=[extension(10, "2026-10-01")], **kwargs)
        assert caught.value.code == code
        assert caught.value.hint
    with pytest.raises(TermError, match="延长数"):
        check_extension(term, due, extension(0, "2026-10-16"))


def test_before_an_event_the_full_days_lie_between():
    """行政处罚法64、85：举行听证的七日前（工作日）；重大行政决策程序暂行条例16：七日（自然日）。"""
    hearing = D("2026-10-15")
    penalty = compute_before(spec(7, WD, kind=Kind.at_least), hearing, CALENDAR)
    decision = compute_before(spec(7, CD, kind=Kind.at_least), hearing, CALENDAR)
    assert (penalty.due, decision.due) == (D("2026-09-29"), D("2026-10-07"))
    assert decision.work_by == D("2026-09-30")
    for due, unit in ((penalty, WD), (decision, CD)):
        forward = spec(7, unit, kind=Kind.at_least)
        assert compute(forward, due.due, CALENDAR).free_from == hearing
        assert compute(forward, due.free_from, CALENDAR).free_from > hearing
    assert penalty.lines[-2].total == 7 and "隔满7个工作日" in penalty.statement


def test_before_an_event_with_rolling_months_and_the_events_day_counted():
    rolling = compute_before(spec(30, CD, PUBLIC, kind=Kind.at_least), D("2026-11-23"), CALENDAR)
    assert rolling.due == D("2026-10-21"), "the last protected day may not fall on the weekend before"
    assert compute_before(spec(1, M), D("2026-03-01"), CALENDAR).due == D("2026-01-31")
    assert compute_before(spec(1, Y), D("2025-03-01"), CALENDAR).due == D("2024-02-29")
    assert compute_before(spec(7, CD, count_start=True), D("2026-10-15"), CALENDAR).due == D("2026-10-08")
    assert compute_before(spec(1, WD), D("2027-01-01"), CALENDAR).provisional is False
    assert compute_before(spec(1, WD), D("2027-01-02"), CALENDAR).provisional is True


def test_remaining_counts_the_terms_unit_and_suspended_days_do_not_run():
    stops = [stop("2026-10-13", "2026-10-30")]
    due = compute(spec(20, WD), D("2026-09-22"), CALENDAR, suspensions=stops)
    assert due.due == D("2026-11-16")
    assert due.remaining(D("2026-10-12")) == due.remaining(D("2026-10-20")) == due.remaining(D("2026-10-30")) == 11
    assert due.remaining(D("2026-11-16")) == 0
    assert due.remaining(D("2026-11-17")) == -1
    days = compute(spec(15, CD), D("2026-09-18"), CALENDAR)
    assert (days.remaining(D("2026-09-18")), days.remaining(D("2026-10-08"))) == (15, -5)


def test_the_day_after_a_friday_is_late_although_no_working_day_passed():
    due = compute(spec(5, WD), D("2026-11-06"), CALENDAR)
    assert due.due == D("2026-11-13")
    assert due.remaining(D("2026-11-14")) == -1


def test_days_before_the_calendar_begins_are_provisional():
    due = compute(spec(5, WD), D("2006-11-06"), CALENDAR)
    assert due.provisional and any("日历自2007年1月1日起" in note for note in due.notes)


def test_the_last_days_of_the_known_year_ask_for_a_look_at_the_next_notice():
    due = compute(spec(5, WD), D("2026-12-24"), CALENDAR)
    assert (due.due, due.provisional) == (D("2026-12-31"), False)
    assert any("元旦安排可能调整" in note for note in due.notes)


def picture():
    """The term sheet of the paper: suspended, then extended."""
    return compute(
        spec(20, WD, name="政府信息公开申请答复期限", basis="《政府信息公开条例》第三十三条第二款"),
        D("2026-09-22"),
        CALENDAR,
        suspensions=[stop("2026-10-13", "2026-10-30", basis="第三十三条第三款")],
        extensions=[extension(10, "2026-11-13", basis="第三十三条第二款")],
        start_note="收到补正的申请",
    )


def test_the_sheet_is_that_of_the_paper():
    due = picture()
    rows = [(line.seq, line.event, str(line.start), str(line.end), line.counted, line.total) for line in due.lines]
    assert rows == [
        (1, "收到补正的申请", "2026-09-22", "2026-09-22", 0, 0),
        (2, "计入", "2026-09-23", "2026-10-12", 9, 9),
        (3, "停止计算", "2026-10-13", "2026-10-30", 0, 9),
        (4, "计入", "2026-10-31", "2026-11-16", 11, 20),
        (5, "延长", "2026-11-17", "2026-11-30", 10, 30),
    ]
    assert "不计中秋节9月25日至27日、国庆节10月1日至7日及周末；10月10日（周六）调休上班，计入" in due.lines[1].text
    assert "期间14个工作日不计" in due.lines[2].text
    assert due.statement == "末日：2026年11月30日（周一）。末日为工作日，不涉及顺延。"
    text = term_sheet_text(due, today=D("2026-11-20"))
    assert "剩6个工作日" in text and "《国务院办公厅关于2026年部分节假日安排的通知》" in text


def test_the_little_calendars_mark_every_day():
    marks = {str(mark.day): mark for mark in picture().marks}
    assert len(marks) == 30 + 31 + 30
    labels = {day: mark.label for day, mark in marks.items()}
    assert [labels[f"2026-09-{n}"] for n in (21, 22, 23, 25, 26)] == ["", "起", "1", "中秋", "休"]
    assert [labels[f"2026-10-{n}"] for n in ("01", "10", 11, 13, 17)] == ["国庆", "8", "", "停", ""]
    assert marks["2026-11-16"].number == 20 and not marks["2026-11-16"].extended
    assert marks["2026-11-17"].extended
    assert marks["2026-11-30"].end and marks["2026-11-30"].number == 30
    assert marks["2026-09-22"].start and marks["2026-10-17"].rest and marks["2026-10-13"].suspended


def test_marks_of_a_rolled_term_end_on_the_rolled_day():
    marks = compute(spec(60, CD, PUBLIC), D("2026-08-03"), CALENDAR).marks
    end = next(mark for mark in marks if mark.end)
    assert (str(end.day), end.label) == ("2026-10-08", "止")


def test_a_term_without_law_borrows_no_article():
    assert "依据：本县（镇）设定，无法定期限" in term_sheet_text(compute(spec(5, WD), D("2026-11-02"), CALENDAR))


def test_a_moved_date_keeps_the_old_one():
    moved = Moved(old=D("2026-10-16"), new=D("2026-11-16"), why="征求第三方意见，停止计算14个工作日")
    assert str(moved) == "末日由2026-10-16改为2026-11-16：征求第三方意见，停止计算14个工作日"


def test_civil_rolling_names_its_article():
    due = compute(spec(10, CD, CIVIL), D("2026-09-23"), CALENDAR)
    assert "第二百零三条" in due.lines[-1].text


@pytest.mark.parametrize("amount", [0, -1, 100_001, True, 2.0, "20"])
def test_impossible_amounts_are_refused(amount):
    with pytest.raises(TermError, match="期限数"):
        spec(amount, WD)


@pytest.mark.parametrize("unit", list(Unit))
def test_results_outside_the_calendar_of_man_are_refused(unit):
    with pytest.raises(FazhiError, match="9999"):
        compute(spec(99_999, unit), date(9990, 1, 1), CALENDAR)
    with pytest.raises(FazhiError, match="9999"):
        compute_before(spec(99_999, unit), date(2, 1, 1), CALENDAR)


def test_add_months_backwards():
    assert add_months(D("2026-03-31"), -1) == D("2026-02-28")
    assert add_months(D("2026-01-15"), -13) == D("2024-12-15")
