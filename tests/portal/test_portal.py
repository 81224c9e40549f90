"""The portal as it runs: a process that knows no desk, on a package made by hand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.architecture import tree

from fazhi.formats import letters, publication
from fazhi.portal import inbox, keeper, store

KEY = bytes(range(32))
DESK = bytes(range(1, 33))
ITEM: dict[str, Any] = {
    "id": "aaaa000000000001", "section": "规范性文件", "what": "规范性文件", "title": "某镇犬只管理办法",
    "number": "某政规〔2026〕1号", "record": "某规范〔2026〕1号", "unit": "某镇人民政府", "office": "某镇司法所",
    "day": "2026-01-05", "until": "", "facts": [["公布载体", "政府网站"]], "basis": "《某某条例》第一条",
    "course": [{"step": "集体审议", "first": "2026-01-04", "last": "2026-01-04", "outcome": "通过", "times": 1}],
    "papers": [], "text": ["第一条　养犬应当登记。", "<script>alert(1)</script>"], "trouble": "",
    "force": {
        "published": "2026-01-05", "since": "2026-02-01", "until": "2099-12-31", "warn": "", "ended": "", "changed": "",
        "word": "", "number": "A-1", "document": "某政规〔2026〕1号",
    },
    "versions": [],
}  # fmt: skip
DRAFT = {**ITEM, "id": "aaaa000000000002", "section": "征求意见", "title": "某镇采砂整治方案", "number": "",
         "until": "2099-01-01", "force": {}, "text": ["河道采砂的整治。"]}  # fmt: skip
FORM = {
    "procedure": "asking", "name": "申请公开", "title": "subject.wanted", "help": "不用说明用途", "basis": "",
    "asks": [
        {"name": "subject.wanted", "label": "申请公开的信息", "kind": "text", "values": [], "required": True,
         "long": True, "help": ""},
        {"name": "receive.form", "label": "形式", "kind": "enum", "values": ["纸质", "电子"], "required": True,
         "long": False, "help": ""},
    ],
}  # fmt: skip
ENTRY = {
    "code": "ZF-1", "change": "add", "title": "占道的处罚", "kind": "赋权执法", "flow": "",
    "published": "2026-01-01", "since": "2026-02-01", "shown": [["实施主体", "某镇"]],
}  # fmt: skip
ROOT = {
    "number": 7,
    "root": "ab" * 32,
    "previous_root": "cd" * 32,
    "recorded": "2026-01-05T08:00:00+08:00",
    "events": 9,
}


def package(number: int, *items: dict[str, Any], status: tuple[dict[str, Any], ...] = ()) -> bytes:
    keys = {"key": letters.public_of(DESK).hex(), "bodies": [["mou", "某镇"]]}
    parts = {
        "items.jsonl": publication.lines(list(items)),
        "lists.jsonl": publication.lines([{"code": "mou", "unit": "某镇", "entries": [ENTRY]}]),
        "roots.jsonl": publication.lines([ROOT]),
        "forms.jsonl": publication.lines([keys, FORM]),
        "status.jsonl": publication.lines(list(status)),
        "site.json": publication.lines([{"name": "某县"}]),
    }
    return publication.write(parts, number=number, made="2026-01-05T09:00:00+08:00", site="某县", key=KEY)


@dataclass(frozen=True)
class Portal:
    """A running portal: its address and its folder."""

    address: str
    home: Path

    def get(self, path: str, form: dict[str, str] | None = None, cookie: str = "") -> tuple[int, str, Any]:
        """Return status, text and headers of a page."""
        data = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.address + path, data=data, headers={"Cookie": cookie} if cookie else {})
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, response.read().decode(), response.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fazhi", "portal", "--home", str(home), "--no-serve", *words],
        env=clean(), capture_output=True, text=True, check=False,
    )  # fmt: skip


def clean() -> dict[str, str]:
    """Return an environment that knows of no desk."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FAZHI", "DJANGO", "DATABASE"))}
    return {**kept, "PYTHONPATH": str(tree.ROOT / "src"), "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    home = tmp_path_factory.mktemp("portal")
    first = home / "first.fzp"
    first.write_bytes(package(5, ITEM, DRAFT))
    words = ["--home", str(home), "--package", str(first), "--key", publication.public_of(KEY), "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "fazhi", "portal", *words, "--workers", "1"],
        env=clean(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = [process.stdout.readline(), process.stdout.readline()]
        found = re.search(r"http://[\d.:]+", said[1])
        assert found is not None, said
        yield Portal(address=found[0], home=home)
    finally:
        process.terminate()
        process.wait(20)


def test_every_page_answers_without_script_cookie_or_stranger(portal: Portal) -> None:
    pages = (
        "/", "/items/", "/items/?open=1", "/items/aaaa000000000001/", "/items/aaaa000000000001.txt", "/lists/",
        "/items/aaaa000000000001/print/",
        "/items/aaaa000000000001.json", "/lists/mou/", "/lists/mou/?format=csv", "/catalogue/", "/roots/", "/access/",
        "/catalogue/?format=csv", "/roots/?format=csv", "/sitemap/", "/ask/asking/", "/say/", "/progress/",
        "/items/aaaa000000000002/comment/",
    )  # fmt: skip
    for page in pages:
        status, text, headers = portal.get(page)
        assert status == 200, (page, text[:300])
        assert "Set-Cookie" not in headers, page
        assert "script-src 'self'" in headers["Content-Security-Policy"] and "default-src 'none'" in str(headers)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text), page
    for page in ("/nothing/", "/items/none/", "/lists/none/", "/ask/none/", "/items/aaaa000000000001/comment/"):
        assert portal.get(page)[0] == 404, page


def test_pages_tell_force_text_and_course_and_let_nothing_run(portal: Portal) -> None:
    text = portal.get("/items/aaaa000000000001/")[1]
    plain = re.sub(r"<[^>]+>", "", text)
    assert "现行有效" in plain and "2026年2月1日起施行" in plain and "至2099年12月31日" in plain
    assert "集体审议" in plain and "《某某条例》第一条" in plain
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text
    assert "print.css" in portal.get("/items/aaaa000000000001/print/")[1]
    assert not re.search(r'print\.css[^>]*media="print"', portal.get("/items/aaaa000000000001/print/")[1])
    assert "ABAB" in portal.get("/roots/")[1] and "第 7 号" in portal.get("/roots/")[1]
    assert "占道的处罚" in portal.get("/lists/mou/")[1]


@pytest.mark.parametrize(
    ("words", "hits"), [("犬只", 1), ("登记", 1), ("只犬", 0), ("采砂", 1), ("养犬 登记", 1), ("，", 0)]
)
def test_two_characters_find_title_number_and_text(portal: Portal, words: str, hits: int) -> None:
    text = portal.get("/items/?" + urllib.parse.urlencode({"q": words}))[1]
    assert (f"共 {hits} 件" in text) if hits else ("没有找到" in text)


def test_the_look_is_kept_and_leads_nowhere_else(portal: Portal) -> None:
    assert 'class="elder"' in portal.get("/", cookie="fazhi_portal_look=elder")[1]
    assert 'class=""' in portal.get("/", cookie="fazhi_portal_look=x")[1]
    assert "某镇犬只" in portal.get("/look/?elder=1&back=https://elsewhere.example/")[1], "goes home instead"


def test_a_request_is_closed_to_the_desk_and_sent_once(portal: Portal) -> None:
    page = portal.get("/ask/asking/")[1]
    token = re.search(r'name="token" value="(\w+)"', page)
    assert token is not None
    form = {"token": token[1], "body": "mou", "subject.wanted": "停车场租赁合同", "receive.form": ""}
    status, text, _ = portal.get("/ask/asking/", form)
    assert status == 422 and "请选择“形式”" in text and "停车场租赁合同" in text, "what was typed stays"
    assert list((portal.home / "inbox").glob("*.letter")) == []
    status, text, _ = portal.get("/ask/asking/", {**form, "subject.wanted": "机密★ 一年", "receive.form": "纸质"})
    assert status == 422 and "涉密内容不得在网上提交" in text
    form["receive.form"] = "纸质"
    status, text, _ = portal.get("/ask/asking/", form)
    number, code = re.findall(r'class="figure">([\d -]+)<', text)
    assert status == 200 and re.fullmatch(r"\d{8}-\d{6}", number)
    assert number in portal.get("/ask/asking/", form)[1], "the same form again: the same receipt"
    (letter,) = (portal.home / "inbox").glob("*.letter")
    body = letter.read_bytes()
    assert "停车场".encode() not in body
    said = json.loads(letters.open_letter(DESK, body, number))
    assert said["fields"]["subject.wanted"] == "停车场租赁合同" and said["procedure"] == "asking"
    everything = b"".join(path.read_bytes() for path in portal.home.rglob("*") if path.is_file())
    assert "停车场".encode() not in everything and code.replace(" ", "").encode() not in everything

    asked = {"number": number, "code": code}
    assert "等收件人员取走" in portal.get("/progress/", asked)[1]
    assert portal.get("/progress/", {**asked, "code": "0" * 12})[0] == 422
    remedy = {"say": "可以申请行政复议", "due": "2026年5月11日", "basis": "《某某法》第二十条"}
    told = {
        "key": letters.lookup(number, code), "name": "申请公开", "record": "某公开〔2026〕1号", "state": "正在办理",
        "remedies": [remedy],
    }  # fmt: skip
    (portal.home / "incoming" / "6.fzp").write_bytes(package(6, ITEM, status=(told,)))
    assert keeper.take_waiting(portal.home) == []
    text = portal.get("/progress/", asked)[1]
    plain = re.sub(r"<[^>]+>", "", text)
    assert "您可以" in plain and "最迟2026年5月11日" in plain and "《某某法》第二十条" in plain
    assert "正在办理" in text and "某公开〔2026〕1号" in text, "told as soon as the next package is there"
    assert "采砂" not in portal.get("/")[1], "what was taken back is gone"


def test_a_package_that_is_refused_changes_nothing(portal: Portal) -> None:
    before = store.number_of(portal.home)
    for number, body in ((98, b"broken"), (99, package(99, ITEM)[:-9])):
        (portal.home / "incoming" / f"{number}.fzp").write_bytes(body)
    told = keeper.take_waiting(portal.home)
    assert len(told) == 2 and all("没有装入" in line for line in told)
    assert store.number_of(portal.home) == before and (portal.home / "refused" / "98.txt").exists()
    old = portal.home / "old.fzp"
    old.write_bytes(package(1, ITEM))
    done = run(portal.home, "--package", str(old))
    assert done.returncode == 2 and "不比现有的新" in done.stderr and "Traceback" not in done.stderr


def test_nobody_is_believed_unasked_and_nobody_else_afterwards(tmp_path: Path) -> None:
    given = tmp_path / "given.fzp"
    given.write_bytes(package(5, ITEM))
    done = run(tmp_path / "home", "--package", str(given))
    assert done.returncode == 2 and "还不知道信任哪个站点" in done.stderr
    assert run(tmp_path / "home", "--key", publication.public_of(KEY), "--package", str(given)).returncode == 0
    done = run(tmp_path / "home", "--key", "0" * 64)
    assert done.returncode == 2 and "已信任另一个站点" in done.stderr


def test_letters_are_bounded_by_address(tmp_path: Path) -> None:
    from fazhi.portal import clock
    from fazhi.portal.home import folder

    home = folder({"FAZHI_PORTAL_HOME": str(tmp_path)})
    key = letters.public_of(DESK).hex()
    for count in range(inbox.LETTERS):
        inbox.send(home, {"kind": "problem"}, token=str(count), address="192.0.2.1", now=clock.now(), key=key)
    with pytest.raises(inbox.NotTaken, match="次数太多"):
        inbox.send(home, {"kind": "problem"}, token="more", address="192.0.2.1", now=clock.now(), key=key)
    inbox.send(home, {"kind": "problem"}, token="other", address="192.0.2.2", now=clock.now(), key=key)
    assert len(list((home / "inbox").glob("*.letter"))) == inbox.LETTERS + 1
    assert not any("192.0.2" in path.name for path in home.rglob("*"))


def test_the_portal_loads_nothing_of_the_desk() -> None:
    code = (
        "import os,sys,tempfile; os.environ['FAZHI_PORTAL_HOME']=tempfile.mkdtemp(); import fazhi.portal.wsgi, "
        "fazhi.portal.urls; print([n for n in sys.modules if n.startswith(('fazhi.records','fazhi.desk','fazhi.api'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], env=clean(), capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_lists_and_words_come_newest_first_with_their_exact_number(tmp_path: Path) -> None:
    days = ["2026-01-03", "2025-12-01", "2026-01-09", "2026-01-03", "2024-02-02", "2026-01-01"]
    items = [
        {
            **ITEM,
            "id": f"{at:016x}",
            "day": day,
            "unit": f"某县第{at % 2}镇",
            "title": f"某镇{'犬只' if at % 3 else '采砂'}之{at}",
        }
        for at, day in enumerate(days)
    ]
    (tmp_path / "store").mkdir()
    store.take(tmp_path, package(1, *items), publication.public_of(KEY))
    newest = ["2", "0", "3", "5", "1", "4"]

    def asked(first: int = 0, most: int = 20, **what: str) -> tuple[list[str], int]:
        briefs, total = store.found(tmp_path, store.Asked(**what), first=first, most=most)
        return [brief.title.rpartition("之")[2] for brief in briefs], total

    assert asked() == (newest, 6)
    assert asked(words="犬只") == ([one for one in newest if int(one) % 3], 4)
    assert asked(words="犬只", first=1, most=2) == (["5", "1"], 4)
    assert asked(words="犬只", unit="某县第0镇") == (["2", "4"], 2)
    assert asked(words="养犬登记")[1] == 0 and asked(words="养犬 登记")[1] == 6
