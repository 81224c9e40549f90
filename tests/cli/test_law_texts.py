"""A user's own texts: kept, read in place, searched; and the radar over the packs. All texts here are made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fazhi.cli import main
from fazhi.cli.laws import radar
from fazhi.cli.laws.store import article, place_of, search
from fazhi.kernel.citations import LawRef
from fazhi.kernel.errors import FazhiError
from fazhi.packs.laws import compiled
from fazhi.packs.laws.compiled import load_index

HEAD = "# 甲县示范办法\n\n第一条 为了示范，制定本办法。\n\n第二条 "
OLD = HEAD + "听证应当在五日内提出。\n\n第三条 本办法自2019年1月1日起施行。\n"
NEW = HEAD + "示范者应当公开。\n\n第三条 听证应当在七日内提出。\n\n第四条 本办法自2024年5月1日起施行。\n"
PLAN = "# 甲县示范方案\n\n一、办好听证示范点。\n"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "甲县示范办法(2018-12-01).md").write_text(OLD, encoding="utf-8")
    (folder / "甲县示范办法(2024-05-01).md").write_text(NEW, encoding="utf-8")
    (folder / "甲县示范方案.txt").write_text(PLAN, encoding="utf-8")
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path / "home"))
    assert main(["law", "import", str(folder)]) == 0
    assert "收存 3 件" in capsys.readouterr().out
    return folder


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = main(["law", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_an_article_opens_in_place(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = asked(capsys, "show", "《甲县示范办法》", "第三条")
    assert (code, answer["text"]) == (0, "听证应当在七日内提出。")
    assert article(place_of(), "甲县示范办法", "2", None) is not None


def test_a_county_s_own_regulation_is_known_after_import(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    compiled._joined.cache_clear()
    try:
        code, answer = asked(capsys, "status", "甲县示范办法", "--article", "3", "--as-of", "2024-06-01")
        assert (code, answer["status"], answer["articles"]) == (0, "in_force", 4)
        quoted = ("--quoted", "听证应当在五日内提出", "--as-of", "2024-06-01")
        code, answer = asked(capsys, "status", "甲县示范办法", "--article", "2", *quoted)
        assert (answer["status"], answer["new_article"]) == ("amended_renumbered", 3)
        assert compiled.load_index().find("民法典") is not None
        (kept / "乙县示范规定(2025-01-01).md").write_text("# 乙县示范规定\n\n第一条 试。\n", encoding="utf-8")
        (kept / "甲县示范方案.txt").unlink()
        assert main(["law", "import", str(kept)]) == 0
        assert "3 件已编入" in capsys.readouterr().out, "what was imported before stays"
    finally:
        compiled._joined.cache_clear()


def test_an_import_never_changes_what_the_shipped_catalogue_says(kept: Path) -> None:
    fake = (
        "# 中华人民共和国民法典\n\n第一条 假的。\n\n第二条 本法自2030年1月1日起施行。《中华人民共和国刑法》同时废止。\n"
    )
    (kept / "民法典(2029-01-01).md").write_text(fake, encoding="utf-8")
    assert main(["law", "import", str(kept)]) == 0
    compiled._joined.cache_clear()
    try:
        index = compiled.load_index()
        for title in ("民法典", "刑法"):
            entry, shipped = index.find(title), compiled.read_index(compiled.HERE).find(title)
            assert entry is not None and entry == shipped
    finally:
        compiled._joined.cache_clear()


def test_words_are_found_in_the_newest_text_only(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = asked(capsys, "search", "听证")
    assert code == 0
    found = {(row["title"], row["article"]) for row in answer["found"]}  # type: ignore[attr-defined]
    assert found == {("甲县示范办法", "3"), ("甲县示范方案", None)}
    assert asked(capsys, "search", "听证", "七日")[1]["found"][0]["excerpt"] == "听证应当在七日内提出。"  # type: ignore[index]
    assert main(["law", "search", "听证五日"]) == 1


def test_one_character_is_found_too(kept: Path) -> None:
    assert {found.place for found in search(place_of(), "听", title="甲县示范办法")} == {"3"}


def test_a_second_import_takes_the_place_of_the_first(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kept / "甲县示范办法(2024-05-01).md").write_text(NEW.replace("七日", "十日"), encoding="utf-8")
    assert main(["law", "import", str(kept)]) == 0
    assert "现有 3 件" in capsys.readouterr().out
    assert search(place_of(), "七日") == []
    assert [found.place for found in search(place_of(), "十日")] == ["3"]


def test_a_folder_with_one_bad_file_changes_nothing(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kept / "坏(2024-05-01).md").write_bytes(b"\xff\xfe bad")
    assert main(["law", "import", str(kept)]) == 2
    assert "不是 UTF-8" in capsys.readouterr().err
    assert len(search(place_of(), "听证")) == 2


def test_another_edition_s_words_never_pass_for_the_one_asked_for(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (kept / "中华人民共和国行政处罚法(2021-01-22).md").write_text(
        "# 中华人民共和国行政处罚法\n\n第一条 试。\n", encoding="utf-8"
    )
    assert main(["law", "import", str(kept)]) == 0
    capsys.readouterr()
    code, answer = asked(capsys, "show", "行政处罚法", "1", "--as-of", "2022-01-01")
    assert (code, answer["text"]) == (0, "试。")
    code, answer = asked(capsys, "show", "行政处罚法", "1", "--as-of", "2020-01-01")
    assert (code, answer["text"]) == (1, None)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 40, b""])
def test_a_broken_store_is_named(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path))
    (tmp_path / "laws.sqlite").write_bytes(content)
    assert main(["law", "search", "听证"]) == 2
    said = capsys.readouterr().err
    assert "全文库打不开" in said and "laws.sqlite" in said and "Traceback" not in said


def test_without_texts_it_says_how_to_keep_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path / "none"))
    assert main(["law", "search", "听证"]) == 2
    assert "fazhi law import" in capsys.readouterr().err
    assert main(["law", "show", "行政处罚法", "44"]) == 1
    assert "fazhi law import" in capsys.readouterr().out
    assert not (tmp_path / "none").exists(), "looking must not make a folder"
    with pytest.raises(FazhiError, match="没有可查"):
        search(place_of(), "，。")


# ---- the radar ------------------------------------------------------------------------------------------------------


def test_the_radar_finds_what_rests_on_a_law(capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = asked(capsys, "radar", "重大行政决策程序暂行条例", "--article", "25", "--as-of", "2026-11-01")
    places: list[dict[str, object]] = answer["places"]  # type: ignore[assignment]
    assert code == 1
    assert {place["kind"] for place in places} >= {"规程"}
    assert all(place["article"] == 25 and place["state"] == "" for place in places)
    assert any(str(place["where"]).startswith("legality_review/") and place["sentence"] for place in places)


def test_the_radar_sees_the_imported_texts_of_the_place(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = "# 乙县示范规定\n\n第一条 试。\n\n第二条 依照《中华人民共和国信访工作条例》第二十二条办理。其他另定。\n"
    (kept / "乙县示范规定(2025-01-01).md").write_text(own, encoding="utf-8")
    assert main(["law", "import", str(kept)]) == 0
    capsys.readouterr()
    code, answer = asked(capsys, "radar", "信访工作条例", "--article", "22", "--as-of", "2026-11-01")
    places = [place for place in answer["places"] if place["kind"] == "收存"]  # type: ignore[attr-defined]
    assert code == 1
    assert [(place["where"], place["sentence"]) for place in places] == [
        ("《乙县示范规定》第二条", "依照《中华人民共和国信访工作条例》第二十二条办理")
    ]


def test_the_radar_says_what_became_of_an_old_article(monkeypatch: pytest.MonkeyPatch) -> None:
    place = radar.Place(
        kind="规程", where="x/y", ref=LawRef(title="行政处罚法", version="2017", article=31), sentence=""
    )
    judged = radar._judge(place, load_index(), radar.day_of("2026-11-01"))
    assert judged.moved == "44" and "2021" in judged.state
    gone = radar.Place(kind="规则", where="L001", ref=LawRef(title="信访条例", version="2005"), sentence="")
    assert "已失效" in radar._judge(gone, load_index(), radar.day_of("2026-11-01")).state


def test_no_pack_rests_on_what_is_no_longer_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    _, answer = asked(capsys, "radar", "--as-of", "2026-11-01")
    procedures = [place for place in answer["places"] if place["kind"] in ("规程", "文书")]  # type: ignore[attr-defined]
    assert procedures == []


def test_the_radar_refuses_an_unknown_law(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "radar", "并无此法"]) == 2
    assert "目录中没有" in capsys.readouterr().err
