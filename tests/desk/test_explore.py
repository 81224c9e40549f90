"""自选统计 and the one page of figures; the same numbers from the page, the interface and the command."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.records.conftest import Cast, make_matter

from fazhi.cli import main
from fazhi.kernel.measures import Fact
from fazhi.packs import measures
from fazhi.records import columnar
from fazhi.records.access import actor_of
from fazhi.records.acts.periodic import set_cut
from fazhi.records.acts.tokens import make, revoke
from fazhi.records.commands import indicators
from fazhi.records.ledger import figures as rows
from fazhi.records.models import Account, ApiToken, Matter, SavedView

pytestmark = pytest.mark.django_db
EARLY, LATE = "2026-02-10T09:00:00+08:00", "2026-03-02T08:00:00+08:00"
PRIOR, AFTER = "legality_review.prior", "legality_review.afterwards"
CONTRACT, DOCUMENT = "行政合同（协议）", "规范性文件"


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What ``fazhi indicators`` prints, run on the database of the test."""
    monkeypatch.setattr(indicators, "existing", lambda: None)
    monkeypatch.setattr(indicators, "ready", lambda: None)

    def told(*words: str) -> str:
        assert main(["indicators", *words]) == 0
        return capsys.readouterr().out

    return told


@pytest.fixture
def counted(cast: Cast) -> Matter:
    """柳禾镇: in January 9 contracts and 2 documents before, 1 contract after (known late); 山贝乡: 3 in February."""
    Account.objects.update(must_change_password=False)
    one, two = make_matter("liuhe-ny", key="matter/a1"), make_matter("shanbei", key="matter/a2")
    Matter.objects.filter(pk=two.pk).update(number="山收〔2026〕1号", title="山贝的事")
    january, february = date(2026, 1, 20), date(2026, 2, 3)
    here = [Fact(measure=PRIOR, day=january, n=1, amount=1, by=CONTRACT, item=f"c{n}") for n in range(9)]
    here += [Fact(measure=PRIOR, day=january, n=1, amount=1, by=DOCUMENT, item=f"d{n}") for n in range(2)]
    rows.add_facts(one.pk, [(one.unit_id, fact) for fact in here], EARLY)
    late = Fact(measure=AFTER, day=date(2026, 1, 28), n=1, amount=1, by=CONTRACT, item="late")
    rows.add_facts(one.pk, [(one.unit_id, late)], LATE)
    there = [Fact(measure=PRIOR, day=february, n=1, amount=1, by=CONTRACT, item=f"s{n}") for n in range(3)]
    rows.add_facts(two.pk, [(two.unit_id, fact) for fact in there], EARLY)
    return one


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.content.decode()))


def explore(client: Client, **asked: str):
    return client.get("/explore/", asked)


def test_units_by_months_with_totals_and_the_picture_says_the_same(counted: Matter, sign) -> None:
    answer = explore(sign("county"), subject="reviews_due", rows="unit", cols="period", step="month", period="2026")
    shown = text(answer)
    assert "柳禾 12 0 0 12" in shown and "山贝 0 3 0 3" in shown and "合计 12 3 0 15" in shown
    page = answer.content.decode()
    assert 'aria-label="柳禾：1月 12，2月 0，3月 0"' in page and "<title>1月 12</title>" in page
    assert ">4月<" not in page, "months that have not begun are not shown"
    opens = re.search(r'href="(/figures/reviews_due/\?unit=liuhe&amp;period=2026-01)"', page)
    assert opens and text(sign("county").get(opens[1].replace("&amp;", "&"))).count("柳收〔2026〕1号") == 2


def test_kinds_and_small_denominators(counted: Matter, sign) -> None:
    shown = text(explore(sign("county"), subject="review_rate", rows="kind", unit="liuhe"))
    assert "行政合同（协议） 90.0% 9 10" in shown, "ten are enough"
    assert "规范性文件 —（不足 10 件，不计比率） 2 2" in shown and "合计 91.7% 11 12" in shown
    both = explore(sign("county"), subject="review_rate", rows="unit", cols="kind")
    assert "柳禾 90.0% — 91.7%" in text(both) and "山贝 — — —" in text(both)
    kind = urlencode({"unit": "liuhe", "period": "2026", "kind": CONTRACT})
    opened = text(sign("county").get(f"/figures/review_rate/?{kind}"))
    assert "合法性审查率（行政合同（协议））：90.0%" in opened and "9 / 10" in opened and "按类别看" in opened


def test_as_it_was_known_then(counted: Matter, sign) -> None:
    county = sign("county")
    assert "柳禾 12" in text(explore(county, subject="reviews_due"))
    then = explore(county, subject="reviews_due", known="2026年2月11日")
    assert "柳禾 11" in text(then) and "按 2026-02-11 当日已录入的记录" in text(then)
    opens = re.search(r'href="(/figures/reviews_due/\?unit=liuhe[^"]+)"', then.content.decode())
    assert opens and "known=2026-02-11" in opens[1]
    assert "应审事项：11" in text(county.get(opens[1].replace("&amp;", "&")))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"subject": "nothing"}, "没有“nothing”这一指标或者计量"),
        ({"subject": "legality_review.days.sum"}, "没有“legality_review.days.sum”"),
        ({"period": "2027"}, "还没有开始"),
        ({"period": "2026-01", "rows": "period", "step": "year"}, "分不成年"),
        ({"subject": "opinions_per_review", "rows": "kind"}, "不能按类别分开"),
        ({"known": "喵"}, "所知截至|按哪天所知"),
        ({"format": "docx"}, "不能导出成“docx”"),
    ],
)
def test_what_cannot_be_answered_is_said_and_the_choice_stays(counted: Matter, sign, asked, words: str) -> None:
    answer = sign("county").get("/explore/", asked)
    assert answer.status_code == 400 and re.search(words, text(answer))
    if "known" in asked:
        assert 'value="喵"' in answer.content.decode()


@pytest.mark.parametrize(
    ("login", "answer"),
    [("county", 200), ("leader", 200), ("reviewer", 200), ("viewer", 200), ("clerk", 403), ("colleague", 403),
     ("other", 403), ("admin", 403)],
)  # fmt: skip
def test_who_sees_it(counted: Matter, sign, login: str, answer: int) -> None:
    client = sign(login)
    for address in ("/explore/", "/explore/?format=csv", "/figures/review_rate/", f"/figures/{PRIOR}/"):
        assert client.get(address).status_code == answer, address
    for address in (
        "/explore/?unit=shanbei",
        "/figures/review_rate/?unit=shanbei",
        "/explore/?unit=shanbei&format=json",
    ):
        other = client.get(address)
        assert other.status_code == (200 if login == "county" else 403), address
        assert login == "county" or "山贝" not in other.content.decode()


def test_the_public_signs_in_first(client: Client, counted: Matter) -> None:
    for address in ("/explore/", "/figures/review_rate/", "/explore/?format=json"):
        assert client.get(address).status_code == 302


def test_a_view_is_kept_and_forgotten(counted: Matter, sign) -> None:
    client = sign("county")
    query = "subject=review_rate&rows=kind"
    done = client.post(
        "/views/save/", {"page": "explore", "name": "按类别的审查率", "query": query, "back": "/explore/"}
    )
    assert done.status_code == 302 and done["Location"] == f"/explore/?{query}"
    assert '<strong aria-current="true">按类别的审查率</strong>' in client.get(done["Location"]).content.decode()
    assert f'href="?{query.replace("&", "&amp;")}"' in client.get("/explore/").content.decode()
    client.post("/views/drop/", {"page": "explore", "name": "按类别的审查率", "back": "/explore/"})
    assert not SavedView.objects.exists()
    assert "按类别的审查率" not in sign("leader").get("/explore/").content.decode()


def test_files_say_what_the_page_says(counted: Matter, sign, monkeypatch: pytest.MonkeyPatch) -> None:
    client, asked = sign("county"), {"subject": "review_rate", "rows": "unit", "cols": "kind"}
    found = json.loads(explore(client, **asked, format="json").content)
    keyed = {one["key"]: one for one in found["values"]}
    assert keyed["liuhe/2026/*"]["value"] == "91.7" and keyed[f"liuhe/2026/{CONTRACT}"]["numerator"] == "9"
    assert keyed["shanbei/2026/*"]["value"] is None and "不足 10 件" in keyed["shanbei/2026/*"]["why"]
    assert found["excludes"] and found["least"] == 10
    body = explore(client, **asked, format="csv").content.decode()
    lines = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))
    assert body.startswith("\ufeff") and len(lines) == len(keyed) + 1
    assert dict(zip(lines[0], lines[1], strict=True))["数值"] == (found["values"][0]["value"] or "")
    assert lines[0][-3:] == ["分子", "分母", "说明"], "no margin where nobody was asked"
    book = load_workbook(io.BytesIO(b"".join(explore(client, **asked, format="excel").streaming_content)))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {"liuhe/2026/*", "91.7", "说明"} <= set(cells) and not {"误差", "答卷份数"} & set(cells)
    monkeypatch.setattr(columnar, "PACKAGE", "no_such_engine")
    without = explore(client, **asked, format="parquet")
    assert without.status_code == 400 and "没有安装列式存储扩展" in text(without) and "CSV" in text(without)


def test_parquet_where_the_extra_is_installed(counted: Matter, sign, tmp_path) -> None:
    engine = pytest.importorskip(columnar.PACKAGE, reason="没有安装列式存储扩展（requirements/columnar.in）")
    answer = explore(sign("county"), subject="review_rate", format="parquet")
    file = tmp_path / "figures.parquet"
    file.write_bytes(answer.content)
    found = engine.connect().execute(f"SELECT key, value, own FROM '{file}' ORDER BY key").fetchall()
    assert ("liuhe/2026/*", "91.7", False) in found


# ------------------------------------------------------------------------------------------------------ interface


def token(login: str) -> str:
    actor = actor_of(Account.objects.get(login=login))
    return str(make(actor=actor, name="数据平台", ends=date(2026, 6, 30))["secret"])


def ask(secret: str, address: str, **asked: str):
    return Client().get(f"/api/{address}/", asked, headers={"Authorization": f"Bearer {secret}"})


def test_the_page_the_interface_and_the_command_give_the_same(counted: Matter, sign, command) -> None:
    asked = {"unit": "qinghe", "period": "2026"}
    sides = {"rows": "unit", "cols": "period", "step": "month"}
    page = json.loads(explore(sign("county"), subject="review_rate", format="json", **sides, **asked).content)
    got = ask(token("county"), "indicators/review_rate", step="month", by="unit", **asked).json()
    assert got["values"] == page["values"] and got["total"] == len(page["values"]) == 12
    words = ("show", "--unit", "qinghe", "--period", "2026", "--format", "json", "--by", "unit", "--step", "month")
    told = json.loads(command(*words, "--select", f"reviews_due,review_rate,{PRIOR}"))["figures"]
    assert told[1]["values"] == page["values"] and told[1]["value"] == "93.3"
    prior = ask(token("county"), f"measures/{PRIOR}", step="month", by="unit", **asked).json()["values"]
    assert told[2]["values"] == prior

    asked = {"unit": "liuhe", "period": "2026-01"}
    kinds = ask(token("county"), f"measures/{PRIOR}", by="kind", **asked).json()["values"]
    assert [(one["kind"], one["value"]) for one in kinds] == [(CONTRACT, "9"), (DOCUMENT, "2"), (None, "11")]
    words = ("show", "--unit", "liuhe", "--period", "2026-01")
    told = json.loads(command(*words, "--select", PRIOR, "--by", "kind", "--format", "json"))["figures"]
    assert told[0]["values"] == kinds
    page = json.loads(explore(sign("county"), subject=PRIOR, rows="kind", format="json", **asked).content)
    assert page["values"] == kinds
    assert "合法性审查率：91.7%（11/12）" in command(*words, "--select", "review_rate")
    assert "柳收〔2026〕1号  试验事项  11" in command(*words, "--open", PRIOR)


def test_months_are_cut_where_the_unit_cuts_them_for_all_three(counted: Matter, sign, command) -> None:
    admin = actor_of(Account.objects.get(login="admin"))
    set_cut(actor=admin, unit="liuhe", cut=25, whole_years=False, basis="本镇", starts=date(2026, 1, 1))
    got = ask(token("reviewer"), "indicators/reviews_due", unit="liuhe", period="2026-02").json()["values"]
    assert [(one["from"], one["to"], one["value"]) for one in got] == [("2026-01-26", "2026-02-25", "1")]
    shown = explore(sign("reviewer"), subject="reviews_due", period="2026-02", format="json")
    assert json.loads(shown.content)["values"][-1:] == got
    words = ("show", "--unit", "liuhe", "--period", "2026-02", "--select", "reviews_due", "--format", "json")
    assert json.loads(command(*words))["figures"][0]["values"] == got
    assert json.loads(command(*words, "--cut", "0"))["figures"][0]["value"] == "0", "calendar months, asked for"


def test_lists_of_what_can_be_asked_and_their_pages(counted: Matter) -> None:
    secret = token("county")
    everything = ask(secret, "measures", limit="500").json()
    assert everything["total"] == len(everything["measures"]) == len(measures.every())
    days = next(one for one in everything["measures"] if one["id"] == "legality_review.days")
    assert days["kind"] == "duration" and "legality_review.days.median" in days["readings"]
    first = ask(secret, "measures", limit="7").json()
    assert len(first["measures"]) == 7 and first["next"]
    seen = list(first["measures"])
    while first["next"]:
        first = Client().get(first["next"], headers={"Authorization": f"Bearer {secret}"}).json()
        seen += first["measures"]
    assert seen == everything["measures"]
    rate = next(
        one for one in ask(secret, "indicators", limit="500").json()["indicators"] if one["id"] == "review_rate"
    )
    assert rate["least"] == 10 and rate["excludes"] and "先审后定" in rate["formula"] and rate["by_kind"] is True
    units = ask(secret, "units").json()["units"]
    assert {"code": "liuhe", "name": "柳禾镇", "parent": "qinghe"} in units
    values = ask(secret, "indicators/reviews_due", by="unit", limit="2").json()
    rest = Client().get(values["next"], headers={"Authorization": f"Bearer {secret}"}).json()
    keys = [one["key"] for one in (*values["values"], *rest["values"])]
    assert keys == ["liuhe/2026/*", "shanbei/2026/*", "qinghe/2026/*"] and rest["next"] is None


def test_then_known_over_the_interface(counted: Matter) -> None:
    secret = token("leader")
    asked = {"unit": "liuhe", "period": "2026"}
    assert ask(secret, "indicators/reviews_due", **asked).json()["values"][0]["value"] == "12"
    then = ask(secret, "indicators/reviews_due", known="2026-02-11", **asked).json()
    assert then["values"][0]["value"] == "11" and then["known"] == "2026-02-11"


def test_who_may_ask_over_the_interface(counted: Matter) -> None:
    addresses = ("measures", "indicators", "units", "indicators/review_rate", f"measures/{PRIOR}")
    want = {"county": 200, "leader": 200, "reviewer": 200, "viewer": 200, "clerk": 403, "colleague": 403, "other": 403}
    for login, status in want.items():
        secret = token(login)
        assert [ask(secret, one).status_code for one in addresses] == [status] * len(addresses), login
        answer = ask(secret, "indicators/review_rate", unit="shanbei")
        assert answer.status_code == (200 if login == "county" else 403), login
    assert [one["code"] for one in ask(token("leader"), "units").json()["units"]] == ["liuhe", "liuhe-ny", "liuhe-sfs"]
    for one in addresses:
        assert Client().get(f"/api/{one}/").status_code == 401, "the public"
        assert ask("fz_" + "x" * 43, one).status_code == 401
    secret = token("leader")
    revoke(actor=actor_of(Account.objects.get(login="leader")), token=ApiToken.objects.order_by("-pk")[0].key)
    assert ask(secret, "measures").status_code == 401, "revoked"


def test_the_interface_only_reads_and_answers_bad_questions_in_words(counted: Matter) -> None:
    secret = token("county")
    head = {"Authorization": f"Bearer {secret}"}
    assert Client().post("/api/measures/", headers=head).status_code == 405
    for address, asked, status, words in (
        ("indicators/nothing", {}, 404, "没有“nothing”"),
        (f"indicators/{PRIOR}", {}, 404, "不是指标"),
        ("measures/review_rate", {}, 404, "不是计量"),
        ("indicators/review_rate", {"period": "2027"}, 422, "还没有开始"),
        ("indicators/review_rate", {"step": "week"}, 422, "step"),
        ("indicators/review_rate", {"by": "person"}, 422, "by"),
        ("indicators/review_rate", {"limit": "0"}, 422, "limit"),
        ("indicators/review_rate", {"after": "no/such/key"}, 422, "after"),
        ("indicators/review_rate", {"known": "喵"}, 422, "known"),
        ("indicators/opinions_per_review", {"by": "kind"}, 422, "不能按类别分开"),
    ):
        answer = ask(secret, address, **asked)
        assert answer.status_code == status and words in answer.json()["error"]["message"], (address, answer.text)
