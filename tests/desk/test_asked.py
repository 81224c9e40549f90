"""Figures that are asked of people stand wherever figures do: sealed, with margin and sample, or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
from types import MappingProxyType

import openpyxl
import pytest
from django.test import Client
from tests.desk.conftest import who
from tests.desk.test_reports import Sign, assert_sound, at, plain
from tests.desk.test_surveys import small  # noqa: F401  a fixture
from tests.formats.test_xlsx_fill import superior
from tests.records import counted
from tests.records.conftest import Cast
from tests.records.test_surveys import PLACES, TYPED

from fazhi.cli import main
from fazhi.kernel.measures import Period, read_form, read_indicators, read_overview
from fazhi.packs import measures, overviews, periodic
from fazhi.packs import surveys as questionnaires
from fazhi.records import clock, known, subjects, surveys
from fazhi.records import superior as superiors
from fazhi.records.access import actor_of
from fazhi.records.acts import answering
from fazhi.records.acts import superior as sheets
from fazhi.records.acts import surveys as acts
from fazhi.records.acts.periodic import issue_form
from fazhi.records.acts.tokens import make
from fazhi.records.commands import indicators as command
from fazhi.records.models import Account, SuperiorSheet, Unit
from fazhi.records.periodic import compute, form_of
from fazhi.records.verification import verify_site

# 100 and 300 people, six answers each (0, 50, 100 twice): s² = 2000,
# V = (100²·0.94 + 300²·0.98)·2000/6 ÷ 400² = 203.3, E = 27.9
LIKED = "50.0 分（误差±27.9，12 份答卷）"
TIGHT = "50.0±27.9（12份）"
APART, NONE, FEW = "各单位各自测评，不合成一个数", "本时段没有封存的满意度测评", "回答不足 5 份，不公布"


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch, small: Cast) -> Cast:  # noqa: F811
    """A county whose form, overview and indicators have a figure that is asked of people."""
    counted.install(monkeypatch)
    every, asking = measures.every(), questionnaires.asking(questionnaires.shipped())
    asked = [
        {"id": name, "name": said, "says": "问过的人说的。",
         "asked": {"survey": "small", "question": "overall", "tells": tells}}
        for name, said, tells in (("liked", "群众满意度", "mean"), ("good", "满意率", "good"))
    ]  # fmt: skip
    found = {**measures.indicators(), **read_indicators({"area": "问", "indicator": asked}, every, asking)}
    monkeypatch.setattr(measures, "indicators", lambda: MappingProxyType(found))
    part = {"title": "三、满意度", "row": [{"indicator": "liked"}, {"indicator": "good"}]}
    form = read_form({**counted.FORM, "part": [*counted.FORM["part"], part]}, found, every)
    monkeypatch.setattr(periodic, "forms", lambda: MappingProxyType({form.id: form}))
    page = {"title": "满意度", "says": "义。", "headline": ["liked"], "columns": ["liked", "good"]}
    made = read_overview(page, "asked", found, every)
    monkeypatch.setattr(overviews, "every", lambda: MappingProxyType({"asked": made}))
    return small


def begun(answers: int) -> str:
    """A survey of 柳禾镇 that so many have answered, to the 20th of March."""
    with clock.fixed(at(3, 2)):
        done = acts.open_survey(
            actor=who("ben"), unit="liuhe", questionnaire="small", places=PLACES, until=at(3, 20).date()
        )
        key = str(done["survey"])
        codes = surveys.new_codes(15)
        acts.issue_codes(actor=who("ben"), survey=key, codes=codes)
        for n in range(answers):
            answering.answer(codes[n], TYPED[n], clock.today())
    return key


def sealed(key: str, month: int, day: int) -> None:
    with clock.fixed(at(month, day)):
        acts.close_survey(actor=who("ben"), survey=key)


def text(client: Client, address: str) -> str:
    return re.sub(r"<[^>]+>", " ", plain(client.get(address).text))


def test_overview_figure_and_explore_tell_it_with_its_margin_once_it_is_sealed(asks: Cast, sign: Sign) -> None:
    key = begun(12)
    with clock.fixed(at(3, 21)):
        county = sign("county")
        before = text(county, "/overview/?unit=qinghe&period=2026-03")
        assert "50.0" not in before and NONE in before, "while it runs nobody sees a figure"
    sealed(key, 3, 21)
    with clock.fixed(at(3, 22)):
        whole = text(county, "/overview/?unit=qinghe&period=2026-03")
        assert TIGHT in whole and APART in whole and "柳禾镇" in whole and "逐月" not in whole
        town = text(county, "/overview/?unit=liuhe&period=2026-03")
        assert "误差±27.9，12 份答卷" in town and "分" in town and "上年同期没有" in town
        rows = county.get("/overview/?unit=liuhe&period=2026-03").text.count('class="lead"')
        assert rows == 1, "an office asks nobody"
        assert 'class="big"' in county.get("/overview/?unit=liuhe&period=2026-03").text
        above = county.get("/overview/?unit=qinghe&period=2026-03").text
        assert 'class="big"' not in above and f'<p class="none-yet">{APART}。各单位的数见下表。</p>' in above
        before = county.get("/overview/?unit=liuhe&period=2026-02").text
        assert 'class="big"' not in before and f'<p class="none-yet">{NONE}。</p>' in before
        opened = county.get("/figures/liked/?unit=liuhe&period=2026-03").text
        assert LIKED in plain(opened) and f'href="/surveys/{key}/"' in opened and "答卷密封，不列逐份" in opened
        assert NONE in text(county, "/figures/liked/?unit=shanbei&period=2026-03")
        assert NONE in text(county, "/figures/liked/?unit=liuhe&period=2026-02")
        page = text(county, "/explore/?subject=liked&unit=qinghe&period=2026&rows=unit&cols=period&step=month")
        assert TIGHT in page
        months = "/explore/?subject=liked&unit=liuhe&period=2026&rows=period&step=month&format=json"
        told = {one["period"]: one["value"] for one in json.loads(county.get(months).content)["values"]}
        assert told == {"2026-01": None, "2026-02": None, "2026-03": "50.0", "2026": "50.0"}, (
            "in its month, in the year"
        )
        assert NONE in text(county, "/figures/liked/?unit=liuhe&period=2026-03&known=2026-03-20")


def test_files_interface_and_command_carry_margin_and_sample(
    asks: Cast, sign: Sign, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed(begun(12), 3, 21)
    with clock.fixed(at(3, 22)):
        county = sign("county")
        asked = "subject=good&unit=qinghe&period=2026-03&rows=unit"
        body = county.get(f"/explore/?{asked}&format=csv").content.decode("utf-8-sig")
        rows = {row["单位"]: row for row in csv.DictReader(io.StringIO(body))}
        assert list(rows["柳禾镇"])[-5:] == ["分子", "分母", "说明", "误差", "答卷份数"], "what others lack stands last"
        assert (rows["柳禾镇"]["数值"], rows["柳禾镇"]["答卷份数"]) == ("33.3", "12") and rows["柳禾镇"]["误差"]
        assert (rows["山贝乡"]["数值"], rows["山贝乡"]["误差"], rows["山贝乡"]["说明"]) == ("", "", NONE)
        secret = make(actor=actor_of(Account.objects.get(login="county")), name="试", ends=at(3, 30).date())["secret"]
        got = Client().get(
            "/api/indicators/good/?unit=qinghe&period=2026-03&by=unit", headers={"Authorization": f"Bearer {secret}"}
        ).json()  # fmt: skip
        values = {one["unit"]: one for one in got["values"]}
        assert values["liuhe"]["answers"] == 12 and values["liuhe"]["margin"] == rows["柳禾镇"]["误差"]
        assert values["qinghe"]["value"] is None and values["qinghe"]["why"] == APART
        monkeypatch.setattr(command, "existing", lambda: None)
        monkeypatch.setattr(command, "ready", lambda: None)
        assert main(["indicators", "show", "--unit", "liuhe", "--period", "2026-03", "--select", "liked"]) == 0
        assert f"群众满意度：{LIKED}" in capsys.readouterr().out


def test_too_few_answers_are_told_nowhere(asks: Cast, sign: Sign) -> None:
    sealed(begun(4), 3, 21)
    with clock.fixed(at(4, 2)):
        county = sign("county")
        for address in (
            "/overview/?unit=liuhe&period=2026-03", "/figures/liked/?unit=liuhe&period=2026-03",
            "/explore/?subject=liked&unit=liuhe&period=2026-03&rows=unit", "/reports/liuhe/small/2026-03/",
        ):  # fmt: skip
            shown = text(county, address)
            assert FEW in shown and "份答卷" not in shown and "±" not in shown, address
        told = json.loads(county.get("/explore/?subject=liked&unit=liuhe&period=2026-03&format=json").content)
        assert (told["values"][0]["value"], told["values"][0]["answers"]) == (None, None)


def test_a_form_keeps_it_with_its_margin_and_a_survey_sealed_later_stands_in_the_next(asks: Cast, sign: Sign) -> None:
    key = begun(12)
    with clock.fixed(at(4, 1)):
        issue_form(actor=who("ben"), unit="liuhe", form="small", period="2026-03")
        assert NONE in text(sign("ben"), "/reports/liuhe/small/2026-03/")
    sealed(key, 4, 3)
    with clock.fixed(at(5, 2)):
        issue_form(actor=who("ben"), unit="liuhe", form="small", period="2026-04")
        page = text(sign("ben"), "/reports/liuhe/small/2026-04/")
        assert "满意度测评在报出以后封存" in page and LIKED in page, "corrected, and in the year so far"
        assert "等0件" not in page and "，0件" not in page
        assert LIKED in text(sign("ben"), "/reports/liuhe/small/2026-04/liked/to_date/")
        collected = text(sign("county"), "/reports/collected/qinghe/small/2026-04/")
        assert "群众满意度" in collected
        assert_sound()
        body = b"".join(sign("ben").get("/reports/liuhe/small/2026-04/?excel=1").streaming_content)
        assert LIKED in [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(body)).active for cell in row]
    sheet = compute(form_of("small"), Unit.objects.get(code="liuhe"), Period(2026, 3), known.just_before(at(5, 3)))
    line = sheet.line("liked")
    assert line is not None and line.cells[0].printed == LIKED and line.formula == "survey.small.overall.mean"
    assert [one.message for one in verify_site().findings if "须改口令" not in one.message] == []


def test_a_superiors_cell_says_so_in_its_comment(asks: Cast) -> None:
    sealed(begun(12), 3, 21)
    with clock.fixed(at(4, 1)):
        kept = sheets.keep_sheet(actor=who("ben"), unit="liuhe", title="市局月报", body=superior())
        place = superiors.Place(sheet="月报", cell="B5", what="liked")
        sheets.map_sheet(actor=who("ben"), sheet=str(kept["key"]), places=(place,))
        body, outcomes = superiors.filled(SuperiorSheet.objects.get(), Period(2026, 3))
    assert [one.printed for one in outcomes] == [LIKED]
    cell = openpyxl.load_workbook(io.BytesIO(body))["月报"]["B5"]
    assert cell.value == 50 and "误差±27.9，12 份答卷" in cell.comment.text and "满意度测评" in cell.comment.text


def test_no_formula_may_name_it_and_it_is_not_told_apart_by_kind(asks: Cast, sign: Sign) -> None:
    assert not subjects.told_apart(subjects.subject("liked"))
    there = "/figures/liked/?unit=liuhe&period=2026-03"
    assert (sign("county").get(there).status_code, sign("county").get(f"{there}&kind=x").status_code) == (200, 400)
