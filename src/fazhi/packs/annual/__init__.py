"""The yearly reports: ``packs/annual/*.toml``. A figure that rests on what no pack yields fails the build."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from fazhi.kernel.citations import Basis, check_bases
from fazhi.kernel.errors import CitationError, PackError
from fazhi.kernel.measures.annual import AnnualReport, read_annual
from fazhi.packs import laws, measures, periodic, procedures

FOLDER = "annual"


@cache
def reports() -> Mapping[str, AnnualReport]:
    """Return all reports by id, in the order of their files. Raises PackError, CitationError."""
    found: dict[str, AnnualReport] = {}
    for item in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if not item.name.endswith(".toml"):
            continue
        where = f"{FOLDER}/{item.name}"
        for made in read(item.read_text(encoding="utf-8"), where):
            if made.id in found or made.id in periodic.forms():
                raise PackError(f"“{made.id}”重复", where=where)
            found[made.id] = made
    return MappingProxyType(found)


def read(text: str, where: str) -> tuple[AnnualReport, ...]:
    """Return the reports that one file declares. Raises PackError with the place, CitationError."""
    try:
        made = read_annual(tomllib.loads(text), measures.indicators(), measures.every(), procedures.posts())
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"不是合格的 TOML：{error}", where=where, hint="按行号改正") from error
    except PackError as error:
        place = f"{where} {error.where or ''}".strip()
        raise PackError(error.message, code=error.code, where=place, hint=error.hint) from error
    if problems := check_bases(dict(_bases(made[0])), laws.load()):
        raise CitationError("；".join(str(item) for item in problems), where=where)
    return made


def _bases(report: AnnualReport) -> list[tuple[str, Basis]]:
    chapters = [(chapter.title, chapter.basis) for chapter in report.chapters]
    return [(report.id, report.basis), *chapters, *((due.name, due.basis) for due in report.dues)]
