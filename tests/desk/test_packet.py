"""意见包: letter and text go out watermarked in one file; who may not see the matter whole does not get it."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from tests.desk import replay
from tests.desk.conftest import populate
from tests.kernel.packing import altering
from tests.records.conftest import Cast

from fazhi.formats.docx import safe
from fazhi.formats.docx.read import lines
from fazhi.formats.docx.watermark import watermarked
from fazhi.kernel.errors import FazhiError, PackError
from fazhi.kernel.procedures import ActKind, load
from fazhi.packs import procedures
from fazhi.records import clock, evidence
from fazhi.records.access import actor_of
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import TEXT_SLOT, Proposal
from fazhi.records.demo import papers
from fazhi.records.evidence import Attached
from fazhi.records.models import Account, Event

pytestmark = pytest.mark.django_db
STORY = "重大决策：基本合法，必须意见改正并复核，建议说明理由后通过"
DRAFT = papers.docx("集镇停车收费办法", ["第一条　集镇停车收费。", "第二条　拒不缴费的，处罚款。"])
LETTER = "1 征求法律意见函（附回复页）.docx"


@pytest.fixture
def site(cast: Cast) -> Cast:
    return populate(cast)


def asked(
    name: str = "送审稿.docx", body: bytes = DRAFT, logins: dict[str, str] | None = None
) -> tuple[str, dict[str, str]]:
    """Take a review up to the question put to counsel; return its stream and who is who (``logins``: already made)."""
    case = replay.find("legality_review", STORY)
    logins = logins or dict(replay.people(case))
    stream = replay.replay("legality_review", case, logins, title="集镇停车收费办法", until=0)
    sent = next(number for number, item in enumerate(case.acts) if item.act.step == "counsel")
    for number, item in enumerate(case.acts[: sent + 1]):
        file = Attached(file=evidence.receive(io.BytesIO(body), name), slot=TEXT_SLOT)
        act, login = item.act, logins[item.act.decider]
        proposal = Proposal(
            kind=act.kind, step=act.step, key=act.key, outcome=act.outcome, fields=act.fields,
            signed=Signed(decider=f"p-{login}"), files=() if number else (file,),
        )  # fmt: skip
        with clock.fixed(act.recorded):
            record(actor=actor_of(Account.objects.get(login=login)), matter=stream, proposals=[proposal])
    return stream, logins


def address(stream: str, step: str = "counsel") -> str:
    return f"/m/{stream.partition('/')[2]}/packet/{step}/"


def unpacked(answer) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_reviewer_takes_letter_and_text_watermarked_and_it_is_logged(site, sign) -> None:
    stream, logins = asked()
    client = sign(logins["丁"])
    page = client.get(f"/m/{stream.partition('/')[2]}/").content.decode()
    assert address(stream) in page and "取意见包：法律顾问意见（加水印）" in page
    answer = client.get(address(stream))
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    files = unpacked(answer)
    assert list(files) == [LETTER, "2 送审稿.docx", "包内目录.txt"]
    for name in list(files)[:2]:
        header = safe.parts(files[name])["word/fazhi-watermark.xml"].decode()
        assert "征求意见使用" in header and "请勿外传" in header
    assert lines(files["2 送审稿.docx"]) == lines(DRAFT)
    letter = "".join(lines(files[LETTER]))
    assert "处罚设定权" in letter and "利益冲突声明" in letter
    assert "国密校验值" in files["包内目录.txt"].decode()
    looks = [bytes(body).decode() for body in Event.objects.filter(type="looked").values_list("body", flat=True)]
    assert sum('"page":"packet"' in body for body in looks) == 1


def test_nobody_else_takes_it_and_nothing_is_there_once_it_is_answered(site, sign) -> None:
    stream, logins = asked()
    assert Client().get(address(stream)).status_code == 302
    assert sign("far").get(address(stream)).status_code in {403, 404}
    mine = sign(logins["丁"])
    assert mine.get(address(stream, "opinion")).status_code == 404
    answer = Proposal(kind=ActKind.ANSWER, step="counsel", outcome="无异议", fields={"no_interest": True})
    record(actor=actor_of(Account.objects.get(login=logins["律"])), matter=stream, proposals=[answer])
    assert mine.get(address(stream)).status_code == 404


def test_what_bears_no_watermark_stays_behind_and_says_so(site, sign) -> None:
    stream, logins = asked("送审稿.txt", "第一条　集镇停车收费。".encode())
    files = unpacked(sign(logins["丁"]).get(address(stream)))
    assert list(files) == [LETTER, "包内目录.txt"]
    assert "未附：送审稿：txt 文件加不了水印，请打印后另送" in files["包内目录.txt"].decode()


def test_the_watermark_leaves_the_words_alone_and_refuses_what_is_no_word_file() -> None:
    marked = watermarked(DRAFT, "仅供<甲>使用 & 勿外传")
    assert lines(marked) == lines(DRAFT)
    assert watermarked(DRAFT, "同") == watermarked(DRAFT, "同")
    assert "仅供&lt;甲&gt;使用 &amp; 勿外传" in safe.parts(marked)["word/fazhi-watermark.xml"].decode()
    with pytest.raises(FazhiError):
        watermarked(b"no", "x")


@pytest.mark.parametrize(("packet", "message"), [("letter", "没有“letter”这一文书"), (None, "须写 body 和 carries")])
def test_a_wrong_packet_is_refused_at_load(packet: str | None, message: str) -> None:
    data, steps = altering("legality_review")
    call = steps["counsel"]
    call["call"] = {**call["call"], "packet": packet} if packet else {"body": "律师", "packet": "counsel_letter"}
    with pytest.raises(PackError, match=message):
        load(data, tuple(procedures.posts()))
