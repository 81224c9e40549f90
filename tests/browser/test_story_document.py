"""规范性文件从立项到报备：认定、起草、公开征求、审核、审议、签发、登记编号、公布、备案审查，最后在文件库里查到。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.story import Story, county, file
from tests.records.conftest import home  # noqa: F401

from fazhi.records import clock, matters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "柳湾镇犬只管理办法"
LINES = (
    "第一条　为规范犬只饲养，制定本办法。",
    "第二条　犬只应当免疫登记。",
    "第三条　本办法自公布之日起三十日后施行。",
)
MARKS = {"organ": "是", "open": "是", "rights": "是", "general": "是", "again": "是"}


@pytest.fixture
def story(page: Page, transactional_db, home: Path) -> Iterator[Story]:  # noqa: F811
    matters.forget()
    county()
    yield Story(page)
    clock.set_source(None)


def drafted(story: Story) -> str:
    """From the idea to a draft that the public was heard on; return the address of the matter."""
    story.on("2026-09-01")
    story.sign_in("liuwan-nyb")
    story.page.get_by_role("link", name="办理新事项").first.click()
    story.page.get_by_role("link", name="行政规范性文件", exact=True).click()
    story.answer({"title": TITLE, "s-content": "犬只登记、免疫", "s-issuer": "镇（乡）人民政府", "s-business": False})
    story.answer({"s-operators": False, "s-rights": True, "s-secret": False, "s-trial": False, "s-decision": False})
    story.answer({"necessity": "群众反映较多", "upper": "《中华人民共和国动物防疫法》", "repeats": False})
    story.picture("g01-open", narrow=True)
    story.send()
    address = story.page.url
    story.sign_in("liuwan-sfs")
    story.at(address)
    story.form("认定是否属于规范性文件")
    story.answer({"outcome": "是规范性文件", **MARKS, "again": "拿不准"})
    story.send(refused=True)
    story.shows("五个要素没有都判断为“是”")
    story.answer({"again": "是"})
    story.send()
    story.sign_in("liuwan-zz")
    story.at(address)
    story.do("批准立项", {"outcome": "同意制定", "unit": "农业农村办公室"})
    story.sign_in("liuwan-nyb")
    story.at(address)
    story.form("提交（重新拟订的）草案")
    story.answer({"explanation": "走访六个村后起草", "grounds": "第二条：动物防疫法", "file-text": file(TITLE, *LINES)})
    story.send()
    story.at(address)
    story.form("发布征求意见公告")
    story.answer({"outcome": "其他文件公告", "channels": ["政府网站", "村（社区）公告栏"], "how": "镇政府201室"})
    story.answer({"until": "20260903", "shortened": False})
    story.papers("page")
    story.send(refused=True)
    story.shows("少于本县（镇）设定的最短时间")
    story.answer({"until": "20260911"})
    story.papers("page")
    story.send()
    story.on("2026-09-14")
    story.sign_in("liuwan-nyb")
    story.at(address)
    story.do("登记收到的意见", {"opinions": 3})
    story.at(address)
    story.do("汇总意见，反馈采纳情况", {"total": 3, "adopted": 2, "declined": "一条超出权限"}, "table")
    return address


def reviewed(story: Story, address: str) -> None:
    """Be stopped at the meeting, send the draft for review, have it found lawful."""
    story.sign_in("liuwan-zz")
    story.page.goto(f"{address}act/do/meeting/")
    story.shows("对现在的草案没有合法性审核通过的结论")
    story.picture("g02-stopped", narrow=True)
    story.sign_in("liuwan-nyb")
    story.at(address)
    story.do("送合法性审核", {"performed": "公开征求意见", "wanted_by": "20260923", "urgent": False})
    sent = story.page.url.partition("act/")[0]
    story.answer({"file-text": file(TITLE, *LINES)})
    story.papers("form")
    story.send()
    story.sign_in("liuwan-dzb")
    story.at(sent)
    story.do("转送审查或退回", {"outcome": "转送审查机构"})
    story.sign_in("liuwan-sfs")
    story.at(sent)
    story.do("受理或退回补正", {"outcome": "受理"}, "receipt")
    story.do("定级", {"outcome": "重大", "grounds": ["事项类别属于重大"]})
    story.do("征求法律顾问（公职律师）意见", {"who": "邹文远律师", "questions": "全文"})
    story.do("登记答复：法律顾问意见", {"outcome": "无异议", "no_interest": True}, "signed")
    story.at(sent)
    story.form("出具审查意见书")
    story.answer({"heading": "合法性审查意见书", "channel": "本单位审查", "outcome": "合法", "power": "符合"})
    story.answer({"process": "符合", "content": "符合", "no_interest": True, "exploratory": False})
    story.answer({"file-text": file("合法性审查意见书", "符合规定。")})
    story.papers("sealed")
    story.send()
    story.at(sent)
    story.do("办结", {"outcome": "通过"})
    story.at(address)
    story.shows("合法性审核")


def test_a_document_goes_from_the_idea_to_its_filing_and_into_the_library(story: Story) -> None:
    address = drafted(story)
    reviewed(story, address)
    story.on("2026-09-16")
    story.sign_in("liuwan-zz")
    story.at(address)
    story.do("提交集体审议", {"outcome": "审议通过", "kind": "党政联席会议", "reviewer_there": True}, "minutes")
    story.at(address)
    story.form("签发")
    story.answer({"same_text": True, "file-text": file(TITLE, *LINES)})
    story.papers("signed")
    story.send()
    story.sign_in("liuwan-dzb")
    story.at(address)
    story.do("登记编号")
    story.at(address)
    story.shows("QHXZ61-2026-0001")
    story.form("印发并公布")
    story.answer({"channels": ["政府网站"], "url": "http://liuwan.example/1", "printed_on": "20260916"})
    story.answer({"effective_on": "20261017", "valid_until": "20311016"})
    story.send(refused=True)
    story.shows("应当在乡镇（街道）和村（社区）公告栏张贴公布")
    story.answer({"channels": ["乡镇（街道）公告栏", "村（社区）公告栏"]})
    story.papers("page", "boards")
    story.picture("g03-publish", narrow=True)
    story.send()
    story.at(address)
    story.do("报县政府备案")
    filing = story.page.url.partition("act/")[0]
    story.answer({"file-text": file("备案报告", "正式文本及备案报告。")})
    story.send()
    story.sign_in("sfj-sc")
    story.at(filing)
    story.do("登记或退回补正", {"outcome": "登记"})
    story.do(
        "完成审查", {"outcome": "未发现问题", "power": "符合", "ground": "符合", "content": "符合", "process": "符合"}
    )
    story.sign_in("sfj-jz")
    story.at(filing)
    story.do("作出备案审查结论", {"outcome": "准予备案"}, "sealed")
    story.sign_in("liuwan-nyb")
    story.at(address)
    story.shows("准予备案")
    story.picture("g04-matter", narrow=True)
    story.page.goto("/ledger/normative_document/documents/")
    story.shows("QHXZ61-2026-0001", "柳政规〔2026〕1号", "准予备案", "2031-10-16")
    story.picture("g05-ledger", narrow=True)
    story.page.goto("/library/?q=免疫")
    story.shows(TITLE, "QHXZ61-2026-0001", "尚未施行")
    story.picture("g06-library", narrow=True)
    story.page.get_by_role("link", name=TITLE).first.click()
    story.shows("犬只应当免疫登记", "有效期至", "2031-10-16")
    story.picture("g07-document", narrow=True)
    story.page.goto(f"{address}papers/")
    story.picture("g08-papers")
