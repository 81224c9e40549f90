"""What the procedures yield, and the indicators that are made of it: ``measures.toml`` of each, ``indicators/*.toml``.

Both are readings of matters, not part of a procedure's declaration: to count otherwise changes no digest and no matter.
``digest`` says whether stored facts were made by the same readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from fazhi.kernel.ledger import canonical, sm3_hex
from fazhi.kernel.measures import Indicator, Measure, check_indicators, read_indicators, read_measures
from fazhi.kernel.procedures.load import plain
from fazhi.packs import procedures, reading, surveys

FILE, INDICATORS = "measures.toml", "indicators"


@cache
def of(procedure: str) -> tuple[Measure, ...]:
    """Return the measures a procedure yields; none where it declares none. Raises PackError for a wrong declaration."""
    if procedure not in procedures.ids():
        return ()
    with reading.placed(f"{procedure}/{FILE}"):
        return read_measures(_data(procedure), procedures.get(procedure))


@cache
def every() -> Mapping[str, Measure]:
    """Return all measures by id."""
    return MappingProxyType({measure.id: measure for name in procedures.ids() for measure in of(name)})


@cache
def indicators() -> Mapping[str, Indicator]:
    """Return all indicators by id, file by file. Raises PackError where one rests on what no procedure yields."""
    found: dict[str, Indicator] = {}
    asking = surveys.asking(surveys.shipped())
    for file, made in reading.each(INDICATORS, lambda data, _: read_indicators(data, every(), asking)):
        reading.add(found, made, f"{INDICATORS}/{file}")
    check_indicators(found)
    reading.check({name: one.target.basis for name, one in found.items() if one.target is not None}, INDICATORS)
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
    path = ("procedures", procedure, FILE)
    return reading.toml(*path) if reading.there(*path) else {}
