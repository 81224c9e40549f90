"""Yearly reports: how they are declared, how a figure is said, what is left open, how the paper is kept."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from fazhi.kernel.errors import CitationError, LedgerError, PackError
from fazhi.kernel.measures import Column, Sheet, Span, Stated, Unit, line_of
from fazhi.kernel.measures.annual import read_annual
from fazhi.kernel.measures.annual_paper import (
    Around,
    beside,
    gap,
    lacking,
    number_words,
    paper_of,
    sample_words,
    why_none,
)
from fazhi.kernel.papers import Hands, Paper, endnotes, keeping, lines
from fazhi.packs import annual, measures, procedures

BASIS = {"text": "年度报告", "force": "policy", "mark": "▲"}
GOOD: dict[str, Any] = {
    "id": "small", "name": "试验报告", "title": "{unit}{year}年度报告", "opening": "现报告如下。", "says": "义。",
    "signers": ["head"], "basis": BASIS, "unrecorded": ["没有记录执法。"],
    "due": [{"id": "p", "name": "公开", "month": 4, "day": 1, "publishes": True, "basis": BASIS}],
    "chapter": [
        {"title": "成效", "basis": BASIS, "part": [
            {"id": "a", "title": "审查", "say": ["审结{reviews}，审查率{review_rate}。"], "none": "本年没有审查事项。"},
        ]},
        {"title": "{next}年安排", "basis": BASIS, "part": [{"id": "plan", "write": "安排"}]},
        {"title": "其他", "basis": BASIS, "part": [{"id": "other", "write": "其他", "optional": True}]},
    ],
    "figures": [{"title": "审查", "row": [{"indicator": "reviews"}, {"indicator": "review_rate"}]}],
}  # fmt: skip


def made(data: dict[str, Any]) -> Any:
    return read_annual(data, measures.indicators(), measures.every(), procedures.posts())


def cell(value: Fraction | None, printed: str, over: int | None = None, under: int | None = None) -> Stated:
    parts = (None if part is None else Fraction(part) for part in (over, under))
    return Stated(column=Column.PERIOD, value=value, over=next(parts), under=next(parts), printed=printed)


def sheet(reviews: tuple[int, int] = (213, 190), rate: tuple[int, int] = (371, 389)) -> Sheet:
    """Return a sheet of the two figures, this year's and last year's."""
    every = measures.indicators()
    share = Fraction(*rate) if rate[1] >= 10 else None
    printed = "95.4%" if share else ("—（分母为零）" if not rate[1] else "—（不足 10 件，不计比率）")

    def both(one: Stated, other: Stated) -> tuple[Stated, Stated]:
        return one, Stated(
            column=Column.YEAR_BEFORE, value=other.value, over=other.over, under=other.under, printed=other.printed
        )

    counts = both(*(cell(Fraction(n), f"{n:,}") for n in reviews))
    rates = both(cell(share, printed, *rate), cell(Fraction(932, 1000), "93.2%", 932, 1000))
    rows = (("reviews", counts), ("review_rate", rates))
    year = Span(date(2025, 1, 1), date(2025, 12, 31), "2025年度")
    return Sheet(
        form="small", title="试验报告", period="2025", known="2026-01-10T09:59:59+08:00",
        days={Column.PERIOD: year, Column.YEAR_BEFORE: year.year_before()},
        lines=tuple(
            line_of(name, every[name].name, every[name], cells, every, measures.digests()) for name, cells in rows
        ),
        others={}, measures={},
    )  # fmt: skip


AROUND = Around(place="柳湾镇", organ="柳湾镇人民政府", year=2025, day=date(2026, 1, 10), matters={"reviews": 213})


def written(texts: dict[str, str], found: Sheet | None = None, around: Around = AROUND) -> Paper:
    return paper_of(made(GOOD)[0], found or sheet(), texts, around)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["chapter"][0]["part"][0].update(say=["审结{no_such}。"]), "没有“no_such”这个数"),
        (lambda d: d["chapter"][0]["part"][0].update(say=["审结{reviews。"]), "花括号不成对"),
        (lambda d: d["chapter"][0]["part"][0].update(say=["没有数。"]), "句子里没有一个数"),
        (lambda d: d["chapter"][0]["part"][0].pop("none"), "缺少文字"),
        (lambda d: d["chapter"][1]["part"][0].update(prompt="x"), "不认识的键“prompt”"),
        (lambda d: d["chapter"][1]["part"][0].pop("write"), "既没有句子，也没有要写的"),
        (lambda d: d["chapter"][1].pop("basis"), "须写依据"),
        (lambda d: d["chapter"][1].update(part=[]), "这一章没有内容"),
        (lambda d: d["chapter"][1]["part"][0].update(id="a"), "“a”重复"),
        (lambda d: d["figures"][0]["row"].append({"indicator": "reviews"}), "“reviews”重复"),
        (lambda d: d["figures"][0]["row"].append({"indicator": "no_such"}), "没有“no_such”这一指标"),
        (lambda d: d["figures"][0].update(words={"nothing": "条"}), "不认识的键“nothing”"),
        (lambda d: d["due"][0].update(month=2, day=30), "没有2月30日"),
        (lambda d: d["due"].append({**d["due"][0], "id": "q"}), "至多一个期限以公开为准"),
        (lambda d: d.update(signers=["king"]), "没有“king”这一岗位"),
        (lambda d: d.update(signers=[]), "没有写由谁签发"),
        (lambda d: d.update(title="{unit}{name}报告"), "不认识“{name}”"),
    ],
)
def test_a_broken_report_is_refused(change: Callable[[dict[str, Any]], object], words: str) -> None:
    broken = copy.deepcopy(GOOD)
    change(broken)
    with pytest.raises(PackError, match=words):
        made(broken)


def test_a_basis_must_stand_in_the_catalogue() -> None:
    for change in ("basis", "chapter"):
        broken = copy.deepcopy(GOOD)
        where = broken if change == "basis" else broken["chapter"][0]
        where["basis"] = {"ref": "没有这部法@2020:1", "force": "must", "mark": "✔"}
        with pytest.raises(CitationError, match="没有这部法"):
            annual.check(made(broken), "annual/x.toml")


def test_a_report_of_posts_is_one_for_each() -> None:
    found = made({**GOOD, "posts": {"secretary": "书记", "head": "镇长"}, "title": "{unit}{post}{year}年度报告"})
    assert [(one.id, one.form.id, one.name, one.signers) for one in found] == [
        ("small_secretary", "small_secretary", "试验报告（书记）", ("secretary",)),
        ("small_head", "small_head", "试验报告（镇长）", ("head",)),
    ]
    assert found[1].titled(found[1].heading, "柳湾镇", 2025) == "柳湾镇镇长2025年度报告"


def test_a_figure_is_said_with_what_it_needs_to_be_read() -> None:
    assert number_words(cell(Fraction(1213), "1,213"), "件") == "1213件"
    assert number_words(cell(Fraction(7, 2), "3.5 个工作日"), "") == "3.5个工作日"
    none, few = cell(None, "—（分母为零）", 0, 0), cell(None, "—（不足 10 件，不计比率）", 2, 3)
    assert (number_words(none, ""), why_none(none)) == ("不适用", "分母为零")
    assert (number_words(few, ""), why_none(few)) == ("样本不足，不计比率", "不足10件，不计比率")
    text = lines(written({"plan": "做。"}))
    assert "审结213件（上年190件，增长12.1%），审查率95.4%（371/389；上年93.2%，提高2.2个百分点）。" in text
    small = lines(written({"plan": "做。"}, sheet(reviews=(4, 6), rate=(2, 3))))
    said = "审结4件（上年6件，减少2件），审查率样本不足，不计比率（2/3；不足10件，不计比率；上年93.2%）。"
    assert said in small
    zero = lines(written({"plan": "做。"}, sheet(rate=(0, 0))))
    assert "审结213件（上年190件，增长12.1%），审查率不适用（分母为零；上年93.2%）。" in zero


def test_what_was_asked_of_people_is_said_with_its_margin_and_no_growth() -> None:
    now, before = (
        cell(Fraction(782, 10), "78.2 分（误差±4.1，64 份答卷）"),
        cell(Fraction(76), "76.0 分（12 份答卷，误差算不出）"),
    )
    assert (number_words(now, ""), sample_words(now)) == ("78.2分", "误差±4.1，64份答卷")
    assert beside(Unit.POINTS, 1, now, before, "") == "上年76.0分，12份答卷，误差算不出"
    assert beside(Unit.POINTS, 1, cell(None, "—（回答不足 10 份，不公布）"), now, "").endswith("误差±4.1，64份答卷")
    assert beside(Unit.POINTS, 1, now, cell(None, "—（回答不足 10 份，不公布）"), "") == "上年没有可计的数据"
    few = cell(None, "—（回答不足 10 份，不公布）")
    assert (number_words(few, ""), why_none(few), sample_words(few)) == ("不适用", "回答不足10份，不公布", "")


@pytest.mark.parametrize(
    ("unit", "now", "before", "words"),
    [
        (Unit.COUNT, Fraction(5), Fraction(5), "上年5件，持平"),
        (Unit.COUNT, Fraction(3), Fraction(9), "上年9件，减少6件"),
        (Unit.COUNT, Fraction(8), Fraction(10), "上年10件，下降20.0%"),
        (Unit.COUNT, None, Fraction(10), "上年10件"),
        (Unit.COUNT, Fraction(10), None, "上年没有可计的数据"),
    ],
)
def test_last_year_stands_beside(unit: Unit, now: Fraction | None, before: Fraction | None, words: str) -> None:
    one, other = (cell(value, str(value) if value is not None else "—") for value in (now, before))
    assert beside(unit, 0, one, other, "件") == words


def test_what_was_not_written_is_a_gap_and_an_unwritten_option_no_chapter() -> None:
    report = made(GOOD)[0]
    assert [place.id for place in lacking(report, {"plan": " \n"})] == ["plan"] and not lacking(report, {"plan": "做"})
    text = lines(written({}))
    assert gap("安排") in text and "三、其他" not in text
    told = lines(written({"plan": "一。\n\n二。", "other": "无。"}))
    assert {"二、2026年安排", "一。", "二。", "三、其他", "无。"} <= set(told) and not any(
        "待填" in one for one in told
    )


def test_each_figure_has_its_source_and_a_year_without_anything_says_so() -> None:
    notes = endnotes(written({"plan": "做。"}))
    assert [note.number for note in notes] == [1, 2, 3]
    assert notes[0].text == (
        "“审查件数”，2025年1月1日至2025年12月31日；算式：legality_review.concluded；截至2026-01-10 09:59登记，"
        "涉及事项213件；本年213件，上年同期190件。"
    )
    assert notes[2].text == "本段由撰写人填写，不是从系统记录中数出的。"
    text = lines(written({"plan": "做。"}, sheet(reviews=(0, 4), rate=(0, 0))))
    assert "本年没有审查事项。" in text and "没有记录执法。" in "".join(text)
    alone = lines(written({"plan": "做。"}, around=Around(
        place="柳湾镇", organ="柳湾镇人民政府", year=2025, day=date(2026, 1, 10), before=False
    )))  # fmt: skip
    assert "审结213件，审查率95.4%（371/389）。" in alone and "2.本系统没有2024年的记录，不与上年比较。" in alone


def test_a_kept_paper_is_read_back_word_for_word_and_others_are_refused() -> None:
    paper = written({"plan": "做<w:p>&\n“好”。"})
    kept = json.loads(json.dumps(keeping.plain(paper), ensure_ascii=False))
    assert keeping.read(kept) == paper
    with pytest.raises(LedgerError, match="Hands"):
        keeping.plain(Paper(title="单", blocks=(Hands(labels=("签字",)),)))
    for broken in ({}, {**kept, "blocks": [{"what": 1}]}, {**kept, "grade": "x"}):
        with pytest.raises(LedgerError, match="读不出来"):
            keeping.read(broken)
