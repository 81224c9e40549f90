"""The store of full texts on PostgreSQL finds what the SQLite file finds. All texts here are made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from scripts.with_postgres import server

from fazhi.cli import main
from fazhi.cli.laws import store
from fazhi.cli.laws.folder import read_folder
from fazhi.cli.laws.server import Server
from fazhi.kernel.errors import FazhiError

pytestmark = pytest.mark.postgres

OLD = "# 甲县示范办法\n\n第一条 为了示范，制定本办法。\n\n第二条 听证应当在五日内提出。\n"
NEW = "# 甲县示范办法\n\n第一条 为了示范AI办案。\n\n第二条 处罚，行为人可以听证。\n\n第三条 行政处罚应当公开。\n"
LOOSE = "# 甲县示范方案\n\n" + "一、办好听证示范点。\n" * 400 + "二、最后说明罕见词语。\n"
ASKED = ("听证", "处罚行为", "行政处罚", "公开", "政处罚", "听", "AI", "五日", "示范 公开", "罕见词语", "没有的词")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server]]:
    folder = tmp_path_factory.mktemp("texts")
    for name, text in (
        ("甲县示范办法(2018-12-01).md", OLD),
        ("甲县示范办法(2024-05-01).md", NEW),
        ("甲县示范方案.txt", LOOSE),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    with server() as (address, _restart):
        held = Server(address)
        with pytest.raises(FazhiError, match="还没有收存"):
            store.search(held, "听证")
        assert store.whole(held, "甲县示范办法", None) == [] and store.newest(held) == []
        file = folder / "laws.sqlite"
        for place in (file, held):
            assert len(list(store.keep(place, read_folder(folder)))) == 3
        yield file, held


@pytest.mark.parametrize("words", ASKED)
def test_both_find_the_same_articles(both: tuple[Path, Server], words: str) -> None:
    one, other = ({(each.title, each.place) for each in store.search(place, words)} for place in both)
    assert one == other
    assert bool(one) is (words not in ("处罚行为", "没有的词", "五日", "示范 公开")), one


def test_both_give_the_article_of_the_day_asked_for(both: tuple[Path, Server]) -> None:
    for place in both:
        old = store.article(place, "甲县示范办法", "2", date(2018, 12, 1))
        new = store.article(place, "《甲县示范办法》", "2", None)
        assert old is not None and "五日" in old.words and new is not None and "行为人" in new.words
        assert [each.place for each in store.whole(place, "甲县示范办法", None)] == ["1", "2", "3"]
        assert [(each.title, each.articles) for each in store.newest(place)] == [
            ("甲县示范办法", 3),
            ("甲县示范方案", 0),
        ]
        assert store.count(place) == (3, 6)


def test_a_second_import_takes_the_place_of_the_first(both: tuple[Path, Server], tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    (again / "甲县示范办法(2018-12-01).md").write_text(OLD.replace("五日", "十日"), encoding="utf-8")
    for place in both:
        list(store.keep(place, read_folder(again)))
        assert store.count(place) == (3, 6)
        held = store.article(place, "甲县示范办法", "2", date(2018, 12, 1))
        assert held is not None and "十日" in held.words


def test_the_command_reads_and_writes_the_server_and_hides_its_password(
    both: tuple[Path, Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", both[1].url)
    assert main(["law", "search", "行政处罚"]) == 0
    assert "第三条" in capsys.readouterr().out and not (tmp_path / "home" / "laws.sqlite").exists()
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:secret-word@127.0.0.1:1/none")
    assert main(["law", "search", "行政处罚"]) == 2
    said = capsys.readouterr().err
    assert "全文库打不开" in said and "secret-word" not in said and "Traceback" not in said
    with psycopg.connect(both[1].url) as held:
        assert held.execute("SELECT count(*) FROM fazhi_laws.text").fetchone() == (3,)
