"""文书署名和印章: set by the administrator as dated acts, printed on papers from that day on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from tests.desk.conftest import populate, who
from tests.records.conftest import Cast
from tests.records.test_papers import RECEIVED, told

from fazhi.kernel.ledger import parse_body
from fazhi.kernel.procedures import ActKind
from fazhi.records import clock, matters, paper_settings, papers
from fazhi.records.acts.matters import open_matter
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account, Event, Matter, Unit

Sign = Callable[[str], Client]
ADDRESS = "/paper-settings/?unit=liuhe"


@pytest.fixture
def stream(cast: Cast) -> str:
    populate(cast)
    first = [Proposal(kind=ActKind.DO, step="receive", outcome="办结", fields=RECEIVED)]
    subject = {"channel": "当面提交", "arrived": "2026-03-02", "wanted": "2025年村道养护支出"}
    done = open_matter(
        actor=who("pub"), procedure="disclosure_request", unit="liuhe-ny", title="政府信息公开申请：村道养护",
        subject=subject, first=first,
    )  # fmt: skip
    told(str(done["stream"]))
    return str(done["stream"])


def form(name: str, value: str, starts: str = "2026-03-02", basis: str = "县编办〔2026〕9号") -> dict[str, str]:
    return {"_form": name, f"{name}-value": value, f"{name}-basis": basis, f"{name}-starts": starts}


def word(sign: Sign, stream: str) -> str:
    """Return the XML of the correction notice as it would be printed now."""
    body = sign("pub").get(f"/m/{stream.partition('/')[2]}/papers/correction/word/").content
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read("word/document.xml").decode()


def test_a_name_set_from_a_day_on_is_printed_from_that_day_on(sign: Sign, stream: str) -> None:
    assert "柳禾镇人民政府" in word(sign, stream)
    page = sign("admin").get(ADDRESS).text
    assert "柳禾镇人民政府" in page and "未设定，程序按机构名称取用" in page
    assert sign("admin").post(ADDRESS, form("organ", "柳禾镇人民政府办公室", "2026-03-05")).status_code == 302
    assert "人民政府办公室" not in word(sign, stream)
    with clock.fixed(date(2026, 3, 5)):
        assert "柳禾镇人民政府办公室" in word(sign, stream)
        assert "县编办〔2026〕9号" in sign("admin").get(ADDRESS).text
        assert "人民政府办公室" not in sign("admin").get("/paper-settings/?unit=shanbei").text
    body = Event.objects.filter(type="config_set").latest("pk").body
    said = parse_body(bytes(body)).data
    assert (said["name"], said["unit"], said["starts"]) == ("paper.organ", "liuhe", "2026-03-05")


def test_an_empty_name_takes_the_setting_back(sign: Sign, stream: str) -> None:
    sign("admin").post(ADDRESS, form("organ", "柳禾镇人民政府办公室"))
    assert "柳禾镇人民政府办公室" in word(sign, stream)
    with clock.fixed(date(2026, 3, 3)):
        sign("admin").post(ADDRESS, form("organ", "", "2026-03-03"))
        assert "人民政府办公室" not in word(sign, stream)


COUNTIES = [
    ("清禾县司法局", "清禾县"),
    ("明州市东湖区司法局", "明州市东湖区"),
    ("云台旗司法局", "云台旗"),
    ("司法局", "县级"),
]


@pytest.mark.parametrize(("first", "county"), COUNTIES, ids=["county", "district", "banner", "no name to take"])
def test_the_county_is_called_as_the_first_unit_of_the_site_says(cast: Cast, first: str, county: str) -> None:
    Unit.objects.filter(path="qinghe/").update(name=first)
    assert paper_settings.printed(Unit.objects.get(code="liuhe"), paper_settings.COUNTY, date(2026, 3, 2)) == county


def test_what_is_set_for_the_county_is_printed(sign: Sign, stream: str) -> None:
    sign("admin").post(ADDRESS, form("county", "明州市清禾区"))
    row = Matter.objects.get(stream__key=stream)
    said = papers.facts(matters.folded(stream), row, papers.masked_reveal(stream)).matter
    assert said["county"] == "明州市清禾区"


def test_the_words_for_the_seal_can_be_left_out_and_its_room_stays(sign: Sign, stream: str) -> None:
    before = word(sign, stream)
    assert "（印章位置）" in before
    sign("admin").post(ADDRESS, form("seal_place", "不印，只留位置"))
    after = word(sign, stream)
    assert "（印章位置）" not in after and after.count("<w:p>") == before.count("<w:p>")


def test_what_is_wrong_is_refused_beside_its_field(sign: Sign, stream: str) -> None:
    for wrong, words in (
        (form("organ", "长" * 41), "最多 40 字"),
        (form("seal_place", "画一个"), "请从所列各项中选"),
        (form("organ", "某机关", basis=""), "须填写“依据”"),
        (form("organ", "某机关", starts="哪天"), "日期"),
    ):
        answer = sign("admin").post(ADDRESS, wrong)
        assert answer.status_code == 200 and words in answer.text
    assert not Event.objects.filter(type="config_set").exists()


def test_only_who_administers_the_unit(sign: Sign, client: Client, stream: str) -> None:
    for login in ("ann", "viewer", "county"):
        assert sign(login).get(ADDRESS).status_code == 403
        assert sign(login).post(ADDRESS, form("organ", "某机关")).status_code == 403
    client.logout()
    assert client.get(ADDRESS).status_code == 302
    assert Account.objects.exists() and not Event.objects.filter(type="config_set").exists()
