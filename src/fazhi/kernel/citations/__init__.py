"""Legal bases: how an article is named, written in Chinese, and checked against the catalogue of instruments.

Here live the values (``LawRef``, ``Basis``), the catalogue (``Catalogue`` of ``Instrument`` and ``Version``) and the
check that every declared basis exists. Reading TOML from disk is the business of ``fazhi.packs.laws``; finding
citations in a running text is the business of the checker.

A name is loaded at its first use: the checker needs two of them and starts with every small file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from fazhi.kernel.citations.basis import UNSET_TERM, Basis, Force, Mark, bases_cn
    from fazhi.kernel.citations.catalogue import Catalogue, Resolved
    from fazhi.kernel.citations.checks import BasisProblem, check_bases
    from fazhi.kernel.citations.instrument import Instrument, Kind, Version
    from fazhi.kernel.citations.numerals import number_cn, number_from_cn
    from fazhi.kernel.citations.reference import LawRef, parse_ref, refs_cn

__all__ = [
    "UNSET_TERM",
    "Basis",
    "BasisProblem",
    "Catalogue",
    "Force",
    "Instrument",
    "Kind",
    "LawRef",
    "Mark",
    "Resolved",
    "Version",
    "bases_cn",
    "check_bases",
    "number_cn",
    "number_from_cn",
    "parse_ref",
    "refs_cn",
]

_WHERE: Final = {
    "Basis": "basis",
    "BasisProblem": "checks",
    "Catalogue": "catalogue",
    "Force": "basis",
    "Instrument": "instrument",
    "Kind": "instrument",
    "LawRef": "reference",
    "Mark": "basis",
    "Resolved": "catalogue",
    "UNSET_TERM": "basis",
    "Version": "instrument",
    "bases_cn": "basis",
    "check_bases": "checks",
    "number_cn": "numerals",
    "number_from_cn": "numerals",
    "parse_ref": "reference",
    "refs_cn": "reference",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    return found
