"""The ten minutes of the README: every stop of the guided tour on the whole demonstration county, in a real browser.

With ``FAZHI_TOUR=1`` the stops are kept as pictures in ``docs/tour``.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.architecture import tree
from tests.browser.story import TOUR
from tests.built import demo

from fazhi.records.demo.founding import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAY = "2026-11-20"
DRAFT = (
    "2026年，全镇共受理矛盾纠纷640件，化解608件，化解率97.5%；开展法治宣传XX场次。\n"
    "依照《中华人民共和国合同法》第五十二条，镇政府与企业签订的协议无效。"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the county built for a day, as ``make run`` does."""
    home = tmp_path_factory.mktemp("tour") / "home"
    demo(tmp_path_factory, home, whole=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    given |= {"FAZHI_HOME": str(home), "PYTHONPATH": str(tree.ROOT / "src"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "fazhi", "demo", "--as-of", DAY, "--port", str(port)]
    log = home.parent / "log"
    server = subprocess.Popen(command, env=given, stdout=log.open("w"), stderr=subprocess.STDOUT)
    found = f"http://127.0.0.1:{port}"
    try:
        for _ in range(500):
            try:
                urllib.request.urlopen(f"{found}/sign-in/", timeout=5)
                break
            except OSError:
                assert server.poll() is None, log.read_text(encoding="utf-8")
                time.sleep(0.5)
        yield found
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=address)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, login: str) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_label("账号").fill(login)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")


def to_matter(page: Page, title: str) -> None:
    page.goto(f"/matters/?words={title}")
    page.get_by_role("link", name=title, exact=True).first.click()
    expect(page.locator("main")).to_contain_text(title)


def keep(page: Page, name: str) -> None:
    if TOUR is not None:
        page.screenshot(path=str(TOUR / f"county-{name}.png"), caret="initial")


def test_the_ten_minutes_of_the_readme(visitor: Page) -> None:
    page = visitor
    main = page.locator("main")
    sign_in(page, "liuwan-sfs-sz")
    expect(main).to_contain_text("集镇公厕改造工程施工合同")
    keep(page, "1-desk")
    to_matter(page, "王家桥村道养护工程施工合同")
    expect(main).to_contain_text("不合规事实")
    keep(page, "2-fact")

    sign_in(page, "liuwan-jjb")
    to_matter(page, "桃溪片区竹制品加工项目引进方案")
    expect(main).to_contain_text("还缺")
    keep(page, "3-missing")
    page.get_by_role("link", name="流程图").first.click()
    expect(main).to_contain_text("集体讨论")
    keep(page, "4-flow")

    sign_in(page, "liuwan-gk")
    to_matter(page, "政府信息公开申请：2025年村道养护支出")
    page.get_by_role("link", name=re.compile("计算书|怎么算")).first.click()
    expect(main).to_contain_text("答复期限")
    keep(page, "5-term")

    sign_in(page, "sfj-sc")
    page.goto("/matters/?mark=late")
    expect(main).to_contain_text("石桥镇集市日摊位调整方案")
    keep(page, "6-late")
    page.goto("/matters/")
    expect(main).to_contain_text("河东街道")
    page.goto("/ledger/")
    main.get_by_role("link", name=re.compile("合法性审查台账")).first.click()
    expect(main).to_contain_text("收件登记号")
    keep(page, "7-ledger")

    page.goto("/check/")
    page.get_by_label("或者粘贴文字").fill(DRAFT)
    page.get_by_role("button", name="开始体检").click()
    for words in ("L001", "Q001", "G001"):
        expect(main).to_contain_text(words)
    keep(page, "8-check")
    page.goto("/overview/")
    expect(main).to_contain_text("河东街道")
    keep(page, "9-overview")
