"""The procedures that ship with the program: one folder each, with `procedure.toml` and `cases.toml`.

Reading happens here; what a declaration means is the kernel's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import Case, Procedure, load, read_cases
from fazhi.kernel.procedures.calling import check_call
from fazhi.kernel.procedures.overlay import resolve
from fazhi.packs import reading


@cache
def posts() -> Mapping[str, str]:
    """Return the posts that steps may name: id to Chinese name."""
    return MappingProxyType({key: str(value) for key, value in reading.toml("posts.toml").items()})


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
    data = reading.toml("procedures", procedure, "procedure.toml")
    declared = data.get("paper", [])
    for paper in declared if isinstance(declared, list) else []:
        if isinstance(paper, dict):
            # The text is part of the declaration: what is stored with a matter must be whole.
            paper["text"] = reading.text("procedures", procedure, "papers", f"{paper.get('id')}.txt")
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
        with reading.placed(where):
            check_call(step, called)


def resolved(procedure: str, overlays: Sequence[Mapping[str, object]], on: date) -> Procedure:
    """Return a procedure with the local rules in force on a day, checked against the catalogue of laws."""
    return checked(resolve(declaration(procedure), overlays, on), where=procedure)


def checked(data: Mapping[str, object], *, where: str) -> Procedure:
    """Return the procedure a declaration makes. Raises PackError, or CitationError for a basis that does not exist."""
    with reading.placed(f"{where}/procedure.toml"):
        loaded = load(data, posts())
    reading.check(loaded.basis, f"{where}/procedure.toml [basis]")
    return loaded


@cache
def cases(procedure: str) -> tuple[Case, ...]:
    """Return the expected runs of a procedure."""
    return read_cases(get(procedure), reading.toml("procedures", procedure, "cases.toml"))
