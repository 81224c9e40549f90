"""How often a verdict is right: on labelled questions, and on wording drawn from the texts where they are at hand.

The labels and how they were made: ``law_questions.md``. Run with ``-s`` to see the figures.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fazhi.kernel.citations.names import name_key
from fazhi.kernel.lint.citations import extract, judged, names_of
from fazhi.kernel.lint.validity import verdict
from fazhi.packs.laws import compiled

ENOUGH = 0.97
INDEX = compiled.load_index()
LABELS = [json.loads(line) for line in (Path(__file__).parent / "law_questions.jsonl").read_text("utf-8").splitlines()]
HEADING = re.compile(r"\*{0,2}第([一二三四五六七八九十百千零〇]+)条\*{0,2}[ 　]")
DAY = date(2027, 2, 1)
_EIGHTH = "中央宣传部、司法部关于开展法治宣传教育的第八个五年规划（2021－2025年）"


def wrong_one(question: dict[str, Any]) -> str | None:
    said = verdict(
        INDEX,
        question["title"],
        article=question.get("article"),
        quoted=question.get("quoted"),
        as_of=date.fromisoformat(question["as_of"]),
    )
    successor = question.get("successor")
    if said.status == question["status"] and (not successor or name_key(said.successor or "") == name_key(successor)):
        return None
    return (
        f"{question['id']} 《{question['title']}》 {question.get('article')}: {question['status']}, said {said.status}"
    )


def test_labelled_questions_are_answered_rightly(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = [said for question in LABELS if (said := wrong_one(question))]
    share = 1 - len(wrong) / len(LABELS)
    with capsys.disabled():
        print(f"\n效力判断：{len(LABELS)} 题，{share:.1%} 正确，错 {wrong}")
    assert share >= ENOUGH, wrong


@pytest.mark.parametrize(
    ("title", "on", "status", "canonical"),
    [
        ("八五普法规划（2021—2025年）", date(2026, 2, 27), "repealed", _EIGHTH),
        ("八五普法规划（2021—2025年）", date(2025, 2, 27), "in_force", _EIGHTH),
        ("八五普法规划（2016—2020年）", date(2025, 2, 27), "repealed", None),
        ("柳湾镇茶产业发展规划（2016—2020年）", date(2021, 1, 1), "repealed", None),
        ("柳湾镇茶产业发展规划（2016—2020年）", date(2020, 12, 31), "unknown_title", None),
        ("柳湾镇人口统计表（2016—2020年）", date(2025, 1, 1), "unknown_title", None),
    ],
    ids=["short name, own years", "while it runs", "other years", "unknown plan, over", "its last day", "no plan"],
)  # fmt: skip
def test_a_plan_ends_with_the_years_it_names(title: str, on: date, status: str, canonical: str | None) -> None:
    said = verdict(INDEX, title, as_of=on)
    assert (said.status, said.canonical) == (status, canonical)


def test_the_labels_hold_every_status_and_both_answers_for_repealed_laws() -> None:
    counts = Counter(question["status"] for question in LABELS)
    assert len(LABELS) > 500 and min(counts.values()) >= 5
    assert set(counts) >= {"in_force", "repealed", "not_yet_in_force", "article_out_of_range", "unknown_title"}


# ---- wording, where the texts are at hand ---------------------------------------------------------------------------


def folder() -> Path | None:
    given = os.environ.get("FAZHI_TEXTS")
    found = Path(given) if given else Path(__file__).parents[3] / "shared"
    found = found / "laws" if (found / "laws").is_dir() else found
    return found if (found / "statutes").is_dir() else None


FOLDER = folder()


@cache
def articles(path: Path) -> dict[int, str] | None:
    """Return the articles of a text by a reader of this test's own; ``None`` where they are not 1, 2, 3 …"""
    found: dict[int, str] = {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        if HEADING.match(line):
            found[len(found) + 1] = HEADING.sub("", line)
        elif found and line.strip() and not line.startswith(("#", "第")):
            found[len(found)] += line.strip()
    headings = len(re.findall(r"(?m)^\*{0,2}第[一二三四五六七八九十百千零〇]+条", path.read_text(encoding="utf-8")))
    return found if len(found) == headings and len(found) > 7 else None


def bare(words: str) -> str:
    return re.sub(r"[\s，。、；：（）()“”《》〈〉]", "", words)


def where(found: dict[int, str], words: str) -> list[int]:
    return [number for number, article in found.items() if bare(words) in bare(article)]


def clause(chance: random.Random, words: str) -> str:
    parts = [part for part in re.split(r"(?<=[，。；：])", words) if part]
    at, said, length = chance.randrange(len(parts)), "", chance.choice([14, 22, 40, 70])
    while at < len(parts) and len(said) < length:
        said, at = said + parts[at], at + 1
    return said.strip("，。；：")


def texts() -> dict[str, list[Path]]:
    """Return the texts by bare title, oldest first, of titles that the catalogue holds in force on ``DAY``."""
    assert FOLDER is not None
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(FOLDER.glob("*/*.md")):
        named = re.match(r"(?:中华人民共和国)?(.+)\((\d{4}-\d\d-\d\d)\)", path.stem)
        if named and verdict(INDEX, named[1], as_of=DAY).status == "in_force":
            found.setdefault(named[1], {})[named[2]] = path
    return {title: [days[day] for day in sorted(days)] for title, days in sorted(found.items())}


def drawn(chance: random.Random, wanted: int) -> list[dict[str, Any]]:
    """Return questions: wording at its article, at another one, and wording of an earlier text at its old number."""
    laws, made = texts(), []
    changed = [title for title, paths in laws.items() if len(paths) > 1]
    while len(made) < wanted:
        moved = len(made) % 3 == 0
        title = chance.choice(changed if moved else list(laws))
        now = articles(laws[title][-1])
        source = articles(laws[title][-2]) if moved else now
        if not now or not source:
            continue
        own = chance.choice(list(source))
        quoted = clause(chance, source[own])
        places = where(now, quoted)
        if len(bare(quoted)) < 12 or not places:
            continue
        number = own if moved or chance.random() < 0.5 else chance.choice(list(now))
        before = any(number in where(old, quoted) for path in laws[title][:-1] if (old := articles(path)))
        status = "in_force" if number in places else "amended_renumbered" if before else "subject_mismatch"
        if number in now:
            made.append({"id": len(made), "title": title, "article": number, "quoted": quoted, "status": status})
    return [{**question, "as_of": str(DAY)} for question in made]


@pytest.mark.skipif(FOLDER is None, reason="没有法律文本（FAZHI_TEXTS），600 处引文未核对")
@pytest.mark.parametrize("seed", [11, 12])
def test_wording_is_placed_rightly(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    questions = drawn(random.Random(seed), 300)
    wrong = [said for question in questions if (said := wrong_one(question))]
    counts = Counter(question["status"] for question in questions)
    with capsys.disabled():
        print(f"\n引文：{len(questions)} 处（{dict(counts)}），{1 - len(wrong) / len(questions):.1%} 正确，错 {wrong}")
    assert min(counts.values()) >= 20 and len(counts) == 3
    assert 1 - len(wrong) / len(questions) >= ENOUGH, wrong


@pytest.mark.skipif(FOLDER is None, reason="没有法律文本（FAZHI_TEXTS），法律法规中的引用未逐件核对")
def test_laws_on_their_own_day_yield_almost_no_verdict_against_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert FOLDER is not None
    names, against, judged_at_all = names_of(INDEX), [], 0
    for path in sorted((*FOLDER.glob("statutes/*.md"), *FOLDER.glob("regulations/*.md"))):
        named = re.fullmatch(r"(.+)\((\d{4}-\d\d-\d\d)\)", path.stem)
        if named is None:
            continue
        adopted = date.fromisoformat(named[2])
        entry = INDEX.find(named[1])
        own = [edition.effective for edition in entry.editions if edition.adopted == adopted] if entry else []
        text = path.read_text(encoding="utf-8")
        for citation in judged(extract(text, names), text, INDEX, max([adopted, *(day for day in own if day)])):
            judged_at_all += citation.status != "not_checkable"
            if citation.status not in ("in_force", "not_checkable", "unknown_title"):
                against.append(f"{path.stem}: {citation.raw} {citation.status}")
    with capsys.disabled():
        print(f"\n法律法规按自己的施行日：{judged_at_all} 处有结论，{len(against)} 处不是有效")
    assert judged_at_all > 2000 and len(against) < 30, against
