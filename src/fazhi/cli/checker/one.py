"""Checking one file: read, run, write; what cannot be read is an answer too, never an exception."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

from fazhi.cli.checker.naming import free_name
from fazhi.formats import read
from fazhi.formats.writers.summary import Summary
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Document, Kind, Result, check
from fazhi.packs.checker import catalogue_name, context_for
from fazhi.packs.rules import rule_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for every file of a run. ``kind`` forces a kind; ``every_rule`` forces all rules.

    ``site`` is the folder of the site, for rules and profiles of its own.
    """

    today: date
    as_of: date | None = None
    kind: Kind | None = None
    every_rule: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    deep: bool = False
    format: str = "text"
    colour: bool = False
    text_out: str | None = None
    out: str | None = None
    out_is_folder: bool = False
    site: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one file gave: its part of the output and its share of the totals; ``trouble`` where it was not read."""

    path: str
    part: str
    summary: Summary
    trouble: str | None = None


def check_file(path: str, number: int, settings: Settings) -> Answer:
    """Return the answer for one file; ``number`` is its place in the run, for names that must not collide."""
    summary = Summary(as_of=settings.as_of or settings.today)
    try:
        document = _read(path, settings)
        result = check_document(document, settings)
        if settings.text_out is not None:
            target = Path(settings.text_out) / free_name(path, number, ".txt")
            target.write_bytes(document.text.encode("utf-8", "surrogatepass"))
        part = _written(result, path, number, settings)
    except FazhiError as error:
        return _unread(path, error, summary, settings)
    except OSError as error:
        return _unread(path, _file_trouble(error), summary, settings)
    except RecursionError:
        return _unread(path, FazhiError("文件嵌套太深", code="F206", hint="请另存后再检查"), summary, settings)
    except MemoryError:
        return _unread(path, FazhiError("内存不够", code="F206", hint="请拆成几个文件"), summary, settings)
    summary.add(result)
    return Answer(path=path, part=part, summary=summary)


def check_document(document: Document, settings: Settings) -> Result:
    """Return what is found in a document that was read: the one way for command line, desk and interface."""
    kind = None if settings.every_rule else document.kind
    rules = rule_set(kind, settings.select, settings.ignore, deep=settings.deep, site=settings.site)
    return check(document, rules, context_for(as_of=settings.as_of or settings.today, deep=settings.deep))


def whole_json(result: Result, settings: Settings) -> Iterator[str]:
    """Yield the JSON of one checked document, the same the command line gives for it."""
    from fazhi.formats.writers import as_json

    summary = Summary(as_of=settings.as_of or settings.today, catalogue=catalogue_name())
    summary.add(result)
    yield from as_json.whole((as_json.one(result),), summary)


def unread_json(path: str, error: FazhiError, today: date) -> Iterator[str]:
    """Yield the JSON for a document that could not be read."""
    from fazhi.formats.writers import as_json

    yield from as_json.whole(
        (as_json.unread(path, error),), Summary(as_of=today, catalogue=catalogue_name(), unreadable=1)
    )


def writer(name: str) -> ModuleType:
    """Return the module that writes a format."""
    return _writer({"json": "as_json"}.get(name, name))


@cache
def _writer(name: str) -> ModuleType:
    return importlib.import_module(f"fazhi.formats.writers.{name}")


def _read(path: str, settings: Settings) -> Document:
    return as_asked(read(Path(path)), settings)


def as_asked(found: Document, settings: Settings) -> Document:
    """Return a document that was read, with the kind and the day that were asked for."""
    if settings.kind is None and settings.as_of is None:
        return found
    return Document(
        found.text,
        path=found.path,
        blocks=found.blocks,
        kind=settings.kind,
        as_of=settings.as_of,
        source=found.source,
    )


def _written(result: Result, path: str, number: int, settings: Settings) -> str:
    if settings.format == "text":
        from fazhi.formats.writers import text

        return text.one(result, colour=settings.colour)
    module = writer(settings.format)
    if hasattr(module, "one"):
        part: str = module.one(result)
        return part
    target = Path(settings.out or os.curdir)
    if settings.out_is_folder:
        target = target / free_name(path, number, f".{settings.format}")
    module.write(result, target)
    return ""


def _unread(path: str, error: FazhiError, summary: Summary, settings: Settings) -> Answer:
    summary.unreadable = 1
    module = writer(settings.format)
    part = module.unread(path, error) if hasattr(module, "unread") else ""
    return Answer(path=path, part=part, summary=summary, trouble=f"{path}：{error}")


def _file_trouble(error: OSError) -> FazhiError:
    if isinstance(error, FileNotFoundError):
        return FazhiError("找不到文件", code="F207", hint="请核对路径和文件名")
    if isinstance(error, IsADirectoryError):
        return FazhiError("是文件夹，不是文件", code="F207", hint="请写具体文件，如 文件夹/*.docx")
    if isinstance(error, PermissionError):
        return FazhiError("没有权限读写", code="F207", hint="请核对文件权限")
    return FazhiError(f"无法读写（系统提示：{error.strerror or error}）", code="F207", hint="请检查磁盘和路径后重试")
