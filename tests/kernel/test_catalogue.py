"""The catalogue: what it resolves, which version applies on a day, and what the check of bases names."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.kernel.citations import Basis, Catalogue, Force, Mark, check_bases, parse_ref
from fazhi.kernel.errors import CitationError, PackError

PLAN = {
    "title": "中华人民共和国柳河法",
    "short": ["柳法"],
    "kind": "法律",
    "issuer": "全国人民代表大会常务委员会",
    "versions": [
        {"id": "2010", "adopted": date(2010, 3, 1), "effective": date(2010, 7, 1), "articles": 40, "mark": "✔"},
        {
            "id": "2020",
            "adopted": date(2020, 3, 1),
            "effective": date(2020, 7, 1),
            "articles": 120,
            "inserted": ["17_1"],
            "mark": "✔",
        },
    ],
}
OLD = {
    "title": "柳河暂行条例",
    "kind": "行政法规",
    "issuer": "国务院",
    "repealed": date(2020, 7, 1),
    "successor": "中华人民共和国柳河法",
    "versions": [
        {"id": "2001", "adopted": date(2001, 1, 1), "effective": date(2001, 2, 1), "articles": 9, "mark": "✔"}
    ],
}
NOTICE = {
    "title": "关于柳河的通知",
    "kind": "国务院文件",
    "issuer": "国务院办公厅",
    "versions": [{"id": "2018", "mark": "◇"}],
}
SEEN = {
    "title": "柳河实施办法",
    "kind": "部门规章",
    "issuer": "水利部",
    "versions": [{"id": "2019", "articles": 12, "mark": "◇"}],
}


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue.from_dicts((f"柳河.toml 第 {n} 件", table) for n, table in enumerate((PLAN, OLD, NOTICE, SEEN), 1))


def law(ref: str, *, force: str = "must", mark: str = "✔", text: str | None = None) -> Basis:
    return Basis(id="b", ref=parse_ref(ref), text=text, force=Force(force), mark=Mark(mark))


def test_an_instrument_answers_to_each_of_its_names(catalogue: Catalogue) -> None:
    found = [catalogue.find(name) for name in ("中华人民共和国柳河法", "柳河法", "柳法")]
    assert found[0] is not None and found[0] is found[1] is found[2]
    assert catalogue.find("沙河法") is None


def test_resolving_gives_the_full_title_and_the_newest_version(catalogue: Catalogue) -> None:
    assert str(catalogue.resolve(parse_ref("柳法:17.2")).ref) == "中华人民共和国柳河法@2020:17.2"


@pytest.mark.parametrize(
    ("on", "version"),
    [("2010-06-30", None), ("2010-07-01", "2010"), ("2020-06-30", "2010"), ("2020-07-01", "2020")],
)
def test_the_version_in_force_changes_on_the_day(catalogue: Catalogue, on: str, version: str | None) -> None:
    found = catalogue.in_force("柳法", date.fromisoformat(on))
    assert (found.id if found else None) == version


def test_a_repealed_instrument_is_in_force_until_the_day_before(catalogue: Catalogue) -> None:
    assert catalogue.in_force("柳河暂行条例", date(2020, 6, 30)) is not None
    assert catalogue.in_force("柳河暂行条例", date(2020, 7, 1)) is None


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("沙河法@2020:1", "unknown_title"),
        ("柳法@2015:1", "unknown_version"),
        ("柳法@2020:121", "article_out_of_range"),
        ("柳法@2010:41", "article_out_of_range"),
        ("柳法@2020:17_2", "article_out_of_range"),
        ("柳法@2020:18_1", "article_out_of_range"),
        ("柳河实施办法@2019:13", "article_out_of_range"),
    ],
)
def test_what_is_not_in_the_catalogue_does_not_resolve(catalogue: Catalogue, ref: str, code: str) -> None:
    with pytest.raises(CitationError) as refusal:
        catalogue.resolve(parse_ref(ref))
    assert refusal.value.code == code


@pytest.mark.parametrize("ref", ["柳法@2020:120", "柳法@2010:40", "柳法@2020:17_1.2"])
def test_the_last_and_an_inserted_article_resolve(catalogue: Catalogue, ref: str) -> None:
    assert catalogue.resolve(parse_ref(ref)).certain


def version(**changes: object) -> dict[str, object]:
    table = {"id": "2020", "adopted": date(2020, 3, 1), "effective": date(2020, 7, 1), "articles": 9, "mark": "✔"}
    return {key: value for key, value in (table | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"titel": "x"}, "titel"),
        ({"title": None}, "title"),
        ({"kind": "文件"}, "kind"),
        ({"short": "柳法"}, "short"),
        ({"issuer": ""}, "issuer"),
        ({"versions": []}, "versions"),
        ({"versions": [version(articels=3)]}, "articels"),
        ({"versions": [version(), version()]}, "重复"),
        (
            {"versions": [version(), version(id="2019", adopted=date(2019, 1, 1), effective=date(2019, 2, 1))]},
            "从旧到新",
        ),
        ({"versions": [version(effective=date(2020, 2, 1))]}, "早于"),
        ({"versions": [version(id="2019")]}, "不一致"),
        ({"versions": [version(id="20")]}, "id"),
        ({"versions": [version(articles=None)]}, "✔"),
        ({"versions": [version(articles=True)]}, "articles"),
        ({"versions": [version(effective=None)]}, "✔"),
        ({"versions": [version(adopted="2020-03-01")]}, "adopted"),
        ({"versions": [version(mark="?")]}, "mark"),
        ({"versions": [version(inserted=["17之1"])]}, "120_1"),
        ({"versions": [version(mark="◇", effective=None), version(id="2021", adopted=None, mark="◇")]}, "施行日"),
        ({"repealed": date(2020, 7, 1)}, "失效日"),
        ({"successor": "柳河暂行条例"}, "失效日"),
        ({"repealed": date(2021, 7, 1), "successor": "沙河法"}, "沙河法"),
        ({"short": ["柳河暂行条例"]}, "两件"),
    ],
)
def test_a_malformed_instrument_is_refused_by_key(changes: dict[str, object], says: str) -> None:
    table: dict[str, object] = {"title": "新柳河法", "kind": "法律", "issuer": "某某", "versions": [version()]}
    table = {key: value for key, value in (table | changes).items() if value is not None}
    with pytest.raises(PackError) as refusal:
        Catalogue.from_dicts([("a.toml 第 1 件", PLAN), ("a.toml 第 2 件", OLD), ("a.toml 第 3 件", table)])
    assert says in str(refusal.value)


# The check of bases


@pytest.mark.parametrize(
    ("basis", "code"),
    [
        (law("沙河法@2020:1"), "unknown_title"),
        (law("柳法:1"), "version_missing"),
        (law("柳法@2015:1"), "unknown_version"),
        (law("柳法@2020:121"), "article_out_of_range"),
        (law("柳法@2020:121", mark="▲"), "article_out_of_range"),
        (law("关于柳河的通知@2018:3", force="policy"), "article_not_verifiable"),
        (law("柳河实施办法@2019:3"), "article_not_verifiable"),
        (law("柳法@2020:3", force="local"), "law_as_local"),
        (law("柳法@2010:3"), "version_repealed"),
        (law("柳河暂行条例@2001:3"), "version_repealed"),
    ],
)
def test_a_bad_basis_is_named(catalogue: Catalogue, basis: Basis, code: str) -> None:
    problems = check_bases({"b": basis}, catalogue, on=date(2026, 11, 1))
    assert [(problem.basis, problem.code) for problem in problems] == [("b", code)]
    assert problems[0].hint


@pytest.mark.parametrize(
    "basis",
    [
        law("柳法@2020:120.3"),
        law("柳法@2020:1", force="ref"),
        law("关于柳河的通知@2018:3", force="policy", mark="▲"),
        law("关于柳河的通知@2018", force="policy", mark="◇"),
        law("柳河实施办法@2019:3", force="policy", mark="◇"),
        Basis(id="b", force=Force.LOCAL, mark=Mark.SEED),
    ],
)
def test_a_good_basis_passes(catalogue: Catalogue, basis: Basis) -> None:
    assert check_bases({"b": basis}, catalogue, on=date(2026, 11, 1)) == []


def test_a_version_is_judged_by_the_day_of_the_pack(catalogue: Catalogue) -> None:
    bases = {"old": law("柳法@2010:3"), "new": law("柳法@2020:3")}
    assert check_bases(bases, catalogue) == []
    assert [p.basis for p in check_bases(bases, catalogue, on=date(2020, 6, 30))] == ["new"]
    assert [p.basis for p in check_bases(bases, catalogue, on=date(2020, 7, 1))] == ["old"]


def test_a_repealed_basis_says_what_took_its_place(catalogue: Catalogue) -> None:
    bases = {"amended": law("柳法@2010:3"), "replaced": law("柳河暂行条例@2001:3")}
    hints = [problem.hint for problem in check_bases(bases, catalogue, on=date(2026, 1, 1))]
    assert "2020 年版本" in hints[0] and "《中华人民共和国柳河法》" in hints[1]
