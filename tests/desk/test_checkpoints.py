"""检查点公示单: the root on a sheet for the wall, as a page and as one page of A4. The command: ``test_commands``."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from django.test import Client
from tests.desk.conftest import opened
from tests.records.conftest import Cast

from fazhi.formats import office
from fazhi.formats.docx.read import lines
from fazhi.kernel.ledger import read_reference
from fazhi.records.acts.checkpoints import make_checkpoint
from fazhi.records.notice_sheet import groups

Sign = Callable[[str], Client]


def root_on(said: tuple[str, ...]) -> str:
    """Return the root as somebody copies it from the sheet: the groups between its head and the next line."""
    whole = "\n".join(said).partition("从上到下读）")[2].partition("上一号的根")[0]
    return "".join(re.findall(r"\b[0-9a-f]{4}\b", whole))


def test_the_sheet_bears_the_root_in_groups_and_how_to_check_it(sign: Sign, people: Cast) -> None:
    opened()
    first, second = make_checkpoint(), make_checkpoint()
    page = sign("viewer").get("/checkpoints/").text
    assert " ".join(groups(second.root)) in page and f"第 {first.number} 号" in page
    answer = sign("viewer").get("/checkpoints/2/?what=docx")
    said = lines(answer.content)
    assert said[:2] == ("账本检查点公示单", "第 2 号")
    assert read_reference(root_on(said).encode()) == second.root
    whole = "".join(said)
    assert f"记录 {second.header.events} 件" in whole and " ".join(groups(first.root)) in whole
    assert "python verify.py --root" in whole and "柳禾镇" in whole and "（印章位置）" in whole
    assert "无，这是第一号" in "".join(lines(sign("viewer").get("/checkpoints/1/?what=docx").content))
    shown = sign("viewer").get("/checkpoints/2/").text
    assert all(f">{group}<" in shown for group in groups(second.root))


def test_no_such_checkpoint_and_nobody_from_outside(sign: Sign, client: Client, people: Cast) -> None:
    assert sign("viewer").get("/checkpoints/9/").status_code == 404
    assert "还没有检查点" in sign("viewer").get("/checkpoints/").text
    client.logout()
    for address in ("/checkpoints/", "/checkpoints/1/"):
        assert client.get(address).status_code == 302


@pytest.mark.skipif(office.installed() is None, reason="LibreOffice 没有安装")
def test_the_sheet_is_one_page(sign: Sign, people: Cast) -> None:
    opened()
    make_checkpoint()
    make_checkpoint()
    body = sign("viewer").get("/checkpoints/2/?what=docx").content
    turned = office.convert({"sheet.docx": body}, "pdf")["sheet.docx"]
    assert len(pdfium.PdfDocument(turned)) == 1
