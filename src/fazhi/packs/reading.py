"""How a pack's files are found and read: TOML of this package, every error with the place it stands in."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from typing import TypeVar

from fazhi.kernel.citations import Basis, check_bases
from fazhi.kernel.errors import CitationError, PackError
from fazhi.packs import laws

_Made = TypeVar("_Made")


def text(*path: str) -> str:
    """Return the text of a file below ``fazhi/packs``. Raises PackError where it is missing."""
    try:
        return files("fazhi.packs").joinpath(*path).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PackError("缺少文件", where="/".join(path), hint="补上这个文件") from error


def toml(*path: str) -> dict[str, object]:
    """Return what a TOML file below ``fazhi/packs`` says. Raises PackError with the file and the parser's line."""
    try:
        return tomllib.loads(text(*path))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"不是合格的 TOML：{error}", where="/".join(path), hint="按行号改正") from error


def there(*path: str) -> bool:
    """Tell whether a file stands below ``fazhi/packs``: for what a pack need not have."""
    return files("fazhi.packs").joinpath(*path).is_file()


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Put ``where`` before the place of a PackError raised inside: who reads a declaration does not know its file."""
    try:
        yield
    except PackError as error:
        place = f"{where} {error.where or ''}".strip()
        raise PackError(error.message, code=error.code, where=place, hint=error.hint) from error


def each(folder: str, read: Callable[[dict[str, object], str], _Made]) -> Iterator[tuple[str, _Made]]:
    """Yield ``(file name, what read makes of it)`` for each TOML file of a folder, by name.

    ``read`` is given the data and the name without ``.toml``. Raises PackError with folder, file and place in it.
    """
    for item in sorted((files("fazhi.packs") / folder).iterdir(), key=lambda entry: entry.name):
        if item.name.endswith(".toml"):
            data = toml(folder, item.name)
            with placed(f"{folder}/{item.name}"):
                made = read(data, item.name.removesuffix(".toml"))
            yield item.name, made


def add(found: dict[str, _Made], more: Mapping[str, _Made], where: str) -> None:
    """Add to what was found; raises PackError for an id that two files declare."""
    for name in more.keys() & found.keys():
        raise PackError(f"“{name}”重复", where=where)
    found.update(more)


def check(bases: Mapping[str, Basis], where: str) -> None:
    """Raise CitationError where a basis names a law, article or version that the catalogue does not have."""
    if problems := check_bases(bases, laws.load()):
        raise CitationError("；".join(str(item) for item in problems), where=where)
