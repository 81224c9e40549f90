"""The catalogue of instruments as data: one TOML file a theme, each a list of ``[[instrument]]`` tables.

Beside this module stand the instruments that packs rest on; in ``cited/`` those that papers cite and no pack rests on
(programmes with their periods, laws of former days); in ``hand/`` facts about laws whose texts were read by machine; in
``index/`` what ``fazhi law index`` made of all of it, see ``compiled``.

Facts only: titles, dates, numbers of articles, what repeals what. No wording of any law is kept here. The keys are
those of ``fazhi.kernel.citations.instrument``; how sure a fact is stands in ``mark`` and ``effective_mark``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.kernel.errors import PackError

if TYPE_CHECKING:
    from fazhi.kernel.citations import Catalogue

_HERE = Path(__file__).parent


@cache
def load() -> Catalogue:
    """Return the catalogue shipped with the program, read once per process; PackError names file and key."""
    return load_folder(_HERE)


def load_all() -> Catalogue:
    """Return the shipped catalogue with the instruments that papers cite and no pack rests on."""
    return load_folder(_HERE, _HERE / "cited")


def load_folder(*folders: Path) -> Catalogue:
    """Return the catalogue of every ``*.toml`` of the folders, in order of file names.

    Raises PackError for a file that is not TOML, a key other than ``instrument`` and whatever the catalogue refuses.
    """
    # Not with the module: the checker reads the compiled catalogue, and starts with every small file.
    import tomllib

    from fazhi.kernel.citations import Catalogue

    tables: list[tuple[str, dict[str, object]]] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PackError(f"不是合格的 TOML 文件：{error}", where=path.name) from error
        listed = data.pop("instrument", [])
        if data or not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
            wrong = next(iter(data), "instrument")
            raise PackError(f"不认识的键“{wrong}”", where=path.name, hint="每件文件写成一个 [[instrument]] 表")
        tables += ((f"{path.name} 第 {number} 件", table) for number, table in enumerate(listed, start=1))
    return Catalogue.from_dicts(tables)
