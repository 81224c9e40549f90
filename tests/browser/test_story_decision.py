"""引进产业项目：没有核对用地和环境规定就要上会，被拦住；送审、退回一次、改好、复核，再上会、决定、公布。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.story import Story, county, file
from tests.records.conftest import home  # noqa: F401

from fazhi.records import clock, matters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "桃溪片区竹木制品加工项目引进方案"
DRAFT = (
    "一、引进竹木制品加工项目，用地四十亩，其中一般耕地十二亩。",
    "二、企业先行进场平整土地，手续同步补办。",
    "三、项目排放按企业承诺执行。",
)
MISSING = (
    "一、有关依据全文，用地、环境两项（自然资源所、生态环境分局）；"
    "二、履行法定程序说明（承办科室）；三、用地现状图（自然资源所）。"
)
MENDED = ("一、引进竹木制品加工项目，用地二十八亩，均为已批准的建设用地。", "二、取得用地、环评手续后开工。", DRAFT[2])


@pytest.fixture
def story(page: Page, transactional_db, home: Path) -> Iterator[Story]:  # noqa: F811
    matters.forget()
    county()
    yield Story(page)
    clock.set_source(None)


def begin(story: Story) -> str:
    """Open the decision, draft it, hear the public; return the address of the matter."""
    story.on("2026-10-12")
    story.sign_in("liuwan-jjb")
    story.page.get_by_role("link", name="办理新事项").first.click()
    story.page.get_by_role("link", name="重大行政决策（参照）").click()
    no = ("departments", "groups", "concern", "hearing_required", "hearing_asked", "professional", "risk", "normative",
          "to_county", "exploratory")  # fmt: skip
    story.answer({"title": TITLE, "s-kind": "公共建设项目", "s-content": "引进竹木制品加工项目，拟用地四十亩。"})
    story.answer({"s-grounds": "无", "s-operators": True, "s-congress": "不需要", "source": "领导人员"})
    story.answer({f"s-{name}": False for name in no})
    story.papers("paper")
    story.send()
    address = story.page.url
    story.do("报送研究论证意见", {"outcome": "建议启动", "view": "企业有意愿，本镇有劳力。"})
    story.on("2026-10-13")
    story.sign_in("liuwan-zz")
    story.at(address)
    story.do(
        "决定是否启动",
        {"outcome": "启动", "unit": "经济发展办公室", "excluded": False, "plan_meeting": "20261030"},
        "order",
    )
    story.on("2026-10-15")
    story.sign_in("liuwan-jjb")
    story.at(address)
    story.form("提交（重新拟订的）草案")
    story.answer({"explanation": "与企业商谈后起草。", "file-text": file(TITLE, *DRAFT)})
    story.send()
    story.sign_in("liuwan-jjb-zr")
    story.at(address)
    story.do(
        "确定听取意见方式",
        {"outcome": "确定听取方式", "manners": ["座谈会"], "reason": "涉及两个组，当面听得全。"},
    )
    story.on("2026-10-19")
    story.sign_in("liuwan-jjb")
    story.at(address)
    story.form("登记一次听取意见")
    story.answer({"outcome": "座谈会", "people": 27, "opinions": 9}, "r1-")
    story.papers("record")
    story.send()
    story.do("汇总意见，说明采纳情况", {"total": 9, "adopted": 6, "declined": "三条要求入股，另行商议。"}, "table")
    story.do("登记审查结论", {"outcome": "符合", "heard": "竹制品商户代表九人"}, "form")
    return address


def to_review(story: Story, address: str) -> str:
    """Try the meeting, be stopped, send the draft to the justice office; return the address of the review."""
    story.on("2026-10-20")
    story.at(address)
    story.page.get_by_role("link", name="流程图").first.click()
    story.picture("02-flow", narrow=True, at="main h1")
    story.page.locator("main").get_by_role("link", name="集体讨论", exact=True).click()
    story.shows("不能提交班子会议：尚无有效的合法性审查意见")
    story.shows("参照《重大行政决策程序暂行条例》第二十五条", "送司法所审查")
    story.picture("03-stopped", narrow=True)
    story.at(address)
    story.do(
        "送司法所审查",
        {"grounds": "招商引资有关文件。", "performed": "座谈会一次。", "wanted_by": "2026.10.30", "urgent": False},
    )
    assert "/act/do/submit/" in story.page.url, "the review opens with the sending"
    review = story.page.url.partition("act/")[0]
    story.answer({"materials": ["起草说明", "公平竞争审查表"], "wanted": "20261030", "urgent": False})
    story.answer({"file-text": file(TITLE, *DRAFT)})
    story.papers("form")
    story.look()
    story.send()
    return review


def forward(story: Story, review: str) -> None:
    story.sign_in("liuwan-dzb")
    story.at(review)
    story.do("转送审查或退回", {"outcome": "转送审查机构"})


def test_a_project_is_stopped_reviewed_mended_decided_and_published(story: Story) -> None:
    address = begin(story)
    story.picture("01-matter", narrow=True)
    review = to_review(story, address)
    forward(story, review)

    story.on("2026-10-21")
    story.sign_in("liuwan-sfs")
    story.picture("05-desk", narrow=True)
    story.page.get_by_role("link", name="受理或退回补正").first.click()
    story.answer({"outcome": "退回补正", "missing": MISSING})
    story.papers("notice")
    story.picture("06-return")
    story.send()
    story.shows("已记入：受理或退回补正", "一次性补正告知书")
    story.at(review)
    story.shows("受理：退回补正")

    story.on("2026-10-23")
    story.sign_in("liuwan-jjb")
    story.at(review)
    story.form("送审")
    story.answer({"materials": ["起草说明", "有关依据", "履行法定程序说明", "公平竞争审查表"]})
    story.answer({"wanted": "20261103", "urgent": False})
    story.answer({"file-text": file(TITLE, *DRAFT)})
    story.papers("form")
    story.send()
    forward(story, review)
    counselled(story, review)
    opinion(story, review)
    settled(story, review)

    story.on("2026-11-04")
    story.sign_in("liuwan-sfs")
    story.at(review)
    story.form("复核这一条")
    story.answer({"outcome": "已落实", "found": "第一条、第二条"}, "k1-")
    story.answer({"outcome": "不采纳理由已备"}, "k2-")
    story.picture("10-verify", at="#act-form .form-parts")
    story.send()
    story.do("出具复核意见", {"outcome": "已落实，可以提交", "other_changes": "没有改动"}, "record")
    story.do("办结", {"outcome": "通过"})
    story.shows("已办结")
    story.at(address)
    story.shows("合法性审查：合法")
    decide(story, address)


def counselled(story: Story, review: str) -> None:
    """Take the matter in, set its level, ask counsel and enter the answer."""
    story.on("2026-10-26")
    story.sign_in("liuwan-sfs")
    story.at(review)
    story.do("受理或退回补正", {"outcome": "受理"}, "receipt")
    story.do("定级", {"outcome": "重大", "grounds": ["事项类别属于重大", "招商引资"]})
    story.do("征求法律顾问（公职律师）意见", {"who": "邹文远律师", "questions": "用地、环评手续未办能否先行决策"})
    story.on("2026-10-28")
    story.do(
        "登记答复：法律顾问意见",
        {"outcome": "有意见", "no_interest": True, "advice": "耕地未经批准不得占用。"},
        "signed",
    )


def opinion(story: Story, review: str) -> None:
    """Write one must- and one suggest-opinion, and the paper."""
    story.on("2026-10-29")
    story.sign_in("liuwan-sfs")
    story.at(review)
    story.form("提出审查意见")
    must = {
        "clause": "方案第一条、第二条", "issue": "占用耕地未经批准，手续未办先行开工",
        "ground": "《中华人民共和国土地管理法》第四十四条",
        "proposal": "改用已批准的建设用地，取得用地、环评手续后开工",
    }  # fmt: skip
    advice = {"clause": "方案第三条", "issue": "“按企业承诺执行”不够具体", "proposal": "写明排放标准和监测办法"}
    story.answer({"outcome": "必须", **must}, "r1-")
    story.answer({"outcome": "建议", **advice}, "r2-")
    story.look()
    story.send()
    story.form("出具审查意见书")
    story.answer({"outcome": "基本合法，按意见修改后可提交", "heading": "合法性审查意见书", "channel": "本单位审查"})
    story.answer({"power": "符合", "process": "符合", "content": "不符合", "no_interest": True, "exploratory": False})
    story.answer({"file-text": file("合法性审查意见书", "方案第一条、第二条应当修改。")})
    story.papers("sealed")
    story.send()


def settled(story: Story, review: str) -> None:
    """Refuse the must-opinion, be stopped; adopt it, refuse the suggestion with a reason, hand in the mended text."""
    story.on("2026-11-02")
    story.sign_in("liuwan-jjb")
    story.at(review)
    story.form("登记采纳情况")
    if story.page.locator('#act-form [name="k1-outcome"][value="不采纳"]').is_enabled():
        story.answer({"outcome": "不采纳", "reason": "企业已经进场。"}, "k1-")
        story.send(refused=True)
    story.shows("“必须”意见不采纳或者部分采纳的，草案属于经审查不合法，不得提交讨论")
    story.picture("08-must", narrow=True, at="#act-form .form-parts")
    story.answer({"outcome": "采纳", "where": "第一条、第二条"}, "k1-")
    story.answer({"outcome": "不采纳", "reason": "排放标准以环评批复为准，批复后写入合同。"}, "k2-")
    story.papers("sheet")
    story.look()
    story.send()
    story.on("2026-11-03")
    story.form("提交修改稿")
    story.answer({"writer": "周明远", "other_changes": "无", "file-text": file(TITLE, *MENDED)})
    story.send()


def decide(story: Story, address: str) -> None:
    """Meeting with the head not last, stances, minutes, party committee, decision, publication in time."""
    story.on("2026-11-05")
    story.sign_in("liuwan-jjb")
    story.at(address)
    ready = dict.fromkeys(("draft_ready", "fair_ready", "adoption_ready", "review_ready"), True)
    story.do("报送会议材料", {**ready, "skip_expert": "不涉及专业技术", "skip_risk": "无不利影响"})
    story.on("2026-11-06")
    story.sign_in("liuwan-zz")
    story.at(address)
    story.form("提交会议讨论")
    story.answer({"outcome": "已讨论", "kind": "党政联席会议", "reviewer_there": True, "last": "党委书记"})
    story.answer({"last_note": "镇长发言后，书记就安置问题补充了意见。"})
    story.picture("11-meeting")
    story.send()
    story.sign_in("liuwan-hy")
    story.at(address)
    story.form("登记一名会议组成人员")
    for row, (who, office) in enumerate((("韩志成", "镇长"), ("秦松年", "党委书记"), ("陆启文", "副镇长")), 1):
        story.answer({"who": who, "office": office}, f"r{row}-")
    story.send()
    story.form("登记表态")
    story.answer({"outcome": "同意"}, "k1-")
    story.answer({"outcome": "同意"}, "k2-")
    story.answer({"outcome": "保留", "words": "用水保障还要落实。"}, "k3-")
    story.look()
    story.send()
    story.do("归存会议记录", {"pages": "会议记录本第4册第12页", "dissent": True}, "scan")
    story.sign_in("liuwan-dzb")
    story.at(address)
    story.do("印发会议纪要", {}, "paper")
    story.on("2026-11-09")
    story.sign_in("liuwan-shuji")
    story.at(address)
    story.do("登记请示报告", {"outcome": "同意", "form": "书面请示"}, "reply")
    story.sign_in("liuwan-zz")
    story.at(address)
    story.do("作出决定", {"outcome": "作出决定", "differs": False}, "signed")
    story.on("2026-11-16")
    story.sign_in("liuwan-dzb")
    story.at(address)
    story.shows("公布期限")
    story.do("公布决策", {"channels": ["政府网站", "村（社区）公告栏"]}, "page")
    story.shows("行政首长未最后发言", "镇长发言后，书记就安置问题补充了意见")
    story.picture("13-published", narrow=True)
