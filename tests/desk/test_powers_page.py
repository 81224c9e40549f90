"""权责清单 at the desk: a change published by its form, the day before it takes effect, the day itself, the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client
from tests.desk.conftest import page_of, populate
from tests.desk.test_act import send
from tests.records.conftest import FIRST, Cast
from tests.records.listing import new, office

from fazhi.records import clock, matters
from fazhi.records.models import Matter

Sign = Callable[[str], Client]
OPENED = {
    "title": "占道一案", "s-kind": "行政处罚", "s-item": "ZF-031", "s-party": "某某", "decider": "p-officer",
    "outcome": "立案（处罚）", "what": "占道堆放",
}  # fmt: skip


def test_one_change_on_the_day_before_it_takes_effect(sign: Sign, cast: Cast) -> None:
    matters.forget()
    populate(cast)
    town = office(FIRST)
    change = town.change([("新增", new()), ("新增", new("ZF-032"))], on="2026-03-30", effective="", publish=False)
    client, form = sign("officer"), f"{page_of(change)}act/do/publish/"
    with clock.fixed(date(2026, 3, 31)):
        answers = {"decider": "p-officer", "effective_on": "2026年3月31日", "channels": "政府网站"}
        early = send(client, form, answers)
        assert early.status_code == 422 and "生效日期不晚于公布当日" in early.text
        assert "还没有清单事项" in client.get("/powers/").text
        done = send(client, form, {**answers, "effective_on": "2026.4.1"})
        assert done["Location"] == page_of(change)

        listed = client.get("/powers/").text
        assert "没有符合条件的事项" in listed and "擅自占道" not in listed
        assert "擅自占道堆放物料的处罚" in client.get("/powers/?on=2026-04-01").text
        assert "尚未生效" in client.get("/powers/?state=尚未生效").text
        page = client.get("/open/power_use/").text
        assert 'list="f-s-item-list"' not in page and 'name="s-item"' in page, "nothing is offered that is not in force"
        refused = send(client, "/open/power_use/", OPENED)
        assert refused.status_code == 422 and "今天不在有效期内" in refused.text
        assert Matter.objects.filter(procedure="power_use").count() == 0
    with clock.fixed(date(2026, 4, 1)):
        page = client.get("/open/power_use/").text
        assert '<option value="ZF-031 擅自占道堆放物料的处罚（2026年4月1日起）">' in page
        done = send(client, "/open/power_use/", OPENED)
        assert done.status_code == 302
        matter = Matter.objects.get(procedure="power_use")
        assert "ZF-031 擅自占道堆放物料的处罚（2026年4月1日起）" in client.get(done["Location"] + "change/").text

    # The item: altered from May on; its versions side by side, what runs under it, the guide of its procedure.
    altered = {
        **new(),
        "code": "",
        "item": "ZF-031",
        "title": "占道堆放的处罚",
        "reason": "改名",
        "checked": "2026-04-02",
    }
    town.change(
        [("变更", altered)], on="2026-04-02", effective="2026-05-01",
        survey=[("1", "有在办事项", {"count": 1, "numbers": matter.number})], hand_over=[("1", {
            "to": "县局", "cases": "一件", "files": "一册", "by": "2026-05-01", "duty_from": "2026-05-01"})],
    )  # fmt: skip
    with clock.fixed(date(2026, 4, 3)):
        client = sign("officer")
        assert "将变动" in client.get("/powers/").text
        item = "/powers/item/?unit=liuhe&code=ZF-031"
        shown = client.get(item).text
        assert "第 1 版" in shown and "第 2 版" in shown and "有改动" in shown and matter.number in shown
        assert "流程：执法和审批事项办理登记" in shown and f'href="{page_of(change)}"' in shown
        assert "占道堆放的处罚" in client.get(f"{item}&on=2026-05-01").text.partition("<h1")[2][:200]
        sheet = client.get("/powers/?excel=1")
        assert sheet["Content-Type"].startswith("application/vnd.openxmlformats") and int(sheet["Content-Length"]) > 0
        assert "返回权责清单" in client.get("/powers/?print=1").text
        assert "2 项" in client.get("/powers/?q=综合执法队").text and "没有符合" in client.get("/powers/?q=没有的").text
        wrong = client.get("/powers/?on=十月")
        assert wrong.status_code == 200 and "f-on-error" in wrong.text
        far = sign("far")
        theirs = far.get(f"{item}&on=2026-04-03").text
        assert "擅自占道堆放物料的处罚" in theirs and "另有 1 件不在您的查看范围" in theirs
        assert f'href="{page_of(change)}"' not in theirs
        assert far.get("/powers/item/?unit=liuhe&code=ZF-9").status_code == 404
        assert sign("admin").get("/powers/").status_code == 403
        assert Client().get("/powers/").status_code == 302
