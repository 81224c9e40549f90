"""法规库: the catalogue for everybody, an article in place where its text is here, imports seen before being kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.test_radar import plain
from tests.formats import samples
from tests.formats.samples import paragraph
from tests.records.conftest import Cast

from fazhi.cli.laws import store
from fazhi.packs import procedures
from fazhi.packs.laws.compiled import load_index
from fazhi.records import ledger
from fazhi.records.acts.laws import STREAM

pytestmark = pytest.mark.django_db

IDS = procedures.ids
Sign = Callable[[str], Client]
OWN = "甲县示范管理办法\n第一条 为了示范，制定本办法。\n第二条 听证应当在七日内提出。\n第三条 自2024年5月1日起施行。\n"
ARBITRATION = "中华人民共和国仲裁法\n" + "".join(f"第{n}条 为演示所写的第{n}句。\n" for n in "一二三四五六七八九")


@pytest.fixture(autouse=True)
def own_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are kept in the file of this test's site."""
    monkeypatch.setenv("FAZHI_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def word(text: str) -> bytes:
    return samples.word("".join(paragraph(line) for line in text.splitlines()))


def looked(client: Client, *files: tuple[str, bytes]) -> str:
    return client.post("/laws/import/", {"files": [SimpleUploadedFile(name, body) for name, body in files]}).text


def kept(client: Client, page: str, what: str = "keep") -> str:
    token = page[page.index('name="token" value="') + 20 :].split('"')[0]
    return client.post("/laws/import/", {"token": token, "what": what}, follow=True).text


def imported(client: Client, *files: tuple[str, bytes]) -> str:
    return kept(client, looked(client, *files))


def test_the_catalogue_is_searched_by_title_and_state(sign: Sign, people: Cast) -> None:
    page = sign("ann").get("/laws/", {"title": "仲裁法"}).text
    assert "中华人民共和国仲裁法" in page and "2025-09-12" in page and "导入全文</a>" not in page
    page = sign("ann").get("/laws/", {"title": "合同法", "standing": "已失效"}).text
    assert "中华人民共和国合同法" in page and "中华人民共和国劳动合同法" not in page
    assert "目录里没有" in sign("ann").get("/laws/", {"title": "没有这部法"}).text


def test_without_a_text_it_says_so_and_what_is_known(sign: Sign, people: Cast) -> None:
    page = sign("ann").get("/laws/show/", {"t": "仲裁法", "a": "27"}).text
    assert "本机未导入全文" in page and "2026-03-01" in page and "96" in page and "请站点管理员导入" in page
    assert "已失效" in sign("ann").get("/laws/show/", {"t": "合同法"}).text
    assert sign("ann").get("/laws/show/", {"t": "并无此法"}).status_code == 404
    assert sign("ann").get("/laws/show/").status_code == 404
    assert "没有这一条" in sign("ann").get("/laws/show/", {"t": "仲裁法", "a": "200"}).text


def test_what_is_imported_is_seen_first_kept_on_the_second_word_and_stands_in_the_ledger(
    sign: Sign, people: Cast
) -> None:
    admin = sign("admin")
    page = looked(
        admin, ("甲县示范管理办法(2024-04-01).docx", word(OWN)), ("空.txt", b""), ("仲裁法.txt", ARBITRATION.encode())
    )
    assert "目录里没有，收存后编入本机目录" in page and "2024-05-01" in page and "空.txt" in page
    assert "没有日期" in page and not store.newest(store.place_of()), "nothing is kept by looking"
    assert list(ledger.events(STREAM)) == []
    assert "没有收存" in kept(admin, page, "drop") and not store.newest(store.place_of())
    page = imported(admin, ("甲县示范管理办法(2024-04-01).docx", word(OWN)))
    assert "收存 1 件" in page
    (event,) = ledger.events(STREAM)
    assert event.actor.account == "admin" and event.data["texts"][0]["title"] == "甲县示范管理办法"
    assert load_index().find("甲县示范管理办法") is not None, "known at once, without a restart"
    page = sign("far").get("/laws/show/", {"t": "甲县示范管理办法", "a": "2"}).text
    assert "听证应当在七日内提出" in page and "为了示范" not in page
    page = sign("far").get("/laws/", {"words": "听证"}).text
    assert "《甲县示范管理办法》第二条" in page
    assert "替换已收存的同日文本" in looked(sign("admin"), ("甲县示范管理办法(2024-04-01).txt", OWN.encode()))


def test_another_edition_never_passes_for_the_one_asked_for(sign: Sign, people: Cast) -> None:
    imported(sign("admin"), ("仲裁法(2017-09-01).txt", ARBITRATION.encode()))
    client = sign("ann")
    assert "本机未导入全文" in client.get("/laws/show/", {"t": "仲裁法", "a": "2", "on": "2026-03-02"}).text
    assert "为演示所写的第二句" in client.get("/laws/show/", {"t": "仲裁法", "a": "2", "on": "2025-01-01"}).text
    assert "为演示所写的第二句" in client.get("/laws/show/", {"t": "仲裁法", "a": "2", "v": "2017"}).text
    page = client.get("/laws/show/", {"t": "仲裁法", "a": "80", "v": "2017"}).text
    assert "这一文本里没有第八十条" in page
    assert "可能不全" in looked(sign("admin"), ("仲裁法(2025-09-12).txt", ARBITRATION.encode()))


def test_only_an_administrator_imports(sign: Sign, people: Cast) -> None:
    for login in ("ben", "ann", "county"):
        assert sign(login).get("/laws/import/").status_code == 403
        assert sign(login).post("/laws/import/", {"token": "0" * 32, "what": "keep"}).status_code == 403
    assert Client().get("/laws/").status_code == 302


def test_bad_input_gets_words_and_keeps_nothing(sign: Sign, people: Cast, home: Path) -> None:
    admin = sign("admin")
    assert admin.post("/laws/import/", {}).status_code == 422
    for asked in ("../../keys", "0" * 32, "x"):
        assert "请重新选文件" in admin.post("/laws/import/", {"token": asked, "what": "keep"}, follow=True).text
    page = looked(admin, ("../../坏(2024-01-01).txt", OWN.encode()))
    assert "收存前核对" in page and not (home.parent / "坏(2024-01-01).md").exists()
    assert (
        admin.post("/laws/import/", {"files": [SimpleUploadedFile("坏.docx", b"PK\x03\x04 broken")]}).status_code == 422
    )


def test_a_newer_text_that_was_imported_is_a_change_on_the_radar(
    sign: Sign, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(procedures, "ids", IDS)
    imported(sign("admin"), ("行政处罚法(2026-02-01).txt", ("中华人民共和国行政处罚法\n" + ARBITRATION[11:]).encode()))
    assert "本机收存了2026-02-01起施行的文本，目录还没有" in plain(sign("county").get("/radar/").text)
