"""The questionnaires of surveys: ``packs/surveys/*.toml``, and those a site lays in ``FAZHI_HOME/surveys``.

A survey keeps the questionnaire it was opened with (``kept``, ``read_kept``): what a file says later changes no survey.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from fazhi.kernel.errors import PackError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.measures import AskedOf, Asking
from fazhi.kernel.measures.surveys import Questionnaire, read_questionnaire
from fazhi.kernel.procedures.load import plain
from fazhi.packs import reading

FOLDER = "surveys"


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """Return the shipped questionnaires by id. Raises PackError, CitationError."""
    return _read(Path(__file__).parent)


def every(site: Path | None = None) -> Mapping[str, Questionnaire]:
    """Return the shipped questionnaires and those of a site, read anew. Raises PackError, CitationError."""
    own = _read(site / FOLDER) if site is not None and (site / FOLDER).is_dir() else {}
    for name in own.keys() & shipped().keys():
        raise PackError(f"“{name}”与自带的问卷同名", where=FOLDER, hint="换一个 id")
    return MappingProxyType({**shipped(), **own})


def asking(questionnaires: Mapping[str, Questionnaire]) -> Asking:
    """Return what judges the questions that indicators name: they must be there, and have points."""

    def judge(asked: AskedOf) -> str:
        found = questionnaires.get(asked.survey)
        if found is None:
            return f"没有“{asked.survey}”这份问卷（有：{'、'.join(questionnaires)}）"
        if asked.question not in {one.id for one in found.scales}:
            known = "、".join(one.id for one in found.scales)
            return f"问卷“{found.title}”里没有“{asked.question}”这一题，或者它不是打分的题（有：{known}）"
        return ""

    return judge


def kept(asked: Questionnaire) -> dict[str, JsonInput]:
    """Return a questionnaire as a survey keeps it: its file."""
    return {key: plain(value) for key, value in asked.source.items()}


def read_kept(data: Mapping[str, object]) -> Questionnaire:
    """Return a questionnaire that a survey keeps. Raises PackError."""
    return read_questionnaire(data)


def _read(folder: Path) -> dict[str, Questionnaire]:
    found: dict[str, Questionnaire] = {}
    for path in sorted(folder.glob("*.toml")):
        with reading.placed(f"{FOLDER}/{path.name}"):
            made = read_questionnaire(_toml(path))
        reading.add(found, {made.id: made}, f"{FOLDER}/{path.name}")
        reading.check({made.id: made.basis}, f"{FOLDER}/{path.name}")
    return found


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"不是合格的 TOML：{error}", hint="按行号改正；文件用 UTF-8 保存") from error
