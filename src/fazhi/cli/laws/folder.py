"""A folder of law texts as users have them, read file by file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fazhi.kernel.citations.lawtext import LawText, read_law
from fazhi.kernel.errors import FazhiError

FOLDERS = ("statutes", "regulations", "former", "interpretations")
_NAMED = re.compile(r"(?P<title>.+?)\s*[(（](?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}|undated)[)）]")
_LARGEST = 20 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file: where it stood, the title and day of its name, and what its text says."""

    folder: str
    name: str
    day: date | None
    law: LawText
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One row of ``repealed.csv``: a title no longer in force; ``ended`` is ``None`` where the day is not known."""

    title: str
    last: date | None
    ended: date | None
    successor: str | None
    source: str


def read_folder(folder: Path) -> list[Source]:
    """Return every text of the folder (``statutes``, ``regulations``, ``former``, ``interpretations``, or flat).

    Raises FazhiError when the folder is not one or holds no text at all, or a file is not UTF-8.
    """
    if not folder.is_dir():
        raise FazhiError("没有这个文件夹", where=str(folder), hint="写法律文本所在的文件夹")
    found = [_source(path) for path in _files(folder)]
    if not found:
        hint = "每件法律一个文件，名为“标题(2024-06-28).md”，可分放在 statutes、regulations、former、interpretations"
        raise FazhiError("文件夹里没有法律文本（.md、.txt）", where=str(folder), hint=hint)
    return found


def read_ended(folder: Path) -> list[Ended]:
    """Return the rows of ``repealed.csv``; empty when the folder has none."""
    path = folder / "repealed.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [
            Ended(
                title=row["title"].strip(),
                last=_day(row.get("last_version")),
                ended=_day(row.get("repealed_on")),
                successor=(row.get("successor") or "").strip() or None,
                source=(row.get("source") or "").strip(),
            )
            for row in csv.DictReader(stream)
            if row.get("title")
        ]


def _files(folder: Path) -> Iterator[Path]:
    parts = [folder / name for name in FOLDERS if (folder / name).is_dir()] or [folder]
    for part in parts:
        yield from sorted(
            path
            for path in part.rglob("*")
            if path.suffix.lower() in (".md", ".txt") and path.is_file() and path.stem.upper() != "README"
        )


def _source(path: Path) -> Source:
    if path.stat().st_size > _LARGEST:
        raise FazhiError(f"文件超过 {_LARGEST // 2**20} MB，不像一件法律", where=str(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FazhiError("文件不是 UTF-8 文字", where=str(path), hint="另存为 UTF-8 后重试") from error
    named = _NAMED.fullmatch(path.stem)
    name = named["title"] if named else path.stem
    day = _day(named["day"]) if named and named["day"] != "undated" else None
    return Source(folder=path.parent.name, name=name, day=day, law=read_law(text, name), path=path)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written.strip()) if written and written.strip() else None
    except ValueError as error:
        raise FazhiError(f"“{written}”不是日期", hint="写作 2024-06-28") from error
