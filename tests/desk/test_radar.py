"""The list of a changed law: every place with its sentence, worked off by those whose it is, kept in the ledger."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.desk.conftest import SMALL, who
from tests.desk.reviewing import accepted, reviewing, word
from tests.records.conftest import Cast

from fazhi.kernel.errors import FazhiError
from fazhi.packs import procedures
from fazhi.records import ledger, packs, reading
from fazhi.records.acts import opinions
from fazhi.records.models import CitedPlace, CitedText, Event, RadarMark
from fazhi.records.verification.site import verify_site

pytestmark = pytest.mark.django_db

Sign = Callable[[str], Client]
GET, IDS = procedures.get, procedures.ids
LIST = "/radar/list/?change=环境保护法@2026-08-15"
TEXT = (
    "集镇污水治理方案",
    "根据《中华人民共和国环境保护法》第六条，结合本镇实际，制定本方案。",
    "第一条 依照《环境保护法》的规定，公布联系人某某丙的电话。",
    "第二条 依据《中华人民共和国民法典》第五百七十七条承担责任。",
)


BODY = word(*TEXT)


@pytest.fixture
def cast_of_review(people: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: reviewing(name))
    monkeypatch.setattr(procedures, "get", lambda name: reviewing(name) if name in SMALL else GET(name))
    monkeypatch.setattr(procedures, "ids", IDS)  # what the packs themselves cite is that of the real ones
    return people


@pytest.fixture
def stream(sign: Sign, cast_of_review: Cast) -> str:
    return accepted(sign("ann"), BODY)


def shown(client: Client, more: str = "") -> str:
    reading.read_waiting(None)
    return plain(client.get(LIST + more).text)


def plain(page: str) -> str:
    """The page without what keeps numbers together in a line."""
    return re.sub(r"</?span[^>]*>|\u2060|&nbsp;", "", page)


def model() -> None:
    """Let the county publish a model opinion: something that cites the law and is the site's own."""
    said = {"title": "排污", "message": "没有依据", "suggestion": "写明依据《环境保护法》第六条"}
    opinions.publish(actor=who("county"), unit="qinghe", **said)


def keys(page: str) -> list[str]:
    return re.findall(r'name="rows" value="([0-9a-f]{40})"', page)


def marked(client: Client, rows: list[str], **said: str) -> str:
    form = {"rows": rows, "state": "已看（无需改）", "reason": "只引用名称", "due": "", "_key": "k1"} | said
    return client.post(LIST + "&kind=文本", form, follow=True).text


def test_a_change_lists_what_cites_the_law_with_the_sentence_and_what_became_of_it(sign: Sign, stream: str) -> None:
    client = sign("ben")
    first = client.get("/radar/").text
    assert "《中华人民共和国环境保护法》" in first and "还有" not in first, "files are read when the page is asked for"
    page = shown(client, "&kind=文本")
    assert page.count("自2026-08-15起失效，由《中华人民共和国生态环境法典》取代") >= 2
    assert "根据《中华人民共和国环境保护法》第六条，结合本镇实际，制定本方案。" in page
    assert "《中华人民共和国环境保护法》第六条" in page and "2026-03-02" in page
    assert "第五百七十七条承担责任" not in page, "another law is on another list"
    model()
    assert "示范意见" in shown(client) and "依据《环境保护法》第六条" in shown(client), (
        "what is the site's own stands there"
    )


def test_what_was_done_is_an_act_with_reason_person_and_day(sign: Sign, stream: str) -> None:
    client = sign("ben")
    rows = keys(shown(client, "&kind=文本"))
    assert len(rows) == 2
    assert "须写明理由" in marked(client, rows[:1], reason="") and not RadarMark.objects.exists()
    page = marked(client, rows[:1], due="2026-09-01")
    assert "已登记 1 处：已看（无需改）" in page and "只引用名称" in page and "丑审查" in page
    marked(client, rows[:1], due="2026-09-01")
    assert [event.type for event in ledger.events("unit/liuhe-ny/radar")] == ["radar_marked"], "the same form acts once"
    page = marked(client, rows, state="已改", reason="改引生态环境法典", _key="k2")
    assert "共 2 处，待看 0 处" in page
    mark = RadarMark.objects.get(key=rows[0])
    assert (mark.state, mark.by, str(mark.day), str(mark.due)) == ("已改", "ben", "2026-03-02", "2026-09-01")
    assert "早于今天" in marked(client, rows, state="", reason="", due="2026-01-01", _key="k3")
    assert "请选择怎么办" in marked(client, rows, state="", reason="", _key="k4")
    counted = plain(client.get("/radar/").text)
    row = counted[counted.index("《中华人民共和国环境保护法》") :].split("</tr>")[0]
    assert re.findall(r"<td[^>]*>\s*(?:<strong>)?(\d+)", row) == ["2", "0"], row


def test_verify_folds_the_marks_again_and_names_one_that_was_tampered_with(sign: Sign, stream: str) -> None:
    client = sign("ben")
    marked(client, keys(shown(client, "&kind=文本")))

    def found() -> list[str]:
        return [each.message for each in verify_site().findings if each.message.startswith("新法对照")]

    assert found() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_radarmark SET state = '已改' WHERE reason = '只引用名称'")
    assert len(found()) == 2 and "状态" in found()[0]


def test_only_reviewers_and_the_county_work_it_off_and_each_its_own(sign: Sign, stream: str) -> None:
    assert Client().get("/radar/").status_code == 302
    assert sign("ann").get("/radar/").status_code == 403, "not the posts that draft"
    mine = keys(shown(sign("ben"), "&kind=文本"))
    far = sign("far")
    assert far.get("/radar/").status_code == 403
    assert "公厕改造" not in sign("other").get(LIST).text
    model()
    county = sign("county")
    page = shown(county)
    assert "公厕改造" in page and len(keys(page)) > 2, "the county ticks the site's own places too"
    assert set(keys(shown(sign("ben")))) == set(mine), "a township does not tick what is the site's own"
    before = RadarMark.objects.count()
    site_row = next(key for key in keys(shown(sign("county"))) if key not in mine)
    said = {"rows": [site_row], "state": "已改", "reason": "改", "due": "", "_key": "k9"}
    assert sign("ben").post(LIST, said).status_code == 403 and RadarMark.objects.count() == before
    assert sign("county").post(LIST, said).status_code == 302
    assert [event.type for event in ledger.events("config/radar")] == ["radar_marked"]


def test_sentences_are_shown_to_those_who_may_read_the_files_and_every_look_is_logged(sign: Sign, stream: str) -> None:
    reading.read_waiting(None)
    before = Event.objects.filter(type="looked").count()
    assert "某某丙" in shown(sign("ben"), "&kind=文本")
    looked = [event for event in ledger.events("access/liuhe-ny/2026-03") if event.data.get("page") == "radar"]
    assert looked and looked[-1].data["matters"] == [stream] and Event.objects.filter(type="looked").count() > before
    held = CitedText.objects.get(trouble="", box__isnull=False)
    assert "某某丙".encode() not in bytes(held.box or b""), "sentences lie encrypted"


def test_a_text_is_read_once_whichever_matters_it_lies_in(
    sign: Sign, stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading.read_waiting(None)
    texts, places = CitedText.objects.count(), CitedPlace.objects.count()
    accepted(sign("ann"), BODY)
    monkeypatch.setattr(reading, "read_one", lambda sm3: pytest.fail("read again"))
    assert reading.read_waiting(None) == 0
    assert (CitedText.objects.count(), CitedPlace.objects.count()) == (texts, places)
    assert len(keys(shown(sign("ben"), "&kind=文本"))) == 4, "both matters stand on the list"


def test_a_file_that_cannot_be_read_is_said_and_not_tried_again(
    sign: Sign, stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: object) -> None:
        raise FazhiError("扫描件没有文字层")

    monkeypatch.setattr(reading, "read", unreadable)
    assert reading.waiting() == 1 and reading.read_waiting(None) == 0 and reading.waiting() == 0
    assert [why for _, why in reading.troubles()] == ["扫描件没有文字层"]
    assert "1 份附件读不出文字" in sign("ben").get("/radar/").text


def test_excel_holds_exactly_the_filter(sign: Sign, stream: str) -> None:
    reading.read_waiting(None)
    answer = sign("ben").get(LIST + "&kind=文本&format=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(rows) == 2 and rows[0][1] == "文本" and "第六条" in rows[0][3] and rows[0][6] == "待看"


def test_the_number_of_queries_does_not_grow_with_the_matters(sign: Sign, stream: str) -> None:
    client = sign("ben")
    shown(client, "&kind=文本")
    counts = []
    for more in (0, 3):
        for number in range(more):
            accepted(sign("ann"), word(*TEXT, f"第{number}稿"))
        client = sign("ben")
        reading.read_waiting(None)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST + "&kind=文本")
        counts.append(len(queries))
    assert counts[1] <= counts[0], counts


def test_an_unknown_change_is_not_there(sign: Sign, stream: str) -> None:
    client = sign("ben")
    for asked in ("环境保护法@2000-01-01", "并无此法@2026-01-01", "", "@"):
        assert client.get("/radar/list/", {"change": asked}).status_code == 404


def test_a_sites_own_rule_stands_on_the_list(sign: Sign, stream: str, home: Path) -> None:
    folder = home / "rules"
    folder.mkdir()
    (folder / "own.toml").write_text(
        '[[rule]]\ncode = "Z901"\ntitle = "本县环保口径"\nwhy = "演示"\nbasis = ["环境保护法@2014:6"]\n'
        'severity = "warning"\npatterns = ["排污口"]\nmessage = "请核对排污口"\nbad = ["排污口。"]\ngood = ["无。"]\n',
        encoding="utf-8",
    )
    assert "Z901" in shown(sign("county"))
    (folder / "own.toml").write_text("[[rule]]\nnone = 1\n", encoding="utf-8")
    answer = sign("county").get(LIST)
    assert answer.status_code == 422 and "不认识的键" in answer.text
