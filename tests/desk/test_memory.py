"""Earlier opinions beside the form and beside a hint, their wording on the way into the draft, models of the county."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.desk.conftest import page_of
from tests.desk.reviewing import accepted, opinion, reviewing, settled
from tests.desk.test_adopting import address, adopt, controls
from tests.records.conftest import Cast

from fazhi.packs import procedures
from fazhi.records import ledger, packs
from fazhi.records.acts.opinions import STREAM
from fazhi.records.models import Draft, Event, ModelOpinion

pytestmark = pytest.mark.django_db

Sign = Callable[[str], Client]
EARLIER = {"ground": "《中华人民共和国民法典》第六百八十三条", "proposal": "删去担保，改为按约定付款", "rule": "Q001"}
MODEL = {
    "publish-title": "政府担保条款", "publish-message": "政府为借款提供担保", "publish-suggestion": "删去担保条款",
    "publish-basis": "《民法典》第六百八十三条", "publish-code": "", "_form": "publish", "_key": "k1",
}  # fmt: skip


@pytest.fixture
def cast_of_review(people: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: reviewing(name))
    monkeypatch.setattr(procedures, "get", reviewing)
    return people


@pytest.fixture
def now(sign: Sign, cast_of_review: Cast) -> str:
    """A text under review; an earlier one, with an opinion that was followed, lies in the same town."""
    earlier = accepted(sign("ann"))
    opinion(earlier, "必须", "第三条", "甲方为乙方贷款提供连带责任保证", **EARLIER)
    settled(earlier, "1", "采纳")
    return accepted(sign("ann"))


def form(stream: str) -> str:
    return page_of(stream) + "act/do/raise/"


def typed(client: Client, stream: str, **more: str) -> dict[str, str]:
    page = client.get(form(stream)).text
    return controls(page[page.index('id="act-form"') : page.index("</form>", page.index('id="act-form"'))]) | more


def test_the_form_shows_opinions_on_like_clauses_and_takes_their_wording_into_the_draft_only(
    sign: Sign, now: str
) -> None:
    client, before = sign("ben"), Event.objects.exclude(type="looked").count()
    assert "还没有相近的意见" in client.get(form(now)).text
    said = typed(client, now, **{"r1-clause": "第八条", "r1-issue": "镇政府为公司贷款提供连带责任担保", "_find": "1"})
    page = client.post(form(now), said).text
    assert "取用这段措辞" in page and "删去担保，改为按约定付款" in page and "采纳" in page
    key = page[page.index('name="_recall" value="') + 22 :].split('"')[0]
    del said["_find"]
    page = client.post(form(now), said | {"_recall": key}, follow=True).text
    held = controls(page[page.index('id="act-form"') :])
    assert held["r1-clause"] == "第八条", "the clause is this text's own"
    assert held["r1-proposal"] == "删去担保，改为按约定付款" and held["r1-rule"] == "Q001"
    assert held["r1-issue"] == "甲方为乙方贷款提供连带责任保证"
    assert Event.objects.exclude(type="looked").count() == before and Draft.objects.count() == 1
    assert not Event.objects.filter(stream__key=now, type="ran", step="raise").exists()


def test_words_are_looked_for_and_nothing_typed_is_lost(sign: Sign, now: str) -> None:
    client = sign("ben")
    said = typed(client, now, **{"r2-clause": "第九条", "_words": "保证", "_find": "1"})
    page = client.post(form(now), said).text
    assert "查“保证”：1 条" in page and controls(page[page.index('id="act-form"') :])["r2-clause"] == "第九条"
    page = client.post(form(now), said | {"_words": "采砂"}).text
    assert "没有找到" in page
    del said["_find"], said["_words"]
    page = client.post(form(now), said | {"_recall": "o99999@0"}).text
    assert "已经不在了" in page and Draft.objects.count() == 0


def test_a_hint_shows_opinions_of_the_same_rule_and_its_form_takes_their_wording(sign: Sign, now: str) -> None:
    client = sign("ben")
    page = client.get(address(now)).text
    number = page[: page.index("check/rules/Q001")].rsplit('id="finding-', 1)[1].split('"')[0]
    page = client.get(f"{address(now)}&f={number}&do=findings").text
    assert "以前对相近条款的意见" in page and "同类提示" in page
    held = controls(page[page.index('id="choice-form"') : page.index("</form>", page.index('id="choice-form"'))])
    key = page[page.index('name="_recall" value="') + 22 :].split('"')[0]
    page = client.post(address(now), held | {"_recall": key, "outcome": "应当"}).text
    held = controls(page[page.index('id="choice-form"') :])
    assert held["proposal"] == "删去担保，改为按约定付款" and held["outcome"] == "应当"
    assert Draft.objects.count() == 0, "shown in the form; the draft is written by its own button"
    assert "已写成意见草稿第 1 条" in adopt(client, now)


def test_another_town_sees_none_of_it(sign: Sign, now: str) -> None:
    page = sign("far").get("/opinions/", {"q": "保证"}).text
    assert "没有找到“保证”" in page and "发布示范意见" not in page
    assert "甲方为乙方贷款提供连带责任保证" in sign("ann").get("/opinions/", {"q": "保证"}).text


def test_the_county_publishes_a_model_for_all_and_withdraws_it(sign: Sign, now: str, client: Client) -> None:
    county = sign("county")
    page = county.get("/opinions/", {"q": "保证"}).text
    assert "改成示范意见" in page
    page = county.get("/opinions/?from=" + page[page.index("?from=") + 6 :].split("#")[0]).text
    assert controls(page)["publish-message"] == "甲方为乙方贷款提供连带责任保证"
    assert county.post("/opinions/", MODEL, follow=True).status_code == 200
    assert county.post("/opinions/", MODEL, follow=True).status_code == 200
    assert ModelOpinion.objects.count() == 1, "the same form twice acts once"
    far = sign("far")
    assert "县局示范意见" in far.get("/opinions/", {"q": "担保"}).text
    refused = far.post("/opinions/", MODEL | {"_key": "k2"})
    assert refused.status_code == 422 and ModelOpinion.objects.count() == 1
    key = ModelOpinion.objects.get().key
    asked = {"_form": "withdraw", "_key": "k3", "withdraw-opinion": key, "withdraw-reason": ""}
    assert "须填写“撤回的理由”" in sign("county").post("/opinions/", asked).text
    sign("county").post("/opinions/", asked | {"withdraw-reason": "口径已改"})
    assert "没有找到“担保”" in sign("far").get("/opinions/", {"q": "担保"}).text
    assert "口径已改" in sign("far").get("/opinions/").text
    assert [event.type for event in ledger.events(STREAM)] == ["model_opinion_published", "model_opinion_withdrawn"]


def test_a_model_that_names_a_person_is_refused_and_keeps_what_was_typed(sign: Sign, now: str) -> None:
    said = MODEL | {"publish-message": "经查，某甲（手机13912345678）要求担保"}
    page = sign("county").post("/opinions/", said)
    assert page.status_code == 422 and "没有发布" in page.text and "13912345678" in page.text
    assert not ModelOpinion.objects.exists()


def test_the_page_is_shut_without_a_sign_in(client: Client, cast_of_review: Cast) -> None:
    assert client.get("/opinions/").status_code == 302
