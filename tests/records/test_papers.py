"""Papers as acts: issued with a number and kept, come back, compared, sealed, voided; and the ledger still agrees."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from tests.records.conftest import Cast
from tests.records.files import pdf
from tests.records.working import populate, who

from fazhi.formats.docx.read import lines
from fazhi.formats.errors import ReadError
from fazhi.kernel.papers import Change, Standing
from fazhi.kernel.papers import lines as plain
from fazhi.kernel.procedures import ActKind
from fazhi.records import clock, evidence, matters, papers
from fazhi.records.access import Denied
from fazhi.records.acts import papers as acts
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Matter, Number
from fazhi.records.papers import Issued
from fazhi.records.verification import verify_site

DO, SEND = ActKind.DO, ActKind.SEND
APPLICANT = "周望舒"
RECEIVED = {
    "received": "2026-03-02",
    "received_by": "提交之日",
    "applicant": APPLICANT,
    "applicant_kind": "公民",
    "identity": "未提供",
    "form": "纸质",
}
REPLY = {
    "reason": "已于政府网站公布。",
    "way": "政府网站“财政公开”栏目",
    "remedy": "可选",
    "review_body": "清禾县人民政府",
}


@pytest.fixture
def asked(cast: Cast) -> str:
    """Open a request for information, told to be completed; return its stream."""
    populate(cast)
    first = [Proposal(kind=DO, step="receive", outcome="办结", fields=RECEIVED)]
    subject = {"channel": "当面提交", "arrived": "2026-03-02", "wanted": "2025年村道养护支出"}
    done = open_matter(
        actor=who("pub"), procedure="disclosure_request", unit="liuhe-ny", title="政府信息公开申请：村道养护",
        subject=subject, first=first,
    )  # fmt: skip
    return str(done["stream"])


def told(stream: str) -> None:
    unclear = Proposal(kind=DO, step="check", outcome="内容不明确，需要补正", fields={"reason": "哪几条村道不清楚"})
    sent = Proposal(kind=SEND, step="correction", fields={"items": "写明村道名称。\n写明年度。", "days": 10})
    record(actor=who("pub"), matter=stream, proposals=[unclear, sent])


def issued(stream: str) -> tuple[Issued, ...]:
    return papers.issued(Matter.objects.get(stream__key=stream).pk)


def word_of(item: Issued) -> tuple[str, ...]:
    return lines(evidence.read(item.sm3))


def changed(body: bytes, old: str, new: str) -> bytes:
    """Return a Word file in which somebody corrected a word."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as whole, zipfile.ZipFile(buffer, "w") as made:
        for info in whole.infolist():
            held = whole.read(info)
            if info.filename == "word/document.xml":
                assert old.encode() in held
                held = held.replace(old.encode(), new.encode())
            made.writestr(info.filename, held)
    return buffer.getvalue()


def received(body: bytes, name: str) -> evidence.Received:
    return evidence.receive(io.BytesIO(body), name)


def test_a_paper_is_issued_with_its_number_and_kept_as_it_was_printed(asked: str) -> None:
    told(asked)
    done = acts.issue(actor=who("pub"), matter=asked, paper="correction")
    (item,) = issued(asked)
    assert item.number == done["number"] == Number.objects.get(series__kind="公开补正").text
    text = word_of(item)
    assert text[:2] == ("政府信息公开申请补正告知书", item.number)
    assert f"{APPLICANT}：" in text
    assert "写明村道名称。" in text and "写明年度。" in text
    assert "2026年3月2日" in text and "柳禾镇人民政府" in text
    assert "送签稿" not in text and not any("＿" in line for line in text)
    assert item.standing is Standing.ISSUED


def test_what_the_paper_showed_of_a_person_stands_in_the_event(asked: str) -> None:
    told(asked)
    acts.issue(actor=who("pub"), matter=asked, paper="correction")
    event = list(matters.ledger.events(asked))[-1]
    assert event.data["classes"] == ["name"]
    assert APPLICANT not in str(event.data)


def test_a_receipt_says_the_last_day_it_said_when_it_was_given_also_after_the_term_began_anew(asked: str) -> None:
    def last_day() -> str:
        folded, row = matters.folded(asked), Matter.objects.select_related("parent").get(stream__key=asked)
        said = papers.facts(folded, row, papers.masked_reveal(asked))
        drawn = papers.drawn(folded, folded.procedure.papers["receipt"], said, row.opened)
        (line,) = (line for line in plain(drawn) if "答复；" in line)
        return line.partition("前（含当日）")[0]

    given = last_day()
    told(asked)
    again = Proposal(kind=ActKind.ANSWER, step="correction", outcome="已补正", fields={"received": "2026-03-09"})
    with clock.fixed(date(2026, 3, 9)):
        record(actor=who("pub"), matter=asked, proposals=[again])
    assert given == "本机关应于2026年3月30日" and last_day() == given


def test_a_draft_takes_no_number_and_an_issued_paper_is_not_issued_twice(asked: str) -> None:
    told(asked)
    folded, row = matters.folded(asked), Matter.objects.select_related("parent").get(stream__key=asked)
    said = papers.facts(folded, row, papers.masked_reveal(asked))
    drawn = papers.drawn(folded, folded.procedure.papers["correction"], said, row.opened)
    assert [item.what for item in drawn.missing] == ["文号", "印发日期"]
    assert drawn.addressee != APPLICANT and drawn.addressee.startswith("周")
    assert not Number.objects.filter(series__kind="公开补正").exists()
    acts.issue(actor=who("pub"), matter=asked, paper="correction")
    with pytest.raises(ActRefused, match="不能重复印发"):
        acts.issue(actor=who("pub"), matter=asked, paper="correction")


@pytest.mark.parametrize(
    ("paper", "said"), [("correction", "现在还不能印发"), ("approval", "内部用纸"), ("none", "没有这件文书")]
)
def test_what_may_not_be_issued_is_refused_with_the_reason(asked: str, paper: str, said: str) -> None:
    with pytest.raises(ActRefused, match=said):
        acts.issue(actor=who("pub"), matter=asked, paper=paper)
    assert issued(asked) == ()


def test_what_comes_back_is_kept_and_compared_clause_by_clause(asked: str) -> None:
    told(asked)
    acts.issue(actor=who("pub"), matter=asked, paper="correction")
    (item,) = issued(asked)
    body = evidence.read(item.sm3)
    same = acts.take_back(actor=who("pub"), matter=asked, seq=item.seq, file=received(body, "回.docx"))
    assert {name for name, count in same["changes"].items() if count} == {"same"}
    other = received(changed(body, "写明年度。", "写明年度和金额。"), "改.docx")
    back = acts.take_back(actor=who("pub"), matter=asked, seq=item.seq, file=other)
    assert back["changes"]["changed"] == 1
    (now,) = issued(asked)
    assert len(now.returned) == 2
    pair = next(pair for pair in acts.compared(now, other.sm3) if pair.change is Change.CHANGED)
    assert "".join(part.text for part in pair.after if part.marked) == "和金额"


def test_a_file_that_cannot_be_read_as_word_does_not_come_back(asked: str) -> None:
    told(asked)
    acts.issue(actor=who("pub"), matter=asked, paper="correction")
    (item,) = issued(asked)
    with pytest.raises(ReadError, match="不是 Word 文件"):
        acts.take_back(actor=who("pub"), matter=asked, seq=item.seq, file=received(pdf("盖章"), "回.pdf"))
    assert issued(asked)[0].returned == ()


def test_the_sealed_scan_makes_it_the_formal_copy_and_vouches_for_the_step(asked: str) -> None:
    fit = Proposal(kind=DO, step="check", outcome="属于政府信息公开申请")
    reply = Proposal(kind=DO, step="reply", outcome="已主动公开，告知获取途径", fields=REPLY)
    record(actor=who("pub"), matter=asked, proposals=[fit])
    record(actor=who("cai"), matter=asked, proposals=[reply])
    acts.issue(actor=who("pub"), matter=asked, paper="reply")
    (item,) = issued(asked)
    run = matters.folded(asked).state.of("reply")[-1]
    assert run.missing == {"paper"} and item.number == run.fields["number"]
    with pytest.raises(ActRefused, match="应为扫描件"):
        acts.seal(actor=who("pub"), matter=asked, seq=item.seq, file=received(evidence.read(item.sm3), "章.docx"))
    acts.seal(actor=who("pub"), matter=asked, seq=item.seq, file=received(pdf("盖章"), "盖章件.pdf"), pages="1")
    assert issued(asked)[0].standing is Standing.SEALED
    assert Number.objects.filter(series__kind="公开答复").count() == 1  # vouching for a reply takes no second number
    assert matters.folded(asked).state.of("reply")[-1].missing == frozenset()
    with pytest.raises(ActRefused, match="已经收到"):
        acts.seal(actor=who("pub"), matter=asked, seq=item.seq, file=received(pdf("盖章"), "盖章件.pdf"))


def test_a_voided_paper_stays_and_its_number_is_never_given_again(asked: str) -> None:
    told(asked)
    first = acts.issue(actor=who("pub"), matter=asked, paper="correction")
    with pytest.raises(ActRefused, match="须写明理由"):
        acts.void_paper(actor=who("pub"), matter=asked, seq=first["seq"], reason=" ")
    acts.void_paper(actor=who("pub"), matter=asked, seq=first["seq"], reason="年度写错")
    second = acts.issue(actor=who("pub"), matter=asked, paper="correction")
    assert second["number"] != first["number"]
    assert [item.voided for item in issued(asked)] == [True, False]
    assert Number.objects.get(text=first["number"]).state == "void"
    with pytest.raises(ActRefused, match="已经作废"):
        acts.seal(actor=who("pub"), matter=asked, seq=first["seq"], file=received(pdf("盖章"), "章.pdf"))


def test_another_town_may_issue_nothing(cast: Cast, asked: str) -> None:
    told(asked)
    with pytest.raises(Denied):
        acts.issue(actor=cast.actor("other"), matter=asked, paper="correction")
    with pytest.raises(Denied):
        acts.issue(actor=cast.actor("viewer"), matter=asked, paper="correction")


def test_the_ledger_agrees_with_everything_papers_wrote(asked: str) -> None:
    told(asked)
    first = acts.issue(actor=who("pub"), matter=asked, paper="correction")
    acts.seal(actor=who("pub"), matter=asked, seq=first["seq"], file=received(pdf("盖章"), "章.pdf"))
    acts.void_paper(actor=who("pub"), matter=asked, seq=first["seq"], reason="年度写错")
    acts.issue(actor=who("pub"), matter=asked, paper="correction")
    assert [item.message for item in verify_site().findings] == []
