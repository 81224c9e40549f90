"""What changed in a law, from the catalogue alone: revised, repealed, imported; no article without both texts."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.cli.laws.changes import Change, KeptText, Kind, affects, all_changes, changes_of, kept_changes, said_of
from fazhi.packs.laws.compiled import load_index

BEFORE, AFTER = date(2025, 6, 1), date(2026, 3, 2)


def change(title: str, day: str) -> Change:
    entry = load_index().find(title)
    assert entry is not None
    return next(each for each in changes_of(entry) if each.day == date.fromisoformat(day))


def test_a_revision_says_what_became_of_the_article_that_was_cited() -> None:
    revised = change("仲裁法", "2026-03-01")
    assert revised.kind is Kind.REVISED and revised.id == "仲裁法@2026-03-01"
    assert said_of(revised, 16, written=BEFORE).endswith("这一条现为第二十七条")
    assert said_of(revised, 1, written=BEFORE).endswith("条号未变，请核对内容")
    assert said_of(revised, None, written=BEFORE).endswith("引用没有写条号，请核对内容")
    assert revised.moves is not None
    gone = next(place for place, became in revised.moves.items() if became == "")
    assert said_of(revised, int(gone), written=BEFORE).endswith("新文本中没有这一条的内容")


def test_a_citation_of_a_still_earlier_wording_is_given_no_article() -> None:
    revised = change("仲裁法", "2026-03-01")
    assert "更早的文本" in said_of(revised, 16, written=date(2016, 1, 1))
    assert "更早的文本" in said_of(revised, 16, version="1994")
    assert "第二十七条" in said_of(revised, 16, version="2017")


def test_without_both_texts_nothing_is_claimed() -> None:
    from dataclasses import replace

    revised = replace(change("仲裁法", "2026-03-01"), moves=None)
    assert said_of(revised, 16, written=BEFORE).endswith("没有两个文本可对照，请查新文本")


def test_a_repeal_names_what_took_its_place() -> None:
    repealed = change("环境保护法", "2026-08-15")
    assert repealed.kind is Kind.REPEALED
    assert said_of(repealed, 5) == "自2026-08-15起失效，由《中华人民共和国生态环境法典》取代"


def test_only_what_was_written_before_is_touched() -> None:
    revised = change("仲裁法", "2026-03-01")
    assert affects(revised, written=BEFORE) and not affects(revised, written=AFTER) and affects(revised, written=None)
    assert affects(revised, written=AFTER, version="2017") and not affects(revised, written=BEFORE, version="2025")


def test_changes_of_a_time_are_listed_newest_first() -> None:
    found = all_changes(load_index(), date(2026, 3, 1), date(2026, 8, 15))
    days = [each.day for each in found]
    assert days == sorted(days, reverse=True) and days[0] == date(2026, 8, 15) and days[-1] == date(2026, 3, 1)
    assert {"中华人民共和国仲裁法", "中华人民共和国环境保护法"} <= {each.title for each in found}


@pytest.mark.parametrize(("adopted", "expected"), [("2030-01-02", 1), ("2025-09-12", 0), ("2017-09-01", 0)])
def test_an_imported_text_is_a_change_only_where_it_is_newer_than_the_catalogue(adopted: str, expected: int) -> None:
    text = KeptText(
        title="仲裁法", adopted=date.fromisoformat(adopted), effective=None, articles=lambda: {"1": "为了演示的一条"}
    )  # fmt: skip
    found = list(kept_changes(load_index(), [text]))
    assert len(found) == expected
    if expected:
        assert found[0].kind is Kind.KEPT and "目录还没有" in found[0].cn
        assert said_of(found[0], 16, written=AFTER).endswith("新文本中没有这一条的内容")


def test_an_imported_text_of_an_unknown_title_changes_nothing() -> None:
    text = KeptText(title="并无此法", adopted=date(2030, 1, 1), effective=None, articles=dict)
    assert list(kept_changes(load_index(), [text])) == []
