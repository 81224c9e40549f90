"""满意度测评 on its pages: opened, codes printed, answered without signing in, entered from paper, closed, told."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from types import MappingProxyType
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from tests.kernel.measures.test_surveys import SMALL
from tests.records.conftest import Cast
from tests.records.evaluated import at

from fazhi.kernel.measures.surveys import read_questionnaire
from fazhi.packs import surveys as packs
from fazhi.records import clock
from fazhi.records.acts import surveys as acts
from fazhi.records.models import Survey
from fazhi.records.surveys import new_codes

Sign = Callable[[str], Client]
PLACES = "东村 100\n西村：300人\n"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, people: Cast) -> Cast:
    made = read_questionnaire(SMALL)
    monkeypatch.setattr(packs, "shipped", lambda: MappingProxyType({made.id: made}))
    return people


def post(client: Client, at_: str, form: str, **fields: object) -> Any:
    return client.post(at_, {"_form": form, "_key": f"{at_}{form}", **{f"{form}-{k}": v for k, v in fields.items()}})


def words_of(answer: Any) -> str:
    with ZipFile(BytesIO(answer.content)) as file:
        return re.sub(r"<[^>]+>", "", file.read("word/document.xml").decode())


def plain(text: str) -> str:
    return re.sub(r'<span class="nb">|</span>', "", text)


def fill(code: str, **answers: object) -> Any:
    """Answer as anybody: a client that never signed in and is checked for forged forms."""
    client = Client(enforce_csrf_checks=True)
    sent = {"code": code, "answer": "1", **{f"a-{name}": str(value) for name, value in answers.items()}}
    answer = client.post("/fill/", sent)
    assert not client.cookies and "no-store" in answer.headers["Cache-Control"]
    return answer


def test_a_survey_on_its_pages_from_the_slips_to_the_result(sign: Sign, small: Cast) -> None:
    with clock.fixed(at(3, 2)):
        ben = sign("ben")
        page = ben.get("/surveys/").text
        assert "还没有测评" in page and "开始一次测评" in page and '<option value="liuhe" selected>' in page
        wrong = post(ben, "/surveys/", "open", unit="liuhe", questionnaire="small", places="东村", until="20260320")
        assert wrong.status_code == 422 and "第 1 行读不懂：东村" in plain(wrong.text) and "20260320" in wrong.text
        done = post(ben, "/surveys/", "open", unit="liuhe", questionnaire="small", places=PLACES, until="20260320")
        assert done.status_code == 302
        home = f"/surveys/{Survey.objects.get().key}/"
        assert "份数应为 1 至 1000" in plain(post(ben, home, "codes", count="9999").text)
        file = post(ben, home, "codes", count="13", address="http://town.example/fill/")
        codes = re.findall(r"(?:[2-9A-Z]{4} ){2}[2-9A-Z]{4}", words_of(file))
        assert len(set(codes)) == 13 and "http://town.example/fill/" in words_of(file)
        again = post(ben, home, "codes", count="13")
        assert again.status_code == 422 and "这一批已经印过" in plain(again.text) and Survey.objects.get().issued == 13
        sheet = words_of(ben.get(home + "?word=questionnaire"))
        assert "□满意　□一般　□不满意" in sheet and "□东村□西村" in sheet and not set(codes) & set(sheet.split())

        page = Client().post("/fill/", {"code": codes[0].lower()}).text
        assert "1．满意吗" in page and "您住哪个村" in page and "提交答卷" in page and codes[0].lower() in page
        missed = fill(codes[0], overall=1)
        assert missed.status_code == 422 and "请选择：您住哪个村" in plain(missed.text)
        assert re.search(r'name="a-overall" value="1" checked', missed.text), "what was chosen is still there"
        for n, code in enumerate(codes[:11]):
            assert "您的答卷已经收到" in fill(code, place=n % 2, overall=(n // 2) % 2, words=f"愿望{n}").text
        door = Client().post("/fill/", {"code": codes[0]})
        assert door.status_code == 422 and "已经用过" in door.text, "told before the questions, not after them"
        twice = fill(codes[0], place=0, overall=0)
        assert twice.status_code == 422 and "这个口令码已经用过，答卷已经收到。" in plain(twice.text)
        assert "一个口令码只能答一次" in plain(twice.text)

        enter = home + "enter/"
        assert "问卷和条子分两个箱收" in ben.get(enter).text
        refused = ben.post(enter, {"code": codes[0], "a-place": "0", "a-overall": "2"})
        assert refused.status_code == 422 and "已经用过" in refused.text
        assert ben.post(enter, {"code": codes[11], "a-place": "1", "a-overall": "2"}).status_code == 302
        page = plain(ben.get(home).text)
        assert "13 个" in page and "12 份" in page and "总体" not in page
        assert "封存以前谁也不能看" in plain(ben.get(home + "words/").text)
        assert "以前还可以答题" in plain(post(ben, home, "close").text)
    with clock.fixed(at(3, 21)):
        late = fill(codes[12], place=0, overall=0)
        assert late.status_code == 422 and "测评已于2026-03-20截止" in plain(late.text)
        assert ben.post(home, {"_form": "close", "_key": "now"}).status_code == 302
        assert "没有这个口令码，或者测评已经结束" in plain(fill(codes[12], place=0, overall=0).text)
        page = plain(ben.get(home).text)
        for words in ("总体", "各选项占比", "平均分", "有限总体校正", "按“您住哪个村”", "隐去", "收回答卷 12 份"):
            assert words in page, words
        assert "愿望3" not in page and "愿望3" in ben.get(home + "words/").text
        told = words_of(ben.get(home + "?word=result"))
        assert "柳禾镇测评（2026年3月）结果" in told and "有限总体校正" in told and "愿望" not in told
        assert "结果" in sign("cai").get(home).text
        assert sign("cai").get(home + "words/").status_code == 403


def test_who_sees_what(sign: Sign, small: Cast) -> None:
    key = str(
        acts.open_survey(
            actor=small.actor("ben"), unit="liuhe", questionnaire="small", places=[["东村", 100]],
            until=date(2026, 3, 20),
        )["survey"]
    )  # fmt: skip
    codes = new_codes(1)
    acts.issue_codes(actor=small.actor("ben"), survey=key, codes=codes)
    home = f"/surveys/{key}/"
    expected = {
        "ben": (200, 200, 200), "county": (200, 200, 200), "cai": (200, 200, 403), "viewer": (200, 200, 403),
        "ann": (403, 403, 403), "far": (403, 403, 403),
    }  # fmt: skip
    for login, wanted in expected.items():
        client = sign(login)
        assert tuple(client.get(each).status_code for each in ("/surveys/", home, home + "enter/")) == wanted, login
        if login in ("cai", "viewer"):
            page = client.get(home).text
            assert "印口令码" not in page and "封存结果" not in page
    for address in ("/surveys/", home, home + "enter/", home + "words/", home + "?word=result"):
        assert Client().get(address).status_code == 302, "the public is asked to sign in"
    # who signs in for work answers like everybody else: the page does not look at the session
    assert "提交答卷" in sign("ann").post("/fill/", {"code": codes[0]}).text


@pytest.mark.parametrize("code", ["", "<script>alert(1)</script>", "A" * 3000, "%00", "ABCDEFGHJKMN"])
def test_what_is_no_code_is_answered_in_words_and_its_minute_is_not_logged(
    db: None, code: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The site's loggers hand nothing on to the root, where caplog listens.
    monkeypatch.setattr(logging.getLogger("django"), "handlers", [caplog.handler])
    assert Client().get("/static/nowhere/").status_code == 404 and "/static/nowhere/" in caplog.text, "others are"
    answer = Client().post("/fill/", {"code": code, "answer": "1", "a-place": "x"})
    assert answer.status_code == 422 and "还不能打开问卷" in plain(answer.text) and "<script>alert" not in answer.text
    assert "/fill/" not in caplog.text


def test_the_server_keeps_no_access_log(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """A log of requests would hold the minute of each answer: the server is started without one."""
    import socket

    from fazhi.records.commands import serve

    started: list[list[str]] = []
    monkeypatch.setattr(serve.os, "name", "posix")
    monkeypatch.setattr(serve.os, "execv", lambda _, command: started.append(command))
    with socket.socket() as held:
        serve.serve(held)
    assert started and not any("access" in word for word in started[0])
    from fazhi.records import keeper

    assert not hasattr(keeper, "accesslog")
