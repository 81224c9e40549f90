"""The shipped yearly reports: what the law asks stands in them, each gap is found, a finished one passes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from fazhi.cli.checker.one import Settings, check_document
from fazhi.kernel.errors import FazhiError, PackError
from fazhi.kernel.lint import Document, Kind, Result
from fazhi.kernel.measures import Column, Fact, FactCount, Period, PeriodKind, Sheet, figure, line_of, stated
from fazhi.kernel.measures.annual import AnnualReport
from fazhi.kernel.measures.annual_paper import Around, paper_of, told_under, values_of
from fazhi.kernel.measures.annual_tables import NONE, read_table
from fazhi.kernel.measures.formula import Reading, parts
from fazhi.kernel.papers import lines
from fazhi.kernel.procedures.tables import Table
from fazhi.packs import annual, measures, procedures

YEAR = Period(2025, 1, PeriodKind.YEAR)
DAY = date(2026, 1, 10)
AROUND = Around(place="柳湾镇", organ="柳湾镇人民政府", year=2025, day=DAY, person="寅书记")


def sheet(report: AnnualReport, happened: Sequence[Fact] = ()) -> Sheet:
    """Return a year in which that happened; nothing, where nothing is said."""
    every, nothing = measures.indicators(), FactCount(happened, YEAR)
    days = {Column.PERIOD: YEAR, Column.YEAR_BEFORE: YEAR.year_before()}
    rows = [
        line_of(
            row.id, row.name, row.indicator,
            [stated(column, figure(row.indicator, every, nothing)) for column in days], every, measures.digests(),
        )
        for row in report.form.rows
    ]  # fmt: skip
    return Sheet(
        form=report.id, title=report.name, period="2025", days=days, known="2026-01-10T09:00:00+08:00",  # type: ignore[arg-type]
        lines=tuple(rows), others={}, measures={},
    )  # fmt: skip


def checked(report: AnnualReport, texts: dict[str, str]) -> Result:
    text = "\n".join(lines(paper_of(report, sheet(report), texts, AROUND)))
    return check_document(Document(text, path="x.txt", kind=Kind(report.kind)), Settings(today=DAY))


def codes(result: Result) -> list[str]:
    return [one.code for one in result.findings if one.severity.value == "error"]


def test_what_the_report_must_say_has_a_chapter() -> None:
    titles = [chapter.title for chapter in annual.reports()["yearly"].chapters]
    for asked in ("主要举措和成效", "第一责任人职责", "不足和原因", "下一年度", "其他需要报告"):
        assert any(asked in title for title in titles), asked
    publish = next(due for due in annual.reports()["yearly"].dues if due.publishes)
    assert publish.after(2025) == date(2026, 4, 1) and publish.basis.mark == "◇"
    assert {"duty_secretary", "duty_head"} <= annual.reports().keys()
    assert len(annual.reports()["yearly"].form.rows) > 50


@pytest.mark.parametrize("name", list(annual.reports()))
def test_every_gap_is_found_and_without_gaps_nothing_holds_it_back(name: str) -> None:
    report = annual.reports()[name]
    needed = [place for place in report.written if not place.optional]
    assert codes(checked(report, {})).count("G001") == len(needed)
    texts = {place.id: "本人主持研究4次，6月底前完成2项。" for place in needed}
    assert codes(checked(report, texts)) == []
    for place in needed:
        left = {key: text for key, text in texts.items() if key != place.id}
        assert codes(checked(report, left)) == ["G001"], place.id


GRID = "disclosure_yearly"
COMPANY = "法人或者其他组织／商业企业"


def asked_for() -> Counter[str]:
    """Return every slice that the table of requests counts, without the kind of applicant: measure -> words."""
    report = annual.reports()[GRID]
    found: Counter[str] = Counter()
    for row in report.form.rows:
        if row.id in report.grid and row.id.startswith("applied_") and row.id.endswith("_1"):
            for part in parts(row.indicator.formula):
                assert isinstance(part, Reading)
                for words in part.slices:
                    found[f"{part.measure.partition('.')[2]}:{words.partition('公民')[2].lstrip('／')}"] += 1
    return found


def test_the_national_form_counts_each_result_of_a_request_once() -> None:
    """Whatever a request can come to stands in one row, and every row names what the pack knows."""
    pack = procedures.get("disclosure_request")
    reply = pack.steps["reply"]
    grounds = next(item for item in reply.fields if item.id == "main_ground").type.values
    expected = {f"replied_by:{outcome}" for outcome in reply.outcomes if outcome != "不予公开"}
    expected |= {f"replied_by:不予公开／{ground}" for ground in grounds} | {"ended_by:"}
    found = asked_for()
    assert {name: n for name, n in found.items() if name.startswith(("replied_by", "ended_by"))} == dict.fromkeys(
        expected, 1
    )
    kinds = {item.id: item.type.values for item in pack.steps["receive"].fields}
    organisations = {f"法人或者其他组织／{one}" for one in kinds["applicant_type"]}
    cells = [row.indicator.formula for row in annual.reports()[GRID].form.rows if row.id.startswith("applied_new_")]
    assert {cell.slices[0] for cell in cells if isinstance(cell, Reading)} == {"公民", *organisations}


def test_the_table_is_counted_by_applicant_and_result_and_says_what_it_cannot_reach() -> None:
    report, day = annual.reports()[GRID], date(2025, 5, 6)

    def fact(measure: str, by: str = "", n: int = 1) -> Fact:
        return Fact(measure=f"disclosure_request.{measure}", day=day, n=n, amount=n, by=by)

    happened = [
        *(fact("received_by", by) for by in ("公民", "公民", COMPANY)), *(fact("received") for _ in range(4)),
        fact("replied_by", "公民／不予公开／过程性信息"), fact("replied_by", f"{COMPANY}／已主动公开，告知获取途径"),
        fact("replied", "不予公开"), fact("replied", "已主动公开，告知获取途径"), fact("ended_by", "公民"),
        fact("withdrawn"),
    ]  # fmt: skip
    made = sheet(report, happened)
    table = next(one for one in report.tables if one.id == "applied")
    values = values_of(made)
    rows = {row.id: table.numbers(row, values) for row in table.rows if row.id}
    assert rows["new"] == (2, 1, 0, 0, 0, 0, 3)
    assert rows["process"] == (1, 0, 0, 0, 0, 0, 1) and rows["open"] == (0, 1, 0, 0, 0, 0, 1)
    assert rows["all"] == (2, 1, 0, 0, 0, 0, 3) and rows["left"] == (0,) * 7
    told = list(told_under(table, values))
    assert len(told) == 2 and "不等于零" in told[0], told
    assert "本年新收政府信息公开申请数量”另有1件没有列入表内：登记时没有记录" in told[1]
    text = "\n".join(lines(paper_of(report, made, {}, AROUND)))
    assert "条例第二十条第（一）项" in text and NONE in text and "另有1件没有列入表内" in text
    assert "（七）总计" in text and text.count("一、本年新收政府信息公开申请数量") >= 1
    assert "一、本年新收政府信息公开申请数量（自然人）" not in text, "cells of tables stand in no annex"


def test_a_person_fills_in_the_cells_that_nothing_records_and_the_table_says_so() -> None:
    report = annual.reports()[GRID]
    slices = {"replied_by": "公民／予以公开", "replied": "予以公开"}
    day = date(2025, 5, 6)
    made = sheet(
        report,
        [Fact(measure=f"disclosure_request.{name}", day=day, n=1, amount=1, by=by) for name, by in slices.items()],
    )
    table = next(one for one in report.tables if one.id == "applied")
    cells = {cell.label: cell.id for cell in report.open_cells.values()}
    asked = cells["8.属于行政查询事项：自然人"]
    typed = report.typed({asked: " 2 ", cells["行政事业性收费：本年收费金额（万元）"]: "１.5"})
    values = values_of(made)
    rows = {row.id: table.numbers(row, values, typed) for row in table.rows if row.id}
    assert rows["inquiry"] == (2, None, None, None, None, None, 2)
    assert rows["all"] == (3, 0, 0, 0, 0, 0, 3), "what was written counts in the sum of the form"
    told = list(told_under(table, values, typed))
    assert any("“8.属于行政查询事项”由撰写人填写" in one for one in told), told
    assert any("比系统登记的多2件" in one for one in told), told
    text = "\n".join(
        lines(paper_of(report, made, {asked: "2", cells["行政事业性收费：本年收费金额（万元）"]: "1.5"}, AROUND))
    )
    assert "1.5" in text and "“行政事业性收费”由撰写人填写" in text and "表下注明由撰写人填写的除外" in text
    for wrong in ("无", "-1", "1.5", "12345678901"):
        with pytest.raises(FazhiError, match="只写整数"):
            report.typed({asked: wrong})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"heads": []}, "编号和列"),
        ({"by": ["公民"]}, "每一列写一个分类"),
        ({"row": [{"name": "a", "sums": ["gone"]}]}, "没有“gone”这一行"),
        ({"row": [{"name": "a", "cells": ["gone", ""]}]}, "每一列写一个数"),
        ({"row": [{"name": "a", "id": "x", "of": ["disclosure_request.gone"]}]}, "没有规程产生"),
        ({"row": [{"name": "a", "id": "x", "of": ["disclosure_request.days"]}]}, "不能读成"),
        ({"row": [{"name": "a", "cells": ["", ""], "whole": "gone", "says": "x"}]}, "whole 是报告的一个数"),
        ({"row": [{"name": "a", "cells": ["", ""], "sums": ["b"]}]}, "只写一种"),
    ],
)
def test_a_broken_table_is_refused(change: dict[str, object], message: str) -> None:
    data = {"id": "t", "title": "表", "heads": ["甲", "乙"], "by": ["公民", COMPANY], "row": [], **change}
    with pytest.raises(PackError, match=message):
        read_table(Table(data, "table"), "r", measures.every(), {})
