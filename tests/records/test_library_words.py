"""What words find in the library, however many names hold them, against each document looked at by itself."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from tests.records.conftest import TODAY, Cast

from fazhi.kernel.citations.bigrams import indexed
from fazhi.kernel.ledger import sm3_hex
from fazhi.records import library
from fazhi.records.library import READER, Wanted
from fazhi.records.models import IssuedDocument, IssuedText, Matter, Stream, Unit

pytestmark = pytest.mark.django_db
SAID = ("路灯养护", "养护路灯", "农贸市场", "市场农贸秩序", "集镇管理", "公布期限", "期限为三十日", "Q4 计划")
ASKED = (
    "路灯",
    "路灯养护",
    "养护路",
    "市场",
    "贸市场",
    "期限 公布",
    "办法",
    "办法 路灯",
    "11",
    "柳政 办法",
    "Q4",
    "灯路",
    "无此",
)


@pytest.fixture
def documents(cast: Cast) -> list[tuple[IssuedDocument, str]]:
    """Sixty documents at random, the same each time, each with its text."""
    drawn, unit = random.Random(11), Unit.objects.get(code="liuhe")
    made = []
    for n in range(60):
        day = TODAY - timedelta(days=n % 20)
        stream = Stream.objects.create(key=f"matter/{n}", kind="matter", count=1, head="0" * 64)
        title = f"{drawn.choice(SAID)}{drawn.choice(('办法', '通告'))}"
        matter = Matter.objects.create(
            stream=stream, number=f"柳规〔2026〕{n}号", title=title, procedure="normative_document",
            procedure_title="行政规范性文件", pack_digest="0" * 64, unit=unit, unit_path=unit.path, state="已归档",
            opened=day, closed=day, standing=3, last_recorded="x", refreshed=TODAY,
        )  # fmt: skip
        text, digest = "。".join(drawn.sample(SAID, 3)), sm3_hex(str(n).encode())
        IssuedText.objects.create(digest=digest, reader=READER, tokens=indexed(text))
        document = IssuedDocument.objects.create(
            matter=matter, kind="规范性文件", number=f"ATLD57-{n:05}", digest=digest, texts=1, word="", title=title,
            document=f"柳政规〔2026〕{n}号", published=day, since=day,
        )  # fmt: skip
        made.append((document, text))
    return made


@pytest.mark.parametrize("most", [500, 3])
def test_words_find_what_each_document_says(documents, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(library, "MOST", most)
    for asked in ASKED:
        words = asked.split()
        named = {
            row.pk
            for row, _ in documents
            if all(any(w in s for s in (row.title, row.number, row.document)) for w in words)
        }
        inside = [row.pk for row, text in documents if all(word.lower() in text.lower() for word in words)][-most:]
        found = library.found(Wanted(words=asked), TODAY)
        wanted = sorted(
            (row for row, _ in documents if row.pk in named | set(inside)),
            key=lambda row: (row.pk in named, row.published, row.pk),
            reverse=True,
        )
        assert [row.pk for row in found] == [row.pk for row in wanted], asked
        assert found.order_by().count() == len(wanted), asked
    assert wanted == [], "the last is nowhere"
