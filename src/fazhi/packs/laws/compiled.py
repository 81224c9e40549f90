"""The compiled catalogue beside this module: names and editions at once, sketches when a title is asked for.

The files of ``index/`` are made by ``fazhi law index`` and never edited by hand. ``facts.json`` is what the texts say,
``catalogue.json`` the same with the hand-written TOML laid over it; only the second is read here.
"""

from __future__ import annotations

import json
import os
import sys
from array import array
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fazhi.kernel.citations.index import LawIndex
from fazhi.kernel.errors import PackError

if TYPE_CHECKING:
    from fazhi.kernel.citations.topics import About

HERE = Path(__file__).parent / "index"
HAND = Path(__file__).parent / "hand"
CATALOGUE, FACTS, MAPS, TABLE = "catalogue.json", "facts.json", "maps.json", "sketches.json"
INSIDES, FIGURES = "insides.json", "figures.json"
TOPICS = "topics.json"
OWN = "laws-index"


def load_index() -> LawIndex:
    """Return the compiled catalogue: the shipped one, and after it what this site imported. Read once, and again when
    somebody imports.

    What is imported adds titles that the shipped catalogue does not have (local regulations and rules, as a rule); it
    never changes what the shipped one says.
    """
    try:
        held = _own_catalogue(_home()).stat()
    except OSError:
        return shipped()
    return _joined(own_folder(), held.st_mtime_ns, held.st_size)


@cache
def shipped() -> LawIndex:
    """Return the catalogue that ships with the program."""
    return read_index(HERE)


@lru_cache(maxsize=2)
def _joined(own: Path, _changed: int, _size: int) -> LawIndex:
    return shipped().joined(read_index(own))


def own_folder() -> Path:
    """Return where the facts of imported texts lie: ``laws-index`` in ``FAZHI_HOME``, else in ``home`` here."""
    return Path(_home()).expanduser().resolve() / OWN


def _home() -> str:
    return os.environ.get("FAZHI_HOME") or "home"


@lru_cache(maxsize=4)
def _own_catalogue(home: str) -> Path:
    # Asked for with every document: the path is worked out whole only where something was imported.
    return Path(home).expanduser() / OWN / CATALOGUE


def read_index(folder: Path) -> LawIndex:
    """Return the compiled catalogue of a folder; PackError when it is missing or not one."""
    data = read_json(folder / CATALOGUE)
    if not isinstance(data, dict) or data.get("schema") != "fazhi-laws/1":
        raise PackError("不是编译好的法规目录", where=str(folder / CATALOGUE), hint="重新运行 fazhi law index")
    table: dict[str, list[int]] = {}

    def sketches(title: str) -> dict[str, dict[str, array[int]]]:
        if not table:
            table.update(read_json(folder / TABLE))
        place = table.get(title)
        return {} if place is None else _sketches(folder, *place)

    @cache
    def within(name: str) -> dict[str, dict[str, str]]:
        path = folder / name
        return read_json(path) if path.is_file() else {}

    return LawIndex(
        data["rows"],
        data["names"],
        families=data["families"],
        sketches=cache(sketches),
        insides=lambda title: within(INSIDES).get(title, {}),
        figures=lambda title: within(FIGURES).get(title, {}),
        until={kind: date.fromisoformat(day) for kind, day in data["until"].items()},
    )


@cache
def article_maps() -> dict[str, dict[str, str]]:
    """Return which article became which between two editions whose texts were at hand, as ``maps_of`` writes it."""
    maps: dict[str, dict[str, str]] = read_json(HERE / MAPS)
    return maps


@lru_cache(maxsize=32)
def topics(title: str) -> dict[str, About]:
    """Return by edition what the articles of a law are about; empty where none of its articles moved."""
    from fazhi.kernel.citations.topics import About

    place = _topics_table().get(title)
    if place is None:
        return {}
    number, offset, length = place
    with (HERE / topics_file(number)).open("rb") as stream:
        stream.seek(offset)
        head, _, body = stream.read(length).partition(b"\n")
    low = array("H", body[: len(body) // 3 * 2])
    if sys.byteorder == "big":
        low.byteswap()
    high = body[len(low) * 2 :]
    found, at = {}, 0
    for edition, places in json.loads(head):
        kept = {}
        for article, count in places:
            kept[article] = frozenset(high[one] << 16 | low[one] for one in range(at, at + count))
            at += count
        found[edition] = About.of(kept)
    return found


@cache
def _topics_table() -> dict[str, list[int]]:
    table: dict[str, list[int]] = read_json(HERE / TOPICS)
    return table


def topics_file(number: int) -> str:
    """Return the name of one file of topics."""
    return f"topics-{number:02d}.bin"


def read_json(path: Path) -> Any:
    """Return what a file of the index holds; PackError when it cannot be read."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise PackError("法规目录的文件读不出", where=str(path), hint="重新运行 fazhi law index") from error


def shard(number: int) -> str:
    """Return the name of one file of sketches."""
    return f"sketches-{number:02d}.bin"


def _sketches(folder: Path, number: int, offset: int, length: int) -> dict[str, dict[str, array[int]]]:
    with (folder / shard(number)).open("rb") as stream:
        stream.seek(offset)
        blob = stream.read(length)
    head, _, body = blob.partition(b"\n")
    found: dict[str, dict[str, array[int]]] = {}
    at = 0
    for edition, places in json.loads(head):
        articles = found.setdefault(edition, {})
        for place, count in places:
            hashes = array("H", body[at : at + 2 * count])
            if sys.byteorder == "big":
                hashes.byteswap()
            articles[place] = hashes
            at += 2 * count
    return found
