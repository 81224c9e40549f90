"""批量快审: thirty filings of one approved model text taken in one go; what differs from the model falls out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.desk import replay
from tests.records.conftest import Cast

from fazhi.kernel.procedures import ActKind
from fazhi.records import clock, matters, model_texts, site
from fazhi.records.access import actor_of
from fazhi.records.acts.base import ActRefused, Signed
from fazhi.records.acts.matters import record
from fazhi.records.acts.model_texts import set_model_text, withdraw_model_text
from fazhi.records.acts.proposals import Proposal
from fazhi.records.demo.papers import docx
from fazhi.records.models import Account, Event, EvidenceLink, Number

LINES = (
    "甲方：____",
    "第一条　保洁范围为____。",
    "第二条　费用____元，按月支付。",
    "第三条　争议由甲方所在地人民法院管辖。",
)
FAST = "/batch/step/?procedure=legality_review&step=fast&kind=do"
CASE = "示范文本快审：只填空白、低于限额，当天出具简易审查单"
CHECKS = [
    "主体资格", "签订权限", "审批程序", "示范文本未改动", "金额和付款", "期限", "权利义务", "违约责任", "争议解决",
    "附件齐全",
]  # fmt: skip


def _text(n: int, *more: str) -> bytes:
    lines = ("甲方：六合镇", f"第一条　保洁范围为第{n}片区。", f"第二条　费用{n}8,000元，按月支付。", LINES[3])
    return docx("保洁服务合同", [*lines, *more])


@pytest.fixture
def filings(cast: Cast) -> Iterator[tuple[list[str], str]]:
    """Three filings of 2026-04-08 up to the triage: two from the model, one with a clause more; and the reviewer."""
    matters.forget()
    case = replay.find("legality_review", CASE)
    logins = replay.people(case)
    until = next(place for place, item in enumerate(case.acts) if item.act.step == "fast")
    with clock.fixed(case.opened):
        set_model_text(
            actor=cast.actor("admin"), title="保洁服务合同", file="保洁.docx", body=docx("保洁服务合同", LINES),
            basis="县司法局备案〔2026〕1号", starts=case.opened, unit="qinghe",
        )  # fmt: skip
    bodies = (_text(1), _text(2), _text(3, "第四条　甲方不得解除合同。"))
    streams = [
        replay.replay("legality_review", case, logins, title=f"第{n}片区保洁合同", until=until, files={"submit": body})
        for n, body in enumerate(bodies, 1)
    ]
    clock.fix(case.acts[until].act.recorded)
    yield streams, logins["丁"]
    clock.set_source(None)


def _files() -> set[str]:
    return {path.name for path in (site.home() / "evidence").rglob("*") if path.is_file()}


def _form(client, login: str) -> tuple[dict[str, object], str]:
    page = client.get(FAST).content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    form: dict[str, object] = {name: value for name, value in hidden if name not in {"r", "csrfmiddlewaretoken"}}
    said = {"outcome": "合法", "checks": CHECKS, "conclusion": "可以签订", "no_interest": "1", "decider": f"p-{login}"}
    picked = re.findall(r'name="m" value="([^"]+)" checked', page)
    return {**form, **said, "r": [value for name, value in hidden if name == "r"], "m": picked}, page


def test_those_of_the_model_are_reviewed_at_once_each_with_its_own_sheet(filings, sign) -> None:
    (first, second, third), login = filings
    client = sign(login)
    form, page = _form(client, login)
    assert page.count("与《保洁服务合同》比对：只填了空白处 3 处") == 2 and "第2片区" in page
    assert "与示范文本《保洁服务合同》不只是空白处不同：第四条增加" in page
    assert form["m"] == [one.partition("/")[2] for one in (first, second)]
    assert Event.objects.filter(type="looked", stream__key__startswith="access/").exists(), "who reads texts is logged"
    kept = _files()
    numbers = Number.objects.count()
    assert 'name="number"' not in page, "one number is not for all"
    form["m"] = form["r"]
    page = client.post(FAST, {**form, "_preview": "1"}).content.decode()
    assert "可以办 2 件，不能办 1 件" in page
    assert Number.objects.count() == numbers, "a preview takes no number"
    assert _files() == kept, "nor does it keep a file"
    page = client.post(FAST, {**form, "_do": "1"}).content.decode()
    assert "已办 2 件，没有办 1 件" in page
    done = [matters.folded(one).state.of("fast") for one in (first, second)]
    assert len({run[0].fields["number"] for run in done}) == 2 and not matters.folded(third).state.of("fast")
    sheets = EvidenceLink.objects.filter(stream__key__in=(first, second), step="fast", slot="text")
    assert len(set(sheets.values_list("file__sm3", flat=True))) == 2, "each has a sheet of its own"


def test_the_form_of_a_single_filing_shows_the_same_comparison(filings, sign) -> None:
    (first, _, third), login = filings
    client = sign(login)

    def form(stream: str, step: str) -> str:
        page = client.get(f"/m/{stream.partition('/')[2]}/act/do/{step}/").content.decode()
        return re.sub(r"</?span[^>]*>", "", page)

    page = form(first, "fast")
    assert "与《保洁服务合同》比对：只填了空白处 3 处" in page and "保洁范围为第1片区" not in page
    assert re.search(r'示范文本">第二条　费用____元，按月支付。</td><td[^>]*>18,000<', page)
    page = form(third, "fast")
    assert "与示范文本《保洁服务合同》不只是空白处不同：第四条增加" in page and "甲方不得解除合同" in page
    assert "出具简易审查单" in page, "a help before the act, no gate"
    looks = [json.loads(bytes(event.body))["data"] for event in Event.objects.filter(type="looked")]
    assert [one["matters"] for one in looks if one["page"] == "act/fast" and one.get("matters")] == [[first], [third]]
    assert "与示范文本比对" not in form(first, "opinion")


def test_what_is_major_stays_out_whatever_its_text_says(filings, sign) -> None:
    (first, second, _), login = filings
    record(
        actor=actor_of(Account.objects.get(login=login)), matter=second,
        proposals=[
            Proposal(
                kind=ActKind.DO, step="triage", outcome="重大", fields={"grounds": ("首次适用",)},
                signed=Signed(decider=f"p-{login}"),
            )
        ],
    )  # fmt: skip
    form, _ = _form(sign(login), login)
    form["m"] = form["r"] = [one.partition("/")[2] for one in (first, second)]
    page = sign(login).post(FAST, {**form, "_do": "1"}).content.decode()
    assert "已办 1 件，没有办 1 件" in page and "重大、疑难事项不得快审" in page
    assert not matters.folded(second).state.of("fast")


def test_only_the_county_sets_model_texts_and_everybody_takes_them(filings, cast: Cast, sign) -> None:
    place = "/model-texts/"
    assert "发布示范文本" not in sign("clerk").get(place).content.decode()
    (model,) = model_texts.in_force("qinghe/liuhe/", clock.today())
    answer = sign("clerk").get(f"{place}{model.key}/file/")
    assert answer.content == docx("保洁服务合同", LINES) and "attachment" in answer["Content-Disposition"]
    assert not model_texts.in_force("elsewhere/", clock.today())
    upload = SimpleUploadedFile("无空白.docx", docx("合同", ["第一条　没有空白。"]))
    page = sign("admin").post(
        place, {"_form": "use", "use-file": upload, "use-title": "合同", "use-basis": "本县设定", "_key": "k"}
    )
    assert "文本里没有要填的空白" in page.content.decode()
    with pytest.raises(ActRefused, match="乡镇不能自行设定"):
        set_model_text(
            actor=cast.actor("admin"), title="镇里的", file="x.docx", body=docx("合同", LINES), basis="镇里定的",
            starts=clock.today(), unit="liuhe",
        )  # fmt: skip
    withdraw_model_text(
        actor=cast.actor("admin"), name=model.key, basis="已修订", starts=clock.today().replace(day=20), unit="qinghe"
    )
    assert not model_texts.in_force("qinghe/liuhe/", clock.today().replace(day=21))


def test_the_public_is_asked_to_sign_in(client, cast: Cast) -> None:
    assert client.get("/model-texts/").status_code == 302
