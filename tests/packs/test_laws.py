"""The shipped catalogue: it loads, is sound, and agrees with the texts of the laws where they are at hand."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from fazhi.kernel.citations import (
    Basis,
    Force,
    Instrument,
    Kind,
    Mark,
    Version,
    check_bases,
    number_from_cn,
    parse_ref,
)
from fazhi.kernel.errors import PackError
from fazhi.packs import laws

EVERY_VERSION = [(instrument, version) for instrument in laws.load() for version in instrument.versions]
HEADING = re.compile(r"^[#*\s　]*第([一二三四五六七八九十百千零]+)条", re.MULTILINE)


def texts() -> dict[tuple[str, str], str]:
    """Return the texts by (title without 中华人民共和国, date in the file name); empty when there are none."""
    given = os.environ.get("FAZHI_TEXTS")
    folder = Path(given) if given else Path(__file__).parents[3] / "shared"
    files = (folder / "laws" if (folder / "laws").is_dir() else folder).glob("*/*.md")
    found = {}
    for path in files:
        named = re.fullmatch(r"(.+)\(([0-9-]{10})\)", path.stem)
        if named:
            found[named[1].replace("中华人民共和国", ""), named[2]] = path.read_text(encoding="utf-8")
    return found


TEXTS = texts()


READ = [(instrument, version) for instrument, version in EVERY_VERSION if version.mark is Mark.READ]
needs_texts = pytest.mark.skipif(not TEXTS, reason=f"没有法律文本（FAZHI_TEXTS），{len(READ)} 个版本未与原文核对")


def text_of(instrument: Instrument, version: Version) -> str:
    return TEXTS[instrument.title.replace("中华人民共和国", ""), str(version.adopted)]


@needs_texts
def test_the_number_of_articles_is_that_of_the_text() -> None:
    wrong = {}
    for instrument, version in READ:
        highest = max(number_from_cn(heading) for heading in HEADING.findall(text_of(instrument, version)))
        if version.articles != highest:
            wrong[instrument.title, version.id] = highest
    assert wrong == {}


@needs_texts
def test_a_verified_effective_date_stands_in_the_text() -> None:
    wrong = []
    for instrument, version in READ:
        text, day = text_of(instrument, version), version.effective
        if version.effective_mark is not Mark.READ or day is None:
            continue
        written = f"{day.year}年{day.month}月{day.day}日"
        said = re.search(rf"自{written}起施行|^{written}\s*施行", text, re.MULTILINE)
        if not said and not (day == version.adopted and "自公布之日起施行" in text):
            wrong.append((instrument.title, version.id))
    assert wrong == []


@needs_texts
def test_a_law_names_the_body_that_passed_it() -> None:
    wrong = []
    for instrument, version in READ:
        passed = re.search(r"届(全国人民代表大会(?:常务委员会)?)第\w+次会议(?:修订)?通过", text_of(instrument, version))
        if instrument.kind is Kind.LAW and (passed is None or passed[1] != instrument.issuer):
            wrong.append(instrument.title)
    assert wrong == []


@needs_texts
def test_the_number_of_the_order_stands_in_a_text_of_the_regulation() -> None:
    wrong = []
    for instrument, version in READ:
        # One copy of a text may lack its heading; a later version then names the order of the earlier one.
        together = "".join(text_of(*pair) for pair in READ if pair[0] is instrument)
        if instrument.kind is Kind.ADMINISTRATIVE_REGULATION and (version.number or "") not in together:
            wrong.append((instrument.title, version.id))
    assert wrong == []


@needs_texts
def test_what_a_law_says_it_repeals_is_repealed_in_the_catalogue() -> None:
    catalogue = laws.load()
    wrong = []
    for instrument, version in EVERY_VERSION:
        text = TEXTS.get((instrument.title.replace("中华人民共和国", ""), str(version.adopted)), "")
        for sentence in re.findall(r"[^。\n]*同时废止", text):
            for title in re.findall(r"《([^《》]+)》", sentence):
                ended = catalogue.find(title)
                if ended and ended.title != instrument.title and ended.repealed is None:
                    wrong.append(f"{instrument.title} → {ended.title}")
    assert wrong == []


def test_what_was_not_compared_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    compared = len(READ) if TEXTS else 0
    with capsys.disabled():
        print(f"\n法规目录：{len(EVERY_VERSION)} 个版本，{len(EVERY_VERSION) - compared} 个未与原文核对")
    assert len(READ) > len(EVERY_VERSION) * 3 / 4


@pytest.mark.parametrize(
    ("name", "on", "version"),
    [
        ("重大行政决策程序暂行条例", "2026-11-01", "2019"),
        ("村民委员会组织法", "2025-12-31", "2018"),
        ("村民委员会组织法", "2026-01-01", "2025"),
        ("仲裁法", "2026-03-01", "2025"),
        ("环境影响评价法", "2026-08-14", "2018"),
        ("环境影响评价法", "2026-08-15", None),
        ("信访条例", "2022-05-01", None),
        ("行政复议法", "2023-12-31", "2017"),
        ("政府信息公开条例", "2019-05-14", None),
    ],
)
def test_the_version_in_force_on_a_day(name: str, on: str, version: str | None) -> None:
    found = laws.load().in_force(name, date.fromisoformat(on))
    assert (found.id if found else None) == version


@pytest.mark.parametrize(
    ("ref", "mark", "code"),
    [
        ("重大行政决策条例@2019:25", "✔", "unknown_title"),
        ("重大行政决策程序暂行条例@2018:25", "✔", "unknown_version"),
        ("重大行政决策程序暂行条例@2019:45", "✔", "article_out_of_range"),
        ("法治政府建设与责任落实督察工作规定@2019:24", "✔", "article_not_verifiable"),
        ("环境影响评价法@2018:3", "✔", "version_repealed"),
        ("保障中小企业款项支付条例@2020:8", "✔", "version_repealed"),
    ],
)
def test_a_bad_basis_fails_against_the_shipped_catalogue(ref: str, mark: str, code: str) -> None:
    basis = Basis(id="b", ref=parse_ref(ref), force=Force.MUST, mark=Mark(mark))
    assert [p.code for p in check_bases({"b": basis}, laws.load(), on=date(2026, 11, 21))] == [code]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("instrument = [", "不是合格的 TOML"),
        ("[[law]]\ntitle = 'x'", "law"),
        ("[instrument]\ntitle = 'x'", "instrument"),
        ("[[instrument]]\ntitle = 'x'\nkind = '法律'\nissuer = 'y'\nname = 'z'", "name"),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, file: str, says: str) -> None:
    (tmp_path / "broken.toml").write_text(file, encoding="utf-8")
    with pytest.raises(PackError) as refusal:
        laws.load_folder(tmp_path)
    assert "broken.toml" in str(refusal.value) and says in str(refusal.value)


def test_the_catalogue_is_read_once() -> None:
    assert laws.load() is laws.load()
