"""What leaves the desk: all that is declared public and nothing that is sealed, in a package the portal takes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from tests.desk import replay
from tests.records.conftest import FIRST, Cast
from tests.records.listing import new, office

from fazhi.formats import publication
from fazhi.records import clock, matters, vault
from fazhi.records.demo.papers import draft
from fazhi.records.models import Stream
from fazhi.records.publishing import packing
from fazhi.records.publishing.guarding import SHORTEST_FREE, leaks
from fazhi.records.publishing.keys import publisher

ON = date(2026, 11, 20)
AMENDED = "报备被责令改正，修改后归档；国庆前公布"
OPENED = "答复后审核同意，遮盖个人信息后主动公开"
PERSON = {
    "applicant": "欧阳某甲", "identity": "身份证000000199001010000", "phone": "00000000000",
    "address": "某镇某村九十九号",
}  # fmt: skip
TEXTS = {
    "sign": draft("村级公墓管理办法", ("第六条　逾期不迁的处五百元罚款。",), date(2026, 4, 7)),
    "amend": draft("村级公墓管理办法", ("第六条　逾期不迁的，由村民委员会劝导。",), date(2026, 11, 5)),
}


def played(procedure: str, name: str, *, title: str, files: Mapping[str, bytes]) -> str:
    """Play a story, with a person nobody could take for a common word."""
    matters.forget()
    case = replay.find(procedure, name)
    acts = tuple(
        replace(item, act=replace(item.act, fields={**item.act.fields, **PERSON}))
        if item.act.step == "receive"
        else item
        for item in case.acts
    )
    case = replace(case, acts=acts)
    return replay.replay(procedure, case, replay.people(case), title=title, files=files)


def package() -> tuple[packing.Made, dict[str, list[dict[str, object]]]]:
    with clock.fixed(ON):
        made = packing.make()
    read = publication.read(made.body, key=publisher())
    return made, {name: publication.rows(body) for name, body in read.parts.items()}


def whole(body: bytes) -> str:
    """Return everything a package says, without blanks."""
    with zipfile.ZipFile(BytesIO(body)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    return re.sub(r"\s+", "", text)


def sealed() -> set[str]:
    """Return every sealed value of the site that is long enough not to be a word of its own."""
    found = set()
    for stream in Stream.objects.values_list("key", flat=True):
        found |= {re.sub(r"\s+", "", str(opening.value)) for opening in vault.open_fields(stream).values()}
    return {value for value in found if len(value) >= 2}


def test_a_request_that_was_made_public_tells_its_subject_and_nobody_s_name(cast: Cast) -> None:
    stream = played("disclosure_request", OPENED, title="公开村道修建合同的申请", files={})
    made, parts = package()
    (row,) = parts["items.jsonl"]
    assert (row["section"], row["title"]) == ("依申请转主动公开", "公开村道修建合同的申请")
    assert dict(row["facts"])["公开的网址或者场所"] == "县政府门户网站"  # type: ignore[call-overload]
    values = sealed()
    held = {opening.value for (_, path), opening in vault.open_fields(stream).items() if path.endswith("applicant")}
    assert held == {PERSON["applicant"]} and set(PERSON.values()) <= values, "the grep below must know them"
    said = whole(made.body)
    assert [value for value in values if value in said] == []


def test_a_document_is_told_with_its_force_its_versions_and_how_it_was_made(cast: Cast) -> None:
    played("normative_document", AMENDED, title="村级公墓管理办法", files=TEXTS)
    made, parts = package()
    row = next(row for row in parts["items.jsonl"] if row["section"] == "规范性文件")
    assert "由村民委员会劝导" in str(row["text"]) and "五百元" not in str(row["text"])
    assert ["五百元" in str(one["text"]) for one in row["versions"]] == [True, False]  # type: ignore[attr-defined]
    assert row["force"]["changed"] and not row["force"]["ended"]  # type: ignore[index]
    assert "集体审议" in str(row["course"]) and "《中华人民共和国政府信息公开条例》" in str(row["basis"])
    assert [value for value in sealed() if len(value) >= SHORTEST_FREE and value in whole(made.body)] == []
    again, _ = package()
    assert not again.fresh and again.body == made.body, "nothing changed: the same package"


def test_a_text_in_which_somebody_sealed_is_named_is_held_back_and_said(cast: Cast) -> None:
    stream = played("disclosure_request", OPENED, title="欧阳某甲的申请", files={})
    assert leaks(stream, [{"text": "应欧阳 某甲申请"}]) == ("姓名",)
    assert leaks(stream, [{"text": "应申请公开"}]) == ()
    made, parts = package()
    assert parts["items.jsonl"] == []
    (held,) = made.held
    assert held.number == matters.folded(stream).card.number and "已密封的个人信息（姓名）" in held.why
    assert PERSON["applicant"] not in whole(made.body)


def test_lists_forms_and_roots_go_along_and_a_portal_folder_gets_them(cast: Cast, tmp_path: Path) -> None:
    matters.forget()
    office(FIRST).change([("新增", new())], on="2026-03-10", effective="2026-04-01")
    made, parts = package()
    (row,) = parts["lists.jsonl"]
    assert [entry["code"] for entry in row["entries"]] == ["ZF-031"]  # type: ignore[attr-defined]
    assert {row["procedure"] for row in parts["forms.jsonl"] if "procedure" in row} == {"disclosure_request"}
    laid = packing.deliver(made, tmp_path / "portal")
    assert laid.read_bytes() == made.body
    assert (tmp_path / "portal" / "publisher.key").read_text().strip() == publisher()
    assert made.fresh and made.listed == 1


@pytest.mark.parametrize("name", ["items.jsonl", "lists.jsonl"])
def test_an_empty_site_publishes_nothing(cast: Cast, name: str) -> None:
    _, parts = package()
    assert parts[name] == []
