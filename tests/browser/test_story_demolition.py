"""集体土地上的房屋，上周会上已经定了要拆：照实登记、标明、不计数；审查说超越权限；不能公布。全程不用 JavaScript。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.story import Story, county, file
from tests.records.conftest import home  # noqa: F401

from fazhi.records import clock, matters
from fazhi.records.demo import script
from fazhi.records.demo.playing import Player, stream_of
from fazhi.records.models import Matter, Rollup, YieldedFact

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AS_OF = date(2026, 11, 20)
HEARD = 7
"""Moves of the demonstration's matter up to where the public was heard; the rest is done here, by hand."""


@pytest.fixture
def story(browser: Browser, live_url: str, transactional_db, home: Path) -> Iterator[Story]:  # noqa: F811
    matters.forget()
    county()
    entry = next(one for one in script.matters() if one.id == "d-houses")
    days = script.Days(as_of=AS_OF, calendar=matters.calendar())
    player = Player(county=script.county(), days=days)
    for number, move in enumerate(entry.moves[:HEARD]):
        with clock.fixed(days.day(move.at)):
            player.play(entry, number)
    with browser.new_context(java_script_enabled=False, base_url=live_url, locale="zh-CN") as plain:
        yield Story(plain.new_page(), scripts=False)
    clock.set_source(None)


def blocked(story: Story, address: str, step: str) -> None:
    """Open a step that cannot be done from the flow chart."""
    story.at(address)
    story.page.get_by_role("link", name="流程图").first.click()
    story.page.locator("main").get_by_role("link", name=step, exact=True).click()


def fact(story: Story, address: str, step: str, answers: dict[str, object], why: str) -> None:
    """Record what happened past the gates, on its true day."""
    blocked(story, address, step)
    story.page.get_by_role("link", name="登记为不合规事实").click()
    story.answer(answers)
    story.answer({"why": why, "occurred": "2026年11月11日", "decider": "p-han"})
    story.send(refused=True)  # four working days ago: an entry made late says why
    story.answer({"late_reason": "承办人外出，回来后登记", "late_approver": "p-lu", "late_paper": "登记说明1页"})
    story.send()


def test_what_was_decided_beyond_the_power_is_recorded_and_never_published(story: Story) -> None:
    stream = stream_of("d-houses")
    address = f"/m/{stream.partition('/')[2]}/"
    story.on("2026-11-17")
    story.sign_in("liuwan-jjb")
    met = {"outcome": "已讨论", "kind": "党政联席会议", "reviewer_there": False, "last": "其他人员"}
    fact(story, address, "集体讨论", met, "会议没有等合法性审查，且拆除集体土地上房屋不属于镇政府权限。")
    fact(story, address, "作出决定", {"outcome": "作出决定", "differs": False}, "未经审查即决定拆除三十二户。")
    story.at(address)
    story.shows("不合规事实 2 项", "2026-11-11", "补录（晚 4 个工作日）", "不计入依法办理的件数")
    story.picture("20-fact", narrow=True, at=".timeline")

    story.form("送司法所审查")
    story.answer(
        {"grounds": "无", "performed": "座谈会一次；会议已先行召开。", "wanted_by": "20261127", "urgent": False}
    )
    story.send()
    review = story.page.url.partition("act/")[0]
    story.answer({"materials": ["起草说明", "有关依据", "履行法定程序说明"], "wanted": "20261127", "urgent": False})
    story.answer({"file-text": file("老街片区房屋拆除方案", "拆除集体土地上房屋三十二户。")})
    story.papers("form")
    story.send()
    story.sign_in("liuwan-dzb")
    story.at(review)
    story.do("转送审查或退回", {"outcome": "转送审查机构"})
    story.on("2026-11-18")
    story.sign_in("liuwan-sfs-sz")
    story.at(review)
    story.do("受理或退回补正", {"outcome": "受理"}, "receipt")
    story.do("定级", {"outcome": "重大", "grounds": ["事项类别属于重大", "涉及群体利益"]})
    story.do("征求法律顾问（公职律师）意见", {"who": "邹文远律师", "questions": "镇政府有无权限", "decider": "p-shen"})
    story.on("2026-11-19")
    answer = {"outcome": "不同意", "no_interest": True, "advice": "集体土地上房屋随征收处理。", "decider": "p-shen"}
    story.do("登记答复：法律顾问意见", answer, "signed")
    story.form("出具审查意见书")
    story.answer({"outcome": "超越法定权限，报上级", "heading": "补充审查意见", "channel": "本单位审查"})
    story.answer({"power": "不符合", "process": "不符合", "content": "存疑", "no_interest": True, "exploratory": False})
    story.answer({"superior": "青禾县人民政府：征收集体土地由县级以上地方人民政府组织实施。"})
    story.answer({"remedy": "停止执行，报县政府处理。"})
    story.answer({"file-text": file("合法性审查意见书", "镇政府没有决定权。")})
    story.papers("sealed")
    story.picture("21-opinion")
    story.send()
    story.do("办结", {"outcome": "超越法定权限，报上级"}, "superior")

    blocked(story, address, "公布")
    story.shows("不能公布：决策尚未依法作出", "不能公布：没有有效的合法性审查意见")
    story.picture("22-unpublished", narrow=True)
    blocked(story, address, "集体讨论")
    story.shows("本级没有这项职权", "《中华人民共和国土地管理法》第四十七条", "报县政府")

    story.sign_in("liuwan-zz")
    story.at(address)
    story.page.locator("main").get_by_role("link", name="将超越权限的事项报县政府").first.click()
    story.answer({"reason": "征收集体土地由县级以上地方人民政府组织实施。", "undo": "已停止执行，向三十二户说明。"})
    story.papers("report")
    story.send()
    row = Matter.objects.get(stream__key=stream)
    assert (row.findings, row.outcome, row.closed) == (2, "已报县政府", date(2026, 11, 19))
    story.picture("23-referred", narrow=True)
    counted(story)


def counted(story: Story) -> None:
    """Look at the ledger: the facts stand in their own column, and nowhere as a meeting or a decision."""
    story.page.get_by_role("link", name="台账", exact=True).click()
    story.page.locator("main").get_by_role("link", name="重大行政决策程序台账").first.click()
    row = story.page.locator("tr", has_text="老街片区集体土地上房屋拆除方案").first
    heads = story.page.locator("table.register thead tr:last-child th, table thead tr:last-child th").all_inner_texts()
    cells = dict(zip([head.strip() for head in heads], row.locator("th, td").all_inner_texts(), strict=False))
    said = {name: cells[name].strip() for name in ("会议类型及日期", "决定日期", "公布日期")}
    assert set(said.values()) <= {"", "—", "－"}, said
    assert "1" in cells["先会后审等违规事实"]
    yielded = set(YieldedFact.objects.values_list("measure", flat=True))
    assert {"legality_review.afterwards", "major_decision.discussed", "major_decision.discussed_unreviewed"} <= yielded
    for numerator in ("legality_review.prior", "major_decision.reviewed_before", "major_decision.complete"):
        assert not Rollup.objects.filter(series__measure=numerator, n__gt=0).exists(), numerator
    story.picture("24-ledger")
