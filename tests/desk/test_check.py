"""公文体检 on the desk: the findings of the command line, nothing kept, messages beside the field."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.formats import samples
from tests.formats.samples import paragraph
from tests.records.conftest import TODAY

from fazhi.cli import main
from fazhi.records import clock
from fazhi.records.models import Draft, Event, EvidenceFile

pytestmark = pytest.mark.django_db

TEXT = "柳湾镇2025年工作总结\n今年共受理案件120件，办结110件，办结率95%。\n联系电话：@@@\n成功调处纠纷@件。\n"


def text(answer) -> str:
    return answer.content.decode()


def sent(body: bytes, name: str = "总结.txt", **more: str) -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, body), "output": "page", **more}


def test_the_public_is_sent_to_sign_in(client: Client, people) -> None:
    assert client.get("/check/").status_code == 302
    assert client.get("/check/rules/Q001/").status_code == 302


def test_the_page_gives_the_findings_of_the_command_line(people, sign, tmp_path: Path, capsys) -> None:
    path = tmp_path / "总结.txt"
    path.write_text(TEXT, encoding="utf-8")
    main(["check", str(path), "--format", "json"])
    found = json.loads(capsys.readouterr().out)["files"][0]["findings"]
    assert {"Q001", "G001"} <= {item["code"] for item in found}
    page = text(sign("ann").post("/check/", sent(TEXT.encode())))
    for item in found:
        assert item["code"] in page
        assert item["message"] in page
    assert f"提示 {len(found)} 条" in page
    assert '<mark class="mark mark-' in page
    assert "提示不是结论" in page


def test_nothing_of_what_a_drafter_checks_is_kept(people, sign) -> None:
    client = sign("ann")
    before = (Event.objects.count(), EvidenceFile.objects.count(), Draft.objects.count())
    assert client.post("/check/", sent(TEXT.encode())).status_code == 200
    assert (Event.objects.count(), EvidenceFile.objects.count(), Draft.objects.count()) == before


def test_pasted_text_is_checked_as_a_file_is(people, sign) -> None:
    page = text(sign("ann").post("/check/", {"text": TEXT, "output": "page"}))
    assert "Q001" in page


def test_a_word_file_comes_back_with_comments(people, sign) -> None:
    body = samples.word("".join(paragraph(line) for line in TEXT.splitlines()))
    answer = sign("ann").post("/check/", sent(body, "总结.docx", output="docx"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"PK")
    assert b"word/comments.xml" in answer.content


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"output": "page"}, "没有选文件"),
        (sent(b""), "文件是空的"),
        (sent("机密★\n通知".encode()), "未检查"),
        (sent(b"%PDF-1.4", "a.docx"), "与文件名.docx不符"),
        (sent(TEXT.encode(), output="docx"), "只有.docx文件"),
        (sent(TEXT.encode(), as_of="明天"), "明天"),
    ],
    ids=["nothing", "empty", "secret", "not what it says", "no Word file", "no date"],
)
def test_what_cannot_be_checked_is_told_beside_the_field(people, sign, form: dict[str, object], said: str) -> None:
    answer = sign("ann").post("/check/", form)
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_rule_says_why(people, sign) -> None:
    page = text(sign("ann").get("/check/rules/Q001/"))
    assert "比率与所列件数不符" in page
    assert "交办问题56个" in page
    assert sign("ann").get("/check/rules/Z999/").status_code == 404


@pytest.mark.parametrize("options", [{}, {"kind": "all"}, {"deep": "1", "as_of": "2020-01-01"}])
def test_the_json_is_that_of_the_command_line_apart_from_the_path(
    people, sign, tmp_path: Path, capsys, options: dict[str, str]
) -> None:
    path = tmp_path / "总结.txt"
    path.write_text(TEXT + "根据《中华人民共和国合同法》第五十二条。\n", encoding="utf-8")
    words = {"kind": ["--kind", "all"], "deep": ["--deep"], "as_of": ["--as-of", "2020-01-01"]}
    main(["check", str(path), "--format", "json", *(word for name in options for word in words[name])])
    line = json.loads(capsys.readouterr().out)
    # Rules and laws begin to apply on a day: the desk is asked on the day on which the command line ran.
    with clock.fixed(date.fromisoformat(line["as_of"]) if "as_of" not in options else TODAY):
        answer = sign("ann").post("/check/?format=json", sent(path.read_bytes(), **options))
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/json")
    desk = json.loads(answer.content)
    assert line["files"][0].pop("path") == str(path)
    assert desk["files"][0].pop("path") == "总结.txt"
    assert desk == line
    assert line["files"][0]["findings"]


def test_json_says_what_could_not_be_read(people, sign) -> None:
    answer = sign("ann").post("/check/?format=json", sent(b""))
    assert answer.status_code == 422
    assert json.loads(answer.content)["files"] == [
        {
            "path": "总结.txt",
            "error": {"code": "F202", "message": "文件是空的", "hint": "请核对是不是导出失败，重新导出后再检查"},
        }
    ]


def test_the_public_gets_no_json(client: Client, people) -> None:
    assert client.post("/check/?format=json", sent(TEXT.encode())).status_code == 302
