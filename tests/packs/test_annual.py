"""The shipped yearly reports: what the law asks stands in them, each gap is found, a finished one passes."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.cli.checker.one import Settings, check_document
from fazhi.kernel.lint import Document, Kind, Result
from fazhi.kernel.measures import Column, FactCount, Period, PeriodKind, Sheet, figure, line_of, stated
from fazhi.kernel.measures.annual import AnnualReport
from fazhi.kernel.measures.annual_paper import Around, paper_of
from fazhi.kernel.papers import lines
from fazhi.packs import annual, measures

YEAR = Period(2025, 1, PeriodKind.YEAR)
DAY = date(2026, 1, 10)


def sheet(report: AnnualReport) -> Sheet:
    """Return a year in which nothing happened."""
    every, nothing = measures.indicators(), FactCount([], YEAR)
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
    around = Around(place="柳湾镇", organ="柳湾镇人民政府", year=2025, day=DAY, person="寅书记")
    text = "\n".join(lines(paper_of(report, sheet(report), texts, around)))
    return check_document(Document(text, path="x.txt", kind=Kind.AR), Settings(today=DAY))


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
