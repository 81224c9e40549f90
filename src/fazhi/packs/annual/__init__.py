"""The yearly reports: ``packs/annual/*.toml``. A figure that rests on what no pack yields fails the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from fazhi.kernel.citations import Basis
from fazhi.kernel.errors import PackError
from fazhi.kernel.measures.annual import AnnualReport, read_annual
from fazhi.packs import measures, periodic, procedures, reading

FOLDER = "annual"


@cache
def reports() -> Mapping[str, AnnualReport]:
    """Return all reports by id, in the order of their files. Raises PackError, CitationError."""
    found: dict[str, AnnualReport] = {}
    for file, made in reading.each(FOLDER, lambda data, _: _read(data)):
        reading.add(found, {one.id: one for one in made}, f"{FOLDER}/{file}")
        check(made[:1], f"{FOLDER}/{file}")
    if taken := found.keys() & periodic.forms().keys():
        raise PackError(f"“{min(taken)}”已经是定期报表", where=FOLDER, hint="另取编号")
    return MappingProxyType(found)


def _read(data: Mapping[str, object]) -> tuple[AnnualReport, ...]:
    return read_annual(data, measures.indicators(), measures.every(), procedures.posts())


def check(reports: Iterable[AnnualReport], where: str) -> None:
    """Raise CitationError where a basis of a report, a chapter or a term names what the catalogue does not have."""
    for report in reports:
        bases: dict[str, Basis] = {report.id: report.basis}
        bases |= {chapter.title: chapter.basis for chapter in report.chapters}
        bases |= {due.name: due.basis for due in report.dues}
        reading.check(bases, where)
