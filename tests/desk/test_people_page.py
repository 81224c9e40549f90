"""人员与账号: for administrators only; every act from the page, the first password shown once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.records.conftest import TODAY

from fazhi.records.models import Account, Holding, Person, Scope, Unit

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def test_the_public_is_sent_to_sign_in(client: Client, people) -> None:
    assert client.get("/people/").status_code == 302


@pytest.mark.parametrize("login", ["ann", "ben", "cai", "far"])
def test_whoever_manages_nothing_is_refused(people, sign, login: str) -> None:
    client = sign(login)
    for address in ("/people/", "/people/p-ann/"):
        assert client.get(address).status_code == 403
    client.post("/people/", {"_form": "unit", "unit-name": "新镇"})
    assert not Unit.objects.filter(name="新镇").exists()


HIRE = {
    "_form": "hire", "_key": "k", "hire-name": "午新人", "hire-unit": "liuhe-ny", "hire-post": "handler",
    "hire-role": "work", "hire-starts": "2026年3月2日", "hire-ends": "", "hire-login": "wu",
}  # fmt: skip


def test_a_person_is_registered_with_post_and_account_and_the_password_is_shown_once(people, sign) -> None:
    client = sign("admin")
    assert client.post("/people/", HIRE).status_code == 302
    account = Account.objects.get(login="wu")
    assert account.person.name == "午新人" and account.must_change_password
    shown = text(client.get("/people/"))
    found = re.search(r'class="first-password">([^<]+)<', shown)
    assert found is not None and account.check_password(found[1])
    assert "first-password" not in text(client.get("/people/"))


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_half_written(people, sign) -> None:
    client = sign("admin")
    for wrong, words in (
        ({"hire-starts": "2026-02-30"}, "不存在"),
        ({"hire-ends": "2026-03-01"}, "早于起始日期"),
        ({"hire-post": ""}, "须填写“岗位”"),
        ({"hire-login": "ann"}, "账号名已经用过"),
    ):
        answer = client.post("/people/", {**HIRE, **wrong})
        assert answer.status_code == 422 and words in text(answer), words
        assert 'value="午新人"' in text(answer)
    assert not Person.objects.filter(name="午新人").exists()


def test_units_are_opened_and_renamed(people, sign) -> None:
    client = sign("admin")
    unit = {
        "_form": "unit", "_key": "u", "unit-name": "柳禾镇水利站", "unit-short": "水利站", "unit-code": "liuhe-sl",
        "unit-kind": "office", "unit-parent": "liuhe", "unit-starts": "20260302",
    }  # fmt: skip
    assert client.post("/people/", unit).status_code == 302
    assert Unit.objects.get(code="liuhe-sl").path == "qinghe/liuhe/liuhe-sl/"
    rename = {
        "_form": "rename", "_key": "r", "rename-unit": "shanbei", "rename-name": "山贝街道", "rename-short": "山贝",
        "rename-kind": "subdistrict", "rename-starts": "2026-03-02",
    }  # fmt: skip
    assert client.post("/people/", rename).status_code == 302
    assert "山贝街道" in text(client.get("/people/"))


def test_posts_begin_and_end(people, sign) -> None:
    client = sign("admin")
    page = "/people/p-ann/"
    appoint = {
        "_form": "appoint", "_key": "a", "appoint-unit": "liuhe", "appoint-post": "archivist", "appoint-role": "work",
        "appoint-starts": "2026-03-02", "appoint-ends": "2026-12-31",
    }  # fmt: skip
    assert client.post(page, appoint).status_code == 302
    held = Holding.objects.get(person__key="p-ann", post="archivist")
    assert "档案员" in text(client.get(page))
    assert (
        client.post(page, {"_form": "end", "_key": "e", "end-holding": held.key, "end-ends": "2026-06-30"}).status_code
        == 302
    )
    assert Holding.objects.get(pk=held.pk).ends.isoformat() == "2026-06-30"
    assert client.post(page, {"_form": "dismiss", "_key": "d", "dismiss-ends": "2026-07-31"}).status_code == 302
    assert Account.objects.get(login="ann").disabled_from.isoformat() == "2026-08-01"


def test_accounts_are_reset_stopped_and_given_a_scope(people, sign) -> None:
    client = sign("admin")
    account = Account.objects.get(login="ann")
    page, n = "/people/p-ann/", account.pk
    assert client.post(page, {"_form": f"reset{n}", "_key": "1"}).status_code == 302
    shown = text(client.get(page))
    found = re.search(r'class="first-password">([^<]+)<', shown)
    account.refresh_from_db()
    assert found is not None and account.check_password(found[1]) and account.must_change_password
    scope = {
        "_form": f"scope{n}", "_key": "2", f"scope{n}-over": "shanbei", f"scope{n}-role": "view",
        f"scope{n}-starts": "20260302", f"scope{n}-ends": "",
    }  # fmt: skip
    assert client.post(page, scope).status_code == 302
    assert Scope.objects.get(account=account).over.code == "shanbei"
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert client.post(page, {"_form": f"disable{n}", "_key": "3", f"disable{n}-from": tomorrow}).status_code == 302
    assert "恢复 ann" in text(client.get(page))
    assert client.post(page, {"_form": f"enable{n}", "_key": "4"}).status_code == 302
    account.refresh_from_db()
    assert account.disabled_from is None
    create = {"_form": "account", "_key": "5", "account-login": "ann2", "account-unit": "liuhe-ny"}
    assert client.post(page, create).status_code == 302
    assert Account.objects.filter(login="ann2", person__key="p-ann").exists()
