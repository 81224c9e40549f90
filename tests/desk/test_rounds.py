"""考核: a round on its pages, from opening to the sealed result; who sees what; files; what is refused stays typed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.conftest import who
from tests.records import evaluated
from tests.records.conftest import Cast
from tests.records.evaluated import at

from fazhi.kernel.procedures import ActKind
from fazhi.records import clock
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import EvaluationRound, Event, RoundItem

Sign = Callable[[str], Client]


@pytest.fixture
def march(monkeypatch: pytest.MonkeyPatch, people: Cast) -> Iterator[None]:
    """Three matters of March, one sent back; and the second of April it is."""
    evaluated.install(monkeypatch)
    evaluated.second_at_the_county()
    with clock.fixed(at(3, 30)):
        for title, returned in (("集镇公厕改造工程施工合同", True), ("村道养护合同", False), ("路灯合同", False)):
            first = Proposal(kind=ActKind.DO, step="submit", outcome="办结", text="v1")
            done = open_matter(
                actor=who("ann"), procedure="mini", unit="liuhe-ny", title=title, handler="p-ann",
                subject={"risk": False, "amount": "42800.00"}, first=[first],
            )  # fmt: skip
            if returned:
                back = Proposal(kind=ActKind.DO, step="intake", outcome="退回补正", fields={"missing": "附件"})
                record(actor=who("ben"), matter=str(done["stream"]), proposals=[back])
    with clock.fixed(at(4, 2)):
        yield


def plain(text: str) -> str:
    return re.sub(r'<span class="nb">|</span>', "", text)


def begin(sign: Sign) -> str:
    """Open the round on the page and return its address."""
    county = sign("county")
    page = county.get("/rounds/").text
    assert "开始一轮考核" in page and '<option value="2026-03">2026年3月</option>' in page
    answer = county.post(
        "/rounds/",
        {
            "_form": "open", "_key": "k", "open-scheme": "small", "open-period": "2026-03",
            "open-units": ["liuhe", "shanbei"], "open-assess_until": "20260410", "open-object_until": "2026年4月20日",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    return f"/rounds/{EvaluationRound.objects.get().key}/"


def do(client: Client, address: str, form: str, **fields: object) -> object:
    sent = {f"{form}-{name}": value for name, value in fields.items()}
    return client.post(address, {"_form": form, "_key": f"{address}{form}", **sent})


def status(answer: object) -> int:
    return int(answer.status_code)  # type: ignore[attr-defined]


def test_a_round_on_its_pages_from_opening_to_the_sealed_result(sign: Sign, march: None) -> None:
    home = begin(sign)
    study, returns = f"{home}liuhe/item/study/", f"{home}liuhe/item/returns/"
    with clock.fixed(at(4, 3)):
        ben = sign("ben")
        assert ben.get(home).headers["Location"] == f"{home}liuhe/sheet/"
        sheet = plain(ben.get(f"{home}liuhe/sheet/").text)
        for words in ("33.3%（1/3）", "未覆盖", "没有程序包", "100%记0分，0%记满分", "还有 2 项没有评分"):
            assert words in sheet, words
        opened = plain(ben.get(returns).text)
        assert opened.count("集镇公厕改造工程施工合同") == 2 and "“退回” ÷ “收件”" in opened
        assert 'name="assess-points"' not in opened and 'name="score-points"' not in opened
        refused = do(ben, study, "assess", points="4", note="研究两次，有纪要")
        assert status(refused) == 422
        assert "须附佐证材料：会议纪要" in refused.text and "研究两次，有纪要" in refused.text  # type: ignore[attr-defined]
        minutes = SimpleUploadedFile("纪要.txt", "会议纪要".encode())
        assert status(do(ben, study, "assess", points="4", note="研究两次", file=minutes)) == 302
        secret = SimpleUploadedFile("纪要.txt", "机密★1年".encode())
        marked = do(ben, study, "assess", points="4", note="又一次", file=secret)
        assert status(marked) == 422 and "未保存" in marked.text  # type: ignore[attr-defined]
        page = ben.get(study).text
        place = re.search(rf"{study}(\w{{64}})/", page)
        assert place is not None and "佐证1（txt，1 KB）" in page
        assert ben.get(place[0]).content == "会议纪要".encode()
        assert Event.objects.filter(type="looked", stream__key="access/liuhe/2026-04").count() == 1
    with clock.fixed(at(4, 12)):
        county = sign("county")
        page = plain(county.get(f"{home}liuhe/scoring/").text)
        assert "自评 4 分，佐证 1 件：研究两次" in page
        bad = do(county, f"{home}liuhe/scoring/", "score", p_study="5", r_study="超了", p_duty="5", r_duty="核对")
        assert status(bad) == 422 and "满分 4 分" in bad.text and "超了" in bad.text  # type: ignore[attr-defined]
        both = {"p_study": "2", "r_study": "一次没有结论", "p_duty": "5", "r_duty": "核对"}
        assert status(do(county, f"{home}liuhe/scoring/", "score", **both)) == 302
        for item in ("study", "duty"):
            gone = do(county, f"{home}shanbei/item/{item}/", "exclude", reason="时段内刚合并")
            assert status(gone) == 302
        assert status(do(sign("cai"), study, "object", reason="漏看第二份纪要")) == 302
        county = sign("county")
        assert "柳禾：专题研究" in plain(county.get(home).text)
        own = do(county, study, "rule", ruling="dismissed", reason="维持")
        assert status(own) == 422 and "评过这一项的人不能答复" in own.text  # type: ignore[attr-defined]
        assert status(do(sign("dan"), study, "rule", ruling="upheld", points="3.5", reason="核实")) == 302
    with clock.fixed(at(4, 21)):
        county = sign("county")
        assert status(do(county, home, "close")) == 302
        page = plain(county.get(home).text)
        assert "2026-04-21封存" in page and "83.33" in page
        assert page.index("柳禾镇") < page.index("山贝乡") and "排名" in page
        sheet = plain(county.get(f"{home}liuhe/sheet/").text)
        for words in ("83.33", "12.50", "好", "异议：成立", "权重减20%", "结果已封存"):
            assert words in sheet, words
        told = plain(county.get(study).text)
        assert "漏看第二份纪要" in told and "成立，改分" in told and "封存后更正" in told
        assert status(do(county, study, "correct", points="3", reason="纪要系误传")) == 302
        assert "县局更正为3分：纪要系误传" in plain(county.get(f"{home}liuhe/sheet/").text)
        book = openpyxl.load_workbook(io.BytesIO(b"".join(county.get(f"{home}?excel=1").streaming_content))).active
        assert [cell.value for cell in book[4]][:3] == ["退回率", 6, 4] and "不排名次" in book["A2"].value
        one = openpyxl.load_workbook(
            io.BytesIO(b"".join(sign("ben").get(f"{home}liuhe/sheet/?excel=1").streaming_content))
        )
        assert "封存" in one.active["A2"].value


def test_each_page_is_open_to_whom_it_concerns_only(sign: Sign, client: Client, march: None) -> None:
    home = begin(sign)
    client.logout()
    kept = f"{home}scheme/"
    pages = (
        "/rounds/", home, f"{home}liuhe/sheet/", f"{home}liuhe/item/study/", f"{home}liuhe/scoring/",
        f"{home}shanbei/sheet/", kept, "/rounds/scheme/small/",
    )  # fmt: skip
    for address in pages:
        assert client.get(address).status_code == 302, "the public signs in first"
    want = {
        #         list round own  item scoring other kept scheme
        "ben": (200, 302, 200, 200, 403, 403, 200, 403),
        "cai": (200, 302, 200, 200, 403, 403, 200, 403),
        "viewer": (200, 302, 200, 200, 403, 403, 200, 403),
        "county": (200, 200, 200, 200, 200, 200, 200, 200),
        "ann": (403, 403, 403, 403, 403, 403, 403, 403),
        "far": (403, 403, 403, 403, 403, 403, 403, 403),
        "admin": (403, 403, 403, 403, 403, 403, 403, 403),
    }
    for login, codes in want.items():
        user = sign(login)
        assert tuple(user.get(address).status_code for address in pages) == codes, login
    for login, form in (
        ("viewer", "assess"),
        ("county", "assess"),
        ("ben", "score"),
        ("ben", "rule"),
        ("ben", "correct"),
    ):
        answer = do(sign(login), f"{home}liuhe/item/study/", form, points="1", reason="x", note="x")
        assert status(answer) == 422, (login, form)
    assert not RoundItem.objects.exists(), "a form that was not offered does nothing"
    assert sign("county").get(f"{home}liuhe/item/nothing/").status_code == 404
    assert sign("ben").get("/rounds/r0000000000/").status_code == 403


def test_the_number_of_statements_does_not_grow_with_the_items(
    sign: Sign, march: None, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    home = begin(sign)
    county = sign("county")
    for address in (f"{home}liuhe/sheet/", f"{home}liuhe/item/study/"):
        with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
            county.get(address)
