"""Whatever is wrong in a pack's file is told with the file and the place in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.kernel.errors import CitationError, PackError
from fazhi.packs import procedures, reading


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "forms"
    made.mkdir()
    monkeypatch.setattr(reading, "files", lambda _: tmp_path)
    return made


def refuse(data: dict[str, object], name: str) -> str:
    if "wrong" in data:
        raise PackError("不合适", where="row[2]", hint="改")
    return name


def test_files_come_by_name_and_others_are_left(folder: Path) -> None:
    for name in ("b.toml", "a.toml", "读我.md"):
        (folder / name).write_text("x = 1", encoding="utf-8")
    assert list(reading.each("forms", refuse)) == [("a.toml", "a"), ("b.toml", "b")]


def test_a_broken_file_and_a_wrong_declaration_name_their_place(folder: Path) -> None:
    (folder / "a.toml").write_text("x = ", encoding="utf-8")
    with pytest.raises(PackError) as broken:
        list(reading.each("forms", refuse))
    assert (broken.value.where, broken.value.hint) == ("forms/a.toml", "按行号改正")
    (folder / "a.toml").write_text("wrong = 1", encoding="utf-8")
    with pytest.raises(PackError) as wrong:
        list(reading.each("forms", refuse))
    assert (wrong.value.where, wrong.value.hint) == ("forms/a.toml row[2]", "改")


def test_a_missing_file_and_an_id_twice(folder: Path) -> None:
    with pytest.raises(PackError, match="缺少文件"):
        reading.text("forms", "c.toml")
    assert not reading.there("forms", "c.toml")
    with pytest.raises(PackError, match="“甲”重复"):
        reading.add({"甲": 1}, {"甲": 2}, "forms/a.toml")


def test_a_basis_that_the_catalogue_does_not_have_is_refused() -> None:
    name, basis = next((name, basis) for name, basis in procedures.get("legality_review").basis.items() if basis.ref)
    reading.check({name: basis}, "forms")
    with pytest.raises(CitationError, match="没有这部法"):
        reading.check({name: replace(basis, ref=replace(basis.ref, title="没有这部法"))}, "forms")
