"""议题包: which matters are offered, what the pack holds, who sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.desk.conftest import populate
from tests.records.conftest import Cast

from fazhi.formats.docx import write
from fazhi.formats.docx.read import lines
from fazhi.kernel.papers import Paper, Paragraph, Span
from fazhi.kernel.procedures import ActKind
from fazhi.records.access import actor_of
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.evidence import Attached, receive
from fazhi.records.models import Account

Sign = Callable[[str], Client]
SUBJECT = {
    "kind": "公共政策和措施",
    "content": "明确村级公厕由谁管护、经费从哪里来。",
    **dict.fromkeys(
        ("departments", "groups", "concern", "hearing_required", "hearing_asked", "professional", "risk", "operators",
         "normative", "to_county", "exploratory"), False,
    ),
    "congress": "不需要",
}  # fmt: skip


@pytest.fixture
def decision(cast: Cast) -> str:
    """Open a decision with a draft; return the part of its stream that stands in addresses."""
    populate(cast)
    ann, cai = actor_of(Account.objects.get(login="ann")), actor_of(Account.objects.get(login="leader"))
    first = [Proposal(kind=ActKind.DO, step="propose", outcome="办结", fields={"source": "领导人员"})]
    done = open_matter(
        actor=ann, procedure="major_decision", unit="liuhe-ny", title="村级公厕管护办法", subject=SUBJECT, first=first
    )
    study = Proposal(kind=ActKind.DO, step="study", outcome="建议启动", fields={"view": "可行"})
    start = {"unit": "柳禾镇农业办", "excluded": False, "plan_meeting": "2026-03-31"}
    begin = Proposal(kind=ActKind.DO, step="initiate", outcome="启动", fields=start)
    text = ("第一条　村级公厕由所在村管护。", "第二条　经费列入年度预算。")
    body = write(Paper(title="草案", blocks=tuple(Paragraph(spans=(Span(text=line),)) for line in text)))
    file = Attached(file=receive([body], "草案.docx"), slot="text")
    prepare = Proposal(
        kind=ActKind.DO, step="prepare", outcome="办结", fields={"explanation": "调查了十二个村。"}, files=(file,)
    )
    stream = str(done["stream"])
    record(actor=ann, matter=stream, proposals=[study])
    record(actor=cai, matter=stream, proposals=[begin])
    record(actor=ann, matter=stream, proposals=[prepare])
    return stream.partition("/")[2]


def test_matters_in_hand_are_offered_with_what_they_lack(sign: Sign, decision: str) -> None:
    page = sign("ann").get("/agenda/").text
    assert "村级公厕管护办法" in page and "尚缺" in page and f'value="{decision}"' in page
    assert "村级公厕管护办法" not in sign("far").get("/agenda/").text


def test_the_pack_holds_agenda_checklist_materials_and_the_text(sign: Sign, decision: str) -> None:
    query = f"/agenda/?m={decision}&name=党政联席会议&time=3月31日&what="
    page = sign("ann").get(query + "show").text
    for words in ("党政联席会议议程", "议题前置程序核对表", "× 尚缺", "议题1材料清单", "第二条　经费列入年度预算。"):
        assert words in page
    said = lines(sign("ann").get(query + "docx").content)
    assert said[0] == "党政联席会议议程"
    assert "参照《重大行政决策程序暂行条例》第二十五条" in "".join(said)
    assert "议题1附件：决策草案" in said and "第一条　村级公厕由所在村管护。" in said


def test_who_only_looks_gets_no_text_of_a_file(sign: Sign, decision: str) -> None:
    page = sign("viewer").get(f"/agenda/?m={decision}&what=show").text
    assert "电子件，另附" in page and "第二条　经费列入年度预算。" not in page


def test_nobody_prints_what_is_not_theirs_and_nothing_chosen_is_said(sign: Sign, client: Client, decision: str) -> None:
    assert sign("far").get(f"/agenda/?m={decision}&what=show").status_code == 403
    assert "没有勾选议题" in sign("ann").get("/agenda/?what=show", follow=True).text
    client.logout()
    assert client.get("/agenda/").status_code == 302
