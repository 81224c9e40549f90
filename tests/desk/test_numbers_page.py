"""编号簿: numbers in order, voided ones struck with their reason, missing ones named, old paper ones entered."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.desk.conftest import opened, who

from fazhi.records import numbering
from fazhi.records.acts import numbers
from fazhi.records.models import Matter, Number, NumberFormat, Unit

pytestmark = pytest.mark.django_db
BOOK = "/numbers/?unit=liuhe&kind=测"


def text(answer) -> str:
    return answer.content.decode()


def test_the_public_is_sent_to_sign_in(client: Client, people) -> None:
    assert client.get("/numbers/").status_code == 302


def test_offices_of_one_town_share_its_book(people, sign) -> None:
    opened()
    from fazhi.records.acts.matters import open_matter

    open_matter(actor=who("cai"), procedure="mini", unit="liuhe", title="另一件", subject={})
    assert sorted(Matter.objects.values_list("number", flat=True)) == ["柳禾测〔2026〕1号", "柳禾测〔2026〕2号"]
    town = Unit.objects.get(code="liuhe")
    assert len(numbering.series_of(town, "测", 2026)) == 2
    shown = text(sign("cai").get(BOOK))
    assert "柳禾测〔2026〕1号" in shown and "集镇公厕" in shown and "共 2 个" in shown


def test_another_town_does_not_see_the_book(people, sign) -> None:
    opened()
    assert "柳禾测〔2026〕1号" not in text(sign("far").get(BOOK))


def test_a_number_is_taken_entered_and_voided_with_a_reason(people, sign) -> None:
    client = sign("cai")
    assert client.post(BOOK, {"_form": "take", "_key": "k1", "take-kind": "测"}).status_code == 302
    assert client.post(BOOK, {"_form": "take", "_key": "k1", "take-kind": "测"}).status_code == 302
    assert Number.objects.count() == 1, "the same form twice takes one number"
    entered = {"_form": "enter", "_key": "k2", "enter-number": "柳禾测〔2026〕4号", "enter-day": "2026年1月20日"}
    assert client.post(BOOK, entered).status_code == 302
    shown = text(client.get(BOOK))
    assert "缺号：2、3" in shown and "旧纸号" in shown
    void = {"_form": "void", "_key": "k3", "void-number": "柳禾测〔2026〕1号", "void-reason": ""}
    answer = client.post(BOOK, void)
    assert answer.status_code == 422 and "作废须写明理由" in text(answer)
    assert client.post(BOOK, {**void, "void-reason": "打印错误"}).status_code == 302
    shown = text(client.get(BOOK))
    assert "打印错误" in shown and "作废 1 个" in shown and "<s>" in shown


def test_a_number_that_is_used_is_refused_beside_what_was_typed(people, sign) -> None:
    client = sign("cai")
    numbers.take(actor=who("cai"), unit="liuhe", kind="测")
    entered = {"_form": "enter", "_key": "k", "enter-number": "柳禾测[2026]1号", "enter-day": "2026-01-20"}
    answer = client.post(BOOK, entered)
    assert answer.status_code == 422
    assert "已经用过" in text(answer) and 'value="柳禾测[2026]1号"' in text(answer)
    answer = client.post(BOOK, {**entered, "enter-day": "2026-02-30"})
    assert "不存在" in text(answer)


def test_only_an_administrator_sets_the_format(people, sign) -> None:
    form = {
        "_form": "format", "_key": "k", "format-kind": "测", "format-template": "柳合审收〔{year}〕{n}号",
        "format-yearly": "yes", "format-starts": "20260302",
    }  # fmt: skip
    sign("cai").post(BOOK, form)
    assert not NumberFormat.objects.exists()
    client = sign("admin")
    assert client.post(BOOK, {**form, "format-template": "没有序号"}).status_code == 422
    assert client.post(BOOK, form).status_code == 302
    opened()
    assert Matter.objects.get().number == "柳合审收〔2026〕1号"
    assert "柳合审收〔2026〕1号" not in text(sign("far").get(BOOK))
