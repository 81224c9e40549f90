"""现行有效文件库: what stands in it, how it is found, and who may see what of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client
from tests.desk import replay
from tests.desk.conftest import populate
from tests.records.conftest import Cast

from fazhi.records import clock, ledger, library, matters
from fazhi.records.demo.papers import draft
from fazhi.records.library import Wanted
from fazhi.records.models import IssuedDocument, IssuedText
from fazhi.records.verification.site import verify_site

Sign = Callable[[str], Client]
WHOLE = "归档以后：评估、延续、清理、附带审查、废止"
AMENDED = "报备被责令改正，修改后归档；国庆前公布"
GRAVES = "第一条　公益性公墓由村级使用。"
FIRST_TEXT = draft("村级公墓管理办法", (GRAVES, "第六条　逾期不迁的处五百元罚款。"), date(2026, 4, 7))
SECOND_TEXT = draft("村级公墓管理办法", (GRAVES, "第六条　逾期不迁的，由村民委员会劝导。"), date(2026, 11, 5))


def played(name: str, until: str | None = None) -> tuple[str, dict[str, str]]:
    """Play a story of a normative document up to a step; return its stream and who takes part."""
    matters.forget()
    case = replay.find("normative_document", name)
    logins = replay.people(case)
    stop = next((at for at, item in enumerate(case.acts) if item.act.step == until), None)
    files = {"sign": FIRST_TEXT, "amend": SECOND_TEXT}
    made = replay.replay("normative_document", case, logins, title="村级公墓管理办法", until=stop, files=files)
    return made, dict(logins)


def told_apart() -> list[str]:
    """Return what the check finds wrong in the tables of matters (the test accounts themselves are not by the book)."""
    return [finding.message for finding in verify_site().findings if finding.message.startswith("事项")]


def stands(expected: dict[str, str]) -> None:
    """Check how the one document stands on days, by its row and by the query."""
    row = IssuedDocument.objects.get()
    for day, state in expected.items():
        on = date.fromisoformat(day)
        assert library.standing(row, on) == state
        for wanted in library.states(on):
            hits = library.found(Wanted(state=wanted), on).count()
            assert hits == (wanted == state), (day, wanted)


def test_how_a_document_stands_follows_from_its_events_and_the_day(cast: Cast) -> None:
    """Prolonged in 2030 to 2033, repealed on 2031-12-02: the first end of its time no longer counts."""
    played(WHOLE)
    row = IssuedDocument.objects.get()
    assert (row.number, row.until, row.warn) == ("ATLD61-2026-0001", date(2033, 5, 9), date(2032, 11, 9))
    stands(
        {
            "2026-04-20": "尚未施行",
            "2026-05-10": "有效",
            "2031-05-10": "有效",
            "2031-12-01": "有效",
            "2031-12-02": "已废止",
        }
    )
    assert told_apart() == []


def test_the_end_of_its_time_is_told_ahead_and_an_altered_row_is_named(cast: Cast) -> None:
    played(WHOLE, until="cleaned")
    stands({"2030-11-08": "有效", "2030-11-09": "将失效", "2031-05-09": "将失效", "2031-05-10": "已失效"})
    IssuedDocument.objects.update(until=date(2099, 1, 1))
    said = told_apart()
    assert len(said) == 1 and "文件库文件“ATLD61-2026-0001”的“有效期至”" in said[0]
    ledger.replace_issued(IssuedDocument.objects.get().pk, None)
    assert any("缺少文件库文件" in words for words in told_apart())


def test_nothing_is_there_before_it_is_published(cast: Cast) -> None:
    played(WHOLE, until="publish")
    assert not IssuedDocument.objects.exists()


def test_words_of_two_characters_find_the_present_text_and_not_the_old_one(cast: Cast) -> None:
    played(AMENDED, until="amend")
    on = date(2026, 11, 20)
    assert library.read_waiting(None) == 0
    for words, hits in (
        ("罚款", 1),
        ("劝导", 0),
        ("公墓", 1),
        ("墓公", 0),
        ("逾期 罚款", 1),
        ("ATLD61", 1),
        ("管理办法", 1),
    ):
        assert library.found(Wanted(words=words), on).count() == hits, words
    assert [text.trouble for text in IssuedText.objects.all()] == [""]


def test_a_changed_document_keeps_its_texts_side_by_side(cast: Cast, sign: Sign) -> None:
    stream, logins = played(AMENDED)
    with clock.fixed(date(2026, 11, 20)):
        page = sign(logins["甲"]).get("/library/?q=劝导")
        assert "村级公墓管理办法" in page.text and "有效（被修改）" in page.text and "1 件" in page.text
        assert "没有符合条件的文件" in sign(logins["甲"]).get("/library/?q=罚款").text, (
            "the old wording is not in force"
        )
        shown = sign(logins["甲"]).get(f"/library/{stream.partition('/')[2]}/").text
        assert "由村民委员会劝导" in shown and "五百元罚款" not in shown and "与第 1 稿逐条对照" in shown
        compared = sign(logins["甲"]).get(f"/m/{stream.partition('/')[2]}/text/final/")
        assert compared.status_code == 200 and "劝导" in compared.text
        sheet = sign(logins["甲"]).get("/library/?excel=1")
        assert sheet["Content-Type"].startswith("application/vnd.openxmlformats") and int(sheet["Content-Length"]) > 0
        assert "返回文件库" in sign(logins["甲"]).get("/library/?print=1").text
    assert told_apart() == []


def test_another_town_reads_what_was_published_but_not_its_matter(cast: Cast, sign: Sign) -> None:
    populate(cast)
    stream, _ = played(AMENDED)
    at = stream.partition("/")[2]
    with clock.fixed(date(2026, 11, 20)):
        far = sign("far")
        listed, shown = far.get("/library/"), far.get(f"/library/{at}/")
        assert "村级公墓管理办法" in listed.text and "由村民委员会劝导" in shown.text
        assert "打开事项" not in shown.text and "逐条对照" not in shown.text
        assert far.get(f"/m/{at}/").status_code == 403
        assert Client().get("/library/").status_code == 302, "nobody without an account"
        assert far.get("/library/0000000000/").status_code == 404
