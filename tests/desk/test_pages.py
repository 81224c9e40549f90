"""Charts, term sheets, guides, opening and files: what they say and who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk import replay
from tests.desk.conftest import opened, page_of, who
from tests.desk.test_act import hidden, send, upload
from tests.records.conftest import Cast
from tests.records.files import docx, pdf

from fazhi.kernel.procedures import ActKind
from fazhi.packs import procedures
from fazhi.records import clock, matters
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Event, EvidenceLink, Matter

Sign = Callable[[str], Client]


# -- the chart ---------------------------------------------------------------------------------------------------------


def test_the_chart_shows_done_open_waiting_and_unlawful(sign: Sign, people: Cast) -> None:
    stream = opened()
    fact = Proposal(
        kind=ActKind.FACT, step="meeting", outcome="办结", why="会议先于审查", signed=Signed(decider="p-cai")
    )
    record(actor=who("ben"), matter=stream, proposals=[fact])
    text = sign("ben").get(page_of(stream) + "flow/").text
    for part in ("node-done", "node-open", "node-locked", "node-skipped", "node-unlawful"):
        assert part in text, part
    assert "等第 " in text and "须重新办理" in text
    table = sign("ben").get(page_of(stream) + "flow/?view=table").text
    assert "<table" in table and "改看流程图" in table and "等第 " in table


# -- terms -------------------------------------------------------------------------------------------------------------


def test_the_sheet_counts_restart_suspension_and_extension_line_by_line(sign: Sign, cast: Cast) -> None:
    matters.forget()
    case = replay.find("disclosure_request", "补正重新起算、征求第三方、延期相接：11月30日届满")
    logins = replay.people(case)
    stream = replay.replay("disclosure_request", case, logins, title="高标准农田建设项目验收资料")
    with clock.fixed(date(2026, 11, 20)):
        text = sign(next(iter(logins.values()))).get(page_of(stream) + "terms/reply_term/").text
    for words in (
        "末日：2026年11月30日（周一）",
        "6 个工作日",
        "原起算",
        "停止计算",
        "10个工作日",
        "中秋",
        "调休",
        "第三十三条第二款",
        "day-extended",
        "day-paused",
        "未停止计算、延长时末日为",
    ):
        assert words in text or words in text.replace('<span class="nb">', "").replace("</span>", ""), words
    assert text.count('<table class="month">') == 3
    assert "p-d" not in text, "people are named, not keyed"


def test_a_term_without_a_law_borrows_no_article(sign: Sign, people: Cast) -> None:
    text = sign("ben").get(page_of(opened()) + "terms/accept/").text
    assert "本县（镇）规定：本镇设定" in text and "第一条" not in text


# -- guides ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", procedures.ids())
def test_every_procedure_has_a_guide_with_chart_steps_terms_and_bases(
    sign: Sign, people_of_real: Cast, name: str
) -> None:
    pack = procedures.get(name)
    text = sign("ben").get(f"/guide/{name}/").text
    plain = text.replace('<span class="nb">', "").replace("</span>", "")
    assert 'class="flow"' in text and 'id="basis"' in text
    for step in pack.steps.values():
        assert f'id="step-{step.id}"' in text
    for term in pack.terms.values():
        assert term.name in text
    for basis in pack.basis.values():
        assert basis.cn() in plain, basis.id


@pytest.fixture
def people_of_real(cast: Cast) -> Cast:
    """The cast on the packs that ship with the program."""
    from tests.desk.conftest import populate

    matters.forget()
    return populate(cast)


def test_guides_are_for_everybody_who_signs_in(sign: Sign, client: Client, people: Cast) -> None:
    assert client.get("/guide/mini/").status_code == 302
    for login in ("ann", "far", "county", "viewer", "admin"):
        assert sign(login).get("/guide/").status_code == 200
    assert sign("ann").get("/guide/none/").status_code == 404


# -- opening -----------------------------------------------------------------------------------------------------------


def test_a_matter_is_opened_with_its_first_step_in_one_form(sign: Sign, people: Cast) -> None:
    answers = {
        "title": "集镇公厕改造工程",
        "s-risk": "0",
        "s-amount": "4.28万",
        "text_paper": "草案1号",
        "decider": "p-ann",
    }
    done = send(sign("ann"), "/open/mini/", answers)
    row = Matter.objects.get()
    assert done["Location"] == page_of(row.stream.key)
    assert (row.title, row.number, row.state) == ("集镇公厕改造工程", "柳禾测〔2026〕1号", "在办：受理")
    assert matters.folded(row.stream.key).state.subject["amount"] == "42800.00"


def test_a_refused_opening_keeps_everything_and_uses_no_number(sign: Sign, people: Cast) -> None:
    client = sign("ann")
    answer = send(client, "/open/mini/", {"title": "", "s-amount": "很多", "m-source": "公文交换", "decider": "p-ann"})
    assert answer.status_code == 422
    for words in ("f-title-error", "f-s-amount-error", 'value="很多"', 'value="公文交换"'):
        assert words in answer.text, words
    assert not Matter.objects.exists()
    good = {**hidden(answer.text), "title": "集镇公厕改造工程", "text_paper": "草案1号", "decider": "p-ann"}
    assert client.post("/open/mini/", good).status_code == 302
    assert Matter.objects.get().number.endswith("1号")


def test_the_same_opening_twice_is_one_matter(sign: Sign, people: Cast) -> None:
    client = sign("ann")
    answers = {
        **hidden(client.get("/open/mini/").text),
        "title": "集镇公厕",
        "text_paper": "草案1号",
        "decider": "p-ann",
    }
    assert client.post("/open/mini/", answers)["Location"] == client.post("/open/mini/", answers)["Location"]
    assert Matter.objects.count() == 1


def test_a_fact_that_is_owed_because_of_another_is_asked_for(sign: Sign, people_of_real: Cast) -> None:
    pack = procedures.get("legality_review")
    depends = [item.id for item in pack.subject.values() if not isinstance(item.required, bool)]
    assert "amount" in depends, "the pack asks contracts for their sum"
    answers = {"title": "村道养护合同", "s-kind": "行政合同（协议）", "s-already_done": "0", "decider": "p-ann"}
    answer = send(sign("ann"), "/open/legality_review/", answers)
    assert answer.status_code == 422 and 'id="f-s-amount-error"' in answer.text


@pytest.mark.parametrize("login", ["viewer", "admin"])
def test_who_does_not_work_opens_nothing(sign: Sign, people: Cast, login: str) -> None:
    client = sign(login)
    assert 'class="act-form"' not in client.get("/open/mini/").text
    answer = client.post("/open/mini/", {"title": "集镇公厕改造", "text_paper": "草案1号", "_key": "k"})
    assert answer.status_code in {403, 422} and not Matter.objects.exists()


@pytest.mark.parametrize("name", procedures.ids())
def test_every_procedure_has_a_form_to_open_it(sign: Sign, people_of_real: Cast, name: str) -> None:
    pack = procedures.get(name)
    text = sign("ann").get(f"/open/{name}/").text
    for question in pack.subject.values():
        assert f'name="s-{question.id}"' in text
    for question in pack.steps[pack.opens].fields:
        assert f'name="{question.id}"' in text, question.id


# -- calls to another procedure ---------------------------------------------------------------------------------------


def test_a_call_opens_the_other_procedure_and_leads_there_and_back(sign: Sign, cast: Cast) -> None:
    matters.forget()
    case = replay.find("major_decision", "简单事项走完全程")
    pack = procedures.get("major_decision")
    calls = [step.id for step in pack.steps.values() if step.call is not None and step.call.procedure]
    until = next(n for n, item in enumerate(case.acts) if item.act.step in calls and item.act.kind is ActKind.SEND)
    logins = replay.people(case)
    sending = case.acts[until].act
    stream = replay.replay("major_decision", case, logins, title="中心农贸市场改造方案", until=until)
    client = sign(logins[sending.decider])
    with clock.fixed(sending.occurred):
        address = f"{page_of(stream)}act/send/{sending.step}/"
        answers = {name: str(int(v) if isinstance(v, bool) else v) for name, v in sending.fields.items()}
        done = send(client, address, {**answers, "decider": f"p-{logins[sending.decider]}"})
        assert done.status_code == 302, done.content.decode()[:3000]
        child = Matter.objects.get(parent__stream__key=stream)
        called = pack.steps[sending.step or ""].call
        assert called is not None
        opening = procedures.get(called.procedure or "").opens
        assert done["Location"] == f"{page_of(child.stream.key)}act/do/{opening}/"
        form = client.get(done["Location"]).text
        assert "沿用送办事项所送的文本" in form, "nobody uploads the same text twice"
        assert "返回送办事项：中心农贸市场改造方案" in form and 'class="act-form"' in form
        assert f'href="{page_of(child.stream.key)}"' in client.get(page_of(stream)).text
        assert f'href="{page_of(stream)}"' in client.get(page_of(child.stream.key)).text


# -- files -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def filed(sign: Sign, people: Cast) -> tuple[str, str]:
    """A matter with one file; returns its page and the address of the file."""
    stream = opened(submitted=False)
    send(
        sign("ann"),
        page_of(stream) + "act/do/submit/",
        {"decider": "p-ann", "file-text": upload(pdf("草案"), "某甲.pdf")},
    )
    sm3 = EvidenceLink.objects.select_related("file").get().file.sm3
    return page_of(stream), f"/file/{sm3}/?m={stream.partition('/')[2]}"


@pytest.mark.parametrize(
    ("login", "status"), [("ann", 200), ("ada", 200), ("ben", 200), ("viewer", 403), ("far", 403), ("admin", 403)]
)
def test_a_file_comes_only_through_a_matter_one_may_see(
    sign: Sign, filed: tuple[str, str], login: str, status: int
) -> None:
    answer = sign(login).get(filed[1])
    assert answer.status_code == status
    assert Event.objects.filter(type="looked", account=login).count() == (status == 200), "the look is logged"


def test_a_file_is_sent_so_that_it_can_do_no_harm(sign: Sign, filed: tuple[str, str]) -> None:
    answer = sign("ann").get(filed[1])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert "no-store" in answer["Cache-Control"]


def test_a_file_of_one_matter_is_not_had_through_another(sign: Sign, filed: tuple[str, str]) -> None:
    other = opened(title="另一件")
    address = filed[1].partition("?")[0] + f"?m={other.partition('/')[2]}"
    assert sign("ann").get(address).status_code == 404
    assert sign("ann").get(filed[1].partition("?")[0]).status_code == 403
    assert sign("ann").get("/file/../../etc/passwd/").status_code == 404


def test_the_public_gets_no_file(filed: tuple[str, str]) -> None:
    assert Client().get(filed[1]).status_code == 302


def test_a_missing_voucher_is_handed_in_later(sign: Sign, people: Cast) -> None:
    stream = opened(accepted=True)
    record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=ActKind.DO, step="opinion", outcome="合法")])
    meeting = Proposal(kind=ActKind.DO, step="meeting", outcome="办结")
    record(actor=who("cai"), matter=stream, proposals=[meeting])
    client = sign("cai")
    seq = matters.folded(stream).state.of("meeting")[0].id
    address = f"{page_of(stream)}record/vouch/{seq}/"
    assert f'href="{address}"' in client.get(page_of(stream)).text
    assert "还没有选择凭证文件" in send(client, address, {}).text
    scan = SimpleUploadedFile("会议记录.docx", docx("会议记录"))
    assert send(client, address, {"file-minutes": scan, "pages-minutes": "第3页"}).status_code == 302
    assert not matters.folded(stream).state.of("meeting")[0].missing
    assert "会议记录" in client.get(page_of(stream)).text and "第3页" in client.get(page_of(stream)).text
