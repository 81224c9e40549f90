"""登记台 with the packs that ship: the commonest kind in three answers, the first step with its own, every register."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.desk.conftest import populate
from tests.records.conftest import TODAY
from tests.records.files import docx

from fazhi.desk import ledgers
from fazhi.desk.guide import basis_lines
from fazhi.kernel.citations import number_cn
from fazhi.packs import procedures
from fazhi.records import matters
from fazhi.records.models import Matter, Task

pytestmark = pytest.mark.django_db

KIND = "legality_review|行政合同（协议）"


@pytest.fixture
def town(cast):
    matters.forget()
    return populate(cast)


def form(**more: object) -> dict[str, object]:
    paper = SimpleUploadedFile("集镇公厕改造工程施工合同.docx", docx("甲方：柳禾镇"))
    return {"_key": "k", "_act": "register", "file-material": [paper], "kind": KIND, "sender": "liuhe-ny|p-ann", **more}


def text(answer) -> str:
    return answer.content.decode().replace('<span class="nb">', "").replace("</span>", "")


def test_a_contract_is_registered_with_three_answers_beside_the_file(town, sign) -> None:
    client = sign("ben")
    shown = text(client.post("/register/", form(_act="choose")))
    must = shown.split('id="questions"')[1].split("<details")[0]
    asked = set(re.findall(r'name="(s-[a-z_]+)"', must))
    assert len(asked) + 1 <= 3, f"类别 and {asked}; the sender has a default"
    answer = client.post("/register/", form(**{"s-amount": "42800", "s-already_done": "0"}))
    assert answer.status_code == 302, re.findall(r"field-error.*?</p>", text(answer))
    row = Matter.objects.get()
    assert row.title == "集镇公厕改造工程施工合同"
    assert Task.objects.filter(matter=row, name="submit").exists(), "the step without its answers stays a task"
    paper = text(client.get(answer["Location"]))
    assert "行政合同（协议）" in paper and "送审材料" in paper and "本县（镇）设定，无法定期限" in paper


def test_the_first_step_is_recorded_when_its_answers_are_given(town, sign) -> None:
    wanted = (TODAY + timedelta(days=14)).isoformat()
    given = {"s-amount": "42800", "s-already_done": "0", "o-materials": ["起草说明", "有关依据"], "o-wanted": wanted}
    answer = sign("ben").post("/register/", form(**given))
    assert answer.status_code == 302, text(answer)
    row = Matter.objects.select_related("stream").get()
    assert matters.folded(row.stream.key).state.of("submit")[0].fields["urgent"] is False


def test_a_refusal_of_the_first_step_stands_on_the_form(town, sign) -> None:
    given = {"s-amount": "42800", "s-already_done": "0", "o-materials": ["起草说明"], "o-wanted": TODAY.isoformat()}
    answer = sign("ben").post("/register/", form(**given))
    assert answer.status_code == 422 and "留给审查的时间少于" in text(answer)
    assert not Matter.objects.exists()


def test_every_register_that_ships_opens_with_its_columns(town, sign) -> None:
    client = sign("ben")
    client.post("/register/", form(**{"s-amount": "42800", "s-already_done": "0"}))
    for procedure, register in ledgers.all_registers():
        answer = client.get(f"/ledger/{procedure.id}/{register.id}/")
        assert answer.status_code == 200, register.title
        if procedure.id == "legality_review":
            shown = text(answer)
            if register.apart is not None:
                assert f">{register.columns[0].name}</th>" not in shown  # no village matter, nothing to stand there
                continue
            assert all(f">{column.name}</th>" in shown for column in register.columns)
        assert client.get(f"/ledger/{procedure.id}/{register.id}/?excel=1").status_code == 200
    assert len(procedures.ids()) >= 3


REGULATION, POLICY = "重大行政决策程序暂行条例", "国办发〔2018〕115号"
CITED = {
    "行政合同（协议）": set(),
    "重大行政决策": {REGULATION},
    "规范性文件": {POLICY},
    "村级合同": set(),
}


@pytest.mark.parametrize("kind", CITED)
def test_what_a_review_rests_on_follows_its_kind(town, sign, kind: str) -> None:
    """On the page of the matter, its chart, its forms, its tasks, and already where it is registered."""
    client, name = sign("ben"), f"legality_review|{kind}"
    wanted = (TODAY + timedelta(days=14)).isoformat()
    more = {"s-amount": "42800"} if "合同" in kind else {}
    given = {"kind": name, "s-already_done": "0", "o-materials": ["有关依据", "履行法定程序说明"], "o-wanted": wanted}
    pages = [text(client.post("/register/", form(**{**given, **more}, _act="choose")))]
    answer = client.post("/register/", form(**given, **more))
    assert answer.status_code == 302, text(answer)
    row = Matter.objects.select_related("stream").get()
    page = f"/m/{row.stream.key.partition('/')[2]}/"
    steps = ("submit", "intake", "triage", "raise", "opinion", "enacted")
    pages += [text(client.get(page)), text(client.get(f"{page}flow/"))]
    pages += [text(sign(who).get(f"{page}act/do/{step}/")) for who in ("ann", "ben") for step in steps]
    pages += list(Task.objects.filter(matter=row).values_list("basis", flat=True))
    cited = {words for words in (REGULATION, POLICY) if any(words in one for one in pages)}
    assert cited == CITED[kind]


def test_a_guide_says_for_which_kind_a_basis_is_given(town, sign) -> None:
    guide = text(sign("ben").get("/guide/legality_review/"))
    assert f"“事项类别”为“重大行政决策”的，参照《{REGULATION}》第二十五条第一款、第二十七条、第二十八条" in guide
    assert f"“事项类别”为“规范性文件”的，工作要求：{POLICY}" in guide


def test_the_guide_for_print_names_each_law_once_and_says_every_basis() -> None:
    for name in procedures.ids():
        procedure = procedures.get(name)
        lines = basis_lines(procedure)
        heads = [(line.partition("》")[0], line.rpartition("（")[2]) for line in lines if line.startswith("《")]
        assert len(heads) == len(set(heads)), name
        said = "\n".join(lines)
        for basis in procedure.basis.values():
            if not basis.prints_article:
                assert (basis.text or basis.cn()) in said, basis.id
            elif basis.ref is not None:
                assert f"第{number_cn(basis.ref.article or 0)}条" in said, basis.id
