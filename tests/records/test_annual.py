"""Yearly reports in the database: drafted, refused while unfinished, issued once, frozen, computed anew by others."""

from __future__ import annotations

import argparse
import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.records import yearly
from tests.records.working import opened, submit, who

from fazhi.cli.checker.one import Settings, check_document
from fazhi.formats import read
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Document, Result
from fazhi.kernel.papers import lines
from fazhi.records import annual, annual_data, clock, known
from fazhi.records.access import Denied
from fazhi.records.acts.annual import issue_report, publish_report
from fazhi.records.acts.base import ActRefused
from fazhi.records.commands import _annual
from fazhi.records.models import IssuedForm, Unit
from fazhi.records.verification import verify_site


@pytest.fixture
def year(monkeypatch: pytest.MonkeyPatch, people) -> None:
    """Three matters of 2026."""
    yearly.install(monkeypatch)
    for month in (2, 3, 11):
        with clock.fixed(at(2026, month, 10)):
            opened(first=[submit()])


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=clock.CHINA)


def liuhe() -> Unit:
    return Unit.objects.get(code="liuhe")


def draft(texts: dict[str, str], of: int = 2026) -> annual.Draft:
    report, today = annual.report_of("small_year"), clock.today()
    period = annual.year_of(liuhe(), of, today)
    return annual.draft(report, liuhe(), period, texts, known.just_before(clock.now()), today)


def issue(on: datetime, who_: str = "ben", **more: Any) -> Any:
    given = {"unit": "liuhe", "report": "small_year", "year": 2026, "texts": yearly.TEXTS, "signer": "p-cai"}
    with clock.fixed(on):
        return issue_report(actor=who(who_), **{**given, **more})


def test_a_report_is_drafted_issued_once_and_frozen_and_a_correction_is_shown(year: None) -> None:
    with clock.fixed(at(2027, 1, 12)):
        made = draft({})
        assert [one.code for one in annual.errors(annual.checked(made.paper, clock.today()))].count("G001") == 3
        assert not annual.errors(annual.checked(draft(yearly.TEXTS).paper, clock.today()))
        text = lines(draft(yearly.TEXTS).paper)
        assert "收件3件，金额128400.00元，退回率0.0%（0/3）；期末在办3件。" in text
    done = issue(at(2027, 1, 2))
    row = IssuedForm.objects.get()
    given = annual.issued(annual.report_of("small_year"), liuhe(), 2026)
    assert given is not None and given.digest == done["digest"] == annual.text_digest(given.paper)
    assert (given.signer, given.texts, row.form) == ("寅镇长", yearly.TEXTS, "small_year")
    with pytest.raises(ActRefused, match="已经签发，不再改动"):
        issue(at(2027, 1, 3))
    with clock.fixed(at(2027, 1, 4)):
        opened(first=[submit(occurred=date(2026, 12, 31))])
        publish_report(actor=who("ben"), unit="liuhe", report="small_year", year=2026, day=clock.today(), place="网站")
    with clock.fixed(at(2027, 1, 5)):
        moved = annual.differing(given, known.just_before(clock.now()))
        assert ("收件", "3", "4") in moved and lines(given.paper) == lines(annual.Issued(row).paper)
        row.refresh_from_db()
        assert (row.published, row.place) == (date(2027, 1, 4), "网站")
        (term,) = annual.terms(given_report(), 2026, row, clock.today())
        assert term.words == "2027-01-04已办" and not term.late
    assert verify_site().ok


def given_report() -> annual.AnnualReport:
    return annual.report_of("small_year")


@pytest.mark.parametrize(
    ("on", "more", "words"),
    [
        (at(2026, 12, 31), {}, "还没有结束，不能签发"),
        (at(2027, 1, 12), {"year": 2028}, "2028年还没有开始"),
        (at(2027, 1, 12), {"year": 2025}, "还没有建立"),
        (at(2027, 1, 12), {"unit": "nowhere"}, "没有这个单位"),
        (at(2027, 1, 12), {"report": "nothing"}, "没有“nothing”这种报告"),
        (at(2027, 1, 12), {"texts": {**yearly.TEXTS, "plan": " "}}, "还有1处没有写：做什么、何时完成"),
        (at(2027, 1, 12), {"texts": {**yearly.TEXTS, "nope": "x"}}, "没有“nope”这一部分"),
        (at(2027, 1, 12), {"texts": {**yearly.TEXTS, "plan": "长" * 10_001}}, "超过10000字"),
        (at(2027, 1, 12), {"texts": {**yearly.TEXTS, "plan": "培训＠人次，完成X件。"}}, "G001"),
        (at(2027, 1, 12), {"texts": {**yearly.TEXTS, "plan": "48件中56件办结，占95%，即56件占48件的95%。"}}, None),
        (at(2027, 1, 12), {"signer": "p-ben"}, "签发人今天不担任"),
        (at(2027, 1, 12), {"seen": "0" * 64}, "看过以后，数或者文字变了"),
        (at(2027, 4, 2), {}, "须说明逾期原因"),
    ],
)
def test_what_is_unfinished_wrong_or_not_over_is_refused(
    year: None, on: datetime, more: dict[str, Any], words: str | None
) -> None:
    if words is None:
        assert issue(on, **more)["period"] == "2026"  # what the checker is not certain of holds nothing back
        return
    with pytest.raises(ActRefused, match=words):
        issue(on, **more)
    assert not IssuedForm.objects.exists()


def test_a_late_report_says_why_and_hostile_text_is_text(year: None) -> None:
    texts = {**yearly.TEXTS, "plan": "</w:t><script>alert(1)</script>=1+1\x00\u202e6月底前培训2次。"}
    issue(at(2027, 4, 20), texts=texts, late="机构调整，2027年4月完成交接")
    given = annual.issued(given_report(), liuhe(), 2026)
    assert given is not None and given.late == "机构调整，2027年4月完成交接"
    assert "</w:t><script>alert(1)</script>=1+16月底前培训2次。" in lines(given.paper)


def test_only_who_may_issue_forms_of_the_unit_may(year: None) -> None:
    for login in ("ann", "county", "viewer", "other"):
        with pytest.raises(Denied):
            issue(at(2027, 1, 12), login)
    issue(at(2027, 1, 12), "cai")
    with clock.fixed(at(2027, 1, 13)):
        for login in ("ann", "county"):
            with pytest.raises(Denied):
                publish_report(
                    actor=who(login), unit="liuhe", report="small_year", year=2026, day=clock.today(), place="x"
                )
        with pytest.raises(ActRefused, match="不能早于签发"):
            publish_report(
                actor=who("cai"), unit="liuhe", report="small_year", year=2026, day=date(2027, 1, 1), place="x"
            )


def test_a_unit_without_facts_has_a_report_of_nothing(monkeypatch: pytest.MonkeyPatch, people) -> None:
    yearly.install(monkeypatch)
    with clock.fixed(at(2027, 1, 12)):
        text = lines(draft({}).paper)
        assert "本年没有收件。" in text and "2.本系统没有2025年的记录，不与上年比较。" in text
        with pytest.raises(FazhiError, match="还没有开始"):
            draft({}, 2030)


def run(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "recompute.py")], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout


def rewrite(folder: Path, keep: Callable[[dict[str, str]], bool]) -> None:
    """Leave only some facts in the exported file."""
    file = folder / "facts.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if keep(row))


def test_a_stranger_computes_every_figure_again_and_finds_what_is_missing(year: None, tmp_path: Path) -> None:
    with clock.fixed(at(2027, 1, 12)):
        made = draft(yearly.TEXTS)
        packed = annual_data.whole(liuhe(), made.sheet)
        assert packed == annual_data.whole(liuhe(), made.sheet)
    zipfile.ZipFile(io.BytesIO(packed)).extractall(tmp_path)
    code, told = run(tmp_path)
    assert (code, told) == (0, "复算 10 个数，全部相符\n")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "facts.csv").read_text("utf-8-sig"))))
    gone = rows[0]["matter"]
    rewrite(tmp_path, lambda row: row["matter"] != gone)
    code, told = run(tmp_path)
    assert code == 1 and "收件" in told and "复算为 ('2', '', '')" in told and "5 个不同" in told
    (tmp_path / "facts.csv").unlink()
    assert run(tmp_path)[0] == 2


def command(*words: str) -> int:
    """Run ``fazhi report annual`` on this site."""
    parser = argparse.ArgumentParser()
    _annual.configure(parser)
    return _annual.run(parser.parse_args(["--kind", "small_year", *words]))


def test_the_command_writes_word_data_and_package(year: None, tmp_path: Path, capsys) -> None:
    word, data, texts = tmp_path / "a.docx", tmp_path / "a.zip", tmp_path / "t.json"
    texts.write_text(json.dumps(yearly.TEXTS, ensure_ascii=False), "utf-8")
    with clock.fixed(at(2027, 1, 12)):
        assert command("--unit", "liuhe", "--year", "2026", "-o", str(word)) == 1
        assert "还没有写：履职次数" in capsys.readouterr().out
        found = [one.code for one in check(read(word)).findings if one.severity.value == "error"]
        assert found.count("G001") == 3
        assert command("--unit", "liuhe", "--year", "2026", "--text", str(texts), "-o", str(word)) == 0
        assert [one.code for one in check(read(word)).findings if one.severity.value == "error"] == []
        assert read(word).kind.value == "ar" and "算式：“退回” ÷ “收件”" in read(word).text
        assert command("--unit", "liuhe", "--year", "2026", "-o", str(data)) == 1 and zipfile.is_zipfile(data)
        capsys.readouterr()
        assert command("--unit", "liuhe", "--year", "2026", "--format", "csv") == 1
        assert capsys.readouterr().out.splitlines()[1].startswith("received,收件,period,2026-01-01,2026-12-31,")
        for words, told in (
            (("--unit", "nowhere", "--year", "2026"), "没有编码为“nowhere”的镇"),
            (("--unit", "qinghe", "--year", "2026"), "没有编码为“qinghe”的镇"),
            (("--unit", "liuhe", "--year", "二〇二六"), "不认识的年度"),
            (("--unit", "liuhe", "--year", "2031"), "还没有开始"),
            (("--unit", "liuhe", "--year", "2020"), "还没有建立"),
            (("--unit", "liuhe", "--year", "2026", "-o", "a.pdf"), "不认识的扩展名"),
            (("--unit", "liuhe", "--year", "2026", "--text", str(word)), "不是合格的 JSON"),
        ):
            with pytest.raises(FazhiError, match=told):
                command(*words)
    issue(at(2027, 1, 12))
    with clock.fixed(at(2027, 6, 1)):
        assert command("--unit", "liuhe", "--year", "2026", "--format", "json") == 0
        assert json.loads(capsys.readouterr().out)["issued"] == "2027-01-12"


def check(document: Document) -> Result:
    """Return what the checker says of a file, as the command does."""
    return check_document(document, Settings(today=clock.today()))
