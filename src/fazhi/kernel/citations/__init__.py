"""Legal bases: how an article is named, written in Chinese, and checked against the catalogue of instruments.

Here live the values (``LawRef``, ``Basis``), the catalogue (``Catalogue`` of ``Instrument`` and ``Version``) and the
check that every declared basis exists. Reading TOML from disk is the business of ``fazhi.packs.laws``; finding
citations in a running text is the business of the checker.
"""

from fazhi.kernel.citations.basis import UNSET_TERM, Basis, Force, Mark, bases_cn
from fazhi.kernel.citations.catalogue import Catalogue, Resolved
from fazhi.kernel.citations.checks import BasisProblem, check_bases
from fazhi.kernel.citations.instrument import Instrument, Kind, Version
from fazhi.kernel.citations.numerals import number_cn, number_from_cn
from fazhi.kernel.citations.reference import LawRef, parse_ref

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
]
