"""The procedures that ship with the program: one folder each, with `procedure.toml` and `cases.toml`.

Reading happens here; what a declaration means is the kernel's business.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from fazhi.kernel.citations import check_bases
from fazhi.kernel.errors import CitationError, PackError
from fazhi.kernel.procedures import Case, Procedure, load, read_cases
from fazhi.kernel.procedures.calling import check_call
from fazhi.kernel.procedures.overlay import resolve
from fazhi.packs import laws


@cache
def posts() -> Mapping[str, str]:
    """Return the posts that steps may name: id to Chinese name."""
    return MappingProxyType({key: str(value) for key, value in _read("posts.toml").items()})


@cache
def ids() -> tuple[str, ...]:
    """Return the ids of all procedures that ship with the program, sorted."""
    folder = files("fazhi.packs") / "procedures"
    return tuple(sorted(item.name for item in folder.iterdir() if (item / "procedure.toml").is_file()))


@cache
def declaration(procedure: str) -> Mapping[str, object]:
    """Return a pack's data as written, before overlays. Raises PackError for an id that does not exist."""
    if procedure not in ids():
        raise PackError(f"没有名为“{procedure}”的规程", hint=f"现有：{'、'.join(ids())}")
    data = _read("procedures", procedure, "procedure.toml")
    declared = data.get("paper", [])
    for paper in declared if isinstance(declared, list) else []:
        if isinstance(paper, dict):
            # The text is part of the declaration: what is stored with a matter must be whole.
            paper["text"] = _text("procedures", procedure, "papers", f"{paper.get('id')}.txt")
    return MappingProxyType(data)


@cache
def get(procedure: str) -> Procedure:
    """Return a procedure as it ships, checked against the catalogue of laws."""
    loaded = checked(declaration(procedure), where=procedure)
    _check_calls(loaded)
    return loaded


def _check_calls(procedure: Procedure) -> None:
    """Refuse a call of a procedure that is not here, and one that brings along what that procedure does not ask."""
    for step in procedure.steps.values():
        if step.call is None or step.call.procedure is None:
            continue
        where = f"{procedure.id}/procedure.toml step[{step.id}].call"
        called = load(declaration(step.call.procedure), posts())
        try:
            check_call(step, called)
        except PackError as error:
            place = f"{where}.{error.where}"
            raise PackError(error.message, code=error.code, where=place, hint=error.hint) from error


def resolved(procedure: str, overlays: Sequence[Mapping[str, object]], on: date) -> Procedure:
    """Return a procedure with the local rules in force on a day, checked against the catalogue of laws."""
    return checked(resolve(declaration(procedure), overlays, on), where=procedure)


def checked(data: Mapping[str, object], *, where: str) -> Procedure:
    """Return the procedure a declaration makes. Raises PackError, or CitationError for a basis that does not exist."""
    try:
        loaded = load(data, posts())
    except PackError as error:
        place = f"{where}/procedure.toml {error.where or ''}".strip()
        raise PackError(error.message, code=error.code, where=place, hint=error.hint) from error
    problems = check_bases(loaded.basis, laws.load())
    if problems:
        raise CitationError("；".join(str(item) for item in problems), where=f"{where}/procedure.toml [basis]")
    return loaded


@cache
def cases(procedure: str) -> tuple[Case, ...]:
    """Return the expected runs of a procedure."""
    return read_cases(get(procedure), _read("procedures", procedure, "cases.toml"))


def _read(*path: str) -> dict[str, object]:
    try:
        return tomllib.loads(_text(*path))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"不是合格的 TOML：{error}", where="/".join(path), hint="按行号改正") from error


def _text(*path: str) -> str:
    try:
        return files("fazhi.packs").joinpath(*path).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PackError("缺少文件", where="/".join(path), hint="补上这个文件") from error
