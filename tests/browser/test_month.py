"""一个镇的一个月，从工作台点出来：三十份合同、一份应急合同、一件规范性文件、一份村里的租约、一次清单变动。

Through the browser go: the thirty contracts from one sheet, the review of four of them in one go, printing and
archiving; the emergency signed first and reviewed afterwards; the lease with its vote; the change of the list, and a
case under the new item on the day before and on the day it takes effect; of the normative document the idea, the
discussion, publication and filing.

Left to the acts (``hands``), because other stories show them in the browser: what lies between for three of the
contracts (``test_story_contract``), identification, draft, notice and opinions of the document
(``test_story_document``), and every review (both).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser import hands
from tests.browser.story import Story, county, file
from tests.records.conftest import home  # noqa: F401

from fazhi.kernel.procedures import ActKind
from fazhi.records import clock, matters
from fazhi.records.access import actor_of
from fazhi.records.acts.model_texts import set_model_text
from fazhi.records.demo import papers
from fazhi.records.models import Account, Matter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADS = "合同名称,合同种类,标的,金额（元）,相对方,订立的理由"
FIXED = {
    "pays": "1", "natural": "0", "operators": "0", "major": "0", "county": "0", "emergency": "0", "template": "1",
    "blanks_only": "1",
}  # fmt: skip
RULES = "柳湾镇犬只管理办法"
ITEM = {
    "r1-outcome": "新增", "r1-code": "ZF-031", "r1-kind": "基本履职", "r1-title": "擅自占道堆放物料的处罚",
    "r1-ground": "城市市容和环境卫生管理条例第三十六条", "r1-checked": "20260910", "r1-organ": "柳湾镇人民政府",
    "r1-post": "综合行政执法队", "r1-flow": "执法和审批事项办理登记",
}  # fmt: skip


@pytest.fixture
def story(page: Page, transactional_db, home: Path) -> Iterator[Story]:  # noqa: F811
    matters.forget()
    county()
    yield Story(page)
    clock.set_source(None)


def stream(address: str) -> str:
    return "matter/" + address.rstrip("/").rpartition("/")[2]


def fill(story: Story, login: str, place: str, answers: dict[str, object], *slots: str, text: object = None) -> None:
    """Open the form at ``place`` as somebody and fill it in."""
    story.enter(login)
    story.page.goto(place)
    story.quick(answers)
    if text is not None:
        story.page.set_input_files('#act-form [name="file-text"]', text)  # type: ignore[arg-type]
    story.papers(*slots)


def do(story: Story, login: str, place: str, answers: dict[str, object], *slots: str, text: object = None) -> str:
    """Fill in the form at ``place`` and send it; return the address one comes to."""
    fill(story, login, place, answers, *slots, text=text)
    story.send()
    return story.page.url


def registered(story: Story) -> list[str]:
    """Register thirty contracts of one sheet; return their streams in the order of their numbers."""
    page = story.page
    rows = [
        f"第{n}片区道路保洁合同,采购服务,第{n}片区道路保洁,{18000 + n * 100},青禾净美保洁{n}部,片区道路须常年保洁"
        for n in range(1, 31)
    ]
    sheet = "\n".join([HEADS, *rows]).encode("gb18030")
    story.sign_in("liuwan-jjb")
    page.goto("/register/")
    page.get_by_role("link", name="批量登记").click()
    page.get_by_label("要登记的表").set_input_files({"name": "合同.csv", "mimeType": "text/csv", "buffer": sheet})
    page.get_by_label("哪一类事项").select_option("contract")
    with page.expect_navigation():
        page.get_by_role("button", name="读取文件，对照各栏").click()
    page.get_by_label("“订立的理由”对应什么").select_option("register.purpose")
    for name, value in FIXED.items():
        page.locator(f'[name="x-{name}"]').select_option(value)
    with page.expect_navigation():
        page.get_by_role("button", name="保存对照，看有哪些错").click()
    story.look()
    with page.expect_navigation():
        page.get_by_role("button", name="登记为 30 件新事项（取号）").click()
    story.shows("已登记 30 件：柳合〔2026〕1号 至 柳合〔2026〕30号")
    expect(page.locator("input[name=m]:checked")).to_have_count(30)
    story.keep("m01-registered")
    made = Matter.objects.filter(procedure="contract").order_by("pk").select_related("stream")
    return [row.stream.key for row in made]


MODEL = (
    "甲方：____",
    "乙方：____",
    "第一条　保洁范围为____。",
    "第二条　费用____元，按月支付。",
    "第三条　争议由甲方所在地人民法院管辖。",
)
CHECKS = [
    "主体资格", "签订权限", "审批程序", "示范文本未改动", "金额和付款", "期限", "权利义务", "违约责任", "争议解决",
    "附件齐全",
]  # fmt: skip


def reviewed(story: Story, streams: list[str]) -> None:
    """Take filings of one model text in one go: the last has a clause more and stays behind."""
    set_model_text(
        actor=actor_of(Account.objects.get(login="admin")), title="道路保洁服务合同", file="保洁.docx",
        body=papers.docx("道路保洁服务合同", MODEL), basis="县司法局备案〔2026〕6号", starts=date(2026, 9, 1),
        unit="qinghe",
    )  # fmt: skip
    for n, one in enumerate(streams, 1):
        more = ("第四条　甲方不得解除合同。",) if one == streams[-1] else ()
        lines = (
            "甲方：柳湾镇人民政府",
            f"乙方：青禾净美保洁{n}部",
            f"第一条　保洁范围为第{n}片区。",
            *MODEL[3:],
            *more,
        )
        text = [line.replace("费用____", f"费用{18000 + n * 100}") for line in lines]
        hands.drafted(one, papers.docx("道路保洁服务合同", text))
        hands.filed(one, date(2026, 9, 10))
    page = story.page
    story.enter("liuwan-sfs")
    page.goto("/batch/step/?procedure=legality_review&step=fast&kind=do")
    story.shows("与《道路保洁服务合同》比对：只填了空白处 4 处", "不只是空白处不同：第四条增加")
    story.quick({"outcome": "合法", "checks": CHECKS, "conclusion": "只填了空白处，可以签订", "no_interest": True})
    together(story, "出具简易审查单：可以办的 3 件")
    page.goto("/batch/step/?procedure=legality_review&step=conclude&kind=do")
    story.quick({"outcome": "通过"})
    together(story, "办结：可以办的 3 件")


def together(story: Story, verb: str) -> None:
    """Look which of the rows can be done, then do them."""
    page = story.page
    with page.expect_navigation():
        page.get_by_role("button", name="先看哪些能办").last.click()
    if "简易" in verb:
        story.look()
        story.keep("m09-together")
    with page.expect_navigation():
        page.get_by_role("button", name=verb).click()
    story.shows("已办 3 件")


def signed(story: Story, streams: list[str]) -> None:
    """Take contracts from their text to the register of contracts; the last one stays with the reviewer."""
    reviewed(story, streams)
    for one in streams[:-1]:
        hands.by("liuwan-fg", one, "approve", "同意签订")
        hands.by("liuwan-zz", one, "authorise", "主要负责人签署")
        hands.by("liuwan-jjb", one, "sign", "签订其他合同", {"same_text": True})
        hands.entered(one, "2026-09-02", "2026-09-29")


def proposed(story: Story) -> str:
    """Bring up the document, and hear the public on its draft."""
    said = {
        "title": RULES, "s-content": "犬只登记、免疫", "s-issuer": "镇（乡）人民政府", "s-business": False,
        "s-operators": False, "s-rights": True, "s-secret": False, "s-trial": False, "s-decision": False,
        "necessity": "群众反映较多", "upper": "《中华人民共和国动物防疫法》", "repeats": False,
    }  # fmt: skip
    address = do(story, "liuwan-nyb", "/open/normative_document/", said)
    one = stream(address)
    marks = dict.fromkeys(("organ", "open", "rights", "general", "again"), "是")
    hands.by("liuwan-sfs", one, "identify", "是规范性文件", marks)
    hands.by("liuwan-zz", one, "initiate", "同意制定", {"unit": "农业农村办公室"})
    grounds = {"explanation": "走访六个村后起草", "grounds": "第二条：动物防疫法"}
    hands.by("liuwan-nyb", one, "prepare", fields=grounds, text="第二条　犬只应当免疫登记。")
    notice = {"channels": ("政府网站", "村（社区）公告栏"), "how": "镇政府201室", "until": "2026-09-14"}
    hands.by("liuwan-nyb", one, "open_notice", "其他文件公告", {**notice, "shortened": False})
    return address


def emergency(story: Story) -> None:
    """Sign first with the head's approval, say so, and send for the review that comes after."""
    said = {
        "title": "溪南桥抢险工程合同", "s-kind": "采购服务", "s-object": "溪南桥桥墩抢险", "s-amount": "260000.00",
        "s-pays": True, "s-natural": False, "s-party": "清溪市政工程有限公司", "s-operators": False, "s-major": False,
        "s-county": False, "s-emergency": True, "s-template": False, "purpose": "桥墩冲毁，须立即抢险",
    }  # fmt: skip
    address = do(story, "liuwan-jjb", "/open/contract/", said)
    hands.drafted(stream(address))
    hands.by("liuwan-zz", stream(address), "authorise", "主要负责人签署")
    story.page.goto(f"{address}act/do/sign/")
    story.shows("现在的合同文本没有审查通过，不得签订", "确属应急的，先报主要负责人批准")
    do(
        story, "liuwan-zz", f"{address}act/do/urgent/",
        {"outcome": "同意先行签订", "reason": "主汛期，来不及审查"}, "instruction",
    )  # fmt: skip
    do(story, "liuwan-jjb", f"{address}act/do/sign/", {"outcome": "签订其他合同", "same_text": True}, "contract")
    hands.entered(stream(address), "2026-09-07", "2026-10-10")
    story.on("2026-09-08")
    late = {"wanted_by": "20260915", "urgent": False, "signed_on": "20260907"}
    do(story, "liuwan-jjb", f"{address}act/do/review/", late)
    hands.review(stream(address), date(2026, 9, 15), late=True)
    story.at(address)
    story.shows("先行签订的批准", "补充审查")
    expect(story.page.locator("main")).not_to_contain_text("现在要办：合法性审查")
    story.keep("m02-emergency")


def leased(story: Story) -> None:
    """Advise a village on a lease; its vote is counted by the law, and what it does is its own."""
    said = {
        "title": "芦塘村鱼塘租赁合同", "s-village": "芦塘村", "s-organ": "村民委员会",
        "s-kind": "集体房屋、场地等资产出租", "s-owner": "已登记的农村集体经济组织",
        "s-object": "集体鱼塘十二亩出租养鱼", "s-party": "个人", "s-amount": "18000.00", "s-years": 5,
        "materials": ["合同文本", "章程"],
    }  # fmt: skip
    text = file("芦塘村鱼塘租赁合同", "第一条　甲方将鱼塘十二亩出租给乙方。", "第二条　租期五年。")
    address = do(story, "liuwan-nyb", "/open/village_advice/", said, text=text)
    risk = {"clause": "第二条", "issue": "没有写明租金支付日期"}
    hands.by("liuwan-sfs", stream(address), "raise", "有风险，建议改", risk)
    hands.by("liuwan-sfs", stream(address), "advise", "有修改建议")
    vote = {
        "outcome": "达到法定比例", "body": "成员代表大会", "total": 42, "present": 38, "yes": 27, "charter": "没有",
        "party_first": True,
    }  # fmt: skip
    fill(story, "liuwan-nyb", f"{address}act/do/vote/", vote, "minutes")
    story.send(refused=True)
    story.shows("同意的没有达到全体成员代表的三分之二")
    story.keep("m03-vote")
    story.quick({"yes": 28})
    story.papers("minutes")
    story.send()
    do(story, "liuwan-nyb", f"{address}act/do/sign/", {"outcome": "已签订", "ends_on": "20310930"})
    story.page.goto("/ledger/village_advice/advice/")
    story.shows("芦塘村鱼塘租赁合同", "达到法定比例", "2031-09-30")


def heard(story: Story, address: str) -> None:
    """Put the opinions together and have the draft of the document reviewed."""
    one = stream(address)
    hands.by("liuwan-nyb", one, "open_close", fields={"opinions": 3})
    hands.by("liuwan-nyb", one, "gather", fields={"total": 3, "adopted": 2, "declined": "一条超出权限"})
    sent = {"performed": "公开征求意见", "wanted_by": "2026-09-24", "urgent": False}
    hands.by("liuwan-nyb", one, "legal_review", fields=sent, kind=ActKind.SEND)
    hands.review(one, date(2026, 9, 24), level="重大")


def changing(story: Story) -> str:
    """Take a power into the list, up to the decision."""
    said = {
        "title": "柳湾镇权责清单调整", "s-cause": "评估后动态调整", "s-approver": "本机关决定", "reason": "年度调整",
    }  # fmt: skip
    address = do(story, "liuwan-dzb", "/open/list_change/", said)
    do(story, "liuwan-dzb", f"{address}act/do/propose/", ITEM)
    one = stream(address)
    able = {"people": "持证六人", "money": "记录仪六台"}
    hands.by("liuwan-dzb", one, "assess", "能够承接", able, key="1")
    hands.by("liuwan-dzb", one, "compile", fields={"explanation": "新增一项"}, text="新增一项。")
    hands.by("liuwan-dzb", one, "consult", "没有不同意见", {"who": "各村（社区）"})
    wanted = {"wanted_by": "2026-09-22", "urgent": False}
    hands.by("liuwan-dzb", one, "legal_review", fields=wanted, kind=ActKind.SEND)
    hands.review(one, date(2026, 9, 22))
    hands.by("liuwan-zz", one, "meeting", "通过", {"kind": "党政联席会议"})
    return address


def published(story: Story, address: str) -> None:
    """Discuss the document, number it, publish it and report it to the county."""
    do(
        story, "liuwan-zz", f"{address}act/do/meeting/",
        {"outcome": "审议通过", "kind": "党政联席会议", "reviewer_there": True}, "minutes",
    )  # fmt: skip
    hands.by("liuwan-zz", stream(address), "sign", fields={"same_text": True}, text="第二条　犬只应当免疫登记。")
    do(story, "liuwan-dzb", f"{address}act/do/register/", {})
    said = {
        "channels": ["政府网站", "乡镇（街道）公告栏", "村（社区）公告栏"], "url": "http://liuwan.example/1",
        "printed_on": "20260916", "effective_on": "20261017", "valid_until": "20311016",
    }  # fmt: skip
    do(story, "liuwan-dzb", f"{address}act/do/publish/", said, "page", "boards")
    do(story, "liuwan-dzb", f"{address}act/do/file/", {})
    report = file("备案报告", "正式文本及备案报告。")
    do(story, "liuwan-dzb", story.page.url, {}, text=report)
    story.page.goto("/ledger/normative_document/documents/")
    story.shows("QHXZ61-2026-0001", "柳政规〔2026〕1号", "2031-10-16")
    story.keep("m04-documents")


def in_force(story: Story, address: str) -> None:
    """Publish the change of the list; the day before it takes effect nobody may act under the new item."""
    said = {"effective_on": "20260916", "channels": ["政府网站"]}
    fill(story, "liuwan-dzb", f"{address}act/do/publish/", said, "page")
    story.send(refused=True)
    story.shows("生效日期不晚于公布当日")
    story.quick({"effective_on": "20260929"})
    story.papers("page")
    story.send()
    story.on("2026-09-28")
    case = {
        "title": "集镇东街占道堆放物料案", "s-kind": "行政处罚", "s-item": "ZF-031", "s-party": "示例建材经营部",
        "outcome": "立案（处罚）", "what": "占道堆放物料",
    }  # fmt: skip
    fill(story, "liuwan-zfd", "/open/power_use/", case)
    story.send(refused=True)
    story.shows("所依据的清单事项今天不在有效期内")
    story.keep("m05-day-before")
    story.on("2026-09-29")
    address = do(story, "liuwan-zfd", "/open/power_use/", case)
    story.shows("ZF-031 擅自占道堆放物料的处罚（2026年9月29日起）")
    story.page.goto("/powers/")
    story.shows("擅自占道堆放物料的处罚", "有效")
    story.keep("m06-list")


def closed(story: Story, streams: list[str]) -> None:
    """Print and archive the thirty: what may be done is done, of the rest is said why not."""
    page = story.page
    for one in streams[:3]:
        hands.by("liuwan-dzb", one, "close", "履行完毕", {"evaluation": "按约履行"})
    story.enter("liuwan-da")
    page.goto("/batch/?procedure=contract&unit=liuwan-jjb")
    page.get_by_role("link", name="全部勾选").click()
    expect(page.locator("input[name=m]:checked")).to_have_count(31)
    page.locator('[name="paper"]').select_option("contract|entry")
    with page.expect_download() as printed:
        page.get_by_role("button", name="合成一个 Word").click()
    assert printed.value.suggested_filename == "文书合并（4 份）.docx"
    page.get_by_label("原件存放").fill("二号柜")
    with page.expect_navigation():
        page.get_by_role("button", name="归档勾选的事项").click()
    story.shows("归档：已办 3 件，没有办 28 件，原因逐件写明", "柳审档〔2026〕001号")
    story.keep("m07-archived")
    page.goto("/ledger/contract/contract/")
    story.shows("第30片区道路保洁合同", "溪南桥抢险工程合同")
    story.keep("m08-contracts")


def test_a_month_of_one_township(story: Story) -> None:
    story.on("2026-09-01")
    thirty = registered(story)
    story.on("2026-09-02")
    signed(story, thirty[:4])
    rules = proposed(story)
    story.on("2026-09-07")
    emergency(story)
    story.on("2026-09-10")
    leased(story)
    story.on("2026-09-15")
    heard(story, rules)
    story.on("2026-09-16")
    change = changing(story)
    published(story, rules)
    in_force(story, change)
    story.on("2026-09-30")
    closed(story, thirty)
    lines = {row.procedure for row in Matter.objects.all()}
    assert {"contract", "legality_review", "village_advice", "normative_document", "list_change"} < lines
