"""示范文本小合同：登记、快审、审批、签订，迟付小型企业的款，退还保证金，结项归档；中间看本周收付。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.story import Story, county, file
from tests.records.conftest import home  # noqa: F401

from fazhi.records import clock, matters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "办公楼消防设施维保合同"
CHECKS = (
    "主体资格", "签订权限", "审批程序", "示范文本未改动", "金额和付款", "期限", "权利义务", "违约责任", "争议解决",
    "附件齐全",
)  # fmt: skip


@pytest.fixture
def story(page: Page, transactional_db, home: Path) -> Iterator[Story]:  # noqa: F811
    matters.forget()
    county()
    yield Story(page)
    clock.set_source(None)


def begin(story: Story) -> str:
    """Register the contract, say what it is, find the money and the text; return its address."""
    story.on("2026-09-01")
    story.sign_in("liuwan-jjb")
    story.page.get_by_role("link", name="办理新事项").first.click()
    story.page.get_by_role("link", name="合同与行政协议").click()
    story.answer({"title": TITLE, "s-kind": "采购服务", "s-object": "消防设施维保", "s-amount": "42800.00"})
    story.answer({"s-pays": True, "s-natural": False, "s-party": "安泰消防技术有限公司", "s-operators": False})
    story.answer({"s-major": False, "s-county": False, "s-emergency": False, "s-template": True})
    story.answer({"s-blanks_only": True, "purpose": "消防设施须定期维保"})
    story.picture("c01-open", narrow=True)
    story.send()
    address = story.page.url
    story.do("判断合同性质", {"outcome": "民事合同"})
    story.at(address)
    story.do("确定采购方式（登记结果）", {"outcome": "限额以下自行采购", "reason": "低于本省限额标准"})
    story.at(address)
    story.form("提交合同文本")
    story.answer({"dispute": "诉讼", "pay_terms": "验收后30日内", "departments": "不需要征求", "surety": False})
    story.answer({"file-text": file(TITLE, "第一条　乙方每季度维保一次。", "第二条　验收合格后三十日内付款。")})
    story.send()
    story.sign_in("liuwan-cz")
    story.at(address)
    story.do("落实预算", {"source": "公用经费", "number": "2026-031", "covers": True})
    return address


def review(story: Story, address: str) -> None:
    """Be stopped at the signature, send the text, have it passed the fast way."""
    story.sign_in("liuwan-jjb")
    story.page.goto(f"{address}act/do/sign/")
    story.shows("现在的合同文本没有审查通过，不得签订")
    story.picture("c02-stopped", narrow=True)
    story.at(address)
    story.do("送审查机构审查", {"wanted_by": "20260910", "urgent": False})
    sent = story.page.url.partition("act/")[0]
    story.answer({"file-text": file(TITLE, "第一条　乙方每季度维保一次。", "第二条　验收合格后三十日内付款。")})
    story.papers("form")
    story.send()
    story.sign_in("liuwan-dzb")
    story.at(sent)
    story.do("转送审查或退回", {"outcome": "转送审查机构"})
    story.sign_in("liuwan-sfs")
    story.at(sent)
    story.do("受理或退回补正", {"outcome": "受理"}, "receipt")
    story.at(sent)
    story.do("定级", {"outcome": "一般"})
    story.at(sent)
    story.form("出具简易审查单")
    story.answer({"outcome": "合法", "checks": CHECKS, "conclusion": "可以签订", "no_interest": True})
    story.answer({"file-text": file("简易审查单", "可以签订。")})
    story.papers("sheet")
    story.send()
    story.at(sent)
    story.do("办结", {"outcome": "通过"})


def test_a_small_contract_is_reviewed_signed_paid_late_and_closed(story: Story) -> None:
    address = begin(story)
    review(story, address)
    story.on("2026-09-02")
    story.sign_in("liuwan-fg")
    story.at(address)
    story.shows("合法性审查：合法")
    story.do("审批", {"outcome": "同意签订"}, "slip")
    story.sign_in("liuwan-zz")
    story.at(address)
    story.do("确定签署人", {"outcome": "主要负责人签署"})
    story.on("2026-09-03")
    story.sign_in("liuwan-jjb")
    story.at(address)
    story.do("登记签订", {"outcome": "签订其他合同", "same_text": True}, "contract")
    story.at(address)
    story.form("登记合同")
    story.answer({"outcome": "一般合同", "signed_on": "20260903", "from": "20260904", "until": "20261130"})
    story.answer({"size": "小型企业", "size_proof": "中小企业声明函", "rate_agreed": False, "copies": "三份"})
    story.picture("c03-enter", narrow=True)
    story.send()
    story.at(address)
    story.form("登记一笔应付款")
    story.answer({"what": "第一期维保费", "amount": "42800.00", "start": "验收合格", "agreed": False}, "r1-")
    story.answer({"days": 45}, "r1-")
    story.send(refused=True)
    story.shows("合同没有约定的，自交付之日起30日内付款")
    story.answer({"days": 30}, "r1-")
    story.send()
    story.at(address)
    story.form("登记收到的保证金")
    story.answer({"kind": "履约保证金", "form": "保函", "amount": "4280.00", "rule": "起算后几日"}, "r1-")
    story.answer({"days": 10}, "r1-")
    story.papers("voucher")
    story.send()
    story.on("2026-09-04")
    story.sign_in("liuwan-jjb")
    story.at(address)
    story.form("登记交付、验收、结算确认")
    story.answer({"outcome": "中小企业", "how": "验收合格", "day": "20260904"}, "k1-")
    story.papers("proof")
    story.send()

    story.on("2026-10-12")
    story.sign_in("liuwan-cz")
    story.page.goto("/owing/")
    story.shows("逾期 4 日", "逾期利息 85.60", "《保障中小企业款项支付条例》第九条第一款", "10月8日（周四）")
    story.picture("c04-owing", narrow=True)
    story.at(address)
    story.form("登记付款")
    story.answer({"outcome": "付清", "amount": "42800.00"}, "k1-")
    story.papers("voucher")
    story.send()
    story.sign_in("liuwan-jjb")
    story.at(address)
    story.form("登记保证期限届满")
    story.answer({"how": "验收合格", "day": "20261012"}, "k1-")
    story.send()
    story.on("2026-10-14")
    story.sign_in("liuwan-cz")
    story.at(address)
    story.form("登记退还")
    story.answer({"outcome": "已退还", "amount": "4280.00", "interest_with": False}, "k1-")
    story.papers("voucher")
    story.send()
    story.page.goto("/owing/")
    story.shows("没有要付、要收、要退的")
    story.sign_in("liuwan-dzb")
    story.at(address)
    story.do("结项", {"outcome": "履行完毕", "evaluation": "按约维保，付款迟了四日"})
    story.at(address)
    story.shows("已办结：结项")
    story.picture("c05-closed", narrow=True)
    story.page.goto("/ledger/contract/contract/")
    story.picture("c06-ledger")
    story.sign_in("liuwan-da")
    story.at(address)
    story.do("归档", {"place": "二号柜"})
    story.at(address)
    story.shows("已归档")
