"""What a column of a register may read."""

from __future__ import annotations

import pytest
from tests.kernel.packing import POSTS, Matter, day, raw

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import ActKind, CalendarClocks, FieldValue, State, View, load
from fazhi.kernel.procedures.books import book_of, holds
from fazhi.packs.calendar import load as load_calendar

DO = ActKind.DO


def test_a_column_may_read_only_runs_of_one_result() -> None:
    matter = Matter("mini", risk=False)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-10", "丁", outcome="退回补正", fields={"missing": "依据全文"})
    matter.do(DO, "submit", "02-12")
    matter.do(DO, "intake", "02-13", "丁")
    clocks = CalendarClocks(matter.procedure, matter.state, matter.calendar, day("02-13"))
    returned = View(matter.procedure, matter.state, clocks, loose=True, of="退回补正")
    assert returned.step_value("intake", "date") == day("02-10")
    assert returned.step_value("submit", "date") == day("02-12"), "a step without that result is read as ever"
    accepted = View(matter.procedure, matter.state, clocks, loose=True, of="受理")
    assert accepted.step_value("intake", "date") == day("02-13")


def test_the_result_must_be_one_of_a_step_that_the_column_reads() -> None:
    data = raw("mini")
    column = {"name": "退补日期", "value": "intake.date", "of": "退回补正"}
    data["register"] = [{"id": "review", "title": "台账", "columns": [{"name": "收件日期", "value": "opened"}, column]}]
    assert load(data, POSTS).registers[0].columns[1].of == "退回补正"
    column["of"] = "退回"
    with pytest.raises(PackError, match="没有“退回”这一结果"):
        load(data, POSTS)


def test_a_register_goes_through_a_list_that_there_is() -> None:
    data = raw("mini")
    column = {"name": "序号", "value": "#"}
    for each, wrong in (("opinions", False), ("nothing", True)):
        data["register"] = [{"id": "lines", "title": "逐条", "each": each, "columns": [column]}]
        if wrong:
            with pytest.raises(PackError, match="没有名为“nothing”的名单"):
                load(data, POSTS)
        else:
            assert load(data, POSTS).registers[0].each == each


def test_a_register_kept_apart_takes_its_matters_out_of_the_others() -> None:
    data = raw("mini")
    column = {"name": "序号", "value": "#"}
    rest = {"id": "rest", "title": "其余", "columns": [column]}
    apart = {"id": "apart", "title": "单列", "apart": "subject.risk", "columns": [column]}
    data["register"] = [rest, apart]
    made = load(data, POSTS)

    def book(**facts: FieldValue) -> str:
        state = State(subject=facts)
        return book_of(made, state, CalendarClocks(made, state, load_calendar(), day("03-02")))

    assert [book(risk=True), book(risk=False), book()] == ["apart", "", ""], "what is unknown is not apart"
    assert [[holds(one, name) for one in made.registers] for name in ("apart", "")] == [[False, True], [True, False]]
    for condition in ("did(intake)", "intake.outcome == '受理'", "today() == today()"):
        data["register"] = [rest, {**apart, "apart": condition}]
        with pytest.raises(PackError, match="只能看立项事实"):
            load(data, POSTS)
    data["register"] = [apart]
    with pytest.raises(PackError, match="其余事项没有台账"):
        load(data, POSTS)
