"""The schemes of evaluation: ``packs/schemes/*.toml``, and those a site lays in ``FAZHI_HOME/schemes``.

A round keeps the scheme it was opened with (`kept`, `read_kept`), formulas in words included: what a file says later
changes no round.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.measures import AskedOf, Indicator, Scheme, read_indicators, read_scheme
from fazhi.kernel.measures.stated import behind, resting
from fazhi.kernel.measures.surveys import Questionnaire
from fazhi.kernel.procedures.load import plain
from fazhi.packs import measures, reading, surveys

FOLDER = "schemes"


@cache
def shipped() -> Mapping[str, Scheme]:
    """Return the shipped schemes by id. Raises PackError, CitationError."""
    return _read(Path(__file__).parent, surveys.shipped())


def every(site: Path | None = None) -> Mapping[str, Scheme]:
    """Return the shipped schemes and those of a site, read anew. Raises PackError where a file cannot be used."""
    there = site is not None and (site / FOLDER).is_dir()
    own = _read(site / FOLDER, surveys.every(site)) if there and site is not None else {}
    for name in own.keys() & shipped().keys():
        raise PackError(f"“{name}”与自带的考核体系同名", where=FOLDER, hint="换一个 id")
    return MappingProxyType({**shipped(), **own})


def kept(scheme: Scheme) -> dict[str, JsonInput]:
    """Return a scheme as a round keeps it: its file, every indicator it reads, and the digests of their measures."""
    chosen = [one for item in scheme.items.values() for one in (item.indicator, item.over) if one is not None]
    names = list(dict.fromkeys([*(one.id for one in chosen), *behind(chosen, scheme.indicators)]))
    digests = measures.digests()
    return {
        "scheme": {key: plain(value) for key, value in scheme.source.items() if key != "indicator"},
        "indicators": [_written(scheme.indicators[name]) for name in names],
        "measures": {name: digests[name] for name in sorted(resting(chosen, scheme.indicators))},
    }


def read_kept(data: Mapping[str, Any]) -> Scheme:
    """Return a scheme that a round keeps. Raises PackError where a measure it rests on is not declared any more."""
    every_measure = measures.every()
    try:
        held = read_indicators({"area": "考核", "indicator": data["indicators"]}, every_measure, _held)
        return read_scheme(data["scheme"], held, every_measure)
    except (ExpressionError, KeyError) as error:
        raise PackError("这一轮所用的计量现在没有了，不能复算", where=FOLDER) from error


def _held(_asked: AskedOf) -> str:
    """Judge nothing: a round that was opened keeps its scheme, whatever became of the questionnaire."""
    return ""


def _written(one: Indicator) -> dict[str, JsonInput]:
    if one.asked is not None:
        asked: dict[str, JsonInput] = {
            "survey": one.asked.survey, "question": one.asked.question, "tells": one.asked.tells.value,
        }  # fmt: skip
        return {"id": one.id, "name": one.name, "says": one.says, "asked": asked, "excludes": list(one.excludes)}
    return {
        "id": one.id, "name": one.name, "says": one.says, "formula": one.source, "unit": one.unit.value,
        "direction": one.direction.value, "least": one.least, "digits": one.digits, "excludes": list(one.excludes),
    }  # fmt: skip


def _read(folder: Path, questionnaires: Mapping[str, Questionnaire]) -> dict[str, Scheme]:
    found: dict[str, Scheme] = {}
    for path in sorted(folder.glob("*.toml")):
        with reading.placed(f"{FOLDER}/{path.name}"):
            made = read_scheme(_toml(path), measures.indicators(), measures.every(), surveys.asking(questionnaires))
        reading.add(found, {made.id: made}, f"{FOLDER}/{path.name}")
        bases = {made.id: made.basis, **{item.id: item.basis for item in made.items.values()}}
        reading.check(bases, f"{FOLDER}/{path.name}")
    return found


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"不是合格的 TOML：{error}", hint="按行号改正；文件用 UTF-8 保存") from error
