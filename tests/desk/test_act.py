"""Forms made from a pack: what is asked, what is refused and where it says so, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.conftest import opened, page_of, who
from tests.records.conftest import FIRST, Cast
from tests.records.files import docx, pdf

from fazhi.kernel.procedures import ActKind
from fazhi.records import clock, evidence, matters
from fazhi.records.access import SYSTEM
from fazhi.records.acts import organisation
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Draft, Event, EvidenceLink, Number

Sign = Callable[[str], Client]


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the form on a page."""
    return dict(re.findall(r'<input type="hidden" name="(_\w+)" value="([^"]*)">', page))


def send(client: Client, address: str, answers: dict[str, object], **more: object):
    """Open a form, fill it in as it stands and send it."""
    return client.post(address, {**hidden(client.get(address).text), **answers, **more})


def runs(stream: str, step: str) -> int:
    return Event.objects.filter(stream__key=stream, step=step, type="ran").count()


def test_a_step_is_recorded_from_its_form(sign: Sign, people: Cast) -> None:
    stream = opened()
    done = send(sign("ben"), page_of(stream) + "act/do/intake/", {"outcome": "受理", "decider": "p-ben"})
    assert done["Location"] == page_of(stream)
    assert matters.folded(stream).state.of("intake")[0].outcome == "受理"


@pytest.mark.parametrize(
    ("login", "status"), [("ben", 200), ("ann", 200), ("viewer", 403), ("far", 403), ("admin", 403)]
)
def test_who_may_open_a_form(sign: Sign, people: Cast, login: str, status: int) -> None:
    stream = opened()
    for part in ("act/do/intake/", "act/fact/meeting/", "record/void/2/", "change/", "facts/"):
        assert sign(login).get(page_of(stream) + part).status_code == status


def test_the_public_may_not_even_try(client: Client, people: Cast) -> None:
    stream = opened()
    assert client.post(page_of(stream) + "act/do/intake/", {"outcome": "受理"}).status_code == 302
    assert runs(stream, "intake") == 0


def test_another_town_may_not_record(sign: Sign, people: Cast) -> None:
    stream = opened()
    assert sign("far").post(page_of(stream) + "act/do/intake/", {"outcome": "受理"}).status_code == 403
    assert runs(stream, "intake") == 0


def test_a_required_answer_that_depends_on_the_result_is_asked_for_beside_its_field(sign: Sign, people: Cast) -> None:
    stream = opened()
    answer = send(sign("ben"), page_of(stream) + "act/do/intake/", {"outcome": "退回补正", "decider": "p-ben"})
    assert answer.status_code == 422
    assert "还不能受理或退回补正，有 1 处要改" in answer.text
    assert '<a href="#f-missing">' in answer.text and 'id="f-missing-error"' in answer.text
    assert 'value="退回补正" checked' in answer.text
    assert runs(stream, "intake") == 0


def test_the_same_form_twice_is_recorded_once(sign: Sign, people: Cast) -> None:
    stream = opened()
    client, address = sign("ben"), page_of(stream) + "act/do/intake/"
    answers = {**hidden(client.get(address).text), "outcome": "受理", "decider": "p-ben"}
    client.post(address, answers)
    again = client.post(address, answers, follow=True)
    assert "没有重复记入" in again.text
    assert runs(stream, "intake") == 1


def test_the_slower_of_two_sees_what_came_since_and_keeps_what_was_typed(sign: Sign, people: Cast) -> None:
    stream = opened()
    client, address = sign("ben"), page_of(stream) + "act/do/intake/"
    slow = {**hidden(client.get(address).text), "outcome": "退回补正", "missing": "起草说明", "decider": "p-ben"}
    record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=ActKind.DO, step="intake", outcome="受理")])
    answer = client.post(address, slow)
    assert answer.status_code == 409
    assert "您打开这张表之后新增的记录" in answer.text and "受理：受理" in answer.text
    assert 'value="起草说明"' in answer.text
    assert runs(stream, "intake") == 1
    again = client.post(address, {**slow, **hidden(answer.text)})
    assert again.status_code == 302 and runs(stream, "intake") == 2, "it can be sent again as it stands"


def test_a_closed_step_says_why_and_offers_the_truth(sign: Sign, people: Cast) -> None:
    text = sign("ben").get(page_of(opened()) + "act/do/meeting/").text
    assert "不能集体讨论：尚未办理“审查意见”" in text and "可先办：审查意见" in text
    assert "登记为不合规事实" in text and 'class="act-form"' not in text


def test_a_closed_result_is_shown_and_cannot_be_chosen(sign: Sign, people: Cast) -> None:
    stream = opened(accepted=True)
    record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=ActKind.DO, step="raise", outcome="必须")])
    text = sign("ann").get(page_of(stream) + "act/do/settle/").text
    assert re.search(r'value="不采纳" disabled', text)
    assert "“必须”意见不能登记为不采纳" in text
    sent = send(sign("ann"), page_of(stream) + "act/do/settle/", {"k1-outcome": "不采纳", "decider": "p-ann"})
    assert sent.status_code == 422 and 'id="f-k1-outcome-error"' in sent.text


def test_every_key_of_a_list_is_answered_in_one_form_all_or_none(sign: Sign, people: Cast) -> None:
    stream = opened(accepted=True)
    raised = [Proposal(kind=ActKind.DO, step="raise", outcome=weight) for weight in ("必须", "建议", "建议")]
    record(actor=who("ben"), matter=stream, proposals=raised)
    client, address = sign("ann"), page_of(stream) + "act/do/settle/"
    wrong = send(client, address, {"k1-outcome": "不采纳", "k2-outcome": "采纳", "decider": "p-ann"})
    assert wrong.status_code == 422 and runs(stream, "settle") == 0
    done = send(client, address, {"k1-outcome": "采纳", "k3-outcome": "不采纳", "decider": "p-ann"})
    assert done.status_code == 302
    assert {event.act_id for event in Event.objects.filter(stream__key=stream, step="settle")}.__len__() == 1
    assert [key for key in "123" if matters.folded(stream).state.of("settle", key)] == ["1", "3"], (
        "blank parts stay open"
    )


def test_several_rows_are_added_at_once_and_more_can_be_asked_for(sign: Sign, people: Cast) -> None:
    stream = opened(accepted=True)
    client, address = sign("ben"), page_of(stream) + "act/do/raise/"
    page = client.get(address).text
    assert page.count("（新增）") == 3
    more = client.post(address, {**hidden(page), "_add": "1", "r1-outcome": "建议"}).text
    assert more.count("（新增）") == 6 and re.search(r'name="r1-outcome" value="建议" checked', more)
    client.post(address, {**hidden(more), "r1-outcome": "必须", "r4-outcome": "建议", "decider": "p-ben"})
    assert matters.folded(stream).state.lists["opinions"] == ("1", "2")


def test_an_empty_form_of_several_parts_is_refused(sign: Sign, people: Cast) -> None:
    stream = opened(accepted=True)
    answer = send(sign("ben"), page_of(stream) + "act/do/raise/", {"decider": "p-ben"})
    assert answer.status_code == 422 and "还没有填写任何一项" in answer.text


def test_who_decides_is_asked_and_judged(sign: Sign, people: Cast) -> None:
    stream = opened(accepted=True)
    organisation.appoint(actor=SYSTEM, person="p-ann", unit="liuhe-ny", post="reviewer", role="work", starts=FIRST)
    answer = send(sign("ben"), page_of(stream) + "act/do/opinion/", {"outcome": "合法", "decider": "p-ann"})
    assert answer.status_code == 422
    assert "应当回避" in answer.text and 'id="f-decider-error"' in answer.text
    done = send(sign("ann"), page_of(stream) + "act/do/opinion/", {"outcome": "合法", "decider": "p-ben"})
    assert done.status_code == 302, "the clerk types what the reviewer signed"


def test_a_late_entry_asks_for_reason_and_approver_with_what_was_typed(sign: Sign, people: Cast) -> None:
    with clock.fixed(date(2026, 2, 9)):
        stream = opened(submitted=False)
    client, address = sign("ann"), page_of(stream) + "act/do/submit/"
    answers = {"text_paper": "送审稿2026-3", "decider": "p-ann", "occurred": "2026年2月10日"}
    answer = send(client, address, answers)
    assert answer.status_code == 422
    assert "晚 " in answer.text and 'id="f-late_reason-error"' in answer.text
    assert 'value="2026年2月10日"' in answer.text and 'value="送审稿2026-3"' in answer.text
    late = {"late_reason": "纸质件漏登", "late_approver": "p-cai", "late_paper": "收文簿第3页"}
    assert client.post(address, {**hidden(answer.text), **answers, **late}).status_code == 302
    run = matters.folded(stream).state.of("submit")[0]
    assert run.late and run.occurred == date(2026, 2, 10)


@pytest.mark.parametrize("written", ["20260303", "2026.3.3", "2026-03-03", "2026年3月3日", "２０２６.３.３"])
def test_a_day_may_be_written_in_any_usual_way(sign: Sign, people: Cast, written: str) -> None:
    stream = opened()
    with clock.fixed(date(2026, 3, 4)):
        address = page_of(stream) + "act/do/intake/"
        send(sign("ben"), address, {"outcome": "受理", "decider": "p-ben", "occurred": written})
    assert matters.folded(stream).state.of("intake")[0].occurred == date(2026, 3, 3)


@pytest.mark.parametrize("written", ["明天", "2026-02-30", "2026-13-01", "2027-01-01"])
def test_a_day_that_cannot_be_is_refused_beside_its_field(sign: Sign, people: Cast, written: str) -> None:
    stream = opened()
    answer = send(
        sign("ben"), page_of(stream) + "act/do/intake/", {"outcome": "受理", "decider": "p-ben", "occurred": written}
    )
    assert answer.status_code == 422
    assert 'id="f-occurred-error"' in answer.text and f'value="{written}"' in answer.text


def test_an_unlawful_fact_is_recorded_with_what_it_broke(sign: Sign, people: Cast) -> None:
    stream = opened()
    answers = {"why": "会议先于审查召开", "decider": "p-cai"}
    done = send(sign("ben"), page_of(stream) + "act/fact/meeting/", answers)
    assert done.status_code == 302
    event = Event.objects.get(stream__key=stream, type="fact")
    assert "审查意见".encode() in bytes(event.body)
    assert "不合规事实 1 项" in sign("ben").get(page_of(stream)).text


def test_what_was_in_order_cannot_be_entered_as_unlawful_without_words(sign: Sign, people: Cast) -> None:
    stream = opened()
    answer = send(sign("ben"), page_of(stream) + "act/fact/intake/", {"outcome": "受理", "decider": "p-ben"})
    assert answer.status_code == 422 and 'id="f-why-error"' in answer.text


def test_a_record_is_voided_with_a_reason(sign: Sign, people: Cast) -> None:
    stream = opened(accepted=True)
    seq = matters.folded(stream).state.of("intake")[0].id
    client, address = sign("ben"), f"{page_of(stream)}record/void/{seq}/"
    assert "作废须写明理由" in send(client, address, {}).text
    assert send(client, address, {"why": "登错结果"}).status_code == 302
    assert matters.folded(stream).state.of("intake")[0].voided


def test_a_fact_is_changed_and_nothing_else(sign: Sign, people: Cast) -> None:
    stream = opened()
    client, address = sign("ann"), page_of(stream) + "change/"
    assert "没有改动任何一项" in send(client, address, {"risk": "0", "amount": "42800"}).text
    assert 'id="f-amount-error"' in send(client, address, {"amount": "很多"}).text
    assert send(client, address, {"risk": "0", "amount": "60万元"}).status_code == 302
    assert matters.folded(stream).state.subject["amount"] == "600000.00"


def test_a_draft_is_kept_encrypted_and_comes_back(sign: Sign, people: Cast) -> None:
    stream = opened()
    client, address = sign("ben"), page_of(stream) + "act/do/intake/"
    kept = send(client, address, {"outcome": "退回补正", "missing": "起草说明", "_draft": "1"})
    assert kept.status_code == 302 and runs(stream, "intake") == 0
    assert "起草说明".encode() not in bytes(Draft.objects.get().box)
    page = client.get(address).text
    assert 'value="起草说明"' in page and "的草稿" in page
    client.post(address, {**hidden(page), "outcome": "退回补正", "missing": "起草说明", "decider": "p-ben"})
    assert not Draft.objects.exists(), "a form that was recorded leaves no draft"


def test_a_draft_saves_itself_for_its_own_account_only(sign: Sign, people: Cast) -> None:
    stream = opened()
    form = f"{stream.partition('/')[2]}/do/intake/"
    saved = sign("ben").post("/draft/", {"_form": form, "missing": "只给自己看"})
    assert saved.json() == {"saved": "09:00"}
    assert "只给自己看" in sign("ben").get(page_of(stream) + "act/do/intake/").text
    assert "只给自己看" not in sign("county").get(page_of(stream) + "act/do/intake/").text


def upload(body: bytes, name: str = "送审稿.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def test_a_text_and_its_file_are_bound_to_the_act(sign: Sign, people: Cast) -> None:
    stream = opened(submitted=False)
    client = sign("ann")
    done = send(
        client, page_of(stream) + "act/do/submit/", {"decider": "p-ann", "file-text": upload(docx("草案"), "草案.docx")}
    )
    assert done.status_code == 302
    link = EvidenceLink.objects.select_related("file").get()
    assert link.slot == "text" and matters.folded(stream).state.texts["draft"][2] == link.file.sm3
    page = client.get(page_of(stream)).text
    assert "草案.docx" not in page, "the name a file came with is masked"
    assert f"/file/{link.file.sm3}/" in page


def refused_uploads() -> Iterator[tuple[bytes, str, str]]:
    yield b"", "空.pdf", "文件是空的（0 字节）"
    yield b"MZ\x90\x00" + b"\x00" * 64, "合同.pdf", "不"
    yield b"<html><script>1</script></html>", "页面.html", "不"
    yield docx("内容", header="机密★1年"), "送审稿.docx", "未保存"


@pytest.mark.parametrize(("body", "name", "words"), list(refused_uploads()), ids=["empty", "program", "page", "secret"])
def test_a_file_that_is_not_taken_is_refused_at_its_field(
    sign: Sign, people: Cast, body: bytes, name: str, words: str
) -> None:
    stream = opened(submitted=False)
    client, address = sign("ann"), page_of(stream) + "act/do/submit/"
    answer = send(client, address, {"decider": "p-ann", "paper_place": "党政办3号柜", "file-text": upload(body, name)})
    assert answer.status_code == 422
    assert 'id="f-file-text-error"' in answer.text and words in answer.text
    assert 'value="党政办3号柜"' in answer.text
    assert not EvidenceLink.objects.exists() and runs(stream, "submit") == 0
    assert ("登记“涉密件，线下办理”" in answer.text) is ("未保存" in words)


def test_a_hostile_name_is_shown_harmless(sign: Sign, people: Cast) -> None:
    stream = opened(submitted=False)
    name = "..\\..\\<script>alert(1)</script>\u202efdp.pdf"
    client, address = sign("ann"), page_of(stream) + "act/do/submit/"
    answer = send(client, address, {"occurred": "错", "file-text": upload(pdf("草案"), name)})
    assert answer.status_code == 422 and "<script>alert" not in answer.text and "\u202e" not in answer.text


def test_a_file_too_large_is_cut_off_and_the_answers_stay(
    sign: Sign, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "LIMIT", 1024)
    monkeypatch.setattr("fazhi.records.intake.uploads.LIMIT", 1024)
    stream = opened(submitted=False)
    answer = send(
        sign("ann"),
        page_of(stream) + "act/do/submit/",
        {"text_paper": "纸1号", "file-text": upload(b"%PDF-" + b"0" * 4096)},
    )
    assert answer.status_code == 422 and "超过" in answer.text and "未保存" in answer.text
    assert not EvidenceLink.objects.exists()


def test_a_received_file_need_not_be_chosen_again(sign: Sign, people: Cast) -> None:
    stream = opened(submitted=False)
    client, address = sign("ann"), page_of(stream) + "act/do/submit/"
    answer = send(client, address, {"occurred": "错", "file-text": upload(pdf("草案"), "草案.pdf")})
    token = re.search(r'name="kept-text" value="([^"]+)"', answer.text)
    assert token is not None and "草案.pdf" in answer.text
    again = {**hidden(answer.text), "kept-text": token.group(1), "decider": "p-ann", "occurred": ""}
    assert client.post(address, again).status_code == 302
    assert EvidenceLink.objects.get().slot == "text"


def test_a_token_of_somebody_else_is_worth_nothing(sign: Sign, people: Cast) -> None:
    stream = opened(submitted=False)
    address = page_of(stream) + "act/do/submit/"
    answer = send(sign("ann"), address, {"occurred": "错", "file-text": upload(pdf("草案"), "草案.pdf")})
    token = re.search(r'name="kept-text" value="([^"]+)"', answer.text)
    assert token is not None
    stolen = send(sign("ada"), address, {"kept-text": token.group(1), "decider": "p-ada"})
    assert stolen.status_code == 422 and not EvidenceLink.objects.exists()


def test_an_unknown_step_or_kind_is_no_page(sign: Sign, people: Cast) -> None:
    stream = opened()
    for part in ("act/do/nothing/", "act/undo/intake/", "record/void/99/", "record/print/2/", "terms/none/"):
        assert sign("ben").get(page_of(stream) + part).status_code == 404
    assert not Number.objects.filter(state="void").exists()
