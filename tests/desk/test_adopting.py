"""提示 and the reviewer: an opinion, or set aside with a reason; in the draft first, in the file only by the act."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from tests.desk.conftest import page_of
from tests.desk.reviewing import REVIEWED, accepted, handed_in, opened, reviewing, word
from tests.records.conftest import Cast

from fazhi.packs import procedures
from fazhi.records import matters, packs
from fazhi.records.models import Draft, Event, EvidenceLink

pytestmark = pytest.mark.django_db

Sign = Callable[[str], Client]


@pytest.fixture
def cast_of_review(people: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: reviewing(name))
    monkeypatch.setattr(procedures, "get", reviewing)
    return people


@pytest.fixture
def stream(sign: Sign, cast_of_review: Cast) -> str:
    """A text accepted for review."""
    return accepted(sign("ann"))


def address(stream: str) -> str:
    link = EvidenceLink.objects.select_related("file").get(stream__key=stream)
    return f"/check/file/{link.file.sm3}/?m={stream.partition('/')[2]}&n={link.seq}"


class Controls(HTMLParser):
    """What a page's controls hold: name -> value; a set-aside form is the one inside ``finding-acts``."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, str] = {}
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "textarea":
            self.area, self.held[name] = name, ""
        elif tag == "input" and name and (said.get("type") not in ("radio", "checkbox") or "checked" in said):
            self.held[name] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.held[self.area] = self.held[self.area].removeprefix("\n")
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.held[self.area] += data


def controls(html: str) -> dict[str, str]:
    reader = Controls()
    reader.feed(html)
    return reader.held


def form_of(client: Client, stream: str, code: str, what: str) -> dict[str, str]:
    """Open a finding by its rule; return the form as it stands filled in."""
    page = client.get(address(stream)).text
    number = re.search(rf'id="finding-(\d+)"(?:(?!id="finding-).)*?{code}', page, re.DOTALL)
    assert number is not None, code
    page = client.get(f"{address(stream)}&f={number[1]}&do={what}").text
    form = page[page.index('<div class="finding-acts no-print"><form') :]
    return controls(form[: form.index("</form>")])


def adopt(client: Client, stream: str, code: str = "Q001", weight: str = "必须", **more: str) -> str:
    form = form_of(client, stream, code, "findings") | {"outcome": weight} | more
    return client.post(address(stream), form, follow=True).text


def set_aside(client: Client, stream: str, code: str = "Q001", why: str = "次数另有口径") -> str:
    form = form_of(client, stream, code, "findings_set_aside") | {"reason": why}
    return client.post(address(stream), form, follow=True).text


def names(page: str) -> dict[str, str]:
    """Return what stands in the rows of a form of the matter."""
    return {name: value for name, value in controls(page).items() if re.match(r"r\d+-", name)}


@pytest.mark.parametrize("login", ["ann", "ada", "cai"])
def test_only_who_holds_the_post_of_the_step_is_offered_it(sign: Sign, stream: str, login: str) -> None:
    client = sign(login)
    page = client.get(address(stream))
    assert page.status_code == 200 and "写成意见" not in page.text
    before = Draft.objects.count()
    answer = client.post(address(stream), {"f": "1", "do": "findings", "mark": "x", "outcome": "必须"})
    assert answer.status_code == 403
    assert Draft.objects.count() == before


@pytest.mark.parametrize(("login", "status"), [("viewer", 403), ("far", 403), ("admin", 403)])
def test_who_may_not_see_the_file_may_make_nothing_of_it(sign: Sign, stream: str, login: str, status: int) -> None:
    where = address(stream)
    assert sign(login).post(where, {"f": "1", "do": "findings"}).status_code == status
    assert Client().post(where, {"f": "1", "do": "findings"}).status_code == 302


def test_nothing_is_offered_before_the_step_is_open(sign: Sign, cast_of_review: Cast) -> None:
    client = sign("ann")
    early = opened(submitted=False)
    handed_in(client, early, "submit", word(*REVIEWED))
    page = sign("ben").get(address(early)).text
    assert "Q001" in page and "写成意见" not in page


def test_an_adopted_hint_is_a_draft_until_the_act_and_an_opinion_by_it(sign: Sign, stream: str) -> None:
    client = sign("ben")
    before = Event.objects.exclude(type="looked").count()
    page = adopt(client, stream)
    assert "已写进“逐条意见”的草稿第 1 条" in page and "已写成意见草稿第 1 条" in page
    assert Event.objects.exclude(type="looked").count() == before, "nothing enters the file by choosing"
    assert not matters.folded(stream).state.every("raise")
    form = client.get(page_of(stream) + "act/do/raise/").text
    held = names(form)
    assert held["r1-outcome"] == "必须" and held["r1-clause"] == "第二条" and held["r1-issue"]
    client.post(page_of(stream) + "act/do/raise/", held | {"decider": "p-ben"})
    (run,) = matters.folded(stream).state.every("raise")
    assert (run.outcome, run.fields["clause"]) == ("必须", "第二条")
    assert "已提出意见" in client.get(address(stream)).text
    assert not Draft.objects.exists()


def test_a_hint_set_aside_enters_with_its_reason(sign: Sign, stream: str) -> None:
    client = sign("ben")
    assert "不采用，理由已写进草稿第 1 条" in set_aside(client, stream)
    held = names(client.get(page_of(stream) + "act/do/dismiss/").text)
    client.post(page_of(stream) + "act/do/dismiss/", held | {"decider": "p-ben"})
    (run,) = matters.folded(stream).state.every("dismiss")
    assert run.fields["place"] == "第二条" and run.fields["reason"] == "次数另有口径" and run.fields["hint"]
    assert "次数另有口径" in client.get(page_of(stream)).text, "the course of the matter tells it"
    assert "已登记不采用" in client.get(address(stream)).text


def test_the_weight_and_the_reason_must_be_given(sign: Sign, stream: str) -> None:
    client = sign("ben")
    form = form_of(client, stream, "Q001", "findings") | {"issue": "我的说法"}
    answer = client.post(address(stream), form)
    assert answer.status_code == 422 and "请选择分量" in answer.text and "我的说法" in answer.text
    form = form_of(client, stream, "Q001", "findings_set_aside") | {"reason": " "}
    answer = client.post(address(stream), form)
    assert answer.status_code == 422 and "须填写“不采用的理由”" in answer.text
    assert not Draft.objects.exists()


def test_a_choice_may_be_changed_and_then_stands_in_one_draft_only(sign: Sign, stream: str) -> None:
    client = sign("ben")
    adopt(client, stream)
    adopt(client, stream, weight="建议", issue="改过的说法")
    held = names(client.get(page_of(stream) + "act/do/raise/").text)
    assert (held["r1-outcome"], held["r1-issue"]) == ("建议", "改过的说法") and "r2-outcome" not in held
    set_aside(client, stream)
    assert "r1-outcome" not in names(client.get(page_of(stream) + "act/do/raise/").text)
    assert Draft.objects.count() == 1


def test_every_hint_has_a_row_of_its_own_and_the_rows_suffice(sign: Sign, cast_of_review: Cast) -> None:
    lines = [f"第{n}条 今年共清扫道路120次，完成11{n}次，完成率95%。" for n in range(1, 6)]
    stream = accepted(sign("ann"), word("合同", *lines))
    client = sign("ben")
    page = client.get(address(stream)).text
    numbers = [
        n for n, code in re.findall(r'id="finding-(\d+)".*?check/rules/(\w+)/', page, re.DOTALL) if code == "Q001"
    ]
    assert len(numbers) >= 4
    for at, number in enumerate(numbers, 1):
        opened_ = client.get(f"{address(stream)}&f={number}&do=findings").text
        mark = re.search(r'name="mark" value="([^"]+)"', opened_)
        assert mark is not None
        form = {"f": number, "do": "findings", "mark": mark[1], "outcome": "应当"}
        assert f"草稿第 {at} 条" in client.post(address(stream), form, follow=True).text
    held = names(client.get(page_of(stream) + "act/do/raise/").text)
    assert [held[f"r{at}-outcome"] for at in range(1, len(numbers) + 1)] == ["应当"] * len(numbers)


def test_what_was_typed_into_the_form_by_hand_is_not_written_over(sign: Sign, stream: str) -> None:
    client = sign("ben")
    where = page_of(stream) + "act/do/raise/"
    form = f"{stream.partition('/')[2]}/do/raise/"
    client.post(where, {"_draft": "1", "_form": form, "r1-clause": "第九条", "r1-issue": "自己写的"})
    assert "草稿第 2 条" in adopt(client, stream)
    held = names(client.get(where).text)
    assert held["r1-issue"] == "自己写的" and held["r2-outcome"] == "必须"


def test_a_hint_that_is_no_longer_there_is_not_taken(sign: Sign, stream: str) -> None:
    client = sign("ben")
    form = form_of(client, stream, "Q001", "findings") | {"outcome": "必须", "mark": "other:Q001:1-2"}
    assert "已经不在了" in client.post(address(stream), form, follow=True).text
    assert not Draft.objects.exists()
