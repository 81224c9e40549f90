"""What the procedures yield, and the indicators that are made of it: ``measures.toml`` of each, ``indicators/*.toml``.

Both are readings of matters, not part of a procedure's declaration: to count otherwise changes no digest and no matter.
``digest`` says whether stored facts were made by the same readings.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from fazhi.kernel.citations import check_bases
from fazhi.kernel.errors import CitationError, PackError
from fazhi.kernel.ledger import canonical, sm3_hex
from fazhi.kernel.measures import Indicator, Measure, check_indicators, read_indicators, read_measures
from fazhi.kernel.procedures.load import plain
from fazhi.packs import laws, procedures

FILE = "measures.toml"


@cache
def of(procedure: str) -> tuple[Measure, ...]:
    """Return the measures a procedure yields; none where it declares none. Raises PackError for a wrong declaration."""
    if procedure not in procedures.ids():
        return ()
    data = _data(procedure)
    try:
        return read_measures(data, procedures.get(procedure))
    except PackError as error:
        place = f"{procedure}/{FILE} {error.where or ''}".strip()
        raise PackError(error.message, code=error.code, where=place, hint=error.hint) from error


@cache
def every() -> Mapping[str, Measure]:
    """Return all measures by id."""
    return MappingProxyType({measure.id: measure for name in procedures.ids() for measure in of(name)})


@cache
def indicators() -> Mapping[str, Indicator]:
    """Return all indicators by id, file by file. Raises PackError where one rests on what no procedure yields."""
    found: dict[str, Indicator] = {}
    for item in sorted((files("fazhi.packs") / "indicators").iterdir(), key=lambda entry: entry.name):
        if not item.name.endswith(".toml"):
            continue
        try:
            made = read_indicators(_toml(item.read_text(encoding="utf-8"), item.name), every())
        except PackError as error:
            place = f"indicators/{item.name} {error.where or ''}".strip()
            raise PackError(error.message, code=error.code, where=place, hint=error.hint) from error
        for name in made.keys() & found.keys():
            raise PackError(f"“{name}”重复", where=f"indicators/{item.name}")
        found |= made
    check_indicators(found)
    asked = {name: one.target.basis for name, one in found.items() if one.target is not None}
    if problems := check_bases(asked, laws.load()):
        raise CitationError("；".join(str(item) for item in problems), where="indicators")
    return MappingProxyType(found)


@cache
def digest() -> str:
    """Return the SM3 of all declared measures: facts made under another digest are to be made anew."""
    return sm3_hex(canonical(plain({name: _data(name) for name in procedures.ids()})))


@cache
def digests() -> Mapping[str, str]:
    """Return measure id -> SM3 of its declaration: a figure counted under another one cannot be counted again."""
    found: dict[str, str] = {}
    for name in procedures.ids():
        listed = _data(name).get("measure", ())
        for table in listed if isinstance(listed, list) else ():
            found[f"{name}.{table['id']}"] = sm3_hex(canonical(plain(table)))
    return MappingProxyType(found)


def _data(procedure: str) -> Mapping[str, object]:
    file = files("fazhi.packs") / "procedures" / procedure / FILE
    return _toml(file.read_text(encoding="utf-8"), f"{procedure}/{FILE}") if file.is_file() else {}


def _toml(text: str, where: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"不是合格的 TOML：{error}", where=where, hint="按行号改正") from error
