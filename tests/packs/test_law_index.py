"""The compiled catalogue: made from what it says, quick, and true to the texts where they are at hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from fazhi.cli.laws.build import catalogue_file, from_texts
from fazhi.cli.laws.inside import inside
from fazhi.kernel.citations.lawtext import read_law
from fazhi.kernel.citations.misquote import clause_not_there, figure_not_there, figures_apart, misquoted
from fazhi.kernel.citations.names import name_key
from fazhi.kernel.lint import Document
from fazhi.kernel.lint.validity import Status, verdict
from fazhi.packs import laws
from fazhi.packs.checker import citations_of
from fazhi.packs.laws import compiled

MEGABYTE = 900_000
INDEX = compiled.load_index()


def texts() -> Path | None:
    given = os.environ.get("FAZHI_TEXTS")
    folder = Path(given) if given else Path(__file__).parents[3] / "shared"
    folder = folder / "laws" if (folder / "laws").is_dir() else folder
    return folder if (folder / "statutes").is_dir() else None


FOLDER = texts()


@pytest.mark.skipif(FOLDER is None, reason=f"没有法律文本（FAZHI_TEXTS），{len(INDEX)} 件法规未与原文重建比较")
def test_the_committed_files_are_what_the_texts_give() -> None:
    assert FOLDER is not None
    files, _ = from_texts(FOLDER)
    assert [name for name, content in files.items() if (compiled.HERE / name).read_bytes() != content] == []


def test_the_catalogue_is_the_facts_with_the_hand_written_over_them() -> None:
    ready, contradictions = catalogue_file((compiled.HERE / compiled.FACTS).read_bytes())
    assert contradictions == [], "settle it by the text of the law"
    assert (compiled.HERE / compiled.CATALOGUE).read_bytes() == ready, "run: fazhi law index"


def test_a_contradiction_is_seen() -> None:
    facts = json.loads((compiled.HERE / compiled.FACTS).read_bytes())
    row = next(row for row in facts["rows"] if row[0] == "中华人民共和国行政处罚法")
    row[6][-1][2] += 1
    _, contradictions = catalogue_file(json.dumps(facts).encode())
    assert [(item.title, item.fact) for item in contradictions] == [("中华人民共和国行政处罚法", "条数")]


@pytest.mark.skipif(FOLDER is None, reason="没有法律文本（FAZHI_TEXTS），各条的原话未与指纹和数字对照")
def test_no_article_is_misquoted_by_its_own_words() -> None:
    assert FOLDER is not None
    looked_at = 0
    for path in sorted((FOLDER / "statutes").glob("*.md"))[::9]:
        name, _, day = path.stem.rpartition("(")
        entry = INDEX.find(name)
        edition = next((each for each in entry.editions if each.key == day[:-1]), None) if entry else None
        if entry is None or edition is None:
            continue
        for place, words in read_law(path.read_text(encoding="utf-8"), name).articles.items():
            sketch, figures = INDEX.sketches(entry)[edition.key][place], INDEX.figures(entry, edition, place)
            for said in (*words.split("。"), *words.split("；")):
                looked_at += 1
                assert misquoted(said, sketch) is None
                assert figures is not None and figure_not_there(said, sketch, figures) is None
                assert figures_apart(said, sketch, figures) is None and clause_not_there(said, sketch) is None
    assert looked_at > 5000


def test_no_file_of_the_index_is_large() -> None:
    assert {path.name for path in compiled.HERE.iterdir() if path.stat().st_size > MEGABYTE} == set()


def test_no_wording_of_a_law_is_kept() -> None:
    """The longest run of Chinese in the facts is a title or a short remark, not an article."""
    rows = json.loads((compiled.HERE / compiled.CATALOGUE).read_bytes())["rows"]
    titles = {name for row in rows for name in (row[0], row[1], row[2], *row[3], *(edition[6] for edition in row[6]))}
    remarks = {remark for row in rows for remark in (row[5], *(edition[7] for edition in row[6]))}
    assert max(map(len, titles)) < 90 and max(map(len, remarks)) < 90


def test_every_name_of_a_pack_is_found_and_leads_to_the_same_instrument() -> None:
    for instrument in laws.load():
        for name in instrument.names:
            entry = INDEX.find(name)
            assert entry is not None and name_key(entry.title) == name_key(instrument.title), name


def test_every_successor_is_in_the_catalogue() -> None:
    lost = [
        edition.successor
        for entry in INDEX
        for edition in entry.editions
        if edition.successor and INDEX.find(edition.successor) is None
    ]
    assert lost == []


def test_editions_stand_in_order_and_end_after_they_begin() -> None:
    for entry in INDEX:
        starts = [edition.start for edition in entry.editions if edition.start]
        assert starts == sorted(starts), entry.title
        for edition in entry.editions:
            if edition.repealed and edition.start:
                assert edition.start < edition.repealed, entry.title


@pytest.mark.parametrize(
    ("title", "day", "status", "successor"),
    [
        ("环境保护法", "2026-08-14", Status.IN_FORCE, "中华人民共和国生态环境法典"),
        ("环境保护法", "2026-08-15", Status.REPEALED, "中华人民共和国生态环境法典"),
        ("生态环境法典", "2026-08-14", Status.NOT_YET, None),
        ("国家安全法", "2014-10-31", Status.IN_FORCE, "中华人民共和国反间谍法"),
        ("国家安全法", "2015-01-01", Status.REPEALED, "中华人民共和国反间谍法"),
        ("国家安全法", "2015-07-01", Status.IN_FORCE, None),
        ("信访条例", "2022-05-01", Status.REPEALED, "信访工作条例"),
        ("契税暂行条例", "2021-09-01", Status.REPEALED, "中华人民共和国契税法"),
        ("仲裁法", "2026-02-28", Status.IN_FORCE, None),
    ],
)
def test_known_cases(title: str, day: str, status: Status, successor: str | None) -> None:
    said = verdict(INDEX, title, as_of=date.fromisoformat(day))
    assert (said.status, said.successor) == (status, successor)


def test_plans_are_found_without_their_years_and_until_when_texts_were_followed() -> None:
    plan = INDEX.find("法治政府建设实施纲要", date(2018, 1, 1))
    assert plan is not None and plan.title == "法治政府建设实施纲要（2015－2020年）"
    assert INDEX.known_until == date(2026, 7, 1)
    assert INDEX.until["行政法规"] == date(2025, 4, 1)


def test_names_and_editions_load_quickly() -> None:
    code = (
        "import time; from fazhi.packs.laws import compiled; start = time.process_time();"
        "compiled.load_index().find('行政处罚法'); print(time.process_time() - start)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    runs = [
        float(subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ]
    assert min(runs) < 0.06


@pytest.mark.parametrize(
    ("paragraph", "item", "status"),
    [
        (None, 6, Status.IN_FORCE),
        (1, 6, Status.IN_FORCE),
        (2, None, Status.IN_FORCE),
        (3, None, Status.OUT_OF_RANGE),
        (None, 7, Status.OUT_OF_RANGE),
    ],
)
def test_paragraphs_and_items_beyond_an_article_are_told(
    paragraph: int | None, item: int | None, status: Status
) -> None:
    said = verdict(INDEX, "行政处罚法", as_of=date(2024, 1, 1), article=63, paragraph=paragraph, item=item)
    assert said.status is status
    assert status is Status.IN_FORCE or "第六十三条至多" in said.reason


def test_the_most_an_article_can_hold_is_counted() -> None:
    assert inside("第一款。\n有下列情形的：\n（一）甲；\n（二）乙。\n前款第（九）项另有规定。") == (3, 9)
    assert inside("只有一款。") == (1, 0)
    assert inside("下列：\n1．甲；\n2．乙。") == (1, 2)


def test_a_law_of_years_later_is_not_held_against_a_text() -> None:
    words = "按《企业破产法》规定的顺序清偿。"
    for day, status in ((date(1994, 12, 6), "not_checkable"), (date(2006, 12, 6), "not_yet_in_force")):
        assert [each.status for each in citations_of(Document(words, as_of=day), as_of=day)] == [status]


@pytest.mark.parametrize(
    ("words", "day", "status"),
    [
        ("依照《行政处罚法》（2017年修正）第三条、第四条处罚。", "2024-01-01", ["repealed", "repealed"]),
        (
            "依照《行政处罚法（2017年修正）》处罚，依照《行政许可法》第三条许可。",
            "2024-01-01",
            ["repealed", "in_force"],
        ),
        ("依照行政处罚法（2018版）第三条处罚。", "2024-01-01", ["repealed"]),
        ("依照《行政处罚法》（2017年修正）第三条处罚。", "2019-01-01", ["in_force"]),
        ("依照《行政处罚法》（2021年修订）第八十六条处罚。", "2024-01-01", ["in_force"]),
        ("依照《行政处罚法》（2021年修订）第三条处罚。", "2021-03-01", ["not_yet_in_force"]),
        ("依照《行政处罚法》（1996年3月17日通过）第三条处罚。", "2024-01-01", ["in_force"]),
        ("依照《劳动合同法》（2007）第三条处理。", "2024-01-01", ["in_force"]),
        ("依照《国家安全法》（1993版）处理。", "2024-01-01", ["repealed"]),
    ],
)
def test_the_edition_that_is_named_is_judged(words: str, day: str, status: list[str]) -> None:
    found = citations_of(Document(words), as_of=date.fromisoformat(day))
    assert [each.status for each in found] == status


def test_an_edition_replaced_tells_by_what_and_since_when() -> None:
    said = verdict(INDEX, "行政处罚法（2017年修正）", as_of=date(2024, 1, 1), article=3)
    assert (said.successor, said.repealed) == (said.canonical, date(2021, 7, 15)) and "2017年的文本" in said.reason
