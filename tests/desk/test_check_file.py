"""公文体检 of a file that lies in a matter: who may see it, that the look is logged, that nothing else is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.conftest import opened, page_of
from tests.formats import samples
from tests.formats.samples import paragraph
from tests.records.conftest import Cast
from tests.records.files import pdf

from fazhi.records.models import Draft, Event, EvidenceFile, EvidenceLink

pytestmark = pytest.mark.django_db

Sign = Callable[[str], Client]
LINES = (
    "集镇保洁服务合同",
    "根据《中华人民共和国合同法》等规定，双方订立本合同。",
    "第一条 服务范围见附件____。",
    "第二条 今年共清扫道路120次，完成110次，完成率95%。",
    "第三条 本合同一式六份。",
)


def word(*lines: str) -> bytes:
    return samples.word("".join(paragraph(line) for line in lines))


def submitted(client: Client, body: bytes, name: str) -> str:
    """Send a text for review; return the stream of its matter."""
    stream = opened(submitted=False)
    client.post(
        page_of(stream) + "act/do/submit/",
        {"decider": "p-ann", "_key": "s1", "file-text": SimpleUploadedFile(name, body)},
    )
    return stream


@pytest.fixture
def address(sign: Sign, people: Cast) -> str:
    stream = submitted(sign("ann"), word(*LINES), "某甲送审稿.docx")
    sm3 = EvidenceLink.objects.select_related("file").get().file.sm3
    return f"/check/file/{sm3}/?m={stream.partition('/')[2]}"


@pytest.mark.parametrize(
    ("login", "status"), [("ann", 200), ("ada", 200), ("ben", 200), ("viewer", 403), ("far", 403), ("admin", 403)]
)
def test_who_may_check_a_file_of_a_matter(sign: Sign, address: str, login: str, status: int) -> None:
    assert sign(login).get(address).status_code == status
    assert Event.objects.filter(type="looked", account=login).count() == (status == 200), "the look is logged"


def test_the_public_is_sent_to_sign_in(client: Client, address: str) -> None:
    assert Client().get(address).status_code == 302


def test_the_matter_leads_to_it_for_those_who_may_see_the_file(sign: Sign, address: str) -> None:
    page = page_of(f"matter/{address.partition('m=')[2]}")
    assert address in sign("ben").get(page).text.replace("&amp;", "&")
    assert "/check/file/" not in sign("viewer").get(page).text


def test_the_text_stands_with_its_marks_and_the_hints_beside_it(sign: Sign, address: str) -> None:
    page = sign("ben").get(address).text
    assert "《中华人民共和国合同法》" in page and '<mark class="mark mark-' in page
    assert "Q001" in page and "提示不是结论" in page
    assert "体检：草案" in page, "what it is in the matter, not the name it came with"


def test_looking_stores_nothing_but_the_look(sign: Sign, address: str) -> None:
    client = sign("ben")
    before = (Event.objects.exclude(type="looked").count(), EvidenceFile.objects.count(), Draft.objects.count())
    assert client.get(address).status_code == 200
    assert (Event.objects.exclude(type="looked").count(), EvidenceFile.objects.count(), Draft.objects.count()) == before
    assert client.post(address).status_code == 403, "before it is accepted nobody takes anything"


def test_a_file_of_one_matter_is_not_checked_through_another(sign: Sign, address: str) -> None:
    other = opened(title="另一件")
    assert sign("ann").get(address.partition("?")[0] + f"?m={other.partition('/')[2]}").status_code == 404
    assert sign("ann").get(address.partition("?")[0]).status_code == 403


def test_a_scan_is_told_to_have_no_text(sign: Sign, people: Cast) -> None:
    client = sign("ann")
    stream = submitted(client, pdf(""), "扫描.pdf")
    sm3 = EvidenceLink.objects.select_related("file").get().file.sm3
    answer = client.get(f"/check/file/{sm3}/?m={stream.partition('/')[2]}")
    assert answer.status_code == 422
    assert "返回事项" in answer.text
