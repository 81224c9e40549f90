"""A text that a step makes is written from its paper when nobody hands one in."""

from __future__ import annotations

import pytest
from tests.records.conftest import FIRST, Cast
from tests.records.working import populate, who

from fazhi.formats.docx.read import lines
from fazhi.kernel.procedures import ActKind
from fazhi.records import evidence, matters
from fazhi.records.access import SYSTEM
from fazhi.records.acts import organisation
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.evidence import Attached, receive
from fazhi.records.models import EvidenceFile

SUBMIT = {"materials": ("承办单位自审意见",), "wanted": "2026-03-10", "urgent": False}
OPINION = {
    "heading": "合法性审查意见书", "channel": "本单位审查", "power": "符合", "process": "符合", "content": "符合",
    "no_interest": True, "exploratory": False,
}  # fmt: skip


@pytest.fixture
def accepted(cast: Cast) -> str:
    """Open a review of a contract, accepted and found ordinary; return its stream."""
    populate(cast)
    draft = Attached(file=receive(["第一条　委托。".encode()], "合同.txt"), slot="text")
    done = open_matter(
        actor=who("ann"), procedure="legality_review", unit="liuhe-ny", title="公厕改造施工合同", handler="p-ann",
        subject={"kind": "行政合同（协议）", "amount": "428000.00", "already_done": False},
        first=[Proposal(kind=ActKind.DO, step="submit", outcome="办结", fields=SUBMIT, files=(draft,))],
    )  # fmt: skip
    stream = str(done["stream"])
    organisation.appoint(actor=SYSTEM, person="p-ann", unit="liuhe-ny", post="registrar", role="work", starts=FIRST)
    for login, step, outcome in (
        ("ann", "forward", "转送审查机构"),
        ("ben", "intake", "受理"),
        ("ben", "triage", "一般"),
    ):
        record(actor=who(login), matter=stream, proposals=[Proposal(kind=ActKind.DO, step=step, outcome=outcome)])
    return stream


def opinion(**more: object) -> Proposal:
    return Proposal(kind=ActKind.DO, step="opinion", outcome="合法", fields={**OPINION, **more})


def test_the_opinion_is_written_from_what_was_filled_in(accepted: str) -> None:
    record(actor=who("ben"), matter=accepted, proposals=[opinion()])
    run = matters.folded(accepted).state.of("opinion")[-1]
    assert run.text is not None
    said = lines(evidence.read(run.text))
    assert said[:2] == ("送签稿", "合法性审查意见书")
    assert "合法。" in said and "（一）权限。是否符合法定权限：符合。" in said
    assert "柳禾司法所" in said


def test_a_text_that_was_handed_in_stands(accepted: str) -> None:
    file = Attached(file=receive(["手写的意见书。".encode()], "意见书.txt"), slot="text")
    given = Proposal(kind=ActKind.DO, step="opinion", outcome="合法", fields=OPINION, files=(file,))
    record(actor=who("ben"), matter=accepted, proposals=[given])
    assert matters.folded(accepted).state.of("opinion")[-1].text == file.file.sm3


def test_a_refused_act_keeps_no_text(accepted: str) -> None:
    before = EvidenceFile.objects.count()
    with pytest.raises(Refused) as refused:
        record(actor=who("ben"), matter=accepted, proposals=[opinion(power="不符合")])
    assert "结论不能是“合法”" in refused.value.message
    assert EvidenceFile.objects.count() == before
